/* Initial consonants, and a term while it is being typed. */
#include "lang/ko/syllable.h"
#include "malmoi/romanize.h"

int mm_initials(mm_buf *out, mm_str text)
{
    size_t pos = 0, from;
    int    rc = MM_OK;

    while (rc == MM_OK && (from = pos) < text.len) {
        int32_t cp = mm_utf8_next(text, &pos);

        rc = mm_ko_is_syllable(cp)
                 ? mm_buf_put_cp(out, mm_ko_onset_letter(mm_ko_onset(cp)))
                 : mm_buf_put(out, mm_str_sub(text, from, pos - from));
    }
    return rc;
}

bool mm_is_initials(mm_str query)
{
    size_t  pos = 0, n = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(query, &pos)) >= 0) {
        if (mm_ko_letter_onset(cp) >= 0 || mm_ko_letter_final(cp) > 0)
            n++;
        else if (cp >= 0x80)
            return false;
    }
    return n > 0;
}

/* The next code point that is no space, ASCII in lower case; -1 at the end. */
static int32_t next_folded(mm_str text, size_t *pos)
{
    int32_t cp;

    do
        cp = mm_utf8_next(text, pos);
    while (cp == ' ' || cp == 0xA0 || cp == 0x3000);
    return cp >= 'A' && cp <= 'Z' ? cp - 'A' + 'a' : cp;
}

/* Is `typed`, the last syllable typed so far, a beginning of `cp` with `next`
 * behind it? 하 of 한, 고 of 과, 갑 of 값, 간 of 가나. */
static bool may_become(int32_t typed, int32_t cp, int32_t next)
{
    int first, second, vowel, typed_final = mm_ko_final(typed);
    int final = mm_ko_final(cp);

    if (mm_ko_onset(typed) != mm_ko_onset(cp))
        return false;
    mm_ko_vowel_split(mm_ko_vowel(cp), &vowel);
    if (typed_final == 0)
        return mm_ko_vowel(typed) == mm_ko_vowel(cp) ||
               mm_ko_vowel(typed) == vowel;
    if (mm_ko_vowel(typed) != mm_ko_vowel(cp))
        return false;
    mm_ko_final_split(final, &first);
    if (typed_final == final || typed_final == first)
        return true;
    second = mm_ko_final_split(typed_final, &first);
    return final == first && mm_ko_onset(next) == second;
}

bool mm_hangul_prefix_match(mm_str text, mm_str typed)
{
    size_t  t = 0, q = 0;
    int32_t want = next_folded(typed, &q), after, cp;

    for (; want >= 0; want = after) {
        size_t peek;

        after = next_folded(typed, &q);
        cp = next_folded(text, &t);
        peek = t;
        if (cp < 0)
            return false;
        if (want == cp || (mm_ko_letter_onset(want) >= 0 &&
                           mm_ko_letter_onset(want) == mm_ko_onset(cp)))
            continue;
        if (after >= 0 || !mm_ko_is_syllable(want) || !mm_ko_is_syllable(cp) ||
            !may_become(want, cp, next_folded(text, &peek)))
            return false;
    }
    return true;
}
