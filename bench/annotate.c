/*
 * Terms in running text, measured.
 *
 *     annotate gold EOJEOL.tsv OURS.tsv TEXT   each noun of a list of Korean
 *         words that were cut by hand is a term: is it found in its own word,
 *         and what is found in words that the list reads otherwise? First as
 *         the list stands, then with the rows of OURS.tsv (number, our stem,
 *         why) read as they say; each word alone, and in TEXT, whose words the
 *         list gives with how often they stand there.
 *
 *         A hit is false when the list gives the word no row with that stem.
 *         Where it gives several (날: day, to fly), the word alone cannot tell:
 *         these are counted by themselves, and in the text by how often. A hit
 *         that shares its span with the stem (Peter, peter) is the same word.
 *         Within another word: false, and no plain particle stands behind it.
 *     annotate context TERMS.tsv EN KO [EN KO...]   pairs that are known to
 *         stand in these lines: found where both sides hold them?
 *     annotate speed N TEXT          N made-up terms and the built-in ones
 *         against the lines of TEXT, over and over
 *
 * A row a figure: what, how many of how many, percent (or a unit). `-v` as the
 * first word lists the misses.
 */
#include "malmoi/lang.h"
#include "malmoi/lines.h"
#include "malmoi/recognize.h"
#include "malmoi/text.h"

#include "base/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ROWS = 100000 };

static bool verbose;

static void check(int rc, const mm_error *err)
{
    if (rc < 0) {
        fprintf(stderr, "annotate: %s\n", err->text);
        exit(4);
    }
}

/* Seconds of processor time. */
static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* one thread: one core */
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void tell(const char *what, size_t n, size_t of)
{
    printf("%-34s %9zu of %9zu  %8.3f %%\n", what, n, of,
           of ? 100.0 * (double)n / (double)of : 0.0);
    fflush(stdout);
}

/* ---- a memory of terms ---- */

static char       path[64];
static mm_store  *store;
static mm_tables *tables;

static void remove_memory(void)
{
    static const char *const ends[] = { "", "-wal", "-shm", ".terms" };
    char                     name[80];

    for (size_t i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        remove(name);
    }
}

static void begin_memory(void)
{
    mm_error err = { 0 };

    check(mm_tables_open(&tables, NULL, &err), &err);
    snprintf(path, sizeof path, "/tmp/annotate-%ld.db", (long)getpid());
    remove_memory();
    check(mm_store_open(&store, path, MM_WRITE, &err), &err);
    check(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err), &err);
}

/* Of the terms of `lang_a`; what `noun` says is found as a noun alone. */
static mm_str part_of_speech;

static void add_term(mm_str lang_a, mm_str a, mm_str lang_b, mm_str b)
{
    mm_term         terms[2] = { { .text = a,
                                   .status = MM_TERM_PREFERRED,
                                   .part_of_speech = part_of_speech },
                                 { .text = b, .status = MM_TERM_PREFERRED } };
    mm_lang_section sections[2] = {
        { .lang = lang_a, .terms = &terms[0], .n_terms = 1 },
        { .lang = lang_b, .terms = &terms[1], .n_terms = 1 }
    };
    mm_concept concept = { .review = MM_APPROVED,
                           .sections = sections,
                           .n_sections = b.len ? 2 : 1 };
    mm_error err = { 0 };

    check(mm_store_put(NULL, store, &(mm_item){ .concept = &concept }, &err),
          &err);
}

static mm_recognizer *end_memory(mm_str lang, bool builtin)
{
    mm_recognizer *r = NULL;
    mm_error       err = { 0 };

    check(mm_store_end(store, MM_OK, &err), &err);
    check(mm_recognizer_open(&r, &store, 1, tables,
                             &(mm_recognizer_options){ .lang = lang,
                                                       .all = true,
                                                       .no_builtin = !builtin },
                             &err),
          &err);
    return r;
}

static void close_memory(mm_recognizer *r)
{
    mm_recognizer_close(r);
    mm_store_close(store);
    mm_tables_close(tables);
    remove_memory();
}

