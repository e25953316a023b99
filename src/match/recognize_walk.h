/* One text held against the names of one table: where each term stands. */
#ifndef MM_MATCH_RECOGNIZE_WALK_H
#define MM_MATCH_RECOGNIZE_WALK_H

#include "match/recognize_endings.h"
#include "match/recognize_runs.h"
#include "match/recognize_table.h"

/* A place where names end well. */
typedef struct mm_place {
    uint32_t key, key_end;       /* bytes of the text's tight key */
    uint32_t start, end;         /* bytes of the text */
    uint32_t ending, ending_end; /* the particle behind it; equal when none */
    uint32_t name;               /* the first of the names, in its table */
    uint32_t table;              /* which table: the caller's number */
    bool     changed;            /* plural, other spelling: not as it stands */
    bool     adverb;             /* the word is listed as no noun */
    bool     doubted;            /* by itself it is rather none */
} mm_place;

typedef struct mm_places {
    mm_place *items;
    size_t    n, cap;
} mm_places;

enum { RUNS_KEPT = 16 /* whose forms are at hand */ };

/* What a walk works on. */
typedef struct mm_walker {
    mm_str              text;
    const mm_stretches *runs;
    mm_endings         *endings;
    mm_buf              room; /* the caller's, for names in another spelling */
    mm_word_forms       forms[RUNS_KEPT];    /* by run */
    size_t              forms_of[RUNS_KEPT]; /* number of the run, + 1 */
} mm_walker;

/* Where a walk begins. */
typedef struct mm_walk_start {
    size_t run;
    size_t offset; /* bytes into it: a joint of a compound; else 0 */
} mm_walk_start;

/** Begins `text`, whose runs `runs` holds now. */
void mm_walker_begin(mm_walker *walker, mm_str text);
/**
 * Adds every place where a name of `table`, which is table `number`, begins at
 * `start`, whatever language it is of. MM_OK or MM_ENOMEM.
 */
int mm_walk(mm_places *out, mm_walker *walker, const mm_name_table *table,
            uint32_t number, mm_walk_start start);
/** The joints of run `run`, when it is an eojeol all in Hangul: bits. */
uint32_t mm_walk_joints(mm_walker *walker, size_t run);

#endif
