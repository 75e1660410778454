#include "ui/settings_parts.h"

#define SIDE_WIDTH    200
#define READING_WIDTH 560
#define WIDE_LEAST    820 /* units from which the parts are listed beside what is read */

static const enum deck_key headings[SETTINGS_TABS] = {
    [SETTINGS_TAB_COMFORT] = DECK_SETTINGS_COMFORT, [SETTINGS_TAB_PRIVACY] = DECK_SETTINGS_PRIVACY,
    [SETTINGS_TAB_DEVICES] = DECK_SETTINGS_DEVICES, [SETTINGS_TAB_LINE] = DECK_SETTINGS_LINE,
    [SETTINGS_TAB_WORDS] = DECK_SETTINGS_WORDS,
};

/* ---- pieces ---- */

void settings_choose(struct tree *tree, const struct settings_choice *choice)
{
    tree_open_column(tree, &(struct box){.key = "choice",
                                         .number = choice->act,
                                         .gap = 8,
                                         .cross = ALIGN_START,
                                         .fit = screen_fills});
    if (choice->name != NULL)
        screen_hint(tree, choice->name);
    tree_open_flow(tree, &(struct box){.key = "of",
                                       .gap = 8,
                                       .arrows = true,
                                       .role = ACCESS_LIST,
                                       .name = choice->name,
                                       .fit = screen_fills});
    for (size_t i = 0; i < choice->count; i++) {
        const struct settings_option *option = &choice->options[i];
        tree_press(tree, &(struct press){.kind = BUTTON_RADIO,
                                         .words = option->words,
                                         .on = option->about == choice->chosen,
                                         .act = {choice->act, option->about}});
    }
    tree_close(tree);
    tree_close(tree);
}

void settings_switch(struct tree *tree, enum deck_key words, enum settings_act act, bool on)
{
    tree_press(tree, &(struct press){.kind = BUTTON_SWITCH,
                                     .words = words_deck(words),
                                     .on = on,
                                     .act = {(uint16_t)act, 0},
                                     .fit = screen_fills});
}

bool settings_fold(struct tree *tree, const struct screen_input *in, enum settings_fold fold,
                   enum deck_key words)
{
    bool open = in->desk->settings.open == fold;
    if (!open) {
        tree_press(tree, &(struct press){.words = words_deck(words),
                                         .act = {SETTINGS_FOLD, (uint32_t)fold}});
        return false;
    }
    tree_open_column(tree, &(struct box){.key = "fold",
                                         .number = (uint32_t)fold,
                                         .gap = 12,
                                         .cross = ALIGN_START,
                                         .fit = screen_fills});
    tree_label(tree, &(struct label){.words = words_deck(words), .role = TYPE_STRONG});
    return true;
}

static bool erases(enum settings_act act)
{
    return act == SETTINGS_ERASE; /* of a person, or everything */
}

void settings_fold_end(struct tree *tree, const struct screen_input *in, enum settings_act act)
{
    enum settings_fold fold = in->desk->settings.open;
    bool removes = erases(act) || fold == SETTINGS_FOLD_REMOVE;
    tree_open_flow(tree, &(struct box){.key = "do", .gap = 12});
    tree_press(tree, &(struct press){.tone = removes ? BUTTON_DANGER : BUTTON_PRIMARY,
                                     .words = words_deck(erases(act) ? DECK_DIALOGS_ERASE
                                                         : removes ? DECK_SETTINGS_PASSPHRASE_REMOVE
                                                                   : DECK_DIALOGS_SAVE),
                                     .act = {(uint16_t)act, 0}});
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .words = words_deck(DECK_DIALOGS_CANCEL),
                                     .act = {SETTINGS_FOLD, (uint32_t)fold}});
    tree_close(tree);
    tree_close(tree);
}

void settings_secret(struct tree *tree, const struct screen_input *in, enum desk_field field,
                     enum deck_key name)
{
    screen_entry(tree, in, field,
                 &(struct entry){.name = words_deck(name),
                                 .hint = words_deck(name),
                                 .password = true,
                                 .fit = screen_fills});
}

void settings_await(struct tree *tree, const struct screen_input *in, enum desk_field field,
                    enum deck_key name)
{
    screen_entry(tree, in, field,
                 &(struct entry){.name = words_deck(name),
                                 .hint = words_deck(name),
                                 .wants_focus = true,
                                 .fit = screen_fills});
}

/* ---- the page ---- */