/* ---- words cut by hand ---- */

typedef struct row {
    mm_str word, stem, word_class, tags;
    size_t times; /* in the text */
    size_t
        in_text;   /* the first of its word and stem: in all rows of them ... */
    size_t wanted; /* ... and in the nominal ones */
    size_t hits;   /* there, of this stem */
    bool   nominal;
} row;

static row   *rows;
static size_t n_rows;

static bool is_nominal_class(mm_str name)
{
    return mm_str_eq(name, MM_S("noun")) || mm_str_eq(name, MM_S("noun+josa"));
}

static void read_gold(mm_str text)
{
    mm_rows table = { .rest = text };
    mm_str  cells[5];
    double  times;

    rows = calloc(MOST_ROWS, sizeof *rows);
    while (rows && mm_rows_next(&table, cells, 5) == 5 && n_rows < MOST_ROWS)
        if (table.line > 1)
            rows[n_rows++] =
                (row){ .word = cells[0],
                       .stem = cells[1],
                       .word_class = cells[2],
                       .tags = cells[3],
                       .times =
                           mm_str_number(cells[4], &times) ? (size_t)times : 1,
                       .nominal = is_nominal_class(cells[2]) };
}

/* Reads the rows that we hold to be wrong as we do; how many there are. */
static size_t read_ours(mm_str text)
{
    mm_rows table = { .rest = text };
    mm_str  cells[3];
    size_t  n = 0;
    double  number;

    while (mm_rows_next(&table, cells, 3) == 3)
        if (mm_str_number(cells[0], &number) && number >= 2 &&
            (size_t)number - 2 < n_rows) {
            row *r = &rows[(size_t)number - 2]; /* the first line is a head */

            r->stem = cells[1];
            r->nominal = cells[1].len > 0;
            r->tags = MM_S("");
            n++;
        }
    return n;
}

/* The commonest particles: a list of its own, so that what is measured is not
 * measured by itself. */
static bool is_plain_particle(mm_str text)
{
    static const char *const particles[] = {
        "",     "은",   "는",     "이",     "가",     "을",     "를",   "의",
        "에",   "도",   "로",     "으로",   "와",     "과",     "에서", "에게",
        "까지", "부터", "보다",   "에서는", "에는",   "만",     "처럼", "라고",
        "이나", "하고", "으로는", "에도",   "이라고", "입니다", "이다"
    };

    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (mm_str_eq(text, mm_cstr(particles[i])))
            return true;
    return false;
}

/* Does the hit, which begins at `from` of the word, fill it but for a plain
 * particle? */
static bool is_homograph(const mm_recognized *hit, size_t from, mm_str word)
{
    return from == 0 && is_plain_particle(mm_str_sub(word, hit->len, SIZE_MAX));
}

/* The rows of a word, by number; MM_MAP_NONE at the end. */
typedef struct row_list {
    mm_map    words;
    uint32_t *first, *next;
} row_list;

/* The row of `word` with `stem`; MM_MAP_NONE when there is none. */
static uint32_t row_with(const row_list *list, mm_str word, mm_str stem)
{
    uint32_t at = mm_map_find(&list->words, word);
    uint32_t i = at == MM_MAP_NONE ? MM_MAP_NONE : list->first[at];

    while (i != MM_MAP_NONE && !mm_str_eq(rows[i].stem, stem))
        i = list->next[i];
    return i;
}

static void list_rows(row_list *out)
{
    *out = (row_list){ 0 };
    out->first = malloc(MOST_ROWS * sizeof *out->first);
    out->next = malloc(MOST_ROWS * sizeof *out->next);
    if (!out->first || !out->next)
        exit(4);
    for (size_t i = n_rows; i-- > 0;) {
        size_t   before = out->words.n;
        uint32_t at = mm_map_add(&out->words, rows[i].word);

        if (at == MM_MAP_NONE)
            exit(4);
        out->next[i] = out->words.n > before ? MM_MAP_NONE : out->first[at];
        out->first[at] = (uint32_t)i;
    }
    for (size_t i = 0; i < n_rows; i++)
        rows[i].in_text = rows[i].wanted = 0;
    for (size_t i = 0; i < n_rows; i++) {
        row *first = &rows[row_with(out, rows[i].word, rows[i].stem)];

        first->in_text += rows[i].stem.len ? rows[i].times : 0;
        first->wanted += rows[i].nominal ? rows[i].times : 0;
    }
}

