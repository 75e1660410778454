#include <stdio.h>
#include <string.h>

#include "records/schema.h"
#include "ui/goals_screen.h"
#include "ui/hands.h"
#include "ui/home_parts.h"

/* ---- what is unfolded ---- */

struct unfolded {
    const struct home_person *person;
    const struct home_thing *thing; /* NULL: nothing is */
    const struct home_goal *goal;   /* one of these two */
    const struct home_practice *practice;
    size_t place;
};

static struct unfolded find(const struct screen_hand *hand)
{
    uint32_t code = hand->desk->goals.open;
    struct unfolded out = {.person = home_person_of(hand->home, hand->desk->home.person)};
    for (size_t i = 0; out.person != NULL && i < out.person->goal_count; i++) {
        if (home_code(out.person->goals[i].thing.id) == code)
            out = (struct unfolded){out.person, &out.person->goals[i].thing, &out.person->goals[i],
                                    NULL, i};
    }
    for (size_t i = 0; out.person != NULL && i < out.person->practice_count; i++) {
        if (home_code(out.person->practices[i].thing.id) == code)
            out = (struct unfolded){out.person, &out.person->practices[i].thing, NULL,
                                    &out.person->practices[i], i};
    }
    return out;
}

/* Something that can be undone. */
static bool changes(const struct screen_hand *hand, enum home_wish_kind kind,
                    struct object_id object)
{
    hand->desk->goals.changed_us = hand->now_us;
    hand->out->home.object = object;
    return hand_home(hand, kind);
}

static bool sets(const struct screen_hand *hand, struct object_id object, uint8_t field,
                 const char *text)
{
    hand->out->home.field = field;
    (void)hand_text(hand, text);
    return changes(hand, HOME_SET, object);
}

static bool open_one(const struct screen_hand *hand, uint32_t code)
{
    struct desk *desk = hand->desk;
    desk->goals.editing = false;
    desk->goals.asked = 0;
    desk->goals.open = desk->goals.open == code ? 0 : code;
    desk->edited[FIELD_GOAL_NOTE] = false;
    desk_clear(desk, FIELD_GOAL_NOTE);
    desk_clear(desk, FIELD_PRACTICE_NOTE);
    goals_follow(hand);
    return true;
}

static bool adds(const struct screen_hand *hand, enum desk_field field, enum home_wish_kind kind)
{
    if (desk_is_blank(hand->desk, field))
        return true;
    (void)hand_take_field(hand, field);
    return changes(hand, kind, OBJECT_SPACE);
}

static bool idea(const struct screen_hand *hand, uint32_t which)
{
    size_t count;
    const struct deck_item *items = words_list(DECK_LIST_PRACTICES, &count);
    if (which >= count)
        return true;
    (void)hand_text(hand, items[which].text);
    return changes(hand, HOME_PRACTICE_ADD, OBJECT_SPACE);
}

/* ---- fields that are edited in place ---- */

struct place_of_field {
    enum desk_field field;
    bool of_goal;
    uint8_t number;
};

static const struct place_of_field places[] = {
    {FIELD_GOAL_NAME, true, GOAL_TITLE},
    {FIELD_GOAL_WHY, true, GOAL_WHY},
    {FIELD_GOAL_MEASURE, true, GOAL_MEASURE},
    {FIELD_GOAL_TARGET, true, GOAL_TARGET_DAY},
    {FIELD_GOAL_REVIEW, true, GOAL_REVIEW_DAY},
    {FIELD_PRACTICE_NAME, false, PRACTICE_TEXT},
    {FIELD_PRACTICE_OFTEN, false, PRACTICE_CADENCE},
    {FIELD_PRACTICE_WHEN, false, PRACTICE_PLANNED},
};
#define PLACES (sizeof places / sizeof places[0])

static bool edit(const struct screen_hand *hand, const struct unfolded *of)
{
    hand->desk->goals.editing = true;
    for (size_t i = 0; i < PLACES; i++) {
        if (places[i].of_goal == (of->goal != NULL))
            desk_write(hand->desk, places[i].field, home_text(of->thing, places[i].number));
    }
    return true;
}

/* What was written becomes so when one leaves the field, if it is another; a title stays one. */
static bool tell_field(const struct screen_hand *hand, const struct place_of_field *place)
{
    struct unfolded of = find(hand);
    const char *text = text_edit_bytes(&hand->desk->fields[place->field]);
    bool named = place->field == FIELD_GOAL_NAME || place->field == FIELD_PRACTICE_NAME;
    if (of.thing == NULL || place->of_goal != (of.goal != NULL) || !hand->desk->goals.editing ||
        strcmp(text, home_text(of.thing, place->number)) == 0 ||
        (named && desk_is_blank(hand->desk, place->field)))
        return true;
    return sets(hand, of.thing->id, place->number, text);
}

