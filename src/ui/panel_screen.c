#include "ui/panel_screen.h"

#include <stdlib.h>
#include <string.h>

#include "records/schema.h"
#include "ui/home_parts.h"
#include "ui/panel_parts.h"

const struct fit panel_fills = {.own_align = true, .align = ALIGN_FILL};

static bool is_over(const struct screen_input *in)
{
    return in->model->phase == CALL_ENDED || in->model->phase == CALL_FAILED;
}

bool panel_is_shown(const struct screen_input *in)
{
    enum panel_tab tab = in->desk->panel.tab;
    if (!in->model->hour.seated)
        return false;
    return (call_is_together(in->model->phase) && tab != PANEL_CLOSED) ||
           (is_over(in) && tab == PANEL_SAFETY);
}

const struct home_person *panel_person(const struct home_model *home, const char *name)
{
    for (size_t i = 0; home != NULL && name != NULL && i < home->person_count; i++) {
        const struct home_person *person = &home->people[i];
        if (person->is_open && !person->key_changed && strcmp(person->name, name) == 0)
            return person;
    }
    return NULL;
}

bool panel_time_read(const char *text, uint16_t *minute)
{
    char *end;
    unsigned long minutes = 0;
    text += strspn(text, " ");
    if (*text < '0' || *text > '9')
        return false;
    unsigned long hours = strtoul(text, &end, 10);
    if (*end == ':' || *end == '.') {
        const char *behind = end + 1;
        minutes = strtoul(behind, &end, 10);
        if (end != behind + 2 || *behind < '0' || *behind > '9')
            return false;
    }
    *minute = (uint16_t)(hours * 60 + minutes);
    return hours < 24 && minutes < 60 && end[strspn(end, " ")] == '\0';
}

/* ---- what its pages have in common ---- */

void panel_question(struct tree *tree, const char *words)
{
    tree_label(
        tree,
        &(struct label){.words = words, .role = TYPE_HEADING, .heading = true, .fit = panel_fills});
}

void panel_open_group(struct tree *tree, const char *key)
{
    tree_open_column(tree, &(struct box){.key = key, .gap = 8, .fit = panel_fills});
}

void panel_open_choice(struct tree *tree, const char *key, const char *name)
{
    tree_open_flow(tree, &(struct box){.key = key,
                                       .gap = 6,
                                       .arrows = true,
                                       .fit = panel_fills,
                                       .role = ACCESS_PANEL,
                                       .name = name});
}

bool panel_open_part(struct tree *tree, const struct screen_input *in, enum panel_part part,
                     enum deck_key title, const char *now)
{
    bool open = in->desk->panel.open[part];
    tree_press(tree, &(struct press){.kind = BUTTON_ROW,
                                     .has_icon = true,
                                     .icon = open ? ICON_CHEVRON_DOWN : ICON_CHEVRON_RIGHT,
                                     .words = words_deck(title),
                                     .more = open ? NULL : now,
                                     .on = open,
                                     .act = {PANEL_FOLD, part},
                                     .fit = panel_fills});
    if (open)
        tree_open_column(tree, &(struct box){.key = "part",
                                             .number = part,
                                             .gap = 8,
                                             .pad_x = 12,
                                             .pad_y = 4,
                                             .fit = panel_fills});
    return open;
}

void panel_small(struct tree *tree, enum deck_key key, struct act act)
{
    tree_press(tree, &(struct press){.words = words_deck(key), .small = true, .act = act});
}

void panel_radio(struct tree *tree, const char *words, bool on, struct act act)
{
    tree_press(tree, &(struct press){.kind = BUTTON_RADIO, .words = words, .on = on, .act = act});
}

void panel_minutes(struct tree *tree, unsigned minutes, bool on, struct act act)
{
    char words[WORDS_SENTENCE_MAX];
    const struct word_facts facts = {.minutes = (uint16_t)minutes};
    panel_radio(tree, words_fill(words, DECK_LENGTH_MINUTES, &facts), on, act);
}

