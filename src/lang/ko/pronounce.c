/* Standard Pronunciation (표준 발음법) on the letters of a word.
 *
 * Nearly all of Korean sound change happens between a final consonant and the
 * onset behind it, so each such pair is looked at once, from left to right. In
 * this order: a nieun that compounding puts in (art. 29), a final that moves to
 * an empty onset (13, 14) and is palatalised there (17), what hieut does (12),
 * clusters cut to one sound (9 to 11), nasals (18, 19), rieul (20), and, only
 * where asked for, tensing (23 to 25). Which words are compounds the letters do
 * not tell: the caller says so by marks. Tensing that hangs on the word alone
 * (26 to 28: 갈등, 할 것을, 문고리) is not done. */
#include "lang/ko/pronounce.h"
#include "lang/ko/syllable.h"

/* Onsets, vowels and finals by name. */
enum {
    O_G,
    O_GG,
    O_N,
    O_D,
    O_DD,
    O_R,
    O_M,
    O_B,
    O_BB,
    O_S,
    O_SS,
    O_NONE,
    O_J,
    O_JJ,
    O_CH,
    O_K,
    O_T,
    O_P,
    O_H
};
enum { V_YEO = 6, V_I = 20 };
enum {
    F_NONE,
    F_G,
    F_GG,
    F_GS,
    F_N,
    F_NJ,
    F_NH,
    F_D,
    F_L,
    F_LG,
    F_LM,
    F_LB,
    F_LS,
    F_LT,
    F_LP,
    F_LH,
    F_M,
    F_B,
    F_BS,
    F_S,
    F_SS,
    F_NG,
    F_J,
    F_CH,
    F_K,
    F_T,
    F_P,
    F_H
};

/* Each final before a consonant or at the end (art. 8 to 11). */
static const int8_t cut_finals[MM_KO_FINALS] = {
    F_NONE, F_G, F_G, F_G, F_N, F_N, F_N, F_D,  F_L, F_G, F_M, F_L, F_L, F_L,
    F_B,    F_L, F_M, F_B, F_B, F_D, F_D, F_NG, F_D, F_D, F_G, F_D, F_B, F_D,
};

/* Onsets made tense. */
static const int8_t tense_onsets[MM_KO_ONSETS] = {
    O_GG, O_GG,   O_N,  O_DD, O_DD, O_R, O_M, O_BB, O_BB, O_SS,
    O_SS, O_NONE, O_JJ, O_JJ, O_CH, O_K, O_T, O_P,  O_H,
};

mm_ko_phone mm_ko_phone_of(int32_t cp)
{
    mm_ko_phone p = { 0 };

    p.onset = p.spelt_onset = (int8_t)mm_ko_onset(cp);
    p.vowel = (int8_t)mm_ko_vowel(cp);
    p.final = p.spelt_final = (int8_t)mm_ko_final(cp);
    return p;
}

static bool is_y_vowel(int vowel)
{
    /* ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ */
    return vowel == 2 || vowel == 3 || vowel == 6 || vowel == 7 ||
           vowel == 12 || vowel == 17 || vowel == V_I;
}

static bool is_syllable(const mm_ko_phone *p, int onset, int vowel)
{
    return p->spelt_onset == onset && p->vowel == vowel;
}

/* The final cut to one sound, where the word decides: 밟다 밥, 맑게 말. */
static int cut_final(const mm_ko_phone *p, const mm_ko_phone *next)
{
    bool noun;

    if (p->final == F_LB && next &&
        (is_syllable(p, O_B, 0) || next->onset == O_CH ||
         (is_syllable(p, O_N, 4) && /* 넓적하다, 넓죽하다, 넓둥글다 */
          ((next->onset == O_J && next->final == F_G) ||
           (next->onset == O_D && next->final == F_NG)))))
        return F_B;
    if (p->final == F_LG && next && next->onset == O_G) {
        /* nouns keep the giyeok: 닭, 흙, 칡, 기슭, 삵 */
        noun = is_syllable(p, O_D, 0) || is_syllable(p, O_H, 18) ||
               is_syllable(p, O_CH, V_I) || is_syllable(p, O_S, 18) ||
               is_syllable(p, O_S, 0);
        return noun ? F_G : F_L;
    }
    return cut_finals[p->final];
}

