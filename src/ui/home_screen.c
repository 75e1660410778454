#include "ui/home_screen.h"

#include <string.h>

#include "records/schema.h"
#include "ui/home_parts.h"

#define FIND_LEAST 8   /* with more people than so there is a field to find one */
#define SHOWN_MAX  120 /* people; more are found by their name */
#define GLANCE_MAX 3   /* goals and changes at a glance */
#define TICKS_MAX  8   /* practices to tick at once */

/* ---- what is due ---- */

/* A smaller one comes first: an hour that is now, then by time, then those without any. */
static uint64_t rank_of(const struct home_model *home, const struct home_person *person)
{
    uint64_t last = UINT64_C(1) << 40;
    if (!home_can_meet(person))
        return 2 * last;
    if (home_is_now(home, person))
        return 0;
    bool comes = person->next.is_known && person->next.minute >= home->now;
    uint64_t rank = comes ? person->next.minute : last;
    return person->new_words > 0 && !comes ? rank - 1 : rank;
}

static size_t sort_people(const struct home_model *home, const char *part,
                          const struct home_person *out[SHOWN_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < home->person_count; i++) {
        const struct home_person *person = &home->people[i];
        if (strcasestr(words_name(person->name), part) == NULL)
            continue;
        size_t at = count < SHOWN_MAX ? count++ : SHOWN_MAX;
        while (at > 0 && rank_of(home, out[at - 1]) > rank_of(home, person)) {
            if (at < SHOWN_MAX)
                out[at] = out[at - 1];
            at--;
        }
        if (at < SHOWN_MAX)
            out[at] = person;
    }
    return count;
}

bool home_due_practice(const struct home_model *home, uint32_t number, struct home_due *out)
{
    uint32_t passed = 0;
    for (size_t i = 0; i < home->person_count; i++) {
        const struct home_person *person = &home->people[i];
        for (size_t j = 0; j < person->practice_count; j++) {
            const struct home_practice *practice = &person->practices[j];
            uint8_t today = practice->ticks[HOME_ME][HOME_TICK_DAYS - 1];
            bool enough = practice->wanted > 0 && practice->done[HOME_ME] >= practice->wanted;
            if (!practice->is_active || (enough && today == HOME_TICK_NONE) || passed++ != number)
                continue;
            *out = (struct home_due){person, practice};
            return true;
        }
    }
    return false;
}

/* ---- the next hour ---- */

static const char *say_next(char out[WORDS_SENTENCE_MAX], const struct home_model *home,
                            const struct home_person *person)
{
    char day[WORDS_SENTENCE_MAX];
    const struct home_next *next = &person->next;
    struct word_facts facts = {.name = person->name, .minute_of_day = next->minute_of_day};
    if (!next->is_known || next->minute + 24 * 60 < home->now)
        return words_copy(out, words_deck(DECK_HOME_NEXT_NONE));
    if (home_is_now(home, person))
        return words_fill(out, DECK_HOME_NEXT_NOW, &facts);
    if (home_next_day(next) == home->today)
        return words_fill(out, DECK_HOME_NEXT_TODAY, &facts);
    facts.day = home_day(day, home_next_day(next), home->today);
    return words_fill(out, DECK_HOME_NEXT, &facts);
}

static void meet_button(struct tree *tree, const struct screen_input *in,
                        const struct home_person *person)
{
    bool soon = person->next.is_known && !home_is_now(in->home, person) &&
                home_next_day(&person->next) == in->home->today;
    tree_press(tree,
               &(struct press){.key = "meet",
                               .number = person->id,
                               .tone = BUTTON_PRIMARY,
                               .icon = ICON_DOOR,
                               .words = words_deck(soon ? DECK_HOME_GET_READY : DECK_PEOPLE_MEET),
                               .act = {HOME_ACT_MEET, home_place_of(in->home, person)}});
}

static void words_button(struct tree *tree, const struct screen_input *in,
                         const struct home_person *person)
{
    char words[WORDS_SENTENCE_MAX];
    bool new = person->new_words > 0;
    if (new)
        words_fill(words, DECK_HOME_UNREAD_COUNT,
                   &(struct word_facts){.count = (uint16_t)person->new_words});
    else
        words_copy(words, words_deck(DECK_HOME_WORDS));
    tree_press(tree, &(struct press){.key = "words",
                                     .number = person->id,
                                     .tone = new ? BUTTON_QUIET : BUTTON_PLAIN,
                                     .icon = ICON_MAIL,
                                     .words = words,
                                     .act = {HOME_ACT_LETTERS, home_place_of(in->home, person)}});
}

