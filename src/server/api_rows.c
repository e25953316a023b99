/* Reading rows: concepts, units, candidates, documents, history. */
#include "server/api.h"

#include <stdlib.h>
#include <string.h>

/* Begins {"...": [ and, when there is no memory yet, ends it too. */
static bool begin_list(mm_request *r, const char *name, mm_store *store)
{
    mm_json_open(&r->reply.json, '{');
    mm_json_put_list(&r->reply.json, name);
    if (store)
        return true;
    mm_json_close(&r->reply.json, ']');
    mm_json_close(&r->reply.json, '}');
    return false;
}

/* Rows of a kind above `above`; "next" is where to go on, absent at the end. */
static int list_rows(mm_request *r, mm_worker *worker, mm_row_kind kind,
                     const char *name, mm_error *err)
{
    mm_json     *json = &r->reply.json;
    mm_store    *store = mm_desk_store(worker->desk);
    mm_selection selection = { .what = 1u << kind };
    mm_reader   *reader = NULL;
    mm_item      item;
    double       limit, above, change;
    mm_id        last = 0;
    size_t       n = 0;
    int          rc;

    if ((rc = mm_arg_number(&limit, r, "limit", 50, 1, 1000, err)) < 0 ||
        (rc = mm_arg_number(&above, r, "above", 0, 0, 9e15, err)) < 0 ||
        (rc = mm_arg_number(&change, r, "change", 0, 0, 9e15, err)) < 0 ||
        (rc = mm_arg_selection(&selection, r, err)) < 0)
        return rc;
    selection.above = (mm_id)above;
    selection.change = (mm_id)change;
    if (!begin_list(r, name, store))
        return MM_OK;
    rc = mm_store_read(&reader, store, &selection, err);
    while (rc >= 0 && n < (size_t)limit &&
           (rc = mm_reader_next(reader, &item, err)) == MM_ROW) {
        if (item.concept)
            mm_show_concept(json, item.concept, item.row);
        else
            mm_show_unit(json, item.unit, item.row);
        last = item.row;
        n++;
    }
    mm_reader_close(reader);
    mm_json_close(json, ']');
    if (n == (size_t)limit)
        mm_json_put_int(json, "next", last);
    mm_json_close(json, '}');
    return rc < 0 ? rc : MM_OK;
}

int mm_api_concepts(mm_request *request, mm_worker *worker, mm_error *err)
{
    return list_rows(request, worker, MM_ROW_CONCEPT, "concepts", err);
}

int mm_api_units(mm_request *request, mm_worker *worker, mm_error *err)
{
    return list_rows(request, worker, MM_ROW_UNIT, "units", err);
}

/* ---- one row ---- */

static int show_history_of(mm_json *json, mm_store *store, mm_row_kind kind,
                           mm_id id, mm_error *err)
{
    mm_pasts *pasts = NULL;
    mm_past   past;
    int       rc = mm_history_of(&pasts, store, kind, id, err);

    mm_json_put_list(json, "history");
    for (int i = 0; rc >= 0 && i < 100 &&
                    (rc = mm_pasts_next(pasts, &past, err)) == MM_ROW;
         i++)
        mm_show_past(json, &past);
    mm_pasts_close(pasts);
    mm_json_close(json, ']');
    return rc < 0 ? rc : MM_OK;
}

static int show_row(mm_request *r, mm_worker *worker, mm_row_kind kind,
                    mm_error *err)
{
    mm_json  *json = &r->reply.json;
    mm_store *store = mm_desk_store(worker->desk);
    mm_item   item;
    mm_id     id, version;
    int       rc;

    if ((rc = mm_arg_id(&id, r, 0, err)) < 0)
        return rc;
    if (!store)
        return mm_fail(err, MM_ENOTFOUND, "no row of that number");
    if ((rc = mm_version_of(&version, store, kind, id, err)) < 0 ||
        (rc = mm_store_get(&item, store, kind, id, err)) < 0)
        return rc;
    mm_json_open(json, '{');
    mm_json_put_int(json, "version", version);
    mm_json_key(json, kind == MM_ROW_CONCEPT ? "concept" : "unit");
    if (kind == MM_ROW_CONCEPT)
        mm_show_concept(json, item.concept, id);
    else
        mm_show_unit(json, item.unit, id);
    if (kind == MM_ROW_CONCEPT)
        rc = mm_show_proofs(json, store, id, 50, err);
    if (rc == MM_OK)
        rc = show_history_of(json, store, kind, id, err);
    mm_json_close(json, '}');
    return rc;
}

