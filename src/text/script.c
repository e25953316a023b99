/* What can be told of characters: script, case, width, and of a text: its
 * language, roughly. */
#include "malmoi/text.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

mm_script mm_script_of(int32_t cp)
{
    UErrorCode rc = U_ZERO_ERROR;

    if (cp < 0x80)
        return (cp | 32) >= 'a' && (cp | 32) <= 'z' ? MM_SCRIPT_LATIN
                                                    : MM_SCRIPT_NONE;
    if (cp >= 0xAC00 && cp <= 0xD7A3)
        return MM_SCRIPT_HANGUL;
    switch (uscript_getScript(cp, &rc)) {
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
        return MM_SCRIPT_NONE;
    case USCRIPT_LATIN:
        return MM_SCRIPT_LATIN;
    case USCRIPT_HANGUL:
        return MM_SCRIPT_HANGUL;
    case USCRIPT_HAN:
        return MM_SCRIPT_HAN;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return MM_SCRIPT_KANA;
    case USCRIPT_CYRILLIC:
        return MM_SCRIPT_CYRILLIC;
    default:
        return MM_SCRIPT_OTHER;
    }
}

mm_script mm_text_script(mm_str text)
{
    size_t  count[MM_SCRIPT_OTHER + 1] = { 0 }, pos = 0;
    int32_t cp;
    int     best = MM_SCRIPT_NONE;

    while ((cp = mm_utf8_next(text, &pos)) >= 0)
        count[mm_script_of(cp)]++;
    count[MM_SCRIPT_NONE] = 0;
    for (int i = MM_SCRIPT_LATIN; i <= MM_SCRIPT_OTHER; i++)
        if (count[i] > count[best])
            best = i;
    return (mm_script)best;
}

bool mm_is_upper(int32_t cp)
{
    return cp < 0x80 ? cp >= 'A' && cp <= 'Z' : u_isUUppercase(cp);
}

static int width_of(int32_t cp)
{
    int east;

    if (cp < 0x300)
        return cp >= 0x20 && cp != 0x7F && cp != 0xAD;
    if (u_charType(cp) == U_NON_SPACING_MARK ||
        u_charType(cp) == U_ENCLOSING_MARK || u_charType(cp) == U_FORMAT_CHAR)
        return 0;
    if (cp >= 0x1160 && cp <= 0x11FF)
        return 0; /* conjoining vowels and codas stand in the onset's cell */
    east = u_getIntPropertyValue(cp, UCHAR_EAST_ASIAN_WIDTH);
    return east == U_EA_WIDE || east == U_EA_FULLWIDTH ? 2 : 1;
}

int mm_display_width(mm_str text)
{
    size_t  pos = 0;
    int32_t cp;
    int     width = 0;

    while ((cp = mm_utf8_next(text, &pos)) >= 0)
        width += width_of(cp);
    return width;
}

int mm_lower(mm_buf *out, mm_str text)
{
    size_t  pos = 0;
    int32_t cp;
    int     rc = mm_buf_put(out, (mm_str){ "", 0 });

    while (rc == MM_OK && (cp = mm_utf8_next(text, &pos)) >= 0)
        rc = cp < 0x80 ? mm_buf_putc(out, (char)(cp >= 'A' && cp <= 'Z'
                                                     ? cp + 32
                                                     : cp))
                       : mm_buf_put_cp(out, u_tolower(cp));
    return rc;
}

/* Letters that no decomposition takes apart. */
static const char *plain_of(int32_t cp)
{
    switch (cp) {
    case 0xF8:
        return "o";
    case 0x142:
        return "l";
    case 0x111: case 0xF0:
        return "d";
    case 0xFE:
        return "th";
    case 0xDF:
        return "ss";
    case 0xE6:
        return "ae";
    case 0x153:
        return "oe";
    case 0x131:
        return "i";
    case 0x127:
        return "h";
    default:
        return NULL;
    }
}

