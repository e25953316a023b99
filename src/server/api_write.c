/*
 * Changing rows, by the one writer.
 *
 * A client says which version of a row it saw (the number of the last change to
 * it). When another has changed the row since, nothing is written and the
 * answer is 409 with the row as it stands and who changed it.
 */
#include "server/api.h"

#include "malmoi/edit.h"

#include <string.h>

enum { STRUCK = 64 }; /* terms in one request */

/* ---- conflicts ---- */

static int show_conflict(mm_request *r, mm_store *store, mm_row_kind kind,
                         mm_id id, mm_error *err)
{
    mm_json  *json = &r->reply.json;
    mm_pasts *pasts = NULL;
    mm_past   past;
    mm_item   item;
    mm_id     version;
    int       rc = mm_version_of(&version, store, kind, id, err);

    if (rc < 0)
        return rc;
    r->reply.status = 409;
    mm_json_open(json, '{');
    mm_json_put_object(json, "error");
    mm_json_put_text(json, "code", MM_S("conflict"));
    mm_json_put_text(json, "message", MM_S("another has changed it meanwhile"));
    mm_json_close(json, '}');
    mm_json_put_int(json, "version", version);
    if (mm_store_get(&item, store, kind, id, NULL) == MM_OK) {
        mm_json_key(json, kind == MM_ROW_CONCEPT ? "concept" : "unit");
        if (kind == MM_ROW_CONCEPT)
            mm_show_concept(json, item.concept, id);
        else
            mm_show_unit(json, item.unit, id);
    }
    if ((rc = mm_history_of(&pasts, store, kind, id, err)) == MM_OK &&
        (rc = mm_pasts_next(pasts, &past, err)) == MM_ROW) {
        mm_json_key(json, "theirs");
        mm_show_past(json, &past);
    }
    mm_pasts_close(pasts);
    mm_json_close(json, '}');
    return rc < 0 ? rc : MM_OK;
}

/* MM_ROW when the row is as the client saw it, MM_OK when the answer is a
 * conflict. */
static int check_version(mm_request *r, mm_store *store, mm_row_kind kind,
                         mm_id id, mm_error *err)
{
    double seen;
    mm_id  version;
    int    rc;

    if ((rc = mm_arg_number(&seen, r, "version", 0, 0, 9e15, err)) < 0 ||
        (rc = mm_version_of(&version, store, kind, id, err)) < 0)
        return rc;
    if (seen == 0 || (mm_id)seen == version)
        return MM_ROW;
    return show_conflict(r, store, kind, id, err);
}

static int show_change(mm_request *r, mm_store *store, mm_id change, mm_id id)
{
    mm_json *json = &r->reply.json;

    mm_server_changed(r->server, store);
    mm_json_open(json, '{');
    mm_json_put_int(json, "change", change);
    if (id) {
        mm_json_put_int(json, "id", id);
        mm_json_put_int(json, "version", change);
    }
    mm_json_close(json, '}');
    return MM_OK;
}

/* ---- review ---- */

/* The place of a term that is to be struck: {"lang": "en", "text": "NLL"}. */
static bool find_term(mm_struck *out, const mm_concept *c, const json_t *term)
{
    mm_str lang = mm_json_member(term, "lang");
    mm_str text = mm_json_member(term, "text");

    for (size_t s = 0; s < c->n_sections; s++)
        for (size_t t = 0; t < c->sections[s].n_terms; t++)
            if (mm_str_eq(c->sections[s].lang, lang) &&
                mm_str_eq(c->sections[s].terms[t].text, text)) {
                *out = (mm_struck){ s, t };
                return true;
            }
    return false;
}

