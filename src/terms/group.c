/*
 * Which candidates are names of one concept: Northern Limit Line, NLL and
 * 북방한계선, NLL; 김정은 and each way to spell it.
 *
 * Two pairs that share a form denote one concept when their other forms are
 * bound to each other: one word in two spellings (by table, by rule, or because
 * both sound like the form they share), or a name and its short form (an
 * acronym that spells it, syllables that shorten it, brackets that stand behind
 * it). That they share a form proves nothing by itself: "head" and "president"
 * are both 총재. Acronyms are homographs by nature, so a pair that is nothing
 * but an acronym on both sides (NLL and NLL, NATO and 나토) joins the names
 * that it stands for only when these are one concept.
 */
#include "terms/group.h"

#include "base/memory.h"
#include "malmoi/text.h"
#include "malmoi/titles.h"

#include <stdlib.h>
#include <string.h>

enum {
    CROWD = 64,     /* of one form: more are looked at no further */
    NEAR_BEADS = 60 /* an article */
};

int mm_grouper_open(mm_grouper **out, const mm_aligner *aligner, mm_error *err)
{
    mm_grouper *grouper = calloc(1, sizeof *grouper);
    int         rc;

    *out = NULL;
    if (!grouper)
        return mm_fail_memory(err);
    grouper->aligner = aligner;
    if ((rc = mm_spelling_open(&grouper->spelling, aligner->tables, err)) < 0 ||
        (rc = mm_romanizer_open(&grouper->romanizer, aligner->tables, err)) < 0)
        mm_grouper_close(grouper);
    else
        *out = grouper;
    return rc;
}

static void forget(mm_grouper *grouper)
{
    free(grouper->nodes);
    grouper->nodes = NULL;
    grouper->n = grouper->cap = 0;
    for (int i = 0; i < 2; i++)
        mm_map_release(&grouper->keys[i]);
    mm_map_release(&grouper->brackets);
    mm_arena_clear(&grouper->mem);
}

void mm_grouper_close(mm_grouper *grouper)
{
    if (!grouper)
        return;
    forget(grouper);
    mm_spelling_release(&grouper->spelling);
    mm_romanizer_close(grouper->romanizer);
    mm_arena_release(&grouper->mem);
    mm_buf_release(&grouper->room);
    free(grouper);
}

/* ---- nodes ---- */

/* A place in the text, as a key. */
static mm_str place_of(uint32_t *room, int side, const mm_evidence *e)
{
    room[0] = (uint32_t)side;
    room[1] = e->bead;
    room[2] = side ? e->b_segment : e->a_segment;
    room[3] = side ? e->b_start : e->a_start;
    return (mm_str){ (const char *)room, 4 * sizeof *room };
}

static int add(mm_grouper *grouper, const mm_candidate *c, mm_error *err)
{
    const mm_lang *langs[] = { grouper->aligner->a.lang,
                               grouper->aligner->b.lang };
    mm_node        node = { .candidate = c, .root = (uint32_t)grouper->n };
    uint32_t       room[4];

    if (mm_grow(&grouper->nodes, &grouper->cap, grouper->n + 1,
                sizeof *grouper->nodes, err) < 0)
        return MM_ENOMEM;
    for (int i = 0; i < 2; i++) {
        if (mm_name_read(&node.side[i], grouper, langs[i], i ? c->b : c->a) <
                0 ||
            (node.key[i] = mm_map_add(&grouper->keys[i], node.side[i].key)) ==
                MM_MAP_NONE)
            return mm_fail_memory(err);
        for (size_t k = 0; k < c->n; k++)
            if (strcmp(c->evidence[k].clue, "bracket") == 0 &&
                mm_map_add(&grouper->brackets,
                           place_of(room, i, &c->evidence[k])) == MM_MAP_NONE)
                return mm_fail_memory(err);
    }
    grouper->nodes[grouper->n++] = node;
    return MM_OK;
}

