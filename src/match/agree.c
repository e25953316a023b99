/*
 * Which form a particle has is settled by the sound before it, so that a wrong
 * one could be found by its form alone, were there not nouns and verbs that end
 * in the same syllables (마을, 국가, 지을). So what is believed is little: the
 * word must not be a word of its own, nor have a cut with a particle that
 * agrees, and what is left must be a noun that is known; or the form must be
 * one that stands nowhere else (를 after a consonant, 으로 after a vowel).
 * Latin letters count when they must be spelled out, digits always.
 */
#include "match/agree.h"

#include "malmoi/text.h"

#include <string.h>

enum { SYLLABLE = 3, SUFFIX = 5 /* syllables of a chain at most */ };

void mm_agree_release(mm_agree *agree)
{
    mm_nouns_release(&agree->nouns);
    mm_buf_release(&agree->fixed);
}

static bool is_syllable(int32_t cp)
{
    return cp >= 0xAC00 && cp <= 0xD7A3;
}

static bool is_latin(int32_t cp)
{
    return (cp >= '0' && cp <= '9') || ((cp | 32) >= 'a' && (cp | 32) <= 'z');
}

/* The next word of letters and digits; false at the end. */
static bool next_word(mm_str *out, mm_str text, size_t *at)
{
    size_t start = *at, end;

    for (;;) {
        size_t  pos = start;
        int32_t cp = mm_utf8_next(text, &pos);

        if (cp < 0)
            return false;
        if (is_syllable(cp) || is_latin(cp))
            break;
        start = pos;
    }
    for (end = start;;) {
        size_t  pos = end;
        int32_t cp = mm_utf8_next(text, &pos);

        if (cp < 0 || !(is_syllable(cp) || is_latin(cp)))
            break;
        end = pos;
    }
    *out = mm_str_sub(text, start, end - start);
    *at = end;
    return true;
}

/* Digits, or capitals that nobody can say but letter by letter. */
static bool is_spelled_out(mm_str stem)
{
    bool digits = true, capitals = stem.len > 1;

    for (size_t i = 0; i < stem.len; i++) {
        char c = stem.ptr[i];

        digits = digits && c >= '0' && c <= '9';
        capitals = capitals && c >= 'A' && c <= 'Z' && !strchr("AEIOUY", c);
    }
    return digits || capitals;
}

static bool is_hangul(mm_str stem)
{
    return stem.len >= SYLLABLE && (unsigned char)stem.ptr[0] >= 0xEA &&
           (unsigned char)stem.ptr[stem.len - 1] >= 0x80;
}

static bool is_noun(mm_agree *a, mm_str stem)
{
    if (!is_hangul(stem))
        return is_spelled_out(stem);
    return mm_nouns_known(&a->nouns, stem) ||
           mm_nouns_joints(&a->nouns, stem).ends;
}

/* A form that is no end of a word but behind the other sound. */
static bool is_plain(mm_str stem, mm_str suffix)
{
    int final = mm_ko_final_sound(stem);

    if (!is_hangul(stem) || stem.len < 2 * SYLLABLE)
        return false;
    if (mm_str_eq(suffix, MM_S("를")))
        return final > 0;
    return (mm_str_starts(suffix, MM_S("으로")) &&
            (final == 0 || final == 8 /* rieul */));
}

/* Endings of nouns too: 구입가 is a price, 확인란 a field, 갈대아 a country,
 * 270여 a number. */
static bool is_doubtful(mm_str suffix)
{
    static const char *const endings[] = { "가", "란", "아", "야", "여" };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (mm_str_eq(suffix, mm_cstr(endings[i])))
            return true;
    return false;
}

/* Is the word something else: a noun, a verb, or well cut already? */
static bool is_sound(mm_agree *a, mm_str word)
{
    mm_cut cuts[8];
    size_t n;

    if (is_hangul(word) && mm_nouns_known(&a->nouns, word))
        return true;
    n = mm_lang_cuts(cuts, 8, a->ko, NULL, word);
    for (size_t i = 0; i < n; i++) {
        mm_str stem = mm_str_sub(word, 0, cuts[i].stem_len);

        if (cuts[i].ending < word.len && is_noun(a, stem) &&
            mm_josa_known(a->ko, stem,
                          mm_str_sub(word, cuts[i].ending, SIZE_MAX),
                          true) != MM_JOSA_DISAGREE)
            return true;
        if (cuts[i].word_class == MM_WORD_OTHER && cuts[i].score >= 0.4)
            return true;
        if (cuts[i].ending == word.len && cuts[i].score >= 0.8)
            return true; /* listed as a noun */
    }
    return false;
}

/* The cut of `word` before a particle of the wrong form; 0 when none. */
static size_t fault_in(mm_agree *a, mm_str word)
{
    size_t found = 0;

    for (size_t k = 1; k <= SUFFIX && k * SYLLABLE < word.len; k++) {
        size_t at = word.len - k * SYLLABLE;
        mm_str stem = mm_str_sub(word, 0, at), suffix;

        if ((unsigned char)word.ptr[at] < 0xEA)
            break; /* not a syllable of Hangul */
        suffix = mm_str_sub(word, at, SIZE_MAX);
        if (mm_josa_known(a->ko, stem, suffix, false) != MM_JOSA_DISAGREE ||
            is_doubtful(suffix))
            continue;
        if (is_noun(a, stem) || is_plain(stem, suffix))
            found = at; /* the longest chain wins */
    }
    return found;
}

int mm_agree_next(mm_agree *a, mm_agree_fault *out, mm_str text, size_t *at)
{
    mm_str word;

    while (next_word(&word, text, at)) {
        size_t cut = fault_in(a, word);

        if (!cut || is_sound(a, word))
            continue;
        *out = (mm_agree_fault){ .start = (size_t)(word.ptr - text.ptr) + cut,
                                 .len = word.len - cut,
                                 .stem = mm_str_sub(word, 0, cut),
                                 .particle = mm_str_sub(word, cut, SIZE_MAX) };
        mm_buf_clear(&a->fixed);
        if (mm_josa_fix(&a->fixed, a->ko, out->stem, out->particle) < 0)
            return MM_ENOMEM;
        out->fixed = mm_buf_str(&a->fixed);
        if (!mm_str_eq(out->fixed, out->particle))
            return MM_ROW;
    }
    return MM_OK;
}
