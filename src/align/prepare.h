/* A document as the aligner sees it: words by type, values, lengths. */
#ifndef MM_ALIGN_PREPARE_H
#define MM_ALIGN_PREPARE_H

#include "malmoi/document.h"
#include "malmoi/lang.h"
#include "malmoi/words.h"

#include "base/map.h"

enum { TYPE_KEYS = 5 };

enum {                   /* flags of a type */
       TYPE_CAPITAL = 1, /* seen with a capital letter inside a sentence */
       TYPE_VALUE = 2,   /* a number, date or sum */
       TYPE_HANGUL = 4,
       TYPE_LATIN = 8,
       TYPE_FIRST =
           16 /* seen with a capital letter at the head of a sentence */
};

/* A lexical key of a word, and how far it is to be believed. */
typedef struct mm_type_key {
    mm_str form;
    float  trust; /* 0..1 */
} mm_type_key;

/* A word as often as it stands in the document. */
typedef struct mm_type {
    mm_str      word;            /* its folded form; of a value, its text */
    mm_type_key keys[TYPE_KEYS]; /* stem first */
    size_t      n_keys;
    mm_value    value;
    unsigned    flags;
    uint32_t    count;
    double      share; /* about its part of all words of such a text */
} mm_type;

typedef struct mm_prepared {
    mm_type  *types;
    size_t    n_types, cap_types;
    mm_map    names;  /* word to type */
    uint32_t *tokens; /* types in reading order */
    size_t    n_tokens, cap_tokens;
    uint32_t *first;  /* by segment: its first token; n_segments + 1 */
    double   *length; /* by segment: letters, Hangul as single letters */
    size_t    n_segments;
    double    all_length;
    mm_arena  mem;
} mm_prepared;

/* What preparing documents of one language needs. */
typedef struct mm_preparer {
    mm_lang      *lang;
    mm_tokenizer *tokenizer;
    mm_valuer    *valuer;
    mm_values     values;
    mm_buf        room;
} mm_preparer;

int mm_preparer_open(mm_preparer *preparer, mm_str tag, const mm_tables *tables,
                     mm_error *err);
void mm_preparer_release(mm_preparer *preparer);
/** Words, values and lengths of `document`, whose text must outlive `out`. */
int  mm_prepare(mm_prepared *out, mm_preparer *preparer,
                const mm_document *document, mm_error *err);
void mm_prepared_release(mm_prepared *prepared);

#endif
