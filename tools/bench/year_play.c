#include "bench/year_play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records/order_key.h"

#define MINUTES_A_WEEK 10080
#define LIST_MAX       256

/* A space, and what is done to it. */
struct play {
    struct year_names *names;
    struct space *space;
    const struct year_event *event;
};

static void must(const struct play *play, enum space_write written)
{
    if (written == SPACE_WRITTEN)
        return;
    fprintf(stderr, "the space refused %s with %d\n", play->event->name, (int)written);
    exit(1);
}

struct object_id year_object(const struct year_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->names[i], name) == 0)
            return names->ids[i];
    }
    fprintf(stderr, "the year names %s before it is made\n", name);
    exit(1);
}

static struct object_id make(const struct play *play, enum object_kind kind)
{
    struct year_names *names = play->names;
    struct object_id id;
    must(play, space_make(play->space, kind, &id));
    if (names->count == YEAR_NAMES_MAX)
        abort();
    names->names[names->count] = play->event->name;
    names->ids[names->count++] = id;
    return id;
}

static void set(const struct play *play, struct object_id id, uint8_t field, struct value value)
{
    must(play, space_set(play->space, id, field, &value));
}

static void set_text(const struct play *play, struct object_id id, uint8_t field, const char *text)
{
    if (text != NULL)
        set(play, id, field, value_text(text));
}

static size_t place_in(size_t at, size_t length)
{
    return at == YEAR_END ? length : at * length / YEAR_END;
}

static uint64_t status_of(const char *status)
{
    if (strcmp(status, "active") == 0)
        return GOAL_OPEN;
    return strcmp(status, "paused") == 0 ? GOAL_PAUSED : GOAL_REACHED;
}

/* ---- Lists in order: of practices and points of agenda ---- */

struct list {
    enum object_kind kind;
    uint8_t owner_field, order_field;
    struct object_id owner;
    struct object_id ids[LIST_MAX];
    struct order_key keys[LIST_MAX];
    size_t count;
};

static void put_in_order(struct list *list, struct object_id id, struct order_key key)
{
    size_t at = list->count++;
    if (list->count > LIST_MAX)
        abort();
    while (at > 0) {
        int order = order_key_compare(&key, &list->keys[at - 1]);
        if (order > 0 || (order == 0 && object_id_compare(id, list->ids[at - 1]) > 0))
            break;
        list->keys[at] = list->keys[at - 1];
        list->ids[at] = list->ids[at - 1];
        at--;
    }
    list->keys[at] = key;
    list->ids[at] = id;
}

/* As a person sees it on this device, without `moved`. */
static void gather(const struct space *space, struct list *list, struct object_id moved)
{
    struct object_id id = OBJECT_SPACE;
    list->count = 0;
    while (space_next(space, list->kind, &id)) {
        struct value owner = space_value(space, id, list->owner_field);
        struct value order = space_value(space, id, list->order_field);
        if (owner.type == VALUE_OBJECT && object_id_is_equal(owner.object, list->owner) &&
            !object_id_is_equal(id, moved))
            put_in_order(list, id, order_key_of(&order));
    }
}

static void spread(const struct play *play, struct list *list)
{
    order_keys_spread(list->count, list->keys);
    for (size_t i = 0; i < list->count; i++)
        set(play, list->ids[i], list->order_field,
            value_bytes(list->keys[i].bytes, list->keys[i].size));
}

static void put(const struct play *play, struct list *list, struct object_id id)
{
    static const struct order_key the_end = {0};
    struct order_key key = {0};
    gather(play->space, list, id);
    size_t at = place_in(play->event->at, list->count);
    /* What is random in the app follows from the name here. */
    uint8_t jitter = (uint8_t)(id.counter * 151 + id.device * 101 + play->event->second);
    for (;;) {
        const struct order_key *before = at == 0 ? &the_end : &list->keys[at - 1];
        const struct order_key *after = at == list->count ? &the_end : &list->keys[at];
        if (order_key_between(before, after, jitter, &key) == ORDER_KEY_MADE)
            break;
        spread(play, list);
    }
    set(play, id, list->order_field, value_bytes(key.bytes, key.size));
}

