#include "match/recognize_runs.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void mm_stretches_release(mm_stretches *runs)
{
    mm_key_map_release(&runs->map);
    free(runs->items);
    *runs = (mm_stretches){ 0 };
}

static mm_stretch_kind kind_of(int32_t cp)
{
    if (cp < 0x80)
        return (cp >= 'a' && cp <= 'z') ? RUN_LATIN
               : cp >= '0' && cp <= '9' ? RUN_DIGIT
                                        : RUN_SIGN;
    if (cp >= 0xAC00 && cp <= 0xD7A3)
        return RUN_HANGUL;
    if ((cp >= 0x1100 && cp <= 0x11FF) || (cp >= 0x3131 && cp <= 0x318E))
        return RUN_SIGN; /* laughter, ㅋㅋ, is no part of the word before it */
    switch (mm_script_of(cp)) {
    case MM_SCRIPT_NONE:
        return RUN_SIGN;
    case MM_SCRIPT_HANGUL:
        return RUN_HANGUL;
    case MM_SCRIPT_HAN:
    case MM_SCRIPT_KANA:
        return RUN_HAN;
    default:
        return RUN_LATIN;
    }
}

static unsigned gap_of(int32_t cp)
{
    switch (cp) {
    case '\'':
    case '"':
    case '`':
    case 0x2018:
    case 0x2019:
    case 0x201C:
    case 0x201D:
    case 0xAB:
    case 0xBB:
    case 0xB4:
    case 0x02BC:
        return GAP_QUOTE;
    case '-':
    case 0x2010:
    case 0x2011:
    case 0xB7:
    case 0x318D:
    case 0x30FB:
    case 0x2027:
    case 0x22C5:
    case 0x2022:
        return GAP_MARK;
    case '~':
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x301C:
    case 0x223C:
        return GAP_BREAK;
    case 0x2032:
    case 0x2033:
    case 0x301D:
    case 0x301E:
    case 0x201E:
        return GAP_QUOTE;
    default:
        return cp <= ' ' || cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A) ||
                       cp == 0x3000 || cp == 0x202F
                   ? GAP_SPACE
                   : 0;
    }
}

/* What stands in text[from..to), which the key left out. */
static unsigned read_gap(mm_str text, size_t from, size_t to)
{
    unsigned gap = 0, lines = 0;
    mm_str   part = mm_str_sub(text, from, to - from);
    size_t   pos = 0;
    int32_t  cp;

    if (part.len == 1 && part.ptr[0] == ' ') /* nearly all of them */
        return GAP_SPACE;
    while ((cp = mm_utf8_next(part, &pos)) >= 0) {
        lines += cp == '\n';
        gap |= gap_of(cp);
    }
    if (lines > 1 || ((gap & GAP_SPACE) && (gap & (GAP_MARK | GAP_QUOTE))))
        gap |= GAP_BREAK;
    return gap;
}

static size_t char_end(mm_str text, size_t at)
{
    mm_utf8_next(text, &at);
    return at;
}

size_t mm_stretches_source_end(const mm_stretches *runs, mm_str text,
                               size_t end)
{
    size_t      last = end, next = runs->map.source[end], at;
    const char *key = runs->map.key.ptr;

    if (end == 0)
        return 0;
    /* a syllable that stands in the text as it does in the key */
    if (end >= 3 && next >= 3 && (key[end - 3] & 0xF0) == 0xE0 &&
        runs->map.source[end - 3] == next - 3 &&
        memcmp(key + end - 3, text.ptr + next - 3, 3) == 0)
        return next;
    mm_utf8_prev(mm_buf_str(&runs->map.key), &last);
    at = char_end(text, runs->map.source[last]);
    /* marks that were composed into the character belong to it */
    while (at < next) {
        size_t  after = at;
        int32_t cp = mm_utf8_next(text, &after);

        if (gap_of(cp) || cp < 0x300)
            break;
        at = after;
    }
    return at;
}

