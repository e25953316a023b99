/* What the words say of beads once they are chosen: how much is explained, and
 * what is loose. */
#include "align/piece.h"

#include <stdlib.h>

static const double LOOSE_SHARE = 0.12; /* of the words explained */

/* Types of the other side that stand in a bead, by the bead's number. */
typedef struct marks {
    uint32_t *of_a, *of_b; /* by type: number of the bead last seen in, + 1 */
    uint8_t  *linked_a, *linked_b; /* by type: linked in this bead */
    uint32_t *first;               /* of the links, by type of a */
} marks;

static int open_marks(marks *m, const mm_piece *piece, mm_error *err)
{
    size_t n_a = piece->in_a.n_types, n_b = piece->in_b.n_types;

    m->of_a = calloc(n_a + 1, sizeof *m->of_a);
    m->of_b = calloc(n_b + 1, sizeof *m->of_b);
    m->linked_a = calloc(n_a + 1, 1);
    m->linked_b = calloc(n_b + 1, 1);
    m->first = calloc(n_a + 2, sizeof *m->first);
    if (!m->of_a || !m->of_b || !m->linked_a || !m->linked_b || !m->first)
        return mm_fail_memory(err);
    for (size_t i = 0; i < piece->links.n; i++)
        m->first[piece->links.items[i].a + 1]++;
    for (size_t i = 0; i < n_a; i++)
        m->first[i + 1] += m->first[i];
    return MM_OK;
}

static void release_marks(marks *m)
{
    free(m->of_a);
    free(m->of_b);
    free(m->linked_a);
    free(m->linked_b);
    free(m->first);
}

/* The types of a span as seen in bead `number`, none of them linked yet. */
static void mark(uint32_t *seen, uint8_t *linked, const mm_prepared *p,
                 mm_span span, uint32_t number)
{
    for (uint32_t t = p->first[span.first]; t < p->first[span.first + span.n];
         t++) {
        seen[p->tokens[t]] = number;
        linked[p->tokens[t]] = 0;
    }
}

static size_t count_linked(const uint8_t *linked, const mm_prepared *p,
                           mm_span span)
{
    size_t n = 0;

    for (uint32_t t = p->first[span.first]; t < p->first[span.first + span.n];
         t++)
        n += linked[p->tokens[t]];
    return n;
}

/* How many words of the bead have a link within it. */
static size_t explained_by(marks *m, const mm_piece *piece, const mm_bead *bead,
                           uint32_t number)
{
    const mm_prepared *a = &piece->in_a;

    mark(m->of_a, m->linked_a, a, bead->src, number);
    mark(m->of_b, m->linked_b, &piece->in_b, bead->tgt, number);
    for (uint32_t t = a->first[bead->src.first];
         t < a->first[bead->src.first + bead->src.n]; t++) {
        uint32_t type = a->tokens[t];

        for (uint32_t l = m->first[type]; l < m->first[type + 1]; l++)
            if (m->of_b[piece->links.items[l].b] == number)
                m->linked_a[type] = m->linked_b[piece->links.items[l].b] = 1;
    }
    return count_linked(m->linked_a, a, bead->src) +
           count_linked(m->linked_b, &piece->in_b, bead->tgt);
}

static size_t words_in(const mm_prepared *p, mm_span span)
{
    return p->first[span.first + span.n] - p->first[span.first];
}

int mm_piece_weigh(mm_tally *tally, const mm_piece *piece, mm_bead *beads,
                   size_t n, mm_error *err)
{
    marks m = { 0 };
    int   rc = open_marks(&m, piece, err);

    for (size_t i = 0; rc == MM_OK && i < n; i++) {
        size_t words = words_in(&piece->in_a, beads[i].src) +
                       words_in(&piece->in_b, beads[i].tgt);
        size_t explained;

        tally->beads++;
        tally->words += words;
        if (!beads[i].src.n || !beads[i].tgt.n)
            continue;
        explained = explained_by(&m, piece, &beads[i], (uint32_t)i + 1);
        tally->explained += explained;
        if (beads[i].src.n <= SPAN_MAX && beads[i].tgt.n <= SPAN_MAX)
            tally->odds +=
                mm_scorer_odds(&piece->scorer, beads[i].src, beads[i].tgt);
        if ((double)explained < LOOSE_SHARE * (double)words)
            beads[i].flags |= MM_BEAD_LOOSE;
    }
    release_marks(&m);
    return rc;
}
