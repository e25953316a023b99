/*
 * A Korean word can be cut in several ways, and the term base is a witness of
 * its own: that 유 is a term says more for 유 + 엔 than a list of particles
 * does, but less than 유엔 itself, known as a noun, says against it. So a cut
 * at a term is believed unless another reading beats it by a margin.
 */
#include "match/recognize_endings.h"

#include "base/memory.h"
#include "lang/forms.h"

#include <stdlib.h>

enum {
    SYLLABLE = 3,
    FINAL_NIEUN = 4,
    FINAL_RIEUL = 8,
    CACHE_LINE = 64,
    PLACES = 1 << 18 /* words whose cuts are remembered: 16 MB at most */
};

/* What being a term of two syllables and more adds to the score of a cut. */
#define TERM_BONUS 0.25

void mm_endings_release(mm_endings *endings)
{
    mm_map_release(&endings->english);
    free(endings->cuts_room);
    free(endings->forms);
    mm_arena_release(&endings->mem);
    mm_buf_release(&endings->room);
    mm_nouns_release(&endings->nouns);
    mm_homographs_release(&endings->homographs);
    mm_tails_release(&endings->tails);
    *endings = (mm_endings){ .keyer = endings->keyer };
}

void mm_endings_trim(mm_endings *e)
{
    if (e->english.n >= WORDS_KEPT) {
        mm_map_release(&e->english);
        mm_arena_clear(&e->mem);
    }
}

/* Verbs of one syllable and 하다, 되다, 롭다, 스럽다 are words of their own:
 * 피하기 is not 피, 후하다고 not 후, 의로운 not 의. What is 이다 may stand
 * behind any noun: 창입니다. */
static bool is_verb_of_its_own(mm_str ending)
{
    static const char *const starts[] = {
        "하", "해",   "한",   "할",   "함",   "합",   "했",
        "되", "돼",   "된",   "될",   "됨",   "됩",   "됐",
        "롭", "로우", "로운", "로워", "스럽", "스러", "스런"
    };

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (mm_str_starts(ending, mm_cstr(starts[i])))
            return true;
    return false;
}

typedef enum belief { NO, DOUBTED, YES } belief;

/* Is a noun that ends where cut `at` does believed? Not when another reading
 * beats it by more than the margin; of one syllable it is doubted when that
 * reading is no noun either: the neighbours may tell. */
static belief believe(const mm_cut *cuts, size_t n, size_t at, mm_str word)
{
    const mm_cut *cut = &cuts[at];
    bool          one = cut->stem_len <= SYLLABLE;
    double        noun = 0, other = 0;

    if (one && cut->word_class == MM_WORD_NOUN_VERB &&
        is_verb_of_its_own(mm_str_sub(word, cut->ending, SIZE_MAX)))
        return NO;
    for (size_t i = 0; i < n; i++) {
        double *best = cuts[i].word_class == MM_WORD_OTHER ? &other : &noun;

        if (cuts[i].score > *best && cuts[i].stem_len != cut->stem_len)
            *best = cuts[i].score;
    }
    if (cut->score + (one ? 0 : TERM_BONUS) < noun)
        return NO;
    return cut->score + (one ? 0 : TERM_BONUS) >= other ? YES
           : one                                        ? DOUBTED
                                                        : NO;
}

