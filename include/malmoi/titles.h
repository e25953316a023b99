/* malmoi/titles.h: English word forms, titles of persons, and acronyms. */
#ifndef MALMOI_TITLES_H
#define MALMOI_TITLES_H

#include "malmoi/base.h"

struct mm_lang;

/**
 * The stem of an English word, in lower case and behind what `out` holds:
 * plural, possessive, -ing, -ed, -ly and irregular forms undone ("carried"
 * carry, "men's" man). A word with capitals or digits inside (KeSPA, F-35s) is
 * only freed of plural and possessive. `english` is an open "en". MM_OK or
 * MM_ENOMEM.
 */
MM_API int mm_en_stem(mm_buf *out, const struct mm_lang *english, mm_str word);
/** The singular of the last word of noun phrase `phrase`, case kept, the
 * possessive off: "strategic assets" gives "strategic asset". */
MM_API int mm_en_singular(mm_buf *out, const struct mm_lang *english,
                          mm_str phrase);

typedef struct mm_titles mm_titles;

/** Opens the table of English and Korean titles of persons. `*out` is yours
 * until mm_titles_close(). MM_EFORMAT, MM_ENOMEM. */
MM_API int  mm_titles_open(mm_titles **out, const mm_tables *tables,
                           mm_error *err);
MM_API void mm_titles_close(mm_titles *titles); /* NULL is fine */

/* A title inside a run of words: words `first` to `first` + `n` - 1. */
typedef struct mm_title {
    size_t first, n;
    size_t head; /* the word that bears the title: 장관 in 국방부 장관 */
} mm_title;

/**
 * The last English title in `words` with a name behind it, the longest there
 * ("Defense Minister Lee Jong-sup": words 0 and 1; "Samsung Electronics Vice
 * Chairman Lee": 2 and 3, what stands before being the office); without one, a
 * title at the end (", Minister of Defense"). `n` 0 when there is none.
 * Modifiers (former, deputy, acting, nations) belong to it.
 */
MM_API mm_title mm_title_before(const mm_titles *titles, const mm_str *words,
                                size_t n);
/**
 * The longest Korean title that `words` ends with (이종섭 국방부 장관: words 1
 * and 2; 오스틴 장관: word 1), particles off. `n` 0 when there is none. The
 * office before the title (국방부) is taken when it ends like an office.
 */
MM_API mm_title mm_title_after(const mm_titles *titles, const mm_str *words,
                               size_t n);
/** Are they one title ("Defense Minister", 국방부 장관)? 1 when the table says
 * so, 0.5 when only their heads agree, 0 when not. */
MM_API double mm_title_match(const mm_titles *titles, mm_str english,
                             mm_str korean);
/** The Korean titles of an English one joined by "|", or its head's; empty. */
MM_API mm_str mm_title_korean(const mm_titles *titles, mm_str english);

/**
 * How well acronym `acronym` stands for `words`, 0..1: initials of the content
 * words, function words skipped or not, inner letters of a hyphenated or long
 * word at a price (Opcon: operational control; KeSPA: Korea e-Sports
 * Association). 1: each letter an initial, in order, none left.
 */
MM_API double mm_acronym_match(mm_str acronym, const mm_str *words, size_t n);
/**
 * How well Korean `shorter` shortens `longer`, 0..1: its syllables stand in
 * `longer` in order, and each begins what looks like a word there (한은 and
 * 한국은행, 공정위 and 공정거래위원회). Spaces do not count.
 */
MM_API double mm_ko_shortened(mm_str shorter, mm_str longer);

#endif
