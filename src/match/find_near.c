/* What a query finds though it is written wrongly: terms a few letters off, and
 * terms that sound alike. Candidates come by pieces of their letters (keyer.c),
 * so that few of all terms are looked at. */
#include "match/found.h"

#include "malmoi/sound.h"

#include <stdlib.h>

/* ---- terms that were looked at ---- */

/* Several pieces lead to one term. Half full at most. */
typedef struct mm_terms_seen {
    uint64_t *slots; /* its index in the high half, from 1; its number below */
    size_t    n, size; /* a power of two, or 0 */
} terms_seen;

static size_t slot_of(const terms_seen *seen, uint64_t term)
{
    size_t at = term * 0x9E3779B97F4A7C15u >> 32 & (seen->size - 1);

    while (seen->slots[at] && seen->slots[at] != term)
        at = (at + 1) & (seen->size - 1);
    return at;
}

static int widen_seen(terms_seen *seen)
{
    terms_seen wide = { .size = seen->size ? seen->size * 4 : 256,
                        .n = seen->n };

    if (!(wide.slots = calloc(wide.size, sizeof *wide.slots)))
        return MM_ENOMEM;
    for (size_t i = 0; i < seen->size; i++)
        if (seen->slots[i])
            wide.slots[slot_of(&wide, seen->slots[i])] = seen->slots[i];
    free(seen->slots);
    *seen = wide;
    return MM_OK;
}

bool mm_terms_seen_add(terms_seen *seen, mm_find_side side, uint32_t number)
{
    uint64_t term =
        (uint64_t)(side.source * 2 + side.is_tail + 1) << 32 | number;
    size_t at;

    if (seen->n * 2 >= seen->size && widen_seen(seen) < 0)
        return false; /* then it is looked at once more */
    at = slot_of(seen, term);
    if (seen->slots[at])
        return true;
    seen->slots[at] = term;
    seen->n++;
    return false;
}

/* ---- pieces ---- */

enum {
    TYPOS = 3, /* the most that mm_key_typos() gives */
    PIECES = (TYPOS + 1) * (2 * TYPOS + 1)
};

typedef struct letters {
    int32_t        all[KEY_LETTERS];
    size_t         n;
    mm_key_pattern pattern; /* of them */
    mm_query      *q;
} letters;

static double few_typos(void *with, const mm_index_term *t, uint32_t *detail)
{
    letters *l = with;
    int32_t  other[KEY_LETTERS];
    size_t   n = mm_key_letters(other, t->key);
    size_t   most = mm_key_typos(n), off;

    if (n == 0)
        return 0;
    off = mm_key_distance(&l->pattern, other, n, most);
    *detail = (uint32_t)off;
    return off > most ? 0 : 1 - (double)off / (double)(n > l->n ? n : l->n);
}

/* How far a piece may have moved, from `*least` to `*most`. As many letters
 * came or went before a piece as it has moved, and the rest of the difference
 * in length behind it. Without swaps more is known: what stands before piece
 * `i` and has changed more than `i` times leaves the rest so few changes that
 * another piece is whole; and so from behind (Li et al. 2011, position-aware
 * and multi-match-aware substring selection). A swap of two letters may touch
 * two pieces at once. */
static void shifts_of(int *least, int *most, const letters *l, size_t n,
                      size_t piece, bool swaps)
{
    int typos = (int)mm_key_typos(n), i = (int)piece;
    int more = (int)l->n - (int)n; /* letters of the query */

    if (swaps) {
        int spare = (typos - (more < 0 ? -more : more)) / 2;

        *least = (more < 0 ? more : 0) - spare;
        *most = (more > 0 ? more : 0) + spare;
    } else {
        *least = -i > more - typos + i ? -i : more - typos + i;
        *most = i < more + typos - i ? i : more + typos - i;
    }
}

/* Puts into `hashes` what the pieces of a term of `n` letters would be if it
 * were the query, wherever in the query they may stand; returns how many. */
static size_t pieces_of(uint64_t hashes[PIECES], const letters *l, size_t n,
                        mm_key_kind kind)
{
    size_t typos = mm_key_typos(n), many = 0;

    for (size_t piece = 0; piece <= typos; piece++) {
        size_t start, len;
        int    at, last;

        mm_key_piece_place(&start, &len, n, typos + 1, piece);
        shifts_of(&at, &last, l, n, piece, kind == KEY_PIECE);
        for (at += (int)start, last += (int)start; at <= last; at++)
            if (at >= 0 && (size_t)at + len <= l->n)
                hashes[many++] = mm_key_piece(kind, l->all + at, n, piece);
    }
    return many;
}

/* Every piece of every length that a term within reach may have. */
static int probe_pieces(letters *l, mm_key_kind kind, mm_hit_how how,
                        mm_find_judge *decide)
{
    size_t longest = l->n + TYPOS < KEY_LETTERS ? l->n + TYPOS : KEY_LETTERS;
    terms_seen seen = { 0 };
    int        rc = MM_OK;

    l->q->seen = &seen;
    for (size_t n = l->n > TYPOS ? l->n - TYPOS : 1;
         rc == MM_OK && n <= longest; n++) {
        size_t typos = mm_key_typos(n), apart = n > l->n ? n - l->n : l->n - n;
        uint64_t hashes[PIECES];

        if (typos > 0 && apart <= typos)
            rc = mm_find_probes(l->q, hashes, pieces_of(hashes, l, n, kind),
                                how, decide, l);
    }
    l->q->seen = NULL;
    free(seen.slots);
    return rc;
}

/* What is near `key` by its letters. */
static int find_near(mm_query *q, mm_str key, mm_key_kind kind, mm_hit_how how,
                     mm_find_judge *decide)
{
    letters l = { .q = q };

    l.n = mm_key_letters(l.all, key);
    if (l.n < 3)
        return MM_OK;
    mm_key_pattern_make(&l.pattern, l.all, l.n);
    return probe_pieces(&l, kind, how, decide);
}

int mm_find_typo(mm_query *q)
{
    return find_near(q, mm_buf_str(&q->key), KEY_PIECE, MM_HIT_TYPO, few_typos);
}

/* A candidate by its romanization is heard. */
static double sounds_alike(void *with, const mm_index_term *t, uint32_t *detail)
{
    letters *l = with;
    int32_t  other[KEY_LETTERS];
    size_t   n = mm_key_letters(other, t->roman), most = mm_key_typos(n);
    double   score;

    (void)detail;
    if (n == 0 || mm_key_distance(&l->pattern, other, n, most) > most)
        return 0;
    score = mm_sound_score(*l->q->sound, l->q->text, t->key);
    score = mm_sound_probability(score, l->q->key.len, t->key.len / 3,
                                 MM_SOUND_ANY);
    return score >= 0.5 ? score : 0;
}

int mm_find_sound(mm_query *q)
{
    mm_buf key = { 0 };
    int    rc;

    if (q->script != MM_SCRIPT_LATIN)
        return MM_OK;
    if ((rc = mm_find_open_sound(q)) < 0)
        return rc;
    if ((rc = mm_keyer_roman(&key, q->keyer, q->text)) == MM_OK)
        rc = find_near(q, mm_buf_str(&key), KEY_SOUND, MM_HIT_SOUND,
                       sounds_alike);
    mm_buf_release(&key);
    return rc;
}