void panel_write(struct tree *tree, const struct screen_input *in, enum desk_field field,
                 const struct entry *how, struct act act)
{
    struct entry entry = *how;
    entry.fit = (struct fit){.grow = 1};
    tree_open_row(tree, &(struct box){.key = "write",
                                      .number = (uint32_t)field,
                                      .gap = 8,
                                      .cross = ALIGN_END,
                                      .fit = panel_fills});
    screen_entry(tree, in, field, &entry);
    tree_press(tree, &(struct press){.has_icon = true,
                                     .icon = ICON_SEND,
                                     .name = entry.name,
                                     .shortcut = entry.lines == 0 ? "Enter" : "Ctrl+Enter",
                                     .tone = desk_is_blank(in->desk, field) ? BUTTON_QUIET
                                                                            : BUTTON_PRIMARY,
                                     .act = act});
    tree_close(tree);
}

struct panel_rows panel_rows(const struct screen_input *in, size_t count)
{
    size_t first = in->desk->panel.first < count ? in->desk->panel.first : 0;
    size_t left = count - first;
    return (struct panel_rows){first, first + (left < PANEL_ROWS_SHOWN ? left : PANEL_ROWS_SHOWN)};
}

void panel_rows_more(struct tree *tree, const struct screen_input *in, size_t count)
{
    struct panel_rows rows = panel_rows(in, count);
    uint32_t next = rows.end < count ? (uint32_t)rows.end : 0;
    if (count > PANEL_ROWS_SHOWN)
        tree_press(tree, &(struct press){.words = "…",
                                         .name = words_deck(DECK_PANEL_MORE),
                                         .small = true,
                                         .act = {PANEL_ROWS, next},
                                         .fit = {.own_align = true, .align = ALIGN_START}});
}

/* ---- the goals of the two, to be read ---- */

static void goal(struct tree *tree, const struct home_goal *goal, uint32_t number)
{
    const struct home_field *title = &goal->thing.fields[GOAL_TITLE];
    tree_open_column(tree, &(struct box){.key = "goal",
                                         .number = number,
                                         .gap = 4,
                                         .pad = 12,
                                         .radius = 12,
                                         .ground = GROUND_CARD,
                                         .role = ACCESS_LIST_ITEM,
                                         .name = title->text,
                                         .fit = panel_fills});
    tree_label(tree, &(struct label){.words = title->text, .role = TYPE_STRONG});
    if (goal->level < HOME_LEVELS)
        screen_hint(tree, home_level(goal->level));
    if (goal->review_is_due) {
        char due[WORDS_SENTENCE_MAX];
        screen_hint(tree, words_fill(due, DECK_AGENDA_GOAL_DUE,
                                     &(struct word_facts){.words = title->text}));
    }
    tree_close(tree);
}

void panel_goals(struct tree *tree, const struct screen_input *in)
{
    const struct home_person *person = panel_person(in->home, in->model->their_name);
    uint32_t shown = 0;
    tree_open_column(tree, &(struct box){.key = "goals",
                                         .gap = 8,
                                         .role = ACCESS_LIST,
                                         .name = words_deck(DECK_HOME_GOALS),
                                         .fit = panel_fills});
    size_t count = person != NULL ? person->goal_count : 0;
    for (size_t i = 0; i < count && shown < PANEL_ROWS_SHOWN; i++) {
        const struct home_goal *one = &person->goals[i];
        if (one->status == GOAL_OPEN && one->thing.field_count > GOAL_TITLE)
            goal(tree, one, shown++);
    }
    tree_close(tree);
    screen_hint(tree, words_deck(shown == 0 ? DECK_GOALS_EMPTY : DECK_GOALS_BOTH));
}

/* ---- all of it ---- */

static void tab(struct tree *tree, const struct screen_input *in, enum panel_tab tab,
                enum deck_key key)
{
    tree_press(tree, &(struct press){.kind = BUTTON_TAB,
                                     .words = words_deck(key),
                                     .shortcut = tab == PANEL_SAFETY ? "F8" : NULL,
                                     .on = in->desk->panel.tab == tab,
                                     .small = true,
                                     .act = {PANEL_TAB, tab}});
}

