/*
 * PO and POT, as gettext writes them.
 *
 * A message with a translation is a unit: msgid is the source variant, msgstr
 * the target; of a plural, msgid_plural is a second variant of the source
 * language and each msgstr[N] one of the target, marked by the prop
 * "po:plural" (its number, "id" for msgid_plural). Fuzzy is the status "fuzzy".
 * The translator's comment is the note; context, extracted comment,
 * references, other flags and the previous msgid are props "po:...".
 *
 * The header tells the target language ("Language:") and goes no further; the
 * writer makes its own. Left out and counted: obsolete and untranslated
 * messages. A message may stand only once in a file: the writer gives one that
 * comes again a context of its own.
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/source.h"

#include "base/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLURALS = 16 };

/* The parts of a message as they are being read. */
enum part { CONTEXT, ID, PLURAL, STR, N_PARTS = STR + PLURALS };
enum comment { NOTE, EXTRACTED, REFERENCE, FLAGS, PREVIOUS, N_COMMENTS };

static const struct {
    const char *lead, *prop;
} comments[N_COMMENTS] = {
    [NOTE] = { "# ", NULL },
    [EXTRACTED] = { "#. ", "po:extracted" },
    [REFERENCE] = { "#: ", "po:reference" },
    [FLAGS] = { "#, ", "po:flags" },
    [PREVIOUS] = { "#| ", "po:previous" },
};

static const mm_str none = { "", 0 };

/* ---- reading ---- */

typedef struct po_reader {
    mm_file_reader  head;
    mm_source_lines lines;
    mm_report      *report;
    mm_arena        mem, kept;
    mm_unit         unit;
    mm_str          langs[2];
    mm_buf          parts[N_PARTS], said[N_COMMENTS];
    bool            has[N_PARTS], spoken[N_COMMENTS];
    int             part; /* the one that a bare string goes on; -1 none */
    long            line; /* of the msgid */
    bool            waits;
    mm_buf          kept_line; /* it begins the next message */
} po_reader;

static int octal(char c)
{
    return c >= '0' && c <= '7' ? c - '0' : -1;
}

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Puts the escape behind the backslash at text[*i]; *i is left on its last
 * byte. A number is a byte, as in C. */
static int put_escape(mm_buf *out, mm_str text, size_t *i)
{
    static const char from[] = "ntrabfv", to[] = "\n\t\r\a\b\f\v";
    char              c = text.ptr[*i];
    const char       *known = c ? strchr(from, c) : NULL;
    int               value = 0, n = 0;

    if (known)
        return mm_buf_putc(out, to[known - from]);
    if (c == 'x') {
        while (*i + 1 < text.len && hex(text.ptr[*i + 1]) >= 0 && n++ < 2)
            value = value * 16 + hex(text.ptr[++*i]);
        return mm_buf_putc(out, (char)value);
    }
    if (octal(c) < 0)
        return mm_buf_putc(out, c);
    for (value = octal(c);
         ++n < 3 && *i + 1 < text.len && octal(text.ptr[*i + 1]) >= 0;)
        value = value * 8 + octal(text.ptr[++*i]);
    return mm_buf_putc(out, (char)value);
}

/* Puts the string in quotes that `text` is; false when it is none. */
static int put_string(po_reader *r, mm_str text, mm_error *err)
{
    mm_buf *out = &r->parts[r->part];
    int     rc = MM_OK;

    text = mm_str_trim(text);
    if (text.len < 2 || text.ptr[0] != '"' || text.ptr[text.len - 1] != '"')
        return mm_source_fail(&r->lines.source, err, MM_EFORMAT, r->lines.line,
                              "no string in quotation marks");
    text = mm_str_sub(text, 1, text.len - 2);
    for (size_t i = 0; i < text.len && rc == MM_OK; i++) {
        if (text.ptr[i] == '\\' && i + 1 < text.len)
            rc = (i++, put_escape(out, text, &i));
        else
            rc = mm_buf_putc(out, text.ptr[i]);
    }
    return rc < 0 ? mm_fail_memory(err) : MM_OK;
}

