/* Memory that runs out at any moment: each call fails as it says it does, or
 * does its work; what was committed stays, what was not leaves nothing. */
#include "files/store/helpers.h"

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) &&                    \
    !defined(__SANITIZE_THREAD__)
#define CAN_FAIL 1

/* The allocations from now until the one that fails; 0: none does. */
static long countdown;

static bool fails(void)
{
    return countdown > 0 && --countdown == 0;
}

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *ptr, size_t size);

MM_API void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

MM_API void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

MM_API void *realloc(void *ptr, size_t size)
{
    return fails() ? NULL : __libc_realloc(ptr, size);
}
#else
#define CAN_FAIL 0
static long countdown;
#endif

static char base[300], path[320], copy[330];

/* ---- what is done, one call a step ---- */

static int put_both(mm_store *store, mm_error *err)
{
    mm_note    note = { MM_S("a note"), MM_S("en") };
    mm_variant v = {
        .lang = MM_S("en"), .text = MM_S("x"), .notes = &note, .n_notes = 1
    };
    mm_unit         u = { .variants = &v, .n_variants = 1 };
    mm_term         t = { .text = MM_S("term"), .notes = &note, .n_notes = 1 };
    mm_lang_section s = { .lang = MM_S("en"), .terms = &t, .n_terms = 1 };
    mm_concept      c = { .sections = &s, .n_sections = 1 };
    int rc = mm_store_begin(store, &(mm_change){ .kind = "edit" }, err);

    if (rc < 0)
        return rc;
    if ((rc = mm_store_put(NULL, store, &(mm_item){ .unit = &u, .row = 1 },
                           err)) >= 0 &&
        (rc = mm_store_put(NULL, store, &(mm_item){ .concept = &c, .row = 1 },
                           err)) >= 0 &&
        (rc = mm_store_put(NULL, store, &(mm_item){ .unit = &u }, err)) >= 0)
        rc = mm_store_decide(store, 1, MM_APPROVED, err);
    return mm_store_end(store, rc, err);
}

static int align(mm_store *store, mm_error *err)
{
    mm_segment  s[2] = { { .text = MM_S("One.") },
                         { .text = MM_S("Two."), .offset = 5 } };
    mm_document a = {
        .name = MM_S("a"), .lang = MM_S("en"), .segments = s, .n = 2
    };
    mm_document b = {
        .name = MM_S("a"), .lang = MM_S("ko"), .segments = s, .n = 2
    };
    mm_bead      beads[2] = { { .src = { 0, 1 }, .tgt = { 0, 1 }, .score = 1 },
                              { .src = { 1, 1 }, .tgt = { 1, 1 }, .score = 1 } };
    mm_alignment al = { beads, 2, 1, 1 };
    mm_evidence  e = { .clue = "sound", .a_end = 3, .b_end = 3 };
    mm_candidate list[] = {
        { .a = MM_S("One"),
          .b = MM_S("하나"),
          .evidence = &e,
          .n = 1,
          .group = 1 },
        { .a = MM_S("1"),
          .b = MM_S("하나"),
          .evidence = &e,
          .n = 1,
          .group = 1 },
    };
    mm_id id;
    int   rc = mm_store_begin(store, &(mm_change){ .kind = "align" }, err);

    if (rc < 0)
        return rc;
    if ((rc = mm_store_put_aligned(
             NULL, store, &(mm_aligned){ .a = &a, .b = &b, .alignment = &al },
             err)) >= 0)
        rc = mm_store_propose_all(NULL, store, list, 2, MM_S("en"), MM_S("ko"),
                                  err);
    /* the number is struck again */
    if (rc >= 0 &&
        (rc = mm_store_find(&id, 1, store, MM_S("ko"), MM_S("하나"), err)) == 1)
        rc = mm_store_decide_terms(NULL, store, id, MM_APPROVED,
                                   &(mm_struck){ 0, 1 }, 1, err);
    return mm_store_end(store, rc, err);
}

static int import(mm_store *store, mm_error *err)
{
    mm_variant v = { .lang = MM_S("en"), .text = MM_S("imported") };
    mm_unit    u = { .variants = &v, .n_variants = 1 };
    mm_writer *out = NULL;
    int        rc = mm_store_write(
               &out, store, &(mm_import){ .what = MM_S("x"), .content = 5 }, err);

    if (rc >= 0)
        rc = mm_writer_put(out, &(mm_item){ .unit = &u }, err);
    return mm_writer_close(out, rc, err);
}

static int read_all(mm_store *store, mm_error *err)
{
    mm_reader *in = NULL;
    mm_item    item;
    int        rc =
        mm_store_read(&in, store, &(mm_selection){ .author = MM_S("") }, err);

    while (rc >= 0 && (rc = mm_reader_next(in, &item, err)) == MM_ROW)
        ;
    mm_reader_close(in);
    return rc;
}

