/* malmoi romanize: Hangul in Latin letters, a filter over lines. */
#include "cli/cli.h"

static const mm_option options[] = {
    { "system", 's', "SYSTEM",
      N_("rr (default), rr-name, mr, yale, dprk or letters") },
    { "reverse", 0, NULL,
      N_("Hangul of a letter-by-letter romanization (seol-ag)") },
    { 0 }
};

typedef struct work {
    mm_romanizer   *romanizer;
    mm_roman_system system;
    bool            reverse;
    mm_form         form;
    mm_buf          out;
} work;

static int put_line(work *w, mm_str line, mm_error *err)
{
    int rc;

    mm_buf_clear(&w->out);
    rc = w->reverse ? mm_romanize_reverse(&w->out, w->romanizer, line)
                    : mm_romanize(&w->out, w->romanizer, line, w->system);
    if (rc < 0)
        return mm_fail_memory(err);
    if (w->form == FORM_JSON) {
        mm_put_json("s:text", line, "s:romanized", mm_buf_str(&w->out), NULL);
        return MM_OK;
    }
    if (w->form == FORM_TSV) {
        mm_put_cell(line);
        putchar('\t');
    }
    mm_put(mm_buf_str(&w->out));
    putchar('\n');
    return MM_OK;
}

static int filter(work *w, mm_error *err)
{
    mm_line_reader *lines = NULL;
    mm_str    line;
    int       rc = mm_line_reader_open(&lines, "-", NULL, err);

    while (rc >= 0 && !mm_must_stop() &&
           (rc = mm_line_reader_next(lines, &line, err)) == MM_ROW)
        if ((rc = put_line(w, line, err)) < 0)
            break;
    mm_line_reader_close(lines);
    return rc;
}

static int run_romanize(const mm_args *args, mm_error *err)
{
    const char *name = mm_opt(args, "system");
    work w = { .form = mm_form_of(args), .reverse = mm_opt(args, "reverse") };
    int  rc;

    if ((rc = mm_roman_system_find(&w.system, mm_cstr(name ? name : "rr"),
                                   err)) < 0 ||
        (rc = mm_romanizer_open(&w.romanizer, args->tables, err)) < 0)
        return rc;
    if (w.form == FORM_TSV)
        puts("text\tromanized");
    for (size_t i = 0; rc >= 0 && i < args->n; i++)
        rc = put_line(&w, mm_cstr(args->words[i]), err);
    if (args->n == 0)
        rc = filter(&w, err);
    mm_romanizer_close(w.romanizer);
    mm_buf_release(&w.out);
    return rc < 0 ? rc : EXIT_DONE;
}

const mm_command mm_cmd_romanize = {
    .name = "romanize",
    .args = "[TEXT...]",
    .summary = N_("write Hangul in Latin letters, or letters in Hangul"),
    .detail = N_("Without TEXT a filter: each line of standard input gives a line.\n"
                 "What is not Hangul passes through unchanged."),
    .examples = "malmoi romanize 북방한계선\n"
                "malmoi romanize --system rr-name 이종섭\n"
                "malmoi romanize --system mr < names.txt\n"
                "malmoi romanize --reverse seol-ag",
    .options = options,
    .run = run_romanize,
};
