/* The vault: how large the file of a client's year is, how long opening it and reading all of it
 * takes, and whether ten thousand kills lose anything that was acknowledged. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <sodium.h>

#include "bench/bench.h"
#include "folder.h"
#include "store/vault.h"
#include "store/vault_life.h"

int vault_bench(int argc, char **argv);

#define OBJECTS       180
#define LARGE         20 /* of these, about 2 kB each; the others share the rest */
#define PAYLOAD_BYTES 70000
#define LARGE_BYTES   1900
#define ROUNDS        50
#define KILLS         10000
#define PATH_BYTES    700

static const uint8_t key[VAULT_KEY_BYTES] = {7};

static size_t size_of(uint64_t id)
{
    size_t small = (PAYLOAD_BYTES - LARGE * LARGE_BYTES) / (OBJECTS - LARGE);
    return id < LARGE ? LARGE_BYTES - 200 + id * 400 / (LARGE - 1) : small / 2 + id * 37 % small;
}

static bool write_objects(struct vault *vault, size_t share, struct store_error *error)
{
    static uint8_t bytes[LARGE_BYTES * 2];
    for (uint64_t id = 0; id < OBJECTS; id++) {
        const struct vault_name name = {.space = {1}, .kind = 1, .id = id};
        randombytes_buf(bytes, sizeof bytes);
        const struct vault_span blob = {bytes, size_of(id) * share / 8};
        if (!vault_begin(vault, error) || !vault_put(vault, &name, blob, error) ||
            !vault_commit(vault, error))
            return false;
    }
    return true;
}

/* As it is after a year in which every object grew to its size in eight steps. */
static bool make_year(const char *folder, struct store_error *error)
{
    struct vault *vault;
    const struct vault_place place = {.folder = folder, .key = key};
    if (!vault_open(&vault, &place, error))
        return false;
    bool made = true;
    for (size_t share = 1; share <= 8 && made; share++)
        made = write_objects(vault, share, error);
    made = made && vault_checkpoint(vault, error);
    vault_close(vault);
    return made;
}

/* How many bytes came out. */
static size_t read_all(const char *folder, struct store_error *error)
{
    struct vault *vault;
    const struct vault_place place = {.folder = folder, .key = key};
    struct vault_name name = {.space = {1}};
    struct vault_blob blob;
    size_t bytes = 0;
    if (!vault_open(&vault, &place, error))
        return 0;
    while (vault_next(vault, &name, &name) && vault_get(vault, &name, &blob, error)) {
        bytes += blob.size;
        vault_blob_free(&blob);
    }
    vault_close(vault);
    return bytes;
}

static bool measure_year(const char *folder)
{
    char path[PATH_BYTES];
    struct store_error error = {0};
    struct stat status;
    double times[ROUNDS];
    (void)snprintf(path, sizeof path, "%s/vault.db", folder);
    bool good = make_year(folder, &error) && stat(path, &status) == 0;
    for (size_t i = 0; i < ROUNDS && good; i++) {
        uint64_t before_us = bench_cpu_us();
        good = read_all(folder, &error) > PAYLOAD_BYTES * 9 / 10;
        times[i] = (double)(bench_cpu_us() - before_us) / 1000;
    }
    if (!good) {
        fprintf(stderr, "%s\n", error.text);
        return false;
    }
    double size = (double)status.st_size;
    const struct bench_figure file = {.what = "a year of 180 objects, 70 kB deflated, on the disk",
                                      .unit = "bytes",
                                      .values = &size,
                                      .count = 1,
                                      .at_most = 110000};
    const struct bench_figure reading = {.what = "opening the vault of a year, and reading all",
                                         .unit = "CPU ms",
                                         .values = times,
                                         .count = ROUNDS,
                                         .at_most = 3};
    bool reached = bench_report(&file);
    return bench_report(&reading) && reached;
}

static bool measure_kills(const char *folder)
{
    size_t kills = 0;
    double kept = 0;
    for (uint64_t seed = 1; kills < KILLS; seed++) {
        struct life_plan plan = {.folder = folder, .seed = seed, .fault = TORN_DISK_CRASH};
        struct life_result result = {.struck = true};
        while (kills < KILLS && result.struck) {
            plan.fault_at++;
            result = life_run(&plan);
            kills += result.struck;
            kept += result.struck && result.broken == NULL;
        }
    }
    const struct bench_figure figure = {
        .what = "kills of 10,000 that lost nothing acknowledged",
        .unit = "kills",
        .values = &kept,
        .count = 1,
        .at_least = KILLS,
    };
    return bench_report(&figure);
}

int vault_bench(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    if (sodium_init() < 0)
        return 1;
    char *folder = fresh_folder();
    bool good = measure_year(folder);
    good = measure_kills(folder) && good;
    remove_folder(folder);
    return good ? 0 : 1;
}