static uint32_t root_of(mm_grouper *grouper, uint32_t i)
{
    while (grouper->nodes[i].root != i)
        i = grouper->nodes[i].root =
            grouper->nodes[grouper->nodes[i].root].root;
    return i;
}

static void unite(mm_grouper *grouper, uint32_t i, uint32_t k)
{
    i = root_of(grouper, i);
    k = root_of(grouper, k);
    grouper->nodes[i > k ? i : k].root = i > k ? k : i;
}

/* ---- two pairs that share a form ---- */

/* Does `x` stand in brackets behind `full` somewhere: 한국해운조합(KSA)? */
static bool is_bracketed(const mm_grouper *grouper, const mm_node *x,
                         const mm_node *full, int side)
{
    const mm_candidate *c = x->candidate, *f = full->candidate;
    uint32_t            room[4];

    for (size_t i = 0; i < c->n; i++) {
        const mm_evidence *e = &c->evidence[i];
        uint32_t           segment = side ? e->b_segment : e->a_segment;
        uint32_t           start = side ? e->b_start : e->a_start;

        if (mm_map_find(&grouper->brackets, place_of(room, side, e)) ==
            MM_MAP_NONE)
            continue;
        for (size_t k = 0; k < f->n; k++) {
            const mm_evidence *at = &f->evidence[k];
            uint32_t           end = side ? at->b_end : at->a_end;

            if (at->bead == e->bead &&
                (side ? at->b_segment : at->a_segment) == segment &&
                end < start && end + 2 >= start)
                return true;
        }
    }
    return false;
}

/* Both are pairs with the same other side. */
static bool is_bound(mm_grouper *grouper, const mm_node *x, const mm_node *y,
                     int side)
{
    const mm_name *one = &x->side[side], *other = &y->side[side];
    const mm_name *shared = &x->side[!side];
    bool           person = x->candidate->kind == MM_KIND_PERSON ||
                  y->candidate->kind == MM_KIND_PERSON;

    if (x->key[side] == y->key[side] ||
        mm_names_sound_alike(grouper, one, other, shared, person))
        return true;
    if (person)
        return false;
    return mm_name_shortens(one, other) || mm_name_shortens(other, one) ||
           is_bracketed(grouper, x, y, side) ||
           is_bracketed(grouper, y, x, side);
}

/* The nodes of each key together. */
typedef struct crowds {
    uint32_t *first, *next; /* by key; by node */
} crowds;

static int crowd(crowds *out, const mm_grouper *grouper, int side)
{
    size_t n = grouper->keys[side].n;

    out->first = malloc((n + 1) * sizeof *out->first);
    out->next = malloc((grouper->n + 1) * sizeof *out->next);
    if (!out->first || !out->next)
        return MM_ENOMEM;
    for (size_t i = 0; i < n; i++)
        out->first[i] = MM_MAP_NONE;
    for (size_t i = grouper->n; i-- > 0;) {
        uint32_t *first = &out->first[grouper->nodes[i].key[side]];

        out->next[i] = *first;
        *first = (uint32_t)i;
    }
    return MM_OK;
}

static void release_crowds(crowds *list)
{
    for (int i = 0; i < 2; i++) {
        free(list[i].first);
        free(list[i].next);
    }
}

static void unite_crowd(mm_grouper *grouper, const crowds *list, uint32_t first,
                        int side)
{
    int seen = 0;

    for (uint32_t i = first; i != MM_MAP_NONE && seen < CROWD;
         i = list->next[i], seen++) {
        int others = seen;

        for (uint32_t k = list->next[i]; k != MM_MAP_NONE && others < CROWD;
             k = list->next[k], others++)
            if (is_bound(grouper, &grouper->nodes[i], &grouper->nodes[k],
                         !side)) {
                grouper->nodes[i].bound = grouper->nodes[k].bound = true;
                unite(grouper, i, k);
            }
    }
}

/* ---- acronyms that stand for themselves ---- */

