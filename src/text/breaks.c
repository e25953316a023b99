/*
 * Sentence ends. ICU breaks behind every full stop that is not followed by a
 * small letter, and its lists of abbreviations mend little of that (on English
 * news 13 of 118 wrong breaks). Here each of its breaks is a candidate, judged
 * by the word before the mark, the marks, and the word after: titles never end
 * a sentence; U.S., Co., p.m. do before certain words only; initials and the
 * numbers of lists and dates do not; a quotation goes on under its particle
 * (“간다.”라고). All word lists are tables (sentence-en.tsv, sentence-ko.tsv).
 */
#include "text/breaks.h"

#include "base/memory.h"
#include "text/counters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>

enum { /* sets of classes */
       TITLE = 1 << 0,
       NUMBER = 1 << 1,
       FIRM = 1 << 2,
       LAND = 1 << 3,
       TIME = 1 << 4,
       ZONE = 1 << 5,
       LABEL = 1 << 6,
       STARTER = 1 << 7,
       PLACE = 1 << 8,
       SPEECH = 1 << 9,
       LOUD = 1 << 10,
       CREDIT = 1 << 11,
       PREP = 1 << 12,
       BODY = 1 << 13,
       VERB = 1 << 14,
       QUOTE = 1 << 15,
       QUOTED = 1 << 16,
       FINAL = 1 << 17,
       ORDER = 1 << 18,
       END = 1 << 19,
       ABBREVIATION = TITLE | NUMBER | FIRM | LAND | TIME
};

static const char *const class_names[] = {
    "title",   "number", "firm",   "land",  "time",   "zone", "label",
    "starter", "place",  "speech", "loud",  "credit", "prep", "body",
    "verb",    "quote",  "quoted", "final", "order",  "end",  NULL
};

/* A place where ICU breaks, taken apart: WORD MARKS CLOSERS spaces NEXT. */
typedef struct point {
    mm_str  word;   /* before the marks, without opening punctuation */
    mm_str  before; /* the word before that */
    mm_str  next;   /* the word after, without opening punctuation */
    size_t  word_at, mark, closers, spaces, at; /* byte offsets */
    size_t  next_at;
    int32_t last_mark;
    bool    quoted; /* a quotation mark among the closers */
} point;

static int add_form(mm_break_rules *rules, mm_str form, unsigned classes,
                    mm_error *err)
{
    size_t   n = rules->forms.n;
    uint32_t i = mm_map_add(&rules->forms, form);

    if (i == MM_MAP_NONE || mm_grow(&rules->classes, &rules->cap, (size_t)i + 1,
                                    sizeof *rules->classes, err) < 0)
        return mm_fail_memory(err);
    if (i == n)
        rules->classes[i] = 0;
    rules->classes[i] |= classes;
    return MM_OK;
}

/* Where we have no table: CLDR's abbreviations. ICU's own iterator over them
 * (@ss=standard) also takes word ends for them: "Huber." in German. */
static int read_cldr(mm_break_rules *rules, mm_str lang, mm_error *err)
{
    UErrorCode       status = U_ZERO_ERROR;
    char             locale[64], form[200];
    UResourceBundle *all, *exceptions = NULL, *list = NULL;
    int              rc = MM_OK;

    snprintf(locale, sizeof locale, "%.*s", (int)lang.len,
             lang.ptr ? lang.ptr : "");
    all = ures_open(U_ICUDATA_NAME "-brkitr", locale, &status);
    exceptions = ures_getByKey(all, "exceptions", NULL, &status);
    list = ures_getByKey(exceptions, "SentenceBreak", NULL, &status);
    for (int32_t i = 0; U_SUCCESS(status) && rc >= 0 && i < ures_getSize(list);
         i++) {
        int32_t      len, bytes = 0;
        const UChar *wide = ures_getStringByIndex(list, i, &len, &status);

        u_strToUTF8(form, sizeof form, &bytes, wide, len, &status);
        if (U_SUCCESS(status) && bytes > 1 && form[bytes - 1] == '.')
            rc =
                add_form(rules, (mm_str){ form, (size_t)bytes - 1 }, FIRM, err);
    }
    ures_close(list);
    ures_close(exceptions);
    ures_close(all);
    return rc; /* a language without a list has none */
}