/* "strike": [{"lang", "text"}, ...] of the request, by their places. */
static int struck_terms(mm_struck *out, size_t *n, mm_request *r,
                        mm_store *store, mm_id id, mm_error *err)
{
    const json_t *list = json_object_get(r->json, "strike"), *term;
    mm_item       item;
    size_t        i;
    int           rc;

    *n = 0;
    if (!list)
        return MM_OK;
    if (!json_is_array(list) || json_array_size(list) > STRUCK)
        return mm_fail(err, MM_EINVALID,
                       "'strike' is a list of objects with lang and text");
    if ((rc = mm_store_get(&item, store, MM_ROW_CONCEPT, id, err)) < 0)
        return rc;
    json_array_foreach(list, i, term)
    {
        if (!find_term(&out[(*n)++], item.concept, term))
            return mm_fail(err, MM_EINVALID,
                           "'strike' names a term that the concept has not");
    }
    return MM_OK;
}

static int decide_in_change(mm_id *into, mm_request *r, mm_store *store,
                            mm_id id, mm_review review, mm_error *err)
{
    mm_struck struck[STRUCK];
    size_t    n;
    /* Looked at again inside the transaction: another process may write. */
    int       rc = check_version(r, store, MM_ROW_CONCEPT, id, err);

    if (rc != MM_ROW || (rc = struck_terms(struck, &n, r, store, id, err)) < 0)
        return rc;
    return mm_store_decide_terms(into, store, id, review, struck, n, err);
}

static int decide(mm_request *r, mm_store *store, mm_id id, mm_review review,
                  mm_error *err)
{
    mm_change change = { .kind = "decide", .who = mm_cstr(r->who) };
    size_t    n = json_array_size(json_object_get(r->json, "strike"));
    mm_buf    text = { 0 };
    mm_id     number, into = id;
    int       rc;

    if (mm_buf_printf(&text, "concept %lld %s", (long long)id,
                      mm_review_name(review)) < 0 ||
        (n && mm_buf_printf(&text, ", %zu struck", n) < 0)) {
        mm_buf_release(&text);
        return mm_fail_memory(err);
    }
    change.what = mm_buf_str(&text);
    rc = mm_store_begin(store, &change, err);
    if (rc == MM_OK) {
        rc = decide_in_change(&into, r, store, id, review, err);
        number = mm_store_change(store);
        rc = mm_store_end(store, rc, err);
        if (rc == MM_OK && !r->reply.status)
            rc = show_change(r, store, number, into);
    }
    mm_buf_release(&text);
    return rc;
}

int mm_api_decide(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_store *store;
    mm_str    name = mm_json_member(request->json, "review");
    mm_review review;
    mm_id     id;
    int       rc;

    if (!mm_review_parse(&review, name))
        return mm_fail(err, MM_EINVALID,
                       "'review' is approved, rejected or proposed");
    if ((rc = mm_arg_id(&id, request, 0, err)) < 0 ||
        (rc = mm_worker_store(&store, worker, err)) < 0)
        return rc;
    return decide(request, store, id, review, err);
}

int mm_api_undo(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_store *store;
    mm_id     number;
    double    change;
    int       rc;

    if ((rc = mm_arg_number(&change, request, "change", 0, 0, 9e15, err)) < 0 ||
        (rc = mm_worker_store(&store, worker, err)) < 0)
        return rc;
    rc = mm_history_undo(&number, store, (mm_id)change, mm_cstr(request->who),
                         err);
    if (rc == MM_EINVALID)
        request->reply.status = 409; /* a later change stands in the way */
    return rc < 0 ? rc : show_change(request, store, number, 0);
}

/* ---- one row put in, changed, taken out ---- */

/* "set": ["ko=...", ...], as `malmoi edit` takes them. */
static int set_all(mm_edit *edit, const mm_request *r, mm_error *err)
{
    const json_t *list = json_object_get(r->json, "set"), *value;
    size_t        i;
    int           rc = MM_OK;

    if (list && !json_is_array(list))
        return mm_fail(err, MM_EINVALID, "'set' is a list of texts");
    json_array_foreach(list, i, value)
    {
        if (!json_is_string(value))
            return mm_fail(err, MM_EINVALID, "'set' is a list of texts");
        if ((rc = mm_edit_set(edit,
                              (mm_str){ json_string_value(value),
                                        json_string_length(value) },
                              err)) < 0)
            return rc;
    }
    return rc;
}

