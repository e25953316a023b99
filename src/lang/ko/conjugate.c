/* The forms of a Korean verb stem.
 *
 * Problem: 듣다, 들으면, 들어 are one verb. Method: whatever its class, a verb
 * has three forms, and each ending asks for one of them; contraction (보 + 아 =
 * 봐) and the irregular classes (ㅂ, ㄷ, ㅅ, ㄹ, 르, ㅎ, 으) only decide how
 * the three are spelled. Source: the spelling rules of Korean, articles 15 to
 * 18 and 34 to 36. */
#include "lang/ko/conjugate.h"

#include "lang/ko/syllable.h"

enum {
    V_A = 0,
    V_AE = 1,
    V_YA = 2,
    V_EO = 4,
    V_E = 5,
    V_YEO = 6,
    V_O = 8,
    V_WA = 9,
    V_WAE = 10,
    V_OE = 11,
    V_U = 13,
    V_WEO = 14,
    V_EU = 18,
    V_I = 20
};
enum {
    O_KIYEOK = 0,
    O_DIGEUT = 3,
    O_RIEUL = 5,
    O_SILENT = 11,
    F_RIEUL = 8,
    F_PIEUP = 17
};

bool mm_letters_put(mm_letters *out, int32_t cp, size_t offset)
{
    int final = mm_ko_final(cp);

    if (final < 0 || out->n + 3 > MM_LETTERS_MAX)
        return false;
    for (int i = 0; i < 3; i++)
        out->at[out->n + (size_t)i] = (uint16_t)offset;
    out->text[out->n++] = (char)(MM_LETTER_ONSET + mm_ko_onset(cp));
    out->text[out->n++] = (char)(MM_LETTER_VOWEL + mm_ko_vowel(cp));
    if (final)
        out->text[out->n++] = (char)(MM_LETTER_FINAL + final);
    return true;
}

bool mm_letters_of(mm_letters *out, mm_str text)
{
    size_t start = text.len, at;

    out->n = 0;
    while ((at = start) > 0 && mm_ko_is_syllable(mm_utf8_prev(text, &at)))
        start = at;
    if (text.len - start > MM_LETTERS_MAX)
        return false;
    for (at = start; at < text.len;) {
        size_t offset = at;

        if (!mm_letters_put(out, mm_utf8_next(text, &at), offset))
            return false;
    }
    return out->n > 0;
}

mm_str mm_letters_view(const mm_letters *letters, size_t from, size_t to)
{
    return (mm_str){ letters->text + from, to - from };
}

bool mm_letter_is_final(char letter)
{
    return (unsigned char)letter >= MM_LETTER_FINAL;
}

bool mm_letter_is_vowel(char letter)
{
    return (unsigned char)letter >= MM_LETTER_VOWEL &&
           !mm_letter_is_final(letter);
}

static int last_vowel(const mm_letters *l)
{
    size_t i = l->n - 1;

    return l->text[mm_letter_is_final(l->text[i]) ? i - 1 : i] -
           MM_LETTER_VOWEL;
}

static int last_final(const mm_letters *l)
{
    char last = l->text[l->n - 1];

    return mm_letter_is_final(last) ? last - MM_LETTER_FINAL : 0;
}

/* The vowel of the syllable before the last one; `none` without one. */
static int vowel_before(const mm_letters *l, int none)
{
    for (size_t i = l->n - 2; i-- > 0;)
        if (mm_letter_is_vowel(l->text[i]))
            return l->text[i] - MM_LETTER_VOWEL;
    return none;
}

static bool is_bright(int vowel)
{
    return vowel == V_A || vowel == V_O || vowel == V_YA;
}

static void add_letters(mm_letters *l, int onset, int vowel)
{
    l->text[l->n++] = (char)(MM_LETTER_ONSET + onset);
    l->text[l->n++] = (char)(MM_LETTER_VOWEL + vowel);
}

static void set_vowel(mm_letters *l, int vowel) /* of an open last syllable */
{
    l->text[l->n - 1] = (char)(MM_LETTER_VOWEL + vowel);
}

static void add_form(mm_stem_forms *out, const mm_letters *form, int kinds)
{
    out->items[out->n] = *form;
    out->kinds[out->n++] = kinds;
}

/* What a vowel becomes when -아 or -어 joins it; -1: it stays beside it. */
static int joined_vowel(int vowel)
{
    switch (vowel) {
    case V_A:
    case V_AE:
    case V_EO:
    case V_E:
    case V_YEO:
        return vowel;
    case V_O:
        return V_WA;
    case V_U:
        return V_WEO;
    case V_I:
        return V_YEO;
    case V_OE:
        return V_WAE;
    default:
        return -1;
    }
}

