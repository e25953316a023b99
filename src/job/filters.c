#include "job/filters.h"

#include "base/memory.h"
#include "job/values_met.h"
#include "malmoi/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool mm_filter_blank(mm_str text)
{
    size_t  at = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(text, &at)) >= 0)
        if (cp > ' ' && cp != 0xA0 && cp != 0x3000 && cp != 0xFEFF &&
            !(cp >= 0x2000 && cp <= 0x200F))
            return false;
    return true;
}

/* ---- same ---- */

/* Is `word` one that would be translated? Not an address, a path, a name in a
 * program (file_name, a.b, iPhone), an acronym or a figure. */
static bool is_translatable(mm_str word)
{
    size_t  at = 0;
    int32_t before = 0, cp;
    bool    lower = false;

    for (; (cp = mm_utf8_next(word, &at)) >= 0; before = cp) {
        bool letter = mm_script_of(cp) != MM_SCRIPT_NONE;

        if ((cp < 0x80 && strchr("@/\\_={}<>", (int)cp)) ||
            (before == '.' && letter) ||
            (letter && mm_is_upper(cp) &&
             mm_script_of(before) != MM_SCRIPT_NONE && !mm_is_upper(before)))
            return false;
        lower = lower || (letter && !mm_is_upper(cp));
    }
    return lower;
}

/* A name, an acronym or a figure stands unchanged on both sides; a text with a
 * word in lower case, or of a script without case, is not translated. */
int mm_filter_same(mm_buf *why, mm_str source, mm_str target)
{
    mm_str text = mm_str_trim(source);

    if (!mm_str_eq(text, mm_str_trim(target)))
        return MM_OK;
    while (text.len) {
        mm_str word = mm_str_cut(&text, ' ');

        if (is_translatable(word))
            return mm_buf_put(why, MM_S("the translation is the source"));
    }
    return MM_OK;
}

/* ---- script ---- */

/* The scripts that language `lang` is written in, a bit each; 0: any. */
static unsigned scripts_of(mm_str lang)
{
    static const struct {
        const char *lang;
        unsigned    scripts;
    } known[] = {
        { "ko", 1u << MM_SCRIPT_HANGUL },
        { "ja", 1u << MM_SCRIPT_KANA | 1u << MM_SCRIPT_HAN },
        { "zh", 1u << MM_SCRIPT_HAN },
        { "ru", 1u << MM_SCRIPT_CYRILLIC },
        { "uk", 1u << MM_SCRIPT_CYRILLIC },
        { "bg", 1u << MM_SCRIPT_CYRILLIC },
    };
    static const char latin[] =
        " en fr de es it pt nl sv da nb no fi pl cs sk hu ro tr vi id ms ";
    char code[6];

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (mm_lang_matches(lang, mm_cstr(known[i].lang)))
            return known[i].scripts;
    if (lang.len < 2 || (lang.len > 2 && lang.ptr[2] != '-'))
        return 0;
    memcpy(code,
           (char[]){ ' ', (char)(lang.ptr[0] | 32), (char)(lang.ptr[1] | 32),
                     ' ', 0 },
           5);
    return strstr(latin, code) ? 1u << MM_SCRIPT_LATIN : 0;
}

enum { NAME = 12 }; /* letters that a foreign name may have */

int mm_filter_script(mm_buf *why, mm_str lang, mm_str text)
{
    static const char *const names[] = { "",     "Latin",    "Korean", "Han",
                                         "kana", "Cyrillic", "other" };
    unsigned                 wanted = scripts_of(lang);
    size_t  n[MM_SCRIPT_OTHER + 1] = { 0 }, at = 0, all = 0, good = 0;
    int32_t cp;
    int     most = MM_SCRIPT_NONE;

    while ((cp = mm_utf8_next(text, &at)) >= 0) {
        mm_script script = mm_script_of(cp);

        n[script] += script != MM_SCRIPT_NONE;
        all += script != MM_SCRIPT_NONE;
    }
    for (int i = MM_SCRIPT_LATIN; i <= MM_SCRIPT_OTHER; i++) {
        good += wanted & 1u << i ? n[i] : 0;
        most = n[i] > n[most] ? i : most;
    }
    if (!wanted || good * 10 > all || (most == MM_SCRIPT_LATIN && all <= NAME))
        return MM_OK;
    return all ? mm_buf_printf(why, "%s letters in a text of %.*s", names[most],
                               (int)lang.len, lang.ptr)
               : MM_OK;
}

/* ---- length ---- */

/* Length in Latin letters: a syllable of Hangul says about as much as 2.2 of
 * them, a Chinese character as 3. */
