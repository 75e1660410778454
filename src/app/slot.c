#include "app/slot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/assert.h"
#include "papers/civil.h"

#define WEEK_MINUTES (7 * CIVIL_DAY_MINUTES)
#define ROUND_TO     15 /* minutes: when a session was meant to begin */

/* ---- in the space ---- */

struct object_id slot_object(const struct space *space)
{
    struct object_id object = OBJECT_SPACE;
    return space_next(space, KIND_SLOT, &object) ? object : OBJECT_SPACE;
}

bool slot_read(const struct space *space, struct slot *out)
{
    struct object_id object = slot_object(space);
    *out = (struct slot){.minutes = SLOT_USUAL_MINUTES};
    if (object_id_is_equal(object, OBJECT_SPACE))
        return false;
    struct value first = space_value(space, object, SLOT_FIRST);
    struct value zone = space_value(space, object, SLOT_ZONE);
    struct value minutes = space_value(space, object, SLOT_MINUTES);
    if (first.type != VALUE_NUMBER || zone.size == 0 || zone.size >= sizeof out->zone)
        return false;
    out->first = (uint32_t)first.number;
    out->every_weeks = (uint8_t)space_value(space, object, SLOT_EVERY_WEEKS).number;
    memcpy(out->zone, zone.bytes, zone.size);
    if (minutes.type == VALUE_NUMBER)
        out->minutes = (uint16_t)minutes.number;
    return true;
}

enum space_write slot_write(struct space *space, const struct slot *slot, struct object_id *out)
{
    const struct value values[] = {
        [SLOT_FIRST] = value_number(slot->first),
        [SLOT_EVERY_WEEKS] = value_number(slot->every_weeks),
        [SLOT_ZONE] = value_text(slot->zone),
        [SLOT_MINUTES] = value_number(slot->minutes),
    };
    enum space_write written = SPACE_WRITTEN;
    *out = slot_object(space);
    if (object_id_is_equal(*out, OBJECT_SPACE))
        written = space_make(space, KIND_SLOT, out);
    for (uint8_t field = 0; field <= SLOT_MINUTES && written == SPACE_WRITTEN; field++)
        written = space_set(space, *out, field, &values[field]);
    return written;
}

/* ---- the next hour ---- */

static struct zone *open_zone(const char *name)
{
    struct zone *zone = malloc(sizeof *zone);
    if (zone != NULL && zone_open(zone, name))
        return zone;
    free(zone);
    return NULL;
}

bool slot_next(const struct slot *slot, uint32_t now, uint32_t *out)
{
    struct zone *zone = open_zone(slot->zone);
    if (zone == NULL)
        return false;
    uint32_t period = (uint32_t)slot->every_weeks * WEEK_MINUTES;
    uint32_t wall = slot->first;
    uint32_t wall_now = zone_to_wall(zone, now);
    /* To the one before now at most; a change of the clock is less than a week. */
    if (period > 0 && wall_now > wall)
        wall += (wall_now - wall) / period * period;
    *out = zone_to_utc(zone, wall);
    if (*out < now && period > 0)
        *out = zone_to_utc(zone, wall + period);
    free(zone);
    return *out >= now;
}

uint32_t slot_next_of(const struct space *space, uint32_t now, uint16_t *minutes)
{
    struct slot slot;
    uint32_t next;
    bool comes = slot_read(space, &slot) && slot_next(&slot, now, &next);
    *minutes = slot.minutes;
    return comes ? next : 0;
}

uint32_t slot_once(const struct space *space, uint32_t now)
{
    struct object_id session = OBJECT_SPACE;
    uint64_t first = 0;
    while (space_next(space, KIND_SESSION, &session)) {
        struct value next = space_value(space, session, SESSION_NEXT);
        if (next.type == VALUE_NUMBER && next.number >= now && (first == 0 || next.number < first))
            first = next.number;
    }
    return (uint32_t)first;
}

/* The beginning of the newest session that has one; 0 without any. */
static uint32_t last_beginning(const struct space *space)
{
    struct object_id session = OBJECT_SPACE;
    uint64_t last = 0;
    while (space_next(space, KIND_SESSION, &session)) {
        uint64_t began = space_value(space, session, SESSION_BEGAN).number;
        last = began > last ? began : last;
    }
    return (uint32_t)last;
}

bool slot_offer(const struct space *space, uint32_t now, const char *zone_name, struct slot *out)
{
    uint32_t next;
    if (slot_read(space, out) && slot_next(out, now, &next))
        return true;
    uint32_t last = last_beginning(space);
    struct zone *zone = last == 0 ? NULL : open_zone(zone_name);
    if (zone == NULL)
        return false;
    snprintf(out->zone, sizeof out->zone, "%s", zone_name);
    uint32_t wall = (zone_to_wall(zone, last) + ROUND_TO / 2) / ROUND_TO * ROUND_TO;
    uint32_t wall_now = zone_to_wall(zone, now);
    do
        wall += WEEK_MINUTES;
    while (wall < wall_now);
    out->first = wall;
    free(zone);
    return true;
}

/* ---- as it is typed ---- */

static bool read_of_day(const char *text, uint32_t *minute)
{
    if (strlen(text) != 5 || text[2] != ':')
        return false;
    for (size_t i = 0; i < 5; i++) {
        if (i != 2 && (text[i] < '0' || text[i] > '9'))
            return false;
    }
    unsigned hour = (unsigned)(text[0] - '0') * 10 + (unsigned)(text[1] - '0');
    unsigned of_hour = (unsigned)(text[3] - '0') * 10 + (unsigned)(text[4] - '0');
    *minute = hour * 60 + of_hour;
    return hour < 24 && of_hour < 60;
}

static bool read_weekday(const char *text, uint8_t *weekday)
{
    static const char *const names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    for (uint8_t i = 0; i < 7; i++) {
        if (strncasecmp(text, names[i], 3) == 0) {
            *weekday = i;
            return true;
        }
    }
    return false;
}

static bool read_date(const char *text, uint32_t *day)
{
    char again[CIVIL_TEXT_BYTES];
    char date[11];
    struct tm tm = {0};
    snprintf(date, sizeof date, "%s", text);
    if (strptime(date, "%Y-%m-%d", &tm) == NULL)
        return false;
    struct tm utc = {.tm_year = tm.tm_year, .tm_mon = tm.tm_mon, .tm_mday = tm.tm_mday};
    int64_t found = (int64_t)timegm(&utc) / (CIVIL_DAY_MINUTES * 60);
    if (found < 0 || found > SCHEMA_DAY_MAX)
        return false;
    *day = (uint32_t)found;
    return strcmp(civil_print_iso(*day, again), date) == 0;
}

bool slot_parse(struct slot *slot, const char *text, uint32_t now)
{
    uint8_t weekday;
    uint32_t day;
    uint32_t of_day;
    const char *space = strchr(text, ' ');
    if (space == NULL || !read_of_day(space + 1, &of_day))
        return false;
    if (space - text == 10 && read_date(text, &day)) {
        slot->first = day * CIVIL_DAY_MINUTES + of_day;
        return true;
    }
    struct zone *zone =
        space - text == 3 && read_weekday(text, &weekday) ? open_zone(slot->zone) : NULL;
    if (zone == NULL)
        return false;
    uint32_t wall_now = zone_to_wall(zone, now);
    free(zone);
    day = wall_now / CIVIL_DAY_MINUTES;
    day += (uint32_t)(weekday + 7 - civil_date_of(day).weekday) % 7;
    slot->first = day * CIVIL_DAY_MINUTES + of_day;
    if (slot->first < wall_now)
        slot->first += WEEK_MINUTES;
    return true;
}
