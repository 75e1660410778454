/* What two people share, as the screens between hours show it. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/calendar.h"
#include "app/field_form.h"
#include "app/home_parts.h"
#include "app/object_view.h"
#include "app/safety_card.h"
#include "app/slot.h"
#include "app/trend.h"
#include "papers/civil.h"
#include "papers/paper.h"
#include "papers/sentence.h"
#include "records/signature.h"
#include "session/heap.h"

#define CHECK_INS_MAX 1000 /* the newest: six weeks of a dozen a day by both */

/* One space and where it goes. */
struct part {
    struct home_making *making;
    const struct space *space;
    const struct person *person;
    struct home_person *out;
    uint32_t today;
};

/* 0: Monday. */
static uint8_t weekday_of(uint32_t day)
{
    return (uint8_t)((day + 3) % 7);
}

static enum home_side side_of(const struct space *space, uint8_t member)
{
    const struct space_config *config = space_config(space);
    return member == config->member_of[config->own_device] ? HOME_ME : HOME_THEM;
}

static enum home_side author_side(const struct space *space, struct object_id object)
{
    return side_of(space, space_config(space)->member_of[space_author(space, object)]);
}

static uint32_t day_of(uint32_t minute)
{
    return civil_day_at(minute, calendar_zone());
}

static uint8_t number_of(const struct space *space, struct object_id object, uint8_t field)
{
    struct value value = space_value(space, object, field);
    return value.type == VALUE_NUMBER ? (uint8_t)value.number : HOME_NO_NUMBER;
}

static const char *note_of(struct part *part, struct object_id object, uint8_t field)
{
    char *note = object_view_note(part->space, object, field);
    size_t size = note != NULL ? strlen(note) : 0;
    const char *copy = home_copy(part->making, note, size);
    part->making->failed = part->making->failed || note == NULL;
    if (note != NULL)
        sodium_memzero(note, size);
    free(note);
    return copy;
}

/* ---- fields ---- */

static const char *value_text_of(struct part *part, const struct field_form *form,
                                 const struct value *value)
{
    char text[FIELD_FORM_TEXT_BYTES];
    field_form_text(form, value, text);
    const char *copy = home_copy(part->making, text, strlen(text));
    sodium_memzero(text, sizeof text);
    return copy;
}

static void fill_field(struct part *part, const struct field_form *form, struct object_id object,
                       struct home_field *out)
{
    struct space_value values[OBJECT_VALUES_MAX];
    size_t count = space_values(part->space, object, form->field, values, OBJECT_VALUES_MAX);
    if (count > OBJECT_VALUES_MAX)
        count = OBJECT_VALUES_MAX;
    if (count == 0)
        return;
    out->text = value_text_of(part, form, &values[0].value);
    out->by = side_of(part->space, values[0].member);
    out->day = day_of(values[0].minute);
    struct home_value *also = home_room(part->making, count - 1, sizeof *also);
    for (size_t i = 1; also != NULL && i < count; i++)
        also[i - 1] =
            (struct home_value){value_text_of(part, form, &values[i].value),
                                side_of(part->space, values[i].member), day_of(values[i].minute)};
    out->also = also;
    out->also_count = also != NULL ? count - 1 : 0;
}

static void fill_thing(struct part *part, enum object_kind kind, struct object_id object,
                       struct home_thing *out)
{
    size_t count = schema_kind(kind)->field_count;
    struct home_field *fields = home_room(part->making, count, sizeof *fields);
    *out = (struct home_thing){
        .id = object,
        .by = author_side(part->space, object),
        .made_day = day_of(space_made_at(part->space, object)),
        .fields = fields,
        .field_count = fields != NULL ? count : 0,
    };
    for (uint8_t field = 0; fields != NULL && field < count; field++) {
        const struct field_form *form = field_form_of(kind, field);
        fields[field].text = "";
        if (form != NULL)
            fill_field(part, form, object, &fields[field]);
        if (fields[field].day < out->changed_day || fields[field].day == 0)
            continue;
        out->changed_day = fields[field].day;
        out->changed_by = fields[field].by;
    }
}

