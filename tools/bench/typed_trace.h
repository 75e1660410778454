/* A typing history out of a seed, for when no recorded one is given: somebody writes a long text,
 * goes back, takes words away and writes others. */
#ifndef TOOLS_BENCH_TYPED_TRACE_H
#define TOOLS_BENCH_TYPED_TRACE_H

#include "bench/trace.h"

/* The caller closes it with trace_close. */
struct trace *typed_trace(void);

#endif
