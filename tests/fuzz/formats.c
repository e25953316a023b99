/*
 * Fuzz target of every reader: MALMOI_FUZZ names the one ("tmx", "document",
 * "srx"); script/fuzz runs them, standalone.c replays their corpus.
 *
 * Whatever the bytes are, the reader ends, with items or an error in words; and
 * what it gives is sound: well-formed UTF-8, codes in order and inside of their
 * text, languages that are not missing.
 */
#include "malmoi/formats.h"
#include "formats/jsonl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A fuzz target has no owner to hang its state on. */
static char       path[80];
static mm_tables *tables;

static void must(bool sound, const char *what)
{
    if (sound)
        return;
    fprintf(stderr, "unsound: %s\n", what);
    abort();
}

static void remove_file(void)
{
    remove(path);
    mm_tables_close(tables);
}

static void write_input(const char *ending, const uint8_t *data, size_t size)
{
    FILE *f;

    if (!path[0]) {
        const char *folder =
            access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

        snprintf(path, sizeof path, "%s/malmoi-fuzz-%ld.%s", folder,
                 (long)getpid(), ending);
        atexit(remove_file);
        must(mm_tables_open(&tables, NULL, NULL) == MM_OK, "tables");
    }
    f = fopen(path, "wb");
    must(f && fwrite(data, 1, size, f) == size && fclose(f) == 0,
         "a temporary file");
}

static void check_unit(const mm_unit *u)
{
    for (size_t i = 0; i < u->n_variants; i++) {
        const mm_variant *v = &u->variants[i];
        size_t            at = 0;

        must(v->lang.ptr != NULL, "a language");
        for (size_t k = 0; k < v->n_codes; k++) {
            must(v->codes[k].offset >= at && v->codes[k].offset <= v->text.len,
                 "the offset of a code");
            at = v->codes[k].offset;
        }
    }
}

static void check_item(const mm_item *item)
{
    mm_buf row = { 0 };

    must(!item->unit != !item->concept, "a unit or a concept");
    if (item->unit)
        check_unit(item->unit);
    must(mm_jsonl_row(&row, item) == MM_OK, "the canonical row");
    must(mm_utf8_valid(mm_buf_str(&row), NULL), "UTF-8");
    mm_buf_release(&row);
}

static void check_error(int rc, const mm_error *err)
{
    must(rc >= 0 || (err->text[0] && err->code == rc), "an error in words");
}

static void run_reader(const mm_format *format)
{
    mm_format_options o = { .langs = MM_S("en,ko") };
    mm_reader        *in = NULL;
    mm_report         report = { 0 };
    mm_error          err = { 0 };
    mm_item           item;
    int               rc = mm_format_read(&in, format, path, &o, &report, &err);

    while (rc >= 0 && (rc = mm_reader_next(in, &item, &err)) == MM_ROW)
        check_item(&item);
    check_error(rc, &err);
    mm_reader_close(in);
    mm_report_release(&report);
}

static void run_document(const char *as)
{
    mm_read_options o = { .as = as };
    mm_document     d;
    mm_error        err = { 0 };
    int rc = mm_document_read(&d, path, MM_S("en"), tables, &o, NULL, &err);

    check_error(rc, &err);
    for (size_t i = 0; rc >= 0 && i < d.n; i++)
        must(d.segments[i].offset + d.segments[i].text.len <= d.text.len,
             "a segment");
    mm_document_release(&d);
}

static void run_srx(void)
{
    mm_segmenter *s = NULL;
    mm_sentence   sentence;
    mm_error      err = { 0 };
    int           rc = mm_srx_read(&s, path, MM_S("en"), &err);

    if (rc >= 0)
        rc = mm_segmenter_start(s, MM_S("Dr. Kim came. “He” sat!\n3. x"), &err);
    while (rc >= 0 && (rc = mm_segmenter_next(s, &sentence, &err)) == MM_ROW)
        ;
    check_error(rc, &err);
    mm_segmenter_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char      *target = getenv("MALMOI_FUZZ");
    const mm_format *format;

    must(target != NULL, "MALMOI_FUZZ");
    write_input("x", data, size);
    format = mm_format_find(mm_cstr(target));
    if (strcmp(target, "srx") == 0)
        run_srx();
    else if (format && format->read)
        run_reader(format);
    else
        run_document(strcmp(target, "document") == 0 ? NULL : target);
    return 0;
}
