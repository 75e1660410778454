#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *running;

int run_benches(const struct bench *benches, size_t count, int argc, char **argv)
{
    const char *wanted = argc > 1 ? argv[1] : "";
    int matched = 0;
    int missed = 0;
    for (size_t i = 0; i < count; i++) {
        if (strstr(benches[i].name, wanted) == NULL)
            continue;
        matched++;
        running = benches[i].name;
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

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

static double median_ratio(const struct bench_figure *figure)
{
    static double ratios[BENCH_ROUNDS_MAX];
    if (figure->count > BENCH_ROUNDS_MAX)
        abort();
    for (size_t i = 0; i < figure->count; i++)
        ratios[i] = figure->values[i] / figure->ceiling[i];
    return median(ratios, figure->count);
}

/* Prints a goal, if it is one, and whether it is reached. */
static bool judge(const char *name, double goal, bool reached)
{
    if (goal == 0)
        return true;
    printf(", \"%s\": %g, \"reached\": %s", name, goal, reached ? "true" : "false");
    return reached;
}

bool bench_report(const struct bench_figure *figure)
{
    double ratio = figure->ceiling != NULL ? median_ratio(figure) : 0;
    double value = median(figure->values, figure->count);
    printf("{\"bench\": \"%s\", \"figure\": \"%s\", \"value\": %.3f, \"unit\": \"%s\"", running,
           figure->what, value, figure->unit);
    if (figure->ceiling != NULL)
        printf(", \"ceiling\": %.2f, \"ratio\": %.3f", median(figure->ceiling, figure->count),
               ratio);
    bool good = judge("at_least", figure->at_least, value >= figure->at_least);
    good = judge("at_most", figure->at_most, value <= figure->at_most) && good;
    good = judge("ratio_at_least", figure->ratio_at_least, ratio >= figure->ratio_at_least) && good;
    printf("}\n");
    (void)fflush(stdout);
    return good;
}