static int read_rows(mm_break_rules *rules, mm_str table, mm_error *err)
{
    mm_rows rows = { .rest = table };
    mm_str  cells[2];

    while (mm_rows_next(&rows, cells, 2) == 2) {
        size_t c = 0;

        while (class_names[c] && !mm_str_eq(cells[1], mm_cstr(class_names[c])))
            c++;
        if (!class_names[c])
            return mm_fail_at(err, MM_EFORMAT, rows.line,
                              "no class of words '%.*s'", (int)cells[1].len,
                              cells[1].ptr);
        if (add_form(rules, cells[0], 1u << c, err) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

int mm_break_rules_load(mm_break_rules *rules, mm_str lang,
                        const mm_tables *tables, mm_error *err)
{
    mm_str table;
    int    rc;

    rules->korean = mm_str_starts(lang, MM_S("ko"));
    if ((rc = mm_table_for(&table, tables, "sentence", lang, err)) < 0)
        return rc;
    rules->known = table.len > 0;
    if (!rules->known)
        return read_cldr(rules, lang, err);
    if ((rc = read_rows(rules, table, err)) < 0 || !rules->korean)
        return rc;
    /* Korean text is full of English abbreviations. */
    if ((rc = mm_table_for(&table, tables, "sentence", MM_S("en"), err)) < 0)
        return rc;
    return read_rows(rules, table, err);
}

void mm_break_rules_release(mm_break_rules *rules)
{
    mm_map_release(&rules->forms);
    free(rules->classes);
    *rules = (mm_break_rules){ 0 };
}

static unsigned classes_of(const mm_break_rules *rules, mm_str word)
{
    uint32_t i = mm_map_find(&rules->forms, word);

    return i == MM_MAP_NONE ? 0 : rules->classes[i];
}

bool mm_is_full_stop(int32_t cp)
{
    if (cp < 0x80)
        return cp == '.' || cp == '?' || cp == '!';
    return cp == 0x2026 || cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F ||
           cp == 0xFF0E || cp == 0xFF61 ||
           (cp > 0x500 && u_hasBinaryProperty(cp, UCHAR_S_TERM));
}

bool mm_is_closer(int32_t cp)
{
    int8_t type;

    if (cp < 0x80)
        return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == '}';
    type = u_charType(cp);
    return type == U_END_PUNCTUATION || type == U_FINAL_PUNCTUATION ||
           cp == 0xFF02 || cp == 0x201F;
}

bool mm_is_opener(int32_t cp)
{
    int8_t type;

    if (cp < 0x80)
        return cp == '"' || cp == '\'' || cp == '(' || cp == '[' || cp == '{';
    type = u_charType(cp);
    return type == U_START_PUNCTUATION || type == U_INITIAL_PUNCTUATION;
}

static bool is_quote(int32_t cp)
{
    return cp == '"' || cp == '\'' || (cp >= 0x2018 && cp <= 0x201F) ||
           cp == 0xAB || cp == 0xBB || (cp >= 0x300C && cp <= 0x300F);
}

static bool is_space(int32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' ||
           (cp >= 0x80 && u_isUWhiteSpace(cp));
}

static bool is_hangul(int32_t cp)
{
    return cp >= 0xAC00 && cp <= 0xD7A3;
}

static int32_t first_of(mm_str word)
{
    size_t pos = 0;

    return mm_utf8_next(word, &pos);
}

static bool is_upper(int32_t cp)
{
    return cp < 0x80 ? cp >= 'A' && cp <= 'Z' : u_isUUppercase(cp);
}

static bool is_digits(mm_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return false;
    return word.len > 0;
}

/* The word that ends at byte `end`, at most 64 bytes of it. */
static mm_str word_before(mm_str text, size_t end)
{
    size_t  at = end, pos = end;
    int32_t cp;

    while (end - at < 64 && (cp = mm_utf8_prev(text, &pos)) >= 0 &&
           !is_space(cp))
        at = pos;
    for (pos = at; at < end; at = pos)
        if (!mm_is_opener(mm_utf8_next(text, &pos)) || pos > end)
            break;
    return mm_str_sub(text, at, end - at);
}

/* The word that begins at byte `at`: up to a space or a mark. */
static mm_str word_after(mm_str text, size_t at)
{
    size_t  end = at, pos = at;
    int32_t cp;

    while (end - at < 64 && (cp = mm_utf8_next(text, &pos)) >= 0 &&
           !is_space(cp) && !mm_is_closer(cp) && !mm_is_opener(cp) &&
           cp != ',' && cp != ';' && cp != ':' &&
           !(mm_is_full_stop(cp) &&
             (pos >= text.len ||
              !u_isalnum(first_of(mm_str_sub(text, pos, text.len - pos))))))
        end = pos;
    return mm_str_sub(text, at, end - at);
}

static size_t skip_space_back(mm_str text, size_t at)
{
    size_t pos = at;

    while (at > 0 && is_space(mm_utf8_prev(text, &pos)))
        at = pos;
    return at;
}

/* Takes apart what stands around `at`; false when no full stop stands there. */
static bool look(point *p, mm_str text, size_t from, size_t at)
{
    size_t  pos;
    int32_t cp;

    *p = (point){ .at = at, .spaces = skip_space_back(text, at) };
    for (p->closers = pos = p->spaces;
         pos > from && mm_is_closer(cp = mm_utf8_prev(text, &pos));
         p->closers = pos)
        p->quoted |= is_quote(cp);
    for (p->mark = pos = p->closers;
         pos > from && mm_is_full_stop(cp = mm_utf8_prev(text, &pos));
         p->mark = pos)
        if (!p->last_mark)
            p->last_mark = cp;
    p->word = word_before(text, p->mark);
    p->word_at = (size_t)(p->word.ptr - text.ptr);
    if (!p->word.ptr || p->word_at < from)
        p->word_at = from;
    p->before = word_before(text, skip_space_back(text, p->word_at));
    for (p->next_at = pos = at; pos < text.len; p->next_at = pos)
        if (!mm_is_opener(mm_utf8_next(text, &pos)))
            break;
    p->next = word_after(text, p->next_at);
    return p->mark < p->closers;
}

/* The part of U.S.-U.K. or 한·E.U. that a list may know. */
static mm_str last_part(mm_str word)
{
    for (size_t i = word.len; i-- > 0;)
        if (strchr("-/'([\"", word.ptr[i]) ||
            (unsigned char)word.ptr[i] >= 0x80)
            return mm_str_sub(word, i + 1, word.len - i - 1);
    return word;
}

/* Single letters with full stops between: U.S, J.K */
static bool is_dotted(mm_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (i % 2 ? word.ptr[i] != '.'
                  : !((word.ptr[i] | 32) >= 'a' && (word.ptr[i] | 32) <= 'z'))
            return false;
    return word.len > 2 && word.len % 2;
}

static bool is_roman(mm_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!strchr("IVX", word.ptr[i]))
            return false;
    return word.len > 0 && word.len < 5;
}

static bool starts_sentence(const mm_break_state *s, const point *p)
{
    size_t pos = s->from;

    while (pos < p->word_at) {
        int32_t cp = mm_utf8_next(s->text, &pos);

        if (!mm_is_opener(cp) && !is_space(cp))
            return false;
    }
    return true;
}

/* A number before a full stop: of a list, of a date, or a sentence's last. */
static bool number_ends(const mm_break_rules *rules, mm_break_state *s,
                        const point *p)
{
    double n = 0;
    char   last = p->before.len ? p->before.ptr[p->before.len - 1] : 0;

    mm_str_number(p->word, &n);
    if (n < 0 || n > 1e6)
        n = 0; /* no list is that long */
    if (starts_sentence(s, p) || (n == 1 && last == ':') ||
        (s->next_item && (long)n == s->next_item)) {
        s->next_item = (long)n + 1;
        return false;
    }
    if (last == '.' && is_digits(mm_str_sub(p->before, 0, p->before.len - 1)))
        return false;
    if (is_digits(p->next) && p->next.len <= 2 &&
        p->next_at + p->next.len < s->text.len &&
        s->text.ptr[p->next_at + p->next.len] == '.' && p->word.len <= 4)
        return false;
    if (rules->korean) /* "22. 우편번호는", but 그림 12. 구조 */
        return p->word.len > 1 && !(classes_of(rules, p->before) & LABEL);
    return rules->known || p->word.len > 2;
}

static bool is_starter(const mm_break_rules *rules, const point *p)
{
    return (classes_of(rules, p->next) & STARTER) != 0;
}

static bool initial_ends(const mm_break_rules *rules, const mm_break_state *s,
                         const point *p)
{
    if (rules->korean || starts_sentence(s, p))
        return false;
    if (classes_of(rules, p->before) & LABEL)
        return true;
    if (is_starter(rules, p))
        return true;
    return mm_str_eq(p->word, MM_S("I")) && !is_upper(first_of(p->before));
}

static mm_str word_before_word(mm_str text, mm_str word)
{
    size_t at = word.ptr ? (size_t)(word.ptr - text.ptr) : 0;

    return word_before(text, skip_space_back(text, at));
}

/* "in the U.S. Kim won": a preposition before, a name and a verb behind. */
static bool land_ends(const mm_break_rules *rules, const mm_break_state *s,
                      const point *p)
{
    mm_str the = p->before, prep, verb;
    size_t end = p->next_at + p->next.len;

    if (classes_of(rules, p->next) & PLACE)
        return true;
    if (classes_of(rules, p->next) & BODY || end >= s->text.len ||
        s->text.ptr[end] != ' ')
        return false;
    if (!mm_str_eq(the, MM_S("the"))) /* the southwest U.S. */
        the = word_before_word(s->text, the);
    if (!mm_str_eq(the, MM_S("the")))
        return false;
    prep = word_before_word(s->text, the);
    verb = word_after(s->text, end + 1);
    return classes_of(rules, prep) & PREP && classes_of(rules, verb) & VERB;
}

static bool time_ends(const mm_break_rules *rules, const mm_break_state *s,
                      const point *p)
{
    unsigned next = classes_of(rules, p->next);
    mm_str   after;

    if (p->next_at > p->at && s->text.ptr[p->at] == '(')
        return false;
    if (!(next & ZONE))
        return true;
    if (!(next & PLACE))
        return false;
    after = word_after(s->text, p->next_at + p->next.len + 1);
    return !mm_str_eq(after, MM_S("time")) && !mm_str_eq(after, MM_S("Time"));
}

/* The word before a single full stop is an abbreviation of class `class`. */
static bool abbreviation_ends(const mm_break_rules *rules,
                              const mm_break_state *s, const point *p,
                              unsigned class)
{
    int32_t next = first_of(p->next);

    if (rules->korean || class & TITLE)
        return false;
    if (class & NUMBER)
        return !(u_isdigit(next) || is_roman(p->next) || next == '#' ||
                 (p->next.len == 1 && is_upper(next)));
    if (class & TIME)
        return time_ends(rules, s, p);
    if (s->text.ptr[p->at] == '(' || next < 0 || u_isdigit(next))
        return false;
    if (is_starter(rules, p))
        return true;
    return class & LAND ? land_ends(rules, s, p) : false;
}

static bool is_dotted_number(mm_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] != '.' && !u_isdigit(word.ptr[i]))
            return false;
    return word.len > 2 && memchr(word.ptr, '.', word.len);
}

