/*
 * Occurrences become candidates: the forms of one term (assets, asset) fall
 * together under the key of the singular, and beads are counted that hold the
 * pair, and either form at all: what comes back together each time is right,
 * what is said otherwise elsewhere was luck. The counts of forms stand in a
 * sketch of fixed size, so that memory grows with the candidates alone.
 */
#include "terms/gather.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COUNTED_WORDS = 4 };
enum { OFTEN = 200 }; /* one bead in so many */

int mm_forms_open(mm_forms *forms, mm_error *err)
{
    int rc = mm_sketch_open(&forms->a, err);

    return rc < 0 ? rc : mm_sketch_open(&forms->b, err);
}

void mm_forms_release(mm_forms *forms)
{
    mm_sketch_release(&forms->a);
    mm_sketch_release(&forms->b);
}

void mm_gather_release(mm_gather *gather)
{
    mm_map_release(&gather->map);
    free(gather->items);
    free(gather->seen);
    mm_arena_release(&gather->mem);
    mm_buf_release(&gather->room);
    *gather = (mm_gather){ 0 };
}

/* ---- counting forms ---- */

static int see(mm_gather *gather, uint64_t hash, mm_error *err)
{
    if (mm_grow(&gather->seen, &gather->cap_seen, gather->n_seen + 1,
                sizeof *gather->seen, err) < 0)
        return MM_ENOMEM;
    gather->seen[gather->n_seen++] = hash;
    return MM_OK;
}

static int by_hash(const void *left, const void *right)
{
    uint64_t x = *(const uint64_t *)left, y = *(const uint64_t *)right;

    return (x > y) - (x < y);
}

/* Each form that was seen in the bead counts once. */
static void count_seen(mm_gather *gather, mm_sketch *sketch)
{
    if (gather->n_seen)
        qsort(gather->seen, gather->n_seen, sizeof *gather->seen, by_hash);
    for (size_t i = 0; i < gather->n_seen; i++)
        if (i == 0 || gather->seen[i] != gather->seen[i - 1])
            mm_sketch_add(sketch, gather->seen[i]);
    gather->n_seen = 0;
}

/* The tight key of the run with its last word in the singular, into room. */
static int key_of_run(mm_gather *gather, const mm_reading *reading,
                      const mm_run *run)
{
    mm_str text = mm_side_text(&reading->a, run->start, run->end);
    mm_buf one = { 0 };
    int    rc = MM_OK;

    mm_buf_clear(&gather->room);
    if (mm_str_eq(mm_lang_tag(reading->reader_a.lang), MM_S("en")) &&
        !(run->flags & RUN_ACRONYM)) {
        if ((rc = mm_en_singular(&one, reading->reader_a.lang, text)) < 0)
            goto done;
        text = mm_buf_str(&one);
    }
    rc = mm_key_tight(&gather->room, text);
done:
    mm_buf_release(&one);
    return rc;
}

static int count_a(mm_gather *gather, const mm_reading *reading, mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < reading->runs.n && rc == MM_OK; i++) {
        const mm_run *run = &reading->runs.items[i];

        if (run->n > COUNTED_WORDS)
            continue;
        if (key_of_run(gather, reading, run) < 0)
            return mm_fail_memory(err);
        rc = see(gather, mm_hash(mm_buf_str(&gather->room)), err);
    }
    count_seen(gather, &gather->counts->a);
    return rc;
}

static int count_b(mm_gather *gather, const mm_reading *reading, mm_error *err)
{
    const mm_side *b = &reading->b;
    int            rc = MM_OK;

    for (size_t first = 0; first < b->n; first++)
        for (size_t last = first; last < b->n && last < first + COUNTED_WORDS;
             last++) {
            const mm_side_word *word = &b->words[last];
            size_t              start = b->words[first].start;

            if (word->segment != b->words[first].segment)
                break;
            for (size_t i = 0; i < word->n_ends && rc == MM_OK; i++)
                rc = see(gather,
                         mm_hash(mm_str_sub(b->key, start,
                                            word->ends[i].at - start)),
                         err);
        }
    count_seen(gather, &gather->counts->b);
    return rc;
}

/* ---- candidates ---- */

