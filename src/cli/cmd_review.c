/*
 * malmoi review: candidates one by one, the surest first, with the sentences
 * that prove them. A decision is kept at once, so that leaving and coming back
 * goes on where one was.
 */
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const mm_option options[] = {
    { "limit", 'n', "N", N_("candidates at most, 0 for all (0)") },
    { "evidence", 0, "N", N_("sentences each (3)") },
    { "min", 0, "P", N_("least confidence, 0 to 1 (0)") },
    { "project", 0, "NAME", N_("terms of this project alone") },
    { "client", 0, "NAME", N_("terms of this client alone") },
    { "field", 0, "NAME", N_("terms of this subject field alone") },
    { "since", 0, "DATE", N_("terms made or changed since, as 2026-11-24") },
    { 0 }
};

typedef struct waiting {
    mm_id     row, change; /* change: ours, 0 when there is none */
    double    confidence;
    mm_review review;
} waiting;

/* Terms of a concept that keys 1 to 9 strike. */
enum { NUMBERED = 9, PAIRS = 32 };

typedef struct desk {
    const mm_args *args;
    mm_store      *store;
    waiting       *rows;
    size_t         n, cap, at;
    size_t        *done; /* places of what was decided, in order */
    size_t         n_done;
    size_t         approved, rejected;
    double         evidence;
    bool           struck[NUMBERED]; /* of the one that is shown */
    char           word[300];        /* of what was done last */
} desk;

/* ---- which ---- */

static int by_confidence(const void *left, const void *right)
{
    const waiting *x = left, *y = right;

    if (x->confidence != y->confidence)
        return x->confidence > y->confidence ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int add(desk *d, const mm_item *item, mm_error *err)
{
    if (d->n == d->cap) {
        size_t   cap = d->cap ? 2 * d->cap : 256;
        waiting *more = realloc(d->rows, cap * sizeof *more);

        if (!more)
            return mm_fail_memory(err);
        d->rows = more;
        d->cap = cap;
    }
    d->rows[d->n++] =
        (waiting){ .row = item->row, .confidence = item->concept->confidence };
    return MM_OK;
}

static int gather(desk *d, double min, size_t limit, mm_error *err)
{
    mm_selection selection = { 0 };
    mm_reader   *reader = NULL;
    mm_item      item;
    int          rc = mm_selection_of(&selection, d->args, err);

    selection.what = 1u << MM_ROW_CONCEPT;
    selection.review = 1u << MM_PROPOSED;
    if (rc == MM_OK)
        rc = mm_store_read(&reader, d->store, &selection, err);
    while (rc >= 0 && (rc = mm_reader_next(reader, &item, err)) == MM_ROW)
        if (item.concept->confidence >= min && (rc = add(d, &item, err)) < 0)
            break;
    mm_reader_close(reader);
    if (rc < 0)
        return rc;
    if (d->n)
        qsort(d->rows, d->n, sizeof *d->rows, by_confidence);
    if (limit && d->n > limit)
        d->n = limit;
    d->done = calloc(d->n + 1, sizeof *d->done);
    return d->done ? MM_OK : mm_fail_memory(err);
}

/* ---- showing ---- */

/* More than a term in some language: then they have numbers. */
static bool has_several(const mm_concept *c)
{
    for (size_t s = 0; s < c->n_sections; s++)
        if (c->sections[s].n_terms > 1)
            return true;
    return false;
}

static void put_term(const mm_term *term, size_t number, bool struck)
{
    const char *dim = mm_paint_code(PAINT_DIM), *off = mm_paint_code(PAINT_OFF);

    if (number)
        printf("%s%zu%s ", dim, number, off);
    if (struck)
        printf("%s%s ", dim, _("struck:"));
    else
        fputs(mm_paint_code(PAINT_BOLD), stdout);
    mm_put_cell(term->text);
    fputs(off, stdout);
    if (number && term->type.len) {
        printf(" %s", dim);
        mm_put_cell(term->type);
        fputs(off, stdout);
    }
}

static void put_terms(const desk *d, const mm_concept *c)
{
    bool   several = has_several(c);
    size_t number = 0;

    for (size_t s = 0; s < c->n_sections; s++) {
        printf("  %s", mm_paint_code(PAINT_DIM));
        mm_put_padded(c->sections[s].lang, 6);
        fputs(mm_paint_code(PAINT_OFF), stdout);
        for (size_t t = 0; t < c->sections[s].n_terms; t++, number++) {
            if (t)
                fputs("; ", stdout);
            put_term(&c->sections[s].terms[t],
                     several && number < NUMBERED ? number + 1 : 0,
                     number < NUMBERED && d->struck[number]);
        }
        putchar('\n');
    }
}

/* The approved concept that this one has more terms for. */
static int put_joined(const desk *d, mm_id row, mm_error *err)
{
    mm_id   joined;
    mm_item item;
    int     rc = mm_store_joins(&joined, d->store, row, err);

    if (rc < 0 || !joined ||
        (rc = mm_store_get(&item, d->store, MM_ROW_CONCEPT, joined, err)) < 0)
        return rc;
    printf("  %s", mm_paint_code(PAINT_DIM));
    printf(_("more terms for concept %lld:"), (long long)joined);
    for (size_t s = 0; s < item.concept->n_sections; s++)
        for (size_t t = 0; t < item.concept->sections[s].n_terms; t++) {
            fputs(t ? "; " : s ? " - " : " ", stdout);
            mm_put_cell(item.concept->sections[s].terms[t].text);
        }
    printf("%s\n", mm_paint_code(PAINT_OFF));
    return MM_OK;
}

/* ---- the sentences ---- */

/* Which pair of forms a proof shows. */
static uint64_t pair_of(const mm_proof *p)
{
    mm_str   forms[] = { mm_str_sub(p->a, p->a_start, p->a_end - p->a_start),
                         mm_str_sub(p->b, p->b_start, p->b_end - p->b_start) };
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < forms[side].len; i++)
            hash = (hash ^ (unsigned char)forms[side].ptr[i]) * 1099511628211u;
        hash = (hash ^ 0xFF) * 1099511628211u;
    }
    return hash;
}

