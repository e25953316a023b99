/*
 * Two names, one sound: a joint model of letters.
 *
 * A name is a chain of units, each of some Latin symbols (or none) and some
 * letters of Hangul (or none): "#ch" ㅊ, "oi" ㅗㅣ, "e#" nothing, nothing ㅡ.
 * A unit has a probability; a pair of names has that of all the chains that
 * spell it, summed. Held against the probability that the same letters come
 * together by chance, letter by letter on either side, it is an odds ratio:
 *
 *     sum over chains  prod over units  p(unit) / (prod p(x) prod p(y))
 *
 * which one pass of forward sums gives, for every prefix of the Hangul at once.
 * The division is done when the table is read, so that a step of the sum is one
 * multiplication. (Many-to-many joint models: Jiampojamarn, Kondrak and Sherif
 * 2007; Bisani and Ney 2008.)
 *
 * Every single symbol may also stand for nothing, at FLOOR: no pair is
 * impossible, and a misspelling costs about as much as it should.
 */
#include "sound/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"

static const double FLOOR = 1e-5;

bool mm_unit_latin_fits(const uint8_t *at, size_t n)
{
    size_t bounds = 0;

    for (size_t i = 0; i < n; i++) {
        bounds += at[i] == LATIN_BOUND;
        if (i && at[i] == LATIN_BOUND && at[i - 1] == LATIN_BOUND)
            return false;
    }
    return n - bounds < UNIT_LATIN_MAX;
}

/* ---- the table ---- */

int mm_sound_model_put(mm_sound_model *model, mm_sound_unit unit,
                       mm_error *err)
{
    int rc = mm_grow(&model->units, &model->cap, model->n + 1,
                     sizeof *model->units, err);

    if (rc == MM_OK)
        model->units[model->n++] = unit;
    return rc;
}

int mm_sound_model_read(mm_sound_model *model, mm_str table, mm_error *err)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[4];
    size_t  n;
    int     rc = MM_OK;

    while (rc == MM_OK && (n = mm_rows_next(&rows, cells, 4)) > 0) {
        mm_sound_unit unit = { 0 };
        double        cost;

        if (n < 3 || !mm_str_number(cells[2], &cost) || cost < 0 ||
            cost > 1e6 ||
            (unit.latin = mm_latin_parse(cells[0])) == UINT32_MAX ||
            (unit.jamo = mm_jamo_parse(cells[1])) == UINT32_MAX)
            return mm_fail_at(err, MM_EFORMAT, rows.line,
                              "no unit of sound in the sound table");
        unit.cost = (uint32_t)cost;
        rc = mm_sound_model_put(model, unit, err);
    }
    return rc == MM_OK ? mm_sound_model_ready(model, err) : rc;
}

int mm_sound_model_write(mm_buf *out, const mm_sound_model *model)
{
    int rc = MM_OK;

    for (size_t i = 0; i < model->n && rc == MM_OK; i++) {
        const mm_sound_unit *unit = &model->units[i];

        if ((rc = mm_latin_put(out, unit->latin)) == MM_OK &&
            (rc = mm_buf_putc(out, '\t')) == MM_OK &&
            (rc = mm_jamo_put(out, unit->jamo)) == MM_OK)
            rc = mm_buf_printf(out, "\t%u\n", (unsigned)unit->cost);
    }
    return rc;
}

void mm_sound_model_release(mm_sound_model *model)
{
    free(model->units);
    free(model->latin_id);
    free(model->jamo_id);
    free(model->odds);
    *model = (mm_sound_model){ 0 };
}

/* ---- making it ready ---- */

/* ln p of each symbol by itself: its share of the symbols in all units. */
static void singles(double *ln, uint32_t base, const mm_sound_model *model,
                    bool latin)
{
    double total = 0;

    for (uint32_t i = 0; i < base; i++)
        ln[i] = 1e-7;
    for (size_t i = 0; i < model->n; i++) {
        const mm_sound_unit *unit = &model->units[i];
        uint32_t             code = latin ? unit->latin : unit->jamo;

        for (; code; code /= base)
            ln[code % base] += exp(-0.01 * unit->cost);
    }
    for (uint32_t i = 1; i < base; i++)
        total += ln[i];
    for (uint32_t i = 0; i < base; i++)
        ln[i] = log(ln[i] / total);
}

static double ln_of(const double *ln, uint32_t base, uint32_t code)
{
    double sum = 0;

    for (; code; code /= base)
        sum += ln[code % base];
    return sum;
}

static void number(uint16_t *id, size_t *n, uint32_t code)
{
    if (code && !id[code])
        id[code] = (uint16_t)++*n;
}

static float *odds_at(mm_sound_model *model, uint32_t latin, uint32_t jamo)
{
    return &model->odds[model->latin_id[latin] * (model->n_jamo + 1) +
                        model->jamo_id[jamo]];
}

