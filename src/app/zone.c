#include "app/zone.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/bytes.h"

#define FOLDER     "/usr/share/zoneinfo/"
#define DAY_S      86400
#define HOUR_S     3600
#define HOURS_MAX  167 /* RFC 8536 section 3.3.1 */
#define TYPE_BYTES 6
#define TYPES_MAX  256

/* ---- the file ---- */

struct head {
    uint8_t version;
    uint32_t ut, standard, leaps, changes, types, letters;
};

static bool read_head(struct byte_reader *r, struct head *out)
{
    const uint8_t *magic = byte_read_span(r, 4);
    out->version = byte_read_u8(r);
    byte_read_span(r, 15);
    uint32_t *const counts[] = {&out->ut,      &out->standard, &out->leaps,
                                &out->changes, &out->types,    &out->letters};
    for (size_t i = 0; i < 6; i++) {
        *counts[i] = byte_read_u32(r);
        if (*counts[i] > ZONE_FILE_BYTES)
            return false;
    }
    ALCOVE_ASSERT(magic != NULL || r->failed);
    return !r->failed && memcmp(magic, "TZif", 4) == 0 && out->version >= '2';
}

static size_t body_size(const struct head *head, size_t time_bytes)
{
    return (size_t)head->changes * (time_bytes + 1) + (size_t)head->types * TYPE_BYTES +
           head->letters + (size_t)head->leaps * (time_bytes + 4) + head->standard + head->ut;
}

static bool read_changes(struct zone *zone, struct byte_reader *r, const struct head *head)
{
    uint8_t type_of[ZONE_CHANGES_MAX];
    int32_t ahead[TYPES_MAX];
    zone->count = head->changes;
    for (size_t i = 0; i < zone->count; i++) {
        zone->at[i] = (int64_t)byte_read_u64(r);
        if (i > 0 && zone->at[i] <= zone->at[i - 1])
            return false;
    }
    for (size_t i = 0; i < zone->count; i++)
        type_of[i] = byte_read_u8(r);
    for (size_t i = 0; i < head->types; i++) {
        ahead[i] = (int32_t)byte_read_u32(r);
        byte_read_span(r, 2);
        if (ahead[i] <= -DAY_S || ahead[i] >= DAY_S)
            return false;
    }
    for (size_t i = 0; i < zone->count; i++) {
        if (type_of[i] >= head->types)
            return false;
        zone->ahead[i] = ahead[type_of[i]];
    }
    zone->before = ahead[0];
    return !r->failed;
}

/* ---- the line behind it: "CET-1CEST,M3.5.0,M10.5.0/3" ---- */

static bool skip_name(const char **at)
{
    const char *from = *at;
    if (*from == '<') {
        const char *end = strchr(from, '>');
        *at = end != NULL ? end + 1 : from;
        return end != NULL;
    }
    while ((**at >= 'A' && **at <= 'Z') || (**at >= 'a' && **at <= 'z'))
        (*at)++;
    return *at - from >= 3;
}

static bool read_number(const char **at, int max, int *out)
{
    const char *from = *at;
    *out = 0;
    while (**at >= '0' && **at <= '9' && *at - from < 4)
        *out = *out * 10 + *(*at)++ - '0';
    return *at > from && *out <= max;
}

/* "-5:30", in seconds. */
static bool read_time(const char **at, int64_t *out)
{
    int parts[3] = {0};
    bool is_negative = **at == '-';
    if (**at == '-' || **at == '+')
        (*at)++;
    if (!read_number(at, HOURS_MAX, &parts[0]))
        return false;
    for (size_t i = 1; i < 3 && **at == ':'; i++) {
        (*at)++;
        if (!read_number(at, 59, &parts[i]))
            return false;
    }
    int64_t seconds = (int64_t)parts[0] * HOUR_S + parts[1] * 60 + parts[2];
    *out = is_negative ? -seconds : seconds;
    return true;
}

static bool read_rule(const char **at, struct zone_rule *out)
{
    out->second = 2 * HOUR_S;
    if (strncmp(*at, ",M", 2) != 0)
        return false;
    *at += 2;
    if (!read_number(at, 12, &out->month) || *(*at)++ != '.' || !read_number(at, 5, &out->week) ||
        *(*at)++ != '.' || !read_number(at, 6, &out->day))
        return false;
    if (out->month == 0 || out->week == 0)
        return false;
    if (**at != '/')
        return true;
    (*at)++;
    return read_time(at, &out->second);
}

/* Offsets are said the other way round there. */
static bool read_line(struct zone *zone, const char *at)
{
    int64_t behind;
    if (!skip_name(&at) || !read_time(&at, &behind) || behind <= -DAY_S || behind >= DAY_S)
        return false;
    zone->standard = (int32_t)-behind;
    zone->summer = zone->standard + HOUR_S;
    zone->has_summer = *at != '\0';
    if (!zone->has_summer)
        return true;
    if (!skip_name(&at))
        return false;
    if (*at != ',') {
        if (!read_time(&at, &behind) || behind <= -DAY_S || behind >= DAY_S)
            return false;
        zone->summer = (int32_t)-behind;
    }
    return read_rule(&at, &zone->begins) && read_rule(&at, &zone->ends) && *at == '\0';
}

