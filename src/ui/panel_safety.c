/* Where each is, and how they are reached: theirs first, which is what is looked for when the line
 * dropped. At the bottom the way out. */
#include "ui/panel_parts.h"

static void theirs(struct tree *tree, enum deck_key label, const char *words)
{
    bool told = words != NULL && words[0] != '\0';
    tree_open_column(tree, &(struct box){.key = words_deck(label), .gap = 2, .fit = panel_fills});
    screen_hint(tree, words_deck(label));
    tree_label(tree, &(struct label){.words = told ? words : words_deck(DECK_SAFETY_PLACE_ASKED),
                                     .role = TYPE_BODY,
                                     .tone = told ? TONE_TEXT : TONE_MUTED});
    tree_close(tree);
}

static void their_card(struct tree *tree, const struct screen_input *in)
{
    char name[WORDS_SENTENCE_MAX];
    const struct hour_model *hour = &in->model->hour;
    tree_open_column(tree, &(struct box){.key = "theirs",
                                         .gap = 8,
                                         .pad = 16,
                                         .radius = 14,
                                         .ground = GROUND_CARD,
                                         .fit = panel_fills});
    panel_question(tree, words_copy(name, words_name(in->model->their_name)));
    theirs(tree, DECK_SAFETY_PLACE_THEIRS, hour->place[1]);
    theirs(tree, DECK_SAFETY_PHONE, hour->phone[1]);
    tree_close(tree);
}

static void own_line(struct tree *tree, const struct screen_input *in, enum desk_field field,
                     enum deck_key name)
{
    panel_open_group(tree, words_deck(name));
    screen_hint(tree, words_deck(name));
    screen_entry(tree, in, field, &(struct entry){.name = words_deck(name), .fit = panel_fills});
    tree_close(tree);
}

void panel_safety(struct tree *tree, const struct screen_input *in)
{
    enum call_phase phase = in->model->phase;
    their_card(tree, in);
    if (phase == CALL_ENDED || phase == CALL_FAILED)
        return;
    panel_question(tree, words_deck(DECK_YOU));
    own_line(tree, in, FIELD_PLACE, DECK_SAFETY_PLACE);
    own_line(tree, in, FIELD_PHONE, DECK_SAFETY_PHONE);
    screen_hint(tree, words_deck(DECK_SAFETY_WHO_SEES));
    tree_rule(tree);
    tree_press(tree, &(struct press){.tone = BUTTON_DANGER,
                                     .words = words_deck(DECK_BLOCK_YES),
                                     .hint = words_deck(DECK_BLOCK_MEANS),
                                     .small = true,
                                     .act = {PANEL_BLOCK, 0},
                                     .fit = {.own_align = true, .align = ALIGN_START}});
}
