/* Units, concepts and what hangs on them, as the API shows them. */
#include "server/server.h"

static void show_notes(mm_json *json, const mm_note *notes, size_t n)
{
    if (n == 0)
        return;
    mm_json_put_list(json, "notes");
    for (size_t i = 0; i < n; i++) {
        mm_json_open(json, '{');
        mm_json_put_text(json, "text", notes[i].text);
        mm_json_put_said(json, "lang", notes[i].lang);
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
}

static void show_stamp(mm_json *json, const mm_stamp *stamp)
{
    mm_json_put_said(json, "created", stamp->created);
    mm_json_put_said(json, "created_by", stamp->created_by);
    mm_json_put_said(json, "changed", stamp->changed);
    mm_json_put_said(json, "changed_by", stamp->changed_by);
}

static void show_term(mm_json *json, const mm_term *term)
{
    mm_json_open(json, '{');
    mm_json_put_text(json, "text", term->text);
    mm_json_put_said(json, "status",
                     mm_cstr(mm_term_status_name(term->status)));
    mm_json_put_said(json, "type", term->type);
    mm_json_put_said(json, "part_of_speech", term->part_of_speech);
    mm_json_put_said(json, "hanja", term->hanja);
    mm_json_put_said(json, "source", term->source);
    show_notes(json, term->notes, term->n_notes);
    if (term->n_contexts) {
        mm_json_put_list(json, "contexts");
        for (size_t i = 0; i < term->n_contexts; i++) {
            mm_json_open(json, '{');
            mm_json_put_text(json, "text", term->contexts[i].text);
            mm_json_put_said(json, "source", term->contexts[i].source);
            mm_json_close(json, '}');
        }
        mm_json_close(json, ']');
    }
    mm_json_close(json, '}');
}

static void show_section(mm_json *json, const mm_lang_section *section)
{
    mm_json_open(json, '{');
    mm_json_put_text(json, "lang", section->lang);
    mm_json_put_said(json, "definition", section->definition);
    show_notes(json, section->notes, section->n_notes);
    mm_json_put_list(json, "terms");
    for (size_t t = 0; t < section->n_terms; t++)
        show_term(json, &section->terms[t]);
    mm_json_close(json, ']');
    mm_json_close(json, '}');
}

void mm_show_concept(mm_json *json, const mm_concept *concept, mm_id row)
{
    mm_json_open(json, '{');
    mm_json_put_int(json, "id", row);
    mm_json_put_text(json, "kind", mm_cstr(mm_kind_name(concept->kind)));
    mm_json_put_text(json, "review", mm_cstr(mm_review_name(concept->review)));
    if (concept->confidence > 0)
        mm_json_put_real(json, "confidence", concept->confidence);
    if (concept->frequency)
        mm_json_put_int(json, "frequency", concept->frequency);
    mm_json_put_said(json, "definition", concept->definition);
    mm_json_put_said(json, "field", concept->field);
    mm_json_put_said(json, "project", concept->project);
    mm_json_put_said(json, "client", concept->client);
    show_notes(json, concept->notes, concept->n_notes);
    show_stamp(json, &concept->stamp);
    mm_json_put_list(json, "languages");
    for (size_t s = 0; s < concept->n_sections; s++)
        show_section(json, &concept->sections[s]);
    mm_json_close(json, ']');
    mm_json_close(json, '}');
}

void mm_show_unit(mm_json *json, const mm_unit *unit, mm_id row)
{
    mm_json_open(json, '{');
    mm_json_put_int(json, "id", row);
    mm_json_put_said(json, "name", unit->id);
    mm_json_put_said(json, "source_lang", unit->source_lang);
    mm_json_put_said(json, "project", unit->project);
    mm_json_put_said(json, "client", unit->client);
    mm_json_put_said(json, "field", unit->field);
    mm_json_put_said(json, "status", unit->status);
    mm_json_put_said(json, "document", unit->document);
    if (unit->score > 0)
        mm_json_put_real(json, "score", unit->score);
    show_notes(json, unit->notes, unit->n_notes);
    show_stamp(json, &unit->stamp);
    mm_json_put_list(json, "variants");
    for (size_t i = 0; i < unit->n_variants; i++) {
        mm_json_open(json, '{');
        mm_json_put_text(json, "lang", unit->variants[i].lang);
        mm_json_put_text(json, "text", unit->variants[i].text);
        mm_json_close(json, '}');
    }
    mm_json_close(json, ']');
    mm_json_close(json, '}');
}

void mm_show_past(mm_json *json, const mm_past *past)
{
    static const char *const kinds[] = { "unit", "concept", "document" };

    mm_json_open(json, '{');
    mm_json_put_int(json, "change", past->change);
    mm_json_put_text(json, "kind", past->kind);
    mm_json_put_said(json, "who", past->who);
    mm_json_put_said(json, "what", past->what);
    mm_json_put_said(json, "when", past->when);
    if (past->rows)
        mm_json_put_int(json, "rows", past->rows);
    if (past->undone_by)
        mm_json_put_int(json, "undone_by", past->undone_by);
    if (past->open)
        mm_json_put_bool(json, "open", true);
    if (past->row) {
        mm_json_put_text(json, "row_kind", mm_cstr(kinds[past->row_kind]));
        mm_json_put_int(json, "row", past->row);
    }
    mm_json_put_said(json, "before", past->before);
    mm_json_put_said(json, "after", past->after);
    mm_json_close(json, '}');
}

/* Offsets are bytes in the library; a page counts in characters. */
static size_t chars_before(mm_str text, size_t bytes)
{
    return mm_utf8_count(mm_str_sub(text, 0, bytes));
}

static void show_proof(mm_json *json, const mm_proof *p)
{
    mm_json_open(json, '{');
    mm_json_put_text(json, "clue", p->clue);
    mm_json_put_real(json, "weight", p->weight);
    mm_json_put_int(json, "unit", p->unit);
    mm_json_put_text(json, "document_a", p->document_a);
    mm_json_put_text(json, "document_b", p->document_b);
    mm_json_put_text(json, "a", p->a);
    mm_json_put_text(json, "b", p->b);
    mm_json_put_int(json, "a_start", (long long)chars_before(p->a, p->a_start));
    mm_json_put_int(json, "a_end", (long long)chars_before(p->a, p->a_end));
    mm_json_put_int(json, "b_start", (long long)chars_before(p->b, p->b_start));
    mm_json_put_int(json, "b_end", (long long)chars_before(p->b, p->b_end));
    mm_json_close(json, '}');
}

int mm_show_proofs(mm_json *json, mm_store *store, mm_id row, size_t most,
                   mm_error *err)
{
    mm_proofs *proofs = NULL;
    mm_proof   proof;
    int        rc = MM_OK;

    mm_json_put_list(json, "evidence");
    if (store && row && most &&
        (rc = mm_proofs_open(&proofs, store, row, err)) == MM_OK)
        for (size_t i = 0;
             i < most && (rc = mm_proofs_next(proofs, &proof, err)) == MM_ROW;
             i++)
            show_proof(json, &proof);
    mm_proofs_close(proofs);
    mm_json_close(json, ']');
    return rc < 0 ? rc : MM_OK;
}

int mm_version_of(mm_id *out, mm_store *store, mm_row_kind kind, mm_id id,
                  mm_error *err)
{
    mm_pasts *pasts = NULL;
    mm_past   past;
    int       rc = mm_history_of(&pasts, store, kind, id, err);

    *out = 0;
    if (rc == MM_OK && (rc = mm_pasts_next(pasts, &past, err)) == MM_ROW)
        *out = past.change;
    mm_pasts_close(pasts);
    return rc < 0 ? rc : MM_OK;
}
