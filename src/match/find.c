/*
 * The ways in which a query finds terms. Each asks the index for a key and
 * then looks at the term itself, so that no answer rests on a hash.
 */
#include "match/found.h"

#include "base/memory.h"
#include "base/tables.h"
#include "malmoi/sound.h"

#include <stdlib.h>
#include <string.h>

enum {
    CUTS = 6,
    NAME_WORDS = 4,
    READINGS = 48, /* of a query in Hanja */
    AT_ONCE = 16,  /* terms that are fetched side by side */
    WIDE = 20000   /* a key that more terms share than this tells too little */
};

/* From one side to the next of all sources; the first of `side` zeros. */
static bool next_side(mm_find_side *side, const mm_query *q)
{
    size_t at = side->index ? 2 * side->source + side->is_tail + 1 : 0;

    for (; at < 2 * q->n_sources; at++) {
        const mm_term_source *s = &q->sources[at / 2];
        bool                  is_tail = at % 2;

        if (is_tail ? s->has_tail : s->has_base) {
            *side = (mm_find_side){ .source = at / 2,
                                    .is_tail = is_tail,
                                    .index = is_tail ? &s->tail : &s->base };
            return true;
        }
    }
    return false;
}

/* Adds a term, unless it has changed since the base was made. */
static int add(mm_query *q, mm_find_side side, const mm_index_term *t,
               mm_hit_how how, double score, uint32_t detail)
{
    const mm_term_source *source = &q->sources[side.source];
    uint64_t concept = mm_term_index_concept(side.index, t);
    mm_finds *f = q->finds;

    if (!side.is_tail && mm_term_source_stale(source, concept))
        return MM_OK;
    if (mm_grow(&f->items, &f->cap, f->n + 1, sizeof *f->items, q->err) < 0)
        return MM_ENOMEM;
    f->items[f->n++] = (mm_found){ .how = how,
                                   .score = score,
                                   .source = side.source,
                                   .row = concept,
                                   .ordinal = t->ordinal,
                                   .key = t->key,
                                   .shipped = !source->store,
                                   .detail = detail };
    return MM_OK;
}

/* ---- keys ---- */

/* Takes the next terms of `probe` that were not seen; 0: there are no more. */
static size_t take(uint32_t *numbers, mm_query *q, mm_find_side side,
                   mm_probe *probe, size_t *looked)
{
    size_t n = 0;

    while (n < AT_ONCE && *looked < WIDE && mm_probe_next(probe, &numbers[n])) {
        ++*looked;
        n += !q->seen || !mm_terms_seen_add(q->seen, side, numbers[n]);
    }
    return n;
}

static int probe_index(mm_query *q, mm_find_side side, uint64_t hash,
                       mm_hit_how how, mm_find_judge *decide, void *with)
{
    mm_probe probe = mm_term_index_probe(side.index, hash);
    uint32_t numbers[AT_ONCE];
    size_t   looked = 0, n;
    int      rc = MM_OK;

    while (rc == MM_OK && (n = take(numbers, q, side, &probe, &looked)) > 0) {
        mm_index_term terms[AT_ONCE];

        n = mm_term_index_gather(terms, side.index, numbers, n);
        for (size_t i = 0; rc == MM_OK && i < n; i++) {
            mm_hit_how now = how;
            uint32_t   detail = 0;
            double     score = decide ? decide(with, &terms[i], &detail) : 1;

            if (how == MM_HIT_FOLDED &&
                terms[i].text == (uint32_t)mm_hash(q->text))
                now = MM_HIT_EXACT;
            if (score > 0)
                rc = add(q, side, &terms[i], now, score, detail);
        }
    }
    return rc;
}

int mm_find_probe(mm_query *q, uint64_t hash, mm_hit_how how,
                  mm_find_judge *decide, void *with)
{
    return mm_find_probes(q, &hash, 1, how, decide, with);
}