/* Chapter 3. Choosing; 제3장. 총칙: the head of a heading. */
static bool is_section(const mm_break_rules *rules, const mm_break_state *s,
                       const point *p)
{
    mm_str  word = p->word;
    size_t  pos = 0;
    int32_t last;

    if (is_digits(word))
        return classes_of(rules, p->before) & LABEL &&
               (size_t)(p->before.ptr - s->text.ptr) == s->from;
    if (!rules->korean || !starts_sentence(s, p))
        return false;
    if (mm_str_starts(word, MM_S("제")))
        word = mm_str_sub(word, strlen("제"), word.len);
    pos = word.len;
    last = mm_utf8_prev(word, &pos);
    return is_hangul(last) && is_digits(mm_str_sub(word, 0, pos)) &&
           !(classes_of(rules, mm_str_sub(word, pos, word.len)) & FINAL);
}

/* May a single full stop, with nothing to close behind it, end a sentence? */
static bool word_ends(const mm_break_rules *rules, mm_break_state *s,
                      const point *p)
{
    mm_str word = p->word;
    unsigned class = classes_of(rules, word);
    int32_t first = first_of(word);

    if (is_section(rules, s, p))
        return false;
    if (first == 0x2019 && is_digits(mm_str_sub(word, 3, word.len)))
        return false; /* ’24. 3. 15. */
    if (is_digits(word))
        return number_ends(rules, s, p);
    if (class & ORDER && (s->ordered || starts_sentence(s, p))) {
        s->ordered = true;
        return false;
    }
    if (is_roman(word) && (s->roman || starts_sentence(s, p))) {
        s->roman = true;
        return false;
    }
    if (is_dotted_number(word) && (rules->korean || starts_sentence(s, p)))
        return false; /* 2.1. Scope; 2023.10.7. */
    if (!(class & ABBREVIATION)) {
        word = last_part(word);
        class = classes_of(rules, word);
    }
    if (class & ABBREVIATION && word.len)
        return abbreviation_ends(rules, s, p, class);
    if (word.len && mm_utf8_count(p->word) == 1 && is_upper(first))
        return initial_ends(rules, s, p);
    if (is_dotted(word))
        return abbreviation_ends(rules, s, p, LAND);
    return true;
}

