/* Verb forms.
 *
 * Problem: 추진하는 holds the noun 추진, 늘어났다 holds none, and both look like
 * a noun and a particle to the table of particles. Method: words are written as
 * letters (jamo), so that a final consonant that belongs to the ending (한다 =
 * 하 + ㄴ다) is a piece of its own. A stem has three forms, each of which takes
 * its own endings: the dictionary stem (듣-), the one with the linking vowel
 * (들으-) and the one in -아/-어 (들어-); irregular verbs differ in these forms
 * alone. A word is a verb form when it can be cut into a stem form of the list
 * and an ending of the same kind.
 * Precision counts here, since a noun taken for a verb is lost: what may be
 * either (사고, 한국인) is left to the particles. */
#include "lang/ko/verbs.h"

#include "base/map.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Forms of a stem and the endings they take; flags of endings: like a noun's
 * end behind a stem of one syllable; makes a noun of the verb. */
enum { BASE = 1, EU = 2, INF = 4, COPULA = 8, WEAK = 16, NOMINAL = 32 };
enum { LONGEST = 64 /* letters of a word */, LIGHT_FORMS = 48 };

/* Letters as bytes: leading 1.., vowel 0x20.., final 0x40... */
enum { VOWEL = 0x20, FINAL = 0x40 };
enum { A = 0, AE = 1, YA = 2, EO = 4, E = 5, YEO = 6, O = 8, WA = 9, WAE = 10,
       OE = 11, U = 13, WEO = 14, EU_V = 18, I = 20 };
enum { SILENT = 11 }; /* leading ㅇ */
enum { F_N = 4, F_D = 7, F_R = 8, F_M = 16, F_B = 17, F_S = 19, F_SS = 20,
       F_H = 27, F_NH = 6, F_RH = 15 };

typedef struct jamo {
    char     text[LONGEST + 3];
    uint16_t at[LONGEST + 3]; /* byte offset in the word of each letter */
    size_t   n;
} jamo;

typedef struct light_form {
    char    text[12];
    size_t  n;
    int     kinds;
    bool    copula;
} light_form;

struct mm_verbs {
    mm_map     stems;     /* forms of listed verbs, as letters */
    uint8_t   *stem_kinds;
    mm_str    *stem_names;
    size_t     kinds_cap, names_cap;
    mm_map     endings;   /* as letters */
    uint8_t   *ending_kinds;
    size_t     endings_cap;
    size_t     longest; /* ending, in letters */
    light_form light[LIGHT_FORMS];
    size_t     light_n;
    mm_map     words;
    mm_arena   mem;
};

/* ---- Letters ---- */

static bool put_syllable(jamo *out, int32_t cp, size_t offset)
{
    int32_t index = cp - 0xAC00;

    if (index < 0 || index >= 11172 || out->n + 3 > LONGEST)
        return false;
    for (int i = 0; i < 3; i++)
        out->at[out->n + (size_t)i] = (uint16_t)offset;
    out->text[out->n++] = (char)(1 + index / 588);
    out->text[out->n++] = (char)(VOWEL + index / 28 % 21);
    if (index % 28)
        out->text[out->n++] = (char)(FINAL + index % 28);
    return true;
}

/* Final consonant of a compatibility letter that endings begin with. */
static int final_letter(int32_t cp)
{
    switch (cp) {
    case 0x3134:
        return F_N;
    case 0x3139:
        return F_R;
    case 0x3141:
        return F_M;
    case 0x3142:
        return F_B;
    default:
        return 0;
    }
}

/* The Hangul at the end of `text` as letters; false when there is none. */
static bool letters(jamo *out, mm_str text)
{
    size_t  start = text.len, at;
    int32_t cp;

    out->n = 0;
    while ((at = start) > 0 && (cp = mm_utf8_prev(text, &at)) >= 0xAC00 &&
           cp <= 0xD7A3)
        start = at;
    if (text.len - start > LONGEST)
        return false;
    for (at = start; at < text.len;) {
        size_t offset = at;

        if (!put_syllable(out, mm_utf8_next(text, &at), offset))
            return false;
    }
    return out->n > 0;
}

