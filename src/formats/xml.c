/*
 * XML as a stream of events.
 *
 * libxml2's push parser is fed UTF-8 a chunk at a time; its SAX calls are
 * written down as events in one flat buffer, which mm_xml_next() hands out and
 * which is empty again before the next chunk. So a format reads XML by asking
 * for the next event, memory is that of a chunk, and no tree is ever built.
 *
 * What is not trusted: text is decoded before the parser sees it (its own
 * EUC-KR loses syllables), no flag is set but NONET and IGNORE_ENC, and no DTD
 * is loaded. Entities are ours: one that is plain text (no mark-up inside, 4 KB
 * at most, 1,000 uses at most) is replaced, any other declared one is an error
 * with its line, and so is the use of one that is not declared. In an attribute
 * libxml2 hands a reference on as "&name;", and "&" itself as "&#38;":
 * unescape() undoes both.
 */
#include "formats/xml.h"

#include "base/map.h"
#include "base/memory.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 256, ENTITY = 4096, USES = 1000, TEXT = 8 << 20 };

typedef struct noted {
    mm_xml_kind kind;
    mm_str      name, ns;
    size_t      first, n; /* attributes, or bytes of text */
    long        line;
    unsigned    depth;
} noted;

typedef struct attr {
    mm_str name;
    size_t at, n; /* the value in `bytes` */
} attr;

struct mm_xml {
    mm_source        source;
    xmlParserCtxtPtr parser;
    mm_buf           chunk, bytes;
    noted           *events;
    attr            *attrs;
    mm_xml_attr     *given; /* attributes of the event handed out */
    size_t           n_events, cap_events, n_attrs, cap_attrs, cap_given;
    size_t           next;
    unsigned         depth;
    size_t           run; /* bytes of text since the last mark-up */
    mm_map           entities;
    mm_buf           values; /* of entities, each NUL-terminated */
    size_t          *value_at;
    size_t           cap_values;
    unsigned         uses;
    xmlEntity        entity; /* the one handed to libxml2 */
    int              rc;     /* first failure */
    mm_error         err;
    bool             ended, told;
    size_t           good; /* entries handed out, for the message */
};

static void stop(mm_xml *x, int code, const char *text, const char *subject)
{
    if (x->rc < 0)
        return;
    x->rc =
        mm_fail_at(&x->err, code, x->parser->input ? x->parser->input->line : 0,
                   text, subject);
    xmlStopParser(x->parser);
}

static void out_of_memory(mm_xml *x)
{
    stop(x, MM_ENOMEM, "%s", "out of memory");
}

/* ---- entities ---- */

static bool is_plain(const char *text)
{
    return text && strlen(text) <= ENTITY && !strpbrk(text, "&<");
}

static void on_entity(void *ctx, const xmlChar *name, int type,
                      const xmlChar *public, const xmlChar *system,
                      xmlChar *content)
{
    mm_xml  *x = ctx;
    uint32_t i;

    (void)public;
    (void)system;
    if (type != XML_INTERNAL_GENERAL_ENTITY ||
        !is_plain((const char *)content)) {
        stop(x, MM_EFORMAT,
             "entity '%.60s' is not plain text: entities that reach out or "
             "nest are refused",
             (const char *)name);
        return;
    }
    if (mm_map_find(&x->entities, mm_cstr((const char *)name)) != MM_MAP_NONE)
        return; /* the first declaration counts */
    i = mm_map_add(&x->entities, mm_cstr((const char *)name));
    if (i == MM_MAP_NONE || mm_grow(&x->value_at, &x->cap_values, i + 1u,
                                    sizeof *x->value_at, NULL) < 0) {
        out_of_memory(x);
        return;
    }
    x->value_at[i] = x->values.len;
    if (mm_buf_put(&x->values, mm_cstr((const char *)content)) < 0 ||
        mm_buf_putc(&x->values, 0) < 0)
        out_of_memory(x);
}

