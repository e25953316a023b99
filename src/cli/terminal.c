/* Raw keys by termios; columns by display width. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int mm_terminal_width(void)
{
    struct winsize size;
    const char    *said = getenv("COLUMNS");

    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
        size.ws_col >= 20)
        return size.ws_col;
    return said && atoi(said) >= 20 ? atoi(said) : 80;
}

/* What the terminal was set to: the process has one terminal, and gives it
 * back as it was, whichever way it ends. */
static struct termios before;
static bool           changed;

void mm_keys_end(void)
{
    if (changed)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    changed = false;
}

void mm_keys_begin(void)
{
    struct termios raw;

    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0)
        return;
    raw = before;
    raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) == 0)
        changed = true;
}

/* The two-set keyboard: which Latin letter is on the key of a jamo. */
static int32_t latin_of(int32_t key)
{
    static const struct {
        int32_t jamo, latin;
    } keys[] = { { 0x3141, 'a' }, { 0x3131, 'r' }, { 0x3137, 'e' },
                 { 0x3155, 'u' }, { 0x3153, 'j' }, { 0x314F, 'k' },
                 { 0x3142, 'q' }, { 0x3134, 's' } };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].jamo == key)
            return keys[i].latin;
    return key;
}

int32_t mm_key_read(void)
{
    char   bytes[4];
    size_t n = 0, need = 1, at = 0;

    fflush(stdout);
    while (n < need) {
        ssize_t got = read(STDIN_FILENO, bytes + n, 1);

        if (got <= 0)
            return 0; /* the end, or a signal */
        if (n == 0)
            need = (unsigned char)bytes[0] >= 0xF0   ? 4
                   : (unsigned char)bytes[0] >= 0xE0 ? 3
                   : (unsigned char)bytes[0] >= 0xC0 ? 2
                                                     : 1;
        n++;
    }
    return latin_of(mm_utf8_next((mm_str){ bytes, n }, &at));
}

/* ---- columns ---- */

/* The end of the line that begins at `from`: what fits into `width`, cut at
 * the last space where there is one. `*next` is where to go on. */
static size_t line_end(mm_str text, size_t from, int width, size_t *next)
{
    size_t at = from, space = SIZE_MAX;
    int    used = 0;

    while (at < text.len) {
        size_t  before_it = at;
        int32_t cp = mm_utf8_next(text, &at);
        int     columns =
            mm_display_width(mm_str_sub(text, before_it, at - before_it));

        if (cp == '\n' || used + columns > width) {
            bool   at_space = cp == '\n' || cp == ' ';
            size_t end = at_space || space == SIZE_MAX ? before_it : space;

            *next = at_space ? at : space == SIZE_MAX ? before_it : space + 1;
            if (*next == from)
                *next = at; /* one character wider than the column */
            return end;
        }
        if (cp == ' ')
            space = before_it;
        used += columns;
    }
    *next = text.len;
    return text.len;
}

static void put_part(const mm_column *c, size_t from, size_t end)
{
    size_t lit = c->start < from ? from : c->start;
    size_t dark = c->end > end ? end : c->end;

    if (c->start >= c->end || lit >= dark) {
        mm_put_cell(mm_str_sub(c->text, from, end - from));
        return;
    }
    mm_put_cell(mm_str_sub(c->text, from, lit - from));
    printf("%s%s", mm_paint_code(PAINT_BOLD), mm_paint_code(PAINT_YELLOW));
    mm_put_cell(mm_str_sub(c->text, lit, dark - lit));
    fputs(mm_paint_code(PAINT_OFF), stdout);
    mm_put_cell(mm_str_sub(c->text, dark, end - dark));
}

void mm_put_columns(const mm_column *a, const mm_column *b, int width)
{
    int    each = (width - 3) / 2;
    size_t from_a = 0, from_b = 0, next = 0;

    while (from_a < a->text.len || from_b < b->text.len) {
        size_t end = line_end(a->text, from_a, each, &next);
        int    gap =
            each - mm_display_width(mm_str_sub(a->text, from_a, end - from_a));

        put_part(a, from_a, end);
        from_a = next;
        printf("%*s", (gap > 0 ? gap : 0) + 3, "");
        end = line_end(b->text, from_b, each, &next);
        put_part(b, from_b, end);
        from_b = next;
        putchar('\n');
    }
}