/* The candidate whose keys stand in room, the first one `middle` bytes long. */
static mm_gathered *item_in_room(mm_gather *gather, size_t middle)
{
    size_t   before = gather->n;
    uint32_t number = mm_map_add(&gather->map, mm_buf_str(&gather->room));

    if (number == MM_MAP_NONE ||
        mm_grow(&gather->items, &gather->cap, number + 1, sizeof *gather->items,
                NULL) < 0)
        return NULL;
    if (number == before) {
        mm_str key = gather->map.keys[number];

        gather->items[number] =
            (mm_gathered){ .key_a = mm_str_sub(key, 0, middle),
                           .key_b = mm_str_sub(key, middle + 1, key.len),
                           .last_bead = UINT32_MAX,
                           .first_part = UINT32_MAX,
                           .last_part = UINT32_MAX,
                           .logit = -1000,
                           .margin = -1,
                           .nested = true,
                           .in_name = true,
                           .cut = true,
                           .part = true };
        gather->n++;
    }
    return &gather->items[number];
}

static mm_gathered *item_of(mm_gather *gather, const mm_reading *reading,
                            const mm_pair *pair)
{
    mm_str key_b =
        mm_str_sub(reading->b.key, pair->start, pair->end - pair->start);
    size_t middle;

    if (key_of_run(gather, reading, &pair->a) < 0)
        return NULL;
    middle = gather->room.len;
    if (mm_buf_putc(&gather->room, '\n') < 0 ||
        mm_buf_put(&gather->room, key_b) < 0)
        return NULL;
    return item_in_room(gather, middle);
}

/* The run's text; a capital that only the sentence gave it is taken off. */
static mm_str text_of_run(mm_gather *gather, const mm_reading *reading,
                          const mm_run *run)
{
    const mm_side_word *word = &reading->a.words[run->first];
    mm_str              text = mm_side_text(&reading->a, run->start, run->end);

    if (!(word->flags & WORD_INITIAL) || word->flags & WORD_UPPER ||
        !mm_run_is_plain(reading->phrases, &reading->a, word) ||
        (run->n > 1 && word[1].flags & WORD_CAPITAL) || text.ptr[0] < 'A' ||
        text.ptr[0] > 'Z')
        return text;
    mm_buf_clear(&gather->room);
    if (mm_buf_putc(&gather->room, (char)(text.ptr[0] + 32)) < 0 ||
        mm_buf_put(&gather->room, mm_str_sub(text, 1, text.len)) < 0)
        return text;
    return mm_buf_str(&gather->room);
}

static int note_form(mm_gather *gather, mm_gathered *item, mm_form seen)
{
    mm_form *form = item->forms;

    while (form < item->forms + item->n_forms &&
           !mm_str_eq(form->text, seen.text))
        form++;
    if (form == item->forms + item->n_forms) {
        if (item->n_forms == GATHER_FORMS)
            return MM_OK;
        *form =
            (mm_form){ mm_arena_copy(&gather->mem, seen.text), 0, true, false };
        mm_buf_clear(&gather->room);
        if (!form->text.ptr || mm_key_tight(&gather->room, form->text) < 0)
            return MM_ENOMEM;
        form->plural = !mm_str_eq(mm_buf_str(&gather->room), item->key_a);
        item->n_forms++;
    }
    form->count += seen.count;
    form->initial = form->initial && seen.initial;
    return MM_OK;
}

static const char *clue_of(const mm_pair *pair)
{
    if (pair->linked)
        return pair->quoted ? "quotation" : "bracket";
    return pair->n_pieces > 1 ? "composition" : mm_clue_name(pair->clue);
}

/* Where a stretch of the key stands in its segment's text. */
static void place(uint32_t *segment, uint32_t *start, uint32_t *end,
                  const mm_side *side, size_t from, size_t to)
{
    mm_str text = mm_side_text(side, from, to);
    mm_str whole = side->document->segments[side->segment[from]].text;

    *segment = side->segment[from];
    *start = (uint32_t)(text.ptr - whole.ptr);
    *end = *start + (uint32_t)text.len;
}

/* The best evidence stays, of equals the first. */
static void keep_evidence(mm_gathered *item, mm_evidence evidence)
{
    size_t i;

    if (item->n == GATHER_EVIDENCE &&
        item->evidence[item->n - 1].weight >= evidence.weight)
        return;
    if (item->n < GATHER_EVIDENCE)
        item->n++;
    for (i = item->n - 1;
         i > 0 && item->evidence[i - 1].weight < evidence.weight; i--)
        item->evidence[i] = item->evidence[i - 1];
    item->evidence[i] = evidence;
}

