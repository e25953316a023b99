/*
 * Trains the word-translation table, data/words.tsv, from line pairs:
 *
 *     train-words [-t TABLES] [-n ROUNDS] WEIGHT:A.en:A.ko ...
 *
 * prints `en TAB ko TAB p(ko|en) TAB p(en|ko)`, stems as mm_lang_stem() gives
 * them, sorted by en and ko. The same lines give the same bytes.
 *
 * Method: IBM model 1 in both directions [Brown et al. 1993], then the HMM
 * (hmm.c), trained to agree: after the first rounds a link counts by the product
 * of its posteriors in the two directions [Liang, Taskar and Klein 2006], which
 * keeps words seen once from gathering what nobody else explains. A pair of the
 * dictionaries starts with more and keeps a small count of its own, as eflomal's
 * priors do [Östling and Tiedemann 2016]. Probabilities are of occurrences,
 * discounted, so that a word that mostly goes untranslated has none above a few
 * percent. Of 8,400 pairs of words that a dictionary knows 68 % are in it when
 * the dictionary did not take part (66 % without the HMM, 62 without discount).
 */
#include "hmm.h"

#include "align/lexicon.h"
#include "align/prepare.h"
#include "base/map.h"
#include "base/memory.h"
#include "malmoi/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_TOKENS = 90, HMM_ROUNDS = 2 };

static const double NULL_SHARE = 0.25; /* of a line's chances: no word at all */
static const double PRIOR_COUNT = 0.3; /* of a pair that a dictionary has */
static const double DISCOUNT = 0.45, SMOOTH = 0.8;
static const double LEAST = 0.03; /* geometric mean of a row printed */

/* One language: its stems, and each line's as numbers. */
typedef struct half {
    mm_preparer preparer;
    mm_map      stems;
    uint32_t   *tokens, *first; /* first: by line */
    size_t      n_tokens, cap_tokens, n_lines, cap_lines;
    double     *total; /* weighted occurrences, by stem */
} half;

/* A pair of stems that stand in one line. */
typedef struct pair {
    uint32_t e, k;
    float    p_ke, p_ek; /* p(k|e), p(e|k) */
    double   c_ke, c_ek; /* expected counts of this round */
} pair;

typedef struct trainer {
    mm_tables *tables;
    half       en, ko;
    float     *weight; /* by line */
    size_t     cap_weight;
    pair      *pairs;
    size_t     n, cap, mask;
    uint32_t  *slots;           /* hash of pairs, number + 1 */
    float     *null_k, *null_e; /* p(k|nothing), p(e|nothing) */
    hmm_jumps  to_k, to_e;
    mm_error   err;
} trainer;

/* ---- reading ---- */

static int read_file(mm_buf *out, const char *path, mm_error *err)
{
    FILE  *file = fopen(path, "rb");
    char   part[65536];
    size_t n;

    if (!file)
        return mm_fail(err, MM_EIO, "cannot read '%s'", path);
    while ((n = fread(part, 1, sizeof part, file)))
        if (mm_buf_put(out, (mm_str){ part, n }) < 0)
            break;
    fclose(file);
    return n ? mm_fail_memory(err) : MM_OK;
}

static int add_line(half *h, const mm_prepared *p, size_t line, mm_error *err)
{
    if (mm_grow(&h->first, &h->cap_lines, h->n_lines + 2, sizeof *h->first,
                err) < 0)
        return MM_ENOMEM;
    h->first[h->n_lines] = (uint32_t)h->n_tokens;
    for (uint32_t t = p->first[line]; t < p->first[line + 1]; t++) {
        const mm_type *type = &p->types[p->tokens[t]];
        uint32_t       stem;

        if (type->n_keys == 0)
            continue;
        stem = mm_map_add(&h->stems, type->keys[0].form);
        if (stem == MM_MAP_NONE ||
            mm_grow(&h->tokens, &h->cap_tokens, h->n_tokens + 1,
                    sizeof *h->tokens, err) < 0)
            return mm_fail_memory(err);
        h->tokens[h->n_tokens++] = stem;
    }
    h->first[++h->n_lines] = (uint32_t)h->n_tokens;
    return MM_OK;
}

static int read_half(mm_document *doc, mm_prepared *p, half *h, mm_str lang,
                     const char *path, mm_error *err)
{
    mm_buf text = { 0 };
    int    rc = read_file(&text, path, err);

    if (rc == MM_OK && (rc = mm_document_from_lines(
                            doc, lang, mm_buf_str(&text), err)) == MM_OK)
        rc = mm_prepare(p, &h->preparer, doc, err);
    mm_buf_release(&text);
    return rc;
}