static void on_unparsed(void *ctx, const xmlChar *name, const xmlChar *public,
                        const xmlChar *system, const xmlChar *notation)
{
    (void)notation;
    on_entity(ctx, name, XML_EXTERNAL_GENERAL_UNPARSED_ENTITY, public, system,
              NULL);
}

/* The text of entity `name`, one use more; NULL after a failure. */
static const char *entity_text(mm_xml *x, mm_str name)
{
    uint32_t i = mm_map_find(&x->entities, name);
    char     shown[64];

    snprintf(shown, sizeof shown, "%.*s", (int)name.len, name.ptr);
    if (i == MM_MAP_NONE) {
        stop(x, MM_EFORMAT, "entity '%s' is not declared", shown);
        return NULL;
    }
    if (++x->uses > USES) {
        stop(x, MM_EFORMAT, "entity '%s' is used too often", shown);
        return NULL;
    }
    return x->values.ptr + x->value_at[i];
}

/* In text the entity poses as a predefined one, which libxml2 passes on as
 * characters; in an attribute as one that was checked before, which it passes
 * on as a reference. */
static xmlEntityPtr on_get_entity(void *ctx, const xmlChar *name)
{
    mm_xml     *x = ctx;
    bool        inside = x->parser->instate == XML_PARSER_ATTRIBUTE_VALUE;
    const char *text;

    /* The DTD asks too, to hang its own copy of the value on the entity. */
    if (x->rc < 0 || (!inside && x->parser->instate != XML_PARSER_CONTENT))
        return NULL;
    if (mm_map_find(&x->entities, mm_cstr((const char *)name)) == MM_MAP_NONE ||
        !inside) {
        text = entity_text(x, mm_cstr((const char *)name));
    } else {
        text = "";
    }
    if (!text)
        return NULL;
    memset(&x->entity, 0, sizeof x->entity);
    x->entity.type = XML_ENTITY_DECL;
    x->entity.name = name;
    x->entity.content = (xmlChar *)text;
    x->entity.length = (int)strlen(text);
    x->entity.checked = 2;
    x->entity.etype =
        inside ? XML_INTERNAL_GENERAL_ENTITY : XML_INTERNAL_PREDEFINED_ENTITY;
    return &x->entity;
}

/* ---- events ---- */

static noted *add_event(mm_xml *x, mm_xml_kind kind)
{
    if (mm_grow(&x->events, &x->cap_events, x->n_events + 1, sizeof *x->events,
                NULL) < 0) {
        out_of_memory(x);
        return NULL;
    }
    x->events[x->n_events] = (noted){ .kind = kind,
                                      .line = x->parser->input->line,
                                      .depth = x->depth };
    return &x->events[x->n_events++];
}

/* Puts an attribute's value, references resolved. */
static int unescape(mm_xml *x, mm_str value)
{
    while (value.len) {
        mm_str before = mm_str_cut(&value, '&');
        bool   more = before.ptr + before.len < value.ptr;
        mm_str name;

        if (mm_buf_put(&x->bytes, before) < 0)
            return MM_ENOMEM;
        if (!more)
            break;
        name = mm_str_cut(&value, ';');
        if (mm_str_eq(name, MM_S("#38"))) {
            if (mm_buf_putc(&x->bytes, '&') < 0)
                return MM_ENOMEM;
        } else {
            const char *text = entity_text(x, name);

            if (text && mm_buf_put(&x->bytes, mm_cstr(text)) < 0)
                return MM_ENOMEM;
        }
    }
    return MM_OK;
}

static mm_str attr_name(mm_xml *x, const xmlChar **raw)
{
    const xmlChar *name = raw[0];

    if (raw[1])
        name = xmlDictQLookup(x->parser->dict, raw[1], raw[0]);
    return mm_cstr((const char *)name);
}

