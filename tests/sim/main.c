/* `zig build sim -- --seeds N` plays N random stories; `--seed S` plays one and prints its log.
 * `zig build sim -- dht` publishes and looks up in a swarm of DHT nodes, and counts an hour.
 * `zig build sim -- thin --seeds N` meets and writes on a line of 1 kbit/s. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dht_world.h"
#include "swarm.h"
#include "thin_line.h"

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

static void print_hour(const struct dht_world_terms *terms)
{
    struct dht_world_result r = dht_world_hour(terms);
    printf("an hour with %zu people: %.1f kB out, %.1f kB in; %zu values found, %zu put\n",
           terms->pairs, (double)r.bytes_out / 1e3, (double)r.bytes_in / 1e3, r.found, r.published);
}

static struct dht_world_result print_pairs(const struct dht_world_terms *terms)
{
    struct dht_world_result r = dht_world_pairs(terms);
    printf("%zu pairs in a swarm of %zu, %u %% dead, %u %% lying, %.1f %% loss%s\n", terms->pairs,
           terms->swarm.count, terms->swarm.dead_per_cent, terms->swarm.lying_per_cent,
           terms->loss_ppm / 1e4, terms->cold ? ", each looked for by a new device" : "");
    printf("  published %zu (%.1f copies), found %zu, false %zu\n", r.published,
           (double)r.copies / (double)terms->pairs, r.found, r.false_values);
    printf("  first value p50 %.3f s, p95 %.3f s; get done %.3f, %.3f; put done %.3f, %.3f\n",
           (double)r.first_p50_us / 1e6, (double)r.first_p95_us / 1e6, (double)r.get_p50_us / 1e6,
           (double)r.get_p95_us / 1e6, (double)r.put_p50_us / 1e6, (double)r.put_p95_us / 1e6);
    printf("  a get: %.1f packets, %.0f bytes out; a put: %.1f, %.0f; %.1f packets show a target\n",
           r.get_packets, r.get_bytes, r.put_packets, r.put_bytes, r.strangers);
    printf("  at most %u packets a second to one node; log %016" PRIx64 "\n", r.packets_per_s_max,
           r.log_hash);
    return r;
}

static int play_dht(uint64_t seed, size_t pairs)
{
    struct dht_world_terms terms = {
        .swarm = {.seed = seed, .count = 1000, .dead_per_cent = 20, .lying_per_cent = 10},
        .loss_ppm = 10000,
        .pairs = pairs,
    };
    printf("seed %" PRIu64 "\n", seed);
    struct dht_world_result r = print_pairs(&terms);
    struct dht_world_terms other = terms;
    other.swarm.dead_per_cent = 50;
    print_pairs(&other);
    other = terms;
    other.swarm.count = DHT_NODES_MAX;
    other.cold = true;
    print_pairs(&other);
    for (size_t people = 1; people <= 30; people = people == 1 ? 5 : people * 6) {
        terms.pairs = people;
        print_hour(&terms);
    }
    return r.found * 1000 >= pairs * 999 && r.false_values == 0 ? 0 : 1;
}

static void print_times(const char *what, const struct thin_line_times *times)
{
    printf("  %s: p50 %.2f s, p95 %.2f s, worst %.2f s\n", what, (double)times->p50_us / 1e6,
           (double)times->p95_us / 1e6, (double)times->max_us / 1e6);
}

static int play_thin(uint64_t seed, uint64_t seeds)
{
    struct thin_line_plan plan = {.terms = THIN_LINE_TERMS, .seed = seed, .seeds = 20};
    const struct {
        const char *what;
        uint32_t round_trip_us;
        bool both_call;
    } stories[] = {
        {"a check showed the line", 3000000, false},
        {"the same, both call at once", 3000000, true},
        {"nothing known of the line", 0, false},
    };
    uint32_t failed = 0;
    if (seeds > 0)
        plan.seeds = seeds < THIN_LINE_SEEDS_MAX ? (uint32_t)seeds : THIN_LINE_SEEDS_MAX;
    for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
        plan.round_trip_us = stories[i].round_trip_us;
        plan.both_call = stories[i].both_call;
        struct thin_line_result r = thin_line_play(&plan);
        printf("%u stories on %s, %s: %u failed, log %016" PRIx64 "\n", plan.seeds, plan.terms,
               stories[i].what, r.failed, r.log_hash);
        print_times("both ends established", &r.start);
        print_times("a line of text", &r.line);
        printf("  each sent %" PRIu64 " bit/s\n", r.bits_per_second);
        failed += r.failed;
    }
    return failed == 0 ? 0 : 1;
}

struct wish {
    const char *what; /* "dht", "thin", or "" */
    uint64_t seed;
    uint64_t seeds; /* 0: not said */
    bool one;
};

static bool read_wish(int argc, char **argv, struct wish *wish)
{
    int i = 1;
    if (argc > 1 && (strcmp(argv[1], "dht") == 0 || strcmp(argv[1], "thin") == 0))
        wish->what = argv[i++];
    for (; i < argc; i += 2) {
        bool many = strcmp(argv[i], "--seeds") == 0;
        bool one = strcmp(argv[i], "--seed") == 0;
        if (!many && !one)
            return false;
        wish->one = wish->one || one;
        if (i + 1 == argc || !read_number(argv[i + 1], many ? &wish->seeds : &wish->seed))
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    struct wish wish = {.what = "", .seed = 1};
    if (!read_wish(argc, argv, &wish)) {
        fputs("alcove-sim [dht|thin] [--seeds N] [--seed S]   S is the first of N, or the only "
              "one\n",
              stderr);
        return 2;
    }
    if (strcmp(wish.what, "dht") == 0)
        return play_dht(wish.seed, 1000);
    if (strcmp(wish.what, "thin") == 0)
        return play_thin(wish.seed, wish.seeds);
    if (!wish.one || wish.seeds > 0)
        return play_many(wish.seed, wish.seeds > 0 ? wish.seeds : 100);
    printf("seed %" PRIu64 "\n", wish.seed);
    struct swarm_result result = swarm_run(wish.seed, true);
    print_result(&result);
    return result.wrong == NULL ? 0 : 1;
}
