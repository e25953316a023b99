/*
 * The page: one HTML, one style sheet, one script, compiled in. The server
 * fills the words of the interface in (English or Korean), and, for a browser
 * without JavaScript, the hits of ?q=. Every text that comes from outside is
 * escaped on its way into HTML; the script uses textContent alone.
 *
 * In the template {{word}} stands for a row of words.tsv, {{=lang}},
 * {{=query}}, {{=hits}} and {{=other}} for what the request gives.
 */
#include "server/api.h"

#include <string.h>

extern const char mm_page_html[], mm_page_css[], mm_page_js[], mm_page_svg[],
    mm_page_words[];

/* ---- words ---- */

static bool is_korean(const mm_request *r)
{
    mm_str said = mm_params_get(&r->query, "ui");

    return mm_str_starts(said.len ? said : r->language, MM_S("ko"));
}

/* The row of `key`; its key when there is none, so that a slip shows. */
static mm_str word(mm_str key, bool korean)
{
    mm_str rest = mm_cstr(mm_page_words);

    while (rest.len) {
        mm_str line = mm_str_cut(&rest, '\n');
        mm_str name = mm_str_cut(&line, '\t');
        mm_str english = mm_str_cut(&line, '\t');

        if (mm_str_eq(name, key))
            return korean ? line : english;
    }
    return key;
}

static int put_words(mm_json *json, bool korean)
{
    mm_str rest = mm_cstr(mm_page_words);

    mm_json_open(json, '['); /* pairs, as the script's Map takes them */
    while (rest.len) {
        mm_str line = mm_str_cut(&rest, '\n');
        mm_str name = mm_str_cut(&line, '\t');
        mm_str english = mm_str_cut(&line, '\t');

        if (!name.len)
            continue;
        mm_json_open(json, '[');
        mm_json_text(json, name);
        mm_json_text(json, korean ? line : english);
        mm_json_close(json, ']');
    }
    mm_json_close(json, ']');
    return MM_OK;
}

/* ---- HTML ---- */

static int put_escaped(mm_buf *out, mm_str text)
{
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < text.len; i++)
        switch (text.ptr[i]) {
        case '&':
            rc = mm_buf_put(out, MM_S("&amp;"));
            break;
        case '<':
            rc = mm_buf_put(out, MM_S("&lt;"));
            break;
        case '>':
            rc = mm_buf_put(out, MM_S("&gt;"));
            break;
        case '"':
            rc = mm_buf_put(out, MM_S("&quot;"));
            break;
        case '\'':
            rc = mm_buf_put(out, MM_S("&#39;"));
            break;
        default:
            rc = mm_buf_putc(out, text.ptr[i]);
        }
    return rc;
}

static int put_in(mm_buf *out, const char *before, mm_str text,
                  const char *after)
{
    int rc = mm_buf_put(out, mm_cstr(before));

    if (rc == MM_OK)
        rc = put_escaped(out, text);
    return rc == MM_OK ? mm_buf_put(out, mm_cstr(after)) : rc;
}

/* All terms of the concept but the one found, each with its language. */
static int put_others(mm_buf *out, const mm_hit *hit)
{
    int rc = MM_OK;

    for (size_t s = 0; s < hit->concept->n_sections; s++) {
        const mm_lang_section *section = &hit->concept->sections[s];

        for (size_t t = 0; t < section->n_terms && rc == MM_OK; t++) {
            if (mm_str_eq(section->terms[t].text, hit->term))
                continue;
            if ((rc = put_in(out, " <span class=\"target\" lang=\"",
                             section->lang, "\">")) == MM_OK)
                rc = put_in(out, "", section->terms[t].text, "</span>");
        }
    }
    return rc;
}

static int put_hit(mm_buf *out, const mm_hit *hit)
{
    int rc;

    if ((rc = put_in(out,
                     "<li class=\"hit\"><p class=\"terms\"><strong "
                     "lang=\"",
                     hit->lang, "\">")) < 0 ||
        (rc = put_in(out, "", hit->term, "</strong>")) < 0 ||
        (rc = put_others(out, hit)) < 0 ||
        (rc = put_in(out, "</p><p class=\"meta\">",
                     mm_cstr(mm_kind_name(hit->concept->kind)), "")) < 0 ||
        (rc = put_in(out, hit->concept->field.len ? " · " : "",
                     hit->concept->field, "")) < 0 ||
        (rc = put_in(out, " · ", hit->why, "")) < 0)
        return rc;
    return put_in(out, " · ", hit->source, "</p></li>\n");
}

