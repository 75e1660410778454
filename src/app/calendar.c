#include "app/calendar.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "papers/civil.h"
#include "records/schema.h"

#define DAY_S 86400

uint64_t calendar_unix_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint16_t calendar_minute_of_day(uint64_t unix_ms)
{
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm local;
    if (localtime_r(&seconds, &local) == NULL)
        return 0;
    return (uint16_t)(local.tm_hour * 60 + local.tm_min);
}

int calendar_zone(void)
{
    time_t now = (time_t)(calendar_unix_ms() / 1000);
    struct tm local;
    return localtime_r(&now, &local) != NULL ? (int)(local.tm_gmtoff / 60) : 0;
}

uint32_t calendar_minute_now(void)
{
    return (uint32_t)(calendar_unix_ms() / 60000);
}

/* As if it were a day in Greenwich: days have no time zone. */
static bool day_of(const struct tm *date, uint32_t *day)
{
    struct tm utc = {.tm_year = date->tm_year, .tm_mon = date->tm_mon, .tm_mday = date->tm_mday};
    int64_t seconds = (int64_t)timegm(&utc);
    if (seconds < 0 || seconds / DAY_S > SCHEMA_DAY_MAX)
        return false;
    *day = (uint32_t)(seconds / DAY_S);
    return true;
}

uint32_t calendar_day_of(uint64_t unix_ms)
{
    time_t then = (time_t)(unix_ms / 1000);
    struct tm local;
    uint32_t day = 0;
    if (localtime_r(&then, &local) != NULL)
        (void)day_of(&local, &day);
    return day;
}

uint32_t calendar_today(void)
{
    return calendar_day_of(calendar_unix_ms());
}

/* The text is read back from what it was taken for: so there is one writing of a day alone. */
bool calendar_day_parse(const char *text, uint32_t *day)
{
    char again[CIVIL_TEXT_BYTES];
    struct tm date = {0};
    if (strptime(text, "%Y-%m-%d", &date) == NULL)
        return false;
    return day_of(&date, day) && strcmp(civil_print_iso(*day, again), text) == 0;
}

bool calendar_minute_parse(const char *text, uint32_t *minute)
{
    char again[CALENDAR_MINUTE_BYTES];
    struct tm local = {0};
    if (strptime(text, "%Y-%m-%d %H:%M", &local) == NULL)
        return false;
    local.tm_isdst = -1;
    int64_t seconds = (int64_t)mktime(&local);
    if (seconds < 0 || seconds / 60 > UINT32_MAX)
        return false;
    *minute = (uint32_t)(seconds / 60);
    return strcmp(calendar_minute_text(*minute, again), text) == 0;
}

const char *calendar_minute_text(uint32_t minute, char out[CALENDAR_MINUTE_BYTES])
{
    time_t seconds = (time_t)minute * 60;
    struct tm local;
    out[0] = '\0';
    if (localtime_r(&seconds, &local) != NULL)
        strftime(out, CALENDAR_MINUTE_BYTES, "%Y-%m-%d %H:%M", &local);
    return out;
}
