/* Practices between sessions: what is ticked today, six weeks of days of both, and a word on it. */
#include "records/schema.h"
#include "ui/goals_screen.h"
#include "ui/home_parts.h"

#define WEEK       7
#define NOTES_MAX  3
#define IDEAS_MAX  3
#define DAY_DONE   1
#define DAY_RESTED 2

static bool is_done(uint8_t tick)
{
    return tick == HOME_TICK_DONE || tick == HOME_TICK_PARTLY;
}

/* Whole weeks that begin on Monday; this one may have days to come. */
static void calendar(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person, const struct home_practice *practice,
                     enum home_side side)
{
    const uint8_t *ticks = practice->ticks[side];
    uint32_t to_come = WEEK - 1 - (in->home->today + 3) % WEEK;
    double days[HOME_TICK_DAYS];
    char words[WORDS_SENTENCE_MAX];
    uint16_t done = 0;
    for (uint32_t i = 0; i < HOME_TICK_DAYS; i++) {
        uint32_t from = i + to_come;
        uint8_t tick = from < HOME_TICK_DAYS ? ticks[from] : HOME_TICK_NONE;
        done = (uint16_t)(done + is_done(tick));
        days[i] = from >= HOME_TICK_DAYS       ? -1
                  : is_done(tick)              ? DAY_DONE
                  : tick == HOME_TICK_NOT_DONE ? DAY_RESTED
                                               : 0;
    }
    words_fill(words, DECK_PRACTICE_DAYS_OF,
               &(struct word_facts){.name = home_name_of(person, side),
                                    .count = done,
                                    .total = (uint16_t)(HOME_TICK_DAYS - to_come)});
    tree_open_column(tree, &(struct box){.key = "days", .number = (uint32_t)side, .gap = 8});
    tree_plot(tree, &(struct plot){.key = "plot",
                                   .kind = PLOT_DAYS,
                                   .name = words,
                                   .values = days,
                                   .value_count = HOME_TICK_DAYS});
    screen_hint(tree, words);
    tree_close(tree);
}

void goals_notes(struct tree *tree, const struct screen_input *in, const struct home_person *person,
                 struct object_id practice)
{
    char from[WORDS_SENTENCE_MAX], day[WORDS_SENTENCE_MAX];
    int shown = 0;
    for (size_t i = 0; i < person->check_in_count && shown < NOTES_MAX; i++) {
        const struct home_check_in *of = &person->check_ins[i];
        if (!object_id_is_equal(of->practice, practice) || of->note[0] == '\0')
            continue;
        home_day(day, of->day, in->home->today);
        screen_body(tree, of->note);
        screen_hint(tree, words_fill(from, DECK_LETTERS_FROM,
                                     &(struct word_facts){.name = home_name_of(person, of->by),
                                                          .day = day}));
        shown++;
    }
}

static void edit_practice(struct tree *tree, const struct screen_input *in)
{
    home_named_field(tree, in, FIELD_PRACTICE_NAME, DECK_PRACTICE_NAME);
    home_named_field(tree, in, FIELD_PRACTICE_OFTEN, DECK_PRACTICE_OFTEN);
    home_named_field(tree, in, FIELD_PRACTICE_WHEN, DECK_PRACTICE_WHERE_WHEN);
    home_buttons_open(tree, "edited");
    tree_press(tree, &(struct press){.icon = ICON_CHECK,
                                     .small = true,
                                     .words = words_deck(DECK_DIALOGS_DONE),
                                     .act = {GOALS_ACT_EDITED, 0}});
    tree_close(tree);
}

static void practice_buttons(struct tree *tree, const struct home_person *person, size_t place)
{
    const struct home_practice *practice = &person->practices[place];
    bool active = practice->is_active;
    home_buttons_open(tree, "do");
    home_plain(tree, DECK_PRACTICE_TOOK_BREAK, (struct act){GOALS_ACT_BREAK, 0}, ICON_LEAF);
    home_plain(tree, active ? DECK_GOALS_PAUSED : DECK_GOALS_OPEN_AGAIN,
               (struct act){GOALS_ACT_ACTIVE, !active}, active ? ICON_PAUSE : ICON_REPEAT);
    home_plain(tree, DECK_PRACTICE_EDIT, (struct act){GOALS_ACT_EDIT, 0}, ICON_EDIT);
    goals_moves(tree, place, person->practice_count);
    home_danger(tree, DECK_PRACTICE_ERASE, (struct act){GOALS_ACT_ERASE, 0});
    tree_close(tree);
}

