/* `zig build sim -- --seeds N` plays N random stories; `--seed S` plays one and prints its log. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "swarm.h"

static bool read_number(const char *text, uint64_t *out)
{
    char *end = NULL;
    if (text == NULL || text[0] < '0' || text[0] > '9')
        return false;
    *out = strtoull(text, &end, 10);
    return *end == '\0';
}

static void print_result(const struct swarm_result *r)
{
    printf("seed %" PRIu64 " %s: %.1f s, %u lines, %u links, %u rests, log %016" PRIx64 "\n",
           r->seed, r->wrong == NULL ? "ok" : r->wrong, (double)r->at_us / 1e6, r->lines, r->links,
           r->rests, r->log_hash);
    fflush(stdout);
}

static int play_many(uint64_t first, uint64_t count)
{
    uint64_t failed = 0;
    printf("seeds %" PRIu64 " to %" PRIu64 "\n", first, first + count - 1);
    for (uint64_t seed = first; seed < first + count; seed++) {
        struct swarm_result result = swarm_run(seed, false);
        if (result.wrong == NULL)
            continue;
        failed++;
        print_result(&result);
        printf("  again, with its log: zig build sim -- --seed %" PRIu64 "\n", seed);
    }
    printf("%" PRIu64 " passed, %" PRIu64 " failed\n", count - failed, failed);
    return failed == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    uint64_t seed = 1;
    uint64_t seeds = 0;
    bool one = false;
    for (int i = 1; i < argc; i += 2) {
        bool many = strcmp(argv[i], "--seeds") == 0;
        one = one || strcmp(argv[i], "--seed") == 0;
        if ((!many && strcmp(argv[i], "--seed") != 0) || i + 1 == argc ||
            !read_number(argv[i + 1], many ? &seeds : &seed)) {
            fputs("alcove-sim [--seeds N] [--seed S]   S is the first of N, or the only one\n",
                  stderr);
            return 2;
        }
    }
    if (!one || seeds > 0)
        return play_many(seed, seeds > 0 ? seeds : 100);
    printf("seed %" PRIu64 "\n", seed);
    struct swarm_result result = swarm_run(seed, true);
    print_result(&result);
    return result.wrong == NULL ? 0 : 1;
}