/* Is the syllable that ends at `at` of class `class`? */
static bool syllable_is(const mm_break_rules *rules, mm_str text, size_t at,
                        unsigned class)
{
    size_t pos = at;

    return is_hangul(mm_utf8_prev(text, &pos)) &&
           classes_of(rules, mm_str_sub(text, pos, at - pos)) & class;
}

/* No space between the mark and what follows: often no sentence end. */
static bool tight_ends(const mm_break_rules *rules, mm_str text, const point *p)
{
    size_t  pos = p->at;
    int32_t next = mm_utf8_next(text, &pos);

    if (p->last_mark >= 0x3000)
        return !(rules->korean && p->quoted && is_hangul(next));
    if (p->closers < p->spaces)
        return is_hangul(next)
                   ? !p->quoted && syllable_is(rules, text, p->mark, FINAL)
                   : is_upper(next) || mm_is_opener(next);
    if (rules->korean)
        return syllable_is(rules, text, p->mark, FINAL) && !u_isdigit(next) &&
               p->word.len > 3;
    return next >= 0x2E80 && !is_hangul(next);
}

/* “Ready?” Kim asked: the words up to the verb are names and titles. */
static bool speech_follows(const mm_break_rules *rules, mm_str text,
                           const point *p)
{
    size_t at = p->next_at;

    if (!p->quoted || p->last_mark == '.' || is_starter(rules, p))
        return false;
    for (int i = 0; i < 7 && at < text.len; i++) {
        mm_str word = word_after(text, at);
        unsigned class = classes_of(rules, word);

        if (i > 0 && class & SPEECH)
            return true;
        if (!word.len ||
            (!is_upper(first_of(word)) && !mm_str_eq(word, MM_S("of"))))
            return false;
        at += word.len;
        if (at >= text.len || text.ptr[at] != ' ')
            return false;
        at++;
    }
    return false;
}

