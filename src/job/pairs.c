/* Which file goes with which: by name less language tag, or by a list. */
#include "malmoi/align_job.h"

#include "base/map.h"
#include "base/memory.h"
#include "malmoi/lines.h"
#include "malmoi/text.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* ---- the language tag in a name ---- */

/* How offices write languages where no code stands. */
static const char *const spoken[][2] = {
    { "국문", "ko" },
    { "한글", "ko" },
    { "한국어", "ko" },
    { "영문", "en" },
    { "영어", "en" },
    { "일문", "ja" },
    { "일어", "ja" },
    { "일본어", "ja" },
    { "중문", "zh" },
    { "중국어", "zh" },
    { "korean", "ko" },
    { "english", "en" },
    { "chinese", "zh" },
    { "japanese", "ja" },
    /* countries: kr is Kanuri's too, which nobody means */
    { "kr", "ko" },
    { "jp", "ja" },
    { "cn", "zh" },
    { "tw", "zh" },
};

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The code of a language as `word` says it; empty when it says none. */
static mm_str spoken_lang(mm_str word)
{
    for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++)
        if (strlen(spoken[i][0]) == word.len &&
            strncasecmp(spoken[i][0], word.ptr, word.len) == 0)
            return mm_cstr(spoken[i][1]);
    return (mm_str){ 0 };
}

/* The language that `word` of a name tells: itself with its region, or what it
 * stands for; empty when it is no language. */
static mm_str lang_of(mm_str word)
{
    mm_str code = { 0 };
    mm_buf whole = { 0 }; /* macOS takes the letters of names apart */
    size_t n = 0;

    if (mm_hangul_apart(word)) {
        if (mm_hangul_compose(&whole, word) == MM_OK)
            code = spoken_lang(mm_buf_str(&whole));
        mm_buf_release(&whole);
        return code;
    }
    if ((code = spoken_lang(word)).len)
        return code;
    while (n < word.len && is_letter(word.ptr[n]))
        n++;
    if (n == word.len || (word.len == n + 3 && word.ptr[n] == '-'))
        code = mm_cstr(mm_lang_code(mm_str_sub(word, 0, n)));
    return code.len && n == 2 ? word : code;
}

/* Endings that are languages too. */
static bool is_file_ending(mm_str word)
{
    static const char *const endings[] = { "md", "po", "gz", "ts", "ps" };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (mm_str_eq(word, mm_cstr(endings[i])))
            return true;
    return false;
}

/* The last word of `name` that is a language, which goes to `*lang`: "ko" of
 * article.ko.txt, article-KR.txt, ko.txt. Empty: there is none. */
static mm_str tag_in(mm_str *lang, mm_str name)
{
    mm_str tag = { 0 };
    size_t from = 0;

    *lang = (mm_str){ 0 };
    for (size_t i = 0; i <= name.len; i++) {
        mm_str word, told;

        if (i < name.len && !strchr("._ ()[]", name.ptr[i]))
            continue;
        word = mm_str_sub(name, from, i - from);
        from = i + 1;
        if (word.len == 0 ||
            (i == name.len && (word.ptr == name.ptr || is_file_ending(word))))
            continue;
        told = lang_of(word);
        for (size_t at = word.len; told.len == 0 && at-- > 0;)
            if (word.ptr[at] == '-') {
                word = mm_str_sub(word, at + 1, SIZE_MAX);
                told = lang_of(word);
                break;
            }
        if (told.len) {
            tag = word;
            *lang = told;
        }
    }
    return tag;
}

mm_str mm_lang_of_name(const char *path)
{
    mm_str whole = mm_cstr(path), folder, lang;
    size_t slash = whole.len;

    while (slash && whole.ptr[slash - 1] != '/')
        slash--;
    tag_in(&lang, mm_str_sub(whole, slash, SIZE_MAX));
    if (lang.len || slash == 0)
        return lang;
    folder = mm_str_sub(whole, 0, slash - 1);
    for (size_t i = folder.len; i-- > 0;)
        if (folder.ptr[i] == '/') {
            folder = mm_str_sub(folder, i + 1, SIZE_MAX);
            break;
        }
    return lang_of(folder);
}

/* ---- folders ---- */

typedef struct file_name {
    mm_str text, lang; /* lang: primary tag as the name tells it, or empty */
    mm_str stem;       /* without tag and the mark before it */
    bool   used;
} file_name;

typedef struct names {
    const char *folder;
    file_name  *items;
    size_t      n, cap;
} names;

static int by_text(const void *left, const void *right)
{
    return mm_str_cmp(((const file_name *)left)->text,
                      ((const file_name *)right)->text);
}

static bool same_lang(mm_str a, mm_str b)
{
    a = mm_lang_primary(a);
    b = mm_lang_primary(b);
    return a.len == b.len &&
           (a.len == 0 || strncasecmp(a.ptr, b.ptr, a.len) == 0);
}

