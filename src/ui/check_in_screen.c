#include "ui/check_in_screen.h"

#include "base/assert.h"

#define WORDS_SHOWN 7 /* words for a feeling; behind them the way to the next ones */

static void question(struct tree *tree, enum deck_key key)
{
    tree_label(tree, &(struct label){.words = words_deck(key),
                                     .role = TYPE_STRONG,
                                     .heading = true,
                                     .fit = screen_fills});
}

static void field(struct tree *tree, const struct screen_input *in, enum desk_field which,
                  enum deck_key name, enum deck_key hint)
{
    screen_entry(tree, in, which,
                 &(struct entry){.name = words_deck(name),
                                 .hint = words_deck(hint),
                                 .wants_focus = which == FIELD_FEELING,
                                 .fit = screen_fills});
}

static void chip(struct tree *tree, const char *words, const char *name, struct act act)
{
    tree_press(tree, &(struct press){.words = words, .name = name, .small = true, .act = act});
}

/* A few words of the deck, for whom none comes to mind. */
static void feelings(struct tree *tree, const struct screen_input *in)
{
    size_t count;
    const struct deck_item *words = words_list(DECK_LIST_FEELINGS, &count);
    ALCOVE_ASSERT(count > 0);
    size_t first = in->desk->session.words_first % count;
    size_t shown = count < WORDS_SHOWN ? count : WORDS_SHOWN;
    tree_open_flow(tree, &(struct box){.key = "feelings",
                                       .gap = 8,
                                       .fit = screen_fills,
                                       .role = ACCESS_LIST,
                                       .name = words_deck(DECK_WARM_UP_FEELING_WORDS)});
    for (size_t i = 0; i < shown; i++) {
        uint32_t at = (uint32_t)((first + i) % count);
        chip(tree, words[at].text, NULL, (struct act){CHECK_IN_FEELING, at});
    }
    if (count > shown)
        chip(tree, "…", words_deck(DECK_WARM_UP_FEELING_WORDS),
             (struct act){CHECK_IN_MORE, (uint32_t)((first + shown) % count)});
    tree_close(tree);
}

static void around(struct tree *tree)
{
    size_t count;
    const struct deck_item *words = words_list(DECK_LIST_DISTRACTIONS, &count);
    tree_open_flow(tree, &(struct box){.key = "around",
                                       .gap = 8,
                                       .fit = screen_fills,
                                       .role = ACCESS_LIST,
                                       .name = words_deck(DECK_WARM_UP_AROUND)});
    for (size_t i = 0; i < count; i++)
        chip(tree, words[i].text, NULL, (struct act){CHECK_IN_AROUND, (uint32_t)i});
    tree_close(tree);
}

static void rating(struct tree *tree, const struct screen_input *in)
{
    screen_hint(tree, words_deck(DECK_WARM_UP_NUMBER));
    screen_rating(tree, words_deck(DECK_WARM_UP_NUMBER), in->desk->session.rating, CHECK_IN_RATING);
}

static void weight(struct tree *tree, const struct screen_input *in)
{
    char hint[WORDS_SENTENCE_MAX];
    question(tree, DECK_WARM_UP_WEIGHT);
    field(tree, in, FIELD_WEIGHT, DECK_WARM_UP_WEIGHT, DECK_WARM_UP_FEELING_HINT);
    screen_hint(tree, screen_say(hint, in, DECK_WARM_UP_WEIGHT_HINT));
}

static void end(struct tree *tree, const struct screen_input *in)
{
    tree_press(tree, &(struct press){.kind = BUTTON_CHECK,
                                     .words = words_deck(DECK_WARM_UP_SHOW_NOW),
                                     .on = in->desk->session.show_now,
                                     .act = {CHECK_IN_SHOW_NOW, 0}});
    tree_open_flow(tree, &(struct box){.key = "end", .gap = 12, .grid = true, .fit = screen_fills});
    screen_primary(tree, DECK_WARM_UP_SEND, (struct act){CHECK_IN_SEND, 0}, NULL);
    screen_button(tree, DECK_WARM_UP_SKIP, (struct act){CHECK_IN_SKIP, 0}, NULL);
    tree_close(tree);
}

static void open_part(struct tree *tree, const char *key)
{
    tree_open_column(tree, &(struct box){.key = key, .gap = 8, .fit = screen_fills});
}

void check_in_say(struct tree *tree, const struct screen_input *in)
{
    tree_open_column(tree, &(struct box){.key = "check-in", .gap = 24, .fit = screen_fills});
    open_part(tree, "feeling");
    question(tree, DECK_WARM_UP_FEELING);
    field(tree, in, FIELD_FEELING, DECK_WARM_UP_FEELING, DECK_WARM_UP_FEELING_HINT);
    feelings(tree, in);
    rating(tree, in);
    tree_close(tree);
    open_part(tree, "around-it");
    question(tree, DECK_WARM_UP_AROUND);
    field(tree, in, FIELD_AROUND, DECK_WARM_UP_AROUND, DECK_WARM_UP_AROUND_HINT);
    around(tree);
    tree_close(tree);
    open_part(tree, "weight");
    weight(tree, in);
    tree_close(tree);
    end(tree, in);
    tree_close(tree);
}
