/*
 * How much of a job is new. The order of the bands is the order of what a
 * translator need not touch: a match of the memory comes before a repetition,
 * which has still to be translated once.
 */
#include "malmoi/leverage.h"

#include "job/leverage_scores.h"
#include "job/leverage_self.h"

#include <stdlib.h>

enum { LEAST = 50, FILES_MORE = 16 };

struct mm_leverage {
    mm_leverage_options options;
    const mm_tables    *tables;
    mm_tokenizer       *tokenizer;
    mm_scorers         *scorers;
    mm_selves          *selves;
    mm_segments        *files; /* kept: later segments are held against them */
    size_t              n_files;
    mm_counts           all;
};

const char *mm_band_name(mm_band band)
{
    static const char *const names[MM_BANDS] = {
        "context",        "exact",          "repetition",     "95-99",
        "85-94",          "75-84",          "50-74",          "internal 95-99",
        "internal 85-94", "internal 75-84", "internal 50-74", "new"
    };

    return names[band];
}

int mm_leverage_open(mm_leverage **out, mm_store *const *stores, size_t n,
                     const mm_tables           *tables,
                     const mm_leverage_options *options, mm_error *err)
{
    mm_leverage *l = calloc(1, sizeof *l);
    int          rc;

    *out = NULL;
    if (!l)
        return mm_fail_memory(err);
    l->options = *options;
    l->tables = tables;
    if ((rc = mm_scorers_open(&l->scorers, stores, n, tables, &l->options,
                              err)) < 0 ||
        (rc = mm_tokenizer_open(&l->tokenizer, options->source, tables, err)) <
            0 ||
        (rc = mm_selves_open(&l->selves, options->source, tables,
                             options->match.penalties, options->brute, err)) <
            0)
        mm_leverage_close(l);
    else
        *out = l;
    return rc;
}

void mm_leverage_close(mm_leverage *leverage)
{
    if (!leverage)
        return;
    mm_scorers_close(leverage->scorers);
    mm_tokenizer_close(leverage->tokenizer);
    mm_selves_close(leverage->selves);
    for (size_t i = 0; i < leverage->n_files; i++)
        mm_segments_release(&leverage->files[i]);
    free(leverage->files);
    free(leverage);
}

/* ---- counting ---- */

static bool is_space(int32_t cp)
{
    return cp <= ' ' || cp == 0xA0 || cp == 0x3000 || cp == 0x200B;
}

/* Eojeol and characters: what stands between spaces, and what is none. */
static void count_runs(mm_volume *v, mm_str text)
{
    size_t  pos = 0;
    int32_t cp;
    bool    counted = false;

    while ((cp = mm_utf8_next(text, &pos)) >= 0) {
        if (is_space(cp)) {
            counted = false;
            continue;
        }
        v->characters++;
        if (!counted &&
            ((cp >= '0' && cp <= '9') || mm_script_of(cp) != MM_SCRIPT_NONE)) {
            v->eojeol++;
            counted = true;
        }
    }
}

static int count(mm_volume *out, mm_leverage *l, const mm_source_segment *s,
                 mm_error *err)
{
    mm_token token;
    int      rc = mm_tokenizer_start(l->tokenizer, s->text, err);

    *out = (mm_volume){ .segments = 1, .codes = s->n_codes };
    count_runs(out, s->text);
    while (rc >= 0 &&
           (rc = mm_tokenizer_next(l->tokenizer, &token, err)) == MM_ROW)
        out->words +=
            token.kind == MM_TOKEN_WORD || token.kind == MM_TOKEN_NUMBER;
    return rc;
}

static void add_volume(mm_volume *to, const mm_volume *v)
{
    to->segments += v->segments;
    to->words += v->words;
    to->eojeol += v->eojeol;
    to->characters += v->characters;
    to->codes += v->codes;
}

/* ---- bands ---- */

static mm_band band_of(unsigned score)
{
    return score > 100    ? MM_BAND_CONTEXT
           : score == 100 ? MM_BAND_EXACT
           : score >= 95  ? MM_BAND_95
           : score >= 85  ? MM_BAND_85
           : score >= 75  ? MM_BAND_75
           : score >= 50  ? MM_BAND_50
                          : MM_BAND_NEW;
}

/* The band of a segment whose best match has `score`. */
static int find_band(mm_band *out, mm_leverage *l, const mm_source_segment *s,
                     unsigned score, mm_error *err)
{
    unsigned inside;
    mm_band  band;
    bool     again;
    int      rc;

    if ((*out = band_of(score)) <= MM_BAND_EXACT)
        return MM_OK;
    if ((rc = mm_selves_ask(&again, &inside, l->selves, s,
                            score >= LEAST ? score : LEAST - 1, err)) < 0)
        return rc;
    band = band_of(inside);
    if (again)
        *out = MM_BAND_REPETITION;
    else if (band < *out) /* a better band, not a better figure alone */
        *out = band + (MM_BAND_INTERNAL_95 - MM_BAND_95);
    return MM_OK;
}

static int measure(mm_counts *out, mm_leverage *l, const mm_segments *file,
                   const unsigned *scores, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; rc >= 0 && i < file->n; i++) {
        const mm_source_segment *s = &file->items[i];
        mm_volume                v;
        mm_band                  band;

        if (s->locked || mm_str_trim(s->text).len == 0) {
            out->locked += s->locked;
            continue;
        }
        if ((rc = find_band(&band, l, s, scores[i], err)) < 0 ||
            (rc = count(&v, l, s, err)) < 0 ||
            (rc = mm_selves_add(l->selves, s, err)) < 0)
            return rc;
        add_volume(&out->bands[band], &v);
        add_volume(&out->all, &v);
    }
    return rc;
}

/* ---- files ---- */

static mm_segments *new_file(mm_leverage *l, mm_error *err)
{
    mm_segments *files = l->files;

    if (l->n_files % FILES_MORE == 0 &&
        !(files =
              realloc(l->files, (l->n_files + FILES_MORE) * sizeof *files))) {
        mm_fail_memory(err);
        return NULL;
    }
    l->files = files;
    files[l->n_files] = (mm_segments){ 0 };
    return &files[l->n_files++];
}

int mm_leverage_file(mm_counts *out, mm_leverage *leverage, const char *path,
                     mm_error *err)
{
    const mm_leverage_options *o = &leverage->options;
    mm_segments               *file = new_file(leverage, err);
    unsigned                  *scores;
    int                        rc;

    *out = (mm_counts){ .locked = 0 };
    if (!file)
        return MM_ENOMEM;
    if ((rc = mm_segments_read(file, path, o->source, o->format, o->encoding,
                               leverage->tables, o->report, err)) < 0)
        return rc;
    if (!(scores = calloc(file->n + 1, sizeof *scores)))
        return mm_fail_memory(err);
    if ((rc = mm_scorers_find(scores, leverage->scorers, file, err)) >= 0)
        rc = measure(out, leverage, file, scores, err);
    free(scores);
    if (rc < 0)
        return rc;
    for (int i = 0; i < MM_BANDS; i++)
        add_volume(&leverage->all.bands[i], &out->bands[i]);
    add_volume(&leverage->all.all, &out->all);
    leverage->all.locked += out->locked;
    return MM_OK;
}

const mm_counts *mm_leverage_all(const mm_leverage *leverage)
{
    return &leverage->all;
}
