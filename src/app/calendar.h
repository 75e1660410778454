/* The time that people mean: the calendar's, which may jump. What waits or is measured uses
 * net/clock.h instead. */
#ifndef ALCOVE_APP_CALENDAR_H
#define ALCOVE_APP_CALENDAR_H

#include <stdint.h>

uint64_t calendar_unix_ms(void);
/* 0 to 1439, in the time zone of this computer. */
uint16_t calendar_minute_of_day(uint64_t unix_ms);

#endif
