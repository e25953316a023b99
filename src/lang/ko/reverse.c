/* Systems that go letter by letter: Yale, and the reversible form of Revised
 * Romanization (section 3, 8), with the way back.
 *
 * The reader takes the longest vowel, and of the consonants before the next
 * vowel the longest onset that leaves a legal final (or none). The writer asks
 * that same rule, for each two syllables, whether they would be read apart as
 * they are, and puts a hyphen where they would not; since the rule looks no
 * farther than the next vowel, pairs that read right make a word that reads
 * right. */
#include <string.h>

#include "lang/ko/romanize.h"
#include "lang/ko/syllable.h"

static const char *const onsets[MM_KO_ONSETS] = {
    "g",  "kk", "n", "d",  "tt", "l", "m", "b", "pp", "s",
    "ss", "",   "j", "jj", "ch", "k", "t", "p", "h",
};
static const char *const vowels[MM_KO_VOWELS] = {
    "a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
    "oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i",
};
static const char *const finals[MM_KO_FINALS] = {
    "",   "g",  "kk", "gs", "n",  "nj", "nh", "d", "l",  "lg",
    "lm", "lb", "ls", "lt", "lp", "lh", "m",  "b", "bs", "s",
    "ss", "ng", "j",  "ch", "k",  "t",  "p",  "h",
};

/* Number of the entry spelled by the `len` letters at `s`, or -1. */
static int entry_of(const char *const *table, int n, const char *s, size_t len)
{
    for (int i = 0; i < n; i++)
        if (strlen(table[i]) == len && memcmp(table[i], s, len) == 0)
            return i;
    return -1;
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_vowel_letter(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' ||
           c == 'w' || c == 'y';
}

static size_t consonants(const char *s, size_t len)
{
    size_t n = 0;

    while (n < len && is_letter(s[n]) && !is_vowel_letter(s[n]))
        n++;
    return n;
}

/* The longest vowel at `s` into `*vowel`; its letters, or 0. */
static size_t read_vowel(const char *s, size_t len, int *vowel)
{
    for (size_t n = len < 3 ? len : 3; n > 0; n--)
        if ((*vowel = entry_of(vowels, MM_KO_VOWELS, s, n)) >= 0)
            return n;
    return 0;
}

/* How many of the `n` consonants at `s` are the final of the syllable before
 * them; `more` when a vowel follows. */
static size_t final_len(const char *s, size_t n, bool more)
{
    size_t most = n < 2 ? n : 2;

    for (size_t onset = 2; more && onset + 1 > 0; onset--) {
        if (onset <= n && n - onset <= 2 &&
            entry_of(onsets, MM_KO_ONSETS, s + n - onset, onset) >= 0 &&
            entry_of(finals, MM_KO_FINALS, s, n - onset) >= 0)
            return n - onset;
        if (onset == 0)
            break;
    }
    while (most > 0 && entry_of(finals, MM_KO_FINALS, s, most) < 0)
        most--;
    return most;
}

/* Reads one syllable; its letters, or 0 when there is none. */
static size_t read_syllable(const char *s, size_t len, int32_t *cp)
{
    size_t onset_len = consonants(s, len), used, tail, n;
    int    onset, vowel = 0;

    if (onset_len > 2)
        return 0;
    onset = entry_of(onsets, MM_KO_ONSETS, s, onset_len);
    n = read_vowel(s + onset_len, len - onset_len, &vowel);
    if (onset < 0 || n == 0)
        return 0;
    used = onset_len + n;
    n = consonants(s + used, len - used);
    tail =
        final_len(s + used, n, used + n < len && is_vowel_letter(s[used + n]));
    *cp = mm_ko_compose(onset, vowel,
                        entry_of(finals, MM_KO_FINALS, s + used, tail));
    return used + tail;
}

static size_t spell(char *s, const mm_ko_phone *p)
{
    size_t n = 0, len;

    len = strlen(onsets[p->spelt_onset]);
    memcpy(s, onsets[p->spelt_onset], len);
    n += len;
    len = strlen(vowels[p->vowel]);
    memcpy(s + n, vowels[p->vowel], len);
    n += len;
    len = strlen(finals[p->spelt_final]);
    memcpy(s + n, finals[p->spelt_final], len);
    return n + len;
}

int mm_ko_put_letters(mm_buf *out, const mm_ko_run *run)
{
    char pair[24];
    int  rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < run->n; i++) {
        const mm_ko_phone *p = &run->phones[i];
        size_t             n = spell(pair, p), len;
        int32_t            cp = 0;

        rc = mm_buf_put(out, (mm_str){ pair, n });
        if (i + 1 == run->n || rc < 0)
            break;
        len = n + spell(pair + n, p + 1);
        if (read_syllable(pair, len, &cp) != n ||
            cp != mm_ko_compose(p->spelt_onset, p->vowel, p->spelt_final))
            rc = mm_buf_putc(out, '-');
    }
    return rc;
}