static void on_open(void *ctx, const xmlChar *name, const xmlChar *prefix,
                    const xmlChar *uri, int n_ns, const xmlChar **namespaces,
                    int n, int n_default, const xmlChar **raw)
{
    mm_xml *x = ctx;
    noted  *e;

    (void)prefix;
    (void)n_ns;
    (void)namespaces;
    (void)n_default;
    x->run = 0;
    if (++x->depth > DEPTH) {
        stop(x, MM_EFORMAT, "elements nest too deep at '%.60s'",
             (const char *)name);
        return;
    }
    if (!(e = add_event(x, MM_XML_OPEN)))
        return;
    e->name = mm_cstr((const char *)name);
    e->ns = mm_cstr((const char *)uri);
    e->first = x->n_attrs;
    e->n = (size_t)n;
    if (mm_grow(&x->attrs, &x->cap_attrs, x->n_attrs + (size_t)n,
                sizeof *x->attrs, NULL) < 0) {
        out_of_memory(x);
        return;
    }
    for (int i = 0; i < n; i++, raw += 5) {
        attr  *a = &x->attrs[x->n_attrs++];
        mm_str value = { (const char *)raw[3], (size_t)(raw[4] - raw[3]) };

        *a = (attr){ attr_name(x, raw), x->bytes.len, 0 };
        if (!a->name.ptr || unescape(x, value) < 0)
            out_of_memory(x);
        a->n = x->bytes.len - a->at;
    }
}

static void on_close(void *ctx, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri)
{
    mm_xml *x = ctx;
    noted  *e = add_event(x, MM_XML_CLOSE);

    (void)prefix;
    x->run = 0;
    if (e) {
        e->name = mm_cstr((const char *)name);
        e->ns = mm_cstr((const char *)uri);
    }
    x->depth--;
}

static void on_text(void *ctx, const xmlChar *text, int n)
{
    mm_xml *x = ctx;
    noted  *last = x->n_events ? &x->events[x->n_events - 1] : NULL;

    if ((x->run += (size_t)n) > TEXT) {
        stop(x, MM_EFORMAT, "a text is longer than %s", "8 MB");
        return;
    }
    if (!last || last->kind != MM_XML_TEXT) {
        if (!(last = add_event(x, MM_XML_TEXT)))
            return;
        last->first = x->bytes.len;
    }
    if (mm_buf_put(&x->bytes, (mm_str){ (const char *)text, (size_t)n }) < 0)
        out_of_memory(x);
    last->n = x->bytes.len - last->first;
}

/* True for a fault that a file has when its end is missing. */
static bool is_cut(int code)
{
    return code == XML_ERR_DOCUMENT_END || code == XML_ERR_DOCUMENT_EMPTY ||
           code == XML_ERR_TAG_NOT_FINISHED || code == XML_ERR_GT_REQUIRED ||
           code == XML_ERR_ATTRIBUTE_NOT_FINISHED ||
           code == XML_ERR_COMMENT_NOT_FINISHED ||
           code == XML_ERR_CDATA_NOT_FINISHED ||
           code == XML_ERR_PI_NOT_FINISHED;
}

static void on_error(void *ctx, xmlErrorPtr e)
{
    mm_xml *x = ctx;
    char    text[120];
    mm_str  said = mm_str_trim(mm_cstr(e->message));
    long    line = e->line;

    if (e->level != XML_ERR_FATAL || x->rc < 0)
        return; /* a bad namespace or an unread DTD does not matter */
    if (said.len > sizeof text - 1)
        said.len = sizeof text - 1;
    memcpy(text, said.ptr, said.len);
    text[said.len] = 0;
    for (char *p = text; *p; p++)
        if (*p == '\n')
            *p = ' ';
    if (x->parser->input && line <= 0)
        line = x->parser->input->line;
    x->rc =
        x->ended && is_cut(e->code)
            ? mm_fail_at(&x->err, MM_EFORMAT, line,
                         "the file is cut short, or not well-formed: %s", text)
            : mm_fail_at(&x->err, MM_EFORMAT, line, "not well-formed XML: %s",
                         text);
}