static void fill_cuts(mm_word_cuts *out, mm_endings *e, mm_str word)
{
    mm_cut   cuts[WORD_CUTS];
    uint64_t tried = 0; /* a stem's first cut, the best, decides */
    size_t   n = word.len < WORD_LONGEST
                     ? mm_lang_cuts(cuts, WORD_CUTS, e->keyer->ko, NULL, word)
                     : 0;

    out->n = out->n_stems = out->doubted = out->before = 0;
    out->forms = out->classes = 0;
    out->joined = false;
    out->other = n && cuts[0].word_class == MM_WORD_OTHER;
    for (size_t i = 0; i < n; i++) {
        bool   seen = false;
        belief is;

        if (cuts[i].word_class == MM_WORD_OTHER || cuts[i].ending >= word.len)
            continue;
        for (size_t k = 0; k < i && !seen; k++)
            seen = tried >> k & 1 && cuts[k].stem_len == cuts[i].stem_len;
        tried |= UINT64_C(1) << i;
        if (seen || (is = believe(cuts, n, i, word)) == NO)
            continue;
        out->doubted |= (uint8_t)((is == DOUBTED) << out->n);
        out->ends[out->n++] = (mm_noun_end){ (uint16_t)cuts[i].stem_len,
                                             (uint16_t)cuts[i].ending };
    }
    for (size_t i = 0; i < n && out->n_stems < WORD_STEMS; i++) {
        if (cuts[i].word_class == MM_WORD_OTHER ||
            cuts[i].score + TERM_BONUS < cuts[0].score)
            break;
        out->stems[out->n_stems++] = (uint16_t)cuts[i].stem_len;
    }
}

/* Is the last part of compound `stem` a noun that is frequent enough to be
 * believed against a particle? 한국수도 may end in 수도; 한국어로 rather in 로.
 */
static bool ends_in_common(mm_endings *e, mm_joints joints, mm_str stem)
{
    size_t start = stem.len / SYLLABLE;

    while (start && !(joints.starts >> start & 1))
        start--;
    return mm_nouns_common(&e->nouns,
                           mm_str_sub(stem, start * SYLLABLE, SIZE_MAX));
}

/* Of the first stem that is a compound; none when a likelier one is a noun that
 * is known. */
static mm_joints joints_of(mm_endings *e, const mm_word_cuts *cuts, mm_str word)
{
    for (size_t i = 0; i < cuts->n_stems; i++) {
        mm_str    stem = mm_str_sub(word, 0, cuts->stems[i]);
        mm_joints joints = { 0, 0 };

        if (mm_nouns_known(&e->nouns, stem))
            break;
        joints = mm_nouns_joints(&e->nouns, stem);
        if (joints.ends && (i == 0 || ends_in_common(e, joints, stem)))
            return joints;
    }
    return (mm_joints){ 0, 0 };
}

mm_joints mm_endings_joints(mm_endings *e, mm_word_cuts *cuts, mm_str word)
{
    if (!cuts->joined) {
        cuts->joined = true;
        cuts->joints = joints_of(e, cuts, word);
        /* 만나기로 is no 만나 and 기로 */
        if (cuts->joints.ends && mm_endings_readings(e, cuts, word).forms)
            cuts->joints = (mm_joints){ 0, 0 };
    }
    return cuts->joints;
}

/* 64 bits of hash tell words apart: among the words of a million texts two
 * alike would be a wonder, and a wrong cut the worst of it. */
mm_word_cuts *mm_endings_cuts(mm_endings *e, mm_str word)
{
    uint64_t      hash = mm_hash(word);
    mm_word_cuts *cuts;

    if (!e->cuts) {
        if (!(e->cuts_room = calloc(PLACES + 1, sizeof *e->cuts)))
            return NULL;
        e->cuts = (void *)(((uintptr_t)e->cuts_room + CACHE_LINE - 1) &
                           ~(uintptr_t)(CACHE_LINE - 1));
    }
    hash += hash == 0;
    cuts = &e->cuts[hash & (PLACES - 2)];
    if (cuts[0].word != hash) {
        mm_word_cuts other = cuts[1];

        cuts[1] = cuts[0];
        if (other.word == hash)
            cuts[0] = other;
        else
            fill_cuts(&cuts[0], e, word);
        cuts[0].word = hash;
    }
    return cuts;
}

/* What mm_keyer_variant() makes of `word` as part of a term, and as its end. */
static bool make_forms(mm_word_forms *out, mm_endings *e, mm_str word)
{
    mm_buf_clear(&e->room);
    if (mm_keyer_variant(&e->room, e->keyer, word) < 0)
        return false;
    out->last = mm_str_eq(mm_buf_str(&e->room), word)
                    ? word
                    : mm_arena_copy(&e->mem, mm_buf_str(&e->room));
    out->usual = mm_keyer_usual(e->keyer, word);
    return out->last.ptr != NULL;
}

