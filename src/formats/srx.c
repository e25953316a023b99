/* SRX 2.0 in (LISA OSCAR 2008): languagerules hold rules, maprules say by a
 * pattern which of them a language gets. Older files nest the same. */
#include "formats/build.h"
#include "formats/xml.h"

#include "malmoi/rules.h"

enum { RULES = 20000 };

typedef struct rule_list {
    mm_str         name;
    mm_break_rule *rules;
    size_t         n;
} rule_list;

typedef struct srx {
    mm_xml        *xml;
    mm_arena       mem;
    mm_buf         text;
    mm_str         lang;
    rule_list     *lists;
    size_t         n_lists, n_all;
    bool           cascade;
    mm_break_rule *chosen;
    size_t         n_chosen;
} srx;

static int content(srx *s, const mm_xml_event *e, mm_str *out, mm_error *err)
{
    int rc;

    mm_buf_clear(&s->text);
    if ((rc = mm_xml_content(s->xml, e, &s->text, NULL, err)) < 0)
        return rc;
    return mm_put_str(&s->mem, out, mm_buf_str(&s->text)) < 0
               ? mm_fail_memory(err)
               : MM_OK;
}

static int read_rule(srx *s, rule_list *list, const mm_xml_event *open,
                     mm_error *err)
{
    mm_break_rule *rule =
        mm_list_add(&s->mem, &list->rules, &list->n, sizeof *rule);
    mm_xml_event e;
    int          rc;

    if (!rule)
        return mm_fail_memory(err);
    if (++s->n_all > RULES)
        return mm_source_fail(mm_xml_source(s->xml), err, MM_EFORMAT,
                              open->line, "more than %d rules", RULES);
    *rule = (mm_break_rule){ .line = open->line,
                             .breaks = !mm_str_eq(
                                 mm_xml_attr_get(open, "break"), MM_S("no")) };
    while ((rc = mm_xml_inside(s->xml, open, &e, err)) == MM_ROW) {
        rc = mm_xml_is(&e, "beforebreak")  ? content(s, &e, &rule->before, err)
             : mm_xml_is(&e, "afterbreak") ? content(s, &e, &rule->after, err)
                                           : mm_xml_skip(s->xml, &e, err);
        if (rc < 0)
            return rc;
    }
    return rc;
}

static int read_list(srx *s, const mm_xml_event *open, mm_error *err)
{
    rule_list *list =
        mm_list_add(&s->mem, &s->lists, &s->n_lists, sizeof *list);
    mm_xml_event e;
    int          rc;

    if (!list || mm_put_str(&s->mem, &list->name,
                            mm_xml_attr_get(open, "languagerulename")) < 0)
        return mm_fail_memory(err);
    while ((rc = mm_xml_inside(s->xml, open, &e, err)) == MM_ROW) {
        if (mm_xml_is(&e, "rule") && (rc = read_rule(s, list, &e, err)) < 0)
            return rc;
    }
    return rc;
}

/* Takes the rules of the list `name`. */
static int choose(srx *s, mm_str name)
{
    for (size_t i = 0; i < s->n_lists; i++) {
        for (size_t k = 0;
             mm_str_eq(s->lists[i].name, name) && k < s->lists[i].n; k++) {
            mm_break_rule *rule =
                mm_list_add(&s->mem, &s->chosen, &s->n_chosen, sizeof *rule);

            if (!rule)
                return MM_ENOMEM;
            *rule = s->lists[i].rules[k];
        }
    }
    return MM_OK;
}

/* A line of the map. Patterns are written for codes of either case. */
static int read_map(srx *s, const mm_xml_event *e, mm_error *err)
{
    mm_str pattern = mm_xml_attr_get(e, "languagepattern");
    mm_buf folded = { 0 };
    bool   fits = false;
    int    rc = MM_OK;

    if (s->n_chosen && !s->cascade)
        return MM_OK;
    if (mm_buf_printf(&folded, "(?i:%.*s)", (int)pattern.len, pattern.ptr) < 0)
        rc = mm_fail_memory(err);
    if (rc == MM_OK)
        rc = mm_pattern_matches(&fits, mm_buf_str(&folded), s->lang, err);
    if (rc == MM_EFORMAT) {
        mm_error why = *err;

        rc = mm_source_fail(mm_xml_source(s->xml), err, MM_EFORMAT, e->line,
                            "%.150s", why.text);
    }
    if (rc == MM_OK && fits &&
        choose(s, mm_xml_attr_get(e, "languagerulename")) < 0)
        rc = mm_fail_memory(err);
    mm_buf_release(&folded);
    return rc;
}

static int read_all(srx *s, mm_error *err)
{
    mm_xml_event e;
    int          rc;

    while ((rc = mm_xml_inside(s->xml, NULL, &e, err)) == MM_ROW) {
        if (e.depth == 1 && !mm_xml_is(&e, "srx"))
            return mm_xml_wrong_root(s->xml, &e, "SRX", err);
        if (mm_xml_is(&e, "header"))
            s->cascade = !mm_str_eq(mm_xml_attr_get(&e, "cascade"), MM_S("no"));
        else if (mm_xml_is(&e, "languagerule"))
            rc = read_list(s, &e, err);
        else if (mm_xml_is(&e, "languagemap"))
            rc = read_map(s, &e, err);
        if (rc < 0)
            return rc;
    }
    if (rc >= 0 && s->n_chosen == 0)
        rc = mm_source_fail(mm_xml_source(s->xml), err, MM_EFORMAT, 0,
                            "has no rules for language '%.*s'",
                            (int)s->lang.len, s->lang.ptr);
    return rc;
}

int mm_srx_read(mm_segmenter **out, const char *path, mm_str lang,
                mm_error *err)
{
    mm_error why = { 0 };
    srx      s = { .lang = lang };
    int      rc = mm_xml_open(&s.xml, path, NULL, &why);

    *out = NULL;
    if (rc >= 0)
        rc = read_all(&s, &why);
    if (rc >= 0 &&
        (rc = mm_segmenter_open_rules(out, s.chosen, s.n_chosen, &why)) < 0)
        mm_source_name(mm_xml_source(s.xml), &why, rc);
    if (rc < 0 && err)
        *err = why;
    mm_xml_close(s.xml);
    mm_arena_release(&s.mem);
    mm_buf_release(&s.text);
    return rc < 0 ? rc : MM_OK;
}
