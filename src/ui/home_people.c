/* The page of one of one's people: all that there is with them, and what may be changed of it. */
#include "ui/home_parts.h"
#include "ui/home_screen.h"

static void who(struct tree *tree, const struct home_person *person)
{
    bool sure = person->is_verified && !person->key_changed;
    tree_open_row(tree, &(struct box){.key = "who", .gap = 16, .cross = ALIGN_CENTRE});
    home_avatar(tree, person, 56);
    tree_open_column(tree, &(struct box){.key = "state", .gap = 4, .fit = {.grow = 1}});
    tree_label(tree, &(struct label){
                         .words = words_name(person->name), .role = TYPE_HEADING, .lines_max = 3});
    tree_label(tree,
               &(struct label){.words = words_deck(person->is_verified ? DECK_PEOPLE_CONFIRMED
                                                                       : DECK_PEOPLE_NOT_CONFIRMED),
                               .role = TYPE_SMALL,
                               .tone = sure ? TONE_MUTED : TONE_WARN});
    home_say_here(tree, person);
    tree_close(tree);
    tree_close(tree);
    if (person->key_changed) {
        home_say_another(tree, person);
        screen_body(tree, words_deck(DECK_NOTES_ANOTHER_COMPUTER_DO));
    }
}

static void next_hour(struct tree *tree, const struct screen_input *in,
                      const struct home_person *person)
{
    char words[WORDS_SENTENCE_MAX], day[WORDS_SENTENCE_MAX];
    const struct home_next *next = &person->next;
    const struct word_facts facts = {
        .day = home_day(day, home_next_day(next), in->home->today),
        .minute_of_day = next->minute_of_day,
    };
    if (!next->is_known) {
        screen_body(tree, words_deck(DECK_HOME_NEXT_NONE));
        return;
    }
    tree_open_row(tree, &(struct box){.key = "next", .gap = 12, .cross = ALIGN_CENTRE});
    tree_icon(tree, ICON_CALENDAR, TONE_ACCENT, 20);
    tree_open_column(tree, &(struct box){.key = "when", .fit = {.grow = 1}});
    tree_label(tree, &(struct label){.words = words_fill(words, DECK_HOME_WHEN, &facts),
                                     .role = TYPE_STRONG});
    if (next->every_weeks == 1 && !next->is_once)
        screen_hint(tree, words_deck(DECK_PEOPLE_WEEKLY));
    tree_close(tree);
    tree_close(tree);
}

static void plan(struct tree *tree, const struct screen_input *in)
{
    tree_open_column(tree, &(struct box){.key = "plan", .gap = 8, .cross = ALIGN_FILL});
    home_named_field(tree, in, FIELD_SLOT, DECK_PEOPLE_NEXT_SUCH_AS);
    tree_press(tree, &(struct press){.kind = BUTTON_CHECK,
                                     .words = words_deck(DECK_PEOPLE_WEEKLY),
                                     .on = in->desk->home.weekly,
                                     .act = {HOME_ACT_WEEKLY, 0}});
    home_buttons_open(tree, "do");
    tree_press(tree, &(struct press){.icon = ICON_CHECK,
                                     .small = true,
                                     .words = words_deck(DECK_DIALOGS_SAVE),
                                     .shortcut = "Enter",
                                     .act = {HOME_ACT_PLANNED, 0}});
    tree_close(tree);
    tree_close(tree);
}

static void first_part(struct tree *tree, const struct screen_input *in,
                       const struct home_person *person)
{
    char words[WORDS_SENTENCE_MAX];
    uint32_t place = home_place_of(in->home, person);
    tree_open_column(tree, &(struct box){.key = "first",
                                         .gap = 16,
                                         .pad = 24,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_CARD,
                                         .radius = 20,
                                         .role = ACCESS_PANEL,
                                         .name = words_deck(DECK_PEOPLE_NEXT_HOUR),
                                         .pane = true});
    who(tree, person);
    next_hour(tree, in, person);
    if (in->desk->home.planning)
        plan(tree, in);
    home_buttons_open(tree, "do");
    if (home_can_meet(person))
        tree_press(tree, &(struct press){.tone = BUTTON_PRIMARY,
                                         .icon = ICON_DOOR,
                                         .words = words_deck(DECK_PEOPLE_MEET),
                                         .act = {HOME_ACT_MEET, place}});
    if (person->new_words > 0)
        words_fill(words, DECK_HOME_UNREAD_COUNT,
                   &(struct word_facts){.count = (uint16_t)person->new_words});
    else
        words_copy(words, words_deck(DECK_LETTERS_TITLE));
    tree_press(
        tree, &(struct press){.icon = ICON_MAIL, .words = words, .act = {HOME_ACT_LETTERS, place}});
    if (person->is_open && !in->desk->home.planning)
        tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                         .icon = ICON_CALENDAR,
                                         .words = words_deck(DECK_PEOPLE_NEXT_SET),
                                         .act = {HOME_ACT_PLAN, 0}});
    tree_close(tree);
    tree_close(tree);
}

