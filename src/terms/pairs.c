/*
 * Which stretches of B a run of A is tried against: one that begins at a word,
 * or where a piece of the run begins inside one, and ends where a word may end,
 * or a piece inside one; every word in between is bare or in the genitive. A
 * word that no piece of the run touches may stand at one end of it, two of them
 * when brackets say where it ends.
 */
#include "terms/pairs.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS_MOST = 20000 };
enum { TARGET_WORDS = 7, UNTOUCHED = 1, UNTOUCHED_LINKED = 3 };

typedef struct search {
    mm_pairs       *out;
    const mm_scene *scene;
    const mm_run   *run;
    uint8_t        *touched; /* by word of B */
    size_t          cap;
    size_t          first, last; /* words of B that are touched */
    double          only;        /* of pairs of what nothing explains */
    mm_error       *err;
} search;

/* Forms of verbs and of the copula that stand before a noun end so; so do
 * nouns, which then are explained or stand last. */
static bool is_adnominal(mm_str word)
{
    static const char *const tails[] = { "인", "한", "된", "할", "될", "던",
                                         "는", "은", "운", "난", "린", "진" };

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (word.len > 3 && mm_str_ends(word, mm_cstr(tails[i])))
            return true;
    return false;
}

/* A word inside a term must be bare, end in the genitive, or be explained up to
 * its end (아시아나, which might be 아시아 with a particle). */
static bool is_bare(const mm_scene *scene, uint32_t w)
{
    const mm_side      *b = scene->b;
    const mm_side_word *word = &b->words[w];
    mm_str whole = mm_str_sub(b->key, word->start, word->end - word->start);

    if (word->flags & WORD_FUNCTION ||
        word->ends[0].word_class == MM_WORD_OTHER)
        return false;
    if (word->ends[0].at == word->end &&
        (!is_adnominal(whole) || mm_scene_explains(scene, word->end - 1)))
        return true;
    if (mm_str_ends(whole, MM_S("의")))
        return true;
    return mm_scene_explains(scene, word->end - 1);
}

/* A known phrase goes from word `w` of B on into the next, whatever they are:
 * 이전 슬라이드. */
static bool is_phrase(const mm_scene *scene, uint32_t w)
{
    const mm_side   *b = scene->b;
    const mm_pieces *pieces = scene->pieces;

    for (size_t i = 0; i < pieces->n; i++)
        if (pieces->items[i].n > 1 && w + 1 < b->n &&
            pieces->items[i].start <= b->words[w].start &&
            pieces->items[i].end > b->words[w + 1].start)
            return true;
    return false;
}

static bool goes_on(const mm_scene *scene, uint32_t w)
{
    const mm_side      *b = scene->b;
    const mm_side_word *word = &b->words[w];

    if (word->segment != b->words[w - 1].segment)
        return false;
    if (word->flags & WORD_BREAK && !(word->flags & WORD_COLON))
        return false;
    return is_bare(scene, w - 1) || is_phrase(scene, w - 1);
}

static void touch(search *s)
{
    const mm_pieces *pieces = s->scene->pieces;
    const mm_side   *b = s->scene->b;
    uint32_t         end = s->run->first + s->run->n;

    memset(s->touched, 0, b->n + 1);
    s->first = b->n;
    s->last = 0;
    for (uint32_t i = pieces->first[s->run->first]; i < pieces->first[end];
         i++) {
        const mm_piece *piece = &pieces->items[i];

        if (piece->first + piece->n > end)
            continue;
        for (uint32_t w = b->word_at[piece->start];
             w < b->n && b->words[w].start < piece->end; w++) {
            s->touched[w] = 1;
            s->first = w < s->first ? w : s->first;
            s->last = w > s->last ? w : s->last;
        }
    }
}

static int try_pair(search *s, size_t start, size_t end)
{
    mm_pair *pair;

    if (end <= start || s->out->n >= PAIRS_MOST)
        return MM_OK;
    if (mm_grow(&s->out->items, &s->out->cap, s->out->n + 1,
                sizeof *s->out->items, s->err) < 0)
        return MM_ENOMEM;
    pair = &s->out->items[s->out->n];
    pair->a = *s->run;
    pair->start = start;
    pair->end = end;
    pair->only = s->only;
    if (mm_pair_score(pair, s->scene))
        s->out->n++;
    return MM_OK;
}

/* True when a piece of the run ends at byte `at`. */
static bool piece_ends(const search *s, size_t at)
{
    const mm_pieces *pieces = s->scene->pieces;
    uint32_t         end = s->run->first + s->run->n;

    for (uint32_t i = pieces->first[s->run->first]; i < pieces->first[end]; i++)
        if (pieces->items[i].end == at &&
            pieces->items[i].first + pieces->items[i].n <= end)
            return true;
    return false;
}

