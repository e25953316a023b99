/*
 * 등소평 is Deng Xiaoping and 모택동 is Mao Zedong: the characters are one, the
 * sounds are not. A table tells, for each Mandarin syllable (pinyin without
 * tones), the Sino-Korean readings of the characters that it may stand for,
 * with their shares. The letters must divide into as many Mandarin syllables as
 * the Hangul has; the odds of the readings multiply.
 */
#include "sound/readings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lang/ko/syllable.h"

enum { SYLLABLES_MAX = 4, PINYIN_MAX = 6 };

static const double NEVER = -60;

/* Row: pinyin TAB hangul TAB share. `ln` holds ln(share) until all are read.
 * Returns the number of the Mandarin syllable. */
static int read_row(mm_readings *out, const mm_str *cells, mm_error *err)
{
    uint8_t    letters[PINYIN_MAX];
    double     share;
    size_t     pos = 0, n = cells[0].len;
    uint32_t   syllable;
    mm_reading one = { 0 };
    int        rc;

    if (n == 0 || n > PINYIN_MAX || !mm_str_number(cells[2], &share) ||
        share <= 0)
        return mm_fail(err, MM_EFORMAT, "no reading of a syllable");
    for (size_t i = 0; i < n; i++)
        letters[i] = (uint8_t)(cells[0].ptr[i] - 'a' + 1);
    syllable = mm_map_add(&out->syllables,
                          (mm_str){ (const char *)letters, n });
    if (syllable == MM_MAP_NONE)
        return mm_fail_memory(err);
    if ((rc = mm_grow(&out->first, &out->cap_first, syllable + 1,
                      sizeof *out->first, err)) < 0 ||
        (rc = mm_grow(&out->items, &out->cap, out->n + 1, sizeof one, err)) < 0)
        return rc;
    one.hangul = mm_utf8_next(cells[1], &pos);
    one.ln = (float)log(share);
    out->items[out->n++] = one;
    return (int)syllable;
}

/* Divides each share by the reading's share among all rows. */
static int weigh(mm_readings *out, mm_error *err)
{
    double *sum = calloc(0x2BA4, sizeof *sum), total = 0;

    if (!sum)
        return mm_fail_memory(err);
    for (size_t i = 0; i < out->n; i++) {
        double share = exp(out->items[i].ln);

        sum[out->items[i].hangul - 0xAC00] += share;
        total += share;
    }
    for (size_t i = 0; i < out->n; i++)
        out->items[i].ln -=
            (float)log(sum[out->items[i].hangul - 0xAC00] / total);
    free(sum);
    return MM_OK;
}

int mm_readings_read(mm_readings *out, mm_str table, mm_error *err)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[4];
    size_t  n;
    int     rc = MM_OK;

    while (rc >= 0 && (n = mm_rows_next(&rows, cells, 4)) > 0) {
        size_t before = out->syllables.n, pos = 0;

        if (n < 3 || !mm_ko_is_syllable(mm_utf8_next(cells[1], &pos)))
            return mm_fail_at(err, MM_EFORMAT, rows.line,
                              "no reading of a syllable");
        if ((rc = read_row(out, cells, err)) < 0)
            break;
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

static double one_reading(const mm_readings *readings, const uint8_t *letters,
                          size_t n, int32_t hangul)
{
    uint32_t syllable = mm_map_find(&readings->syllables,
                                    (mm_str){ (const char *)letters, n });

    if (syllable == MM_MAP_NONE)
        return NEVER;
    for (uint32_t i = readings->first[syllable]; i;
         i = readings->items[i - 1].next)
        if (readings->items[i - 1].hangul == hangul)
            return readings->items[i - 1].ln;
    return NEVER;
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

double mm_readings_score(const mm_readings *readings,
                         const mm_latin_words *latin, const mm_jamo *jamo)
{
    double best[SYLLABLES_MAX + 1][LETTERS_MAX + 1];

    if (jamo->n_syllables < 2 || jamo->n_syllables > SYLLABLES_MAX ||
        latin->n > SYLLABLES_MAX * PINYIN_MAX)
        return NEVER;
    for (size_t s = 0; s <= jamo->n_syllables; s++)
        for (size_t i = 0; i <= latin->n; i++)
            best[s][i] = NEVER;
    best[0][0] = 0;
    for (size_t s = 0; s < jamo->n_syllables; s++) {
        int32_t hangul = syllable_at(jamo, s);

        for (size_t i = 0; i < latin->n; i++)
            for (size_t n = 1; best[s][i] > NEVER && n <= PINYIN_MAX &&
                               i + n <= latin->n; n++) {
                double ln = one_reading(readings, latin->at + i, n, hangul);

                if (ln > NEVER && best[s][i] + ln > best[s + 1][i + n])
                    best[s + 1][i + n] = best[s][i] + ln;
            }
    }
    return best[jamo->n_syllables][latin->n];
}
