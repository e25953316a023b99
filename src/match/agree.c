/*
 * Which form a particle has is settled by the sound before it, so that a wrong
 * one could be found by its form alone, were there not nouns and verbs that end
 * in the same syllables (마을, 국가, 지을). So what is believed is little: the
 * word must not be a word of its own, nor have a cut with a particle that
 * agrees, and what is left must be a noun that is known; or the form must be
 * one that stands nowhere else (를 after a consonant, 으로 after a vowel).
 * Latin letters count when every way to say them ends alike, digits always, and
 * so do what is counted (10개을) and units (3%을, 5km을). What stands behind a
 * closing quote or tag is a particle and nothing else: there any stem will do.
 */
#include "match/agree.h"

#include "malmoi/text.h"
#include "match/agree_sound.h"

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

/* Capitals that nobody can say but letter by letter. */
static bool is_spelled_out(mm_str stem)
{
    for (size_t i = 0; i < stem.len; i++)
        if (stem.ptr[i] < 'A' || stem.ptr[i] > 'Z' ||
            strchr("AEIOUY", stem.ptr[i]))
            return false;
    return stem.len > 1;
}

static bool is_hangul(mm_str stem)
{
    return stem.len >= SYLLABLE && (unsigned char)stem.ptr[0] >= 0xEA &&
           (unsigned char)stem.ptr[stem.len - 1] >= 0x80;
}

/* The Hangul at the end of a word that begins with letters or figures. */
static mm_str hangul_end(mm_str stem)
{
    size_t at = stem.len;

    while (at && (stem.ptr[at - 1] & 0x80))
        at--;
    return mm_str_sub(stem, at, SIZE_MAX);
}

/* 10개, 3번, 2024년: what is counted. */
static bool is_counted(mm_str stem)
{
    mm_str counter = hangul_end(stem);

    return counter.len && counter.len <= 2 * SYLLABLE &&
           counter.len < stem.len && stem.ptr[0] >= '0' && stem.ptr[0] <= '9' &&
           stem.ptr[stem.len - counter.len - 1] >= '0' &&
           stem.ptr[stem.len - counter.len - 1] <= '9';
}

static bool is_noun(mm_agree *a, mm_str stem)
{
    mm_str end = hangul_end(stem);
    bool   unsure;

    if (is_hangul(stem))
        return mm_nouns_known(&a->nouns, stem) ||
               mm_nouns_joints(&a->nouns, stem).ends;
    if (end.len) /* USB포트 */
        return is_counted(stem) ||
               (end.len > SYLLABLE && mm_nouns_known(&a->nouns, end));
    return mm_unit_reading(&unsure, stem).len ||
           (!unsure && (is_spelled_out(stem) || mm_sound_is_sure(stem)));
}

