/*
 * Two documents in, beads out: words and values of both sides (prepare.c), the
 * links between them (links.c), what the links say of each bead (cells.c), and
 * the best path with its posteriors (path.c) [research, alignment, 5]. What
 * does not look like a translation is refused (checks.c).
 *
 * A document of up to some 700 segments is one table. A longer one is aligned
 * piece by piece towards anchors (anchors.c): of each piece the beads up to the
 * last sure one before its end are kept, and the next begins there, so that
 * memory is linear and no cut is final before it was seen from both sides.
 */
#include "align/anchors.h"
#include "align/checks.h"
#include "align/piece.h"
#include "malmoi/text.h"

#include <math.h>
#include <stdlib.h>

static const double BITEXT_PRIOR = 1.5; /* nats: four to one */

int mm_aligner_open(mm_aligner **out, mm_str lang_a, mm_str lang_b,
                    const mm_tables *tables, const mm_priors *priors,
                    mm_error *err)
{
    mm_aligner *aligner;
    mm_str      a, b;
    int         rc;

    *out = NULL;
    if (!(aligner = calloc(1, sizeof *aligner)))
        return mm_fail_memory(err);
    aligner->tables = tables;
    aligner->priors = priors;
    if ((rc = mm_preparer_open(&aligner->a, lang_a, tables, err)) < 0 ||
        (rc = mm_preparer_open(&aligner->b, lang_b, tables, err)) < 0)
        goto done;
    a = mm_lang_tag(aligner->a.lang);
    b = mm_lang_tag(aligner->b.lang);
    if (mm_str_eq(a, b)) {
        rc = mm_fail(err, MM_EFORMAT, "both documents are '%.*s'", (int)a.len,
                     a.ptr);
        goto done;
    }
    if ((rc = mm_lexicon_open(&aligner->lexicon, aligner->a.lang,
                              aligner->b.lang, tables, priors, err)) < 0)
        goto done;
    if (mm_str_eq(a, MM_S("ko")) || mm_str_eq(b, MM_S("ko")))
        rc = mm_sound_open(&aligner->sound, tables, err);
done:
    if (rc < 0)
        mm_aligner_close(aligner);
    else
        *out = aligner;
    return rc;
}

void mm_aligner_close(mm_aligner *aligner)
{
    if (!aligner)
        return;
    mm_preparer_release(&aligner->a);
    mm_preparer_release(&aligner->b);
    mm_lexicon_close(aligner->lexicon);
    mm_sound_close(aligner->sound);
    free(aligner);
}

/* ---- pieces ---- */

/* Cells of a table: of one that is made at all, and of each where the
 * documents are cut into several. */
enum { CELLS_WHOLE = 500000, CELLS_PIECE = 120000 };
enum { MARGIN = 20 };   /* segments before a cut that are aligned anew */
enum { LEARNING = 2 };  /* rounds, where there is no word table */
enum { MEASURING = 6 }; /* rounds at most, where one text is far longer */
static const double SURE = 0.95;

/* A call's documents, how far they are aligned, and what came out. */
typedef struct work {
    mm_aligner        *aligner;
    const mm_document *a, *b;
    mm_anchors         anchors;
    size_t             anchor;     /* the first not passed */
    size_t             at_a, at_b; /* segments aligned so far */
    double             share;      /* of the last piece; 0: none yet */
    mm_alignment      *out;
    mm_tally           tally;
} work;

static int find_anchors(work *w, mm_error *err)
{
    mm_prepared a = { 0 }, b = { 0 };
    int         rc;

    if ((rc = mm_prepare(&a, &w->aligner->a, w->a, err)) == MM_OK &&
        (rc = mm_prepare(&b, &w->aligner->b, w->b, err)) == MM_OK)
        rc = mm_anchors_find(&w->anchors, &a, &b, w->aligner->lexicon, err);
    mm_prepared_release(&a);
    mm_prepared_release(&b);
    return rc;
}