static int look_up(mm_store *store, mm_error *err)
{
    mm_priors  priors = { 0 };
    mm_proofs *proofs = NULL;
    mm_proof   proof;
    mm_item    item;
    mm_id      id;
    int        rc = mm_store_find(&id, 1, store, MM_S("en"), MM_S("TERM"), err);

    if (rc >= 0)
        rc = mm_store_get(&item, store, MM_ROW_UNIT, 1, err);
    if (rc >= 0)
        rc = mm_store_priors(&priors, store, MM_S("en"), MM_S("ko"), err);
    mm_priors_release(&priors);
    if (rc >= 0)
        rc = mm_proofs_open(&proofs, store, 1, err);
    while (rc >= 0 && (rc = mm_proofs_next(proofs, &proof, err)) == MM_ROW)
        ;
    mm_proofs_close(proofs);
    return rc;
}

static int look_back(mm_store *store, mm_error *err)
{
    mm_pasts *pasts = NULL;
    mm_past   past;
    int       rc = mm_history_of(&pasts, store, MM_ROW_UNIT, 1, err);

    while (rc >= 0 && (rc = mm_pasts_next(pasts, &past, err)) == MM_ROW)
        ;
    mm_pasts_close(pasts);
    return rc;
}

static int undo(mm_store *store, mm_error *err)
{
    return mm_history_undo(NULL, store, 0, MM_S("me"), err);
}

static int back_up(mm_store *store, mm_error *err)
{
    return mm_store_backup(store, copy, err);
}

static const struct step {
    const char *name;
    int (*run)(mm_store *store, mm_error *err);
} steps[] = {
    { "put", put_both },  { "align", align },     { "import", import },
    { "read", read_all }, { "look up", look_up }, { "history", look_back },
    { "undo", undo },     { "backup", back_up },
};
enum { STEPS = sizeof steps / sizeof *steps };

/* ---- failing ---- */

static void copy_base(void)
{
    FILE *in = fopen(base, "rb"), *out = fopen(path, "wb");
    char  part[65536];

    assert_true(in && out);
    for (size_t n; (n = fread(part, 1, sizeof part, in)) > 0;)
        assert_int_equal(fwrite(part, 1, n, out), n);
    fclose(in);
    fclose(out);
    unlink(copy);
}

/* Opens and runs `step` with allocation `n` failing; false when there are not
 * so many. `*n_failed` counts when the step fails: some do without. */
static bool fail_at(const struct step *step, long n, size_t *n_failed)
{
    mm_store *store = NULL;
    mm_error  err = { 0 };
    mm_buf    report = { 0 };
    bool      reached;
    int       rc;

    countdown = n;
    rc = mm_store_open(&store, path, MM_WRITE, &err);
    if (rc >= 0)
        rc = step->run(store, &err);
    reached = countdown == 0;
    countdown = 0;
    if (rc < 0 && rc != MM_ENOMEM)
        fail_msg("%s, allocation %ld: %d, %s", step->name, n, rc, err.text);
    mm_store_close(store);
    store = open_store(path);
    if (mm_store_check(&report, store, &err) < 0)
        fail_msg("%s, allocation %ld: %s", step->name, n, report.ptr);
    mm_store_close(store);
    *n_failed += rc < 0;
    return reached;
}

/* All allocations while they are few, then ever fewer of them. */
static void test_step(void **state)
{
    const struct step *step = *state;
    size_t             n_failed = 0;
    bool               reached = true;

    if (!CAN_FAIL) {
        fprintf(stderr, "out of memory: SKIPPED, allocations cannot be made "
                        "to fail in this build\n");
        skip();
    }
    for (long n = 1; reached; n += 1 + n / 15) {
        copy_base();
        reached = fail_at(step, n, &n_failed);
    }
    assert_true(n_failed > 20);
}

static int make_base(void **state)
{
    mm_store *store;

    (void)state;
    snprintf(base, sizeof base, "%s", fresh("base.db"));
    snprintf(path, sizeof path, "%s.try", base);
    snprintf(copy, sizeof copy, "%s.copy", path);
    store = open_store(base);
    add_unit(store, "one", "하나");
    add_concept(store, "sea", "바다", MM_PROPOSED);
    mm_store_close(store);
    return 0;
}

int main(void)
{
    struct CMUnitTest tests[STEPS];

    for (size_t i = 0; i < STEPS; i++)
        tests[i] = (struct CMUnitTest){ .name = steps[i].name,
                                        .test_func = test_step,
                                        .initial_state = (void *)&steps[i] };
    return cmocka_run_group_tests(tests, make_base, leave_no_folder);
}