/* Every end in word `last` of a stretch that begins at `start`: the likeliest,
 * and others where a piece ends. */
static int try_ends(search *s, size_t start, uint32_t last)
{
    const mm_side_word *word = &s->scene->b->words[last];
    int                 rc = try_pair(s, start, word->ends[0].at);

    for (size_t at = word->start + 1; at <= word->end && rc == MM_OK; at++)
        if (at != word->ends[0].at && piece_ends(s, at))
            rc = try_pair(s, start, at);
    return rc;
}

/* Stretches that begin at `start` in word `first`. */
static int try_from(search *s, size_t start, uint32_t first)
{
    const mm_side *b = s->scene->b;
    size_t         untouched = 0;
    int            rc = MM_OK;

    for (uint32_t last = first;
         last < b->n && last < first + TARGET_WORDS && rc == MM_OK; last++) {
        if (last > first && !goes_on(s->scene, last))
            break;
        untouched += !s->touched[last];
        if (untouched > UNTOUCHED ||
            (!s->touched[last] && b->words[last].flags & WORD_VALUE))
            break;
        if (last == first && !s->touched[first] && last + 1 < b->n &&
            !s->touched[last + 1])
            break; /* begins with one that is touched, or just before it */
        if (last > first || s->touched[last])
            rc = try_ends(s, start, last);
    }
    return rc;
}

static int try_run(search *s)
{
    const mm_side   *b = s->scene->b;
    const mm_pieces *pieces = s->scene->pieces;
    uint32_t         end = s->run->first + s->run->n;
    int              rc = MM_OK;

    touch(s);
    for (size_t w = s->first > 0 ? s->first - 1 : 0;
         w <= s->last && w < b->n && rc == MM_OK; w++) {
        size_t seen[8];
        size_t n = 0;

        if ((b->words[w].ends[0].word_class == MM_WORD_OTHER ||
             (!s->touched[w] && !is_bare(s->scene, (uint32_t)w))) &&
            !is_phrase(s->scene, (uint32_t)w))
            continue;
        rc = try_from(s, b->words[w].start, (uint32_t)w);
        for (uint32_t i = pieces->first[s->run->first];
             s->touched[w] && i < pieces->first[end] && rc == MM_OK; i++) {
            size_t start = pieces->items[i].start;
            bool   known = start <= b->words[w].start ||
                         start >= b->words[w].end ||
                         pieces->items[i].first + pieces->items[i].n > end;

            for (size_t j = 0; j < n && !known; j++)
                known = seen[j] == start;
            if (known || n == sizeof seen / sizeof *seen)
                continue;
            seen[n++] = start;
            rc = try_from(s, start, (uint32_t)w);
        }
    }
    return rc;
}

/* Stretches that brackets bind to the run and pieces did not lead to. */
static int try_links(search *s)
{
    const mm_side *b = s->scene->b;
    int            rc = MM_OK;

    for (size_t i = 0; i < s->scene->links->n && rc == MM_OK; i++) {
        const mm_bracket_link *link = &s->scene->links->items[i];
        uint32_t               w = b->word_at[link->end - 1];

        if (link->first != s->run->first || link->n != s->run->n)
            continue;
        if (link->start != SIZE_MAX) {
            rc = try_pair(s, link->start, link->end);
            continue;
        }
        for (size_t n = 0; n < UNTOUCHED_LINKED + s->run->n && rc == MM_OK;
             n++) {
            rc = try_pair(s, b->words[w].start, link->end);
            if (w == 0 || !goes_on(s->scene, w))
                break;
            w--;
        }
    }
    return rc;
}

/* How well a stretch fills the run, before any weights. */
static double fill_of(const mm_pair *pair)
{
    return 2 * pair->f[F_COVER] + pair->f[F_FULL] + 2 * pair->f[F_DEFINED_B] -
           pair->f[F_STRAY_A] - pair->f[F_STRAY_B] - pair->f[F_LENGTH] -
           0.5 * pair->f[F_BEGIN];
}

/* A bracket says where the full form ends; of the stretches that end there the
 * one that fills the run best is bound. */
static void settle_links(mm_pairs *pairs)
{
    for (size_t i = 0; i < pairs->n; i++) {
        mm_pair *x = &pairs->items[i];

        for (size_t j = 0; j < pairs->n && x->f[F_LINK] > 0; j++) {
            const mm_pair *y = &pairs->items[j];

            if (i == j || y->a.first != x->a.first || y->a.n != x->a.n ||
                y->end != x->end || y->f[F_LINK] == 0)
                continue;
            if (fill_of(y) > fill_of(x) ||
                (fill_of(y) == fill_of(x) && y->start > x->start))
                x->linked = false;
        }
    }
    for (size_t i = 0; i < pairs->n; i++)
        if (!pairs->items[i].linked)
            pairs->items[i].f[F_LINK] = 0;
}