/* mm_josa_known(), where a unit is what it is read as. */
static mm_agreement agreement(const mm_agree *a, mm_str stem, mm_str suffix,
                              bool copula)
{
    bool   unsure;
    mm_str read = mm_unit_reading(&unsure, stem);

    return mm_josa_known(a->ko, read.len ? read : stem, suffix, copula);
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
 * 270여 a number; and what the copula may be: 그림자이나, 남자이든. */
static bool is_doubtful(mm_str suffix)
{
    static const char *const endings[] = { "가", "란",   "아",   "야",
                                           "여", "이나", "이든", "이든지" };

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
            agreement(a, stem, mm_str_sub(word, cuts[i].ending, SIZE_MAX),
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
        if (agreement(a, stem, suffix, false) != MM_JOSA_DISAGREE ||
            is_doubtful(suffix))
            continue;
        if (is_noun(a, stem) || is_plain(stem, suffix))
            found = at; /* the longest chain wins */
    }
    return found;
}

/* ---- behind signs, quotes and tags ---- */

static const char *const closing[] = { "”", "’", "\"", "'", "」",
                                       "』", "》", "〉", "]" };

/* Bytes of the closing quotes and tags at the end of `text`; `*tag`: there is a
 * tag among them. */
static size_t closing_len(bool *tag, mm_str text)
{
    enum { TAG = 60 }; /* bytes of one at most */
    size_t len = 0;

    *tag = false;
    for (;;) {
        mm_str rest = mm_str_sub(text, 0, text.len - len);
        size_t before = len;

        for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
            if (mm_str_ends(rest, mm_cstr(closing[i])))
                len = before + strlen(closing[i]);
        if (len == before && mm_str_ends(rest, MM_S(">")))
            for (size_t back = 2; back <= TAG && back <= rest.len; back++)
                if (rest.ptr[rest.len - back] == '<') {
                    if (rest.ptr[rest.len - back + 1] == '/')
                        len = before + back;
                    *tag = *tag || len > before;
                    break;
                }
        if (len == before)
            return len;
    }
}

/* The word of letters at the end of `text`. */
static mm_str last_word(mm_str text)
{
    mm_str word = { 0 }, one;
    size_t at = text.len > 60 ? text.len - 60 : 0;

    while (at < text.len && (text.ptr[at] & 0xC0) == 0x80)
        at++;
    while (next_word(&one, text, &at))
        word = one;
    return word.ptr && word.ptr + word.len == text.ptr + text.len ? word
                                                                  : MM_S("");
}

/* Of a quotation: “가자”라고, ‘사랑’이란. */
static bool is_said(mm_str suffix)
{
    static const char *const starts[] = { "라", "이라", "란", "이란", "야",
                                          "아", "여", "이여" };

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (mm_str_starts(suffix, mm_cstr(starts[i])))
            return true;
    return false;
}

/* The stem that particle `word`, all of it, stands behind, though no letter is
 * next to it: what it is read as. Empty when there is none that is sure; `*from`
 * is where it begins in the text before. */
static mm_str stem_before(size_t *from, mm_agree *a, mm_str before)
{
    size_t len;
    mm_str stem = mm_sign_reading(&len, before);
    bool   unsure, tag;

    if (stem.len) {
        *from = before.len - len;
        return stem;
    }
    if (!(len = closing_len(&tag, before)))
        return MM_S("");
    stem = last_word(mm_str_sub(before, 0, before.len - len));
    *from = before.len - len - stem.len;
    if (stem.len == 0 || (!hangul_end(stem).len && (tag || !is_noun(a, stem))))
        return MM_S(""); /* 기능<sup>Feature</sup>은 goes by the word before */
    mm_unit_reading(&unsure, stem);
    return unsure ? MM_S("") : stem;
}

/* Fills the fault of `word`, which stands in `text`: MM_ROW, or MM_OK when it
 * has none. */
static int take_fault(mm_agree *a, mm_agree_fault *out, mm_str text,
                      mm_str word)
{
    size_t start = (size_t)(word.ptr - text.ptr), from;
    size_t cut = fault_in(a, word);
    mm_str stem, read;
    bool   unsure;

    if (cut && !is_sound(a, word)) {
        out->stem = stem = mm_str_sub(word, 0, cut);
        if ((read = mm_unit_reading(&unsure, stem)).len)
            stem = read;
    } else {
        stem = stem_before(&from, a, mm_str_sub(text, 0, start));
        if (stem.len == 0 || is_said(word) ||
            mm_josa_known(a->ko, stem, word, false) != MM_JOSA_DISAGREE)
            return MM_OK;
        cut = 0;
        out->stem = mm_str_sub(text, from, start - from);
    }
    out->start = start + cut;
    out->len = word.len - cut;
    out->particle = mm_str_sub(word, cut, SIZE_MAX);
    mm_buf_clear(&a->fixed);
    if (mm_josa_fix(&a->fixed, a->ko, stem, out->particle) < 0)
        return MM_ENOMEM;
    out->fixed = mm_buf_str(&a->fixed);
    return mm_str_eq(out->fixed, out->particle) ? MM_OK : MM_ROW;
}

int mm_agree_next(mm_agree *a, mm_agree_fault *out, mm_str text, size_t *at)
{
    mm_str word;
    int    rc = MM_OK;

    while (rc == MM_OK && next_word(&word, text, at))
        rc = take_fault(a, out, text, word);
    return rc;
}