/* May a term begin at run `b`, when nothing parts it from `a`? */
static bool begins_behind(const mm_stretch *a, char sign, const mm_stretch *b)
{
    if (b->kind == RUN_SIGN)
        return true;
    if (a->kind == RUN_SIGN)
        switch (sign) {
        case '.':
        case '_':
        case '@':
        case '&':
        case '+':
            return b->kind == RUN_HANGUL;
        default:
            return true;
        }
    if (a->kind == RUN_DIGIT || b->kind == RUN_DIGIT)
        return false;
    return a->kind != b->kind;
}

static void settle(mm_stretch *run, const mm_stretch *before, char sign)
{
    if (!before) {
        run->begins = true;
        return;
    }
    run->joins =
        run->gap == 0 && run->kind != RUN_SIGN && before->kind != RUN_SIGN;
    if (run->gap == 0)
        run->begins = begins_behind(before, sign, run);
    else /* don't, O'Brien */
        run->begins = run->gap != GAP_QUOTE || before->kind != RUN_LATIN ||
                      run->kind != RUN_LATIN;
}

/* 제 and a number before a word: 제1전극, 제2회의실. */
static bool is_ordinal(const mm_stretches *runs)
{
    const mm_stretch *digits = &runs->items[runs->n - 1], *je = digits - 1;
    mm_str            word;

    if (runs->n < 2 || digits->kind != RUN_DIGIT || !digits->joins ||
        je->kind != RUN_HANGUL || je->joins)
        return false;
    word = (mm_str){ runs->map.key.ptr + je->at, je->end - je->at };
    return mm_str_eq(word, MM_S("제"));
}

/* A mark that makes a word stand out (_file_), and is no part of a name that
 * programs use (my_file): nothing but space or another mark before it. */
static bool is_emphasis(const mm_stretches *runs)
{
    const mm_stretch *mark = &runs->items[runs->n - 1];

    return mark->kind == RUN_SIGN && runs->map.key.ptr[mark->at] == '_' &&
           (runs->n < 2 || mark->gap || mark[-1].kind == RUN_SIGN);
}

static int add_run(mm_stretches *runs, mm_stretch run, mm_error *err)
{
    mm_stretch *before;

    if (mm_grow(&runs->items, &runs->cap, runs->n + 1, sizeof *runs->items,
                err) < 0)
        return MM_ENOMEM;
    before = runs->n ? &runs->items[runs->n - 1] : NULL;
    settle(&run, before, before ? runs->map.key.ptr[before->at] : 0);
    if (run.joins && run.kind == RUN_HANGUL && is_ordinal(runs))
        run.begins = true;
    if (runs->n && run.gap == 0 && is_emphasis(runs))
        run.begins = true;
    runs->items[runs->n++] = run;
    return MM_OK;
}

/* Reads one character of the key: the two usual kinds without a call. */
static inline int32_t next_of(mm_str key, size_t *pos)
{
    unsigned char c = (unsigned char)key.ptr[*pos];

    if (c < 0x80) {
        ++*pos;
        return c;
    }
    if ((c & 0xF0) == 0xE0 && *pos + 3 <= key.len) {
        const char *p = key.ptr + *pos;

        *pos += 3;
        return (c & 15) << 12 | (p[1] & 63) << 6 | (p[2] & 63);
    }
    return mm_utf8_next(key, pos);
}

int mm_stretches_make(mm_stretches *runs, mm_str text, mm_error *err)
{
    mm_str     key;
    mm_stretch run = { 0 };
    size_t     pos = 0, source_end = 0;
    bool       open = false;
    int        rc = mm_key_map_make(&runs->map, text, true, err);

    runs->n = 0;
    key = mm_buf_str(&runs->map.key);
    while (rc == MM_OK && pos < key.len) {
        size_t          at = pos, from = runs->map.source[at];
        mm_stretch_kind kind = kind_of(next_of(key, &pos));
        unsigned gap = from > source_end ? read_gap(text, source_end, from) : 0;

        if (open && (kind != run.kind || gap || kind == RUN_SIGN)) {
            rc = add_run(runs, run, err);
            open = false;
        }
        if (!open)
            run = (mm_stretch){ .at = (uint32_t)at,
                                .kind = (uint8_t)kind,
                                .gap = (uint8_t)gap };
        open = true;
        run.end = (uint32_t)pos;
        next_of(text, &from);
        source_end = from;
    }
    return rc == MM_OK && open ? add_run(runs, run, err) : rc;
}
