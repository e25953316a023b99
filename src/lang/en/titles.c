/* Titles of persons.
 *
 * Problem: "Defense Minister Lee Jong-sup" and 이종섭 국방부 장관 are a title
 * and a name, in opposite order, and the names pair only once the titles are
 * off. Method: one table of titles with their counterparts; English titles
 * before the name with modifiers (former, deputy) in front, Korean titles
 * behind it with particles after and the office (국방부) in front. An office is
 * told by its last syllables, since names of persons have three syllables and
 * do not end that way. */
#include "malmoi/titles.h"
#include "base/map.h"
#include "base/memory.h"
#include "lang/ko/josa.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

struct mm_titles {
    mm_map   english; /* lower case, one space between words */
    mm_str  *korean;  /* english.n: "대통령|회장" */
    size_t   korean_cap;
    mm_map   modifiers;
    mm_map   tight; /* Korean titles without spaces */
    mm_josa *josa;
    mm_arena mem;
};

enum { LONGEST_TITLE = 7 /* words */, SYLLABLE = 3 /* bytes */ };

/* ---- The table ---- */

static int add_tight(mm_titles *titles, mm_str list)
{
    char   text[64];
    size_t n;

    while (list.len) {
        mm_str title = mm_str_cut(&list, '|');

        n = 0;
        for (size_t i = 0; i < title.len && n < sizeof text; i++)
            if (title.ptr[i] != ' ')
                text[n++] = title.ptr[i];
        if (n && mm_map_add(&titles->tight, (mm_str){ text, n }) == MM_MAP_NONE)
            return MM_ENOMEM;
    }
    return MM_OK;
}

static int add_title(mm_titles *titles, mm_str english, mm_str korean)
{
    size_t   before = titles->english.n;
    uint32_t i = mm_map_add(&titles->english, english);

    if (i == MM_MAP_NONE ||
        mm_grow(&titles->korean, &titles->korean_cap, titles->english.n,
                sizeof *titles->korean, NULL) < 0)
        return MM_ENOMEM;
    if (titles->english.n == before)
        return MM_OK;
    titles->korean[i] = mm_arena_copy(&titles->mem, korean);
    return titles->korean[i].ptr ? add_tight(titles, korean) : MM_ENOMEM;
}

static int read_titles(mm_titles *titles, mm_str text, mm_error *err)
{
    mm_rows rows = { .rest = text };
    mm_str  cells[4];
    size_t  n;

    while ((n = mm_rows_next(&rows, cells, 4)) > 0) {
        if (n != 2 && n != 3)
            return mm_fail_at(err, MM_EFORMAT, rows.line,
                              "titles.tsv: a row has two or three cells");
        if (n == 3 ? mm_map_add(&titles->modifiers, cells[0]) == MM_MAP_NONE
                   : add_title(titles, cells[0], cells[1]) < 0)
            return mm_fail_memory(err);
    }
    return MM_OK;
}

int mm_titles_open(mm_titles **out, const mm_tables *tables, mm_error *err)
{
    mm_titles *titles = calloc(1, sizeof *titles);
    mm_str     text;
    int        rc;

    *out = NULL;
    if (!titles)
        return mm_fail_memory(err);
    if ((rc = mm_tables_get(&text, tables, "titles.tsv", err)) < 0 ||
        (rc = read_titles(titles, text, err)) < 0 ||
        (rc = mm_josa_open(&titles->josa, tables, err)) < 0)
        goto done;
    *out = titles;
    titles = NULL;
done:
    mm_titles_close(titles);
    return rc;
}

void mm_titles_close(mm_titles *titles)
{
    if (!titles)
        return;
    mm_map_release(&titles->english);
    mm_map_release(&titles->modifiers);
    mm_map_release(&titles->tight);
    mm_josa_close(titles->josa);
    mm_arena_release(&titles->mem);
    free(titles->korean);
    free(titles);
}

/* ---- English ---- */

/* A phrase in lower case, one space between words, in a fixed buffer. */
typedef struct title_key {
    char   text[128];
    size_t len;
} title_key;

static mm_str key_view(const title_key *key)
{
    return (mm_str){ key->text, key->len };
}

/* Puts `word` behind `key`; false when it does not fit. */
static bool key_add(title_key *key, mm_str word)
{
    if (key->len + word.len + 1 > sizeof key->text)
        return false;
    if (key->len)
        key->text[key->len++] = ' ';
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];

        key->text[key->len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return true;
}

static bool is_modifier(const mm_titles *titles, mm_str word)
{
    title_key key = { .len = 0 };

    return key_add(&key, word) &&
           mm_map_find(&titles->modifiers, key_view(&key)) != MM_MAP_NONE;
}

/* Words of the longest title of the table that `words` begin with; 0. */
static size_t title_length(const mm_titles *titles, const mm_str *words,
                           size_t n)
{
    title_key key = { .len = 0 };
    size_t    best = 0;

    for (size_t i = 0; i < n && i < LONGEST_TITLE; i++) {
        if (!key_add(&key, words[i]))
            break;
        if (mm_map_find(&titles->english, key_view(&key)) != MM_MAP_NONE)
            best = i + 1;
    }
    return best;
}

mm_title mm_title_before(const mm_titles *titles, const mm_str *words, size_t n)
{
    mm_title best = { 0, 0, 0 };
    size_t   at = 0;

    while (at < n) {
        size_t start = at, len, title_end;

        while (at < n && is_modifier(titles, words[at]) &&
               title_length(titles, words + at, n - at) < 2)
            at++;
        len = at < n ? title_length(titles, words + at, n - at) : 0;
        if (len == 0 && at > start) { /* a modifier that is the title */
            at--;
            len = title_length(titles, words + at, n - at);
        }
        title_end = at + len;
        /* the last one counts, but a name must be left behind it */
        if (len && (title_end < n || best.n == 0))
            best = (mm_title){ start, title_end - start, title_end - 1 };
        at = len ? title_end : at + 1;
    }
    return best;
}

