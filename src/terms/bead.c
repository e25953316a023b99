/* A bead is read in one go: words of both sides, pieces, runs, brackets, and
 * then every pair that is worth a score. */
#include "terms/bead.h"

#include <stdlib.h>
#include <string.h>

/* A bead of more words is a text and no sentence; what stands where in it says
 * little, and looking at all of it takes long. */
enum { WORDS_MOST = 400 };

/* Languages that glue words together: they are searched, not read by word. */
static bool glues(mm_str tag)
{
    static const char *const tags[] = { "ko", "ja", "zh", "th", "lo", "km" };

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (mm_str_eq(tag, mm_cstr(tags[i])))
            return true;
    return false;
}

int mm_reading_open(mm_reading *reading, mm_aligner *aligner, mm_error *err)
{
    const mm_lang *a = aligner->a.lang, *b = aligner->b.lang;
    mm_valuer     *values_a = aligner->a.valuer, *values_b = aligner->b.valuer;
    int            rc;

    *reading = (mm_reading){ .aligner = aligner };
    if (glues(mm_lang_tag(a)) && !glues(mm_lang_tag(b))) {
        reading->swapped = true;
        a = aligner->b.lang;
        b = aligner->a.lang;
        values_a = aligner->b.valuer;
        values_b = aligner->a.valuer;
    }
    if ((rc = mm_phrases_open(&reading->phrases, a, b, aligner->tables,
                              aligner->priors, reading->swapped, err)) < 0 ||
        (rc = mm_side_reader_open(&reading->reader_a, a, aligner->tables,
                                  err)) < 0 ||
        (rc = mm_side_reader_open(&reading->reader_b, b, aligner->tables,
                                  err)) < 0 ||
        (rc = mm_titles_open(&reading->titles, aligner->tables, err)) < 0) {
        mm_reading_release(reading);
        return rc;
    }
    reading->clues = (mm_clues){ .phrases = reading->phrases,
                                 .sound = aligner->sound,
                                 .values_a = values_a,
                                 .values_b = values_b };
    if (!(reading->heard = calloc(HEARD, sizeof *reading->heard))) {
        mm_reading_release(reading);
        return mm_fail_memory(err);
    }
    reading->clues.heard = reading->heard;
    return MM_OK;
}

int mm_reading_open_beside(mm_reading *reading, const mm_reading *first,
                           mm_error *err)
{
    mm_aligner *aligner = first->aligner;
    int         rc = mm_reading_open(reading, aligner, err);

    if (rc < 0)
        return rc;
    if ((rc = mm_valuer_open(&reading->own_a, mm_lang_tag(first->reader_a.lang),
                             aligner->tables, err)) < 0 ||
        (rc = mm_valuer_open(&reading->own_b, mm_lang_tag(first->reader_b.lang),
                             aligner->tables, err)) < 0) {
        mm_reading_release(reading);
        return rc;
    }
    reading->clues.values_a = reading->own_a;
    reading->clues.values_b = reading->own_b;
    reading->reader_a.learned = first->reader_a.paradigm;
    reading->reader_b.learned = first->reader_b.paradigm;
    return MM_OK;
}

void mm_reading_release(mm_reading *reading)
{
    free(reading->heard);
    mm_valuer_close(reading->own_a);
    mm_valuer_close(reading->own_b);
    mm_side_reader_release(&reading->reader_a);
    mm_side_reader_release(&reading->reader_b);
    mm_phrases_close(reading->phrases);
    mm_titles_close(reading->titles);
    mm_pieces_release(&reading->pieces);
    mm_runs_release(&reading->runs);
    mm_brackets_release(&reading->links);
    mm_scene_release(&reading->scene);
    mm_pairs_release(&reading->pairs);
    mm_arena_release(&reading->mem);
    *reading = (mm_reading){ 0 };
}

int mm_reading_learn(mm_reading *reading, const mm_document *a,
                     const mm_document *b, mm_error *err)
{
    int rc =
        mm_side_reader_learn(&reading->reader_a, reading->swapped ? b : a, err);

    return rc < 0 ? rc
                  : mm_side_reader_learn(&reading->reader_b,
                                         reading->swapped ? a : b, err);
}

int mm_reading_sides(mm_reading *reading, const mm_document *a,
                     const mm_document *b, const mm_bead *bead, mm_error *err)
{
    const mm_document *first = reading->swapped ? b : a;
    const mm_document *other = reading->swapped ? a : b;
    mm_span            span = reading->swapped ? bead->tgt : bead->src;
    mm_span            over = reading->swapped ? bead->src : bead->tgt;
    int                rc;

    mm_arena_clear(&reading->mem);
    rc = mm_side_read(&reading->a, &reading->reader_a, &reading->mem, first,
                      span, err);
    return rc < 0 ? rc
                  : mm_side_read(&reading->b, &reading->reader_b, &reading->mem,
                                 other, over, err);
}

/* Marks what may be no part of a term, and where names begin. */
static int mark(mm_reading *reading, mm_error *err)
{
    int rc = mm_side_mark_values(&reading->a, reading->clues.values_a, err);

    if (rc == MM_OK)
        rc = mm_side_mark_values(&reading->b, reading->clues.values_b, err);
    mm_side_mark_titles(&reading->a, reading->titles);
    return rc;
}

int mm_reading_bead(mm_reading *reading, const mm_document *a,
                    const mm_document *b, const mm_bead *bead, mm_error *err)
{
    int rc;

    reading->pairs.n = reading->runs.n = 0;
    if ((rc = mm_reading_sides(reading, a, b, bead, err)) < 0 ||
        reading->a.n > WORDS_MOST || reading->b.n > WORDS_MOST)
        return rc;
    if ((rc = mark(reading, err)) < 0 ||
        (rc = mm_pieces_find(&reading->pieces, &reading->clues, &reading->a,
                             &reading->b, err)) < 0 ||
        (rc = mm_runs_find(&reading->runs, &reading->a, reading->phrases,
                           err)) < 0 ||
        (rc = mm_runs_add_known(&reading->runs, &reading->a, &reading->pieces,
                                reading->phrases, err)) < 0 ||
        (rc = mm_brackets_link(&reading->links, &reading->a, &reading->b,
                               &reading->pieces, err)) < 0)
        return rc;
    reading->scene.a = &reading->a;
    reading->scene.b = &reading->b;
    reading->scene.pieces = &reading->pieces;
    reading->scene.links = &reading->links;
    if ((rc = mm_scene_set(&reading->scene, err)) < 0)
        return rc;
    return mm_pairs_find(&reading->pairs, &reading->scene, &reading->runs, err);
}
