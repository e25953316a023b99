/*
 * A document says a name in full once and then shortens it: 한국은행 and 한은,
 * the Fair Trade Commission and FTC, or "the commission". When the full names
 * are paired, a bead whose sides both say that name, one of them in short,
 * pairs the short form too. It is looked for after the beads have been read, in
 * the bead of the full names and behind it, and only where no other pair of the
 * bead has taken the place.
 */
#include "terms/shorten.h"

#include "base/memory.h"
#include "malmoi/titles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SYLLABLES = 4, HEAD_LETTERS = 4, SYLLABLE = 3, MENTIONS = 8 };

static const double NAME_LEAST = 0.7; /* confidence of the full names */
static const double SHORTENED_LEAST = 0.85;
static const double ACRONYM_LEAST = 0.8;
static const double EXPLAINS = 1.8; /* nats of a piece that is no luck */
/* A head alone leaves more doubt than a name; each further bead takes of it. */
static const double DOUBT_NAME = 0.3, DOUBT_HEAD = 0.38, DOUBT_AGAIN = 0.7;
static const double MOST = 0.89;

typedef enum saying { SAYS_FULL, SAYS_ACRONYM, SAYS_HEAD } saying;

/* Where A says the name. */
typedef struct mention {
    saying   how;
    uint32_t first, n;
} mention;

/* Where B does. */
typedef struct place {
    size_t start, end;
    double score; /* how well it shortens the name; 0 the full name */
} place;

void mm_shortenings_release(mm_shortenings *out)
{
    free(out->names);
    free(out->items);
    mm_map_release(&out->map);
    mm_arena_release(&out->mem);
    mm_buf_release(&out->room);
    *out = (mm_shortenings){ 0 };
}

/* ---- full names ---- */

/* The word that "the" makes stand for the name: before "of", else the last. */
static int set_head(mm_shortenings *out, mm_full_name *name)
{
    mm_str head = name->words[name->n - 1];

    for (size_t i = 1; i < name->n; i++)
        if (mm_str_eq(name->words[i], MM_S("of"))) {
            head = name->words[i - 1];
            break;
        }
    mm_buf_clear(&out->room);
    if (mm_key_tight(&out->room, head) < 0)
        return MM_ENOMEM;
    name->head = mm_arena_copy(&out->mem, mm_buf_str(&out->room));
    return name->head.ptr ? MM_OK : MM_ENOMEM;
}

int mm_shortenings_name(mm_shortenings *out, const mm_gathered *item,
                        mm_str form, double confidence, uint32_t since,
                        mm_error *err)
{
    mm_full_name name = { .a = form,
                          .b = item->b,
                          .key_a = item->key_a,
                          .key_b = item->key_b,
                          .kind = item->kind,
                          .confidence = confidence,
                          .since = since };

    if (confidence < NAME_LEAST || item->kind == MM_KIND_PERSON ||
        !(item->best.a.flags & RUN_NAME) ||
        mm_text_script(item->b) != MM_SCRIPT_HANGUL ||
        item->key_b.len < NAME_SYLLABLES * SYLLABLE)
        return MM_OK;
    while (form.len && name.n < RUN_WORDS)
        name.words[name.n++] = mm_str_cut(&form, ' ');
    if (name.n < 2 || form.len)
        return MM_OK;
    if (set_head(out, &name) < 0 ||
        mm_grow(&out->names, &out->cap_names, out->n_names + 1,
                sizeof *out->names, err) < 0)
        return mm_fail_memory(err);
    out->names[out->n_names++] = name;
    return MM_OK;
}

/* ---- where they are said ---- */

static mm_str key_of(const mm_side *side, uint32_t w)
{
    const mm_side_word *word = &side->words[w];

    return mm_str_sub(side->key, word->start, word->end - word->start);
}

static size_t find_full_a(mention *out, const mm_side *a, mm_str key)
{
    size_t n = 0;

    for (size_t at = mm_str_find(a->key, key, 0); at != SIZE_MAX;
         at = mm_str_find(a->key, key, at + 1)) {
        uint32_t first = a->word_at[at], last = a->word_at[at + key.len - 1];

        if (n < MENTIONS && last < a->n && mm_side_begins(a, at))
            out[n++] = (mention){ SAYS_FULL, first, last - first + 1 };
    }
    return n;
}

static bool is_acronym(const mm_side_word *word, const mm_full_name *name)
{
    return word->flags & WORD_UPPER &&
           mm_acronym_match(word->text, name->words, name->n) >= ACRONYM_LEAST;
}