static int add_name(names *out, mm_arena *mem, const char *file, mm_error *err)
{
    file_name made = { .text = mm_arena_copy(mem, mm_cstr(file)) };
    mm_buf    stem = { 0 }, whole = { 0 };
    mm_str    tag = tag_in(&made.lang, made.text);
    size_t    at = tag.len ? (size_t)(tag.ptr - made.text.ptr) : made.text.len;
    size_t    end = at + tag.len;
    int       rc = MM_ENOMEM;

    if (tag.len && at > 0)
        at--;
    else if (tag.len && end < made.text.len)
        end++;
    if (made.text.ptr && mm_buf_put(&stem, mm_str_sub(made.text, 0, at)) == 0 &&
        mm_buf_put(&stem, mm_str_sub(made.text, end, SIZE_MAX)) == 0 &&
        mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, err) ==
            MM_OK) {
        /* as another system may write the same name */
        rc = mm_nfc(&whole, mm_buf_str(&stem));
        made.stem = mm_arena_copy(mem, mm_buf_str(rc < 0 ? &stem : &whole));
        out->items[out->n++] = made;
        rc = made.stem.ptr ? MM_OK : MM_ENOMEM;
    }
    mm_buf_release(&stem);
    mm_buf_release(&whole);
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

static const char *join(mm_arena *mem, const char *folder, mm_str file)
{
    mm_buf path = { 0 };
    mm_str kept = { 0 };

    if (mm_buf_printf(&path, "%s/%.*s", folder, (int)file.len, file.ptr) ==
        MM_OK)
        kept = mm_arena_copy(mem, mm_buf_str(&path));
    mm_buf_release(&path);
    return kept.ptr;
}

static bool is_folder(mm_arena *mem, const char *folder, const char *file)
{
    const char *path = join(mem, folder, mm_cstr(file));
    struct stat info;

    return path && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The files of a folder; those hidden and the folders in it are passed over. */
static int list_folder(names *out, mm_arena *mem, const char *path,
                       mm_error *err)
{
    DIR           *folder = opendir(path);
    struct dirent *entry;
    int            rc = MM_OK;

    *out = (names){ .folder = path };
    if (!folder)
        return mm_fail(err, MM_EIO, "cannot open folder '%.150s'", path);
    while (rc == MM_OK && (entry = readdir(folder)))
        if (entry->d_name[0] != '.' && !is_folder(mem, path, entry->d_name))
            rc = add_name(out, mem, entry->d_name, err);
    closedir(folder);
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_text);
    return rc;
}

/* May the file be the `lang` side? One whose name tells nothing may. */
static bool may_be(const file_name *file, mm_str lang)
{
    return file->lang.len == 0 || lang.len == 0 || same_lang(file->lang, lang);
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

/* A stem without the file's ending: a translation may be in another format. */
static mm_str less_ending(mm_str stem)
{
    size_t at = stem.len;

    while (at > 1 && stem.ptr[at - 1] != '.')
        at--;
    return at > 1 ? mm_str_sub(stem, 0, at - 1) : stem;
}

/* Of `others` the first free one of the same stem, in the same format if there
 * is one; in one folder names must tell two languages apart. */
static file_name *partner(names *others, const file_name *file, bool one_folder,
                          mm_str lang)
{
    for (int exact = 1; exact >= 0; exact--)
        for (size_t i = 0; i < others->n; i++) {
            file_name *other = &others->items[i];

            if (other->used || other == file || !may_be(other, lang) ||
                (one_folder && same_lang(other->lang, file->lang)))
                continue;
            if (exact ? mm_str_eq(other->stem, file->stem)
                      : mm_str_eq(less_ending(other->stem),
                                  less_ending(file->stem)))
                return other;
        }
    return NULL;
}

static void tell_unpaired(mm_file_pairs *out, const names *in)
{
    for (size_t i = 0; i < in->n; i++)
        if (!in->items[i].used)
            mm_buf_printf(&out->unpaired, "%s%s/%.*s",
                          out->unpaired.len ? "\n" : "", in->folder,
                          (int)in->items[i].text.len, in->items[i].text.ptr);
}

static int pair_names(mm_file_pairs *out, names *in_a, names *in_b,
                      mm_str lang_a, mm_str lang_b, mm_error *err)
{
    bool   one = in_a == in_b, turned;
    mm_str first_a = lang_a, first_b = lang_b; /* of the first pair */
    int    rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < in_a->n; i++) {
        file_name *file = &in_a->items[i], *to;

        if (file->used || !may_be(file, lang_a) ||
            !(to = partner(in_b, file, one, lang_b)))
            continue;
        file->used = to->used = true;
        if (first_a.len + first_b.len == 0) {
            first_a = file->lang;
            first_b = to->lang;
        }
        /* In one folder names alone say which comes first: 국문, 영문 beside
         * en, ko. */
        turned = one && ((first_b.len && same_lang(file->lang, first_b)) ||
                         (first_a.len && same_lang(to->lang, first_a)));
        rc = add_pair(
            out, join(&out->mem, in_a->folder, (turned ? to : file)->text),
            join(&out->mem, in_b->folder, (turned ? file : to)->text), err);
    }
    tell_unpaired(out, in_a);
    if (in_a != in_b)
        tell_unpaired(out, in_b);
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
    rc = pair_names(out, &in_a, one ? &in_a : &in_b, lang_a, lang_b, err);
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
    if ((rc = mm_text_read(&text, path, NULL, 64 << 20, err)) < 0)
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