/* Hits for a browser without JavaScript. */
static int put_hits(mm_buf *out, mm_request *r, mm_worker *worker,
                    mm_error *err)
{
    mm_str     query = mm_arg(r, "q");
    mm_lookup *lookup;
    mm_hit     hit;
    size_t     n = 0;
    int        rc;

    if (!mm_str_trim(query).len || !(r->rights & MM_MAY_READ))
        return MM_OK;
    if ((rc = mm_desk_lookup(&lookup, worker->desk, true, err)) < 0 ||
        (rc = mm_lookup_start(lookup, query, NULL, err)) < 0)
        return rc;
    while ((rc = mm_lookup_next(lookup, &hit, err)) == MM_ROW) {
        if (put_hit(out, &hit) < 0)
            return mm_fail_memory(err);
        n++;
    }
    if (rc == MM_OK && n == 0 &&
        put_in(out, "<li class=\"none\">", word(MM_S("none"), is_korean(r)),
               "</li>") < 0)
        return mm_fail_memory(err);
    return rc;
}

/* What a {{name}} of the template stands for. */
static int put_slot(mm_buf *out, mm_str name, mm_request *r, mm_worker *worker,
                    mm_error *err)
{
    bool korean = is_korean(r);
    int  rc;

    if (mm_str_eq(name, MM_S("=hits")))
        return put_hits(out, r, worker, err);
    if (mm_str_eq(name, MM_S("=lang")))
        rc = mm_buf_put(out, korean ? MM_S("ko") : MM_S("en"));
    else if (mm_str_eq(name, MM_S("=other")))
        rc = mm_buf_put(out, korean ? MM_S("en") : MM_S("ko"));
    else if (mm_str_eq(name, MM_S("=query")))
        rc = put_escaped(out, mm_arg(r, "q"));
    else
        rc = put_escaped(out, word(name, korean));
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

int mm_page_home(mm_request *request, mm_worker *worker, mm_error *err)
{
    mm_buf *out = &request->reply.json.buf;
    mm_str  rest = mm_cstr(mm_page_html);
    int     rc = MM_OK;

    request->reply.type = "text/html; charset=utf-8";
    while (rc == MM_OK && rest.len) {
        size_t open = mm_str_find(rest, MM_S("{{"), 0);
        size_t close = mm_str_find(rest, MM_S("}}"), 0);

        if (open == SIZE_MAX || close == SIZE_MAX)
            open = rest.len;
        if (mm_buf_put(out, mm_str_sub(rest, 0, open)) < 0)
            return mm_fail_memory(err);
        if (open == rest.len)
            break;
        rc = put_slot(out, mm_str_sub(rest, open + 2, close - open - 2),
                      request, worker, err);
        rest = mm_str_sub(rest, close + 2, rest.len);
    }
    return rc;
}

/* ---- assets: a list, never a path ---- */

int mm_page_asset(mm_request *request, mm_worker *worker, mm_error *err)
{
    static const struct asset {
        const char *name, *type, *bytes;
    } assets[] = {
        { "page.css", "text/css; charset=utf-8", mm_page_css },
        { "page.js", "text/javascript; charset=utf-8", mm_page_js },
        { "malmoi.svg", "image/svg+xml", mm_page_svg },
    };
    mm_str name = request->captures[0];

    (void)worker;
    if (mm_str_eq(name, MM_S("words-en.json")))
        return put_words(&request->reply.json, false);
    if (mm_str_eq(name, MM_S("words-ko.json")))
        return put_words(&request->reply.json, true);
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++) {
        if (!mm_str_eq(name, mm_cstr(assets[i].name)))
            continue;
        request->reply.type = assets[i].type;
        request->reply.still = mm_cstr(assets[i].bytes);
        return MM_OK;
    }
    return mm_fail(err, MM_ENOTFOUND, "there is nothing at this address");
}
