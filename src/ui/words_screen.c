#include "ui/words_screen.h"

#include "ui/page_parts.h"

/* Units: four beside each other, or two and two. */
#define WORD_WIDTH 196
#define PAGE_WIDTH 840

bool words_are_due(const struct screen_input *in)
{
    enum call_phase phase = in->model->phase;
    bool out = phase == CALL_AT_DOOR || phase == CALL_ENDED || phase == CALL_FAILED ||
               phase == CALL_LOCKED;
    return in->desk->pages.words_open && in->model->question == CALL_ASKS_WORDS && !out;
}

bool key_is_due(const struct screen_input *in)
{
    enum call_phase phase = in->model->phase;
    return in->model->question == CALL_ASKS_KEY &&
           (phase == CALL_WAITING || phase == CALL_CONNECTING);
}

static const char *say(char out[WORDS_SENTENCE_MAX], const struct screen_input *in,
                       enum deck_key key)
{
    char since[WORDS_SENTENCE_MAX];
    return words_fill(
        out, key,
        &(struct word_facts){.name = in->model->asked_name,
                             .words = words_date_year(since, in->model->key_since_day)});
}

static void word(struct tree *tree, uint32_t number, const char *words)
{
    tree_open_column(tree, &(struct box){.key = "word",
                                         .number = number,
                                         .pad_x = 8,
                                         .pad_y = 16,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_CARD,
                                         .radius = 16,
                                         .fit = {.width = WORD_WIDTH}});
    tree_label(tree, &(struct label){.words = words, .role = TYPE_HERO, .align = TEXT_CENTRE});
    tree_close(tree);
}

void words_screen(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct page page = {
        .key = "words", .name = words_deck(DECK_FOUR_WORDS_TITLE), .width = PAGE_WIDTH, .gap = 20};
    page_open(tree, &page);
    page_title(tree, words_deck(DECK_FOUR_WORDS_TITLE));
    tree_open_flow(tree, &(struct box){.key = "four",
                                       .gap = 12,
                                       .pad_y = 8,
                                       .main = ALIGN_CENTRE,
                                       .role = ACCESS_LIST,
                                       .name = words_deck(DECK_FOUR_WORDS_TITLE)});
    for (uint32_t i = 0; i < CALL_WORDS; i += 2) {
        tree_open_row(tree, &(struct box){.key = "two", .number = i, .gap = 12});
        word(tree, i, in->model->check_words[i]);
        word(tree, i + 1, in->model->check_words[i + 1]);
        tree_close(tree);
    }
    tree_close(tree);
    page_hint(tree, say(sentence, in, DECK_FOUR_WORDS_HINT));
    tree_open_flow(tree,
                   &(struct box){.key = "answers", .gap = 12, .main = ALIGN_CENTRE, .grid = true});
    screen_button(tree, DECK_FOUR_WORDS_SAME, (struct act){PAGES_WORDS_SAME, 0}, NULL);
    screen_button(tree, DECK_FOUR_WORDS_DIFFER, (struct act){PAGES_WORDS_DIFFER, 0}, NULL);
    tree_close(tree);
    page_open_buttons(tree, "later");
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .words = words_deck(DECK_FOUR_WORDS_LATER),
                                     .shortcut = screen_key(in, 'w'),
                                     .wants_focus = !page_is_low(tree),
                                     .act = {PAGES_WORDS_LATER, 0}});
    tree_close(tree);
    page_close(tree, in, &page);
}

void key_screen(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    char title[WORDS_SENTENCE_MAX];
    const struct page page = {.key = "key", .name = say(title, in, DECK_WHO_IS_IT_TITLE)};
    page_open(tree, &page);
    page_icon(tree, ICON_PERSON);
    page_title(tree, title);
    page_words(tree, say(sentence, in, DECK_WHO_IS_IT_HINT));
    if (in->model->key_since_day != 0)
        page_hint(tree, say(sentence, in, DECK_WHO_IS_IT_SINCE));
    page_hint(tree, say(sentence, in, DECK_WHO_IS_IT_NEXT));
    tree_open_flow(
        tree,
        &(struct box){.key = "answers", .gap = 12, .pad_y = 8, .main = ALIGN_CENTRE, .grid = true});
    screen_button(tree, DECK_WHO_IS_IT_ACCEPT, (struct act){PAGES_KEY_ACCEPT, 0}, NULL);
    screen_button(tree, DECK_WHO_IS_IT_REFUSE, (struct act){PAGES_KEY_REFUSE, 0}, NULL);
    tree_close(tree);
    page_close(tree, in, &page);
}
