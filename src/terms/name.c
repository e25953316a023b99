/*
 * Forms as names: the key under which spellings of one word fall together, and
 * what else tells that two forms are one name.
 *
 * A company's legal form (Co., Ltd.; 주식회사) and what stands in brackets
 * behind a name do not count.
 */
#include "terms/group.h"

#include "malmoi/text.h"
#include "malmoi/titles.h"

#include <string.h>

enum {
    ACRONYM_LETTERS = 10,
    SYLLABLE = 3,
    SHORT_SYLLABLES = 2,
    FULL_SYLLABLES = 4,
    LETTERS = 96 /* compared at most */
};

static const double ACRONYM_LEAST = 0.8;
static const double SHORTENED_LEAST = 0.85;
/* Probability before anything else is known; that they are paired is. */
static const double SOUND_LEAST = 0.5;
/* Letters in which two spellings of one word may differ, of the longer. */
static const double LATIN_APART = 0.4, HANGUL_APART = 0.34;

/* ---- what does not count ---- */

static mm_str without_bracket(mm_str text)
{
    size_t at = text.len;

    if (!mm_str_ends(text, MM_S(")")))
        return text;
    while (at > 0 && text.ptr[at - 1] != '(')
        at--;
    text = mm_str_trim(mm_str_sub(text, 0, at ? at - 1 : text.len));
    return text;
}

static bool is_legal_form(mm_str word)
{
    static const char *const words[] = {
        "inc",      "incorporated", "corp", "corporation", "co", "company",
        "ltd",      "limited",      "llc",  "plc",         "lp", "gmbh",
        "ag",       "sa",           "nv",   "bv",          "kk", "pte",
        "주식회사", "㈜",           "(주)"
    };
    char   low[16];
    size_t n = 0;

    for (size_t i = 0; i < word.len && n < sizeof low; i++)
        if (word.ptr[i] != '.' && word.ptr[i] != ',')
            low[n++] = word.ptr[i] >= 'A' && word.ptr[i] <= 'Z'
                           ? (char)(word.ptr[i] | 0x20)
                           : word.ptr[i];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mm_str_eq((mm_str){ low, n }, mm_cstr(words[i])))
            return true;
    return false;
}

/* "Boeing" of "Boeing Co.", 삼성전자 of ㈜삼성전자; a name has more than its
 * legal form. */
static mm_str without_legal_form(mm_str text)
{
    static const char *const heads[] = { "㈜", "(주)", "주식회사 " };
    size_t                   at;

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (mm_str_starts(text, mm_cstr(heads[i])) &&
            text.len > strlen(heads[i]) + SYLLABLE)
            return mm_str_trim(mm_str_sub(text, strlen(heads[i]), SIZE_MAX));
    for (;;) {
        for (at = text.len; at > 0 && text.ptr[at - 1] != ' ';)
            at--;
        if (at == 0 || !is_legal_form(mm_str_sub(text, at, SIZE_MAX)))
            return text;
        text = mm_str_trim(mm_str_sub(text, 0, at));
        if (mm_str_ends(text, MM_S(",")))
            text.len--;
    }
}

/* ---- reading ---- */

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
    return is_capital(c) || (c >= 'a' && c <= 'z');
}

/* URL of URLs. */
static mm_str without_plural(mm_str word)
{
    return word.len > 2 && word.ptr[word.len - 1] == 's' &&
                   is_capital(word.ptr[word.len - 2])
               ? mm_str_sub(word, 0, word.len - 1)
               : word;
}

/* Sets what `word` has, if it may be an acronym. */
static int read_letters(mm_name *out, mm_grouper *grouper, mm_str word)
{
    char   letters[ACRONYM_LETTERS];
    size_t n = 0, capitals = 0;

    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];

        if (!is_letter(c) && c != '.' && c != '-' && c != '&')
            return MM_OK;
        if (!is_letter(c))
            continue;
        if (n == ACRONYM_LETTERS)
            return MM_OK;
        capitals += is_capital(c);
        letters[n++] = (char)(c | 0x20);
    }
    if (capitals == 0)
        return MM_OK;
    out->capitals = capitals >= 2 && 2 * capitals > n;
    out->letters = mm_arena_copy(&grouper->mem, (mm_str){ letters, n });
    return out->letters.ptr ? MM_OK : MM_ENOMEM;
}

static int put_key(mm_buf *out, mm_grouper *grouper, const mm_lang *lang,
                   mm_str text, const mm_name *name)
{
    if (name->script == MM_SCRIPT_HANGUL)
        return mm_spelling_hangul(out, &grouper->spelling, text);
    /* an acronym has no singular, and is a word of its own: IT is not it */
    if (name->capitals)
        return mm_buf_putc(out, '\n') < 0 ? MM_ENOMEM : mm_key_tight(out, text);
    if (name->script == MM_SCRIPT_LATIN &&
        mm_str_eq(mm_lang_tag(lang), MM_S("en")))
        return mm_spelling_latin(out, &grouper->spelling, lang, text);
    return mm_key_tight(out, text);
}

