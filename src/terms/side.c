/*
 * A side of a bead: words over the tight key of its segments, so that
 * 북방 한계선, 북방한계선 and 북방·한계선 are found alike, and every place of
 * the key leads back to the text as given. Where a word may end (under
 * particles, under the verb made of a noun) is the language's word; all its
 * legal cuts are kept, since only the other side can tell which is meant.
 */
#include "terms/side.h"

#include <string.h>

static int read_function_words(mm_side_reader *reader, mm_str tag,
                               const mm_tables *tables, mm_error *err)
{
    mm_rows rows = { 0 };
    mm_str  cells[3];
    size_t  n;
    int     rc = mm_tables_get(&rows.rest, tables, "function-words.tsv", err);

    while (rc == MM_OK && (n = mm_rows_next(&rows, cells, 3)) >= 2)
        if (mm_str_eq(cells[0], tag) &&
            mm_map_add(n == 3 ? &reader->common_words : &reader->function_words,
                       cells[1]) == MM_MAP_NONE)
            rc = mm_fail_memory(err);
    return rc;
}

int mm_side_reader_open(mm_side_reader *reader, const mm_lang *lang,
                        const mm_tables *tables, mm_error *err)
{
    int rc;

    *reader = (mm_side_reader){ .lang = lang };
    reader->is_korean = mm_str_eq(mm_lang_tag(lang), MM_S("ko"));
    if ((rc = mm_tokenizer_open(&reader->tokenizer, mm_lang_tag(lang), tables,
                                err)) < 0 ||
        (rc = mm_paradigm_open(&reader->paradigm, err)) < 0 ||
        (rc = read_function_words(reader, mm_lang_tag(reader->lang), tables,
                                  err)) < 0)
        mm_side_reader_release(reader);
    reader->learned = reader->paradigm;
    return rc;
}

