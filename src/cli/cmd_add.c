/* malmoi add: one concept, or one unit, put in at the shell. */
#include "cli/changes.h"

enum { TWINS = 8, LIKE = 5, UNITS = 3, NEAR = 85 };

static const mm_option options[] = {
    { "unit", 'u', NULL, N_("a unit: a sentence and its translation") },
    { "kind", 0, "KIND",
      N_("term, person, organization, place, event, work, title, acronym") },
    { "status", 0, "STATUS",
      N_("of the terms: preferred, admitted, deprecated, superseded, forbidden, "
         "do-not-translate; of a concept: proposed, approved, rejected") },
    { "field", 0, "NAME", N_("subject field") },
    { "project", 0, "NAME", N_("project") },
    { "client", 0, "NAME", N_("client") },
    { "definition", 0, "TEXT", N_("what it means") },
    { "note", 0, "TEXT", N_("a note") },
    { "hanja", 0, "TEXT", N_("of the first Korean term") },
    { "force", 0, NULL, N_("add it though the memory has it already") },
    { 0 }
};

/* ---- what was said ---- */

/* The language of a word by its script: a term is too short for more. */
static const char *lang_of(mm_str text)
{
    switch (mm_text_script(text)) {
    case MM_SCRIPT_HANGUL:
        return "ko";
    case MM_SCRIPT_LATIN:
    case MM_SCRIPT_NONE:
        return "en";
    default:
        return mm_guess_lang(text);
    }
}

/* Takes the language off "ko=북방한계선", or "pt-BR=...": a tag of ISO 639 in
 * small letters. Empty when nothing of the kind stands there. */
static mm_str take_lang(mm_str *text)
{
    size_t at = mm_str_find(*text, MM_S("="), 0), letters = 0;
    mm_str tag = mm_str_sub(*text, 0, at == SIZE_MAX ? 0 : at);

    while (letters < tag.len && tag.ptr[letters] >= 'a' &&
           tag.ptr[letters] <= 'z')
        letters++;
    if ((letters < tag.len && tag.ptr[letters] != '-') ||
        tag.len > letters + 5 || !*mm_lang_code(mm_str_sub(tag, 0, letters)))
        return MM_S("");
    *text = mm_str_trim(mm_str_sub(*text, at + 1, SIZE_MAX));
    return tag;
}

static int take_texts(mm_edit *edit, const mm_args *args, mm_error *err)
{
    mm_str langs = mm_cstr(mm_opt(args, "lang"));
    bool   said = langs.len > 0;
    int    rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < args->n; i++) {
        mm_str text = mm_str_trim(mm_cstr(args->words[i]));
        mm_str lang = said ? mm_str_trim(mm_str_cut(&langs, ','))
                           : take_lang(&text);

        if (!said && lang.len == 0)
            lang = mm_cstr(lang_of(text));
        if (lang.len == 0)
            return mm_fail(err, MM_EINVALID,
                           said ? _("-l names fewer languages than there are "
                                    "texts: '%s'")
                                : _("in what language is '%s'? say -l en,ko"),
                           args->words[i]);
        rc = mm_edit_add_text(edit, lang, text, err);
    }
    if (rc == MM_OK && langs.len)
        rc = mm_fail(err, MM_EINVALID,
                     _("-l names more languages than there are texts"));
    return rc;
}

static int take_option(mm_edit *edit, const mm_args *args, const char *name,
                       const char *field, mm_error *err)
{
    const char *value = mm_opt(args, name);
    mm_buf      set = { 0 };
    int         rc;

    if (!value)
        return MM_OK;
    if (mm_buf_printf(&set, "%s=%s", field, value) < 0)
        rc = mm_fail_memory(err);
    else
        rc = mm_edit_set(edit, mm_buf_str(&set), err);
    mm_buf_release(&set);
    return rc;
}

