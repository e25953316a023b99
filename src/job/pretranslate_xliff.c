/*
 * XLIFF 1.x filled in.
 *
 * A trans-unit without a target, or with one that holds nothing or only the
 * source once more in state "new" or "needs-translation", gets one: its state
 * and state-qualifier say how good the match is, an alt-trans with its
 * match-quality what it was. Where seg-source cuts the unit into segments each
 * mrk is filled on its own, and the sdl:seg of Trados gets conf, origin and
 * percent.
 */
#include "job/pretranslate_xml.h"

#include "formats/build.h"

#include <string.h>

enum { SEGMENTS = 500 };

/* A trans-unit as it is being read. */
typedef struct unit {
    mm_raw open, source_end, target_open; /* source_end: source or seg-source */
    mm_str source, segmented, target;     /* contents; .ptr NULL: not there */
    size_t target_start, target_end;
    mm_str indent;
    mm_raw states[SEGMENTS]; /* sdl:seg */
    size_t n_states;
} unit;

typedef struct walk {
    mm_prefill *p;
    mm_locks    locks;
    mm_str      before; /* text of the segment before */
    unit        u;
} walk;

static int put(mm_buf *out, const char *text)
{
    return mm_buf_put(out, mm_cstr(text));
}

/* ---- what may be filled ---- */

static bool is_to_do(mm_str state)
{
    return mm_str_eq(state, MM_S("new")) ||
           mm_str_eq(state, MM_S("needs-translation"));
}

static int same_text(bool *same, mm_arena *mem, mm_str a, mm_str b)
{
    mm_content x, y;

    if (mm_content_read(&x, mem, a) < 0 || mm_content_read(&y, mem, b) < 0)
        return MM_ENOMEM;
    *same = mm_str_eq(mm_str_trim(x.text), mm_str_trim(y.text));
    return MM_OK;
}

/* Did a person translate it? */
static int is_kept(bool *kept, walk *w)
{
    const unit *u = &w->u;
    bool        same = false;

    *kept = mm_str_eq(mm_raw_attr(&u->open, "approved"), MM_S("yes"));
    if (*kept || !u->target.ptr || mm_content_blank(u->target))
        return MM_OK;
    if (is_to_do(mm_raw_attr(&u->target_open, "state")) &&
        same_text(&same, &w->p->mem, u->source, u->target) < 0)
        return MM_ENOMEM;
    *kept = !same;
    return MM_OK;
}

/* ---- the target ---- */

/* All that a target says of its match. */
static int put_target_open(mm_buf *out, const unit *u, unsigned worst,
                           bool whole)
{
    static const char *const own[] = { "state", "state-qualifier", NULL };
    const char              *state = !whole         ? "needs-translation"
                                     : worst >= 100 ? "translated"
                                                    : "needs-review-translation";
    const char              *how = worst > 100    ? "id-match"
                                   : worst == 100 ? "exact-match"
                                                  : "fuzzy-match";
    int                      rc = u->target.ptr || u->target_end
                                      ? mm_put_tag(out, &u->target_open, own)
                                      : put(out, "<target");

    return rc | mm_buf_printf(out, " state=\"%s\" state-qualifier=\"%s\">",
                              state, how);
}

static int put_alternative(mm_buf *out, const mm_filled *f, mm_str indent,
                           mm_str mid)
{
    int rc = mm_buf_put(out, indent);

    rc |= put(out, "<alt-trans");
    if (mid.ptr)
        rc |= mm_buf_printf(out, " mid=\"%.*s\"", (int)mid.len, mid.ptr);
    rc |= mm_buf_printf(out, " match-quality=\"%u%%\" origin=\"", f->score);
    rc |= mm_raw_escape(out, f->memory);
    rc |= put(out, "\"><source>");
    rc |= mm_raw_escape(out, f->source);
    rc |= put(out, "</source><target>");
    rc |= mm_raw_escape(out, f->text);
    return rc | put(out, "</target></alt-trans>");
}

static int put_terms(mm_buf *out, mm_prefill *p, mm_str text, mm_str indent)
{
    mm_str terms;
    int    rc = mm_prefill_terms(&terms, p, text);

    if (rc < 0 || terms.len == 0)
        return rc;
    rc = mm_buf_put(out, indent);
    rc |= put(out, "<note from=\"malmoi\" annotates=\"source\">");
    rc |= mm_raw_escape(out, terms);
    rc |= put(out, "</note>");
    return rc < 0 ? mm_fail_memory(p->err) : MM_OK;
}

/* Puts `target` where the unit's target is or has to be. */
static int splice_target(walk *w, mm_str target, mm_str more)
{
    const unit *u = &w->u;
    mm_buf      all = { 0 };
    size_t      at = u->source_end.end;
    int         rc = MM_OK;

    if (u->target_end) {
        if (target.len)
            rc =
                mm_prefill_splice(w->p, u->target_start, u->target_end, target);
        at = u->target_end;
    } else if (target.len) {
        rc |= mm_buf_put(&all, u->indent);
        rc |= mm_buf_put(&all, target);
    }
    if (rc == MM_OK && mm_buf_put(&all, more) < 0)
        rc = mm_fail_memory(w->p->err);
    if (rc == MM_OK && all.len)
        rc = mm_prefill_splice(w->p, at, at, mm_buf_str(&all));
    mm_buf_release(&all);
    return rc;
}