static void hero(struct tree *tree, const struct screen_input *in, const struct home_person *person)
{
    char sentence[WORDS_SENTENCE_MAX];
    tree_open_column(tree, &(struct box){.key = "hero",
                                         .number = person->id,
                                         .gap = 20,
                                         .pad = 28,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_CARD,
                                         .radius = 20,
                                         .role = ACCESS_PANEL,
                                         .name = words_deck(DECK_PEOPLE_NEXT_HOUR),
                                         .pane = true});
    tree_open_row(tree, &(struct box){.key = "who", .gap = 12, .cross = ALIGN_CENTRE});
    home_avatar(tree, person, 44);
    tree_label(tree, &(struct label){.words = words_name(person->name),
                                     .role = TYPE_STRONG,
                                     .lines_max = 2,
                                     .fit = {.grow = 1}});
    home_say_here(tree, person);
    tree_close(tree);
    tree_label(tree, &(struct label){.words = say_next(sentence, in->home, person),
                                     .role = TYPE_HERO,
                                     .heading = true,
                                     .lines_max = 5});
    if (person->key_changed)
        home_say_another(tree, person);
    home_buttons_open(tree, "do");
    if (home_can_meet(person))
        meet_button(tree, in, person);
    words_button(tree, in, person);
    tree_press(tree,
               &(struct press){.key = "open",
                               .number = person->id,
                               .tone = BUTTON_PLAIN,
                               .icon = ICON_PERSON,
                               .words = words_fill(sentence, DECK_PEOPLE_ABOUT,
                                                   &(struct word_facts){.name = person->name}),
                               .act = {HOME_ACT_PERSON, home_place_of(in->home, person)}});
    tree_close(tree);
    tree_close(tree);
}

/* ---- people ---- */

static const char *say_state(char out[WORDS_SENTENCE_MAX], const struct home_model *home,
                             const struct home_person *person)
{
    char day[WORDS_SENTENCE_MAX];
    const struct home_next *next = &person->next;
    if (person->is_blocked)
        return words_copy(out, words_deck(DECK_PEOPLE_BLOCKED));
    if (person->key_changed)
        return words_fill(out, DECK_NOTES_ANOTHER_COMPUTER,
                          &(struct word_facts){.name = person->name});
    if (person->new_words > 0)
        return words_fill(out, DECK_HOME_UNREAD_COUNT,
                          &(struct word_facts){.count = (uint16_t)person->new_words});
    if (!next->is_known)
        return words_copy(out, words_deck(DECK_HOME_NEXT_NONE));
    home_day(day, home_next_day(next), home->today);
    return words_fill(out, DECK_HOME_WHEN,
                      &(struct word_facts){.day = day, .minute_of_day = next->minute_of_day});
}

static void person_row(struct tree *tree, const struct screen_input *in,
                       const struct home_person *person)
{
    char name[WORDS_SENTENCE_MAX], state[WORDS_SENTENCE_MAX];
    tree_open_row(tree, &(struct box){.key = "person",
                                      .number = person->id,
                                      .pad_x = 8,
                                      .pad_y = 2,
                                      .cross = ALIGN_CENTRE,
                                      .role = ACCESS_LIST_ITEM,
                                      .name = words_name(person->name)});
    home_avatar(tree, person, 40);
    tree_press(tree, &(struct press){.key = "row",
                                     .kind = BUTTON_ROW,
                                     .words = words_copy(name, words_name(person->name)),
                                     .more = say_state(state, in->home, person),
                                     .hint = state,
                                     .act = {HOME_ACT_PERSON, home_place_of(in->home, person)},
                                     .fit = {.grow = 1}});
    home_say_here(tree, person);
    tree_close(tree);
}

