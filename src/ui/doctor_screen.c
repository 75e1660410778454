#include "ui/doctor_screen.h"

#include "ui/page_parts.h"

/* Where nothing works any more by itself, one begins anew; else one need not do anything. */
static bool waits_by_itself(const struct call_model *model)
{
    return model->phase != CALL_FAILED && (model->hindrance == CALL_HINDRANCE_OFFLINE ||
                                           model->hindrance == CALL_HINDRANCE_STILL_TRYING);
}

static enum icon icon_of(enum call_hindrance hindrance)
{
    if (hindrance == CALL_HINDRANCE_NO_NETWORK || hindrance == CALL_HINDRANCE_BLOCKED ||
        hindrance == CALL_HINDRANCE_RESTRICTED)
        return ICON_WIFI_OFF;
    return hindrance == CALL_HINDRANCE_CLOCK ? ICON_CLOCK : ICON_SEARCH;
}

static void reason(struct tree *tree, enum call_hindrance hindrance)
{
    tree_open_column(tree, &(struct box){.key = "reason",
                                         .gap = 8,
                                         .pad = 20,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_CARD,
                                         .radius = 16});
    screen_heading(tree, words_deck(words_why(hindrance)));
    screen_body(tree, words_deck(words_to_do(hindrance)));
    tree_close(tree);
}

static void details(struct tree *tree, const struct screen_input *in)
{
    bool shown = in->desk->pages.details_shown;
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .small = true,
                                     .icon = shown ? ICON_CHEVRON_DOWN : ICON_CHEVRON_RIGHT,
                                     .words = words_deck(shown ? DECK_DOCTOR_DETAILS_HIDE
                                                               : DECK_DOCTOR_DETAILS),
                                     .act = {PAGES_DETAILS, 0},
                                     .fit = {.own_align = true, .align = ALIGN_CENTRE}});
    if (shown)
        page_hint(tree, in->model->finding);
}

void doctor_screen(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct call_model *model = in->model;
    bool over = model->phase == CALL_FAILED;
    const struct page page = {.key = "doctor", .name = words_deck(DECK_DOCTOR_TITLE), .bare = over};
    page_open(tree, &page);
    page_icon(tree, icon_of(model->hindrance));
    page_title(tree, over ? words_deck(DECK_HINDRANCE_NOT_YET)
                          : screen_say(sentence, in, DECK_HINDRANCE_LOOKING));
    reason(tree, model->hindrance);
    page_hint(tree, words_deck(DECK_DOCTOR_KEPT));
    page_open_buttons(tree, "what");
    if (!waits_by_itself(model))
        page_first(tree, DECK_DOCTOR_AGAIN, (struct act){PAGES_AGAIN, 0}, ICON_REPEAT);
    screen_button(tree, DECK_DOCTOR_WRITE, (struct act){PAGES_WRITE, 0}, NULL);
    if (over)
        page_plain(tree, DECK_WINDOW_CLOSE, (struct act){PAGES_LEAVE, 0}, "Ctrl+Q");
    tree_close(tree);
    if (model->finding != NULL)
        details(tree, in);
    page_close(tree, in, &page);
}
