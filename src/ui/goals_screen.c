#include "ui/goals_screen.h"

#include <string.h>

#include "records/schema.h"
#include "ui/home_parts.h"
#include "ui/home_screen.h"

#define NOTE_BYTES_MAX 16000 /* a longer one is only shown */

/* ---- what goals and practices say alike ---- */

bool goals_is_open(const struct screen_input *in, const struct home_thing *thing)
{
    return in->desk->goals.open == home_code(thing->id);
}

void goals_row(struct tree *tree, const struct screen_input *in, const struct home_thing *thing,
               const char *title, const char *more)
{
    char words[WORDS_SENTENCE_MAX], second[WORDS_SENTENCE_MAX];
    bool open = goals_is_open(in, thing);
    tree_press(tree, &(struct press){
                         .key = "row",
                         .number = home_code(thing->id),
                         .kind = BUTTON_ROW,
                         .icon = open ? ICON_CHEVRON_DOWN : ICON_CHEVRON_RIGHT,
                         .words = words_copy(words, title),
                         .more = more != NULL && more[0] != '\0' ? words_copy(second, more) : NULL,
                         .on = open,
                         .act = {GOALS_ACT_OPEN, home_code(thing->id)},
                         .fit = {.grow = 1}});
}

static const struct home_person *person_of(const struct screen_input *in)
{
    return home_person_of(in->home, in->desk->home.person);
}

void goals_also(struct tree *tree, const struct screen_input *in, const struct home_thing *thing)
{
    char words[WORDS_SENTENCE_MAX], day[WORDS_SENTENCE_MAX];
    for (uint32_t field = 0; field < thing->field_count; field++) {
        const struct home_field *of = &thing->fields[field];
        for (uint32_t i = 0; i < of->also_count; i++) {
            const struct home_value *value = &of->also[i];
            home_day(day, value->day, in->home->today);
            words_fill(words, DECK_GOALS_ALSO,
                       &(struct word_facts){.words = value->text,
                                            .name = home_name_of(person_of(in), value->by),
                                            .day = day});
            tree_open_row(tree, &(struct box){.key = "also",
                                              .number = field << 8 | i,
                                              .gap = 8,
                                              .cross = ALIGN_CENTRE});
            tree_label(tree, &(struct label){.words = words,
                                             .role = TYPE_SMALL,
                                             .tone = TONE_WARN,
                                             .lines_max = 4,
                                             .fit = {.grow = 1}});
            tree_press(tree, &(struct press){.small = true,
                                             .words = words_deck(DECK_GOALS_CHOOSE_THIS),
                                             .hint = words,
                                             .act = {GOALS_ACT_CHOOSE, field << 8 | (i + 2)}});
            tree_close(tree);
        }
    }
}

void goals_origin(struct tree *tree, const struct screen_input *in, const struct home_thing *thing)
{
    char words[WORDS_SENTENCE_MAX], day[WORDS_SENTENCE_MAX];
    const struct home_person *person = person_of(in);
    struct word_facts facts = {.name = home_name_of(person, thing->by), .day = day};
    home_day(day, thing->made_day, in->home->today);
    if (thing->made_day > 0)
        screen_hint(tree, words_fill(words, DECK_GOALS_BY, &facts));
    if (thing->changed_day == 0 ||
        (thing->changed_day == thing->made_day && thing->changed_by == thing->by))
        return;
    facts.name = home_name_of(person, thing->changed_by);
    home_day(day, thing->changed_day, in->home->today);
    screen_hint(tree, words_fill(words, DECK_GOALS_CHANGED, &facts));
}

void goals_moves(struct tree *tree, size_t place, size_t count)
{
    if (place > 0)
        home_plain(tree, DECK_GOALS_UP, (struct act){GOALS_ACT_UP, 0}, TREE_NO_ICON);
    if (place + 1 < count)
        home_plain(tree, DECK_GOALS_DOWN, (struct act){GOALS_ACT_DOWN, 0}, TREE_NO_ICON);
}

bool goals_note_fits(const struct home_goal *goal)
{
    return strlen(goal->notes) <= NOTE_BYTES_MAX;
}

/* ---- a goal ---- */

static void status_button(struct tree *tree, enum deck_key words, enum goal_status status,
                          enum icon icon)
{
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .icon = icon,
                                     .small = true,
                                     .words = words_deck(words),
                                     .act = {GOALS_ACT_STATUS, status}});
}

