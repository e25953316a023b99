/* Particles (josa).
 *
 * Problem: Korean writes particles behind the noun without a space, several in
 * a row (북방한계선-에서-는), some in two forms by the sound before (은/는).
 * Method: the parts and what may follow each stand in data/josa.tsv; opening
 * multiplies them out into every chain of up to three, each spelled for a
 * final consonant, for a vowel and for rieul. A word's suffix is then one
 * look-up in a hash map. The same chains give the form that agrees with a new
 * stem. After Latin letters and digits what counts is how they are read out:
 * SCM ends in em, 3 in sam. Letters of a word in lower case (Jane) are read by
 * rules too loose to rely on: where they say nothing, any form agrees.
 * Not done: particles that drop (나 + 는 written 난). */
#include "lang/ko/josa.h"

#include "base/map.h"
#include "base/memory.h"
#include "lang/ko/syllable.h"
#include "malmoi/lang.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH = 3, RIEUL = 8, SPELLINGS = 3 };

/* Forms: one; two; two, and rieul takes the second; none after a vowel. */
enum { PART_SAME, PART_TWO, PART_RIEUL, PART_CLOSED };

typedef struct josa_part {
    mm_str forms[SPELLINGS]; /* after a consonant, a vowel, rieul */
    int    type;
    char   kind;
    mm_str followers;
    bool   rare, listed;
} josa_part;

typedef struct josa_chain {
    mm_str forms[SPELLINGS];
} josa_chain;

struct mm_josa {
    mm_map        names; /* spelling to index into forms */
    mm_josa_form *forms;
    size_t        forms_n, forms_cap;
    josa_chain   *chains;
    size_t        chains_n, chains_cap;
    josa_part    *parts;
    size_t        parts_n, parts_cap;
    mm_arena      mem;
    size_t        longest;
};

/* Index into forms[] for a final sound. */
static int spelling_for(int final)
{
    return final == RIEUL ? 2 : final == 0 ? 1 : 0;
}

/* ---- Final sounds ---- */

/* Reading of the last digit; for zeros, of the power of ten they make. */
static int digits_final(mm_str text, size_t end)
{
    static const int8_t of_digit[] = { 21, 8, 0, 16, 0, 0, 1, 8, 8, 0 };
    static const int8_t of_power[] = { 21, 17, 1, 4, 4, 4, 4, 4, 1 };
    size_t              zeros = 0, i = end;

    while (i > 0 && (text.ptr[i - 1] == '0' || text.ptr[i - 1] == ','))
        zeros += text.ptr[--i] == '0';
    if (!zeros)
        return of_digit[text.ptr[end - 1] - '0'];
    if (i == 0 || text.ptr[i - 1] < '0' || text.ptr[i - 1] > '9')
        return 21;
    return zeros < sizeof of_power ? of_power[zeros] : -1;
}

static bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A letter by its name: L el, M em, N en, R al; all others end in a vowel. */
static int letter_final(char c)
{
    return c == 'L' || c == 'R' ? 8 : c == 'M' ? 16 : c == 'N' ? 4 : 0;
}

/* The end of a word in lower case as loanwords are written; -1 where that
 * depends on more than the letters. */
static int word_final(char before, char last)
{
    switch (last) {
    case 'm':
        return 16;
    case 'n':
        return 4;
    case 'l':
        return 8;
    case 'g':
        return before == 'n' ? 21 : -1;
    case 'a':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
    case 'r':
    case 's':
    case 'f':
    case 'z':
    case 'v':
    case 'w':
    case 'x':
        return 0;
    default:
        return -1;
    }
}

static int latin_final(mm_str text, size_t end)
{
    char last = text.ptr[end - 1];
    char before = end > 1 ? text.ptr[end - 2] : '\0';
    bool lower = last >= 'a' && last <= 'z';

    if (!lower || !is_ascii_letter(before))
        return letter_final(lower ? (char)(last - 32) : last);
    return word_final(before, last);
}

static bool is_closing(int32_t cp)
{
    switch (cp) {
    case '"':
    case '\'':
    case ')':
    case ']':
    case '}':
    case '>':
    case 0x00BB: /* » */
    case 0x02DD: /* ˝ */
    case 0x2018:
    case 0x2019:
    case 0x201C:
    case 0x201D:
    case 0x2033:
    case 0x3009:
    case 0x300B:
    case 0x300D:
    case 0x300F:
    case 0x3011:
    case 0x3015:
    case 0xFF02:
    case 0xFF07:
    case 0xFF09:
    case 0xFF3D:
        return true;
    default:
        return false;
    }
}

