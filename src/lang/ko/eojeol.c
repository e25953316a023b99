/* Korean words between spaces (eojeol).
 *
 * Problem: 북방한계선에서는 must be known as 북방한계선, but 유엔 is not 유 +
 * 엔. Method (measured in research/korean.md): the longest chain of particles
 * that agrees with the sound before it, one-syllable stems allowed; taken back
 * when a list of nouns that look so, or the corpus's own paradigm, says that
 * the longer stem is the noun. Every legal cut is kept with its score, since
 * the aligner may know better. */
#include "lang/ko/eojeol.h"

#include "base/map.h"
#include "lang/ko/verbs.h"
#include "malmoi/text.h"

#include <stdlib.h>

enum { MAX_CUTS = 24 };
enum {
    SYLLABLE = 3,   /* bytes of a Hangul syllable */
    SSANG_SIOT = 20 /* final ㅆ, which verbs alone have */
};

struct mm_ko {
    mm_josa  *josa;
    mm_verbs *verbs;
    mm_map    nouns; /* nouns that look like noun and particle */
    mm_map    heads; /* those of two syllables that also end compounds */
};

/* Puts the words of `row`, parted by spaces, into `map`. */
static int add_words(mm_map *map, mm_str row, mm_error *err)
{
    while (row.len) {
        mm_str word = mm_str_cut(&row, ' ');

        if (word.len && mm_map_add(map, word) == MM_MAP_NONE)
            return mm_fail_memory(err);
    }
    return MM_OK;
}

