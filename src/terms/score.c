/*
 * How well a run of A and a stretch of B explain each other. The pieces between
 * them are chosen without overlap, the heaviest first; what they leave open on
 * either side is then looked at: is it explained by something outside (a stray,
 * which speaks against these bounds), or by nothing at all (a leftover: with
 * one on each side they probably belong together, since the rest does). All of
 * it becomes features of a logistic model, whose few weights are fitted on
 * document pairs with their terms known (data/term-weights.tsv).
 */
#include "terms/score.h"

#include "base/memory.h"
#include "malmoi/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { USABLE = 96, B_BYTES = 256, FIRSTS = 5 };

static const double FULL_WEIGHT = 6;   /* nats that count as certain */
static const double LONGER_LEAST = 3;  /* weight of a piece that is no luck */
static const double WHOLE = 4;         /* nats for a piece that is the pair */
static const double STRAY_LEAST = 1.8; /* weight from which a piece explains */

const char *mm_feature_name(mm_feature feature)
{
    static const char *const names[] = {
        "one",      "cover_a",    "cover_b", "cover",      "full",
        "strength", "least",      "known",   "dictionary", "table",
        "sound",    "identical",  "link",    "defined_a",  "defined_b",
        "stray_a",  "stray_b",    "rival_a", "rival_b",    "leftover",
        "words",    "name",       "cut",     "cut_sound",  "cut_many",
        "apart",    "noun",       "begin",   "end",        "josa",
        "verb",     "one_letter", "length",  "before",     "after",
        "rest",     "rest_one",   "dangle",  "edge_a",     "edge_b",
        "numbered", "turned",     "quoted",  "value",      "initial",
        "owner",    "only",       "slack",   "framed",     "parallel"
    };

    return names[feature];
}

static double strength(double weight)
{
    return weight <= 0 ? 0 : weight >= FULL_WEIGHT ? 1 : weight / FULL_WEIGHT;
}

/* ---- the scene ---- */

static void note(mm_at *at, const mm_piece *piece)
{
    if (piece->weight > at->weight[0]) {
        if (at->first[0] != piece->first) {
            at->weight[1] = at->weight[0];
            at->first[1] = at->first[0];
            at->n[1] = at->n[0];
        }
        at->weight[0] = piece->weight;
        at->first[0] = piece->first;
        at->n[0] = piece->n;
    } else if (piece->weight > at->weight[1] && piece->first != at->first[0]) {
        at->weight[1] = piece->weight;
        at->first[1] = piece->first;
        at->n[1] = piece->n;
    }
}

int mm_scene_set(mm_scene *scene, mm_error *err)
{
    size_t len = scene->b->key.len + 1;

    if (mm_grow(&scene->at, &scene->cap_at, len, sizeof *scene->at, err) < 0)
        return MM_ENOMEM;
    memset(scene->at, 0, len * sizeof *scene->at);
    for (size_t i = 0; i < scene->pieces->n; i++) {
        const mm_piece *piece = &scene->pieces->items[i];

        for (size_t j = piece->start; j < piece->end; j++)
            note(&scene->at[j], piece);
    }
    return MM_OK;
}

void mm_scene_release(mm_scene *scene)
{
    free(scene->at);
    scene->at = NULL;
    scene->cap_at = 0;
}

bool mm_scene_explains(const mm_scene *scene, size_t at)
{
    return scene->at[at].weight[0] >= STRAY_LEAST;
}

/* Weight of the best piece over byte `at` whose words are not all in the run.
 */
static double outside(const mm_at *at, const mm_run *run)
{
    for (int i = 0; i < 2; i++)
        if (at->weight[i] > 0 &&
            (at->first[i] < run->first ||
             at->first[i] + at->n[i] > run->first + run->n))
            return at->weight[i];
    return 0;
}

/* ---- choosing pieces ---- */

typedef struct choice {
    const mm_piece *list[USABLE];
    double          value[USABLE];
    size_t          n;
    const mm_piece *word[RUN_WORDS]; /* by word of the run: its piece */
    const mm_piece *byte[B_BYTES];   /* by byte of the stretch */
} choice;

