/*
 * Trados Studio memories (SDLTM) in: an SQLite database, read only.
 *
 * A row of translation_units is a unit; its two segments are small XML texts of
 * Text and Tag elements. Fields that users defined (attributes and their values
 * in tables of four types) become props of their names. The file may come from
 * anybody: it is opened immutable and defensive, a row may have 64 MB, and a
 * query that works a long time without giving a row is stopped, since a view
 * may stand where a table should.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/xliff.h"
#include "formats/xml.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST = 64 << 20, OPS = 1 << 20, MOST_OPS = 150 };

typedef struct sdltm {
    mm_file_reader head;
    mm_source      source; /* the name alone, for errors */
    mm_report     *report;
    sqlite3       *db;
    sqlite3_stmt  *units, *fields;
    mm_arena       mem;
    mm_buf         text;
    mm_unit        unit;
    unsigned       ops; /* millions of steps since the last row */
    long           n;
} sdltm;

static const mm_str none = { "", 0 };

static int refuse(sdltm *r, mm_error *err)
{
    int rc = sqlite3_errcode(r->db);

    return mm_source_fail(
        &r->source, err, rc == SQLITE_NOMEM ? MM_ENOMEM : MM_EFORMAT, r->n,
        rc == SQLITE_INTERRUPT ? "works too long without a unit: damaged, or "
                                 "made to harm"
                               : "no Trados memory, or a damaged one: %s",
        sqlite3_errmsg(r->db));
}

static int on_progress(void *ctx)
{
    sdltm *r = ctx;

    return ++r->ops > MOST_OPS;
}

static mm_str column(sqlite3_stmt *row, int i)
{
    const char *text = (const char *)sqlite3_column_text(row, i);

    return (mm_str){ text ? text : "", (size_t)sqlite3_column_bytes(row, i) };
}

/* ---- a segment ---- */

/* The parts of a Tag element that tell what it is. */
typedef struct tag {
    mm_str type, anchor, alignment, id, equivalent;
} tag;

static int read_tag(sdltm *r, mm_xml *xml, const mm_xml_event *open, tag *t,
                    mm_error *err)
{
    const struct {
        const char *name;
        mm_str     *to;
    } parts[] = { { "Type", &t->type },
                  { "Anchor", &t->anchor },
                  { "AlignmentAnchor", &t->alignment },
                  { "TagID", &t->id },
                  { "TextEquivalent", &t->equivalent } };
    mm_xml_event e;
    mm_buf       text = { 0 };
    int          rc;

    *t = (tag){ none, none, none, none, none };
    while ((rc = mm_xml_inside(xml, open, &e, err)) == MM_ROW) {
        mm_buf_clear(&text);
        for (size_t i = 0; i < 5; i++) {
            if (!mm_xml_is(&e, parts[i].name))
                continue;
            rc = mm_xml_content(xml, &e, &text, NULL, err);
            if (rc >= 0 &&
                mm_put_str(&r->mem, parts[i].to, mm_buf_str(&text)) < 0)
                rc = mm_fail_memory(err);
        }
        if (rc < 0)
            break;
    }
    mm_buf_release(&text);
    return rc < 0 ? rc : MM_OK;
}

static int add_code(sdltm *r, mm_variant *v, const tag *t)
{
    bool     start = mm_str_eq(t->type, MM_S("Start"));
    bool     end = mm_str_eq(t->type, MM_S("End"));
    mm_code *code = mm_list_add(&r->mem, &v->codes, &v->n_codes, sizeof *code);

    if (!code)
        return MM_ENOMEM;
    *code = (mm_code){ .kind = start ? MM_CODE_OPEN
                               : end ? MM_CODE_CLOSE
                                     : MM_CODE_ALONE,
                       .offset = r->text.len,
                       .id = start || end ? t->anchor : none,
                       .match = none,
                       .type = none,
                       .data = end                 ? none
                               : t->equivalent.len ? t->equivalent
                                                   : t->id };
    if (!end && !mm_str_eq(t->alignment, MM_S("0")))
        code->match = t->alignment;
    return MM_OK;
}

