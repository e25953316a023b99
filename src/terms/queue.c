/* Single documents are short: what a collection tells, many of them tell
 * together, and threads want more work than one has. */
#include "terms/queue.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Texts of segments and the language: what terms are found by. */
static int copy_document(mm_document *out, const mm_document *from)
{
    *out = (mm_document){ .n = from->n };
    out->lang = mm_arena_copy(&out->mem, from->lang);
    out->segments =
        mm_arena_alloc(&out->mem, (from->n + 1) * sizeof *out->segments);
    if (!out->lang.ptr || !out->segments)
        return MM_ENOMEM;
    for (size_t i = 0; i < from->n; i++) {
        out->segments[i] = from->segments[i];
        out->segments[i].text =
            mm_arena_copy(&out->mem, from->segments[i].text);
        if (!out->segments[i].text.ptr)
            return MM_ENOMEM;
    }
    return MM_OK;
}

static void release(mm_waiting *item)
{
    if (!item->copied)
        return;
    mm_document_release(&item->a);
    mm_document_release(&item->b);
    mm_alignment_release(&item->alignment);
}

int mm_queue_put(mm_queue *queue, const mm_document *a, const mm_document *b,
                 const mm_alignment *alignment, bool copy, mm_error *err)
{
    mm_waiting item = { .a = *a, .b = *b, .alignment = *alignment };

    if (mm_grow(&queue->items, &queue->cap, queue->n + 1, sizeof item, err) < 0)
        return MM_ENOMEM;
    if (copy) {
        item = (mm_waiting){ .copied = true };
        item.alignment.n = alignment->n;
        item.alignment.beads =
            malloc((alignment->n + 1) * sizeof *alignment->beads);
        if (!item.alignment.beads || copy_document(&item.a, a) < 0 ||
            copy_document(&item.b, b) < 0) {
            release(&item);
            return mm_fail_memory(err);
        }
        if (alignment->n)
            memcpy(item.alignment.beads, alignment->beads,
                   alignment->n * sizeof *alignment->beads);
    }
    queue->items[queue->n++] = item;
    queue->beads += alignment->n;
    return MM_OK;
}

void mm_queue_clear(mm_queue *queue)
{
    for (size_t i = 0; i < queue->n; i++)
        release(&queue->items[i]);
    queue->n = queue->beads = 0;
}

void mm_queue_release(mm_queue *queue)
{
    mm_queue_clear(queue);
    free(queue->items);
    *queue = (mm_queue){ 0 };
}

/* Passes over pairs without beads. */
static void settle(const mm_queue *queue, mm_queue_place *place)
{
    while (place->item < queue->n &&
           place->bead >= queue->items[place->item].alignment.n) {
        place->bead -= queue->items[place->item].alignment.n;
        place->item++;
    }
}

mm_queue_place mm_queue_at(const mm_queue *queue, size_t number)
{
    mm_queue_place place = { 0, number };

    settle(queue, &place);
    return place;
}

void mm_queue_next(const mm_queue *queue, mm_queue_place *place)
{
    place->bead++;
    settle(queue, place);
}