/* What a piece is worth: its weight, and what it covers; most of all when it
 * is the pair itself. */
static double value_of(const mm_piece *piece, const mm_pair *pair)
{
    double value = piece->weight + 0.6 * (piece->n - 1) +
                   0.2 * (double)(piece->end - piece->start);

    return piece->start == pair->start && piece->end == pair->end &&
                   piece->n == pair->a.n
               ? value + WHOLE
               : value;
}

static void insert(choice *c, const mm_piece *piece, const mm_pair *pair)
{
    double value = value_of(piece, pair);
    size_t i;

    if (c->n == USABLE && value <= c->value[USABLE - 1])
        return;
    if (c->n < USABLE)
        c->n++;
    for (i = c->n - 1; i > 0 && c->value[i - 1] < value; i--) {
        c->value[i] = c->value[i - 1];
        c->list[i] = c->list[i - 1];
    }
    c->value[i] = value;
    c->list[i] = piece;
}

static bool is_free(const choice *c, const mm_pair *pair, const mm_piece *piece)
{
    for (uint32_t w = 0; w < piece->n; w++)
        if (c->word[piece->first - pair->a.first + w])
            return false;
    for (size_t i = piece->start; i < piece->end; i++)
        if (c->byte[i - pair->start])
            return false;
    return true;
}

static void take(choice *c, mm_pair *pair, const mm_scene *scene,
                 const mm_piece *piece)
{
    for (uint32_t w = 0; w < piece->n; w++)
        c->word[piece->first - pair->a.first + w] = piece;
    for (size_t j = piece->start; j < piece->end; j++)
        c->byte[j - pair->start] = piece;
    pair->pieces[pair->n_pieces++] = (uint32_t)(piece - scene->pieces->items);
}

static void clear(choice *c, mm_pair *pair)
{
    memset(c->word, 0, sizeof c->word);
    memset(c->byte, 0, (pair->end - pair->start) * sizeof *c->byte);
    pair->n_pieces = 0;
}

/* Piece `first` of the list, and then the heaviest that fit. Returns how many
 * words and bytes stay open on both sides, 0 when either side is full. */
static size_t tile(choice *c, mm_pair *pair, const mm_scene *scene,
                   size_t first)
{
    size_t words = 0, bytes = 0;

    clear(c, pair);
    take(c, pair, scene, c->list[first]);
    for (size_t i = 0; i < c->n && pair->n_pieces < PAIR_PIECES; i++)
        if (is_free(c, pair, c->list[i]))
            take(c, pair, scene, c->list[i]);
    for (uint32_t w = 0; w < pair->a.n; w++)
        words += !c->word[w] &&
                 !(scene->a->words[pair->a.first + w].flags & WORD_FUNCTION);
    for (size_t i = 0; i < pair->end - pair->start; i++)
        bytes += !c->byte[i];
    return words && bytes ? words + bytes : 0;
}

/* The heaviest first; where that leaves something open on both sides, another
 * first one may not (Hadong County | Governor and 하동 | 군수). */
static void choose(choice *c, mm_pair *pair, const mm_scene *scene)
{
    const mm_pieces *pieces = scene->pieces;
    uint32_t         last = pair->a.first + pair->a.n;
    size_t           best = 0, open;

    for (uint32_t i = pieces->first[pair->a.first]; i < pieces->first[last];
         i++) {
        const mm_piece *piece = &pieces->items[i];

        if (piece->first + piece->n <= last && piece->start >= pair->start &&
            piece->end <= pair->end)
            insert(c, piece, pair);
    }
    if (c->n == 0)
        return;
    open = tile(c, pair, scene, 0);
    for (size_t i = 1; open && i < c->n && i < FIRSTS; i++)
        if (tile(c, pair, scene, i) == 0) {
            open = 0;
            best = i;
        }
    if (open || best)
        tile(c, pair, scene, best);
}

/* ---- side A ---- */

/* One syllable explains its word as long as nothing is left open beside it:
 * 수 of 수도 does not say water. */
static bool is_loose(const mm_piece *piece)
{
    return piece->pos & POS_PARTIAL && piece->end - piece->start <= 3;
}