/* ---- goals and practices ---- */

static struct object_id *list_of(struct part *part, enum object_kind kind, unsigned order,
                                 size_t *count)
{
    struct object_id *list = object_view_list(part->space, kind, order, count);
    if (list == NULL && space_count(part->space, kind) > 0)
        part->making->failed = true;
    return list;
}

static void fill_goals(struct part *part)
{
    const struct space *space = part->space;
    size_t count;
    struct object_id *list = list_of(part, KIND_GOAL, GOAL_ORDER, &count);
    struct home_goal *goals = home_room(part->making, count, sizeof *goals);
    for (size_t i = 0; goals != NULL && i < count; i++) {
        struct value review = space_value(space, list[i], GOAL_REVIEW_DAY);
        fill_thing(part, KIND_GOAL, list[i], &goals[i].thing);
        goals[i].status = (uint8_t)space_value(space, list[i], GOAL_STATUS).number;
        goals[i].review_is_due = review.type == VALUE_NUMBER && review.number <= part->today &&
                                 goals[i].status == GOAL_OPEN;
        goals[i].confidence = number_of(space, list[i], GOAL_CONFIDENCE);
        goals[i].importance = number_of(space, list[i], GOAL_IMPORTANCE);
        goals[i].level = number_of(space, list[i], GOAL_LEVEL_NOW);
        goals[i].notes = note_of(part, list[i], GOAL_NOTES);
    }
    part->out->goals = goals;
    part->out->goal_count = goals != NULL ? count : 0;
    free(list);
}

/* "daily" is seven times a week, "Mon, Thu" twice; other words are not counted. */
static uint8_t wanted_a_week(const char *cadence)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    uint8_t count = 0;
    if (strcasestr(cadence, "daily") != NULL || strcasestr(cadence, "every day") != NULL)
        return 7;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        count += strcasestr(cadence, days[i]) != NULL;
    return count;
}

static void take_tick(const struct part *part, struct object_id check_in,
                      struct home_practice *practice)
{
    static const uint8_t ticks[] = {HOME_TICK_NOT_DONE, HOME_TICK_DONE, HOME_TICK_PARTLY};
    struct value done = space_value(part->space, check_in, CHECK_IN_DONE);
    uint64_t day = space_value(part->space, check_in, CHECK_IN_DAY).number;
    enum home_side side = author_side(part->space, check_in);
    bool shown = day <= part->today && day + HOME_TICK_DAYS > part->today;
    if (!shown || done.type != VALUE_NUMBER || done.number >= sizeof ticks)
        return;
    size_t back = part->today - (size_t)day;
    practice->ticks[side][HOME_TICK_DAYS - 1 - back] = ticks[done.number];
    if (done.number == 1 && back <= weekday_of(part->today))
        practice->done[side]++;
}

static void take_ticks(const struct part *part, struct home_practice *practices, size_t count)
{
    struct object_id check_in = OBJECT_SPACE;
    while (space_next(part->space, KIND_CHECK_IN, &check_in)) {
        struct value of = space_value(part->space, check_in, CHECK_IN_PRACTICE);
        for (size_t i = 0; of.type == VALUE_OBJECT && i < count; i++) {
            if (object_id_is_equal(of.object, practices[i].thing.id))
                take_tick(part, check_in, &practices[i]);
        }
    }
}

static void fill_practices(struct part *part)
{
    const struct space *space = part->space;
    size_t count;
    struct object_id *list = list_of(part, KIND_PRACTICE, PRACTICE_ORDER, &count);
    struct home_practice *practices = home_room(part->making, count, sizeof *practices);
    for (size_t i = 0; practices != NULL && i < count; i++) {
        fill_thing(part, KIND_PRACTICE, list[i], &practices[i].thing);
        practices[i].is_active = paper_practice_is_active(space, list[i]);
        if (practices[i].thing.fields != NULL)
            practices[i].wanted = wanted_a_week(practices[i].thing.fields[PRACTICE_CADENCE].text);
    }
    if (practices != NULL)
        take_ticks(part, practices, count);
    part->out->practices = practices;
    part->out->practice_count = practices != NULL ? count : 0;
    free(list);
}