/* "the bank", but not "the bank of" another place. */
static bool is_head(const mm_side *a, uint32_t w, const mm_full_name *name)
{
    return w > 0 && name->head.len >= HEAD_LETTERS &&
           mm_str_eq(key_of(a, w), name->head) &&
           mm_str_eq(key_of(a, w - 1), MM_S("the")) &&
           !(a->words[w].flags & WORD_BREAK) &&
           (w + 1 == a->n || !mm_str_eq(key_of(a, w + 1), MM_S("of")));
}

/* The clearest mentions come first. */
static size_t find_mentions(mention *out, const mm_side *a,
                            const mm_full_name *name)
{
    size_t n = find_full_a(out, a, name->key_a);

    for (uint32_t w = 0; w < a->n && n < MENTIONS; w++)
        if (is_acronym(&a->words[w], name))
            out[n++] = (mention){ SAYS_ACRONYM, w, 1 };
    for (uint32_t w = 0; w < a->n && n < MENTIONS; w++)
        if (is_head(a, w, name))
            out[n++] = (mention){ SAYS_HEAD, w, 1 };
    return n;
}

/* A part of the name is no short form of it (한국 of 한국은행), unless a
 * committee's is cut behind 위. */
static double shortens(mm_str text, const mm_full_name *name)
{
    double score = mm_ko_shortened(text, name->b);

    if (text.len >= NAME_SYLLABLES * SYLLABLE + SYLLABLE ||
        mm_text_script(text) != MM_SCRIPT_HANGUL || score < SHORTENED_LEAST)
        return 0;
    if (mm_str_find(name->key_b, text, 0) != SIZE_MAX &&
        !(mm_str_ends(text, MM_S("위")) &&
          mm_str_ends(name->key_b, MM_S("위원회"))))
        return 0;
    return score;
}

static place short_form(const mm_side *b, uint32_t w, const mm_full_name *name)
{
    const mm_side_word *word = &b->words[w];
    place               best = { 0 };

    if (word->flags & (WORD_FUNCTION | WORD_VALUE | WORD_NUMBER))
        return best;
    for (size_t i = 0; i < word->n_ends; i++) {
        size_t end = word->ends[i].at;
        double score =
            shortens(mm_str_sub(b->key, word->start, end - word->start), name);

        if (score > best.score || (score == best.score && end > best.end))
            best = (place){ word->start, end, score };
    }
    return best;
}

static size_t find_places(place *out, const mm_side *b,
                          const mm_full_name *name)
{
    size_t n = 0;

    for (size_t at = mm_str_find(b->key, name->key_b, 0);
         at != SIZE_MAX && n < MENTIONS;
         at = mm_str_find(b->key, name->key_b, at + 1))
        if (mm_side_begins(b, at))
            out[n++] = (place){ at, at + name->key_b.len, 0 };
    for (uint32_t w = 0; w < b->n && n < MENTIONS; w++) {
        place found = short_form(b, w, name);

        if (found.score > 0)
            out[n++] = found;
    }
    return n;
}

/* ---- whether they are free ---- */

static bool over_a(const mention *m, uint32_t first, uint32_t n)
{
    return first < m->first + m->n && m->first < first + n;
}

static bool over_b(const place *p, size_t start, size_t end)
{
    return start < p->end && p->start < end;
}

/* One to one: neither place is another pair's. The full name itself may stand
 * in the same bead. */
static bool is_free(const mm_reading *reading, const mm_choices *choices,
                    const mention *m, const place *p, const mm_full_name *name)
{
    for (size_t i = 0; i < choices->n; i++) {
        const mm_pair *pair = choices->items[i].pair;
        bool           a = over_a(m, pair->a.first, pair->a.n);
        bool           b = over_b(p, pair->start, pair->end);
        mm_str         key =
            mm_str_sub(reading->b.key, pair->start, pair->end - pair->start);

        if ((pair->logit <= 0 && !pair->linked) || a == b)
            continue;
        if (b || (m->how != SAYS_FULL && !mm_str_eq(key, name->key_b)))
            return false;
    }
    for (size_t i = 0; i < reading->pieces.n; i++) {
        const mm_piece *piece = &reading->pieces.items[i];

        if (piece->weight >= EXPLAINS && piece->start <= p->start &&
            piece->end >= p->end && !over_a(m, piece->first, piece->n))
            return false;
    }
    return true;
}

/* Another name that is said here may be meant as well. */
static bool is_doubtful(const mm_shortenings *all, const mm_reading *reading,
                        const mm_full_name *name, const mention *m,
                        const place *p)
{
    mm_str  text = mm_str_sub(reading->b.key, p->start, p->end - p->start);
    mention room[MENTIONS];

    for (size_t i = 0; i < all->n_names; i++) {
        const mm_full_name *other = &all->names[i];

        if (mm_str_eq(other->key_b, name->key_b))
            continue;
        if (m->how == SAYS_ACRONYM &&
            is_acronym(&reading->a.words[m->first], other) && p->score == 0)
            return true;
        if (p->score > 0 && shortens(text, other) >= p->score &&
            find_mentions(room, &reading->a, other))
            return true;
    }
    return false;
}