/* Small letters go on; iPhone, eBay and e-Sports do not. */
static bool goes_on_small(const mm_break_rules *rules, mm_str text,
                          const point *p)
{
    int32_t next = first_of(p->next);
    size_t  pos = p->mark;

    if (next < 0 ||
        (next < 0x80 ? !(next >= 'a' && next <= 'z') : !u_isULowercase(next)))
        return false;
    if (rules->korean && is_hangul(mm_utf8_prev(text, &pos)))
        return false;
    return p->next.len < 2 || !(is_upper(p->next.ptr[1]) ||
                                (p->next.ptr[1] == '-' && p->next.len > 2 &&
                                 is_upper(p->next.ptr[2])));
}

/* “간다.” 그가 말했다: a short clause that ends in a verb of saying. */
static bool saying_follows(const mm_break_rules *rules, mm_str text,
                           const point *p)
{
    size_t at = p->at;

    for (int i = 0; i < 5 && at < text.len; i++) {
        mm_str word = word_after(text, at);
        bool last = at + word.len < text.len && text.ptr[at + word.len] == '.';

        if (classes_of(rules, word) & STARTER)
            return false;
        for (size_t n = 3; i > 0 && last && n <= word.len && n <= 12; n += 3)
            if (classes_of(rules, mm_str_sub(word, 0, n)) & SPEECH)
                return true;
        at += word.len;
        if (!word.len || at >= text.len || text.ptr[at] != ' ')
            return false;
        at++;
    }
    return false;
}