/* The part that keyword `word` begins; -1 when it is none. */
static int part_of(mm_str word)
{
    mm_str number;

    if (mm_str_eq(word, MM_S("msgctxt")))
        return CONTEXT;
    if (mm_str_eq(word, MM_S("msgid")))
        return ID;
    if (mm_str_eq(word, MM_S("msgid_plural")))
        return PLURAL;
    if (mm_str_eq(word, MM_S("msgstr")))
        return STR;
    if (!mm_str_starts(word, MM_S("msgstr[")) || !mm_str_ends(word, MM_S("]")))
        return -1;
    number = mm_str_sub(word, 7, word.len - 8);
    if (number.len < 1 || number.len > 2)
        return -1;
    int n = number.ptr[0] - '0';

    if (number.len == 2)
        n = n * 10 + number.ptr[1] - '0';
    return n >= 0 && n < PLURALS ? STR + n : -1;
}

static int read_comment(po_reader *r, mm_str line, mm_error *err)
{
    int     kind = NOTE;
    mm_buf *out;

    if (mm_str_starts(line, MM_S("#~"))) {
        if (mm_str_find(line, MM_S("msgid "), 0) != SIZE_MAX)
            mm_report_loss(r->report, "obsolete message", r->lines.line);
        return MM_OK;
    }
    for (int i = EXTRACTED; i < N_COMMENTS; i++)
        if (line.len > 1 && line.ptr[1] == comments[i].lead[1])
            kind = i;
    line = mm_str_sub(line, kind == NOTE ? 1 : 2, SIZE_MAX);
    if (line.len && line.ptr[0] == ' ')
        line = mm_str_sub(line, 1, SIZE_MAX);
    out = &r->said[kind];
    if (r->spoken[kind] && mm_buf_putc(out, '\n') < 0)
        return mm_fail_memory(err);
    r->spoken[kind] = true;
    return mm_buf_put(out, line) < 0 ? mm_fail_memory(err) : MM_OK;
}

static int read_line(po_reader *r, mm_str line, mm_error *err)
{
    mm_str rest = line, word;
    int    part;

    if (line.ptr[0] == '#')
        return read_comment(r, line, err);
    if (line.ptr[0] == '"' && r->part >= 0)
        return put_string(r, line, err);
    word = mm_str_cut(&rest, ' ');
    if ((part = part_of(word)) < 0)
        return mm_source_fail(&r->lines.source, err, MM_EFORMAT, r->lines.line,
                              "'%.*s' is no line of a PO file",
                              (int)(word.len > 40 ? 40 : word.len), word.ptr);
    r->part = part;
    r->has[part] = true;
    if (part == ID)
        r->line = r->lines.line;
    return put_string(r, rest, err);
}

/* True when `line` begins a message and one is in hand. */
static bool begins_next(const po_reader *r, mm_str line)
{
    return (r->has[STR] || r->has[STR + 1]) && line.len &&
           (line.ptr[0] == '#' || mm_str_starts(line, MM_S("msgid ")) ||
            mm_str_starts(line, MM_S("msgctxt ")));
}

static void start_message(po_reader *r)
{
    for (int i = 0; i < N_PARTS; i++) {
        mm_buf_clear(&r->parts[i]);
        r->has[i] = false;
    }
    for (int i = 0; i < N_COMMENTS; i++)
        mm_buf_clear(&r->said[i]);
    memset(r->spoken, 0, sizeof r->spoken);
    r->part = -1;
}

