/*
 * Names by sound. A single word is compared with every Hangul word of the other
 * side, whole or any part of it, for Korean glues a name to what follows
 * (강릉시, 제주항공). Names of several words are then compared as wholes, from
 * where one of their words was heard: so 이종섭 is "Lee Jong-sup" and not "Lee"
 * with something left over, and 모리카와 히데타카 turned around.
 */
#include "terms/pieces.h"

#include "base/memory.h"
#include "malmoi/sound.h"

#include <math.h>
#include <string.h>

enum { NAME_WORDS = 4, TARGET_WORDS = 4, NAME_BYTES = 120 };

/* Nats: the model's probabilities are for one true pair in twenty, a bead asks
 * about fewer. */
static const double PRIOR = 1.0;
static const double LEAST = 0.3; /* probability below which it is luck */
static const double LEAST_WHOLE = 0.5;
static const double MOST = 6.0;
static const double NEARLY = 0.75; /* of a score, for a better end */
static const double SURER = 1; /* nats: more than the toll for Jr. and III */
static const double END = 20;  /* nats for a place where a word surely ends */

static size_t latin_letters(mm_str text)
{
    size_t  pos = 0, n = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(text, &pos)) >= 0)
        n += mm_script_of(cp) == MM_SCRIPT_LATIN;
    return n;
}

static size_t syllables(mm_str text)
{
    size_t  pos = 0, n = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(text, &pos)) >= 0)
        n += mm_script_of(cp) == MM_SCRIPT_HANGUL;
    return n;
}

static double weight_of(double probability)
{
    double weight;

    if (probability > 0.999)
        probability = 0.999;
    weight = log(probability / (1 - probability)) + PRIOR;
    return weight > MOST ? MOST : weight;
}

/* Words that may be names: what begins with a capital letter, or what no list
 * knows. */
static bool may_sound(const mm_side *a, uint32_t w)
{
    const mm_side_word *word = &a->words[w];

    if (word->flags & (WORD_FUNCTION | WORD_NUMBER | WORD_VALUE) ||
        word->text.len < 2 || mm_text_script(word->text) != MM_SCRIPT_LATIN)
        return false;
    return word->flags & WORD_CAPITAL || word->text.len >= 4;
}

/* A word that the other side says by a known translation is hardly also said
 * by sound. */
static bool is_explained(const mm_pieces *pieces, uint32_t w)
{
    for (uint32_t i = pieces->first[w]; i < pieces->first[w + 1]; i++)
        if (pieces->items[i].whole && pieces->items[i].clue <= CLUE_DICTIONARY)
            return true;
    return false;
}

/* Where the word that is heard best as `*len` bytes from `from` ends: at a
 * place where words end, when that sounds nearly as well (헬보어 for Helvor,
 * and not 헬보). */
static void settle_end(const mm_clues *clues, const mm_side *b,
                       const mm_side_word *to, mm_str latin, size_t from,
                       size_t *len, double *score)
{
    for (size_t i = 0; i < to->n_ends; i++) {
        size_t end = to->ends[i].at;
        double other;

        if (end == from + *len)
            return;
        if (end <= from || end > from + *len + 3 ||
            (end > from + *len && mm_side_is_unit(b, end)))
            continue;
        other = mm_sound_score(clues->sound, latin,
                               mm_str_sub(b->key, from, end - from));
        if (other < NEARLY * *score)
            continue;
        *len = end - from;
        *score = other;
        return;
    }
}

/* mm_sound_best_part(), with a memory. */
static double best_part(const mm_clues *clues, mm_str latin, mm_str text,
                        size_t *from, size_t *len)
{
    uint64_t  hash = (mm_hash(latin) * 31 + mm_hash(text)) | 1;
    mm_heard *heard = &clues->heard[hash >> 8 & (HEARD - 1)];

    if (heard->hash != hash) {
        size_t at = 0, n = 0;

        heard->score = mm_sound_best_part(clues->sound, latin, text, &at, &n);
        heard->hash = hash;
        heard->from = (uint32_t)at;
        heard->len = (uint32_t)n;
    }
    *from = heard->from;
    *len = heard->len;
    return heard->score;
}

