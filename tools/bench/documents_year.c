#include "bench/documents_year.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "bench/bench.h"
#include "bench/year_play.h"
#include "bench/year_trace.h"
#include "bench/year_vault.h"
#include "records/kept_parts.h"
#include "records/sync.h"

#define SYNCS_MAX    1024
#define PART_BYTES   1100 /* a part fits a packet */
#define PACKET_BYTES 36   /* sealing, chunk and counter around each */
#define FOLD_EACH    16   /* meetings */
#define IDLE_SECONDS 60   /* then the app publishes */
#define BLOCK_BYTES  16   /* what an allocator takes for itself */
#define LOADS        9
#define GOALS        20
#define PRACTICES    103

/* ---- Memory that is counted ---- */

struct counted {
    struct alcove_memory memory;
    size_t bytes, blocks;
};

static void *resize(void *context, void *old, size_t old_size, size_t size)
{
    struct counted *counted = context;
    counted->bytes += size - old_size;
    counted->blocks += (size_t)(old_size == 0) - (size_t)(size == 0);
    if (size == 0) {
        free(old);
        return NULL;
    }
    void *block = realloc(old, size);
    if (block == NULL)
        abort();
    return block;
}

static double ms_since(uint64_t before_us)
{
    return (double)(bench_cpu_us() - before_us) / 1000;
}

/* ---- The year ---- */

struct replica {
    struct counted counted;
    struct space *space;
    struct sync_memory remembered;
    struct year_vault vault;
};

struct year {
    struct year_trace trace;
    struct year_names names;
    struct replica replicas[2];
    bool publishes_when_idle;
    double bytes[SYNCS_MAX], ms[SYNCS_MAX], flights[SYNCS_MAX];
    size_t syncs;
    double wire, edit_ms, publish_ms;
    size_t batches;
    bool good;
};

struct series {
    double *values;
    size_t count;
};

/* A goal of 0 is none. */
static void report_median(struct year *year, const char *figure, const char *unit,
                          struct series series, double goal)
{
    char what[128];
    (void)snprintf(what, sizeof what, "goal-year: %s", figure);
    const struct bench_figure row = {.what = what,
                                     .unit = unit,
                                     .values = series.values,
                                     .count = series.count,
                                     .at_most = goal};
    year->good = bench_report(&row) && year->good;
}

static void report(struct year *year, const char *figure, const char *unit, double value,
                   double goal)
{
    report_median(year, figure, unit, (struct series){&value, 1}, goal);
}

static void hold(struct year *year, const char *what, bool holds)
{
    printf("{\"must\": \"%s\", \"trace\": \"goal-year\", \"holds\": %s}\n", what,
           holds ? "true" : "false");
    (void)fflush(stdout);
    year->good = year->good && holds;
}

static void give_up(const char *what)
{
    fprintf(stderr, "the year: %s\n", what);
    exit(1);
}

static void begin(struct year *year, const char *path, bool publishes_when_idle)
{
    *year = (struct year){.trace = year_trace_open(path), .good = true};
    year->publishes_when_idle = publishes_when_idle;
    for (uint8_t i = 0; i < 2; i++) {
        struct replica *replica = &year->replicas[i];
        const struct space_config config = {
            .id = {1}, .member_count = 2, .device_count = 2, .member_of = {0, 1}, .own_device = i};
        replica->counted.memory = (struct alcove_memory){resize, &replica->counted};
        replica->space = space_create(&config, &replica->counted.memory);
        if (replica->space == NULL)
            abort();
        year_vault_make(&replica->vault, &replica->counted.memory);
    }
}

static void end(struct year *year)
{
    for (size_t i = 0; i < 2; i++) {
        year_vault_remove(&year->replicas[i].vault);
        space_free(year->replicas[i].space);
    }
    year_trace_close(&year->trace);
}

static void publish(struct year *year, struct replica *replica, uint64_t second)
{
    const struct space_publication publication = {.minute = (uint32_t)(second / 60)};
    const uint8_t *bytes;
    size_t size;
    uint64_t before_us = bench_cpu_us();
    while (space_has_draft(replica->space)) {
        if (space_publish(replica->space, &publication, &bytes, &size) != SPACE_WRITTEN)
            give_up("it cannot be published");
        year->batches++;
    }
    year->publish_ms += ms_since(before_us);
    year_vault_append(&replica->vault, replica->space);
}

