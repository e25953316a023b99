/*
 * A side of a bead: words over the tight key of its segments, so that
 * 북방 한계선, 북방한계선 and 북방·한계선 are found alike, and every place of the
 * key leads back to the text as given. Where a word may end (under particles,
 * under the verb made of a noun) is the language's word; all its legal cuts are
 * kept, since only the other side can tell which is meant.
 */
#include "terms/side.h"

#include <string.h>

static int read_function_words(mm_side_reader *reader, mm_str tag,
                               const mm_tables *tables, mm_error *err)
{
    mm_rows rows = { 0 };
    mm_str  cells[2];
    int     rc = mm_tables_get(&rows.rest, tables, "function-words.tsv", err);

    while (rc == MM_OK && mm_rows_next(&rows, cells, 2) == 2)
        if (mm_str_eq(cells[0], tag) &&
            mm_map_add(&reader->function_words, cells[1]) == MM_MAP_NONE)
            rc = mm_fail_memory(err);
    return rc;
}

int mm_side_reader_open(mm_side_reader *reader, const mm_lang *lang,
                        const mm_tables *tables, mm_error *err)
{
    int rc;

    *reader = (mm_side_reader){ .lang = lang };
    if ((rc = mm_tokenizer_open(&reader->tokenizer, mm_lang_tag(lang), tables,
                                err)) < 0 ||
        (rc = mm_paradigm_open(&reader->paradigm, err)) < 0 ||
        (rc = read_function_words(reader, mm_lang_tag(reader->lang), tables,
                                  err)) < 0)
        mm_side_reader_release(reader);
    return rc;
}

void mm_side_reader_release(mm_side_reader *reader)
{
    mm_tokenizer_close(reader->tokenizer);
    mm_paradigm_close(reader->paradigm);
    mm_map_release(&reader->function_words);
    mm_key_map_release(&reader->map);
    mm_buf_release(&reader->room);
    *reader = (mm_side_reader){ 0 };
}

int mm_side_reader_learn(mm_side_reader *reader, const mm_document *document,
                         mm_error *err)
{
    mm_token token;
    int      rc = MM_OK;

    for (size_t i = 0; i < document->n && rc >= 0; i++) {
        mm_str text = document->segments[i].text;

        if ((rc = mm_tokenizer_start(reader->tokenizer, text, err)) < 0)
            break;
        while ((rc = mm_tokenizer_next(reader->tokenizer, &token, err)) ==
               MM_ROW)
            if (token.kind == MM_TOKEN_WORD &&
                (rc = mm_paradigm_add(reader->paradigm, reader->lang,
                                      mm_str_sub(text, token.start, token.len),
                                      err)) < 0)
                break;
    }
    return rc < 0 ? rc : MM_OK;
}

/* ---- one segment ---- */

static bool all_upper(mm_str word)
{
    size_t  pos = 0, letters = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(word, &pos)) >= 0) {
        if (mm_script_of(cp) == MM_SCRIPT_NONE)
            continue;
        if (!mm_is_upper(cp))
            return false;
        letters++;
    }
    return letters >= 2;
}

static unsigned flags_of(const mm_side_reader *reader, mm_str word,
                         const mm_token *token)
{
    char     low[32];
    size_t   pos = 0;
    unsigned flags = 0;

    if (mm_is_upper(mm_utf8_next(word, &pos)))
        flags |= WORD_CAPITAL;
    if (all_upper(word))
        flags |= WORD_UPPER;
    if (token->kind == MM_TOKEN_NUMBER)
        flags |= WORD_NUMBER;
    if (token->flags & MM_TOKEN_SPACED)
        flags |= WORD_SPACED;
    if (token->flags & MM_TOKEN_MIXED)
        flags |= WORD_MIXED;
    if (word.len < sizeof low && !(flags & WORD_UPPER)) {
        for (size_t i = 0; i < word.len; i++)
            low[i] = word.ptr[i] >= 'A' && word.ptr[i] <= 'Z'
                         ? (char)(word.ptr[i] + 32)
                         : word.ptr[i];
        if (mm_map_find(&reader->function_words,
                        (mm_str){ low, word.len }) != MM_MAP_NONE)
            flags |= WORD_FUNCTION;
    }
    return flags;
}

