/* Figures of the sound model on lists of names that it was not trained on:
 * each Latin form ranked against every Hangul form. Skips without the lists.
 * MALMOI_SHOW=1 prints the misses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/map.h"
#include "malmoi/sound.h"

#define DATA "../shared/data/"

enum { ROWS_MAX = 2000 };

typedef struct list {
    mm_buf text;
    mm_str latin[ROWS_MAX], hangul[ROWS_MAX];
    size_t n;
} list;

static bool read_list(list *out, const char *path, size_t latin, size_t hangul)
{
    mm_rows rows = { 0 };
    mm_str  cells[5];

    *out = (list){ 0 };
    if (mm_file_read(&out->text, path, 0, NULL) < 0) {
        printf("SKIP: no %s\n", path);
        return false;
    }
    rows.rest = mm_buf_str(&out->text);
    mm_rows_next(&rows, cells, 5);
    while (out->n < ROWS_MAX && mm_rows_next(&rows, cells, 5) > 1) {
        out->latin[out->n] = cells[latin];
        out->hangul[out->n++] = cells[hangul];
    }
    return true;
}

/* Ties and better ones among `pool` other than the row's own form. */
static size_t better(const mm_sound *sound, const list *asked, size_t i,
                     const list *pool, size_t *best)
{
    double own = mm_sound_score(sound, asked->latin[i], asked->hangul[i]);
    double top = -1e9;
    size_t n = 0;

    for (size_t j = 0; j < pool->n; j++) {
        double score = mm_sound_score(sound, asked->latin[i], pool->hangul[j]);

        if (mm_str_eq(pool->hangul[j], asked->hangul[i]) || score < own)
            continue;
        n++;
        if (score > top) {
            top = score;
            *best = j;
        }
    }
    if (n && getenv("MALMOI_SHOW"))
        printf("  %.*s: %.*s %.1f, %.*s %.1f\n", (int)asked->latin[i].len,
               asked->latin[i].ptr, (int)asked->hangul[i].len,
               asked->hangul[i].ptr, own, (int)pool->hangul[*best].len,
               pool->hangul[*best].ptr, top);
    return n;
}

static double top_one(const mm_sound *sound, const char *name,
                      const list *asked, const list *pool)
{
    clock_t start = clock();
    size_t  right = 0, best = 0;
    double  seconds;

    for (size_t i = 0; i < asked->n; i++)
        right += better(sound, asked, i, pool, &best) == 0;
    seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    printf("%s: %zu of %zu first, %.1f %%; %.0f scorings/s\n", name, right,
           asked->n, 100.0 * (double)right / (double)asked->n,
           (double)asked->n * (double)pool->n / (seconds + 1e-9));
    return 100.0 * (double)right / (double)asked->n;
}

static mm_sound *open_sound(mm_tables **tables)
{
    mm_sound *sound = NULL;
    mm_error  err = { 0 };
    clock_t   start;

    assert_int_equal(mm_tables_open(tables, NULL, &err), MM_OK);
    start = clock();
    if (mm_sound_open(&sound, *tables, &err) < 0)
        fail_msg("%s", err.text);
    printf("opened in %.1f ms\n",
           1000.0 * (double)(clock() - start) / CLOCKS_PER_SEC);
    return sound;
}

static void ranks(const char *path, size_t latin, size_t hangul,
                  const char *more, size_t more_hangul, double bar)
{
    static list asked, pool;
    mm_tables  *tables = NULL;
    mm_sound   *sound = open_sound(&tables);

    if (read_list(&asked, path, latin, hangul)) {
        pool = asked;
        if (more) {
            static list others;

            if (read_list(&others, more, 1 - more_hangul, more_hangul))
                for (size_t i = 0; i < others.n && pool.n < ROWS_MAX; i++)
                    pool.hangul[pool.n++] = others.hangul[i];
            assert_true(top_one(sound, path, &asked, &pool) >= bar);
            mm_buf_release(&others.text);
        } else
            assert_true(top_one(sound, path, &asked, &pool) >= bar);
        mm_buf_release(&asked.text);
    }
    mm_sound_close(sound);
    mm_tables_close(tables);
}

static void loanwords(void **state)
{
    (void)state;
    ranks(DATA "korean/loanwords_dev.tsv", 0, 1, NULL, 0, 98.5);
}

static void persons(void **state)
{
    (void)state;
    ranks(DATA "names/persons_dev.tsv", 1, 0, NULL, 0, 98);
}

static void persons_among_members(void **state)
{
    (void)state;
    ranks(DATA "names/persons_dev.tsv", 1, 0, DATA "names/assembly-members.tsv",
          0, 90);
}

static void foreign_persons(void **state)
{
    (void)state;
    ranks(DATA "names/foreign_persons_dev.tsv", 0, 1, NULL, 0, 92);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loanwords),
        cmocka_unit_test(persons),
        cmocka_unit_test(persons_among_members),
        cmocka_unit_test(foreign_persons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
