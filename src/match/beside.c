/* What the indexes of terms, units and texts do alike beside a memory. */
#include "match/beside.h"

#include "base/file.h"
#include "base/map.h"
#include "malmoi/history.h"
#include "malmoi/text.h"

uint64_t mm_index_keys(void)
{
    return mm_hash(mm_cstr(mm_key_version()));
}

int mm_index_stamp_of(mm_index_stamp *out, mm_store *store, mm_error *err)
{
    *out = (mm_index_stamp){ .identity = mm_store_identity(store),
                             .keys = mm_index_keys() };
    return mm_store_generation(&out->generation, store, err);
}

bool mm_index_fits(const mm_index_stamp *then, const mm_index_stamp *now,
                   mm_store *store)
{
    return then->identity == now->identity && then->keys == now->keys &&
           (then->generation == now->generation ||
            (then->generation < now->generation &&
             mm_store_passed(store, then->generation, NULL) == 1));
}

void mm_index_write(const char *path, mm_store *store, mm_str bytes)
{
    mm_output *out = NULL;
    int        rc;

    mm_output_sweep(path);
    rc = mm_output_open(&out, path, NULL);
    if (rc == MM_OK) {
        mm_output_like(out, mm_store_path(store));
        rc = mm_output_put(out, bytes, NULL);
    }
    mm_output_close(out, rc, NULL);
}
