/*
 * What stands around a term that was copied out of a text: brackets and quotes,
 * a full stop, an article, a person's title. A query is asked without them once
 * nothing was found with them, for C++, .NET and The Who have them of their
 * own.
 */
#include "match/found.h"

#include <string.h>

enum {
    WORDS = 8,          /* of a name with its title */
    SYLLABLE = 3,       /* bytes */
    STEM = 2 * SYLLABLE /* that has a particle which does not agree, at least */
};

/* Marks that stand around a term, or inside for what they enclose. */
static bool is_mark(int32_t cp)
{
    if (cp < 0x80)
        return cp > 0 && strchr("\"'`()[]{}<>.,;:!?*_|~", cp) != NULL;
    return (cp >= 0x2018 && cp <= 0x201F) || cp == 0x2026 || cp == 0xB7 ||
           cp == 0xAB || cp == 0xBB || cp == 0x2039 || cp == 0x203A ||
           (cp >= 0x3001 && cp <= 0x3002) || (cp >= 0x3008 && cp <= 0x3011) ||
           (cp >= 0x3014 && cp <= 0x301F) || cp == 0xFF08 || cp == 0xFF09 ||
           cp == 0xFF0C || cp == 0xFF0E || cp == 0xFF1A || cp == 0xFF1B;
}

/* Does `cp` open what another closes? A particle may follow: 「수도」에서. */
static bool is_quote(int32_t cp)
{
    return cp == '"' || cp == '\'' || (cp >= 0x2018 && cp <= 0x201F) ||
           cp == 0xAB || cp == 0xBB || (cp >= 0x3008 && cp <= 0x3011) ||
           (cp >= 0x3014 && cp <= 0x301F);
}

static mm_str trim_marks(mm_str text)
{
    size_t from = 0, end = 0, pos = 0;
    bool   begun = false;

    while (pos < text.len) {
        size_t  at = pos;
        int32_t cp = mm_utf8_next(text, &pos);

        if (cp < 0 || cp == ' ' || is_mark(cp))
            continue;
        if (!begun)
            from = at;
        begun = true;
        end = pos;
    }
    return mm_str_sub(text, from, end - from);
}

int mm_bare_of_marks(mm_buf *out, mm_str text)
{
    mm_str inner = trim_marks(text);
    bool   quoted = inner.ptr > text.ptr;
    size_t pos = 0;
    int    rc = mm_buf_put(out, (mm_str){ "", 0 });

    while (rc == MM_OK && pos < inner.len) {
        size_t  at = pos;
        int32_t cp = mm_utf8_next(inner, &pos);

        if (!quoted || !is_quote(cp))
            rc = mm_buf_put(out, mm_str_sub(inner, at, pos - at));
    }
    return rc;
}

/* The infinitive's and the noun's own, which dictionaries leave out. */
static mm_str without_article(mm_str text)
{
    static const char *const heads[] = { "the ", "a ", "an ", "to " };

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t n = strlen(heads[i]), k = 0;

        while (k < n && k < text.len &&
               (text.ptr[k] | (heads[i][k] == ' ' ? 0 : 32)) == heads[i][k])
            k++;
        if (k == n)
            return mm_str_trim(mm_str_sub(text, n, SIZE_MAX));
    }
    return text;
}

static size_t split(mm_str words[WORDS], mm_str text)
{
    size_t n = 0;

    while ((text = mm_str_trim(text)).len) {
        if (n == WORDS)
            return 0;
        words[n++] = mm_str_cut(&text, ' ');
    }
    return n;
}

/* From the beginning of word `first` to the end of word `last`. */
static mm_str run_of(const mm_str *words, size_t first, size_t last)
{
    return (mm_str){ words[first].ptr,
                     (size_t)(words[last].ptr + words[last].len -
                              words[first].ptr) };
}

/* President Moon Jae-in, 문재인 대통령은: the name. */
static mm_str without_title(mm_str text, mm_script script, mm_keyer *keyer)
{
    mm_str   words[WORDS];
    mm_title title;
    size_t   n = split(words, text);

    if (n < 2 || mm_keyer_need(keyer, KEYER_TITLES, NULL) < 0)
        return text;
    if (script == MM_SCRIPT_HANGUL) {
        title = mm_title_after(keyer->titles, words, n);
        return title.n && title.first > 0 ? run_of(words, 0, title.first - 1)
                                          : text;
    }
    title = mm_title_before(keyer->titles, words, n);
    return title.n && title.first == 0 && title.n < n
               ? run_of(words, title.n, n - 1)
               : text;
}

/* 영등포으로부터: the particles of a stem that ends otherwise. Those that agree
 * were tried before. */
static mm_str without_particles(mm_str text, mm_keyer *keyer)
{
    if (mm_keyer_need(keyer, KEYER_JOSA, NULL) < 0)
        return text;
    for (size_t at = STEM; at + SYLLABLE <= text.len; at++)
        if ((text.ptr[at] & 0xC0) != 0x80 &&
            mm_josa_find(keyer->josa, mm_str_sub(text, at, SIZE_MAX)))
            return mm_str_sub(text, 0, at);
    return text;
}

mm_str mm_bare_of_words(mm_str text, mm_script script, mm_keyer *keyer)
{
    mm_str bare = text;

    if (script == MM_SCRIPT_LATIN)
        bare = without_article(text);
    if (script == MM_SCRIPT_LATIN || script == MM_SCRIPT_HANGUL)
        bare = without_title(bare, script, keyer);
    return script == MM_SCRIPT_HANGUL && bare.len == text.len
               ? without_particles(text, keyer)
               : bare;
}
