/* What each hears the other say; folded, quiet lines and a reminder for oneself. */
#include "ui/panel_parts.h"

#include "base/assert.h"

#define PHRASES_SHOWN 4
#define NUDGES        4

static enum deck_key who(const struct hour_reflection *r)
{
    if (!r->mine)
        return DECK_REFLECTION_THEIRS;
    if (r->edited != NULL)
        return DECK_REFLECTION_EDITED;
    return r->answer == CARD_ANSWER_YES         ? DECK_REFLECTION_CONFIRMED
           : r->answer == CARD_ANSWER_NOT_QUITE ? DECK_REFLECTION_REFUSED
                                                : DECK_REFLECTION_MINE;
}

static void answers(struct tree *tree, uint32_t card)
{
    tree_open_flow(tree,
                   &(struct box){.key = "answers", .gap = 8, .grid = true, .fit = panel_fills});
    panel_small(tree, DECK_REFLECTION_YES, (struct act){PANEL_YES, card});
    panel_small(tree, DECK_REFLECTION_NOT_QUITE, (struct act){PANEL_NOT_QUITE, card});
    panel_small(tree, DECK_REFLECTION_EDIT, (struct act){PANEL_EDIT, card});
    tree_close(tree);
}

static void heard(struct tree *tree, const struct screen_input *in, const struct hour_reflection *r)
{
    char said[WORDS_SENTENCE_MAX];
    tree_open_column(tree, &(struct box){.key = "heard",
                                         .number = r->card,
                                         .gap = 6,
                                         .pad = 12,
                                         .radius = 12,
                                         .ground = r->mine ? GROUND_OWN : GROUND_WINDOW,
                                         .role = ACCESS_LIST_ITEM,
                                         .name = r->text,
                                         .fit = panel_fills});
    screen_hint(tree, screen_say(said, in, who(r)));
    screen_body(tree, r->text);
    if (r->edited != NULL)
        tree_label(tree, &(struct label){.words = r->edited, .role = TYPE_STRONG});
    if (!r->mine && r->answer == CARD_ANSWER_OPEN && r->edited == NULL)
        answers(tree, r->card);
    if (r->mine)
        tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                         .small = true,
                                         .words = words_deck(DECK_EXPRESSIONS_TAKE_BACK),
                                         .act = {PANEL_HEAR_REMOVE, r->card}});
    tree_close(tree);
}

/* The newest first: it is what is talked about. */
static void list(struct tree *tree, const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    struct panel_rows rows = panel_rows(in, hour->reflection_count);
    if (hour->reflection_count == 0) {
        screen_hint(tree, words_deck(DECK_REFLECTION_NONE));
        return;
    }
    tree_open_column(tree, &(struct box){.key = "list",
                                         .gap = 8,
                                         .role = ACCESS_LIST,
                                         .name = words_deck(DECK_PANEL_REFLECTIONS),
                                         .fit = panel_fills});
    for (size_t i = rows.first; i < rows.end; i++)
        heard(tree, in, &hour->reflections[hour->reflection_count - 1 - i]);
    tree_close(tree);
    panel_rows_more(tree, in, hour->reflection_count);
}

static void write(struct tree *tree, const struct screen_input *in)
{
    size_t count;
    const struct deck_item *starters = words_list(DECK_LIST_STARTERS, &count);
    ALCOVE_ASSERT(count > 0);
    screen_entry(tree, in, FIELD_HEAR,
                 &(struct entry){.name = words_deck(DECK_REFLECTION_WRITE),
                                 .hint = starters[in->desk->panel.starter % count].text,
                                 .shortcut = "Ctrl+R",
                                 .lines = 2,
                                 .lines_max = 6,
                                 .fit = panel_fills});
    tree_open_flow(tree, &(struct box){.key = "send", .gap = 8, .fit = panel_fills});
    tree_press(tree, &(struct press){.words = words_deck(DECK_REFLECTION_STARTER),
                                     .shortcut = "Ctrl+R",
                                     .small = true,
                                     .act = {PANEL_STARTER, 0}});
    tree_press(tree, &(struct press){.words = words_deck(DECK_REFLECTION_SEND),
                                     .shortcut = "Ctrl+Enter",
                                     .small = true,
                                     .tone = desk_is_blank(in->desk, FIELD_HEAR) ? BUTTON_QUIET
                                                                                 : BUTTON_PRIMARY,
                                     .act = {PANEL_HEAR, 0}});
    tree_close(tree);
}