int mm_find_probes(mm_query *q, const uint64_t *hashes, size_t n,
                   mm_hit_how how, mm_find_judge *decide, void *with)
{
    mm_find_side side = { 0 };
    int          rc = MM_OK;

    while (rc == MM_OK && next_side(&side, q)) {
        mm_term_index_expect(side.index, hashes, n);
        for (size_t i = 0; rc == MM_OK && i < n; i++)
            rc = probe_index(q, side, hashes[i], how, decide, with);
    }
    return rc;
}

static double same_key(void *with, const mm_index_term *t, uint32_t *detail)
{
    (void)detail;
    return mm_str_eq(*(mm_str *)with, t->key) ? 1 : 0;
}

/* By the tight key; what has the very text of the query is exact. */
static int probe_key(mm_query *q, mm_str key, mm_hit_how how)
{
    return mm_find_probe(q, mm_key_hash(KEY_EXACT, key), how, same_key, &key);
}

/* ---- as typed ---- */

/* The term that `stem` of the query is, also as the other Korea spells it. */
static int probe_stem(mm_query *q, mm_str stem)
{
    int rc;

    mm_buf_clear(&q->room);
    rc = mm_key_tight(&q->room, stem);
    if (rc == MM_OK)
        rc = probe_key(q, mm_buf_str(&q->room), MM_HIT_INFLECTED);
    mm_buf_clear(&q->room);
    if (rc == MM_OK)
        rc = mm_keyer_variant(&q->room, q->keyer, stem);
    if (rc == MM_OK && q->finds->n == 0)
        rc = probe_key(q, mm_buf_str(&q->room), MM_HIT_SPELLING);
    if (rc == MM_OK && q->finds->n == 0)
        rc = mm_find_probe(q, mm_key_hash(KEY_VARIANT, mm_buf_str(&q->room)),
                           MM_HIT_SPELLING, NULL, NULL);
    return rc;
}

/* 재벌들, 강태호씨: the plural of what is no term itself, a name in courtesy.
 * Seeds (볍씨, 민들레씨) stand behind shorter words mostly. */
static int probe_plural(mm_query *q, mm_str stem)
{
    static const struct {
        const char *text;
        size_t      least; /* bytes of what stands before it */
    } tails[] = { { "들", 1 }, { "씨", 9 }, { "님", 9 } };
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < sizeof tails / sizeof *tails; i++) {
        mm_str tail = mm_cstr(tails[i].text);

        if (q->finds->n == 0 && stem.len >= tails[i].least + tail.len &&
            mm_str_ends(stem, tail))
            rc = probe_stem(q, mm_str_sub(stem, 0, stem.len - tail.len));
    }
    return rc;
}

/* Under a particle: the longest stem that is a term; in the plural. */
static int find_inflected(mm_query *q)
{
    mm_cut cuts[CUTS];
    size_t n;
    int    rc = mm_keyer_need(q->keyer, KEYER_KO, q->err);

    if (rc < 0)
        return rc;
    n = mm_lang_cuts(cuts, CUTS, q->keyer->ko, NULL, q->text);
    for (size_t i = 0; rc == MM_OK && i < n; i++) {
        mm_str stem = mm_str_sub(q->text, 0, cuts[i].stem_len);

        if (cuts[i].stem_len == 0 || cuts[i].ending >= q->text.len)
            continue;
        if ((rc = probe_stem(q, stem)) == MM_OK)
            rc = probe_plural(q, stem);
    }
    return rc == MM_OK ? probe_plural(q, q->text) : rc;
}

/* The singular, the usual spelling: of the query, of the term, or of both. */
static int find_variant(mm_query *q)
{
    mm_buf     variant = { 0 };
    mm_hit_how how =
        q->script == MM_SCRIPT_LATIN ? MM_HIT_INFLECTED : MM_HIT_SPELLING;
    int rc = mm_keyer_variant(&variant, q->keyer, q->text);

    if (rc == MM_OK && !mm_str_eq(mm_buf_str(&variant), mm_buf_str(&q->key)))
        rc = probe_key(q, mm_buf_str(&variant), how);
    if (rc == MM_OK)
        rc = mm_find_probe(q, mm_key_hash(KEY_VARIANT, mm_buf_str(&variant)),
                           how, NULL, NULL);
    mm_buf_release(&variant);
    return rc;
}

