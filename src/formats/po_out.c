/*
 * PO out, as gettext writes it (po.c says what stands where).
 *
 * The source text is the msgid, so a unit needs two languages and a source that
 * is not empty. A message may stand only once in a file: one that comes again
 * gets a context of its own. The header is made anew.
 */
#include "formats/po.h"

#include "formats/all.h"
#include "formats/text_out.h"

#include "base/map.h"

#include <stdio.h>
#include <string.h>

typedef struct po_writer {
    mm_text_writer to;
    mm_map         seen; /* hashes of messages */
    size_t         n;
    bool           begun;
} po_writer;

static void raw(po_writer *w, mm_str text)
{
    mm_text_put(&w->to.out, text);
}

static void loss(po_writer *w, const char *field)
{
    mm_text_loss(&w->to.out, field);
}

static void escape(po_writer *w, char c)
{
    static const char from[] = "\n\t\r\a\b\f\v\"\\", to[] = "ntrabfv\"\\";
    const char       *known = c ? strchr(from, c) : NULL;
    char              room[8];

    if (known)
        snprintf(room, sizeof room, "\\%c", to[known - from]);
    else if ((unsigned char)c < 0x20)
        snprintf(room, sizeof room, "\\%03o", (unsigned char)c);
    raw(w,
        known || (unsigned char)c < 0x20 ? mm_cstr(room) : (mm_str){ &c, 1 });
}

/* `keyword "text"`, a string for each line when there are several. */
static void put_part(po_writer *w, const char *keyword, mm_str text)
{
    size_t end = mm_str_find(text, MM_S("\n"), 0);
    bool   lines = end != SIZE_MAX && end + 1 < text.len;

    raw(w, mm_cstr(keyword));
    raw(w, lines ? MM_S(" \"\"\n\"") : MM_S(" \""));
    for (size_t i = 0; i < text.len; i++) {
        escape(w, text.ptr[i]);
        if (lines && text.ptr[i] == '\n' && i + 1 < text.len)
            raw(w, MM_S("\"\n\""));
    }
    raw(w, MM_S("\"\n"));
}

static void put_comment(po_writer *w, mm_po_comment kind, mm_str text)
{
    size_t from = 0;

    for (size_t i = 0; text.len && i <= text.len; i++) {
        bool end = i == text.len || text.ptr[i] == '\n';

        if (i < text.len && text.ptr[i] == '\r') {
            loss(w, "character"); /* it would end the comment */
            end = true;
        }
        if (!end)
            continue;
        raw(w, mm_str_sub(mm_cstr(mm_po_kinds[kind].lead), 0,
                          1 + (kind != PO_NOTE)));
        if (i > from)
            raw(w, MM_S(" "));
        raw(w, mm_str_sub(text, from, i - from));
        raw(w, MM_S("\n"));
        from = i + 1;
    }
}

/* The form of plurals that gettext knows for the language. */
static const char *plural_forms(mm_str lang)
{
    static const char one[] = "nplurals=1; plural=0;";

    if (mm_lang_matches(lang, MM_S("ko")) ||
        mm_lang_matches(lang, MM_S("ja")) ||
        mm_lang_matches(lang, MM_S("zh")) ||
        mm_lang_matches(lang, MM_S("vi")) || mm_lang_matches(lang, MM_S("th")))
        return one;
    return mm_lang_matches(lang, MM_S("fr")) ? "nplurals=2; plural=n > 1;"
                                             : "nplurals=2; plural=n != 1;";
}

static void put_header(po_writer *w, mm_str source, mm_str target)
{
    mm_buf head = { 0 };

    if (mm_buf_printf(&head,
                      "Language: %.*s\nMIME-Version: 1.0\n"
                      "Content-Type: text/plain; charset=UTF-8\n"
                      "Content-Transfer-Encoding: 8bit\n"
                      "Plural-Forms: %s\nX-Source-Language: %.*s\n"
                      "X-Generator: malmoi " MALMOI_VERSION "\n",
                      (int)target.len, target.ptr, plural_forms(target),
                      (int)source.len, source.ptr) < 0)
        w->to.out.failed = true;
    put_part(w, "msgid", (mm_str){ 0 });
    put_part(w, "msgstr", mm_buf_str(&head));
    mm_buf_release(&head);
    w->begun = true;
}

static mm_str prop(const mm_prop *props, size_t n, const char *type)
{
    for (size_t i = 0; i < n; i++)
        if (mm_str_eq(props[i].type, mm_cstr(type)))
            return props[i].value;
    return (mm_str){ 0 };
}

static mm_str plural_of(const mm_variant *v)
{
    return prop(v->props, v->n_props, "po:plural");
}

static const mm_variant *side(const mm_unit *u, mm_str lang, bool other)
{
    for (size_t i = 0; i < u->n_variants; i++)
        if (mm_lang_matches(u->variants[i].lang, lang) != other)
            return &u->variants[i];
    return NULL;
}

static void count_variant_losses(po_writer *w, const mm_variant *v)
{
    const mm_stamp *s = &v->stamp;

    if (v->n_codes)
        loss(w, "code");
    if (v->n_notes)
        loss(w, "variant/note");
    if (v->n_props > (plural_of(v).len > 0))
        loss(w, "variant/prop");
    if (s->created.len || s->changed.len || s->created_by.len ||
        s->changed_by.len)
        loss(w, "variant/stamp");
}

