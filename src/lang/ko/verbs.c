/* Verb forms.
 *
 * Problem: 추진하는 holds the noun 추진, 늘어났다 holds none, and both look
 * like a noun and a particle to the table of particles. Method: words are
 * written as letters (jamo), so that a final consonant that belongs to the
 * ending (한다 = 하 + ㄴ다) is a piece of its own. A stem has three forms, each
 * of which takes its own endings: the dictionary stem (듣-), the one with the
 * linking vowel (들으-) and the one in -아/-어 (들어-); irregular verbs differ
 * in these forms alone. A word is a verb form when it can be cut into a stem
 * form of the list and an ending of the same kind. Precision counts here, since
 * a noun taken for a verb is lost: what may be either (사고, 한국인) is left to
 * the particles. */
#include "lang/ko/verbs.h"

#include "base/map.h"
#include "base/memory.h"
#include "lang/ko/conjugate.h"
#include "lang/ko/syllable.h"

#include <stdlib.h>
#include <string.h>

/* Flags of endings beside MM_STEM_...: behind 이 alone; like the end of a noun
 * behind a stem of one syllable; makes a noun of the verb. */
enum { COPULA = 8, WEAK = 16, NOMINAL = 32 };
/* Of stems: a noun is spelled so, and more frequent: mm_verb_forms() alone knows
 * of it. */
enum { SHARED = 64 };
enum { LIGHT_FORMS = 48, LIGHT_LETTERS = 12 };

/* Letters, as conjugate.h writes them. */
#define ONSET(n) (MM_LETTER_ONSET + (n))
#define VOWEL(n) (MM_LETTER_VOWEL + (n))
#define FINAL(n) (MM_LETTER_FINAL + (n))
enum { O_NIEUN = 2, O_DIGEUT = 3, O_SILENT = 11, O_JIEUT = 12, O_RIEUL = 5 };
enum { V_A = 0, V_EO = 4, V_YEO = 6, V_EU = 18, V_I = 20 };
enum {
    F_KIYEOK = 1,
    F_NIEUN = 4,
    F_NH = 6,
    F_RIEUL = 8,
    F_RH = 15,
    F_MIEUM = 16,
    F_PIEUP = 17,
    F_SSIOS = 20,
    F_IEUNG = 21
};

typedef struct light_form {
    char   text[LIGHT_LETTERS];
    size_t n;
    int    kinds;
    bool   copula;
} light_form;

struct mm_verbs {
    mm_map     stems; /* forms of listed verbs, as letters */
    uint8_t   *stem_kinds;
    mm_str    *stem_names;
    size_t     kinds_cap, names_cap;
    mm_map     endings; /* as letters */
    uint8_t   *ending_kinds;
    size_t     endings_cap;
    size_t     longest; /* ending, in letters */
    light_form light[LIGHT_FORMS];
    size_t     light_n;
    mm_map     words;
    mm_arena   mem;
};

/* ---- Tables ---- */

static int add_light(mm_verbs *verbs, const mm_letters *form, int kinds,
                     bool copula)
{
    light_form *l = &verbs->light[verbs->light_n];

    if (verbs->light_n == LIGHT_FORMS || form->n > LIGHT_LETTERS)
        return MM_EFORMAT;
    memcpy(l->text, form->text, form->n);
    l->n = form->n;
    l->kinds = kinds | (copula && kinds & MM_STEM_BASE ? COPULA : 0);
    l->copula = copula;
    verbs->light_n++;
    return MM_OK;
}

/* Adds one form of the verb `name`. */
static int add_stem(mm_verbs *verbs, const mm_letters *form, int kinds,
                    mm_str name)
{
    size_t   before = verbs->stems.n;
    uint32_t i = mm_map_add(&verbs->stems, mm_letters_view(form, 0, form->n));

    if (i == MM_MAP_NONE ||
        mm_grow(&verbs->stem_kinds, &verbs->kinds_cap, verbs->stems.n, 1,
                NULL) < 0 ||
        mm_grow(&verbs->stem_names, &verbs->names_cap, verbs->stems.n,
                sizeof *verbs->stem_names, NULL) < 0)
        return MM_ENOMEM;
    if (verbs->stems.n > before) {
        verbs->stem_kinds[i] = 0;
        verbs->stem_names[i] = name;
    } else if (!(kinds & verbs->stem_kinds[i] & SHARED)) {
        verbs->stem_kinds[i] &= (uint8_t)~SHARED; /* a form of another verb */
        kinds &= ~SHARED;
    }
    verbs->stem_kinds[i] |= (uint8_t)kinds;
    return MM_OK;
}