static bool tell_note(const struct screen_hand *hand)
{
    struct unfolded of = find(hand);
    struct desk *desk = hand->desk;
    if (of.goal == NULL || !desk->edited[FIELD_GOAL_NOTE])
        return true;
    desk->edited[FIELD_GOAL_NOTE] = false;
    (void)hand_text(hand, text_edit_bytes(&desk->fields[FIELD_GOAL_NOTE]));
    return changes(hand, HOME_NOTE, of.thing->id);
}

static bool tell_practice_note(const struct screen_hand *hand)
{
    struct unfolded of = find(hand);
    if (of.practice == NULL || desk_is_blank(hand->desk, FIELD_PRACTICE_NOTE))
        return true;
    (void)hand_take_field(hand, FIELD_PRACTICE_NOTE);
    return changes(hand, HOME_CHECK_IN, of.thing->id);
}

static bool tell_mood_note(const struct screen_hand *hand)
{
    if (desk_is_blank(hand->desk, FIELD_MOOD_NOTE))
        return true;
    (void)hand_take_field(hand, FIELD_MOOD_NOTE);
    return changes(hand, HOME_CHECK_IN, OBJECT_SPACE);
}

static bool written(const struct screen_hand *hand, enum desk_field field,
                    const struct tree_event *event)
{
    bool enters = event->kind == TREE_ENTER;
    if (event->kind == TREE_EDITED)
        hand->desk->edited[field] = true;
    switch (field) {
    case FIELD_GOAL_TITLE:
        return !enters || adds(hand, field, HOME_GOAL_ADD);
    case FIELD_PRACTICE:
        return !enters || adds(hand, field, HOME_PRACTICE_ADD);
    case FIELD_PRACTICE_NOTE:
        return !enters || tell_practice_note(hand);
    case FIELD_MOOD_NOTE:
        return !enters || tell_mood_note(hand);
    case FIELD_GOAL_NOTE:
        return event->kind == TREE_EDITED || tell_note(hand);
    default:
        break;
    }
    for (size_t i = 0; i < PLACES; i++) {
        if (places[i].field == field)
            return event->kind == TREE_EDITED || tell_field(hand, &places[i]);
    }
    return false;
}

void goals_follow(const struct screen_hand *hand)
{
    struct desk *desk = hand->desk;
    if (hand->home == NULL || desk->goals.open == 0 || desk->edited[FIELD_GOAL_NOTE])
        return;
    struct unfolded of = find(hand);
    if (of.goal == NULL || !goals_note_fits(of.goal) ||
        strcmp(text_edit_bytes(&desk->fields[FIELD_GOAL_NOTE]), of.goal->notes) == 0)
        return;
    desk_write(desk, FIELD_GOAL_NOTE, of.goal->notes);
}

/* ---- acts ---- */

static bool tick(const struct screen_hand *hand, uint32_t place)
{
    const struct home_person *person = home_person_of(hand->home, hand->desk->home.person);
    if (person == NULL || place >= person->practice_count)
        return true;
    const struct home_practice *practice = &person->practices[place];
    hand->out->home.on = practice->ticks[HOME_ME][HOME_TICK_DAYS - 1] != HOME_TICK_DONE;
    return changes(hand, HOME_TICK, practice->thing.id);
}

/* What was said of today already is not said again, unless with words. */
static bool mood(const struct screen_hand *hand, uint32_t number)
{
    const struct home_person *person = home_person_of(hand->home, hand->desk->home.person);
    bool silent = desk_is_blank(hand->desk, FIELD_MOOD_NOTE);
    if (person == NULL || number > 10 ||
        (silent && number == goals_mood_of(person, HOME_ME, hand->home->today)))
        return true;
    if (!silent)
        (void)hand_take_field(hand, FIELD_MOOD_NOTE);
    (void)changes(hand, HOME_CHECK_IN, OBJECT_SPACE);
    hand->out->home.number = number;
    return true;
}

static bool confidence(const struct screen_hand *hand, const struct tree_event *event)
{
    const struct home_person *person = home_person_of(hand->home, hand->desk->home.person);
    uint32_t place = event->act.about;
    char text[8];
    if (person == NULL || place >= person->goal_count || event->kind != TREE_VALUE)
        return true;
    unsigned value = (unsigned)(event->value + 0.5);
    if (value == person->goals[place].confidence || value > 10)
        return true;
    snprintf(text, sizeof text, "%u", value);
    return sets(hand, person->goals[place].thing.id, GOAL_CONFIDENCE, text);
}