static void note_evidence(mm_gathered *item, const mm_reading *reading,
                          const mm_pair *pair, uint32_t bead)
{
    mm_evidence evidence = { .clue = clue_of(pair),
                             .bead = bead,
                             .weight = pair->logit };

    place(&evidence.a_segment, &evidence.a_start, &evidence.a_end, &reading->a,
          pair->a.start, pair->a.end);
    place(&evidence.b_segment, &evidence.b_start, &evidence.b_end, &reading->b,
          pair->start, pair->end);
    keep_evidence(item, evidence);
}

static int note_choice(mm_gather *gather, const mm_reading *reading,
                       const mm_chosen *chosen, const mm_kinds *kinds,
                       uint32_t bead, double score)
{
    const mm_pair *pair = chosen->pair;
    mm_gathered   *item = item_of(gather, reading, pair);
    mm_str         b = mm_side_text(&reading->b, pair->start, pair->end);
    double         logit = pair->logit + log(score > 0.01 ? score : 0.01);

    mm_form form = { .text = text_of_run(gather, reading, &pair->a),
                     .count = 1,
                     .initial =
                         reading->a.words[pair->a.first].flags & WORD_INITIAL };

    if (!item || note_form(gather, item, form) < 0)
        return MM_ENOMEM;
    if (!item->b.ptr && !(item->b = mm_arena_copy(&gather->mem, b)).ptr)
        return MM_ENOMEM;
    item->beads += item->last_bead != bead;
    item->last_bead = bead;
    item->parts += item->last_part != bead / DISPERSION_BEADS;
    item->last_part = bead / DISPERSION_BEADS;
    if (item->first_part == UINT32_MAX)
        item->first_part = item->last_part;
    if (logit > item->logit) {
        item->logit = logit;
        item->kind = mm_kind_of(kinds, pair, &reading->scene);
        item->best = *pair;
    }
    if (chosen->margin > item->margin)
        item->margin = chosen->margin;
    item->nested = item->nested && chosen->nested;
    item->in_name = item->in_name && chosen->in_name;
    item->part = item->part && chosen->part;
    item->cut = item->cut && pair->a.flags & RUN_CUT;
    item->holds = item->holds || chosen->holds;
    item->is_memory =
        item->is_memory || (pair->clue == CLUE_MEMORY && pair->n_pieces == 1 &&
                            pair->f[F_KNOWN] > 0);
    note_evidence(item, reading, pair, bead);
    return MM_OK;
}

int mm_gather_add(mm_gather *gather, const mm_reading *reading,
                  const mm_choices *choices, const mm_kinds *kinds,
                  uint32_t bead, double score, mm_error *err)
{
    int rc;

    if ((rc = count_a(gather, reading, err)) < 0 ||
        (rc = count_b(gather, reading, err)) < 0)
        return rc;
    for (size_t i = 0; i < choices->n; i++)
        if (note_choice(gather, reading, &choices->items[i], kinds, bead,
                        score) < 0)
            return mm_fail_memory(err);
    return MM_OK;
}

/* ---- gatherings of several threads ---- */

static int merge(mm_gather *gather, mm_gathered *item, const mm_gathered *from)
{
    if (!item->b.ptr && !(item->b = mm_arena_copy(&gather->mem, from->b)).ptr)
        return MM_ENOMEM;
    for (size_t i = 0; i < from->n_forms; i++)
        if (note_form(gather, item, from->forms[i]) < 0)
            return MM_ENOMEM;
    for (size_t i = 0; i < from->n; i++)
        keep_evidence(item, from->evidence[i]);
    if (item->beads == 0)
        item->first_part = from->first_part;
    item->parts += from->parts - (item->last_part == from->first_part);
    item->beads += from->beads;
    item->last_bead = from->last_bead;
    item->last_part = from->last_part;
    if (from->logit > item->logit) {
        item->logit = from->logit;
        item->kind = from->kind;
        item->best = from->best;
    }
    if (from->margin > item->margin)
        item->margin = from->margin;
    item->nested = item->nested && from->nested;
    item->in_name = item->in_name && from->in_name;
    item->part = item->part && from->part;
    item->cut = item->cut && from->cut;
    item->holds = item->holds || from->holds;
    item->is_memory = item->is_memory || from->is_memory;
    return MM_OK;
}

int mm_gather_merge(mm_gather *gather, const mm_gather *from, mm_error *err)
{
    for (size_t i = 0; i < from->n; i++) {
        const mm_gathered *item = &from->items[i];
        mm_gathered       *to;

        mm_buf_clear(&gather->room);
        if (mm_buf_put(&gather->room, from->map.keys[i]) < 0 ||
            !(to = item_in_room(gather, item->key_a.len)) ||
            merge(gather, to, item) < 0)
            return mm_fail_memory(err);
    }
    return MM_OK;
}

