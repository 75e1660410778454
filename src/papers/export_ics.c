#include <ctype.h>
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "papers/civil.h"
#include "papers/export.h"
#include "records/utf8.h"

#define FOLD_BYTES 75 /* a line has no more, without its end (RFC 5545 section 3.1) */
#define UID_BYTES  16

struct calendar {
    const struct paper *paper;
    const struct export_ics_choice *choice;
    struct paper_sink *sink;
};

/* One line, folded at a letter. */
static void put_line(struct paper_sink *sink, const char *line)
{
    size_t left = strlen(line);
    size_t room = FOLD_BYTES;
    while (left > room) {
        size_t cut = utf8_prefix(line, left, room);
        paper_put(sink, line, cut);
        paper_put_text(sink, "\r\n ");
        line += cut;
        left -= cut;
        room = FOLD_BYTES - 1;
    }
    paper_put(sink, line, left);
    paper_put_text(sink, "\r\n");
}

/* NAME:what a person wrote, with the marks of RFC 5545 escaped. */
static void put_text(struct paper_sink *sink, const char *name, const void *bytes, size_t size)
{
    struct paper_words plain;
    struct paper_words line;
    words_clear(&plain);
    words_clear(&line);
    words_add_text(&plain, bytes, size);
    words_print(&line, "%s:", name);
    for (size_t i = 0; i < plain.size; i++) {
        if (strchr("\\;,", plain.bytes[i]) != NULL)
            words_add(&line, "\\");
        if (plain.bytes[i] == '\n')
            words_add(&line, "\\n");
        else
            words_print(&line, "%c", plain.bytes[i]);
    }
    put_line(sink, line.bytes);
}

/* 20260501T093000 */
static void put_time(struct paper_sink *sink, const char *name, uint32_t day, unsigned of_day,
                     const char *zone)
{
    struct civil_date date = civil_date_of(day);
    paper_print(sink, "%s:%04u%02u%02uT%02u%02u00%s\r\n", name, date.year, date.month, date.day,
                of_day / 60, of_day % 60, zone);
}

/* The same for the same object in every export, so that a calendar replaces it; it tells nothing
 * else. */
static void put_uid(struct calendar *c, struct object_id object)
{
    uint8_t named[SPACE_ID_BYTES + 1 + 4];
    uint8_t uid[UID_BYTES];
    char hex[2 * UID_BYTES + 1];
    struct byte_writer w = byte_writer_over(named, sizeof named);
    byte_write_bytes(&w, space_config(c->paper->space)->id, SPACE_ID_BYTES);
    byte_write_u8(&w, object.device);
    byte_write_u32(&w, object.counter);
    crypto_generichash(uid, sizeof uid, named, sizeof named, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, uid, sizeof uid);
    paper_print(c->sink, "UID:%s\r\n", hex);
}

static void put_practice_summary(struct calendar *c, struct object_id practice)
{
    struct space_value text;
    if (c->choice->with_titles && paper_value(c->paper, practice, PRACTICE_TEXT, &text))
        put_text(c->sink, "SUMMARY", text.value.bytes, text.value.size);
    else
        paper_put_text(c->sink, "SUMMARY:practice\r\n");
}

static void begin_event(struct calendar *c, struct object_id object)
{
    paper_put_text(c->sink, "BEGIN:VEVENT\r\n");
    put_uid(c, object);
    put_time(c->sink, "DTSTAMP", civil_day_at(c->paper->now, 0), civil_minute_at(c->paper->now, 0),
             "Z");
}

static void end_event(struct calendar *c, const char *plain, unsigned minutes_before)
{
    paper_print(c->sink,
                "CLASS:PRIVATE\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:%s\r\n"
                "TRIGGER:-PT%uM\r\nEND:VALARM\r\nEND:VEVENT\r\n",
                plain, minutes_before);
}

/* Who else is there: "session with Ben". */
static void put_session_summary(struct calendar *c)
{
    struct paper_words words;
    uint8_t count = space_config(c->paper->space)->member_count;
    const char *before = " with ";
    words_clear(&words);
    words_add(&words, "session");
    for (uint8_t member = 0; c->choice->with_titles && member < count; member++) {
        if (member == paper_own_member(c->paper))
            continue;
        words_print(&words, "%s%s", before, paper_name(c->paper, member));
        before = ", ";
    }
    put_text(c->sink, "SUMMARY", words.bytes, words.size);
}