static void release_rows(row_list *list)
{
    mm_map_release(&list->words);
    free(list->first);
    free(list->next);
}

/* A dependent noun (것, 수, 줄), by the tags of the list. */
static bool is_dependent(const row *r)
{
    return mm_str_starts(r->tags, MM_S("NNB"));
}

static void list_hit(const char *what, mm_str word, mm_str term, const row *r)
{
    if (verbose)
        printf("%s\t%.*s\t%.*s\tnot %.*s\t%.*s\n", what, (int)word.len,
               word.ptr, (int)term.len, term.ptr, r ? (int)r->stem.len : 0,
               r ? r->stem.ptr : "", r ? (int)r->word_class.len : 0,
               r ? r->word_class.ptr : "");
}

/* Every hit in `text`; valid until the next call. */
static size_t hits_of(mm_recognized *out, size_t room, mm_recognizer *r,
                      mm_str text)
{
    mm_error err = { 0 };
    size_t   n = 0;

    check(mm_recognizer_start(r, text, &err), &err);
    while (n < room && mm_recognizer_next(r, &out[n], &err) == MM_ROW)
        n++;
    return n;
}

enum { MOST_HITS = 1000 };

/* Is the stem among the readings of this hit's span? */
static bool same_span(const mm_recognized *hits, size_t n, size_t at,
                      mm_str stem)
{
    for (size_t i = 0; i < n; i++)
        if (hits[i].start == hits[at].start && hits[i].len == hits[at].len &&
            mm_str_eq(hits[i].term, stem))
            return true;
    return false;
}

/* Each word by itself. */
static void measure_alone(mm_recognizer *r, const row_list *list)
{
    static mm_recognized hits[MOST_HITS];
    size_t nominal = 0, found = 0, all = 0, other = 0, both = 0, wrong = 0,
           within = 0;

    for (size_t i = 0; i < n_rows; i++) {
        size_t n = hits_of(hits, MOST_HITS, r, rows[i].word);
        bool   right = false;

        for (size_t h = 0; h < n; h++) {
            mm_str term = hits[h].term;
            bool   whole = is_homograph(&hits[h], hits[h].start, rows[i].word);

            all += hits[h].reading == 0;
            if (rows[i].nominal || rows[i].stem.len)
                right = right || mm_str_eq(term, rows[i].stem);
            if (hits[h].reading || same_span(hits, n, h, rows[i].stem))
                continue;
            other++;
            if (row_with(list, rows[i].word, term) != MM_MAP_NONE) {
                both++;
                continue;
            }
            wrong++;
            within += !whole;
            list_hit(whole ? "false" : "within", rows[i].word, term, &rows[i]);
        }
        nominal += rows[i].nominal;
        found += rows[i].nominal && right;
        if (rows[i].nominal && !right)
            list_hit("missed", rows[i].word, MM_S(""), &rows[i]);
    }
    tell("  alone: nouns found", found, nominal);
    tell("  alone: hits with another stem", other, all);
    tell("    that another row has", both, all);
    tell("    false", wrong, all);
    tell("    false, within another word", within, all);
}

