/* Taking a row or a term out, and what would go with it. */
#include "job/edit.h"

static int count_proofs(size_t *out, mm_store *store, mm_id id, mm_error *err)
{
    mm_proofs *proofs = NULL;
    mm_proof   proof;
    int        rc = mm_proofs_open(&proofs, store, id, err);

    while (rc >= 0 && (rc = mm_proofs_next(proofs, &proof, err)) == MM_ROW)
        ++*out;
    mm_proofs_close(proofs);
    return rc;
}

static void count_terms(mm_hanging *out, const mm_concept *c, const mm_ref *ref)
{
    out->notes = ref->lang.len ? 0 : c->n_notes;
    for (size_t i = 0; i < c->n_sections; i++) {
        const mm_lang_section *s = &c->sections[i];

        if (ref->lang.len && !mm_lang_matches(s->lang, ref->lang))
            continue;
        for (size_t k = 0; k < s->n_terms; k++) {
            if (ref->lang.len && k + 1 != ref->place)
                continue;
            out->terms++;
            out->notes += s->terms[k].n_notes;
            out->contexts += s->terms[k].n_contexts;
        }
        if (ref->lang.len)
            break;
    }
}

static int check_concept(mm_hanging *out, mm_store *store, const mm_ref *ref,
                         mm_error *err)
{
    mm_edit *edit;
    size_t   n = 0;
    int      rc = mm_edit_open(&edit, store, ref, err);

    if (rc < 0)
        return rc;
    count_terms(out, edit->item.concept, ref);
    for (size_t i = 0; i < edit->item.concept->n_sections; i++)
    n += edit->item.concept->sections[i].n_terms;
    if (ref->lang.len == 0 || n == 1) {
        /* A person's decision stays known: it keeps a re-run from proposing
         * the pair again, unless it is removed. */
        rc = count_proofs(&out->proofs, store, ref->id, err);
        out->decided = out->proofs && edit->item.concept->review != MM_PROPOSED;
    }
    mm_edit_close(edit);
    return rc;
}

int mm_remove_check(mm_hanging *out, mm_store *store, const mm_ref *ref,
                    mm_error *err)
{
    *out = (mm_hanging){ 0 };
    if (ref->kind == MM_ROW_CONCEPT)
        return check_concept(out, store, ref, err);
    return mm_store_leaning(&out->units, &out->concepts, store, ref->kind,
                            ref->id, err);
}

bool mm_hanging_any(const mm_hanging *hanging)
{
    return hanging->notes || hanging->contexts || hanging->proofs ||
           hanging->units || hanging->concepts || hanging->decided;
}

static int remove_row(mm_id *change, mm_store *store, const mm_ref *ref,
                      mm_str who, mm_error *err)
{
    static const char *const names[] = { "unit", "concept", "document" };
    mm_buf                   what = { 0 };
    int                      rc =
        mm_buf_printf(&what, "%s %lld", names[ref->kind], (long long)ref->id);

    if (rc < 0)
        return mm_fail_memory(err);
    rc = mm_store_begin(
        store,
        &(mm_change){ .kind = "remove", .who = who, .what = mm_buf_str(&what) },
        err);
    if (rc >= 0) {
        *change = mm_store_change(store);
        rc = mm_store_end(store,
                          mm_store_remove(store, ref->kind, ref->id, err), err);
    }
    mm_buf_release(&what);
    return rc;
}

int mm_remove(mm_id *change, mm_store *store, const mm_ref *ref, mm_str who,
              mm_error *err)
{
    mm_edit *edit = NULL;
    size_t   n = 0;
    int      rc;

    *change = 0;
    if (ref->lang.len == 0) {
        rc = remove_row(change, store, ref, who, err);
        if (rc < 0)
            *change = 0;
        return rc;
    }
    if ((rc = mm_edit_open(&edit, store, ref, err)) < 0)
        return rc;
    for (size_t i = 0; i < edit->item.concept->n_sections; i++)
    n += edit->item.concept->sections[i].n_terms;
    if (n == 1)
        rc = remove_row(change, store, ref, who, err);
    else if ((rc = mm_edit_set(edit, MM_S("text="), err)) >= 0)
        rc = mm_edit_save(change, NULL, edit, who, err);
    mm_edit_close(edit);
    return rc;
}