int mm_api_concept(mm_request *request, mm_worker *worker, mm_error *err)
{
    return show_row(request, worker, MM_ROW_CONCEPT, err);
}

int mm_api_unit(mm_request *request, mm_worker *worker, mm_error *err)
{
    return show_row(request, worker, MM_ROW_UNIT, err);
}

/* ---- candidates ---- */

typedef struct waiting {
    mm_id  row;
    double confidence;
} waiting;

/* By confidence, ties by id. */
static int by_confidence(const void *left, const void *right)
{
    const waiting *x = left, *y = right;

    if (x->confidence != y->confidence)
        return x->confidence > y->confidence ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int gather(waiting **out, size_t *n, mm_store *store,
                  const mm_selection *selection, mm_error *err)
{
    mm_reader *reader = NULL;
    mm_item    item;
    size_t     cap = 0;
    int        rc = mm_store_read(&reader, store, selection, err);

    while (rc >= 0 && (rc = mm_reader_next(reader, &item, err)) == MM_ROW) {
        if (*n == cap) {
            waiting *more;

            cap = cap ? 2 * cap : 256;
            if (!(more = realloc(*out, cap * sizeof *more))) {
                rc = mm_fail_memory(err);
                break;
            }
            *out = more;
        }
        (*out)[(*n)++] = (waiting){ item.row, item.concept->confidence };
    }
    mm_reader_close(reader);
    return rc < 0 ? rc : MM_OK;
}

/* The approved concept that this one is proposed as more terms of. */
static int show_joined(mm_json *json, mm_store *store, mm_id row, mm_error *err)
{
    mm_item item;
    mm_id   joined;
    int     rc = mm_store_joins(&joined, store, row, err);

    if (rc < 0 || !joined)
        return rc;
    rc = mm_store_get(&item, store, MM_ROW_CONCEPT, joined, err);
    if (rc < 0)
        return rc == MM_ENOTFOUND ? MM_OK : rc;
    mm_json_key(json, "joins");
    mm_show_concept(json, item.concept, joined);
    return MM_OK;
}

static int show_candidate(mm_json *json, mm_store *store, mm_id row,
                          size_t evidence, mm_error *err)
{
    mm_item item;
    mm_id   version;
    int     rc;

    if ((rc = mm_version_of(&version, store, MM_ROW_CONCEPT, row, err)) < 0 ||
        (rc = mm_store_get(&item, store, MM_ROW_CONCEPT, row, err)) < 0)
        return rc == MM_ENOTFOUND ? MM_OK : rc; /* removed meanwhile */
    mm_json_open(json, '{');
    mm_json_put_int(json, "version", version);
    mm_json_key(json, "concept");
    mm_show_concept(json, item.concept, row);
    if ((rc = show_joined(json, store, row, err)) == MM_OK)
        rc = mm_show_proofs(json, store, row, evidence, err);
    mm_json_close(json, '}');
    return rc;
}

int mm_api_candidates(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json     *json = &request->reply.json;
    mm_store    *store = mm_desk_store(worker->desk);
    mm_selection selection = { .what = 1u << MM_ROW_CONCEPT };
    waiting     *rows = NULL;
    size_t       n = 0;
    double       limit, from, evidence;
    int          rc;

    if ((rc = mm_arg_number(&limit, request, "limit", 50, 1, 500, err)) < 0 ||
        (rc = mm_arg_number(&from, request, "from", 0, 0, 1e9, err)) < 0 ||
        (rc = mm_arg_number(&evidence, request, "evidence", 5, 0, 50, err)) <
            0 ||
        (rc = mm_arg_selection(&selection, request, err)) < 0)
        return rc;
    selection.review = 1u << MM_PROPOSED;
    if (!begin_list(request, "candidates", store))
        return MM_OK;
    if ((rc = gather(&rows, &n, store, &selection, err)) == MM_OK && n)
        qsort(rows, n, sizeof *rows, by_confidence);
    for (size_t i = (size_t)from;
         rc == MM_OK && i < n && i < (size_t)from + (size_t)limit; i++)
        rc = show_candidate(json, store, rows[i].row, (size_t)evidence, err);
    free(rows);
    mm_json_close(json, ']');
    mm_json_put_int(json, "all", (long long)n);
    mm_json_close(json, '}');
    return rc;
}

/* ---- documents: what `align` took in ---- */

int mm_api_documents(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json  *json = &request->reply.json;
    mm_store *store = mm_desk_store(worker->desk);
    mm_pasts *pasts = NULL;
    mm_past   past;
    int       rc;

    if (!begin_list(request, "documents", store))
        return MM_OK;
    rc = mm_history_open(&pasts, store, err);
    for (int n = 0; rc >= 0 && n < 500 &&
                    (rc = mm_pasts_next(pasts, &past, err)) == MM_ROW;) {
        if (!mm_str_eq(past.kind, MM_S("align")) || past.undone_by)
            continue;
        mm_show_past(json, &past);
        n++;
    }
    mm_pasts_close(pasts);
    mm_json_close(json, ']');
    mm_json_close(json, '}');
    return rc < 0 ? rc : MM_OK;
}

/* The units that one alignment made, in reading order, and its terms. */
int mm_api_document(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json     *json = &request->reply.json;
    mm_store    *store = mm_desk_store(worker->desk);
    mm_selection selection = { .review = 7 };
    mm_reader   *reader = NULL;
    mm_item      item;
    bool         terms = false;
    int          rc;

    if ((rc = mm_arg_id(&selection.change, request, 0, err)) < 0)
        return rc;
    if (!begin_list(request, "units", store))
        return MM_OK;
    rc = mm_store_read(&reader, store, &selection, err);
    for (int n = 0; rc >= 0 && n < 5000 &&
                    (rc = mm_reader_next(reader, &item, err)) == MM_ROW;
         n++) {
        if (item.concept && !terms) {
            mm_json_close(json, ']');
            mm_json_put_list(json, "concepts");
            terms = true;
        }
        if (item.concept)
            mm_show_concept(json, item.concept, item.row);
        else
            mm_show_unit(json, item.unit, item.row);
    }
    mm_reader_close(reader);
    mm_json_close(json, ']');
    if (!terms) {
        mm_json_put_list(json, "concepts");
        mm_json_close(json, ']');
    }
    mm_json_close(json, '}');
    return rc < 0 ? rc : MM_OK;
}

/* ---- history ---- */

int mm_api_history(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json  *json = &request->reply.json;
    mm_store *store = mm_desk_store(worker->desk);
    mm_pasts *pasts = NULL;
    mm_past   past;
    double    limit;
    int       rc = mm_arg_number(&limit, request, "limit", 50, 1, 1000, err);

    if (rc < 0)
        return rc;
    if (!begin_list(request, "changes", store))
        return MM_OK;
    rc = mm_history_open(&pasts, store, err);
    for (int i = 0; rc >= 0 && i < (int)limit &&
                    (rc = mm_pasts_next(pasts, &past, err)) == MM_ROW;
         i++)
        mm_show_past(json, &past);
    mm_pasts_close(pasts);
    mm_json_close(json, ']');
    mm_json_close(json, '}');
    return rc < 0 ? rc : MM_OK;
}