/* The word between spaces around a hit, without what the list leaves out. */
static mm_str word_around(mm_str line, const mm_recognized *hit)
{
    static const char *const outer[] = { ".", ",", "?", "!", "\"", "'", "(",
                                         ")", "[", "]", "{", "}",  ":", ";",
                                         "-", "“", "”", "‘", "’",  "…" };
    size_t                   from = hit->start, to = hit->start + hit->len;
    mm_str                   word;

    while (from > 0 && line.ptr[from - 1] != ' ')
        from--;
    while (to < line.len && line.ptr[to] != ' ')
        to++;
    word = mm_str_sub(line, from, to - from);
    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++) {
        mm_str mark = mm_cstr(outer[i]);

        if (mm_str_starts(word, mark)) {
            word = mm_str_sub(word, mark.len, SIZE_MAX);
            i = SIZE_MAX; /* from the first again */
        } else if (mm_str_ends(word, mark)) {
            word.len -= mark.len;
            i = SIZE_MAX;
        }
    }
    return word;
}

/* How often each stem was hit in its word, against how often it stands there;
 * dependent nouns aside. */
static void tell_text(size_t all, size_t wrong, size_t within)
{
    size_t wanted = 0, found = 0, over = 0;

    for (size_t i = 0; i < n_rows; i++) {
        size_t times = rows[i].wanted, hits = rows[i].hits;

        if (is_dependent(&rows[i]))
            continue;
        wanted += times;
        found += hits < times ? hits : times;
        if (hits > rows[i].in_text) {
            over += hits - rows[i].in_text;
            list_hit("over", rows[i].word, rows[i].stem, &rows[i]);
        }
        if (hits < times)
            list_hit("missed in text", rows[i].word, MM_S(""), &rows[i]);
    }
    tell("  in the text: nouns found", found, wanted);
    tell("  in the text: false hits", wrong + over, all);
    tell("    within another word", within, all);
}

static void measure_text(mm_recognizer *r, const row_list *list, mm_str text)
{
    static mm_recognized hits[MOST_HITS];
    size_t               all = 0, wrong = 0, within = 0;

    for (size_t i = 0; i < n_rows; i++)
        rows[i].hits = 0;
    while (text.len) {
        mm_str line = mm_str_cut(&text, '\n');
        size_t n = hits_of(hits, MOST_HITS, r, line);

        for (size_t h = 0; h < n; h++) {
            mm_str   word = word_around(line, &hits[h]);
            uint32_t at = MM_MAP_NONE;

            if (hits[h].reading)
                continue;
            for (size_t k = h; k < n && at == MM_MAP_NONE; k++)
                if (hits[k].start == hits[h].start)
                    at = row_with(list, word, hits[k].term);
            if (at != MM_MAP_NONE && is_dependent(&rows[at]))
                continue;
            all++;
            if (at != MM_MAP_NONE) {
                rows[at].hits++;
                continue;
            }
            if (mm_map_find(&list->words, word) == MM_MAP_NONE)
                continue; /* 3 of 3,741 words are spelled otherwise */
            wrong++;
            within += !is_homograph(
                &hits[h], (size_t)(line.ptr + hits[h].start - word.ptr), word);
            list_hit("false in text", word, hits[h].term, NULL);
        }
    }
    tell_text(all, wrong, within);
}

static void measure_gold_once(mm_str text)
{
    mm_map         seen = { 0 };
    mm_recognizer *r;
    row_list       list;

    begin_memory();
    part_of_speech = MM_S("noun"); /* the list says that they are */
    for (size_t i = 0; i < n_rows; i++) {
        size_t before = seen.n;

        if (rows[i].nominal && mm_map_add(&seen, rows[i].stem) <= before &&
            seen.n > before)
            add_term(MM_S("ko"), rows[i].stem, MM_S("en"), (mm_str){ 0 });
    }
    part_of_speech = MM_S("");
    r = end_memory(MM_S("ko"), false);
    list_rows(&list);
    measure_alone(r, &list);
    measure_text(r, &list, text);
    release_rows(&list);
    close_memory(r);
    mm_map_release(&seen);
}

