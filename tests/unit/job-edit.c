/* One unit, concept or term changed: fields, forms, what is near, what hangs
 * on it, and what another changed meanwhile. */
#include "files/store/helpers.h"
#include "malmoi/edit.h"

static mm_error err;

static mm_store *open_fresh(void)
{
    mm_store *store;

    CHECK(mm_store_open(&store, fresh("w.db"), MM_WRITE, &err));
    return store;
}

static mm_id add_pair(mm_store *store, const char *en, const char *ko)
{
    mm_edit *edit;
    mm_id    id, change;

    CHECK(mm_edit_new(&edit, store, MM_ROW_CONCEPT, &err));
    CHECK(mm_edit_add_text(edit, MM_S("en"), mm_cstr(en), &err));
    CHECK(mm_edit_add_text(edit, MM_S("ko"), mm_cstr(ko), &err));
    CHECK(mm_edit_save(&change, &id, edit, MM_S("kim"), &err));
    assert_true(change > 0);
    mm_edit_close(edit);
    return id;
}

static mm_edit *open_ref(mm_store *store, const char *text)
{
    mm_edit *edit;
    mm_ref   ref;

    CHECK(mm_ref_parse(&ref, mm_cstr(text), &err));
    CHECK(mm_edit_open(&edit, store, &ref, &err));
    return edit;
}

/* ---- ids ---- */

static const struct id_row {
    const char *text;
    int         rc;
    mm_row_kind kind;
    mm_id       id;
    const char *lang;
    size_t      place;
} ids[] = {
    { "12", MM_OK, MM_ROW_CONCEPT, 12, "", 0 },
    { "c12", MM_OK, MM_ROW_CONCEPT, 12, "", 0 },
    { "u7", MM_OK, MM_ROW_UNIT, 7, "", 0 },
    { "d3", MM_OK, MM_ROW_DOCUMENT, 3, "", 0 },
    { "12/ko", MM_OK, MM_ROW_CONCEPT, 12, "ko", 1 },
    { "12/ko-KP/3", MM_OK, MM_ROW_CONCEPT, 12, "ko-KP", 3 },
    { "", MM_EINVALID, 0, 0, "", 0 },
    { "0", MM_EINVALID, 0, 0, "", 0 },
    { "-1", MM_EINVALID, 0, 0, "", 0 },
    { "12x", MM_EINVALID, 0, 0, "", 0 },
    { "u7/ko", MM_EINVALID, 0, 0, "", 0 },
    { "12/ko/0", MM_EINVALID, 0, 0, "", 0 },
    { "12/12", MM_EINVALID, 0, 0, "", 0 },
    { "99999999999999999999", MM_EINVALID, 0, 0, "", 0 },
};

static void check_id(void **state)
{
    const struct id_row *row = *state;
    mm_ref               ref;

    assert_int_equal(mm_ref_parse(&ref, mm_cstr(row->text), &err), row->rc);
    if (row->rc < 0)
        return;
    assert_int_equal(ref.kind, row->kind);
    assert_int_equal(ref.id, row->id);
    assert_true(mm_str_eq(ref.lang, mm_cstr(row->lang)));
    assert_int_equal(ref.place, row->place);
}

/* ---- assignments ---- */

static const struct set_row {
    const char *name, *ref, *set;
    int         rc;
    const char *field, *after; /* of one change that it makes */
} sets[] = {
    { "a plain field", "1", "field=defence", MM_OK, "field", "defence" },
    { "a kind", "1", "kind=place", MM_OK, "kind", "place" },
    { "a kind that is none", "1", "kind=thing", MM_EINVALID, "", "" },
    { "a review by its name", "1", "status=rejected", MM_OK, "review",
      "rejected" },
    { "a status of all terms", "1", "status=preferred", MM_OK,
      "en limit status", "preferred" },
    { "a status that is none", "1", "status=nice", MM_EINVALID, "", "" },
    { "a term", "1", "ko=한계선", MM_OK, "ko term", "한계선" },
    { "one more term", "1", "ko+=한도", MM_OK, "ko term", "한도" },
    { "a new language", "1", "ja=限界", MM_OK, "ja term", "限界" },
    { "a term by its number", "1", "ko.1.hanja=限界", MM_OK, "ko 한계 hanja",
      "限界" },
    { "a term that there is not", "1", "ko.2.hanja=x", MM_ENOTFOUND, "", "" },
    { "a term out", "1", "en=", MM_OK, "en term", "" },
    { "a note", "1", "note+=look", MM_OK, "note", "look" },
    { "of a term", "1/ko", "status=forbidden", MM_OK, "ko 한계 status",
      "forbidden" },
    { "not translated", "1/en", "status=do-not-translate", MM_OK,
      "en limit status", "do-not-translate" },
    { "a term's text", "1/ko/1", "text=한도", MM_OK, "ko term", "한도" },
    { "no field of a term", "1/ko", "field=x", MM_EINVALID, "", "" },
    { "no field at all", "1", "colour=x", MM_EINVALID, "", "" },
    { "three letters are a slip", "1", "nte=x", MM_EINVALID, "", "" },
    { "no assignment", "1", "field", MM_EINVALID, "", "" },
    { "adding to one value", "1", "field+=x", MM_EINVALID, "", "" },
    { "no UTF-8", "1", "field=\xff", MM_EINVALID, "", "" },
};