static void fill_check_ins(struct part *part)
{
    const struct space *space = part->space;
    size_t all;
    struct object_id *list = list_of(part, KIND_CHECK_IN, SCHEMA_FIELDS_MAX, &all);
    size_t count = all < CHECK_INS_MAX ? all : CHECK_INS_MAX;
    struct home_check_in *out = home_room(part->making, count, sizeof *out);
    for (size_t i = 0; out != NULL && i < count; i++) {
        struct object_id id = list[all - 1 - i];
        struct value practice = space_value(space, id, CHECK_IN_PRACTICE);
        struct value note = space_value(space, id, CHECK_IN_NOTE);
        out[i] = (struct home_check_in){
            .id = id,
            .practice = practice.type == VALUE_OBJECT ? practice.object : OBJECT_SPACE,
            .by = author_side(space, id),
            .day = (uint32_t)space_value(space, id, CHECK_IN_DAY).number,
            .mood = number_of(space, id, CHECK_IN_MOOD),
            .note = home_copy(part->making, note.bytes, note.size),
        };
    }
    part->out->check_ins = out;
    part->out->check_in_count = out != NULL ? count : 0;
    free(list);
}

/* ---- hours ---- */

static void fill_points(struct part *part, uint8_t member, struct trend *trend)
{
    enum home_side side = side_of(part->space, member);
    trend_read(part->space, member, trend);
    if (trend->count < TREND_POINTS_FROM)
        return;
    struct home_feel *points = home_room(part->making, trend->count, sizeof *points);
    for (size_t i = 0; points != NULL && i < trend->count; i++) {
        const struct trend_point *point = &trend->points[i];
        points[i] = (struct home_feel){point->began, point->overall, point->heard, point->pace,
                                       point->topics};
    }
    part->out->trend.points[side] = points;
    part->out->trend.count[side] = points != NULL ? trend->count : 0;
}

static void fill_trend(struct part *part)
{
    uint8_t hides;
    struct trend trend;
    struct home_trend *out = &part->out->trend;
    out->is_hidden = trend_is_hidden(part->space, &hides);
    if (out->is_hidden) {
        out->hidden_by = side_of(part->space, hides);
        return;
    }
    for (uint8_t member = 0; member < space_config(part->space)->member_count; member++)
        fill_points(part, member, &trend);
}

static struct home_signed signed_by(struct part *part, struct object_id target)
{
    struct home_signed out = {{SIGNATURE_NONE, SIGNATURE_NONE}};
    for (uint8_t member = 0; member < space_config(part->space)->member_count; member++) {
        struct signature_found found;
        const struct signature_place place = {target, member};
        if (signature_find(part->space, &place, &heap_memory, &found))
            out.state[side_of(part->space, member)] = (uint8_t)found.state;
        else
            part->making->failed = true;
    }
    return out;
}

/* The lines of the newest session's, without the empty ones. */
static void fill_recap(struct part *part)
{
    struct home_recap *out = &part->out->recap;
    struct object_id session = OBJECT_SPACE;
    while (space_next(part->space, KIND_SESSION, &session))
        out->session = session;
    if (object_id_is_equal(out->session, OBJECT_SPACE))
        return;
    out->minute = (uint32_t)space_value(part->space, out->session, SESSION_BEGAN).number;
    out->signatures = signed_by(part, out->session);
    part->out->last_hour_day = day_of(out->minute);
    const char *at = note_of(part, out->session, SESSION_RECAP);
    while (*at != '\0' && out->line_count < HOME_RECAP_LINES) {
        size_t size = strcspn(at, "\n");
        if (size > 0)
            out->lines[out->line_count++] = home_copy(part->making, at, size);
        at += size + (at[size] != '\0');
    }
}