static int fill_whole(walk *w)
{
    unit      *u = &w->u;
    mm_content content;
    mm_filled  f;
    mm_buf     target = { 0 }, more = { 0 };
    int        rc;

    if (mm_content_read(&content, &w->p->mem, u->source) < 0)
        return mm_fail_memory(w->p->err);
    if (mm_str_trim(content.text).len == 0)
        return MM_OK;
    rc = mm_fill_content(&f, w->p, &content, mm_raw_attr(&u->open, "id"),
                         w->before);
    if (rc >= 0 && f.score) {
        rc = put_target_open(&target, u, f.score, true);
        rc |= mm_put_filled(&target, &f, &content);
        rc |= put(&target, "</target>");
        rc |= put_alternative(&more, &f, u->indent, (mm_str){ 0 });
        if (rc < 0)
            mm_fail_memory(w->p->err);
    }
    if (rc >= 0 && f.score < 100)
        rc = put_terms(&more, w->p, content.text, u->indent);
    if (rc >= 0 && (target.len || more.len))
        rc = splice_target(w, mm_buf_str(&target), mm_buf_str(&more));
    w->before = content.text;
    mm_buf_release(&target);
    mm_buf_release(&more);
    return rc;
}

/* ---- segments of a unit ---- */

static bool is_segment(const mm_raw *raw)
{
    return mm_raw_is(raw, "mrk") &&
           mm_str_eq(mm_raw_attr(raw, "mtype"), MM_S("seg"));
}

/* The content of segment `mid` of the target, when it holds any. */
static mm_str kept_segment(mm_str target, mm_str mid)
{
    mm_raw raw;
    mm_str inner;
    size_t at = 0;

    while (target.ptr && mm_raw_next(&raw, target, &at))
        if (raw.kind == MM_RAW_OPEN && is_segment(&raw) &&
            mm_str_eq(mm_raw_attr(&raw, "mid"), mid)) {
            mm_raw_skip(&inner, target, &at);
            return mm_content_blank(inner) ? (mm_str){ 0 } : inner;
        }
    return (mm_str){ 0 };
}

/* Trados' own fields of the segment. */
static int mark_state(walk *w, mm_str mid, unsigned score)
{
    static const char *const own[] = { "conf", "origin", "percent", NULL };
    mm_buf                   tag = { 0 };
    int                      rc = MM_OK;

    for (size_t i = 0; i < w->u.n_states; i++) {
        const mm_raw *raw = &w->u.states[i];
        bool          empty = raw->kind == MM_RAW_EMPTY;

        if (!mm_str_eq(mm_raw_attr(raw, "id"), mid))
            continue;
        rc = mm_put_tag(&tag, raw, own);
        rc |= mm_buf_printf(&tag, " conf=\"%s\" origin=\"tm\" percent=\"%u\"%s",
                            score >= 100 ? "Translated" : "Draft",
                            score > 100 ? 100 : score, empty ? "/>" : ">");
        if (rc < 0)
            rc = mm_fail_memory(w->p->err);
        else
            rc =
                mm_prefill_splice(w->p, raw->start, raw->end, mm_buf_str(&tag));
        break;
    }
    mm_buf_release(&tag);
    return rc;
}

typedef struct parts {
    mm_buf   target, more;
    unsigned worst;
    bool     any, whole;
} parts;

/* One segment: what a person wrote, or a match, or nothing. */
static int fill_part(walk *w, parts *out, const mm_raw *open, mm_str inner)
{
    mm_str     mid = mm_raw_attr(open, "mid");
    mm_str     kept = kept_segment(w->u.target, mid);
    mm_content content;
    mm_filled  f;
    int        rc;

    if (kept.ptr) {
        w->p->count->segments++;
        w->p->count->kept++;
        return mm_buf_put(&out->target, kept) < 0 ? mm_fail_memory(w->p->err)
                                                  : MM_OK;
    }
    if (mm_content_read(&content, &w->p->mem, inner) < 0)
        return mm_fail_memory(w->p->err);
    if ((rc = mm_fill_content(&f, w->p, &content, mid, w->before)) < 0)
        return rc;
    w->before = content.text;
    if (f.score < 100 &&
        (rc = put_terms(&out->more, w->p, content.text, w->u.indent)) < 0)
        return rc;
    if (!f.score) {
        out->whole = false;
        return MM_OK;
    }
    out->any = true;
    out->worst = f.score < out->worst ? f.score : out->worst;
    if (mm_put_filled(&out->target, &f, &content) < 0 ||
        put_alternative(&out->more, &f, w->u.indent, mid) < 0)
        return mm_fail_memory(w->p->err);
    return mark_state(w, mid, f.score);
}