static void count_losses(po_writer *w, const mm_unit *u)
{
    const mm_stamp *s = &u->stamp;

    if (u->id.len)
        loss(w, "id");
    if (u->project.len || u->client.len || u->field.len || u->document.len)
        loss(w, "unit/field");
    if (u->status.len && !mm_str_eq(u->status, MM_S("fuzzy")))
        loss(w, "unit/status");
    if (u->score != 0)
        loss(w, "unit/score");
    if (s->created.len || s->changed.len || s->created_by.len ||
        s->changed_by.len)
        loss(w, "unit/stamp");
    if (u->n_notes > 1 || (u->n_notes && u->notes[0].lang.len))
        loss(w, "note");
    for (size_t i = 0; i < u->n_props; i++)
        if (!mm_str_starts(u->props[i].type, MM_S("po:")))
            loss(w, "prop");
}

static void put_comments(po_writer *w, const mm_unit *u)
{
    bool   fuzzy = mm_str_eq(u->status, MM_S("fuzzy"));
    mm_str flags = prop(u->props, u->n_props, mm_po_kinds[PO_FLAGS].prop);

    if (u->n_notes)
        put_comment(w, PO_NOTE, u->notes[0].text);
    put_comment(w, PO_EXTRACTED,
                prop(u->props, u->n_props, mm_po_kinds[PO_EXTRACTED].prop));
    put_comment(w, PO_REFERENCE,
                prop(u->props, u->n_props, mm_po_kinds[PO_REFERENCE].prop));
    if (fuzzy || flags.len) {
        raw(w, fuzzy ? MM_S("#, fuzzy") : MM_S("#"));
        raw(w, flags.len ? MM_S(", ") : MM_S(""));
        raw(w, flags);
        raw(w, MM_S("\n"));
    }
    put_comment(w, PO_PREVIOUS,
                prop(u->props, u->n_props, mm_po_kinds[PO_PREVIOUS].prop));
}

/* The context, made up for a message that was there before. */
static void put_context(po_writer *w, const mm_unit *u, mm_str id)
{
    mm_str   context = prop(u->props, u->n_props, "po:context");
    mm_buf   key = { 0 };
    char     made[40];
    size_t   before = w->seen.n;
    uint64_t hash;

    if (mm_buf_put(&key, context) < 0 || mm_buf_putc(&key, 4) < 0 ||
        mm_buf_put(&key, id) < 0)
        w->to.out.failed = true;
    hash = mm_hash(mm_buf_str(&key));
    mm_buf_release(&key);
    if (mm_map_add(&w->seen, (mm_str){ (char *)&hash, sizeof hash }) ==
        MM_MAP_NONE)
        w->to.out.failed = true;
    if (w->seen.n == before) {
        loss(w, "context of a message that comes again");
        snprintf(made, sizeof made, "%zu", w->n);
        context = mm_cstr(made);
    }
    if (context.len)
        put_part(w, "msgctxt", context);
}

static void put_unit(po_writer *w, const mm_unit *u, const mm_variant *source,
                     const mm_variant *target)
{
    const mm_variant *plural = NULL;
    char              keyword[16];
    size_t            n = 0;

    for (size_t i = 0; i < u->n_variants; i++)
        if (mm_str_eq(plural_of(&u->variants[i]), MM_S("id")))
            plural = &u->variants[i];
    raw(w, MM_S("\n"));
    put_comments(w, u);
    put_context(w, u, source->text);
    put_part(w, "msgid", source->text);
    if (plural)
        put_part(w, "msgid_plural", plural->text);
    for (size_t i = 0; i < u->n_variants; i++) {
        const mm_variant *v = &u->variants[i];

        count_variant_losses(w, v);
        if (v == source || v == plural)
            continue;
        if (!mm_str_eq(v->lang, target->lang) || (!plural && n > 0) ||
            n >= PO_PLURALS) {
            loss(w, "variant");
            continue;
        }
        snprintf(keyword, sizeof keyword, plural ? "msgstr[%zu]" : "msgstr",
                 n++);
        put_part(w, keyword, v->text);
    }
}

static int po_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    po_writer        *w = (po_writer *)self;
    const mm_unit    *u = item->unit;
    mm_str            langs = w->to.o->langs, lang = mm_str_cut(&langs, ',');
    const mm_variant *source, *target;

    mm_text_writer_start(&w->to, item->line);
    w->n++;
    if (!u) {
        loss(w, "concept");
        return mm_text_flush(&w->to.out, err);
    }
    if (lang.len == 0)
        lang = u->source_lang.len || !u->n_variants ? u->source_lang
                                                    : u->variants[0].lang;
    source = side(u, lang, false);
    target = langs.len ? side(u, langs, false)
             : source  ? side(u, source->lang, true)
                       : NULL;
    if (!source || !target || source->text.len == 0) {
        loss(w, "unit without two languages");
        return mm_text_flush(&w->to.out, err);
    }
    if (!w->begun)
        put_header(w, source->lang, target->lang);
    count_losses(w, u);
    put_unit(w, u, source, target);
    return mm_text_flush(&w->to.out, err);
}

static int po_finish(mm_writer *self, int rc, mm_error *err)
{
    po_writer *w = (po_writer *)self;

    if (rc >= 0 && !w->begun)
        put_header(w, MM_S("en"), MM_S("ko"));
    mm_map_release(&w->seen);
    return mm_text_writer_close(&w->to, rc, err);
}

int mm_po_write(mm_writer **out, const char *path, const mm_format_options *o,
                mm_report *report, mm_error *err)
{
    int rc = mm_text_writer_open(out, sizeof(po_writer), path, o, report, err);

    if (rc == MM_OK)
        **out = (mm_writer){ po_put, po_finish };
    return rc;
}
