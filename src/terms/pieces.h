/* Pieces: where a word or a known phrase of side A is said on side B. */
#ifndef MM_TERMS_PIECES_H
#define MM_TERMS_PIECES_H

#include "terms/phrases.h"
#include "terms/side.h"

typedef enum mm_clue {
    CLUE_MEMORY, /* the first ones as mm_source */
    CLUE_GLOSSARY,
    CLUE_TITLE,
    CLUE_CLDR,
    CLUE_DICTIONARY,
    CLUE_WORDS,
    CLUE_CORPUS,
    CLUE_SOUND,
    CLUE_IDENTICAL,
    CLUE_VALUE,
    CLUE_LEFTOVER /* nothing else is left */
} mm_clue;

typedef struct mm_piece {
    uint32_t first, n;   /* words of side A */
    size_t   start, end; /* bytes of side B's key */
    double   weight;     /* nats, log-odds that the one says the other */
    double   heard;      /* nats, score of a name of several words by sound */
    mm_clue  clue;
    mm_kind  kind;
    unsigned pos;
    bool     whole; /* begins a word of B and ends where one may end */
} mm_piece;

typedef struct mm_pieces {
    mm_piece *items; /* by first word, then by weight, best first */
    size_t    n, cap;
    uint32_t *first; /* by word of A, and one more: its first piece */
    double   *best;  /* by word of A: weight of its best piece, 0 none */
    size_t    cap_first, cap_best;
} mm_pieces;

/* How a word of A and one of B sound alike: the same words come again. */
typedef struct mm_heard {
    uint64_t hash; /* of both; 0: none */
    double   score;
    uint32_t from, len;
} mm_heard;

enum { HEARD = 1 << 17 };

/* What pieces are made from; nothing here is owned. */
typedef struct mm_clues {
    mm_phrases            *phrases;
    struct mm_heard       *heard; /* HEARD of them, what was heard before */
    const struct mm_sound *sound; /* NULL: not two scripts it knows */
    mm_valuer             *values_a, *values_b;
} mm_clues;

/** "glossary"; static. */
const char *mm_clue_name(mm_clue clue);

/** Finds the pieces of `a` on `b`, replacing what `out` holds. */
int  mm_pieces_find(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                    const mm_side *b, mm_error *err);
void mm_pieces_release(mm_pieces *pieces);
/** Adds a piece found elsewhere; then mm_pieces_settle(). */
int mm_pieces_put(mm_pieces *out, mm_piece piece, mm_error *err);
/** Brings the pieces into order for a side of `words` words. */
int mm_pieces_settle(mm_pieces *out, size_t words, mm_error *err);

/* Names that sound alike and numbers that mean the same: pieces-sound.c,
 * pieces-value.c; short names of offices: pieces-office.c. */
int mm_pieces_by_sound(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                       const mm_side *b, mm_error *err);
int mm_pieces_by_office(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                        const mm_side *b, mm_error *err);
int mm_pieces_by_value(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                       const mm_side *b, mm_error *err);

#endif
