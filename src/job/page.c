/*
 * The picture of an alignment: one HTML page that needs nothing else.
 *
 * A row is a bead; its two cells are the segments, its number links the two for
 * eyes and for screen readers alike, and its posterior is written and drawn as
 * a bar, never told by colour alone. Terms are marks that take the keyboard's
 * focus: the partner on the other side lights up, with all other names of the
 * concept, and a line below names the pair, its confidence and its evidence.
 * Without scripts all of it is still there to read, in the marks' titles and in
 * the table at the end, a row a concept.
 */
#include "malmoi/align_job.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A term's place in a segment of one side. */
typedef struct place {
    uint32_t segment, start, end;
    uint32_t term; /* number of the candidate */
} place;

typedef struct places {
    place *items; /* by segment and start, never overlapping */
    size_t n, cap;
} places;

static const char head[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";

static const char style[] =
    "<style>\n"
    ":root{color-scheme:light dark;--ink:#1c1c1e;--paper:#fff;--line:#d5d5da;"
    "--soft:#5c5c63;--mark:#fff1b8;--on:#b7e3ff;--bar:#2f6f4f;--low:#a33b20}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#ececf0;--paper:#17181b;"
    "--line:#3a3b41;--soft:#a9aab2;--mark:#4a3f12;--on:#174a68;--bar:#7cc7a0;"
    "--low:#ff9b80}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;max-width:80rem;padding:1.5rem 1.5rem 6rem;"
    "background:var(--paper);color:var(--ink);"
    "font:1rem/1.65 system-ui,\"Noto Sans KR\",\"NanumGothic\",sans-serif}\n"
    "h1{font-size:1.3rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}\n"
    ".sum{color:var(--soft);margin:0 0 1.25rem}\n"
    ".bead{display:grid;grid-template-columns:4.5rem 1fr 1fr;gap:1rem;"
    "padding:.55rem 0;border-top:1px solid var(--line)}\n"
    ".bead>*{min-width:0;overflow-wrap:break-word;word-break:keep-all}\n"
    ".no{color:var(--soft);font-size:.85rem;font-variant-numeric:tabular-nums}\n"
    ".bar{display:block;height:.3rem;margin-top:.2rem;background:var(--line)}\n"
    ".bar i{display:block;height:100%;background:var(--bar)}\n"
    ".low .bar i{background:var(--low)}\n"
    ".none{color:var(--soft);font-style:italic}\n"
    "mark{background:var(--mark);color:inherit;border-radius:.2rem;"
    "padding:0 .1em;cursor:pointer;border-bottom:2px solid transparent}\n"
    "mark.sure{border-bottom-color:var(--bar)}\n"
    "mark.on{background:var(--on)}\n"
    "mark:focus-visible,a:focus-visible{outline:2px solid var(--ink);"
    "outline-offset:1px}\n"
    "#say{position:fixed;left:0;right:0;bottom:0;padding:.7rem 1.5rem;"
    "background:var(--paper);border-top:2px solid var(--ink);min-height:3rem}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "td,th{text-align:left;padding:.25rem .75rem .25rem 0;"
    "border-top:1px solid var(--line);vertical-align:top}\n"
    "td.n{font-variant-numeric:tabular-nums}small{color:var(--soft)}\n"
    "@media(max-width:44rem){.bead{grid-template-columns:1fr}}\n"
    "@media print{#say{display:none}}\n"
    "</style>\n";

static const char script[] =
    "<script>\n"
    "'use strict';\n"
    "const say=document.getElementById('say');\n"
    "const marks=[...document.querySelectorAll('mark')];\n"
    "function show(m){\n"
    "  for(const x of marks)x.classList.toggle('on',!!m&&x.dataset.t===m.dataset.t);\n"
    "  say.textContent=m?m.title:say.dataset.idle;\n"
    "}\n"
    "for(const m of marks){\n"
    "  m.addEventListener('focus',()=>show(m));\n"
    "  m.addEventListener('mouseenter',()=>show(m));\n"
    "  m.addEventListener('mouseleave',()=>show(document.activeElement.dataset&&"
    "document.activeElement.dataset.t?document.activeElement:null));\n"
    "  m.addEventListener('blur',()=>show(null));\n"
    "}\n"
    "document.addEventListener('keydown',e=>{\n"
    "  if(e.ctrlKey||e.metaKey||e.altKey)return;\n"
    "  const i=marks.indexOf(document.activeElement);\n"
    "  const to=e.key==='j'?i+1:e.key==='k'?i-1:-2;\n"
    "  if(to>-2&&marks[to]){marks[to].focus();e.preventDefault();}\n"
    "});\n"
    "show(null);\n"
    "</script>\n";

static int escape(mm_buf *out, mm_str text)
{
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < text.len; i++) {
        char c = text.ptr[i];

        rc = c == '<'   ? mm_buf_put(out, MM_S("&lt;"))
             : c == '&' ? mm_buf_put(out, MM_S("&amp;"))
             : c == '"' ? mm_buf_put(out, MM_S("&quot;"))
                        : mm_buf_putc(out, c);
    }
    return rc;
}

/* ---- where terms stand ---- */

static int by_place(const void *left, const void *right)
{
    const place *x = left, *y = right;

    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1; /* the longer first */
    return x->term < y->term ? -1 : x->term > y->term;
}

/* Of places that overlap the first and longest is kept. */
static void drop_overlaps(places *p)
{
    size_t n = 0;

    if (p->n)
        qsort(p->items, p->n, sizeof *p->items, by_place);
    for (size_t i = 0; i < p->n; i++)
        if (n == 0 || p->items[n - 1].segment != p->items[i].segment ||
            p->items[n - 1].end <= p->items[i].start)
            p->items[n++] = p->items[i];
    p->n = n;
}

static int find_places(places *out, const mm_candidates *terms, bool side_a,
                       mm_error *err)
{
    for (size_t i = 0; terms && i < terms->n; i++)
        for (size_t j = 0; j < terms->items[i].n; j++) {
            const mm_evidence *e = &terms->items[i].evidence[j];
            place at = { .segment = side_a ? e->a_segment : e->b_segment,
                         .start = side_a ? e->a_start : e->b_start,
                         .end = side_a ? e->a_end : e->b_end,
                         .term = (uint32_t)i };

            if (at.end <= at.start)
                continue;
            if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items,
                        err) < 0)
                return MM_ENOMEM;
            out->items[out->n++] = at;
        }
    drop_overlaps(out);
    return MM_OK;
}