/* The query in Hangul, a line for each way to read its Hanja. */
static int read_hanja(mm_buf *out, mm_query *q)
{
    int rc = mm_keyer_need(q->keyer, KEYER_HANJA, q->err);

    return rc < 0 ? rc
                  : mm_hanja_readings(out, q->keyer->hanja, q->text, READINGS);
}

/* Hanja: as the term's own, and in Hangul by each way to read them. */
static int find_hanja(mm_query *q)
{
    mm_buf readings = { 0 };
    mm_str rest;
    int    rc;

    if (!mm_hanja_in(q->text))
        return MM_OK;
    rc = read_hanja(&readings, q);
    rest = mm_buf_str(&readings);
    while (rc == MM_OK && rest.len) {
        mm_str line = mm_str_cut(&rest, '\n');

        mm_buf_clear(&q->room);
        rc = mm_key_tight(&q->room, line);
        if (rc == MM_OK)
            rc = probe_key(q, mm_buf_str(&q->room), MM_HIT_SPELLING);
    }
    if (rc == MM_OK)
        rc = mm_find_probe(q, mm_key_hash(KEY_VARIANT, mm_buf_str(&q->key)),
                           MM_HIT_SPELLING, NULL, NULL);
    mm_buf_release(&readings);
    return rc;
}

/* A query of capitals may stand for the initials of a term. */
static int find_acronym(mm_query *q)
{
    if (q->script != MM_SCRIPT_LATIN || q->key.len < 2 || q->key.len > 8 ||
        mm_str_find(q->text, MM_S(" "), 0) != SIZE_MAX)
        return MM_OK;
    return mm_find_probe(q, mm_key_hash(KEY_ACRONYM, mm_buf_str(&q->key)),
                         MM_HIT_ACRONYM, NULL, NULL);
}

int mm_find_as_typed(mm_query *q)
{
    int rc = probe_key(q, mm_buf_str(&q->key), MM_HIT_FOLDED);

    if (rc == MM_OK)
        rc = find_variant(q);
    if (rc == MM_OK)
        rc = find_hanja(q);
    if (rc == MM_OK && q->finds->n == 0 && q->script == MM_SCRIPT_HANGUL &&
        !mm_is_initials(q->text)) /* which no particle follows */
        rc = find_inflected(q);
    if (rc == MM_OK)
        rc = find_acronym(q);
    return rc;
}

/* ---- by letters ---- */

int mm_find_open_sound(mm_query *q)
{
    return *q->sound ? MM_OK : mm_sound_open(q->sound, q->tables, q->err);
}

/* At most how many terms have the key, in all sources. */
static size_t count_of(const mm_query *q, uint64_t hash)
{
    mm_find_side side = { 0 };
    size_t       n = 0;

    while (next_side(&side, q)) {
        mm_probe p = mm_term_index_probe(side.index, hash);

        n += mm_probe_size(&p);
    }
    return n;
}

/* Is `latin` the romanization of `hangul` in some system, marks aside? */
static bool is_romanization(mm_query *q, mm_str latin, mm_str hangul)
{
    static const mm_roman_system systems[] = { MM_ROMAN_RR, MM_ROMAN_LETTERS,
                                               MM_ROMAN_MR, MM_ROMAN_YALE,
                                               MM_ROMAN_DPRK };
    mm_buf                       written = { 0 }, plain = { 0 };
    bool                         same = false;

    if (mm_keyer_need(q->keyer, KEYER_ROMANIZER, NULL) < 0)
        return false;
    for (size_t i = 0; !same && i < sizeof systems / sizeof *systems; i++) {
        mm_buf_clear(&written);
        mm_buf_clear(&plain);
        mm_buf_clear(&q->room);
        same = mm_romanize(&written, q->keyer->romanizer, hangul, systems[i]) ==
                   MM_OK &&
               mm_plain_letters(&plain, mm_buf_str(&written)) == MM_OK &&
               mm_key_tight(&q->room, mm_buf_str(&plain)) == MM_OK &&
               mm_str_eq(mm_buf_str(&q->room), latin);
    }
    mm_buf_release(&written);
    mm_buf_release(&plain);
    return same;
}

