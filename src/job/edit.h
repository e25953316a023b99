/* An edit under way, as its three parts (set, form, save) see it. */
#ifndef MM_JOB_EDIT_H
#define MM_JOB_EDIT_H

#include "formats/jsonl.h"
#include "job/facts.h"
#include "malmoi/edit.h"

struct mm_edit {
    mm_store        *store;
    mm_ref           ref; /* its `lang` in `lang` */
    mm_buf           lang;
    mm_buf           before; /* canonical row when it was opened; empty: new */
    mm_jsonl_item    was, now;
    mm_item          item; /* of `now` */
    mm_facts         facts[2];
    mm_field_change *changes;
    size_t           n_changes, cap;
};

/* Of `now`, to be written to. */
static inline mm_unit *mm_edit_unit(mm_edit *edit)
{
    return edit->item.unit ? &edit->now.unit : NULL;
}

static inline mm_concept *mm_edit_concept(mm_edit *edit)
{
    return edit->item.concept ? &edit->now.concept : NULL;
}

/* Fields that are plain text, by where they stand in their struct. */
typedef struct mm_text_field {
    const char *name;
    size_t      at;
} mm_text_field;

extern const mm_text_field mm_concept_texts[], mm_unit_texts[], mm_term_texts[],
    mm_section_texts[];

/** The field of `fields` called `name` in struct `of`; NULL: none. */
mm_str *mm_text_field_in(const mm_text_field *fields, void *of, mm_str name);

/** Is `text` a language tag by its form? */
bool mm_is_lang_tag(mm_str text);

/** The text of a variant with its codes as {1}, {2} ..., "\{" for a brace. */
int mm_coded_text(mm_buf *out, const mm_variant *variant);
/**
 * Takes such a text into `variant`, its codes in the order in which they stand
 * now; one that is left out goes. MM_EINVALID names a code that there is not,
 * or that stands twice.
 */
int mm_coded_text_read(mm_variant *variant, mm_arena *mem, mm_str text,
                       mm_error *err);

#endif
