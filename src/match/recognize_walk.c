#include "match/recognize_walk.h"

#include "base/memory.h"
#include "lang/forms.h"

#include <string.h>

enum {
    SYLLABLE = 3,
    FINAL_RIEUL = 8,
    SHORT = 2 * SYLLABLE, /* terms that verbs and adverbs look like */
    PLURAL = 3            /* bytes that an ending may change */
};

typedef struct walk {
    mm_walker           *w;
    const mm_name_table *table;
    mm_places           *out;
    uint32_t             number;
    size_t               first;     /* run */
    size_t               offset;    /* into the first run */
    bool                 usual;     /* words in their usual spelling */
    bool                 has_usual; /* some word has another one */
    uint64_t             hash;
    size_t               len;
} walk;

/* ---- where a term may end ---- */

static const mm_stretch *run_at(const walk *k, size_t i)
{
    return i < k->w->runs->n ? &k->w->runs->items[i] : NULL;
}

static char sign_of(const walk *k, const mm_stretch *run)
{
    return k->w->runs->map.key.ptr[run->at];
}

static size_t source_at(const walk *k, size_t key)
{
    return k->w->runs->map.source[key];
}

/* A whole run of Hangul at `i` that is a particle behind what ends at `end`:
 * the one behind a closing quote or bracket. */
static bool is_particle(const walk *k, size_t i, mm_place *p)
{
    const mm_stretch *run = run_at(k, i), *next = run_at(k, i + 1);
    mm_str            suffix;
    size_t            from, to;

    if (!run || run->kind != RUN_HANGUL || (next && next->joins))
        return false;
    from = source_at(k, run->at);
    to = mm_stretches_source_end(k->w->runs, k->w->text, run->end);
    suffix = mm_str_sub(k->w->text, from, to - from);
    if (mm_josa_known(k->w->endings->keyer->ko,
                      mm_str_sub(k->w->text, p->start, p->end - p->start),
                      suffix, true) == MM_JOSA_NONE)
        return false;
    p->ending = (uint32_t)from;
    p->ending_end = (uint32_t)to;
    return true;
}

/* The eojeol that run `i` is in. Of one that is too long to be a word no more
 * is looked for than tells so: each place in it would else walk all of it. */
static mm_str eojeol_of(const walk *k, size_t i)
{
    const mm_stretch *runs = k->w->runs->items;
    size_t            first = i, last = i, here = source_at(k, runs[i].at), to;

    while (runs[first].joins &&
           here - source_at(k, runs[first].at) < WORD_LONGEST)
        first--;
    while (run_at(k, last + 1) && runs[last + 1].joins &&
           source_at(k, runs[last].at) - here < WORD_LONGEST)
        last++;
    to = mm_stretches_source_end(k->w->runs, k->w->text, runs[last].end);
    return mm_str_sub(k->w->text, source_at(k, runs[first].at),
                      to - source_at(k, runs[first].at));
}

/* ---- what the neighbours say ---- */

/* The last run of the eojeol that run `i` is in. */
static size_t last_of(const walk *k, size_t i)
{
    while (run_at(k, i + 1) && run_at(k, i + 1)->joins)
        i++;
    return i;
}

/* The eojeol before the one that run `i` begins; empty at the start of a
 * clause. */
static mm_str word_before(const walk *k, size_t i)
{
    const mm_stretch *run = run_at(k, i);

    if (i == 0 || run->gap != GAP_SPACE || run[-1].kind == RUN_SIGN)
        return (mm_str){ 0 };
    return eojeol_of(k, i - 1);
}

static mm_behind behind(const walk *k, size_t i)
{
    const mm_stretch *next = run_at(k, last_of(k, i) + 1);

    if (!next || next->gap & GAP_BREAK)
        return MM_BEHIND_END;
    if (next->kind == RUN_SIGN)
        return MM_BEHIND_END;
    if (next->gap != GAP_SPACE)
        return MM_BEHIND_ANY;
    return mm_endings_behind(k->w->endings, eojeol_of(k, last_of(k, i) + 1));
}

/* A dictionary's noun that looks like one syllable and a particle: 주의 is
 * caution, and 수도 the capital. A vocative (팔아) is rather a verb. */
static bool is_part_of_noun(mm_readings is, mm_str word, size_t stem)
{
    mm_str ending = mm_str_sub(word, stem, SIZE_MAX);

    return stem <= SYLLABLE && ending.len > 0 &&
           ((is.noun && !(is.classes & MM_HOMOGRAPH_JOSA)) ||
            (is.forms && mm_str_eq(ending, MM_S("아"))));
}