static mm_str view(const jamo *j, size_t from, size_t to)
{
    return (mm_str){ j->text + from, to - from };
}

static bool is_final(char c)
{
    return (unsigned char)c >= FINAL;
}

static int vowel_of(const jamo *j) /* of the last syllable */
{
    size_t i = j->n - 1;

    return j->text[is_final(j->text[i]) ? i - 1 : i] - VOWEL;
}

static int final_of(const jamo *j)
{
    return is_final(j->text[j->n - 1]) ? j->text[j->n - 1] - FINAL : 0;
}

static void add_letters(jamo *j, int leading, int vowel)
{
    j->text[j->n++] = (char)(1 + leading);
    j->text[j->n++] = (char)(VOWEL + vowel);
}

/* ---- Stem forms ---- */

/* Adds form `form` of the verb `name`, or of a light verb. */
static int add_form(mm_verbs *verbs, const jamo *form, int kind, mm_str name,
                    bool light)
{
    size_t   before = verbs->stems.n;
    uint32_t i;

    if (light) {
        light_form *l = &verbs->light[verbs->light_n];

        if (verbs->light_n == LIGHT_FORMS || form->n > sizeof l->text)
            return MM_EFORMAT;
        memcpy(l->text, form->text, form->n);
        l->n = form->n;
        l->kinds = kind;
        l->copula = mm_str_eq(name, MM_S("이"));
        if (l->copula && (kind == BASE))
            l->kinds |= COPULA;
        verbs->light_n++;
        return MM_OK;
    }
    i = mm_map_add(&verbs->stems, view(form, 0, form->n));
    if (i == MM_MAP_NONE ||
        mm_grow(&verbs->stem_kinds, &verbs->kinds_cap, verbs->stems.n, 1,
                NULL) < 0 ||
        mm_grow(&verbs->stem_names, &verbs->names_cap, verbs->stems.n,
                sizeof *verbs->stem_names, NULL) < 0)
        return MM_ENOMEM;
    if (verbs->stems.n > before) {
        verbs->stem_kinds[i] = 0;
        verbs->stem_names[i] = name;
    }
    verbs->stem_kinds[i] |= (uint8_t)kind;
    return MM_OK;
}

/* What a vowel becomes when -아 or -어 joins it; -1: it stays beside it. */
static int joined_vowel(int vowel)
{
    switch (vowel) {
    case A:
    case AE:
    case EO:
    case E:
    case YEO:
        return vowel;
    case O:
        return WA;
    case U:
        return WEO;
    case I:
        return YEO;
    case OE:
        return WAE;
    default:
        return -1;
    }
}

static bool is_bright(int vowel)
{
    return vowel == A || vowel == O || vowel == YA;
}

/* The vowel of the syllable before the last one; `none` without one. */
static int vowel_before(const jamo *j, int none)
{
    for (size_t i = j->n - 2; i-- > 0;)
        if ((unsigned char)j->text[i] >= VOWEL && !is_final(j->text[i]))
            return j->text[i] - VOWEL;
    return none;
}

/* Forms in -아/-어 of a stem whose last syllable is open. */
static int add_open_inf(mm_verbs *verbs, const jamo *stem, mm_str name,
                        bool light)
{
    jamo form = *stem;
    int  vowel = vowel_of(stem), joined = joined_vowel(vowel);

    if (vowel == EU_V) { /* 쓰 써, 아프 아파 */
        form.text[form.n - 1] =
            (char)(VOWEL + (is_bright(vowel_before(stem, EO)) ? A : EO));
        return add_form(verbs, &form, INF, name, light);
    }
    if (joined >= 0) {
        form.text[form.n - 1] = (char)(VOWEL + joined);
        if (add_form(verbs, &form, INF, name, light) < 0)
            return MM_ENOMEM;
    }
    form = *stem;
    add_letters(&form, SILENT, is_bright(vowel) ? A : EO);
    return add_form(verbs, &form, INF, name, light);
}

/* 하: 해, 하여. */
static int add_ha(mm_verbs *verbs, const jamo *stem, mm_str name, bool light)
{
    jamo form = *stem;

    form.text[form.n - 1] = (char)(VOWEL + AE);
    if (add_form(verbs, &form, INF, name, light) < 0)
        return MM_ENOMEM;
    form = *stem;
    add_letters(&form, SILENT, YEO);
    return add_form(verbs, &form, INF, name, light);
}