static void check_set(void **state)
{
    const struct set_row  *row = *state;
    mm_store              *store = open_fresh();
    const mm_field_change *changes;
    mm_edit               *edit;
    bool                   seen = false;
    size_t                 n;

    add_pair(store, "limit", "한계");
    edit = open_ref(store, row->ref);
    assert_int_equal(mm_edit_set(edit, mm_cstr(row->set), &err), row->rc);
    CHECK(mm_edit_changes(&changes, &n, edit, &err));
    if (row->rc < 0)
        assert_int_equal(n, 0);
    for (size_t i = 0; i < n; i++)
        seen = seen || (mm_str_eq(changes[i].field, mm_cstr(row->field)) &&
                        mm_str_eq(changes[i].b, mm_cstr(row->after)));
    assert_int_equal(seen, row->rc >= 0);
    mm_edit_close(edit);
    mm_store_close(store);
}

/* ---- forms ---- */

static void form_comes_back(void **state)
{
    mm_store              *store = open_fresh();
    mm_edit               *edit;
    mm_buf                 form = { 0 }, again = { 0 };
    const mm_field_change *changes;
    size_t                 n;

    (void)state;
    add_pair(store, "limit", "한계");
    edit = open_ref(store, "1");
    CHECK(mm_edit_set(edit, MM_S("note= two\nlines \\ and\ta tab "), &err));
    CHECK(mm_edit_set(edit, MM_S("ko.context=한계 | 선"), &err));
    CHECK(mm_edit_set(edit, MM_S("ko.hanja=限界"), &err));
    CHECK(mm_edit_form(&form, edit, &err));
    CHECK(mm_edit_read_form(edit, mm_buf_str(&form), &err));
    CHECK(mm_edit_form(&again, edit, &err));
    assert_string_equal(form.ptr, again.ptr);
    CHECK(mm_edit_changes(&changes, &n, edit, &err));
    assert_int_equal(n, 3);
    assert_true(mm_str_eq(mm_edit_item(edit).concept->notes[0].text,
                          MM_S(" two\nlines \\ and\ta tab ")));
    mm_edit_close(edit);
    mm_buf_release(&form);
    mm_buf_release(&again);
    mm_store_close(store);
}

static const struct form_row {
    const char *name, *form;
    long        line;
} bad_forms[] = {
    { "an unknown field", "kind: term\nkynd: term\n\n[en]\nterm: x\n", 2 },
    { "a kind that is none", "kind: thing\n[en]\nterm: x\n", 1 },
    { "a status that is none", "[en]\nterm: x\n status: nice\n", 3 },
    { "a term without text", "[en]\nterm:\n", 2 },
    { "a line without a colon", "[en]\nterm: x\nwhat\n", 3 },
    { "no language", "[english]\nterm: x\n", 1 },
    { "nothing left", "# all gone\n\n", 2 },
};

static void check_bad_form(void **state)
{
    const struct form_row *row = *state;
    const mm_field_change *changes;
    mm_store              *store = open_fresh();
    mm_edit               *edit;
    size_t                 n;

    add_pair(store, "limit", "한계");
    edit = open_ref(store, "1");
    assert_int_equal(mm_edit_read_form(edit, mm_cstr(row->form), &err),
                     MM_EFORMAT);
    assert_int_equal(err.line, row->line);
    CHECK(mm_edit_changes(&changes, &n, edit, &err));
    assert_int_equal(n, 0);
    mm_edit_close(edit);
    mm_store_close(store);
}

/* What a form has no field for stays with its term. */
static void form_keeps_the_rest(void **state)
{
    const mm_prop prop = { MM_S("x"), MM_S("y"), MM_S("") };
    const mm_term term = { .text = MM_S("한계"), .props = &prop, .n_props = 1 };
    const mm_lang_section section = { .lang = MM_S("ko"),
                                      .terms = &term,
                                      .n_terms = 1 };
    const mm_concept concept = { .sections = &section, .n_sections = 1 };
    mm_store      *store = open_fresh();
    mm_edit       *edit;
    const mm_term *after;
    mm_id          id;

    (void)state;
    CHECK(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err));
    CHECK(mm_store_end(
        store,
        mm_store_put(&id, store, &(mm_item){ .concept = &concept }, &err),
        &err));
    edit = open_ref(store, "1");
    CHECK(
        mm_edit_read_form(edit, MM_S("[ko]\nterm: 새말\nterm: 한도\n"), &err));
    after = mm_edit_item(edit).concept->sections[0].terms;
    assert_int_equal(after[0].n_props, 1);
    assert_int_equal(after[1].n_props, 0);
    mm_edit_close(edit);
    mm_store_close(store);
}