/* The end of the next piece: the documents', else the farthest anchor whose
 * table is small enough, else as far as such a table goes along the line to
 * the next anchor. */
static void choose_end(work *w, mm_span *a, mm_span *b)
{
    size_t end_a = w->a->n - w->at_a, end_b = w->b->n - w->at_b;
    size_t best_a = 0, best_b = 0;
    double shrink;

    *a = (mm_span){ w->at_a, end_a };
    *b = (mm_span){ w->at_b, end_b };
    if (end_a * end_b <= (w->anchors.items ? CELLS_PIECE : CELLS_WHOLE))
        return;
    for (; w->anchor < w->anchors.n; w->anchor++) {
        const mm_anchor *x = &w->anchors.items[w->anchor];

        if (x->a <= w->at_a + MARGIN || x->b <= w->at_b + MARGIN)
            continue;
        end_a = x->a - w->at_a;
        end_b = x->b - w->at_b;
        if (end_a * end_b > CELLS_PIECE)
            break;
        best_a = end_a;
        best_b = end_b;
    }
    if (best_a) {
        a->n = best_a;
        b->n = best_b;
        return;
    }
    shrink = sqrt(CELLS_PIECE / ((double)end_a * (double)end_b));
    a->n = (size_t)fmax(1, (double)end_a * fmin(shrink, 1));
    b->n = (size_t)fmax(1, (double)end_b * fmin(shrink, 1));
}

/* How many of the piece's beads are taken: up to the last that is sure and not
 * within the margin of a cut, where that is a good way along either side, or
 * half of them. A way is told in segments of a side, not in beads: where the
 * piece ends askew, a run of omissions that leads there is most of its beads,
 * and none of them is known to be one. */
static size_t choose_cut(const mm_bead *beads, size_t n, size_t n_a, size_t n_b)
{
    for (size_t i = n; i > 0; i--) {
        const mm_bead *bead = &beads[i - 1];
        size_t         a = bead->src.first, b = bead->tgt.first;

        if (a + MARGIN < n_a / 4 && b + MARGIN < n_b / 4)
            break;
        if (bead->score >= SURE && bead->src.n && bead->tgt.n &&
            a + MARGIN < n_a && b + MARGIN < n_b)
            return i;
    }
    return n / 2 + 1;
}

/* Takes over the first `n` beads of a piece, from its numbers to the whole
 * documents'. */
static void take(work *w, const mm_bead *beads, size_t n)
{
    size_t from_a = w->at_a, from_b = w->at_b;

    for (size_t i = 0; i < n; i++) {
        mm_bead bead = beads[i];

        bead.src.first += from_a;
        bead.tgt.first += from_b;
        w->out->beads[w->out->n++] = bead;
        w->at_a += bead.src.n;
        w->at_b += bead.tgt.n;
    }
}

/* The best beads; found again when they show that the lengths were misjudged,
 * and again when they teach words that no table has. */
static int find_beads(const mm_aligner *aligner, mm_piece *piece,
                      mm_bead *beads, size_t *n, mm_error *err)
{
    int  rounds = mm_lexicon_is_rich(aligner->lexicon) ? 0 : LEARNING;
    int  rc = mm_path_find(beads, n, &piece->scorer, err);
    bool changed = true;

    for (int i = 0; rc == MM_OK && changed && i < MEASURING; i++) {
        rc = mm_piece_measure(&changed, piece, beads, *n, err);
        if (rc == MM_OK && changed &&
            (rc = mm_piece_score(piece, err)) == MM_OK)
            rc = mm_path_find(beads, n, &piece->scorer, err);
    }
    for (int i = 0; rc == MM_OK && i < rounds; i++)
        if ((rc = mm_piece_learn(piece, beads, *n, err)) == MM_OK)
            rc = mm_path_find(beads, n, &piece->scorer, err);
    return rc;
}