/* `word`, which run `i` ends, holds a short term: is the noun meant? */
static bool is_meant(const walk *k, size_t i, mm_place *p, mm_word_cuts *cuts,
                     mm_str word)
{
    mm_endings  *e = k->w->endings;
    size_t       len = p->end - p->start;
    mm_readings  is = mm_endings_readings(e, cuts, word);
    mm_contested c = { .forms = is.forms & ~(unsigned)MM_FORM_NOMINAL,
                       .classes = is.classes,
                       .doubted = p->doubted,
                       .bound = is.classes & MM_HOMOGRAPH_DEPENDENT,
                       .bare = len == word.len };
    mm_str       before;

    p->adverb =
        c.bare && (is.forms & MM_FORM_WORD || is.classes & MM_HOMOGRAPH_ADVERB);
    if (is_part_of_noun(is, word, len))
        return false;
    if (len > SYLLABLE) { /* an adverb may be a term itself */
        c.forms &= ~(unsigned)MM_FORM_WORD;
        c.classes &= ~(unsigned)MM_HOMOGRAPH_DETERMINER;
    }
    if (!c.doubted && !c.forms && !c.classes)
        return true;
    c.topic = mm_str_ends(word, MM_S("는"));
    c.object = mm_str_ends(word, MM_S("을")) || mm_str_ends(word, MM_S("를"));
    before = word_before(k, k->first);
    if (before.len) {
        c.before = mm_endings_before(e, before);
        c.rieul = mm_ko_final_sound(before) == FINAL_RIEUL;
    }
    /* alone a determiner can be no determiner; a verb can be anything */
    if (k->first || c.bare || run_at(k, last_of(k, i) + 1))
        c.behind = behind(k, i);
    return mm_noun_is_meant(&c);
}

/* A whole eojeol that is rather no noun: 더, 이 사람. */
static bool is_other(const walk *k, size_t i, mm_place *p)
{
    const mm_stretch *run = run_at(k, i);
    mm_str        word = mm_str_sub(k->w->text, p->start, p->end - p->start);
    mm_word_cuts *cuts;

    if (run->kind != RUN_HANGUL || i != k->first || run->joins || k->offset ||
        (run_at(k, i + 1) && run_at(k, i + 1)->joins))
        return false;
    if (!(cuts = mm_endings_cuts(k->w->endings, word)))
        return true;
    if (p->key_end - p->key <= SHORT) {
        p->doubted = p->key_end - p->key <= SYLLABLE && cuts->other;
        return !is_meant(k, i, p, cuts, word);
    }
    p->adverb =
        cuts->other || mm_endings_readings(k->w->endings, cuts, word).classes &
                           MM_HOMOGRAPH_ADVERB;
    return false;
}

/* ---- the ends of words ---- */

/* Within an eojeol, where no cut stands: a form of 이다, a suffix. */
static bool tail_here(const walk *k, size_t i, mm_place *p, mm_word_cuts *cuts,
                      mm_str word)
{
    size_t   from = (size_t)(word.ptr - k->w->text.ptr);
    unsigned tail;
    bool     doubted;

    if (p->start != from || k->offset)
        return false;
    tail =
        mm_endings_tail(&doubted, k->w->endings, cuts, word, p->end - from);
    if (!(tail & MM_TAIL_ANYWHERE) &&
        !(tail & MM_TAIL_FINAL && behind(k, i) == MM_BEHIND_END) &&
        !(tail & MM_TAIL_BOUND && behind(k, i) == MM_BEHIND_BOUND))
        return false;
    if (doubted) {
        p->doubted = true;
        if (!is_meant(k, i, p, cuts, word))
            return false;
    }
    p->ending = p->end;
    p->ending_end = (uint32_t)(from + word.len);
    return true;
}