/* As the link does it. */
static void carry(const uint8_t *part, size_t size, uint8_t *out)
{
    static const uint8_t key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES] = {9};
    static uint64_t nonces;
    uint8_t nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES] = {0};
    uint8_t sealed[PART_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES];
    unsigned long long sealed_size;
    nonces++;
    memcpy(nonce, &nonces, sizeof nonces);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, &sealed_size, part, size, NULL, 0, NULL,
                                               nonce, key);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, sealed, sealed_size, NULL, 0,
                                                   nonce, key) != 0)
        give_up("it does not open");
}

/* What one end has to say; false if that is nothing. */
static bool say(struct year *year, struct sync *const ends[2], size_t from, double *bytes)
{
    static uint8_t part[PART_BYTES];
    static uint8_t opened[PART_BYTES];
    struct space *to = year->replicas[1 - from].space;
    size_t size;
    bool said = false;
    while ((size = sync_next(ends[from], 0, part)) > 0) {
        carry(part, size, opened);
        *bytes += (double)(size + PACKET_BYTES);
        said = true;
        if (!sync_take(ends[1 - from], 0, opened, size))
            give_up("a part is refused");
    }
    if (said)
        sync_stored(ends[1 - from]);
    if (to == NULL)
        abort();
    return said;
}

/* One meeting; `*flights`: how often something went from one to the other. */
static double meet(struct year *year, uint64_t second, double *flights)
{
    struct sync *ends[2];
    double bytes = 0;
    *flights = 0;
    for (size_t i = 0; i < 2; i++) {
        const struct sync_config config = {
            .space = year->replicas[i].space,
            .peer = (uint8_t)(1 - i),
            .part_bytes = PART_BYTES,
            .day = (uint32_t)(second / 86400),
            .memory = &year->replicas[i].counted.memory,
        };
        ends[i] = sync_begin(&config, &year->replicas[i].remembered);
        if (ends[i] == NULL)
            abort();
    }
    for (bool said = true; said; *flights += said) {
        said = say(year, ends, 0, &bytes);
        said = say(year, ends, 1, &bytes) || said;
    }
    for (size_t i = 0; i < 2; i++) {
        year->replicas[i].remembered = *sync_remembered(ends[i]);
        sync_end(ends[i]);
    }
    return bytes;
}

static void keep(struct year *year)
{
    for (size_t i = 0; i < 2; i++) {
        struct replica *replica = &year->replicas[i];
        year_vault_append(&replica->vault, replica->space);
        space_settle(replica->space);
        if (year->syncs % FOLD_EACH == 0)
            year_vault_fold(&replica->vault, replica->space);
    }
}

static void sync_both(struct year *year, uint64_t second)
{
    if (year->syncs == SYNCS_MAX)
        give_up("too many meetings");
    for (size_t i = 0; i < 2; i++)
        publish(year, &year->replicas[i], second);
    uint64_t before_us = bench_cpu_us();
    double bytes = meet(year, second, &year->flights[year->syncs]);
    year->ms[year->syncs] = ms_since(before_us);
    year->bytes[year->syncs++] = bytes;
    year->wire += bytes;
    keep(year);
}

static void live(struct year *year)
{
    uint64_t last[2] = {0, 0};
    for (size_t i = 0; i < year->trace.count; i++) {
        const struct year_event *event = &year->trace.events[i];
        if (event->what == YEAR_SYNC) {
            sync_both(year, event->second);
            continue;
        }
        struct replica *replica = &year->replicas[event->who];
        if (year->publishes_when_idle && event->second > last[event->who] + IDLE_SECONDS)
            publish(year, replica, last[event->who]);
        uint64_t before_us = bench_cpu_us();
        year_play(&year->names, replica->space, event);
        year->edit_ms += ms_since(before_us);
        last[event->who] = event->second;
    }
    for (size_t i = 0; i < 2; i++)
        year_vault_fold(&year->replicas[i].vault, year->replicas[i].space);
}

/* ---- What must hold ---- */

struct blob {
    struct space_bucket bucket;
    struct kept_block raw;
    size_t size; /* as it is kept */
};

struct blobs {
    const struct alcove_memory *memory;
    struct blob list[1024];
    size_t count, bytes, records;
};

