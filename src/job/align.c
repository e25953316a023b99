/*
 * Two files in; beads, terms and the memory's rows out.
 *
 * Documents are read whole. A bitext, which may be of any length, is taken a
 * few thousand lines at a time: each part is aligned, given to the finder of
 * terms and stored by itself, so that memory grows with the vocabulary alone.
 *
 * The languages are said by the caller, or told by the files' names, or by
 * their text, which is then read a second time with the right rules.
 */
#include "malmoi/align_job.h"

#include "job/bitext.h"
#include "job/concepts.h"
#include "malmoi/lines.h"
#include "malmoi/text.h"

#include <stdlib.h>
#include <string.h>

enum { PART_LINES = 5000, TAG = 16 };

struct mm_align_job {
    const mm_tables     *tables;
    mm_align_job_options o;
    char         lang_a[TAG], lang_b[TAG]; /* primary tags; "" not settled */
    mm_priors    priors;
    mm_aligner  *aligner;
    mm_bitext_aligners beside; /* of a bitext: aligners of other threads */
    mm_finder   *finder;
    mm_report    report;
    const char  *path_a, *path_b;
    bool         ended;             /* the pair under way */
    mm_line_reader    *lines_a, *lines_b; /* of a bitext */
    size_t       next_line;
    mm_document  a, b;
    mm_alignment alignment;
    bool         settled;  /* a pair was aligned: others are of its languages */
    bool         changing; /* a change of the store is under way */
};

int mm_align_job_open(mm_align_job **out, const mm_tables *tables,
                      const mm_align_job_options *options, mm_error *err)
{
    mm_align_job *job = calloc(1, sizeof *job);

    *out = NULL;
    if (!job)
        return mm_fail_memory(err);
    job->tables = tables;
    job->o = *options;
    job->ended = true;
    *out = job;
    return MM_OK;
}

static void release_pair(mm_align_job *job)
{
    mm_document_release(&job->a);
    mm_document_release(&job->b);
    mm_alignment_release(&job->alignment);
}

mm_str mm_align_job_words(const mm_align_job *job)
{
    return mm_buf_str(&job->report.words);
}

/* ---- languages ---- */

static void keep_tag(char *out, mm_str tag)
{
    tag = mm_lang_primary(tag);
    if (tag.len >= TAG)
        tag.len = TAG - 1;
    for (size_t i = 0; i < tag.len; i++)
        out[i] = (char)(tag.ptr[i] | 0x20);
    out[tag.len] = '\0';
}

/* Reads a document whose language only its text tells. */
static int read_and_tell(mm_document *out, char *tag, mm_align_job *job,
                         const char *path, mm_error *err)
{
    mm_read_options o = { .segmented = job->o.segmented,
                          .encoding = job->o.encoding };
    const char     *told;
    int             rc;

    if (strcmp(path, "-") == 0)
        return mm_fail(err, MM_EINVALID,
                       "the language of standard input cannot be told: name "
                       "both with -l, as en,ko");
    if ((rc = mm_document_read(out, path, MM_S("en"), job->tables, &o,
                               &job->report, err)) < 0)
        return rc;
    told = mm_guess_lang(out->text);
    keep_tag(tag, mm_cstr(told));
    if (!*told)
        return mm_fail(err, MM_EINVALID,
                       "the language of '%.100s' cannot be told: name both "
                       "with -l, as en,ko",
                       path);
    if (strcmp(tag, "en") == 0)
        return MM_OK;
    mm_document_release(out);
    return mm_document_read(out, path, mm_cstr(tag), job->tables, &o, NULL,
                            err);
}

static int read_side(mm_document *out, char *tag, mm_align_job *job,
                     mm_str said, const char *path, mm_error *err)
{
    mm_read_options o = { .segmented = job->o.segmented,
                          .encoding = job->o.encoding };

    if (!*tag)
        keep_tag(tag, said.len ? said : mm_lang_of_name(path));
    if (!*tag)
        return read_and_tell(out, tag, job, path, err);
    return mm_document_read(out, path, mm_cstr(tag), job->tables, &o,
                            &job->report, err);
}