static void top(struct tree *tree)
{
    tree_open_row(tree, &(struct box){.key = "top",
                                      .gap = 12,
                                      .pad_x = 24,
                                      .pad_y = 12,
                                      .cross = ALIGN_CENTRE,
                                      .fit = screen_fills});
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .icon = ICON_ARROW_LEFT,
                                     .words = words_deck(DECK_HOME_BACK),
                                     .act = {ACT_GO, PAGE_HOME}});
    screen_heading(tree, words_deck(DECK_SETTINGS_TITLE));
    tree_close(tree);
}

static void tabs(struct tree *tree, const struct screen_input *in, bool beside)
{
    const struct box box = {.key = "tabs",
                            .gap = beside ? 4 : 8,
                            .pad_x = beside ? 16 : 24,
                            .pad_y = 8,
                            .arrows = true,
                            .cross = ALIGN_FILL,
                            .role = ACCESS_TAB_LIST,
                            .name = words_deck(DECK_SETTINGS_TITLE),
                            .fit = {.width = beside ? SIDE_WIDTH : 0}};
    if (beside)
        tree_open_column(tree, &box);
    else
        tree_open_flow(tree, &box);
    for (uint32_t tab = 0; tab < SETTINGS_TABS; tab++)
        tree_press(tree, &(struct press){.kind = BUTTON_TAB,
                                         .words = words_deck(headings[tab]),
                                         .on = in->desk->settings.tab == tab,
                                         .act = {SETTINGS_TAB, tab}});
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .icon = ICON_KEYBOARD,
                                     .words = words_deck(DECK_SETTINGS_KEYS),
                                     .shortcut = "F1",
                                     .act = {ACT_GO, PAGE_KEYS}});
    tree_close(tree);
}

static void part(struct tree *tree, const struct screen_input *in)
{
    switch (in->desk->settings.tab) {
    case SETTINGS_TAB_COMFORT:
        settings_comfort(tree, in);
        break;
    case SETTINGS_TAB_PRIVACY:
        settings_privacy(tree, in);
        break;
    case SETTINGS_TAB_DEVICES:
        settings_devices(tree, in);
        break;
    case SETTINGS_TAB_LINE:
        settings_line(tree, in);
        break;
    case SETTINGS_TAB_WORDS:
        settings_words(tree, in);
        break;
    case SETTINGS_TABS:
        break;
    }
}

static void open_part(struct tree *tree, const struct screen_input *in)
{
    enum settings_tab tab = in->desk->settings.tab;
    tree_open_scroll(tree, &(struct box){.key = "part",
                                         .number = (uint32_t)tab,
                                         .pad_x = 24,
                                         .pad_y = 8,
                                         .cross = ALIGN_START,
                                         .role = ACCESS_PANEL,
                                         .name = words_deck(headings[tab]),
                                         .pane = true,
                                         .fit = {.grow = 1}});
    tree_open_column(
        tree,
        &(struct box){.key = "cards",
                      .gap = 16,
                      .cross = ALIGN_FILL,
                      .fit = {.width_max = READING_WIDTH, .own_align = true, .align = ALIGN_FILL}});
}

/* It is read by itself, and stays until the next wish. */
static void tell(struct tree *tree, const struct screen_input *in)
{
    if (in->settings == NULL || in->settings->told == NULL)
        return;
    tree_open_column(tree, &(struct box){.key = "told",
                                         .role = ACCESS_ALERT,
                                         .name = in->settings->told,
                                         .fit = screen_fills});
    tree_label(
        tree, &(struct label){.words = in->settings->told, .role = TYPE_BODY, .tone = TONE_ACCENT});
    tree_close(tree);
}

void settings_screen(struct tree *tree, const struct screen_input *in)
{
    bool wide = tree_frame_of(tree)->width >= tree_pixels(tree, WIDE_LEAST);
    tree_open_column(tree, &(struct box){.key = "settings",
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_PANEL,
                                         .name = words_deck(DECK_SETTINGS_TITLE),
                                         .fit = screen_fills});
    top(tree);
    if (wide)
        tree_open_row(tree, &(struct box){.key = "parts", .cross = ALIGN_FILL, .fit = {.grow = 1}});
    tabs(tree, in, wide);
    open_part(tree, in);
    tell(tree, in);
    part(tree, in);
    tree_close(tree);
    tree_close(tree);
    if (wide)
        tree_close(tree);
    tree_close(tree);
    if (in->desk->settings.erase_asked > 0)
        settings_ask(tree, in);
}