bool zone_parse(struct zone *zone, const uint8_t *bytes, size_t size)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    struct head head;
    char line[128] = "";
    *zone = (struct zone){0};
    if (!read_head(&r, &head))
        return false;
    byte_read_span(&r, body_size(&head, 4));
    if (r.failed || !read_head(&r, &head) || head.changes > ZONE_CHANGES_MAX || head.types == 0 ||
        head.types > TYPES_MAX || body_size(&head, 8) > byte_reader_left(&r))
        return false;
    size_t end = r.at + body_size(&head, 8);
    if (!read_changes(zone, &r, &head))
        return false;
    byte_read_span(&r, end - r.at);
    if (byte_read_u8(&r) != '\n')
        return false;
    size_t left = byte_reader_left(&r);
    if (left < 2 || left > sizeof line || bytes[size - 1] != '\n')
        return false;
    memcpy(line, bytes + size - left, left - 1);
    return strlen(line) == left - 1 && read_line(zone, line);
}

/* ---- this computer's ---- */

/* Letters, digits and "/_+-": it cannot lead out of the folder. */
static bool is_name(const char *name)
{
    size_t size = strnlen(name, ZONE_NAME_BYTES);
    if (size == 0 || size == ZONE_NAME_BYTES || name[0] == '/')
        return false;
    return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-") ==
           size;
}

bool zone_open(struct zone *zone, const char *name)
{
    char path[sizeof FOLDER + ZONE_NAME_BYTES];
    if (!is_name(name))
        return false;
    snprintf(path, sizeof path, FOLDER "%s", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    uint8_t *bytes = malloc(ZONE_FILE_BYTES);
    ssize_t size = bytes == NULL ? -1 : read(fd, bytes, ZONE_FILE_BYTES);
    close(fd);
    bool good = size > 0 && zone_parse(zone, bytes, (size_t)size);
    free(bytes);
    return good;
}

const char *zone_own_name(char out[ZONE_NAME_BYTES])
{
    char target[PATH_MAX] = "";
    const char *named = getenv("TZ");
    if (named == NULL) {
        ssize_t size = readlink("/etc/localtime", target, sizeof target - 1);
        const char *found = size > 0 ? strstr(target, "zoneinfo/") : NULL;
        named = found != NULL ? found + strlen("zoneinfo/") : "";
    }
    if (named[0] == ':')
        named++;
    snprintf(out, ZONE_NAME_BYTES, "%s", is_name(named) ? named : "UTC");
    return out;
}

/* ---- times ---- */

/* When the rule comes in that year, by the clock before the change, as if that were UTC. */
static int64_t rule_in(const struct zone_rule *rule, int year)
{
    struct tm first = {.tm_year = year - 1900, .tm_mon = rule->month - 1, .tm_mday = 1};
    struct tm next = {.tm_year = year - 1900, .tm_mon = rule->month, .tm_mday = 1};
    int64_t begin = (int64_t)timegm(&first) / DAY_S;
    int64_t end = (int64_t)timegm(&next) / DAY_S;
    int64_t day = begin + (rule->day - first.tm_wday + 7) % 7 + (int64_t)(rule->week - 1) * 7;
    ALCOVE_ASSERT(end > begin);
    while (day >= end)
        day -= 7;
    return day * DAY_S + rule->second;
}

static int32_t ahead_by_rule(const struct zone *zone, int64_t unix_s)
{
    time_t at = (time_t)(unix_s + zone->standard);
    struct tm date;
    if (!zone->has_summer || gmtime_r(&at, &date) == NULL)
        return zone->standard;
    int year = date.tm_year + 1900;
    int64_t begins = rule_in(&zone->begins, year) - zone->standard;
    int64_t ends = rule_in(&zone->ends, year) - zone->summer;
    bool is_summer =
        begins < ends ? unix_s >= begins && unix_s < ends : unix_s >= begins || unix_s < ends;
    return is_summer ? zone->summer : zone->standard;
}

int32_t zone_ahead(const struct zone *zone, int64_t unix_s)
{
    size_t low = 0;
    size_t high = zone->count;
    if (zone->count == 0 || unix_s >= zone->at[zone->count - 1])
        return ahead_by_rule(zone, unix_s);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->at[middle] <= unix_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? zone->before : zone->ahead[low - 1];
}

static uint32_t minute_of(int64_t unix_s)
{
    return unix_s < 0 ? 0 : (uint32_t)(unix_s / 60);
}

uint32_t zone_to_utc(const struct zone *zone, uint32_t wall)
{
    int64_t shown = (int64_t)wall * 60;
    int32_t before = zone_ahead(zone, shown - DAY_S);
    int32_t after = zone_ahead(zone, shown + DAY_S);
    if (zone_ahead(zone, shown - before) != before && zone_ahead(zone, shown - after) == after)
        return minute_of(shown - after);
    return minute_of(shown - before);
}

uint32_t zone_to_wall(const struct zone *zone, uint32_t utc)
{
    int64_t unix_s = (int64_t)utc * 60;
    return minute_of(unix_s + zone_ahead(zone, unix_s));
}