/* ---- codes ---- */

static void codes_by_number(void **state)
{
    const mm_code codes[] = {
        { .kind = MM_CODE_OPEN,
          .offset = 6,
          .id = MM_S("1"),
          .data = MM_S("<b>") },
        { .kind = MM_CODE_CLOSE,
          .offset = 11,
          .id = MM_S("1"),
          .data = MM_S("</b>") },
    };
    const mm_variant  variant = { .lang = MM_S("en"),
                                  .text = MM_S("Press Start {now}"),
                                  .codes = codes,
                                  .n_codes = 2 };
    const mm_unit     unit = { .variants = &variant, .n_variants = 1 };
    mm_store         *store = open_fresh();
    mm_edit          *edit;
    mm_buf            form = { 0 };
    const mm_variant *v;

    (void)state;
    CHECK(mm_store_begin(store, &(mm_change){ .kind = "add" }, &err));
    CHECK(mm_store_end(
        store, mm_store_put(NULL, store, &(mm_item){ .unit = &unit }, &err),
        &err));
    edit = open_ref(store, "u1");
    CHECK(mm_edit_form(&form, edit, &err));
    assert_non_null(strstr(form.ptr, "text: Press {1}Start{2} \\\\{now}"));
    CHECK(mm_edit_set(edit, MM_S("en=Now {1}go{2} \\{x}"), &err));
    v = mm_edit_item(edit).unit->variants;
    assert_true(mm_str_eq(v->text, MM_S("Now go {x}")));
    assert_int_equal(v->n_codes, 2);
    assert_int_equal(v->codes[0].offset, 4);
    assert_int_equal(v->codes[1].offset, 6);
    assert_int_equal(mm_edit_set(edit, MM_S("en={3}x"), &err), MM_EINVALID);
    assert_int_equal(mm_edit_set(edit, MM_S("en={1}{1}x"), &err), MM_EINVALID);
    assert_true(
        mm_str_eq(mm_edit_item(edit).unit->variants->text, MM_S("Now go {x}")));
    mm_edit_close(edit);
    mm_buf_release(&form);
    mm_store_close(store);
}

/* ---- saving ---- */

static void another_changed_it(void **state)
{
    mm_store *store = open_fresh(), *other;
    mm_edit  *mine, *theirs;
    mm_item   item;
    mm_id     change;

    (void)state;
    add_pair(store, "limit", "한계");
    CHECK(mm_store_open(&other, mm_store_path(store), MM_WRITE, &err));
    mine = open_ref(store, "1");
    theirs = open_ref(other, "1");
    CHECK(mm_edit_set(mine, MM_S("field=mine"), &err));
    CHECK(mm_edit_set(theirs, MM_S("field=theirs"), &err));
    CHECK(mm_edit_save(&change, NULL, theirs, MM_S("lee"), &err));
    assert_int_equal(mm_edit_save(&change, NULL, mine, MM_S("kim"), &err),
                     MM_EBUSY);
    assert_int_equal(change, 0);
    CHECK(mm_store_get(&item, store, MM_ROW_CONCEPT, 1, &err));
    assert_true(mm_str_eq(item.concept->field, MM_S("theirs")));
    assert_true(mm_str_eq(item.concept->stamp.changed_by, MM_S("lee")));
    assert_true(mm_str_eq(item.concept->stamp.created_by, MM_S("kim")));
    mm_edit_close(mine);
    mm_edit_close(theirs);
    mm_store_close(other);
    mm_store_close(store);
}

static void nothing_changed_is_no_change(void **state)
{
    mm_store *store = open_fresh();
    mm_edit  *edit;
    int64_t   before, after;
    mm_id     change;

    (void)state;
    add_pair(store, "limit", "한계");
    CHECK(mm_store_generation(&before, store, &err));
    edit = open_ref(store, "1");
    CHECK(mm_edit_set(edit, MM_S("ko=한계"), &err));
    CHECK(mm_edit_save(&change, NULL, edit, MM_S("kim"), &err));
    assert_int_equal(change, 0);
    CHECK(mm_store_generation(&after, store, &err));
    assert_int_equal(before, after);
    mm_edit_close(edit);
    mm_store_close(store);
}