static void tabs(struct tree *tree, const struct screen_input *in)
{
    static const enum deck_key keys[] = {
        [PANEL_AGENDA] = DECK_PANEL_AGENDA,   [PANEL_REFLECTIONS] = DECK_PANEL_REFLECTIONS,
        [PANEL_RECAP] = DECK_PANEL_RECAP,     [PANEL_SAFETY] = DECK_PANEL_SAFETY,
        [PANEL_COMFORT] = DECK_PANEL_COMFORT, [PANEL_GOALS] = DECK_HOME_GOALS,
    };
    tree_open_row(tree, &(struct box){.key = "top", .gap = 8, .fit = panel_fills});
    tree_open_flow(tree, &(struct box){.key = "tabs",
                                       .gap = 4,
                                       .arrows = true,
                                       .role = ACCESS_TAB_LIST,
                                       .name = words_deck(DECK_PANEL_LABEL),
                                       .fit = {.grow = 1}});
    for (enum panel_tab i = PANEL_AGENDA; i < PANEL_TABS; i++) {
        bool there = i == PANEL_GOALS ? panel_person(in->home, in->model->their_name) != NULL
                                      : i == PANEL_SAFETY || !is_over(in);
        if (there)
            tab(tree, in, i, keys[i]);
    }
    tree_close(tree);
    tree_press(tree, &(struct press){.has_icon = true,
                                     .icon = ICON_CROSS,
                                     .tone = BUTTON_PLAIN,
                                     .name = words_deck(DECK_PANEL_CLOSE),
                                     .shortcut = "F6",
                                     .act = {PANEL_CLOSE, 0}});
    tree_close(tree);
}

/* It cannot be taken back, so it is asked once. */
static void block_dialog(struct tree *tree, const struct screen_input *in)
{
    char ask[WORDS_SENTENCE_MAX];
    (void)screen_say(ask, in, DECK_BLOCK_ASK);
    screen_question(tree, &(struct question){.key = "block",
                                             .ask = ask,
                                             .means = words_deck(DECK_BLOCK_MEANS),
                                             .yes = DECK_BLOCK_YES,
                                             .no = DECK_DIALOGS_STAY,
                                             .tone = BUTTON_DANGER,
                                             .does = {PANEL_BLOCK_YES, 0},
                                             .keeps = {PANEL_BLOCK_NOT, 0}});
}

static void page(struct tree *tree, const struct screen_input *in)
{
    static void (*const pages[])(struct tree * tree, const struct screen_input *in) = {
        [PANEL_AGENDA] = panel_agenda,   [PANEL_REFLECTIONS] = panel_reflections,
        [PANEL_RECAP] = panel_recap,     [PANEL_SAFETY] = panel_safety,
        [PANEL_COMFORT] = panel_comfort, [PANEL_GOALS] = panel_goals,
    };
    tree_open_scroll(tree,
                     &(struct box){.key = "page",
                                   .number = in->desk->panel.tab,
                                   .gap = 12,
                                   .pad_x = 8, /* for the bar beside it */
                                   .cross = ALIGN_FILL,
                                   .fit = {.grow = 1, .own_align = true, .align = ALIGN_FILL}});
    pages[in->desk->panel.tab](tree, in);
    tree_close(tree);
}

void panel_screen(struct tree *tree, const struct screen_input *in)
{
    if (!panel_is_shown(in))
        return;
    tree_open_column(tree,
                     &(struct box){.key = "panel",
                                   .pane = true,
                                   .role = ACCESS_PANEL,
                                   .name = words_deck(DECK_PANEL_LABEL),
                                   .ground = GROUND_PANEL,
                                   .radius = 16,
                                   .pad_x = 8,
                                   .pad_y = 16,
                                   .gap = 12,
                                   .cross = ALIGN_FILL,
                                   .fit = {.grow = 1, .own_align = true, .align = ALIGN_FILL}});
    tabs(tree, in);
    page(tree, in);
    tree_close(tree);
    if (in->desk->panel.blocking)
        block_dialog(tree, in);
}
