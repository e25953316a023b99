/* One bead laid open: its sides, the pieces between them, the scored pairs. */
#ifndef MM_TERMS_BEAD_H
#define MM_TERMS_BEAD_H

#include "align/aligner.h"
#include "terms/pairs.h"

/* Everything that is needed to look into beads, and of the bead looked at.
 * Side A is the one with the plainer words: where the languages of the
 * alignment are Korean and English, English, whichever came first. */
typedef struct mm_reading {
    mm_aligner      *aligner;
    bool             swapped; /* side A is the alignment's target */
    mm_side_reader   reader_a, reader_b;
    mm_phrases      *phrases;
    mm_titles       *titles;
    mm_clues         clues;
    mm_heard        *heard;
    mm_valuer       *own_a, *own_b; /* NULL: the aligner's */
    mm_arena         mem;           /* of the bead */
    mm_side          a, b;
    mm_pieces        pieces;
    mm_runs          runs;
    mm_bracket_links links;
    mm_scene         scene;
    mm_pairs         pairs;
} mm_reading;

/** Zero-initialises and opens `reading`; MM_ENOMEM or what a table gives. */
int mm_reading_open(mm_reading *reading, mm_aligner *aligner, mm_error *err);
/** Opens one more reading for another thread; it shares what `first` has
 * learned of words, which must not change while both are used. */
int  mm_reading_open_beside(mm_reading *reading, const mm_reading *first,
                            mm_error *err);
void mm_reading_release(mm_reading *reading);
/** Learns the words of a document pair, for their paradigms. */
int mm_reading_learn(mm_reading *reading, const mm_document *a,
                     const mm_document *b, mm_error *err);
/** Reads the sides of a bead alone. */
int mm_reading_sides(mm_reading *reading, const mm_document *a,
                     const mm_document *b, const mm_bead *bead, mm_error *err);
/** Reads a bead of the documents: sides, pieces and pairs, without logits. */
int mm_reading_bead(mm_reading *reading, const mm_document *a,
                    const mm_document *b, const mm_bead *bead, mm_error *err);

#endif
