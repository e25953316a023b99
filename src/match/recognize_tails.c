/*
 * A form of 이다 joins any noun, and loses its 이 behind a vowel; there are
 * some hundred. The table has them without 이, and is multiplied out when it is
 * read: a tail is then one look-up, and one more for each suffix before it
 * (선생님 + 이라고). What a tail looks like beside nouns is for the caller to
 * weigh.
 */
#include "match/recognize_tails.h"

#include "base/memory.h"

#include <stdlib.h>

enum {
    SYLLABLE = 3,
    DEPTH = 3,        /* suffixes in a row */
    LONGEST_TAIL = 48 /* bytes */
};

enum { /* beside mm_tail: behind what, and as what */
       OPEN = 32,
       CLOSED = 64,
       SUFFIX = 128,
       LETTERS = 256
};

/* The number of the syllable that `text` begins with, from 0; -1: none. */
static int first_syllable(mm_str text)
{
    size_t  at = 0;
    int32_t cp = mm_utf8_next(text, &at);

    return cp >= 0xAC00 && cp <= 0xD7A3 ? cp - 0xAC00 : -1;
}

/* What begins with a syllable that no tail begins with is none: most of what
 * stands behind a name in a longer word. */
static bool may_be_tail(const mm_tails *tails, mm_str text)
{
    int first = first_syllable(text);

    return first >= 0 && tails->firsts[first / 64] >> first % 64 & 1;
}

static void add(mm_tails *tails, mm_str start, mm_str form, unsigned flags)
{
    mm_buf   whole = { 0 };
    size_t   before = tails->forms.n;
    uint32_t at = MM_MAP_NONE;
    int      first;

    if (mm_buf_put(&whole, start) == MM_OK && mm_buf_put(&whole, form) == MM_OK)
        at = mm_map_add(&tails->forms, mm_buf_str(&whole));
    first = first_syllable(mm_buf_str(&whole));
    if (first >= 0)
        tails->firsts[first / 64] |= UINT64_C(1) << first % 64;
    mm_buf_release(&whole);
    if (at == MM_MAP_NONE || mm_grow(&tails->flags, &tails->cap, tails->forms.n,
                                     sizeof *tails->flags, NULL) < 0)
        return;
    if (tails->forms.n > before)
        tails->flags[at] = (uint16_t)flags;
    else /* after a vowel by one row, after a consonant by another */
        tails->flags[at] =
            (uint16_t)((tails->flags[at] | flags) &
                       ~((tails->flags[at] ^ flags) & (OPEN | CLOSED)));
}

