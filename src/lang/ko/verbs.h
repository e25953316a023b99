/* Korean verb forms: 추진하는, 늘어났다. */
#ifndef MM_LANG_KO_VERBS_H
#define MM_LANG_KO_VERBS_H

#include "lang/forms.h"

typedef enum mm_verb_kind {
    MM_VERB_NONE,  /* no verb form that we know */
    MM_VERB_KNOWN, /* a form of a listed verb */
    MM_VERB_NOUN,  /* a noun and 하다, 되다, 이다 ... */
    MM_VERB_LIKELY /* an unlisted verb with an ending no noun has: 었다 */
} mm_verb_kind;

typedef struct mm_verb_form {
    mm_verb_kind kind;
    size_t       noun_len; /* MM_VERB_NOUN: bytes of the noun */
    mm_str       stem;     /* MM_VERB_KNOWN: dictionary stem; until close */
} mm_verb_form;

typedef struct mm_verbs mm_verbs;

/** Opens data tables ko-endings.tsv and ko-verbs.tsv. */
int  mm_verbs_open(mm_verbs **out, const mm_tables *tables, mm_error *err);
void mm_verbs_close(mm_verbs *verbs); /* NULL is fine */
/** What verb form `word` is. */
mm_verb_form mm_verb_find(const mm_verbs *verbs, mm_str word);
/** Is `word` an adverb, determiner, conjunction or such? */
bool mm_verbs_is_word(const mm_verbs *verbs, mm_str word);

/** How `word` can be read as a form of a listed verb, ways that mm_verb_find()
 * turns down as doubtful too: bits of mm_form other than MM_FORM_WORD. */
unsigned mm_verb_forms(const mm_verbs *verbs, mm_str word);

#endif
