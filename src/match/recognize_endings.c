/*
 * A Korean word can be cut in several ways, and the term base is a witness of
 * its own: that 유 is a term says more for 유 + 엔 than a list of particles
 * does, but less than 유엔 itself, known as a noun, says against it. So a cut
 * at a term is believed unless another reading beats it by a margin.
 */
#include "match/recognize_endings.h"

#include "base/memory.h"

#include <stdlib.h>

enum {
    SYLLABLE = 3,
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
    *endings = (mm_endings){ .keyer = endings->keyer };
}

void mm_endings_trim(mm_endings *e)
{
    if (e->english.n >= WORDS_KEPT) {
        mm_map_release(&e->english);
        mm_arena_clear(&e->mem);
    }
}

/* Verbs of one syllable and 하다 or 되다 are words of their own: 피하기 is not
 * 피, 후하다고 not 후. What is 이다 may stand behind any noun: 창입니다. */
static bool is_verb_of_its_own(mm_str ending)
{
    static const char *const starts[] = { "하", "해", "한", "할", "함",
                                          "합", "했", "되", "돼", "된",
                                          "될", "됨", "됩", "됐" };

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (mm_str_starts(ending, mm_cstr(starts[i])))
            return true;
    return false;
}

/* Is a noun that ends where cut `at` does believed? Not when another reading
 * beats it by more than the margin. */
static bool is_believed(const mm_cut *cuts, size_t n, size_t at, mm_str word)
{
    const mm_cut *cut = &cuts[at];
    bool          one = cut->stem_len <= SYLLABLE;
    double        best = 0;

    if (one && cut->word_class == MM_WORD_NOUN_VERB &&
        is_verb_of_its_own(mm_str_sub(word, cut->ending, SIZE_MAX)))
        return false;
    for (size_t i = 0; i < n; i++)
        if (cuts[i].score > best && cuts[i].stem_len != cut->stem_len)
            best = cuts[i].score;
    return cut->score + (one ? 0 : TERM_BONUS) >= best;
}

static void fill_cuts(mm_word_cuts *out, mm_endings *e, mm_str word)
{
    mm_cut   cuts[WORD_CUTS];
    uint64_t tried = 0; /* a stem's first cut, the best, decides */
    size_t   n = word.len < WORD_LONGEST
                     ? mm_lang_cuts(cuts, WORD_CUTS, e->keyer->ko, NULL, word)
                     : 0;

    out->n = out->n_stems = 0;
    out->joined = false;
    out->other = n && cuts[0].word_class == MM_WORD_OTHER;
    for (size_t i = 0; i < n; i++) {
        bool seen = false;

        if (cuts[i].word_class == MM_WORD_OTHER || cuts[i].ending >= word.len)
            continue;
        for (size_t k = 0; k < i && !seen; k++)
            seen = tried >> k & 1 && cuts[k].stem_len == cuts[i].stem_len;
        tried |= UINT64_C(1) << i;
        if (!seen && is_believed(cuts, n, i, word))
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

mm_joints mm_endings_joints(mm_endings *e, mm_word_cuts *cuts, mm_str word)
{
    if (!cuts->joined) {
        cuts->joined = true;
        cuts->joints = (mm_joints){ 0, 0 };
        for (size_t i = 0; i < cuts->n_stems && !cuts->joints.ends; i++)
            cuts->joints = mm_nouns_joints(&e->nouns,
                                           mm_str_sub(word, 0, cuts->stems[i]));
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

bool mm_endings_allow(size_t *ending, const mm_word_cuts *cuts, size_t stem)
{
    for (size_t i = 0; i < cuts->n; i++)
        if (cuts->ends[i].stem == stem) {
            *ending = cuts->ends[i].ending;
            return true;
        }
    return false;
}
