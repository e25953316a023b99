/* The two-set keyboard (KS X 5002): keys to syllables and back.
 *
 * The automaton of every Korean input method: an onset waits for a vowel; a
 * consonant behind a vowel is a final until a vowel shows that it was the next
 * onset; of a double final only the second half moves on. */
#include "lang/ko/syllable.h"
#include "malmoi/romanize.h"

/* The lone letter on each key, a to z, and with shift where it differs. */
static const uint16_t keys[26] = {
    0x3141, 0x3160, 0x314A, 0x3147, 0x3137, 0x3139, 0x314E, 0x3157, 0x3151,
    0x3153, 0x314F, 0x3163, 0x3161, 0x315C, 0x3150, 0x3154, 0x3142, 0x3131,
    0x3134, 0x3145, 0x3155, 0x314D, 0x3148, 0x314C, 0x315B, 0x314B,
};
static const struct {
    char     key;
    uint16_t letter;
} shifted[] = {
    { 'Q', 0x3143 }, { 'W', 0x3149 }, { 'E', 0x3138 }, { 'R', 0x3132 },
    { 'T', 0x3146 }, { 'O', 0x3152 }, { 'P', 0x3156 },
};

static int32_t letter_of_key(int32_t key)
{
    for (size_t i = 0; i < sizeof shifted / sizeof *shifted; i++)
        if (shifted[i].key == key)
            return shifted[i].letter;
    if (key >= 'A' && key <= 'Z')
        key += 'a' - 'A';
    return key >= 'a' && key <= 'z' ? keys[key - 'a'] : 0;
}

/* The syllable being made: -1 where there is nothing yet, final 0. */
typedef struct state {
    int     onset, vowel, final;
    mm_buf *out;
} state;

static int flush(state *s)
{
    int rc = MM_OK;

    if (s->onset >= 0 && s->vowel >= 0)
        rc = mm_buf_put_cp(s->out, mm_ko_compose(s->onset, s->vowel, s->final));
    else if (s->onset >= 0)
        rc = mm_buf_put_cp(s->out, mm_ko_onset_letter(s->onset));
    else if (s->vowel >= 0)
        rc = mm_buf_put_cp(s->out, mm_ko_vowel_letter(s->vowel));
    s->onset = s->vowel = -1;
    s->final = 0;
    return rc;
}

static int add_consonant(state *s, int32_t letter)
{
    int onset = mm_ko_letter_onset(letter);
    int final = mm_ko_letter_final(letter), joined, rc;

    if (s->onset >= 0 && s->vowel >= 0 && final > 0) {
        joined = s->final ? mm_ko_final_join(s->final, final) : final;
        if (joined > 0) {
            s->final = joined;
            return MM_OK;
        }
    }
    if ((rc = flush(s)) < 0)
        return rc;
    if (onset < 0)
        return mm_buf_put_cp(s->out, letter);
    s->onset = onset;
    return MM_OK;
}

static int add_vowel(state *s, int vowel)
{
    int moved = -1, joined, rc;

    if (s->final) {
        moved = mm_ko_final_split(s->final, &s->final);
    } else if (s->vowel >= 0) {
        joined = mm_ko_vowel_join(s->vowel, vowel);
        if (joined >= 0) {
            s->vowel = joined;
            return MM_OK;
        }
    } else {
        s->vowel = vowel;
        return MM_OK;
    }
    rc = flush(s);
    s->onset = moved;
    s->vowel = vowel;
    return rc;
}

int mm_keyboard_to_hangul(mm_buf *out, mm_str text)
{
    state   s = { -1, -1, 0, out };
    size_t  pos = 0, from;
    int32_t cp;
    int     rc = MM_OK;

    while (rc == MM_OK && (from = pos) < text.len) {
        cp = mm_utf8_next(text, &pos);
        if (cp < 0x80)
            cp = letter_of_key(cp);
        if (mm_ko_letter_vowel(cp) >= 0)
            rc = add_vowel(&s, mm_ko_letter_vowel(cp));
        else if (cp >= 0x3131 && cp <= 0x314E)
            rc = add_consonant(&s, cp);
        else if ((rc = flush(&s)) == MM_OK)
            rc = mm_buf_put(out, mm_str_sub(text, from, pos - from));
    }
    return rc < 0 ? rc : flush(&s);
}

static int put_key(mm_buf *out, int32_t letter)
{
    for (size_t i = 0; i < sizeof shifted / sizeof *shifted; i++)
        if (shifted[i].letter == letter)
            return mm_buf_putc(out, shifted[i].key);
    for (int i = 0; i < 26; i++)
        if (keys[i] == letter)
            return mm_buf_putc(out, (char)('a' + i));
    return mm_buf_put_cp(out, letter);
}

static int put_vowel_keys(mm_buf *out, int vowel)
{
    int first, second = mm_ko_vowel_split(vowel, &first);
    int rc = put_key(out, mm_ko_vowel_letter(first));

    return rc < 0 || second < 0 ? rc : put_key(out, mm_ko_vowel_letter(second));
}

static int put_final_keys(mm_buf *out, int final)
{
    int first, second = mm_ko_final_split(final, &first), rc = MM_OK;

    if (second < 0)
        return MM_OK;
    if (first)
        rc = put_key(out, mm_ko_final_letter(first));
    return rc < 0 ? rc : put_key(out, mm_ko_onset_letter(second));
}

int mm_keyboard_to_latin(mm_buf *out, mm_str text)
{
    size_t  pos = 0, from;
    int32_t cp;
    int     rc = MM_OK;

    while (rc == MM_OK && (from = pos) < text.len) {
        cp = mm_utf8_next(text, &pos);
        if (mm_ko_is_syllable(cp)) {
            if ((rc = put_key(out, mm_ko_onset_letter(mm_ko_onset(cp)))) ==
                    MM_OK &&
                (rc = put_vowel_keys(out, mm_ko_vowel(cp))) == MM_OK)
                rc = put_final_keys(out, mm_ko_final(cp));
        } else if (mm_ko_letter_vowel(cp) >= 0) {
            rc = put_vowel_keys(out, mm_ko_letter_vowel(cp));
        } else if (mm_ko_letter_onset(cp) >= 0) {
            rc = put_key(out, cp);
        } else if (mm_ko_letter_final(cp) > 0) {
            rc = put_final_keys(out, mm_ko_letter_final(cp));
        } else {
            rc = mm_buf_put(out, mm_str_sub(text, from, pos - from));
        }
    }
    return rc;
}
