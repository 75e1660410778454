/* The words with one person between sessions: a lane of what was written, and a place to write. */
#include <string.h>

#include "records/schema.h"
#include "ui/home_parts.h"
#include "ui/home_screen.h"

#define SHOWN_MAX   80
#define SHOWN_BYTES (48 * 1024) /* of all texts together: older ones are on the command line */
#define FOOT_LEAST  480         /* units of height from which the field stays in sight */

static enum deck_key state_of(enum home_words_state state)
{
    switch (state) {
    case HOME_WORDS_LEFT:
        return DECK_LETTERS_LEFT;
    case HOME_WORDS_ARRIVED:
        return DECK_LETTERS_ARRIVED;
    case HOME_WORDS_LOST:
        return DECK_LETTERS_LOST;
    case HOME_WORDS_WRITTEN:
        break;
    }
    return DECK_LETTERS_WRITTEN;
}

static void bubble(struct tree *tree, const struct screen_input *in,
                   const struct home_person *person, size_t place)
{
    const struct home_words *words = &person->words[place];
    char from[WORDS_SENTENCE_MAX], day[WORDS_SENTENCE_MAX];
    bool mine = words->by == HOME_ME;
    home_day(day, words->day, in->home->today);
    words_fill(from, DECK_LETTERS_FROM,
               &(struct word_facts){.name = home_name_of(person, words->by), .day = day});
    tree_open_column(tree, &(struct box){.key = "words",
                                         .number = (uint32_t)place,
                                         .gap = 4,
                                         .pad_x = 16,
                                         .pad_y = 12,
                                         .ground = mine ? GROUND_OWN : GROUND_PANEL,
                                         .radius = 16,
                                         .role = ACCESS_LIST_ITEM,
                                         .name = from,
                                         .fit = {.width_max = 440,
                                                 .own_align = true,
                                                 .align = mine ? ALIGN_END : ALIGN_START}});
    tree_label(tree,
               &(struct label){.words = words->text[0] != '\0' ? words->text
                                                               : words_deck(DECK_LETTERS_UNSHOWN),
                               .role = TYPE_BODY});
    screen_hint(tree, from);
    if (mine)
        tree_label(tree, &(struct label){.words = words_deck(state_of(words->state)),
                                         .role = TYPE_SMALL,
                                         .tone = words->state == HOME_WORDS_LOST ? TONE_WARN
                                                                                 : TONE_MUTED});
    tree_close(tree);
}

static void lane(struct tree *tree, const struct screen_input *in, const struct home_person *person)
{
    size_t from = person->word_count;
    size_t bytes = 0;
    while (from > 0 && person->word_count - from < SHOWN_MAX) {
        bytes += strlen(person->words[from - 1].text);
        if (bytes > SHOWN_BYTES)
            break;
        from--;
    }
    tree_open_column(tree, &(struct box){.key = "lane",
                                         .gap = 12,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_LIST,
                                         .name = words_deck(DECK_LETTERS_TITLE),
                                         .fit = {.width_max = 640}});
    for (size_t i = from; i < person->word_count; i++)
        bubble(tree, in, person, i);
    if (person->word_count == 0)
        screen_body(tree, words_deck(person->is_open ? DECK_LETTERS_EMPTY : DECK_HOME_READING));
    tree_close(tree);
}

/* With the number of where one is, if it was written down. */
static void not_for_emergencies(struct tree *tree, const struct home_person *person)
{
    char words[WORDS_SENTENCE_MAX], told[WORDS_SENTENCE_MAX];
    const struct home_thing *card = person->safety[HOME_ME];
    const char *number = card != NULL ? home_text(card, SAFETY_LOCAL_NUMBER) : "";
    if (number[0] == '\0')
        screen_hint(tree, words_deck(DECK_LETTERS_LATE));
    else
        screen_hint(tree, words_fill(words, DECK_SAFETY_CRISIS,
                                     &(struct word_facts){.words = words_number(told, number)}));
}

static void write_here(struct tree *tree, const struct screen_input *in,
                       const struct home_person *person)
{
    tree_open_column(
        tree,
        &(struct box){.key = "write", .gap = 8, .cross = ALIGN_FILL, .fit = {.width_max = 640}});
    if (person->is_blocked) {
        screen_hint(tree, words_deck(DECK_PEOPLE_BLOCKED));
    } else {
        tree_open_row(tree, &(struct box){.key = "line", .gap = 8, .cross = ALIGN_END});
        tree_open_column(tree,
                         &(struct box){.key = "area", .cross = ALIGN_FILL, .fit = {.grow = 1}});
        screen_field(tree, in, FIELD_LETTER, DECK_LETTERS_FIELD, 2);
        tree_close(tree);
        tree_press(tree, &(struct press){.key = "send",
                                         .tone = BUTTON_PRIMARY,
                                         .icon = ICON_SEND,
                                         .words = words_deck(DECK_LETTERS_SEND),
                                         .shortcut = "Ctrl+Enter",
                                         .act = {HOME_ACT_SEND, 0}});
        tree_close(tree);
    }
    not_for_emergencies(tree, person);
    tree_close(tree);
}

void home_letters_page(struct tree *tree, const struct screen_input *in)
{
    const struct home_person *person = home_open_person(in);
    char title[WORDS_SENTENCE_MAX];
    const struct home_page page = {
        .key = "letters",
        .title = words_fill(title, DECK_PEOPLE_WITH, &(struct word_facts){.name = person->name}),
        .back = {HOME_ACT_PERSON, home_place_of(in->home, person)}};
    bool low = tree_frame_of(tree)->height < tree_pixels(tree, FOOT_LEAST);
    tree_open_column(tree, &(struct box){.key = "page", .cross = ALIGN_FILL, .fit = home_fills});
    tree_open_scroll(tree, &(struct box){.key = page.key,
                                         .pad_x = 24,
                                         .pad_y = 16,
                                         .gap = 16,
                                         .cross = ALIGN_FILL,
                                         .stick_end = true,
                                         .role = ACCESS_PANEL,
                                         .name = title,
                                         .pane = true,
                                         .fit = {.grow = 1}});
    tree_open_column(tree,
                     &(struct box){.key = "top", .cross = ALIGN_FILL, .fit = {.width_max = 640}});
    home_head(tree, &page);
    tree_close(tree);
    lane(tree, in, person);
    if (low)
        write_here(tree, in, person);
    tree_close(tree);
    if (!low) {
        tree_open_column(
            tree, &(struct box){.key = "foot", .pad_x = 24, .pad_y = 12, .cross = ALIGN_FILL});
        write_here(tree, in, person);
        tree_close(tree);
    }
    tree_close(tree);
}