static int add_closed(mm_verbs *verbs, const jamo *stem, mm_str name,
                      bool light)
{
    jamo form = *stem;
    int  rc;

    if (final_of(stem) == F_R) { /* 만들면, 만드는 */
        if ((rc = add_form(verbs, &form, EU, name, light)) < 0)
            return rc;
        form.n--; /* of one syllable it would be anything: the list has 아는 */
        if (stem->n > 3 &&
            (rc = add_form(verbs, &form, EU | BASE, name, light)) < 0)
            return rc;
    } else {
        add_letters(&form, SILENT, EU_V);
        if ((rc = add_form(verbs, &form, EU, name, light)) < 0)
            return rc;
    }
    form = *stem;
    add_letters(&form, SILENT, is_bright(vowel_of(stem)) ? A : EO);
    return add_form(verbs, &form, INF, name, light);
}

/* ㅂ: 돕 도우 도와, 춥 추우 추워. */
static int add_b(mm_verbs *verbs, const jamo *stem, mm_str name, bool light)
{
    jamo form = *stem;
    bool bright = mm_str_eq(name, MM_S("돕")) || mm_str_eq(name, MM_S("곱"));
    int  rc;

    form.n--;
    add_letters(&form, SILENT, U);
    if ((rc = add_form(verbs, &form, EU, name, light)) < 0)
        return rc;
    form.text[form.n - 1] = (char)(VOWEL + (bright ? WA : WEO));
    return add_form(verbs, &form, INF, name, light);
}

/* ㄷ: 듣 들으 들어; ㅅ: 짓 지으 지어. */
static int add_ds(mm_verbs *verbs, const jamo *stem, mm_str name, bool s)
{
    jamo form = *stem, inf;
    int  rc;

    if (s)
        form.n--;
    else
        form.text[form.n - 1] = (char)(FINAL + F_R);
    inf = form;
    add_letters(&form, SILENT, EU_V);
    if ((rc = add_form(verbs, &form, EU, name, false)) < 0)
        return rc;
    add_letters(&inf, SILENT, is_bright(vowel_of(stem)) ? A : EO);
    return add_form(verbs, &inf, INF, name, false);
}

/* 르: 모르 몰라. */
static int add_l(mm_verbs *verbs, const jamo *stem, mm_str name)
{
    jamo form = *stem;
    int  rc;

    if ((rc = add_form(verbs, &form, EU, name, false)) < 0)
        return rc;
    form.n -= 2;
    if (is_final(form.text[form.n - 1]))
        return MM_OK;
    form.text[form.n++] = (char)(FINAL + F_R);
    add_letters(&form, 5, is_bright(vowel_before(stem, EO)) ? A : EO);
    return add_form(verbs, &form, INF, name, false);
}

/* ㅎ: 그렇 그러 그래. */
static int add_h(mm_verbs *verbs, const jamo *stem, mm_str name)
{
    jamo form = *stem;
    int  rc;

    form.n--;
    if ((rc = add_form(verbs, &form, EU, name, false)) < 0)
        return rc;
    form.text[form.n - 1] = (char)(VOWEL + AE);
    return add_form(verbs, &form, INF, name, false);
}

static int add_verb(mm_verbs *verbs, mm_str type, mm_str name)
{
    bool light = mm_str_eq(type, MM_S("light"));
    jamo stem;
    int  rc;

    if (!letters(&stem, name))
        return MM_EFORMAT;
    if ((rc = add_form(verbs, &stem, BASE, name, light)) < 0)
        return rc;
    if (mm_str_eq(type, MM_S("b")) || final_of(&stem) == F_B)
        if (mm_str_eq(type, MM_S("b")) || light)
            return add_b(verbs, &stem, name, light);
    if (mm_str_eq(type, MM_S("d")) || mm_str_eq(type, MM_S("s")))
        return add_ds(verbs, &stem, name, type.ptr[0] == 's');
    if (mm_str_eq(type, MM_S("l")))
        return add_l(verbs, &stem, name);
    if (mm_str_eq(type, MM_S("h")))
        return add_h(verbs, &stem, name);
    if (final_of(&stem))
        return add_closed(verbs, &stem, name, light);
    if ((rc = add_form(verbs, &stem, EU, name, light)) < 0)
        return rc;
    if (mm_str_ends(name, MM_S("하")))
        return add_ha(verbs, &stem, name, light);
    return add_open_inf(verbs, &stem, name, light);
}

