/* Who runs the program. */
#ifndef MM_BASE_USER_H
#define MM_BASE_USER_H

#include "malmoi/base.h"

enum { MM_USER_ROOM = 256 };

/** $LOGNAME, else the name of the user who runs the program, in `room`, which
 * holds MM_USER_ROOM bytes; empty when there is none. Safe from any thread. */
mm_str mm_user_name(char *room);

#endif
