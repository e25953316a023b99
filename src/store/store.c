/* Layer store. */
#include "malmoi/store.h"

typedef int mm_store_layer;