/* Rows of nouns; those of a row "+ ..." may end a compound too. */
static int read_nouns(mm_ko *ko, const mm_tables *tables, mm_error *err)
{
    mm_rows rows = { 0 };
    mm_str  row;
    int     rc;

    if ((rc = mm_tables_get(&rows.rest, tables, "ko-nouns-like-josa.tsv",
                            err)) < 0)
        return rc;
    while (mm_rows_next(&rows, &row, 1)) {
        if (mm_str_starts(row, MM_S("+ "))) {
            mm_str_cut(&row, ' ');
            if (add_words(&ko->heads, row, err) < 0)
                return MM_ENOMEM;
        }
        if (add_words(&ko->nouns, row, err) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

int mm_ko_open(mm_ko **out, const mm_tables *tables, mm_error *err)
{
    mm_ko *ko = calloc(1, sizeof *ko);
    int    rc;

    *out = NULL;
    if (!ko)
        return mm_fail_memory(err);
    if ((rc = mm_josa_open(&ko->josa, tables, err)) < 0 ||
        (rc = mm_verbs_open(&ko->verbs, tables, err)) < 0 ||
        (rc = read_nouns(ko, tables, err)) < 0)
        goto done;
    *out = ko;
    ko = NULL;
done:
    mm_ko_close(ko);
    return rc;
}

void mm_ko_close(mm_ko *ko)
{
    if (!ko)
        return;
    mm_josa_close(ko->josa);
    mm_verbs_close(ko->verbs);
    mm_map_release(&ko->nouns);
    mm_map_release(&ko->heads);
    free(ko);
}

const mm_josa *mm_ko_josa(const mm_ko *ko)
{
    return ko->josa;
}

/* ---- Cuts ---- */

/* The cuts found so far, the best first. */
typedef struct cut_list {
    mm_cut items[MAX_CUTS];
    size_t n;
} cut_list;

static void add_cut(cut_list *list, mm_cut cut)
{
    size_t at = list->n;

    if (at == MAX_CUTS && list->items[at - 1].score >= cut.score)
        return;
    if (at == MAX_CUTS)
        at--;
    else
        list->n++;
    for (; at > 0 && list->items[at - 1].score < cut.score; at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = cut;
}

static bool has_hangul_end(mm_str text)
{
    size_t  at = text.len;
    int32_t cp = mm_utf8_prev(text, &at);

    return cp >= 0xAC00 && cp <= 0xD7A3;
}

/* Digits, or digits and powers of ten: 20, 5백, 1억1천. */
static bool is_number(mm_str text)
{
    static const char *const powers[] = { "십", "백", "천", "만", "억" };

    if (text.len == 0)
        return false;
    if (text.ptr[text.len - 1] >= '0' && text.ptr[text.len - 1] <= '9')
        return true;
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++)
        if (mm_str_ends(text, mm_cstr(powers[i])) && text.ptr[0] >= '0' &&
            text.ptr[0] <= '9')
            return true;
    return false;
}

/* A particle that may stand at byte `at` of `word`, with the stem before it;
 * NULL when none may. `*agrees` tells if its form is right for the stem. */
static const mm_josa_form *josa_at(mm_str *stem, bool *agrees, const mm_ko *ko,
                                   mm_str word, size_t at)
{
    mm_str              suffix = mm_str_sub(word, at, word.len);
    const mm_josa_form *form = mm_josa_find(ko->josa, suffix);
    int                 final;

    if (!form ||
        (form->listed &&
         mm_map_find(&ko->nouns, mm_str_sub(word, 0, at)) == MM_MAP_NONE))
        return NULL;
    *stem = mm_str_sub(word, 0, mm_ko_stem_end(word, at));
    if (mm_str_starts(suffix, MM_S("만")) && is_number(*stem))
        return NULL; /* 20만 is a number, 5백만 too */
    final = mm_ko_final_sound(mm_str_sub(word, 0, at));
    if (final == SSANG_SIOT)
        return NULL;
    *agrees = mm_josa_agrees(form, final);
    if (!*agrees && has_hangul_end(*stem))
        return NULL; /* people slip after Latin letters and digits only */
    return form;
}

mm_str mm_ko_longest_cut(int *head, const mm_ko *ko, mm_str word)
{
    size_t from = mm_josa_longest(ko->josa);
    bool   agrees;
    mm_str stem;

    *head = -1;
    for (size_t at = word.len > from ? word.len - from : 1; at < word.len;
         at++) {
        const mm_josa_form *form;

        if (((unsigned char)word.ptr[at] & 0xC0) == 0x80)
            continue;
        form = josa_at(&stem, &agrees, ko, word, at);
        if (form && !form->rare) {
            *head = form->head;
            return stem;
        }
    }
    return word;
}

/* How far the list speaks for `stem`: as a whole, or as a compound that ends
 * in a listed noun (외무장관회의); the longer that is, the more. */
static double list_support(const mm_ko *ko, mm_str stem)
{
    if (mm_map_find(&ko->nouns, stem) != MM_MAP_NONE)
        return 0.4;
    for (size_t at = 1; at + 2 * SYLLABLE <= stem.len; at++) {
        mm_str tail = mm_str_sub(stem, at, stem.len);
        bool   two = tail.len == 2 * SYLLABLE;

        if (((unsigned char)stem.ptr[at] & 0xC0) == 0x80 ||
            (two && at == SYLLABLE)) /* 통제한 is not 통 + 제한 */
            continue;
        if (mm_map_find(two ? &ko->heads : &ko->nouns, tail) != MM_MAP_NONE)
            return 0.3 + 0.005 * (double)tail.len / SYLLABLE;
    }
    return 0;
}

/* How much speaks for `stem` as a noun, apart from the particle behind it. */
static double stem_support(const mm_ko *ko, const mm_paradigm *paradigm,
                           mm_str stem, unsigned rival)
{
    unsigned seen;
    double   listed = list_support(ko, stem);

    if (listed > 0)
        return listed;
    if (!paradigm || (seen = mm_paradigm_count(paradigm, stem)) < 2)
        return 0;
    return seen > rival ? 0.35 : 0;
}

static void josa_cuts(cut_list *list, const mm_ko *ko,
                      const mm_paradigm *paradigm, mm_str word)
{
    size_t from = mm_josa_longest(ko->josa);
    int    head;
    mm_str shortest = mm_ko_longest_cut(&head, ko, word), stem;
    /* what the longest chain would leave must be beaten by a longer stem */
    unsigned rival = paradigm ? mm_paradigm_count(paradigm, shortest) : 0;
    bool     agrees;
    double   whole = 0.5;

    for (size_t at = word.len > from ? word.len - from : 1; at < word.len;
         at++) {
        const mm_josa_form *form;
        double              score;

        if (((unsigned char)word.ptr[at] & 0xC0) == 0x80 ||
            !(form = josa_at(&stem, &agrees, ko, word, at)))
            continue;
        score = 0.52 + 0.01 * (double)(word.len - at) / 3 +
                (agrees ? 0.04 : 0) +
                stem_support(ko, paradigm, stem, form->rare ? 1 : rival);
        if (form->rare)
            score -= 0.2;
        add_cut(list, (mm_cut){ .stem_len = stem.len,
                                .ending = at,
                                .word_class = form->copula ? MM_WORD_NOUN_VERB
                                                           : MM_WORD_NOUN_JOSA,
                                .score = score });
    }
    if (head >= 0)
        whole += stem_support(ko, paradigm, word, rival);
    else
        whole = 0.6 + list_support(ko, word);
    add_cut(list, (mm_cut){ .stem_len = mm_ko_stem_end(word, word.len),
                            .ending = word.len,
                            .word_class = MM_WORD_NOUN,
                            .score = whole > 1 ? 1 : whole });
}

/* Weighs a verb form against nouns. Short forms (바뀔) lose: the frequent ones
 * are listed as words, and of the rest a noun is as likely. */
static double verb_score(const mm_verb_form *form, mm_str word)
{
    bool past =
        mm_ko_final_sound(mm_str_sub(word, 0, word.len - SYLLABLE)) ==
            SSANG_SIOT &&
        (mm_str_ends(word, MM_S("다")) || mm_str_ends(word, MM_S("고")));

    switch (form->kind) {
    case MM_VERB_KNOWN:
        return word.len > 2 * SYLLABLE ? 0.8 : 0.4;
    case MM_VERB_NOUN:
        return 0.75;
    default:
        return past || word.len > 3 * SYLLABLE ? 0.7 : 0.4;
    }
}

/* 이다 that shows little of itself: 결과다, whose 이 is dropped behind a vowel,
 * and 여객기인, where the text must know 여객기 and not 여객기인. */
static void copula_cuts(cut_list *list, const mm_ko *ko,
                        const mm_paradigm *paradigm, mm_str word)
{
    mm_cut cut = { .word_class = MM_WORD_NOUN_VERB, .score = 0.62 };
    mm_str stem = mm_str_sub(word, 0, word.len - SYLLABLE);
    bool   counted =
        word.len && word.ptr[0] >= '0' && word.ptr[0] <= '9'; /* 34세인 */
    int head;

    if (word.len < 7 || list_support(ko, word) > 0)
        return;
    mm_ko_longest_cut(&head, ko, word);
    if (head >= 0) /* 때보다, 해마다 */
        return;
    if (mm_str_ends(word, MM_S("다"))) {
        if (mm_ko_final_sound(stem) != 0)
            return;
    } else if (!mm_str_ends(word, MM_S("인")) ||
               !(counted ||
                 (paradigm && mm_paradigm_count(paradigm, stem) > 2 &&
                  mm_paradigm_count(paradigm, word) == 0))) {
        return;
    }
    cut.ending = stem.len;
    cut.stem_len = mm_ko_stem_end(word, stem.len);
    add_cut(list, cut);
}

/* Verb forms: 추진하는 is 추진 and a verb, 늘어났다 no noun at all. */
static void verb_cuts(cut_list *list, const mm_ko *ko,
                      const mm_paradigm *paradigm, mm_str word)
{
    mm_verb_form form;
    mm_cut       cut = { .stem_len = word.len, .ending = word.len };

    if (mm_verbs_is_word(ko->verbs, word)) {
        cut.word_class = MM_WORD_OTHER;
        cut.score = 0.95;
        add_cut(list, cut);
        return;
    }
    form = mm_verb_find(ko->verbs, word);
    if (form.kind == MM_VERB_NONE) {
        copula_cuts(list, ko, paradigm, word);
        return;
    }
    cut.word_class = MM_WORD_OTHER;
    cut.score = verb_score(&form, word);
    if (form.kind == MM_VERB_NOUN) {
        cut.word_class = MM_WORD_NOUN_VERB;
        cut.stem_len = mm_ko_stem_end(word, form.noun_len);
        cut.ending = form.noun_len;
    }
    add_cut(list, cut);
}

/* What is quoted in ...”라고: the word before the closing quote mark, when
 * particles of quotation stand behind it; else the whole word. */
static mm_str quoted_part(mm_str word)
{
    static const char *const tails[] = { "라고",   "라는",   "라며",   "이라고",
                                         "이라는", "이라며", "고",     "며",
                                         "하고",   "라고도", "라고는", "란" };

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        mm_str tail = mm_cstr(tails[i]);
        size_t end = word.len - tail.len;

        if (word.len > tail.len && mm_str_ends(word, tail) &&
            mm_ko_stem_end(word, end) < end)
            return mm_str_sub(word, 0, mm_ko_stem_end(word, end));
    }
    return word;
}

size_t mm_ko_cuts(mm_cut *out, size_t room, const mm_ko *ko,
                  const mm_paradigm *paradigm, mm_str word)
{
    cut_list list = { .n = 0 };
    mm_str   part = quoted_part(word);

    josa_cuts(&list, ko, paradigm, part);
    verb_cuts(&list, ko, paradigm, part);
    for (size_t i = 0; i < list.n && i < room; i++) {
        out[i] = list.items[i];
        if (part.len < word.len && out[i].word_class == MM_WORD_NOUN)
            out[i].word_class = MM_WORD_NOUN_JOSA;
    }
    return list.n < room ? list.n : room;
}

int mm_ko_stem(mm_buf *out, const mm_ko *ko, const mm_paradigm *paradigm,
               mm_str word)
{
    mm_cut cut;

    if (mm_ko_cuts(&cut, 1, ko, paradigm, word) == 0)
        return MM_OK;
    if (cut.word_class == MM_WORD_OTHER) {
        mm_verb_form form = mm_verb_find(ko->verbs, word);

        if (form.kind == MM_VERB_KNOWN)
            return mm_buf_put(out, form.stem);
    }
    return mm_key(out, mm_str_sub(word, 0, cut.stem_len));
}

unsigned mm_ko_forms(const mm_ko *ko, mm_str word)
{
    return (mm_verbs_is_word(ko->verbs, word) ? MM_FORM_WORD : 0u) |
           mm_verb_forms(ko->verbs, word);
}