static int align_piece(work *w, mm_error *err)
{
    mm_piece piece = { 0 };
    mm_span  a, b;
    mm_bead *beads = NULL;
    size_t   n = 0;
    int      rc;

    choose_end(w, &a, &b);
    if ((rc = mm_piece_open(&piece, w->aligner, w->a, a, w->b, b, w->share,
                            false, err)) < 0)
        return rc;
    if (!(beads = malloc((a.n + b.n + 1) * sizeof *beads)))
        rc = mm_fail_memory(err);
    if (rc == MM_OK)
        rc = find_beads(w->aligner, &piece, beads, &n, err);
    if (rc == MM_OK) {
        w->share = piece.share;
        if (a.first + a.n < w->a->n || b.first + b.n < w->b->n)
            n = choose_cut(beads, n, a.n, b.n);
        mm_piece_uncross(beads, &n, &piece);
        mm_piece_join(beads, &n, &piece);
        if ((rc = mm_piece_weigh(&w->tally, &piece, beads, n, err)) == MM_OK)
            take(w, beads, n);
    }
    free(beads);
    mm_piece_release(&piece);
    return rc;
}

static int align_pieces(work *w, mm_error *err)
{
    int rc = MM_OK;

    if (w->a->n * w->b->n > CELLS_WHOLE)
        rc = find_anchors(w, err);
    while (rc == MM_OK && (w->at_a < w->a->n || w->at_b < w->b->n))
        rc = align_piece(w, err);
    return rc;
}

/* ---- bitexts ---- */

enum { BITEXT_PIECE = 128 }; /* pairs */

static int pair_up(work *w, mm_error *err)
{
    int rc = MM_OK;

    if (w->a->n != w->b->n)
        return mm_fail(err, MM_EINVALID, "a bitext of %zu and %zu segments",
                       w->a->n, w->b->n);
    while (rc == MM_OK && w->at_a < w->a->n) {
        mm_bead  beads[BITEXT_PIECE];
        mm_piece piece = { 0 };
        size_t   left = w->a->n - w->at_a;
        mm_span  span = { w->at_a, left < BITEXT_PIECE ? left : BITEXT_PIECE };

        if ((rc = mm_piece_open(&piece, w->aligner, w->a, span, w->b, span, 0,
                                true, err)) < 0)
            break;
        for (size_t i = 0; i < span.n; i++)
            beads[i] = mm_path_pair(&piece.scorer, (mm_span){ i, 1 },
                                    (mm_span){ i, 1 }, BITEXT_PRIOR);
        if ((rc = mm_piece_weigh(&w->tally, &piece, beads, span.n, err)) ==
            MM_OK)
            take(w, beads, span.n);
        mm_piece_release(&piece);
    }
    return rc;
}

/* What the beads came to, and whether that is a translation. */
static int sum_up(work *w, bool unchecked, mm_error *err)
{
    if (w->tally.words)
        w->out->explained = (double)w->tally.explained / (double)w->tally.words;
    if (w->tally.beads)
        w->out->evidence = w->tally.odds / (double)w->tally.beads;
    return unchecked
               ? MM_OK
               : mm_check_pair(w->out, w->tally.words,
                               mm_lexicon_is_rich(w->aligner->lexicon), err);
}

int mm_align(mm_alignment *out, mm_aligner *aligner, const mm_document *a,
             const mm_document *b, const mm_align_options *options,
             mm_error *err)
{
    work w = { .aligner = aligner, .a = a, .b = b, .out = out };
    bool unchecked = options && options->unchecked;
    int  rc;

    *out = (mm_alignment){ 0 };
    if (!unchecked && (rc = mm_check_languages(a, b, err)) < 0)
        return rc;
    if (!(out->beads = calloc(a->n + b->n + 1, sizeof *out->beads)))
        return mm_fail_memory(err);
    rc = options && options->bitext ? pair_up(&w, err) : align_pieces(&w, err);
    mm_anchors_release(&w.anchors);
    if (rc == MM_OK)
        rc = sum_up(&w, unchecked, err);
    if (rc < 0)
        mm_alignment_release(out);
    return rc;
}
