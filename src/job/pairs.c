/* Which file goes with which: by name less language tag, or by a list. */
#include "malmoi/align_job.h"

#include "base/file.h"
#include "base/map.h"
#include "base/memory.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- the language tag in a name ---- */

static bool is_tag(mm_str word)
{
    size_t n = 0;

    while (n < word.len && ((word.ptr[n] | 0x20) >= 'a') &&
           ((word.ptr[n] | 0x20) <= 'z'))
        n++;
    if (n != 2 && n != 3)
        return false;
    if (n == word.len)
        return true;
    return (word.ptr[n] == '-' || word.ptr[n] == '_') && word.len - n == 3;
}

/* Endings of three letters that are no languages. */
static bool is_file_ending(mm_str word)
{
    static const char *const endings[] = { "txt", "md",  "htm", "srt", "odt",
                                           "seg", "doc", "gz",  "zst", "po" };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (mm_str_eq(word, mm_cstr(endings[i])))
            return true;
    return false;
}

/* The last part of `name` between dots, hyphens or underscores that is a tag:
 * "ko" of article.ko.txt, article_ko.txt and ko.txt. */
static mm_str tag_in(mm_str name)
{
    mm_str tag = { 0 };
    size_t from = 0;

    for (size_t i = 0; i <= name.len; i++) {
        mm_str word;

        if (i < name.len && name.ptr[i] != '.' && name.ptr[i] != '_')
            continue;
        word = mm_str_sub(name, from, i - from);
        from = i + 1;
        if (is_tag(word) && !is_file_ending(word) &&
            (i < name.len || word.ptr != name.ptr))
            tag = word;
    }
    return tag;
}

mm_str mm_lang_of_name(const char *path)
{
    mm_str whole = mm_cstr(path), folder, tag;
    size_t slash = whole.len;

    while (slash && whole.ptr[slash - 1] != '/')
        slash--;
    tag = tag_in(mm_str_sub(whole, slash, SIZE_MAX));
    if (tag.len || slash == 0)
        return tag;
    folder = mm_str_sub(whole, 0, slash - 1);
    for (size_t i = folder.len; i-- > 0;)
        if (folder.ptr[i] == '/') {
            folder = mm_str_sub(folder, i + 1, SIZE_MAX);
            break;
        }
    return is_tag(folder) && !is_file_ending(folder) ? folder : (mm_str){ 0 };
}

/* ---- folders ---- */

static int by_text(const void *left, const void *right)
{
    return mm_str_cmp(*(const mm_str *)left, *(const mm_str *)right);
}

typedef struct names {
    mm_str *items;
    size_t  n, cap;
} names;

static int list_folder(names *out, mm_arena *mem, const char *path,
                       mm_error *err)
{
    DIR           *folder = opendir(path);
    struct dirent *entry;
    int            rc = MM_OK;

    if (!folder)
        return mm_fail(err, MM_EIO, "cannot open folder '%.150s'", path);
    while (rc == MM_OK && (entry = readdir(folder))) {
        if (entry->d_name[0] == '.')
            continue;
        if ((rc = mm_grow(&out->items, &out->cap, out->n + 1,
                          sizeof *out->items, err)) == MM_OK)
            out->items[out->n++] = mm_arena_copy(mem, mm_cstr(entry->d_name));
    }
    closedir(folder);
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_text);
    return rc;
}

/* The name without its language tag and the mark before it. */
static int stem_of(mm_buf *out, mm_str name)
{
    mm_str tag = tag_in(name);
    size_t at = tag.len ? (size_t)(tag.ptr - name.ptr) : name.len;
    size_t end = at + tag.len;

    mm_buf_clear(out);
    if (tag.len && at > 0)
        at--;
    else if (tag.len && end < name.len)
        end++;
    return mm_buf_put(out, mm_str_sub(name, 0, at)) < 0 ||
                   mm_buf_put(out, mm_str_sub(name, end, SIZE_MAX)) < 0
               ? MM_ENOMEM
               : MM_OK;
}

/* May a file called `name` be the `lang` side? One without a tag may. */
static bool may_be(mm_str name, mm_str lang)
{
    mm_str tag = tag_in(name);

    return tag.len == 0 || lang.len == 0 ||
           (tag.len >= lang.len &&
            strncasecmp(tag.ptr, lang.ptr, lang.len) == 0);
}

static const char *join(mm_arena *mem, const char *folder, mm_str name)
{
    mm_buf path = { 0 };
    mm_str kept = { 0 };

    if (mm_buf_printf(&path, "%s/%.*s", folder, (int)name.len, name.ptr) ==
        MM_OK)
        kept = mm_arena_copy(mem, mm_buf_str(&path));
    mm_buf_release(&path);
    return kept.ptr;
}

static int add_pair(mm_file_pairs *out, const char *a, const char *b,
                    mm_error *err)
{
    if (!a || !b)
        return mm_fail_memory(err);
    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, err) <
        0)
        return MM_ENOMEM;
    out->items[out->n++] = (mm_file_pair){ a, b };
    return MM_OK;
}

/* Partner of `name` among `others`: same stem, another name when both are in
 * one folder; its place, or SIZE_MAX. */