bool mm_endings_forms(mm_word_forms *out, mm_endings *e, mm_str word)
{
    uint32_t at = mm_map_find(&e->english, word);

    if (at == MM_MAP_NONE) {
        if ((at = mm_map_add(&e->english, word)) == MM_MAP_NONE ||
            mm_grow(&e->forms, &e->cap_forms, e->english.n, sizeof *e->forms,
                    NULL) < 0 ||
            !make_forms(&e->forms[at], e, e->english.keys[at]))
            return false;
    }
    *out = e->forms[at];
    return true;
}

bool mm_endings_allow(size_t *ending, bool *doubted, const mm_word_cuts *cuts,
                      size_t stem)
{
    for (size_t i = 0; i < cuts->n; i++)
        if (cuts->ends[i].stem == stem) {
            *ending = cuts->ends[i].ending;
            *doubted = cuts->doubted >> i & 1;
            return true;
        }
    return false;
}

/* ---- other readings ---- */

/* 수, and 수도 too: 수 and a particle. */
static bool may_be_dependent(mm_endings *e, mm_str word)
{
    mm_str first = mm_str_sub(word, 0, SYLLABLE);

    return mm_homographs_of(&e->homographs, e->nouns.shipped, first) &
               MM_HOMOGRAPH_DEPENDENT &&
           mm_josa_known(e->keyer->ko, first,
                         mm_str_sub(word, SYLLABLE, SIZE_MAX),
                         false) == MM_JOSA_AGREE;
}

mm_readings mm_endings_readings(mm_endings *e, mm_word_cuts *cuts, mm_str word)
{
    if (!(cuts->forms & WORD_ASKED)) {
        unsigned classes =
            mm_homographs_of(&e->homographs, e->nouns.shipped, word);

        if (may_be_dependent(e, word))
            classes |= MM_HOMOGRAPH_DEPENDENT;
        if (mm_nouns_common(&e->nouns, word))
            classes |= WORD_COMMON_NOUN;
        cuts->classes = (uint8_t)classes;
        cuts->forms = (uint8_t)(mm_lang_forms(e->keyer->ko, word) | WORD_ASKED);
    }
    return (mm_readings){ .forms = cuts->forms & ~(unsigned)WORD_ASKED,
                          .classes =
                              cuts->classes & ~(unsigned)WORD_COMMON_NOUN,
                          .noun = cuts->classes & WORD_COMMON_NOUN };
}

/* ---- what else stands behind a noun ---- */

/* What a cut whose stem is a listed noun scores at least. */
#define LISTED 0.9

static unsigned tail_of(mm_endings *e, mm_str word, size_t stem)
{
    return mm_tails_of(&e->tails, e->nouns.shipped, e->keyer->ko,
                       mm_str_sub(word, 0, stem),
                       mm_str_sub(word, stem, SIZE_MAX));
}

/* Is there a noun longer than `stem` at the start of `word`, behind which the
 * rest may stand? 차이지만 is 차이, and 사랑 is no 사. Respect makes no other
 * noun: 선생님. */
static bool has_longer_noun(mm_endings *e, mm_str word, size_t stem)
{
    mm_cut cuts[WORD_CUTS];
    size_t n = mm_lang_cuts(cuts, WORD_CUTS, e->keyer->ko, NULL, word);

    for (size_t i = 0; i < n; i++)
        if (cuts[i].stem_len > stem && cuts[i].score >= LISTED &&
            cuts[i].word_class != MM_WORD_OTHER)
            return true;
    for (size_t at = stem + SYLLABLE; at <= word.len; at += SYLLABLE) {
        mm_str noun = mm_str_sub(word, 0, at);
        mm_str rest = mm_str_sub(word, at, SIZE_MAX);

        if (mm_nouns_known(&e->nouns, noun) &&
            !(stem > SYLLABLE &&
              mm_str_eq(mm_str_sub(noun, stem, SIZE_MAX), MM_S("님"))) &&
            (!rest.len ||
             mm_josa_known(e->keyer->ko, noun, rest, true) == MM_JOSA_AGREE ||
             tail_of(e, word, at)))
            return true;
    }
    return false;
}