static void add_form(mm_tails *tails, mm_str kind, mm_str form)
{
    static const struct {
        const char *kind, *start;
        unsigned    flags;
    } ways[] = {
        { "copula", "이", MM_TAIL_ANYWHERE | MM_TAIL_VERBAL },
        { "copula", "", MM_TAIL_ANYWHERE | MM_TAIL_VERBAL | OPEN },
        { "final", "이", MM_TAIL_ANYWHERE | MM_TAIL_VERBAL },
        { "final", "", MM_TAIL_FINAL | MM_TAIL_VERBAL | OPEN },
        { "kept", "이", MM_TAIL_ANYWHERE | MM_TAIL_VERBAL },
        { "past", "이었", MM_TAIL_ANYWHERE | MM_TAIL_VERBAL },
        { "past", "였", MM_TAIL_ANYWHERE | MM_TAIL_VERBAL | OPEN },
        { "open", "", MM_TAIL_ANYWHERE | OPEN },
        { "closed", "", MM_TAIL_ANYWHERE | CLOSED },
        { "any", "", MM_TAIL_ANYWHERE },
        { "bound", "", MM_TAIL_BOUND | MM_TAIL_VERBAL },
        { "long", "", MM_TAIL_ANYWHERE | MM_TAIL_LONG },
        { "suffix", "", MM_TAIL_ANYWHERE | MM_TAIL_LONG | SUFFIX },
        { "letters", "", MM_TAIL_ANYWHERE | SUFFIX | LETTERS },
        { "plural", "", MM_TAIL_ANYWHERE | SUFFIX },
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (mm_str_eq(kind, mm_cstr(ways[i].kind)))
            add(tails, mm_cstr(ways[i].start), form, ways[i].flags);
}

/* Running out of memory leaves fewer tails, and terms that are not found. */
static void read_tails(mm_tails *tails, const mm_tables *tables)
{
    mm_rows rows = { 0 };
    mm_str  cells[2];

    tails->read = true;
    if (mm_tables_get(&rows.rest, tables, "ko-tails.tsv", NULL) < 0)
        return;
    while (mm_rows_next(&rows, cells, 2) == 2) {
        if (mm_str_eq(cells[0], MM_S("person")))
            tails->persons = cells[1];
        else
            while (cells[1].len)
                add_form(tails, cells[0], mm_str_cut(&cells[1], ' '));
    }
}

/* Bits of `suffix` itself; 0 when it is none, or not behind such a sound. */
static unsigned flags_of(const mm_tails *tails, int final, mm_str suffix)
{
    uint32_t at = mm_map_find(&tails->forms, suffix);
    unsigned flags = at == MM_MAP_NONE ? 0 : tails->flags[at];

    if ((flags & OPEN && final > 0) || (flags & CLOSED && final == 0))
        return 0;
    return flags;
}

static bool ends_in_hangul(mm_str stem)
{
    size_t  at = stem.len;
    int32_t cp = mm_utf8_prev(stem, &at);

    return cp >= 0xAC00 && cp <= 0xD7A3;
}

static bool is_person(const mm_tails *tails, mm_str stem)
{
    mm_str last, rest = tails->persons;

    if (stem.len < 2 * SYLLABLE)
        return false;
    last = mm_str_sub(stem, stem.len - SYLLABLE, SIZE_MAX);
    while (rest.len)
        if (mm_str_eq(mm_str_cut(&rest, ' '), last))
            return true;
    return false;
}

/* A suffix, and behind it nothing, a particle or another tail. */
static unsigned of_suffixes(const mm_tails *tails, const mm_lang *ko,
                            mm_str stem, mm_str tail, int depth)
{
    for (size_t at = SYLLABLE; depth && at < tail.len; at += SYLLABLE) {
        mm_str   suffix = mm_str_sub(tail, 0, at), rest;
        unsigned first = flags_of(tails, -1, suffix), then;

        if (!(first & SUFFIX) || (first & LETTERS && ends_in_hangul(stem)))
            continue;
        rest = mm_str_sub(tail, at, SIZE_MAX);
        if (mm_josa_known(ko, suffix, rest, true) == MM_JOSA_AGREE)
            return first;
        then = flags_of(tails, mm_ko_final_sound(suffix), rest);
        if (!then)
            then = of_suffixes(tails, ko, stem, rest, depth - 1);
        if (then)
            return (first & MM_TAIL_LONG) | then;
    }
    return 0;
}

unsigned mm_tails_of(mm_tails *tails, const mm_tables *tables,
                     const mm_lang *ko, mm_str stem, mm_str suffix)
{
    unsigned flags;

    if (!tails->read)
        read_tails(tails, tables);
    if (suffix.len > LONGEST_TAIL || !may_be_tail(tails, suffix))
        return 0;
    flags = flags_of(tails, mm_ko_final_sound(stem), suffix);
    if (flags & LETTERS && ends_in_hangul(stem))
        flags = 0;
    if (!flags)
        flags = of_suffixes(tails, ko, stem, suffix, DEPTH);
    if (flags & MM_TAIL_BOUND && mm_str_eq(suffix, MM_S("인")) &&
        is_person(tails, stem))
        flags |= MM_TAIL_ANYWHERE;
    return flags & (MM_TAIL_ANYWHERE | MM_TAIL_FINAL | MM_TAIL_BOUND |
                    MM_TAIL_LONG | MM_TAIL_VERBAL);
}

/* `suffix` with `from` at its start made `to`, when that is a form too. */
static bool put_other(mm_buf *out, const mm_tails *tails, mm_str suffix,
                      mm_str from, mm_str to)
{
    size_t before = out->len;

    if (!mm_str_starts(suffix, from))
        return false;
    if (mm_buf_put(out, to) == MM_OK &&
        mm_buf_put(out, mm_str_sub(suffix, from.len, SIZE_MAX)) == MM_OK &&
        mm_map_find(&tails->forms, mm_str_sub(mm_buf_str(out), before,
                                              SIZE_MAX)) != MM_MAP_NONE)
        return true;
    out->len = before;
    return false;
}

bool mm_tails_fix(mm_buf *out, mm_tails *tails, const mm_tables *tables,
                  mm_str stem, mm_str suffix)
{
    int      final = mm_ko_final_sound(stem);
    uint32_t at;

    if (!tails->read)
        read_tails(tails, tables);
    at = mm_map_find(&tails->forms, suffix);
    if (at == MM_MAP_NONE || !(tails->flags[at] & MM_TAIL_VERBAL))
        return false;
    if (final > 0 && tails->flags[at] & OPEN)
        return put_other(out, tails, suffix, MM_S("였"), MM_S("이었")) ||
               put_other(out, tails, suffix, MM_S(""), MM_S("이"));
    if (final == 0 && !(tails->flags[at] & OPEN))
        return put_other(out, tails, suffix, MM_S("이었"), MM_S("였")) ||
               put_other(out, tails, suffix, MM_S("이"), MM_S(""));
    return false;
}

void mm_tails_release(mm_tails *tails)
{
    mm_map_release(&tails->forms);
    free(tails->flags);
    *tails = (mm_tails){ 0 };
}
