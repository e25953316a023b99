/*
 * TBX out: v3 (ISO 30042:2019, dialect TBX-Basic, style DCA) and 2008 (martif,
 * TBX-Basic), which is what OmegaT, Weblate and the translate-toolkit read.
 *
 * The dialect names the data categories, their values and their levels. What
 * fits is written as such; what does not (another part of speech, a Hanja
 * spelling, an unknown prop) goes into a note "x-malmoi-LABEL: VALUE" of the
 * same level, which every program keeps and ours reads back. A 2008 date has no
 * time of day: the full one stands in such a note beside it.
 *
 * A forbidden term is deprecated with the note "forbidden". A concept that is
 * not simply approved says so in a note on each term: "proposed, confidence
 * 0.93, frequency 4".
 */
#include "formats/all.h"
#include "formats/build.h"
#include "formats/tbx.h"
#include "formats/xml.h"

#include <string.h>

typedef struct tbx_writer {
    mm_text_writer to;
    bool           v3, begun;
    size_t         n; /* entries written */
} tbx_writer;

static const char *const parts_of_speech[] = { "adjective", "noun",   "other",
                                               "verb",      "adverb", NULL };
static const char *const term_types[] = {
    "fullForm", "acronym", "abbreviation", "shortForm", "variant",
    "phrase",   NULL
};
static const char *const genders[] = { "masculine", "feminine", "neuter",
                                       "other", NULL };
static const char *const locations[] = { "checkBox",
                                         "comboBox",
                                         "comboBoxElement",
                                         "dialogBox",
                                         "groupBox",
                                         "informativeMessage",
                                         "interactiveMessage",
                                         "menuItem",
                                         "progressBar",
                                         "pushButton",
                                         "radioButton",
                                         "slider",
                                         "spinBox",
                                         "tab",
                                         "tableText",
                                         "textBox",
                                         "toolTip",
                                         "user-definedType",
                                         NULL };
static const char *const statuses[] = {
    [MM_TERM_UNSAID] = "",
    [MM_TERM_PREFERRED] = "preferredTerm-admn-sts",
    [MM_TERM_ADMITTED] = "admittedTerm-admn-sts",
    [MM_TERM_DEPRECATED] = "deprecatedTerm-admn-sts",
    [MM_TERM_SUPERSEDED] = "supersededTerm-admn-sts",
    [MM_TERM_FORBIDDEN] = "deprecatedTerm-admn-sts",
    [MM_TERM_UNTRANSLATED] = "preferredTerm-admn-sts",
};

static bool is_one_of(mm_str text, const char *const *words)
{
    while (*words && !mm_str_eq(text, mm_cstr(*words)))
        words++;
    return *words != NULL;
}

/* True for what xs:language holds. */
static bool is_language(mm_str tag)
{
    size_t run = 0;

    for (size_t i = 0; i < tag.len; i++) {
        char c = tag.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool digit = c >= '0' && c <= '9' && run > 0;

        if (c == '-' && i && tag.ptr[i - 1] != '-')
            run = i + 1;
        else if ((!letter && !digit) || i - run >= 8)
            return false;
    }
    return tag.len && tag.ptr[tag.len - 1] != '-';
}

static void raw(tbx_writer *w, const char *markup)
{
    mm_xml_raw(&w->to.out, markup);
}

static void loss(tbx_writer *w, const char *field)
{
    mm_text_loss(&w->to.out, field);
}

static void attribute(tbx_writer *w, const char *name, mm_str value)
{
    mm_xml_put_attr(&w->to.out, name, value);
}

static void text(tbx_writer *w, mm_str value)
{
    mm_xml_text(&w->to.out, value);
}

/* `<name type="type">value</name>`; nothing when `value` is empty. */
static void element(tbx_writer *w, const char *name, const char *type,
                    mm_str value)
{
    if (value.len)
        mm_xml_element(&w->to.out, name, type, value);
}

static void lang_attribute(tbx_writer *w, mm_str lang)
{
    mm_str tag;

    if (lang.len == 0)
        return;
    if (mm_put_lang(&w->to.mem, &tag, lang) < 0)
        w->to.out.failed = true;
    else if (is_language(tag))
        attribute(w, "xml:lang", tag);
    else
        loss(w, "lang");
}

