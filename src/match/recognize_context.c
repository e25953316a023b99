#include "match/recognize_context.h"

#include "base/memory.h"
#include "lang/forms.h"

#include <stdlib.h>

static void add_words(mm_homographs *h, unsigned class, mm_str words)
{
    while (words.len) {
        size_t   before = h->words.n;
        uint32_t at = mm_map_add(&h->words, mm_str_cut(&words, ' '));

        if (at == MM_MAP_NONE ||
            mm_grow(&h->classes, &h->cap, h->words.n, 1, NULL) < 0)
            return;
        if (h->words.n > before)
            h->classes[at] = 0;
        h->classes[at] |= (uint8_t) class;
    }
}

static unsigned class_of(mm_str name)
{
    static const struct {
        const char *name;
        unsigned class;
    } classes[] = {
        { "det", MM_HOMOGRAPH_DETERMINER }, { "other", MM_HOMOGRAPH_OTHER },
        { "bound", MM_HOMOGRAPH_BOUND },    { "josa", MM_HOMOGRAPH_JOSA },
        { "adv", MM_HOMOGRAPH_ADVERB },     { "dep", MM_HOMOGRAPH_DEPENDENT }
    };

    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (mm_str_eq(name, mm_cstr(classes[i].name)))
            return classes[i].class;
    return 0;
}

/* Running out of memory leaves fewer words known, and more taken for nouns. */
static void read_words(mm_homographs *h, const mm_tables *tables)
{
    mm_rows rows = { 0 };
    mm_str  cells[2];

    h->read = true;
    if (mm_tables_get(&rows.rest, tables, "ko-homographs.tsv", NULL) < 0)
        return;
    while (mm_rows_next(&rows, cells, 2) == 2)
        add_words(h, class_of(cells[0]), cells[1]);
}

unsigned mm_homographs_of(mm_homographs *h, const mm_tables *tables,
                          mm_str word)
{
    uint32_t at;

    if (!h->read)
        read_words(h, tables);
    at = mm_map_find(&h->words, word);
    return at == MM_MAP_NONE ? 0 : h->classes[at];
}

void mm_homographs_release(mm_homographs *h)
{
    mm_map_release(&h->words);
    free(h->classes);
    *h = (mm_homographs){ 0 };
}

/* The points that the word before gives to the noun. What modifies may stand
 * before another that does (그 죽은 사람), but 는 behind a determiner is rather
 * a noun's (이 주는). */
static int points_before(const mm_contested *w, bool listed)
{
    bool modifies = w->forms & MM_FORM_MODIFIES;

    switch (w->before) {
    case MM_BEFORE_DETERMINER:
        return w->bare && w->classes & MM_HOMOGRAPH_DETERMINER ? 1
               : listed && modifies && !w->topic               ? 1
                                                               : 3;
    case MM_BEFORE_MODIFIER:
        return listed && (modifies || w->bare) ? 1 : 3;
    case MM_BEFORE_OBJECT:
        return w->forms & (MM_FORM_MODIFIES | MM_FORM_VERB) ? -3 : 0;
    case MM_BEFORE_SUBJECT:
        return modifies && !w->object && !w->bare ? -1
               : w->forms & MM_FORM_VERB && w->bare &&
                       w->behind != MM_BEHIND_ANY
                   ? -1
                   : 0;
    default:
        return 0;
    }
}

static int points_behind(const mm_contested *w, bool modifies)
{
    if (!modifies)
        return 0;
    if (w->object && w->behind == MM_BEHIND_VERB) /* 죽을 끓였다 */
        return 3;
    return w->behind == MM_BEHIND_END     ? 3
           : w->behind == MM_BEHIND_BOUND ? -2
           : w->behind == MM_BEHIND_ANY   ? 0
                                          : 1;
}

bool mm_noun_is_meant(const mm_contested *w)
{
    bool det = w->classes & MM_HOMOGRAPH_DETERMINER && w->bare;
    bool listed = w->classes & MM_HOMOGRAPH_OTHER || det || w->doubted;
    bool modifies = w->forms & MM_FORM_MODIFIES || det;

    if (w->bound && (w->rieul || w->before == MM_BEFORE_MODIFIER) &&
        w->behind == MM_BEHIND_BE)
        return false;
    if (!listed && !w->forms)
        return true;
    return (listed ? -2 : 1) + points_before(w, listed) +
               points_behind(w, modifies) >
           0;
}