/* ---- noting them ---- */

static mm_str text_of(const mm_side *a, const mention *m)
{
    return mm_side_text(a, a->words[m->first].start,
                        a->words[m->first + m->n - 1].end);
}

static mm_shortening *item_of(mm_shortenings *out, const mm_full_name *name,
                              mm_str a, mm_str b, bool acronym)
{
    size_t         before = out->n;
    mm_shortening *item;
    uint32_t       number;

    mm_buf_clear(&out->room);
    if ((acronym ? mm_key_tight(&out->room, a)
                 : mm_buf_put(&out->room, name->key_a)) < 0 ||
        mm_buf_putc(&out->room, '\n') < 0 || mm_key_tight(&out->room, b) < 0)
        return NULL;
    number = mm_map_add(&out->map, mm_buf_str(&out->room));
    if (number == MM_MAP_NONE || mm_grow(&out->items, &out->cap, number + 1,
                                         sizeof *out->items, NULL) < 0)
        return NULL;
    item = &out->items[number];
    if (number == before) {
        *item = (mm_shortening){ .a = mm_arena_copy(&out->mem, a),
                                 .b = mm_arena_copy(&out->mem, b),
                                 .key = out->map.keys[number],
                                 .kind = name->kind,
                                 .last_bead = UINT32_MAX,
                                 .doubt = 1 };
        if (!item->a.ptr || !item->b.ptr)
            return NULL;
        out->n++;
    }
    return item;
}

static void set_place(uint32_t *segment, uint32_t *start, uint32_t *end,
                      const mm_side *side, size_t from, size_t to)
{
    mm_str text = mm_side_text(side, from, to);
    mm_str whole = side->document->segments[side->segment[from]].text;

    *segment = side->segment[from];
    *start = (uint32_t)(text.ptr - whole.ptr);
    *end = *start + (uint32_t)text.len;
}

static int note(mm_shortenings *out, const mm_reading *reading,
                const mm_full_name *name, const mention *m, const place *p,
                uint32_t bead)
{
    bool           acronym = m->how == SAYS_ACRONYM;
    mm_str         a = acronym ? text_of(&reading->a, m) : name->a;
    mm_str         b = mm_side_text(&reading->b, p->start, p->end);
    double         doubt = m->how == SAYS_HEAD ? DOUBT_HEAD : DOUBT_NAME;
    mm_shortening *item = item_of(out, name, a, b, acronym);
    mm_evidence    evidence = { .clue = "shortened",
                                .bead = bead,
                                .weight = log((1 - doubt) / doubt) };

    if (!item)
        return MM_ENOMEM;
    item->beads += item->last_bead != bead;
    item->last_bead = bead;
    item->doubt = fmin(item->doubt, doubt);
    item->most = fmax(item->most, name->confidence);
    set_place(&evidence.a_segment, &evidence.a_start, &evidence.a_end,
              &reading->a, reading->a.words[m->first].start,
              reading->a.words[m->first + m->n - 1].end);
    set_place(&evidence.b_segment, &evidence.b_start, &evidence.b_end,
              &reading->b, p->start, p->end);
    if (item->n < GATHER_EVIDENCE)
        item->evidence[item->n++] = evidence;
    return MM_OK;
}

int mm_shortenings_read(mm_shortenings *out, const mm_reading *reading,
                        const mm_choices *choices, uint32_t bead, mm_error *err)
{
    mention mentions[MENTIONS];
    place   places[MENTIONS];

    if (reading->runs.n == 0)
        return MM_OK; /* nothing there, or too much to look at */
    for (size_t i = 0; i < out->n_names; i++) {
        const mm_full_name *name = &out->names[i];
        size_t              n =
            bead < name->since ? 0 : find_mentions(mentions, &reading->a, name);
        size_t m = n ? find_places(places, &reading->b, name) : 0;

        for (size_t k = 0; k < m; k++)
            for (size_t j = 0; j < n; j++) {
                if ((places[k].score == 0 && mentions[j].how != SAYS_ACRONYM) ||
                    !is_free(reading, choices, &mentions[j], &places[k],
                             name) ||
                    is_doubtful(out, reading, name, &mentions[j], &places[k]))
                    continue;
                if (note(out, reading, name, &mentions[j], &places[k], bead) <
                    0)
                    return mm_fail_memory(err);
                break;
            }
    }
    return MM_OK;
}

double mm_shortening_confidence(const mm_shortening *item)
{
    double doubt = item->doubt * pow(DOUBT_AGAIN, item->beads - 1);

    return fmin(fmin(1 - doubt, item->most), MOST);
}