/* Collects the lines of the next message; MM_OK at the end of the file. */
static int read_message(po_reader *r, mm_error *err)
{
    mm_str line;
    int    rc = MM_ROW;

    start_message(r);
    if (r->waits && (rc = read_line(r, mm_buf_str(&r->kept_line), err)) < 0)
        return rc;
    r->waits = false;
    while ((rc = mm_source_lines_next(&r->lines, &line, err)) == MM_ROW) {
        if (mm_str_trim(line).len == 0)
            continue;
        if (mm_str_trim(line).ptr[0] != '#') /* a comment keeps its spaces */
            line = mm_str_trim(line);
        if (begins_next(r, line)) {
            mm_buf_clear(&r->kept_line);
            r->waits = true;
            return mm_buf_put(&r->kept_line, line) < 0 ? mm_fail_memory(err)
                                                       : MM_ROW;
        }
        if ((rc = read_line(r, line, err)) < 0)
            return rc;
    }
    return rc < 0 || !r->has[ID] ? rc : MM_ROW;
}

/* Takes the target language out of the header. */
static int read_header(po_reader *r)
{
    mm_str text = mm_buf_str(&r->parts[STR]);

    while (text.len) {
        mm_str line = mm_str_cut(&text, '\n');
        mm_str name = mm_str_cut(&line, ':'), value = mm_str_trim(line);
        bool   source = mm_str_eq(name, MM_S("X-Source-Language"));

        if ((source || mm_str_eq(name, MM_S("Language"))) && value.len &&
            r->langs[!source].len == 0 &&
            mm_put_lang(&r->kept, &r->langs[!source], value) < 0)
            return MM_ENOMEM;
    }
    return MM_OK;
}

static int add_variant(po_reader *r, int side, int part, const char *plural)
{
    mm_variant *v =
        mm_list_add(&r->mem, &r->unit.variants, &r->unit.n_variants, sizeof *v);

    if (!v || mm_put_str(&r->mem, &v->text, mm_buf_str(&r->parts[part])) < 0)
        return MM_ENOMEM;
    v->lang = r->langs[side].len ? r->langs[side]
              : side             ? MM_S("und")
                                 : MM_S("en");
    v->stamp = (mm_stamp){ none, none, none, none };
    return plural ? mm_add_prop(&r->mem, &v->props, &v->n_props,
                                MM_S("po:plural"), mm_cstr(plural), none)
                  : MM_OK;
}

static int add_variants(po_reader *r)
{
    int rc = add_variant(r, 0, ID, NULL);

    if (rc == MM_OK && r->has[PLURAL])
        rc = add_variant(r, 0, PLURAL, "id");
    for (int i = 0; i < PLURALS && rc == MM_OK; i++) {
        char number[8];

        snprintf(number, sizeof number, "%d", i);
        if (r->has[STR + i])
            rc = add_variant(r, 1, STR + i, r->has[PLURAL] ? number : NULL);
    }
    return rc;
}

/* "fuzzy" out of the flags; the rest stays. */
static bool take_fuzzy(mm_buf *flags)
{
    mm_buf rest = { 0 };
    mm_str text = mm_buf_str(flags);
    bool   fuzzy = false;

    for (size_t i = 0; i < flags->len; i++)
        if (flags->ptr[i] == '\n')
            flags->ptr[i] = ',';
    while (text.len) {
        mm_str flag = mm_str_trim(mm_str_cut(&text, ','));

        if (mm_str_eq(flag, MM_S("fuzzy")))
            fuzzy = true;
        else if (flag.len) {
            if (rest.len)
                mm_buf_put(&rest, MM_S(", "));
            mm_buf_put(&rest, flag);
        }
    }
    mm_buf_release(flags);
    *flags = rest;
    return fuzzy;
}

