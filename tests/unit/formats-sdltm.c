/* Trados memories: made here, since none may be passed on. */
#include "files/formats/scratch.h"
#include "malmoi/formats.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TABLES                                                                 \
    "CREATE TABLE translation_units(id INTEGER PRIMARY KEY, guid,"             \
    " translation_memory_id, source_segment, target_segment, creation_date,"   \
    " creation_user, change_date, change_user);"                               \
    "CREATE TABLE attributes(id INTEGER PRIMARY KEY, name, type);"             \
    "CREATE TABLE string_attributes(translation_unit_id, attribute_id,"        \
    " value);"                                                                 \
    "CREATE TABLE date_attributes(translation_unit_id, attribute_id, value);"  \
    "CREATE TABLE numeric_attributes(translation_unit_id, attribute_id,"       \
    " value);"                                                                 \
    "CREATE TABLE picklist_values(id INTEGER PRIMARY KEY, attribute_id,"       \
    " value);"                                                                 \
    "CREATE TABLE picklist_attributes(translation_unit_id,"                    \
    " picklist_value_id);"
#define SEGMENT(lang, elements)                                                \
    "<Segment><Elements>" elements "</Elements><CultureName>" lang             \
    "</CultureName></Segment>"
#define TEXT(text) "<Text><Value>" text "</Value></Text>"
#define TAG(type, n)                                                           \
    "<Tag><Type>" type "</Type><Anchor>" n "</Anchor><AlignmentAnchor>" n      \
    "</AlignmentAnchor><TagID>bold</TagID></Tag>"
#define UNIT                                                                   \
    "INSERT INTO translation_units VALUES(5,'guid-5',1,'" SEGMENT(             \
        "en-us",                                                               \
        TEXT("Open ") TAG("Start", "1") TEXT("the file") TAG(                  \
            "End",                                                             \
            "1")) "','" SEGMENT("ko-KR",                                       \
                                TAG("Start", "1") TEXT("파일 열기") TAG(       \
                                    "End",                                     \
                                    "1")) "','2013-05-02 10:43:17','KIM','2014-01-01 00:00:00','LEE');"
#define FIELDS                                                                 \
    "INSERT INTO attributes VALUES(1,'Client','MultiplePicklist'),"            \
    "(2,'Remark','SingleString');"                                             \
    "INSERT INTO picklist_values VALUES(9,1,'Hanbit');"                        \
    "INSERT INTO picklist_attributes VALUES(5,9);"                             \
    "INSERT INTO string_attributes VALUES(5,2,'checked');"

static void make(const char *sql)
{
    sqlite3 *db = NULL;
    char    *why = NULL;

    remove(scratch);
    assert_int_equal(sqlite3_open(scratch, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s", why);
    sqlite3_close(db);
}

static void a_unit(void **state)
{
    const mm_format *format = NULL;
    mm_reader       *in = NULL;
    mm_error         err = { 0 };
    mm_item          item;
    const mm_unit   *u;

    (void)state;
    make(TABLES UNIT FIELDS);
    assert_int_equal(mm_format_guess(&format, scratch, NULL, &err), MM_OK);
    assert_string_equal(format->name, "sdltm");
    assert_int_equal(mm_format_read(&in, format, scratch, NULL, NULL, &err),
                     MM_OK);
    assert_int_equal(mm_reader_next(in, &item, &err), MM_ROW);
    u = item.unit;
    assert_string_equal(u->id.ptr, "guid-5");
    assert_string_equal(u->stamp.created.ptr, "2013-05-02T10:43:17Z");
    assert_string_equal(u->stamp.changed_by.ptr, "LEE");
    assert_int_equal(u->n_variants, 2);
    assert_string_equal(u->variants[0].lang.ptr, "en-US");
    assert_string_equal(u->variants[0].text.ptr, "Open the file");
    assert_string_equal(u->variants[1].text.ptr, "파일 열기");
    assert_int_equal(u->variants[0].n_codes, 2);
    assert_int_equal(u->variants[0].codes[0].kind, MM_CODE_OPEN);
    assert_int_equal(u->variants[0].codes[0].offset, 5);
    assert_int_equal(u->variants[0].codes[1].kind, MM_CODE_CLOSE);
    assert_int_equal(u->n_props, 2);
    assert_string_equal(u->props[0].type.ptr, "Remark");
    assert_string_equal(u->props[1].value.ptr, "Hanbit");
    assert_int_equal(mm_reader_next(in, &item, &err), MM_OK);
    mm_reader_close(in);
}

/* What is refused, and why. */
static const struct row {
    const char *name, *sql, *says;
} rows[] = {
    { "another database", "CREATE TABLE t(x);", "no such table" },
    { "a segment that is no XML",
      TABLES
      "INSERT INTO translation_units VALUES(1,'g',1,'<Segment>','','','',"
      "'','');",
      "not well-formed" },
    { "a view without end",
      "CREATE VIEW translation_units AS WITH RECURSIVE n(i) AS (SELECT 1 UNION "
      "ALL SELECT i+1 FROM n) SELECT i AS id, 'g' AS guid, 's' AS "
      "source_segment, 't' AS target_segment, '' AS creation_date, '' AS "
      "creation_user, '' AS change_date, '' AS change_user FROM n WHERE i<0;",
      "too long" },
};

static void refused(void **state)
{
    const struct row *row = *state;
    mm_reader        *in = NULL;
    mm_error          err = { 0 };
    mm_item           item;
    int               rc;

    make(row->sql);
    rc = mm_format_read(&in, mm_format_find(MM_S("sdltm")), scratch, NULL, NULL,
                        &err);
    if (rc >= 0)
        rc = mm_reader_next(in, &item, &err);
    assert_int_equal(rc, MM_EFORMAT);
    if (!strstr(err.text, row->says))
        fail_msg("%s", err.text);
    mm_reader_close(in);
}

int main(void)
{
    enum { N = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[N + 1] = { 0 };

    for (size_t i = 0; i < N; i++)
        tests[i] = (struct CMUnitTest){ .name = rows[i].name,
                                        .test_func = refused,
                                        .initial_state = (void *)&rows[i] };
    tests[N] = (struct CMUnitTest){ .name = "a unit", .test_func = a_unit };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