/* Languages that share their letters with no other, so that a text in another
 * script is surely not in them. */
static bool has_own_script(const char *tag)
{
    return strcmp(tag, "ko") == 0 || strcmp(tag, "ja") == 0 ||
           strcmp(tag, "zh") == 0;
}

/* Text and tag must not contradict each other, nor the two texts be one. */
static int check_languages(const mm_align_job *job, mm_error *err)
{
    const char *told_a = mm_guess_lang(job->a.text);
    const char *told_b = mm_guess_lang(job->b.text);

    if (strcmp(job->lang_a, job->lang_b) == 0 ||
        (*told_a && strcmp(told_a, told_b) == 0 &&
         (has_own_script(told_a) || has_own_script(job->lang_a) ||
          has_own_script(job->lang_b))))
        return mm_fail(err, MM_EFORMAT,
                       "'%.80s' and '%.80s' are both in language '%s': give "
                       "a document and its translation",
                       job->path_a, job->path_b,
                       *told_a ? told_a : job->lang_a);
    if (*told_a && strcmp(told_a, job->lang_a) != 0 &&
        (has_own_script(told_a) || has_own_script(job->lang_a)))
        return mm_fail(err, MM_EFORMAT,
                       "'%.100s' is in '%s', not in '%s': turn the two round, "
                       "or name the languages with -l",
                       job->path_a, told_a, job->lang_a);
    if (*told_b && strcmp(told_b, job->lang_b) != 0 &&
        (has_own_script(told_b) || has_own_script(job->lang_b)))
        return mm_fail(err, MM_EFORMAT,
                       "'%.100s' is in '%s', not in '%s': turn the two round, "
                       "or name the languages with -l",
                       job->path_b, told_b, job->lang_b);
    return MM_OK;
}

/* ---- what the languages open ---- */

static int begin(mm_align_job *job, mm_error *err)
{
    mm_finder_options o = { .min = job->o.min };
    mm_str            a = mm_cstr(job->lang_a), b = mm_cstr(job->lang_b);
    int               rc = MM_OK;

    if (job->aligner)
        return MM_OK;
    if (job->o.store)
        rc = mm_store_priors(&job->priors, job->o.store, a, b, err);
    if (rc == MM_OK)
        rc = mm_aligner_open(&job->aligner, a, b, job->tables, &job->priors,
                             err);
    if (rc == MM_OK && !job->o.no_terms)
        rc = mm_finder_open(&job->finder, job->aligner, &o, err);
    return rc;
}

static int keep(size_t *n, mm_align_job *job, mm_error *err)
{
    mm_aligned aligned = { .a = &job->a,
                           .b = &job->b,
                           .alignment = &job->alignment,
                           .project = job->o.project,
                           .client = job->o.client,
                           .field = job->o.field };
    int        rc;

    *n = 0;
    if (job->o.name_a)
        job->a.name = mm_cstr(job->o.name_a);
    if (job->o.name_b)
        job->b.name = mm_cstr(job->o.name_b);
    if (!job->o.store)
        return MM_OK;
    if (!job->changing) {
        mm_change change = { .kind = "align", .who = job->o.who,
                             .what = mm_cstr(job->o.name_a ? job->o.name_a
                                                           : job->path_a) };

        if ((rc = mm_store_begin(job->o.store, &change, err)) < 0)
            return rc;
        job->changing = true;
    }
    return mm_store_put_aligned(n, job->o.store, &aligned, err);
}

/* ---- one pair ---- */

static void end_pair(mm_align_job *job)
{
    mm_line_reader_close(job->lines_a);
    mm_line_reader_close(job->lines_b);
    job->lines_a = job->lines_b = NULL;
    job->ended = true;
}

/* What a first pair that failed told binds no other. */
static void forget_languages(mm_align_job *job)
{
    mm_finder_close(job->finder);
    mm_aligner_close(job->aligner);
    mm_priors_release(&job->priors);
    job->finder = NULL;
    job->aligner = NULL;
    job->priors = (mm_priors){ 0 };
    job->lang_a[0] = job->lang_b[0] = '\0';
}

