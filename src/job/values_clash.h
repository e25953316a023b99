/* What two values contradict each other in, though they look alike: 70 kg and
 * 70 g, 3.2 billion and 3.2억, 3:30 p.m. and 오전 3시 30분. */
#ifndef MM_JOB_VALUES_CLASH_H
#define MM_JOB_VALUES_CLASH_H

#include "malmoi/words.h"

/** Do two amounts with measures of one kind come to the same, within two in a
 * hundred (2,500 kg and 2.5톤, two weeks and 14일)? */
bool mm_value_converts(const mm_value *a, const mm_value *b);
/** Seconds that all spans of time among `values` are together: 1시간 30분 is 90
 * minutes. 0: there are none, or too many values. */
double mm_values_span(const mm_values *values);
bool   mm_value_is_span(const mm_value *value);
/** Are they alike but for their unit (of one kind of measure, or currency), or
 * for the half of the day? Texts are those that the values stand in. */
bool mm_value_clashes(const mm_value *a, mm_str text_a, const mm_value *b,
                      mm_str text_b);
/** The value among `others` that stands for `value`, says another thing, and is
 * the only one that could be meant: NULL when there is one that agrees, or when
 * the figures of `value` stand outside of values. Many values are not looked at
 * (MM_CLASH_MOST). */
const mm_value *mm_value_contradicted(const mm_value *value, mm_str text,
                                      const mm_values *others,
                                      mm_str other_text);

enum { MM_CLASH_MOST = 200 }; /* tables of figures take the square of it */

#endif