static void practice_inside(struct tree *tree, const struct screen_input *in,
                            const struct home_person *person, size_t place)
{
    const struct home_practice *practice = &person->practices[place];
    goals_also(tree, in, &practice->thing);
    if (in->desk->goals.editing) {
        edit_practice(tree, in);
        return;
    }
    if (home_text(&practice->thing, PRACTICE_PLANNED)[0] != '\0')
        screen_body(tree, home_text(&practice->thing, PRACTICE_PLANNED));
    tree_open_flow(tree, &(struct box){.key = "calendars", .gap = 32});
    calendar(tree, in, person, practice, HOME_ME);
    calendar(tree, in, person, practice, HOME_THEM);
    tree_close(tree);
    screen_hint(tree, words_deck(DECK_PRACTICE_FINE));
    goals_notes(tree, in, person, practice->thing.id);
    tree_open_row(tree, &(struct box){.key = "note", .gap = 8, .cross = ALIGN_CENTRE});
    tree_open_column(tree, &(struct box){.key = "word", .cross = ALIGN_FILL, .fit = {.grow = 1}});
    screen_field(tree, in, FIELD_PRACTICE_NOTE, DECK_PRACTICE_NOTE, 0);
    tree_close(tree);
    tree_press(tree, &(struct press){.small = true,
                                     .words = words_deck(DECK_DIALOGS_SAVE),
                                     .shortcut = "Enter",
                                     .act = {GOALS_ACT_NOTE, 0}});
    tree_close(tree);
    goals_origin(tree, in, &practice->thing);
    practice_buttons(tree, person, place);
}

static void practice_card(struct tree *tree, const struct screen_input *in,
                          const struct home_person *person, size_t place)
{
    const struct home_practice *practice = &person->practices[place];
    char week[WORDS_SENTENCE_MAX];
    bool open = goals_is_open(in, &practice->thing);
    const char *text = home_text(&practice->thing, PRACTICE_TEXT);
    if (practice->is_active)
        words_fill(
            week, practice->wanted > 0 ? DECK_PRACTICE_WEEK : DECK_PRACTICE_WEEK_FREE,
            &(struct word_facts){.count = practice->done[HOME_ME], .total = practice->wanted});
    else
        words_copy(week, words_deck(DECK_GOALS_PAUSED));
    tree_open_column(tree, &(struct box){.key = "practice",
                                         .number = home_code(practice->thing.id),
                                         .gap = 12,
                                         .pad_x = open ? 20 : 8,
                                         .pad_y = open ? 16 : 4,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_CARD,
                                         .radius = 16,
                                         .role = ACCESS_LIST_ITEM,
                                         .name = text});
    tree_open_row(tree, &(struct box){.key = "line", .gap = 8, .cross = ALIGN_CENTRE});
    goals_row(tree, in, &practice->thing, text, week);
    if (practice->is_active)
        tree_press(tree,
                   &(struct press){.key = "tick",
                                   .kind = BUTTON_CHIP,
                                   .words = words_deck(DECK_PRACTICE_TICK),
                                   .hint = text,
                                   .on = is_done(practice->ticks[HOME_ME][HOME_TICK_DAYS - 1]),
                                   .act = {GOALS_ACT_TICK, (uint32_t)place}});
    tree_close(tree);
    if (open)
        practice_inside(tree, in, person, place);
    tree_close(tree);
}

static void ideas(struct tree *tree)
{
    size_t count;
    const struct deck_item *items = words_list(DECK_LIST_PRACTICES, &count);
    screen_hint(tree, words_deck(DECK_PRACTICE_IDEAS));
    tree_open_flow(tree, &(struct box){.key = "ideas", .gap = 8});
    for (uint32_t i = 0; i < count && i < IDEAS_MAX; i++)
        tree_press(tree, &(struct press){.icon = ICON_PLUS,
                                         .small = true,
                                         .words = items[i].text,
                                         .act = {GOALS_ACT_IDEA, i}});
    tree_close(tree);
}

void goals_practices(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person)
{
    tree_open_column(tree, &(struct box){.key = "practices",
                                         .gap = 12,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_LIST,
                                         .name = words_deck(DECK_PRACTICE_TITLE),
                                         .pane = true});
    for (size_t i = 0; i < person->practice_count; i++)
        practice_card(tree, in, person, i);
    if (person->practice_count == 0)
        screen_body(tree, words_deck(person->is_open ? DECK_PRACTICE_EMPTY : DECK_HOME_READING));
    tree_close(tree);
    if (!person->is_open)
        return;
    if (person->practice_count == 0)
        ideas(tree);
    tree_open_row(tree, &(struct box){.key = "add-practice", .gap = 8, .cross = ALIGN_CENTRE});
    tree_open_column(tree, &(struct box){.key = "new", .cross = ALIGN_FILL, .fit = {.grow = 1}});
    screen_field(tree, in, FIELD_PRACTICE, DECK_PRACTICE_NAME, 0);
    tree_close(tree);
    tree_press(tree, &(struct press){.icon = ICON_PLUS,
                                     .words = words_deck(DECK_PRACTICE_ADD),
                                     .shortcut = "Enter",
                                     .act = {GOALS_ACT_PRACTICE_ADD, 0}});
    tree_close(tree);
}