/* Adds each line pair of `spec`, WEIGHT:EN:KO, that was not there before. */
static int read_corpus(trainer *t, char *spec, mm_map *seen)
{
    char       *en = strchr(spec, ':'), *ko = en ? strchr(en + 1, ':') : NULL;
    double      weight = atof(spec);
    mm_document a = { 0 }, b = { 0 };
    mm_prepared pa = { 0 }, pb = { 0 };
    mm_buf      both = { 0 };
    int         rc = MM_OK;

    if (!ko)
        return mm_fail(&t->err, MM_EINVALID, "no WEIGHT:EN:KO: '%s'", spec);
    *en++ = *ko++ = '\0';
    if ((rc = read_half(&a, &pa, &t->en, MM_S("en"), en, &t->err)) < 0 ||
        (rc = read_half(&b, &pb, &t->ko, MM_S("ko"), ko, &t->err)) < 0)
        goto done;
    if (a.n != b.n)
        rc = mm_fail(&t->err, MM_EFORMAT, "'%s' and '%s' differ in lines", en,
                     ko);
    for (size_t i = 0; rc == MM_OK && i < a.n; i++) {
        size_t before = seen->n;

        mm_buf_clear(&both);
        mm_buf_put(&both, a.segments[i].text);
        mm_buf_putc(&both, '\t');
        mm_buf_put(&both, b.segments[i].text);
        mm_map_add(seen, mm_buf_str(&both));
        if (seen->n == before ||
            pa.first[i + 1] - pa.first[i] > LINE_MAX_TOKENS ||
            pb.first[i + 1] - pb.first[i] > LINE_MAX_TOKENS)
            continue;
        if ((rc = mm_grow(&t->weight, &t->cap_weight, t->en.n_lines + 1,
                          sizeof *t->weight, &t->err)) < 0)
            break;
        t->weight[t->en.n_lines] = (float)weight;
        if ((rc = add_line(&t->en, &pa, i, &t->err)) == MM_OK)
            rc = add_line(&t->ko, &pb, i, &t->err);
    }
done:
    mm_buf_release(&both);
    mm_prepared_release(&pa);
    mm_prepared_release(&pb);
    mm_document_release(&a);
    mm_document_release(&b);
    return rc;
}

/* ---- pairs ---- */

static size_t hash_of(uint32_t e, uint32_t k)
{
    uint64_t x = ((uint64_t)e << 32 | k) * 0x9E3779B97F4A7C15u;

    return (size_t)(x ^ x >> 29);
}

static int widen(trainer *t)
{
    size_t size = t->mask ? (t->mask + 1) * 2 : 1 << 20;

    free(t->slots);
    if (!(t->slots = calloc(size, sizeof *t->slots)))
        return mm_fail_memory(&t->err);
    t->mask = size - 1;
    for (size_t i = 0; i < t->n; i++) {
        size_t at = hash_of(t->pairs[i].e, t->pairs[i].k) & t->mask;

        while (t->slots[at])
            at = (at + 1) & t->mask;
        t->slots[at] = (uint32_t)i + 1;
    }
    return MM_OK;
}

/* The slot of pair (e, k), or the empty one where it belongs. */
static size_t slot_of(const trainer *t, uint32_t e, uint32_t k)
{
    size_t at = hash_of(e, k) & t->mask;

    while (t->slots[at] && (t->pairs[t->slots[at] - 1].e != e ||
                            t->pairs[t->slots[at] - 1].k != k))
        at = (at + 1) & t->mask;
    return at;
}

static pair *pair_of(const trainer *t, uint32_t e, uint32_t k)
{
    return &t->pairs[t->slots[slot_of(t, e, k)] - 1];
}

static int add_pair(trainer *t, uint32_t e, uint32_t k)
{
    size_t at;

    if ((t->mask == 0 || t->n * 2 > t->mask) && widen(t) < 0)
        return MM_ENOMEM;
    at = slot_of(t, e, k);
    if (t->slots[at])
        return MM_OK;
    if (mm_grow(&t->pairs, &t->cap, t->n + 1, sizeof *t->pairs, &t->err) < 0)
        return MM_ENOMEM;
    t->pairs[t->n++] = (pair){ .e = e, .k = k };
    t->slots[at] = (uint32_t)t->n;
    return MM_OK;
}

/* ---- expectation and maximization ---- */

typedef struct line {
    const uint32_t *e, *k;
    size_t          n_e, n_k;
    double          weight;
} line;

