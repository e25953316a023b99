/* malmoi/doctor.h: is a memory sound, and what to do when it is not. */
#ifndef MALMOI_DOCTOR_H
#define MALMOI_DOCTOR_H

#include "malmoi/history.h"

/** True when `path` lies on a network share, where SQLite's log of committed
 * work is not safe with several computers at once. False where the system
 * does not tell. */
MM_API bool mm_path_is_shared(const char *path);

/**
 * Saves what can be read of the damaged memory `path` and puts it in its
 * place; the damaged file and its log are kept as `*kept`, a name like
 * "work.db.damaged" (yours to release), for whoever can do better. With `to`
 * the result is that new file and `path` is left alone. No other program may
 * have it open. `report` says what was lost, a line each. MM_EFORMAT when
 * nothing can be read, and nothing is touched; MM_ENOTFOUND, MM_EIO.
 */
MM_API int mm_store_repair(mm_buf *report, mm_buf *kept, const char *path,
                           const char *to, mm_error *err);

#endif