static double weight(mm_str text)
{
    static const double of[] = { 1, 1, 2.2, 3, 1.8, 1, 1.5 };
    size_t              at = 0;
    double              sum = 0;
    int32_t             cp;

    while ((cp = mm_utf8_next(text, &at)) >= 0)
        sum += of[mm_script_of(cp)];
    return sum;
}

/* Gale and Church (1993): the difference of two lengths is near normal, its
 * variance 6.8 a letter. Four deviations are one in 30,000. */
int mm_filter_length(mm_buf *why, mm_str source, mm_str target)
{
    double a = weight(source), b = weight(target);
    double z = (b - a) / sqrt(6.8 * (a + b + 1) / 2);

    if (fabs(z) < 4)
        return MM_OK;
    return mm_buf_printf(why, "the translation is too %s: %.1f times as long",
                         z > 0 ? "long" : "short", b / (a > 0 ? a : 1));
}

/* ---- codes ---- */

static bool is_mark(const mm_code *c)
{
    return c->kind == MM_CODE_MARK_OPEN || c->kind == MM_CODE_MARK_CLOSE;
}

/* What stands for the code in messages: its native form, else its number. */
static mm_str shown(const mm_code *c)
{
    return c->data.len    ? c->data
           : c->match.len ? c->match
           : c->id.len    ? c->id
                          : MM_S("code");
}

static bool same_code(const mm_code *a, const mm_code *b)
{
    if (a->kind != b->kind)
        return false;
    return a->match.len && b->match.len ? mm_str_eq(a->match, b->match)
                                        : mm_str_eq(a->data, b->data);
}

/* The first code of `a` that `b` has fewer of; NULL when none. */
static const mm_code *missing(const mm_variant *a, const mm_variant *b)
{
    for (size_t i = 0; i < a->n_codes; i++) {
        const mm_code *c = &a->codes[i];
        size_t         in_a = 0, in_b = 0;

        if (is_mark(c))
            continue;
        for (size_t k = 0; k < a->n_codes; k++)
            in_a += same_code(c, &a->codes[k]);
        for (size_t k = 0; k < b->n_codes; k++)
            in_b += same_code(c, &b->codes[k]);
        if (in_b < in_a)
            return c;
    }
    return NULL;
}

/* A pair that closes before it opens. */
static const mm_code *crossed(const mm_variant *v)
{
    for (size_t i = 0; i < v->n_codes; i++) {
        bool open = false;

        if (v->codes[i].kind != MM_CODE_CLOSE)
            continue;
        for (size_t k = 0; k < i; k++)
            open = open || (v->codes[k].kind == MM_CODE_OPEN &&
                            mm_str_eq(v->codes[k].id, v->codes[i].id));
        if (!open)
            return &v->codes[i];
    }
    return NULL;
}

enum { MANY = 500 }; /* codes: more are not compared one with another */

int mm_filter_codes(mm_buf *why, const mm_variant *source,
                    const mm_variant *target)
{
    const mm_code *lost, *extra, *cross;

    if (source->n_codes > MANY || target->n_codes > MANY)
        return source->n_codes == target->n_codes
                   ? MM_OK
                   : mm_buf_printf(why, "%zu codes, not %zu", target->n_codes,
                                   source->n_codes);
    if ((lost = missing(source, target)))
        return mm_buf_printf(why, "code '%.*s' is missing",
                             (int)shown(lost).len, shown(lost).ptr);
    if ((extra = missing(target, source)))
        return mm_buf_printf(why, "code '%.*s' is not in the source",
                             (int)shown(extra).len, shown(extra).ptr);
    if ((cross = crossed(target)) && !crossed(source))
        return mm_buf_printf(why, "code '%.*s' closes before it opens",
                             (int)shown(cross).len, shown(cross).ptr);
    return MM_OK;
}

/* ---- numbers ---- */

void mm_valuers_release(mm_valuers *valuers)
{
    for (size_t i = 0; i < valuers->n; i++)
        mm_valuer_close(valuers->items[i]);
    free(valuers->items);
    free(valuers->langs);
    mm_arena_release(&valuers->mem);
    mm_values_release(&valuers->a);
    mm_values_release(&valuers->b);
}

static int valuer_of(mm_valuer **out, mm_valuers *v, mm_str lang, mm_error *err)
{
    int rc;

    for (size_t i = 0; i < v->n; i++) {
        if (mm_str_eq(v->langs[i], lang)) {
            *out = v->items[i];
            return MM_OK;
        }
    }
    if (mm_grow(&v->items, &v->cap, v->n + 1, sizeof *v->items, err) < 0 ||
        mm_grow(&v->langs, &v->cap_langs, v->n + 1, sizeof *v->langs, err) < 0)
        return MM_ENOMEM;
    if (!(v->langs[v->n] = mm_arena_copy(&v->mem, lang)).ptr)
        return mm_fail_memory(err);
    rc = mm_valuer_open(out, lang, v->tables, err);
    if (rc == MM_EINVALID) { /* no such language: its numbers are not known */
        *out = NULL;
        rc = MM_OK;
    }
    if (rc == MM_OK)
        v->items[v->n++] = *out;
    return rc;
}