enum { HEARD = 4 }; /* nats: below it two forms are no one name */

/* The key is coarse: the two must also sound alike, or be written so by rule.
 */
static double is_heard(void *with, const mm_index_term *t, uint32_t *detail)
{
    mm_query *q = with;
    bool      latin = q->script == MM_SCRIPT_LATIN;
    mm_str    key = mm_buf_str(&q->key);
    double    score = latin ? mm_sound_score(*q->sound, q->text, t->key)
                            : mm_sound_score(*q->sound, t->key, q->text);

    (void)detail;
    if (is_romanization(q, latin ? key : t->key, latin ? t->key : key))
        return 1;
    return score < (t->key.len > 3 ? HEARD : HEARD - 1)
               ? 0
               : 0.5 + 0.49 * score / (score + 20);
}

static int find_romanized(mm_query *q)
{
    mm_buf   key = { 0 };
    bool     latin = q->script == MM_SCRIPT_LATIN;
    uint64_t hash;
    int      rc = MM_OK;

    if (!latin && q->script != MM_SCRIPT_HANGUL)
        return MM_OK;
    if (!mm_tables_shipped(q->tables) && (rc = mm_find_open_sound(q)) < 0)
        return rc; /* a broken table is told of */
    if (mm_keyer_roman(&key, q->keyer, q->text) < 0)
        rc = MM_ENOMEM;
    hash = mm_key_hash(latin ? KEY_ROMAN_HANGUL : KEY_ROMAN_LATIN,
                       mm_buf_str(&key));
    if (rc == MM_OK && key.len >= 2 && count_of(q, hash) > 0 &&
        (rc = mm_find_open_sound(q)) == MM_OK)
        rc = mm_find_probe(q, hash, MM_HIT_ROMANIZED, is_heard, q);
    mm_buf_release(&key);
    return rc;
}

/* Lone letters left over mean that it was not typed so. */
static bool is_whole(mm_str text)
{
    size_t  pos = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(text, &pos)) >= 0)
        if (cp >= 0x3131 && cp <= 0x318E)
            return false;
    return true;
}

static int probe_typed(mm_query *q, mm_str typed)
{
    mm_buf_clear(&q->room);
    if (!is_whole(typed))
        return MM_OK;
    if (mm_key_tight(&q->room, typed) < 0)
        return MM_ENOMEM;
    return q->room.len ? probe_key(q, mm_buf_str(&q->room), MM_HIT_LAYOUT)
                       : MM_OK;
}

/* As it would stand without the caps lock. */
static int put_other_case(mm_buf *out, mm_str text)
{
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < text.len; i++) {
        char c = text.ptr[i], low = c | 32;

        rc = mm_buf_putc(out, low >= 'a' && low <= 'z' ? c ^ 32 : c);
    }
    return rc;
}

static int find_layout(mm_query *q)
{
    mm_buf typed = { 0 }, turned = { 0 };
    int    rc;

    rc = q->script == MM_SCRIPT_LATIN ? mm_keyboard_to_hangul(&typed, q->text)
                                      : mm_keyboard_to_latin(&typed, q->text);
    if (rc == MM_OK)
        rc = probe_typed(q, mm_buf_str(&typed));
    if (rc == MM_OK && q->script == MM_SCRIPT_LATIN && q->finds->n == 0 &&
        mm_is_upper((unsigned char)q->text.ptr[0])) {
        mm_buf_clear(&typed);
        if ((rc = put_other_case(&turned, q->text)) == MM_OK &&
            (rc = mm_keyboard_to_hangul(&typed, mm_buf_str(&turned))) == MM_OK)
            rc = probe_typed(q, mm_buf_str(&typed));
    }
    mm_buf_release(&typed);
    mm_buf_release(&turned);
    return rc;
}

/* Consonants as their plain letters, without spaces. */
static int find_initials(mm_query *q)
{
    if (!mm_is_initials(q->text))
        return MM_OK;
    return mm_find_probe(q, mm_key_hash(KEY_INITIALS, mm_buf_str(&q->key)),
                         MM_HIT_INITIALS, NULL, NULL);
}

