/* malmoi/sound.h: do a Latin and a Hangul form sound like one name?
 *
 * A score is a log-odds in nats: how much likelier the pair is as one name
 * written twice than as two names of their own. 0 is undecided, 10 is good
 * among a thousand candidates; use mm_sound_probability() for a number that can
 * be compared between lengths. */
#ifndef MALMOI_SOUND_H
#define MALMOI_SOUND_H

#include "malmoi/base.h"

/* Never changes once open: any number of threads may read it. */
typedef struct mm_sound mm_sound;

/**
 * Opens the shipped model and its name tables (sound.tsv, surnames.tsv,
 * name-syllables.tsv, name-exceptions.tsv, pinyin-readings.tsv,
 * pinyin-hangul.tsv), in about a millisecond. `tables` is used while it opens
 * alone. `*out` is yours until mm_sound_close(), NULL on failure. MM_EFORMAT: a
 * broken table; MM_ENOTFOUND; MM_ENOMEM.
 */
MM_API int  mm_sound_open(mm_sound **out, const mm_tables *tables,
                          mm_error *err);
MM_API void mm_sound_close(mm_sound *sound); /* NULL is fine */

/* Zero means default. */
typedef struct mm_sound_options {
    unsigned rounds; /* of expectation maximization, 8 */
    double   prune;  /* units of lower probability are left out, 1e-6 */
} mm_sound_options;

/**
 * Trains a model from lines `latin TAB hangul` (a third column, a weight, may
 * follow; "# " begins a comment). The name tables are those of `tables`, or
 * none when it is NULL. MM_EFORMAT: no usable line, or a line without a tab
 * (`err->line`). `*out` is yours until mm_sound_close().
 */
MM_API int mm_sound_train(mm_sound **out, mm_str rows, const mm_tables *tables,
                          const mm_sound_options *options, mm_error *err);
/** Writes the model as the rows of sound.tsv behind what `out` holds: the same
 * bytes for the same training. MM_OK or MM_ENOMEM. */
MM_API int mm_sound_write(mm_buf *out, const mm_sound *sound);

/**
 * Log-odds in nats that `latin` and `hangul` are one name. Case, accents,
 * hyphens and apostrophes do not count. Of a name in several words the best
 * order counts: as it stands, surname moved to the other end (Jong-sup Lee,
 * 이종섭; Fumio Kishida, 기시다 후미오), with initials and numerals left out. A
 * Chinese name is also tried by its Sino-Korean reading (Deng Xiaoping,
 * 등소평). Below 0 when either has no letters of its script, or one is far
 * longer than the other. Texts over 256 letters are cut.
 */
MM_API double mm_sound_score(const mm_sound *sound, mm_str latin,
                             mm_str hangul);

typedef enum mm_sound_order {
    MM_SOUND_AS_IS,
    MM_SOUND_TURNED,     /* the last Latin word is the surname, put first */
    MM_SOUND_SINO_KOREAN /* Mandarin syllables against Sino-Korean readings */
} mm_sound_order;

typedef struct mm_sound_result {
    double         score;       /* nats, as mm_sound_score() */
    double         probability; /* 0..1, with a person's bar for Koreans */
    mm_sound_order order;
    bool           is_korean_name; /* surname and given name of our tables, in
                                      spellings that Koreans use */
    size_t latin_surname, latin_surname_len; /* bytes; 0, 0 when not known */
    size_t hangul_surname_len; /* from the start; 0 when not known */
} mm_sound_result;

/** As mm_sound_score(), for the names of persons, with what was found out.
 * Returns `out->score`. */
MM_API double mm_sound_person(mm_sound_result *out, const mm_sound *sound,
                              mm_str latin, mm_str hangul);

typedef enum mm_sound_kind {
    MM_SOUND_ANY,   /* places, loanwords, foreign names */
    MM_SOUND_PERSON /* Korean persons, whose names resemble each other */
} mm_sound_kind;

/** Probability that a pair of `score` is one name, when before hearing it one
 * in twenty would be: fitted on pairs held out of training against random and
 * near-miss pairs. */
MM_API double mm_sound_probability(double score, size_t latin_letters,
                                   size_t syllables, mm_sound_kind kind);

/** False when no name is likely to begin both: a hundred times quicker than a
 * score, for passing over most of many pairs. */
MM_API bool mm_sound_begins_alike(mm_str latin, mm_str hangul);
/** The prefix of `hangul`, at a syllable's bound, that sounds best like the
 * whole of `latin`: `*len` bytes of it (0 and a score under 0 when none does).
 * One pass. */
MM_API double mm_sound_best_prefix(const mm_sound *sound, mm_str latin,
                                   mm_str hangul, size_t *len);
/** The same for any run of syllables in `hangul`: `*len` bytes from `*from`. */
MM_API double mm_sound_best_part(const mm_sound *sound, mm_str latin,
                                 mm_str hangul, size_t *from, size_t *len);

#endif