static struct list practices_of(struct object_id goal)
{
    return (struct list){.kind = KIND_PRACTICE,
                         .owner_field = PRACTICE_GOAL,
                         .order_field = PRACTICE_ORDER,
                         .owner = goal};
}

static struct list agenda_of(struct object_id session)
{
    return (struct list){.kind = KIND_AGENDA,
                         .owner_field = AGENDA_SESSION,
                         .order_field = AGENDA_ORDER,
                         .owner = session};
}

/* ---- One function an operation, or two ---- */

/* When one meets next is agreed on at the end of a session. */
static void plan_session(const struct play *play, size_t week)
{
    struct object_id *session = &play->names->sessions[week];
    if (week >= YEAR_WEEKS_MAX)
        abort();
    must(play, space_make(play->space, KIND_SESSION, session));
    uint64_t minute = play->event->second / 60;
    set(play, *session, SESSION_BEGAN, value_number(week == 0 ? minute : minute + MINUTES_A_WEEK));
}

static void new_goal(const struct play *play)
{
    const struct year_event *event = play->event;
    if (play->names->count == 0)
        plan_session(play, 0);
    struct object_id goal = make(play, KIND_GOAL);
    set_text(play, goal, GOAL_TITLE, event->title);
    set_text(play, goal, GOAL_WHY, event->why);
    set_text(play, goal, GOAL_MEASURE, event->measure);
    set_text(play, goal, GOAL_AREA, event->area);
    for (uint8_t i = 0; i < YEAR_LEVELS; i++)
        set_text(play, goal, GOAL_LEVEL_FIRST + i, event->levels[i]);
    set(play, goal, GOAL_TARGET_DAY, value_number(event->target));
    set(play, goal, GOAL_STATUS, value_number(status_of(event->status)));
    set(play, goal, GOAL_CONFIDENCE, value_number(event->confidence));
}

static void set_goal(const struct play *play)
{
    const struct year_event *event = play->event;
    struct object_id goal = year_object(play->names, event->goal);
    static const struct {
        const char *key;
        uint8_t field;
    } fields[] = {
        {"title", GOAL_TITLE},       {"why", GOAL_WHY},         {"measure", GOAL_MEASURE},
        {"target", GOAL_TARGET_DAY}, {"conf", GOAL_CONFIDENCE}, {"status", GOAL_STATUS},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (strcmp(event->key, fields[i].key) != 0)
            continue;
        struct value value = event->text == NULL              ? value_number(event->number)
                             : fields[i].field == GOAL_STATUS ? value_number(status_of(event->text))
                                                              : value_text(event->text);
        set(play, goal, fields[i].field, value);
    }
}

static void add_practice(const struct play *play)
{
    const struct year_event *event = play->event;
    struct object_id goal = year_object(play->names, event->goal);
    struct object_id practice = make(play, KIND_PRACTICE);
    struct list list = practices_of(goal);
    set_text(play, practice, PRACTICE_TEXT, event->text);
    set_text(play, practice, PRACTICE_CADENCE, event->cadence);
    set(play, practice, PRACTICE_ACTIVE, value_number(event->is_on));
    put(play, &list, practice);
    set(play, practice, PRACTICE_GOAL, value_object(goal));
}

static size_t note_length(const struct play *play, struct object_id goal)
{
    const struct text *note = space_note(play->space, goal, GOAL_NOTES);
    return note == NULL ? 0 : text_length(note, true);
}

/* Key by key, as it is typed. */
static void type_note(const struct play *play)
{
    struct object_id goal = year_object(play->names, play->event->goal);
    size_t caret = place_in(play->event->at, note_length(play, goal));
    for (const char *key = play->event->keys; *key != '\0'; key++) {
        if (*key == '\b') {
            if (caret > 0)
                must(play, space_note_delete(play->space, goal, GOAL_NOTES, --caret, 1));
            continue;
        }
        must(play, space_note_insert(play->space, goal, GOAL_NOTES, caret++,
                                     value_string((const uint8_t *)key, 1)));
    }
}