/* Is `stem` the stem of a verb, 이 put behind it or not? 죽이니라 is rather of
 * 죽이다 than 죽 and 이다. */
static bool is_verb_stem(mm_endings *e, mm_str stem, bool with_i)
{
    mm_buf *word = &e->room;

    mm_buf_clear(word);
    return mm_buf_put(word, stem) == MM_OK &&
           (!with_i || mm_buf_put(word, MM_S("이")) == MM_OK) &&
           mm_buf_put(word, MM_S("고")) == MM_OK &&
           mm_lang_forms(e->keyer->ko, mm_buf_str(word)) &
               (MM_FORM_VERB | MM_FORM_MODIFIES);
}

/* Determiners that stand for a noun too: 이들 are these, not teeth. The others
 * take nothing behind them: 약이라곤 is of 약 (drug). */
static bool is_pronoun(mm_str noun)
{
    return mm_str_eq(noun, MM_S("이")) || mm_str_eq(noun, MM_S("그")) ||
           mm_str_eq(noun, MM_S("저"));
}

/* 이지만, 인지, 일까, 임을, 입니다. */
static bool starts_with_i(mm_str suffix)
{
    static const char *const starts[] = { "이", "인", "일", "임", "입" };

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (mm_str_starts(suffix, mm_cstr(starts[i])))
            return true;
    return false;
}

/* May all of `word` be of a verb, or the term be no noun here? */
static bool is_other_than_noun(mm_endings *e, mm_word_cuts *cuts, mm_str word,
                               size_t stem, unsigned tail)
{
    mm_str      noun = mm_str_sub(word, 0, stem);
    mm_str      suffix = mm_str_sub(word, stem, SIZE_MAX);
    mm_readings is = mm_endings_readings(e, cuts, word);

    if (is.forms & ~(unsigned)MM_FORM_NOMINAL ||
        is.classes & (MM_HOMOGRAPH_OTHER | MM_HOMOGRAPH_ADVERB) ||
        (stem <= SYLLABLE &&
         (is_pronoun(noun) ||
          mm_homographs_of(&e->homographs, e->nouns.shipped, noun) &
              MM_HOMOGRAPH_OTHER)))
        return true;
    return starts_with_i(suffix)
               ? is_verb_stem(e, noun, true)
               : tail & MM_TAIL_VERBAL && is_verb_stem(e, noun, false);
}

unsigned mm_endings_tail(bool *doubted, mm_endings *e, mm_word_cuts *cuts,
                         mm_str word, size_t stem)
{
    unsigned tail = word.len < WORD_LONGEST ? tail_of(e, word, stem) : 0;
    bool     one = stem == SYLLABLE && (word.ptr[0] & 0x80);
    mm_str   suffix = mm_str_sub(word, stem, SIZE_MAX);

    *doubted = false;
    if (!tail || (one && (tail & MM_TAIL_LONG ||
                          mm_str_eq(suffix, MM_S("일"))))) /* 수일 */
        return 0;
    /* 차이지만: 이 drops behind a vowel, so this is rather 차이 */
    if (one && tail & MM_TAIL_VERBAL && mm_str_starts(suffix, MM_S("이")) &&
        mm_ko_final_sound(mm_str_sub(word, 0, stem)) == 0)
        return 0;
    if (is_other_than_noun(e, cuts, word, stem, tail)) {
        if (!one)
            return 0;
        *doubted = true;
    }
    return has_longer_noun(e, word, stem) ? 0 : tail;
}

/* ---- neighbours ---- */

/* A noun and a verb made of it, as it stands before another noun: 추진하는,
 * 예상된; but 추진해서는 goes on. */
