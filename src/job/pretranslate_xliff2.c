/*
 * XLIFF 2.x filled in.
 *
 * A segment without a target gets one. An exact match is state "translated"; a
 * fuzzy one stays "initial" with subState "malmoi:fuzzy". What it was stands as
 * the module for translation candidates has it: mtc:matches at the head of the
 * unit, matchQuality in percent. Known terms are a note of category "term".
 */
#include "job/pretranslate_xml.h"

#include "formats/build.h"

#include <stdio.h>
#include <string.h>

/* A unit, and the segment of it that is being read. */
typedef struct walk {
    mm_prefill *p;
    mm_locks    locks;
    mm_str      before; /* text of the segment before */
    mm_raw      unit, segment, target;
    mm_str      source, target_inner;         /* .ptr NULL: not there */
    size_t      source_end, target_end, head; /* head: behind the unit's tag */
    size_t      notes; /* behind the tag of its <notes>; 0: it has none */
    mm_str      indent, unit_indent;
    mm_buf      matches, terms;
    size_t      made; /* ids given to segments */
    bool        has_matches;
} walk;

static int put(mm_buf *out, const char *text)
{
    return mm_buf_put(out, mm_cstr(text));
}

/* ---- a segment ---- */

static bool is_done(const walk *w)
{
    mm_str state = mm_raw_attr(&w->segment, "state");

    return (w->target_inner.ptr && !mm_content_blank(w->target_inner)) ||
           mm_str_eq(state, MM_S("translated")) ||
           mm_str_eq(state, MM_S("reviewed")) ||
           mm_str_eq(state, MM_S("final"));
}

static int put_match(walk *w, const mm_filled *f, mm_str id)
{
    mm_buf *out = &w->matches;
    int     rc = mm_buf_put(out, w->unit_indent);

    rc |= mm_buf_printf(out,
                        "<mtc:match ref=\"#%.*s\" matchQuality=\"%u\" "
                        "origin=\"",
                        (int)id.len, id.ptr, f->score > 100 ? 100 : f->score);
    rc |= mm_raw_escape(out, f->memory);
    rc |= put(out, "\"><source>");
    rc |= mm_raw_escape(out, f->source);
    rc |= put(out, "</source><target>");
    rc |= mm_raw_escape(out, f->text);
    return rc | put(out, "</target></mtc:match>");
}

/* The segment's tag with its new state; its id, made when it has none. */
static int splice_segment(walk *w, const mm_filled *f, mm_str *id)
{
    static const char *const own[] = { "state", "subState", NULL };
    mm_buf                   tag = { 0 };
    char                     made[40] = "";
    int                      rc = mm_put_tag(&tag, &w->segment, own);

    *id = mm_raw_attr(&w->segment, "id");
    if (!id->ptr) {
        rc |= mm_buf_printf(&tag, " id=\"malmoi-%zu\"", ++w->made);
        rc |= (int)(snprintf(made, sizeof made, "malmoi-%zu", w->made) < 0);
        rc |= mm_put_str(&w->p->mem, id, mm_cstr(made));
    }
    rc |= put(&tag, f->score >= 100
                        ? " state=\"translated\">"
                        : " state=\"initial\" subState=\"malmoi:fuzzy\">");
    if (rc < 0)
        rc = mm_fail_memory(w->p->err);
    else
        rc = mm_prefill_splice(w->p, w->segment.start, w->segment.end,
                               mm_buf_str(&tag));
    mm_buf_release(&tag);
    return rc;
}

static int splice_target(walk *w, const mm_filled *f, const mm_content *content)
{
    static const char *const none[] = { NULL };
    mm_buf                   all = { 0 };
    bool                     there = w->target_end != 0;
    int                      rc = there ? mm_put_tag(&all, &w->target, none)
                                        : mm_buf_put(&all, w->indent);

    rc |= put(&all, there ? ">" : "<target>");
    rc |= mm_put_filled(&all, f, content);
    rc |= put(&all, "</target>");
    if (rc < 0)
        rc = mm_fail_memory(w->p->err);
    else
        rc = mm_prefill_splice(w->p, there ? w->target.start : w->source_end,
                               there ? w->target_end : w->source_end,
                               mm_buf_str(&all));
    mm_buf_release(&all);
    return rc;
}

static int note_terms(walk *w, mm_str text)
{
    mm_str terms;
    int    rc = mm_prefill_terms(&terms, w->p, text);

    if (rc < 0 || terms.len == 0)
        return rc;
    rc = mm_buf_put(&w->terms, w->unit_indent);
    rc |= put(&w->terms, "<note category=\"term\" appliesTo=\"source\">");
    rc |= mm_raw_escape(&w->terms, terms);
    rc |= put(&w->terms, "</note>");
    return rc < 0 ? mm_fail_memory(w->p->err) : MM_OK;
}