/* Within an eojeol: one of its cuts must stand here. */
static bool cut_here(const walk *k, size_t i, mm_place *p)
{
    uint32_t      bit;
    mm_word_cuts *cuts;
    mm_str        word = eojeol_of(k, i);
    size_t        from = (size_t)(word.ptr - k->w->text.ptr);
    size_t        to = from + word.len, ending;
    bool          doubted;

    if (!(cuts = mm_endings_cuts(k->w->endings, word)))
        return false;
    if (!mm_endings_allow(&ending, &doubted, cuts, p->end - from)) {
        bit = p->end - from < 32 * SYLLABLE ? 1u << (p->end - from) / SYLLABLE
                                            : 0;
        return (bit &&
                mm_endings_joints(k->w->endings, cuts, word).ends & bit) ||
               tail_here(k, i, p, cuts, word);
    }
    p->doubted = doubted;
    if (p->key_end - p->key <= SHORT && p->start == from && !k->offset &&
        !is_meant(k, i, p, cuts, word))
        return false;
    p->ending = (uint32_t)(from + ending);
    p->ending_end = (uint32_t)to;
    return true;
}

/* Letters of another kind stand right behind: SCM을, AI기술, 한미FTA. */
static bool ends_at_joint(const walk *k, size_t i, mm_place *p)
{
    const mm_stretch *run = run_at(k, i), *next = run_at(k, i + 1);

    if (next->kind == RUN_HANGUL)
        return cut_here(k, i, p) ||
               ((run->kind == RUN_HAN || /* 北미사일 */
                 (run->kind == RUN_LATIN && run->end - run->at >= 2)) &&
                next->end - next->at >= 2 * SYLLABLE);
    return run->kind == RUN_HANGUL && next->kind == RUN_LATIN &&
           p->key_end - run->at >= 2 * SYLLABLE;
}

/* A sign stands right behind, or the term ends in one. */
static bool ends_at_sign(const walk *k, size_t i, mm_place *p)
{
    const mm_stretch *run = run_at(k, i), *next = run_at(k, i + 1), *after;
    char              sign = sign_of(k, run->kind == RUN_SIGN ? run : next);
    bool              inner = sign && strchr("._@&+/", sign);

    if (run->kind == RUN_SIGN) {
        if (next->kind == RUN_HANGUL)
            return is_particle(k, i + 1, p);
        return next->kind == RUN_SIGN ? sign != sign_of(k, next) : !inner;
    }
    after = run_at(k, i + 2);
    if (sign == ')' || sign == ']')
        is_particle(k, i + 2, p);
    if (!inner || sign == '/' || !after || after->gap)
        return true;
    if (sign == '+') /* C is not in C++ */
        return false;
    return after->kind != RUN_LATIN && after->kind != RUN_DIGIT;
}

/* Quotes and apostrophes: America's, "클리퍼"가, and don't. */
static bool ends_at_quote(const walk *k, size_t i, mm_place *p)
{
    const mm_stretch *run = run_at(k, i), *next = run_at(k, i + 1), *after;

    if (run->kind == RUN_LATIN && next->kind == RUN_LATIN) {
        after = run_at(k, i + 2);
        return next->end - next->at == 1 && sign_of(k, next) == 's' &&
               (!after || !after->joins);
    }
    is_particle(k, i + 1, p);
    return true;
}

/* May the term that ends in run `i` at p->key_end end there? */
static bool ends_well(const walk *k, size_t i, mm_place *p)
{
    const mm_stretch *run = run_at(k, i), *next = run_at(k, i + 1);

    if (p->key_end < run->end)
        return cut_here(k, i, p);
    if (is_other(k, i, p))
        return false;
    if (!next)
        return true;
    if (next->joins)
        return ends_at_joint(k, i, p);
    if (next->gap == 0)
        return ends_at_sign(k, i, p);
    return next->gap == GAP_QUOTE ? ends_at_quote(k, i, p) : true;
}

/* A bracket, percent or the like, behind which particles stand. */
static bool closes(const walk *k, size_t i)
{
    const mm_stretch *run = run_at(k, i);

    return run->kind == RUN_SIGN && strchr(")]%>", sign_of(k, run)) &&
           run[1].gap == 0;
}

/* A term that begins within an eojeol (칼텍스 of GS칼텍스), or behind a closing
 * quote or bracket, must not be what stands there as a particle: FTA이란. */
static bool begins_well(const walk *k)
{
    const mm_stretch *run = run_at(k, k->first),
                     *next = run_at(k, k->first + 1);
    mm_str stem, suffix;
    size_t from, to;

    if (run->kind != RUN_HANGUL || k->first == 0 || (next && next->joins) ||
        !(run->joins || run->gap == GAP_QUOTE || closes(k, k->first - 1)))
        return true;
    from = source_at(k, run->at);
    to = mm_stretches_source_end(k->w->runs, k->w->text, run->end);
    suffix = mm_str_sub(k->w->text, from, to - from);
    stem = mm_str_sub(k->w->text, source_at(k, run[-1].at),
                      from - source_at(k, run[-1].at));
    return mm_josa_known(k->w->endings->keyer->ko, stem, suffix, true) ==
           MM_JOSA_NONE;
}