static xmlParserInputPtr on_resolve(void          *ctx, const xmlChar *public,
                                    const xmlChar *system)
{
    (void)ctx;
    (void)public;
    (void)system;
    return NULL; /* nothing is fetched, ever */
}

/* ---- the reader ---- */

static int open_parser(mm_xml *x, mm_error *err)
{
    xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC,
                          .startElementNs = on_open,
                          .endElementNs = on_close,
                          .characters = on_text,
                          .ignorableWhitespace = on_text,
                          .cdataBlock = on_text,
                          .entityDecl = on_entity,
                          .unparsedEntityDecl = on_unparsed,
                          .getEntity = on_get_entity,
                          .resolveEntity = on_resolve,
                          .serror = on_error };

    x->parser = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL);
    if (!x->parser)
        return mm_fail_memory(err);
    xmlCtxtUseOptions(x->parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    xmlSwitchEncoding(x->parser, XML_CHAR_ENCODING_UTF8);
    return MM_OK;
}

static int open_xml(mm_xml **out, const char *path, const mm_str *bytes,
                    const char *label, mm_error *err)
{
    mm_xml *x = calloc(1, sizeof *x);
    int     rc;

    *out = NULL;
    if (!x)
        return mm_fail_memory(err);
    rc = bytes ? mm_source_memory(&x->source, path, *bytes, err)
               : mm_source_open(&x->source, path, label, err);
    if (rc < 0 || (rc = open_parser(x, err)) < 0) {
        mm_xml_close(x);
        return rc;
    }
    *out = x;
    return MM_OK;
}

int mm_xml_open(mm_xml **out, const char *path, const mm_format_options *o,
                mm_error *err)
{
    return open_xml(out, path, NULL, o ? o->encoding : NULL, err);
}

int mm_xml_open_memory(mm_xml **out, const char *name, mm_str bytes,
                       mm_error *err)
{
    return open_xml(out, name, &bytes, NULL, err);
}

void mm_xml_close(mm_xml *xml)
{
    if (!xml)
        return;
    if (xml->parser) {
        xmlFreeDoc(xml->parser->myDoc); /* it keeps the DTD in one */
        xmlFreeParserCtxt(xml->parser);
    }
    mm_source_close(&xml->source);
    mm_buf_release(&xml->chunk);
    mm_buf_release(&xml->bytes);
    mm_buf_release(&xml->values);
    mm_map_release(&xml->entities);
    free(xml->events);
    free(xml->attrs);
    free(xml->given);
    free(xml->value_at);
    free(xml);
}

mm_source *mm_xml_source(mm_xml *xml)
{
    return &xml->source;
}

/* Feeds the next chunk; `ended` is set behind the last. Events of what was
 * good before a failure stay to be handed out. */
static void feed(mm_xml *x)
{
    bool more;
    int  rc;

    x->n_events = x->next = x->n_attrs = 0;
    mm_buf_clear(&x->bytes);
    mm_buf_clear(&x->chunk);
    rc = mm_source_next(&x->source, &x->chunk, &more, &x->err);
    if (rc < 0) {
        x->rc = rc;
        x->told = true; /* it names the file */
    }
    if (x->chunk.len)
        xmlParseChunk(x->parser, x->chunk.ptr, (int)x->chunk.len, 0);
    x->ended = !more; /* from here on a fault is that the file ends */
    if (!more && rc == MM_OK && x->rc == MM_OK)
        xmlParseChunk(x->parser, "", 0, 1);
    if (x->ended && x->rc == MM_OK && !x->parser->wellFormed)
        x->rc = mm_fail_at(&x->err, MM_EFORMAT, 0, "not well-formed XML");
}

