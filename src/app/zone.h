/* The clock on the wall somewhere: how far it is from UTC, now and after its next changes. Reads
 * the files of the time zone database (RFC 8536), so that an hour agreed for 15:00 stays at 15:00
 * when the clock changes, also seen from a computer in another zone. The C library knows one zone
 * a process; this needs no environment. Called by app/slot.c. */
#ifndef ALCOVE_APP_ZONE_H
#define ALCOVE_APP_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZONE_NAME_BYTES  64
#define ZONE_FILE_BYTES  65536
#define ZONE_CHANGES_MAX 512

/* A change that comes every year: weekday `day` (0 is Sunday) of week 1 to 5 (the last) of a month,
 * `second` of that day by the clock before the change. */
struct zone_rule {
    int month, week, day;
    int64_t second;
};

struct zone {
    size_t count;
    int64_t at[ZONE_CHANGES_MAX];    /* Unix seconds, ascending */
    int32_t ahead[ZONE_CHANGES_MAX]; /* from then on, seconds ahead of UTC */
    int32_t before;                  /* the first of them */
    int32_t standard, summer;        /* after the last */
    bool has_summer;
    struct zone_rule begins, ends;
};

/* What a file holds; false if it is none, or has rules of a kind that no zone has had for years. */
bool zone_parse(struct zone *zone, const uint8_t *bytes, size_t size);
/* The zone of that name, "Europe/Berlin", in the database of this computer. */
bool zone_open(struct zone *zone, const char *name);
/* The name of this computer's zone: of TZ, else of /etc/localtime, else "UTC". Returns `out`. */
const char *zone_own_name(char out[ZONE_NAME_BYTES]);

/* Seconds ahead of UTC at that Unix time. */
int32_t zone_ahead(const struct zone *zone, int64_t unix_s);
/* Minutes since 1970, by the wall and by UTC. What the wall skips is as much later, what it shows
 * twice is the first of both. */
uint32_t zone_to_utc(const struct zone *zone, uint32_t wall);
uint32_t zone_to_wall(const struct zone *zone, uint32_t utc);

#endif
