/* What a job does: the library's align and import jobs, told of as JSON. */
#include "server/jobwork.h"

#include <stdlib.h>
#include <string.h>

mm_job *mm_job_new(const mm_job_order *order, mm_error *err)
{
    mm_job *job = calloc(1, sizeof *job);
    mm_str *texts[8];

    if (!job) {
        mm_fail_memory(err);
        return NULL;
    }
    job->order = *order;
    texts[0] = &job->order.a;
    texts[1] = &job->order.b;
    texts[2] = &job->order.lang_a;
    texts[3] = &job->order.lang_b;
    texts[4] = &job->order.format;
    texts[5] = &job->order.project;
    texts[6] = &job->order.client;
    texts[7] = &job->order.field;
    for (size_t i = 0; i < 8; i++)
        *texts[i] = mm_arena_copy(&job->mem, *texts[i]);
    job->order.who = mm_arena_copy(&job->mem, order->who);
    return job;
}

void mm_job_free(mm_job *job)
{
    if (!job)
        return;
    free(job->path_a);
    free(job->path_b);
    mm_buf_release(&job->result.buf);
    mm_arena_release(&job->mem);
    free(job);
}

void mm_job_put(mm_json *json, const mm_job *job)
{
    const char *state = !job->started                ? "waiting"
                        : !job->ended                ? "running"
                        : job->rc == MM_EINTERRUPTED ? "cancelled"
                        : job->rc < 0                ? "failed"
                                                     : "done";

    mm_json_open(json, '{');
    mm_json_put_int(json, "job", job->number);
    mm_json_put_text(json, "kind",
                     job->order.kind == MM_JOB_ALIGN ? MM_S("align")
                                                     : MM_S("import"));
    mm_json_put_text(json, "state", mm_cstr(state));
    mm_json_put_int(json, "units", (long long)job->state.units);
    mm_json_put_int(json, "concepts", (long long)job->state.concepts);
    mm_json_put_int(json, "skipped", (long long)job->state.skipped);
    if (job->state.all)
        mm_json_put_real(json, "done",
                         (double)job->state.done / (double)job->state.all);
    if (job->ended && job->rc < 0) {
        mm_json_put_text(json, "message", mm_cstr(job->fault.text));
        if (job->fault.line)
            mm_json_put_int(json, "line", job->fault.line);
    }
    if (job->ended && job->rc >= 0 && job->result.buf.len) {
        mm_json_key(json, "result");
        mm_json_raw(json, mm_buf_str(&job->result.buf));
    }
    mm_json_close(json, '}');
}

/* ---- align ---- */

