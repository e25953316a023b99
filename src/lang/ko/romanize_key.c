/* One key for a Hangul term and its many Latin spellings.
 *
 * Hangul goes through Revised Romanization first, so that only Latin letters
 * remain; those are read as coarse classes. Consonants: K T P C S R M N H, the
 * tense, breathed and voiced ones alike; vowels: A, I and O for all others, y
 * and w dropped. What spellings write before or after sound change is changed
 * here (K before N is N: hakyeoul and hangnyeoul still differ by one letter);
 * ng is N, and g behind n is lost with it, since hangyesun does not tell. R
 * that no vowel follows is the mute one of Park. Compare by equality first,
 * then by edit distance (1 for up to six letters). */
#include "lang/ko/romanize.h"

#include <string.h>

/* The ASCII letter for what people put on Latin letters of Korean; a space where
 * words part, which keeps an H from the Y behind it (Noh Young-min); 0: none. */
static char ascii_of(int32_t cp)
{
    static const struct {
        uint16_t low, high;
        char     letter;
    } folds[] = {
        { 0xE0, 0xE5, 'a' },   { 0xE8, 0xEB, 'e' },   { 0xEC, 0xEF, 'i' },
        { 0xF2, 0xF6, 'o' },   { 0xF9, 0xFC, 'u' },   { 0xC0, 0xC5, 'a' },
        { 0xC8, 0xCB, 'e' },   { 0xCC, 0xCF, 'i' },   { 0xD2, 0xD6, 'o' },
        { 0xD9, 0xDC, 'u' },   { 0x100, 0x105, 'a' }, { 0x112, 0x11B, 'e' },
        { 0x128, 0x12F, 'i' }, { 0x14C, 0x151, 'o' }, { 0x168, 0x173, 'u' },
        { 0x1CE, 0x1CE, 'a' }, { 0x1D2, 0x1D2, 'o' }, { 0x1D4, 0x1D4, 'u' },
    };

    if (cp >= 'A' && cp <= 'Z')
        cp += 'a' - 'A';
    if ((cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9'))
        return (char)cp;
    if (cp == ' ' || cp == '-' || cp == 0xA0)
        return ' ';
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
        if (cp >= folds[i].low && cp <= folds[i].high)
            return folds[i].letter;
    return 0;
}

/* In place: no character becomes longer. */
static void to_ascii(mm_buf *text)
{
    mm_str from = mm_buf_str(text);
    size_t pos = 0, n = 0;

    while (pos < from.len) {
        unsigned char c = (unsigned char)from.ptr[pos];
        int32_t       cp = c;

        if (c < 0x80)
            pos++;
        else
            cp = mm_utf8_next(from, &pos);
        if ((text->ptr[n] = ascii_of(cp)))
            n++;
    }
    text->len = n;
    if (text->ptr)
        text->ptr[n] = '\0';
}

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' ||
           c == 'y' || c == 'w';
}

typedef struct vowel_spelling {
    char letters[4];
    char class;
} vowel_spelling;

/* By their first letter, the longer ones first; the last has no letters. */
static const vowel_spelling of_a[] = {
    { "ae", 'o' }, { "ai", 'o' }, { "ay", 'o' }, { "a", 'a' }, { "", 'o' }
};
static const vowel_spelling of_e[] = {
    { "eui", 'i' }, { "ea", 'o' }, { "ee", 'i' }, { "eo", 'o' },
    { "eu", 'o' },  { "ey", 'o' }, { "ei", 'o' }, { "", 'o' }
};
static const vowel_spelling of_i[] = { { "i", 'i' }, { "", 'o' } };
static const vowel_spelling of_o[] = {
    { "ou", 'o' }, { "oo", 'o' }, { "oe", 'o' },
    { "oi", 'o' }, { "oy", 'o' }, { "", 'o' }
};
static const vowel_spelling of_u[] = { { "ui", 'i' }, { "uy", 'i' },
                                       { "", 'o' } };
static const vowel_spelling of_w[] = {
    { "wee", 'i' }, { "woo", 'o' }, { "weo", 'o' }, { "wae", 'o' },
    { "way", 'o' }, { "wey", 'o' }, { "woa", 'a' }, { "wi", 'i' },
    { "wa", 'a' },  { "wo", 'o' },  { "we", 'o' },  { "wu", 'o' },
    { "w", 0 },     { "", 'o' }
};
static const vowel_spelling of_y[] = {
    { "yoo", 'o' }, { "you", 'o' }, { "yeo", 'o' }, { "yae", 'o' },
    { "yey", 'o' }, { "yay", 'o' }, { "yea", 'o' }, { "yi", 'i' },
    { "yo", 'o' },  { "yu", 'o' },  { "ye", 'o' },  { "ya", 'a' },
    { "y", 'i' },   { "", 'o' }
};

static const vowel_spelling *spellings_of(char c)
{
    switch (c) {
    case 'a':
        return of_a;
    case 'e':
        return of_e;
    case 'i':
        return of_i;
    case 'o':
        return of_o;
    case 'u':
        return of_u;
    case 'w':
        return of_w;
    default:
        return of_y;
    }
}

/* Class of the vowel at `s` (NUL-terminated) and how many letters it has. */
static char vowel_class(const char *s, size_t *len)
{
    const vowel_spelling *v = spellings_of(*s);

    for (; v->letters[0]; v++) {
        for (*len = 1; v->letters[*len] && v->letters[*len] == s[*len];)
            ++*len;
        if (v->letters[*len])
            continue;
        if (*len > 1 && s[*len - 1] == 'y' && is_vowel(s[*len]))
            continue; /* ju-yeop, not juy-eop */
        return v->class;
    }
    *len = 1;
    return v->class;
}

/* Class of the consonant at `s` and how many letters it has; 0: mute. */
static char consonant_class(const char *s, size_t *len)
{
    *len = 1;
    switch (*s) {
    case 't':
        if (s[1] == 'c' && s[2] == 'h') {
            *len = 3;
            return 'C';
        }
        break;
    case 'c':
        if (s[1] == 'k') {
            *len = 2;
            return 'K';
        }
        *len = s[1] == 'h' ? 2 : 1;
        return *len == 2 || is_vowel(s[1]) || s[1] == 'c' ? 'C' : 'K';
    case 'h':
        return is_vowel(s[1]) ? 'H' : 0;
    case 'l':
        return 'R';
    case 'r':
        return is_vowel(s[1]) || s[1] == 'h' || s[1] == 'r' || s[1] == 'l' ? 'R'
                                                                           : 0;
    case 's':
        *len = s[1] == 'h' ? 2 : 1;
        return 'S';
    case 'm':
        return 'M';
    case 'n':
        *len = s[1] == 'g' ? 2 : 1;
        return *len == 2 ? 'G' : 'N';
    case 'j':
    case 'z':
        *len = s[1] == 'h' ? 2 : 1;
        return 'C';
    case 'x':
        return 'S';
    case 'g':
    case 'k':
    case 'q':
        *len = s[1] == 'h' ? 2 : 1;
        return 'K';
    case 'b':
    case 'p':
    case 'v':
    case 'f':
        *len = s[1] == 'h' ? 2 : 1;
        return 'P';
    default:
        break;
    }
    *len = s[1] == 'h' ? 2 : 1; /* d, t */
    return 'T';
}

/* Puts consonant class `c` (G is ng until the end) behind the `n` classes at
 * `out`, changed with the one before it as in speech; returns how many there
 * are then. */
static size_t put_consonant(char *out, size_t n, char c)
{
    char *last = n ? &out[n - 1] : NULL;
    char  before = last ? *last : 0;

    if (c == 'H' &&
        (before == 'K' || before == 'T' || before == 'P' || before == 'C'))
        return n; /* mukho and mok hee as k’ */
    if (before == c || (c == 'N' && before == 'G'))
        return n;
    if ((c == 'C' || c == 'S') && before == 'T') {
        *last = c;
        return n;
    }
    if (c == 'K' && (before == 'N' || before == 'G'))
        return n;
    if (c == 'R' && before == 'N') {
        *last = 'R';
        return n;
    }
    if (c == 'N' && before == 'R')
        return n;
    if (c == 'R' && before == 'G')
        return n;
    if (c == 'R' &&
        (before == 'K' || before == 'T' || before == 'P' || before == 'M'))
        c = 'N';
    if (c == 'N' || c == 'M') {
        if (before == 'K' || before == 'T')
            *last = before = 'N';
        else if (before == 'P')
            *last = before = 'M';
        if (before == c)
            return n;
    }
    out[n] = c;
    return n + 1;
}

/* A first rieul is said n, or not at all before i and y: Noh and Roh, Lee. */
static char first_class(char c, const char *rest)
{
    if (c == 'R')
        return *rest == 'i' || *rest == 'y' || (*rest == 'e' && rest[1] == 'e')
                   ? 0
                   : 'N';
    return c;
}

/* In place: a class is never longer than the letters it is of, and a space,
 * which the letter behind it looks back at, leaves none. */
static void to_classes(mm_buf *letters)
{
    char  *out = letters->ptr;
    size_t n = 0, len;

    for (size_t i = 0; i < letters->len; i += len) {
        const char *s = out + i;
        char        c;

        len = 1;
        if (*s == ' ')
            continue;
        if (*s >= '0' && *s <= '9') {
            out[n++] = *s;
        } else if (is_vowel(*s)) {
            c = vowel_class(s, &len);
            if (c && (n == 0 || out[n - 1] != c))
                out[n++] = c;
        } else {
            c = consonant_class(s, &len);
            if (i == 0 && *s == 'r' && s[1] == 'h')
                len = 2; /* Rhee */
            if (i == 0 || (s[-1] == ' ' && strncmp(s, "lee", 3) == 0))
                c = first_class(c, s + len);
            if (c)
                n = put_consonant(out, n, c);
        }
    }
    for (size_t i = 0; i < n; i++)
        if (out[i] == 'G')
            out[i] = 'N';
    letters->len = n;
}

int mm_roman_key(mm_buf *out, const mm_romanizer *r, mm_str text)
{
    mm_buf letters = { 0 };
    int    rc = mm_romanize(&letters, r, text, MM_ROMAN_RR);

    to_ascii(&letters);
    to_classes(&letters);
    if (rc == MM_OK)
        rc = mm_buf_put(out, mm_buf_str(&letters));
    mm_buf_release(&letters);
    return rc;
}