static void put_proof(const mm_proof *p)
{
    mm_column a = { p->a, p->a_start, p->a_end };
    mm_column b = { p->b, p->b_start, p->b_end };

    printf("\n%s", mm_paint_code(PAINT_DIM));
    mm_put_cell(p->clue);
    printf(" %.1f  ", p->weight);
    mm_put_cell(p->document_a);
    printf("%s\n", mm_paint_code(PAINT_OFF));
    mm_put_columns(&a, &b, mm_terminal_width());
}

/* The best proof of each pair, then others until there are enough. */
static int put_proofs(const desk *d, mm_id row, mm_error *err)
{
    uint64_t seen[PAIRS];
    size_t   n = 0, shown = 0, most = (size_t)d->evidence;
    int      rc = MM_OK;

    for (int again = 0; again < 2 && most && rc >= 0; again++) {
        mm_proofs *proofs = NULL;
        mm_proof   p;
        size_t     at = 0; /* pairs met */

        rc = mm_proofs_open(&proofs, d->store, row, err);
        while (rc >= 0 && (!again || shown < most) &&
               (rc = mm_proofs_next(proofs, &p, err)) == MM_ROW) {
            uint64_t pair = pair_of(&p);
            size_t   k = 0, known = again ? at : n;
            bool     first;

            while (k < known && seen[k] != pair)
                k++;
            first = k == known && known < PAIRS;
            if (first)
                seen[again ? at++ : n++] = pair;
            if (first == !again) {
                put_proof(&p);
                shown++;
            }
        }
        mm_proofs_close(proofs);
    }
    return rc < 0 ? rc : MM_OK;
}

static void put_head(const desk *d)
{
    if (isatty(STDOUT_FILENO))
        fputs("\033[H\033[2J", stdout);
    else
        putchar('\n'); /* behind the keys of the one before */
    printf("%s", mm_paint_code(PAINT_DIM));
    printf(_("%zu of %zu; %zu approved, %zu rejected"), d->at + 1, d->n,
           d->approved, d->rejected);
    printf("%s\n", mm_paint_code(PAINT_OFF));
    if (d->word[0])
        printf("%s\n", d->word);
    putchar('\n');
}

