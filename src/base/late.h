/*
 * Libraries that few commands need, opened when one asks for them: what is
 * linked is mapped, relocated and searched at every start, a look-up's too.
 * The build names the library's file (cmake/late.cmake); where it cannot, the
 * library is linked, and the same table of calls is filled from there.
 *
 *   #define CALLS(X) X(zip_open) X(zip_discard)
 *   typedef struct zip_calls { CALLS(MM_LATE_POINTER) } zip_calls;
 *   #define ROW(name) MM_LATE_FOUND(zip_calls, name)     or MM_LATE_LINKED
 *   static const mm_late_call list[] = { CALLS(ROW) { 0 } };
 */
#ifndef MM_BASE_LATE_H
#define MM_BASE_LATE_H

#include "malmoi/base.h"

#include <stddef.h>

typedef void mm_late_function(void);

/* A call of the library, and where in the table its address goes. */
typedef struct mm_late_call {
    const char       *name;
    size_t            offset;
    mm_late_function *linked; /* NULL: found by its name */
} mm_late_call;

#define MM_LATE_POINTER(name) __typeof__(name) *name;
#define MM_LATE_FOUND(table, name) { #name, offsetof(table, name), NULL },
#define MM_LATE_LINKED(table, name)                                            \
    { #name, offsetof(table, name), (mm_late_function *)name },

/**
 * Fills table `calls` with the addresses that `list` names, up to the row
 * without a name, from library `file` (NULL: all are linked). The library stays
 * until the program ends. MM_EIO, with the library's name, when it is not
 * installed or lacks a call.
 */
int mm_late_load(void *calls, const mm_late_call *list, const char *file,
                 mm_error *err);

#endif