/* The last word of `text` first, or the first last. */
static int turn(mm_buf *out, mm_str text, bool last_first)
{
    size_t at = last_first ? text.len : 0;

    while (last_first ? at && text.ptr[at - 1] != ' '
                      : at < text.len && text.ptr[at] != ' ')
        at += last_first ? (size_t)-1 : 1;
    return mm_buf_put(out, mm_str_trim(mm_str_sub(text, at, SIZE_MAX))) < 0 ||
                   mm_buf_putc(out, ' ') < 0
               ? MM_ENOMEM
               : mm_buf_put(out, mm_str_trim(mm_str_sub(text, 0, at)));
}

/* A name in the other order: Jae-in Moon is Moon Jae-in, and 문재인. */
static int find_turned(mm_query *q)
{
    size_t   words = 1;
    mm_buf   text = { 0 };
    mm_query turned = *q;
    int      rc = MM_OK;

    for (size_t i = 0; i < q->text.len; i++)
        words += q->text.ptr[i] == ' ';
    if (q->script != MM_SCRIPT_LATIN || words < 2 || words > NAME_WORDS)
        return MM_OK;
    turned.key = turned.room = (mm_buf){ 0 };
    for (int last_first = 1;
         rc == MM_OK && q->finds->n == 0 && last_first >= (words == 2);
         last_first--) {
        mm_buf_clear(&text);
        mm_buf_clear(&turned.key);
        if ((rc = turn(&text, q->text, last_first)) < 0 ||
            (rc = mm_key_tight(&turned.key, mm_buf_str(&text))) < 0)
            break;
        turned.text = mm_buf_str(&text);
        rc = probe_key(&turned, mm_buf_str(&turned.key), MM_HIT_SPELLING);
        if (rc == MM_OK)
            rc = find_romanized(&turned);
    }
    mm_buf_release(&text);
    mm_buf_release(&turned.key);
    mm_buf_release(&turned.room);
    return rc;
}

int mm_find_by_letters(mm_query *q)
{
    int rc = find_initials(q);

    if (rc == MM_OK)
        rc = find_layout(q);
    if (rc == MM_OK)
        rc = find_romanized(q);
    if (rc == MM_OK && q->finds->n == 0)
        rc = find_turned(q);
    return rc;
}

/* ---- beginnings and parts ---- */

static int prefix_of(mm_query *q, mm_find_side side, size_t most)
{
    mm_str   key = mm_buf_str(&q->key);
    uint32_t place = mm_term_index_lower(side.index, key), number;
    size_t   end = q->finds->n + most;
    int      rc = MM_OK;

    while (rc == MM_OK && q->finds->n < end &&
           mm_term_index_sorted(&number, side.index, place++)) {
        mm_index_term t;

        if (!mm_term_index_at(&t, side.index, number) ||
            !mm_str_starts(t.key, key))
            break;
        rc = add(q, side, &t, MM_HIT_PREFIX,
                 (double)key.len / (double)t.key.len, 0);
    }
    return rc;
}

/* What is being typed: the last syllable may be unfinished, or there may be
 * initial consonants alone, so every term is looked at. */
static int typing_of(mm_query *q, mm_find_side side, size_t most)
{
    mm_str   key = mm_buf_str(&q->key);
    uint32_t place = 0, number;
    size_t   end = q->finds->n + most;
    int      rc = MM_OK;

    while (rc == MM_OK && q->finds->n < end &&
           mm_term_index_sorted(&number, side.index, place++)) {
        mm_index_term t;

        if (mm_term_index_at(&t, side.index, number) &&
            mm_hangul_prefix_match(t.key, key))
            rc = add(q, side, &t, MM_HIT_PREFIX,
                     (double)mm_utf8_count(key) /
                         (double)(mm_utf8_count(t.key) + 1),
                     0);
    }
    return rc;
}

int mm_find_prefix(mm_query *q, bool typing, size_t most)
{
    bool         whole = !typing || q->script == MM_SCRIPT_LATIN;
    mm_find_side side = { 0 };
    int          rc = MM_OK;

    while (rc == MM_OK && next_side(&side, q))
        rc = whole ? prefix_of(q, side, most) : typing_of(q, side, most);
    return rc;
}