/* The final moves to the empty onset behind it. */
static void move_final(mm_ko_phone *a, mm_ko_phone *b, unsigned flags)
{
    int first, moved;

    if (a->final == F_NG)
        return;
    if (a->final == F_H || a->final == F_NH || a->final == F_LH) {
        b->onset = a->final == F_H ? O_NONE : a->final == F_NH ? O_N : O_R;
        a->final = F_NONE;
        return;
    }
    moved = mm_ko_final_split(a->final, &first);
    if ((a->final == F_D || a->final == F_T || a->final == F_LT) &&
        (b->vowel == V_I || (b->vowel == V_YEO && a->final != F_D)))
        moved = a->final == F_D ? O_J : O_CH;
    if (moved == O_S && first != F_NONE && (flags & MM_KO_TENSE) != 0)
        moved = O_SS;
    b->onset = (int8_t)moved;
    a->final = (int8_t)first;
}

/* Hieut behind a stop: one breathed sound (잡혀 japyeo), but in nouns the two
 * stay apart (묵호 mukho). */
static bool merge_h(mm_ko_phone *a, mm_ko_phone *b, unsigned flags)
{
    bool verb = b->vowel == V_I ||
                (b->vowel == V_YEO && (b->final == F_NONE || b->final == F_SS));
    int final = F_NONE;

    if (!verb && (flags & MM_KO_MERGE_H) == 0)
        return false;
    switch (cut_finals[a->final]) {
    case F_G:
        b->onset = O_K;
        final = a->final == F_LG && verb ? F_L : F_NONE; /* 밝히다, 닭하고 */
        break;
    case F_D:
        b->onset = verb && (a->final == F_D || a->final == F_J) ? O_CH : O_T;
        break;
    case F_B:
        b->onset = O_P;
        break;
    default:
        if (a->final != F_LB && a->final != F_NJ)
            return false;
        b->onset = a->final == F_LB ? O_P : O_CH;
        final = a->final == F_LB ? F_L : F_N;
    }
    a->final = (int8_t) final;
    return true;
}

/* A final with hieut: 좋고 조코, 싫소 실쏘, 놓는 논는. */
static bool release_h(mm_ko_phone *a, mm_ko_phone *b, unsigned flags)
{
    int rest = a->final == F_NH ? F_N : a->final == F_LH ? F_L : F_NONE;

    if (a->final != F_H && a->final != F_NH && a->final != F_LH)
        return false;
    switch (b->onset) {
    case O_G:
        b->onset = O_K;
        break;
    case O_D:
        b->onset = O_T;
        break;
    case O_J:
        b->onset = O_CH;
        break;
    case O_S:
        if ((flags & MM_KO_TENSE) != 0)
            b->onset = O_SS;
        break;
    default:
        return false;
    }
    a->final = (int8_t)rest;
    return true;
}

/* Nasals and rieul, on finals already cut. */
static void assimilate(mm_ko_phone *a, mm_ko_phone *b)
{
    if (b->onset == O_R && a->final != F_NONE && a->final != F_L) {
        if (a->final == F_N && b->mark != MM_KO_NN) {
            a->final = F_L;
            return;
        }
        b->onset = O_N;
    }
    if (b->onset == O_N && a->final == F_L)
        b->onset = O_R;
    if (b->onset == O_N || b->onset == O_M) {
        if (a->final == F_G)
            a->final = F_NG;
        else if (a->final == F_D)
            a->final = F_N;
        else if (a->final == F_B)
            a->final = F_M;
    }
}

/* Stems in nieun and mieum tense the ending's onset (art. 24): 신고, 더듬지.
 * Only stems that no noun is written like, or before an ending that no noun
 * ends in, are safe. */