void mm_side_reader_release(mm_side_reader *reader)
{
    mm_tokenizer_close(reader->tokenizer);
    mm_paradigm_close(reader->paradigm);
    mm_map_release(&reader->function_words);
    mm_map_release(&reader->common_words);
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

/* aT, KeSPA: a name however short. */
static bool has_inner_capital(mm_str word)
{
    for (size_t i = 1; i < word.len; i++)
        if (word.ptr[i] >= 'A' && word.ptr[i] <= 'Z')
            return true;
    return false;
}

static unsigned flags_of(const mm_side_reader *reader, mm_str word,
                         const mm_token *token)
{
    char     low[32];
    size_t   pos = 0;
    unsigned flags = 0;

    if (mm_is_upper(mm_utf8_next(word, &pos)) || has_inner_capital(word))
        flags |= WORD_CAPITAL;
    if (all_upper(word))
        flags |= WORD_UPPER;
    if (token->kind == MM_TOKEN_NUMBER)
        flags |= WORD_NUMBER;
    if (token->flags & MM_TOKEN_SPACED)
        flags |= WORD_SPACED;
    if (token->flags & MM_TOKEN_MIXED)
        flags |= WORD_MIXED;
    if (word.len < sizeof low && !(flags & WORD_UPPER) &&
        !has_inner_capital(word)) {
        for (size_t i = 0; i < word.len; i++)
            low[i] = word.ptr[i] >= 'A' && word.ptr[i] <= 'Z'
                         ? (char)(word.ptr[i] + 32)
                         : word.ptr[i];
        if (mm_map_find(&reader->function_words, (mm_str){ low, word.len }) !=
            MM_MAP_NONE)
            flags |= WORD_FUNCTION;
        else if (mm_map_find(&reader->common_words,
                             (mm_str){ low, word.len }) != MM_MAP_NONE)
            flags |= WORD_COMMON;
    }
    return flags;
}

/* What a mark between two words means for terms that might go across it. */
static unsigned flag_of_mark(mm_str mark, bool spaced)
{
    size_t  pos = 0;
    int32_t cp = mm_utf8_next(mark, &pos);

    switch (cp) {
    case '(':
    case '[':
    case '{':
        return WORD_OPENED | WORD_BREAK;
    case '&':
    case '-':
    case '/':
    case 0xB7:
    case 0x30FB:
    case 0x318D:
    case 0x2010:
    case 0x2011:
        return 0;
    case ',':
        return WORD_COMMA | WORD_BREAK;
    case ':':
        return WORD_COLON | WORD_BREAK;
    case '"':
    case '\'':
    case 0x201C:
    case 0x201D:
    case 0x2018:
    case 0x2019:
    case 0x300A:
    case 0x300C:
    case 0x300E:
    case 0x3008:
    case 0xAB:
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

/* Adds a place where a term may end; an earlier one stays as it is. */
static void add_end(mm_side_word *word, size_t at, double score,
                    mm_word_class word_class)
{
    for (size_t i = 0; i < word->n_ends; i++)
        if (word->ends[i].at == at)
            return;
    if (word->n_ends < WORD_ENDS && at > word->start)
        word->ends[word->n_ends++] = (mm_side_end){ at, score, word_class };
}

/* A Korean stem without its plural ending: 승객들 gives 승객; words of two
 * syllables (아들, 버들) have none. */
static size_t without_plural(mm_str word, size_t stem)
{
    return stem >= 9 && mm_str_ends(mm_str_sub(word, 0, stem), MM_S("들"))
               ? stem - 3
               : stem;
}

static void add_cut(mm_side_word *out, const mm_side_reader *reader,
                    mm_str whole, const mm_token *token, size_t base,
                    const mm_cut *cut)
{
    mm_str stem = mm_str_sub(whole, 0, cut->stem_len);
    size_t one = reader->is_korean ? without_plural(whole, cut->stem_len)
                                   : cut->stem_len;
    double score = cut->score;

    if (reader->is_korean && cut->word_class == MM_WORD_NOUN_VERB &&
        stem.len >= 6 &&
        (mm_str_ends(stem, MM_S("하")) || mm_str_ends(stem, MM_S("되"))))
        return; /* the stem of the verb, not of the noun */

    if (one < cut->stem_len) {
        add_end(out, base + key_place(&reader->map, token->start + one), score,
                cut->word_class);
        return;
    }
    add_end(out, base + key_place(&reader->map, token->start + cut->stem_len),
            score, cut->word_class);
}

/* Endings that no noun has. */
static bool is_verb_ending(mm_str word)
{
    static const char *const tails[] = { "면서",   "지만", "거나",   "도록",
                                         "으며",   "려고", "어서",   "으면",
                                         "더라도", "니까", "습니다", "세요",
                                         "십시오" };

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (mm_str_ends(word, mm_cstr(tails[i])))
            return true;
    return false;
}

/* 걷는: the topic particle would be 은 behind this sound, so it is a verb. */
static bool is_verb_form(const mm_lang *lang, mm_str word)
{
    if (word.len < 6)
        return false;
    return is_verb_ending(word) ||
           (mm_str_ends(word, MM_S("는")) &&
            mm_josa_known(lang, mm_str_sub(word, 0, word.len - 3), MM_S("는"),
                          false) == MM_JOSA_DISAGREE);
}

/* A stem is a key and not always a word: services has servic, and tables have
 * service; warnings has warn, and tables have warning. */
static int put_lemmas(mm_side_word *out, mm_side_reader *reader, mm_arena *mem,
                      mm_str whole)
{
    mm_str stem = out->stem;
    bool   cut = whole.len > stem.len && mm_str_starts(whole, stem) &&
               (whole.ptr[stem.len] == 'e' || whole.ptr[stem.len] == 'i');

    out->lemmas[out->n_lemmas++] = stem;
    if (reader->is_korean)
        return MM_OK;
    if (cut) {
        mm_buf_clear(&reader->room);
        if (mm_buf_printf(&reader->room, "%.*se", (int)stem.len, stem.ptr) <
                0 ||
            !(out->lemmas[out->n_lemmas++] =
                  mm_arena_copy(mem, mm_buf_str(&reader->room)))
                 .ptr)
            return MM_ENOMEM;
    }
    if (mm_str_ends(whole, MM_S("ings")))
        out->lemmas[out->n_lemmas++] = mm_str_sub(whole, 0, whole.len - 1);
    return MM_OK;
}

/* Reads the word of `len` bytes at `start` of `text`, `bare` of them without a
 * possessive. */
static int read_word(mm_side_word *out, mm_side_reader *reader, mm_arena *mem,
                     mm_str text, const mm_token *token, size_t base,
                     mm_error *err)
{
    size_t len =
        token->bare && token->kind == MM_TOKEN_WORD ? token->bare : token->len;
    mm_str whole = mm_str_sub(text, token->start, token->len);
    mm_cut cuts[WORD_ENDS];
    size_t n =
        mm_lang_cuts(cuts, WORD_ENDS, reader->lang, reader->learned, whole);

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
    if (reader->is_korean && whole.len >= 12 && mm_str_ends(whole, MM_S("인")))
        add_end(out, out->end - 3, 0.5, MM_WORD_NOUN_JOSA); /* 국적항공사인 */
    for (size_t i = 0; i < n; i++)
        add_cut(out, reader, whole, token, base, &cuts[i]);
    if (reader->is_korean && whole.len == 9 && mm_str_ends(whole, MM_S("인")))
        add_end(out, out->end - 3, 0.4, MM_WORD_NOUN_JOSA); /* 강도인 */
    add_end(out, out->end, 0.1, MM_WORD_OTHER);
    if (reader->is_korean && is_verb_form(reader->lang, whole))
        for (size_t i = 0; i < out->n_ends; i++)
            out->ends[i].word_class = MM_WORD_OTHER;
    mm_buf_clear(&reader->room);
    if (mm_lang_stem(&reader->room, reader->lang, reader->learned, whole) < 0 ||
        !(out->stem = mm_arena_copy(mem, mm_buf_str(&reader->room))).ptr ||
        put_lemmas(out, reader, mem, whole) < 0)
        return mm_fail_memory(err);
    return MM_OK;
}

typedef enum look { NO_PART, SMALL_PART, CAPITAL_PART, ACRONYM_PART } look;

/* How a part of a hyphenated word looks: three letters at least, or an acronym
 * (US, U.S.). */
static look look_of(mm_str part)
{
    size_t upper = 0, lower = 0;

    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];

        upper += c >= 'A' && c <= 'Z';
        lower += c >= 'a' && c <= 'z';
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.'))
            return NO_PART;
    }
    if (lower == 0 && upper >= 2 && upper <= 4)
        return ACRONYM_PART;
    if (upper + lower != part.len || part.len < 3)
        return NO_PART;
    return upper ? CAPITAL_PART : SMALL_PART;
}

/* What describes a thing by the name before it: Montreal-based. */
static bool is_tail_of_name(mm_str part)
{
    static const char *const tails[] = {
        "based", "backed", "born",    "bound",    "brokered", "built",
        "led",   "listed", "made",    "mediated", "occupied", "owned",
        "run",   "style",  "trained", "wide",     "educated", "funded"
    };

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (mm_str_eq(part, mm_cstr(tails[i])))
            return true;
    return false;
}

/* Bytes of the first part of a hyphenated word that is two words (low-cost,
 * Incheon-Frankfurt, Korea-U.S., Montreal-based), 0 when it is one (Jong-sup,
 * A-380, e-sports): parts that are written alike. */
static size_t hyphen_part(mm_str word, bool initial)
{
    size_t at = mm_str_find(word, MM_S("-"), 0), end;
    look   one, other;
    mm_str next;

    if (at == SIZE_MAX)
        return 0;
    if ((end = mm_str_find(word, MM_S("-"), at + 1)) == SIZE_MAX)
        end = word.len;
    next = mm_str_sub(word, at + 1, end - at - 1);
    one = look_of(mm_str_sub(word, 0, at));
    other = look_of(next);
    if (one == NO_PART || other == NO_PART)
        return 0;
    if (is_tail_of_name(next))
        return at;
    if (one == ACRONYM_PART || other == ACRONYM_PART)
        return one != SMALL_PART && other != SMALL_PART ? at : 0;
    return word.len >= 8 && (initial || one == other) ? at : 0;
}

/* Bytes of the number a Korean word begins with, when a noun follows:
 * 제4활주로, 5세트, 7킬. What counters of one syllable count is left whole:
 * 20발. */
static size_t number_part(mm_str word, mm_token_kind kind)
{
    size_t  at = mm_str_starts(word, MM_S("제")) ? 3 : 0, digits, after;
    int32_t cp;

    digits = at;
    while (at < word.len && ((word.ptr[at] >= '0' && word.ptr[at] <= '9') ||
                             word.ptr[at] == '.' || word.ptr[at] == ','))
        at++;
    after = at;
    if (at == digits || at >= word.len)
        return 0;
    cp = mm_utf8_next(word, &after);
    if (mm_script_of(cp) != MM_SCRIPT_HANGUL || cp == 0xB9CC || cp == 0xC5B5 ||
        cp == 0xC870 || cp == 0xCC9C || cp == 0xBC31 || cp == 0xC2ED)
        return 0; /* 만 억 조 천 백 십: the number goes on */
    return kind == MM_TOKEN_WORD || word.len > after ? at : 0;
}

static size_t first_part(const mm_side_reader *reader, mm_str word,
                         mm_token_kind kind, unsigned flags)
{
    if (reader->is_korean)
        return number_part(word, kind);
    return kind == MM_TOKEN_WORD
               ? hyphen_part(word, (flags & WORD_INITIAL) != 0)
               : 0;
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
        n++; /* a number and its noun */
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

    while (rc == MM_OK &&
           (len = first_part(reader, mm_str_sub(text, part.start, part.len),
                             part.kind, word.flags))) {
        size_t   gap = text.ptr[part.start + len] == '-';
        mm_token head = { .start = part.start,
                          .len = len,
                          .bare = len,
                          .kind =
                              reader->is_korean ? MM_TOKEN_NUMBER : part.kind,
                          .flags = part.flags };

        side->words[side->n] = word;
        rc = read_word(&side->words[side->n++], reader, mem, text, &head, base,
                       err);
        word.flags = gap ? WORD_HYPHEN : WORD_NUMBERED;
        len += gap;
        part.start += len;
        part.len -= len;
        part.bare -= part.bare > len ? len : part.bare;
        part.kind = MM_TOKEN_WORD;
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

static bool take_stop(mm_side_word *last)
{
    last->end++;
    last->ends[0].at++;
    last->text.len++;
    return true;
}

/* "Corp." and an initial keep their full stop, and no term ends before it. */
static bool takes_stop(mm_side_word *last, const mm_token *token, mm_str mark)
{
    static const char *const words[] = { "Corp", "Inc", "Co", "Ltd",  "Jr",
                                         "Sr",   "St",  "Mt", "Bros", "Dr" };

    if (!last || token->flags & MM_TOKEN_SPACED || !mm_str_eq(mark, MM_S(".")))
        return false;
    if (last->text.len == 1 && last->flags & WORD_CAPITAL)
        return take_stop(last);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mm_str_eq(last->text, mm_cstr(words[i])))
            return take_stop(last);
    return false;
}

/* The s of a possessive that stands apart: T1 ' s. */
static bool is_possessive(const mm_side_word *last, mm_str text,
                          const mm_token *token)
{
    return last && token->len == 1 && text.ptr[token->start] == 's' &&
           token->start > 0 && !(token->flags & MM_TOKEN_SPACED) &&
           (text.ptr[token->start - 1] == '\'' ||
            (token->start > 2 &&
             (unsigned char)text.ptr[token->start - 1] == 0x99)); /* U+2019 */
}

static void note_mark(mm_side_word *last, unsigned *pending, mm_str mark,
                      const mm_token *token)
{
    if (takes_stop(last, token, mark))
        return;
    if (last && mark.len == 1 && strchr(")]}", mark.ptr[0]))
        last->flags |= WORD_CLOSED;
    if (last && closes_quotation(mark) && !(token->flags & MM_TOKEN_SPACED))
        last->flags |= WORD_UNQUOTED;
    *pending |= flag_of_mark(mark, token->flags & MM_TOKEN_SPACED);
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
        mm_side_word *last =
            side->n && side->words[side->n - 1].segment == number
                ? &side->words[side->n - 1]
                : NULL;

        if (token.kind == MM_TOKEN_PUNCTUATION ||
            token.kind == MM_TOKEN_SYMBOL) {
            note_mark(last, &pending, mark, &token);
            continue;
        }
        if (!reader->is_korean && is_possessive(last, text, &token)) {
            last->flags |= WORD_OWNER;
            last->flags &= ~(unsigned)WORD_UNQUOTED;
            pending = 0;
            continue;
        }
        if ((rc = put_token(
                 side, reader, mem, text, &token, base,
                 (mm_side_word){ .flags = pending, .segment = number }, err)) <
            0)
            return rc;
        if (last && pending && !(token.flags & MM_TOKEN_SPACED) &&
            mm_josa_known(reader->lang, last->text, mark, true) !=
                MM_JOSA_NONE) /* behind a bracket: (NLL)과 */
            side->words[side->n - 1].flags |= WORD_FUNCTION;
        pending = 0;
    }
    return rc < 0 ? rc : MM_OK;
}

static bool is_one_of(mm_str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (mm_str_eq(word, mm_cstr(list[i])))
            return true;
    return false;
}

/* So and You are names where a capital stands beside their own: Hwang Pyong
 * So, You Minbong. Articles and prepositions stay what they are, and where a
 * sentence begins most others too. */
static bool is_short_name(const mm_side *side, size_t w)
{
    static const char *const never[] = { "The", "Of",  "And", "A",  "An",
                                         "In",  "For", "To",  "Or", "By" };
    static const char *const first[] = { "So", "You", "Back", "Will",
                                         "Do", "Ho",  "Ha" };
    const mm_side_word      *word = &side->words[w];
    bool before = w > 0 && side->words[w - 1].flags & WORD_CAPITAL &&
                  !(word->flags & WORD_BREAK);
    bool after = w + 1 < side->n &&
                 (side->words[w + 1].flags & (WORD_CAPITAL | WORD_BREAK)) ==
                     WORD_CAPITAL;

    if (!(word->flags & WORD_CAPITAL) || (!before && !after))
        return false;
    if (word->flags & WORD_INITIAL)
        return is_one_of(word->text, first, sizeof first / sizeof *first);
    return !is_one_of(word->text, never, sizeof never / sizeof *never);
}

static void mark_short_names(mm_side *side)
{
    for (size_t w = 0; w < side->n; w++)
        if (is_short_name(side, w))
            side->words[w].flags &= ~(unsigned)WORD_FUNCTION;
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

        bytes +=
            3 * text.len + 2; /* a folded character grows 3 times at most */
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
    if (!reader->is_korean)
        mark_short_names(out);
    return rc;
}

/* A mark that belongs to the character before it, for all that the key took
 * both as one. */
static bool joins_before(int32_t cp)
{
    return (cp >= 0x300 && cp < 0x370) || (cp >= 0x1160 && cp < 0x1200) ||
           (cp >= 0xFE00 && cp < 0xFE10);
}

mm_str mm_side_text(const mm_side *side, size_t start, size_t end)
{
    mm_str text = side->document->segments[side->segment[start]].text;
    size_t from = side->source[start], to = from, next;

    if (end <= start)
        return mm_str_sub(text, from, 0);
    to = side->source[end - 1];
    if (mm_utf8_next(text, &to) < 0)
        to = text.len;
    for (next = to; joins_before(mm_utf8_next(text, &next)); to = next)
        ;
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

/* ---- marks ---- */

static void mark_value(mm_side *side, uint32_t segment, const mm_value *value)
{
    for (size_t w = 0; w < side->n; w++) {
        size_t at = side->source[side->words[w].start];

        if (side->words[w].segment == segment && at >= value->start &&
            at < value->start + value->len)
            side->words[w].flags |= WORD_VALUE;
    }
}

static bool is_one_word(const mm_side *side, uint32_t segment,
                        const mm_value *value)
{
    mm_str text = mm_str_sub(side->document->segments[segment].text,
                             value->start, value->len);

    return mm_str_find(text, MM_S(" "), 0) == SIZE_MAX;
}

int mm_side_mark_values(mm_side *side, mm_valuer *valuer, mm_error *err)
{
    mm_values values = { 0 };
    int       rc = MM_OK;

    for (size_t i = 0; i < side->span.n && rc == MM_OK; i++) {
        uint32_t segment = (uint32_t)(side->span.first + i);

        rc = mm_values_find(&values, valuer,
                            side->document->segments[segment].text, err);
        for (size_t j = 0; j < values.n && rc == MM_OK; j++) {
            const mm_value *value = &values.items[j];
            bool            name_of_day = value->kind == MM_VALUE_DATE &&
                               value->year == 0 && value->day == 0 &&
                               is_one_word(side, segment, value);

            if (value->kind != MM_VALUE_ORDINAL && !name_of_day)
                mark_value(side, segment, value);
        }
    }
    mm_values_release(&values);
    return rc;
}

enum { NAME_WORDS = 16 };

static bool is_honorific(mm_str word)
{
    static const char *const words[] = { "Mr",  "Mrs",  "Ms",   "Dr", "Prof",
                                         "Sir", "Lord", "Lady", "Rev" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mm_str_eq(word, mm_cstr(words[i])))
            return true;
    return false;
}

void mm_side_mark_titles(mm_side *side, const mm_titles *titles)
{
    for (size_t first = 0; first < side->n;) {
        mm_str   words[NAME_WORDS];
        size_t   n = 0;
        mm_title title;

        while (first + n < side->n && n < NAME_WORDS &&
               side->words[first + n].flags & WORD_CAPITAL &&
               !(n && side->words[first + n].flags & WORD_BREAK)) {
            words[n] = side->words[first + n].text;
            if (mm_str_ends(words[n], MM_S(".")))
                words[n].len--;
            n++;
        }
        if (n < 2) {
            first += n ? n : 1;
            continue;
        }
        if (is_honorific(words[0]))
            side->words[first + 1].flags |= WORD_NAMED;
        title = mm_title_before(titles, words, n);
        if (title.n && title.first + title.n < n)
            side->words[first + title.first + title.n].flags |= WORD_NAMED;
        first += n;
    }
}

bool mm_side_is_unit(const mm_side *side, size_t end)
{
    static const char *const units[] = { "시", "군", "구", "도",
                                         "주", "현", "성" };
    mm_str                   key = mm_str_sub(side->key, 0, end);

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (mm_str_ends(key, mm_cstr(units[i])))
            return true;
    return false;
}
