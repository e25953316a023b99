/* Items as rows. */
#ifndef MM_STORE_ITEMS_H
#define MM_STORE_ITEMS_H

#include "store/handle.h"

/** MM_EINVALID when there is nothing to keep. */
int mm_item_check(const mm_item *item, mm_error *err);
/** Puts a new row, whatever item->row says; `*id` is its id. */
int mm_item_insert(mm_id *id, mm_store *store, const mm_item *item,
                   mm_error *err);

#endif
