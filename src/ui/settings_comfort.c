/* Comfort: how it looks, how it moves, which keys act alone. */
#include "ui/keys_screen.h"
#include "ui/settings_parts.h"

#define SIZE_STEP 25

static void look(struct tree *tree, const struct screen_input *in)
{
    char percent[WORDS_SENTENCE_MAX];
    const struct settings_model *model = in->settings;
    const struct settings_option themes[SETTINGS_THEMES] = {
        {SETTINGS_AS_DESKTOP, words_deck(DECK_SETTINGS_THEME_DESKTOP)},
        {SETTINGS_DARK, words_deck(DECK_SETTINGS_THEME_DARK)},
        {SETTINGS_LIGHT, words_deck(DECK_SETTINGS_THEME_LIGHT)},
        {SETTINGS_CONTRAST, words_deck(DECK_SETTINGS_THEME_CONTRAST)},
    };
    words_fill(percent, DECK_SETTINGS_PERCENT, &(struct word_facts){.count = model->text_percent});
    screen_open_card(tree, "look", DECK_SETTINGS_TEXT_SIZE, screen_fills);
    tree_slider(tree, &(struct slider){.key = "size",
                                       .name = words_deck(DECK_SETTINGS_TEXT_SIZE),
                                       .words = percent,
                                       .value = model->text_percent,
                                       .min = THEME_SCALE_MIN,
                                       .max = THEME_SCALE_MAX,
                                       .step = SIZE_STEP,
                                       .act = {SETTINGS_SIZE, 0},
                                       .fit = {.own_align = true, .align = ALIGN_FILL}});
    screen_hint(tree, percent);
    settings_choose(tree, &(struct settings_choice){.act = SETTINGS_THEME,
                                                    .name = words_deck(DECK_SETTINGS_THEME),
                                                    .options = themes,
                                                    .count = SETTINGS_THEMES,
                                                    .chosen = model->theme});
    settings_switch(tree, DECK_SETTINGS_MOTION, SETTINGS_MOTION, model->less_motion);
    settings_switch(tree, DECK_SETTINGS_OWN_PICTURE, SETTINGS_PICTURE, !model->own_picture_hidden);
    tree_close(tree);
}

/* ---- single keys ---- */

static void await_letter(struct tree *tree, const struct screen_input *in)
{
    settings_await(tree, in, FIELD_KEY, DECK_SETTINGS_REMAP_PRESS);
    if (in->desk->settings.letter_taken)
        tree_label(tree, &(struct label){.words = words_deck(DECK_SETTINGS_REMAP_OTHER),
                                         .role = TYPE_SMALL,
                                         .tone = TONE_WARN});
}

static void letter(struct tree *tree, const struct screen_input *in, char usual, enum deck_key what)
{
    tree_press(tree, &(struct press){.kind = BUTTON_ROW,
                                     .icon = ICON_KEYBOARD,
                                     .words = words_deck(what),
                                     .more = screen_key(in, usual),
                                     .hint = words_deck(DECK_SETTINGS_REMAP),
                                     .on = in->desk->settings.letter == usual,
                                     .act = {SETTINGS_LETTER, (uint32_t)usual}});
    if (in->desk->settings.letter == usual)
        await_letter(tree, in);
}

static void keys(struct tree *tree, const struct screen_input *in)
{
    bool on = !in->settings->keymap.off;
    screen_open_card(tree, "keys", DECK_SETTINGS_KEYS, screen_fills);
    settings_switch(tree, DECK_SETTINGS_SINGLE_KEYS, SETTINGS_SINGLE_KEYS, on);
    if (on) {
        screen_hint(tree, words_deck(DECK_SETTINGS_SINGLE_KEYS_OWN));
        tree_open_column(tree, &(struct box){.key = "letters",
                                             .gap = 4,
                                             .cross = ALIGN_FILL,
                                             .role = ACCESS_LIST,
                                             .name = words_deck(DECK_SETTINGS_REMAP),
                                             .fit = {.own_align = true, .align = ALIGN_FILL}});
        for (size_t i = 0; i < KEYS_ALONE; i++)
            letter(tree, in, keys_alone[i].usual, keys_alone[i].what);
        tree_close(tree);
    }
    tree_close(tree);
}

static void own_name(struct tree *tree, const struct screen_input *in)
{
    screen_open_card(tree, "name", DECK_SETTINGS_NAME, screen_fills);
    screen_hint(tree, words_deck(DECK_SETTINGS_NAME_HINT));
    screen_field(tree, in, FIELD_OWN_NAME, DECK_SETTINGS_NAME, 0);
    tree_close(tree);
}

void settings_comfort(struct tree *tree, const struct screen_input *in)
{
    if (in->home != NULL)
        own_name(tree, in);
    if (in->settings == NULL)
        return;
    look(tree, in);
    keys(tree, in);
}
