/* Forms of candidates as names, and what binds two of them. */
#ifndef MM_TERMS_GROUP_H
#define MM_TERMS_GROUP_H

#include "align/aligner.h"
#include "base/map.h"
#include "lang/spelling.h"
#include "malmoi/romanize.h"
#include "malmoi/terms.h"
#include "malmoi/text.h"

enum { NAME_WORDS_MOST = 12, ACRONYM_ALONE = 3 /* letters that prove it */ };

/* One form of a pair; its texts are the candidate's or the grouper's. */
typedef struct mm_name {
    mm_str    text;
    mm_str    key;     /* usual spelling, legal form of a company off, tight */
    mm_str    letters; /* of one that may be an acronym: lower case, no dots */
    mm_script script;
    mm_str    words[NAME_WORDS_MOST];
    size_t    n;
    bool      capitals; /* one word, mostly of capitals: NLL, KeSPA */
} mm_name;

typedef struct mm_node {
    const mm_candidate *candidate;
    mm_name             side[2];
    uint32_t            key[2]; /* numbers of the sides' keys */
    uint32_t            root;   /* the first of its group, once that is known */
    uint32_t            next;   /* of the group; MM_MAP_NONE at the end */
    bool                echo;   /* an acronym that stands for itself */
    bool                bound;  /* to another of its group */
} mm_node;

struct mm_grouper {
    const mm_aligner *aligner;
    mm_spelling       spelling;
    mm_romanizer     *romanizer;
    mm_node          *nodes;
    size_t            n, cap;
    mm_map            keys[2];
    mm_map            brackets; /* places that brackets bind */
    mm_arena          mem;
    mm_buf            room;
};

/** Reads `text` of language `lang` into `out`; MM_OK or MM_ENOMEM. */
int mm_name_read(mm_name *out, mm_grouper *grouper, const mm_lang *lang,
                 mm_str text);
/** Puts the initials of the words of content behind `out`, in lower case, when
 * all are capitals. */
int mm_name_initials(mm_buf *out, const mm_name *name);
/** Is `name` a word that spells `full`? */
bool mm_name_is_acronym(const mm_name *name, const mm_name *full);
/** Is it, or do its syllables shorten `full` (공정위)? */
bool mm_name_shortens(const mm_name *name, const mm_name *full);
/** Do a Latin and a Hangul name sound like one? */
bool mm_name_sounds(const mm_grouper *grouper, const mm_name *x,
                    const mm_name *y, bool person);
/** Are they one word in two spellings, told by `shared`, which both sound like
 * (Zelensky and Zelenskyy, 컨텐츠 and 콘텐츠)? */
bool mm_names_sound_alike(mm_grouper *grouper, const mm_name *x,
                          const mm_name *y, const mm_name *shared, bool person);

#endif