static void goal_buttons(struct tree *tree, const struct home_person *person, size_t place)
{
    const struct home_goal *goal = &person->goals[place];
    home_buttons_open(tree, "do");
    if (goal->status == GOAL_OPEN) {
        status_button(tree, DECK_GOALS_DONE, GOAL_REACHED, ICON_CHECK);
        status_button(tree, DECK_GOALS_PAUSED, GOAL_PAUSED, ICON_PAUSE);
        status_button(tree, DECK_GOALS_LAID_AWAY, GOAL_ARCHIVED, ICON_LEAF);
    } else {
        status_button(tree, DECK_GOALS_OPEN_AGAIN, GOAL_OPEN, ICON_REPEAT);
    }
    home_plain(tree, DECK_GOALS_EDIT, (struct act){GOALS_ACT_EDIT, 0}, ICON_EDIT);
    goals_moves(tree, place, person->goal_count);
    home_danger(tree, DECK_GOALS_ERASE, (struct act){GOALS_ACT_ERASE, 0});
    tree_close(tree);
}

static void edit_goal(struct tree *tree, const struct screen_input *in)
{
    home_named_field(tree, in, FIELD_GOAL_NAME, DECK_GOALS_NAME);
    home_named_field(tree, in, FIELD_GOAL_WHY, DECK_GOALS_WHY);
    home_named_field(tree, in, FIELD_GOAL_MEASURE, DECK_GOALS_NOTICE);
    home_named_field(tree, in, FIELD_GOAL_TARGET, DECK_GOALS_TARGET_DAY);
    home_named_field(tree, in, FIELD_GOAL_REVIEW, DECK_GOALS_REVIEW_DAY);
    screen_hint(tree, words_deck(DECK_GOALS_DAY_SUCH_AS));
    home_buttons_open(tree, "edited");
    tree_press(tree, &(struct press){.icon = ICON_CHECK,
                                     .small = true,
                                     .words = words_deck(DECK_DIALOGS_DONE),
                                     .act = {GOALS_ACT_EDITED, 0}});
    tree_close(tree);
}

static void fact(struct tree *tree, enum deck_key key, const char *day)
{
    char words[WORDS_SENTENCE_MAX];
    if (day[0] != '\0')
        screen_hint(tree, words_fill(words, key, &(struct word_facts){.day = day}));
}

static void facts(struct tree *tree, const struct home_goal *goal)
{
    const struct home_thing *thing = &goal->thing;
    if (goal->review_is_due)
        tree_label(tree, &(struct label){.words = words_deck(DECK_GOALS_REVIEW_DUE),
                                         .role = TYPE_SMALL,
                                         .tone = TONE_ACCENT});
    if (home_text(thing, GOAL_WHY)[0] != '\0')
        screen_body(tree, home_text(thing, GOAL_WHY));
    if (home_text(thing, GOAL_MEASURE)[0] != '\0') {
        screen_hint(tree, words_deck(DECK_GOALS_NOTICE));
        screen_body(tree, home_text(thing, GOAL_MEASURE));
    }
    fact(tree, DECK_GOALS_TARGET_ON, home_text(thing, GOAL_TARGET_DAY));
    fact(tree, DECK_GOALS_REVIEW_ON, home_text(thing, GOAL_REVIEW_DAY));
}

static void confidence(struct tree *tree, const struct home_goal *goal, uint32_t place)
{
    char words[WORDS_SENTENCE_MAX];
    bool said = goal->confidence != HOME_NO_NUMBER;
    if (said)
        words_fill(words, DECK_GOALS_OF_TEN, &(struct word_facts){.value = goal->confidence});
    else
        words_copy(words, words_deck(DECK_GOALS_RATINGS_NONE));
    tree_label(tree,
               &(struct label){.words = words_deck(DECK_GOALS_CONFIDENCE), .role = TYPE_STRONG});
    tree_slider(tree, &(struct slider){.key = "confidence",
                                       .name = words_deck(DECK_GOALS_CONFIDENCE),
                                       .words = words,
                                       .value = said ? goal->confidence : 0,
                                       .max = 10,
                                       .step = 1,
                                       .act = {GOALS_ACT_CONFIDENCE, place},
                                       .fit = home_fills});
    tree_open_row(tree,
                  &(struct box){.key = "ends", .gap = 8, .main = ALIGN_BETWEEN, .fit = home_fills});
    screen_hint(tree, words_deck(DECK_GOALS_CONFIDENCE_LOW));
    screen_hint(tree, words_deck(DECK_GOALS_CONFIDENCE_HIGH));
    tree_close(tree);
    screen_hint(tree, words);
}