int mm_plain_letters(mm_buf *out, mm_str text)
{
    UErrorCode          icu = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&icu);
    size_t              pos = 0;
    int32_t             cp;
    int                 rc = mm_buf_put(out, (mm_str){ "", 0 });

    while (rc == MM_OK && (cp = mm_utf8_next(text, &pos)) >= 0) {
        UChar       parts[8];
        const char *plain;
        int32_t     n;

        cp = cp < 0x80 ? (cp >= 'A' && cp <= 'Z' ? cp + 32 : cp)
                       : u_tolower(cp);
        icu = U_ZERO_ERROR;
        if (cp < 0x80)
            rc = mm_buf_putc(out, (char)cp);
        else if ((plain = plain_of(cp)))
            rc = mm_buf_put(out, mm_cstr(plain));
        else if (u_charType(cp) == U_NON_SPACING_MARK)
            continue;
        else if (mm_script_of(cp) == MM_SCRIPT_LATIN &&
                 (n = unorm2_getDecomposition(nfd, cp, parts, 8, &icu)) > 0)
            rc = mm_buf_put_cp(out, parts[0]);
        else
            rc = mm_buf_put_cp(out, cp);
    }
    return rc;
}

/* The commonest words that tell languages in Latin letters apart. */
static const struct { const char *lang, *words; } common[] = {
    { "en", " the of and to in that is was for with on as by are from " },
    { "fr", " le la les des et du une est dans que pour qui sur par au " },
    { "de", " der die und das den von zu mit des ist im dem nicht ein eine " },
    { "es", " el los las y del que en un una por con para es se como " },
    { "it", " il di che e la per un in non sono della del le gli con " },
    { "pt", " o de que e do da em um para com uma os no se na " },
    { "nl", " de het een van en in is dat op te voor met zijn niet aan " },
    { "id", " yang dan di untuk dari dengan pada ini dalam adalah itu " },
    { "vi", " và của các là có cho trong được với không người một " }
};

static const char *guess_latin(mm_str text)
{
    enum { N = sizeof common / sizeof *common };
    size_t count[N] = { 0 }, words = 0, best = 0;
    mm_buf low = { 0 };
    mm_str rest;

    if (mm_lower(&low, mm_str_sub(text, 0, 20000)) < 0)
        return "";
    rest = mm_buf_str(&low);
    while (rest.len) {
        char   probe[24];
        mm_str word = mm_str_trim(mm_str_cut(&rest, ' '));

        if (word.len == 0 || word.len > sizeof probe - 3)
            continue;
        words++;
        probe[0] = ' ';
        memcpy(probe + 1, word.ptr, word.len);
        memcpy(probe + 1 + word.len, " ", 2);
        for (size_t i = 0; i < N; i++)
            count[i] += strstr(common[i].words, probe) != NULL;
    }
    mm_buf_release(&low);
    for (size_t i = 1; i < N; i++)
        if (count[i] > count[best])
            best = i;
    return words >= 8 && count[best] * 10 > words ? common[best].lang : "";
}

const char *mm_guess_lang(mm_str text)
{
    size_t  count[MM_SCRIPT_OTHER + 1] = { 0 }, pos = 0, letters = 0;
    int32_t cp;

    text = mm_str_sub(text, 0, 40000);
    while ((cp = mm_utf8_next(text, &pos)) >= 0)
        count[mm_script_of(cp)]++;
    for (int i = MM_SCRIPT_LATIN; i <= MM_SCRIPT_OTHER; i++)
        letters += count[i];
    if (letters == 0)
        return "";
    /* A Korean page of software holds many Latin letters; an English page
     * hardly a Hangul one. */
    if (count[MM_SCRIPT_HANGUL] * 5 > letters)
        return "ko";
    if (count[MM_SCRIPT_KANA] * 10 > letters)
        return "ja";
    if (count[MM_SCRIPT_HAN] * 3 > letters)
        return "zh";
    if (count[MM_SCRIPT_CYRILLIC] * 2 > letters)
        return "ru";
    return count[MM_SCRIPT_LATIN] * 2 > letters ? guess_latin(text) : "";
}
