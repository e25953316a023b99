/* Laws that diff and merge keep, whatever the items are: over units and
 * concepts made at random, some changed, removed and added on either side. */
#include "malmoi/diff.h"
#include "malmoi/merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "files/formats/generate.h"
#include "files/job/scratch.h"

enum { COUNT = 400 };

/* Writes COUNT items; every `changed`-th is another one, every `removed`-th is
 * left out, `added` come last. 0 for none. */
static const char *write_items(int file, bool units, size_t changed,
                               size_t removed, size_t added, uint64_t seed)
{
    static char path[8][64];
    generator   g = { .state = 88172645463325252u, .without = WITH_ID };
    generator   other = { .state = seed, .without = WITH_ID };
    mm_writer  *out = NULL;

    snprintf(path[file], sizeof path[file], "%s", scratch(file, "jsonl", NULL));
    assert_int_equal(mm_format_write(&out, mm_format_find(MM_S("jsonl")),
                                     path[file], NULL, NULL, NULL),
                     MM_OK);
    for (size_t i = 0; i < COUNT + added; i++) {
        bool new = i >= COUNT || (changed && i % changed == 1);
        mm_unit    u = { 0 };
        mm_concept c = { 0 };
        mm_item    item = { .line = (long)i + 1 };

        if (units) {
            u = made_unit(&g, i);
            u = new ? made_unit(&other, i) : u;
            item.unit = &u;
        } else {
            c = made_concept(&g, i);
            c = new ? made_concept(&other, i) : c;
            item.concept = &c;
        }
        if (!(removed && i < COUNT && i % removed == 2))
            assert_int_equal(mm_writer_put(out, &item, NULL), MM_OK);
        mm_arena_clear(&g.mem);
        mm_arena_clear(&other.mem);
    }
    assert_int_equal(mm_writer_close(out, MM_OK, NULL), MM_OK);
    mm_arena_release(&g.mem);
    mm_arena_release(&other.mem);
    return path[file];
}

static mm_diff_count count(const char *a, const char *b, mm_diff_level level)
{
    mm_diff_options o = { .level = level };
    mm_diff        *diff = NULL;
    mm_diff_count   n;
    mm_diff_entry   d;
    mm_error        err = { 0 };

    if (mm_diff_open(&diff, a, b, &o, NULL, &err) < 0)
        fail_msg("%s", err.text);
    n = mm_diff_counts(diff);
    while (mm_diff_next(diff, &d, &err) == MM_ROW)
        assert_true(d.n > 0); /* a difference names a field */
    mm_diff_close(diff);
    return n;
}

static void must_be_same(const char *a, const char *b)
{
    mm_diff_count n = count(a, b, MM_DIFF_FIELDS);

    if (n.added + n.removed + n.changed)
        fail_msg("%zu added, %zu removed, %zu changed", n.added, n.removed,
                 n.changed);
}

/* Merges into a file; the number of conflicts. */
static size_t merge(const char *base, const char *ours, const char *theirs,
                    const char *to)
{
    mm_merge      *m = NULL;
    mm_writer     *out = NULL;
    mm_merged      merged;
    mm_merge_count n;
    mm_error       err = { 0 };
    int            rc = mm_merge_open(&m, base, ours, theirs, NULL, NULL, &err);

    if (rc >= 0)
        rc = mm_format_write(&out, mm_format_find(MM_S("jsonl")), to, NULL,
                             NULL, &err);
    while (rc >= 0 && (rc = mm_merge_next(m, &merged, &err)) == MM_ROW) {
        assert_int_equal(merged.n > 0, merged.from == MM_MERGED_CONFLICT);
        rc = mm_writer_put(out, &merged.item, &err);
    }
    n = m ? mm_merge_counts(m) : (mm_merge_count){ 0 };
    if (mm_writer_close(out, rc, &err) < 0)
        fail_msg("%s", err.text);
    mm_merge_close(m);
    return n.conflicts;
}

static void laws(void **state)
{
    bool          units = *(const bool *)*state;
    const char   *base = write_items(0, units, 0, 0, 0, 1);
    const char   *ours = write_items(1, units, 7, 11, 5, 4711);
    const char   *theirs = write_items(2, units, 5, 13, 3, 815);
    char          to[64];
    mm_diff_count there, back;

    snprintf(to, sizeof to, "%s", scratch(3, "jsonl", NULL));
    must_be_same(base, base);
    there = count(ours, theirs, MM_DIFF_ALL);
    back = count(theirs, ours, MM_DIFF_ALL);
    assert_int_equal(there.added, back.removed);
    assert_int_equal(there.removed, back.added);
    assert_int_equal(there.changed, back.changed);
    assert_true(there.added && there.removed && there.changed && there.same);

    assert_int_equal(merge(base, base, base, to), 0);
    must_be_same(base, to);
    assert_int_equal(merge(base, ours, base, to), 0);
    must_be_same(ours, to);
    assert_int_equal(merge(base, base, theirs, to), 0);
    must_be_same(theirs, to);
    assert_int_equal(merge(base, ours, ours, to), 0);
    must_be_same(ours, to);
    /* both changed some of the same: told, and ours stays in what is told */
    assert_true(merge(base, ours, theirs, to) > 0);
    scratch_remove();
}

int main(void)
{
    static const bool       units = true, concepts = false;
    const struct CMUnitTest tests[] = {
        { "units", laws, NULL, NULL, (void *)&units },
        { "concepts", laws, NULL, NULL, (void *)&concepts },
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