/* What a mark between two words means for terms that might go across it. */
static unsigned flag_of_mark(mm_str mark, bool spaced)
{
    size_t  pos = 0;
    int32_t cp = mm_utf8_next(mark, &pos);

    switch (cp) {
    case '(': case '[': case '{':
        return WORD_OPENED | WORD_BREAK;
    case '&': case '-': case '/': case 0xB7: case 0x30FB: case 0x318D:
    case 0x2010: case 0x2011:
        return 0;
    case ',':
        return WORD_COMMA | WORD_BREAK;
    case ':':
        return WORD_COLON | WORD_BREAK;
    case '"': case '\'': case 0x201C: case 0x201D: case 0x2018: case 0x2019:
    case 0x300A: case 0x300C: case 0x300E: case 0x3008: case 0xAB:
        return (cp != '"' && cp != '\'' && cp != 0x2019 && cp != 0x201D) ||
                       spaced
                   ? WORD_QUOTED | WORD_BREAK
                   : WORD_BREAK;
    default:
        return WORD_BREAK;
    }
}

static bool closes_quotation(mm_str mark)
{
    size_t  pos = 0;
    int32_t cp = mm_utf8_next(mark, &pos);

    return cp == '"' || cp == '\'' || cp == 0x201D || cp == 0x2019 ||
           cp == 0x300B || cp == 0x300D || cp == 0x300F || cp == 0x3009 ||
           cp == 0xBB;
}