static void people(struct tree *tree, const struct screen_input *in)
{
    const struct home_person *sorted[SHOWN_MAX];
    const struct home_model *home = in->home;
    bool finds = home->person_count > FIND_LEAST;
    const char *part = finds ? text_edit_bytes(&in->desk->fields[FIELD_FIND]) : "";
    size_t count = sort_people(home, part, sorted);
    home_part_open(tree, "people", words_deck(DECK_HOME_PEOPLE));
    if (finds)
        screen_field(tree, in, FIELD_FIND, DECK_HOME_FIND, 0);
    tree_open_column(tree, &(struct box){.key = "list",
                                         .gap = 4,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_LIST,
                                         .name = words_deck(DECK_HOME_PEOPLE)});
    for (size_t i = 0; i < count; i++)
        person_row(tree, in, sorted[i]);
    if (count == 0)
        screen_hint(tree, words_deck(DECK_HOME_FIND_NONE));
    tree_close(tree);
    tree_close(tree);
}

/* ---- between sessions ---- */

static void ticks(struct tree *tree, const struct screen_input *in)
{
    struct home_due due;
    char words[WORDS_SENTENCE_MAX];
    if (!home_due_practice(in->home, 0, &due))
        return;
    home_part_open(tree, "today", words_deck(DECK_HOME_TODAY));
    for (uint32_t i = 0; i < TICKS_MAX && home_due_practice(in->home, i, &due); i++) {
        const struct home_thing *thing = &due.practice->thing;
        uint8_t today = due.practice->ticks[HOME_ME][HOME_TICK_DAYS - 1];
        tree_press(tree,
                   &(struct press){.key = "tick",
                                   .number = due.person->id << 16 ^ home_code(thing->id),
                                   .kind = BUTTON_CHECK,
                                   .words = words_copy(words, home_text(thing, PRACTICE_TEXT)),
                                   .hint = words_name(due.person->name),
                                   .on = today == HOME_TICK_DONE || today == HOME_TICK_PARTLY,
                                   .act = {HOME_ACT_TICK, i}});
    }
    tree_close(tree);
}

static void goal_row(struct tree *tree, const struct home_goal *goal)
{
    char words[WORDS_SENTENCE_MAX];
    double reached[HOME_LEVELS] = {goal->level + 1};
    words_copy(words, home_text(&goal->thing, GOAL_TITLE));
    tree_open_column(tree, &(struct box){.key = "goal",
                                         .number = home_code(goal->thing.id),
                                         .gap = 2,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_LIST_ITEM,
                                         .name = words});
    tree_open_row(tree, &(struct box){.key = "title", .gap = 16, .cross = ALIGN_CENTRE});
    tree_label(tree, &(struct label){
                         .words = words, .role = TYPE_BODY, .lines_max = 2, .fit = {.grow = 1}});
    if (goal->level != HOME_NO_NUMBER)
        tree_plot(tree, &(struct plot){.key = "level",
                                       .kind = PLOT_LEVELS,
                                       .name = home_level(goal->level),
                                       .values = reached,
                                       .value_count = HOME_LEVELS,
                                       .max = HOME_LEVELS});
    tree_close(tree);
    if (goal->review_is_due)
        tree_label(tree, &(struct label){.words = words_deck(DECK_GOALS_REVIEW_DUE),
                                         .role = TYPE_SMALL,
                                         .tone = TONE_ACCENT});
    tree_close(tree);
}

void home_goals_part(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person)
{
    int shown = 0;
    home_part_open(tree, "goals", words_deck(DECK_HOME_GOALS));
    for (size_t i = 0; i < person->goal_count && shown < GLANCE_MAX; i++) {
        if (person->goals[i].status != GOAL_OPEN)
            continue;
        goal_row(tree, &person->goals[i]);
        shown++;
    }
    if (shown == 0)
        screen_hint(tree, words_deck(person->is_open ? DECK_HOME_GOALS_EMPTY : DECK_HOME_READING));
    home_buttons_open(tree, "more");
    tree_press(tree, &(struct press){.key = "all",
                                     .icon = ICON_TARGET,
                                     .small = true,
                                     .words = words_deck(DECK_HOME_OPEN),
                                     .name = words_deck(DECK_GOALS_TITLE),
                                     .act = {HOME_ACT_GOALS, home_place_of(in->home, person)}});
    tree_close(tree);
    tree_close(tree);
}

