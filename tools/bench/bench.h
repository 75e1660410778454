/* What every bench shares: `zig build bench -- NAME` runs those whose name contains NAME.
 *
 * A file tools/bench/NAME_bench.c defines `int NAME_bench(int argc, char **argv)`, which measures,
 * prints its figures with bench_report, and returns 0, or 1 when a figure misses its goal. Figures
 * are CPU time and, wherever there is something to compare with, a ratio measured in the same run:
 * a busy machine slows both sides alike. */
#ifndef TOOLS_BENCH_BENCH_H
#define TOOLS_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench {
    const char *name;
    int (*run)(int argc, char **argv);
};

/* Runs the benches that argv[1] names (all without it); each gets the arguments from argv[1] on.
 * Returns the exit code: 1 when a goal was missed or nothing matched. */
int run_benches(const struct bench *benches, size_t count, int argc, char **argv);

/* CPU time of this process so far. */
uint64_t bench_cpu_us(void);
/* Sorts `values` in place and gives the middle one. */
double bench_median(double *values, size_t count);
void bench_report(const char *what, double value, const char *unit);
/* Prints the figure beside its goal; false when it is below. */
bool bench_at_least(const char *what, double value, double goal);

#endif