static void own_note(tbx_writer *w, const char *label, mm_str value,
                     mm_str lang)
{
    if (value.len == 0 && !mm_str_starts(mm_cstr(label), MM_S(MM_TBX_PROP)))
        return;
    raw(w, "<note");
    lang_attribute(w, lang);
    raw(w, ">" MM_TBX_OURS);
    text(w, mm_cstr(label));
    raw(w, ": ");
    text(w, value);
    raw(w, "</note>\n");
}

static void put_notes(tbx_writer *w, const mm_note *notes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        raw(w, "<note");
        lang_attribute(w, notes[i].lang);
        raw(w, ">");
        text(w, notes[i].text);
        raw(w, "</note>\n");
    }
}

/* A descrip, in a group when it has a source. */
static void put_descrip(tbx_writer *w, const char *type, mm_str value,
                        mm_str source)
{
    if (value.len == 0) {
        if (source.len)
            loss(w, "source");
        return;
    }
    if (source.len)
        raw(w, "<descripGrp>");
    element(w, "descrip", type, value);
    element(w, "admin", "source", source);
    if (source.len)
        raw(w, "</descripGrp>\n");
}

/* ---- dates ---- */

static bool is_digits(mm_str date, const char *form)
{
    if (date.len != strlen(form))
        return false;
    for (size_t i = 0; i < date.len; i++)
        if (form[i] == '0' ? date.ptr[i] < '0' || date.ptr[i] > '9'
                           : date.ptr[i] != form[i])
            return false;
    return true;
}

/* Month and day of a date that looks right may still be none. */
static bool is_day(mm_str date)
{
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };
    const char *d = date.ptr;
    int year = (d[0] - '0') * 1000 + (d[1] - '0') * 100 + (d[2] - '0') * 10 +
               d[3] - '0';
    int month = (d[5] - '0') * 10 + d[6] - '0';
    int day = (d[8] - '0') * 10 + d[9] - '0';
    int leap =
        month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return year > 0 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + leap;
}

/* What of `date` the version's date element holds: all, the day, nothing. */
static mm_str date_held(const tbx_writer *w, mm_str date)
{
    bool whole = is_digits(date, "0000-00-00T00:00:00Z") && is_day(date) &&
                 mm_str_cmp(mm_str_sub(date, 11, 2), MM_S("24")) < 0 &&
                 date.ptr[14] < '6' && date.ptr[17] < '6';

    if (is_digits(date, "0000-00-00") && is_day(date))
        return date;
    if (!whole)
        return (mm_str){ 0 };
    return w->v3 ? date : mm_str_sub(date, 0, 10);
}

static void put_transac(tbx_writer *w, const char *type, const char *label,
                        mm_str date, mm_str name)
{
    mm_str held = date_held(w, date);

    if (held.len || name.len) {
        raw(w, "<transacGrp>");
        element(w, "transac", "transactionType", mm_cstr(type));
        element(w, "transacNote", "responsibility", name);
        element(w, "date", NULL, held);
        raw(w, "</transacGrp>\n");
    }
    if (held.len != date.len)
        own_note(w, label, date, (mm_str){ 0 });
}

static void put_stamp(tbx_writer *w, const mm_stamp *s)
{
    put_transac(w, "origination", "created", s->created, s->created_by);
    put_transac(w, "modification", "changed", s->changed, s->changed_by);
}

/* ---- props ---- */

typedef enum level { ENTRY, SECTION, TERM } level;

/* True when the dialect has prop `p` at level `at` as it stands. */
static bool is_term_note(const mm_prop *p, level at)
{
    mm_str type = mm_str_sub(p->type, 9, SIZE_MAX);

    if (at != TERM || !mm_str_starts(p->type, MM_S("termNote/")) ||
        p->lang.len || p->value.len == 0)
        return false;
    return mm_str_eq(type, MM_S("geographicalUsage")) ||
           (mm_str_eq(type, MM_S("grammaticalGender")) &&
            is_one_of(p->value, genders)) ||
           (mm_str_eq(type, MM_S("termLocation")) &&
            is_one_of(p->value, locations));
}

static bool is_xref(const mm_prop *p, level at)
{
    mm_str value = p->value, target = mm_str_cut(&value, ' ');

    if (p->lang.len || (!mm_str_starts(target, MM_S("http://")) &&
                        !mm_str_starts(target, MM_S("https://"))))
        return false;
    for (size_t i = 0; i < target.len; i++)
        if ((unsigned char)target.ptr[i] <= ' ' ||
            (unsigned char)target.ptr[i] >= 0x7F ||
            strchr("<>\"{}|\\^`[]%", target.ptr[i]))
            return false; /* no URI: anyURI would be refused */
    return (mm_str_eq(p->type, MM_S("xref/xGraphic")) && at != TERM) ||
           mm_str_eq(p->type, MM_S("xref/externalCrossReference"));
}

