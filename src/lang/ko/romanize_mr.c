/* McCune-Reischauer (1939) and North Korea's system from sounds.
 *
 * Both write what is heard: g, d, b, j between voiced sounds, k, t, p and ch
 * elsewhere. McCune-Reischauer marks breath with U+2019 (k’), which also parts
 * n and g (pukpanghan’gye), writes hieut behind a stop as h (pukhan, kŭkhwi),
 * tenses t and ch behind rieul in Sino-Korean words (palchŏn), and reads old
 * spellings as they sound (뎜 chŏm, 련락 yŏllak). North Korea's writes breath
 * with h, ㅉ as jj, and keeps rieul behind a nasal (amrokgang). */
#include "lang/ko/romanize.h"
#include "lang/ko/syllable.h"

#define MARK "\xE2\x80\x99" /* U+2019 */

static const char *const vowels[MM_KO_VOWELS] = {
    "a",  "ae", "ya", "yae", "ŏ",  "e",  "yŏ", "ye", "o",  "wa", "wae",
    "oe", "yo", "u",  "wŏ",  "we", "wi", "yu", "ŭ",  "ŭi", "i",
};
static const char *const hard[MM_KO_ONSETS] = {
    "k",  "kk", "n",  "t",   "tt",      "r",      "m",      "p",      "pp", "s",
    "ss", "",   "ch", "tch", "ch" MARK, "k" MARK, "t" MARK, "p" MARK, "h",
};
static const char *const dprk[MM_KO_ONSETS] = {
    "k",  "kk", "n", "t",  "tt", "r",  "m",  "p",  "pp", "s",
    "ss", "",   "j", "jj", "ch", "kh", "th", "ph", "h",
};
static const char *const finals[MM_KO_FINALS] = {
    [0] = "",  [1] = "k",  [4] = "n",  [7] = "t",
    [8] = "l", [16] = "m", [17] = "p", [21] = "ng",
};
enum { F_G = 1, F_N = 4, F_D = 7, F_L = 8, F_M = 16, F_B = 17, F_NG = 21 };
enum { F_SS = 20 };
enum {
    O_G = 0,
    O_GG = 1,
    O_N = 2,
    O_D = 3,
    O_DD = 4,
    O_R = 5,
    O_B = 7,
    O_BB = 8,
    O_S = 9,
    O_SS = 10,
    O_NONE = 11,
    O_J = 12,
    O_JJ = 13,
    O_CH = 14,
    O_K = 15,
    O_T = 16,
    O_P = 17,
    O_H = 18
};
enum {
    V_A = 0,
    V_YA = 2,
    V_EO = 4,
    V_E = 5,
    V_YEO = 6,
    V_YE = 7,
    V_O = 8,
    V_YO = 12,
    V_U = 13,
    V_WI = 16,
    V_YU = 17,
    V_EU = 18,
    V_I = 20
};

/* The vowel without its y. */
static int plain_vowel(int vowel)
{
    switch (vowel) {
    case V_YA:
        return V_A;
    case V_YEO:
        return V_EO;
    case V_YE:
        return V_E;
    case V_YO:
        return V_O;
    case V_YU:
        return V_U;
    default:
        return vowel;
    }
}

/* Old spellings of one syllable: 뎜 뎨 됴, 죵, 셥. */
static void modernise(mm_ko_phone *p)
{
    bool y = plain_vowel(p->vowel) != p->vowel;

    if (y && (p->vowel != V_YU || p->final))
        p->onset = (int8_t)(p->onset == O_D    ? O_J
                            : p->onset == O_T  ? O_CH
                            : p->onset == O_DD ? O_JJ
                                               : p->onset);
    if (p->onset == O_J || p->onset == O_JJ || p->onset == O_CH ||
        (p->onset == O_S && p->vowel == V_YEO && p->final && p->final != F_SS &&
         p->final != F_N))
        p->vowel = (int8_t)plain_vowel(p->vowel);
}

/* A word's first rieul or nieun before y falls silent, another rieul turns n,
 * where the syllable is Sino-Korean: 련락, 락심. Names of other languages are
 * told by the open or foreign-looking syllable (라디오, 런던). */
static void modernise_first(mm_ko_phone *p, size_t n)
{
    bool y = plain_vowel(p->vowel) != p->vowel;
    bool sino = p->final == 0 || p->final == F_G || p->final == F_N ||
                p->final == F_L || p->final == F_M || p->final == F_B ||
                p->final == F_NG;

    if (p->onset == O_R && n > 1 && sino) {
        if ((y && p->vowel != V_YA && p->vowel != V_YU) ||
            (p->vowel == V_I &&
             (p->final == F_N || p->final == F_M || p->final == F_B)))
            p->onset = O_NONE;
        else if (p->final && p->vowel == V_A && p->final != F_B)
            p->onset = O_N;
    } else if (p->onset == O_N &&
               ((y && p->vowel != V_YU && p->vowel != V_YA && p->final != 1) ||
                (p->vowel == V_I &&
                 (n == 1 ? p->final == 0
                         : p->final == F_M || p->final == F_L ||
                               p->final == F_B))))
        p->onset = O_NONE;
}

