#include "bench/year_trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/trace.h"
#include "bench/trace_json.h"

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

/* A number, or a truth as 1 or 0. */
static size_t read_number(struct trace_json *json)
{
    size_t number = trace_json_next_is(json, 't') ? 1 : 0;
    if (!trace_json_next_is(json, 't') && !trace_json_next_is(json, 'f'))
        return trace_json_number(json);
    trace_json_skip(json);
    return number;
}

static void read_levels(struct trace_json *json, struct year_event *event)
{
    size_t n = 0;
    for (bool more = trace_json_begin(json, '[', ']'); more; more = trace_json_more(json, ']')) {
        const char *level = trace_json_text(json, NULL);
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

static void read_fields(struct trace_json *json, struct year_event *event)
{
    for (bool more = trace_json_begin(json, '{', '}'); more; more = trace_json_more(json, '}')) {
        const char *key = trace_json_key(json);
        const char **text = text_place(event, key);
        size_t *number = number_place(event, key);
        if (strcmp(key, "gas") == 0)
            read_levels(json, event);
        else if (text != NULL)
            *text = trace_json_text(json, NULL);
        else if (number != NULL)
            *number = read_number(json);
        else
            trace_json_skip(json);
    }
}

/* Members whose meaning depends on the operation. */
static void read_other(struct trace_json *json, struct year_event *event, const char *key)
{
    if (strcmp(key, "g") == 0)
        event->goal = trace_json_text(json, NULL);
    else if (strcmp(key, "k") == 0)
        *(event->what == YEAR_NOTE_TYPE ? &event->keys : &event->key) = trace_json_text(json, NULL);
    else if (strcmp(key, "r") == 0 || strcmp(key, "p") == 0 || strcmp(key, "a") == 0 ||
             strcmp(key, "c") == 0)
        event->name = trace_json_text(json, NULL);
    else if (strcmp(key, "v") == 0 && trace_json_next_is(json, '"'))
        event->text = trace_json_text(json, NULL);
    else if (strcmp(key, "v") == 0)
        event->number = read_number(json);
    else
        trace_json_skip(json);
}

static struct year_event read_event(struct trace_json *json)
{
    struct year_event event = {.what = YEAR_SYNC};
    for (bool more = trace_json_begin(json, '{', '}'); more; more = trace_json_more(json, '}')) {
        const char *key = trace_json_key(json);
        if (strcmp(key, "t") == 0)
            event.second = trace_json_number(json);
        else if (strcmp(key, "w") == 0)
            event.who = trace_json_number(json);
        else if (strcmp(key, "o") == 0)
            event.what = operation_of(trace_json_text(json, NULL));
        else if (strcmp(key, "f") == 0)
            read_fields(json, &event);
        else if (strcmp(key, "at") == 0)
            event.at = trace_json_number(json);
        else if (strcmp(key, "wk") == 0)
            event.week = trace_json_number(json);
        else if (strcmp(key, "day") == 0)
            event.day = trace_json_number(json);
        else if (strcmp(key, "n") == 0 || strcmp(key, "i") == 0)
            event.number = trace_json_number(json);
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
    struct trace_json json = {.at = trace.json};
    size_t room = 0;
    for (bool more = trace_json_begin(&json, '{', '}'); more; more = trace_json_more(&json, '}')) {
        if (strcmp(trace_json_key(&json), "events") != 0) {
            trace_json_skip(&json);
            continue;
        }
        for (bool another = trace_json_begin(&json, '[', ']'); another;
             another = trace_json_more(&json, ']')) {
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