/* ---- a segment with its marks ---- */

/* "Northern Limit Line = 북방한계선: place, 0.98; lexicon, bracket". */
static int put_title(mm_buf *out, const mm_candidate *c)
{
    const char *last = "";
    int         rc;

    if ((rc = escape(out, c->a)) < 0 ||
        (rc = mm_buf_put(out, MM_S(" = "))) < 0 ||
        (rc = escape(out, c->b)) < 0 ||
        (rc = mm_buf_printf(out, ": %s, confidence %.2f, evidence:",
                            mm_kind_name(c->kind), c->confidence)) < 0)
        return rc;
    for (size_t i = 0; rc == MM_OK && i < c->n; i++) {
        if (strcmp(last, c->evidence[i].clue) != 0)
            rc = mm_buf_printf(out, "%s %s", *last ? "," : "",
                               c->evidence[i].clue);
        last = c->evidence[i].clue;
    }
    return rc;
}

/* All names of a concept have one number; who is of none has its own. */
static int put_mark(mm_buf *out, mm_str text, uint32_t number,
                    const mm_candidate *c)
{
    int rc =
        mm_buf_printf(out, "<mark%s tabindex=\"0\" data-t=\"%s%u\" title=\"",
                      c->confidence >= 0.9 ? " class=\"sure\"" : "",
                      c->group ? "" : "t", c->group ? c->group : number);

    if (rc == MM_OK)
        rc = put_title(out, c);
    if (rc == MM_OK)
        rc = mm_buf_put(out, MM_S("\">"));
    if (rc == MM_OK)
        rc = escape(out, text);
    return rc == MM_OK ? mm_buf_put(out, MM_S("</mark>")) : rc;
}

static int put_segment(mm_buf *out, mm_str text, uint32_t segment,
                       const places *p, const mm_candidates *terms)
{
    size_t at = 0;
    int    rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < p->n; i++) {
        const place *m = &p->items[i];

        if (m->segment != segment || m->end > text.len)
            continue;
        rc = escape(out, mm_str_sub(text, at, m->start - at));
        if (rc == MM_OK)
            rc = put_mark(out, mm_str_sub(text, m->start, m->end - m->start),
                          m->term, &terms->items[m->term]);
        at = m->end;
    }
    return rc == MM_OK ? escape(out, mm_str_sub(text, at, SIZE_MAX)) : rc;
}

