/* For programs that link the layers without the built index: it is then made
 * in memory (src/match/source.c). */
#include "match/source.h"

mm_str mm_shipped_index(void)
{
    return (mm_str){ 0 };
}
