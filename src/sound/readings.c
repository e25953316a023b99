/*
 * 등소평 is Deng Xiaoping and 모택동 is Mao Zedong: the characters are one, the
 * sounds are not. A table tells, for each Mandarin syllable (pinyin without
 * tones), the Sino-Korean readings of the characters that it may stand for,
 * with their shares; another, the Hangul by which the Korean orthography writes
 * its sound (차이융푸, Cai Yongfu). The letters must divide into Mandarin
 * syllables and the Hangul into what these are read or written as; the odds
 * multiply.
 */
#include "sound/readings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lang/ko/syllable.h"

enum { SYLLABLES_MAX = 8, PINYIN_MAX = 6, PINYIN_WORDS_MAX = 4 };

static const double NEVER = -60;

/* The one or two syllables of a cell; false when they are others. */
static bool read_hangul(mm_reading *out, mm_str text)
{
    size_t pos = 0;

    for (out->n = 0; pos < text.len; out->n++) {
        int32_t cp = mm_utf8_next(text, &pos);

        if (out->n == HANGUL_MAX || !mm_ko_is_syllable(cp))
            return false;
        out->hangul[out->n] = cp;
    }
    return out->n > 0;
}

/* Row: pinyin TAB hangul TAB share. `ln` holds ln(share) until all are read.
 * Returns the number of the Mandarin syllable. */
static int read_row(mm_readings *out, const mm_str *cells, mm_error *err)
{
    uint8_t    letters[PINYIN_MAX];
    double     share;
    size_t     n = cells[0].len;
    uint32_t   syllable;
    mm_reading one = { 0 };
    int        rc;

    if (n == 0 || n > PINYIN_MAX || !mm_str_number(cells[2], &share) ||
        share <= 0 || !read_hangul(&one, cells[1]))
        return mm_fail(err, MM_EFORMAT, "no reading of a syllable");
    for (size_t i = 0; i < n; i++)
        letters[i] = (uint8_t)(cells[0].ptr[i] - 'a' + 1);
    syllable =
        mm_map_add(&out->syllables, (mm_str){ (const char *)letters, n });
    if (syllable == MM_MAP_NONE)
        return mm_fail_memory(err);
    if ((rc = mm_grow(&out->first, &out->cap_first, syllable + 1,
                      sizeof *out->first, err)) < 0 ||
        (rc = mm_grow(&out->items, &out->cap, out->n + 1, sizeof one, err)) < 0)
        return rc;
    one.ln = (float)log(share);
    out->items[out->n++] = one;
    return (int)syllable;
}

static uint32_t spelling_of(mm_map *spellings, const mm_reading *one)
{
    return mm_map_add(spellings, (mm_str){ (const char *)one->hangul,
                                           one->n * sizeof *one->hangul });
}

/* Makes of each share ln p(Mandarin syllable | Hangul). */
static int weigh(mm_readings *out, mm_error *err)
{
    mm_map  spellings = { 0 };
    double *sum = calloc(out->n + 1, sizeof *sum);
    int     rc = sum ? MM_OK : MM_ENOMEM;

    for (size_t i = 0; i < out->n && rc == MM_OK; i++) {
        uint32_t number = spelling_of(&spellings, &out->items[i]);

        if (number == MM_MAP_NONE)
            rc = MM_ENOMEM;
        else
            sum[number] += exp(out->items[i].ln);
        out->total += exp(out->items[i].ln);
    }
    for (size_t i = 0; i < out->n && rc == MM_OK; i++)
        out->items[i].ln -=
            (float)log(sum[spelling_of(&spellings, &out->items[i])]);
    mm_map_release(&spellings);
    free(sum);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

int mm_readings_read(mm_readings *out, mm_str table, mm_error *err)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[4];
    size_t  n;
    int     rc = MM_OK;

    while (rc >= 0 && (n = mm_rows_next(&rows, cells, 4)) > 0) {
        size_t before = out->syllables.n;

        if (n < 3)
            return mm_fail_at(err, MM_EFORMAT, rows.line,
                              "no reading of a syllable");
        if ((rc = read_row(out, cells, err)) < 0) {
            if (err && rc == MM_EFORMAT)
                err->line = rows.line;
            break;
        }
        if (out->syllables.n > before)
            out->first[rc] = 0;
        out->items[out->n - 1].next = out->first[rc];
        out->first[rc] = (uint32_t)out->n;
    }
    return rc < 0 ? rc : weigh(out, err);
}