static void cut_note(const struct play *play)
{
    struct object_id goal = year_object(play->names, play->event->goal);
    size_t length = note_length(play, goal);
    size_t at = place_in(play->event->at, length);
    size_t count = play->event->number < length - at ? play->event->number : length - at;
    must(play, space_note_delete(play->space, goal, GOAL_NOTES, at, count));
}

static void add_check_in(const struct play *play)
{
    const struct year_event *event = play->event;
    struct object_id check_in = make(play, KIND_CHECK_IN);
    struct object_id practice = year_object(play->names, event->practice);
    set(play, check_in, CHECK_IN_PRACTICE, value_object(practice));
    set(play, check_in, CHECK_IN_DAY, value_number(event->day));
    set(play, check_in, CHECK_IN_DONE, value_number(event->number));
    set(play, check_in, CHECK_IN_HOW_WELL, value_number(event->rating));
    set_text(play, check_in, CHECK_IN_NOTE, event->note);
}

static void reflect(const struct play *play)
{
    if (play->event->what == YEAR_REFLECTION_ERASE) {
        struct object_id reflection = year_object(play->names, play->event->name);
        must(play, space_erase(play->space, reflection));
        return;
    }
    struct object_id reflection = make(play, KIND_REFLECTION);
    set_text(play, reflection, REFLECTION_TEXT, play->event->text);
    set(play, reflection, REFLECTION_DAY, value_number(play->event->day));
}

static void change_agenda(const struct play *play)
{
    const struct year_event *event = play->event;
    struct object_id session = play->names->sessions[event->week];
    struct list list = agenda_of(session);
    if (event->what == YEAR_AGENDA_ADD) {
        struct object_id point = make(play, KIND_AGENDA);
        set_text(play, point, AGENDA_TEXT, event->text);
        put(play, &list, point);
        set(play, point, AGENDA_SESSION, value_object(session));
        return;
    }
    /* In the hour itself one moves what the other wrote just now, and has not come yet. */
    struct object_id point = year_object(play->names, event->name);
    if (!space_find(play->space, point, NULL))
        return;
    if (event->what == YEAR_AGENDA_MOVE)
        put(play, &list, point);
    else
        set(play, point, AGENDA_DONE, value_number(event->number));
}

static void set_recap(const struct play *play)
{
    const struct year_event *event = play->event;
    struct object_id session = play->names->sessions[event->week];
    must(play, space_note_replace(play->space, session, SESSION_RECAP, value_text(event->text)));
    plan_session(play, event->week + 1);
}

static void set_level(const struct play *play)
{
    set_text(play, year_object(play->names, play->event->goal),
             (uint8_t)(GOAL_LEVEL_FIRST + play->event->number), play->event->text);
}

static void move_practice(const struct play *play)
{
    struct list list = practices_of(year_object(play->names, play->event->goal));
    put(play, &list, year_object(play->names, play->event->name));
}

static void set_check_in(const struct play *play)
{
    set(play, year_object(play->names, play->event->name), CHECK_IN_HOW_WELL,
        value_number(play->event->number));
}

void year_play(struct year_names *names, struct space *space, const struct year_event *event)
{
    static void (*const plays[])(const struct play *play) = {
        [YEAR_GOAL_NEW] = new_goal,           [YEAR_GOAL_SET] = set_goal,
        [YEAR_GOAL_LEVEL] = set_level,        [YEAR_PRACTICE_ADD] = add_practice,
        [YEAR_PRACTICE_MOVE] = move_practice, [YEAR_NOTE_TYPE] = type_note,
        [YEAR_NOTE_CUT] = cut_note,           [YEAR_CHECK_ADD] = add_check_in,
        [YEAR_CHECK_SET] = set_check_in,      [YEAR_REFLECTION_ADD] = reflect,
        [YEAR_REFLECTION_ERASE] = reflect,    [YEAR_AGENDA_ADD] = change_agenda,
        [YEAR_AGENDA_MOVE] = change_agenda,   [YEAR_AGENDA_DONE] = change_agenda,
        [YEAR_RECAP_SET] = set_recap,
    };
    const struct play play = {names, space, event};
    if (event->what != YEAR_SYNC)
        plays[event->what](&play);
}