/* Signs that count as part of a number but not as a letter. */
static bool is_sign(int32_t cp)
{
    return cp == '%' || cp == 0xFF05 || cp == 0x2103 || cp == '.' ||
           cp == ',' || cp == '!' || cp == '?' || cp == 0x2026;
}

size_t mm_ko_stem_end(mm_str text, size_t end)
{
    size_t at = end, before;

    for (;;) {
        int32_t cp;

        before = at;
        cp = mm_utf8_prev(text, &before);
        if (cp < 0 || (!is_closing(cp) && !is_sign(cp)))
            return at ? at : end;
        at = before;
    }
}

int mm_ko_final_sound(mm_str text)
{
    size_t  end = text.len, at;
    int32_t cp;

    for (;;) {
        at = end;
        cp = mm_utf8_prev(text, &at);
        if (cp < 0)
            return -1;
        if (cp == '%' || cp == 0xFF05)
            return 0; /* read out as 퍼센트, 프로 */
        if (!is_closing(cp) && !is_sign(cp))
            break;
        end = at;
    }
    if (cp >= '0' && cp <= '9')
        return digits_final(text, end);
    if (cp < 128 && is_ascii_letter((char)cp))
        return latin_final(text, end);
    return mm_ko_final(cp);
}

/* ---- The table ---- */

static bool needs(mm_josa_need need, int final)
{
    switch (need) {
    case MM_JOSA_CODA:
        return final > 0;
    case MM_JOSA_OPEN:
        return final == 0;
    case MM_JOSA_HARD_CODA:
        return final > 0 && final != RIEUL;
    case MM_JOSA_OPEN_OR_RIEUL:
        return final == 0 || final == RIEUL;
    default:
        return true;
    }
}

bool mm_josa_agrees(const mm_josa_form *form, int final)
{
    return final < 0 || needs((mm_josa_need)form->need, final);
}

const mm_josa_form *mm_josa_find(const mm_josa *josa, mm_str suffix)
{
    uint32_t i;

    if (suffix.len > josa->longest)
        return NULL;
    i = mm_map_find(&josa->names, suffix);
    return i == MM_MAP_NONE ? NULL : &josa->forms[i];
}

size_t mm_josa_longest(const mm_josa *josa)
{
    return josa->longest;
}

mm_str mm_josa_spelled(const mm_josa *josa, uint32_t chain, int final)
{
    return josa->chains[chain].forms[spelling_for(final)];
}

/* One spelling of `chain`; the first chain to claim a spelling keeps it. */
static int add_form(mm_josa *josa, mm_str spelling, mm_josa_form form,
                    mm_error *err)
{
    uint32_t i = mm_map_add(&josa->names, spelling);

    if (i == MM_MAP_NONE)
        return mm_fail_memory(err);
    if (i < josa->forms_n)
        return MM_OK;
    if (mm_grow(&josa->forms, &josa->forms_cap, josa->forms_n + 1,
                sizeof *josa->forms, err) < 0)
        return MM_ENOMEM;
    josa->forms[josa->forms_n++] = form;
    if (spelling.len > josa->longest)
        josa->longest = spelling.len;
    return MM_OK;
}

