/* malmoi/words.h: running text cut up: sentences, words, and the numbers, dates
 * and sums in it. Offsets are bytes into the text given, which must outlive
 * the cursor. A handle belongs to one thread at a time; open another for
 * another thread. It may be started on any number of texts. */
#ifndef MALMOI_WORDS_H
#define MALMOI_WORDS_H

#include "malmoi/base.h"

/* Kinds of mm_sentence; the numbers are those of mm_segment_kind. */
typedef enum mm_sentence_kind {
    MM_TEXT_SENTENCE, /* of running text */
    MM_TEXT_HEADING,  /* a short line of its own without a full stop */
    MM_TEXT_CAPTION,  /* a paragraph that ends in a credit, "... [YONHAP]" */
    MM_TEXT_ITEM      /* begins with a bullet or a number at the line start */
} mm_sentence_kind;

typedef struct mm_sentence {
    size_t           start, len; /* outer white space off */
    uint32_t         paragraph;  /* from 0 */
    mm_sentence_kind kind;
} mm_sentence;

typedef struct mm_segmenter mm_segmenter;

/**
 * Opens a sentence segmenter for language `lang` (BCP 47): ICU's sentence
 * breaks, mended by the tables sentence-LANG.tsv where there is one.
 * `tables` must outlive it. `*out` is yours until mm_segmenter_close().
 */
MM_API int mm_segmenter_open(mm_segmenter **out, mm_str lang,
                             const mm_tables *tables, mm_error *err);
/**
 * Puts it to UTF-8 text `text`: plain text with paragraphs parted by blank
 * lines. A single line break is a break too, unless the text is wrapped at a
 * width. MM_ENOMEM; MM_EINVALID over 1 GB.
 */
MM_API int mm_segmenter_start(mm_segmenter *seg, mm_str text, mm_error *err);
/** The next sentence in text order: MM_ROW, MM_OK at the end. A sentence of
 * wrapped text holds its line breaks. */
MM_API int  mm_segmenter_next(mm_segmenter *seg, mm_sentence *out,
                              mm_error *err);
MM_API void mm_segmenter_close(mm_segmenter *seg); /* NULL is fine */

typedef enum mm_token_kind {
    MM_TOKEN_WORD,
    MM_TOKEN_NUMBER, /* digits, with what they count: 5조원, 제54차, 1950-53 */
    MM_TOKEN_PUNCTUATION,
    MM_TOKEN_SYMBOL /* currency, mathematics, arrows, emoji */
} mm_token_kind;

enum { /* flags of a token */
       MM_TOKEN_SPACED =
           1,              /* white space, or the text's start, stands before */
       MM_TOKEN_MIXED = 2, /* scripts glued together: GS칼텍스, SCM을, 北도 */
       MM_TOKEN_ADDRESS = 4 /* URL or e-mail address */
};

/* One word, number or mark. A Korean word is what stands between spaces and
 * punctuation, with its particles. */
typedef struct mm_token {
    size_t start, len;
    size_t bare; /* bytes without an English possessive: "America's" 7;
                    of a number, without what follows the counter */
    mm_token_kind kind;
    unsigned      flags;
} mm_token;

typedef struct mm_tokenizer mm_tokenizer;

/** As mm_segmenter_open(); the table is counters-LANG.tsv. */
MM_API int mm_tokenizer_open(mm_tokenizer **out, mm_str lang,
                             const mm_tables *tables, mm_error *err);
MM_API int mm_tokenizer_start(mm_tokenizer *tokenizer, mm_str text,
                              mm_error *err);
/** The next token in text order: MM_ROW, MM_OK at the end. */
MM_API int  mm_tokenizer_next(mm_tokenizer *tokenizer, mm_token *out,
                              mm_error *err);
MM_API void mm_tokenizer_close(mm_tokenizer *tokenizer); /* NULL is fine */

typedef enum mm_value_kind {
    MM_VALUE_NUMBER,
    MM_VALUE_PERCENT,
    MM_VALUE_MONEY,   /* unit is the ISO 4217 code */
    MM_VALUE_ORDINAL, /* 54th, 제54차 */
    MM_VALUE_DATE,    /* what is not said is 0 */
    MM_VALUE_TIME     /* of the day */
} mm_value_kind;

typedef struct mm_value {
    size_t        start, len;
    mm_value_kind kind;
    bool          range;  /* from `number` (`year`, `minute`) to `upper` */
    double        number; /* money in whole units: 5,200만달러 is 52000000 */
    double        upper;
    char          unit[16]; /* CLDR unit ("kilometer"), ISO 4217 code, or "" */
    int16_t       year, month, day; /* month 1..12 */
    int16_t       weekday;          /* 1 Monday .. 7 Sunday */
    int16_t       minute;           /* of the day, 0..1439 */
} mm_value;

/* Zero-initialise. */
typedef struct mm_values {
    mm_value *items; /* in text order, never overlapping */
    size_t    n, cap;
} mm_values;

typedef struct mm_valuer mm_valuer;

/** Opens a finder of values in language `lang`: the tables counters-LANG.tsv
 * and numbers-LANG.tsv, month, day and currency names from ICU. */
MM_API int mm_valuer_open(mm_valuer **out, mm_str lang, const mm_tables *tables,
                          mm_error *err);
MM_API void mm_valuer_close(mm_valuer *valuer); /* NULL is fine */
/** Replaces what `out` holds by the values of `text`. MM_OK or MM_ENOMEM. */
MM_API int  mm_values_find(mm_values *out, mm_valuer *valuer, mm_str text,
                           mm_error *err);
MM_API void mm_values_release(mm_values *values);
/** The same thing said: 1조8천억원 and 1.8 trillion won. */
MM_API bool mm_value_same(const mm_value *a, const mm_value *b);
/** 0..1, 1 when the same; less when one says less (3 and 3rd; 2024 and June
 * 11, 2024; a number with and without its unit), 0 when they disagree. */
MM_API double mm_value_match(const mm_value *a, const mm_value *b);

#endif