static void put_xref(tbx_writer *w, const mm_prop *p)
{
    mm_str value = p->value, target = mm_str_cut(&value, ' ');

    raw(w, "<xref");
    attribute(w, "type", mm_str_sub(p->type, 5, SIZE_MAX));
    attribute(w, "target", target);
    raw(w, ">");
    text(w, value);
    raw(w, "</xref>\n");
}

static void put_term_notes(tbx_writer *w, const mm_prop *props, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_term_note(&props[i], TERM))
            continue;
        raw(w, "<termNote");
        attribute(w, "type", mm_str_sub(props[i].type, 9, SIZE_MAX));
        raw(w, ">");
        text(w, props[i].value);
        raw(w, "</termNote>\n");
    }
}

static void put_props(tbx_writer *w, const mm_prop *props, size_t n, level at)
{
    for (size_t i = 0; i < n; i++) {
        mm_buf label = { 0 };

        if (is_term_note(&props[i], at))
            continue; /* stands before */
        if (is_xref(&props[i], at)) {
            put_xref(w, &props[i]);
            continue;
        }
        if (mm_buf_put(&label, MM_S(MM_TBX_PROP)) < 0 ||
            mm_buf_put(&label, props[i].type) < 0)
            w->to.out.failed = true;
        else
            own_note(w, label.ptr, props[i].value, props[i].lang);
        mm_buf_release(&label);
    }
}

/* ---- levels ---- */

static void put_term(tbx_writer *w, const mm_concept *c, const mm_term *t)
{
    bool pos = is_one_of(t->part_of_speech, parts_of_speech);
    bool type = is_one_of(t->type, term_types);
    char room[96];

    raw(w, w->v3 ? "<termSec>\n" : "<tig>\n");
    raw(w, "<term>");
    text(w, t->text);
    raw(w, "</term>\n");
    if (pos)
        element(w, "termNote", "partOfSpeech", t->part_of_speech);
    if (type)
        element(w, "termNote", "termType", t->type);
    element(w, "termNote", "administrativeStatus",
            mm_cstr(statuses[t->status]));
    put_term_notes(w, t->props, t->n_props);
    for (size_t i = 0; i < t->n_contexts; i++)
        put_descrip(w, "context", t->contexts[i].text, t->contexts[i].source);
    element(w, "admin", "source", t->source);
    put_stamp(w, &t->stamp);
    if (t->status >= MM_TERM_FORBIDDEN)
        element(w, "note", NULL, mm_cstr(mm_term_status_name(t->status)));
    if (c->review != MM_APPROVED || c->confidence != 0 || c->frequency)
        element(w, "note", NULL, mm_tbx_review_out(room, c));
    if (!pos)
        own_note(w, "part-of-speech", t->part_of_speech, (mm_str){ 0 });
    if (!type)
        own_note(w, "type", t->type, (mm_str){ 0 });
    own_note(w, "hanja", t->hanja, (mm_str){ 0 });
    put_props(w, t->props, t->n_props, TERM);
    put_notes(w, t->notes, t->n_notes);
    raw(w, w->v3 ? "</termSec>\n" : "</tig>\n");
}

static void put_section(tbx_writer *w, const mm_concept *c,
                        const mm_lang_section *s)
{
    mm_str tag;

    if (s->n_terms == 0) {
        loss(w, "section without term");
        return;
    }
    if (mm_put_lang(&w->to.mem, &tag, s->lang) < 0) {
        w->to.out.failed = true;
        return;
    }
    if (!is_language(tag)) {
        loss(w, "lang");
        tag = MM_S("und");
    }
    raw(w, w->v3 ? "<langSec" : "<langSet");
    attribute(w, "xml:lang", tag);
    raw(w, ">\n");
    put_descrip(w, "definition", s->definition, s->definition_source);
    put_props(w, s->props, s->n_props, SECTION);
    put_notes(w, s->notes, s->n_notes);
    for (size_t i = 0; i < s->n_terms; i++)
        put_term(w, c, &s->terms[i]);
    raw(w, w->v3 ? "</langSec>\n" : "</langSet>\n");
}