static bool status(const struct screen_hand *hand, const struct unfolded *of, uint32_t about)
{
    static const char *const words[] = {"open", "reached", "paused", "archived"};
    if (about > GOAL_ARCHIVED)
        return true;
    if (about == GOAL_REACHED)
        return changes(hand, HOME_FINISH, of->thing->id);
    return sets(hand, of->thing->id, GOAL_STATUS, words[about]);
}

static const struct home_thing *thing_at(const struct unfolded *of, size_t place)
{
    size_t count = of->goal != NULL ? of->person->goal_count : of->person->practice_count;
    if (place >= count)
        return NULL;
    return of->goal != NULL ? &of->person->goals[place].thing : &of->person->practices[place].thing;
}

static bool move(const struct screen_hand *hand, const struct unfolded *of, bool up)
{
    const struct home_thing *next = thing_at(of, of->place + 2);
    if (up && of->place == 0)
        return true;
    if (up)
        next = thing_at(of, of->place - 1);
    hand->out->home.other = next != NULL ? next->id : OBJECT_SPACE;
    return changes(hand, HOME_MOVE, of->thing->id);
}

static bool erase(const struct screen_hand *hand, const struct unfolded *of)
{
    struct goals_desk *desk = &hand->desk->goals;
    if (++desk->asked < 3)
        return true;
    desk->asked = 0;
    desk->open = 0;
    hand->out->home.object = of->thing->id;
    return hand_home(hand, HOME_ERASE);
}

static bool choose(const struct screen_hand *hand, const struct unfolded *of, uint32_t about)
{
    hand->out->home.field = (uint8_t)(about >> 8);
    (void)changes(hand, HOME_CHOOSE, of->thing->id);
    hand->out->home.number = about & 0xff;
    return true;
}

static bool of_open(const struct screen_hand *hand, const struct act *act)
{
    struct unfolded of = find(hand);
    char text[8];
    if (of.thing == NULL)
        return true;
    switch (act->kind) {
    case GOALS_ACT_EDIT:
        return edit(hand, &of);
    case GOALS_ACT_LEVEL:
        snprintf(text, sizeof text, "%u", act->about);
        return sets(hand, of.thing->id, GOAL_LEVEL_NOW, text);
    case GOALS_ACT_STATUS:
        return status(hand, &of, act->about);
    case GOALS_ACT_UP:
    case GOALS_ACT_DOWN:
        return move(hand, &of, act->kind == GOALS_ACT_UP);
    case GOALS_ACT_CHOOSE:
        return choose(hand, &of, act->about);
    case GOALS_ACT_BREAK:
        return changes(hand, HOME_TICK, of.thing->id);
    case GOALS_ACT_ACTIVE:
        return sets(hand, of.thing->id, PRACTICE_ACTIVE, act->about != 0 ? "yes" : "no");
    case GOALS_ACT_NOTE:
        return tell_practice_note(hand);
    default:
        return erase(hand, &of);
    }
}

static bool goals_act(const struct screen_hand *hand, const struct tree_event *event)
{
    struct goals_desk *desk = &hand->desk->goals;
    const struct act *act = &event->act;
    switch (act->kind) {
    case GOALS_ACT_OPEN:
        return open_one(hand, act->about);
    case GOALS_ACT_ADD:
        return adds(hand, FIELD_GOAL_TITLE, HOME_GOAL_ADD);
    case GOALS_ACT_TICK:
        return tick(hand, act->about);
    case GOALS_ACT_CONFIDENCE:
        return confidence(hand, event);
    case GOALS_ACT_PRACTICE_ADD:
        return adds(hand, FIELD_PRACTICE, HOME_PRACTICE_ADD);
    case GOALS_ACT_IDEA:
        return idea(hand, act->about);
    case GOALS_ACT_MOOD:
        return mood(hand, act->about);
    case GOALS_ACT_MOOD_NOTE:
        return tell_mood_note(hand);
    case GOALS_ACT_UNDO:
        desk->changed_us = 0;
        return hand_home(hand, HOME_UNDO);
    case GOALS_ACT_EDITED:
        desk->editing = false;
        return true;
    case GOALS_ACT_KEEP:
        desk->asked = 0;
        return true;
    default:
        return of_open(hand, act);
    }
}

bool goals_take(const struct screen_hand *hand, const struct tree_event *event)
{
    enum desk_field field = hand_field_of(event);
    if (hand->home == NULL)
        return false;
    if (field != DESK_FIELDS)
        return written(hand, field, event);
    if (event->act.kind < GOALS_ACT_OPEN || event->act.kind > GOALS_ACT_KEEP)
        return false;
    return goals_act(hand, event);
}
