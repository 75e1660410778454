/* What every bench shares: `zig build bench -- NAME` runs those whose name contains NAME.
 *
 * A file tools/bench/NAME_bench.c defines `int NAME_bench(int argc, char **argv)`, which measures,
 * prints each figure with bench_report, one line of JSON a figure, and returns 0, or 1 when one
 * misses its goal. Figures are CPU time and, wherever there is something to compare with, a ratio
 * measured in the same run: a busy machine slows both sides alike. */
#ifndef TOOLS_BENCH_BENCH_H
#define TOOLS_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench {
    const char *name;
    int (*run)(int argc, char **argv);
};

/* One figure: the median of `values`. `ceiling`, or NULL, is what nothing could beat, measured in
 * turn with the values; the ratio is the median of the rounds' ratios. A goal of 0 is none. */
struct bench_figure {
    const char *what;
    const char *unit;
    double *values; /* `count` of them; sorted by bench_report, as `ceiling` is */
    double *ceiling;
    size_t count; /* 1 to BENCH_ROUNDS_MAX */
    double at_least;
    double at_most;
    double ratio_at_least;
};

#define BENCH_ROUNDS_MAX 2000

/* Runs the benches that argv[1] names (all without it); each gets the arguments from argv[1] on.
 * Returns the exit code: 1 when a goal was missed or nothing matched. */
int run_benches(const struct bench *benches, size_t count, int argc, char **argv);

/* CPU time of this process so far. */
uint64_t bench_cpu_us(void);
/* Prints the figure; false when it misses a goal. */
bool bench_report(const struct bench_figure *figure);

#endif
