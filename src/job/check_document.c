/*
 * What only a whole document shows.
 *
 * Register: Korean running text keeps to 합니다 or to 한다. Counted are the
 * ends of sentences that a mark closes, so that headings and items of lists
 * stay out, and quotations are passed over. The rarer of the two is told, with
 * what the rest is like.
 *
 * Names: a capitalized word of the source and a Hangul noun of its translation
 * are one name when they sound alike (malmoi/sound.h); a second Hangul spelling
 * of the same word is told.
 */
#include "job/check.h"

#include "base/memory.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    SYLLABLE = 3,
    SENTENCES = 20000, /* kept */
    SHARE = 4,
    NEAR = 10000, /* bytes of a segment in which names are sought */
    SOUNDS = 9 /* nats: one name for sure, the nouns of a segment being few */
};

void check_document_release(check_document *doc)
{
    mm_map_release(&doc->sources);
    mm_map_release(&doc->names);
    mm_map_release(&doc->told);
    free(doc->targets);
    free(doc->lines);
    free(doc->sentences);
    free(doc->spellings);
    free(doc->name_lines);
    mm_arena_release(&doc->mem);
}

/* ---- one source, two translations ---- */

int check_several(mm_check *c, const check_pair *p)
{
    check_document *doc = &c->doc;
    uint64_t        target = mm_hash(mm_str_trim(p->target->text));
    size_t          before = doc->sources.n;
    mm_buf          key = { 0 };
    uint32_t        at;
    int             rc;

    if (!check_wants(c, CHECK_INCONSISTENT))
        return MM_OK;
    if ((rc = mm_buf_printf(&key, "%.*s\n", (int)p->target->lang.len,
                            p->target->lang.ptr)) == MM_OK)
        rc = mm_buf_put(&key, mm_str_trim(p->source->text));
    at =
        rc == MM_OK ? mm_map_add(&doc->sources, mm_buf_str(&key)) : MM_MAP_NONE;
    mm_buf_release(&key);
    if (at == MM_MAP_NONE ||
        mm_grow(&doc->targets, &doc->cap_targets, doc->sources.n,
                sizeof *doc->targets, NULL) < 0 ||
        mm_grow(&doc->lines, &doc->cap_lines, doc->sources.n,
                sizeof *doc->lines, NULL) < 0)
        return MM_ENOMEM;
    if (doc->sources.n > before) {
        doc->targets[at] = target;
        doc->lines[at] = p->line;
        return MM_OK;
    }
    if (doc->targets[at] == target)
        return MM_OK;
    return check_say(
        c, CHECK_INCONSISTENT, p, p->target, 0, p->target->text.len, NULL,
        "line %ld translates the same source in another way", doc->lines[at]);
}

/* ---- register ---- */

static bool opens_quote(int32_t cp)
{
    return cp == 0x201C || cp == 0x2018 || cp == 0x300C || cp == 0x300E;
}

static bool closes_quote(int32_t cp)
{
    return cp == 0x201D || cp == 0x2019 || cp == 0x300D || cp == 0x300F;
}

/* Is `text` before byte `end` at the end of a sentence in 합니다 or 해요 (1),
 * in 한다 (2), or neither (0)? `*start` is where its ending begins. */
static unsigned register_at(size_t *start, mm_str text, size_t end)
{
    static const char *const polite[] = { "십시오", "세요", "어요", "아요",
                                          "해요",   "예요", "에요", "네요",
                                          "군요",   "지요", "죠",   "까요",
                                          "돼요",   "워요", "려요" };
    size_t                   at = end;
    int32_t                  before;

    text = mm_str_sub(text, 0, end);
    for (size_t i = 0; i < sizeof polite / sizeof *polite; i++)
        if (mm_str_ends(text, mm_cstr(polite[i]))) {
            *start = end - strlen(polite[i]);
            return 1;
        }
    if (mm_str_ends(text, MM_S("시다")) || mm_str_ends(text, MM_S("니다")) ||
        mm_str_ends(text, MM_S("니까"))) {
        at -= 2 * SYLLABLE;
        *start = at;
        before = mm_utf8_prev(text, &at);
        if (before >= 0xAC00 && before <= 0xD7A3 &&
            (before - 0xAC00) % 28 ==
                17) { /* final ㅂ: 합니다, 합시다, not 아니다 */
            *start = at;
            return 1;
        }
    }
    *start = end - SYLLABLE;
    return mm_str_ends(text, MM_S("다")) && end > SYLLABLE ? 2 : 0;
}

/* Copies what `s` says of its pair, unless a sentence before it did: a text
 * of thousands of sentences is kept once. */
