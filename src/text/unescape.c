/* Character references of HTML in text: by number, and the names of HTML 4
 * (recommendation of 1999, section 24), which office programs write. What is no
 * reference stays as it is. */
#include "malmoi/text.h"

#include <string.h>

/* U+00A0 to U+00FF, in order. */
static const char latin1[] =
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy "
    "reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm "
    "raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring "
    "AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde "
    "Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml "
    "Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil "
    "egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve "
    "oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute "
    "thorn yuml ";

static const struct {
    const char *name;
    int32_t     cp;
} others[] = {
    { "amp", '&' },       { "lt", '<' },        { "gt", '>' },
    { "quot", '"' },      { "apos", '\'' },     { "OElig", 0x152 },
    { "oelig", 0x153 },   { "Scaron", 0x160 },  { "scaron", 0x161 },
    { "Yuml", 0x178 },    { "fnof", 0x192 },    { "circ", 0x2C6 },
    { "tilde", 0x2DC },   { "Alpha", 0x391 },   { "Beta", 0x392 },
    { "Gamma", 0x393 },   { "Delta", 0x394 },   { "Omega", 0x3A9 },
    { "alpha", 0x3B1 },   { "beta", 0x3B2 },    { "gamma", 0x3B3 },
    { "delta", 0x3B4 },   { "epsilon", 0x3B5 }, { "lambda", 0x3BB },
    { "mu", 0x3BC },      { "pi", 0x3C0 },      { "sigma", 0x3C3 },
    { "tau", 0x3C4 },     { "omega", 0x3C9 },   { "ensp", 0x2002 },
    { "emsp", 0x2003 },   { "thinsp", 0x2009 }, { "zwnj", 0x200C },
    { "zwj", 0x200D },    { "lrm", 0x200E },    { "rlm", 0x200F },
    { "ndash", 0x2013 },  { "mdash", 0x2014 },  { "lsquo", 0x2018 },
    { "rsquo", 0x2019 },  { "sbquo", 0x201A },  { "ldquo", 0x201C },
    { "rdquo", 0x201D },  { "bdquo", 0x201E },  { "dagger", 0x2020 },
    { "Dagger", 0x2021 }, { "bull", 0x2022 },   { "hellip", 0x2026 },
    { "permil", 0x2030 }, { "prime", 0x2032 },  { "Prime", 0x2033 },
    { "lsaquo", 0x2039 }, { "rsaquo", 0x203A }, { "euro", 0x20AC },
    { "trade", 0x2122 },  { "larr", 0x2190 },   { "uarr", 0x2191 },
    { "rarr", 0x2192 },   { "darr", 0x2193 },   { "harr", 0x2194 },
    { "minus", 0x2212 },  { "infin", 0x221E },  { "asymp", 0x2248 },
    { "ne", 0x2260 },     { "le", 0x2264 },     { "ge", 0x2265 },
};

static int32_t by_name(mm_str name)
{
    mm_str  list = { latin1, sizeof latin1 - 1 };
    int32_t cp = 0xA0;

    for (; list.len; cp++)
        if (mm_str_eq(mm_str_cut(&list, ' '), name))
            return cp;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (mm_str_eq(mm_cstr(others[i].name), name))
            return others[i].cp;
    return -1;
}

/* "#8212", "#x2014"; -1 for no character. */
static int32_t by_number(mm_str digits)
{
    bool    hex = digits.len && (digits.ptr[0] | 32) == 'x';
    int32_t cp = 0;

    if (digits.len <= (size_t)hex)
        return -1;
    for (size_t i = hex; i < digits.len && cp <= 0x10FFFF; i++) {
        char        c = (char)(digits.ptr[i] | 32);
        const char *figures = "0123456789abcdef";
        const char *at = c ? strchr(figures, c) : NULL;

        if (!at || digits.ptr[i] < '0' || (!hex && at - figures > 9))
            return -1;
        cp = cp * (hex ? 16 : 10) + (int32_t)(at - figures);
    }
    return cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF) ? -1 : cp;
}

int mm_unescape(mm_buf *out, mm_str text)
{
    while (text.len) {
        mm_str before = mm_str_cut(&text, '&');
        bool   more = before.ptr + before.len < text.ptr;
        size_t end = more ? mm_str_find(mm_str_sub(text, 0, 34), MM_S(";"), 0)
                          : SIZE_MAX;
        mm_str name =
            end == SIZE_MAX ? (mm_str){ 0 } : mm_str_sub(text, 0, end);
        int32_t cp = name.len == 0 ? -1
                     : name.ptr[0] == '#'
                         ? by_number(mm_str_sub(name, 1, SIZE_MAX))
                         : by_name(name);

        if (mm_buf_put(out, before) < 0)
            return MM_ENOMEM;
        if (cp >= 0) {
            if (mm_buf_put_cp(out, cp) < 0)
                return MM_ENOMEM;
            text = mm_str_sub(text, end + 1, SIZE_MAX);
        } else if (more && mm_buf_putc(out, '&') < 0) {
            return MM_ENOMEM;
        }
    }
    return MM_OK;
}
