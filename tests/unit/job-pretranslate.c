/* Files filled in from a memory: codes in their places or not at all, what a
 * person wrote untouched, the rest of the file the same bytes. */
#include "files/store/helpers.h"
#include "job/place_codes.h"
#include "malmoi/lines.h"
#include "malmoi/pretranslate.h"

static mm_error   err;
static mm_tables *tables;

/* ---- codes ---- */

/* A text with its codes as "<1", "1>", "=2": opens, closes, stands alone. */
static void parse(mm_variant *out, mm_arena *mem, const char *lang,
                  const char *marked)
{
    mm_code *codes = mm_arena_alloc(mem, 20 * sizeof *codes);
    char    *text = mm_arena_alloc(mem, strlen(marked) + 1);
    size_t   n = 0, len = 0;

    for (const char *c = marked; *c; c++) {
        if (*c == '<' || *c == '=') {
            mm_str id = mm_arena_copy(mem, (mm_str){ ++c, 1 });

            codes[n++] =
                (mm_code){ .kind = c[-1] == '<' ? MM_CODE_OPEN : MM_CODE_ALONE,
                           .offset = len,
                           .match = id,
                           .id = c[-1] == '<' ? id : (mm_str){ 0 } };
        } else if (c[1] == '>') {
            codes[n++] =
                (mm_code){ .kind = MM_CODE_CLOSE,
                           .offset = len,
                           .id = mm_arena_copy(mem, (mm_str){ c, 1 }) };
            c++;
        } else {
            text[len++] = *c;
        }
    }
    *out = (mm_variant){ .lang = mm_cstr(lang),
                         .text = { text, len },
                         .codes = codes,
                         .n_codes = n };
}

static const struct place_row {
    const char *name, *file, *source, *target, *placed; /* NULL: not at all */
} places[] = {
    { "no codes", "save", "save", "저장", "저장" },
    { "a pair", "press <7go7>", "press <1go1>", "<1고1>누름", "<7고7>누름" },
    { "two alone, swapped by their ids", "=3 of =4", "=1 of =2", "=2중=1",
      "=4중=3" },
    { "two alone without ids of their own keep their order", "=3 of =4",
      "=1 of =1", "=1중=1", "=3중=4" },
    { "pairs swapped", "<5a5> <6b6>", "<1a1> <2b2>", "<2나2> <1가1>",
      "<6나6> <5가5>" },
    { "a kind is missing", "press <7go7>", "press go", "고 누름", NULL },
    { "another kind", "press =7go", "press <1go1>", "<1고1>", NULL },
    { "one more in the file", "=1=2 go", "=1 go", "=1고", NULL },
    { "a unit without codes takes a pair around the whole", "<1go1>", "go",
      "고", "<1고1>" },
    { "and one at the start", "=1go", "go", "고", "=1고" },
    { "and one at the end", "go=1", "go", "고", "고=1" },
    { "but none inside", "g=1o", "go", "고", NULL },
    { "a unit's codes go when the file has none", "go", "<1go1>", "<1고1>",
      "고" },
    { "a code that the translation left out", "=1 a =2", "=1 a =2", "가 =2",
      NULL },
};

static void check_place(void **state)
{
    const struct place_row *row = *state;
    mm_variant              file, source, target;
    mm_arena                mem = { 0 };
    mm_placed               placed = { NULL, 0 };
    mm_buf                  text = { 0 };
    size_t                  at = 0;
    int                     rc;

    parse(&file, &mem, "en", row->file);
    parse(&source, &mem, "en", row->source);
    parse(&target, &mem, "ko", row->target);
    rc = mm_place_codes(&placed, &mem, file.codes, file.n_codes, file.text.len,
                        &source, &target);
    assert_int_equal(rc, row->placed ? MM_ROW : MM_OK);
    for (size_t i = 0; row->placed && i <= placed.n; i++) {
        size_t end = i < placed.n ? placed.items[i].offset : target.text.len;
        const mm_code *code =
            i < placed.n ? &file.codes[placed.items[i].code] : NULL;

        mm_buf_put(&text, mm_str_sub(target.text, at, end - at));
        at = end;
        if (code && code->kind == MM_CODE_CLOSE)
            mm_buf_printf(&text, "%.1s>", code->id.ptr);
        else if (code)
            mm_buf_printf(&text, "%s%.1s",
                          code->kind == MM_CODE_OPEN ? "<" : "=",
                          code->match.ptr);
    }
    if (row->placed)
        assert_string_equal(text.ptr, row->placed);
    mm_buf_release(&text);
    mm_arena_release(&mem);
}