static void level(struct tree *tree, const struct home_goal *goal)
{
    double reached[HOME_LEVELS] = {0};
    bool said = goal->level < HOME_LEVELS;
    tree_label(tree, &(struct label){.words = words_deck(DECK_GOALS_HOW_FAR), .role = TYPE_STRONG});
    reached[0] = said ? goal->level + 1 : 0;
    tree_plot(tree, &(struct plot){.key = "level",
                                   .kind = PLOT_LEVELS,
                                   .name = said ? home_level(goal->level)
                                                : words_deck(DECK_GOALS_RATINGS_NONE),
                                   .values = reached,
                                   .value_count = HOME_LEVELS,
                                   .max = HOME_LEVELS});
    tree_open_flow(tree, &(struct box){.key = "levels", .gap = 8, .arrows = true});
    for (uint32_t i = 0; i < HOME_LEVELS; i++) {
        const char *own = home_text(&goal->thing, GOAL_LEVEL_FIRST + i);
        tree_press(tree, &(struct press){.kind = BUTTON_RADIO,
                                         .words = own[0] != '\0' ? own : home_level(i),
                                         .on = goal->level == i,
                                         .act = {GOALS_ACT_LEVEL, i + 1}});
    }
    tree_close(tree);
}

static void goal_inside(struct tree *tree, const struct screen_input *in,
                        const struct home_person *person, size_t place)
{
    const struct home_goal *goal = &person->goals[place];
    goals_also(tree, in, &goal->thing);
    if (in->desk->goals.editing) {
        edit_goal(tree, in);
        return;
    }
    facts(tree, goal);
    level(tree, goal);
    confidence(tree, goal, (uint32_t)place);
    tree_label(tree, &(struct label){.words = words_deck(DECK_GOALS_NOTES), .role = TYPE_STRONG});
    if (goals_note_fits(goal))
        screen_field(tree, in, FIELD_GOAL_NOTE, DECK_GOALS_NOTES, 3);
    else
        screen_body(tree, goal->notes);
    goals_origin(tree, in, &goal->thing);
    goal_buttons(tree, person, place);
}

static const char *status_words(const struct home_goal *goal)
{
    switch (goal->status) {
    case GOAL_REACHED:
        return words_deck(DECK_GOALS_DONE);
    case GOAL_PAUSED:
        return words_deck(DECK_GOALS_PAUSED);
    case GOAL_ARCHIVED:
        return words_deck(DECK_GOALS_LAID_AWAY);
    default:
        return goal->review_is_due ? words_deck(DECK_GOALS_REVIEW_DUE)
                                   : home_text(&goal->thing, GOAL_WHY);
    }
}

static void goal_card(struct tree *tree, const struct screen_input *in,
                      const struct home_person *person, size_t place)
{
    const struct home_goal *goal = &person->goals[place];
    bool open = goals_is_open(in, &goal->thing);
    tree_open_column(tree, &(struct box){.key = "goal",
                                         .number = home_code(goal->thing.id),
                                         .gap = 12,
                                         .pad_x = open ? 20 : 8,
                                         .pad_y = open ? 16 : 4,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_CARD,
                                         .radius = 16,
                                         .role = ACCESS_LIST_ITEM,
                                         .name = home_text(&goal->thing, GOAL_TITLE)});
    goals_row(tree, in, &goal->thing, home_text(&goal->thing, GOAL_TITLE),
              open && goal->status == GOAL_OPEN ? NULL : status_words(goal));
    if (open)
        goal_inside(tree, in, person, place);
    tree_close(tree);
}

static bool is_aside(const struct home_goal *goal)
{
    return goal->status == GOAL_REACHED || goal->status == GOAL_ARCHIVED;
}