static void put_side(mm_json *json, const char *name, const mm_document *d,
                     mm_span span)
{
    mm_json_put_list(json, name);
    for (size_t i = 0; i < span.n; i++) {
        const mm_segment *segment = &d->segments[span.first + i];

        mm_json_open(json, '{');
        mm_json_put_int(json, "n", (long long)(span.first + i));
        mm_json_put_int(json, "paragraph", segment->paragraph);
        mm_json_put_bool(json, "heading", segment->kind == MM_HEADING);
        mm_json_put_text(json, "text", segment->text);
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
}

static void put_pair(mm_json *json, const mm_pair_result *pair)
{
    mm_json_put_text(json, "lang_a", pair->lang_a);
    mm_json_put_text(json, "lang_b", pair->lang_b);
    mm_json_put_text(json, "name_a", pair->a->name);
    mm_json_put_text(json, "name_b", pair->b->name);
    mm_json_put_int(json, "new_units", (long long)pair->new_units);
    mm_json_put_list(json, "beads");
    for (size_t i = 0; i < pair->alignment->n; i++) {
        const mm_bead *bead = &pair->alignment->beads[i];

        mm_json_open(json, '{');
        mm_json_put_real(json, "score", bead->score);
        mm_json_put_bool(json, "crossed", bead->flags & MM_BEAD_CROSSED);
        mm_json_put_bool(json, "loose", bead->flags & MM_BEAD_LOOSE);
        mm_json_put_bool(json, "joined", bead->flags & MM_BEAD_JOINED);
        put_side(json, "a", pair->a, bead->src);
        put_side(json, "b", pair->b, bead->tgt);
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
}

static size_t chars(const mm_document *d, uint32_t segment, uint32_t bytes)
{
    if (segment >= d->n)
        return 0;
    return mm_utf8_count(mm_str_sub(d->segments[segment].text, 0, bytes));
}

static void put_evidence(mm_json *json, const mm_evidence *e,
                         const mm_pair_result *pair)
{
    mm_json_open(json, '{');
    mm_json_put_text(json, "clue", mm_cstr(e->clue));
    mm_json_put_int(json, "bead", e->bead);
    mm_json_put_int(json, "a_segment", e->a_segment);
    mm_json_put_int(json, "b_segment", e->b_segment);
    mm_json_put_int(json, "a_start",
                    (long long)chars(pair->a, e->a_segment, e->a_start));
    mm_json_put_int(json, "a_end",
                    (long long)chars(pair->a, e->a_segment, e->a_end));
    mm_json_put_int(json, "b_start",
                    (long long)chars(pair->b, e->b_segment, e->b_start));
    mm_json_put_int(json, "b_end",
                    (long long)chars(pair->b, e->b_segment, e->b_end));
    mm_json_close(json, '}');
}

static void put_terms(mm_json *json, const mm_candidates *terms,
                      const mm_pair_result *pair)
{
    mm_json_put_list(json, "terms");
    for (size_t i = 0; i < terms->n; i++) {
        const mm_candidate *c = &terms->items[i];

        mm_json_open(json, '{');
        mm_json_put_text(json, "a", c->a);
        mm_json_put_text(json, "b", c->b);
        mm_json_put_text(json, "kind", mm_cstr(mm_kind_name(c->kind)));
        mm_json_put_real(json, "confidence", c->confidence);
        mm_json_put_int(json, "frequency", c->frequency);
        mm_json_put_int(json, "group", c->group);
        mm_json_put_said(json, "a_type", mm_cstr(c->a_type));
        mm_json_put_said(json, "b_type", mm_cstr(c->b_type));
        mm_json_put_list(json, "evidence");
        for (size_t e = 0; e < c->n; e++)
            put_evidence(json, &c->evidence[e], pair);
        mm_json_close(json, ']');
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
}

static int align(mm_jobs *jobs, mm_job *job, mm_align_job *work, mm_error *err)
{
    mm_candidates  terms = { 0 };
    mm_pair_result pair;
    mm_job_state   state = { 0 };
    size_t         proposed = 0;
    int            rc = mm_align_job_start(work, job->path_a, job->path_b, err);

    if (rc < 0 || (rc = mm_align_job_next(&pair, work, err)) < 0)
        return rc;
    if (rc == MM_OK)
        return mm_fail(err, MM_EFORMAT, "nothing to align");
    mm_json_open(&job->result, '{');
    put_pair(&job->result, &pair);
    state.units = pair.new_units;
    if (!mm_job_step(jobs, job, &state))
        return mm_fail(err, MM_EINTERRUPTED, "called off");
    if ((rc = mm_align_job_terms(&terms, &proposed, work, err)) == MM_OK) {
        put_terms(&job->result, &terms, &pair);
        state.concepts = proposed;
        if (!mm_job_step(jobs, job, &state))
            rc = mm_fail(err, MM_EINTERRUPTED, "called off");
    }
    mm_candidates_release(&terms);
    mm_json_put_int(&job->result, "proposed", (long long)proposed);
    mm_json_close(&job->result, '}');
    return rc;
}

/* An upload goes by the name that its sender gave it. */
static const char *name_of(const char *path)
{
    return strrchr(path, '/') + 1;
}

static int work_align(mm_jobs *jobs, mm_job *job, const mm_tables *tables,
                      mm_store *store, mm_error *err)
{
    const mm_job_order  *o = &job->order;
    mm_align_job        *work = NULL;
    mm_align_job_options options = { .lang_a = o->lang_a,
                                     .lang_b = o->lang_b,
                                     .project = o->project,
                                     .client = o->client,
                                     .field = o->field,
                                     .unchecked = o->force,
                                     .name_a = name_of(job->path_a),
                                     .name_b = name_of(job->path_b),
                                     .who = o->who,
                                     .store = store };
    int                  rc = mm_align_job_open(&work, tables, &options, err);

    if (rc == MM_OK)
        rc = align(jobs, job, work, err);
    return mm_align_job_close(work, rc, err);
}

/* ---- import ---- */

static void put_report(mm_json *json, const mm_report *report)
{
    mm_str words = mm_buf_str(&report->words);

    mm_json_put_list(json, "warnings");
    for (int i = 0; words.len && i < 200; i++)
        mm_json_text(json, mm_str_cut(&words, '\n'));
    mm_json_close(json, ']');
    mm_json_put_list(json, "left_out");
    for (size_t i = 0; i < report->n; i++) {
        mm_json_open(json, '{');
        mm_json_put_text(json, "field", report->losses[i].field);
        mm_json_put_int(json, "times", (long long)report->losses[i].n);
        mm_json_put_int(json, "line", report->losses[i].line);
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
}

static int work_import(mm_jobs *jobs, mm_job *job, mm_store *store,
                       mm_error *err)
{
    const mm_job_order *o = &job->order;
    mm_report           report = { 0 };
    mm_importing       *in = NULL;
    mm_step             step = { 0 };
    mm_buf              langs = { 0 };
    mm_transfer_options options = { .what = mm_cstr(name_of(job->path_a)),
                                    .who = o->who,
                                    .report = &report,
                                    .again = o->again,
                                    .assign = o->assign,
                                    .project = o->project,
                                    .client = o->client,
                                    .field = o->field };
    int                 rc;

    if (o->format.len && !(options.format = mm_format_find(o->format)))
        return mm_fail(err, MM_EINVALID, "no format of that name");
    if (o->lang_a.len && mm_buf_printf(&langs, "%s,%s", o->lang_a.ptr,
                                       o->lang_b.ptr ? o->lang_b.ptr : "") < 0)
        return mm_fail_memory(err);
    options.file.langs = mm_buf_str(&langs);
    rc = mm_import_open(&in, store, job->path_a, &options, err);
    while (rc >= 0 && (rc = mm_import_next(in, &step, err)) == MM_ROW) {
        mm_job_state state = { step.units, step.concepts, step.skipped,
                               step.done, step.all };

        if (!mm_job_step(jobs, job, &state))
            rc = mm_fail(err, MM_EINTERRUPTED, "called off");
    }
    rc = mm_import_close(in, rc, err);
    mm_job_step(jobs, job,
                &(mm_job_state){ step.units, step.concepts, step.skipped,
                                 step.all, step.all });
    mm_json_open(&job->result, '{');
    mm_json_put_int(&job->result, "change", step.change);
    mm_json_put_bool(&job->result, "before", step.before);
    put_report(&job->result, &report);
    mm_json_close(&job->result, '}');
    mm_report_release(&report);
    mm_buf_release(&langs);
    return rc;
}

int mm_job_work(mm_jobs *jobs, mm_job *job, const mm_tables *tables,
                mm_store *store, mm_error *err)
{
    if (!mm_job_step(jobs, job, &job->state))
        return mm_fail(err, MM_EINTERRUPTED, "called off");
    return job->order.kind == MM_JOB_ALIGN
               ? work_align(jobs, job, tables, store, err)
               : work_import(jobs, job, store, err);
}