void home_since_part(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person)
{
    char words[WORDS_SENTENCE_MAX], day[WORDS_SENTENCE_MAX];
    if (person->change_count == 0)
        return;
    home_part_open(tree, "since", words_deck(DECK_HOME_SINCE));
    for (size_t i = 0; i < person->change_count && i < 2 * GLANCE_MAX; i++) {
        const struct home_change *change = &person->changes[i];
        tree_open_column(tree, &(struct box){.key = "change", .number = (uint32_t)i, .gap = 2});
        tree_label(tree, &(struct label){.words = words_copy(words, change->sentence),
                                         .role = TYPE_BODY,
                                         .lines_max = 3});
        screen_hint(tree, home_day(day, change->day, in->home->today));
        tree_close(tree);
    }
    home_buttons_open(tree, "do");
    home_plain(tree, DECK_HOME_SEEN, (struct act){HOME_ACT_SEEN, home_place_of(in->home, person)},
               ICON_CHECK);
    tree_close(tree);
    tree_close(tree);
}

/* ---- the page ---- */

static void corner(struct tree *tree, enum icon icon, enum deck_key name, const char *shortcut,
                   struct act act)
{
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .icon = icon,
                                     .name = words_deck(name),
                                     .shortcut = shortcut,
                                     .act = act});
}

static void top(struct tree *tree)
{
    tree_open_row(tree, &(struct box){.key = "top",
                                      .gap = 8,
                                      .cross = ALIGN_CENTRE,
                                      .main = ALIGN_BETWEEN,
                                      .fit = home_fills});
    tree_open_row(tree, &(struct box){.key = "mark", .gap = 8, .cross = ALIGN_CENTRE});
    tree_icon(tree, ICON_HOME, TONE_ACCENT, 24);
    tree_label(tree, &(struct label){.words = "Alcove", .role = TYPE_HEADING});
    tree_close(tree);
    tree_open_row(tree, &(struct box){.key = "corners", .gap = 4, .arrows = true});
    corner(tree, ICON_SETTINGS, DECK_HOME_SETTINGS, NULL, (struct act){ACT_GO, PAGE_SETTINGS});
    corner(tree, ICON_LOCK, DECK_HOME_LOCK, "F10", (struct act){HOME_ACT_LOCK, 0});
    corner(tree, ICON_EYE_OFF, DECK_KEYS_HIDE, "F9", (struct act){ACT_HIDE, 0});
    corner(tree, ICON_KEYBOARD, DECK_HOME_KEYS, "F1", (struct act){ACT_GO, PAGE_KEYS});
    tree_close(tree);
    tree_close(tree);
}

static void bottom(struct tree *tree, bool first)
{
    home_buttons_open(tree, "ways");
    if (!first)
        home_plain(tree, DECK_HOME_INVITE, (struct act){HOME_ACT_INVITE, 0}, ICON_PLUS);
    home_plain(tree, DECK_HOME_LINK, (struct act){ACT_GO, PAGE_LINK}, ICON_LINK);
    home_plain(tree, DECK_HOME_ROOM, (struct act){ACT_GO, PAGE_PRACTICE_ROOM}, ICON_HEADPHONES);
    tree_close(tree);
    tree_open_row(tree, &(struct box){.key = "private", .gap = 8, .cross = ALIGN_CENTRE});
    tree_icon(tree, ICON_SHIELD, TONE_MUTED, 16);
    tree_label(tree, &(struct label){.words = words_deck(DECK_HOME_PRIVATE),
                                     .role = TYPE_SMALL,
                                     .tone = TONE_MUTED,
                                     .fit = {.grow = 1}});
    tree_close(tree);
}

/* Nobody is here yet: there is one thing to do. */
static void first_start(struct tree *tree)
{
    tree_open_column(tree, &(struct box){.key = "first",
                                         .gap = 20,
                                         .pad = 32,
                                         .cross = ALIGN_CENTRE,
                                         .ground = GROUND_CARD,
                                         .radius = 20});
    tree_icon(tree, ICON_DOOR, TONE_ACCENT, 48);
    tree_label(tree, &(struct label){.words = words_deck(DECK_HOME_WELCOME),
                                     .role = TYPE_HERO,
                                     .align = TEXT_CENTRE,
                                     .heading = true});
    tree_label(tree, &(struct label){.words = words_deck(DECK_HOME_PEOPLE_EMPTY),
                                     .role = TYPE_BODY,
                                     .tone = TONE_MUTED,
                                     .align = TEXT_CENTRE});
    tree_press(tree, &(struct press){.key = "invite",
                                     .tone = BUTTON_PRIMARY,
                                     .icon = ICON_PLUS,
                                     .words = words_deck(DECK_HOME_INVITE),
                                     .wants_focus = true,
                                     .act = {HOME_ACT_INVITE, 0}});
    tree_close(tree);
}

