/*
 * malmoi/edit.h: one unit, concept or term put in, changed, taken out.
 *
 *     mm_edit *edit = NULL;
 *     mm_ref   ref;
 *     mm_id    id;
 *
 *     if ((rc = mm_ref_parse(&ref, MM_S("12/ko/2"), err)) < 0 ||
 *         (rc = mm_edit_open(&edit, store, &ref, err)) < 0 ||
 *         (rc = mm_edit_set(edit, MM_S("status=preferred"), err)) < 0)
 *         goto done;
 *     rc = mm_edit_save(&id, edit, who, err);
 *
 * Nothing is written before mm_edit_save(), which refuses when another has
 * changed the row since it was opened.
 */
#ifndef MALMOI_EDIT_H
#define MALMOI_EDIT_H

#include "malmoi/diff.h"
#include "malmoi/history.h"

/* What is meant: "12" or "c12" a concept, "u7" a unit, "d3" a document,
 * "12/ko" the first Korean term of concept 12, "12/ko/2" the second. */
typedef struct mm_ref {
    mm_row_kind kind;
    mm_id       id;
    mm_str      lang;  /* of a term; empty: the row as a whole */
    size_t      place; /* of a term within its language, from 1 */
} mm_ref;

/** Reads `text`, which `out` points into. MM_EINVALID. */
MM_API int mm_ref_parse(mm_ref *out, mm_str text, mm_error *err);

typedef struct mm_edit mm_edit;

/** Reads what `ref` means, to be changed. MM_ENOTFOUND. MM_EINVALID: a
 * document. `store` must outlive it; `*out` is yours until mm_edit_close(). */
MM_API int mm_edit_open(mm_edit **out, mm_store *store, const mm_ref *ref,
                        mm_error *err);
/** A new concept or unit, without anything in it. A concept is approved. */
MM_API int  mm_edit_new(mm_edit **out, mm_store *store, mm_row_kind kind,
                        mm_error *err);
MM_API void mm_edit_close(mm_edit *edit); /* NULL is fine */
/** The row as it stands now, valid until the next change to `edit`. */
MM_API mm_item mm_edit_item(const mm_edit *edit);

/** Adds a term, or the wording of a unit, in language `lang`. Only a concept
 * can have two in one language: MM_EINVALID. */
MM_API int mm_edit_add_text(mm_edit *edit, mm_str lang, mm_str text,
                            mm_error *err);
/**
 * Sets one field: "field=defence", "ko=북방한계선", "ko.2.status=deprecated",
 * "note+=..." (+= adds to a list, an empty value clears). Of a term's ref the
 * fields are the term's. docs/daily.md lists them. MM_EINVALID names what is
 * wrong and leaves all as it was.
 */
MM_API int mm_edit_set(mm_edit *edit, mm_str assignment, mm_error *err);
/** The row as a small text form for an editor, behind what `out` holds. */
MM_API int mm_edit_form(mm_buf *out, const mm_edit *edit, mm_error *err);
/** Takes a form back. MM_EFORMAT with the line of the form, and nothing is
 * changed. What the form has no field for stays. */
MM_API int mm_edit_read_form(mm_edit *edit, mm_str form, mm_error *err);

/** What was changed so far, by field; valid until the next change to `edit`.
 * `*n` 0: nothing. */
MM_API int mm_edit_changes(const mm_field_change **out, size_t *n,
                           mm_edit *edit, mm_error *err);

/* A concept that says much the same. */
typedef struct mm_twin {
    mm_id id;
    bool  same; /* every term of the new one is in it */
} mm_twin;

/** Concepts of the store that share a term with this one, as keys compare:
 * at most `room`; returns how many, or negative. Units have none. */
MM_API int mm_edit_twins(mm_twin *out, size_t room, mm_edit *edit,
                         mm_error *err);

/**
 * Writes the row as one change. `*change` is its number, 0 when nothing was
 * changed; `*id` (may be NULL) the row's. MM_EBUSY: another changed it
 * meanwhile, and nothing is written. MM_EINVALID: nothing is left in it.
 */
MM_API int mm_edit_save(mm_id *change, mm_id *id, mm_edit *edit, mm_str who,
                        mm_error *err);

/* What a row keeps that goes with it. */
typedef struct mm_hanging {
    size_t terms, notes, contexts, proofs; /* of a concept */
    size_t units, concepts; /* that were made of a document, of a unit's text */
    bool   decided;         /* a person approved it or rejected it */
} mm_hanging;

/** What hangs on the row or term that `ref` means. MM_ENOTFOUND. */
MM_API int mm_remove_check(mm_hanging *out, mm_store *store, const mm_ref *ref,
                           mm_error *err);
/** True when something hangs on it that a person should know of. */
MM_API bool mm_hanging_any(const mm_hanging *hanging);
/** Removes it as one change, whose number is `*change`. The last term of a
 * concept goes with the concept. MM_ENOTFOUND. */
MM_API int mm_remove(mm_id *change, mm_store *store, const mm_ref *ref,
                     mm_str who, mm_error *err);

#endif
