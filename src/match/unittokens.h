/*
 * A segment as the fuzzy matcher sees it.
 *
 * Compared by edit distance: its words, case and width folded, each number
 * standing for any number, Korean words cut into stem and particle; in Korean
 * its letters too, one by one. Kept aside, to be weighed by penalties alone:
 * punctuation, and codes (placeholders, markup, addresses). A segment of marks
 * alone is compared by its marks.
 */
#ifndef MM_MATCH_UNITTOKENS_H
#define MM_MATCH_UNITTOKENS_H

#include "malmoi/lang.h"
#include "malmoi/text.h"

typedef enum mm_utoken_kind {
    UTOKEN_WORD,
    UTOKEN_PARTICLE, /* Korean: what stands behind the stem, glued to it */
    UTOKEN_NUMBER,
    UTOKEN_MARK,
    UTOKEN_CODE /* %s, {name}, <b>, &amp;, https://... */
} mm_utoken_kind;

typedef struct mm_utoken {
    uint64_t       hash;       /* of the folded form; of numbers one for all */
    uint64_t       folded;     /* of the folded form, whatever it is */
    uint32_t       start, len; /* bytes into the text as given */
    mm_utoken_kind kind;
    bool           compared; /* stands in `words` */
} mm_utoken;

/* One kind of sequence: hashes of what is compared. */
typedef struct mm_useq {
    uint64_t *items;
    size_t    n, cap;
} mm_useq;

/* Zero-initialise; filled again and again. */
typedef struct mm_utext {
    mm_utoken *tokens; /* all, in text order */
    size_t     n, cap;
    mm_useq    words, letters; /* letters: of Korean alone */
    uint64_t   surface;        /* hash of the text (NFC, outer space off) */
    uint64_t   numbers;        /* hash of its numbers as they are written */
} mm_utext;

void mm_utext_release(mm_utext *text);

enum { MM_SEGMENT_MOST = 1024 }; /* tokens compared; the rest is passed over */

typedef struct mm_utokenizer mm_utokenizer;

/** Opens for language `lang`; `tables` must outlive it. A handle belongs to one
 * thread at a time. */
int  mm_utokenizer_open(mm_utokenizer **out, mm_str lang,
                        const mm_tables *tables, mm_error *err);
void mm_utokenizer_close(mm_utokenizer *tokenizer); /* NULL is fine */
/** Has this language a second sequence, of letters? */
bool mm_utokenizer_letters(const mm_utokenizer *tokenizer);
/** The language's word forms, for stems. */
const mm_lang *mm_utokenizer_lang(const mm_utokenizer *tokenizer);
/** Cuts `text` up into `out`. */
int mm_utokenizer_cut(mm_utext *out, mm_utokenizer *tokenizer, mm_str text,
                      mm_error *err);
/** Hash of `text` as mm_utext.surface has it. */
int mm_surface_hash(uint64_t *out, mm_str text);

#endif