/* An invite that waits is not forgotten behind its page. */
static void waiting(struct tree *tree, const struct home_model *home)
{
    if (home->invite_count == 0)
        return;
    tree_press(tree, &(struct press){.key = "waiting",
                                     .kind = BUTTON_ROW,
                                     .icon = ICON_LINK,
                                     .words = words_deck(DECK_INVITE_TITLE),
                                     .more = words_deck(DECK_INVITE_WAITING),
                                     .act = {ACT_GO, PAGE_INVITE}});
}

static void calling(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct home_model *home = in->home;
    const struct home_person *person = home_person_of(home, home->calling);
    bool joins = home->meeting == HOME_JOINING;
    tree_open_column(
        tree,
        &(struct box){.key = "calling", .gap = 16, .pad = 28, .ground = GROUND_CARD, .radius = 20});
    if (joins)
        words_copy(sentence, words_deck(DECK_HOME_JOINING));
    else
        words_fill(sentence, DECK_HOME_CALLING,
                   &(struct word_facts){.name = person != NULL ? person->name : NULL});
    tree_label(tree, &(struct label){
                         .words = sentence, .role = TYPE_HERO, .heading = true, .lines_max = 5});
    if (joins && home->reply != NULL) {
        screen_heading(tree, words_deck(DECK_INVITE_REPLY_TITLE));
        screen_body(tree, words_deck(DECK_INVITE_REPLY));
        screen_primary(tree, DECK_INVITE_COPY, (struct act){HOME_ACT_COPY_REPLY, 0}, "Ctrl+C");
    }
    screen_button(tree, DECK_DIALOGS_CANCEL, (struct act){HOME_ACT_GIVE_UP, 0}, NULL);
    tree_close(tree);
}

static void home_page(struct tree *tree, const struct screen_input *in)
{
    const struct home_model *home = in->home;
    const struct home_person *first[SHOWN_MAX];
    size_t count = sort_people(home, "", first);
    tree_open_column(tree, &(struct box){.key = "page", .cross = ALIGN_FILL, .fit = home_fills});
    tree_open_scroll(tree, &(struct box){.key = "home",
                                         .pad_x = 24,
                                         .pad_y = 20,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_PANEL,
                                         .name = words_deck(DECK_HOME_TITLE),
                                         .pane = true,
                                         .fit = {.grow = 1}});
    tree_open_column(
        tree,
        &(struct box){.key = "column", .gap = 16, .cross = ALIGN_FILL, .fit = {.width_max = 640}});
    top(tree);
    if (home->meeting != HOME_ALONE)
        calling(tree, in);
    else if (count == 0)
        first_start(tree);
    else if (count == 1 || first[0]->next.is_known || home->person_count == 1)
        hero(tree, in, first[0]);
    waiting(tree, home);
    if (home->person_count > 1)
        people(tree, in);
    ticks(tree, in);
    if (home->person_count == 1) {
        home_since_part(tree, in, first[0]);
        home_goals_part(tree, in, first[0]);
    }
    bottom(tree, count == 0 && home->meeting == HOME_ALONE);
    home_page_close(tree);
}

void home_screen(struct tree *tree, const struct screen_input *in)
{
    switch (in->desk->page) {
    case PAGE_INVITE:
        home_invite_page(tree, in);
        return;
    case PAGE_LINK:
        home_link_page(tree, in);
        return;
    case PAGE_PERSON:
        if (home_open_person(in) == NULL)
            break;
        home_person_page(tree, in);
        return;
    case PAGE_LETTERS:
        if (home_open_person(in) == NULL)
            break;
        home_letters_page(tree, in);
        return;
    case PAGE_HOME:
    case PAGE_GOALS:
    case PAGE_SETTINGS:
    case PAGE_PRACTICE_ROOM:
    case PAGE_KEYS:
        break;
    }
    home_page(tree, in);
}