static size_t partner(const names *others, mm_str stem, mm_str name,
                      bool one_folder, mm_str lang)
{
    mm_buf room = { 0 };
    size_t found = SIZE_MAX;

    for (size_t i = 0; found == SIZE_MAX && i < others->n; i++) {
        mm_str other = others->items[i];

        if ((one_folder && mm_str_eq(other, name)) || !may_be(other, lang) ||
            stem_of(&room, other) < 0)
            continue;
        if (mm_str_eq(mm_buf_str(&room), stem))
            found = i;
    }
    mm_buf_release(&room);
    return found;
}

static int pair_names(mm_file_pairs *out, const names *in_a, const names *in_b,
                      const char *a, const char *b, mm_str lang_a,
                      mm_str lang_b, mm_error *err)
{
    bool   one = in_a == in_b;
    bool  *used = calloc(in_b->n + 1, sizeof *used);
    mm_buf stem = { 0 };
    int    rc = used ? MM_OK : mm_fail_memory(err);

    for (size_t i = 0; rc == MM_OK && i < in_a->n; i++) {
        mm_str name = in_a->items[i];
        size_t to;

        if ((one && used[i]) || !may_be(name, lang_a))
            continue;
        if (stem_of(&stem, name) < 0) {
            rc = mm_fail_memory(err);
            break;
        }
        to = partner(in_b, mm_buf_str(&stem), name, one, lang_b);
        if (to == SIZE_MAX || used[to]) {
            mm_buf_printf(&out->unpaired, "%s/%.*s\n", a, (int)name.len,
                          name.ptr);
            continue;
        }
        used[to] = true;
        if (one)
            used[i] = true;
        rc = add_pair(out, join(&out->mem, a, name),
                      join(&out->mem, b, in_b->items[to]), err);
    }
    for (size_t i = 0; rc == MM_OK && !one && i < in_b->n; i++)
        if (!used[i])
            mm_buf_printf(&out->unpaired, "%s/%.*s\n", b,
                          (int)in_b->items[i].len, in_b->items[i].ptr);
    free(used);
    mm_buf_release(&stem);
    return rc;
}

int mm_pair_folders(mm_file_pairs *out, const char *a, const char *b,
                    mm_str lang_a, mm_str lang_b, mm_error *err)
{
    names in_a = { 0 }, in_b = { 0 };
    bool  one = strcmp(a, b) == 0;
    int   rc;

    *out = (mm_file_pairs){ 0 };
    if ((rc = list_folder(&in_a, &out->mem, a, err)) < 0 ||
        (!one && (rc = list_folder(&in_b, &out->mem, b, err)) < 0))
        goto done;
    rc = pair_names(out, &in_a, one ? &in_a : &in_b, a, b, lang_a, lang_b, err);
    if (rc == MM_OK && out->n == 0)
        rc = mm_fail(err, MM_EFORMAT,
                     "no two files of '%.80s' and '%.80s' belong together: "
                     "name them alike but for the language, as 12.en.txt and "
                     "12.ko.txt, or list them with --pairs",
                     a, b);
done:
    free(in_a.items);
    free(in_b.items);
    return rc;
}

/* ---- a list ---- */

/* `name` as it stands, or in the folder of `list` when it is no whole path. */
static const char *beside(mm_arena *mem, const char *list, mm_str name)
{
    const char *slash = strrchr(list, '/');
    mm_str      folder = { list, slash ? (size_t)(slash - list) : 0 };
    char       *path;

    if (!slash || (name.len && name.ptr[0] == '/'))
        return mm_arena_copy(mem, name).ptr;
    path = mm_arena_alloc(mem, folder.len + name.len + 2);
    if (path) {
        memcpy(path, folder.ptr, folder.len);
        path[folder.len] = '/';
        memcpy(path + folder.len + 1, name.ptr, name.len);
    }
    return path;
}

int mm_pair_list(mm_file_pairs *out, const char *path, mm_error *err)
{
    mm_buf  text = { 0 };
    mm_rows rows;
    mm_str  cells[3];
    size_t  n;
    int     rc;

    *out = (mm_file_pairs){ 0 };
    if ((rc = mm_file_read(&text, path, 64 << 20, err)) < 0)
        goto done;
    rows = (mm_rows){ .rest = mm_buf_str(&text) };
    while (rc == MM_OK && (n = mm_rows_next(&rows, cells, 3)))
        rc = n < 2 ? mm_fail_at(err, MM_EFORMAT, rows.line,
                                "'%.100s': two files belong in a row, a tab "
                                "between them",
                                path)
                   : add_pair(out, beside(&out->mem, path, cells[0]),
                              beside(&out->mem, path, cells[1]), err);
    if (rc == MM_OK && out->n == 0)
        rc = mm_fail(err, MM_EFORMAT, "'%.100s': lists no files", path);
done:
    mm_buf_release(&text);
    return rc;
}

void mm_file_pairs_release(mm_file_pairs *pairs)
{
    free(pairs->items);
    mm_buf_release(&pairs->unpaired);
    mm_arena_release(&pairs->mem);
    *pairs = (mm_file_pairs){ 0 };
}