int mm_name_read(mm_name *out, mm_grouper *grouper, const mm_lang *lang,
                 mm_str text)
{
    mm_str base = without_bracket(text), rest;

    if (base.len == 0)
        base = text;
    rest = base = without_legal_form(base);
    *out = (mm_name){ .text = text, .script = mm_text_script(text) };
    while (rest.len && out->n < NAME_WORDS_MOST)
        out->words[out->n++] = mm_str_cut(&rest, ' ');
    if (out->script == MM_SCRIPT_LATIN && out->n == 1) {
        base = without_plural(base);
        if (read_letters(out, grouper, base) < 0)
            return MM_ENOMEM;
    }
    mm_buf_clear(&grouper->room);
    if (put_key(&grouper->room, grouper, lang, base, out) < 0)
        return MM_ENOMEM;
    out->key = mm_arena_copy(&grouper->mem, mm_buf_str(&grouper->room));
    return out->key.ptr ? MM_OK : MM_ENOMEM;
}

static bool is_function_word(mm_str word)
{
    static const char *const words[] = { "of", "the", "and", "for", "in",
                                         "on", "to",  "a",   "an",  "at",
                                         "by", "&",   "or",  "with" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mm_str_eq(word, mm_cstr(words[i])))
            return true;
    return false;
}

int mm_name_initials(mm_buf *out, const mm_name *name)
{
    size_t before = out->len;

    for (size_t i = 0; i < name->n; i++) {
        mm_str word = name->words[i];

        if (word.len == 0 || is_function_word(word))
            continue;
        if (!is_capital(word.ptr[0])) {
            out->len = before;
            return MM_OK;
        }
        if (mm_buf_putc(out, (char)(word.ptr[0] | 0x20)) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

/* ---- short forms ---- */

bool mm_name_is_acronym(const mm_name *name, const mm_name *full)
{
    return name->letters.len >= 2 && full->script == MM_SCRIPT_LATIN &&
           full->n >= 2 &&
           mm_acronym_match(name->text, full->words, full->n) >= ACRONYM_LEAST;
}

/* A part of the name is none (한국 of 한국은행), unless a committee's is cut
 * behind 위. */
static bool is_part(mm_str key, mm_str full)
{
    return mm_str_find(full, key, 0) != SIZE_MAX &&
           !(mm_str_ends(key, MM_S("위")) && mm_str_ends(full, MM_S("위원회")));
}

/* One syllable alone is left out where it tells that an office is meant:
 * 국방장관 of 국방부 장관. */
static bool leaves_out_office(mm_str key, mm_str full)
{
    static const char *const offices[] = { "부", "처", "청", "국", "실" };
    size_t                   at = 0;

    while (at < key.len && key.ptr[at] == full.ptr[at])
        at++;
    at -= at % SYLLABLE;
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++)
        if (mm_str_starts(mm_str_sub(full, at, SIZE_MAX), mm_cstr(offices[i])))
            return true;
    return false;
}

static bool shortens_hangul(const mm_name *name, const mm_name *full)
{
    mm_str key = name->key, whole = full->key;

    if (name->n != 1 || key.len < SHORT_SYLLABLES * SYLLABLE ||
        whole.len < FULL_SYLLABLES * SYLLABLE || key.len >= whole.len ||
        is_part(key, whole) ||
        (key.len + SYLLABLE == whole.len && !leaves_out_office(key, whole)))
        return false;
    return mm_ko_shortened(name->text, full->text) >= SHORTENED_LEAST;
}

bool mm_name_shortens(const mm_name *name, const mm_name *full)
{
    if (name->script == MM_SCRIPT_LATIN)
        return mm_name_is_acronym(name, full);
    return name->script == MM_SCRIPT_HANGUL &&
           full->script == MM_SCRIPT_HANGUL && shortens_hangul(name, full);
}

/* ---- spellings ---- */

static size_t count_script(mm_str text, mm_script script)
{
    size_t  pos = 0, n = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(text, &pos)) >= 0)
        n += mm_script_of(cp) == script;
    return n;
}

bool mm_name_sounds(const mm_grouper *grouper, const mm_name *x,
                    const mm_name *y, bool person)
{
    const mm_sound *sound = grouper->aligner->sound;
    const mm_name  *latin = x->script == MM_SCRIPT_LATIN ? x : y;
    const mm_name  *hangul = latin == x ? y : x;
    double          score;

    if (!sound || latin->script != MM_SCRIPT_LATIN ||
        hangul->script != MM_SCRIPT_HANGUL)
        return false;
    score = mm_sound_score(sound, latin->text, hangul->text);
    return score > 0 &&
           mm_sound_probability(
               score, count_script(latin->text, MM_SCRIPT_LATIN),
               count_script(hangul->text, MM_SCRIPT_HANGUL),
               person ? MM_SOUND_PERSON : MM_SOUND_ANY) >= SOUND_LEAST;
}