void mm_readings_release(mm_readings *readings)
{
    mm_map_release(&readings->syllables);
    free(readings->first);
    free(readings->items);
    *readings = (mm_readings){ 0 };
}

static int32_t syllable_at(const mm_jamo *jamo, size_t i)
{
    size_t j = i ? jamo->end[i - 1] : 0, end = jamo->end[i];
    int    onset = 11, vowel, final = 0;

    if (jamo->at[j] < 20)
        onset = jamo->at[j++] - 1;
    vowel = jamo->at[j++] - 20;
    if (j < end)
        final = jamo->at[j] - 40;
    return mm_ko_compose(onset, vowel, final);
}

/* The best ln so far, by Mandarin syllables, syllables of Hangul and letters.
 */
typedef struct table {
    double at[PINYIN_WORDS_MAX + 1][SYLLABLES_MAX + 1][LETTERS_MAX + 1];
} table;

/* Goes on from letter `i` and syllable `s`, `m` Mandarin syllables read; false
 * when that leads nowhere. */
static bool step(table *best, const mm_readings *readings,
                 const mm_latin_words *latin, const int32_t *hangul,
                 size_t n_hangul, size_t m, size_t s, size_t i)
{
    bool led = false;

    for (size_t n = 1; n <= PINYIN_MAX && i + n <= latin->n; n++) {
        uint32_t syllable = mm_map_find(
            &readings->syllables, (mm_str){ (const char *)latin->at + i, n });

        if (syllable == MM_MAP_NONE)
            continue;
        for (uint32_t k = readings->first[syllable]; k;
             k = readings->items[k - 1].next) {
            const mm_reading *one = &readings->items[k - 1];
            double           *to;

            if (s + one->n > n_hangul ||
                memcmp(hangul + s, one->hangul, one->n * sizeof *hangul) != 0)
                continue;
            to = &best->at[m + 1][s + one->n][i + n];
            if (best->at[m][s][i] + one->ln > *to)
                *to = best->at[m][s][i] + one->ln;
            led = true;
        }
    }
    return led;
}

/* Reads one Mandarin syllable more than `m`: where `m` of them may end there
 * are few places, at most HANGUL_MAX syllables and PINYIN_MAX letters each. */
static bool step_all(table *best, const mm_readings *readings,
                     const mm_latin_words *latin, const int32_t *hangul,
                     size_t n, size_t m)
{
    bool led = false;

    for (size_t s = m + 1; s <= n; s++)
        for (size_t i = m + 1; i <= latin->n; i++)
            best->at[m + 1][s][i] = NEVER;
    for (size_t s = m; s < n && s <= m * HANGUL_MAX; s++)
        for (size_t i = m; i < latin->n && i <= m * PINYIN_MAX; i++)
            if (best->at[m][s][i] > NEVER)
                led |= step(best, readings, latin, hangul, n, m, s, i);
    return led;
}

double mm_readings_score(size_t *n_read, const mm_readings *readings,
                         const mm_latin_words *latin, const mm_jamo *jamo)
{
    int32_t hangul[SYLLABLES_MAX];
    table   best;
    double  score = NEVER;
    size_t  n = jamo->n_syllables;

    *n_read = 0;
    if (n < 2 || n > SYLLABLES_MAX || latin->n > PINYIN_WORDS_MAX * PINYIN_MAX)
        return NEVER;
    best.at[0][0][0] = 0;
    for (size_t s = 0; s < n; s++)
        hangul[s] = syllable_at(jamo, s);
    for (size_t m = 1; m <= PINYIN_WORDS_MAX && m <= n && m <= latin->n &&
                       step_all(&best, readings, latin, hangul, n, m - 1);
         m++)
        if (m > 1 && best.at[m][n][latin->n] > score) {
            score = best.at[m][n][latin->n];
            *n_read = m;
        }
    return score;
}