static int make_unit(po_reader *r)
{
    mm_unit *u = &r->unit;
    int      rc;

    *u = mm_unit_empty();
    u->source_lang = r->langs[0].len ? r->langs[0] : MM_S("en");
    if (take_fuzzy(&r->said[FLAGS]))
        u->status = MM_S("fuzzy");
    if ((rc = add_variants(r)) < 0)
        return rc;
    if (r->has[CONTEXT] &&
        (rc = mm_add_prop(&r->mem, &u->props, &u->n_props, MM_S("po:context"),
                          mm_buf_str(&r->parts[CONTEXT]), none)) < 0)
        return rc;
    for (int i = EXTRACTED; i < N_COMMENTS && rc == MM_OK; i++)
        if (r->said[i].len)
            rc = mm_add_prop(&r->mem, &u->props, &u->n_props,
                             mm_cstr(comments[i].prop), mm_buf_str(&r->said[i]),
                             none);
    return rc == MM_OK && r->said[NOTE].len
               ? mm_add_note(&r->mem, &u->notes, &u->n_notes,
                             mm_buf_str(&r->said[NOTE]), none)
               : rc;
}

/* True when nothing of the message is translated. */
static bool is_untranslated(const po_reader *r)
{
    for (int i = STR; i < N_PARTS; i++)
        if (r->parts[i].len)
            return false;
    return true;
}

static int po_next(mm_reader *self, mm_item *out, mm_error *err)
{
    po_reader *r = (po_reader *)self;
    int        rc;

    while ((rc = read_message(r, err)) == MM_ROW) {
        if (r->parts[ID].len == 0 && !r->has[CONTEXT]) {
            if (read_header(r) < 0)
                return mm_fail_memory(err);
            continue;
        }
        for (int i = 0; i < N_PARTS; i++)
            if (!mm_utf8_valid(mm_buf_str(&r->parts[i]), NULL))
                return mm_source_fail(&r->lines.source, err, MM_EFORMAT,
                                      r->line, "an escape makes bad UTF-8");
        if (is_untranslated(r)) {
            mm_report_loss(r->report, "untranslated message", r->line);
            continue;
        }
        mm_arena_clear(&r->mem);
        if (make_unit(r) < 0)
            return mm_fail_memory(err);
        *out = (mm_item){ .unit = &r->unit, .line = r->line };
        return MM_ROW;
    }
    return rc;
}

static void po_close(mm_reader *self)
{
    po_reader *r = (po_reader *)self;

    mm_source_lines_close(&r->lines);
    for (int i = 0; i < N_PARTS; i++)
        mm_buf_release(&r->parts[i]);
    for (int i = 0; i < N_COMMENTS; i++)
        mm_buf_release(&r->said[i]);
    mm_buf_release(&r->kept_line);
    mm_arena_release(&r->mem);
    mm_arena_release(&r->kept);
    free(r);
}

int mm_po_read(mm_reader **out, const char *path, const mm_format_options *o,
               mm_report *report, mm_error *err)
{
    po_reader *r = calloc(1, sizeof *r);
    mm_str     langs = o ? o->langs : none;
    int        rc;

    *out = NULL;
    if (!r)
        return mm_fail_memory(err);
    r->head.base = (mm_reader){ po_next, po_close };
    r->head.source = &r->lines.source;
    r->report = report;
    rc = mm_source_lines_open(&r->lines, path, o ? o->encoding : NULL, err);
    for (int i = 0; i < 2 && rc == MM_OK; i++)
        if (mm_put_lang(&r->kept, &r->langs[i], mm_str_cut(&langs, ',')) < 0)
            rc = mm_fail_memory(err);
    if (rc < 0) {
        po_close(&r->head.base);
        return rc;
    }
    *out = &r->head.base;
    return MM_OK;
}

/* ---- writing ---- */

typedef struct po_writer {
    mm_writer                base;
    mm_output               *file;
    const mm_format_options *o;
    mm_report               *report;
    mm_buf                   buf;
    mm_map                   seen; /* hashes of messages */
    long                     line;
    size_t                   n;
    bool                     begun, failed;
} po_writer;

static void raw(po_writer *w, mm_str text)
{
    w->failed = mm_buf_put(&w->buf, text) < 0 || w->failed;
}

static void loss(po_writer *w, const char *field)
{
    w->failed = mm_report_loss(w->report, field, w->line) < 0 || w->failed;
}