/* Words that stay open; `*loose` of them if B stays open too. */
static double left_a(mm_pair *pair, const mm_scene *scene, const choice *c,
                     double *loose)
{
    double all = 0, covered = 0, stray = 0, rival = 0, open = 0;

    for (uint32_t i = 0; i < pair->a.n; i++) {
        uint32_t            w = pair->a.first + i;
        const mm_side_word *word = &scene->a->words[w];
        double              best = scene->pieces->best[w];

        if (word->flags & WORD_FUNCTION && !c->word[i])
            continue;
        if (word->flags & WORD_FUNCTION) /* heard along with a name */
            continue;
        all++;
        if (c->word[i]) {
            covered++;
            *loose += is_loose(c->word[i]);
            if (best > c->word[i]->weight)
                rival += strength(best) - strength(c->word[i]->weight);
        } else if (best >= STRAY_LEAST) {
            stray += strength(best);
        } else {
            open++;
        }
    }
    if (all == 0)
        all = 1;
    pair->f[F_COVER_A] = covered / all;
    pair->f[F_STRAY_A] = stray / all;
    pair->f[F_RIVAL_A] = rival / all;
    return open;
}

/* ---- side B ---- */

/* A genitive between two words explains itself. */
static bool is_genitive(const mm_side *b, size_t at, size_t end)
{
    static const char genitive[] = "\xEC\x9D\x98"; /* 의 */
    uint32_t          w = b->word_at[at];

    return w < b->n && b->words[w].end == at + 3 && at + 3 < end &&
           memcmp(b->key.ptr + at, genitive, 3) == 0;
}

static double left_b(mm_pair *pair, const mm_scene *scene, const choice *c)
{
    const mm_side *b = scene->b;
    double         all = 0, covered = 0, stray = 0, rival = 0, open = 0;
    size_t         at = pair->start;

    while (at < pair->end) {
        size_t          next = at;
        const mm_piece *piece = c->byte[at - pair->start];
        double          other = outside(&scene->at[at], &pair->a);

        if (mm_utf8_next(b->key, &next) < 0)
            break;
        if (!piece && is_genitive(b, at, pair->end)) {
            at = next;
            continue;
        }
        all++;
        if (piece) {
            covered++;
            if (other > piece->weight)
                rival += strength(other) - strength(piece->weight);
        } else if (other >= STRAY_LEAST) {
            stray += strength(other);
        } else {
            open++;
        }
        at = next;
    }
    if (all == 0)
        all = 1;
    pair->f[F_COVER_B] = covered / all;
    pair->f[F_STRAY_B] = stray / all;
    pair->f[F_RIVAL_B] = rival / all;
    pair->f[F_ONE_LETTER] = all == 1;
    return open;
}

/* True when B is all of its word but such a unit: 안성 in 안성시. */
static bool ends_in_unit(const mm_pair *pair, const mm_scene *scene)
{
    return pair->a.flags & RUN_NAME && pair->end + 3 <= scene->b->key.len &&
           mm_side_ends(scene->b, pair->end + 3, NULL, NULL) &&
           mm_side_is_unit(scene->b, pair->end + 3);
}

/* The same words said a syllable shorter: 안성 in 안성시, where A says no city.
 */
static bool has_shorter(const mm_pair *pair, const mm_scene *scene)
{
    const mm_pieces *pieces = scene->pieces;
    bool unit = pair->end - pair->start >= 9 && pair->kind == MM_KIND_PLACE &&
                mm_side_is_unit(scene->b, pair->end);

    for (uint32_t i = pieces->first[pair->a.first];
         unit && pair->a.n == 1 && i < pieces->first[pair->a.first + 1]; i++)
        if (pieces->items[i].n == pair->a.n &&
            pieces->items[i].start == pair->start &&
            pieces->items[i].end == pair->end - 3)
            return true;
    return false;
}

/* Is byte `end` where its word ends most likely? */
static bool ends_best(const mm_side *b, size_t end)
{
    return b->words[b->word_at[end - 1]].ends[0].at == end;
}

/* The same words are known to say the whole word that B begins: 억제력, where
 * 억제 alone would do in another place. */
