/* Inline codes in a text that people edit: {1}, {2} ... by their place, which
 * no keyboard lacks and no language uses. */
#include "formats/build.h"
#include "job/edit.h"

#include <stdlib.h>
#include <string.h>

int mm_coded_text(mm_buf *out, const mm_variant *variant)
{
    size_t code = 0;
    int    rc = MM_OK;

    for (size_t i = 0; i <= variant->text.len && rc == MM_OK; i++) {
        while (code < variant->n_codes && variant->codes[code].offset <= i &&
               rc == MM_OK)
            rc = mm_buf_printf(out, "{%zu}", ++code);
        if (i == variant->text.len || rc < 0)
            break;
        if (variant->text.ptr[i] == '{' || variant->text.ptr[i] == '\\')
            rc = mm_buf_putc(out, '\\');
        if (rc == MM_OK)
            rc = mm_buf_putc(out, variant->text.ptr[i]);
    }
    return rc;
}

/* The number of the code that begins at `at`, "{12}", whose length is put into
 * `*len`; 0: none does. */
static size_t code_at(size_t *len, mm_str text, size_t at)
{
    size_t number = 0, i = at + 1;

    if (text.ptr[at] != '{')
        return 0;
    while (i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9' &&
           number < 100000)
        number = number * 10 + (size_t)(text.ptr[i++] - '0');
    if (i == at + 1 || i >= text.len || text.ptr[i] != '}')
        return 0;
    *len = i + 1 - at;
    return number;
}

/* The codes as they come in the new text. */
typedef struct taken {
    mm_code *codes;
    bool    *used; /* by place in the old text */
    size_t   n;
} taken;

static int take_code(taken *t, const mm_variant *v, size_t number,
                     size_t offset, mm_error *err)
{
    if (number > v->n_codes)
        return mm_fail(err, MM_EINVALID,
                       "no code {%zu} in '%.*s': it has %zu (a brace is \\{)",
                       number, (int)v->lang.len, v->lang.ptr, v->n_codes);
    if (t->used[number - 1])
        return mm_fail(err, MM_EINVALID, "code {%zu} stands twice in '%.*s'",
                       number, (int)v->lang.len, v->lang.ptr);
    t->used[number - 1] = true;
    t->codes[t->n] = v->codes[number - 1];
    t->codes[t->n++].offset = offset;
    return MM_OK;
}

/* The text without its codes, which go into `taken`. */
static int take_apart(mm_buf *plain, taken *t, const mm_variant *v, mm_str text,
                      mm_error *err)
{
    int rc = MM_OK;

    for (size_t i = 0; i < text.len && rc == MM_OK; i++) {
        size_t len = 0, number = code_at(&len, text, i);

        if (number) {
            rc = take_code(t, v, number, plain->len, err);
            i += len - 1;
            continue;
        }
        if (text.ptr[i] == '\\' && i + 1 < text.len &&
            (text.ptr[i + 1] == '{' || text.ptr[i + 1] == '\\'))
            i++;
        if (mm_buf_putc(plain, text.ptr[i]) < 0)
            rc = mm_fail_memory(err);
    }
    return rc;
}

int mm_coded_text_read(mm_variant *variant, mm_arena *mem, mm_str text,
                       mm_error *err)
{
    size_t room = variant->n_codes + 1;
    taken  t = { mm_arena_alloc(mem, room * sizeof(mm_code)),
                 mm_arena_alloc(mem, room * sizeof(bool)), 0 };
    mm_buf plain = { 0 };
    mm_str kept = { "", 0 };
    int    rc = t.codes && t.used ? MM_OK : mm_fail_memory(err);

    if (rc == MM_OK)
        rc = take_apart(&plain, &t, variant, text, err);
    if (rc == MM_OK && mm_put_str(mem, &kept, mm_buf_str(&plain)) < 0)
        rc = mm_fail_memory(err);
    if (rc == MM_OK) {
        variant->text = kept;
        variant->codes = t.codes;
        variant->n_codes = t.n;
    }
    mm_buf_release(&plain);
    return rc;
}