/* Letters of a word, Hangul taken apart. */
static size_t put_letters(int32_t *out, size_t n, mm_str word)
{
    size_t  pos = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(word, &pos)) >= 0 && n + 3 <= LETTERS) {
        if (cp >= 0xAC00 && cp <= 0xD7A3) {
            int32_t index = cp - 0xAC00;

            out[n++] = index / 588;
            out[n++] = 100 + index % 588 / 28;
            if (index % 28)
                out[n++] = 200 + index % 28;
        } else if (cp >= 'A' && cp <= 'Z') {
            out[n++] = cp | 0x20;
        } else if (mm_script_of(cp) != MM_SCRIPT_NONE) {
            out[n++] = cp;
        }
    }
    return n;
}

/* Letters of the name; `turned` with the last word put first. */
static size_t letters_of(int32_t *out, const mm_name *name, bool turned)
{
    size_t n = 0;

    for (size_t i = 0; i < name->n; i++)
        n = put_letters(out, n,
                        name->words[turned ? (i + name->n - 1) % name->n : i]);
    return n;
}

/* Edit distance, of the longer one's letters. */
static double apart(const int32_t *x, size_t n, const int32_t *y, size_t m)
{
    size_t row[LETTERS + 1];

    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t corner = row[0];

        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t cost = corner + (x[i - 1] != y[j - 1]);

            corner = row[j];
            if (row[j] + 1 < cost)
                cost = row[j] + 1;
            if (row[j - 1] + 1 < cost)
                cost = row[j - 1] + 1;
            row[j] = cost;
        }
    }
    n = n > m ? n : m;
    return n ? (double)row[m] / (double)n : 0;
}

static bool is_near(const mm_name *x, const mm_name *y)
{
    int32_t one[LETTERS], other[LETTERS];
    size_t  n = letters_of(one, x, false), m = letters_of(other, y, false);
    double  most = x->script == MM_SCRIPT_LATIN ? LATIN_APART : HANGUL_APART;

    if (apart(one, n, other, m) <= most)
        return true;
    if (x->n < 2 && y->n < 2)
        return false;
    m = letters_of(other, y, true);
    if (apart(one, n, other, m) <= most)
        return true;
    n = letters_of(one, x, true);
    m = letters_of(other, y, false);
    return apart(one, n, other, m) <= most;
}

/* Is Latin `name` what one of the systems makes of `hangul`: Busan, Pusan? */
static bool is_romanized(mm_grouper *grouper, const mm_name *name,
                         const mm_name *hangul)
{
    static const mm_roman_system systems[] = { MM_ROMAN_RR, MM_ROMAN_MR,
                                               MM_ROMAN_DPRK };

    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        mm_buf plain = { 0 };
        bool   same;

        mm_buf_clear(&grouper->room);
        same = mm_romanize(&grouper->room, grouper->romanizer, hangul->text,
                           systems[i]) == MM_OK &&
               mm_plain_letters(&plain, mm_buf_str(&grouper->room)) == MM_OK;
        mm_buf_clear(&grouper->room);
        same = same &&
               mm_key_tight(&grouper->room, mm_buf_str(&plain)) == MM_OK &&
               mm_str_eq(mm_buf_str(&grouper->room), name->key);
        mm_buf_release(&plain);
        if (same)
            return true;
    }
    return false;
}

/* Is it a way in which Koreans of that name spell it? */
static bool is_korean(const mm_grouper *grouper, const mm_name *name,
                      const mm_name *hangul)
{
    mm_sound_result result = { .score = 0 };

    if (grouper->aligner->sound)
        mm_sound_person(&result, grouper->aligner->sound, name->text,
                        hangul->text);
    return result.is_korean_name;
}

/* Western names of one Hangul are often names of two (Davis, Davies), so one
 * word alone has to be Korean; of a thing each word is spelt anew. */
static bool is_respelt(mm_grouper *grouper, const mm_name *x, const mm_name *y,
                       const mm_name *shared, bool person)
{
    if (x->n == 1 || y->n == 1)
        return is_romanized(grouper, x, shared) &&
               is_romanized(grouper, y, shared);
    return ((person || x->n == y->n) && is_near(x, y)) ||
           (is_korean(grouper, x, shared) && is_korean(grouper, y, shared));
}

bool mm_names_sound_alike(mm_grouper *grouper, const mm_name *x,
                          const mm_name *y, const mm_name *shared, bool person)
{
    if (x->script != y->script || x->script == shared->script || x->capitals ||
        y->capitals)
        return false;
    if (x->script == MM_SCRIPT_LATIN
            ? !is_respelt(grouper, x, y, shared, person)
            /* with something behind it, it is no other spelling */
            : mm_str_starts(x->key, y->key) || mm_str_starts(y->key, x->key) ||
                  !is_near(x, y))
        return false;
    return mm_name_sounds(grouper, x, shared, person) &&
           mm_name_sounds(grouper, y, shared, person);
}