static bool is_whole_word(const mm_pair *pair, const mm_scene *scene)
{
    const mm_pieces *pieces = scene->pieces;

    for (uint32_t i = pieces->first[pair->a.first];
         i < pieces->first[pair->a.first + 1]; i++) {
        const mm_piece *piece = &pieces->items[i];

        if (piece->n == pair->a.n && piece->whole &&
            piece->weight >= LONGER_LEAST && ends_best(scene->b, piece->end) &&
            ((piece->start == pair->start && piece->end > pair->end) ||
             (piece->start < pair->start && piece->end >= pair->end &&
              pair->f[F_BEGIN] > 0)))
            return true;
    }
    return false;
}

/* More words of A are known to say the same B: 국회 is the National Assembly,
 * and not an assembly. */
static bool has_longer(const mm_pair *pair, const mm_scene *scene)
{
    const mm_pieces *pieces = scene->pieces;
    uint32_t         first = pair->a.first, last = first + pair->a.n;
    double           own = 0;

    for (size_t i = 0; i < pair->n_pieces; i++)
        own = fmax(own, pieces->items[pair->pieces[i]].weight);
    for (uint32_t w = first > 8 ? first - 8 : 0; w <= first; w++)
        for (uint32_t i = pieces->first[w]; i < pieces->first[w + 1]; i++) {
            const mm_piece *piece = &pieces->items[i];

            if (piece->start == pair->start && piece->end == pair->end &&
                piece->n > pair->a.n && piece->first + piece->n >= last &&
                piece->weight >= own)
                return true;
        }
    return false;
}

/* False when B ends in no noun. */
static bool look_at_ends(mm_pair *pair, const mm_side *b)
{
    double        score = 0;
    mm_word_class word_class = MM_WORD_NOUN;

    pair->f[F_BEGIN] = !mm_side_begins(b, pair->start);
    if (!mm_side_ends(b, pair->end, &score, &word_class)) {
        pair->f[F_END] = 1;
        return true;
    }
    pair->f[F_JOSA] = score;
    pair->f[F_VERB] = word_class == MM_WORD_NOUN_VERB;
    return word_class != MM_WORD_OTHER;
}

/* ---- pieces ---- */

/* What single pieces say of the pair as a whole; several may. */
static void look_at_whole(mm_pair *pair, const mm_scene *scene)
{
    const mm_pieces *pieces = scene->pieces;

    for (uint32_t i = pieces->first[pair->a.first];
         i < pieces->first[pair->a.first + 1]; i++) {
        const mm_piece *piece = &pieces->items[i];
        double          sure = strength(piece->weight);

        if (piece->n != pair->a.n || piece->start != pair->start ||
            piece->end != pair->end || piece->pos & POS_PARTIAL)
            continue;
        if (piece->clue <= CLUE_CLDR && pair->f[F_KNOWN] == 0) {
            pair->f[F_KNOWN] = 1;
            pair->kind = piece->kind;
        }
        if (piece->clue == CLUE_DICTIONARY || piece->clue == CLUE_CORPUS)
            pair->f[F_DICTIONARY] = fmax(pair->f[F_DICTIONARY], sure);
        if (piece->clue == CLUE_WORDS)
            pair->f[F_TABLE] = sure;
        if (piece->clue == CLUE_SOUND)
            pair->f[F_SOUND] = fmax(pair->f[F_SOUND], sure);
        if (piece->clue == CLUE_IDENTICAL)
            pair->f[F_IDENTICAL] = 1;
        if (pair->kind == MM_KIND_TERM)
            pair->kind = piece->kind;
    }
}

/* False when nothing but numbers is said: no term. */
static bool look_at_pieces(mm_pair *pair, const mm_scene *scene)
{
    double   sum = 0, least = FULL_WEIGHT, best = -1;
    bool     words_too = false;
    uint32_t words = 0;

    for (size_t i = 0; i < pair->n_pieces; i++) {
        const mm_piece *piece = &scene->pieces->items[pair->pieces[i]];

        sum += strength(piece->weight) * piece->n;
        words += piece->n;
        if (piece->weight < least)
            least = piece->weight;
        if (piece->weight > best) {
            best = piece->weight;
            pair->clue = piece->clue;
        }
        if (piece->clue == CLUE_VALUE)
            pair->f[F_VALUE] = 1;
        else
            words_too = true;
    }
    pair->f[F_STRENGTH] = words ? sum / words : 0;
    pair->f[F_LEAST] = words ? strength(least) : 0;
    return words_too || pair->n_pieces == 0;
}