/* Reads `len` letters, already in lower case; `raw` is how they stand. */
static int put_word(mm_buf *out, const char *s, const char *raw, size_t len)
{
    int rc = MM_OK;

    for (size_t i = 0, n; rc == MM_OK && i < len; i += n) {
        int32_t cp = 0;

        n = read_syllable(s + i, len - i, &cp);
        if (n)
            rc = mm_buf_put_cp(out, cp);
        else {
            n = 1;
            rc = mm_buf_putc(out, raw[i]);
        }
    }
    return rc;
}

int mm_romanize_reverse(mm_buf *out, const mm_romanizer *r, mm_str latin)
{
    mm_buf low = { 0 };
    int    rc;

    (void)r;
    rc = mm_buf_put(&low, latin);
    for (size_t i = 0; i < low.len; i++)
        if (low.ptr[i] >= 'A' && low.ptr[i] <= 'Z')
            low.ptr[i] = (char)(low.ptr[i] - 'A' + 'a');
    for (size_t i = 0, n; rc == MM_OK && i < latin.len; i += n) {
        for (n = 0; i + n < latin.len && is_letter(low.ptr[i + n]);)
            n++;
        if (n) {
            rc = put_word(out, low.ptr + i, latin.ptr + i, n);
            continue;
        }
        n = 1;
        if (low.ptr[i] != '-' || i == 0 || i + 1 == latin.len ||
            !is_letter(low.ptr[i - 1]) || !is_letter(low.ptr[i + 1]))
            rc = mm_buf_putc(out, latin.ptr[i]);
    }
    mm_buf_release(&low);
    return rc;
}

/* --- Yale (Martin 1954) ------------------------------------------------- */

static const char *const yale_onsets[MM_KO_ONSETS] = {
    "k",  "kk", "n", "t",  "tt", "l",  "m",  "p",  "pp", "s",
    "ss", "",   "c", "cc", "ch", "kh", "th", "ph", "h",
};
static const char *const yale_vowels[MM_KO_VOWELS] = {
    "a",  "ay", "ya", "yay", "e",   "ey", "ye", "yey", "o",  "wa", "way",
    "oy", "yo", "wu", "we",  "wey", "wi", "yu", "u",   "uy", "i",
};
static const char *const yale_finals[MM_KO_FINALS] = {
    "",   "k",  "kk", "ks",  "n",   "nc", "nh", "t", "l",  "lk",
    "lm", "lp", "ls", "lth", "lph", "lh", "m",  "p", "ps", "s",
    "ss", "ng", "c",  "ch",  "kh",  "th", "ph", "h",
};

int mm_ko_put_yale(mm_buf *out, const mm_ko_run *run)
{
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < run->n; i++) {
        const mm_ko_phone *p = &run->phones[i];
        const char        *onset = yale_onsets[p->spelt_onset];
        const char        *vowel = yale_vowels[p->vowel];
        const char        *final = i ? yale_finals[p[-1].spelt_final] : "";
        size_t             len = strlen(final);

        /* ㅜ is u behind a lip sound: ㅁ ㅂ ㅃ ㅍ */
        if (p->vowel == 13 && (*onset == 'm' || *onset == 'p'))
            vowel = "u";
        if (len && *onset && final[len - 1] == *onset && *onset != 'n' &&
            *onset != 'm' && *onset != 'l')
            rc = mm_buf_putc(out, '.');
        if (rc == MM_OK && (rc = mm_buf_put(out, mm_cstr(onset))) == MM_OK &&
            (rc = mm_buf_put(out, mm_cstr(vowel))) == MM_OK)
            rc = mm_buf_put(out, mm_cstr(yale_finals[p->spelt_final]));
    }
    return rc;
}