static void goals(struct tree *tree, const struct screen_input *in,
                  const struct home_person *person)
{
    tree_open_column(tree, &(struct box){.key = "goals",
                                         .gap = 12,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_LIST,
                                         .name = words_deck(DECK_GOALS_TITLE),
                                         .pane = true});
    for (int aside = 0; aside < 2; aside++) {
        for (size_t i = 0; i < person->goal_count; i++) {
            if (is_aside(&person->goals[i]) == (aside == 1))
                goal_card(tree, in, person, i);
        }
    }
    if (person->goal_count == 0)
        screen_body(tree, words_deck(person->is_open ? DECK_GOALS_EMPTY : DECK_HOME_READING));
    tree_close(tree);
    if (!person->is_open)
        return;
    tree_open_row(tree, &(struct box){.key = "add", .gap = 8, .cross = ALIGN_CENTRE});
    tree_open_column(tree, &(struct box){.key = "new", .cross = ALIGN_FILL, .fit = {.grow = 1}});
    screen_field(tree, in, FIELD_GOAL_TITLE, DECK_GOALS_NAME, 0);
    tree_close(tree);
    tree_press(tree, &(struct press){.icon = ICON_PLUS,
                                     .words = words_deck(DECK_GOALS_ADD),
                                     .shortcut = "Enter",
                                     .act = {GOALS_ACT_ADD, 0}});
    tree_close(tree);
}

/* ---- over the page ---- */

static const char *open_title(const struct screen_input *in, const struct home_person *person)
{
    for (size_t i = 0; i < person->goal_count; i++) {
        if (goals_is_open(in, &person->goals[i].thing))
            return home_text(&person->goals[i].thing, GOAL_TITLE);
    }
    for (size_t i = 0; i < person->practice_count; i++) {
        if (goals_is_open(in, &person->practices[i].thing))
            return home_text(&person->practices[i].thing, PRACTICE_TEXT);
    }
    return NULL;
}

static void question(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person)
{
    char words[WORDS_SENTENCE_MAX];
    const char *title = open_title(in, person);
    bool again = in->desk->goals.asked > 1;
    if (title == NULL)
        return;
    words_fill(words, again ? DECK_DIALOGS_ERASE_AGAIN : DECK_DIALOGS_ERASE_ASK,
               &(struct word_facts){.words = title});
    screen_question(tree,
                    &(struct question){.key = "erase",
                                       .number = in->desk->goals.asked,
                                       .ask = words,
                                       .means = words_deck(DECK_GOALS_ERASE_MEANS),
                                       .yes = again ? DECK_DIALOGS_ERASE_SURE : DECK_DIALOGS_ERASE,
                                       .no = DECK_DIALOGS_KEEP,
                                       .tone = BUTTON_DANGER,
                                       .does = {GOALS_ACT_ERASE, 0},
                                       .keeps = {GOALS_ACT_KEEP, 0}});
}

static void undo_toast(struct tree *tree, const struct screen_input *in)
{
    uint64_t since = in->desk->goals.changed_us;
    if (since == 0 || in->now_us >= since + GOALS_UNDO_US)
        return;
    tree_open_toast(tree, &(struct box){.key = "undo",
                                        .gap = 12,
                                        .pad_x = 20,
                                        .pad_y = 8,
                                        .ground = GROUND_WINDOW,
                                        .radius = 16,
                                        .name = words_deck(DECK_GOALS_KEPT)});
    tree_open_row(tree, &(struct box){.key = "line", .gap = 12, .cross = ALIGN_CENTRE});
    screen_body(tree, words_deck(DECK_GOALS_KEPT));
    tree_press(tree, &(struct press){.icon = ICON_UNDO,
                                     .small = true,
                                     .words = words_deck(DECK_GOALS_UNDO),
                                     .shortcut = "Ctrl+Z",
                                     .act = {GOALS_ACT_UNDO, 0}});
    tree_close(tree);
    tree_close(tree);
    tree_change_at(tree, since + GOALS_UNDO_US);
}

void goals_screen(struct tree *tree, const struct screen_input *in)
{
    const struct home_person *person = person_of(in);
    char title[WORDS_SENTENCE_MAX];
    if (person == NULL) { /* they are there no more */
        home_screen(tree, in);
        return;
    }
    const struct home_page page = {
        .key = "goals-page",
        .title = words_fill(title, DECK_PEOPLE_WITH, &(struct word_facts){.name = person->name}),
        .back = {HOME_ACT_PERSON, home_place_of(in->home, person)}};
    home_page_open(tree, &page);
    screen_hint(tree, words_deck(DECK_GOALS_BOTH));
    if (person->is_open)
        goals_moods(tree, in, person);
    screen_heading(tree, words_deck(DECK_GOALS_TITLE));
    goals(tree, in, person);
    screen_heading(tree, words_deck(DECK_PRACTICE_TITLE));
    goals_practices(tree, in, person);
    home_page_close(tree);
    undo_toast(tree, in);
    if (in->desk->goals.asked > 0)
        question(tree, in, person);
}
