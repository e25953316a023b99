/* Units of XLIFF 1.2 that a tool has segmented: a unit a segment. */
#include "malmoi/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD                                                                   \
    "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" "                  \
    "xmlns:sdl=\"http://sdl.com/FileTypes/SdlXliff/1.0\" version=\"1.2\">"     \
    "<file original=\"a\" datatype=\"x\" source-language=\"en-US\" "           \
    "target-language=\"ko-KR\"><body><trans-unit id=\"u\">"
#define TAIL "</trans-unit></body></file></xliff>"

/* Units as "id[status]: source = target;", codes as {kind}. */
static const struct row {
    const char *name, *unit, *said;
} rows[] = {
    { "two segments, the codes outside",
      "<source>One. <g id=\"3\">Two.</g></source><seg-source><mrk mtype=\"seg\" "
      "mid=\"1\">One.</mrk> <g id=\"3\"><mrk mtype=\"seg\" mid=\"2\">Two.</mrk>"
      "</g></seg-source><target><mrk mtype=\"seg\" mid=\"1\">하나.</mrk> <g "
      "id=\"3\"><mrk mtype=\"seg\" mid=\"2\">둘.</mrk></g></target>",
      "u/1[]: One. = 하나.; u/2[]: Two. = 둘.; " },
    { "codes inside",
      "<source>A <x id=\"1\"/>B</source><seg-source><mrk mtype=\"seg\" "
      "mid=\"7\">A <x id=\"1\"/>B</mrk></seg-source><target><mrk "
      "mtype=\"seg\" mid=\"7\">가 <x id=\"1\"/>나</mrk></target>",
      "u[]: A {2}B = 가 {2}나; " },
    { "a pair over two segments",
      "<source>A</source><seg-source><mrk mtype=\"seg\" mid=\"1\"><bpt "
      "id=\"1\">x</bpt>A.</mrk><mrk mtype=\"seg\" mid=\"2\">B.<ept id=\"1\">y"
      "</ept></mrk></seg-source>",
      "u/1[]: {3}A.; u/2[]: B.{4}; " },
    { "translated in another order",
      "<source>A. B.</source><seg-source><mrk mtype=\"seg\" mid=\"1\">A.</mrk>"
      "<mrk mtype=\"seg\" mid=\"2\">B.</mrk></seg-source><target><mrk "
      "mtype=\"seg\" mid=\"2\">나.</mrk><mrk mtype=\"seg\" mid=\"1\">가.</mrk>"
      "</target>",
      "u/1[]: A. = 가.; u/2[]: B. = 나.; " },
    { "one not translated",
      "<source>A. B.</source><seg-source><mrk mtype=\"seg\" mid=\"1\">A.</mrk>"
      "<mrk mtype=\"seg\" mid=\"2\">B.</mrk></seg-source><target><mrk "
      "mtype=\"seg\" mid=\"1\">가.</mrk></target>",
      "u/1[]: A. = 가.; u/2[]: B.; " },
    { "states of Trados",
      "<source>A. B.</source><seg-source><mrk mtype=\"seg\" mid=\"1\">A.</mrk>"
      "<mrk mtype=\"seg\" mid=\"2\">B.</mrk></seg-source><sdl:seg-defs><sdl:seg "
      "id=\"1\" conf=\"Translated\"/><sdl:seg id=\"2\" conf=\"Draft\"/>"
      "</sdl:seg-defs>",
      "u/1[Translated]: A.; u/2[Draft]: B.; " },
    { "a proposal of the second",
      "<source>A. B.</source><seg-source><mrk mtype=\"seg\" mid=\"1\">A.</mrk>"
      "<mrk mtype=\"seg\" mid=\"2\">B.</mrk></seg-source><alt-trans mid=\"2\">"
      "<target>나</target></alt-trans>",
      "u/1[]: A.; u/2[]: B. = 나; " },
    { "no marks of segments",
      "<source>A. B.</source><seg-source>A. B.</seg-source><target>가. 나."
      "</target>",
      "u[]: A. B. = 가. 나.; " },
};

static void put_variant(char *out, size_t size, const mm_variant *v)
{
    size_t n = strlen(out), at = 0;

    for (size_t i = 0; i <= v->n_codes; i++) {
        size_t end = i < v->n_codes ? v->codes[i].offset : v->text.len;

        n += (size_t)snprintf(out + n, size - n, "%.*s", (int)(end - at),
                              v->text.ptr + at);
        at = end;
        if (i < v->n_codes)
            n += (size_t)snprintf(out + n, size - n, "{%d}",
                                  (int)v->codes[i].kind);
    }
}

static void check_row(void **state)
{
    const struct row *row = *state;
    char              path[] = "/tmp/malmoi-segments-XXXXXX", said[400] = "";
    int               fd = mkstemp(path), rc;
    FILE             *f = fdopen(fd, "w");
    mm_reader        *in = NULL;
    mm_error          err = { 0 };
    mm_item           item;

    fprintf(f, "%s%s%s", HEAD, row->unit, TAIL);
    fclose(f);
    rc = mm_format_read(&in, mm_format_find(MM_S("xliff")), path, NULL, NULL,
                        &err);
    while (rc >= 0 && (rc = mm_reader_next(in, &item, &err)) == MM_ROW) {
        const mm_unit *u = item.unit;

        snprintf(said + strlen(said), sizeof said - strlen(said),
                 "%s[%s]: ", u->id.ptr, u->status.ptr);
        for (size_t i = 0; i < u->n_variants; i++) {
            if (i)
                strcat(said, " = ");
            put_variant(said, sizeof said, &u->variants[i]);
        }
        strcat(said, "; ");
    }
    if (rc < 0)
        fail_msg("%s", err.text);
    assert_string_equal(said, row->said);
    mm_reader_close(in);
    remove(path);
}

int main(void)
{
    struct CMUnitTest tests[sizeof rows / sizeof *rows] = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = check_row,
                                        .initial_state = (void *)&rows[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