/* ---- links, neighbours, lengths ---- */

static void link_of(mm_pair *pair, const mm_scene *scene)
{
    for (size_t i = 0; i < scene->links->n; i++) {
        const mm_bracket_link *link = &scene->links->items[i];

        if (link->first != pair->a.first || link->n != pair->a.n ||
            link->end != pair->end ||
            (link->start != SIZE_MAX && link->start != pair->start))
            continue;
        if (link->is_quote)
            pair->f[F_QUOTED] = pair->quoted = true;
        if (link->weight > pair->f[F_LINK])
            pair->f[F_LINK] = link->weight;
        pair->linked = true;
        if (link->is_short && pair->a.n == 1)
            pair->kind = MM_KIND_ACRONYM;
    }
}

/* Is it a full form whose short form stands in brackets behind it? */
static void look_at_brackets(mm_pair *pair, const mm_scene *scene)
{
    const mm_bracket_links *links = scene->links;

    for (size_t i = 0; i < links->n_a; i++)
        if (links->of_a[i].full_n == pair->a.n &&
            links->of_a[i].full == pair->a.first)
            pair->f[F_DEFINED_A] = links->of_a[i].sure;
    for (size_t i = 0; i < links->n_b; i++)
        if (links->of_b[i].full_n && links->of_b[i].before == pair->end &&
            scene->b->words[links->of_b[i].full].start == pair->start)
            pair->f[F_DEFINED_B] = links->of_b[i].sure;
}

/* True when word `w` of A is said by the word of B that ends at `end` (starts
 * at `start`). */
static bool said_at(const mm_scene *scene, uint32_t w, size_t start, size_t end)
{
    const mm_pieces *pieces = scene->pieces;

    for (uint32_t i = pieces->first[w]; i < pieces->first[w + 1]; i++)
        if (pieces->items[i].weight >= STRAY_LEAST &&
            ((start != SIZE_MAX && pieces->items[i].start == start) ||
             (end != SIZE_MAX && pieces->items[i].end == end)))
            return true;
    return false;
}

/* Does the phrase go on at word `w`? Not where a name begins behind what
 * describes it: mid laner Lee Sang-hyeok. */
static bool goes_on(const mm_side *a, uint32_t w)
{
    const mm_side_word *word = &a->words[w];

    return !(word->flags & (WORD_BREAK | WORD_FUNCTION | WORD_NAMED)) &&
           !(word->flags & WORD_CAPITAL &&
             !(a->words[w - 1].flags & WORD_CAPITAL));
}

static void look_beyond(mm_pair *pair, const mm_scene *scene)
{
    const mm_side *a = scene->a, *b = scene->b;
    uint32_t       first = pair->a.first, last = first + pair->a.n;
    uint32_t       w = b->word_at[pair->start];
    uint32_t       v = b->word_at[pair->end - 1];
    size_t         before = SIZE_MAX, after = SIZE_MAX;

    if (!mm_side_begins(b, pair->start))
        before = pair->start;
    else if (w > 0 && w < b->n && !(b->words[w].flags & WORD_BREAK))
        before = b->words[w - 1].end;
    if (!mm_side_ends(b, pair->end, NULL, NULL))
        after = pair->end;
    else if (v + 1 < b->n && !(b->words[v + 1].flags & WORD_BREAK) &&
             b->words[v].ends[0].at == b->words[v].end)
        after = b->words[v + 1].start;
    pair->f[F_BEFORE] = first > 0 && !(a->words[first].flags & WORD_BREAK) &&
                        !(a->words[first - 1].flags & WORD_FUNCTION) &&
                        (said_at(scene, first - 1, SIZE_MAX, before) ||
                         said_at(scene, first - 1, after, SIZE_MAX));
    pair->f[F_AFTER] = last < a->n && goes_on(a, last) &&
                       (said_at(scene, last, SIZE_MAX, before) ||
                        said_at(scene, last, after, SIZE_MAX));
    pair->f[F_APART] =
        pair->f[F_CUT] > 0 && pair->f[F_BEFORE] == 0 && pair->f[F_AFTER] == 0;
}

