#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int run_benches(const struct bench *benches, size_t count, int argc, char **argv)
{
    const char *wanted = argc > 1 ? argv[1] : "";
    int matched = 0;
    int missed = 0;
    for (size_t i = 0; i < count; i++) {
        if (strstr(benches[i].name, wanted) == NULL)
            continue;
        matched++;
        printf("%s\n", benches[i].name);
        missed += benches[i].run(argc - 1, argv + 1) != 0;
    }
    if (matched == 0)
        fprintf(stderr, "no bench matches %s\n", wanted);
    return matched > 0 && missed == 0 ? 0 : 1;
}

uint64_t bench_cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

void bench_report(const char *what, double value, const char *unit)
{
    printf("  %-52s %14.2f %s\n", what, value, unit);
}

bool bench_at_least(const char *what, double value, double goal)
{
    printf("  %-52s %14.2f (goal: at least %.2f)%s\n", what, value, goal,
           value >= goal ? "" : "  MISSED");
    return value >= goal;
}