static int take_options(mm_edit *edit, const mm_args *args, mm_error *err)
{
    static const char *const names[][2] = {
        { "kind", "kind" },     { "status", "status" },
        { "field", "field" },   { "project", "project" },
        { "client", "client" }, { "definition", "definition" },
        { "note", "note" },     { "hanja", "ko.hanja" },
    };
    int rc = MM_OK;

    for (size_t i = 0; rc == MM_OK && i < sizeof names / sizeof *names; i++)
        rc = take_option(edit, args, names[i][0], names[i][1], err);
    return rc;
}

/* ---- what is there already ---- */

static int tell(const mm_args *args, mm_store *store, mm_id id, const char *why,
                mm_error *err)
{
    mm_item item;
    mm_buf  line = { 0 };
    int     rc = mm_store_get(&item, store, MM_ROW_CONCEPT, id, err);

    if (rc >= 0 && mm_item_line(&line, &item) < 0)
        rc = mm_fail_memory(err);
    if (rc >= 0)
        mm_say(args, _("note: concept %lld (%s, %s) is near: %s"),
               (long long)id, mm_review_name(item.concept->review), why,
               line.ptr ? line.ptr : "");
    mm_buf_release(&line);
    return rc;
}

static bool is_told(const mm_twin *twins, size_t n, mm_id id)
{
    for (size_t i = 0; i < n; i++)
        if (twins[i].id == id)
            return true;
    return false;
}

/* Concepts of another form of the same words: plural, another spelling, a
 * typo. */
static int tell_alike(const mm_args *args, mm_store *store, mm_lookup *lookup,
                      mm_str text, mm_twin *told, size_t *n, mm_error *err)
{
    const mm_lookup_options o = { .limit = LIKE, .review = 7 };
    mm_hit                  hit;
    int                     rc = mm_lookup_start(lookup, text, &o, err);

    while (rc >= 0 && (rc = mm_lookup_next(lookup, &hit, err)) == MM_ROW) {
        if ((hit.how > MM_HIT_SPELLING && hit.how != MM_HIT_TYPO) ||
            hit.how == MM_HIT_ACRONYM || *n >= TWINS + LIKE ||
            is_told(told, *n, hit.row))
            continue;
        told[(*n)++].id = hit.row;
        rc = tell(args, store, hit.row, hit.why.ptr, err);
    }
    return rc;
}

static int tell_unit(const mm_args *args, const mm_match *match)
{
    mm_item item = { .unit = match->unit };
    mm_buf  line = { 0 };
    int     rc = mm_item_line(&line, &item);

    if (rc == MM_OK)
        mm_say(args, _("note: unit %lld (%u %%) is near: %s"),
               (long long)match->row, match->score, line.ptr ? line.ptr : "");
    mm_buf_release(&line);
    return rc;
}

/* Units whose source is the same or nearly: MM_ROW when one has the same
 * translation too. */
static int tell_units(const mm_args *args, mm_store *store, const mm_unit *unit,
                      mm_error *err)
{
    const mm_match_options o = { .min = NEAR, .limit = UNITS };
    mm_matcher            *matcher = NULL;
    mm_match               match;
    bool                   same = false;
    int                    rc;

    if (unit->n_variants < 2)
        return MM_OK;
    rc = mm_matcher_open(&matcher, &store, 1, unit->variants[0].lang,
                         unit->variants[1].lang, args->tables, err);
    if (rc >= 0)
        rc = mm_matcher_start(
            matcher, &(mm_segment_query){ .text = unit->variants[0].text }, &o,
            err);
    while (rc >= 0 && (rc = mm_matcher_next(matcher, &match, err)) == MM_ROW) {
        same = same || (match.score >= 100 &&
                        mm_str_eq(match.target->text, unit->variants[1].text));
        if (tell_unit(args, &match) < 0)
            rc = mm_fail_memory(err);
    }
    mm_matcher_close(matcher);
    return rc < 0 ? rc : same ? MM_ROW : MM_OK;
}

/* Says what is near before anything is added: MM_ROW when the memory has the
 * very same. */
