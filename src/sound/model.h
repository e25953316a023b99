/* The units of the sound model, and the sum over all ways to pair two names. */
#ifndef MM_SOUND_MODEL_H
#define MM_SOUND_MODEL_H

#include "sound/letters.h"

enum {
    UNIT_LATIN_MAX = 4, /* symbols, of them at most three letters */
    UNIT_JAMO_MAX = 3,
    LATIN_CODES = 28 * 28 * 28 * 28,
    JAMO_CODES = 68 * 68 * 68
};

/* Latin symbols and Hangul letters that are written for one another. */
typedef struct mm_sound_unit {
    uint32_t latin, jamo; /* codes; 0 is none */
    uint32_t cost;        /* -100 ln p */
} mm_sound_unit;

typedef struct mm_sound_model {
    mm_sound_unit *units; /* by code */
    size_t         n, cap;
    uint16_t      *latin_id, *jamo_id; /* by code; 0: in no unit */
    size_t         n_latin, n_jamo;    /* ids, from 1 */
    float         *odds; /* [latin id][jamo id]: p(unit) / p(its symbols) */
    double         ln_latin[LATIN_BASE], ln_jamo[JAMO_BASE];
} mm_sound_model;

/** Reads the rows of sound.tsv; mm_sound_model_ready() is called. */
int mm_sound_model_read(mm_sound_model *model, mm_str table, mm_error *err);
int mm_sound_model_put(mm_sound_model *model, mm_sound_unit unit,
                       mm_error *err);
/** Makes the tables of look-up out of `units`. */
int  mm_sound_model_ready(mm_sound_model *model, mm_error *err);
int  mm_sound_model_write(mm_buf *out, const mm_sound_model *model);
void mm_sound_model_release(mm_sound_model *model);

/** Can symbols `at[0..n)` be the Latin side of a unit? */
bool mm_unit_latin_fits(const uint8_t *at, size_t n);

/**
 * Odds that the whole of `latin` and letters `start` up to each `end[i]` (of
 * `n_ends`, rising) of `jamo` are one name: into `odds[i]`.
 */
void mm_sound_model_odds(double *odds, const mm_sound_model *model,
                         const mm_latin *latin, const mm_jamo *jamo,
                         size_t start, const uint8_t *end, size_t n_ends);

#endif
