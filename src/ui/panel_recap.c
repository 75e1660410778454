/* The three lines that both write as the hour closes. */
#include "ui/panel_parts.h"

#define ROWS 2 /* of a line of the recap */

static const char *state(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    const bool *agreed = in->model->hour.agreed;
    enum deck_key key = agreed[0] && agreed[1] ? DECK_RECAP_BOTH_AGREE
                        : agreed[1]            ? DECK_RECAP_THEY_AGREE
                        : agreed[0]            ? DECK_RECAP_I_AGREE
                                               : DECK_RECAP_HINT;
    return screen_say(out, in, key);
}

static void line(struct tree *tree, const struct screen_input *in, enum desk_field field,
                 enum deck_key question)
{
    tree_open_column(
        tree,
        &(struct box){.key = "line", .number = (uint32_t)field, .gap = 4, .fit = panel_fills});
    tree_label(tree, &(struct label){.words = words_deck(question), .role = TYPE_STRONG});
    screen_entry(tree, in, field,
                 &(struct entry){.name = words_deck(question),
                                 .hint = words_deck(DECK_WARM_UP_FEELING_HINT),
                                 .lines = ROWS,
                                 .lines_max = 3 * ROWS,
                                 .fit = panel_fills});
    tree_close(tree);
}

void panel_recap(struct tree *tree, const struct screen_input *in)
{
    static const enum deck_key questions[RECAP_LINES] = {DECK_RECAP_DID, DECK_RECAP_STAYED,
                                                         DECK_RECAP_STEP};
    char said[WORDS_SENTENCE_MAX];
    panel_question(tree, words_deck(DECK_RECAP_TITLE));
    screen_hint(tree, state(said, in));
    for (int i = 0; i < RECAP_LINES; i++)
        line(tree, in, (enum desk_field)(FIELD_DID + i), questions[i]);
    tree_open_flow(tree, &(struct box){.key = "ends", .gap = 8, .fit = panel_fills});
    screen_button(tree, DECK_RECAP_FILL, (struct act){PANEL_FILL, 0}, NULL);
    tree_press(tree, &(struct press){.kind = BUTTON_TOGGLE,
                                     .words = words_deck(DECK_RECAP_AGREE),
                                     .on = in->model->hour.agreed[0],
                                     .act = {PANEL_AGREE, 0}});
    tree_close(tree);
    tree_rule(tree);
    panel_ending(tree, in);
}
