/*
 * Break rules of others (SRX 2.0, section 4): each rule says what stands before
 * a place and what behind it; the first that fits decides.
 *
 * A rule becomes one expression, (?:before)(?=after), whose matches end at the
 * places it speaks of; over a block each rule is run once, in order, and marks
 * the places that none before it marked. Expressions come from files: their
 * time and stack have limits.
 */
#include "text/rules.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uregex.h>
#include <unicode/utext.h>

enum { MOST = 20000, STEPS = 5000, STACK = 8 << 20 };
enum { OPEN, BREAK, NO_BREAK };

typedef struct compiled {
    URegularExpression *regex;
    bool                breaks;
    long                line;
} compiled;

struct mm_rule_set {
    compiled      *rules;
    size_t         n;
    unsigned char *places; /* len + 1 of them, OPEN ... */
    size_t         cap, len;
    UText          utext;
};

static int compile(URegularExpression **out, mm_str pattern, long line,
                   mm_error *err)
{
    UErrorCode  status = U_ZERO_ERROR;
    UParseError where;
    UText       text = UTEXT_INITIALIZER;

    utext_openUTF8(&text, pattern.ptr, (int64_t)pattern.len, &status);
    *out = uregex_openUText(&text, 0, &where, &status);
    utext_close(&text);
    if (U_SUCCESS(status)) {
        uregex_setTimeLimit(*out, STEPS, &status);
        uregex_setStackLimit(*out, STACK, &status);
    }
    if (U_SUCCESS(status))
        return MM_OK;
    uregex_close(*out);
    *out = NULL;
    return mm_fail_at(err, MM_EFORMAT, line,
                      "'%.*s' is no regular expression: %s",
                      (int)(pattern.len < 80 ? pattern.len : 80), pattern.ptr,
                      u_errorName(status));
}

static int compile_rule(compiled *out, const mm_break_rule *rule, mm_error *err)
{
    mm_buf pattern = { 0 };
    int    rc = mm_buf_printf(&pattern, "(?:%.*s)", (int)rule->before.len,
                           rule->before.ptr ? rule->before.ptr : "");

    if (rc == MM_OK && rule->after.len)
        rc = mm_buf_printf(&pattern, "(?=%.*s)", (int)rule->after.len,
                           rule->after.ptr);
    out->breaks = rule->breaks;
    out->line = rule->line;
    rc = rc < 0 ? mm_fail_memory(err)
                : compile(&out->regex, mm_buf_str(&pattern), rule->line, err);
    mm_buf_release(&pattern);
    return rc;
}

int mm_rule_set_open(mm_rule_set **out, const mm_break_rule *rules, size_t n,
                     mm_error *err)
{
    mm_rule_set *set = calloc(1, sizeof *set);
    int          rc = MM_OK;

    *out = NULL;
    if (!set || !(set->rules = calloc(n + 1, sizeof *set->rules))) {
        free(set);
        return mm_fail_memory(err);
    }
    set->utext = (UText)UTEXT_INITIALIZER;
    if (n > MOST)
        rc = mm_fail(err, MM_EFORMAT, "more than %d rules", MOST);
    while (rc == MM_OK && set->n < n) {
        rc = compile_rule(&set->rules[set->n], &rules[set->n], err);
        set->n++;
    }
    if (rc < 0) {
        mm_rule_set_close(set);
        return rc;
    }
    *out = set;
    return MM_OK;
}

void mm_rule_set_close(mm_rule_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->n; i++)
        uregex_close(set->rules[i].regex);
    utext_close(&set->utext);
    free(set->rules);
    free(set->places);
    free(set);
}

/* Marks the places where `rule` fits. */
static int mark(mm_rule_set *set, const compiled *rule, mm_error *err)
{
    UErrorCode status = U_ZERO_ERROR;

    uregex_setUText(rule->regex, &set->utext, &status);
    while (U_SUCCESS(status) && uregex_findNext(rule->regex, &status)) {
        int64_t end = uregex_end64(rule->regex, 0, &status);

        if (U_SUCCESS(status) && end >= 0 && (size_t)end <= set->len &&
            set->places[end] == OPEN)
            set->places[end] = rule->breaks ? BREAK : NO_BREAK;
    }
    return U_SUCCESS(status)
               ? MM_OK
               : mm_fail_at(err, MM_EFORMAT, rule->line,
                            "a rule takes too long over the text: %s",
                            u_errorName(status));
}

int mm_rule_set_start(mm_rule_set *set, mm_str block, mm_error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    int        rc = MM_OK;

    if (mm_grow(&set->places, &set->cap, block.len + 1, 1, err) < 0)
        return MM_ENOMEM;
    memset(set->places, OPEN, block.len + 1);
    set->len = block.len;
    utext_openUTF8(&set->utext, block.ptr, (int64_t)block.len, &status);
    if (U_FAILURE(status))
        return mm_fail(err, MM_ENOMEM, "text refused: %s", u_errorName(status));
    for (size_t i = 0; i < set->n && rc == MM_OK; i++)
        rc = mark(set, &set->rules[i], err);
    return rc;
}

size_t mm_rule_set_next(const mm_rule_set *set, size_t at)
{
    while (++at < set->len)
        if (set->places[at] == BREAK)
            return at;
    return set->len;
}

int mm_pattern_matches(bool *out, mm_str pattern, mm_str text, mm_error *err)
{
    URegularExpression *regex = NULL;
    UErrorCode          status = U_ZERO_ERROR;
    UText               utext = UTEXT_INITIALIZER;
    int                 rc = compile(&regex, pattern, 0, err);

    *out = false;
    if (rc < 0)
        return rc;
    utext_openUTF8(&utext, text.ptr, (int64_t)text.len, &status);
    uregex_setUText(regex, &utext, &status);
    *out = U_SUCCESS(status) && uregex_matches(regex, 0, &status);
    uregex_close(regex);
    utext_close(&utext);
    return U_SUCCESS(status)
               ? MM_OK
               : mm_fail(err, MM_EFORMAT, "a pattern takes too long: %s",
                         u_errorName(status));
}
