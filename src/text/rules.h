/* Break rules compiled, and the places of a block that they break at. */
#ifndef MM_TEXT_RULES_H
#define MM_TEXT_RULES_H

#include "malmoi/rules.h"

typedef struct mm_rule_set mm_rule_set;

int  mm_rule_set_open(mm_rule_set **out, const mm_break_rule *rules, size_t n,
                      mm_error *err);
void mm_rule_set_close(mm_rule_set *set); /* NULL is fine */
/** Finds the breaks of `block`, for mm_rule_set_next(). */
int mm_rule_set_start(mm_rule_set *set, mm_str block, mm_error *err);
/** The first break behind byte `at`, the block's end when there is none. */
size_t mm_rule_set_next(const mm_rule_set *set, size_t at);

#endif