/* A stem whose last syllable is open: 보 봐 보아, 쓰 써, 하 해 하여. */
static void open_forms(mm_stem_forms *out, const mm_letters *stem, bool ha)
{
    mm_letters form = *stem;
    int        vowel = last_vowel(stem), joined = joined_vowel(vowel);

    add_form(out, stem, MM_STEM_EU);
    if (ha)
        joined = V_AE;
    else if (vowel == V_EU)
        joined = is_bright(vowel_before(stem, V_EO)) ? V_A : V_EO;
    if (joined >= 0) {
        set_vowel(&form, joined);
        add_form(out, &form, MM_STEM_INF);
    }
    if (vowel == V_EU && !ha)
        return;
    form = *stem;
    add_letters(&form, O_SILENT, ha ? V_YEO : is_bright(vowel) ? V_A : V_EO);
    add_form(out, &form, MM_STEM_INF);
}

/* 받 받으 받아; 만들 만드 만들어. */
static void closed_forms(mm_stem_forms *out, const mm_letters *stem)
{
    mm_letters form = *stem;

    if (last_final(stem) == F_RIEUL) {
        add_form(out, &form, MM_STEM_EU);
        form.n--; /* of one syllable it would be anything: the list has 아는 */
        if (stem->n > 3)
            add_form(out, &form, MM_STEM_EU | MM_STEM_BASE);
    } else {
        add_letters(&form, O_SILENT, V_EU);
        add_form(out, &form, MM_STEM_EU);
    }
    form = *stem;
    add_letters(&form, O_SILENT, is_bright(last_vowel(stem)) ? V_A : V_EO);
    add_form(out, &form, MM_STEM_INF);
}

/* ㅂ: 춥 추우 추워; 돕 도우 도와, 곱 alike. */
static void b_forms(mm_stem_forms *out, const mm_letters *stem)
{
    mm_letters form = *stem;
    bool       bright = stem->n == 3 && last_vowel(stem) == V_O &&
                  (stem->text[0] == MM_LETTER_ONSET + O_DIGEUT ||
                   stem->text[0] == MM_LETTER_ONSET + O_KIYEOK);

    form.n--;
    add_letters(&form, O_SILENT, V_U);
    add_form(out, &form, MM_STEM_EU);
    set_vowel(&form, bright ? V_WA : V_WEO);
    add_form(out, &form, MM_STEM_INF);
}

/* ㄷ: 듣 들으 들어; ㅅ: 짓 지으 지어. */
static void d_forms(mm_stem_forms *out, const mm_letters *stem, bool s)
{
    mm_letters form = *stem, inf;

    form.n--;
    if (!s)
        form.text[form.n++] = (char)(MM_LETTER_FINAL + F_RIEUL);
    inf = form;
    add_letters(&form, O_SILENT, V_EU);
    add_form(out, &form, MM_STEM_EU);
    add_letters(&inf, O_SILENT, is_bright(last_vowel(stem)) ? V_A : V_EO);
    add_form(out, &inf, MM_STEM_INF);
}

/* 르: 모르 몰라. */
static void l_forms(mm_stem_forms *out, const mm_letters *stem)
{
    mm_letters form = *stem;

    add_form(out, stem, MM_STEM_EU);
    form.n -= 2;
    if (form.n == 0 || mm_letter_is_final(form.text[form.n - 1]))
        return;
    form.text[form.n++] = (char)(MM_LETTER_FINAL + F_RIEUL);
    add_letters(&form, O_RIEUL,
                is_bright(vowel_before(stem, V_EO)) ? V_A : V_EO);
    add_form(out, &form, MM_STEM_INF);
}

/* ㅎ: 그렇 그러 그래. */
static void h_forms(mm_stem_forms *out, const mm_letters *stem)
{
    mm_letters form = *stem;

    form.n--;
    add_form(out, &form, MM_STEM_EU);
    set_vowel(&form, V_AE);
    add_form(out, &form, MM_STEM_INF);
}

bool mm_stem_forms_make(mm_stem_forms *out, mm_str type, mm_str stem)
{
    mm_letters letters;
    char class = type.len == 1 ? type.ptr[0] : 'r';
    bool closed;

    out->n = 0;
    if (!mm_letters_of(&letters, stem) || letters.n + 4 > MM_LETTERS_MAX)
        return false;
    closed = last_final(&letters) > 0;
    add_form(out, &letters, MM_STEM_BASE);
    if (closed && class == 'b')
        b_forms(out, &letters);
    else if (closed && (class == 'd' || class == 's'))
        d_forms(out, &letters, class == 's');
    else if (closed && class == 'h')
        h_forms(out, &letters);
    else if (!closed && class == 'l')
        l_forms(out, &letters);
    else if (closed)
        closed_forms(out, &letters);
    else
        open_forms(out, &letters, mm_str_ends(stem, MM_S("하")));
    return true;
}