/* MM_OK; MM_ENOTFOUND when it is gone. */
static int show(const desk *d, mm_error *err)
{
    const waiting *row = &d->rows[d->at];
    mm_item        item;
    int rc = mm_store_get(&item, d->store, MM_ROW_CONCEPT, row->row, err);

    if (rc < 0)
        return rc;
    put_head(d);
    put_terms(d, item.concept);
    printf("  %s%s, %.2f", mm_paint_code(PAINT_DIM),
           mm_kind_name(item.concept->kind), item.concept->confidence);
    if (item.concept->field.len) {
        fputs(", ", stdout);
        mm_put_cell(item.concept->field);
    }
    printf("%s", mm_paint_code(PAINT_OFF));
    if (item.concept->review != MM_PROPOSED)
        printf("  [%s]", mm_review_name(item.concept->review));
    putchar('\n');
    if ((rc = put_joined(d, row->row, err)) < 0 ||
        (rc = put_proofs(d, row->row, err)) < 0)
        return rc;
    printf("\n%s%s%s ", mm_paint_code(PAINT_DIM),
           _("a approve  r reject  e edit  j next  k back  u undo  q quit  ?"),
           mm_paint_code(PAINT_OFF));
    return MM_OK;
}

static void explain(void)
{
    puts(_("\n  a  approve: look-up, check and export take it as right\n"
           "  r  reject: it is not proposed again\n"
           "  1 to 9  strike the term of that number, or let it stand again;\n"
           "     a then approves the others and rejects what is struck\n"
           "  e  edit the terms, one line each; an empty line leaves one\n"
           "  j  leave it for later, the next     k  the one before\n"
           "  u  take the last decision back      q  leave; all is kept\n"
           "Any key goes on."));
    mm_key_read();
}

/* ---- deciding ---- */

/* Writes a word of the last act: the first terms of both languages. */
static void note(desk *d, const char *what, mm_id row)
{
    mm_item item;
    mm_buf  text = { 0 };

    if (mm_store_get(&item, d->store, MM_ROW_CONCEPT, row, NULL) < 0)
        return;
    for (size_t s = 0; s < item.concept->n_sections && s < 2; s++)
        if (item.concept->sections[s].n_terms) {
            mm_str term = item.concept->sections[s].terms[0].text;

            mm_buf_printf(&text, "%s%.*s", s ? " - " : "",
                          (int)(term.len < 100 ? term.len : 100), term.ptr);
        }
    snprintf(d->word, sizeof d->word, "%s: %s", what, text.ptr ? text.ptr : "");
    mm_buf_release(&text);
}

/* The places of the terms that are struck; returns how many. */
static size_t struck_terms(mm_struck *out, const desk *d, const mm_concept *c)
{
    size_t number = 0, n = 0;

    for (size_t s = 0; s < c->n_sections; s++)
        for (size_t t = 0; t < c->sections[s].n_terms; t++, number++)
            if (number < NUMBERED && d->struck[number])
                out[n++] = (mm_struck){ s, t };
    return n;
}

static int decide_row(desk *d, waiting *row, mm_review review, mm_id *into,
                      mm_error *err)
{
    mm_struck struck[NUMBERED];
    mm_item   item;
    char      what[64];
    size_t    n = 0;
    int       rc;

    if (review == MM_APPROVED) {
        rc = mm_store_get(&item, d->store, MM_ROW_CONCEPT, row->row, err);
        if (rc < 0)
            return rc;
        n = struck_terms(struck, d, item.concept);
    }
    snprintf(what, sizeof what,
             n ? "concept %lld %s, %zu struck" : "concept %lld %s",
             (long long)row->row, mm_review_name(review), n);
    if ((rc = mm_store_begin(
             d->store, &(mm_change){ .kind = "decide", .what = mm_cstr(what) },
             err)) < 0)
        return rc;
    rc =
        mm_store_decide_terms(into, d->store, row->row, review, struck, n, err);
    row->change = mm_store_change(d->store);
    return mm_store_end(d->store, rc, err);
}

static void go_to(desk *d, size_t at)
{
    memset(d->struck, 0, sizeof d->struck);
    d->at = at;
}

