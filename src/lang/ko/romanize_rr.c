/* Revised Romanization of Korean (2000) from sounds.
 *
 * Finals are cut to seven sounds by then, so each letter has one spelling but
 * rieul: r, and l at the end of a syllable and behind another l. Names get
 * capitals and hyphens (section 3, 2 to 5): before an administrative unit,
 * which is spelt as if it stood alone; where letters could be cut in two ways;
 * inside a personal name, whose syllables do not change each other. */
#include "lang/ko/romanize.h"
#include "lang/ko/syllable.h"

static const char *const onsets[MM_KO_ONSETS] = {
    "g",  "kk", "n", "d",  "tt", "r", "m", "b", "pp", "s",
    "ss", "",   "j", "jj", "ch", "k", "t", "p", "h",
};
static const char *const vowels[MM_KO_VOWELS] = {
    "a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
    "oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i",
};
/* ㄱ ㄴ ㄷ ㄹ ㅁ ㅂ ㅇ by the number of the final. */
static const char *const finals[MM_KO_FINALS] = {
    [0] = "",  [1] = "k",  [4] = "n",  [7] = "t",
    [8] = "l", [16] = "m", [17] = "p", [21] = "ng",
};
enum { F_N = 4, F_L = 8, F_NG = 21, O_G = 0, O_R = 5, O_NONE = 11 };

static const char *onset_of(const mm_ko_phone *p, int before)
{
    if (p->onset == O_R && before == F_L && p->mark != MM_KO_UNIT)
        return "l";
    return onsets[p->onset];
}

static const char *final_of(const mm_ko_phone *p)
{
    return finals[p->final] ? finals[p->final] : "t";
}

int mm_ko_put_rr_phone(mm_buf *out, const mm_ko_phone *p, int before)
{
    const char *parts[] = { onset_of(p, before), vowels[p->vowel],
                            final_of(p) };
    char        text[8]; /* two letters, three, two at most */
    size_t      n = 0;

    for (size_t i = 0; i < 3; i++)
        for (const char *s = parts[i]; *s; s++)
            text[n++] = *s;
    return mm_buf_put(out, (mm_str){ text, n });
}

int mm_ko_put_rr_letter(mm_buf *out, int32_t cp)
{
    int onset = mm_ko_letter_onset(cp), vowel = mm_ko_letter_vowel(cp);
    int first, final;

    if (vowel >= 0)
        return mm_buf_put(out, mm_cstr(vowels[vowel]));
    if (onset >= 0)
        return mm_buf_put(out, mm_cstr(onsets[onset]));
    final = mm_ko_letter_final(cp);
    if (final < 0)
        return mm_buf_put_cp(out, cp);
    onset = mm_ko_final_split(final, &first);
    if (mm_buf_put(
            out,
            mm_cstr(onsets[mm_ko_letter_onset(mm_ko_final_letter(first))])) < 0)
        return MM_ENOMEM;
    return mm_buf_put(out, mm_cstr(onsets[onset]));
}

static int put_phones(mm_buf *out, const mm_ko_phone *phones, size_t n)
{
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < n; i++)
        rc = mm_ko_put_rr_phone(out, &phones[i], i ? phones[i - 1].final : 0);
    return rc;
}

int mm_ko_put_rr(mm_buf *out, mm_ko_run *run)
{
    mm_ko_sound(run->phones, run->n, 0);
    return put_phones(out, run->phones, run->n);
}

/* --- names -------------------------------------------------------------- */

static void capitalise(mm_buf *out, size_t at)
{
    if (at < out->len && out->ptr[at] >= 'a' && out->ptr[at] <= 'z')
        out->ptr[at] = (char)(out->ptr[at] - 'a' + 'A');
}

/* Could a reader cut between the two in another place? Jung-ang, Ban-gudae,
 * Hae-undae. */
