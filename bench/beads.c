/* Aligns pairs of segmented files: beads TABLES A B OUT [A B OUT ...]. TABLES
 * is a folder or "-"; the languages are the ends of the names A and B. */
#include "malmoi/align.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int read_document(mm_document *out, const char *path)
{
    FILE       *file = fopen(path, "rb");
    mm_buf      text = { 0 };
    char        part[65536];
    size_t      n;
    const char *dot = strrchr(path, '.');

    if (!file)
        return MM_EIO;
    if (strcmp(dot, ".seg") == 0 || strcmp(dot, ".txt") == 0)
        while (dot > path && *--dot != '.')
            ;
    while ((n = fread(part, 1, sizeof part, file)))
        mm_buf_put(&text, (mm_str){ part, n });
    fclose(file);
    n = (size_t)mm_document_from_lines(out, (mm_str){ dot + 1, 2 },
                                       mm_buf_str(&text), NULL);
    mm_buf_release(&text);
    return (int)n;
}

static void put_span(FILE *to, mm_span span)
{
    for (size_t i = 0; i < span.n; i++)
        fprintf(to, "%s%zu", i ? "," : "", span.first + i);
}

static int align(mm_aligner *aligner, char **paths, mm_error *err)
{
    mm_document  a = { 0 }, b = { 0 };
    mm_alignment alignment = { 0 };
    FILE        *to;
    int          rc;

    if ((rc = read_document(&a, paths[0])) < 0 ||
        (rc = read_document(&b, paths[1])) < 0)
        rc = mm_fail(err, rc, "cannot read '%s' or '%s'", paths[0], paths[1]);
    else
        rc = mm_align(
            &alignment, aligner, &a, &b,
            &(mm_align_options){ .unchecked = getenv("BEADS_UNCHECKED") != NULL,
                                 .bitext = getenv("BEADS_BITEXT") != NULL },
            err);
    if (rc == MM_OK && (to = fopen(paths[2], "w"))) {
        for (size_t i = 0; i < alignment.n; i++) {
            put_span(to, alignment.beads[i].src);
            fputc('\t', to);
            put_span(to, alignment.beads[i].tgt);
            fprintf(to, "\t%.6f\t%u\n", alignment.beads[i].score,
                    alignment.beads[i].flags);
        }
        fclose(to);
    }
    if (getenv("BEADS_SHOW"))
        fprintf(stderr, "%s\t%s\t%zu\t%zu\t%.3f\t%.3f\n", paths[0], paths[1],
                a.n, b.n, alignment.explained, alignment.evidence);
    mm_alignment_release(&alignment);
    mm_document_release(&a);
    mm_document_release(&b);
    return rc;
}

int main(int argc, char **argv)
{
    mm_error    err = { 0 };
    mm_tables  *tables = NULL;
    mm_aligner *aligner = NULL;
    const char *dir = argc > 1 && strcmp(argv[1], "-") ? argv[1] : NULL;
    int         rc;
    const char *lang_a, *lang_b;

    if (argc < 5 || (argc - 2) % 3) {
        fprintf(stderr, "usage: beads TABLES LA,LB A B OUT [A B OUT ...]\n");
        return 2;
    }
    lang_a = getenv("BEADS_A") ? getenv("BEADS_A") : "ko";
    lang_b = getenv("BEADS_B") ? getenv("BEADS_B") : "en";
    if ((rc = mm_tables_open(&tables, dir, &err)) == MM_OK)
        rc = mm_aligner_open(&aligner, mm_cstr(lang_a), mm_cstr(lang_b), tables,
                             NULL, &err);
    for (int i = 2; rc == MM_OK && i < argc; i += 3)
        if (align(aligner, argv + i, &err) < 0)
            fprintf(stderr, "beads: %s: %s\n", argv[i], err.text);
    if (rc < 0)
        fprintf(stderr, "beads: %s\n", err.text);
    mm_aligner_close(aligner);
    mm_tables_close(tables);
    return rc < 0;
}
