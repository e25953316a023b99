/* malmoi/words.h: sentences, tokens, and values (numbers, money, dates). All
 * offsets are bytes into the text given. Any ICU locale; Korean and English
 * have rules of their own in data/sentence-*.tsv. */
#ifndef MALMOI_WORDS_H
#define MALMOI_WORDS_H

#include "malmoi/base.h"

/* ---- sentences ---- */

typedef enum mm_sentence_kind { /* as mm_segment_kind, in the same order */
    MM_SENTENCE_TEXT,
    MM_SENTENCE_HEADING,
    MM_SENTENCE_CAPTION,
    MM_SENTENCE_ITEM
} mm_sentence_kind;

typedef struct mm_sentence {
    size_t           start, len; /* outer white space off */
    uint32_t         paragraph;  /* from 0 */
    mm_sentence_kind kind;
} mm_sentence;

typedef struct mm_segmenter mm_segmenter;

/**
 * Opens the sentence rules of `lang`; `tables` must outlive it. MM_EINVALID
 * for a tag that ICU has no rules for. One thread at a time.
 */
MM_API int  mm_segmenter_open(mm_segmenter **out, mm_str lang,
                              const mm_tables *tables, mm_error *err);
MM_API void mm_segmenter_close(mm_segmenter *segmenter);
/**
 * Begins with `text` (which must outlive the loop): plain text whose blank
 * lines part paragraphs. A line end is a break, unless the lines of a
 * paragraph are plainly wrapped at a column.
 */
MM_API int mm_segmenter_start(mm_segmenter *segmenter, mm_str text,
                              mm_error *err);
/** The same for one block of text: line ends are spaces. */
MM_API int mm_segmenter_block(mm_segmenter *segmenter, mm_str text,
                              mm_error *err);
/** MM_ROW and a sentence, MM_OK at the end. */
MM_API int mm_segmenter_next(mm_segmenter *segmenter, mm_sentence *out,
                             mm_error *err);

/* ---- tokens ---- */

typedef enum mm_token_kind {
    MM_TOKEN_WORD,
    MM_TOKEN_NUMBER, /* digits with what belongs to them: 3.5, 54th, 20만명 */
    MM_TOKEN_PUNCTUATION,
    MM_TOKEN_SYMBOL
} mm_token_kind;

typedef struct mm_token {
    size_t        start, len;
    size_t        bare; /* len without a possessive: America's is 7 */
    mm_token_kind kind;
    bool          spaced; /* white space, or the text's start, before it */
} mm_token;

/* Zero-initialise; reused from call to call. */
typedef struct mm_tokens {
    mm_token *items;
    size_t    n, cap;
} mm_tokens;

/**
 * The tokens of `text`. What belongs together stays together: Jong-sup, U.S.,
 * 한·미, 6·25전쟁, 제54차, 1950-53, F-35A, GS칼텍스, addresses. A Korean token is
 * an eojeol or what punctuation leaves of it, particles still on. Languages
 * without spaces are cut by ICU's dictionaries. MM_OK or MM_ENOMEM.
 */
MM_API int  mm_tokenize(mm_tokens *out, mm_str text, mm_error *err);
MM_API void mm_tokens_release(mm_tokens *tokens);

/* ---- values ---- */

typedef enum mm_value_kind {
    MM_VALUE_NUMBER,
    MM_VALUE_PERCENT,
    MM_VALUE_MONEY,
    MM_VALUE_ORDINAL,
    MM_VALUE_DATE, /* any of year, month, day; 0 unknown */
    MM_VALUE_WEEKDAY
} mm_value_kind;

typedef struct mm_value {
    size_t        start, len;
    mm_value_kind kind;
    double        number; /* the weekday: 1 Sunday .. 7 Saturday */
    char          currency[4]; /* ISO 4217, "" unknown */
    int           year, month, day;
} mm_value;

typedef struct mm_values {
    mm_value *items;
    size_t    n, cap;
} mm_values;

typedef struct mm_value_reader mm_value_reader;

/** Opens what reading values in `lang` needs: month and weekday names from
 * ICU, number words of Korean and English. Shared by threads that only read. */
MM_API int  mm_value_reader_open(mm_value_reader **out, mm_str lang,
                                 mm_error *err);
MM_API void mm_value_reader_close(mm_value_reader *reader);
/** The values of `text` in text order. MM_OK or MM_ENOMEM. */
MM_API int  mm_values_find(mm_values *out, const mm_value_reader *reader,
                           mm_str text, mm_error *err);
MM_API void mm_values_release(mm_values *values);
/** How well two values agree, 0..1: 1 the same value and kind. */
MM_API double mm_value_match(const mm_value *a, const mm_value *b);

#endif