int mm_align_job_start(mm_align_job *job, const char *path_a,
                       const char *path_b, mm_error *err)
{
    int rc = MM_OK;

    end_pair(job);
    if (strcmp(path_a, "-") == 0 && strcmp(path_b, "-") == 0)
        return mm_fail(err, MM_EINVALID,
                       "only one of the two can be standard input");
    job->path_a = path_a;
    job->path_b = path_b;
    job->next_line = 0;
    if (!job->settled)
        forget_languages(job);
    if (job->o.bitext &&
        ((rc = mm_line_reader_open(&job->lines_a, path_a, job->o.encoding, err)) <
             0 ||
         (rc = mm_line_reader_open(&job->lines_b, path_b, job->o.encoding, err)) < 0))
        end_pair(job);
    job->ended = rc < 0;
    return rc;
}

/* Up to PART_LINES lines as a document; `*n` of them. */
static int read_part(mm_document *out, size_t *n, mm_line_reader *lines,
                     const mm_align_job *job, const char *path, mm_error *err)
{
    mm_buf text = { 0 }, name = { 0 };
    mm_str line;
    int    rc = MM_OK;

    *n = 0;
    while (*n < PART_LINES &&
           (rc = mm_line_reader_next(lines, &line, err)) == MM_ROW) {
        rc = mm_hangul_apart(line) ? mm_hangul_compose(&text, line)
                                   : mm_buf_put(&text, line);
        if (rc < 0 || mm_buf_putc(&text, '\n') < 0) {
            rc = mm_fail_memory(err);
            break;
        }
        ++*n;
    }
    if (rc >= 0)
        rc = mm_document_from_lines(out, MM_S(""), mm_buf_str(&text), err);
    if (rc == MM_OK &&
        (job->next_line
             ? mm_buf_printf(&name, "%s:%zu", path, job->next_line + 1)
             : mm_buf_put(&name, mm_cstr(path))) == MM_OK)
        out->name = mm_arena_copy(&out->mem, mm_buf_str(&name));
    mm_buf_release(&text);
    mm_buf_release(&name);
    return rc;
}

static int settle_tag(char *tag, mm_document *document, mm_str said,
                      const char *path, mm_error *err)
{
    if (!*tag)
        keep_tag(tag, said.len ? said : mm_lang_of_name(path));
    if (!*tag)
        keep_tag(tag, mm_cstr(mm_guess_lang(document->text)));
    document->lang = mm_cstr(tag);
    return *tag ? MM_OK
                : mm_fail(err, MM_EINVALID,
                          "the language of '%.100s' cannot be told: name both "
                          "with -l, as en,ko",
                          path);
}

/* The next part of a bitext: MM_ROW, or MM_OK at the end. */
static int next_part(mm_align_job *job, mm_error *err)
{
    size_t n_a, n_b;
    int    rc;

    if ((rc = read_part(&job->a, &n_a, job->lines_a, job, job->path_a, err)) <
            0 ||
        (rc = read_part(&job->b, &n_b, job->lines_b, job, job->path_b, err)) <
            0)
        return rc;
    if (n_a != n_b) {
        const char *longer = n_a > n_b ? job->path_a : job->path_b;

        return mm_fail_at(err, MM_EFORMAT,
                          (long)(job->next_line + (n_a < n_b ? n_a : n_b) + 1),
                          "'%.100s': the other side of the bitext has no line "
                          "for this one: both must have equally many",
                          longer);
    }
    if (n_a == 0)
        return job->next_line ? MM_OK
                              : mm_fail(err, MM_EFORMAT, "'%.100s': is empty",
                                        job->path_a);
    if ((rc = settle_tag(job->lang_a, &job->a, job->o.lang_a, job->path_a,
                         err)) < 0 ||
        (rc = settle_tag(job->lang_b, &job->b, job->o.lang_b, job->path_b,
                         err)) < 0)
        return rc;
    job->next_line += n_a;
    return MM_ROW;
}