static int failure(mm_xml *x, mm_error *err)
{
    x->n_events = x->next = 0;
    if (!x->told) {
        x->told = true;
        if (x->rc == MM_EFORMAT && x->good) {
            mm_error before = x->err;

            mm_fail_at(&x->err, x->rc, before.line,
                       "%.100s (%zu entries before it are good)", before.text,
                       x->good);
        }
        mm_source_name(&x->source, &x->err, x->rc);
    }
    if (err)
        *err = x->err;
    return x->rc;
}

void mm_xml_good(mm_xml *xml)
{
    xml->good++;
}

int mm_xml_next(mm_xml *xml, mm_xml_event *out, mm_error *err)
{
    const noted *e;

    while (xml->next == xml->n_events) {
        if (xml->rc < 0)
            return failure(xml, err);
        if (xml->ended)
            return MM_OK;
        feed(xml);
    }
    e = &xml->events[xml->next++];
    *out = (mm_xml_event){ .kind = e->kind,
                           .name = e->name,
                           .ns = e->ns,
                           .line = e->line,
                           .depth = e->depth };
    if (e->kind == MM_XML_TEXT)
        out->text = (mm_str){ xml->bytes.ptr + e->first, e->n };
    if (e->kind != MM_XML_OPEN || e->n == 0)
        return MM_ROW;
    if (mm_grow(&xml->given, &xml->cap_given, e->n, sizeof *xml->given, err) <
        0)
        return MM_ENOMEM;
    for (size_t i = 0; i < e->n; i++) {
        const attr *a = &xml->attrs[e->first + i];

        xml->given[i].name = a->name;
        xml->given[i].value =
            a->n ? (mm_str){ xml->bytes.ptr + a->at, a->n } : MM_S("");
    }
    out->attrs = xml->given;
    out->n_attrs = e->n;
    return MM_ROW;
}

int mm_xml_inside(mm_xml *xml, const mm_xml_event *open, mm_xml_event *out,
                  mm_error *err)
{
    unsigned depth = open ? open->depth : 0;
    int      rc;

    while ((rc = mm_xml_next(xml, out, err)) == MM_ROW) {
        if (out->kind == MM_XML_CLOSE && out->depth == depth)
            return MM_OK;
        if (out->kind == MM_XML_OPEN)
            return MM_ROW;
    }
    return rc;
}

int mm_xml_wrong_root(mm_xml *xml, const mm_xml_event *root, const char *format,
                      mm_error *err)
{
    return mm_source_fail(&xml->source, err, MM_EFORMAT, root->line,
                          "no %s: its root element is '%.*s'", format,
                          (int)root->name.len, root->name.ptr);
}

int mm_xml_skip(mm_xml *xml, const mm_xml_event *open, mm_error *err)
{
    return mm_xml_content(xml, open, NULL, NULL, err);
}

int mm_xml_content(mm_xml *xml, const mm_xml_event *open, mm_buf *out,
                   bool *marked, mm_error *err)
{
    unsigned     depth = open->depth;
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_next(xml, &e, err)) == MM_ROW) {
        if (e.kind == MM_XML_CLOSE && e.depth == depth)
            return MM_OK;
        if (e.kind == MM_XML_OPEN && marked)
            *marked = true;
        if (e.kind == MM_XML_TEXT && out && mm_buf_put(out, e.text) < 0)
            return mm_fail_memory(err);
    }
    return rc < 0 ? rc
                  : mm_source_fail(&xml->source, err, MM_EFORMAT, open->line,
                                   "the file is cut short");
}

mm_str mm_xml_attr_get(const mm_xml_event *event, const char *name)
{
    for (size_t i = 0; i < event->n_attrs; i++)
        if (mm_str_eq(event->attrs[i].name, mm_cstr(name)))
            return event->attrs[i].value;
    return (mm_str){ 0 };
}

bool mm_xml_is(const mm_xml_event *event, const char *name)
{
    return mm_str_eq(event->name, mm_cstr(name));
}