/* ---- Tables ---- */

static int read_verbs(mm_verbs *verbs, mm_str text, mm_error *err)
{
    mm_rows rows = { .rest = text };
    mm_str  cells[3];

    while (mm_rows_next(&rows, cells, 3) == 2)
        while (cells[1].len) {
            mm_str name = mm_arena_copy(&verbs->mem,
                                        mm_str_cut(&cells[1], ' '));
            int    rc = MM_OK;

            if (!name.ptr)
                return mm_fail_memory(err);
            if (mm_str_eq(cells[0], MM_S("word")))
                rc = mm_map_add(&verbs->words, name) == MM_MAP_NONE
                         ? MM_ENOMEM
                         : MM_OK;
            else if (name.len)
                rc = add_verb(verbs, cells[0], name);
            if (rc == MM_EFORMAT)
                return mm_fail_at(err, MM_EFORMAT, rows.line,
                                  "ko-verbs.tsv: no stem: '%s'", name.ptr);
            if (rc < 0)
                return mm_fail_memory(err);
        }
    return MM_OK;
}

static int add_ending(mm_verbs *verbs, mm_str text, int kind)
{
    jamo     j = { .n = 0 };
    size_t   at = 0, before = verbs->endings.n;
    int32_t  cp;
    uint32_t i;

    if (kind == 0) { /* past */
        j.text[j.n++] = FINAL + F_SS;
        kind = INF;
    }
    while ((cp = mm_utf8_next(text, &at)) >= 0) {
        if (final_letter(cp) && j.n < LONGEST)
            j.text[j.n++] = (char)(FINAL + final_letter(cp));
        else if (!put_syllable(&j, cp, 0))
            return MM_EFORMAT;
    }
    i = mm_map_add(&verbs->endings, view(&j, 0, j.n));
    if (i == MM_MAP_NONE || mm_grow(&verbs->ending_kinds, &verbs->endings_cap,
                                    verbs->endings.n, 1, NULL) < 0)
        return MM_ENOMEM;
    if (verbs->endings.n > before)
        verbs->ending_kinds[i] = 0;
    verbs->ending_kinds[i] |= (uint8_t)kind;
    if (j.n > verbs->longest)
        verbs->longest = j.n;
    return MM_OK;
}

/* "base", "eu", "inf", "past", "copula", with " weak" or " nominal" behind. */
static int ending_kind(mm_str name)
{
    mm_str form = mm_str_cut(&name, ' ');
    int    flags = mm_str_eq(name, MM_S("weak"))      ? WEAK
                   : mm_str_eq(name, MM_S("nominal")) ? NOMINAL
                                                      : 0;

    return flags | (mm_str_eq(form, MM_S("base"))   ? BASE
                    : mm_str_eq(form, MM_S("eu"))   ? EU
                    : mm_str_eq(form, MM_S("inf"))  ? INF
                    : mm_str_eq(form, MM_S("past")) ? 0
                                                    : COPULA);
}

static int read_endings(mm_verbs *verbs, mm_str text, mm_error *err)
{
    mm_rows rows = { .rest = text };
    mm_str  cells[3];
    int     rc;

    while (mm_rows_next(&rows, cells, 3) == 2)
        while (cells[1].len) {
            mm_str ending = mm_str_cut(&cells[1], ' ');

            rc = add_ending(verbs, ending, ending_kind(cells[0]));
            if (rc == MM_EFORMAT)
                return mm_fail_at(err, MM_EFORMAT, rows.line,
                                  "ko-endings.tsv: no ending: '%.*s'",
                                  (int)ending.len, ending.ptr);
            if (rc < 0)
                return mm_fail_memory(err);
        }
    return MM_OK;
}