static int fill(walk *w)
{
    mm_content content;
    mm_filled  f;
    mm_str     id;
    int        rc;

    if (mm_content_read(&content, &w->p->mem, w->source) < 0)
        return mm_fail_memory(w->p->err);
    if (mm_str_trim(content.text).len == 0)
        return MM_OK;
    rc = mm_fill_content(&f, w->p, &content, mm_raw_attr(&w->segment, "id"),
                         w->before);
    w->before = content.text;
    if (rc >= 0 && f.score < 100)
        rc = note_terms(w, content.text);
    if (rc < 0 || !f.score)
        return rc;
    if ((rc = splice_segment(w, &f, &id)) < 0 ||
        (rc = splice_target(w, &f, &content)) < 0)
        return rc;
    return put_match(w, &f, id) < 0 ? mm_fail_memory(w->p->err) : MM_OK;
}

static int end_segment(walk *w)
{
    if (!w->source.ptr)
        return MM_OK;
    if (mm_locks_now(&w->locks)) {
        w->p->count->segments++;
        w->p->count->locked++;
    } else if (is_done(w)) {
        w->p->count->segments++;
        w->p->count->kept++;
    } else {
        return fill(w);
    }
    return MM_OK;
}

static int walk_segment(walk *w, size_t *at)
{
    mm_raw raw;
    mm_str inner;

    w->source = w->target_inner = (mm_str){ 0 };
    w->target_end = 0;
    while (mm_raw_next(&raw, w->p->all, at)) {
        if (raw.kind == MM_RAW_CLOSE)
            return end_segment(w);
        if (raw.kind != MM_RAW_OPEN && raw.kind != MM_RAW_EMPTY)
            continue;
        inner = (mm_str){ raw.all.ptr + raw.all.len, 0 };
        if (raw.kind == MM_RAW_OPEN)
            mm_raw_skip(&inner, w->p->all, at);
        if (mm_raw_is(&raw, "source")) {
            w->source = inner;
            w->source_end = *at;
            w->indent = mm_indent_before(w->p->all, raw.start);
        } else if (mm_raw_is(&raw, "target")) {
            w->target = raw;
            w->target_inner = inner;
            w->target_end = *at;
        }
    }
    return MM_OK;
}

/* ---- a unit ---- */

/* Matches stand first in a unit, notes behind them. */
static int end_unit(walk *w)
{
    mm_buf head = { 0 };
    int    rc = MM_OK;

    if (w->matches.len && !w->has_matches) {
        rc |= mm_buf_put(&head, w->unit_indent);
        rc |= put(&head, "<mtc:matches xmlns:mtc=\"urn:oasis:names:tc:xliff:"
                         "matches:2.0\">");
        rc |= mm_buf_put(&head, mm_buf_str(&w->matches));
        rc |= put(&head, "</mtc:matches>");
    }
    if (w->terms.len && !w->notes) {
        rc |= mm_buf_put(&head, w->unit_indent);
        rc |= put(&head, "<notes>");
        rc |= mm_buf_put(&head, mm_buf_str(&w->terms));
        rc |= put(&head, "</notes>");
    }
    if (rc < 0)
        rc = mm_fail_memory(w->p->err);
    if (rc >= 0 && head.len)
        rc = mm_prefill_splice(w->p, w->head, w->head, mm_buf_str(&head));
    if (rc >= 0 && w->terms.len && w->notes)
        rc = mm_prefill_splice(w->p, w->notes, w->notes, mm_buf_str(&w->terms));
    mm_buf_release(&head);
    return rc;
}

/* What it is that begins in a unit. */
static int take_child(walk *w, const mm_raw *raw, size_t *at)
{
    mm_str inner;

    if (w->unit_indent.ptr == NULL)
        w->unit_indent = mm_indent_before(w->p->all, raw->start);
    if (mm_raw_is(raw, "segment")) {
        w->segment = *raw;
        return walk_segment(w, at);
    }
    w->has_matches = w->has_matches || mm_raw_is(raw, "matches");
    if (mm_raw_is(raw, "notes"))
        w->notes = raw->end;
    mm_raw_skip(&inner, w->p->all, at);
    return MM_OK;
}

static int walk_unit(walk *w, const mm_raw *open, size_t *at)
{
    mm_raw raw;
    int    rc = MM_OK;

    w->unit = *open;
    w->head = open->end;
    w->notes = 0;
    w->has_matches = false;
    w->unit_indent = (mm_str){ 0 };
    mm_buf_clear(&w->matches);
    mm_buf_clear(&w->terms);
    while (rc >= 0 && mm_raw_next(&raw, w->p->all, at)) {
        if (raw.kind == MM_RAW_CLOSE)
            return end_unit(w);
        if (raw.kind == MM_RAW_OPEN)
            rc = take_child(w, &raw, at);
    }
    return rc;
}

int mm_prefill_xliff2(mm_prefill *p)
{
    walk   w = { .p = p };
    mm_raw raw;
    size_t at = 0;
    int    rc = MM_OK;

    while (rc >= 0 && mm_raw_next(&raw, p->all, &at)) {
        if (raw.kind == MM_RAW_CLOSE)
            mm_locks_leave(&w.locks);
        if (raw.kind != MM_RAW_OPEN)
            continue;
        mm_locks_enter(&w.locks, &raw);
        if (!mm_raw_is(&raw, "unit"))
            continue;
        rc = walk_unit(&w, &raw, &at);
        mm_locks_leave(&w.locks);
    }
    mm_buf_release(&w.matches);
    mm_buf_release(&w.terms);
    return rc;
}
