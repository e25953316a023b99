/* Acronyms and shortened words.
 *
 * Problem: is FOC "full operational capability", is 전작권 전시작전통제권?
 * Method: the letters are laid over the words in order by dynamic programming,
 * each at a price: an initial is free, a further letter of the same word costs
 * little when it is the next one (Opcon) and more when letters are jumped
 * (KeSPA), a function word is passed over for nothing, any other word dearly.
 * Korean shortenings take the first syllables of words of two syllables, which
 * is what Chinese-Korean compounds are made of; so a syllable at an even
 * place, or the last one, is a good one (Schwartz and Hearst, 2003, did the
 * same for English letters). */
#include "base/memory.h"
#include "malmoi/text.h"
#include "malmoi/titles.h"

#include <string.h>

enum { MAX_LETTERS = 16, MAX_PARTS = 24 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_letter(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

/* The letters of the acronym, without dots and a plural s; 0 when it has too
 * many or none. */
static size_t letters_of(char *out, mm_str acronym)
{
    size_t n = 0;

    if (acronym.len > 2 && acronym.ptr[acronym.len - 1] == 's' &&
        acronym.ptr[acronym.len - 2] >= 'A' &&
        acronym.ptr[acronym.len - 2] <= 'Z')
        acronym.len--;
    for (size_t i = 0; i < acronym.len; i++) {
        if (!is_letter(acronym.ptr[i]))
            continue;
        if (n == MAX_LETTERS)
            return 0;
        out[n++] = lower(acronym.ptr[i]);
    }
    return n;
}

static bool is_function_word(mm_str word)
{
    static const char *const words[] = { "of", "the",  "and",  "for", "in",
                                         "on", "to",   "a",    "an",  "at",
                                         "by", "with", "from", "&",   "or" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mm_str_eq(word, mm_cstr(words[i])))
            return true;
    return false;
}

/* Parts of words: a hyphen parts, and so does a slash. */
static size_t parts_of(mm_str *parts, const mm_str *words, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        size_t start = 0;

        for (size_t at = 0; at <= words[i].len; at++) {
            if (at < words[i].len && is_letter(words[i].ptr[at]))
                continue;
            /* what stands behind an apostrophe is no word */
            if (at > start && count < MAX_PARTS &&
                !(start > 0 && words[i].ptr[start - 1] == '\''))
                parts[count++] = mm_str_sub(words[i], start, at - start);
            start = at + 1;
        }
    }
    return count;
}

/* Price of laying `n` letters over `part`, the first over its initial; a
 * negative number when they do not fit. */
static double price_of(const char *letters, size_t n, mm_str part)
{
    double price = 0;
    size_t at = 1;

    if (lower(part.ptr[0]) != letters[0])
        return -1;
    for (size_t i = 1; i < n; i++) {
        size_t next = at;

        while (next < part.len && lower(part.ptr[next]) != letters[i])
            next++;
        if (next == part.len)
            return -1;
        price += next == at ? 0.05 : 0.14;
        at = next + 1;
    }
    return price;
}

double mm_acronym_match(mm_str acronym, const mm_str *words, size_t n)
{
    char   letters[MAX_LETTERS];
    mm_str parts[MAX_PARTS];
    double best[MAX_LETTERS + 1]; /* price of the first j letters so far */
    size_t len = letters_of(letters, acronym);
    size_t count = parts_of(parts, words, n);

    if (len < 2 || count == 0)
        return 0;
    best[0] = 0;
    for (size_t j = 1; j <= len; j++)
        best[j] = 9;
    for (size_t i = 0; i < count; i++) {
        double pass = is_function_word(parts[i]) ? 0 : 0.35;

        for (size_t j = len + 1; j-- > 0;) {
            double now = best[j] + pass;

            for (size_t k = 1; k <= j; k++) {
                double price = price_of(letters + j - k, k, parts[i]);

                if (price >= 0 && best[j - k] + price < now)
                    now = best[j - k] + price;
            }
            best[j] = now;
        }
    }
    return best[len] < 1 ? 1 - best[len] : 0;
}

/* ---- Korean ---- */

enum { MAX_SYLLABLES = 40 };

typedef struct syllable {
    int32_t cp;
    size_t  place; /* from the start of its word */
    bool    last;  /* of the whole */
} syllable;

static size_t syllables_of(syllable *out, mm_str text)
{
    size_t  at = 0, n = 0, place = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(text, &at)) >= 0) {
        if (cp < 0xAC00 || cp > 0xD7A3) {
            place = 0;
            continue;
        }
        if (n == MAX_SYLLABLES)
            return 0;
        out[n++] = (syllable){ .cp = cp, .place = place++ };
    }
    if (n)
        out[n - 1].last = true;
    return n;
}

/* How good a syllable at `to` is, the one before it having been at `from`
 * (-1 for none). */
static double worth(const syllable *longer, int from, int to)
{
    const syllable *s = &longer[to];

    if (from < 0)
        return to == 0 ? 1 : s->place % 2 == 0 ? 0.6 : 0.2;
    if (s->place % 2 == 0 || s->last)
        return 1;
    return to == from + 1 ? 0.8 : 0.4;
}

enum { MOST = 8 }; /* syllables of what is short */

/* `shorter` over `longer`, with the sums already worked out. */
typedef struct overlay {
    syllable shorter[MAX_SYLLABLES], longer[MAX_SYLLABLES];
    int      n, m;
    double   memo[MOST][MAX_SYLLABLES + 1];
} overlay;

/* Best sum for syllables `i`.. of `shorter` laid behind place `from`. */
static double lay(overlay *o, int i, int from)
{
    double *seen;

    if (i == o->n)
        return 0;
    seen = &o->memo[i][from + 1];
    if (*seen > -1e6)
        return *seen;
    *seen = -1000;
    for (int to = from + 1; to < o->m; to++) {
        double sum;

        if (o->longer[to].cp != o->shorter[i].cp)
            continue;
        sum = worth(o->longer, from, to) + lay(o, i + 1, to);
        if (sum > *seen)
            *seen = sum;
    }
    return *seen;
}

double mm_ko_shortened(mm_str shorter, mm_str longer)
{
    overlay o = { .n = 0 };
    double  sum;

    o.n = (int)syllables_of(o.shorter, shorter);
    o.m = (int)syllables_of(o.longer, longer);
    if (o.n < 2 || o.n >= MOST || o.m <= o.n || o.m > 6 * o.n)
        return 0;
    for (int i = 0; i < o.n; i++)
        for (int j = 0; j <= o.m; j++)
            o.memo[i][j] = -1e9;
    sum = lay(&o, 0, -1) / (double)o.n;
    return sum < 0 ? 0 : sum > 1 ? 1 : sum;
}