/* ---- files ---- */

static void put_unit(mm_store *store, const char *en, const char *ko)
{
    const mm_variant variants[] = {
        { .lang = MM_S("en"), .text = mm_cstr(en) },
        { .lang = MM_S("ko"), .text = mm_cstr(ko) },
    };
    const mm_unit unit = { .source_lang = MM_S("en"),
                           .variants = variants,
                           .n_variants = 2 };

    CHECK(mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err));
}

static mm_store *open_memory(void)
{
    mm_store *store;

    CHECK(mm_store_open(&store, fresh("w.db"), MM_WRITE, &err));
    CHECK(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err));
    put_unit(store, "Save the file.", "파일을 저장한다.");
    put_unit(store, "Open the big door now please, Sir.",
             "큰 문을 여시오 <1>.");
    CHECK(mm_store_end(store, MM_OK, &err));
    return store;
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

#define HEAD                                                                   \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"                           \
    "<!-- kept > -->\n"                                                        \
    "<xliff version=\"1.2\" "                                                  \
    "xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" xmlns:y=\"urn:y\">"       \
    "<file original=\"a\" source-language=\"en\" target-language=\"ko\" "      \
    "datatype=\"x\"><header><skl><internal-file>a&amp;b</internal-file></skl>" \
    "</header><body>"
#define FOOT "</body></file></xliff>\n"
#define ALT                                                                    \
    "<alt-trans match-quality=\"100%\" origin=\"DB\"><source>Save the "        \
    "file.</source><target>파일을 저장한다.</target></alt-trans>"
#define DONE "<target state=\"translated\" state-qualifier=\"exact-match\">"