static line line_of(const trainer *t, size_t i)
{
    return (line){ t->en.tokens + t->en.first[i], t->ko.tokens + t->ko.first[i],
                   t->en.first[i + 1] - t->en.first[i],
                   t->ko.first[i + 1] - t->ko.first[i], t->weight[i] };
}

static int gather_pairs(trainer *t)
{
    int rc = MM_OK;

    t->en.total = calloc(t->en.stems.n + 1, sizeof(double));
    t->ko.total = calloc(t->ko.stems.n + 1, sizeof(double));
    t->null_k = calloc(t->ko.stems.n + 1, sizeof(float));
    t->null_e = calloc(t->en.stems.n + 1, sizeof(float));
    if (!t->en.total || !t->ko.total || !t->null_k || !t->null_e)
        return mm_fail_memory(&t->err);
    for (size_t l = 0; l < t->en.n_lines && rc == MM_OK; l++) {
        line x = line_of(t, l);

        for (size_t i = 0; i < x.n_e; i++)
            t->en.total[x.e[i]] += x.weight;
        for (size_t j = 0; j < x.n_k; j++)
            t->ko.total[x.k[j]] += x.weight;
        for (size_t i = 0; i < x.n_e && rc == MM_OK; i++)
            for (size_t j = 0; j < x.n_k && rc == MM_OK; j++)
                rc = add_pair(t, x.e[i], x.k[j]);
    }
    return rc;
}

/* A first guess: every pair alike, dictionary pairs far likelier; nothing
 * translates to a word as often as that word stands anywhere. */
static void begin(trainer *t, const mm_lexicon *lexicon)
{
    double all_e = 0, all_k = 0;

    for (size_t i = 0; i < t->n; i++)
        t->pairs[i].p_ke = t->pairs[i].p_ek = 1e-3f;
    for (uint32_t e = 0; e < t->en.stems.n; e++) {
        const mm_target *targets;
        size_t n = mm_lexicon_targets(&targets, lexicon, t->en.stems.keys[e]);

        for (size_t i = 0; i < n; i++) {
            uint32_t k = mm_map_find(&t->ko.stems, targets[i].form);
            size_t   at = k == MM_MAP_NONE ? 0 : slot_of(t, e, k);

            if (k != MM_MAP_NONE && t->slots[at]) {
                pair *p = &t->pairs[t->slots[at] - 1];

                p->p_ke = p->p_ek = 0.1f;
            }
        }
    }
    for (uint32_t e = 0; e < t->en.stems.n; e++)
        all_e += t->en.total[e];
    for (uint32_t k = 0; k < t->ko.stems.n; k++)
        all_k += t->ko.total[k];
    for (uint32_t e = 0; e < t->en.stems.n; e++)
        t->null_e[e] = (float)(t->en.total[e] / all_e);
    for (uint32_t k = 0; k < t->ko.stems.n; k++)
        t->null_k[k] = (float)(t->ko.total[k] / all_k);
}

/* Posteriors of the links of one line, both directions, and their counts. */
static void count_line(trainer *t, const line *x, pair **at, float *sum_e,
                       bool agree)
{
    for (size_t i = 0; i < x->n_e; i++)
        sum_e[i] = 0;
    for (size_t j = 0; j < x->n_k; j++)
        for (size_t i = 0; i < x->n_e; i++) {
            at[j * x->n_e + i] = pair_of(t, x->e[i], x->k[j]);
            sum_e[i] += at[j * x->n_e + i]->p_ek;
        }
    for (size_t i = 0; i < x->n_e; i++)
        sum_e[i] = sum_e[i] * (1 - (float)NULL_SHARE) / (float)x->n_k +
                   (float)NULL_SHARE * t->null_e[x->e[i]];
    for (size_t j = 0; j < x->n_k; j++) {
        double sum_k = 0;

        for (size_t i = 0; i < x->n_e; i++)
            sum_k += at[j * x->n_e + i]->p_ke;
        sum_k = sum_k * (1 - NULL_SHARE) / (double)x->n_e +
                NULL_SHARE * t->null_k[x->k[j]];
        for (size_t i = 0; i < x->n_e; i++) {
            pair  *p = at[j * x->n_e + i];
            double to_k = p->p_ke * (1 - NULL_SHARE) / (double)x->n_e / sum_k;
            double to_e =
                p->p_ek * (1 - NULL_SHARE) / (double)x->n_k / (double)sum_e[i];

            if (agree)
                to_k = to_e = to_k * to_e;
            p->c_ke += x->weight * to_k;
            p->c_ek += x->weight * to_e;
        }
    }
}