/* In a single article every known pair is welcome; in a collection ordinary
 * words would crowd the head of the list. A term is burstier than a word: where
 * it stands once it stands again [Church and Gale 1995]. Parts of names are
 * none; in a collection they tell how a name is spelt, and come behind. */
mm_rank mm_gather_rank(const mm_gathered *item, uint32_t beads)
{
    bool ordinary = item->best.a.flags & RUN_ORDINARY &&
                    !(item->best.a.flags & RUN_NAME &&
                      !(item->best.a.flags & RUN_INITIAL)) &&
                    item->best.f[F_KNOWN] == 0 && !item->best.linked;
    bool bursty = item->beads >= 3 && (2 * item->beads >= 3 * item->parts ||
                                       item->beads * OFTEN >= beads);

    if (beads < MM_COLLECTION)
        return item->part ? MM_RANK_NONE : MM_RANK_TERM;
    return item->part || (ordinary && !bursty) ? MM_RANK_WORD : MM_RANK_TERM;
}

/* The most beads of the candidates that share a key. */
static int find_tops(mm_gather *gather, bool of_b)
{
    mm_map    keys = { 0 };
    uint32_t *top = calloc(gather->n + 1, sizeof *top);
    int       rc = top ? MM_OK : MM_ENOMEM;

    for (int round = 0; round < 2 && rc == MM_OK; round++)
        for (size_t i = 0; i < gather->n && rc == MM_OK; i++) {
            mm_gathered *item = &gather->items[i];
            uint32_t at = mm_map_add(&keys, of_b ? item->key_b : item->key_a);

            if (at == MM_MAP_NONE)
                rc = MM_ENOMEM;
            else if (round == 0)
                top[at] = item->beads > top[at] ? item->beads : top[at];
            else
                *(of_b ? &item->top_b : &item->top_a) = top[at];
        }
    mm_map_release(&keys);
    free(top);
    return rc;
}

int mm_gather_settle(mm_gather *gather, mm_error *err)
{
    return find_tops(gather, false) < 0 || find_tops(gather, true) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

static double share(uint32_t beads, uint32_t all)
{
    return all > beads ? (double)beads / all : 1;
}

void mm_gather_features(double *out, const mm_gather *gather,
                        const mm_gathered *item)
{
    out[C_ONE] = 1;
    out[C_LOGIT] = item->logit;
    out[C_MARGIN] = item->margin;
    out[C_NESTED] = item->nested;
    out[C_IN_NAME] = item->in_name;
    out[C_WORDS] = item->nested ? item->best.f[F_WORDS] : 0;
    out[C_HOLDS] = item->holds;
    out[C_COUNT] = log(item->beads);
    out[C_SHARE_A] = share(
        item->beads, mm_sketch_count(&gather->counts->a, mm_hash(item->key_a)));
    out[C_SHARE_B] = share(
        item->beads, mm_sketch_count(&gather->counts->b, mm_hash(item->key_b)));
    out[C_NAME] = item->best.f[F_NAME] > 0 && !item->cut;
    out[C_CUT] = item->cut;
    out[C_ALONE] = item->best.a.n == 1;
    out[C_COVER] = item->best.f[F_COVER];
    out[C_STRAY] = item->best.f[F_STRAY_A] + item->best.f[F_STRAY_B];
    out[C_LINK] = item->best.f[F_LINK];
    out[C_INSIDE] = item->best.f[F_BEGIN] + item->best.f[F_END] > 0;
    out[C_SOUND] = item->best.f[F_SOUND];
    out[C_PART] = item->cut && item->best.f[F_KNOWN] == 0;
    out[C_LEFTOVER] = item->best.f[F_LEFTOVER];
    out[C_DEFINED] = fmax(item->best.f[F_DEFINED_A], item->best.f[F_DEFINED_B]);
    out[C_TOP_A] = share(item->beads, item->top_a);
    out[C_TOP_B] = share(item->beads, item->top_b);
    out[C_KNOWN] = item->best.f[F_KNOWN];
    out[C_DICTIONARY] = item->best.f[F_DICTIONARY];
    out[C_TABLE] = item->best.f[F_TABLE];
    out[C_FULL] = item->best.f[F_FULL];
    out[C_LENGTH] = item->best.f[F_LENGTH];
    out[C_VERB] = item->best.f[F_VERB];
}