/* The table's row for `english`, or for the longest title it ends in. */
static uint32_t find_english(bool *whole, const mm_titles *titles,
                             mm_str english)
{
    title_key key = { .len = 0 };
    mm_str    rest;

    if (!key_add(&key, mm_str_trim(english)))
        return MM_MAP_NONE;
    rest = key_view(&key);
    *whole = true;
    while (rest.len) {
        uint32_t i = mm_map_find(&titles->english, rest);

        if (i != MM_MAP_NONE)
            return i;
        mm_str_cut(&rest, ' ');
        *whole = false;
    }
    return MM_MAP_NONE;
}

mm_str mm_title_korean(const mm_titles *titles, mm_str english)
{
    bool     whole;
    uint32_t i = find_english(&whole, titles, english);

    return i == MM_MAP_NONE ? (mm_str){ "", 0 } : titles->korean[i];
}

/* ---- Korean ---- */

/* `text` without its spaces; false when it does not fit. */
static bool tighten(title_key *out, mm_str text)
{
    out->len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == ' ')
            continue;
        if (out->len == sizeof out->text)
            return false;
        out->text[out->len++] = text.ptr[i];
    }
    return true;
}

double mm_title_match(const mm_titles *titles, mm_str english, mm_str korean)
{
    bool      whole;
    uint32_t  i = find_english(&whole, titles, english);
    title_key ours, theirs;
    double    best = 0;
    mm_str    list;

    if (i == MM_MAP_NONE || !tighten(&ours, korean) || ours.len == 0)
        return 0;
    for (list = titles->korean[i]; list.len;) {
        if (!tighten(&theirs, mm_str_cut(&list, '|')))
            continue;
        if (whole && mm_str_eq(key_view(&ours), key_view(&theirs)))
            return 1;
        if (mm_str_ends(key_view(&ours), key_view(&theirs)))
            best = 0.5;
    }
    return best;
}

static bool ends_in_any(mm_str word, const char *const *tails, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (mm_str_ends(word, mm_cstr(tails[i])))
            return true;
    return false;
}

/* Does `word` look like an office? Names of three syllables end in 원 and 국
 * too, so those ask for four. */
static bool is_office(mm_str word)
{
    static const char *const any[] = { "부",     "청",     "처",     "국정원",
                                       "감사원", "서울시", "백악관", "경기도",
                                       "은행",   "항공",   "증권",   "국회",
                                       "협회",   "위원회", "그룹",   "대학",
                                       "재단",   "센터",   "본부" };
    static const char *const four[] = { "원",    "국", "실",   "위",   "회",
                                        "당",    "시", "도",   "군",   "구",
                                        "사",    "소", "과",   "팀",   "교",
                                        "단",    "관", "기구", "연맹", "전자",
                                        "자동차" };

    if (word.len >= 3 * SYLLABLE &&
        ends_in_any(word, any, sizeof any / sizeof *any))
        return true;
    return word.len >= 4 * SYLLABLE &&
           ends_in_any(word, four, sizeof four / sizeof *four);
}

/* Bytes of `word` that a title takes, with a chain of particles or nothing
 * behind it, when `before` stands in front of it without a space; 0. */
static size_t title_part(const mm_titles *titles, mm_str before, mm_str word)
{
    title_key key;

    for (size_t end = word.len; end > 0; end -= SYLLABLE) {
        mm_str suffix = mm_str_sub(word, end, word.len);

        if ((suffix.len == 0 || mm_josa_find(titles->josa, suffix)) &&
            before.len + end <= sizeof key.text) {
            memcpy(key.text, before.ptr, before.len);
            memcpy(key.text + before.len, word.ptr, end);
            key.len = before.len + end;
            if (mm_map_find(&titles->tight, key_view(&key)) != MM_MAP_NONE)
                return end;
        }
        if (end < SYLLABLE)
            break;
    }
    return 0;
}

/* Is the last word itself an office and a title, as 국방부장관, 부위원장? */
static bool is_compound(const mm_titles *titles, mm_str word)
{
    static const mm_str none = { "", 0 };

    for (size_t at = SYLLABLE; at + 2 * SYLLABLE <= word.len; at += SYLLABLE) {
        if (!title_part(titles, none, mm_str_sub(word, at, word.len)))
            continue;
        /* 김대통령 is a surname and a title */
        return at > SYLLABLE || mm_str_starts(word, MM_S("부")) ||
               mm_str_starts(word, MM_S("전"));
    }
    return false;
}

mm_title mm_title_after(const mm_titles *titles, const mm_str *words, size_t n)
{
    mm_title  title = { 0, 0, 0 };
    title_key before = { .len = 0 };
    size_t    k;

    for (k = n < 3 ? n : 3; k > 0; k--) { /* words the title may take */
        before.len = 0;
        for (size_t i = n - k; i + 1 < n; i++) {
            if (before.len + words[i].len > sizeof before.text)
                break;
            memcpy(before.text + before.len, words[i].ptr, words[i].len);
            before.len += words[i].len;
        }
        if (title_part(titles, key_view(&before), words[n - 1]))
            break;
    }
    if (k == 0 && (n == 0 || !is_compound(titles, words[n - 1])))
        return title;
    k = k ? k : 1;
    title = (mm_title){ n - k, k, n - 1 };
    while (title.first > 0 && is_office(words[title.first - 1])) {
        title.first--;
        title.n++;
    }
    return title;
}