static int hear_word(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                     const mm_side *b, uint32_t w, mm_error *err)
{
    mm_str latin = a->words[w].text;
    size_t letters = latin_letters(latin);
    int    rc = MM_OK;

    for (size_t i = 0; i < b->n && rc == MM_OK; i++) {
        const mm_side_word *to = &b->words[i];
        mm_str text = mm_str_sub(b->key, to->start, to->end - to->start);
        size_t from = 0, len = 0;
        double score, p;
        bool   whole;

        if (to->flags & WORD_FUNCTION ||
            (mm_text_script(text) != MM_SCRIPT_HANGUL &&
             !(to->flags & WORD_MIXED)))
            continue;
        score = best_part(clues, latin, text, &from, &len);
        if (len == 0 || score < 1)
            continue;
        from += to->start;
        settle_end(clues, b, to, latin, from, &len, &score);
        p = mm_sound_probability(score, letters,
                                 syllables(mm_str_sub(b->key, from, len)),
                                 MM_SOUND_ANY);
        whole =
            mm_side_begins(b, from) && mm_side_ends(b, from + len, NULL, NULL);
        if (p < LEAST || (len <= 3 && letters > 3 && !whole))
            continue;
        rc = mm_pieces_put(
            out,
            (mm_piece){ .first = w,
                        .n = 1,
                        .start = from,
                        .end = from + len,
                        .weight =
                            weight_of(p) - (mm_side_begins(b, from) ? 0 : 0.6),
                        .clue = CLUE_SOUND,
                        .whole = whole },
            err);
    }
    return rc;
}

/* ---- names of several words ---- */

static bool is_name_word(const mm_side_word *word)
{
    static const char *const small[] = { "de", "la", "van", "von", "bin",
                                         "al", "of", "da",  "del", "el" };

    if (word->flags & WORD_CAPITAL)
        return true;
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (mm_str_eq(word->text, mm_cstr(small[i])))
            return true;
    return false;
}

typedef struct name {
    uint32_t first, n;
    mm_str   latin;
    size_t   letters;
    bool     heard; /* one of its words was heard somewhere */
} name;

/* Best cut of target words `first`..`last` as the whole of the name. */
static void hear_span(mm_piece *best, double *best_rank, const mm_clues *clues,
                      const mm_side *b, const name *it, uint32_t first,
                      uint32_t last)
{
    const mm_side_word *word = &b->words[last];
    size_t              start = b->words[first].start;

    for (size_t i = 0; i < word->n_ends; i++) {
        mm_str key = mm_str_sub(b->key, start, word->ends[i].at - start);
        mm_str text = mm_side_text(b, start, word->ends[i].at);
        size_t n = syllables(key);
        mm_sound_result heard;
        double          p, any, rank;

        if (n < 2 || n * 6 < it->letters || n > it->letters)
            continue;
        mm_sound_person(&heard, clues->sound, it->latin, text);
        any = mm_sound_probability(heard.score, it->letters, n, MM_SOUND_ANY);
        p = heard.is_korean_name ? (heard.probability + any) / 2 : any;
        rank = heard.score + END * word->ends[i].score;
        if (p < LEAST_WHOLE || (best->end && rank <= *best_rank))
            continue;
        *best_rank = rank;
        best->start = start;
        best->end = word->ends[i].at;
        best->weight = weight_of(p);
        best->heard = heard.score;
        best->kind = heard.is_korean_name ? MM_KIND_PERSON : MM_KIND_TERM;
        best->whole = true;
    }
}

/* Was a word of the name heard in target words `from` to `to`? */
static bool touches(const mm_pieces *pieces, uint32_t words, uint32_t first,
                    uint32_t n, const mm_side *b, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < words; i++)
        if (pieces->items[i].clue == CLUE_SOUND &&
            pieces->items[i].first >= first &&
            pieces->items[i].first < first + n &&
            pieces->items[i].start >= b->words[from].start &&
            pieces->items[i].end <= b->words[to].end)
            return true;
    return false;
}

/* Does some other clue explain target word `w`? */
static bool is_taken(const mm_pieces *pieces, const mm_side *b, uint32_t w)
{
    for (size_t i = 0; i < pieces->n; i++)
        if (pieces->items[i].clue <= CLUE_CLDR && pieces->items[i].whole &&
            pieces->items[i].start >= b->words[w].start &&
            pieces->items[i].end <= b->words[w].end)
            return true;
    return false;
}

