/* A year of a space of two: what publishing and taking in cost the processor each time the two
 * meet, for both together, and what a space of a few years takes of memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "bench/bench.h"
#include "records/space.h"

int space_bench(int argc, char **argv);

#define ROUNDS    5
#define MEETINGS  157
#define CHECK_INS 18 /* between two meetings */
#define GOALS     20
#define NOTE_TEXT "We looked at how the week went, and what made the walks easier than before. "

#define MEETING_MS_MAX 0.3
#define MEMORY_MB_MAX  3
#define LARGE_OBJECTS  3000

/* Memory that is counted. */
struct counted {
    struct alcove_memory memory;
    size_t bytes;
};

static void *resize(void *context, void *old, size_t old_size, size_t size)
{
    struct counted *counted = context;
    counted->bytes += size - old_size;
    if (size != 0)
        return realloc(old, size);
    free(old);
    return NULL;
}

struct pair {
    struct counted memory[2];
    struct space *spaces[2];
    struct object_id goals[GOALS];
    uint32_t minute;
};

static bool pair_begin(struct pair *pair)
{
    struct space_config config = {.member_count = 2, .device_count = 2, .member_of = {0, 1}};
    for (uint8_t i = 0; i < 2; i++) {
        config.own_device = i;
        pair->memory[i] = (struct counted){.memory = {resize, &pair->memory[i]}};
        pair->spaces[i] = space_create(&config, &pair->memory[i].memory);
    }
    pair->minute = 29000000;
    return pair->spaces[0] != NULL && pair->spaces[1] != NULL;
}

static void pair_end(struct pair *pair)
{
    space_free(pair->spaces[0]);
    space_free(pair->spaces[1]);
}

static bool set(struct space *space, struct object_id object, uint8_t field, struct value value)
{
    return space_set(space, object, field, &value) == SPACE_WRITTEN;
}

/* Publishes what one wrote, and gives it to the other. */
static bool pass_on(struct pair *pair, uint8_t from)
{
    const struct space_publication publication = {.minute = pair->minute++};
    bool done = true;
    while (done && space_has_draft(pair->spaces[from])) {
        const uint8_t *bytes;
        size_t size;
        done = space_publish(pair->spaces[from], &publication, &bytes, &size) == SPACE_WRITTEN &&
               space_apply(pair->spaces[!from], from, bytes, size) == SPACE_APPLIED;
    }
    return done;
}

static void settle(struct pair *pair)
{
    for (uint8_t i = 0; i < 2; i++) {
        uint32_t vector[SPACE_DEVICES_MAX];
        size_t size;
        while (space_next_to_keep(pair->spaces[i], &size) != NULL)
            continue;
        space_vector(pair->spaces[i], vector);
        space_hear(pair->spaces[!i], i, vector);
    }
    space_settle(pair->spaces[0]);
    space_settle(pair->spaces[1]);
}

static bool make_goals(struct pair *pair)
{
    bool done = true;
    for (size_t i = 0; done && i < GOALS; i++)
        done = space_make(pair->spaces[0], KIND_GOAL, &pair->goals[i]) == SPACE_WRITTEN &&
               set(pair->spaces[0], pair->goals[i], GOAL_TITLE, value_text("Be outside more"));
    return done && pass_on(pair, 0);
}

/* What the client does between two meetings. */
static bool live(struct pair *pair, uint32_t n)
{
    struct space *space = pair->spaces[1];
    bool done = true;
    for (uint32_t i = 0; done && i < CHECK_INS; i++) {
        struct object_id check_in;
        done = space_make(space, KIND_CHECK_IN, &check_in) == SPACE_WRITTEN &&
               set(space, check_in, CHECK_IN_DAY, value_number(20000 + n)) &&
               set(space, check_in, CHECK_IN_DONE, value_number(1)) &&
               set(space, check_in, CHECK_IN_HOW_WELL, value_number(i % 11)) &&
               set(space, check_in, CHECK_IN_MASTERY, value_number(n % 11)) &&
               set(space, check_in, CHECK_IN_NOTE, value_text("It went well, but for the rain."));
    }
    return done;
}

/* Both write into one note and set one field while apart. */
static bool write_both(struct pair *pair, uint32_t n)
{
    bool done = true;
    for (uint8_t i = 0; done && i < 2; i++) {
        struct object_id goal = pair->goals[(n + i * (n % 3)) % GOALS];
        const struct text *text = space_note(pair->spaces[i], goal, GOAL_NOTES);
        size_t length = text == NULL ? 0 : text_length(text, true);
        done = set(pair->spaces[i], goal, GOAL_CONFIDENCE, value_number((n + i) % 11)) &&
               space_note_insert(pair->spaces[i], goal, GOAL_NOTES, length / 2,
                                 value_text(NOTE_TEXT)) == SPACE_WRITTEN;
    }
    return done;
}

static bool measure_year(double *meetings_ms)
{
    struct pair pair;
    bool done = pair_begin(&pair) && make_goals(&pair);
    uint64_t before_us = bench_cpu_us();
    uint64_t writing_us = 0;
    for (uint32_t n = 0; done && n < MEETINGS; n++) {
        uint64_t began_us = bench_cpu_us();
        done = live(&pair, n) && write_both(&pair, n);
        writing_us += bench_cpu_us() - began_us;
        done = done && pass_on(&pair, 0) && pass_on(&pair, 1);
        settle(&pair);
    }
    *meetings_ms = (double)(bench_cpu_us() - before_us - writing_us) / 1e3 / MEETINGS;
    pair_end(&pair);
    return done;
}

static bool measure_memory(double *megabytes)
{
    struct pair pair;
    bool done = pair_begin(&pair);
    for (uint32_t n = 0; done && n * CHECK_INS < LARGE_OBJECTS; n++) {
        done = live(&pair, n) && pass_on(&pair, 1);
        settle(&pair);
    }
    *megabytes = (double)pair.memory[0].bytes / 1e6;
    pair_end(&pair);
    return done;
}

int space_bench(int argc, char **argv)
{
    double meetings_ms[ROUNDS];
    double megabytes = 0;
    (void)argc;
    (void)argv;
    if (sodium_init() < 0)
        return 1;
    for (size_t i = 0; i < ROUNDS; i++) {
        if (!measure_year(&meetings_ms[i]))
            return 1;
    }
    if (!measure_memory(&megabytes))
        return 1;
    const struct bench_figure meeting = {.what = "a meeting of two spaces, both sides",
                                         .unit = "ms",
                                         .values = meetings_ms,
                                         .count = ROUNDS,
                                         .at_most = MEETING_MS_MAX};
    const struct bench_figure memory = {.what = "a space of 3,000 objects with 15,000 values",
                                        .unit = "MB",
                                        .values = &megabytes,
                                        .count = 1,
                                        .at_most = MEMORY_MB_MAX};
    bool fast = bench_report(&meeting);
    bool small = bench_report(&memory);
    return fast && small ? 0 : 1;
}