static void fill_odds(mm_sound_model *model)
{
    for (size_t i = 0; i < model->n; i++) {
        const mm_sound_unit *unit = &model->units[i];

        *odds_at(model, unit->latin, unit->jamo) =
            (float)exp(-0.01 * unit->cost -
                       ln_of(model->ln_latin, LATIN_BASE, unit->latin) -
                       ln_of(model->ln_jamo, JAMO_BASE, unit->jamo));
    }
    for (uint32_t i = 1; i < LATIN_BASE; i++) {
        float least = (float)(FLOOR / exp(model->ln_latin[i]));
        float *odds = odds_at(model, i, 0);

        *odds = *odds < least ? least : *odds;
    }
    for (uint32_t i = 1; i < JAMO_BASE; i++) {
        float least = (float)(FLOOR / exp(model->ln_jamo[i]));
        float *odds = odds_at(model, 0, i);

        *odds = *odds < least ? least : *odds;
    }
}

int mm_sound_model_ready(mm_sound_model *model, mm_error *err)
{
    model->latin_id = calloc(LATIN_CODES, sizeof *model->latin_id);
    model->jamo_id = calloc(JAMO_CODES, sizeof *model->jamo_id);
    if (!model->latin_id || !model->jamo_id)
        return mm_fail_memory(err);
    if (model->n > 60000)
        return mm_fail(err, MM_EFORMAT, "too many units in the sound table");
    for (uint32_t i = 1; i < LATIN_BASE; i++)
        number(model->latin_id, &model->n_latin, i);
    for (uint32_t i = 1; i < JAMO_BASE; i++)
        number(model->jamo_id, &model->n_jamo, i);
    for (size_t i = 0; i < model->n; i++) {
        number(model->latin_id, &model->n_latin, model->units[i].latin);
        number(model->jamo_id, &model->n_jamo, model->units[i].jamo);
    }
    model->odds = calloc((model->n_latin + 1) * (model->n_jamo + 1),
                         sizeof *model->odds);
    if (!model->odds)
        return mm_fail_memory(err);
    singles(model->ln_latin, LATIN_BASE, model, true);
    singles(model->ln_jamo, JAMO_BASE, model, false);
    fill_odds(model);
    return MM_OK;
}

/* ---- the sum ---- */

typedef struct jamo_ids {
    uint16_t id[LETTERS_MAX + 1][UNIT_JAMO_MAX + 1]; /* [start][n] */
} jamo_ids;

static void find_jamo(jamo_ids *out, const mm_sound_model *model,
                      const mm_jamo *jamo, size_t start, size_t end)
{
    for (size_t j = start; j <= end; j++) {
        uint32_t code = 0;

        memset(out->id[j], 0, sizeof out->id[j]);
        for (size_t k = 1; k <= UNIT_JAMO_MAX && j + k <= end; k++) {
            code = code * JAMO_BASE + jamo->at[j + k - 1];
            out->id[j][k] = model->jamo_id[code];
        }
    }
}

/* Adds to `to` what comes out of `from` by units of one Latin side, whose row
 * of odds is `odds`. For a unit without Latin, `to` is `from`. */
static void step(double *to, const double *from, const float *odds,
                 const jamo_ids *ids, size_t start, size_t end, bool some)
{
    for (size_t j = start; j <= end; j++) {
        double          sum = from[j];
        const uint16_t *id = ids->id[j];

        if (sum == 0)
            continue;
        if (some)
            to[j] += sum * odds[0];
        for (size_t k = 1; k <= UNIT_JAMO_MAX; k++)
            if (id[k])
                to[j + k] += sum * odds[id[k]];
    }
}

void mm_sound_model_odds(double *odds, const mm_sound_model *model,
                         const mm_latin *latin, const mm_jamo *jamo,
                         size_t start, const uint8_t *end, size_t n_ends)
{
    double   sum[UNIT_LATIN_MAX + 1][LETTERS_MAX + 1];
    jamo_ids ids;
    size_t   last = n_ends ? end[n_ends - 1] : start;
    size_t   row = model->n_jamo + 1, width = (last + 1) * sizeof sum[0][0];

    find_jamo(&ids, model, jamo, start, last);
    for (size_t i = 0; i <= UNIT_LATIN_MAX; i++)
        memset(sum[i], 0, width);
    sum[0][start] = 1;
    for (size_t i = 0; i <= latin->n; i++) {
        double  *here = sum[i % (UNIT_LATIN_MAX + 1)];
        uint32_t code = 0;

        step(here, here, model->odds, &ids, start, last, false);
        if (i == latin->n)
            break;
        for (size_t l = 1; l <= UNIT_LATIN_MAX && i + l <= latin->n; l++) {
            uint16_t id;

            code = code * LATIN_BASE + latin->at[i + l - 1];
            id = model->latin_id[code];
            if (id)
                step(sum[(i + l) % (UNIT_LATIN_MAX + 1)], here,
                     model->odds + id * row, &ids, start, last, true);
        }
        memset(here, 0, width);
    }
    for (size_t i = 0; i < n_ends; i++)
        odds[i] = sum[latin->n % (UNIT_LATIN_MAX + 1)][end[i]];
}