/* What stands beneath one's picture now. */
static void my_phrase(struct tree *tree, const struct hour_model *hour)
{
    tree_open_column(tree, &(struct box){.key = "mine",
                                         .gap = 6,
                                         .pad = 12,
                                         .radius = 12,
                                         .ground = GROUND_OWN,
                                         .fit = panel_fills});
    screen_body(tree, hour->my_phrase);
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .small = true,
                                     .words = words_deck(DECK_EXPRESSIONS_TAKE_BACK),
                                     .act = {PANEL_HEAR_REMOVE, hour->my_phrase_card}});
    tree_close(tree);
}

static void phrases(struct tree *tree, const struct screen_input *in)
{
    size_t count;
    const struct deck_item *all = words_list(DECK_LIST_VALIDATION, &count);
    const char *name = words_deck(DECK_REFLECTION_PHRASE);
    size_t shown = count < PHRASES_SHOWN ? count : PHRASES_SHOWN;
    screen_hint(tree, words_deck(DECK_REFLECTION_PHRASE_HINT));
    if (in->model->hour.my_phrase != NULL)
        my_phrase(tree, &in->model->hour);
    panel_write(tree, in, FIELD_PHRASE, &(struct entry){.name = name, .hint = name},
                (struct act){PANEL_PHRASE, 0});
    panel_open_choice(tree, "phrases", name);
    for (size_t i = 0; i < shown; i++) {
        uint32_t at = (uint32_t)((in->desk->panel.phrases_first + i) % count);
        tree_press(tree, &(struct press){
                             .words = all[at].text, .small = true, .act = {PANEL_PHRASE_DECK, at}});
    }
    if (count > shown)
        tree_press(tree, &(struct press){.words = "…",
                                         .name = words_deck(DECK_REFLECTION_PHRASE_MORE),
                                         .small = true,
                                         .act = {PANEL_PHRASES_MORE, PHRASES_SHOWN}});
    tree_close(tree);
}

static void nudge(struct tree *tree, const struct hour_model *hour)
{
    static const unsigned usual[NUDGES] = {5, 10, 15, 20};
    bool is_usual = hour->nudge_after == 0;
    screen_hint(tree, words_deck(DECK_PACING_NUDGE_HINT));
    panel_open_choice(tree, "nudges", words_deck(DECK_PACING_NUDGE));
    panel_radio(tree, words_deck(DECK_PACING_NUDGE_OFF), hour->nudge_after == 0,
                (struct act){PANEL_NUDGE, 0});
    for (size_t i = 0; i < NUDGES; i++) {
        is_usual = is_usual || hour->nudge_after == usual[i];
        panel_minutes(tree, usual[i], hour->nudge_after == usual[i],
                      (struct act){PANEL_NUDGE, usual[i]});
    }
    if (!is_usual)
        panel_minutes(tree, hour->nudge_after, true, (struct act){PANEL_NUDGE, hour->nudge_after});
    tree_close(tree);
}

/* What one asked for oneself: it is long since one said what one hears. */
static void reminder(struct tree *tree, const struct hour_model *hour)
{
    char said[WORDS_SENTENCE_MAX];
    const struct word_facts facts = {.minutes = (uint16_t)hour->nudge_minutes};
    if (hour->nudges)
        screen_hint(tree, words_fill(said, DECK_PACING_REFLECT_NUDGE, &facts));
}

void panel_reflections(struct tree *tree, const struct screen_input *in)
{
    panel_question(tree, words_deck(DECK_REFLECTION_WRITE));
    reminder(tree, &in->model->hour);
    write(tree, in);
    list(tree, in);
    tree_rule(tree);
    if (panel_open_part(tree, in, PART_PHRASES, DECK_REFLECTION_PHRASE, NULL)) {
        phrases(tree, in);
        tree_close(tree);
    }
    if (panel_open_part(tree, in, PART_NUDGE, DECK_PACING_NUDGE, NULL)) {
        nudge(tree, &in->model->hour);
        tree_close(tree);
    }
}