static int add_place(walk *k, size_t i, size_t key_end, uint32_t name,
                     bool changed)
{
    const mm_stretch *run = run_at(k, k->first);
    uint32_t          at = run->at + (uint32_t)k->offset;
    mm_place          p = { .key = at,
                            .key_end = (uint32_t)key_end,
                            .start = (uint32_t)source_at(k, at),
                            .name = name,
                            .table = k->number,
                            .changed = changed };

    p.end = (uint32_t)mm_stretches_source_end(k->w->runs, k->w->text, key_end);
    p.ending = p.ending_end = p.end;
    if (!k->offset &&
        (!begins_well(k) || (run->joins && run->kind == RUN_HANGUL &&
                             key_end - at < 2 * SYLLABLE)))
        return MM_OK;
    if (k->offset && key_end - at < 2 * SYLLABLE)
        return MM_OK;
    if (!ends_well(k, i, &p))
        return MM_OK;
    if (mm_grow(&k->out->items, &k->out->cap, k->out->n + 1,
                sizeof *k->out->items, NULL) < 0)
        return MM_ENOMEM;
    k->out->items[k->out->n++] = p;
    return MM_OK;
}

/* ---- walking ---- */

static mm_str walked(const walk *k)
{
    if (k->usual)
        return mm_buf_str(&k->w->room);
    return (mm_str){
        k->w->runs->map.key.ptr + run_at(k, k->first)->at + k->offset, k->len
    };
}

static int put_walked(walk *k, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        k->hash = mm_name_hash_add(k->hash, bytes[i]);
    k->len += n;
    return k->usual ? mm_buf_put(&k->w->room, (mm_str){ bytes, n }) : MM_OK;
}

/* May a term go on from the run before `run` to `run`? */
static bool crosses(const mm_stretch *before, const mm_stretch *run)
{
    if (run->gap & GAP_BREAK)
        return false;
    return !(run->gap & GAP_QUOTE) ||
           (before->kind == RUN_LATIN && run->kind == RUN_LATIN);
}

/* The last word in its other form, `prefix` bytes standing before it. */
static int try_last(walk *k, size_t i, mm_str before, uint64_t hash,
                    mm_str last)
{
    mm_buf   key = { 0 };
    uint32_t place;
    int      rc;

    for (size_t b = 0; b < last.len; b++)
        hash = mm_name_hash_add(hash, last.ptr[b]);
    if (!(mm_name_may_be(k->table, hash) & MM_NAME_ENDS))
        return MM_OK;
    if ((rc = mm_buf_put(&key, before)) == MM_OK)
        rc = mm_buf_put(&key, last);
    if (rc == MM_OK &&
        mm_name_table_find(&place, k->table, hash, mm_buf_str(&key)))
        rc = add_place(k, i, run_at(k, i)->end, place, true);
    mm_buf_release(&key);
    return rc;
}

