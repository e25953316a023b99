/* Documents and alignments: plain values and their release. */
#include "malmoi/document.h"

#include <stdlib.h>

void mm_document_release(mm_document *document)
{
    mm_arena_release(&document->mem);
    *document = (mm_document){ 0 };
}

static size_t count_lines(mm_str text)
{
    size_t n = 0;

    while (text.len) {
        mm_str_cut(&text, '\n');
        n++;
    }
    return n;
}

int mm_document_from_lines(mm_document *out, mm_str lang, mm_str text,
                           mm_error *err)
{
    size_t room = count_lines(text);
    mm_str rest;

    *out = (mm_document){ 0 };
    out->lang = mm_arena_copy(&out->mem, lang);
    out->text = mm_arena_copy(&out->mem, text);
    out->segments =
        mm_arena_alloc(&out->mem, (room + 1) * sizeof *out->segments);
    if (!out->lang.ptr || !out->text.ptr || !out->segments) {
        mm_document_release(out);
        return mm_fail_memory(err);
    }
    for (rest = out->text; rest.len; out->n++) {
        mm_str line = mm_str_trim(mm_str_cut(&rest, '\n'));

        out->segments[out->n] = (mm_segment){
            .text = line,
            .offset = (size_t)(line.ptr - out->text.ptr),
            .paragraph = (uint32_t)out->n,
        };
    }
    return MM_OK;
}

void mm_alignment_release(mm_alignment *alignment)
{
    free(alignment->beads);
    *alignment = (mm_alignment){ 0 };
}
