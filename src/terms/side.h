/* One side of a bead, as the term finder sees it: words with the places where
 * each may end, over the tight key of the segments. */
#ifndef MM_TERMS_SIDE_H
#define MM_TERMS_SIDE_H

#include "malmoi/document.h"
#include "malmoi/lang.h"
#include "malmoi/text.h"

#include "base/map.h"

enum {                    /* flags of a word */
       WORD_CAPITAL = 1,  /* begins with a capital letter */
       WORD_INITIAL = 2,  /* first word of its segment: a capital says little */
       WORD_UPPER = 4,    /* two or more letters, all capital: SCM */
       WORD_FUNCTION = 8, /* the, of, 그리고: never a term of its own */
       WORD_NUMBER = 16,
       WORD_BREAK = 32,  /* punctuation stands before it: no term goes across */
       WORD_OPENED = 64, /* an opening bracket stands before it */
       WORD_CLOSED = 128,     /* a closing bracket stands behind it */
       WORD_SPACED = 256,     /* white space stands before it */
       WORD_COMMA = 512,      /* the punctuation before it is a comma */
       WORD_HYPHEN = 1024,    /* joined to the word before it by a hyphen */
       WORD_OWNER = 2048,     /* bears a possessive: Asiana's */
       WORD_QUOTED = 4096,    /* an opening quotation mark stands before it */
       WORD_UNQUOTED = 8192,  /* a closing one behind it */
       WORD_COLON = 16384,    /* a colon stands before it */
       WORD_MIXED = 32768,    /* two scripts glued together: SK에너지 */
       WORD_NUMBERED = 65536, /* glued to the number before it: 제4활주로 */
       WORD_COMMON = 131072,  /* too ordinary to be a term alone: year */
       WORD_VALUE = 262144,   /* of a number, sum or date: 1.8 trillion won */
       WORD_NAMED = 524288    /* a name begins here, behind its title */
};

enum { WORD_ENDS = 6 };

enum { LEMMAS = 3 };

typedef struct mm_side_end {
    size_t        at; /* byte of the side's key where a term may end */
    double        score;
    mm_word_class word_class;
} mm_side_end;

typedef struct mm_side_word {
    size_t      start, end;      /* bytes of the side's key */
    mm_side_end ends[WORD_ENDS]; /* best first; the whole word is among them */
    size_t      n_ends;
    mm_str      text, stem;     /* as it stands; lexical key */
    mm_str      lemmas[LEMMAS]; /* how tables may write it, the stem first */
    size_t      n_lemmas;
    unsigned    flags;
    uint32_t    segment; /* number in the document */
} mm_side_word;

/* Everything points into `mem` or the document. Zero-initialise. */
typedef struct mm_side {
    mm_str        key;     /* tight key of its segments, a line feed between */
    uint32_t     *source;  /* key.len + 1: byte in the segment's text */
    uint32_t     *segment; /* key.len + 1: segment number */
    mm_side_word *words;
    size_t        n;
    uint32_t     *word_at; /* key.len + 1: number of the word it is in; n at
                              the end and between segments */
    const mm_document *document;
    mm_span            span; /* segments */
} mm_side;

/* What reading sides of one language needs; one for each side. */
typedef struct mm_side_reader {
    const mm_lang     *lang; /* not owned */
    mm_tokenizer      *tokenizer;
    bool               is_korean;
    mm_paradigm       *paradigm; /* words of the documents seen so far */
    const mm_paradigm *learned;  /* the same, or another reader's */
    mm_map             function_words, common_words;
    mm_key_map         map; /* room reused from segment to segment */
    mm_buf             room;
} mm_side_reader;

int  mm_side_reader_open(mm_side_reader *reader, const mm_lang *lang,
                         const mm_tables *tables, mm_error *err);
void mm_side_reader_release(mm_side_reader *reader);
/** Counts the words of `document` for the paradigm. */
int mm_side_reader_learn(mm_side_reader *reader, const mm_document *document,
                         mm_error *err);
/** Marks the words of numbers, sums and dates; ordinals are none. */
int mm_side_mark_values(mm_side *side, mm_valuer *valuer, mm_error *err);
/** Marks where names begin behind their titles ("Defense Minister |Lee"). */
void mm_side_mark_titles(mm_side *side, const mm_titles *titles);
/** The side made of segments `span` of `document`, in `mem`. */
int mm_side_read(mm_side *out, mm_side_reader *reader, mm_arena *mem,
                 const mm_document *document, mm_span span, mm_error *err);

/** The text as it stands between key bytes `start` and `end` (one segment). */
mm_str mm_side_text(const mm_side *side, size_t start, size_t end);

/** True when a term of `side` may begin (end) at byte `at` of its key: at the
 * start of a word, or where a word may end. The last two may be NULL. */
bool mm_side_begins(const mm_side *side, size_t at);
bool mm_side_ends(const mm_side *side, size_t at, double *score,
                  mm_word_class *word_class);

/** Does a unit of administration (시, 군, 도 ...) end at byte `end` of the key?
 */
bool mm_side_is_unit(const mm_side *side, size_t end);

#endif
