/* malmoi sound: do a Latin and a Hangul form sound like one name? */
#include "cli/cli.h"

static const mm_option options[] = {
    { "train", 0, "FILE",
      N_("score with a model trained from this file (latin, hangul)") },
    { 0 }
};

static int open_model(mm_sound **out, const mm_args *args, mm_error *err)
{
    const char *path = mm_opt(args, "train");
    mm_buf      rows = { 0 }, whole = { 0 };
    int         rc;

    if (!path)
        return mm_sound_open(out, args->tables, err);
    if ((rc = mm_text_read(&rows, path, NULL, (size_t)256 << 20, err)) == MM_OK)
        rc = mm_hangul_compose(&whole, mm_buf_str(&rows)) < 0
                 ? mm_fail_memory(err)
                 : mm_sound_train(out, mm_buf_str(&whole), args->tables, NULL,
                                  err);
    mm_buf_release(&rows);
    mm_buf_release(&whole);
    return rc;
}

/* Hangul may come as letters apart (NFD); the row goes out as it came. */
static int score_row(double *score, const mm_sound *sound, mm_str latin,
                     mm_str hangul, mm_error *err)
{
    mm_buf whole = { 0 };
    bool   apart = mm_hangul_apart(hangul);
    int    rc = apart ? mm_hangul_compose(&whole, hangul) : MM_OK;

    if (rc == MM_OK)
        *score = mm_sound_score(sound, latin,
                                apart ? mm_buf_str(&whole) : hangul);
    mm_buf_release(&whole);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

static int put_row(const mm_sound *sound, mm_str line, long number,
                   mm_form form, mm_error *err)
{
    mm_str rest = line, latin = mm_str_cut(&rest, '\t'), hangul = rest;
    double score = 0;
    int    rc;

    if (mm_str_find(line, MM_S("\t"), 0) == SIZE_MAX)
        return mm_fail_at(err, MM_EFORMAT, number,
                          _("a row needs a Latin and a Hangul form with a tab "
                            "between them"));
    hangul = mm_str_cut(&rest, '\t');
    if ((rc = score_row(&score, sound, latin, hangul, err)) < 0)
        return rc;
    if (form == FORM_JSON)
        mm_put_json("s:latin", latin, "s:hangul", hangul, "n:score", score,
                    NULL);
    else
        printf("%.*s\t%.*s\t%.4f\n", (int)latin.len, latin.ptr,
               (int)hangul.len, hangul.ptr, score);
    return MM_OK;
}

static int run_sound(const mm_args *args, mm_error *err)
{
    mm_sound *sound = NULL;
    mm_line_reader *lines = NULL;
    mm_str    line;
    int       rc;

    if (args->n > 1)
        return mm_fail(err, MM_EINVALID, _("one file at a time"));
    if ((rc = open_model(&sound, args, err)) < 0 ||
        (rc = mm_line_reader_open(&lines, args->n ? args->words[0] : "-", NULL,
                            err)) < 0)
        goto done;
    while (!mm_must_stop() &&
           (rc = mm_line_reader_next(lines, &line, err)) == MM_ROW)
        if (line.len && (rc = put_row(sound, line, mm_line_reader_number(lines),
                                      mm_form_of(args), err)) < 0)
            break;
done:
    mm_line_reader_close(lines);
    mm_sound_close(sound);
    return rc < 0 ? rc : EXIT_DONE;
}

const mm_command mm_cmd_sound = {
    .name = "sound",
    .args = "[FILE]",
    .summary = N_("tell how far Latin and Hangul names sound alike"),
    .detail = N_("Rows of latin TAB hangul in; the same rows out with a third column,\n"
                 "the log-odds (nats) that the two are one name: 0 is undecided, 10 is\n"
                 "good. Both name orders are tried."),
    .examples = "printf 'Jong-sup Lee\\t이종섭\\n' | malmoi sound\n"
                "malmoi sound --train names.tsv pairs.tsv",
    .options = options,
    .run = run_sound,
};