static void about(struct tree *tree, const struct screen_input *in,
                  const struct home_person *person)
{
    char words[WORDS_SENTENCE_MAX];
    home_part_open(
        tree, "about",
        words_fill(words, DECK_PEOPLE_ABOUT, &(struct word_facts){.name = person->name}));
    if (in->desk->home.renaming) {
        home_named_field(tree, in, FIELD_RENAME, DECK_PEOPLE_RENAME);
        screen_hint(tree, words_deck(DECK_PEOPLE_RENAME_HINT));
        home_buttons_open(tree, "name");
        tree_press(tree, &(struct press){.icon = ICON_CHECK,
                                         .small = true,
                                         .words = words_deck(DECK_DIALOGS_SAVE),
                                         .shortcut = "Enter",
                                         .act = {HOME_ACT_RENAMED, 0}});
        tree_close(tree);
    }
    home_buttons_open(tree, "do");
    if (!in->desk->home.renaming)
        home_plain(tree, DECK_PEOPLE_RENAME, (struct act){HOME_ACT_RENAME, 0}, ICON_EDIT);
    if (person->is_blocked)
        home_plain(tree, DECK_PEOPLE_UNBLOCK, (struct act){HOME_ACT_UNBLOCK, 0}, ICON_UNLOCK);
    else
        home_plain(tree, DECK_PEOPLE_BLOCK, (struct act){HOME_ACT_ASK, HOME_ASKS_BLOCK},
                   ICON_SHIELD);
    home_danger(tree, DECK_PEOPLE_FORGET, (struct act){HOME_ACT_ASK, HOME_ASKS_FORGET});
    tree_close(tree);
    tree_close(tree);
}

/* What cannot be taken back is asked twice; to keep all as it is is the first choice. */
static void question(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person)
{
    static const struct {
        enum deck_key ask, means, yes;
    } asked[] = {
        [HOME_ASKS_BLOCK] = {DECK_BLOCK_ASK, DECK_PEOPLE_BLOCK_MEANS, DECK_BLOCK_YES},
        [HOME_ASKS_FORGET] = {DECK_PEOPLE_FORGET, DECK_PEOPLE_FORGET_MEANS, DECK_DIALOGS_ERASE},
        [HOME_ASKS_FORGET_AGAIN] = {DECK_DIALOGS_ERASE_AGAIN, DECK_PEOPLE_FORGET_MEANS,
                                    DECK_DIALOGS_ERASE_SURE},
    };
    char words[WORDS_SENTENCE_MAX];
    enum home_question which = in->desk->home.question;
    words_fill(words, asked[which].ask,
               &(struct word_facts){.name = person->name, .words = words_name(person->name)});
    screen_question(tree, &(struct question){.key = "question",
                                             .number = (uint32_t)which,
                                             .ask = words,
                                             .means = words_deck(asked[which].means),
                                             .yes = asked[which].yes,
                                             .no = DECK_DIALOGS_CANCEL,
                                             .tone = BUTTON_DANGER,
                                             .does = {HOME_ACT_YES, 0},
                                             .keeps = {HOME_ACT_ASK, HOME_ASKS_NOTHING}});
}

void home_person_page(struct tree *tree, const struct screen_input *in)
{
    const struct home_person *person = home_open_person(in);
    char title[WORDS_SENTENCE_MAX];
    const struct home_page page = {
        .key = "person",
        .title = words_fill(title, DECK_PEOPLE_WITH, &(struct word_facts){.name = person->name}),
        .back = {ACT_GO, PAGE_HOME}};
    home_page_open(tree, &page);
    first_part(tree, in, person);
    home_since_part(tree, in, person);
    home_goals_part(tree, in, person);
    home_recap_part(tree, in, person);
    home_trend_part(tree, in, person);
    home_consents_part(tree, in, person);
    if (person->is_open)
        home_safety_part(tree, in, person);
    about(tree, in, person);
    home_page_close(tree);
    if (in->desk->home.question != HOME_ASKS_NOTHING)
        question(tree, in, person);
}