static bool is_nasal_stem(const mm_ko_phone *a, const mm_ko_phone *b)
{
    bool ending = b->final == F_NONE &&
                  (is_syllable(b, O_G, 8) || is_syllable(b, O_J, V_I) ||
                   is_syllable(b, O_D, 0) || is_syllable(b, O_G, 5));

    if (a->spelt_final == F_LM)
        return true;
    if (!ending)
        return false;
    if (a->spelt_final == F_N) /* 안다, 신다 */
        return is_syllable(a, O_NONE, 0) || is_syllable(a, O_S, V_I);
    /* 감다 남다 담다 삼다 참다 넘다 숨다 품다 심다 더듬다 다듬다 */
    return a->spelt_final == F_M &&
           (is_syllable(a, O_G, 0) || is_syllable(a, O_N, 0) ||
            is_syllable(a, O_D, 0) || is_syllable(a, O_S, 0) ||
            is_syllable(a, O_CH, 0) || is_syllable(a, O_N, 4) ||
            is_syllable(a, O_S, 13) || is_syllable(a, O_P, 13) ||
            is_syllable(a, O_S, V_I) || is_syllable(a, O_D, 18));
}

static void tense(const mm_ko_phone *a, mm_ko_phone *b)
{
    if (a->final == F_G || a->final == F_D || a->final == F_B ||
        a->spelt_final == F_NJ || a->spelt_final == F_LB ||
        a->spelt_final == F_LT || a->spelt_final == F_LG || is_nasal_stem(a, b))
        b->onset = tense_onsets[b->onset];
}

/* Sounds of the pair; `b` is NULL at the end of the word. */
static void sound_pair(mm_ko_phone *a, mm_ko_phone *b, unsigned flags)
{
    bool apart;

    if (!b || a->final == F_NONE) {
        a->final = cut_finals[a->final];
        return;
    }
    apart = b->mark == MM_KO_BOUND || b->mark == MM_KO_CUT ||
            b->mark == MM_KO_UNIT || b->mark == MM_KO_INSERT;
    if (b->mark == MM_KO_INSERT && b->onset == O_NONE && is_y_vowel(b->vowel))
        b->onset = O_N;
    if (b->onset == O_NONE) {
        if (apart)
            a->final = cut_finals[a->final];
        if (!apart || b->mark == MM_KO_CUT || (flags & MM_KO_JOIN) != 0)
            move_final(a, b, flags);
        return;
    }
    if (b->onset == O_H && a->final != F_H && a->final != F_NH &&
        a->final != F_LH && (!apart || (flags & MM_KO_JOIN) != 0) &&
        merge_h(a, b, flags))
        return;
    if (release_h(a, b, flags))
        return;
    a->final = (int8_t)(apart ? cut_finals[a->final] : cut_final(a, b));
    if (b->mark == MM_KO_UNIT)
        return;
    assimilate(a, b);
    if ((flags & MM_KO_TENSE) != 0)
        tense(a, b);
}

/* Names of letters (art. 16) are said with another final: 디귿이 디그시. They
 * are the letter with ㅣ, then ㅡ and the letter as a final. */
static void sound_letter_name(const mm_ko_phone *a, mm_ko_phone *b)
{
    if (a->vowel != V_I || a->spelt_final != F_NONE || b->vowel != 18 ||
        b->onset != (a->onset == O_D ? O_G : O_NONE) || b->final == F_NONE ||
        mm_ko_final_letter(b->final) != mm_ko_onset_letter(a->onset))
        return;
    switch (b->final) {
    case F_D:
    case F_J:
    case F_CH:
    case F_T:
    case F_H:
        b->final = F_S;
        break;
    case F_K:
        b->final = F_G;
        break;
    case F_P:
        b->final = F_B;
        break;
    default:
        break;
    }
}

void mm_ko_sound(mm_ko_phone *phones, size_t n, unsigned flags)
{
    if (n > 2)
        sound_letter_name(&phones[0], &phones[1]);
    for (size_t i = 0; i < n; i++)
        sound_pair(&phones[i], i + 1 < n ? &phones[i + 1] : NULL, flags);
}