/* Does the term's key hold each word of the query? `with` is the query. */
static double holds(void *with, const mm_index_term *t, uint32_t *detail)
{
    mm_query *q = with;
    mm_str    rest = q->text, key = mm_buf_str(&q->key);

    (void)detail;
    if (mm_str_find(t->key, key, 0) != SIZE_MAX)
        return (double)key.len / (double)t->key.len;
    while ((rest = mm_str_trim(rest)).len) {
        mm_str word = mm_str_cut(&rest, ' ');

        mm_buf_clear(&q->room);
        if (mm_key_tight(&q->room, word) < 0 ||
            mm_str_find(t->key, mm_buf_str(&q->room), 0) == SIZE_MAX)
            return 0;
    }
    return 0.9 * (double)key.len / (double)(t->key.len + 1);
}

/* The rarest of the query's keys over all sources. One that no term has may be
 * a word that is not written out, or stand where two words meet. */
static void take_rarest(const mm_query *q, uint64_t hash, uint64_t *best,
                        size_t *least)
{
    size_t n = count_of(q, hash);

    if (n > 0 && n < *least) {
        *least = n;
        *best = hash;
    }
}

static uint64_t rarest_gram(const mm_query *q)
{
    mm_str   key = mm_buf_str(&q->key);
    size_t   first = 0, pos = 0, least = SIZE_MAX;
    uint64_t best = 0;

    mm_utf8_next(key, &pos);
    for (size_t second = pos; mm_utf8_next(key, &pos) >= 0;
         first = second, second = pos)
        take_rarest(q,
                    mm_key_hash(KEY_GRAM, mm_str_sub(key, first, pos - first)),
                    &best, &least);
    return best;
}

static uint64_t rarest_word(mm_query *q)
{
    mm_buf   folded = { 0 };
    size_t   least = SIZE_MAX;
    uint64_t best = 0;
    mm_str   rest;

    if (mm_keyer_need(q->keyer, KEYER_EN | KEYER_SKIPPED, NULL) < 0 ||
        mm_key(&folded, q->text) < 0)
        return 0;
    rest = mm_buf_str(&folded);
    while ((rest = mm_str_trim(rest)).len) {
        mm_str word = mm_str_cut(&rest, ' ');

        mm_buf_clear(&q->room);
        if (mm_map_find(&q->keyer->skipped, word) == MM_MAP_NONE &&
            mm_en_stem(&q->room, q->keyer->en, word) == MM_OK)
            take_rarest(q, mm_key_hash(KEY_WORD, mm_buf_str(&q->room)), &best,
                        &least);
    }
    mm_buf_release(&folded);
    return best;
}

int mm_find_part(mm_query *q)
{
    uint64_t hash = q->script == MM_SCRIPT_HANGUL  ? rarest_gram(q)
                    : q->script == MM_SCRIPT_LATIN ? rarest_word(q)
                                                   : 0;

    return hash ? mm_find_probe(q, hash, MM_HIT_PART, holds, q) : MM_OK;
}

int mm_find_part_hanja(mm_query *q, size_t most)
{
    mm_buf   readings = { 0 };
    mm_query read = *q;
    mm_str   rest;
    int      rc;

    if (!mm_hanja_in(q->text))
        return MM_OK;
    rc = read_hanja(&readings, q);
    rest = mm_buf_str(&readings);
    read.key = read.room = (mm_buf){ 0 };
    read.script = MM_SCRIPT_HANGUL;
    while (rc == MM_OK && rest.len) {
        read.text = mm_str_cut(&rest, '\n');
        mm_buf_clear(&read.key);
        if ((rc = mm_key_tight(&read.key, read.text)) == MM_OK &&
            (rc = mm_find_prefix(&read, false, most)) == MM_OK)
            rc = mm_find_part(&read);
    }
    mm_buf_release(&read.key);
    mm_buf_release(&read.room);
    mm_buf_release(&readings);
    return rc;
}