/* Key byte that the byte `at` of the text became; the next one kept. */
static size_t key_place(const mm_key_map *map, size_t at)
{
    size_t low = 0, high = map->key.len;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (map->source[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_end(mm_side_word *word, size_t at, double score,
                    mm_word_class word_class)
{
    for (size_t i = 0; i < word->n_ends; i++)
        if (word->ends[i].at == at)
            return;
    if (word->n_ends < WORD_ENDS && at > word->start)
        word->ends[word->n_ends++] = (mm_side_end){ at, score, word_class };
}

/* Reads the word of `len` bytes at `start` of `text`, `bare` of them without a
 * possessive. */
static int read_word(mm_side_word *out, mm_side_reader *reader, mm_arena *mem,
                     mm_str text, const mm_token *token, size_t base,
                     mm_error *err)
{
    size_t len = token->bare && token->kind == MM_TOKEN_WORD ? token->bare
                                                             : token->len;
    mm_str whole = mm_str_sub(text, token->start, token->len);
    mm_cut cuts[WORD_ENDS];
    size_t n = mm_lang_cuts(cuts, WORD_ENDS, reader->lang, reader->paradigm,
                            whole);

    out->text = mm_str_sub(text, token->start, len);
    out->start = base + key_place(&reader->map, token->start);
    out->end = base + key_place(&reader->map, token->start + token->len);
    out->flags |= flags_of(reader, out->text, token);
    if (len < token->len) {
        add_end(out, base + key_place(&reader->map, token->start + len), 1,
                MM_WORD_NOUN);
        if (token->kind == MM_TOKEN_WORD)
            out->flags |= WORD_OWNER;
    }
    for (size_t i = 0; i < n; i++)
        add_end(out,
                base + key_place(&reader->map, token->start + cuts[i].stem_len),
                cuts[i].score, cuts[i].word_class);
    add_end(out, out->end, 0.1, MM_WORD_OTHER);
    mm_buf_clear(&reader->room);
    if (mm_lang_stem(&reader->room, reader->lang, reader->paradigm, whole) <
            0 ||
        !(out->stem = mm_arena_copy(mem, mm_buf_str(&reader->room))).ptr)
        return mm_fail_memory(err);
    return MM_OK;
}

/* Bytes of the first part of a hyphenated word that is two words (low-cost,
 * Incheon-Frankfurt), 0 when it is one (Jong-sup, A-380, e-sports): both parts
 * of three letters at least, and written alike. */
static size_t first_part(mm_str word)
{
    size_t at = mm_str_find(word, MM_S("-"), 0);
    size_t letters = 0;

    if (at == SIZE_MAX || at < 3 || at + 4 > word.len)
        return 0;
    for (size_t i = 0; i < word.len; i++) {
        bool upper = word.ptr[i] >= 'A' && word.ptr[i] <= 'Z';
        bool lower = word.ptr[i] >= 'a' && word.ptr[i] <= 'z';

        if (i == at)
            continue;
        if (!upper && !lower)
            return i > at + 3 ? at : 0;
        letters++;
    }
    if (letters < 7)
        return 0;
    return ((word.ptr[0] >= 'a') == (word.ptr[at + 1] >= 'a')) ? at : 0;
}

/* ---- the side ---- */

typedef struct growing {
    mm_side_word *words;
    size_t        n, room;
} growing;

static size_t count_tokens(mm_side_reader *reader, mm_str text)
{
    mm_token token;
    size_t   n = 0;

    if (mm_tokenizer_start(reader->tokenizer, text, NULL) < 0)
        return 0;
    while (mm_tokenizer_next(reader->tokenizer, &token, NULL) == MM_ROW) {
        n++;
        for (size_t i = 0; i < token.len; i++)
            n += text.ptr[token.start + i] == '-';
    }
    return n;
}

/* Puts a token as one word, or as its parts. */
static int put_token(mm_side *side, mm_side_reader *reader, mm_arena *mem,
                     mm_str text, const mm_token *token, size_t base,
                     mm_side_word word, mm_error *err)
{
    mm_token part = *token;
    size_t   len;
    int      rc = MM_OK;

    while (rc == MM_OK && token->kind == MM_TOKEN_WORD &&
           (len = first_part(mm_str_sub(text, part.start, part.len)))) {
        mm_token head = { .start = part.start, .len = len, .bare = len,
                          .kind = part.kind, .flags = part.flags };

        side->words[side->n] = word;
        rc = read_word(&side->words[side->n++], reader, mem, text, &head, base,
                       err);
        word.flags = WORD_HYPHEN;
        part.start += len + 1;
        part.len -= len + 1;
        part.bare -= part.bare > len ? len + 1 : part.bare;
        part.flags &= ~(unsigned)MM_TOKEN_SPACED;
    }
    if (rc < 0)
        return rc;
    side->words[side->n] = word;
    rc = read_word(&side->words[side->n], reader, mem, text, &part, base, err);
    if (rc == MM_OK && side->words[side->n].end > side->words[side->n].start)
        side->n++;
    return rc;
}

static int read_segment(mm_side *side, mm_side_reader *reader, mm_arena *mem,
                        mm_str text, uint32_t number, size_t base,
                        mm_error *err)
{
    unsigned pending = WORD_INITIAL | WORD_BREAK;
    mm_token token;
    int      rc = mm_tokenizer_start(reader->tokenizer, text, err);

    while (rc >= 0 &&
           (rc = mm_tokenizer_next(reader->tokenizer, &token, err)) == MM_ROW) {
        mm_str        mark = mm_str_sub(text, token.start, token.len);
        mm_side_word *last = side->n && side->words[side->n - 1].segment ==
                                            number
                                 ? &side->words[side->n - 1]
                                 : NULL;

        if (token.kind == MM_TOKEN_PUNCTUATION ||
            token.kind == MM_TOKEN_SYMBOL) {
            if (last && mark.len == 1 && strchr(")]}", mark.ptr[0]))
                last->flags |= WORD_CLOSED;
            if (last && closes_quotation(mark) &&
                !(token.flags & MM_TOKEN_SPACED))
                last->flags |= WORD_UNQUOTED;
            pending |= flag_of_mark(mark, token.flags & MM_TOKEN_SPACED);
            continue;
        }
        if ((rc = put_token(side, reader, mem, text, &token, base,
                            (mm_side_word){ .flags = pending,
                                            .segment = number },
                            err)) < 0)
            return rc;
        pending = 0;
    }
    return rc < 0 ? rc : MM_OK;
}

static void mark_words(mm_side *side)
{
    for (size_t i = 0; i <= side->key.len; i++)
        side->word_at[i] = (uint32_t)side->n;
    for (size_t w = 0; w < side->n; w++)
        for (size_t i = side->words[w].start; i < side->words[w].end; i++)
            side->word_at[i] = (uint32_t)w;
}

int mm_side_read(mm_side *out, mm_side_reader *reader, mm_arena *mem,
                 const mm_document *document, mm_span span, mm_error *err)
{
    size_t bytes = 0, words = 0, len = 0;
    char  *key;
    int    rc = MM_OK;

    for (size_t i = 0; i < span.n; i++) {
        mm_str text = document->segments[span.first + i].text;

        bytes += 3 * text.len + 2; /* a folded character grows 3 times at most */
        words += count_tokens(reader, text);
    }
    *out = (mm_side){ .document = document, .span = span };
    key = mm_arena_alloc(mem, bytes + 1);
    out->source = mm_arena_alloc(mem, (bytes + 1) * sizeof *out->source);
    out->segment = mm_arena_alloc(mem, (bytes + 1) * sizeof *out->segment);
    out->word_at = mm_arena_alloc(mem, (bytes + 1) * sizeof *out->word_at);
    out->words = mm_arena_alloc(mem, (words + 1) * sizeof *out->words);
    if (!key || !out->source || !out->segment || !out->word_at || !out->words)
        return mm_fail_memory(err);
    for (size_t i = 0; i < span.n && rc == MM_OK; i++) {
        uint32_t number = (uint32_t)(span.first + i);
        mm_str   text = document->segments[number].text;

        if ((rc = mm_key_map_make(&reader->map, text, true, err)) < 0)
            break;
        rc = read_segment(out, reader, mem, text, number, len, err);
        if (reader->map.key.len)
            memcpy(key + len, reader->map.key.ptr, reader->map.key.len);
        for (size_t j = 0; j <= reader->map.key.len; j++) {
            out->source[len + j] = reader->map.source[j];
            out->segment[len + j] = number;
        }
        len += reader->map.key.len;
        key[len++] = '\n';
    }
    out->key = (mm_str){ key, len };
    mark_words(out);
    return rc;
}

mm_str mm_side_text(const mm_side *side, size_t start, size_t end)
{
    mm_str text = side->document->segments[side->segment[start]].text;
    size_t from = side->source[start], to = side->source[end];

    if (end > start && side->segment[end - 1] != side->segment[end])
        to = text.len;
    return mm_str_trim(mm_str_sub(text, from, to > from ? to - from : 0));
}

bool mm_side_begins(const mm_side *side, size_t at)
{
    uint32_t w = side->word_at[at];

    return w < side->n && side->words[w].start == at;
}

bool mm_side_ends(const mm_side *side, size_t at, double *score,
                  mm_word_class *word_class)
{
    uint32_t            w = at ? side->word_at[at - 1] : (uint32_t)side->n;
    const mm_side_word *word;

    if (w >= side->n)
        return false;
    word = &side->words[w];
    for (size_t i = 0; i < word->n_ends; i++) {
        if (word->ends[i].at != at)
            continue;
        if (score)
            *score = word->ends[i].score;
        if (word_class)
            *word_class = word->ends[i].word_class;
        return true;
    }
    return false;
}