static int put_cell(mm_buf *out, const mm_document *document, mm_span span,
                    mm_str lang, const places *p, const mm_candidates *terms)
{
    int rc = mm_buf_printf(out, "<div lang=\"%.*s\">", (int)lang.len, lang.ptr);

    if (rc == MM_OK && span.n == 0)
        rc = mm_buf_put(out, MM_S("<span class=\"none\">(nothing)</span>"));
    for (size_t i = span.first; rc == MM_OK && i < span.first + span.n; i++) {
        rc = mm_buf_put(out, i == span.first ? MM_S("") : MM_S(" "));
        if (rc == MM_OK)
            rc = put_segment(out, document->segments[i].text, (uint32_t)i, p,
                             terms);
    }
    return rc == MM_OK ? mm_buf_put(out, MM_S("</div>\n")) : rc;
}

/* What a person should look at, in words. */
static int put_flags(mm_buf *out, unsigned flags)
{
    int rc = MM_OK;

    if (flags & MM_BEAD_CROSSED)
        rc = mm_buf_put(out, MM_S(" crossed"));
    if (rc == MM_OK && flags & MM_BEAD_LOOSE)
        rc = mm_buf_put(out, MM_S(" loose"));
    if (rc == MM_OK && flags & MM_BEAD_JOINED)
        rc = mm_buf_put(out, MM_S(" joined"));
    return rc;
}

static int put_bead(mm_buf *out, const mm_pair_result *pair, size_t i,
                    const places sides[2], const mm_candidates *terms)
{
    const mm_bead *bead = &pair->alignment->beads[i];
    int            rc;

    rc = mm_buf_printf(out,
                       "<div class=\"bead%s\" id=\"b%zu\"><div class=\"no\">"
                       "<a href=\"#b%zu\">%zu</a> %.2f",
                       bead->score < 0.7 ? " low" : "", i + 1, i + 1, i + 1,
                       bead->score);
    if (rc == MM_OK)
        rc = put_flags(out, bead->flags);
    if (rc == MM_OK)
        rc = mm_buf_printf(out,
                           "<span class=\"bar\"><i style=\"width:%.0f%%\"></i>"
                           "</span></div>\n",
                           bead->score * 100);
    if (rc == MM_OK)
        rc = put_cell(out, pair->a, bead->src, pair->lang_a, &sides[0], terms);
    if (rc == MM_OK)
        rc = put_cell(out, pair->b, bead->tgt, pair->lang_b, &sides[1], terms);
    return rc == MM_OK ? mm_buf_put(out, MM_S("</div>\n")) : rc;
}

/* ---- the page ---- */

/* A cell of the table: the forms that the candidates of one concept, those
 * `of` it, have on one side, each once. */
static int put_forms(mm_buf *out, const mm_candidates *terms, const size_t *of,
                     size_t n, bool side_b)
{
    int rc = MM_OK;

    for (size_t i = 0; i < n && rc == MM_OK; i++) {
        const mm_candidate *c = &terms->items[of[i]];
        mm_str              form = side_b ? c->b : c->a;
        const char         *type = side_b ? c->b_type : c->a_type;
        size_t              k = 0;

        while (k < i && !mm_str_eq(form, side_b ? terms->items[of[k]].b
                                                : terms->items[of[k]].a))
            k++;
        if (k < i)
            continue;
        rc = mm_buf_put(out, i ? MM_S("; ") : MM_S(""));
        if (rc == MM_OK)
            rc = escape(out, form);
        if (rc == MM_OK && type)
            rc = mm_buf_printf(out, " <small>%s</small>", type);
    }
    return rc;
}

static int put_concept(mm_buf *out, const mm_pair_result *pair,
                       const mm_candidates *terms, const size_t *of, size_t n)
{
    const mm_candidate *best = &terms->items[*of];
    size_t              named = 0; /* one that is no acronym tells the kind */
    int                 rc;

    while (named < n && terms->items[of[named]].kind == MM_KIND_ACRONYM)
        named++;

    if ((rc = mm_buf_printf(out, "<tr><td class=\"n\">%.2f<td lang=\"%.*s\">",
                            best->confidence, (int)pair->lang_a.len,
                            pair->lang_a.ptr)) < 0 ||
        (rc = put_forms(out, terms, of, n, false)) < 0 ||
        (rc = mm_buf_printf(out, "<td lang=\"%.*s\">", (int)pair->lang_b.len,
                            pair->lang_b.ptr)) < 0 ||
        (rc = put_forms(out, terms, of, n, true)) < 0)
        return rc;
    return mm_buf_printf(
        out, "<td>%s\n",
        mm_kind_name(named < n ? terms->items[of[named]].kind : best->kind));
}