/* True when nothing explains a byte of B from `start` to `end`. */
static bool is_open(const mm_scene *scene, size_t start, size_t end)
{
    for (size_t at = start; at < end; at++)
        if (scene->at[at].weight[0] < STRAY_LEAST)
            return true;
    return false;
}

/* What is left of the words at both ends. */
static void look_at_rest(mm_pair *pair, const mm_scene *scene)
{
    const mm_side      *b = scene->b;
    const mm_side_word *first = &b->words[b->word_at[pair->start]];
    const mm_side_word *last = &b->words[b->word_at[pair->end - 1]];

    if (first->start < pair->start && is_open(scene, first->start, pair->start))
        pair->f[F_REST] = 1;
    if (pair->f[F_END] > 0 && pair->end < last->ends[0].at &&
        is_open(scene, pair->end, last->ends[0].at))
        pair->f[F_REST] = 1;
    pair->f[F_REST_ONE] =
        pair->f[F_REST] > 0 && pair->a.n == 1 && !(pair->a.flags & RUN_NAME);
    pair->f[F_NUMBERED] =
        first->start == pair->start && first->flags & WORD_NUMBERED;
}

/* Words beside the run that belong to its phrase, and that nothing explains. */
static bool dangles(const mm_scene *scene, uint32_t w, const mm_side_word *at)
{
    return !(at->flags & WORD_BREAK) &&
           !(scene->a->words[w].flags &
             (WORD_FUNCTION | WORD_VALUE | WORD_COMMON)) &&
           scene->pieces->best[w] < STRAY_LEAST;
}

/* True when no piece touches word `w` of B, and B is more than that word. */
static bool is_slack(const mm_pair *pair, const mm_scene *scene,
                     const choice *c, uint32_t w)
{
    const mm_side_word *word = &scene->b->words[w];
    size_t from = word->start > pair->start ? word->start : pair->start;
    size_t to = word->end < pair->end ? word->end : pair->end;

    for (size_t at = from; at < to; at++)
        if (c->byte[at - pair->start])
            return false;
    return from > pair->start || to < pair->end;
}

static void look_at_edges(mm_pair *pair, const mm_scene *scene, const choice *c,
                          double open_b)
{
    const mm_side *a = scene->a;
    uint32_t       first = pair->a.first, last = first + pair->a.n - 1;
    size_t         end = pair->end - pair->start - 1;

    if (open_b > 0)
        pair->f[F_DANGLE] =
            (first > 0 && dangles(scene, first - 1, &a->words[first])) ||
            (last + 1 < a->n && dangles(scene, last + 1, &a->words[last + 1]));
    pair->first_open = !c->word[0];
    pair->f[F_EDGE_A] = !c->word[0] + !c->word[pair->a.n - 1];
    pair->f[F_EDGE_B] = !c->byte[0] + !c->byte[end];
    pair->f[F_SLACK] =
        is_slack(pair, scene, c, scene->b->word_at[pair->start]) +
        is_slack(pair, scene, c, scene->b->word_at[pair->end - 1]);
}

typedef enum gap { GAP_NONE, GAP_FIRST, GAP_MIDDLE, GAP_LAST, GAP_MANY } gap;

/* One more place of a side, open or not: `*in` and `*first` hold where it is.
 */
static void see_place(gap *at, bool *in, bool *first, bool open)
{
    if (open && !*in)
        *at = *at != GAP_NONE ? GAP_MANY : *first ? GAP_FIRST : GAP_LAST;
    if (!open && *in && *at == GAP_LAST)
        *at = GAP_MIDDLE;
    *in = open;
    *first = false;
}