static void fill_next(struct part *part)
{
    struct slot slot = {.minutes = SLOT_USUAL_MINUTES};
    struct home_next *next = &part->out->next;
    uint32_t now = calendar_minute_now();
    uint32_t once = slot_once(part->space, now);
    uint32_t agreed = 0;
    if (!slot_read(part->space, &slot) || !slot_next(&slot, now, &agreed))
        agreed = 0;
    next->is_known = once > 0 || agreed > 0;
    if (!next->is_known)
        return;
    next->is_once = once > 0 && (agreed == 0 || once < agreed);
    next->minute = next->is_once ? once : agreed;
    next->every_weeks = next->is_once ? 0 : slot.every_weeks;
    next->length_min = slot.minutes;
    next->weekday = weekday_of(day_of(next->minute));
    next->minute_of_day = calendar_minute_of_day((uint64_t)next->minute * 60000);
}

/* ---- changes, cards, consents ---- */

static struct paper paper_of(const struct part *part)
{
    const struct space_config *config = space_config(part->space);
    const char *own = part->making->source->own_name;
    struct paper paper = {
        .space = part->space,
        .now = calendar_minute_now(),
        .zone = calendar_zone(),
        .memory = &heap_memory,
    };
    for (uint8_t device = 0; device < config->device_count; device++)
        paper.names[config->member_of[device]] = part->person->name;
    paper.names[config->member_of[config->own_device]] = own[0] != '\0' ? own : NULL;
    return paper;
}

/* With `out` NULL it only counts. */
static size_t list_changes(struct part *part, const struct changes *changes,
                           struct home_change *out)
{
    struct changes_item item;
    struct paper_words *words = malloc(sizeof *words);
    const struct paper paper = paper_of(part);
    size_t cursor = 0;
    size_t count = 0;
    part->making->failed = part->making->failed || words == NULL;
    while (words != NULL && changes_next(changes, NULL, &cursor, &item)) {
        if (item.is_seen || !sentence_change(&paper, &item, false, words))
            continue;
        if (out != NULL)
            out[count] =
                (struct home_change){item.object, (uint8_t)item.kind, day_of(item.minute),
                                     home_copy(part->making, words->bytes, strlen(words->bytes))};
        count++;
    }
    if (words != NULL)
        sodium_memzero(words, sizeof *words);
    free(words);
    return count;
}

static void fill_changes(struct part *part, const struct changes *changes)
{
    size_t count = list_changes(part, changes, NULL);
    struct home_change *out = home_room(part->making, count, sizeof *out);
    if (out == NULL)
        return;
    part->out->change_count = list_changes(part, changes, out);
    part->out->changes = out;
}

static void fill_cards(struct part *part)
{
    for (int side = 0; side < HOME_SIDES; side++) {
        struct object_id card;
        if (!safety_card_find(part->space, side == HOME_ME, &card))
            continue;
        struct home_thing *thing = home_room(part->making, 1, sizeof *thing);
        if (thing != NULL)
            fill_thing(part, KIND_SAFETY, card, thing);
        part->out->safety[side] = thing;
    }
}

static void fill_consents(struct part *part)
{
    size_t count;
    struct object_id *list = list_of(part, KIND_CONSENT, SCHEMA_FIELDS_MAX, &count);
    struct home_consent *out = home_room(part->making, count, sizeof *out);
    for (size_t i = 0; out != NULL && i < count; i++) {
        fill_thing(part, KIND_CONSENT, list[i], &out[i].thing);
        out[i].signatures = signed_by(part, list[i]);
    }
    part->out->consents = out;
    part->out->consent_count = out != NULL ? count : 0;
    free(list);
}

void home_fill_shared(struct home_making *making, const struct home_source_person *source,
                      struct home_person *out)
{
    struct part part = {making, source->space, source->person, out, calendar_today()};
    fill_goals(&part);
    fill_practices(&part);
    fill_check_ins(&part);
    fill_trend(&part);
    fill_recap(&part);
    fill_next(&part);
    fill_changes(&part, source->changes);
    fill_cards(&part);
    fill_consents(&part);
}
