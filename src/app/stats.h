/* Measure mode: one line of JSON per presented picture, per second and per event, into a file that
 * a script reads. Numbers only: no name, word, address or key is ever written. Any thread may
 * write; a line is written whole. All times are microseconds on CLOCK_MONOTONIC. */
#ifndef ALCOVE_APP_STATS_H
#define ALCOVE_APP_STATS_H

#include <stdbool.h>
#include <stdint.h>

struct stats;

/* NULL with `*error_number` an errno when the file cannot be made. */
struct stats *stats_open(const char *path, int *error_number);
/* False when not every line could be kept, e.g. the disk was full. NULL is allowed (true). */
bool stats_close(struct stats *stats);

struct stats_picture {
    uint32_t number; /* as counted by the sender's camera */
    uint64_t captured_us;
    uint64_t presented_us;
    uint32_t delay_us;
    bool compared;  /* psnr_db is measured */
    double psnr_db; /* luma, against the reference clip */
};

/* All do nothing when `stats` is NULL. */
void stats_picture(struct stats *stats, const struct stats_picture *picture);
void stats_event(struct stats *stats, uint64_t at_us, const char *name, uint64_t value);
/* One object with these fields, `kind` first: {"kind":"link","at_us":…,…}. */
struct stats_field {
    const char *name;
    double value;
};
void stats_fields(struct stats *stats, const char *kind, uint64_t at_us,
                  const struct stats_field *fields, int count);

#endif
