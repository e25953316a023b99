#include "match/termabout.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

const mm_about *mm_about_at(const mm_about_table *table, uint32_t i)
{
    const mm_about *about = table->abouts + i;

    return i < table->n && (uint64_t)about->first + about->n <= table->n_sayings
               ? about
               : NULL;
}

/* A label is the length of its text, and the text. */
mm_str mm_about_label(const mm_about_table *table, uint32_t label)
{
    uint32_t len;

    if (label + (uint64_t)sizeof len > table->n_texts)
        return MM_S("");
    memcpy(&len, table->texts + label, sizeof len);
    if (label + sizeof len + (uint64_t)len > table->n_texts)
        return MM_S("");
    return (mm_str){ table->texts + label + sizeof len, len };
}

mm_str mm_about_text(const mm_about_table *table, const mm_saying *saying)
{
    if ((uint64_t)saying->text + saying->len > table->n_texts)
        return MM_S("");
    return (mm_str){ table->texts + saying->text, saying->len };
}

/* ---- making ---- */

static int put_label(uint32_t *out, mm_about_builder *b, mm_str text)
{
    size_t   before = b->labels.n;
    uint32_t len = (uint32_t)text.len, at = mm_map_add(&b->labels, text);

    if (at == MM_MAP_NONE)
        return MM_ENOMEM;
    if (b->labels.n > before) {
        if (mm_grow(&b->places, &b->cap_places, b->labels.n, sizeof *b->places,
                    NULL) < 0)
            return MM_ENOMEM;
        b->places[at] = (uint32_t)b->texts.len;
        if (mm_buf_put(&b->texts, (mm_str){ (const char *)&len, sizeof len }) <
                0 ||
            mm_buf_put(&b->texts, text) < 0)
            return MM_ENOMEM;
    }
    *out = b->places[at];
    return MM_OK;
}

static int put_saying(mm_about_builder *b, uint32_t lang, const mm_term *term)
{
    bool noun = mm_str_eq(term->part_of_speech, MM_S("noun")) ||
                mm_str_eq(term->part_of_speech, MM_S("properNoun"));

    if (mm_grow(&b->sayings, &b->cap_sayings, b->n_sayings + 1,
                sizeof *b->sayings, NULL) < 0)
        return MM_ENOMEM;
    b->sayings[b->n_sayings++] =
        (mm_saying){ .text = (uint32_t)b->texts.len,
                     .len = (uint32_t)term->text.len,
                     .lang = lang,
                     .status = (uint16_t)term->status,
                     .flags = noun ? MM_SAYING_NOUN : 0 };
    return mm_buf_put(&b->texts, term->text);
}

int mm_about_add(mm_about_builder *b, uint64_t row, const mm_concept *c)
{
    mm_about about = { .concept = row,
                       .confidence = c->confidence,
                       .first = (uint32_t)b->n_sayings,
                       .review = (uint16_t)c->review,
                       .kind = (uint16_t)c->kind };
    mm_str   when = c->stamp.changed.len ? c->stamp.changed : c->stamp.created;

    if (put_label(&about.field, b, c->field) < 0 ||
        put_label(&about.project, b, c->project) < 0 ||
        put_label(&about.client, b, c->client) < 0 ||
        put_label(&about.changed, b, when) < 0)
        return MM_ENOMEM;
    for (size_t s = 0; s < c->n_sections; s++) {
        const mm_lang_section *section = &c->sections[s];
        uint32_t               lang;

        if (put_label(&lang, b, section->lang) < 0)
            return MM_ENOMEM;
        for (size_t t = 0; t < section->n_terms; t++, about.n++)
            if (put_saying(b, lang, &section->terms[t]) < 0)
                return MM_ENOMEM;
    }
    if (mm_grow(&b->abouts, &b->cap, b->n + 1, sizeof *b->abouts, NULL) < 0)
        return MM_ENOMEM;
    b->abouts[b->n++] = about;
    return b->texts.len > UINT32_MAX ? MM_ENOMEM : MM_OK;
}

void mm_about_builder_release(mm_about_builder *b)
{
    free(b->abouts);
    free(b->sayings);
    free(b->places);
    mm_buf_release(&b->texts);
    mm_map_release(&b->labels);
    *b = (mm_about_builder){ 0 };
}
