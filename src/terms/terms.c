/* Layer terms. */
#include "malmoi/terms.h"

typedef int mm_terms_layer;
