/* Logistic regression for the benches that fit weights. */
#ifndef BENCH_LOGISTIC_H
#define BENCH_LOGISTIC_H

#include "terms/finder.h"

enum { MOST = FEATURES };

/* A row of a fit. */
typedef struct row {
    double f[MOST];
    double weight; /* how many rows it counts as */
    bool   right;
} row;

typedef struct rows {
    row   *items;
    size_t n, cap;
} rows;

/** Ends the program with `what`. */
void die(const char *what);
/** Copies `n` features into a new row of `out`. */
void put_row(rows *out, const double *f, size_t n, bool right);
/** Weights `w` of `n` features from all `count` sets but number `without`;
 * the constant, feature 0, bears no ridge. */
void fit(double *w, size_t n, const rows *sets, size_t count, size_t without,
         double ridge);

#endif