static int keep_text(check_sentence *s, mm_arena *mem, const check_pair *p)
{
    if (s->text.ptr)
        return MM_OK;
    s->line = p->line;
    s->id = mm_arena_copy(mem, p->id);
    s->lang = mm_arena_copy(mem, p->target->lang);
    s->text = mm_arena_copy(mem, p->target->text);
    return s->id.ptr && s->lang.ptr && s->text.ptr ? MM_OK : MM_ENOMEM;
}

/* Keeps the sentence of `p` whose ending is `s`, which goes on to the next. */
static int keep_sentence(mm_check *c, check_sentence *s, const check_pair *p)
{
    check_document *doc = &c->doc;

    doc->polite += s->polite;
    doc->plain += !s->polite;
    if (doc->n_sentences == SENTENCES)
        return MM_OK;
    if (keep_text(s, &doc->mem, p) < 0 ||
        mm_grow(&doc->sentences, &doc->cap_sentences, doc->n_sentences + 1,
                sizeof *doc->sentences, NULL) < 0)
        return MM_ENOMEM;
    doc->sentences[doc->n_sentences++] = *s;
    return MM_OK;
}

int check_sentences(mm_check *c, const check_pair *p)
{
    check_sentence s = { 0 };
    mm_str         text = p->target->text;
    size_t         pos = 0, at = 0;
    int            quotes = 0, rc = MM_OK;
    bool           straight = false;
    int32_t        cp;

    if (!check_wants(c, CHECK_REGISTER) ||
        !mm_lang_matches(p->target->lang, MM_S("ko")))
        return MM_OK;
    for (; rc == MM_OK && (cp = mm_utf8_next(text, &pos)) >= 0; at = pos) {
        unsigned found;

        quotes += opens_quote(cp);
        quotes -= closes_quote(cp) && quotes > 0;
        straight = straight != (cp == '"');
        if (quotes || straight || (cp != '.' && cp != '?' && cp != '!') ||
            (pos < text.len && text.ptr[pos] != ' ' && text.ptr[pos] != '\n'))
            continue;
        if (!(found = register_at(&s.start, text, at)))
            continue;
        s.len = at - s.start;
        s.polite = found == 1;
        rc = keep_sentence(c, &s, p);
    }
    return rc;
}

int check_registers(mm_check *c)
{
    check_document *doc = &c->doc;
    bool            rare_polite = doc->polite < doc->plain;
    size_t          few = rare_polite ? doc->polite : doc->plain;
    size_t          many = rare_polite ? doc->plain : doc->polite;
    size_t          told = 0;
    int             rc = MM_OK;

    if (few == 0)
        return MM_OK;
    for (size_t i = 0; rc == MM_OK && i < doc->n_sentences; i++) {
        const check_sentence *s = &doc->sentences[i];
        mm_variant            v = { .lang = s->lang, .text = s->text };
        check_pair            p = { &v, &v, s->id, s->line };

        if (s->polite != rare_polite || (few * SHARE > many && told))
            continue; /* near to half and half: told once */
        told++;
        rc = check_say(c, CHECK_REGISTER, &p, &v, s->start, s->len, NULL,
                       "%s in a text that is else %s (%zu of %zu sentences)",
                       rare_polite ? "합니다" : "한다",
                       rare_polite ? "한다" : "합니다", few, few + many);
    }
    return rc;
}

/* ---- names ---- */

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* The first word of a sentence has a capital whatever it is. */
static bool begins_sentence(mm_str text, size_t at)
{
    while (at > 0 && strchr(" \"'(*_", text.ptr[at - 1]))
        at--;
    return at == 0 || strchr(".!?:\n", text.ptr[at - 1]);
}

/* The next word as "Donald": a capital, then three small letters and more. */
static bool next_name(mm_str *out, mm_str text, size_t *at)
{
    while (*at < text.len) {
        size_t start = *at, end = start + 1;
        bool   inner = start && (is_small(text.ptr[start - 1] | 32) ||
                               ((unsigned char)text.ptr[start - 1] & 0x80));

        while (end < text.len && is_small(text.ptr[end]))
            end++;
        *at = end;
        if (!inner && is_capital(text.ptr[start]) && end - start >= 4 &&
            (end == text.len || !is_capital(text.ptr[end])) &&
            !begins_sentence(text, start)) {
            *out = mm_str_sub(text, start, end - start);
            return true;
        }
        if (!is_capital(text.ptr[start]) && !is_small(text.ptr[start]))
            *at = start + 1;
    }
    return false;
}