/* Room for the HMM of one line. */
typedef struct rooms {
    pair  *at[LINE_MAX_TOKENS * LINE_MAX_TOKENS];
    float  p_ke[LINE_MAX_TOKENS * LINE_MAX_TOKENS];
    float  p_ek[LINE_MAX_TOKENS * LINE_MAX_TOKENS];
    double to_k[LINE_MAX_TOKENS * LINE_MAX_TOKENS];
    double to_e[LINE_MAX_TOKENS * LINE_MAX_TOKENS];
    double none_k[LINE_MAX_TOKENS], none_e[LINE_MAX_TOKENS];
    double room[LINE_MAX_TOKENS * (4 * LINE_MAX_TOKENS + 5)];
} rooms;

/* As count_line(), by the HMM, both directions agreeing. */
static void count_in_order(trainer *t, const line *x, rooms *r)
{
    hmm_line forward = { x->n_k, x->n_e, r->p_ke, r->none_k, NULL_SHARE };
    hmm_line backward = { x->n_e, x->n_k, r->p_ek, r->none_e, NULL_SHARE };

    for (size_t j = 0; j < x->n_k; j++) {
        r->none_k[j] = (double)t->null_k[x->k[j]];
        for (size_t i = 0; i < x->n_e; i++) {
            pair *p = pair_of(t, x->e[i], x->k[j]);

            r->at[j * x->n_e + i] = p;
            r->p_ke[j * x->n_e + i] = p->p_ke;
            r->p_ek[i * x->n_k + j] = p->p_ek;
        }
    }
    for (size_t i = 0; i < x->n_e; i++)
        r->none_e[i] = (double)t->null_e[x->e[i]];
    hmm_posteriors(r->to_k, &forward, &t->to_k, x->weight, r->room);
    hmm_posteriors(r->to_e, &backward, &t->to_e, x->weight, r->room);
    for (size_t j = 0; j < x->n_k; j++)
        for (size_t i = 0; i < x->n_e; i++) {
            double both =
                x->weight * r->to_k[j * x->n_e + i] * r->to_e[i * x->n_k + j];

            r->at[j * x->n_e + i]->c_ke += both;
            r->at[j * x->n_e + i]->c_ek += both;
        }
}

typedef enum stage { ALONE, AGREEING, IN_ORDER } stages;

static int count_all(trainer *t, stages stage)
{
    rooms *r = malloc(sizeof *r);
    float  sum[LINE_MAX_TOKENS];

    if (!r)
        return mm_fail_memory(&t->err);
    for (size_t l = 0; l < t->en.n_lines; l++) {
        line x = line_of(t, l);

        if (x.n_e && x.n_k && stage == IN_ORDER)
            count_in_order(t, &x, r);
        else if (x.n_e && x.n_k)
            count_line(t, &x, r->at, sum, stage == AGREEING);
    }
    free(r);
    if (stage == IN_ORDER) {
        hmm_jumps_settle(&t->to_k);
        hmm_jumps_settle(&t->to_e);
    }
    return MM_OK;
}

/* New probabilities from the counts; a dictionary's pairs keep a bit. */
static int maximize(trainer *t, const uint8_t *known)
{
    double *sum_e = calloc(t->en.stems.n + 1, sizeof *sum_e);
    double *sum_k = calloc(t->ko.stems.n + 1, sizeof *sum_k);

    if (!sum_e || !sum_k) {
        free(sum_e);
        free(sum_k);
        return mm_fail_memory(&t->err);
    }
    for (size_t i = 0; i < t->n; i++) {
        pair *p = &t->pairs[i];

        if (known[i]) {
            p->c_ke += PRIOR_COUNT;
            p->c_ek += PRIOR_COUNT;
        }
        sum_e[p->e] += p->c_ke;
        sum_k[p->k] += p->c_ek;
    }
    for (size_t i = 0; i < t->n; i++) {
        pair *p = &t->pairs[i];

        p->p_ke = (float)(p->c_ke / (sum_e[p->e] + 1e-9));
        p->p_ek = (float)(p->c_ek / (sum_k[p->k] + 1e-9));
    }
    free(sum_e);
    free(sum_k);
    return MM_OK;
}