static bool ends_modifying(mm_str word)
{
    int final = mm_ko_final_sound(word);

    return (final == FINAL_NIEUN || final == FINAL_RIEUL) &&
           !mm_str_ends(word, MM_S("서는")) &&
           !mm_str_ends(word, MM_S("고는")) &&
           !mm_str_ends(word, MM_S("지는")) && !mm_str_ends(word, MM_S("기는"));
}

/* A form that is listed as a word: 할, 된, 아는; but 또는 is "or". */
static bool is_listed_modifier(mm_readings is, mm_str word)
{
    static const char *const words[] = {
        "할", "될", "한", "된", "하던", "되던"
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mm_str_eq(word, mm_cstr(words[i])))
            return true;
    return (is.classes & MM_HOMOGRAPH_OTHER || is.forms & MM_FORM_WORD) &&
           mm_str_ends(word, MM_S("는")) && !mm_str_eq(word, MM_S("또는"));
}

static mm_before before_of(mm_endings *e, mm_word_cuts *cuts, mm_str word)
{
    mm_cut      cut;
    mm_str      ending;
    mm_readings is = mm_endings_readings(e, cuts, word);
    bool modifies = is.forms & MM_FORM_MODIFIES || is_listed_modifier(is, word);

    if (is.classes & MM_HOMOGRAPH_DETERMINER)
        return modifies ? MM_BEFORE_MODIFIER : MM_BEFORE_DETERMINER;
    if ((is.forms & MM_FORM_WORD && !modifies) ||
        mm_lang_cuts(&cut, 1, e->keyer->ko, NULL, word) == 0)
        return MM_BEFORE_NOTHING;
    if (cut.word_class == MM_WORD_NOUN_VERB)
        return ends_modifying(word) ? MM_BEFORE_MODIFIER : MM_BEFORE_NOTHING;
    if (cut.word_class == MM_WORD_OTHER || is.classes & MM_HOMOGRAPH_OTHER)
        return modifies ? MM_BEFORE_MODIFIER : MM_BEFORE_NOTHING;
    ending = mm_str_sub(word, cut.ending, SIZE_MAX);
    if (mm_str_ends(ending, MM_S("를")) || mm_str_ends(ending, MM_S("을")))
        return MM_BEFORE_OBJECT;
    if (mm_str_eq(ending, MM_S("이")) || mm_str_eq(ending, MM_S("가")))
        return MM_BEFORE_SUBJECT;
    return mm_str_ends(ending, MM_S("의")) ? MM_BEFORE_MODIFIER
                                           : MM_BEFORE_NOTHING;
}

mm_before mm_endings_before(mm_endings *e, mm_str word)
{
    mm_word_cuts *cuts = mm_endings_cuts(e, word);

    if (!cuts)
        return MM_BEFORE_NOTHING;
    if (!cuts->before)
        cuts->before = (uint8_t)(before_of(e, cuts, word) + 1);
    return (mm_before)(cuts->before - 1);
}

static bool is_to_be(mm_str word)
{
    static const char *const starts[] = { "있",   "없",   "알", "안다",
                                          "모르", "모른", "몰" };

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (mm_str_starts(word, mm_cstr(starts[i])))
            return true;
    return false;
}

mm_behind mm_endings_behind(mm_endings *e, mm_str word)
{
    const mm_word_cuts *cuts = mm_endings_cuts(e, word);
    mm_str              stem = word;

    if (!cuts)
        return MM_BEHIND_ANY;
    for (size_t i = 0; i < cuts->n; i++)
        if (cuts->ends[i].stem < stem.len)
            stem.len = cuts->ends[i].stem;
    if (mm_homographs_of(&e->homographs, e->nouns.shipped, stem) &
            MM_HOMOGRAPH_BOUND ||
        mm_homographs_of(&e->homographs, e->nouns.shipped, word) &
            MM_HOMOGRAPH_BOUND)
        return MM_BEHIND_BOUND;
    if (is_to_be(word))
        return MM_BEHIND_BE;
    return cuts->other ? MM_BEHIND_VERB : MM_BEHIND_ANY;
}