static void measure_gold(char **files)
{
    mm_buf   gold = { 0 }, ours = { 0 }, text = { 0 };
    mm_error err = { 0 };
    bool     told = verbose;

    check(mm_text_read(&gold, files[0], NULL, 0, &err), &err);
    check(mm_text_read(&ours, files[1], NULL, 0, &err), &err);
    check(mm_text_read(&text, files[2], NULL, 0, &err), &err);
    read_gold(mm_buf_str(&gold));
    puts("the list as it stands");
    verbose = false;
    measure_gold_once(mm_buf_str(&text));
    verbose = told;
    printf("%zu rows read otherwise\n", read_ours(mm_buf_str(&ours)));
    measure_gold_once(mm_buf_str(&text));
    mm_buf_release(&gold);
    mm_buf_release(&ours);
    mm_buf_release(&text);
}

/* ---- pairs in their lines ---- */

static bool holds_word(mm_str line, mm_str word)
{
    for (size_t at = 0; (at = mm_str_find(line, word, at)) != SIZE_MAX; at++) {
        size_t end = at + word.len;
        bool   left = at == 0 || !((line.ptr[at - 1] | 32) >= 'a' &&
                                 (line.ptr[at - 1] | 32) <= 'z');
        bool   right = end == line.len || !((line.ptr[end] | 32) >= 'a' &&
                                          (line.ptr[end] | 32) <= 'z');

        if (left && right)
            return true;
    }
    return false;
}

static bool ends_word(char c)
{
    return c == ' ' || c == ',' || c == '.' || c == '?' || c == '!' ||
           c == ')' || c == '(' || c == '"';
}

/* Does `word` stand at the start of a word of `line`, alone or with one of
 * these particles? */
static bool holds_noun(mm_str line, mm_str word)
{
    for (size_t at = 0; (at = mm_str_find(line, word, at)) != SIZE_MAX; at++) {
        size_t end = at + word.len, stop = end;

        while (stop < line.len && !ends_word(line.ptr[stop]))
            stop++;
        if ((at == 0 || line.ptr[at - 1] == ' ' || line.ptr[at - 1] == '(') &&
            is_plain_particle(mm_str_sub(line, end, stop - end)))
            return true;
    }
    return false;
}

typedef struct pair {
    mm_str en, ko, en_key;
    size_t wanted, found;
} pair;

static bool is_hangul_at(mm_str line, size_t at)
{
    int32_t cp = at < line.len ? mm_utf8_next(line, &at) : 0;

    return cp >= 0xAC00 && cp <= 0xD7A3;
}

/* Verbs that nouns make, and what else stands behind nouns: a hit that goes on
 * so is no part of another word. */
static bool goes_on_well(mm_str rest)
{
    static const char *const starts[] = {
        "하",   "해", "한", "할", "함",   "합",   "했",   "되",   "돼",
        "된",   "될", "됨", "됩", "됐",   "시",   "이",   "입",   "인",
        "였",   "당", "받", "들", "으로", "에",   "까지", "부터", "보다",
        "처럼", "만", "라", "로", "조차", "마다", "뿐",   "밖에", "이나",
        "나",   "와", "과", "의", "도",   "일",   "임"
    };

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (mm_str_starts(rest, mm_cstr(starts[i])))
            return true;
    return is_plain_particle(rest);
}

/* May the hit be a part of another word? An upper bound: compounds that are
 * taken apart (이라크정부) are among them. */
static bool is_glued(mm_str line, const mm_recognized *hit)
{
    size_t before = hit->start, end = hit->start + hit->len, stop = end;

    if (before && mm_utf8_prev(line, &before) >= 0 &&
        is_hangul_at(line, before))
        return true;
    while (is_hangul_at(line, stop))
        stop += 3;
    return is_hangul_at(line, end - 3) && stop > end &&
           !goes_on_well(mm_str_sub(line, end, stop - end));
}

static size_t line_hits, glued_hits;

/* The spans that the recognizer finds, folded. */
static void find_in_line(mm_map *out, mm_recognizer *r, mm_str line)
{
    mm_recognized hit;
    mm_error      err = { 0 };

    check(mm_recognizer_start(r, line, &err), &err);
    while (mm_recognizer_next(r, &hit, &err) == MM_ROW) {
        mm_buf key = { 0 };
        bool   glued = hit.reading == 0 && is_glued(line, &hit);

        line_hits += hit.reading == 0;
        glued_hits += glued;
        if (glued && verbose)
            printf("glued\t%.*s\t%.*s\n", (int)hit.term.len, hit.term.ptr,
                   (int)line.len, line.ptr);
        if (mm_lower(&key, mm_str_sub(line, hit.start, hit.len)) < 0 ||
            mm_map_add(out, mm_buf_str(&key)) == MM_MAP_NONE)
            exit(4);
        mm_buf_release(&key);
    }
}