/* Candidates by concept, in the order of the best of each. */
static int put_rows(mm_buf *out, const mm_pair_result *pair,
                    const mm_candidates *terms)
{
    size_t *order;
    int     rc = mm_candidates_by_group(&order, terms, NULL);

    for (size_t i = 0, n; i < terms->n && rc == MM_OK; i += n) {
        uint32_t group = terms->items[order[i]].group;

        n = 1;
        while (group && i + n < terms->n &&
               terms->items[order[i + n]].group == group)
            n++;
        rc = put_concept(out, pair, terms, order + i, n);
    }
    free(order);
    return rc;
}

static int put_terms(mm_buf *out, const mm_pair_result *pair,
                     const mm_candidates *terms)
{
    int rc;

    if (!terms || terms->n == 0)
        return MM_OK;
    rc = mm_buf_printf(out,
                       "<h2>Terms</h2>\n<table><thead><tr><th>confidence"
                       "<th>%.*s<th>%.*s<th>kind</thead><tbody>\n",
                       (int)pair->lang_a.len, pair->lang_a.ptr,
                       (int)pair->lang_b.len, pair->lang_b.ptr);
    if (rc == MM_OK)
        rc = put_rows(out, pair, terms);
    return rc == MM_OK ? mm_buf_put(out, MM_S("</tbody></table>\n")) : rc;
}

/* The name without its folders. */
static mm_str base_name(mm_str path)
{
    size_t at = path.len;

    while (at && path.ptr[at - 1] != '/')
        at--;
    return mm_str_sub(path, at, SIZE_MAX);
}

static size_t count_concepts(const mm_candidates *terms)
{
    size_t   alone = 0;
    uint32_t groups = 0;

    for (size_t i = 0; terms && i < terms->n; i++) {
        alone += terms->items[i].group == 0;
        if (terms->items[i].group > groups)
            groups = terms->items[i].group;
    }
    return alone + groups;
}

static int put_top(mm_buf *out, const mm_pair_result *pair,
                   const mm_candidates *terms)
{
    mm_str a = base_name(pair->a->name), b = base_name(pair->b->name);
    int    rc;

    if ((rc = mm_buf_put(out, mm_cstr(head))) < 0 ||
        (rc = mm_buf_put(out, MM_S("<title>"))) < 0 ||
        (rc = escape(out, a)) < 0 || (rc = mm_buf_put(out, MM_S(" = "))) < 0 ||
        (rc = escape(out, b)) < 0 ||
        (rc = mm_buf_put(out, MM_S("</title>\n"))) < 0 ||
        (rc = mm_buf_put(out, mm_cstr(style))) < 0 ||
        (rc = mm_buf_put(out, MM_S("</head><body>\n<main>\n<h1>"))) < 0 ||
        (rc = escape(out, a)) < 0 || (rc = mm_buf_put(out, MM_S(" = "))) < 0 ||
        (rc = escape(out, b)) < 0)
        return rc;
    return mm_buf_printf(
        out,
        "</h1>\n<p class=\"sum\">%zu beads, %zu pairs of terms, %zu "
        "concepts; %.0f %% of the words explained. Keys: j "
        "and k go from term to term.</p>\n",
        pair->alignment->n, terms ? terms->n : 0, count_concepts(terms),
        100 * pair->alignment->explained);
}

int mm_align_page(mm_buf *out, const mm_pair_result *pair,
                  const mm_candidates *terms, mm_error *err)
{
    places sides[2] = { { 0 }, { 0 } };
    int    rc;

    if ((rc = find_places(&sides[0], terms, true, err)) < 0 ||
        (rc = find_places(&sides[1], terms, false, err)) < 0)
        goto done;
    rc = put_top(out, pair, terms);
    for (size_t i = 0; rc == MM_OK && i < pair->alignment->n; i++)
        rc = put_bead(out, pair, i, sides, terms);
    if (rc == MM_OK)
        rc = put_terms(out, pair, terms);
    if (rc == MM_OK)
        rc =
            mm_buf_put(out, MM_S("</main>\n<p id=\"say\" role=\"status\" "
                                 "data-idle=\"Focus a term to see its partner, "
                                 "confidence and evidence.\"></p>\n"));
    if (rc == MM_OK)
        rc = mm_buf_put(out, mm_cstr(script));
    if (rc == MM_OK)
        rc = mm_buf_put(out, MM_S("</body></html>\n"));
    if (rc < 0)
        rc = mm_fail_memory(err);
done:
    free(sides[0].items);
    free(sides[1].items);
    return rc;
}
