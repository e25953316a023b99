/*
 * PO and POT in, as gettext writes them (po_out.c writes them).
 *
 * A message with a translation is a unit: msgid is the source variant, msgstr
 * the target; of a plural, msgid_plural is a second variant of the source
 * language and each msgstr[N] one of the target, marked by the prop
 * "po:plural" (its number, "id" for msgid_plural). Fuzzy is the status "fuzzy".
 * The translator's comment is the note; context, extracted comment,
 * references, other flags and the previous msgid are props "po:...".
 *
 * The header tells the target language ("Language:") and goes no further. Left
 * out and counted: obsolete and untranslated messages.
 */
#include "formats/po.h"

#include "formats/all.h"
#include "formats/build.h"
#include "formats/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The parts of a message as they are being read. */
enum part { CONTEXT, ID, PLURAL, STR, N_PARTS = STR + PO_PLURALS };

const mm_po_kind mm_po_kinds[PO_COMMENTS] = {
    [PO_NOTE] = { "# ", NULL },
    [PO_EXTRACTED] = { "#. ", "po:extracted" },
    [PO_REFERENCE] = { "#: ", "po:reference" },
    [PO_FLAGS] = { "#, ", "po:flags" },
    [PO_PREVIOUS] = { "#| ", "po:previous" },
};

static const mm_str none = { "", 0 };

typedef struct po_reader {
    mm_file_reader  head;
    mm_source_lines lines;
    mm_report      *report;
    mm_arena        mem, kept;
    mm_unit         unit;
    mm_str          langs[2];
    mm_buf          parts[N_PARTS], said[PO_COMMENTS];
    bool            has[N_PARTS], spoken[PO_COMMENTS];
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
    return n >= 0 && n < PO_PLURALS ? STR + n : -1;
}

static int read_comment(po_reader *r, mm_str line, mm_error *err)
{
    int     kind = PO_NOTE;
    mm_buf *out;

    if (mm_str_starts(line, MM_S("#~"))) {
        if (mm_str_find(line, MM_S("msgid "), 0) != SIZE_MAX)
            mm_report_loss(r->report, "obsolete message", r->lines.line);
        return MM_OK;
    }
    for (int i = PO_EXTRACTED; i < PO_COMMENTS; i++)
        if (line.len > 1 && line.ptr[1] == mm_po_kinds[i].lead[1])
            kind = i;
    line = mm_str_sub(line, kind == PO_NOTE ? 1 : 2, SIZE_MAX);
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
    for (int i = 0; i < PO_COMMENTS; i++)
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
    for (int i = 0; i < PO_PLURALS && rc == MM_OK; i++) {
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
    if (take_fuzzy(&r->said[PO_FLAGS]))
        u->status = MM_S("fuzzy");
    if ((rc = add_variants(r)) < 0)
        return rc;
    if (r->has[CONTEXT] &&
        (rc = mm_add_prop(&r->mem, &u->props, &u->n_props, MM_S("po:context"),
                          mm_buf_str(&r->parts[CONTEXT]), none)) < 0)
        return rc;
    for (int i = PO_EXTRACTED; i < PO_COMMENTS && rc == MM_OK; i++)
        if (r->said[i].len)
            rc = mm_add_prop(&r->mem, &u->props, &u->n_props,
                             mm_cstr(mm_po_kinds[i].prop),
                             mm_buf_str(&r->said[i]), none);
    return rc == MM_OK && r->said[PO_NOTE].len
               ? mm_add_note(&r->mem, &u->notes, &u->n_notes,
                             mm_buf_str(&r->said[PO_NOTE]), none)
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
    for (int i = 0; i < PO_COMMENTS; i++)
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