int mm_verbs_open(mm_verbs **out, const mm_tables *tables, mm_error *err)
{
    mm_verbs *verbs = calloc(1, sizeof *verbs);
    mm_str    text;
    int       rc;

    *out = NULL;
    if (!verbs)
        return mm_fail_memory(err);
    if ((rc = mm_tables_get(&text, tables, "ko-endings.tsv", err)) < 0 ||
        (rc = read_endings(verbs, text, err)) < 0 ||
        (rc = mm_tables_get(&text, tables, "ko-verbs.tsv", err)) < 0 ||
        (rc = read_verbs(verbs, text, err)) < 0)
        goto done;
    *out = verbs;
    verbs = NULL;
done:
    mm_verbs_close(verbs);
    return rc;
}

void mm_verbs_close(mm_verbs *verbs)
{
    if (!verbs)
        return;
    mm_map_release(&verbs->stems);
    mm_map_release(&verbs->endings);
    mm_map_release(&verbs->words);
    mm_arena_release(&verbs->mem);
    free(verbs->stem_kinds);
    free(verbs->stem_names);
    free(verbs->ending_kinds);
    free(verbs);
}

bool mm_verbs_is_word(const mm_verbs *verbs, mm_str word)
{
    return mm_map_find(&verbs->words, word) != MM_MAP_NONE;
}

/* ---- Look-up ---- */

/* Kinds of stem form that the letters from `at` may stand behind. */
static int ending_at(const mm_verbs *verbs, const jamo *word, size_t at)
{
    uint32_t i;

    if (at == word->n)
        return INF | WEAK;
    if (word->n - at > verbs->longest)
        return 0;
    i = mm_map_find(&verbs->endings, view(word, at, word->n));
    return i == MM_MAP_NONE ? 0 : verbs->ending_kinds[i];
}

static size_t syllable_count(const jamo *j, size_t from, size_t to)
{
    size_t n = 0;

    for (size_t i = from; i < to; i++)
        n += (unsigned char)j->text[i] >= VOWEL && !is_final(j->text[i]);
    return n;
}

/* May the noun that ends at letter `end` stand before light form `l` and the
 * ending from `at`? Here what looks like a noun's own end is turned down. */
static bool noun_fits(const jamo *word, size_t end, size_t at,
                      const light_form *l, int kinds)
{
    size_t tail = syllable_count(word, end, word->n);
    size_t noun = syllable_count(word, 0, end);
    bool   latin = word->at[0] > 0;
    bool   coda = end > 0 && is_final(word->text[end - 1]);

    if (noun == 0 && !latin)
        return false;
    if (l->copula) {
        if (kinds & NOMINAL)
            return false; /* 모임, 이기 */
        if (word->n - at == 2 && word->text[at] == 1 + 2 &&
            word->text[at + 1] == VOWEL + A)
            return false; /* 이나 is a particle */
        if (l->n == 2 && l->text[1] == VOWEL + YEO) /* 최저였다 */
            return !coda && word->n > at && word->text[at] == FINAL + F_SS;
        /* 한국인, 통일: more often nouns; 세계적인 is not */
        if (tail == 1)
            return coda && end >= 3 && word->text[end - 1] == FINAL + 1 &&
                   word->text[end - 2] == VOWEL + EO &&
                   word->text[end - 3] == 1 + 12 && noun > 1;
        if (at == end + l->n && tail == 1)
            return false;
        /* 홈페이지, 샌디에이고 */
        return coda || latin || word->n - at > 4 || tail > 2 ||
               (word->n - at == 2 && word->text[at] == 1 + 3 &&
                word->text[at + 1] == VOWEL + A);
    }
    return tail > 1 || noun > 1 || latin;
}

/* The noun before a light verb; the shortest of two syllables or more. */
static bool find_light(mm_verb_form *out, const mm_verbs *verbs,
                       const jamo *word, size_t at, int kinds)
{
    bool found = false;

    for (size_t i = 0; i < verbs->light_n; i++) {
        const light_form *l = &verbs->light[i];
        size_t            end;

        if (!(l->kinds & kinds) || l->n > at ||
            memcmp(word->text + at - l->n, l->text, l->n) != 0)
            continue;
        end = at - l->n;
        if (!noun_fits(word, end, at, l, kinds))
            continue;
        /* 감당하다 is 감당 + 하다, not 감 + 당하다 */
        if (found && syllable_count(word, 0, end) < 2)
            continue;
        out->kind = MM_VERB_NOUN;
        out->noun_len = word->at[end];
        found = true;
    }
    return found;
}

