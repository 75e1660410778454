#include "bench/year_trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/json_cursor.h"
#include "bench/trace.h"

static const struct {
    const char *name;
    enum year_what what;
} operations[] = {
    {"goal.new", YEAR_GOAL_NEW},           {"goal.set", YEAR_GOAL_SET},
    {"goal.gas", YEAR_GOAL_LEVEL},         {"prac.add", YEAR_PRACTICE_ADD},
    {"prac.move", YEAR_PRACTICE_MOVE},     {"note.type", YEAR_NOTE_TYPE},
    {"note.cut", YEAR_NOTE_CUT},           {"check.add", YEAR_CHECK_ADD},
    {"check.set", YEAR_CHECK_SET},         {"refl.add", YEAR_REFLECTION_ADD},
    {"refl.erase", YEAR_REFLECTION_ERASE}, {"agenda.add", YEAR_AGENDA_ADD},
    {"agenda.move", YEAR_AGENDA_MOVE},     {"agenda.done", YEAR_AGENDA_DONE},
    {"recap.set", YEAR_RECAP_SET},
};

static enum year_what operation_of(const char *name)
{
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (strcmp(name, operations[i].name) == 0)
            return operations[i].what;
    }
    fprintf(stderr, "the year has %s, which is not known\n", name);
    exit(1);
}

static bool is_next(struct json_cursor *json, char c)
{
    json->at += strspn(json->at, " \t\r\n");
    return *json->at == c;
}

/* A number, or a truth as 1 or 0. */
static size_t read_number(struct json_cursor *json)
{
    size_t number = is_next(json, 't') ? 1 : 0;
    if (!is_next(json, 't') && !is_next(json, 'f'))
        return json_cursor_number(json);
    json_cursor_skip(json);
    return number;
}

static void read_levels(struct json_cursor *json, struct year_event *event)
{
    size_t n = 0;
    for (bool more = json_cursor_begin(json, '[', ']'); more; more = json_cursor_more(json, ']')) {
        const char *level = json_cursor_text(json, NULL);
        if (n < YEAR_LEVELS)
            event->levels[n++] = level;
    }
}

/* A place for a member's text or number; NULL for one of the other kind, or not known. */
static const char **text_place(struct year_event *event, const char *key)
{
    const struct {
        const char *key;
        const char **place;
    } places[] = {
        {"title", &event->title},     {"area", &event->area},     {"why", &event->why},
        {"measure", &event->measure}, {"status", &event->status}, {"text", &event->text},
        {"cad", &event->cadence},     {"p", &event->practice},    {"note", &event->note},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strcmp(key, places[i].key) == 0)
            return places[i].place;
    }
    return NULL;
}

static size_t *number_place(struct year_event *event, const char *key)
{
    const struct {
        const char *key;
        size_t *place;
    } places[] = {
        {"target", &event->target}, {"conf", &event->confidence}, {"on", &event->is_on},
        {"day", &event->day},       {"done", &event->number},     {"r", &event->rating},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strcmp(key, places[i].key) == 0)
            return places[i].place;
    }
    return NULL;
}

static void read_fields(struct json_cursor *json, struct year_event *event)
{
    for (bool more = json_cursor_begin(json, '{', '}'); more; more = json_cursor_more(json, '}')) {
        const char *key = json_cursor_key(json);
        const char **text = text_place(event, key);
        size_t *number = number_place(event, key);
        if (strcmp(key, "gas") == 0)
            read_levels(json, event);
        else if (text != NULL)
            *text = json_cursor_text(json, NULL);
        else if (number != NULL)
            *number = read_number(json);
        else
            json_cursor_skip(json);
    }
}

/* Members whose meaning depends on the operation. */
static void read_other(struct json_cursor *json, struct year_event *event, const char *key)
{
    if (strcmp(key, "g") == 0)
        event->goal = json_cursor_text(json, NULL);
    else if (strcmp(key, "k") == 0)
        *(event->what == YEAR_NOTE_TYPE ? &event->keys : &event->key) =
            json_cursor_text(json, NULL);
    else if (strcmp(key, "r") == 0 || strcmp(key, "p") == 0 || strcmp(key, "a") == 0 ||
             strcmp(key, "c") == 0)
        event->name = json_cursor_text(json, NULL);
    else if (strcmp(key, "v") == 0 && is_next(json, '"'))
        event->text = json_cursor_text(json, NULL);
    else if (strcmp(key, "v") == 0)
        event->number = read_number(json);
    else
        json_cursor_skip(json);
}

static struct year_event read_event(struct json_cursor *json)
{
    struct year_event event = {.what = YEAR_SYNC};
    for (bool more = json_cursor_begin(json, '{', '}'); more; more = json_cursor_more(json, '}')) {
        const char *key = json_cursor_key(json);
        if (strcmp(key, "t") == 0)
            event.second = json_cursor_number(json);
        else if (strcmp(key, "w") == 0)
            event.who = json_cursor_number(json);
        else if (strcmp(key, "o") == 0)
            event.what = operation_of(json_cursor_text(json, NULL));
        else if (strcmp(key, "f") == 0)
            read_fields(json, &event);
        else if (strcmp(key, "at") == 0)
            event.at = json_cursor_number(json);
        else if (strcmp(key, "wk") == 0)
            event.week = json_cursor_number(json);
        else if (strcmp(key, "day") == 0)
            event.day = json_cursor_number(json);
        else if (strcmp(key, "n") == 0 || strcmp(key, "i") == 0)
            event.number = json_cursor_number(json);
        else
            read_other(json, &event, key);
    }
    if (event.name == NULL)
        event.name = event.goal;
    if (event.who > 1) {
        fprintf(stderr, "the year is of more than two\n");
        exit(1);
    }
    return event;
}

bool year_trace_is(const char *path)
{
    char *json = trace_read_json(path);
    bool is_year = strncmp(json, "{\"kind\":\"goal-year\"", strlen("{\"kind\":\"goal-year\"")) == 0;
    free(json);
    return is_year;
}

struct year_trace year_trace_open(const char *path)
{
    struct year_trace trace = {.json = trace_read_json(path)};
    struct json_cursor json = {.at = trace.json};
    size_t room = 0;
    for (bool more = json_cursor_begin(&json, '{', '}'); more;
         more = json_cursor_more(&json, '}')) {
        if (strcmp(json_cursor_key(&json), "events") != 0) {
            json_cursor_skip(&json);
            continue;
        }
        for (bool another = json_cursor_begin(&json, '[', ']'); another;
             another = json_cursor_more(&json, ']')) {
            if (trace.count == room) {
                room = 2 * room + 1024;
                trace.events = realloc(trace.events, room * sizeof *trace.events);
                if (trace.events == NULL)
                    abort();
            }
            trace.events[trace.count++] = read_event(&json);
        }
    }
    return trace;
}

void year_trace_close(struct year_trace *trace)
{
    free(trace->events);
    free(trace->json);
    *trace = (struct year_trace){0};
}