/* Text and tags of the segment that `bytes` holds, its language too. */
static int read_segment(sdltm *r, mm_variant *v, mm_str bytes, mm_error *err)
{
    mm_xml      *xml = NULL;
    mm_xml_event e;
    tag          t;
    mm_str       lang = none;
    mm_buf       culture = { 0 };
    int          rc = mm_xml_open_memory(&xml, r->source.path, bytes, err);

    mm_buf_clear(&r->text);
    while (rc >= 0 && (rc = mm_xml_next(xml, &e, err)) == MM_ROW) {
        if (e.kind != MM_XML_OPEN)
            continue;
        if (mm_xml_is(&e, "Value")) {
            rc = mm_xml_content(xml, &e, &r->text, NULL, err);
        } else if (mm_xml_is(&e, "Tag")) {
            rc = read_tag(r, xml, &e, &t, err);
            if (rc >= 0 && add_code(r, v, &t) < 0)
                rc = mm_fail_memory(err);
        } else if (mm_xml_is(&e, "CultureName")) {
            rc = mm_xml_content(xml, &e, &culture, NULL, err);
        }
    }
    lang = mm_buf_str(&culture);
    if (rc >= 0 && (mm_put_str(&r->mem, &v->text, mm_buf_str(&r->text)) < 0 ||
                    mm_put_lang(&r->mem, &v->lang, lang) < 0))
        rc = mm_fail_memory(err);
    mm_buf_release(&culture);
    mm_xml_close(xml);
    if (rc < 0 && err)
        err->line = r->n;
    if (rc >= 0)
        mm_xliff_settle_pairs(v);
    return rc;
}

/* ---- a unit ---- */

/* "2013-05-02 10:43:17" as ISO 8601. */
static int put_date(sdltm *r, mm_str *out, mm_str date)
{
    char room[24];

    if (date.len < 19 || date.ptr[10] != ' ')
        return mm_put_str(&r->mem, out, date);
    snprintf(room, sizeof room, "%.10sT%.8sZ", date.ptr, date.ptr + 11);
    return mm_put_str(&r->mem, out, mm_cstr(room));
}

/* What users said of the unit in fields of their own. */
static int read_fields(sdltm *r, sqlite3_int64 id, mm_error *err)
{
    mm_unit *u = &r->unit;
    int      rc;

    if (!r->fields)
        return MM_OK;
    sqlite3_reset(r->fields);
    sqlite3_bind_int64(r->fields, 1, id);
    while ((rc = sqlite3_step(r->fields)) == SQLITE_ROW)
        if (mm_add_prop(&r->mem, &u->props, &u->n_props, column(r->fields, 0),
                        column(r->fields, 1), none) < 0)
            return mm_fail_memory(err);
    return rc == SQLITE_DONE ? MM_OK : refuse(r, err);
}

static int read_unit(sdltm *r, mm_error *err)
{
    sqlite3_stmt *row = r->units;
    mm_unit      *u = &r->unit;
    mm_variant   *v;
    int           rc;

    *u = mm_unit_empty();
    v = mm_arena_alloc(&r->mem, 2 * sizeof *v);
    if (!v || mm_put_str(&r->mem, &u->id, column(row, 1)) < 0 ||
        put_date(r, &u->stamp.created, column(row, 4)) < 0 ||
        mm_put_str(&r->mem, &u->stamp.created_by, column(row, 5)) < 0 ||
        put_date(r, &u->stamp.changed, column(row, 6)) < 0 ||
        mm_put_str(&r->mem, &u->stamp.changed_by, column(row, 7)) < 0)
        return mm_fail_memory(err);
    for (int side = 0; side < 2; side++) {
        v[side].stamp = (mm_stamp){ none, none, none, none };
        if ((rc = read_segment(r, &v[side], column(row, 2 + side), err)) < 0)
            return rc;
    }
    u->variants = v;
    u->n_variants = 2;
    u->source_lang = v[0].lang;
    return read_fields(r, sqlite3_column_int64(row, 0), err);
}

static int sdltm_next(mm_reader *self, mm_item *out, mm_error *err)
{
    sdltm *r = (sdltm *)self;
    int    rc;

    mm_arena_clear(&r->mem);
    r->ops = 0;
    rc = sqlite3_step(r->units);
    r->n++;
    if (rc == SQLITE_DONE)
        return MM_OK;
    if (rc != SQLITE_ROW)
        return refuse(r, err);
    if ((rc = read_unit(r, err)) < 0)
        return rc;
    *out = (mm_item){ .unit = &r->unit, .line = r->n };
    return MM_ROW;
}