static gap gap_of_a(const mm_pair *pair, const mm_scene *scene, const choice *c)
{
    gap  at = GAP_NONE;
    bool in = false, first = true;

    for (uint32_t i = 0; i < pair->a.n; i++)
        if (!(scene->a->words[pair->a.first + i].flags & WORD_FUNCTION))
            see_place(&at, &in, &first, !c->word[i] || is_loose(c->word[i]));
    return at;
}

static gap gap_of_b(const mm_pair *pair, const choice *c)
{
    gap  at = GAP_NONE;
    bool in = false, first = true;

    for (size_t i = 0; i < pair->end - pair->start; i++)
        see_place(&at, &in, &first, !c->byte[i] || is_loose(c->byte[i]));
    return at;
}

/* What is left over belongs together when it stands at one place of each side,
 * and that the same. */
static void look_at_gaps(mm_pair *pair, const mm_scene *scene, const choice *c)
{
    gap at = gap_of_a(pair, scene, c);

    if (pair->f[F_LEFTOVER] == 0 || pair->n_pieces == 0 ||
        at != gap_of_b(pair, c))
        return;
    pair->f[F_FRAMED] = at == GAP_MIDDLE;
    pair->f[F_PARALLEL] = at == GAP_FIRST || at == GAP_LAST;
}

/* English and Korean order their nouns alike, but for what "of" turns. */
static void look_at_order(mm_pair *pair, const mm_scene *scene, const choice *c)
{
    const mm_piece *before = NULL;
    bool            turns = false;

    for (uint32_t i = 0; i < pair->a.n; i++) {
        const mm_piece *piece = c->word[i];

        if (!piece) {
            turns |= scene->a->words[pair->a.first + i].flags & WORD_FUNCTION;
            continue;
        }
        if (piece->clue == CLUE_VALUE) /* Terminal 2, 제2터미널 */
            continue;
        if (before && piece != before &&
            (piece->start < before->start) != turns)
            pair->f[F_TURNED] = 1;
        if (piece != before)
            turns = false;
        before = piece;
    }
}

static void lengths(mm_pair *pair, const mm_scene *scene)
{
    double letters = (double)mm_utf8_count(
        mm_str_sub(scene->a->key, pair->a.start, pair->a.end - pair->a.start));
    double syllables = (double)mm_utf8_count(
        mm_str_sub(scene->b->key, pair->start, pair->end - pair->start));

    if (pair->kind != MM_KIND_ACRONYM && !(pair->a.flags & RUN_ACRONYM) &&
        pair->f[F_KNOWN] == 0)
        pair->f[F_LENGTH] = fabs(log((syllables + 1) / (letters / 2.7 + 1)));
}

/* The words of the pair that are heard as a person's whole name; 0 none. */
static uint32_t person_words(const mm_pair *pair, const mm_scene *scene)
{
    for (size_t i = 0; i < pair->n_pieces; i++) {
        const mm_piece *piece = &scene->pieces->items[pair->pieces[i]];

        if (piece->clue == CLUE_SOUND && piece->n > 1 &&
            piece->kind == MM_KIND_PERSON)
            return piece->n;
    }
    return 0;
}

static void flags(mm_pair *pair, const mm_scene *scene)
{
    pair->f[F_ONE] = 1;
    pair->f[F_WORDS] = log(pair->a.n);
    pair->f[F_NAME] = pair->a.flags & RUN_NAME ? 1 : 0;
    pair->f[F_CUT] =
        pair->a.flags & RUN_CUT && !(pair->a.flags & RUN_BEHIND_INITIAL &&
                                     person_words(pair, scene) == pair->a.n)
            ? 1
            : 0;
    if (pair->f[F_CUT] > 0) {
        pair->f[F_CUT_SOUND] =
            pair->clue == CLUE_SOUND || pair->clue == CLUE_IDENTICAL;
        pair->f[F_CUT_MANY] = pair->a.n > 1;
    }
    pair->f[F_INITIAL] = pair->a.flags & RUN_INITIAL ? 1 : 0;
    pair->f[F_OWNER] = pair->a.flags & RUN_OWNER ? 1 : 0;
    pair->f[F_NOUN] = pair->a.noun;
}