static int next_documents(mm_align_job *job, mm_error *err)
{
    int rc;

    job->ended = true; /* they are one part */
    if ((rc = read_side(&job->a, job->lang_a, job, job->o.lang_a, job->path_a,
                        err)) < 0 ||
        (rc = read_side(&job->b, job->lang_b, job, job->o.lang_b, job->path_b,
                        err)) < 0)
        return rc;
    return MM_ROW;
}

/* Names the two files in what the aligner says of them. */
static int name_files(const mm_align_job *job, int rc, mm_error *err)
{
    mm_error said;

    if (rc != MM_EFORMAT || !err)
        return rc;
    said = *err;
    return mm_fail(err, rc, "'%.60s', '%.60s': %.110s", job->path_a,
                   job->path_b, said.text);
}

int mm_align_job_next(mm_pair_result *out, mm_align_job *job, mm_error *err)
{
    mm_align_options o = { .unchecked = job->o.unchecked };
    size_t           first = job->next_line;
    int              rc;

    if (job->ended)
        return MM_OK; /* the last pair stays to look at */
    release_pair(job);
    rc = job->o.bitext ? next_part(job, err) : next_documents(job, err);
    if (rc != MM_ROW) {
        end_pair(job);
        return rc;
    }
    *out = (mm_pair_result){ .a = &job->a,
                             .b = &job->b,
                             .first = first,
                             .alignment = &job->alignment,
                             .lang_a = mm_cstr(job->lang_a),
                             .lang_b = mm_cstr(job->lang_b) };
    if ((first == 0 && (rc = check_languages(job, err)) < 0) ||
        (rc = begin(job, err)) < 0 ||
        (rc = name_files(job,
                         job->o.bitext
                             ? mm_bitext_align(&job->alignment, &job->beside,
                                               job->aligner, job->tables,
                                               &job->priors, &job->a, &job->b,
                                               err)
                             : mm_align(&job->alignment, job->aligner, &job->a,
                                        &job->b, &o, err),
                         err)) < 0 ||
        (job->finder && (rc = mm_finder_add(job->finder, &job->a, &job->b,
                                            &job->alignment, err)) < 0) ||
        (rc = keep(&out->new_units, job, err)) < 0)
        return rc;
    job->settled = true;
    return MM_ROW;
}

/* What is sure enough to be proposed, which stands first. */
static int propose(mm_candidates *list, size_t *n, mm_align_job *job,
                   mm_error *err)
{
    mm_str        a = mm_cstr(job->lang_a), b = mm_cstr(job->lang_b);
    mm_candidates sure = *list;
    int           rc;

    while (sure.n > 0 && sure.items[sure.n - 1].confidence < 0.5)
        sure.n--;
    rc = mm_find_concepts(&sure, job->o.store, job->aligner, a, b, err);
    return rc < 0 ? rc
                  : mm_store_propose_all(n, job->o.store, sure.items, sure.n, a,
                                         b, err);
}

int mm_align_job_terms(mm_candidates *out, size_t *proposed, mm_align_job *job,
                       mm_error *err)
{
    size_t n = 0;
    int    rc;

    *out = (mm_candidates){ 0 };
    if (!job->finder)
        return MM_OK;
    rc = mm_finder_finish(out, job->finder, err);
    if (rc == MM_OK && job->changing)
        rc = propose(out, &n, job, err);
    if (proposed)
        *proposed = n;
    return rc;
}

int mm_align_job_close(mm_align_job *job, int rc, mm_error *err)
{
    if (!job)
        return rc;
    end_pair(job);
    if (job->changing)
        rc = mm_store_end(job->o.store, rc, err);
    mm_finder_close(job->finder);
    mm_bitext_release(&job->beside);
    mm_aligner_close(job->aligner);
    mm_priors_release(&job->priors);
    mm_report_release(&job->report);
    release_pair(job);
    free(job);
    return rc;
}
