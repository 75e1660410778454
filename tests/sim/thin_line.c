#include "thin_line.h"

#include <stdlib.h>

#include "base/assert.h"
#include "scenario.h"
#include "script.h"

#define PAUSE_SECONDS 10
/* With its end 60 bytes. */
#define WORDS "I slept a little better, and I walked by the river at dawn."

static const struct thin_line_plan *played;

static bool is_complete(const struct person *person)
{
    const struct person *other = &scenario_people[1 - person->index];
    return person->written_count == THIN_LINE_LINES && person_all_arrived(person) &&
           person->heard_count == other->written_count;
}

static void call(struct person *person)
{
    if (played->round_trip_us > 0)
        person_call_after_check(person, played->round_trip_us);
    else
        person_call(person);
}

static void write_now_and_then(struct person *person)
{
    SCRIPT_BEGIN(person)
    if (person->index == CLIENT || played->both_call)
        call(person);
    WAIT_UNTIL(person, person->linked);
    /* The two do not keep step. */
    PAUSE_S(person, (double)dice_below(&person->world->dice, 10000) / 1e3);
    while (person->written_count < THIN_LINE_LINES) {
        person_write(person, WORDS);
        PAUSE_S(person, PAUSE_SECONDS);
    }
    WAIT_UNTIL(person, is_complete(person));
    SCRIPT_END(person)
}

/* Times of many stories. */
struct times {
    size_t count;
    uint64_t us[THIN_LINE_SEEDS_MAX * 2 * THIN_LINE_LINES];
};

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static struct thin_line_times judge(struct times *times)
{
    if (times->count == 0)
        return (struct thin_line_times){0};
    qsort(times->us, times->count, sizeof times->us[0], compare);
    return (struct thin_line_times){
        .p50_us = times->us[times->count / 2],
        .p95_us = times->us[times->count * 95 / 100],
        .max_us = times->us[times->count - 1],
    };
}

static void add_lines(struct times *times)
{
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        const struct person *hears = &scenario_people[i], *writes = &scenario_people[1 - i];
        for (uint32_t n = 0; n < hears->heard_count; n++)
            times->us[times->count++] = hears->heard[n].at_us - writes->written[n].at_us;
    }
}

struct thin_line_result thin_line_play(const struct thin_line_plan *plan)
{
    static struct times starts, lines;
    struct thin_line_result result = {0};
    uint64_t bytes = 0, us = 0;
    struct scenario scenario = {
        .network = "perfect",
        .terms = plan->terms,
        .therapist = write_now_and_then,
        .client = write_now_and_then,
        .seconds_max = 400,
    };
    ALCOVE_ASSERT(plan->seeds <= THIN_LINE_SEEDS_MAX);
    starts.count = lines.count = 0;
    played = plan;
    for (uint32_t n = 0; n < plan->seeds; n++) {
        scenario.seed = plan->seed + n;
        result.failed += scenario_run(&scenario) != NULL;
        const struct person *a = &scenario_people[THERAPIST], *b = &scenario_people[CLIENT];
        if (a->linked && b->linked)
            starts.us[starts.count++] =
                a->linked_at_us > b->linked_at_us ? a->linked_at_us : b->linked_at_us;
        add_lines(&lines);
        for (unsigned i = 0; i < WORLD_NODES; i++) {
            struct network_counts counts = network_totals(&scenario_world.networks[i]);
            bytes += counts.entered_bytes + 28 * counts.entered;
        }
        us += 2 * scenario_world.now_us;
        result.log_hash = result.log_hash * 31 + scenario_world.log_hash;
    }
    result.start = judge(&starts);
    result.line = judge(&lines);
    result.bits_per_second = us > 0 ? bytes * 8000000 / us : 0;
    return result;
}