/* NLL and NLL; NATO and 나토. `*side` is where the acronym stands. */
static bool is_echo(const mm_grouper *grouper, const mm_node *node, int *side)
{
    for (*side = 0; *side < 2; ++*side) {
        const mm_name *x = &node->side[*side], *other = &node->side[!*side];

        if (x->capitals && (mm_str_eq(x->key, other->key) ||
                            mm_name_sounds(grouper, x, other, false)))
            return true;
    }
    return false;
}

/* The only concept among the nodes of one key or with those initials;
 * MM_MAP_NONE: none, or several. */
typedef struct only {
    uint32_t root;
    bool     several;
} only;

static void note(only *found, mm_grouper *grouper, uint32_t node)
{
    uint32_t root = root_of(grouper, node);

    found->several |= found->root != MM_MAP_NONE && found->root != root;
    found->root = root;
}

/* Is the acronym known to be short for the other side: by another name of the
 * group, by a table, by brackets? */
static bool is_explained(const mm_node *node)
{
    static const char *const clues[] = { "bracket", "glossary",   "cldr",
                                         "memory",  "dictionary", "shortened" };
    const mm_candidate      *c = node->candidate;

    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < sizeof clues / sizeof *clues; k++)
            if (strcmp(c->evidence[i].clue, clues[k]) == 0)
                return true;
    return node->bound || c->n == 0; /* 0: of a memory */
}

/* Nodes that have acronym `key` on `side`; another echo of it is it. */
static void note_crowd(only *found, mm_grouper *grouper, const crowds *list,
                       uint32_t key, int side, uint32_t echo)
{
    for (uint32_t i = list->first[key]; i != MM_MAP_NONE; i = list->next[i]) {
        const mm_node *node = &grouper->nodes[i];

        if (!node->side[side].capitals)
            continue;
        if (node->echo)
            unite(grouper, echo, i);
        else if (is_explained(node))
            note(found, grouper, i);
    }
}

/* Do both stand near each other, as a name and its acronym do? Of a memory that
 * is not known. */
static bool is_near(const mm_candidate *x, const mm_candidate *y)
{
    for (size_t i = 0; i < x->n; i++)
        for (size_t k = 0; k < y->n; k++) {
            uint32_t one = x->evidence[i].bead, other = y->evidence[k].bead;

            if ((one > other ? one - other : other - one) <= NEAR_BEADS)
                return true;
        }
    return x->n == 0 || y->n == 0;
}

/* Names that the acronym spells letter by letter, by their initials. */
static void note_spelt(only *found, mm_grouper *grouper, const mm_map *initials,
                       const uint32_t *spelt, const mm_node *echo, int side)
{
    mm_str   letters = echo->side[side].letters;
    uint32_t at = letters.len < ACRONYM_ALONE ? MM_MAP_NONE
                                              : mm_map_find(initials, letters);

    for (uint32_t i = 0; i < grouper->n && at != MM_MAP_NONE; i++)
        if (spelt[i] == at &&
            is_near(echo->candidate, grouper->nodes[i].candidate))
            note(found, grouper, i);
}

/* Numbers the initials of the names that have them. */
static int find_initials(mm_map *initials, uint32_t *spelt, mm_grouper *grouper)
{
    for (uint32_t i = 0; i < grouper->n; i++) {
        spelt[i] = MM_MAP_NONE;
        for (int side = 0; side < 2 && !grouper->nodes[i].echo; side++) {
            const mm_name *name = &grouper->nodes[i].side[side];

            mm_buf_clear(&grouper->room);
            if (name->script != MM_SCRIPT_LATIN || name->n < 2)
                continue;
            if (mm_name_initials(&grouper->room, name) < 0)
                return MM_ENOMEM;
            if (grouper->room.len >= ACRONYM_ALONE &&
                (spelt[i] = mm_map_add(initials, mm_buf_str(&grouper->room))) ==
                    MM_MAP_NONE)
                return MM_ENOMEM;
            break;
        }
    }
    return MM_OK;
}