static int decide(desk *d, mm_review review, mm_error *err)
{
    waiting *row = &d->rows[d->at];
    mm_id    into = row->row;
    int      rc = decide_row(d, row, review, &into, err);

    if (rc == MM_EINVALID) { /* nothing is left of a language */
        snprintf(d->word, sizeof d->word, "%s", err->text);
        return MM_OK;
    }
    if (rc < 0)
        return rc;
    if (row->review == MM_PROPOSED && d->n_done < d->n)
        d->done[d->n_done++] = d->at;
    d->approved += (review == MM_APPROVED) - (row->review == MM_APPROVED);
    d->rejected += (review == MM_REJECTED) - (row->review == MM_REJECTED);
    row->review = review;
    note(d, review == MM_APPROVED ? _("approved") : _("rejected"), into);
    go_to(d, d->at + 1);
    return MM_OK;
}

/* Strikes term `number`, from 0, or lets it stand. */
static void strike(desk *d, size_t number)
{
    mm_item item;
    size_t  n = 0;

    if (mm_store_get(&item, d->store, MM_ROW_CONCEPT, d->rows[d->at].row,
                     NULL) < 0 ||
        !has_several(item.concept))
        return;
    for (size_t s = 0; s < item.concept->n_sections; s++)
    n += item.concept->sections[s].n_terms;
    if (number < n)
        d->struck[number] = !d->struck[number];
}

static int take_back(desk *d, mm_error *err)
{
    waiting *row;
    mm_id    number;
    int      rc;

    if (d->n_done == 0) {
        snprintf(d->word, sizeof d->word, "%s", _("nothing to take back"));
        return MM_OK;
    }
    row = &d->rows[d->done[d->n_done - 1]];
    rc = mm_history_undo(&number, d->store, row->change, mm_cstr(NULL), err);
    if (rc == MM_EINVALID) { /* another changed it since: said, not fatal */
        snprintf(d->word, sizeof d->word, "%s", err->text);
        return MM_OK;
    }
    if (rc < 0)
        return rc;
    go_to(d, d->done[--d->n_done]);
    d->approved -= row->review == MM_APPROVED;
    d->rejected -= row->review == MM_REJECTED;
    row->review = MM_PROPOSED;
    note(d, _("taken back"), row->row);
    return MM_OK;
}

/* Asks for a new wording of term `t` of section `s`. */
static int edit_term(mm_edit *edit, size_t s, size_t t, bool *ended,
                     mm_error *err)
{
    const mm_lang_section *section = &mm_edit_item(edit).concept->sections[s];
    mm_buf                 name = { 0 };
    char                   line[1024];
    int                    rc;

    rc = mm_buf_put(&name, section->lang);
    if (rc == MM_OK && t)
        rc = mm_buf_printf(&name, ".%zu", t + 1);
    if (rc == MM_OK) {
        printf("  %s [", name.ptr);
        mm_put_cell(section->terms[t].text);
        fputs("]: ", stdout);
        fflush(stdout);
        *ended = !fgets(line, sizeof line, stdin);
        line[*ended ? 0 : strcspn(line, "\n")] = '\0';
        if (line[0])
            rc = mm_buf_printf(&name, "=%s", line);
    }
    if (rc < 0)
        rc = mm_fail_memory(err);
    else if (line[0])
        rc = mm_edit_set(edit, mm_buf_str(&name), err);
    mm_buf_release(&name);
    return rc;
}

static int edit_terms(mm_edit *edit, mm_error *err)
{
    bool ended = false;
    int  rc = MM_OK;

    for (size_t s = 0; s < mm_edit_item(edit).concept->n_sections; s++)
        for (size_t t = 0; rc == MM_OK && !ended &&
                           t < mm_edit_item(edit).concept->sections[s].n_terms;
             t++)
            rc = edit_term(edit, s, t, &ended, err);
    return rc;
}

static int edit_row(desk *d, mm_error *err)
{
    mm_ref   ref = { .kind = MM_ROW_CONCEPT, .id = d->rows[d->at].row };
    mm_edit *edit = NULL;
    mm_id    change;
    int      rc = mm_edit_open(&edit, d->store, &ref, err);

    mm_keys_end();
    if (rc == MM_OK) {
        putchar('\n');
        rc = edit_terms(edit, err);
    }
    if (rc == MM_OK)
        rc = mm_edit_save(&change, NULL, edit, mm_cstr(NULL), err);
    mm_keys_begin();
    mm_edit_close(edit);
    if (rc == MM_OK)
        note(d, change ? _("changed") : _("left as it was"), ref.id);
    if (rc != MM_EINVALID && rc != MM_EBUSY)
        return rc;
    snprintf(d->word, sizeof d->word, "%s", err->text);
    return MM_OK;
}

