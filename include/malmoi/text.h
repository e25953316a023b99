/* malmoi/text.h: normal forms, comparison keys, names from CLDR, scripts.
 * Nothing here keeps state between calls; UTF-16 and ICU stay behind it. */
#ifndef MALMOI_TEXT_H
#define MALMOI_TEXT_H

#include "malmoi/base.h"
#include "malmoi/decoder.h"
#include "malmoi/words.h"

/** `text` in Normalization Form C, behind what `out` holds. */
MM_API int mm_nfc(mm_buf *out, mm_str text);

/** Does `text` hold letters that make up a Hangul syllable, taken apart (NFD)? */
MM_API bool mm_hangul_apart(mm_str text);
/** `text` with such syllables put together, behind what `out` holds; all else,
 * bad bytes too, as it is. MM_OK or MM_ENOMEM. */
MM_API int mm_hangul_compose(mm_buf *out, mm_str text);
/* A byte of such a text, and of what it was made of. Zero-initialise. */
typedef struct mm_hangul_place {
    size_t whole, came;
} mm_hangul_place;
/** Where what stands at byte `whole` of the text put together stands in `came`;
 * `*from` is moved there, and asking on from it is quick. */
MM_API size_t mm_hangul_came(mm_hangul_place *from, mm_str came, size_t whole);

enum { MM_KEY_VERSION = 1 }; /* of the fold table; raised when it changes */
/** "icu 72.1, fold 1": keys made under another are made anew. Static. */
MM_API const char *mm_key_version(void);

/**
 * The comparison key of `text`, behind what `out` holds: NFC; case, width,
 * quotes, dashes, dots and spaces folded; letters typed one by one composed
 * (research: never NFKC, which breaks Korean letters). MM_OK or MM_ENOMEM.
 */
MM_API int mm_key(mm_buf *out, mm_str text);
/** The same without spaces, hyphens, dots and quotes: 베이징 올림픽 is
 * 베이징올림픽, "Jong-sup" is "jongsup". */
MM_API int mm_key_tight(mm_buf *out, mm_str text);

/* A key whose bytes know where they come from. Zero-initialise. */
typedef struct mm_key_map {
    mm_buf    key;
    uint32_t *source; /* key.len + 1: byte offset in the text of each key byte;
                         the last is the end of the text */
    size_t    cap;
} mm_key_map;

MM_API int  mm_key_map_make(mm_key_map *map, mm_str text, bool tight,
                            mm_error *err);
MM_API void mm_key_map_release(mm_key_map *map);

/** Lower case by Unicode, accents off (Łódź gives lodz); for sound and keys. */
MM_API int mm_plain_letters(mm_buf *out, mm_str text);
MM_API int mm_lower(mm_buf *out, mm_str text);

typedef enum mm_script {
    MM_SCRIPT_NONE, /* digits, punctuation, spaces */
    MM_SCRIPT_LATIN,
    MM_SCRIPT_HANGUL,
    MM_SCRIPT_HAN,
    MM_SCRIPT_KANA,
    MM_SCRIPT_CYRILLIC,
    MM_SCRIPT_OTHER
} mm_script;

MM_API mm_script mm_script_of(int32_t cp);
/** The script most letters of `text` are of. */
MM_API mm_script mm_text_script(mm_str text);
MM_API bool      mm_is_upper(int32_t cp);
/** Columns of a terminal: 2 for wide characters, 0 for combining marks. */
MM_API int mm_display_width(mm_str text);

/**
 * The language of `text` by script, and for Latin letters by the commonest
 * words of a few languages: "ko", "ja", "zh", "ru", "en", "fr", "de", "es" ...;
 * "" when it cannot be told. Static.
 */
MM_API const char *mm_guess_lang(mm_str text);
/** The code of two letters that ISO 639 code `word` stands for, in any case:
 * "ko" of ko, KO and kor; "" when it is none. Static. */
MM_API const char *mm_lang_code(mm_str word);

/**
 * Repairs two kinds of mojibake and puts the text into `out`: CP949 quotes
 * read as Latin-1 (¡°There) and UTF-8 read as windows-1252. `*n` places.
 */
MM_API int mm_mojibake_repair(mm_buf *out, mm_str text, size_t *n,
                              mm_error *err);
/** Replaces character references such as &#8212; and &ntilde;. */
MM_API int mm_unescape(mm_buf *out, mm_str text);

/* Pairs of names in two languages, from CLDR as ICU carries it. */
typedef struct mm_name_pair {
    mm_str      a, b;
    const char *kind; /* territory, language, currency, city, month, weekday,
                         unit */
} mm_name_pair;

typedef struct mm_cldr mm_cldr;
/** Opens the list for two languages; `*out` is yours until mm_cldr_close(). */
MM_API int  mm_cldr_open(mm_cldr **out, mm_str lang_a, mm_str lang_b,
                         mm_error *err);
/** The `i`-th pair, valid until close; false past the last. */
MM_API bool mm_cldr_at(mm_name_pair *out, const mm_cldr *cldr, size_t i);
MM_API void mm_cldr_close(mm_cldr *cldr);

#endif
