/* The time that people mean: the calendar's, which may jump. What waits or is measured uses
 * net/clock.h instead. Days are since 1970-01-01, minutes since its beginning. */
#ifndef ALCOVE_APP_CALENDAR_H
#define ALCOVE_APP_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_MINUTE_BYTES 17 /* "2027-05-01 14:30" */

uint64_t calendar_unix_ms(void);
/* How many minutes the time zone of this computer is ahead of UTC now. */
int calendar_zone(void);
/* 0 to 1439, in the time zone of this computer. */
uint16_t calendar_minute_of_day(uint64_t unix_ms);

/* For what is published: now. */
uint32_t calendar_minute_now(void);
/* The day of that moment, and today, in the time zone of this computer. */
uint32_t calendar_day_of(uint64_t unix_ms);
uint32_t calendar_today(void);

/* "2027-05-01", up to the end of 2169, as papers/civil.h prints it; false for what is no day. */
bool calendar_day_parse(const char *text, uint32_t *day);
/* "2027-05-01 14:30" in the time zone of this computer. */
bool calendar_minute_parse(const char *text, uint32_t *minute);
/* Returns `out`. */
const char *calendar_minute_text(uint32_t minute, char out[CALENDAR_MINUTE_BYTES]);

#endif