/* A key is well-formed UTF-8: the first byte tells. */
static inline size_t char_len(char first)
{
    unsigned char c = (unsigned char)first;

    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* One run; `*alive` tells if names go on behind it. */
static int walk_run(walk *k, size_t i, mm_str word, bool *alive)
{
    const mm_stretch *run = run_at(k, i);
    size_t            pos = i == k->first ? k->offset : 0;
    int               rc = MM_OK;

    while (rc == MM_OK && *alive && pos < word.len) {
        size_t   from = pos;
        uint32_t place;
        unsigned may;
        bool     ends, check;

        pos += char_len(word.ptr[pos]);
        rc = put_walked(k, word.ptr + from, pos - from);
        ends = pos == word.len || run->kind == RUN_HANGUL;
        check = mm_name_checkpoint(k->len, word.ptr[pos - 1]);
        if (rc < 0 || (!ends && !check))
            continue;
        may = mm_name_may_be(k->table, k->hash);
        if (ends && may & MM_NAME_ENDS &&
            mm_name_table_find(&place, k->table, k->hash, walked(k)))
            rc = add_place(k, i, pos == word.len ? run->end : run->at + pos,
                           place, k->usual);
        if (check && !(may & MM_NAME_GOES_ON))
            *alive = false;
    }
    if (!*alive && pos + PLURAL < word.len)
        return rc == MM_OK ? MM_ROW : rc; /* lost long before its end */
    return rc;
}

/* The forms of the word that Latin run `i` is; NULL when memory ran out. Each
 * table asks for them again. */
static const mm_word_forms *forms_at(walk *k, size_t i, mm_str word)
{
    size_t at = i % RUNS_KEPT;

    if (k->w->forms_of[at] != i + 1) {
        if (!mm_endings_forms(&k->w->forms[at], k->w->endings, word))
            return NULL;
        k->w->forms_of[at] = i + 1;
    }
    return &k->w->forms[at];
}

static int walk_word(walk *k, size_t i, bool *alive)
{
    const mm_stretch *run = run_at(k, i);
    mm_str   word = { k->w->runs->map.key.ptr + run->at, run->end - run->at };
    mm_str   before = walked(k);
    uint64_t hash = k->hash;
    const mm_word_forms *forms;
    int                  rc;

    if (run->kind != RUN_LATIN)
        return walk_run(k, i, word, alive);
    if (!(forms = forms_at(k, i, word)))
        return MM_ENOMEM;
    k->has_usual = k->has_usual || !mm_str_eq(forms->usual, word);
    if (k->usual)
        word = forms->usual;
    if ((rc = walk_run(k, i, word, alive)) != MM_OK)
        return rc < 0 ? rc : MM_OK;
    before.ptr = walked(k).ptr; /* the room may have moved */
    return mm_str_eq(forms->last, word)
               ? MM_OK
               : try_last(k, i, before, hash, forms->last);
}

static int walk_all(walk *k)
{
    bool alive = true;
    int  rc = MM_OK;

    k->hash = mm_name_hash_start();
    k->len = 0;
    for (size_t i = k->first; rc == MM_OK && alive && run_at(k, i); i++) {
        if (i > k->first && !crosses(run_at(k, i - 1), run_at(k, i)))
            break;
        rc = walk_word(k, i, &alive);
    }
    return rc == MM_ROW ? MM_OK : rc;
}

void mm_walker_begin(mm_walker *walker, mm_str text)
{
    walker->text = text;
    memset(walker->forms_of, 0, sizeof walker->forms_of);
}

int mm_walk(mm_places *out, mm_walker *walker, const mm_name_table *table,
            uint32_t number, mm_walk_start start)
{
    walk k = { .w = walker,
               .table = table,
               .out = out,
               .number = number,
               .first = start.run,
               .offset = start.offset };
    int  rc;

    if (!table->n)
        return MM_OK;
    if ((rc = walk_all(&k)) < 0 || !k.has_usual)
        return rc;
    mm_buf_clear(&walker->room);
    k.usual = true;
    return walk_all(&k);
}

/* May names of two syllables and more begin after the second of `word`? */
static bool may_have_joints(const mm_walker *walker, mm_str word)
{
    for (size_t at = 2 * SYLLABLE; at + 2 * SYLLABLE <= word.len;
         at += SYLLABLE) {
        uint64_t hash = mm_name_hash_start();

        for (size_t b = 0; b < 2 * SYLLABLE; b++)
            hash = mm_name_hash_add(hash, word.ptr[at + b]);
        for (size_t t = 0; t < walker->endings->nouns.n_tables; t++)
            if (mm_name_may_be(&walker->endings->nouns.tables[t], hash))
                return true;
    }
    return false;
}

uint32_t mm_walk_joints(mm_walker *walker, size_t i)
{
    const mm_stretches *runs = walker->runs;
    const mm_stretch   *run = &runs->items[i];
    mm_word_cuts       *cuts;
    size_t              from = runs->map.source[run->at];
    size_t              len = run->end - run->at;
    mm_str              word;

    if (run->kind != RUN_HANGUL || run->joins || len < 4 * SYLLABLE ||
        len > 24 * SYLLABLE || (i + 1 < runs->n && run[1].joins) ||
        mm_stretches_source_end(runs, walker->text, run->end) - from != len)
        return 0;
    word = mm_str_sub(walker->text, from, len);
    if (!may_have_joints(walker,
                         (mm_str){ runs->map.key.ptr + run->at, len }) ||
        !(cuts = mm_endings_cuts(walker->endings, word)))
        return 0;
    return mm_endings_joints(walker->endings, cuts, word).starts & ~1u;
}
