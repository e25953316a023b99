/*
 * Plain text filled in, as OmegaT does it: a sentence with a match becomes its
 * translation, one with a fuzzy match with "[fuzzy] " before it, the others
 * stay in the source language.
 */
#include "job/pretranslate.h"

#include "malmoi/formats.h"

static int put(mm_prefill *p, const mm_segment *s, size_t at,
               const mm_filled *filled)
{
    mm_buf all = { 0 };
    int    rc = MM_OK;

    if (filled->score < 100)
        rc |= mm_buf_put(&all, MM_S("[fuzzy] "));
    rc |= mm_buf_put(&all, filled->text);
    if (rc < 0)
        rc = mm_fail_memory(p->err);
    else
        rc = mm_prefill_splice(p, at, at + s->text.len, mm_buf_str(&all));
    mm_buf_release(&all);
    return rc;
}

int mm_prefill_text(mm_prefill *p)
{
    mm_document document = { 0 };
    size_t      at = 0;
    int rc = mm_document_read(&document, p->path, p->o->source, p->o->tables,
                              &(mm_read_options){ .as = "txt" }, NULL, p->err);

    for (size_t i = 0; rc >= 0 && i < document.n; i++) {
        const mm_segment *s = &document.segments[i];
        mm_segment_query  query = {
             .text = s->text,
             .before = i ? s[-1].text : (mm_str){ 0 },
             .after = i + 1 < document.n ? s[1].text : (mm_str){ 0 },
        };
        mm_filled filled;
        size_t    found = mm_str_find(p->all, s->text, at);

        if (found == SIZE_MAX) /* its line ends were folded: as it is */
            continue;
        at = found + s->text.len;
        if ((rc = mm_prefill_find(&filled, p, &query)) >= 0 && filled.score)
            rc = put(p, s, found, &filled);
    }
    mm_document_release(&document);
    return rc;
}