static void sdltm_close(mm_reader *self)
{
    sdltm *r = (sdltm *)self;

    sqlite3_finalize(r->units);
    sqlite3_finalize(r->fields);
    sqlite3_close(r->db);
    mm_arena_release(&r->mem);
    mm_buf_release(&r->text);
    free(r);
}

/* ---- opening ---- */

static const char units_query[] =
    "SELECT id, guid, source_segment, target_segment, creation_date,"
    " creation_user, change_date, change_user"
    " FROM translation_units ORDER BY id";
/* Not every memory has them all: without one of the tables there are no
 * fields. */
static const char fields_query[] =
    "SELECT a.name, s.value FROM string_attributes s"
    " JOIN attributes a ON a.id = s.attribute_id"
    " WHERE s.translation_unit_id = ?1"
    " UNION ALL SELECT a.name, d.value FROM date_attributes d"
    " JOIN attributes a ON a.id = d.attribute_id"
    " WHERE d.translation_unit_id = ?1"
    " UNION ALL SELECT a.name, n.value FROM numeric_attributes n"
    " JOIN attributes a ON a.id = n.attribute_id"
    " WHERE n.translation_unit_id = ?1"
    " UNION ALL SELECT a.name, v.value FROM picklist_attributes p"
    " JOIN picklist_values v ON v.id = p.picklist_value_id"
    " JOIN attributes a ON a.id = v.attribute_id"
    " WHERE p.translation_unit_id = ?1";

/* "file:PATH?immutable=1", each byte that a URI has no use for as %HH. */
static int uri_of(mm_buf *out, const char *path)
{
    int rc = mm_buf_put(out, MM_S("file:"));

    for (; *path && rc == MM_OK; path++) {
        unsigned char c = (unsigned char)*path;
        bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     (c >= '0' && c <= '9') || strchr("/._-", c);

        rc = mm_buf_printf(out, plain ? "%c" : "%%%02X", c);
    }
    return rc < 0 ? rc : mm_buf_put(out, MM_S("?immutable=1"));
}

static int open_database(sdltm *r, mm_error *err)
{
    mm_buf uri = { 0 };
    int    rc;

    if (access(r->source.path, R_OK) != 0)
        return mm_fail(err, MM_ENOTFOUND, "cannot read '%.150s'",
                       r->source.path);
    if (uri_of(&uri, r->source.path) < 0)
        return mm_fail_memory(err);
    rc = sqlite3_open_v2(uri.ptr, &r->db,
                         SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    mm_buf_release(&uri);
    if (rc != SQLITE_OK)
        return r->db ? refuse(r, err) : mm_fail_memory(err);
    sqlite3_db_config(r->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(r->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_limit(r->db, SQLITE_LIMIT_LENGTH, LONGEST);
    sqlite3_progress_handler(r->db, OPS, on_progress, r);
    if (sqlite3_prepare_v2(r->db, units_query, -1, &r->units, NULL) !=
        SQLITE_OK)
        return refuse(r, err);
    if (sqlite3_prepare_v2(r->db, fields_query, -1, &r->fields, NULL) !=
        SQLITE_OK)
        r->fields = NULL;
    return MM_OK;
}

int mm_sdltm_read(mm_reader **out, const char *path, const mm_format_options *o,
                  mm_report *report, mm_error *err)
{
    sdltm *r;
    int    rc;

    (void)o;
    *out = NULL;
    if (strcmp(path, "-") == 0)
        return mm_fail(err, MM_EINVALID,
                       "SDLTM is not read from standard input: name a file");
    if (!(r = calloc(1, sizeof *r)))
        return mm_fail_memory(err);
    r->head.base = (mm_reader){ sdltm_next, sdltm_close };
    r->head.source = &r->source;
    r->source.path = path;
    r->report = report;
    if ((rc = open_database(r, err)) < 0) {
        sdltm_close(&r->head.base);
        return rc;
    }
    *out = &r->head.base;
    return MM_OK;
}