static void escape(po_writer *w, char c)
{
    static const char from[] = "\n\t\r\a\b\f\v\"\\", to[] = "ntrabfv\"\\";
    const char       *known = c ? strchr(from, c) : NULL;

    if (known)
        w->failed =
            mm_buf_printf(&w->buf, "\\%c", to[known - from]) < 0 || w->failed;
    else if ((unsigned char)c < 0x20)
        w->failed =
            mm_buf_printf(&w->buf, "\\%03o", (unsigned char)c) < 0 || w->failed;
    else
        raw(w, (mm_str){ &c, 1 });
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

static void put_comment(po_writer *w, enum comment kind, mm_str text)
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
        raw(w, mm_str_sub(mm_cstr(comments[kind].lead), 0, 1 + (kind != NOTE)));
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
        w->failed = true;
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
    mm_str flags = prop(u->props, u->n_props, comments[FLAGS].prop);

    if (u->n_notes)
        put_comment(w, NOTE, u->notes[0].text);
    put_comment(w, EXTRACTED,
                prop(u->props, u->n_props, comments[EXTRACTED].prop));
    put_comment(w, REFERENCE,
                prop(u->props, u->n_props, comments[REFERENCE].prop));
    if (fuzzy || flags.len) {
        raw(w, fuzzy ? MM_S("#, fuzzy") : MM_S("#"));
        raw(w, flags.len ? MM_S(", ") : MM_S(""));
        raw(w, flags);
        raw(w, MM_S("\n"));
    }
    put_comment(w, PREVIOUS,
                prop(u->props, u->n_props, comments[PREVIOUS].prop));
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
        w->failed = true;
    hash = mm_hash(mm_buf_str(&key));
    mm_buf_release(&key);
    if (mm_map_add(&w->seen, (mm_str){ (char *)&hash, sizeof hash }) ==
        MM_MAP_NONE)
        w->failed = true;
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
            n >= PLURALS) {
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
    mm_str            langs = w->o->langs, lang = mm_str_cut(&langs, ',');
    const mm_variant *source, *target;
    int               rc = MM_OK;

    w->line = item->line;
    w->n++;
    if (!u) {
        loss(w, "concept");
        return w->failed ? mm_fail_memory(err) : MM_OK;
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
        return w->failed ? mm_fail_memory(err) : MM_OK;
    }
    if (!w->begun)
        put_header(w, source->lang, target->lang);
    count_losses(w, u);
    put_unit(w, u, source, target);
    if (w->failed)
        return mm_fail_memory(err);
    if (w->buf.len > 64 * 1024) {
        rc = mm_output_put(w->file, mm_buf_str(&w->buf), err);
        mm_buf_clear(&w->buf);
    }
    return rc;
}

static int po_finish(mm_writer *self, int rc, mm_error *err)
{
    po_writer *w = (po_writer *)self;

    if (rc >= 0 && !w->begun)
        put_header(w, MM_S("en"), MM_S("ko"));
    if (rc >= 0)
        rc = w->failed ? mm_fail_memory(err)
                       : mm_output_put(w->file, mm_buf_str(&w->buf), err);
    rc = mm_output_close(w->file, rc, err);
    mm_buf_release(&w->buf);
    mm_map_release(&w->seen);
    free(w);
    return rc;
}

int mm_po_write(mm_writer **out, const char *path, const mm_format_options *o,
                mm_report *report, mm_error *err)
{
    static const mm_format_options zero = { 0 };
    po_writer                     *w = calloc(1, sizeof *w);
    int                            rc;

    *out = NULL;
    if (!w)
        return mm_fail_memory(err);
    w->base = (mm_writer){ po_put, po_finish };
    w->o = o ? o : &zero;
    w->report = report;
    if ((rc = mm_output_open(&w->file, path, err)) < 0) {
        free(w);
        return rc;
    }
    *out = &w->base;
    return MM_OK;
}
