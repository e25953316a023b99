#include "base/user.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

mm_str mm_user_name(char *room)
{
    const char   *name = getenv("LOGNAME");
    char          entry[8192]; /* getpwuid() keeps one for all threads */
    struct passwd user, *found = NULL;

    if ((!name || !*name) &&
        getpwuid_r(getuid(), &user, entry, sizeof entry, &found) == 0 && found)
        name = found->pw_name;
    snprintf(room, MM_USER_ROOM, "%s", name ? name : "");
    return mm_cstr(room);
}