/* ---- the run ---- */

/* MM_ROW goes on, MM_OK ends. */
static int act(desk *d, int32_t key, mm_error *err)
{
    int rc = MM_OK;

    d->word[0] = '\0';
    switch (key) {
    case 'a':
        rc = decide(d, MM_APPROVED, err);
        break;
    case 'r':
        rc = decide(d, MM_REJECTED, err);
        break;
    case 'e':
        rc = edit_row(d, err);
        break;
    case 'u':
        rc = take_back(d, err);
        break;
    case 'j':
    case 's':
    case ' ':
        go_to(d, d->at + 1);
        break;
    case 'k':
        go_to(d, d->at - (d->at > 0));
        break;
    case '?':
        explain();
        break;
    case 'q':
    case 0:
    case 4:
        return MM_OK;
    default:
        if (key >= '1' && key < '1' + NUMBERED)
            strike(d, (size_t)(key - '1'));
        break;
    }
    return rc < 0 ? rc : MM_ROW;
}

/* The last one decided, there is still `u`. */
static int at_end(desk *d, mm_error *err)
{
    put_head(&(desk){ .at = d->n - 1,
                      .n = d->n,
                      .approved = d->approved,
                      .rejected = d->rejected });
    if (d->word[0])
        printf("%s\n", d->word);
    printf("%s ", _("That was the last. u takes back, k goes back, any other "
                    "key leaves."));
    switch (mm_key_read()) {
    case 'u':
        return take_back(d, err) < 0 ? err->code : MM_ROW;
    case 'k':
        go_to(d, d->n - 1);
        return MM_ROW;
    default:
        return MM_OK;
    }
}

static int review(desk *d, mm_error *err)
{
    int rc = MM_ROW;

    while (rc == MM_ROW && !mm_interrupted()) {
        if (d->at >= d->n) {
            rc = at_end(d, err);
            continue;
        }
        rc = show(d, err);
        if (rc == MM_ENOTFOUND) {
            go_to(d, d->at + 1); /* removed meanwhile */
            rc = MM_ROW;
        } else if (rc == MM_OK) {
            rc = act(d, mm_key_read(), err);
        }
    }
    putchar('\n');
    return rc;
}

static int run_review(const mm_args *args, mm_error *err)
{
    desk      d = { .args = args };
    mm_stores stores = { 0 };
    double    limit, min;
    int       rc;

    if (args->n)
        return mm_fail(err, MM_EINVALID, _("review takes options alone"));
    if (!mm_opt_whole(&limit, args, "limit", 0, 0, 1e9, err) ||
        !mm_opt_whole(&d.evidence, args, "evidence", 3, 0, 1000, err) ||
        !mm_opt_number(&min, args, "min", 0, 0, 1, err))
        return MM_EINVALID;
    if ((rc = mm_stores_open(&stores, args, MM_WRITE, err)) < 0)
        return rc;
    d.store = stores.items[0];
    if ((rc = gather(&d, min, (size_t)limit, err)) == MM_OK && d.n) {
        mm_keys_begin();
        rc = review(&d, err);
        mm_keys_end();
    }
    if (rc == MM_OK)
        mm_say(args, _("%zu approved, %zu rejected, %zu left"), d.approved,
               d.rejected, d.n - d.approved - d.rejected);
    free(d.rows);
    free(d.done);
    mm_stores_release(&stores);
    return rc;
}

const mm_command mm_cmd_review = {
    .name = "review",
    .args = "",
    .summary = N_("accept and reject candidates at the keyboard"),
    .detail = N_(
        "Candidates come one by one, the surest first, with the sentences that prove\n"
        "them; spellings, short forms and acronyms of one concept come together. Keys:\n"
        "a approve, r reject, 1 to 9 strike a term, e edit, j next, k back, u undo,\n"
        "q quit, ? help; the same keys with the Korean input method on. What is\n"
        "decided is kept at once: stop when you like and go on another day."),
    .examples = "malmoi review\n"
                "malmoi review --field defence --min 0.8",
    .options = options,
    .run = run_review,
};
