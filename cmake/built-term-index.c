/* The index of the shipped glossaries that the build compiled in. */
#include "match/source.h"

extern const char mm_term_index_start[], mm_term_index_stop[];

mm_str mm_shipped_index(void)
{
    return (mm_str){ mm_term_index_start,
                     (size_t)(mm_term_index_stop - mm_term_index_start) };
}
