/* Matches of segments, over a matcher that each worker keeps open. */
#include "server/api.h"

#include "server/desk.h"
#include "server/find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ISO 639-3 codes that clients send where ISO 639-1 has two letters; what ICU
 * or the client says otherwise is left as it is. */
static const char *two_letters(const char *tag)
{
    static const char *const codes[][2] = {
        { "eng", "en" }, { "kor", "ko" }, { "jpn", "ja" }, { "zho", "zh" },
        { "deu", "de" }, { "fra", "fr" }, { "spa", "es" }, { "rus", "ru" },
        { "por", "pt" }, { "ita", "it" }, { "nld", "nl" }, { "vie", "vi" },
        { "tha", "th" }, { "ind", "id" }, { "tur", "tr" }, { "ara", "ar" },
        { "pol", "pl" }, { "ukr", "uk" }, { "ces", "cs" }, { "hin", "hi" },
    };

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(tag, codes[i][0]) == 0)
            return codes[i][1];
    return tag;
}

void mm_find_tag(char out[24], mm_str tag)
{
    char plain[24];

    for (size_t i = 0; i < sizeof plain; i++)
        plain[i] = i < tag.len && i + 1 < sizeof plain
                       ? (char)(tag.ptr[i] == '_' ? '-' : tag.ptr[i])
                       : '\0';
    memcpy(out, two_letters(plain), strlen(two_letters(plain)) + 1);
}

/* Remembers the pair, so that the renewer opens its matchers too: a new one at
 * once for the other readers, who would have to make the index themselves if an
 * import came before their first query. */
static void note_pair(mm_server *server, const char *source, const char *target)
{
    size_t i = 0;

    pthread_mutex_lock(&server->lock);
    while (i < server->n_pairs && (strcmp(server->pairs[i][0], source) != 0 ||
                                   strcmp(server->pairs[i][1], target) != 0))
        i++;
    if (i == server->n_pairs &&
        i < sizeof server->pairs / sizeof *server->pairs) {
        strcpy(server->pairs[i][0], source);
        strcpy(server->pairs[i][1], target);
        server->n_pairs++;
        server->behind = true;
        pthread_cond_signal(&server->renew);
    }
    pthread_mutex_unlock(&server->lock);
}

int mm_find_matcher(mm_matcher **out, mm_worker *worker, mm_str source,
                    mm_str target, mm_error *err)
{
    char     a[24], b[24];
    mm_desk *desk;
    int      rc = mm_worker_steady(&desk, worker, err);

    *out = NULL;
    if (rc < 0)
        return rc;
    mm_find_tag(a, source);
    mm_find_tag(b, target);
    if ((rc = mm_desk_matcher(out, desk, a, b, err)) == MM_OK)
        note_pair(worker->server, a, b);
    return rc;
}