static bool korean_goes_on(const mm_break_rules *rules, mm_str text,
                           const point *p)
{
    unsigned class = classes_of(rules, p->next);

    if (p->next_at > p->at)
        return false; /* a new quotation */
    if (class & QUOTED ||
        (p->quoted && (class & QUOTE || saying_follows(rules, text, p))))
        return true;
    return (p->closers - p->mark > 1 && p->last_mark != '?' &&
            p->last_mark != '!') /* an ellipsis */
               ? !syllable_is(rules, text, p->mark, END)
               : false;
}

bool mm_break_credit(const mm_break_rules *rules, mm_str text, size_t at,
                     size_t *end)
{
    char   open = at < text.len ? text.ptr[at] : 0;
    mm_str rest = mm_str_sub(text, at, 120), word;
    size_t n;
    bool   upper = true;

    if (open != '[' && open != '(' && open != '<')
        return false;
    n = mm_str_find(rest,
                    open == '['   ? MM_S("]")
                    : open == '(' ? MM_S(")")
                                  : MM_S(">"),
                    0);
    if (n == SIZE_MAX || n < 2)
        return false;
    *end = at + n + 1;
    rest = mm_str_sub(rest, 1, n - 1);
    for (size_t i = 0; i < rest.len; i++)
        upper = upper && (unsigned char)rest.ptr[i] < 0x80 &&
                !(rest.ptr[i] >= 'a' && rest.ptr[i] <= 'z');
    if (upper && open == '[')
        return true;
    while (rest.len) {
        size_t i = 0;

        while (i < rest.len && !strchr(" =/,.-:;", rest.ptr[i]))
            i++;
        word = mm_str_sub(rest, 0, i);
        if (classes_of(rules, word) & CREDIT)
            return true;
        rest = mm_str_sub(rest, i + 1, rest.len);
    }
    return false;
}

/* What follows is a bracket that belongs to the sentence before: a credit, or
 * one without a full stop of its own that ends the paragraph. */
static bool bracket_follows(const mm_break_rules *rules, mm_str text,
                            const point *p)
{
    mm_str rest = mm_str_trim(mm_str_sub(text, p->at, text.len - p->at));
    size_t end;

    if (!rest.len || !strchr("[(<", rest.ptr[0]))
        return false;
    if (mm_break_credit(rules, text, p->at, &end))
        return true;
    if (rest.len > 90 || !strchr(")]>", rest.ptr[rest.len - 1]))
        return false;
    for (size_t i = 1; i < rest.len - 1; i++)
        if (strchr(".?!()[]", rest.ptr[i]) || rest.ptr[i] == '\n')
            return false;
    return true;
}

static int32_t before_of(mm_str text, size_t at)
{
    return mm_utf8_prev(text, &at);
}

static bool is_note(mm_str text, size_t at, size_t end)
{
    for (size_t pos = at; pos < end;)
        if (mm_is_opener(mm_utf8_next(text, &pos)) &&
            text.ptr[pos - 1] != '"' && text.ptr[pos - 1] != '\'')
            return true;
    return false;
}