static bool is_voiced(const mm_ko_phone *before)
{
    return before && (before->final == 0 || before->final == F_N ||
                      before->final == F_L || before->final == F_M ||
                      before->final == F_NG);
}

/* Is rieul and t or ch inside a Sino-Korean word, not before an ending? */
static bool is_tense(const mm_ko_phone *before, const mm_ko_phone *p, bool last)
{
    bool ending = last && p->final == 0 && p->onset == O_D;

    return before && before->spelt_final == F_L && before->final == F_L &&
           (p->onset == O_D || p->onset == O_J) && !ending;
}

/* McCune-Reischauer's onset of `p`. */
static const char *mr_onset(const mm_ko_phone *p, const mm_ko_phone *before,
                            bool last)
{
    static const char *const voiced[] = {
        [O_G] = "g", [O_D] = "d", [O_B] = "b", [O_J] = "j"
    };
    bool plain = p->onset == O_G || p->onset == O_D || p->onset == O_B ||
                 p->onset == O_J;

    if (p->onset == O_R)
        return before && before->final == F_L ? "l" : "r";
    if (p->spelt_onset == O_H && p->onset >= O_K && p->onset <= O_P)
        return p->onset == O_K ? "kh" : p->onset == O_T ? "th" : "ph";
    if (p->onset == O_S && p->vowel == V_WI)
        return "sh";
    if (plain && is_voiced(before) && !is_tense(before, p, last))
        return p->onset == O_G && before->final == F_N ? MARK "g"
                                                       : voiced[p->onset];
    return hard[p->onset];
}

/* McCune-Reischauer's final of `p` before `next`. */
static const char *mr_final(const mm_ko_phone *p, const mm_ko_phone *next)
{
    if (p->final == F_L && next && next->onset == O_H)
        return "r";
    if (next && p->final == F_D) {
        if (next->onset == O_S)
            return "s";
        if (next->onset == O_SS || next->onset == O_DD || next->onset == O_JJ)
            return "";
    }
    if (next && ((p->final == F_G && next->onset == O_GG) ||
                 (p->final == F_B && next->onset == O_BB)))
        return "";
    return finals[p->final];
}

static const char *mr_vowel(const mm_ko_phone *p, const mm_ko_phone *before)
{
    if (p->vowel == V_E && p->onset == O_NONE && before && !before->final &&
        (before->vowel == V_A || before->vowel == V_O))
        return "ë";
    return vowels[p->vowel];
}

int mm_ko_put_mr(mm_buf *out, mm_ko_run *run)
{
    mm_ko_phone *p = run->phones;
    int          rc = MM_OK;

    if (run->n)
        modernise_first(&p[0], run->n);
    for (size_t i = 0; i < run->n; i++)
        modernise(&p[i]);
    mm_ko_sound(p, run->n, MM_KO_MERGE_H);
    for (size_t i = 0; rc == MM_OK && i < run->n; i++) {
        const mm_ko_phone *before = i ? &p[i - 1] : NULL;
        bool               last = i + 1 == run->n;

        if ((rc = mm_buf_put(out, mm_cstr(mr_onset(&p[i], before, last)))) ==
                MM_OK &&
            (rc = mm_buf_put(out, mm_cstr(mr_vowel(&p[i], before)))) == MM_OK)
            rc = mm_buf_put(out,
                            mm_cstr(mr_final(&p[i], last ? NULL : &p[i + 1])));
    }
    return rc;
}

/* North Korea's onset of `p`. */
static const char *dprk_onset(const mm_ko_phone *p, const mm_ko_phone *before)
{
    if (p->spelt_onset == O_R && before) {
        if (before->final == F_L)
            return before->spelt_final == F_L ? "r" : "l";
        if (p->onset == O_N && before->spelt_final != F_G)
            return "r";
    }
    if (p->onset == O_R)
        return before && before->final == F_L ? "l" : "r";
    if (before && p->onset == O_G)
        return before->final == F_D ? "k" : before->final == F_N ? "-g" : "g";
    if (before && p->onset == O_D && before->final != F_D)
        return "d";
    if (before && p->onset == O_B)
        return "b";
    if (before && p->onset == O_NONE && before->final && before->final != F_NG)
        return "-";
    return dprk[p->onset];
}

int mm_ko_put_dprk(mm_buf *out, mm_ko_run *run)
{
    mm_ko_phone *p = run->phones;
    int          rc = MM_OK;

    mm_ko_sound(p, run->n, 0);
    for (size_t i = 0; rc == MM_OK && i < run->n; i++) {
        const char *vowel = p[i].vowel == 11 ? "oi" : vowels[p[i].vowel];

        if ((rc = mm_buf_put(
                 out, mm_cstr(dprk_onset(&p[i], i ? &p[i - 1] : NULL)))) ==
                MM_OK &&
            (rc = mm_buf_put(out, mm_cstr(vowel))) == MM_OK)
            rc = mm_buf_put(out, mm_cstr(finals[p[i].final]));
    }
    return rc;
}