static bool is_unclear(const mm_ko_phone *a, const mm_ko_phone *b)
{
    const char *end = vowels[a->vowel], *start = vowels[b->vowel];

    if (a->final)
        return (a->final == F_NG && b->onset == O_NONE) ||
               (a->final == F_N && b->onset == O_G);
    if (b->onset != O_NONE)
        return false;
    while (end[1])
        end++;
    return (*end == 'e' && (*start == 'o' || *start == 'u')) ||
           ((*end == 'a' || *end == 'o') && *start == 'e');
}

static mm_str syllables(const mm_ko_run *run, mm_str text, size_t first,
                        size_t end)
{
    return mm_str_sub(text, run->start + first * 3, (end - first) * 3);
}

/* The word before the run is a surname alone: 홍 빛나. */
static bool follows_surname(const mm_romanizer *r, const mm_ko_run *run,
                            mm_str text)
{
    size_t at = run->start, from, end;

    if (run->n != 2 || at == 0 || text.ptr[at - 1] != ' ')
        return false;
    end = from = at - 1;
    while (from > 0 && text.ptr[from - 1] != ' ')
        from--;
    return mm_ko_is_name(r, MM_KO_SURNAME, mm_str_sub(text, from, end - from));
}

/* A personal name: surname, then the syllables of the given name apart. */
static int put_person(mm_buf *out, mm_ko_run *run, size_t surname)
{
    size_t at = out->len;
    int    rc = MM_OK;

    if (surname) {
        mm_ko_sound(run->phones, surname, 0);
        rc = put_phones(out, run->phones, surname);
        capitalise(out, at);
        if (rc == MM_OK)
            rc = mm_buf_putc(out, ' ');
        at = out->len;
    }
    for (size_t i = surname; rc == MM_OK && i < run->n; i++) {
        if (i > surname)
            rc = mm_buf_putc(out, '-');
        mm_ko_sound(&run->phones[i], 1, 0);
        if (rc == MM_OK)
            rc = mm_ko_put_rr_phone(out, &run->phones[i], 0);
    }
    capitalise(out, at);
    return rc;
}

/* Does the run end in an administrative unit that takes a hyphen? */
static bool has_unit(const mm_romanizer *r, const mm_ko_run *run, mm_str text)
{
    static const char *const units[] = { "시", "군", "구", "읍",
                                         "면", "리", "동" };
    mm_str                   last = syllables(run, text, run->n - 1, run->n);

    if (run->n < 3 || run->phones[run->n - 1].mark == MM_KO_KEEP)
        return false;
    if (mm_str_eq(last, MM_S("도")))
        return mm_ko_is_name(r, MM_KO_PROVINCE,
                             syllables(run, text, 0, run->n));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (mm_str_eq(last, mm_cstr(units[i])))
            return true;
    return false;
}

static int put_place(mm_buf *out, mm_ko_run *run, bool unit)
{
    mm_ko_phone *p = run->phones;
    size_t       at = out->len;
    int          rc = MM_OK;

    if (unit)
        p[run->n - 1].mark = MM_KO_UNIT;
    mm_ko_sound(p, run->n, 0);
    for (size_t i = 0; rc == MM_OK && i < run->n; i++) {
        bool last = unit && i + 1 == run->n;

        if (i && (last || is_unclear(&p[i - 1], &p[i])))
            rc = mm_buf_putc(out, '-');
        if (rc == MM_OK)
            rc =
                mm_ko_put_rr_phone(out, &p[i], i && !last ? p[i - 1].final : 0);
    }
    capitalise(out, at);
    return rc;
}

int mm_ko_put_rr_name(mm_buf *out, const mm_romanizer *r, mm_ko_run *run,
                      mm_str text)
{
    bool listed = run->n > 1 && run->phones[1].mark != MM_KO_PLAIN &&
                  run->phones[run->n - 1].mark != MM_KO_PLAIN;
    size_t surname = listed ? 0 : mm_ko_surname_len(r, run, text);

    if (surname || follows_surname(r, run, text))
        return put_person(out, run, surname);
    return put_place(out, run, has_unit(r, run, text));
}
