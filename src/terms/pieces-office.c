/*
 * Offices by their short names. Newspapers write "the transport ministry" where
 * the glossary has the Ministry of Land, Infrastructure and Transport, and the
 * other language keeps the full name (국토교통부). So for each organization
 * that side B names, a run of A is sought that holds the head of its full name
 * and otherwise only words of it; before "minister" the words alone will do.
 */
#include "terms/pieces.h"

#include <string.h>

enum { SHORT_WORDS = 3, FULL_WORDS = 12, NAMES = 4 };

static const double WEIGHT = 4.2; /* nats */

typedef struct full_name {
    mm_str words[FULL_WORDS];
    size_t n, head; /* the word that says what it is: Ministry, Committee */
} full_name;

static void read_name(full_name *out, mm_str text)
{
    *out = (full_name){ .head = SIZE_MAX };
    while (text.len && out->n < FULL_WORDS) {
        mm_str word = mm_str_cut(&text, ' ');

        if (word.len && word.ptr[word.len - 1] == ',')
            word.len--;
        if (out->n && out->head == SIZE_MAX && mm_str_eq(word, MM_S("of")))
            out->head = out->n - 1;
        if (word.len)
            out->words[out->n++] = word;
    }
    if (out->n && out->head == SIZE_MAX)
        out->head = out->n - 1;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static size_t same_letters(mm_str x, mm_str y)
{
    size_t same = 0;

    while (same < x.len && same < y.len &&
           lower(x.ptr[same]) == lower(y.ptr[same]))
        same++;
    return same;
}

/* One word, but for case, endings and spelling: defense, Defence. */
static bool alike(mm_str x, mm_str y)
{
    size_t most = x.len > y.len ? x.len : y.len, same = same_letters(x, y);

    return same == most || (same >= 5 && most - same <= 3);
}

/* The same but for case and plural. */
static bool equal(mm_str word, mm_str singular)
{
    return same_letters(word, singular) == singular.len &&
           (word.len == singular.len ||
            (word.len == singular.len + 1 && mm_str_ends(word, MM_S("s"))));
}

static bool has_word(const full_name *name, mm_str word)
{
    for (size_t i = 0; i < name->n; i++)
        if (i != name->head && name->words[i].len > 2 &&
            alike(word, name->words[i]))
            return true;
    return false;
}

static bool is_minister(const mm_side_word *word)
{
    return equal(word->text, MM_S("minister"));
}

/* How many words from `first` on are the name in short, 0 none. */
static uint32_t short_name(const mm_side *a, uint32_t first,
                           const full_name *name)
{
    for (uint32_t n = 0; n <= SHORT_WORDS && first + n < a->n; n++) {
        const mm_side_word *word = &a->words[first + n];

        if (n && word->flags & WORD_BREAK)
            return 0;
        if (n && is_minister(word))
            return n;
        if (n && equal(word->text, name->words[name->head]))
            return n + 1;
        if (word->flags & WORD_FUNCTION || !has_word(name, word->text))
            return 0;
    }
    return 0;
}

static int seek(mm_pieces *out, const mm_side *a, const mm_side *b,
                const full_name *name, size_t start, size_t end, mm_error *err)
{
    int rc = MM_OK;

    for (uint32_t first = 0; first < a->n && rc == MM_OK; first++) {
        uint32_t n = short_name(a, first, name);
        bool     is_head =
            n && equal(a->words[first + n - 1].text, name->words[name->head]);

        if (n)
            rc = mm_pieces_put(
                out,
                (mm_piece){ .first = first,
                            .n = n,
                            .start = start,
                            .end = end,
                            .weight = WEIGHT + 0.3 * (n - 1),
                            .clue = CLUE_GLOSSARY,
                            .kind = MM_KIND_ORGANIZATION,
                            .pos = is_head ? POS_NOUN : POS_PARTIAL,
                            .whole = mm_side_ends(b, end, NULL, NULL) },
                err);
    }
    return rc;
}

int mm_pieces_by_office(mm_pieces *out, const mm_clues *clues, const mm_side *a,
                        const mm_side *b, mm_error *err)
{
    int rc = MM_OK;

    for (size_t w = 0; w < b->n && rc == MM_OK; w++) {
        const mm_side_word *word = &b->words[w];
        size_t              end = word->ends[0].at;
        mm_str              names[NAMES];
        size_t              n = mm_phrases_organizations(
                         names, NAMES, clues->phrases,
                         mm_str_sub(b->key, word->start, end - word->start));

        for (size_t i = 0; i < n && rc == MM_OK; i++) {
            full_name name;

            read_name(&name, names[i]);
            if (name.n >= 3)
                rc = seek(out, a, b, &name, word->start, end, err);
        }
    }
    return rc;
}
