/*
 * PO filled in: messages whose msgstr are all empty. A fuzzy match is flagged
 * fuzzy, with what it translates as the previous msgid ("#|") and its figure in
 * a translator's remark, as msgmerge and people do. Of a message with a plural
 * all forms are filled or none.
 */
#include "job/pretranslate.h"
#include "job/raw_po.h"

#include <string.h>

/* The first form is of msgid when there are others, else of the plural: a
 * language with one form counts with it. */
static mm_str source_of(const mm_po_message *m, size_t form)
{
    return m->plural_forms && (form > 0 || m->n_forms == 1) ? m->plural : m->id;
}

static int put_string(mm_buf *out, const mm_po_message *m, size_t form,
                      mm_str text)
{
    int rc = m->plural_forms ? mm_buf_printf(out, "msgstr[%zu] ", form)
                             : mm_buf_put(out, MM_S("msgstr "));

    return rc | mm_po_quote(out, text, "");
}

/* A translation ends in a line feed when its source does: gettext asks so. */
static int agree_end(mm_str *text, mm_prefill *p, mm_str source)
{
    mm_buf made = { 0 };
    int    rc;

    if (!mm_str_ends(source, MM_S("\n")) || mm_str_ends(*text, MM_S("\n"))) {
        if (!mm_str_ends(source, MM_S("\n")))
            while (mm_str_ends(*text, MM_S("\n")))
                text->len--;
        return MM_OK;
    }
    rc = mm_buf_put(&made, *text);
    rc |= mm_buf_putc(&made, '\n');
    if (rc == MM_OK)
        *text = mm_arena_copy(&p->mem, mm_buf_str(&made));
    mm_buf_release(&made);
    return rc < 0 || !text->ptr ? mm_fail_memory(p->err) : MM_OK;
}

/* The remarks: what kind of match, its flag, what it was made for. */
static int put_remarks(mm_buf *out, const mm_po_message *m,
                       const mm_filled *worst, mm_str flags, mm_str terms)
{
    int rc = MM_OK;

    if (terms.len)
        rc |= mm_buf_printf(out, "# terms: %.*s\n", (int)terms.len, terms.ptr);
    if (!worst || worst->score >= 100)
        return rc;
    rc |= mm_buf_printf(out, "# malmoi: %u %%, %.*s\n", worst->score,
                        (int)worst->memory.len, worst->memory.ptr);
    if (flags.len)
        rc |= mm_buf_printf(out, "#, fuzzy,%.*s\n", (int)flags.len - 2,
                            flags.ptr + 2);
    else
        rc |= mm_buf_put(out, MM_S("#, fuzzy\n"));
    rc |= mm_buf_put(out, MM_S("#| msgid "));
    rc |= mm_po_quote(out, worst->source, "#| ");
    (void)m;
    return rc | mm_buf_putc(out, '\n');
}

static int splice_remarks(mm_prefill *p, const mm_po_message *m,
                          const mm_filled *worst, mm_str terms)
{
    bool   flags = m->flags_end && worst && worst->score < 100;
    mm_str line = flags ? mm_str_sub(p->all, m->flags, m->flags_end - m->flags)
                        : (mm_str){ 0 };
    mm_buf all = { 0 };
    size_t start = flags ? m->flags : m->keyword;
    size_t end = start;
    int    rc = put_remarks(&all, m, worst, line, terms);

    if (flags) {
        end = m->flags_end;
        while (end < m->keyword && p->all.ptr[end] != '\n')
            end++;
        end += end < m->keyword;
    }
    if (rc < 0)
        rc = mm_fail_memory(p->err);
    else if (all.len)
        rc = mm_prefill_splice(p, start, end, mm_buf_str(&all));
    mm_buf_release(&all);
    return rc;
}

static int splice_strings(mm_prefill *p, const mm_po_message *m,
                          mm_filled *filled)
{
    mm_buf all = { 0 };
    int    rc = MM_OK;

    for (size_t i = 0; i < m->n_forms && rc >= 0; i++) {
        mm_buf_clear(&all);
        if ((rc = agree_end(&filled[i].text, p, source_of(m, i))) < 0)
            break;
        if (put_string(&all, m, i, filled[i].text) < 0)
            rc = mm_fail_memory(p->err);
        else
            rc = mm_prefill_splice(p, m->strings[i], m->ends[i],
                                   mm_buf_str(&all));
    }
    mm_buf_release(&all);
    return rc;
}

/* A message counts once, by its worst form. */
static void recount(mm_prefill *p, const mm_pretranslated *before,
                    const mm_filled *worst, bool all)
{
    mm_pretranslated *c = p->count;
    size_t            terms = c->terms, codes = c->codes > before->codes;

    *c = *before;
    c->terms = terms;
    c->segments++;
    c->context += all && worst->score > 100;
    c->exact += all && worst->score == 100;
    c->fuzzy += all && worst->score < 100;
    c->codes += !all && codes;
    c->open += !all && !codes;
}

static int fill(mm_prefill *p, const mm_po_message *m)
{
    mm_pretranslated before = *p->count;
    mm_filled        filled[MM_PO_FORMS];
    const mm_filled *worst = NULL;
    mm_str           terms = { "", 0 };
    bool             all = true;
    int              rc = MM_OK;

    for (size_t i = 0; i < m->n_forms; i++) {
        mm_segment_query query = { .text = source_of(m, i), .id = m->context };

        if ((rc = mm_prefill_find(&filled[i], p, &query)) < 0)
            return rc;
        all = all && filled[i].score;
        if (!worst || filled[i].score < worst->score)
            worst = &filled[i];
    }
    recount(p, &before, worst, all);
    if (worst->score < 100 && (rc = mm_prefill_terms(&terms, p, m->id)) < 0)
        return rc;
    if ((rc = splice_remarks(p, m, all ? worst : NULL, terms)) < 0 || !all)
        return rc;
    return splice_strings(p, m, filled);
}

int mm_prefill_po(mm_prefill *p)
{
    mm_po_message m;
    size_t        at = 0;
    int           rc;

    while ((rc = mm_po_next(&m, p->all, &at, &p->mem)) == MM_ROW) {
        if (m.obsolete || m.header || !m.id.len || !m.n_forms)
            continue;
        if (m.translated) {
            p->count->segments++;
            p->count->kept++;
        } else if ((rc = fill(p, &m)) < 0) {
            return rc;
        }
    }
    return rc < 0 ? mm_fail_memory(p->err) : rc;
}