static void put_hour(struct calendar *c, struct object_id object, uint32_t minute)
{
    ALCOVE_ASSERT(minute >= c->paper->now);
    begin_event(c, object);
    put_time(c->sink, "DTSTART", civil_day_at(minute, 0), civil_minute_at(minute, 0), "Z");
    paper_print(c->sink, "DURATION:PT%uM\r\n", (unsigned)c->choice->session_minutes);
    put_session_summary(c);
    end_event(c, "session", 15);
}

/* The hour of the slot, below, is said once. */
static void put_session(struct calendar *c, struct object_id session)
{
    uint64_t next = paper_number(c->paper, session, SESSION_NEXT);
    if (next >= c->paper->now && next <= UINT32_MAX && next != c->choice->next)
        put_hour(c, session, (uint32_t)next);
}

static void put_next(struct calendar *c)
{
    struct object_id slot = OBJECT_SPACE;
    if (c->choice->next >= c->paper->now && space_next(c->paper->space, KIND_SLOT, &slot))
        put_hour(c, slot, c->choice->next);
}

/* Which weekdays the words of a cadence name, as bits from Sunday; all for "daily" and "every day";
 * none if it says something else. */
static unsigned cadence_days(const struct value *cadence)
{
    static const char *const names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    char text[SCHEMA_LINE_BYTES_MAX + 1] = {0};
    unsigned days = 0;
    ALCOVE_ASSERT(cadence->size < sizeof text);
    for (size_t i = 0; i < cadence->size; i++)
        text[i] = (char)tolower(cadence->bytes[i]);
    if (strstr(text, "daily") != NULL || strstr(text, "every day") != NULL)
        return 0x7f;
    for (size_t i = 0; i < 7; i++) {
        const char *at = strstr(text, names[i]);
        if (at != NULL && (at == text || !isalpha((unsigned char)at[-1])))
            days |= 1u << i;
    }
    return days;
}

static void put_rule(struct calendar *c, unsigned days)
{
    static const char *const names[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
    if (days == 0x7f) {
        paper_put_text(c->sink, "RRULE:FREQ=DAILY\r\n");
        return;
    }
    paper_put_text(c->sink, "RRULE:FREQ=WEEKLY;BYDAY=");
    const char *between = "";
    for (size_t i = 0; i < 7; i++) {
        if ((days >> i & 1) == 0)
            continue;
        paper_print(c->sink, "%s%s", between, names[i]);
        between = ",";
    }
    paper_put_text(c->sink, "\r\n");
}

/* In the time of wherever the person is, from the first of its days on. What says neither a day nor
 * "daily" is once a week from today. */
static void put_practice(struct calendar *c, struct object_id practice)
{
    struct space_value cadence;
    uint32_t day = civil_day_at(c->paper->now, c->paper->zone);
    unsigned days = 0;
    if (!paper_practice_is_active(c->paper->space, practice))
        return;
    if (paper_value(c->paper, practice, PRACTICE_CADENCE, &cadence))
        days = cadence_days(&cadence.value);
    if (days == 0)
        days = 1u << civil_date_of(day).weekday;
    while ((days >> civil_date_of(day).weekday & 1) == 0)
        day++;
    begin_event(c, practice);
    put_time(c->sink, "DTSTART", day, c->choice->practice_minute, "");
    paper_put_text(c->sink, "DURATION:PT15M\r\nTRANSP:TRANSPARENT\r\n");
    put_rule(c, days);
    put_practice_summary(c, practice);
    end_event(c, "practice", 0);
}

static bool put_each(struct calendar *c, enum object_kind kind,
                     void (*put)(struct calendar *c, struct object_id object))
{
    struct paper_list list;
    if (!paper_list_open(c->paper, kind, &list))
        return false;
    for (size_t i = 0; i < list.count && !c->sink->failed; i++)
        put(c, list.ids[i]);
    paper_list_close(&list, c->paper);
    return true;
}

enum export_outcome export_ics(const struct paper *paper, const struct export_ics_choice *choice,
                               struct paper_sink *sink)
{
    struct calendar c = {paper, choice, sink};
    ALCOVE_ASSERT(choice->practice_minute < CIVIL_DAY_MINUTES);
    paper_put_text(sink, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Alcove//Alcove//EN\r\n"
                         "CALSCALE:GREGORIAN\r\n");
    put_next(&c);
    bool done = put_each(&c, KIND_SESSION, put_session) &&
                (choice->only_sessions || put_each(&c, KIND_PRACTICE, put_practice));
    paper_put_text(sink, "END:VCALENDAR\r\n");
    if (!done)
        return EXPORT_NO_MEMORY;
    return sink->failed ? EXPORT_NOT_WRITTEN : EXPORT_OK;
}