static int train(trainer *t, int rounds)
{
    uint8_t *known = calloc(t->n + 1, 1);
    int      rc = known ? MM_OK : mm_fail_memory(&t->err);

    for (size_t i = 0; rc == MM_OK && i < t->n; i++)
        known[i] = t->pairs[i].p_ke > 0.05f;
    hmm_jumps_init(&t->to_k);
    hmm_jumps_init(&t->to_e);
    for (int round = 0; rc == MM_OK && round < 2 * rounds + HMM_ROUNDS;
         round++) {
        for (size_t i = 0; i < t->n; i++)
            t->pairs[i].c_ke = t->pairs[i].c_ek = 0;
        if ((rc = count_all(t, round < rounds       ? ALONE
                               : round < 2 * rounds ? AGREEING
                                                    : IN_ORDER)) == MM_OK &&
            round + 1 < 2 * rounds + HMM_ROUNDS)
            rc = maximize(t, known);
    }
    free(known);
    return rc;
}

/* ---- writing ---- */

static const trainer *sorting; /* qsort has no room for it */

static int by_stems(const void *left, const void *right)
{
    const pair *x = left, *y = right;
    int         rc =
        mm_str_cmp(sorting->en.stems.keys[x->e], sorting->en.stems.keys[y->e]);

    return rc ? rc
              : mm_str_cmp(sorting->ko.stems.keys[x->k],
                           sorting->ko.stems.keys[y->k]);
}

static bool is_word(mm_str stem)
{
    size_t  pos = 0;
    int32_t cp;

    while ((cp = mm_utf8_next(stem, &pos)) >= 0)
        if (mm_script_of(cp) == MM_SCRIPT_NONE && cp != '-' && cp != '\'')
            return false;
    return stem.len > 1;
}

static void print_rows(trainer *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++) {
        pair  *p = &t->pairs[i];
        double count = p->c_ke - DISCOUNT;

        if (count <= 0 || !is_word(t->en.stems.keys[p->e]) ||
            !is_word(t->ko.stems.keys[p->k]) ||
            mm_str_eq(t->en.stems.keys[p->e], t->ko.stems.keys[p->k]))
            continue;
        p->p_ke = (float)(count / (t->en.total[p->e] + SMOOTH));
        p->p_ek = (float)(count / (t->ko.total[p->k] + SMOOTH));
        if (sqrt((double)p->p_ke * p->p_ek) >= LEAST)
            t->pairs[n++] = *p;
    }
    sorting = t;
    qsort(t->pairs, n, sizeof *t->pairs, by_stems);
    for (size_t i = 0; i < n; i++) {
        mm_str e = t->en.stems.keys[t->pairs[i].e];
        mm_str k = t->ko.stems.keys[t->pairs[i].k];

        printf("%.*s\t%.*s\t%.3f\t%.3f\n", (int)e.len, e.ptr, (int)k.len, k.ptr,
               (double)t->pairs[i].p_ke, (double)t->pairs[i].p_ek);
    }
}

static void release_half(half *h)
{
    mm_preparer_release(&h->preparer);
    mm_map_release(&h->stems);
    free(h->tokens);
    free(h->first);
    free(h->total);
}

int main(int argc, char **argv)
{
    trainer     t = { 0 };
    mm_lexicon *lexicon = NULL;
    mm_map      seen = { 0 };
    const char *dir = NULL;
    int         rounds = 2, arg = 1, rc;

    for (; arg + 1 < argc && argv[arg][0] == '-'; arg += 2)
        if (argv[arg][1] == 't')
            dir = argv[arg + 1];
        else
            rounds = atoi(argv[arg + 1]);
    if ((rc = mm_tables_open(&t.tables, dir, &t.err)) == MM_OK &&
        (rc = mm_preparer_open(&t.en.preparer, MM_S("en"), t.tables, &t.err)) ==
            MM_OK &&
        (rc = mm_preparer_open(&t.ko.preparer, MM_S("ko"), t.tables, &t.err)) ==
            MM_OK)
        rc = mm_lexicon_open(&lexicon, t.en.preparer.lang, t.ko.preparer.lang,
                             t.tables, NULL, &t.err);
    for (; rc == MM_OK && arg < argc; arg++)
        rc = read_corpus(&t, argv[arg], &seen);
    mm_map_release(&seen);
    if (rc == MM_OK && (rc = gather_pairs(&t)) == MM_OK) {
        begin(&t, lexicon);
        if ((rc = train(&t, rounds)) == MM_OK)
            print_rows(&t);
    }
    if (rc < 0)
        fprintf(stderr, "train-words: %s\n", t.err.text);
    mm_lexicon_close(lexicon);
    release_half(&t.en);
    release_half(&t.ko);
    free(t.weight);
    free(t.pairs);
    free(t.slots);
    free(t.null_e);
    free(t.null_k);
    mm_tables_close(t.tables);
    return rc < 0;
}