/* Found, or within a longer term that was. */
static bool is_among(const mm_map *spans, mm_str term)
{
    for (size_t i = 0; i < spans->n; i++)
        if (mm_str_find(spans->keys[i], term, 0) != SIZE_MAX)
            return true;
    return false;
}

static void measure_lines(pair *pairs, size_t n, mm_recognizer *r, int side,
                          mm_str en, mm_str ko)
{
    mm_buf low = { 0 };

    while (en.len && ko.len) {
        mm_str a = mm_str_cut(&en, '\n'), b = mm_str_cut(&ko, '\n');
        mm_map seen = { 0 };

        mm_buf_clear(&low);
        if (mm_lower(&low, a) < 0)
            exit(4);
        find_in_line(&seen, r, side ? b : a);
        for (size_t i = 0; i < n; i++) {
            mm_str term = side ? pairs[i].ko : pairs[i].en_key;

            if (!holds_noun(b, pairs[i].ko) ||
                !holds_word(mm_buf_str(&low), pairs[i].en_key))
                continue;
            pairs[i].wanted++;
            if (is_among(&seen, term))
                pairs[i].found++;
            else if (verbose)
                printf("missed\t%.*s\t%.*s\n", (int)term.len, term.ptr,
                       (int)(side ? b : a).len, (side ? b : a).ptr);
        }
        mm_map_release(&seen);
    }
    mm_buf_release(&low);
}

static size_t read_pairs(pair *pairs, mm_str text, mm_arena *mem)
{
    mm_rows table = { .rest = text };
    mm_str  cells[6];
    size_t  n = 0;
    double  both, lines;

    while (mm_rows_next(&table, cells, 6) == 6 && n < 10000) {
        mm_buf low = { 0 };

        if (table.line == 1 || !mm_str_number(cells[2], &both) ||
            !mm_str_number(cells[3], &lines) || both < 3 || both < 0.8 * lines)
            continue;
        if (mm_lower(&low, cells[0]) < 0)
            exit(4);
        pairs[n++] = (pair){ .en = cells[0],
                             .ko = cells[1],
                             .en_key = mm_arena_copy(mem, mm_buf_str(&low)) };
        mm_buf_release(&low);
    }
    return n;
}

static void measure_context(int side, int n_files, char **files)
{
    static const char *const names[] = { "English terms found in lines",
                                         "Korean terms found in lines" };
    mm_buf                   terms = { 0 };
    mm_arena                 mem = { 0 };
    mm_error                 err = { 0 };
    pair                    *pairs = calloc(10000, sizeof *pairs);
    size_t                   n, found = 0, wanted = 0;
    mm_recognizer           *r;

    check(mm_text_read(&terms, files[0], NULL, 0, &err), &err);
    n = pairs ? read_pairs(pairs, mm_buf_str(&terms), &mem) : 0;
    begin_memory();
    for (size_t i = 0; i < n; i++)
        add_term(MM_S("en"), pairs[i].en, MM_S("ko"), pairs[i].ko);
    r = end_memory(side ? MM_S("ko") : MM_S("en"), false);
    line_hits = glued_hits = 0;
    for (int f = 1; f + 1 < n_files; f += 2) {
        mm_buf en = { 0 }, ko = { 0 };

        check(mm_text_read(&en, files[f], NULL, 0, &err), &err);
        check(mm_text_read(&ko, files[f + 1], NULL, 0, &err), &err);
        measure_lines(pairs, n, r, side, mm_buf_str(&en), mm_buf_str(&ko));
        mm_buf_release(&en);
        mm_buf_release(&ko);
    }
    for (size_t i = 0; i < n; i++) {
        found += pairs[i].found;
        wanted += pairs[i].wanted;
    }
    tell(names[side], found, wanted);
    if (side)
        tell("  Korean hits in a longer word", glued_hits, line_hits);
    close_memory(r);
    free(pairs);
    mm_arena_release(&mem);
    mm_buf_release(&terms);
}

