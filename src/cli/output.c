/* What people and scripts read: cells, colours, JSON rows, complaints. */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

mm_form mm_form_of(const mm_args *args)
{
    return mm_opt(args, "json")  ? FORM_JSON
           : mm_opt(args, "tsv") ? FORM_TSV
                                 : FORM_PLAIN;
}

const char *mm_paint_code(mm_paint paint)
{
    static const char *const codes[] = { "\033[0m",  "\033[1m",  "\033[2m",
                                         "\033[31m", "\033[32m", "\033[33m",
                                         "\033[34m", "\033[36m" };
    const char *no = getenv("NO_COLOR"), *yes = getenv("MALMOI_COLOR");

    if ((no && *no) || (!isatty(STDOUT_FILENO) && !(yes && *yes)))
        return "";
    return codes[paint];
}

void mm_put(mm_str text)
{
    if (text.len)
        fwrite(text.ptr, 1, text.len, stdout);
}

void mm_put_cell(mm_str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c >= 0x20 && c != 0x7F)
            continue;
        fwrite(text.ptr + from, 1, i - from, stdout);
        putchar(' ');
        from = i + 1;
    }
    mm_put(mm_str_sub(text, from, SIZE_MAX));
}

void mm_put_padded(mm_str text, int width)
{
    int gap = width - mm_display_width(text);

    mm_put_cell(text);
    while (gap-- > 0)
        putchar(' ');
}

void mm_json_string(mm_buf *out, mm_str text)
{
    mm_buf_putc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c == '"' || c == '\\')
            mm_buf_printf(out, "\\%c", c);
        else if (c == '\n')
            mm_buf_put(out, MM_S("\\n"));
        else if (c == '\t')
            mm_buf_put(out, MM_S("\\t"));
        else if (c < 0x20)
            mm_buf_printf(out, "\\u%04x", c);
        else
            mm_buf_putc(out, (char)c);
    }
    mm_buf_putc(out, '"');
}

static void put_number(mm_buf *out, double value)
{
    if (!isfinite(value))
        mm_buf_put(out, MM_S("null"));
    else
        mm_buf_printf(out, "%.6g", value);
}

void mm_put_json(const char *key, ...)
{
    mm_buf      row = { 0 };
    const char *between = "{";
    va_list     args;

    va_start(args, key);
    for (; key; key = va_arg(args, const char *)) {
        mm_buf_put(&row, mm_cstr(between));
        mm_json_string(&row, mm_cstr(key + 2));
        mm_buf_putc(&row, ':');
        if (*key == 's')
            mm_json_string(&row, va_arg(args, mm_str));
        else if (*key == 'r')
            mm_buf_put(&row, va_arg(args, mm_str));
        else if (*key == 'n')
            put_number(&row, va_arg(args, double));
        else if (*key == 'i')
            mm_buf_printf(&row, "%lld", va_arg(args, long long));
        else
            mm_buf_put(&row,
                       va_arg(args, int) ? MM_S("true") : MM_S("false"));
        between = ",";
    }
    va_end(args);
    mm_put(mm_buf_str(&row));
    puts("}");
    mm_buf_release(&row);
}

void mm_say(const mm_args *args, const char *format, ...)
{
    va_list list;

    if (mm_opt(args, "quiet"))
        return;
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
}

/* The library's texts begin with "'file': " where a file is at fault. */
void mm_complain(const mm_error *err)
{
    mm_str text = mm_cstr(err->text);
    size_t end = mm_str_find(text, MM_S("': "), 0);

    fputs("malmoi: ", stderr);
    if (text.len && text.ptr[0] == '\'' && end != SIZE_MAX && err->line) {
        fprintf(stderr, "%.*s:%ld: %s\n", (int)end - 1, text.ptr + 1,
                err->line, text.ptr + end + 3);
        return;
    }
    if (err->line)
        fprintf(stderr, _("line %ld: "), err->line);
    fprintf(stderr, "%s\n", err->text);
}

void mm_say_report(const mm_args *args, const mm_report *report)
{
    mm_str words = mm_buf_str(&report->words);

    while (words.len) {
        mm_str line = mm_str_cut(&words, '\n');

        mm_say(args, _("note: %.*s"), (int)line.len, line.ptr);
    }
    for (size_t i = 0; i < report->n; i++) {
        const mm_loss *loss = &report->losses[i];

        if (loss->line)
            mm_say(args, _("note: %.*s left out %zu times, first of line %ld"),
                   (int)loss->field.len, loss->field.ptr, loss->n, loss->line);
        else /* of a memory, which has no lines */
            mm_say(args, _("note: %.*s left out %zu times"),
                   (int)loss->field.len, loss->field.ptr, loss->n);
    }
}

static bool shows_progress(const mm_args *args)
{
    return isatty(STDERR_FILENO) && !mm_opt(args, "quiet");
}

/* Seconds since the program began, by a clock that nobody sets. */
static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void mm_progress(const mm_args *args, size_t rows, uint64_t done, uint64_t all)
{
    static double began; /* of this one run of the program */
    double        now = seconds(), took;

    if (!shows_progress(args))
        return;
    if (began == 0)
        began = now;
    took = now - began;
    fprintf(stderr, "\r\033[K%zu", rows);
    if (took > 0.2)
        fprintf(stderr, _(", %.0f a second"), (double)rows / took);
    if (all && done)
        fprintf(stderr, _(", %.0f %%, %.0f s left"),
                100.0 * (double)done / (double)all,
                took * ((double)all / (double)done - 1));
    fflush(stderr);
}

int mm_index_progress(void *self, size_t rows, bool done)
{
    static double  began; /* of the index being made; 0: of none */
    const mm_args *args = self;
    double         now = seconds();

    if (began == 0)
        began = now;
    if (shows_progress(args) && !done && now > began + 0.5) {
        fputs("\r\033[K", stderr);
        fprintf(stderr, _("making the index, %zu rows"), rows);
        fflush(stderr);
    }
    if (done) {
        if (now > began + 0.5)
            mm_progress_end(args);
        began = 0;
    }
    return mm_interrupted() ? MM_EINTERRUPTED : MM_OK;
}

void mm_progress_end(const mm_args *args)
{
    if (shows_progress(args))
        fputs("\r\033[K", stderr);
}

int mm_exit_code(int rc)
{
    switch (rc) {
    case MM_EINVALID:
        return EXIT_USAGE;
    case MM_EFORMAT:
        return EXIT_INPUT;
    case MM_EINTERRUPTED:
        return EXIT_INTERRUPTED;
    default:
        return rc < 0 ? EXIT_STORE : rc;
    }
}
