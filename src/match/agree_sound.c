#include "match/agree_sound.h"

#include "base/ascii.h"

#include <string.h>

/* ---- Latin letters ---- */

static bool is_vowel(char c)
{
    return strchr("aeiou", c | 0x20) != NULL;
}

/* Letters of the stem, and whether all are capitals. */
static size_t count_letters(bool *capitals, mm_str stem)
{
    size_t n = 0;

    *capitals = true;
    for (size_t i = 0; i < stem.len; i++) {
        if (mm_ascii_digit(stem.ptr[i]))
            continue;
        n++;
        *capitals = *capitals && mm_ascii_upper(stem.ptr[i]);
    }
    return n;
}

/* A stop behind a consonant is said with a vowel (script 스크립트, USB); behind
 * a vowel it may close the syllable (web 웹, set 셋). */
static bool is_open_stop(char before, char last)
{
    static const char *const closed[] = { "ck", "ng", "mb" };
    const char               end[] = { before, last, '\0' };

    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (strcmp(end, closed[i]) == 0)
            return false;
    return before >= 'a' && before <= 'z' && !is_vowel(before) &&
           before != 'y' && before != 'w';
}

bool mm_sound_is_sure(mm_str stem)
{
    bool   capitals;
    size_t letters = count_letters(&capitals, stem);
    char   last = stem.ptr[stem.len - 1], before;

    for (size_t i = 0; i < stem.len; i++)
        if (stem.ptr[i] & 0x80)
            return false;
    if (letters == 0) /* figures; a lone 0 is 영, 공 or 제로 */
        return stem.len > 1 || last != '0';
    if (mm_ascii_digit(
            last)) /* 2, 4 and 5 end in vowels in Korean and in English */
        return strchr("245", last) != NULL;
    if (letters < 2)
        return false;
    before = (char)(stem.ptr[stem.len - 2] | 0x20);
    last |= 0x20;
    if (capitals && letters == 2)
        return last != 'r'; /* nobody says IT or EU as a word; r is 알, 아르 */
    if (last == 's' && !capitals) /* Types 타입스, or 타입 */
        return before == 's';
    if (strchr("aiouywxzsfvhlmn", last))
        return true;
    if (last == 'r')
        return !capitals; /* server 서버 */
    return last != 'e' && is_open_stop(before, last);
}

/* ---- units ---- */

typedef struct reading {
    const char *written, *read;
} reading;

static const reading units[] = {
    { "km", "킬로미터" }, { "m", "미터" },      { "cm", "센티미터" },
    { "mm", "밀리미터" }, { "ml", "밀리리터" }, { "mL", "밀리리터" },
    { "l", "리터" },      { "L", "리터" },      { "g", "그램" },
    { "mg", "밀리그램" }, { "t", "톤" },        { "KB", "바이트" },
    { "MB", "바이트" },   { "GB", "바이트" },   { "TB", "바이트" },
    { "Hz", "헤르츠" },   { "kHz", "헤르츠" },  { "MHz", "헤르츠" },
    { "GHz", "헤르츠" },  { "W", "와트" },      { "kW", "와트" },
    { "MW", "와트" },     { "V", "볼트" },      { "A", "암페어" },
    { "dB", "데시벨" },   { "kg", "" },         { "px", "" },
    { "K", "" },          { "G", "" },          { "F", "" },
    { "C", "" }
};

static const reading signs[] = {
    { "%", "퍼센트" },    { "％", "퍼센트" },   { "℃", "도" },
    { "°", "도" },        { "㎞", "킬로미터" }, { "㎝", "센티미터" },
    { "㎜", "밀리미터" }, { "㎡", "제곱미터" }, { "㎢", "제곱킬로미터" },
    { "㎥", "미터" },     { "㎎", "밀리그램" }, { "㎖", "밀리리터" },
    { "ℓ", "리터" },      { "㏊", "헥타르" },   { "㎾", "와트" },
    { "㎐", "헤르츠" }
};

/* 5, 수십, 10만. */
static bool ends_in_number(mm_str text)
{
    static const char *const numerals[] = { "십", "백", "천", "만", "억" };

    for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
        if (mm_str_ends(text, mm_cstr(numerals[i])))
            return true;
    return text.len && mm_ascii_digit(text.ptr[text.len - 1]);
}

mm_str mm_unit_reading(bool *unsure, mm_str stem)
{
    size_t at = stem.len;
    mm_str unit;

    *unsure = false;
    while (at && !(stem.ptr[at - 1] & 0x80) &&
           !mm_ascii_digit(stem.ptr[at - 1]))
        at--;
    unit = mm_str_sub(stem, at, SIZE_MAX);
    if (!ends_in_number(mm_str_sub(stem, 0, at)))
        return MM_S("");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (mm_str_eq(unit, mm_cstr(units[i].written))) {
            *unsure = !*units[i].read;
            return mm_cstr(units[i].read);
        }
    return MM_S("");
}

mm_str mm_sign_reading(size_t *len, mm_str text)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        mm_str sign = mm_cstr(signs[i].written);
        size_t before;

        if (!mm_str_ends(text, sign))
            continue;
        before = text.len - sign.len;
        before -= before && text.ptr[before - 1] == ' ';
        *len = sign.len;
        return before && mm_ascii_digit(text.ptr[before - 1])
                   ? mm_cstr(signs[i].read)
                   : MM_S("");
    }
    return MM_S("");
}