static void add_blob(void *context, struct space_bucket bucket, const uint8_t *bytes, size_t size)
{
    struct blobs *blobs = context;
    if (bucket.kind == 0) {
        blobs->records++;
        return;
    }
    if (blobs->count == sizeof blobs->list / sizeof blobs->list[0])
        abort();
    struct blob *blob = &blobs->list[blobs->count++];
    *blob = (struct blob){.bucket = bucket, .size = size};
    blobs->bytes += size;
    if (kept_box_open(blobs->memory, bytes, size, KEPT_RAW_BYTES_MAX, &blob->raw) != SPACE_LOADED)
        give_up("a blob does not open");
}

static void free_blobs(struct blobs *blobs)
{
    for (size_t i = 0; i < blobs->count; i++)
        kept_block_free(blobs->memory, &blobs->list[i].raw);
    blobs->count = 0;
}

/* All but the heads, which say whose they are. */
static bool are_equal(const struct blobs *a, const struct blobs *b)
{
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++) {
        const struct blob *one = &a->list[i];
        const struct blob *other = &b->list[i];
        equal = kept_bucket_compare(one->bucket, other->bucket) == 0 &&
                (one->bucket.kind == SPACE_BUCKET_HEAD ||
                 (one->raw.size == other->raw.size &&
                  memcmp(one->raw.bytes, other->raw.bytes, one->raw.size) == 0));
    }
    return equal;
}

static bool is_in(const struct blobs *blobs, const char *text)
{
    bool found = false;
    for (size_t i = 0; !found && i < blobs->count; i++)
        found =
            memmem(blobs->list[i].raw.bytes, blobs->list[i].raw.size, text, strlen(text)) != NULL;
    return found;
}

static const char *reflection_text(const struct year_trace *trace, const char *name)
{
    for (size_t i = 0; i < trace->count; i++) {
        if (trace->events[i].what == YEAR_REFLECTION_ADD &&
            strcmp(trace->events[i].name, name) == 0)
            return trace->events[i].text;
    }
    return "";
}

static bool erased_are_gone(const struct year_trace *trace, const struct blobs *blobs)
{
    bool gone = true;
    size_t erased = 0;
    for (size_t i = 0; i < trace->count; i++) {
        if (trace->events[i].what != YEAR_REFLECTION_ERASE)
            continue;
        const char *text = reflection_text(trace, trace->events[i].name);
        gone = gone && text[0] != '\0' && !is_in(blobs, text);
        erased++;
    }
    return gone && erased == 3;
}

/* Each once, and in a goal. */
static bool are_practices_sound(const struct space *space)
{
    struct object_id id = OBJECT_SPACE;
    size_t count = 0;
    while (space_next(space, KIND_PRACTICE, &id)) {
        struct value goal = space_value(space, id, PRACTICE_GOAL);
        count += goal.type == VALUE_OBJECT && space_find(space, goal.object, NULL);
    }
    return count == PRACTICES && space_count(space, KIND_PRACTICE) == PRACTICES;
}

static void check(struct year *year, const struct blobs blobs[2])
{
    const struct space *space = year->replicas[0].space;
    hold(year, "replicas are equal", are_equal(&blobs[0], &blobs[1]));
    hold(year, "20 goals", space_count(space, KIND_GOAL) == GOALS);
    hold(year, "103 practices, none twice", are_practices_sound(space));
    hold(year, "erased reflections are in no blob",
         erased_are_gone(&year->trace, &blobs[0]) && erased_are_gone(&year->trace, &blobs[1]));
    hold(year, "no batch is left to be offered", blobs[0].records + blobs[1].records == 0);
}

/* ---- What is measured ---- */

static void measure_wire(struct year *year, uint64_t second)
{
    double flights;
    meet(year, second, &flights); /* the last acknowledgements */
    report(year, "wire_sealed", "bytes", year->wire, 155000);
    report_median(year, "sync_median", "bytes", (struct series){year->bytes, year->syncs}, 1250);
    report(year, "sync_largest", "bytes", year->bytes[year->syncs - 1], 0);
    report(year, "sync_idle", "bytes", meet(year, second, &flights), 128);
    report_median(year, "sync_flights_median", "count", (struct series){year->flights, year->syncs},
                  0);
    report_median(year, "sync_both_sides_median", "CPU ms", (struct series){year->ms, year->syncs},
                  0.3);
    report(year, "sync_both_sides_largest", "CPU ms", year->ms[year->syncs - 1], 0);
    report(year, "batches", "count", (double)year->batches, 0);
    report(year, "edits_all", "CPU ms", year->edit_ms, 0);
    report(year, "publishing_all", "CPU ms", year->publish_ms, 0);
}

