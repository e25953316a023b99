/* The tables that ship, open while a group of tests runs. */
#ifndef TEST_TABLES_H
#define TEST_TABLES_H

#include "malmoi/base.h"

static mm_tables *tables;

static inline int open_tables(void **state)
{
    (void)state;
    return mm_tables_open(&tables, NULL, NULL);
}

static inline int close_tables(void **state)
{
    (void)state;
    mm_tables_close(tables);
    return 0;
}

#endif
