#include "papers/civil.h"

#include <stdio.h>

#include "base/assert.h"

/* Days from 0000-03-01 to 1970-01-01: years that begin in March have their leap day last. */
#define MARCH_DAYS 719468u
#define ERA_DAYS   146097u /* of 400 years */

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};

struct civil_date civil_date_of(uint32_t day)
{
    ALCOVE_ASSERT(day <= UINT32_MAX - MARCH_DAYS);
    uint32_t since = day + MARCH_DAYS;
    uint32_t era = since / ERA_DAYS;
    uint32_t of_era = since % ERA_DAYS;
    uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint32_t of_year = of_era - (365 * year + year / 4 - year / 100);
    uint32_t march_month = (5 * of_year + 2) / 153;
    struct civil_date date = {
        .day = (uint8_t)(of_year - (153 * march_month + 2) / 5 + 1),
        .month = (uint8_t)(march_month < 10 ? march_month + 3 : march_month - 9),
        .weekday = (uint8_t)((day + 4) % 7), /* 1970-01-01 was a Thursday */
    };
    date.year = (uint16_t)(year + era * 400 + (date.month <= 2 ? 1 : 0));
    return date;
}

uint32_t civil_day_at(uint32_t minute, int zone)
{
    ALCOVE_ASSERT(zone >= -CIVIL_ZONE_MINUTES && zone <= CIVIL_ZONE_MINUTES);
    int64_t local = (int64_t)minute + zone;
    return local < 0 ? 0 : (uint32_t)(local / CIVIL_DAY_MINUTES);
}

uint16_t civil_minute_at(uint32_t minute, int zone)
{
    int64_t local = (int64_t)minute + zone;
    return local < 0 ? 0 : (uint16_t)(local % CIVIL_DAY_MINUTES);
}

const char *civil_print_long(uint32_t day, char out[CIVIL_TEXT_BYTES])
{
    struct civil_date date = civil_date_of(day);
    snprintf(out, CIVIL_TEXT_BYTES, "%u %s %u", date.day, months[date.month - 1], date.year);
    return out;
}

const char *civil_print_iso(uint32_t day, char out[CIVIL_TEXT_BYTES])
{
    struct civil_date date = civil_date_of(day);
    snprintf(out, CIVIL_TEXT_BYTES, "%04u-%02u-%02u", date.year, date.month, date.day);
    return out;
}

const char *civil_print_near(uint32_t day, uint32_t today, char out[CIVIL_TEXT_BYTES])
{
    struct civil_date date = civil_date_of(day);
    if (day == today)
        snprintf(out, CIVIL_TEXT_BYTES, "today");
    else if (day + 1 == today)
        snprintf(out, CIVIL_TEXT_BYTES, "yesterday");
    else if (day < today && today - day < 7)
        snprintf(out, CIVIL_TEXT_BYTES, "%s", weekdays[date.weekday]);
    else if (date.year == civil_date_of(today).year)
        snprintf(out, CIVIL_TEXT_BYTES, "%u %s", date.day, months[date.month - 1]);
    else
        civil_print_long(day, out);
    return out;
}

const char *civil_print_time(uint32_t minute, int zone, char out[CIVIL_TEXT_BYTES])
{
    struct civil_date date = civil_date_of(civil_day_at(minute, zone));
    unsigned of_day = civil_minute_at(minute, zone);
    snprintf(out, CIVIL_TEXT_BYTES, "%u %s %u, %02u:%02u", date.day, months[date.month - 1],
             date.year, of_day / 60, of_day % 60);
    return out;
}