static void put_entry(tbx_writer *w, const mm_concept *c)
{
    mm_str id;

    if (mm_tbx_id_out(&w->to.mem, &id, c->id, ++w->n) < 0) {
        w->to.out.failed = true;
        return;
    }
    raw(w, w->v3 ? "<conceptEntry" : "<termEntry");
    attribute(w, "id", id);
    raw(w, ">\n");
    element(w, "descrip", "subjectField", c->field);
    put_descrip(w, "definition", c->definition, c->definition_source);
    element(w, "admin", "customerSubset", c->client);
    element(w, "admin", "projectSubset", c->project);
    put_stamp(w, &c->stamp);
    if (c->kind != MM_KIND_TERM)
        own_note(w, "kind", mm_cstr(mm_kind_name(c->kind)), (mm_str){ 0 });
    put_props(w, c->props, c->n_props, ENTRY);
    put_notes(w, c->notes, c->n_notes);
    for (size_t i = 0; i < c->n_sections; i++)
        put_section(w, c, &c->sections[i]);
    raw(w, w->v3 ? "</conceptEntry>\n" : "</termEntry>\n");
}

static void begin(tbx_writer *w)
{
    mm_str langs = w->to.o->langs, lang = mm_str_cut(&langs, ',');

    raw(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (!w->v3)
        raw(w, "<!DOCTYPE martif SYSTEM \"TBXBasiccoreStructV02.dtd\">\n");
    raw(w, w->v3 ? "<tbx type=\"TBX-Basic\" style=\"dca\""
                 : "<martif type=\"TBX-Basic\"");
    attribute(w, "xml:lang", is_language(lang) ? lang : MM_S("en"));
    raw(w, w->v3 ? " xmlns=\"urn:iso:std:iso:30042:ed-2\">\n<tbxHeader>"
                 : ">\n<martifHeader>");
    raw(w, "<fileDesc><sourceDesc><p>Made by malmoi " MALMOI_VERSION);
    if (w->to.o->date.len) {
        raw(w, ", ");
        text(w, w->to.o->date);
    }
    raw(w, "</p></sourceDesc></fileDesc>");
    if (!w->v3)
        raw(w, "<encodingDesc><p type=\"XCSURI\">TBXBasicXCSV02.xcs</p>"
               "</encodingDesc>");
    raw(w, w->v3 ? "</tbxHeader>\n<text>\n" : "</martifHeader>\n<text>\n");
    w->begun = true;
}

static size_t count_terms(const mm_concept *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n_sections; i++)
        n += c->sections[i].n_terms;
    return n;
}

static int tbx_put(mm_writer *self, const mm_item *item, mm_error *err)
{
    tbx_writer *w = (tbx_writer *)self;

    mm_text_writer_start(&w->to, item->line);
    if (!item->concept || count_terms(item->concept) == 0) {
        loss(w, item->concept ? "concept without term" : "unit");
        return mm_text_flush(&w->to.out, err);
    }
    if (!w->begun)
        begin(w);
    if (w->n == 0)
        raw(w, "<body>\n");
    put_entry(w, item->concept);
    return mm_text_flush(&w->to.out, err);
}

static int tbx_finish(mm_writer *self, int rc, mm_error *err)
{
    tbx_writer *w = (tbx_writer *)self;

    if (rc >= 0) {
        if (!w->begun)
            begin(w);
        raw(w, w->n ? "</body>\n" : w->v3 ? "" : "<body/>\n");
        raw(w, w->v3 ? "</text>\n</tbx>\n" : "</text>\n</martif>\n");
    }
    return mm_text_writer_close(&w->to, rc, err);
}

static int open_writer(mm_writer **out, const char *path, bool v3,
                       const mm_format_options *o, mm_report *report,
                       mm_error *err)
{
    tbx_writer *w;
    int         rc = mm_text_writer_open(out, sizeof *w, path, o, report, err);

    if (rc < 0)
        return rc;
    w = (tbx_writer *)*out;
    w->to.base = (mm_writer){ tbx_put, tbx_finish };
    w->v3 = v3;
    return MM_OK;
}

int mm_tbx_write(mm_writer **out, const char *path, const mm_format_options *o,
                 mm_report *report, mm_error *err)
{
    return open_writer(out, path, true, o, report, err);
}

int mm_tbx2008_write(mm_writer **out, const char *path,
                     const mm_format_options *o, mm_report *report,
                     mm_error *err)
{
    return open_writer(out, path, false, o, report, err);
}
