/*
 * Lists and whole items as bytes (pack.h has the form).
 *
 * Most numbers are small and most lists are empty, so numbers are varints as
 * Protocol Buffers have them, and an empty list takes a byte. What is taken
 * back is not trusted: a length or a count that the bytes left cannot hold
 * marks the whole as bad.
 */
#include "store/pack.h"

#include <string.h>

/* ---- putting ---- */

int mm_pack_number(mm_buf *out, uint64_t n)
{
    char   bytes[10];
    size_t len = 0;

    for (; n >= 0x80; n >>= 7)
        bytes[len++] = (char)(n | 0x80);
    bytes[len++] = (char)n;
    return mm_buf_put(out, (mm_str){ bytes, len });
}

int mm_pack_str(mm_buf *out, mm_str text)
{
    int rc = mm_pack_number(out, text.len);

    return rc < 0 ? rc : mm_buf_put(out, text);
}

int mm_pack_double(mm_buf *out, double x)
{
    uint64_t bits;
    char     bytes[8];

    memcpy(&bits, &x, sizeof bits);
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(bits >> 8 * i);
    return mm_buf_put(out, (mm_str){ bytes, 8 });
}

/* Memory running out shows in the last call too, as the buffer stays full;
 * still each is looked at: `rc` gathers them. */