/* Light verbs in ㅂ (스럽) are irregular all. */
static int add_verb(mm_verbs *verbs, mm_str type, mm_str name)
{
    bool light = mm_str_eq(type, MM_S("light"));
    int  shared = mm_str_eq(type, MM_S("shared")) ? SHARED : 0;
    bool copula = mm_str_eq(name, MM_S("이"));
    mm_str class = type;
    mm_stem_forms forms;

    if (light) {
        size_t at = name.len;

        class = mm_ko_final(mm_utf8_prev(name, &at)) == F_PIEUP ? MM_S("b")
                                                                : MM_S("r");
    }
    if (!mm_stem_forms_make(&forms, class, name))
        return MM_EFORMAT;
    for (size_t i = 0; i < forms.n; i++) {
        int rc = light
                     ? add_light(verbs, &forms.items[i], forms.kinds[i], copula)
                     : add_stem(verbs, &forms.items[i],
                                forms.kinds[i] | shared, name);

        if (rc < 0)
            return rc;
    }
    return MM_OK;
}

static int read_verbs(mm_verbs *verbs, mm_str text, mm_error *err)
{
    mm_rows rows = { .rest = text };
    mm_str  cells[3];

    while (mm_rows_next(&rows, cells, 3) == 2)
        while (cells[1].len) {
            mm_str name =
                mm_arena_copy(&verbs->mem, mm_str_cut(&cells[1], ' '));
            int rc = MM_OK;

            if (!name.ptr)
                return mm_fail_memory(err);
            if (mm_str_eq(cells[0], MM_S("word")))
                rc = mm_map_add(&verbs->words, name) == MM_MAP_NONE ? MM_ENOMEM
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

/* Writes `text` as letters; a lone consonant is a final one. */
static bool ending_letters(mm_letters *out, mm_str text)
{
    size_t  at = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(text, &at)) >= 0) {
        int final = mm_ko_letter_final(cp);

        if (final > 0 && out->n < MM_LETTERS_MAX)
            out->text[out->n++] = (char)FINAL(final);
        else if (!mm_letters_put(out, cp, 0))
            return false;
    }
    return true;
}

static int add_ending(mm_verbs *verbs, mm_str text, int kind)
{
    mm_letters letters = { .n = 0 };
    size_t     before = verbs->endings.n;
    uint32_t   i;

    if (kind == 0) { /* past */
        letters.text[letters.n++] = FINAL(F_SSIOS);
        kind = MM_STEM_INF;
    }
    if (!ending_letters(&letters, text))
        return MM_EFORMAT;
    i = mm_map_add(&verbs->endings, mm_letters_view(&letters, 0, letters.n));
    if (i == MM_MAP_NONE || mm_grow(&verbs->ending_kinds, &verbs->endings_cap,
                                    verbs->endings.n, 1, NULL) < 0)
        return MM_ENOMEM;
    if (verbs->endings.n > before)
        verbs->ending_kinds[i] = 0;
    verbs->ending_kinds[i] |= (uint8_t)kind;
    if (letters.n > verbs->longest)
        verbs->longest = letters.n;
    return MM_OK;
}