/* The noun of the next Hangul word of two syllables and more. */
static bool next_noun(mm_str *out, const mm_check *c, mm_str text, size_t *at)
{
    while (*at < text.len) {
        mm_analysis word;
        size_t      end = *at;

        while (end < text.len && !strchr(" \t\n.,()\"'", text.ptr[end]))
            end++;
        mm_analyze(&word, c->ko, NULL, mm_str_sub(text, *at, end - *at));
        *at = end + 1;
        *out = word.stem;
        if (word.stem.len >= 2 * SYLLABLE &&
            mm_text_script(word.stem) == MM_SCRIPT_HANGUL)
            return true;
    }
    return false;
}

static bool holds(mm_str whole, mm_str part)
{
    return mm_str_starts(whole, part) || mm_str_ends(whole, part);
}

/* Each spelling of a name is told once. */
static bool is_news(check_document *doc, mm_str name, mm_str spelling)
{
    mm_buf key = { 0 };
    size_t before = doc->told.n;
    bool   news = mm_buf_put(&key, name) == MM_OK &&
                mm_buf_putc(&key, '\n') == MM_OK &&
                mm_buf_put(&key, spelling) == MM_OK &&
                mm_map_add(&doc->told, mm_buf_str(&key)) != MM_MAP_NONE &&
                doc->told.n > before;

    mm_buf_release(&key);
    return news;
}

static int note_spelling(mm_check *c, const check_pair *p, mm_str name,
                         mm_str spelling)
{
    check_document *doc = &c->doc;
    size_t          before = doc->names.n;
    uint32_t        at = mm_map_add(&doc->names, name);

    if (at == MM_MAP_NONE ||
        mm_grow(&doc->spellings, &doc->cap_spellings, doc->names.n,
                sizeof *doc->spellings, NULL) < 0 ||
        mm_grow(&doc->name_lines, &doc->cap_name_lines, doc->names.n,
                sizeof *doc->name_lines, NULL) < 0)
        return MM_ENOMEM;
    if (doc->names.n > before) {
        doc->spellings[at] = mm_arena_copy(&doc->mem, spelling);
        doc->name_lines[at] = p->line;
        return doc->spellings[at].ptr ? MM_OK : MM_ENOMEM;
    }
    if (holds(doc->spellings[at], spelling) ||
        holds(spelling, doc->spellings[at]))
        return MM_OK; /* the same, an ending taken for a part, or a compound */
    if (!is_news(doc, name, spelling))
        return MM_OK;
    return check_say(c, CHECK_NAME, p, p->target,
                     (size_t)(spelling.ptr - p->target->text.ptr), spelling.len,
                     &doc->spellings[at],
                     "%.*s is '%.*s' here and '%.*s' in line %ld",
                     (int)name.len, name.ptr, (int)spelling.len, spelling.ptr,
                     (int)doc->spellings[at].len, doc->spellings[at].ptr,
                     doc->name_lines[at]);
}

typedef struct nouns {
    mm_str *items;
    size_t  n, cap;
    bool    read;
} nouns;

static int read_nouns(nouns *out, const mm_check *c, mm_str text)
{
    mm_str noun;
    size_t at = 0;

    out->read = true;
    while (at < NEAR && next_noun(&noun, c, text, &at)) {
        if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items,
                    NULL) < 0)
            return MM_ENOMEM;
        out->items[out->n++] = noun;
    }
    return MM_OK;
}

/* Pairs one name of the source with the noun that sounds most like it. */
static int pair_name(mm_check *c, const check_pair *p, mm_str name,
                     const nouns *all)
{
    double best = SOUNDS;
    mm_str nearest = { 0 };

    for (size_t i = 0; i < all->n; i++) {
        double score;

        if (!mm_sound_begins_alike(name, all->items[i]) ||
            (score = mm_sound_score(c->sound, name, all->items[i])) < best)
            continue;
        best = score;
        nearest = all->items[i];
    }
    return nearest.len ? note_spelling(c, p, name, nearest) : MM_OK;
}

int check_names(mm_check *c, const check_pair *p)
{
    nouns  all = { 0 }; /* of the target, taken apart for its first name */
    mm_str name;
    size_t at = 0;
    int    rc = MM_OK;

    if (!check_wants(c, CHECK_NAME) ||
        !mm_lang_matches(p->target->lang, MM_S("ko")))
        return MM_OK;
    while (rc == MM_OK && at < NEAR && next_name(&name, p->source->text, &at)) {
        if (!all.read)
            rc = read_nouns(&all, c, p->target->text);
        if (rc == MM_OK)
            rc = pair_name(c, p, name, &all);
    }
    free(all.items);
    return rc;
}