int mm_pack_stamp(mm_buf *out, const mm_stamp *stamp)
{
    int rc = mm_pack_str(out, stamp->created_by);

    rc |= mm_pack_str(out, stamp->changed_by);
    rc |= mm_pack_str(out, stamp->created);
    rc |= mm_pack_str(out, stamp->changed);
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

int mm_pack_props(mm_buf *out, const mm_prop *props, size_t n)
{
    int rc = mm_pack_number(out, n);

    for (size_t i = 0; i < n; i++) {
        rc |= mm_pack_str(out, props[i].type);
        rc |= mm_pack_str(out, props[i].value);
        rc |= mm_pack_str(out, props[i].lang);
    }
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

int mm_pack_notes(mm_buf *out, const mm_note *notes, size_t n)
{
    int rc = mm_pack_number(out, n);

    for (size_t i = 0; i < n; i++) {
        rc |= mm_pack_str(out, notes[i].text);
        rc |= mm_pack_str(out, notes[i].lang);
    }
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

static int pack_codes(mm_buf *out, const mm_code *codes, size_t n)
{
    int rc = mm_pack_number(out, n);

    for (size_t i = 0; i < n; i++) {
        rc |= mm_pack_number(out, codes[i].kind);
        rc |= mm_pack_number(out, codes[i].offset);
        rc |= mm_pack_str(out, codes[i].id);
        rc |= mm_pack_str(out, codes[i].match);
        rc |= mm_pack_str(out, codes[i].type);
        rc |= mm_pack_str(out, codes[i].data);
    }
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

static int pack_contexts(mm_buf *out, const mm_context *contexts, size_t n)
{
    int rc = mm_pack_number(out, n);

    for (size_t i = 0; i < n; i++) {
        rc |= mm_pack_str(out, contexts[i].text);
        rc |= mm_pack_str(out, contexts[i].source);
    }
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

static bool stamped(const mm_stamp *stamp)
{
    return stamp->created_by.len || stamp->changed_by.len ||
           stamp->created.len || stamp->changed.len;
}

static int pack_lists(mm_buf *out, const mm_prop *props, size_t n_props,
                      const mm_note *notes, size_t n_notes)
{
    int rc = mm_pack_props(out, props, n_props);

    rc |= mm_pack_notes(out, notes, n_notes);
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

static int pack_variant_lists(mm_buf *out, const mm_variant *v)
{
    int rc = pack_lists(out, v->props, v->n_props, v->notes, v->n_notes);

    rc |= pack_codes(out, v->codes, v->n_codes);
    rc |= mm_pack_stamp(out, &v->stamp);
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

static int pack_term_lists(mm_buf *out, const mm_term *t)
{
    int rc = pack_lists(out, t->props, t->n_props, t->notes, t->n_notes);

    rc |= pack_contexts(out, t->contexts, t->n_contexts);
    rc |= mm_pack_stamp(out, &t->stamp);
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

int mm_pack_unit_more(mm_buf *out, const mm_unit *u)
{
    return u->n_props || u->n_notes
               ? pack_lists(out, u->props, u->n_props, u->notes, u->n_notes)
               : MM_OK;
}

int mm_pack_variant_more(mm_buf *out, const mm_variant *v)
{
    return v->n_props || v->n_notes || v->n_codes || stamped(&v->stamp)
               ? pack_variant_lists(out, v)
               : MM_OK;
}

int mm_pack_concept_more(mm_buf *out, const mm_concept *c)
{
    return c->n_props || c->n_notes
               ? pack_lists(out, c->props, c->n_props, c->notes, c->n_notes)
               : MM_OK;
}

int mm_pack_section_more(mm_buf *out, const mm_lang_section *s)
{
    return s->n_props || s->n_notes
               ? pack_lists(out, s->props, s->n_props, s->notes, s->n_notes)
               : MM_OK;
}

int mm_pack_term_more(mm_buf *out, const mm_term *t)
{
    return t->n_props || t->n_notes || t->n_contexts || stamped(&t->stamp)
               ? pack_term_lists(out, t)
               : MM_OK;
}

int mm_pack_unit(mm_buf *out, const mm_unit *u)
{
    const mm_str texts[] = { u->id,    u->source_lang, u->project, u->client,
                             u->field, u->status,      u->document };
    int          rc = mm_pack_double(out, u->score);

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        rc |= mm_pack_str(out, texts[i]);
    rc |= mm_pack_stamp(out, &u->stamp);
    rc |= pack_lists(out, u->props, u->n_props, u->notes, u->n_notes);
    rc |= mm_pack_number(out, u->n_variants);
    for (size_t i = 0; i < u->n_variants; i++) {
        rc |= mm_pack_str(out, u->variants[i].lang);
        rc |= mm_pack_str(out, u->variants[i].text);
        rc |= pack_variant_lists(out, &u->variants[i]);
    }
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

static int pack_term(mm_buf *out, const mm_term *t)
{
    int rc = mm_pack_number(out, t->status);

    rc |= mm_pack_str(out, t->text);
    rc |= mm_pack_str(out, t->type);
    rc |= mm_pack_str(out, t->part_of_speech);
    rc |= mm_pack_str(out, t->hanja);
    rc |= mm_pack_str(out, t->source);
    rc |= pack_term_lists(out, t);
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

static int pack_section(mm_buf *out, const mm_lang_section *s)
{
    int rc = mm_pack_str(out, s->lang);

    rc |= mm_pack_str(out, s->definition);
    rc |= mm_pack_str(out, s->definition_source);
    rc |= pack_lists(out, s->props, s->n_props, s->notes, s->n_notes);
    rc |= mm_pack_number(out, s->n_terms);
    for (size_t i = 0; i < s->n_terms; i++)
        rc |= pack_term(out, &s->terms[i]);
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

int mm_pack_concept(mm_buf *out, const mm_concept *c)
{
    const mm_str texts[] = { c->id,    c->definition, c->definition_source,
                             c->field, c->project,    c->client };
    int          rc = mm_pack_double(out, c->confidence);

    rc |= mm_pack_number(out, c->kind);
    rc |= mm_pack_number(out, c->review);
    rc |= mm_pack_number(out, c->frequency);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        rc |= mm_pack_str(out, texts[i]);
    rc |= mm_pack_stamp(out, &c->stamp);
    rc |= pack_lists(out, c->props, c->n_props, c->notes, c->n_notes);
    rc |= mm_pack_number(out, c->n_sections);
    for (size_t i = 0; i < c->n_sections; i++)
        rc |= pack_section(out, &c->sections[i]);
    return rc < 0 ? MM_ENOMEM : MM_OK;
}

/* ---- taking ---- */

uint64_t mm_unpack_number(mm_unpack *in)
{
    uint64_t n = 0;

    for (unsigned shift = 0; shift < 64 && in->rest.len; shift += 7) {
        unsigned char byte = (unsigned char)*in->rest.ptr++;

        in->rest.len--;
        n |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return n;
    }
    in->bad = true;
    return 0;
}

mm_str mm_unpack_str(mm_unpack *in)
{
    uint64_t len = mm_unpack_number(in);
    mm_str   text = { in->rest.ptr, (size_t)len };

    if (len > in->rest.len)
        in->bad = true;
    if (in->bad || len == 0)
        return (mm_str){ "", 0 };
    in->rest.ptr += len;
    in->rest.len -= (size_t)len;
    return text;
}

double mm_unpack_double(mm_unpack *in)
{
    uint64_t bits = 0;
    double   x;

    if (in->rest.len < 8) {
        in->bad = true;
        return 0;
    }
    for (int i = 0; i < 8; i++)
        bits |= (uint64_t)(unsigned char)in->rest.ptr[i] << 8 * i;
    in->rest.ptr += 8;
    in->rest.len -= 8;
    memcpy(&x, &bits, sizeof x);
    return x;
}

void *mm_unpack_list(mm_unpack *in, size_t n, size_t size)
{
    void *list = NULL;

    if (n > in->rest.len) /* an item takes a byte at least */
        in->bad = true;
    if (!in->bad && n && !(list = mm_arena_alloc(in->mem, n * size)))
        in->bad = true;
    return list;
}

static mm_stamp unpack_stamp(mm_unpack *in)
{
    mm_stamp stamp;

    stamp.created_by = mm_unpack_str(in);
    stamp.changed_by = mm_unpack_str(in);
    stamp.created = mm_unpack_str(in);
    stamp.changed = mm_unpack_str(in);
    return stamp;
}

static const mm_prop *unpack_props(mm_unpack *in, size_t *n)
{
    size_t   count = (size_t)mm_unpack_number(in);
    mm_prop *props = mm_unpack_list(in, count, sizeof *props);

    *n = props ? count : 0;
    for (size_t i = 0; i < *n; i++) {
        props[i].type = mm_unpack_str(in);
        props[i].value = mm_unpack_str(in);
        props[i].lang = mm_unpack_str(in);
    }
    return props;
}

static const mm_note *unpack_notes(mm_unpack *in, size_t *n)
{
    size_t   count = (size_t)mm_unpack_number(in);
    mm_note *notes = mm_unpack_list(in, count, sizeof *notes);

    *n = notes ? count : 0;
    for (size_t i = 0; i < *n; i++) {
        notes[i].text = mm_unpack_str(in);
        notes[i].lang = mm_unpack_str(in);
    }
    return notes;
}

static const mm_code *unpack_codes(mm_unpack *in, size_t *n)
{
    size_t   count = (size_t)mm_unpack_number(in);
    mm_code *codes = mm_unpack_list(in, count, sizeof *codes);

    *n = codes ? count : 0;
    for (size_t i = 0; i < *n; i++) {
        codes[i].kind = (mm_code_kind)mm_unpack_number(in);
        codes[i].offset = (size_t)mm_unpack_number(in);
        codes[i].id = mm_unpack_str(in);
        codes[i].match = mm_unpack_str(in);
        codes[i].type = mm_unpack_str(in);
        codes[i].data = mm_unpack_str(in);
        if (codes[i].kind > MM_CODE_MARK_CLOSE)
            in->bad = true;
    }
    return codes;
}

static const mm_context *unpack_contexts(mm_unpack *in, size_t *n)
{
    size_t      count = (size_t)mm_unpack_number(in);
    mm_context *contexts = mm_unpack_list(in, count, sizeof *contexts);

    *n = contexts ? count : 0;
    for (size_t i = 0; i < *n; i++) {
        contexts[i].text = mm_unpack_str(in);
        contexts[i].source = mm_unpack_str(in);
    }
    return contexts;
}

static void unpack_variant_lists(mm_unpack *in, mm_variant *out)
{
    out->props = unpack_props(in, &out->n_props);
    out->notes = unpack_notes(in, &out->n_notes);
    out->codes = unpack_codes(in, &out->n_codes);
    out->stamp = unpack_stamp(in);
}

static void unpack_term_lists(mm_unpack *in, mm_term *out)
{
    out->props = unpack_props(in, &out->n_props);
    out->notes = unpack_notes(in, &out->n_notes);
    out->contexts = unpack_contexts(in, &out->n_contexts);
    out->stamp = unpack_stamp(in);
}

void mm_unpack_unit_more(mm_unpack *in, mm_unit *out)
{
    if (in->rest.len == 0)
        return;
    out->props = unpack_props(in, &out->n_props);
    out->notes = unpack_notes(in, &out->n_notes);
}

void mm_unpack_variant_more(mm_unpack *in, mm_variant *out)
{
    out->stamp = (mm_stamp){ { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 } };
    if (in->rest.len)
        unpack_variant_lists(in, out);
}

void mm_unpack_concept_more(mm_unpack *in, mm_concept *out)
{
    if (in->rest.len == 0)
        return;
    out->props = unpack_props(in, &out->n_props);
    out->notes = unpack_notes(in, &out->n_notes);
}

void mm_unpack_section_more(mm_unpack *in, mm_lang_section *out)
{
    if (in->rest.len == 0)
        return;
    out->props = unpack_props(in, &out->n_props);
    out->notes = unpack_notes(in, &out->n_notes);
}

void mm_unpack_term_more(mm_unpack *in, mm_term *out)
{
    out->stamp = (mm_stamp){ { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 } };
    if (in->rest.len)
        unpack_term_lists(in, out);
}

void mm_unpack_unit(mm_unpack *in, mm_unit *out)
{
    mm_variant *variants;

    *out = (mm_unit){ .score = mm_unpack_double(in) };
    out->id = mm_unpack_str(in);
    out->source_lang = mm_unpack_str(in);
    out->project = mm_unpack_str(in);
    out->client = mm_unpack_str(in);
    out->field = mm_unpack_str(in);
    out->status = mm_unpack_str(in);
    out->document = mm_unpack_str(in);
    out->stamp = unpack_stamp(in);
    out->props = unpack_props(in, &out->n_props);
    out->notes = unpack_notes(in, &out->n_notes);
    out->n_variants = (size_t)mm_unpack_number(in);
    variants = mm_unpack_list(in, out->n_variants, sizeof *variants);
    out->variants = variants;
    for (size_t i = 0; variants && i < out->n_variants && !in->bad; i++) {
        variants[i].lang = mm_unpack_str(in);
        variants[i].text = mm_unpack_str(in);
        unpack_variant_lists(in, &variants[i]);
    }
}

static void unpack_term(mm_unpack *in, mm_term *out)
{
    out->status = (mm_term_status)mm_unpack_number(in);
    if (out->status > MM_TERM_UNTRANSLATED)
        in->bad = true;
    out->text = mm_unpack_str(in);
    out->type = mm_unpack_str(in);
    out->part_of_speech = mm_unpack_str(in);
    out->hanja = mm_unpack_str(in);
    out->source = mm_unpack_str(in);
    unpack_term_lists(in, out);
}

static void unpack_section(mm_unpack *in, mm_lang_section *out)
{
    mm_term *terms;

    out->lang = mm_unpack_str(in);
    out->definition = mm_unpack_str(in);
    out->definition_source = mm_unpack_str(in);
    out->props = unpack_props(in, &out->n_props);
    out->notes = unpack_notes(in, &out->n_notes);
    out->n_terms = (size_t)mm_unpack_number(in);
    terms = mm_unpack_list(in, out->n_terms, sizeof *terms);
    out->terms = terms;
    for (size_t i = 0; terms && i < out->n_terms && !in->bad; i++)
        unpack_term(in, &terms[i]);
}

void mm_unpack_concept(mm_unpack *in, mm_concept *out)
{
    mm_lang_section *sections;

    *out = (mm_concept){ .confidence = mm_unpack_double(in) };
    out->kind = (mm_kind)mm_unpack_number(in);
    out->review = (mm_review)mm_unpack_number(in);
    out->frequency = (uint32_t)mm_unpack_number(in);
    if (out->kind > MM_KIND_ACRONYM || out->review > MM_REJECTED)
        in->bad = true;
    out->id = mm_unpack_str(in);
    out->definition = mm_unpack_str(in);
    out->definition_source = mm_unpack_str(in);
    out->field = mm_unpack_str(in);
    out->project = mm_unpack_str(in);
    out->client = mm_unpack_str(in);
    out->stamp = unpack_stamp(in);
    out->props = unpack_props(in, &out->n_props);
    out->notes = unpack_notes(in, &out->n_notes);
    out->n_sections = (size_t)mm_unpack_number(in);
    sections = mm_unpack_list(in, out->n_sections, sizeof *sections);
    out->sections = sections;
    for (size_t i = 0; sections && i < out->n_sections && !in->bad; i++)
        unpack_section(in, &sections[i]);
}