/* Two syllables, the second 를: 나를 is rather 나 + 를 than from 나르다. */
static bool ends_in_object(const jamo *word)
{
    static const char tail[] = { 1 + 5, VOWEL + EU_V, FINAL + F_R };

    return syllable_count(word, 0, word->n) == 2 &&
           !memcmp(word->text + word->n - sizeof tail, tail, sizeof tail);
}

/* May the letters before `at` and an ending of `kinds` be a noun and a particle
 * as well (사고, 기지를, 신을)? Only a stem of one syllable may. */
static bool is_doubtful(const jamo *word, size_t at, int kinds)
{
    size_t stem = syllable_count(word, 0, at);
    int    final = is_final(word->text[at - 1]) ? word->text[at - 1] - FINAL
                                                : 0;

    if (kinds & NOMINAL || syllable_count(word, 0, word->n) < 2 ||
        ends_in_object(word))
        return true;
    if (stem == 2 && (kinds & EU) && word->text[at - 1] == VOWEL + EU_V &&
        word->text[at - 2] == 1 + SILENT) { /* 신-으-ㄹ */
        stem = 1;
        final = is_final(word->text[at - 3]) ? word->text[at - 3] - FINAL : 0;
    }
    return stem == 1 && kinds & WEAK &&
           (final == 0 || final == F_N || final == F_R || final == F_M ||
            final == F_B || final == 21);
}

/* Has ㅆ, which no noun has, and behind it an ending that we know; or ㄶ, ㅀ. */
static bool has_verb_final(const mm_verbs *verbs, const jamo *word)
{
    for (size_t i = 1; i < word->n; i++) {
        int final = word->text[i] - FINAL;
        int kinds = final == F_SS ? ending_at(verbs, word, i) : 0;

        if (kinds && !(kinds & NOMINAL))
            return true;
        if (final == F_NH || final == F_RH)
            return true;
    }
    return false;
}

/* Ends in 습니다, ㅂ니다, 는다. */
static bool has_verb_end(const jamo *word)
{
    static const char polite[] = { FINAL + F_B, 1 + 2, VOWEL + I, 1 + 3,
                                   VOWEL + A };
    static const char plain[] = { 1 + 2, VOWEL + EU_V, FINAL + F_N, 1 + 3,
                                  VOWEL + A };

    return word->n > sizeof polite + 2 &&
           (!memcmp(word->text + word->n - sizeof polite, polite,
                    sizeof polite) ||
            !memcmp(word->text + word->n - sizeof plain, plain,
                    sizeof plain));
}

mm_verb_form mm_verb_find(const mm_verbs *verbs, mm_str word)
{
    mm_verb_form form = { .kind = MM_VERB_NONE };
    jamo         j;
    size_t       least;

    if (!letters(&j, word))
        return form;
    least = j.n > verbs->longest ? j.n - verbs->longest : 1;
    for (size_t at = j.n; at >= least && at > 0; at--) {
        int      kinds = ending_at(verbs, &j, at);
        uint32_t i;

        if (!kinds)
            continue;
        i = j.at[0] ? MM_MAP_NONE
                    : mm_map_find(&verbs->stems, view(&j, 0, at));
        if (i != MM_MAP_NONE && (verbs->stem_kinds[i] & kinds) &&
            !is_doubtful(&j, at, kinds)) {
            form.kind = MM_VERB_KNOWN;
            form.stem = verbs->stem_names[i];
            return form;
        }
    }
    for (size_t at = j.n; at >= least && at > 0; at--) {
        int kinds = ending_at(verbs, &j, at);

        if (kinds && find_light(&form, verbs, &j, at, kinds) &&
            form.noun_len > 3)
            return form;
    }
    if (form.kind == MM_VERB_NONE && (has_verb_final(verbs, &j) || has_verb_end(&j)))
        form.kind = MM_VERB_LIKELY;
    return form;
}
