/* Days and hours as people write them, the same in every locale: "1 May 2026", "Tuesday", "09:30".
 * Of the Gregorian calendar; no clock and no table of zones: how far local time is from UTC comes
 * with each call. Used by sentences and exports. */
#ifndef ALCOVE_PAPERS_CIVIL_H
#define ALCOVE_PAPERS_CIVIL_H

#include <stdint.h>

#define CIVIL_TEXT_BYTES   32
#define CIVIL_DAY_MINUTES  1440
#define CIVIL_ZONE_MINUTES (14 * 60) /* no place is further from UTC */

struct civil_date {
    uint16_t year;
    uint8_t month, day; /* from 1 */
    uint8_t weekday;    /* 0 is Sunday */
};

/* `day` counts from 1970-01-01. */
struct civil_date civil_date_of(uint32_t day);

/* A minute since 1970 in UTC, where local time is `zone` minutes ahead. Never before 1970. */
uint32_t civil_day_at(uint32_t minute, int zone);
uint16_t civil_minute_at(uint32_t minute, int zone); /* of its day: 0 to 1439 */

/* "1 May 2026", "2026-05-01". Each returns `out`. */
const char *civil_print_long(uint32_t day, char out[CIVIL_TEXT_BYTES]);
const char *civil_print_iso(uint32_t day, char out[CIVIL_TEXT_BYTES]);
/* How one says a day, seen from `today`: "today", "yesterday", a weekday within the last six days,
 * "1 May" in the same year, else "1 May 2025". */
const char *civil_print_near(uint32_t day, uint32_t today, char out[CIVIL_TEXT_BYTES]);
/* "1 May 2026, 09:30" */
const char *civil_print_time(uint32_t minute, int zone, char out[CIVIL_TEXT_BYTES]);

#endif