/* ---- what nothing explains ---- */

enum { LEFT = 4 };

typedef struct stretch {
    size_t start, end; /* bytes of B's key */
} stretch;

/* A run all of whose words nothing explains, and no such word beside it. */
static bool is_left(const mm_scene *scene, const mm_run *run)
{
    const mm_side   *a = scene->a;
    const mm_pieces *pieces = scene->pieces;
    uint32_t         end = run->first + run->n;

    if (run->noun < 0.5 || run->flags & RUN_CUT ||
        !(run->flags & RUN_UNKNOWN)) /* a known word is known to be said so */
        return false;
    for (uint32_t w = run->first; w < end; w++)
        if (!(a->words[w].flags & WORD_FUNCTION) && pieces->best[w] > 0)
            return false;
    if (run->first > 0 && !(a->words[run->first].flags & WORD_BREAK) &&
        !(a->words[run->first - 1].flags & WORD_FUNCTION) &&
        pieces->best[run->first - 1] == 0)
        return false;
    return end >= a->n || a->words[end].flags & (WORD_BREAK | WORD_FUNCTION) ||
           pieces->best[end] > 0;
}

/* A bare noun of B that nothing explains. */
static bool is_left_word(const mm_scene *scene, uint32_t w)
{
    const mm_side_word *word = &scene->b->words[w];

    if (word->flags & (WORD_FUNCTION | WORD_VALUE | WORD_NUMBER) ||
        word->ends[0].word_class > MM_WORD_NOUN_JOSA ||
        word->ends[0].at - word->start < 6)
        return false;
    for (size_t at = word->start; at < word->ends[0].at; at++)
        if (scene->at[at].weight[0] > 0)
            return false;
    return true;
}

static size_t find_left(stretch *out, const mm_scene *scene)
{
    const mm_side *b = scene->b;
    size_t         n = 0;

    for (uint32_t w = 0; w < b->n && n <= LEFT; w++) {
        uint32_t last = w;

        if (!is_left_word(scene, w))
            continue;
        while (last + 1 < b->n && last < w + 2 && goes_on(scene, last + 1) &&
               is_left_word(scene, last + 1))
            last++;
        if (n < LEFT)
            out[n] = (stretch){ b->words[w].start, b->words[last].ends[0].at };
        n++;
        w = last;
    }
    return n;
}

/* With hardly anything left on both sides, what is left belongs together. */
static int try_left(search *s, const mm_runs *runs)
{
    stretch       places[LEFT];
    const mm_run *left_runs[LEFT];
    size_t        m = find_left(places, s->scene), n = 0;
    int           rc = MM_OK;

    for (size_t i = 0; i < runs->n && n <= LEFT && m; i++)
        if (is_left(s->scene, &runs->items[i])) {
            if (n < LEFT)
                left_runs[n] = &runs->items[i];
            n++;
        }
    if (n == 0 || m == 0 || n * m > 2)
        return MM_OK;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m && rc == MM_OK; j++) {
            s->run = left_runs[i];
            s->only = 1 / (double)(n * m);
            rc = try_pair(s, places[j].start, places[j].end);
        }
    s->only = 0;
    return rc;
}

static int by_place(const void *left, const void *right)
{
    const mm_pair *x = left, *y = right;

    if (x->a.first != y->a.first)
        return x->a.first < y->a.first ? -1 : 1;
    if (x->a.n != y->a.n)
        return x->a.n < y->a.n ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

int mm_pairs_find(mm_pairs *out, const mm_scene *scene, const mm_runs *runs,
                  mm_error *err)
{
    search s = { .out = out, .scene = scene, .err = err };
    size_t n = 0;
    int    rc;

    out->n = 0;
    if ((rc = mm_grow(&s.touched, &s.cap, scene->b->n + 1, 1, err)) < 0)
        return rc;
    for (size_t i = 0; i < runs->n && rc == MM_OK; i++) {
        s.run = &runs->items[i];
        if ((rc = try_run(&s)) == MM_OK)
            rc = try_links(&s);
    }
    if (rc == MM_OK)
        rc = try_left(&s, runs);
    free(s.touched);
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_place);
    for (size_t i = 0; i < out->n; i++) /* the same one twice */
        if (i == 0 || by_place(&out->items[n - 1], &out->items[i]) != 0)
            out->items[n++] = out->items[i];
    out->n = n;
    settle_links(out);
    return rc;
}

void mm_pairs_release(mm_pairs *pairs)
{
    free(pairs->items);
    *pairs = (mm_pairs){ 0 };
}