static int tell_twins(const mm_args *args, mm_store *store, mm_edit *edit,
                      mm_error *err)
{
    mm_twin    twins[TWINS + LIKE];
    mm_lookup *lookup = NULL;
    mm_item    item = mm_edit_item(edit);
    bool       same = false;
    int        rc = mm_edit_twins(twins, TWINS, edit, err);
    size_t     n = rc < 0 ? 0 : (size_t)rc;

    if (item.unit)
        return tell_units(args, store, item.unit, err);
    for (size_t i = 0; rc >= 0 && i < n; i++) {
        same = same || twins[i].same;
        rc = tell(args, store, twins[i].id,
                  twins[i].same ? _("the same terms") : _("a term of it"), err);
    }
    if (rc >= 0 && n == 0 && item.concept)
        rc = mm_lookup_open(&lookup, &store, 1, NULL, err);
    for (size_t s = 0; lookup && s < item.concept->n_sections; s++)
        for (size_t t = 0; rc >= 0 && t < item.concept->sections[s].n_terms;
             t++)
            rc = tell_alike(args, store, lookup,
                            item.concept->sections[s].terms[t].text, twins, &n,
                            err);
    mm_lookup_close(lookup);
    return rc < 0 ? rc : same ? MM_ROW : MM_OK;
}

/* ---- the run ---- */

static int add(const mm_args *args, mm_store *store, mm_edit *edit,
               mm_error *err)
{
    mm_id id = 0, change = 0;
    int   rc;

    if ((rc = take_texts(edit, args, err)) < 0 ||
        (rc = take_options(edit, args, err)) < 0)
        return rc == MM_ENOTFOUND ? MM_EINVALID : rc; /* --hanja, no Korean */
    if ((rc = tell_twins(args, store, edit, err)) < 0)
        return rc;
    if (rc == MM_ROW && !mm_opt(args, "force")) {
        fprintf(stderr, _("malmoi: not added, the memory has it: change that "
                          "one with malmoi edit, or say --force\n"));
        return EXIT_NOTHING;
    }
    if ((rc = mm_edit_save(&change, &id, edit, (mm_str){ 0 }, err)) < 0)
        return rc;
    mm_put_edit_head(args);
    return mm_put_edit(args, N_("added"), id, change, edit, err);
}

static int run_add(const mm_args *args, mm_error *err)
{
    mm_stores stores = { 0 };
    mm_edit  *edit = NULL;
    int       rc;

    if (args->n == 0)
        return mm_fail(err, MM_EINVALID, _("name a term and its translation"));
    if ((rc = mm_stores_open(&stores, args, MM_WRITE, err)) < 0)
        return rc;
    rc = mm_edit_new(&edit, stores.items[0],
                     mm_opt(args, "unit") ? MM_ROW_UNIT : MM_ROW_CONCEPT, err);
    if (rc == MM_OK)
        rc = add(args, stores.items[0], edit, err);
    mm_edit_close(edit);
    mm_stores_release(&stores);
    return rc;
}

const mm_command mm_cmd_add = {
    .name = "add",
    .args = "TEXT...",
    .summary = N_("put one term and its translations into the memory"),
    .detail = N_(
        "Each TEXT is a term of one concept, its language told by its letters, by\n"
        "ko= before it, or by -l en,ko in their order; with --unit a sentence and\n"
        "its translation. What is near is said first; what the memory has already\n"
        "is not added (exit code 1) without --force. One TEXT with --status\n"
        "do-not-translate is a term that stands as it is in every language."),
    .examples =
        "malmoi add \"Northern Limit Line\" 북방한계선 --field defence --status preferred\n"
        "malmoi add de=Hering fr=hareng ko=청어\n"
        "malmoi add --status do-not-translate malmoi\n"
        "malmoi add --unit \"Save the file.\" \"파일을 저장하십시오.\"",
    .options = options,
    .run = run_add,
};
