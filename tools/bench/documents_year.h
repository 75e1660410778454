/* A year of goal documents over two real spaces, from the first goal to the vaults at its end: what
 * travels, what lies on the disk, and what it costs. Called by documents_bench.c. */
#ifndef TOOLS_BENCH_DOCUMENTS_YEAR_H
#define TOOLS_BENCH_DOCUMENTS_YEAR_H

#include <stdbool.h>

/* Replays the trace at `path` (bench/year_trace.h), and prints a line of JSON a figure. False if a
 * goal is missed, or something is not as it must be. */
bool documents_year(const char *path);

#endif