/* "texts": [{"lang", "text"}, ...] of a new row. */
static int add_texts(mm_edit *edit, const mm_request *r, mm_error *err)
{
    const json_t *list = json_object_get(r->json, "texts"), *value;
    size_t        i;
    int           rc;

    if (!json_is_array(list) || json_array_size(list) == 0)
        return mm_fail(err, MM_EINVALID,
                       "'texts' is a list of objects with lang and text");
    json_array_foreach(
        list, i,
        value) if ((rc = mm_edit_add_text(edit, mm_json_member(value, "lang"),
                                          mm_json_member(value, "text"), err)) <
                   0) return rc;
    return MM_OK;
}

static int save(mm_request *r, mm_store *store, mm_edit *edit, mm_row_kind kind,
                mm_id id, mm_error *err)
{
    mm_id change;
    int   rc = mm_edit_save(&change, &id, edit, mm_cstr(r->who), err);

    if (rc == MM_EBUSY && id)
        return show_conflict(r, store, kind, id, err);
    return rc < 0 ? rc : show_change(r, store, change, id);
}

static int add_row(mm_request *r, mm_worker *worker, mm_row_kind kind,
                   mm_error *err)
{
    mm_store *store;
    mm_edit  *edit = NULL;
    int       rc = mm_worker_store(&store, worker, err);

    if (rc == MM_OK && (rc = mm_edit_new(&edit, store, kind, err)) == MM_OK &&
        (rc = add_texts(edit, r, err)) == MM_OK &&
        (rc = set_all(edit, r, err)) == MM_OK)
        rc = save(r, store, edit, kind, 0, err);
    if (rc == MM_OK && !r->reply.status)
        r->reply.status = 201;
    mm_edit_close(edit);
    return rc;
}

static int edit_row(mm_request *r, mm_worker *worker, mm_row_kind kind,
                    mm_error *err)
{
    mm_store *store;
    mm_edit  *edit = NULL;
    mm_ref    ref = { .kind = kind };
    int       rc;

    if ((rc = mm_arg_id(&ref.id, r, 0, err)) < 0 ||
        (rc = mm_worker_store(&store, worker, err)) < 0 ||
        (rc = mm_edit_open(&edit, store, &ref, err)) < 0)
        return rc;
    rc = check_version(r, store, kind, ref.id, err);
    if (rc == MM_ROW && (rc = set_all(edit, r, err)) == MM_OK)
        rc = save(r, store, edit, kind, ref.id, err);
    mm_edit_close(edit);
    return rc;
}

static int remove_row(mm_request *r, mm_worker *worker, mm_row_kind kind,
                      mm_error *err)
{
    mm_store *store;
    mm_ref    ref = { .kind = kind };
    mm_id     change;
    int       rc;

    if ((rc = mm_arg_id(&ref.id, r, 0, err)) < 0 ||
        (rc = mm_worker_store(&store, worker, err)) < 0 ||
        (rc = check_version(r, store, kind, ref.id, err)) != MM_ROW)
        return rc;
    rc = mm_remove(&change, store, &ref, mm_cstr(r->who), err);
    return rc < 0 ? rc : show_change(r, store, change, 0);
}

int mm_api_add_concept(mm_request *request, mm_worker *worker, mm_error *err)
{
    return add_row(request, worker, MM_ROW_CONCEPT, err);
}

int mm_api_add_unit(mm_request *request, mm_worker *worker, mm_error *err)
{
    return add_row(request, worker, MM_ROW_UNIT, err);
}

int mm_api_edit_concept(mm_request *request, mm_worker *worker, mm_error *err)
{
    return edit_row(request, worker, MM_ROW_CONCEPT, err);
}

int mm_api_edit_unit(mm_request *request, mm_worker *worker, mm_error *err)
{
    return edit_row(request, worker, MM_ROW_UNIT, err);
}

int mm_api_remove_concept(mm_request *request, mm_worker *worker, mm_error *err)
{
    return remove_row(request, worker, MM_ROW_CONCEPT, err);
}

int mm_api_remove_unit(mm_request *request, mm_worker *worker, mm_error *err)
{
    return remove_row(request, worker, MM_ROW_UNIT, err);
}
