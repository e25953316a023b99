/* Newton's method with a ridge; the same rows give the same weights. */
#include "logistic.h"

#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void die(const char *what)
{
    fprintf(stderr, "fit: %s\n", what);
    exit(1);
}

/* Solves m x = v in place by elimination. */
static void solve(double m[MOST][MOST], double *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t p = i;

        for (size_t j = i + 1; j < n; j++)
            if (fabs(m[j][i]) > fabs(m[p][i]))
                p = j;
        for (size_t k = 0; k < n; k++) {
            double held = m[i][k];

            m[i][k] = m[p][k];
            m[p][k] = held;
        }
        double held = v[i];

        v[i] = v[p];
        v[p] = held;
        for (size_t j = i + 1; j < n; j++) {
            double by = m[j][i] / m[i][i];

            for (size_t k = i; k < n; k++)
                m[j][k] -= by * m[i][k];
            v[j] -= by * v[i];
        }
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            v[i] -= m[i][k] * v[k];
        v[i] /= m[i][i];
    }
}

void fit(double *w, size_t n, const rows *sets, size_t count, size_t without,
         double ridge)
{
    memset(w, 0, n * sizeof *w);
    for (int round = 0; round < 25; round++) {
        double m[MOST][MOST] = { { 0 } }, v[MOST] = { 0 };

        for (size_t s = 0; s < count; s++)
            for (size_t i = 0; s != without && i < sets[s].n; i++) {
                const row *r = &sets[s].items[i];
                double     p = 1 / (1 + exp(-mm_logit(r->f, w, n)));
                double     by = r->weight;

                for (size_t j = 0; j < n; j++) {
                    v[j] += by * ((r->right ? 1 : 0) - p) * r->f[j];
                    for (size_t k = 0; k < n; k++)
                        m[j][k] += by * p * (1 - p) * r->f[j] * r->f[k];
                }
            }
        for (size_t j = 0; j < n; j++) {
            m[j][j] += j ? ridge : 1e-6;
            v[j] -= j ? ridge * w[j] : 0;
        }
        solve(m, v, n);
        for (size_t j = 0; j < n; j++)
            w[j] += v[j];
    }
}

void put_row(rows *out, const double *f, size_t n, bool right)
{
    if (mm_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items, NULL) <
        0)
        die("out of memory");
    memset(&out->items[out->n], 0, sizeof *out->items);
    memcpy(out->items[out->n].f, f, n * sizeof *f);
    out->items[out->n].weight = 1;
    out->items[out->n++].right = right;
}