static const struct file_row {
    const char *name, *end, *before, *after; /* after NULL: as it was */
    size_t      filled, kept, locked, codes;
} files[] = {
    { "XLIFF 1.2, exact", "xlf",
      HEAD "<trans-unit id=\"1\" y:z='\"'><source>Save the file.</source>"
           "<note>n</note></trans-unit>" FOOT,
      HEAD "<trans-unit id=\"1\" y:z='\"'><source>Save the file.</source>" DONE
           "파일을 저장한다.</target>" ALT "<note>n</note></trans-unit>" FOOT,
      1, 0, 0, 0 },
    { "a person's target", "xlf",
      HEAD "<trans-unit id=\"1\"><source>Save the file.</source>"
           "<target state=\"new\">내 것</target></trans-unit>" FOOT,
      NULL, 0, 1, 0, 0 },
    { "approved, and empty on purpose", "xlf",
      HEAD "<trans-unit id=\"1\" approved=\"yes\"><source>Save the file."
           "</source><target></target></trans-unit>" FOOT,
      NULL, 0, 1, 0, 0 },
    { "not to be translated, in a group", "xlf",
      HEAD "<group translate=\"no\"><trans-unit id=\"1\"><source>Save the "
           "file.</source></trans-unit></group>" FOOT,
      NULL, 0, 0, 1, 0 },
    { "a code that fits nowhere", "xlf",
      HEAD "<trans-unit id=\"1\"><source>Save <x id=\"1\"/>the file.</source>"
           "</trans-unit>" FOOT,
      NULL, 0, 0, 0, 1 },
    { "the source once more, not begun", "xlf",
      HEAD "<trans-unit id=\"1\"><source>Save the file.</source><target "
           "xml:lang=\"ko\" state=\"new\">Save the file.</target>"
           "</trans-unit>" FOOT,
      HEAD "<trans-unit id=\"1\"><source>Save the file.</source><target "
           "xml:lang=\"ko\" state=\"translated\" state-qualifier=\"exact-"
           "match\">파일을 저장한다.</target>" ALT "</trans-unit>" FOOT,
      1, 0, 0, 0 },
    { "segments of a unit, one by a person", "xlf",
      HEAD "<trans-unit id=\"1\"><source>Save the file. So.</source>"
           "<seg-source><mrk mtype=\"seg\" mid=\"a\">Save the file.</mrk> "
           "<mrk mtype=\"seg\" mid=\"b\">So.</mrk></seg-source><target><mrk "
           "mtype=\"seg\" mid=\"a\"/> <mrk mtype=\"seg\" mid=\"b\">자.</mrk>"
           "</target></trans-unit>" FOOT,
      HEAD "<trans-unit id=\"1\"><source>Save the file. So.</source>"
           "<seg-source><mrk mtype=\"seg\" mid=\"a\">Save the file.</mrk> "
           "<mrk mtype=\"seg\" mid=\"b\">So.</mrk></seg-source>" DONE
           "<mrk mtype=\"seg\" mid=\"a\">파일을 저장한다.</mrk> <mrk "
           "mtype=\"seg\" mid=\"b\">자.</mrk></target><alt-trans mid=\"a\" "
           "match-quality=\"100%\" origin=\"DB\"><source>Save the "
           "file.</source><target>파일을 저장한다.</target></alt-trans>"
           "</trans-unit>" FOOT,
      1, 1, 0, 0 },
    { "PO, plain and translated", "po",
      "msgid \"\"\nmsgstr \"Language: ko\\n\"\n\n# r\nmsgid \"Save the "
      "file.\"\nmsgstr \"\"\n\nmsgctxt \"x\"\nmsgid \"Save the file.\"\n"
      "msgstr \"내 것\"\n",
      "msgid \"\"\nmsgstr \"Language: ko\\n\"\n\n# r\nmsgid \"Save the "
      "file.\"\nmsgstr \"파일을 저장한다.\"\n\nmsgctxt \"x\"\nmsgid \"Save the "
      "file.\"\nmsgstr \"내 것\"\n",
      1, 1, 0, 0 },
    { "text", "txt", "Save the file.\r\n\r\nNever seen before at all.\r\n",
      "파일을 저장한다.\r\n\r\nNever seen before at all.\r\n", 1, 0, 0, 0 },
};

/* `text` with DB where the memory's path stands. */
static void hide_path(mm_buf *out, mm_str text, const char *path)
{
    size_t at = 0, next;

    while ((next = mm_str_find(text, mm_cstr(path), at)) != SIZE_MAX) {
        mm_buf_put(out, mm_str_sub(text, at, next - at));
        mm_buf_put(out, MM_S("DB"));
        at = next + strlen(path);
    }
    mm_buf_put(out, mm_str_sub(text, at, SIZE_MAX));
}

static void fill(mm_pretranslated *count, mm_buf *out, mm_store *store,
                 const char *end, const char *text)
{
    char                          in[320], to[320];
    FILE                         *f;
    mm_buf                        bytes = { 0 };
    const mm_pretranslate_options o = { .stores = &store,
                                        .n = 1,
                                        .tables = tables,
                                        .source = MM_S("en"),
                                        .target = MM_S("ko") };

    snprintf(in, sizeof in, "%s.in.%s", mm_store_path(store), end);
    snprintf(to, sizeof to, "%s.out.%s", mm_store_path(store), end);
    write_file(in, text);
    CHECK(mm_pretranslate(count, in, to, &o, &err));
    assert_non_null(f = fopen(to, "rb"));
    for (int c; (c = getc(f)) != EOF;)
        mm_buf_putc(&bytes, (char)c);
    fclose(f);
    hide_path(out, mm_buf_str(&bytes), mm_store_path(store));
    mm_buf_release(&bytes);
}