/* All of the run is all of one word of B: a term, whatever follows (증기터빈
 * 선박). */
static bool is_compound(const mm_pair *pair, const mm_scene *scene)
{
    const mm_side_word *word = &scene->b->words[scene->b->word_at[pair->start]];

    return pair->f[F_FULL] > 0 && pair->start == word->start &&
           pair->end == word->end;
}

/* What no weight should be asked about: a phrase without its head (popular
 * cooking, where 인기 요리 프로그램 goes on), a list half explained, a verb. */
static bool is_term(const mm_pair *pair, const mm_scene *scene)
{
    if (is_whole_word(pair, scene) && !ends_in_unit(pair, scene))
        return false;
    if (pair->n_pieces == 1 &&
        scene->pieces->items[pair->pieces[0]].pos & POS_PARTIAL)
        return false;
    if (pair->f[F_IDENTICAL] > 0 && pair->a.flags & RUN_ORDINARY)
        return false; /* left untranslated */
    if (pair->linked || pair->f[F_KNOWN] > 0)
        return true;
    if (pair->f[F_LEFTOVER] > 0 && person_words(pair, scene))
        return false; /* a name is whole: closer Bae Seo-hyun, 마무리 배서현 */
    if (pair->a.n > 1 && pair->f[F_AFTER] > 0 && pair->f[F_DICTIONARY] == 0 &&
        !is_compound(pair, scene))
        return false;
    if (pair->f[F_REST] > 0 && !(pair->a.flags & RUN_NAME))
        return false;
    if (pair->f[F_COVER_B] > 0.999 && pair->f[F_EDGE_A] > 0 &&
        !(pair->a.flags & RUN_NAME))
        return false; /* a word too many */
    if (pair->f[F_COVER_A] > 0.999 && pair->f[F_SLACK] > 0)
        return false;
    if (pair->a.flags & RUN_PARTICIPLE && pair->first_open)
        return false;
    if (pair->a.flags & RUN_AND && pair->f[F_COVER_A] < 0.999)
        return false;
    for (size_t i = 0; i < pair->n_pieces; i++)
        if (scene->pieces->items[pair->pieces[i]].end == pair->end &&
            scene->pieces->items[pair->pieces[i]].pos & POS_STEM)
            return false;
    return true;
}

bool mm_pair_score(mm_pair *pair, const mm_scene *scene)
{
    choice c;
    double open_a, open_b, loose = 0;

    if (pair->end <= pair->start || pair->end - pair->start > B_BYTES ||
        pair->a.n > RUN_WORDS)
        return false;
    c.n = 0;
    clear(&c, pair);
    memset(pair->f, 0, sizeof pair->f);
    pair->kind = MM_KIND_TERM;
    pair->clue = CLUE_LEFTOVER;
    pair->linked = pair->quoted = false;
    choose(&c, pair, scene);
    link_of(pair, scene);
    pair->f[F_ONLY] = pair->only;
    if (pair->n_pieces == 0 && !pair->linked && pair->only == 0)
        return false;
    open_a = left_a(pair, scene, &c, &loose);
    open_b = left_b(pair, scene, &c);
    pair->f[F_LEFTOVER] = open_a + loose > 0 && open_b > 0;
    pair->f[F_COVER] = fmin(pair->f[F_COVER_A], pair->f[F_COVER_B]);
    pair->f[F_FULL] = pair->f[F_COVER_A] > 0.999 && pair->f[F_COVER_B] > 0.999;
    look_at_whole(pair, scene);
    if (!look_at_pieces(pair, scene) || !look_at_ends(pair, scene->b) ||
        has_shorter(pair, scene) || has_longer(pair, scene))
        return false;
    flags(pair, scene);
    look_at_brackets(pair, scene);
    look_beyond(pair, scene);
    look_at_rest(pair, scene);
    look_at_order(pair, scene, &c);
    look_at_gaps(pair, scene, &c);
    look_at_edges(pair, scene, &c, open_b);
    lengths(pair, scene);
    return is_term(pair, scene);
}

double mm_logit(const double *features, const double *weights, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += features[i] * weights[i];
    return sum;
}