bool mm_break_allowed(const mm_break_rules *rules, mm_break_state *s, size_t at)
{
    point p;

    if (!look(&p, s->text, s->from, at))
        /* behind a note or a line separator; but never inside ".[1]" */
        return p.spaces < at || !at || !mm_is_opener(before_of(s->text, at));
    if (is_note(s->text, p.closers, p.spaces))
        return false;
    if (p.spaces == at && !tight_ends(rules, s->text, &p))
        return false;
    if (goes_on_small(rules, s->text, &p))
        return false;
    if (p.closers == p.spaces && p.closers - p.mark == 1 &&
        p.last_mark == '.' && !word_ends(rules, s, &p))
        return false;
    if (p.closers < p.spaces && !p.quoted && p.last_mark == '.' &&
        classes_of(rules, p.word) & TITLE)
        return false; /* Col. (Ret.) Moon */
    if (p.last_mark == '!' && p.closers == p.spaces &&
        classes_of(rules, p.word) & LOUD)
        return false;
    if (p.closers < p.spaces && !p.quoted && p.mark > 0 &&
        mm_is_opener(before_of(s->text, p.mark)))
        return false; /* (?) */
    if (rules->korean && korean_goes_on(rules, s->text, &p))
        return false;
    return !speech_follows(rules, s->text, &p) &&
           !bracket_follows(rules, s->text, &p);
}

/* Behind a full stop at `dot`: the start of the next word if ICU was blind to
 * it, a digit before small letters ("...ended. 10 people") or iPhone. */
static size_t missed_behind(const mm_break_rules *rules, mm_str text,
                            size_t dot, size_t end)
{
    size_t  at = dot, pos = dot;
    int32_t cp = -1;
    bool    spaced = false;

    while (pos < end && mm_is_closer(cp = mm_utf8_next(text, &pos)))
        at = pos;
    for (pos = at; pos < end && is_space(cp = mm_utf8_next(text, &pos));
         at = pos)
        spaced = true;
    if (!spaced || at >= end)
        return 0;
    if (u_isdigit(cp))
        return at;
    if (!u_isULowercase(cp))
        return 0;
    if (rules->korean)
        return syllable_is(rules, text, dot - 1, FINAL) ? at : 0;
    return at + 2 < end &&
                   (is_upper(text.ptr[at + 1]) ||
                    (text.ptr[at + 1] == '-' && is_upper(text.ptr[at + 2])))
               ? at
               : 0;
}

/* Behind the note or credit that ends at `close` ("]" or ")"): the start of
 * the next word when a sentence ended before it. */
static size_t note_behind(const mm_break_rules *rules, mm_str text,
                          size_t close, size_t end)
{
    size_t open = close, pos, stop;
    bool   credit;

    while (open > 0 && close - open < 60 && text.ptr[open] != '[' &&
           text.ptr[open] != '(')
        open--;
    if (text.ptr[open] != '[' && text.ptr[open] != '(')
        return 0;
    credit = mm_break_credit(rules, text, open, &stop) && stop == close + 1;
    pos = skip_space_back(text, open);
    if (!pos || (pos < open && !credit) ||
        (!credit &&
         (close - open > 4 || !u_isdigit((unsigned char)text.ptr[open + 1]))))
        return 0;
    if (!mm_is_full_stop(mm_utf8_prev(text, &pos)))
        return 0;
    for (pos = close + 1; pos < end && text.ptr[pos] == ' ';)
        pos++;
    if (pos == close + 1 || pos >= end)
        return 0;
    stop = pos;
    return u_isULowercase(mm_utf8_next(text, &stop)) ? 0 : pos;
}

size_t mm_break_missed(const mm_break_rules *rules, mm_str text, size_t at,
                       size_t end)
{
    for (size_t i = at; i + 1 < end; i++) {
        size_t found = 0;

        if (text.ptr[i] == '.')
            found = missed_behind(rules, text, i + 1, end);
        else if (text.ptr[i] == ']' || text.ptr[i] == ')')
            found = note_behind(rules, text, i, end);
        if (found > at && found < end)
            return found;
    }
    return end;
}