/* "base", "eu", "inf", "past", "copula", with " weak" or " nominal" behind. */
static int ending_kind(mm_str name)
{
    mm_str form = mm_str_cut(&name, ' ');
    int    flags = mm_str_eq(name, MM_S("weak"))      ? WEAK
                   : mm_str_eq(name, MM_S("nominal")) ? NOMINAL
                                                      : 0;

    return flags | (mm_str_eq(form, MM_S("base"))   ? MM_STEM_BASE
                    : mm_str_eq(form, MM_S("eu"))   ? MM_STEM_EU
                    : mm_str_eq(form, MM_S("inf"))  ? MM_STEM_INF
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
static int ending_at(const mm_verbs *verbs, const mm_letters *word, size_t at)
{
    uint32_t i;

    if (at == word->n)
        return MM_STEM_INF | WEAK;
    if (word->n - at > verbs->longest)
        return 0;
    i = mm_map_find(&verbs->endings, mm_letters_view(word, at, word->n));
    return i == MM_MAP_NONE ? 0 : verbs->ending_kinds[i];
}

static size_t syllable_count(const mm_letters *j, size_t from, size_t to)
{
    size_t n = 0;

    for (size_t i = from; i < to; i++)
        n += mm_letter_is_vowel(j->text[i]);
    return n;
}

/* May the noun that ends at letter `end` stand before light form `l` and the
 * ending from `at`? Here what looks like a noun's own end is turned down. */
static bool noun_fits(const mm_letters *word, size_t end, size_t at,
                      const light_form *l, int kinds)
{
    size_t tail = syllable_count(word, end, word->n);
    size_t noun = syllable_count(word, 0, end);
    bool   latin = word->at[0] > 0;
    bool   coda = end > 0 && mm_letter_is_final(word->text[end - 1]);

    if (noun == 0 && !latin)
        return false;
    if (l->copula) {
        if (kinds & NOMINAL)
            return false; /* 모임, 이기 */
        if (word->n - at == 2 && word->text[at] == ONSET(O_NIEUN) &&
            word->text[at + 1] == VOWEL(V_A))
            return false;                            /* 이나 is a particle */
        if (l->n == 2 && l->text[1] == VOWEL(V_YEO)) /* 최저였다 */
            return !coda && word->n > at && word->text[at] == FINAL(F_SSIOS);
        /* 한국인, 통일: more often nouns; 세계적인 is not */
        if (tail == 1)
            return coda && end >= 3 && word->text[end - 1] == FINAL(F_KIYEOK) &&
                   word->text[end - 2] == VOWEL(V_EO) &&
                   word->text[end - 3] == ONSET(O_JIEUT) && noun > 1;
        if (at == end + l->n && tail == 1)
            return false;
        /* 홈페이지, 샌디에이고 */
        return coda || latin || word->n - at > 4 || tail > 2 ||
               (word->n - at == 2 && word->text[at] == ONSET(O_DIGEUT) &&
                word->text[at + 1] == VOWEL(V_A));
    }
    return tail > 1 || noun > 1 || latin;
}

/* The noun before a light verb; the shortest of two syllables or more. */
static bool find_light(mm_verb_form *out, const mm_verbs *verbs,
                       const mm_letters *word, size_t at, int kinds)
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
static bool ends_in_object(const mm_letters *word)
{
    static const char tail[] = { ONSET(O_RIEUL), VOWEL(V_EU), FINAL(F_RIEUL) };

    return syllable_count(word, 0, word->n) == 2 &&
           !memcmp(word->text + word->n - sizeof tail, tail, sizeof tail);
}

/* May the letters before `at` and an ending of `kinds` be a noun and a particle
 * as well (사고, 기지를, 신을)? Only a stem of one syllable may. */
static bool is_doubtful(const mm_letters *word, size_t at, int kinds)
{
    size_t stem = syllable_count(word, 0, at);
    int    final = mm_letter_is_final(word->text[at - 1])
                       ? word->text[at - 1] - MM_LETTER_FINAL
                       : 0;

    if (kinds & NOMINAL || syllable_count(word, 0, word->n) < 2 ||
        ends_in_object(word))
        return true;
    if (stem == 2 && (kinds & MM_STEM_EU) &&
        word->text[at - 1] == VOWEL(V_EU) &&
        word->text[at - 2] == ONSET(O_SILENT)) { /* 신-으-ㄹ */
        stem = 1;
        final = mm_letter_is_final(word->text[at - 3])
                    ? word->text[at - 3] - MM_LETTER_FINAL
                    : 0;
    }
    return stem == 1 && kinds & WEAK &&
           (final == 0 || final == F_NIEUN || final == F_RIEUL ||
            final == F_MIEUM || final == F_PIEUP || final == F_IEUNG);
}

/* Has ㅆ, which no noun has, and behind it an ending that we know; or ㄶ, ㅀ.
 */
static bool has_verb_final(const mm_verbs *verbs, const mm_letters *word)
{
    for (size_t i = 1; i < word->n; i++) {
        int final = word->text[i] - MM_LETTER_FINAL;
        int kinds = final == F_SSIOS ? ending_at(verbs, word, i) : 0;

        if (kinds && !(kinds & NOMINAL))
            return true;
        if (final == F_NH || final == F_RH)
            return true;
    }
    return false;
}

/* Ends in 습니다, ㅂ니다, 는다. */
static bool has_verb_end(const mm_letters *word)
{
    static const char polite[] = { FINAL(F_PIEUP), ONSET(O_NIEUN), VOWEL(V_I),
                                   ONSET(O_DIGEUT), VOWEL(V_A) };
    static const char plain[] = { ONSET(O_NIEUN), VOWEL(V_EU), FINAL(F_NIEUN),
                                  ONSET(O_DIGEUT), VOWEL(V_A) };

    return word->n > sizeof polite + 2 &&
           (!memcmp(word->text + word->n - sizeof polite, polite,
                    sizeof polite) ||
            !memcmp(word->text + word->n - sizeof plain, plain, sizeof plain));
}

mm_verb_form mm_verb_find(const mm_verbs *verbs, mm_str word)
{
    mm_verb_form form = { .kind = MM_VERB_NONE };
    mm_letters   j;
    uint8_t      kinds_at[MM_LETTERS_MAX + 4];
    size_t       least;

    if (!mm_letters_of(&j, word))
        return form;
    least = j.n > verbs->longest ? j.n - verbs->longest : 1;
    for (size_t at = j.n; at >= least && at > 0; at--) {
        int      kinds = ending_at(verbs, &j, at);
        uint32_t i;

        kinds_at[at] = (uint8_t)kinds;
        if (!kinds)
            continue;
        i = j.at[0] ? MM_MAP_NONE
                    : mm_map_find(&verbs->stems, mm_letters_view(&j, 0, at));
        if (i != MM_MAP_NONE && (verbs->stem_kinds[i] & kinds) &&
            !(verbs->stem_kinds[i] & SHARED) && !is_doubtful(&j, at, kinds)) {
            form.kind = MM_VERB_KNOWN;
            form.stem = verbs->stem_names[i];
            return form;
        }
    }
    for (size_t at = j.n; at >= least && at > 0; at--) {
        int kinds = kinds_at[at];

        if (kinds && find_light(&form, verbs, &j, at, kinds) &&
            form.noun_len > 3)
            return form;
    }
    if (form.kind == MM_VERB_NONE &&
        (has_verb_final(verbs, &j) || has_verb_end(&j)))
        form.kind = MM_VERB_LIKELY;
    return form;
}

/* Endings of a verb that stands before its noun: ㄴ 은 는 ㄹ 을 던. */
static bool is_modifying(mm_str ending)
{
    static const char endings[][3] = {
        { FINAL(F_NIEUN) },
        { FINAL(F_RIEUL) },
        { ONSET(O_NIEUN), VOWEL(V_EU), FINAL(F_NIEUN) },
        { ONSET(O_DIGEUT), VOWEL(V_EO), FINAL(F_NIEUN) },
    };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = endings[i][1] ? 3 : 1;

        if (mm_str_eq(ending, (mm_str){ endings[i], n }))
            return true;
    }
    return false;
}

/* 열 of 열다: ㄹ of the stem and ㄹ of the ending are one. */
static bool is_stem_in_rieul(const mm_verbs *verbs, const mm_letters *word)
{
    uint32_t i = word->text[word->n - 1] == FINAL(F_RIEUL)
                     ? mm_map_find(&verbs->stems,
                                   mm_letters_view(word, 0, word->n))
                     : MM_MAP_NONE;

    return i != MM_MAP_NONE && verbs->stem_kinds[i] & MM_STEM_BASE;
}

unsigned mm_verb_forms(const mm_verbs *verbs, mm_str word)
{
    unsigned   forms = 0;
    mm_letters j;

    if (!mm_letters_of(&j, word) || j.at[0])
        return 0;
    if (is_stem_in_rieul(verbs, &j))
        forms |= MM_FORM_MODIFIES;
    for (size_t at = j.n; at > 0; at--) {
        int      kinds = ending_at(verbs, &j, at);
        uint32_t i;

        if (!kinds)
            continue;
        i = mm_map_find(&verbs->stems, mm_letters_view(&j, 0, at));
        if (i != MM_MAP_NONE && verbs->stem_kinds[i] & kinds)
            forms |= kinds & NOMINAL ? MM_FORM_NOMINAL
                     : is_modifying(mm_letters_view(&j, at, j.n))
                         ? MM_FORM_MODIFIES
                         : MM_FORM_VERB;
    }
    return forms;
}