static void show_match(mm_json *json, const mm_match *m, mm_str text)
{
    mm_json_open(json, '{');
    mm_json_put_int(json, "score", m->score);
    mm_json_put_int(json, "words", m->words);
    if (m->letters)
        mm_json_put_int(json, "letters", m->letters);
    mm_json_put_text(json, "source", m->source->text);
    mm_json_put_text(json, "target", m->target->text);
    mm_json_put_text(json, "source_lang", m->source->lang);
    mm_json_put_text(json, "target_lang", m->target->lang);
    mm_json_put_list(json, "deductions");
    for (size_t i = 0; i < m->n_deductions; i++) {
        mm_json_open(json, '{');
        mm_json_put_text(json, "name", mm_cstr(m->deductions[i].name));
        mm_json_put_int(json, "points", m->deductions[i].points);
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
    mm_json_put_list(json, "differences");
    for (size_t i = 0; i < m->n_mismatches; i++) {
        const mm_mismatch *d = &m->mismatches[i];
        mm_str             here = mm_str_sub(text, d->start, d->len);
        mm_str there = mm_str_sub(m->source->text, d->unit_start, d->unit_len);

        mm_json_open(json, '{');
        mm_json_put_text(json, "kind", mm_cstr(mm_mismatch_name(d->kind)));
        mm_json_put_text(json, "segment", here);
        mm_json_put_text(json, "unit", there);
        mm_json_put_int(
            json, "start",
            (long long)mm_utf8_count(mm_str_sub(text, 0, d->start)));
        mm_json_put_int(json, "unit_start",
                        (long long)mm_utf8_count(
                            mm_str_sub(m->source->text, 0, d->unit_start)));
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
    mm_json_put_int(json, "id", m->row);
    mm_json_put_text(json, "memory", m->memory);
    mm_json_put_said(json, "document", m->unit->document);
    mm_json_put_said(json, "status", m->unit->status);
    mm_json_put_said(json, "project", m->unit->project);
    mm_json_put_said(json, "client", m->unit->client);
    mm_json_put_said(json, "field", m->unit->field);
    mm_json_put_said(json, "changed", m->unit->stamp.changed);
    mm_json_close(json, '}');
}

static int match_args(mm_match_options *out, const mm_request *r, mm_error *err)
{
    mm_selection selection = { 0 };
    double       min, limit;
    int          rc;

    if ((rc = mm_arg_number(&min, r, "min", 70, 1, 100, err)) < 0 ||
        (rc = mm_arg_number(&limit, r, "limit", 5, 1, 100, err)) < 0 ||
        (rc = mm_arg_selection(&selection, r, err)) < 0)
        return rc;
    *out = (mm_match_options){ .min = (unsigned)min,
                               .limit = (size_t)limit,
                               .project = selection.project,
                               .client = selection.client,
                               .field = selection.field,
                               .document = selection.document,
                               .author = selection.author,
                               .status = selection.status,
                               .since = selection.since };
    return MM_OK;
}

static int match_one(mm_json *json, mm_matcher *matcher, mm_str text,
                     const mm_match_options *o, mm_error *err)
{
    mm_segment_query query = { .text = text };
    mm_match         match;
    int              rc = mm_matcher_start(matcher, &query, o, err);

    mm_json_put_list(json, "matches");
    while (rc >= 0 && (rc = mm_matcher_next(matcher, &match, err)) == MM_ROW)
        show_match(json, &match, text);
    mm_json_close(json, ']');
    return rc;
}

int mm_api_match(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_json         *json = &request->reply.json;
    mm_str           text = mm_arg(request, "q");
    mm_matcher      *matcher;
    mm_match_options o;
    int              rc;

    if (text.len == 0)
        return mm_fail(err, MM_EINVALID, "'q' is the segment");
    if ((rc = match_args(&o, request, err)) < 0 ||
        (rc = mm_find_matcher(&matcher, worker, mm_arg(request, "source"),
                              mm_arg(request, "target"), err)) < 0)
        return rc;
    o.as_known = mm_worker_behind(worker);
    mm_json_open(json, '{');
    rc = match_one(json, matcher, text, &o, err);
    mm_json_close(json, '}');
    return rc;
}

/* {"source", "target", "segments": [...]}: as many answers, in order. */
int mm_api_matches(mm_request *request, mm_worker *worker, mm_error *err)
{
    const json_t    *list = json_object_get(request->json, "segments"), *value;
    mm_json         *json = &request->reply.json;
    mm_matcher      *matcher;
    mm_match_options o;
    size_t           i;
    int              rc;

    if (!json_is_array(list) || json_array_size(list) > 500)
        return mm_fail(err, MM_EINVALID,
                       "'segments' is a list of 500 texts at most");
    if ((rc = match_args(&o, request, err)) < 0 ||
        (rc = mm_find_matcher(&matcher, worker, mm_arg(request, "source"),
                              mm_arg(request, "target"), err)) < 0)
        return rc;
    o.as_known = mm_worker_behind(worker);
    mm_json_open(json, '{');
    mm_json_put_list(json, "segments");
    json_array_foreach(list, i, value)
    {
        mm_str text = { json_string_value(value), json_string_length(value) };

        mm_json_open(json, '{');
        if ((rc = match_one(json, matcher, text, &o, err)) < 0)
            return rc;
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
    mm_json_close(json, '}');
    return rc;
}

/* ---- languages ---- */

static void add_lang(mm_langs *langs, mm_str tag)
{
    mm_str primary = mm_str_cut(&tag, '-');

    if (primary.len == 0 || primary.len >= sizeof langs->tags[0] ||
        langs->n == sizeof langs->tags / sizeof *langs->tags)
        return;
    for (size_t i = 0; i < langs->n; i++)
        if (mm_str_eq(primary, mm_cstr(langs->tags[i])))
            return;
    memcpy(langs->tags[langs->n], primary.ptr, primary.len);
    langs->tags[langs->n++][primary.len] = '\0';
}

/* A sample of the first units tells. */
int mm_find_langs(mm_langs *out, mm_worker *worker, mm_error *err)
{
    mm_desk     *desk;
    mm_selection selection = { .what = 1u << MM_ROW_UNIT };
    int          rc = mm_worker_steady(&desk, worker, err);

    *out = (mm_langs){ .n = 0 };
    for (size_t i = 0; rc >= 0 && i < desk->n; i++) {
        mm_reader *reader = NULL;
        mm_item    item;

        if (!desk->stores[i])
            continue;
        rc = mm_store_read(&reader, desk->stores[i], &selection, err);
        for (int n = 0; rc >= 0 && n < 1000 &&
                        (rc = mm_reader_next(reader, &item, err)) == MM_ROW;
             n++)
            for (size_t v = 0; v < item.unit->n_variants; v++)
                add_lang(out, item.unit->variants[v].lang);
        mm_reader_close(reader);
    }
    return rc < 0 ? rc : MM_OK;
}