/* The digits of `text`, separators left out, into `out`; their number. */
static size_t digits_of(char out[32], mm_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len && n < 31; i++)
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
            out[n++] = text.ptr[i];
    out[n] = 0;
    return n;
}

/* The digits of each number of `text` as they are, runs over points and commas
 * taken for one. */
static int read_runs(mm_map *out, mm_str text)
{
    char run[32];

    for (size_t i = 0; i < text.len; i++) {
        size_t end = i, n;

        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            continue;
        while (end < text.len &&
               ((text.ptr[end] >= '0' && text.ptr[end] <= '9') ||
                (strchr(",.", text.ptr[end]) && end + 1 < text.len &&
                 text.ptr[end + 1] >= '0' && text.ptr[end + 1] <= '9')))
            end++;
        n = digits_of(run, mm_str_sub(text, i, end - i));
        if (mm_map_add(out, (mm_str){ run, n }) == MM_MAP_NONE)
            return MM_ENOMEM;
        i = end;
    }
    return MM_OK;
}

/* A value in figures of `a` that nothing in `b` comes near, into `*out`; NULL
 * when none. Numbers in words are matched, but not missed: "first" and "한" are
 * as often said in another way. One value may answer to several: a date is said
 * once more by its year. */
static int unmatched(const mm_value **out, const mm_values *a,
                     const mm_values *b, mm_str text, mm_str other)
{
    mm_map runs = { 0 };
    mm_met met = { 0 };
    char   digits[32];
    int    rc = read_runs(&runs, other);

    *out = NULL;
    if (rc == MM_OK)
        rc = mm_met_make(&met, b);
    for (size_t i = 0; rc == MM_OK && i < a->n && !*out; i++) {
        const mm_value *v = &a->items[i];
        size_t n = digits_of(digits, mm_str_sub(text, v->start, v->len));

        if (n && !mm_met_by(&met, v) &&
            mm_map_find(&runs, (mm_str){ digits, n }) == MM_MAP_NONE)
            *out = v;
    }
    mm_met_release(&met);
    mm_map_release(&runs);
    return rc;
}

int mm_filter_numbers(mm_buf *why, mm_valuers *valuers,
                      const mm_variant *source, const mm_variant *target,
                      mm_error *err)
{
    const mm_variant *sides[2] = { source, target };
    mm_values        *values[2] = { &valuers->a, &valuers->b };
    int               rc;

    for (int i = 0; i < 2; i++) {
        mm_valuer *valuer;

        if ((rc = valuer_of(&valuer, valuers, sides[i]->lang, err)) < 0)
            return rc;
        if (!valuer)
            return MM_OK;
        if ((rc = mm_values_find(values[i], valuer, sides[i]->text, err)) < 0)
            return rc;
    }
    for (int i = 0; i < 2; i++) {
        const mm_value *v;

        if (unmatched(&v, values[i], values[1 - i], sides[i]->text,
                      sides[1 - i]->text) < 0)
            return mm_fail_memory(err);
        if (v)
            return mm_buf_printf(why, "%.*s stands only in %.*s", (int)v->len,
                                 sides[i]->text.ptr + v->start,
                                 (int)sides[i]->lang.len, sides[i]->lang.ptr);
    }
    return MM_OK;
}

/* ---- mojibake ---- */

int mm_filter_mojibake(mm_buf *why, mm_arena *mem, mm_variant *out,
                       const mm_variant *v, mm_error *err)
{
    mm_buf   text = { 0 };
    mm_code *codes = mm_arena_alloc(mem, (v->n_codes + 1) * sizeof *codes);
    size_t   at = 0, places = 0, n;
    int      rc = codes ? MM_OK : mm_fail_memory(err);

    *out = *v;
    for (size_t i = 0; rc == MM_OK && i <= v->n_codes; i++) {
        size_t end = i < v->n_codes ? v->codes[i].offset : v->text.len;

        rc = mm_mojibake_repair(&text, mm_str_sub(v->text, at, end - at), &n,
                                err);
        places += n;
        at = end;
        if (i < v->n_codes) {
            codes[i] = v->codes[i];
            codes[i].offset = text.len;
        }
    }
    if (rc == MM_OK && places) {
        out->text = mm_arena_copy(mem, mm_buf_str(&text));
        out->codes = codes;
        rc = out->text.ptr && mm_buf_printf(why,
                                            "%zu places read in a wrong "
                                            "encoding",
                                            places) == MM_OK
                 ? MM_OK
                 : mm_fail_memory(err);
    }
    mm_buf_release(&text);
    return rc;
}