static name name_of(const mm_pieces *pieces, const mm_side *a, uint32_t first,
                    uint32_t n, uint32_t words)
{
    const mm_side_word *last = &a->words[first + n - 1];
    name                it = { first, n,
                               mm_side_text(a, a->words[first].start, last->ends[0].at), 0,
                               false };

    it.letters = latin_letters(it.latin);
    for (size_t i = 0; i < words && !it.heard; i++)
        it.heard = pieces->items[i].clue == CLUE_SOUND &&
                   pieces->items[i].first >= first &&
                   pieces->items[i].first < first + n;
    return it;
}

/* The name, as one, wherever a word of it was heard; when none was, anywhere
 * that nothing else explains (Mao Zedong, 모택동). */
static int hear_name(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                     const mm_side *b, uint32_t first, uint32_t n,
                     uint32_t words, mm_error *err)
{
    name it = name_of(out, a, first, n, words);
    int  rc = MM_OK;

    for (uint32_t from = 0; from < b->n && rc == MM_OK; from++) {
        mm_piece best = { .first = first, .n = n, .clue = CLUE_SOUND };
        double   rank = 0;

        for (uint32_t to = from; to < b->n && to < from + TARGET_WORDS; to++) {
            if (to > from && b->words[to].flags & WORD_BREAK)
                break;
            if (mm_text_script(b->words[to].text) != MM_SCRIPT_HANGUL ||
                b->words[to].flags & WORD_MIXED)
                continue;
            if (it.heard ? touches(out, words, first, n, b, from, to)
                         : to == from && !is_taken(out, b, to))
                hear_span(&best, &rank, clues, b, &it, from, to);
        }
        if (best.end)
            rc = mm_pieces_put(out, best, err);
    }
    return rc;
}

/* A word more on either side is no part of the name when the name sounds
 * better without it: Justices Choi Yong-du, 반면 최용두. */
static bool is_stretched(const mm_pieces *pieces, uint32_t words,
                         const mm_piece *piece)
{
    for (size_t i = words; i < pieces->n; i++) {
        const mm_piece *other = &pieces->items[i];

        if (other->first >= piece->first &&
            other->first + other->n <= piece->first + piece->n &&
            other->start >= piece->start && other->end <= piece->end &&
            (other->n < piece->n ||
             other->end - other->start < piece->end - piece->start) &&
            other->heard > piece->heard + SURER)
            return true;
    }
    return false;
}

/* Names of several words are those from number `words` on. */
static void drop_stretched(mm_pieces *pieces, uint32_t words)
{
    size_t to = words;

    for (size_t i = words; i < pieces->n; i++)
        if (is_stretched(pieces, words, &pieces->items[i]))
            pieces->items[i].weight = 0;
    for (size_t i = words; i < pieces->n; i++)
        if (pieces->items[i].weight > 0)
            pieces->items[to++] = pieces->items[i];
    pieces->n = to;
}

int mm_pieces_by_sound(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                       const mm_side *b, mm_error *err)
{
    uint32_t words;
    int      rc = MM_OK;

    for (uint32_t w = 0; w < a->n && rc == MM_OK; w++)
        if (may_sound(a, w) &&
            (a->words[w].flags & WORD_CAPITAL || !is_explained(out, w)))
            rc = hear_word(out, clues, a, b, w, err);
    words = (uint32_t)out->n;
    for (uint32_t w = 0; w < a->n && rc == MM_OK; w++) {
        if ((a->words[w].flags & (WORD_CAPITAL | WORD_FUNCTION)) !=
            WORD_CAPITAL)
            continue;
        for (uint32_t n = 2; rc == MM_OK && n <= NAME_WORDS && w + n <= a->n;
             n++) {
            const mm_side_word *last = &a->words[w + n - 1];

            if (last->flags & (WORD_BREAK | WORD_NAMED) ||
                a->words[w + n - 2].flags & WORD_OWNER || !is_name_word(last))
                break;
            if (last->flags & WORD_CAPITAL)
                rc = hear_name(out, clues, a, b, w, n, words, err);
        }
    }
    drop_stretched(out, words);
    return rc;
}