static int fill_parts(walk *w)
{
    parts  out = { .worst = 102, .whole = true };
    mm_buf body = { 0 };
    mm_raw raw;
    mm_str inner;
    size_t at = 0;
    int    rc = MM_OK;

    while (rc >= 0 && mm_raw_next(&raw, w->u.segmented, &at)) {
        rc = mm_buf_put(&out.target, raw.all);
        if (raw.kind != MM_RAW_OPEN || !is_segment(&raw))
            continue;
        mm_raw_skip(&inner, w->u.segmented, &at);
        if ((rc = fill_part(w, &out, &raw, inner)) >= 0)
            rc = put(&out.target, "</mrk>");
    }
    if (rc >= 0 && out.any) {
        rc = put_target_open(&body, &w->u, out.worst, out.whole);
        rc |= mm_buf_put(&body, mm_buf_str(&out.target));
        rc |= put(&body, "</target>");
    }
    if (rc >= 0 && (body.len || out.more.len))
        rc = splice_target(w, mm_buf_str(&body), mm_buf_str(&out.more));
    mm_buf_release(&out.target);
    mm_buf_release(&out.more);
    mm_buf_release(&body);
    return rc;
}

/* ---- the walk ---- */

static int end_unit(walk *w)
{
    unit *u = &w->u;
    bool  kept;

    if (!u->source.ptr)
        return MM_OK;
    if (mm_locks_now(&w->locks)) {
        w->p->count->segments++;
        w->p->count->locked++;
        return MM_OK;
    }
    if (mm_str_find(u->segmented, MM_S("mtype=\"seg\""), 0) != SIZE_MAX &&
        !mm_str_eq(mm_raw_attr(&u->open, "approved"), MM_S("yes")))
        return fill_parts(w);
    if (is_kept(&kept, w) < 0)
        return mm_fail_memory(w->p->err);
    if (!kept)
        return fill_whole(w);
    w->p->count->segments++;
    w->p->count->kept++;
    return MM_OK;
}

/* A child of a trans-unit; its content, when it has any, is read through. */
static void take_child(walk *w, const mm_raw *raw, size_t *at)
{
    unit  *u = &w->u;
    mm_str inner = { raw->all.ptr + raw->all.len, 0 };
    bool   source = mm_raw_is(raw, "source");

    if (raw->kind == MM_RAW_OPEN)
        mm_raw_skip(&inner, w->p->all, at);
    if (source || mm_raw_is(raw, "seg-source")) {
        *(source ? &u->source : &u->segmented) = inner;
        u->source_end = *raw;
        u->source_end.end = *at;
        u->indent = mm_indent_before(w->p->all, raw->start);
    } else if (mm_raw_is(raw, "target")) {
        u->target = inner;
        u->target_open = *raw;
        u->target_start = raw->start;
        u->target_end = *at;
    }
}

/* Trados' states of segments stand in an element of its own. */
static void take_states(walk *w, size_t *at)
{
    unit  *u = &w->u;
    mm_raw raw;

    while (mm_raw_next(&raw, w->p->all, at) &&
           !(raw.kind == MM_RAW_CLOSE && mm_raw_is(&raw, "seg-defs")))
        if ((raw.kind == MM_RAW_OPEN || raw.kind == MM_RAW_EMPTY) &&
            mm_raw_is(&raw, "seg") && u->n_states < SEGMENTS)
            u->states[u->n_states++] = raw;
}

static int walk_unit(walk *w, size_t *at)
{
    mm_raw raw;

    while (mm_raw_next(&raw, w->p->all, at)) {
        if (raw.kind == MM_RAW_CLOSE)
            return end_unit(w); /* children are read whole */
        if (raw.kind == MM_RAW_OPEN && mm_raw_is(&raw, "seg-defs"))
            take_states(w, at);
        else if (raw.kind == MM_RAW_OPEN || raw.kind == MM_RAW_EMPTY)
            take_child(w, &raw, at);
    }
    return MM_OK;
}

int mm_prefill_xliff(mm_prefill *p)
{
    walk  *w = mm_arena_alloc(&p->mem, sizeof *w);
    mm_raw raw;
    size_t at = 0;
    int    rc = MM_OK;

    if (!w)
        return mm_fail_memory(p->err);
    w->p = p;
    while (rc >= 0 && mm_raw_next(&raw, p->all, &at)) {
        if (raw.kind == MM_RAW_CLOSE)
            mm_locks_leave(&w->locks);
        if (raw.kind != MM_RAW_OPEN)
            continue;
        mm_locks_enter(&w->locks, &raw);
        if (!mm_raw_is(&raw, "trans-unit"))
            continue;
        w->u = (unit){ .open = raw };
        rc = walk_unit(w, &at);
        mm_locks_leave(&w->locks);
    }
    return rc;
}
