/* The language handle: which rules a tag has, and the calls that are the same
 * for every language. A language without rules has words and no more. */
#include "lang/lang.h"

#include "lang/forms.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

int mm_lang_open(mm_lang **out, mm_str tag, const mm_tables *tables,
                 mm_error *err)
{
    mm_lang *lang;
    size_t   n = 0;
    int      rc = MM_OK;

    *out = NULL;
    while (n < tag.len && tag.ptr[n] != '-' && tag.ptr[n] != '_')
        n++;
    if (n < 2 || n >= sizeof lang->text)
        return mm_fail(err, MM_EINVALID, "no language tag: '%.*s'",
                       (int)(tag.len > 40 ? 40 : tag.len), tag.ptr);
    if (!(lang = calloc(1, sizeof *lang)))
        return mm_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        lang->text[i] = tag.ptr[i] >= 'A' && tag.ptr[i] <= 'Z'
                            ? (char)(tag.ptr[i] + 32)
                            : tag.ptr[i];
    lang->tag = (mm_str){ lang->text, n };
    if (mm_str_eq(lang->tag, MM_S("ko")) || mm_str_eq(lang->tag, MM_S("kor")))
        rc = mm_ko_open(&lang->ko, tables, err);
    else if (mm_str_eq(lang->tag, MM_S("en")) ||
             mm_str_eq(lang->tag, MM_S("eng")))
        rc = mm_en_open(&lang->en, tables, err);
    if (rc < 0) {
        mm_lang_close(lang);
        return rc;
    }
    *out = lang;
    return MM_OK;
}

void mm_lang_close(mm_lang *lang)
{
    if (!lang)
        return;
    mm_ko_close(lang->ko);
    mm_en_close(lang->en);
    free(lang);
}

mm_str mm_lang_tag(const mm_lang *lang)
{
    return lang->tag;
}

const char *mm_word_class_name(mm_word_class word_class)
{
    static const char *const names[] = { "noun", "noun+josa", "noun+verb",
                                         "other" };

    return names[word_class];
}

/* White space and punctuation that stands outside words; '%' belongs to its
 * number, '+' and '#' to C++ and C#. */
static bool is_outer(int32_t cp)
{
    if (cp < 0x80)
        return cp <= ' ' || (cp != 0 && cp > 0 &&
                             strchr("!\"'(),-./:;<=>?[\\]^_`{|}~*&", cp));
    return cp == 0xA0 || cp == 0xAB || cp == 0xB7 || cp == 0xBB ||
           cp == 0x2DD || cp == 0x318D || (cp >= 0x2000 && cp <= 0x206F) ||
           (cp >= 0x3000 && cp <= 0x303F && cp != 0x3005 && cp != 0x3007) ||
           (cp >= 0x25A0 && cp <= 0x27BF) || cp == 0xFF01 || cp == 0xFF02 ||
           cp == 0xFF07 || cp == 0xFF08 || cp == 0xFF09 || cp == 0xFF0C ||
           cp == 0xFF0E || cp == 0xFF1A || cp == 0xFF1B || cp == 0xFF1F ||
           cp == 0xFF5E || cp == 0xFEFF;
}

mm_str mm_word_bare(mm_str word)
{
    size_t at, start = 0;

    for (at = 0; at < word.len; start = at)
        if (!is_outer(mm_utf8_next(word, &at)))
            break;
    word = mm_str_sub(word, start, word.len);
    for (at = word.len; at > 0; word.len = at)
        if (!is_outer(mm_utf8_prev(word, &at)))
            break;
    return word;
}

size_t mm_lang_cuts(mm_cut *out, size_t room, const mm_lang *lang,
                    const mm_paradigm *paradigm, mm_str word)
{
    if (word.len == 0 || room == 0 || word.len > MM_LONGEST_WORD)
        return 0;
    if (lang->ko)
        return mm_ko_cuts(out, room, lang->ko, paradigm, word);
    out[0] = (mm_cut){ .stem_len = word.len,
                       .ending = word.len,
                       .word_class = MM_WORD_NOUN,
                       .score = 1 };
    return 1;
}

void mm_analyze(mm_analysis *out, const mm_lang *lang,
                const mm_paradigm *paradigm, mm_str word)
{
    mm_cut cut;

    word = mm_word_bare(word);
    *out = (mm_analysis){ .word = word, .word_class = MM_WORD_OTHER };
    if (mm_lang_cuts(&cut, 1, lang, paradigm, word) == 0)
        return;
    out->word_class = cut.word_class;
    if (cut.word_class == MM_WORD_OTHER)
        return;
    out->stem = mm_str_sub(word, 0, cut.stem_len);
    out->ending = mm_str_sub(word, cut.ending, word.len);
}

int mm_lang_stem(mm_buf *out, const mm_lang *lang, const mm_paradigm *paradigm,
                 mm_str word)
{
    word = mm_word_bare(word);
    if (word.len > MM_LONGEST_WORD)
        return mm_key(out, word);
    if (lang->ko)
        return mm_ko_stem(out, lang->ko, paradigm, word);
    if (lang->en)
        return mm_en_stem(out, lang, word);
    return mm_key(out, word);
}

int mm_josa_fix(mm_buf *out, const mm_lang *lang, mm_str stem, mm_str josa)
{
    mm_str              first = josa;
    const mm_josa_form *form;
    int                 final = mm_ko_final_sound(stem);

    first = mm_str_cut(&josa, '/');
    form = lang->ko ? mm_josa_find(mm_ko_josa(lang->ko), first) : NULL;
    if (!form)
        return mm_buf_put(out, first);
    if (final < 0) /* nothing known: leave it as it came */
        return mm_buf_put(out, first);
    return mm_buf_put(
        out, mm_josa_spelled(mm_ko_josa(lang->ko), form->chain, final));
}

mm_agreement mm_josa_known(const mm_lang *lang, mm_str stem, mm_str suffix,
                           bool copula)
{
    const mm_josa_form *form;

    if (suffix.len == 0)
        return MM_JOSA_AGREE;
    form = lang->ko ? mm_josa_find(mm_ko_josa(lang->ko), suffix) : NULL;
    if (!form || (form->copula && !copula))
        return MM_JOSA_NONE;
    return mm_josa_agrees(form, mm_ko_final_sound(stem)) ? MM_JOSA_AGREE
                                                         : MM_JOSA_DISAGREE;
}

unsigned mm_lang_forms(const mm_lang *lang, mm_str word)
{
    return lang->ko ? mm_ko_forms(lang->ko, word) : 0;
}
