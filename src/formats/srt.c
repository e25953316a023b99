/* SubRip subtitles: a number, a line of times, lines of text, a blank line. The
 * lines of a cue are one block; tags such as <i> and {\an8} are taken out. */
#include "formats/document.h"

#include <string.h>

static bool is_times(mm_str line)
{
    return line.len > 12 && line.ptr[0] >= '0' && line.ptr[0] <= '9' &&
           mm_str_find(line, MM_S("-->"), 0) != SIZE_MAX;
}

static bool is_number(mm_str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] < '0' || line.ptr[i] > '9')
            return false;
    return line.len > 0;
}

/* Length of the tag that begins at text[at]; 0 when none does. */
static size_t tag_at(mm_str text, size_t at)
{
    bool angle = text.ptr[at] == '<';
    bool brace =
        text.ptr[at] == '{' && at + 1 < text.len && text.ptr[at + 1] == '\\';
    size_t end;

    if ((!angle && !brace) || at + 1 == text.len ||
        (angle && !strchr("/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
                          "YZ",
                          text.ptr[at + 1])))
        return 0;
    end = mm_str_find(text, angle ? MM_S(">") : MM_S("}"), at);
    return end == SIZE_MAX ? 0 : end + 1 - at;
}

static void put_line(mm_blocks *out, mm_str line)
{
    size_t from = 0;

    for (size_t i = 0; i < line.len; i++) {
        size_t tag = tag_at(line, i);

        if (tag == 0)
            continue;
        mm_blocks_text(out, mm_str_sub(line, from, i - from), false);
        from = i + tag;
        i = from - 1;
    }
    mm_blocks_text(out, mm_str_sub(line, from, SIZE_MAX), false);
    mm_blocks_text(out, MM_S(" "), false);
}

int mm_srt_blocks(mm_blocks *out, mm_str text, mm_error *err)
{
    bool inside = false; /* behind a line of times */

    while (text.len && !out->failed) {
        mm_str line = mm_str_trim(mm_str_cut(&text, '\n'));
        mm_str rest = text, next = mm_str_trim(mm_str_cut(&rest, '\n'));

        if (line.len == 0 || is_times(line) ||
            (is_number(line) && is_times(next))) {
            mm_blocks_end(out, MM_SENTENCE);
            inside = is_times(line) || (inside && line.len == 0);
        } else if (inside) {
            put_line(out, line);
        }
    }
    mm_blocks_end(out, MM_SENTENCE);
    return out->failed ? mm_fail_memory(err) : MM_OK;
}
