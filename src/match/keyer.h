/* The keys under which terms are found, each a number that says of what kind
 * it is: a query finds a term when they have a key in common. */
#ifndef MM_MATCH_KEYER_H
#define MM_MATCH_KEYER_H

#include "malmoi/hanja.h"
#include "malmoi/lang.h"
#include "malmoi/romanize.h"
#include "malmoi/text.h"
#include "malmoi/titles.h"

#include "base/map.h"
#include "lang/ko/josa.h"
#include "lang/spelling.h"

typedef enum mm_key_kind {
    KEY_EXACT = 1,  /* tight key */
    KEY_VARIANT,    /* tight key of the singular, of the usual spelling */
    KEY_ACRONYM,    /* initials of Latin words */
    KEY_ROMAN_HANGUL, /* coarse romanization of a Hangul term */
    KEY_ROMAN_LATIN,  /* the same of a Latin term */
    KEY_INITIALS,   /* initial consonants of a Hangul term */
    KEY_WORD,       /* a word of a term of several, its stem */
    KEY_GRAM,       /* two syllables that stand together in a Hangul term */
    KEY_PIECE,      /* a piece of its letters, for typos */
    KEY_SOUND       /* a piece of its romanization, for sound */
} mm_key_kind;

enum { KEY_LETTERS = 64 }; /* longer terms are not looked up with typos */

/* What keys are made with. */
enum {
    KEYER_KO = 1,
    KEYER_EN = 2,
    KEYER_ROMANIZER = 4,
    KEYER_HANJA = 8,
    KEYER_SKIPPED = 16,
    KEYER_SPELLING = 32,
    KEYER_TITLES = 64,
    KEYER_JOSA = 128,
    KEYER_ALL = 255
};

/* Read by many calls of one thread. Its parts are opened when a key asks for
 * them: most queries ask for few, and a look-up is a process of its own. */
typedef struct mm_keyer {
    const mm_tables *tables;
    unsigned      open; /* KEYER_... */
    mm_lang      *ko, *en;
    mm_romanizer *romanizer;
    mm_hanja     *hanja;
    mm_titles    *titles;
    mm_josa      *josa;
    mm_map        skipped;  /* function words, which acronyms pass over */
    mm_spelling   spelling;
    mm_buf        room, more;
} mm_keyer;

/** `tables` must outlive it. From a folder all is read at once, so that a broken
 * table is told of before any key is made. */
int  mm_keyer_open(mm_keyer *keyer, const mm_tables *tables, mm_error *err);
/** Opens what is not open yet of `parts`, for who reads them directly: MM_OK or
 * MM_ENOMEM. */
int  mm_keyer_need(mm_keyer *keyer, unsigned parts, mm_error *err);
void mm_keyer_release(mm_keyer *keyer);

/** Adds the function words of `lang` to `out`, none when there is no table of
 * them. MM_OK or MM_ENOMEM. */
int mm_function_words(mm_map *out, const mm_tables *tables, mm_str lang);

uint64_t mm_key_hash(mm_key_kind kind, mm_str bytes);

/** The tight key of the singular in its usual spelling (analyse, colour;
 * 로동신문 as 노동신문), Hanja read in Hangul, behind what `out` holds. */
int mm_keyer_variant(mm_buf *out, mm_keyer *keyer, mm_str text);
/** The usual spelling of one folded English word (defence: defense), or the
 * word; KEYER_SPELLING must be open. Valid until release. */
mm_str mm_keyer_usual(const mm_keyer *keyer, mm_str word);
/** Initials of the content words of Latin `text`, in lower case; nothing when
 * it has fewer than two. */
int mm_keyer_acronym(mm_buf *out, mm_keyer *keyer, mm_str text);
/** Coarse romanization; see mm_roman_key(). */
int mm_keyer_roman(mm_buf *out, mm_keyer *keyer, mm_str text);

/** Letters of tight key `key`, Hangul as single letters, into `out` (room for
 * KEY_LETTERS); returns how many, 0 when there are more. */
size_t mm_key_letters(int32_t *out, mm_str key);
/** Typos that a term of `n` letters may have and still be found: 0 to 3. */
size_t mm_key_typos(size_t n);
/** Hash of what stands at `letters` as piece `piece` of a term of `n` letters. */
uint64_t mm_key_piece(mm_key_kind kind, const int32_t *letters, size_t n,
                      size_t piece);
/** Where piece `piece` of `pieces` of a term of `n` letters begins, and its
 * length. */
void mm_key_piece_place(size_t *start, size_t *len, size_t n, size_t pieces,
                        size_t piece);
/* Letters that many others are compared with. */
typedef struct mm_key_pattern {
    size_t   n;
    int32_t  codes[256]; /* open addressing by the low byte; 0: free */
    uint64_t places[256]; /* where in the pattern the letter stands, a bit each */
} mm_key_pattern;

/** `n` letters (not 0 any of them), KEY_LETTERS at most. */
void mm_key_pattern_make(mm_key_pattern *out, const int32_t *letters, size_t n);
/** Levenshtein distance of `letters` from the pattern, a swap of neighbours
 * counting 1 (optimal string alignment); more than `most` is given as `most` +
 * 1. */
size_t mm_key_distance(const mm_key_pattern *pattern, const int32_t *letters,
                       size_t n, size_t most);

/* What mm_keyer_term() calls for each key of a term. */
typedef int mm_key_sink(void *self, uint64_t hash);
/** Every key of term `text`, whose tight key is `key`; the coarse romanization
 * that a Hangul term is found by when it sounds alike goes behind what `roman`
 * holds. */
int mm_keyer_term(mm_buf *roman, mm_keyer *keyer, mm_str text, mm_str key,
                  mm_key_sink *put, void *self);

#endif