/* ---- speed ---- */

/* The nouns of a text, and pairs of them: terms that it is full of. */
static void add_made_up(size_t n, mm_str text)
{
    mm_map   words = { 0 };
    mm_buf   term = { 0 };
    mm_lang *ko = NULL;
    mm_error err = { 0 };
    size_t   made = 0;

    check(mm_lang_open(&ko, MM_S("ko"), tables, &err), &err);
    while (text.len && words.n < 200000) {
        mm_str line = mm_str_cut(&text, '\n');

        while (line.len) {
            mm_analysis word;

            mm_analyze(&word, ko, NULL, mm_str_cut(&line, ' '));
            if (word.word_class != MM_WORD_OTHER && word.stem.len > 3 &&
                mm_map_add(&words, word.stem) == MM_MAP_NONE)
                exit(4);
        }
    }
    for (size_t step = 1; made < n && words.n; step++)
        for (size_t i = 0; i < words.n && made < n; i += 4, made++) {
            mm_str a = words.keys[i], b = words.keys[(i + step) % words.n];

            mm_buf_clear(&term);
            if (mm_buf_put(&term, a) < 0 ||
                (step > 1 &&
                 (mm_buf_putc(&term, ' ') < 0 || mm_buf_put(&term, b) < 0)))
                exit(4);
            add_term(MM_S("ko"), mm_buf_str(&term), MM_S("en"), a);
        }
    mm_lang_close(ko);
    mm_map_release(&words);
    mm_buf_release(&term);
}

enum { PASSES = 3 };

static void measure_speed(size_t n, const char *file)
{
    mm_buf         text = { 0 };
    mm_error       err = { 0 };
    mm_recognizer *r;
    size_t         bytes = 0, hits = 0;
    double         start, opened;

    check(mm_text_read(&text, file, NULL, 0, &err), &err);
    begin_memory();
    add_made_up(n, mm_buf_str(&text));
    start = now();
    r = end_memory(MM_S("ko"), true);
    printf("%-34s %9.3f s\n", "index made", now() - start);
    mm_recognizer_close(r);
    start = now();
    check(mm_recognizer_open(&r, &store, 1, tables,
                             &(mm_recognizer_options){ .lang = MM_S("ko") },
                             &err),
          &err);
    opened = now();
    for (int pass = 0; pass < PASSES; pass++) {
        mm_str rest = mm_buf_str(&text);

        start = now();
        bytes = hits = 0;
        while (rest.len) {
            mm_str        line = mm_str_cut(&rest, '\n');
            mm_recognized hit;

            bytes += line.len + 1;
            check(mm_recognizer_start(r, line, &err), &err);
            while (mm_recognizer_next(r, &hit, &err) == MM_ROW)
                hits++;
        }
        printf("%-34s %9.1f MB/s (%zu bytes, %zu hits, %zu terms)\n",
               pass ? "again" : "first pass",
               (double)bytes / (now() - start) / 1e6, bytes, hits, n);
    }
    (void)opened;
    close_memory(r);
    mm_buf_release(&text);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "-v") == 0) {
        verbose = true;
        argc--;
        argv++;
    }
    if (argc == 5 && strcmp(argv[1], "gold") == 0)
        measure_gold(argv + 2);
    else if (argc > 4 && strcmp(argv[1], "context") == 0) {
        measure_context(0, argc - 2, argv + 2);
        measure_context(1, argc - 2, argv + 2);
    } else if (argc == 4 && strcmp(argv[1], "speed") == 0)
        measure_speed(strtoul(argv[2], NULL, 10), argv[3]);
    else
        return 2;
    return 0;
}