static void check_file(void **state)
{
    const struct file_row *row = *state;
    mm_store              *store = open_memory();
    mm_pretranslated       count;
    mm_buf                 out = { 0 };

    fill(&count, &out, store, row->end, row->before);
    assert_string_equal(out.ptr, row->after ? row->after : row->before);
    assert_int_equal(count.exact + count.context + count.fuzzy, row->filled);
    assert_int_equal(count.kept, row->kept);
    assert_int_equal(count.locked, row->locked);
    assert_int_equal(count.codes, row->codes);
    assert_int_equal(count.segments, count.exact + count.context + count.fuzzy +
                                         count.open + count.codes + count.kept +
                                         count.locked);
    mm_buf_release(&out);
    mm_store_close(store);
}

/* A fuzzy match says so, and its text is escaped. */
static void fuzzy_says_so(void **state)
{
    mm_store        *store = open_memory();
    mm_pretranslated count;
    mm_buf           out = { 0 };

    (void)state;
    fill(&count, &out, store, "xlf",
         HEAD "<trans-unit id=\"1\"><source>Open the big door now please, "
              "Madam.</source></trans-unit>" FOOT);
    assert_int_equal(count.fuzzy, 1);
    assert_non_null(strstr(out.ptr, "<target state=\"needs-review-translation\""
                                    " state-qualifier=\"fuzzy-match\">큰 문을 "
                                    "여시오 &lt;1&gt;.</target>"));
    assert_non_null(strstr(out.ptr, "match-quality=\"85%\""));
    mm_buf_clear(&out);
    fill(&count, &out, store, "po",
         "#, c-format\nmsgid \"Open the big door now please, Madam.\"\n"
         "msgstr \"\"\n");
    assert_string_equal(out.ptr,
                        "# malmoi: 85 %, DB\n#, fuzzy, c-format\n#| msgid "
                        "\"Open the big door now please, Sir.\"\nmsgid "
                        "\"Open the big door now please, Madam.\"\nmsgstr "
                        "\"큰 문을 여시오 <1>.\"\n");
    mm_buf_clear(&out);
    fill(&count, &out, store, "txt", "Open the big door now please, Madam.\n");
    assert_string_equal(out.ptr, "[fuzzy] 큰 문을 여시오 <1>.\n");
    mm_buf_release(&out);
    mm_store_close(store);
}

/* A broken file is refused with its line, and nothing is written. */
static void broken_is_refused(void **state)
{
    mm_store                     *store = open_memory();
    mm_pretranslated              count;
    char                          in[320], to[320];
    const mm_pretranslate_options o = { .stores = &store,
                                        .n = 1,
                                        .tables = tables,
                                        .source = MM_S("en"),
                                        .target = MM_S("ko") };

    (void)state;
    snprintf(in, sizeof in, "%s.in.xlf", mm_store_path(store));
    snprintf(to, sizeof to, "%s.out.xlf", mm_store_path(store));
    remove(to);
    write_file(in, HEAD "\n<trans-unit id=\"1\"><source>Save the file.");
    assert_int_equal(mm_pretranslate(&count, in, to, &o, &err), MM_EFORMAT);
    assert_true(err.line >= 3);
    assert_int_not_equal(access(to, F_OK), 0);
    write_file(in, "no XLIFF at all\n");
    assert_int_equal(mm_pretranslate(&count, in, to, &o, &err), MM_EFORMAT);
    mm_store_close(store);
}

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

int main(void)
{
    struct CMUnitTest tests[COUNT(places) + COUNT(files) + 2];
    size_t            n = 0;
    int               failed;

    if (mm_tables_open(&tables, NULL, NULL) < 0)
        return 1;
    for (size_t i = 0; i < COUNT(places); i++)
        tests[n++] = (struct CMUnitTest){ .name = places[i].name,
                                          .test_func = check_place,
                                          .initial_state = (void *)&places[i] };
    for (size_t i = 0; i < COUNT(files); i++)
        tests[n++] = (struct CMUnitTest){ .name = files[i].name,
                                          .test_func = check_file,
                                          .initial_state = (void *)&files[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(fuzzy_says_so);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(broken_is_refused);
    failed = cmocka_run_group_tests(tests, NULL, leave_no_folder);
    mm_tables_close(tables);
    return failed;
}