static int add_forms(mm_josa *josa, const josa_chain *chain, size_t head,
                     mm_error *err)
{
    static const uint8_t need_of[][2] = { { MM_JOSA_ANY, MM_JOSA_ANY },
                                          { MM_JOSA_CODA, MM_JOSA_OPEN },
                                          { MM_JOSA_HARD_CODA,
                                            MM_JOSA_OPEN_OR_RIEUL },
                                          { MM_JOSA_CODA, MM_JOSA_CODA } };
    const josa_part     *part = &josa->parts[head];
    mm_josa_form         form = { .chain = (uint32_t)josa->chains_n,
                                  .head = (uint8_t)head,
                                  .copula = part->kind == 'c',
                                  .listed = part->listed };

    if (mm_grow(&josa->chains, &josa->chains_cap, josa->chains_n + 1,
                sizeof *josa->chains, err) < 0)
        return MM_ENOMEM;
    josa->chains[josa->chains_n++] = *chain;
    for (int i = 0; i < 2; i++) {
        form.need = need_of[part->type][i];
        form.rare = part->rare && (i == 1 || part->type == PART_SAME);
        if (add_form(josa, chain->forms[i], form, err) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

/* `chain` with `part` behind it, in the form its last sound asks for. */
static int append_part(josa_chain *out, mm_josa *josa, const josa_chain *chain,
                       const josa_part *part, mm_error *err)
{
    for (int i = 0; i < SPELLINGS; i++) {
        mm_str before = chain->forms[i];
        mm_str tail = part->forms[spelling_for(mm_ko_final_sound(before))];
        char  *text = mm_arena_alloc(&josa->mem, before.len + tail.len + 1);

        if (!text)
            return mm_fail_memory(err);
        memcpy(text, before.ptr, before.len);
        memcpy(text + before.len, tail.ptr, tail.len);
        out->forms[i] = (mm_str){ text, before.len + tail.len };
    }
    return MM_OK;
}

/* Adds `chain`, which ends in `part`, and all that may follow it. */
static int add_chains(mm_josa *josa, const josa_chain *chain, size_t head,
                      const josa_part *part, int depth, mm_error *err)
{
    if (add_forms(josa, chain, head, err) < 0)
        return MM_ENOMEM;
    if (depth == DEPTH)
        return MM_OK;
    for (size_t i = 0; i < josa->parts_n; i++) {
        const josa_part *next = &josa->parts[i];
        josa_chain       longer;

        if (!memchr(part->followers.ptr, next->kind, part->followers.len))
            continue;
        if (append_part(&longer, josa, chain, next, err) < 0 ||
            add_chains(josa, &longer, head, next, depth + 1, err) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

static int read_part(mm_josa *josa, mm_rows *rows, const mm_str *cells,
                     size_t n, mm_error *err)
{
    josa_part part = { 0 };
    mm_str    first = cells[0];

    if (n < 4 || cells[2].len != 1 || cells[1].len == 0)
        return mm_fail_at(err, MM_EFORMAT, rows->line,
                          "josa.tsv: a row has four or five cells");
    part.forms[0] = mm_str_cut(&first, ' ');
    part.type = cells[1].ptr[0] == '='   ? PART_SAME
                : cells[1].ptr[0] == '-' ? PART_CLOSED
                : first.len              ? PART_RIEUL
                                         : PART_TWO;
    part.forms[1] = part.type == PART_SAME || part.type == PART_CLOSED
                        ? part.forms[0]
                        : cells[1];
    part.forms[2] = part.forms[first.len ? 1 : 0];
    part.kind = cells[2].ptr[0];
    part.followers = cells[3];
    part.rare = n > 4 && mm_str_eq(cells[4], MM_S("rare"));
    part.listed = n > 4 && mm_str_eq(cells[4], MM_S("listed"));
    if (mm_grow(&josa->parts, &josa->parts_cap, josa->parts_n + 1,
                sizeof *josa->parts, err) < 0)
        return MM_ENOMEM;
    josa->parts[josa->parts_n++] = part;
    return MM_OK;
}

static int read_table(mm_josa *josa, mm_str text, mm_error *err)
{
    mm_rows rows = { .rest = text };
    mm_str  cells[5];
    size_t  n;

    while ((n = mm_rows_next(&rows, cells, 5)) > 0) {
        int rc = read_part(josa, &rows, cells, n, err);

        if (rc < 0)
            return rc;
    }
    for (size_t i = 0; i < josa->parts_n; i++) {
        josa_chain chain;

        memcpy(chain.forms, josa->parts[i].forms, sizeof chain.forms);
        for (int s = 0; s < SPELLINGS; s++) { /* the table may close early */
            chain.forms[s] = mm_arena_copy(&josa->mem, chain.forms[s]);
            if (!chain.forms[s].ptr)
                return mm_fail_memory(err);
        }
        if (add_chains(josa, &chain, i, &josa->parts[i], 1, err) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

int mm_josa_open(mm_josa **out, const mm_tables *tables, mm_error *err)
{
    mm_josa *josa = calloc(1, sizeof *josa);
    mm_str   text;
    int      rc;

    *out = NULL;
    if (!josa)
        return mm_fail_memory(err);
    if ((rc = mm_tables_get(&text, tables, "josa.tsv", err)) < 0 ||
        (rc = read_table(josa, text, err)) < 0)
        goto done;
    *out = josa;
    josa = NULL;
done:
    mm_josa_close(josa);
    return rc;
}

void mm_josa_close(mm_josa *josa)
{
    if (!josa)
        return;
    mm_map_release(&josa->names);
    mm_arena_release(&josa->mem);
    free(josa->forms);
    free(josa->chains);
    free(josa->parts);
    free(josa);
}