/* From the sealed file to a space that can be shown. */
static void measure_opening(struct year *year)
{
    struct replica *replica = &year->replicas[0];
    double all[LOADS];
    size_t memory = 0;
    for (size_t i = 0; i < LOADS; i++) {
        struct counted counted = {.memory = {resize, &counted}};
        uint64_t before_us = bench_cpu_us();
        year_vault_open(&replica->vault);
        struct space *space = year_vault_load(&replica->vault, &counted.memory);
        all[i] = ms_since(before_us);
        memory = counted.bytes + BLOCK_BYTES * counted.blocks;
        space_free(space);
        year_vault_close(&replica->vault);
    }
    report_median(year, "unlock_to_space", "CPU ms", (struct series){all, LOADS}, 5);
    report(year, "memory_open", "bytes", (double)memory, 3145728);
}

/* What is in the blobs into memory, without the vault. */
static void measure_decoding(struct year *year, struct year_vault *vault)
{
    double all[LOADS];
    for (size_t i = 0; i < LOADS; i++) {
        struct counted counted = {.memory = {resize, &counted}};
        uint64_t before_us = bench_cpu_us();
        struct space *space = year_vault_load(vault, &counted.memory);
        all[i] = ms_since(before_us);
        space_free(space);
    }
    report_median(year, "read_and_decode", "CPU ms", (struct series){all, LOADS}, 3);
}

/* Looking for what changed when nothing did. */
static void measure_keeping(struct year *year)
{
    struct replica *replica = &year->replicas[0];
    double all[LOADS];
    for (size_t i = 0; i < LOADS; i++) {
        struct space_kept kept;
        uint64_t before_us = bench_cpu_us();
        struct space_keeping *keeping = space_keeping_begin(replica->vault.file, replica->space);
        if (keeping == NULL || space_keeping_next(keeping, &kept) != SPACE_KEEP_DONE)
            give_up("something changed");
        space_keeping_end(keeping, true);
        all[i] = ms_since(before_us);
    }
    report_median(year, "keeping_nothing", "CPU ms", (struct series){all, LOADS}, 0);
}

static void measure_whole(struct year *year)
{
    struct space *copy;
    size_t size;
    uint64_t before_us = bench_cpu_us();
    uint8_t *whole = space_encode_whole(year->replicas[0].space, &size);
    double encode_ms = ms_since(before_us);
    before_us = bench_cpu_us();
    if (space_decode_whole(&year->replicas[0].counted.memory, whole, size, NULL, &copy) !=
        SPACE_LOADED)
        give_up("the whole does not come back");
    report(year, "whole", "bytes", (double)size, 0);
    report(year, "whole_decode", "CPU ms", ms_since(before_us), 0);
    report(year, "whole_encode", "CPU ms", encode_ms, 0);
    space_free(copy);
    resize(&year->replicas[0].counted, whole, size, 0);
}

static void measure_rest(struct year *year)
{
    static struct blobs blobs[2];
    for (size_t i = 0; i < 2; i++) {
        struct replica *replica = &year->replicas[i];
        blobs[i] = (struct blobs){.memory = &replica->counted.memory};
        year_vault_each(&replica->vault, add_blob, &blobs[i]);
    }
    report(year, "blobs", "bytes", (double)blobs[0].bytes, 95000);
    report(year, "blobs", "count", (double)blobs[0].count, 0);
    check(year, blobs);
    measure_keeping(year);
    free_blobs(&blobs[0]);
    free_blobs(&blobs[1]);
    measure_decoding(year, &year->replicas[0].vault);
    measure_whole(year);
    year_vault_close(&year->replicas[0].vault);
    year_vault_close(&year->replicas[1].vault);
    report(year, "vault_file", "bytes", (double)year_vault_file_size(&year->replicas[0].vault),
           110000);
    measure_opening(year);
}

bool documents_year(const char *path)
{
    static struct year year;
    if (sodium_init() < 0)
        return false;
    begin(&year, path, false);
    live(&year);
    measure_wire(&year, year.trace.events[year.trace.count - 1].second);
    measure_rest(&year);
    bool good = year.good;
    end(&year);
    /* The same published whenever one pauses, as the app does it; without goals of its own. */
    begin(&year, path, true);
    live(&year);
    report(&year, "wire_sealed_published_when_idle", "bytes", year.wire, 0);
    report(&year, "batches_published_when_idle", "count", (double)year.batches, 0);
    year_vault_close(&year.replicas[0].vault);
    year_vault_close(&year.replicas[1].vault);
    end(&year);
    return good;
}