static void twins(void **state)
{
    mm_store *store = open_fresh();
    mm_edit  *edit;
    mm_twin   found[4];

    (void)state;
    add_pair(store, "limit", "한계");
    add_pair(store, "Limit", "한도");
    CHECK(mm_edit_new(&edit, store, MM_ROW_CONCEPT, &err));
    CHECK(mm_edit_add_text(edit, MM_S("en"), MM_S("LIMIT"), &err));
    CHECK(mm_edit_add_text(edit, MM_S("ko"), MM_S("한계"), &err));
    assert_int_equal(mm_edit_twins(found, 4, edit, &err), 2);
    assert_int_equal(found[0].id, 1);
    assert_true(found[0].same);
    assert_int_equal(found[1].id, 2);
    assert_false(found[1].same);
    assert_int_equal(mm_edit_twins(found, 1, edit, &err), 1);
    mm_edit_close(edit);
    mm_store_close(store);
}

/* ---- removing ---- */

static void what_hangs_on_it(void **state)
{
    mm_store  *store = open_fresh();
    mm_edit   *edit;
    mm_hanging hanging;
    mm_ref     ref;
    mm_id      change;

    (void)state;
    add_pair(store, "limit", "한계");
    CHECK(mm_ref_parse(&ref, MM_S("1"), &err));
    CHECK(mm_remove_check(&hanging, store, &ref, &err));
    assert_int_equal(hanging.terms, 2);
    assert_false(mm_hanging_any(&hanging));
    edit = open_ref(store, "1");
    CHECK(mm_edit_set(edit, MM_S("ko.note=look"), &err));
    CHECK(mm_edit_save(&change, NULL, edit, MM_S("kim"), &err));
    mm_edit_close(edit);
    CHECK(mm_remove_check(&hanging, store, &ref, &err));
    assert_int_equal(hanging.notes, 1);
    assert_true(mm_hanging_any(&hanging));
    ref.id = 9;
    assert_int_equal(mm_remove_check(&hanging, store, &ref, &err),
                     MM_ENOTFOUND);
    ref.kind = MM_ROW_UNIT;
    assert_int_equal(mm_remove_check(&hanging, store, &ref, &err),
                     MM_ENOTFOUND);
    mm_store_close(store);
}

static void term_by_term(void **state)
{
    mm_store *store = open_fresh();
    mm_item   item;
    mm_ref    ref;
    mm_id     change, undo;

    (void)state;
    add_pair(store, "limit", "한계");
    CHECK(mm_ref_parse(&ref, MM_S("1/ko"), &err));
    CHECK(mm_remove(&change, store, &ref, MM_S("kim"), &err));
    CHECK(mm_store_get(&item, store, MM_ROW_CONCEPT, 1, &err));
    assert_int_equal(item.concept->n_sections, 1);
    assert_int_equal(mm_remove(&change, store, &ref, MM_S("kim"), &err),
                     MM_ENOTFOUND);
    CHECK(mm_ref_parse(&ref, MM_S("1/en/1"), &err));
    CHECK(mm_remove(&change, store, &ref, MM_S("kim"), &err));
    assert_int_equal(mm_store_get(&item, store, MM_ROW_CONCEPT, 1, &err),
                     MM_ENOTFOUND);
    CHECK(mm_history_undo(&undo, store, change, MM_S("kim"), &err));
    CHECK(mm_store_get(&item, store, MM_ROW_CONCEPT, 1, &err));
    mm_store_close(store);
}

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))
#define ROWS(rows, test)                                                       \
    for (size_t i = 0; i < COUNT(rows); i++)                                   \
        tests[n++] = (struct CMUnitTest)                                       \
        {                                                                      \
            .name = (rows)[i].name, .test_func = test,                         \
            .initial_state = (void *)&(rows)[i]                                \
        }

int main(void)
{
    static const struct CMUnitTest plain[] = {
        cmocka_unit_test(form_comes_back),
        cmocka_unit_test(form_keeps_the_rest),
        cmocka_unit_test(codes_by_number),
        cmocka_unit_test(another_changed_it),
        cmocka_unit_test(nothing_changed_is_no_change),
        cmocka_unit_test(twins),
        cmocka_unit_test(what_hangs_on_it),
        cmocka_unit_test(term_by_term),
    };
    struct CMUnitTest
           tests[COUNT(ids) + COUNT(sets) + COUNT(bad_forms) + COUNT(plain)];
    size_t n = 0;

    for (size_t i = 0; i < COUNT(ids); i++)
        tests[n++] = (struct CMUnitTest){ .name = ids[i].text,
                                          .test_func = check_id,
                                          .initial_state = (void *)&ids[i] };
    ROWS(sets, check_set);
    ROWS(bad_forms, check_bad_form);
    for (size_t i = 0; i < COUNT(plain); i++)
        tests[n++] = plain[i];
    return cmocka_run_group_tests(tests, NULL, leave_no_folder);
}