static void unite_echo(mm_grouper *grouper, const crowds *lists,
                       const mm_map *initials, const uint32_t *spelt,
                       uint32_t number)
{
    const mm_node *node = &grouper->nodes[number];
    only           found = { MM_MAP_NONE, false };
    int            side;

    is_echo(grouper, node, &side);
    note_crowd(&found, grouper, &lists[side], node->key[side], side, number);
    if (mm_str_eq(node->side[0].key, node->side[1].key))
        note_crowd(&found, grouper, &lists[!side], node->key[!side], !side,
                   number);
    if (found.root == MM_MAP_NONE)
        note_spelt(&found, grouper, initials, spelt, node, side);
    if (found.root != MM_MAP_NONE && !found.several)
        unite(grouper, number, found.root);
}

static int unite_echoes(mm_grouper *grouper, const crowds *lists, mm_error *err)
{
    mm_map    initials = { 0 };
    uint32_t *spelt = malloc((grouper->n + 1) * sizeof *spelt);
    int       rc = spelt ? find_initials(&initials, spelt, grouper) : MM_ENOMEM;

    for (uint32_t i = 0; i < grouper->n && rc == MM_OK; i++)
        if (grouper->nodes[i].echo)
            unite_echo(grouper, lists, &initials, spelt, i);
    free(spelt);
    mm_map_release(&initials);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

/* ---- all ---- */

static int unite_all(mm_grouper *grouper, mm_error *err)
{
    crowds lists[2] = { { 0 }, { 0 } };
    int    side, rc = MM_OK;

    for (uint32_t i = 0; i < grouper->n; i++)
        grouper->nodes[i].echo = is_echo(grouper, &grouper->nodes[i], &side);
    for (side = 0; side < 2 && rc == MM_OK; side++) {
        rc = crowd(&lists[side], grouper, side);
        for (size_t i = 0; i < grouper->keys[side].n && rc == MM_OK; i++)
            unite_crowd(grouper, &lists[side], lists[side].first[i], side);
    }
    rc = rc < 0 ? mm_fail_memory(err) : unite_echoes(grouper, lists, err);
    release_crowds(lists);
    return rc;
}

/* A word that stands for more words, or for Hangul, in one group: NLL, aT
 * beside what it is the acronym of. */
static bool is_acronym(const mm_name *name, const mm_name *full)
{
    if (full->capitals || name->letters.len == 0)
        return false;
    return full->script == MM_SCRIPT_LATIN
               ? full->n > 1
               : name->capitals || name->letters.len <= ACRONYM_ALONE;
}

/* Hangul that leaves half of the other out, and is bound to it: 수능. */
static bool is_cut_short(const mm_name *name, const mm_name *full)
{
    size_t at = 0;

    if (name->script != MM_SCRIPT_HANGUL || full->script != MM_SCRIPT_HANGUL ||
        3 * name->key.len > 2 * full->key.len)
        return false;
    for (size_t pos = 0; pos < name->key.len;) {
        size_t from = pos;

        mm_utf8_next(name->key, &pos);
        at =
            mm_str_find(full->key, mm_str_sub(name->key, from, pos - from), at);
        if (at == SIZE_MAX)
            return false;
        at += pos - from;
    }
    return true;
}

static bool is_short(const mm_name *name, const mm_name *full)
{
    return mm_name_shortens(name, full) || is_cut_short(name, full);
}

/* What the form of node `i` is among those of its group. */
static const char *type_of(const mm_grouper *grouper, uint32_t i, int side)
{
    const mm_node *node = &grouper->nodes[i];
    const mm_name *name = &node->side[side];
    const char    *type = NULL;

    for (uint32_t k = node->root; k != MM_MAP_NONE;
         k = grouper->nodes[k].next) {
        const mm_node *other = &grouper->nodes[k];
        const mm_name *form = &other->side[side];

        if (mm_str_eq(name->text, form->text))
            continue;
        if (is_acronym(name, form) || (node->echo && !other->echo))
            return "acronym";
        if (is_short(name, form))
            return "shortForm";
        if (is_acronym(form, name) || other->echo || is_short(form, name))
            type = type ? type : "fullForm";
        else if (k < i)
            type = "variant";
    }
    return type;
}

/* Settles the roots and chains the nodes of each group. */
static void chain_groups(mm_grouper *grouper)
{
    for (uint32_t i = 0; i < grouper->n; i++) {
        grouper->nodes[i].root = root_of(grouper, i);
        grouper->nodes[i].next = MM_MAP_NONE;
    }
    for (uint32_t i = (uint32_t)grouper->n; i-- > 0;) {
        mm_node *root = &grouper->nodes[grouper->nodes[i].root];

        if (grouper->nodes[i].root == i)
            continue;
        grouper->nodes[i].next = root->next;
        root->next = i;
    }
}

/* Tells the candidates of the nodes from `first` on what their forms are. */
static void set_types(const mm_grouper *grouper, uint32_t first,
                      mm_candidate *items)
{
    for (uint32_t i = first; i < grouper->n; i++) {
        items[i - first].a_type = type_of(grouper, i, 0);
        items[i - first].b_type = type_of(grouper, i, 1);
    }
}

int mm_group(mm_candidates *candidates, mm_grouper *grouper, mm_error *err)
{
    mm_candidate *items = candidates->items;
    uint32_t      groups = 0;
    int           rc = MM_OK;

    forget(grouper);
    for (size_t i = 0; i < candidates->n && rc == MM_OK; i++)
        rc = add(grouper, &items[i], err);
    if (rc == MM_OK && (rc = unite_all(grouper, err)) == MM_OK) {
        chain_groups(grouper);
        for (uint32_t i = 0; i < candidates->n; i++) {
            uint32_t root = grouper->nodes[i].root;

            items[i].group = root == i ? ++groups : items[root].group;
        }
        set_types(grouper, 0, items);
    }
    forget(grouper);
    return rc;
}

/* ---- a group and a concept ---- */

/* Names in full that have nothing in common on a side: an acronym that both
 * have is short for two things. */
static bool is_other(mm_grouper *grouper, size_t n, int side)
{
    size_t full[2] = { 0, 0 };

    for (size_t i = 0; i < grouper->n; i++)
        full[i >= n] +=
            !grouper->nodes[i].echo && !grouper->nodes[i].side[side].capitals;
    if (!full[0] || !full[1])
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t k = n; k < grouper->n; k++) {
            const mm_node *x = &grouper->nodes[i], *y = &grouper->nodes[k];

            if (!x->echo && !y->echo && !x->side[side].capitals &&
                !y->side[side].capitals && is_bound(grouper, x, y, side))
                return false;
        }
    return true;
}

int mm_group_joins(bool *out, mm_grouper *grouper, const mm_candidate *known,
                   size_t n, mm_candidate *group, size_t m, mm_error *err)
{
    int rc = MM_OK;

    *out = false;
    forget(grouper);
    for (size_t i = 0; i < n && rc == MM_OK; i++)
        rc = add(grouper, &known[i], err);
    for (size_t i = 0; i < m && rc == MM_OK; i++)
        rc = add(grouper, &group[i], err);
    for (uint32_t i = 1; i < grouper->n && rc == MM_OK; i++)
        if (i != n)
            unite(grouper, i, i < n ? 0 : (uint32_t)n);
    if (rc == MM_OK && n && m && (rc = unite_all(grouper, err)) == MM_OK)
        *out = root_of(grouper, (uint32_t)n) == root_of(grouper, 0) &&
               !is_other(grouper, n, 0) && !is_other(grouper, n, 1);
    if (*out) {
        chain_groups(grouper);
        set_types(grouper, (uint32_t)n, group);
    }
    forget(grouper);
    return rc;
}
