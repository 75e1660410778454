/* Devices and the line: what is heard and seen with, and how much goes through. */
#include "ui/settings_parts.h"

static void next_start(struct tree *tree)
{
    screen_hint(tree, words_deck(DECK_SETTINGS_NEXT_START));
}

/* ---- devices ---- */

static void device(struct tree *tree, const struct screen_input *in, enum settings_device kind,
                   enum deck_key name)
{
    struct settings_option options[SETTINGS_DEVICES_MAX + 1];
    const struct settings_list *list = &in->settings->devices[kind];
    uint32_t first = (uint32_t)kind * (SETTINGS_DEVICES_MAX + 1);
    if (list->count == 0) {
        screen_hint(tree, words_deck(name));
        screen_body(tree, words_deck(DECK_SETTINGS_DEVICE_NONE));
        return;
    }
    options[0] = (struct settings_option){first, words_deck(DECK_SETTINGS_DEVICE_DEFAULT)};
    for (size_t i = 0; i < list->count; i++)
        options[i + 1] = (struct settings_option){first + 1 + (uint32_t)i, list->names[i]};
    tree_open_column(tree, &(struct box){.key = "kind",
                                         .number = kind,
                                         .fit = {.own_align = true, .align = ALIGN_FILL}});
    settings_choose(tree, &(struct settings_choice){.act = SETTINGS_DEVICE,
                                                    .name = words_deck(name),
                                                    .options = options,
                                                    .count = list->count + 1,
                                                    .chosen = first + (uint32_t)list->chosen});
    tree_close(tree);
}

static void heard_and_seen(struct tree *tree, const struct screen_input *in)
{
    screen_open_card(tree, "devices", DECK_SETTINGS_DEVICES, screen_fills);
    device(tree, in, SETTINGS_CAMERA, DECK_SETTINGS_CAMERA);
    device(tree, in, SETTINGS_MICROPHONE, DECK_SETTINGS_MICROPHONE);
    device(tree, in, SETTINGS_LOUDSPEAKER, DECK_SETTINGS_LOUDSPEAKER);
    if (in->settings->devices_change)
        next_start(tree);
    tree_close(tree);
}

static void sound(struct tree *tree, const struct home_settings *kept)
{
    const struct settings_option headphones[] = {{0, words_deck(DECK_SETTINGS_HEADPHONES_ASK)},
                                                 {1, words_deck(DECK_DIALOGS_YES)},
                                                 {2, words_deck(DECK_DIALOGS_NO)}};
    const struct settings_option noise[] = {{0, words_deck(DECK_SETTINGS_NOISE_OFF)},
                                            {1, words_deck(DECK_SETTINGS_NOISE_GENTLE)},
                                            {2, words_deck(DECK_SETTINGS_NOISE_STRONG)}};
    screen_open_card(tree, "sound", DECK_SETTINGS_SOUND, screen_fills);
    settings_choose(tree, &(struct settings_choice){.act = SETTINGS_HEADPHONES,
                                                    .name = words_deck(DECK_SETTINGS_HEADPHONES),
                                                    .options = headphones,
                                                    .count = 3,
                                                    .chosen = kept->headphones});
    settings_choose(tree, &(struct settings_choice){.act = SETTINGS_NOISE,
                                                    .name = words_deck(DECK_SETTINGS_NOISE),
                                                    .options = noise,
                                                    .count = 3,
                                                    .chosen = kept->noise});
    next_start(tree);
    tree_close(tree);
}

void settings_devices(struct tree *tree, const struct screen_input *in)
{
    if (in->settings != NULL)
        heard_and_seen(tree, in);
    if (in->home != NULL)
        sound(tree, &in->home->settings);
}

/* ---- the line ---- */

static void data(struct tree *tree, uint16_t chosen)
{
    static const uint16_t most[] = {500, 200, 100};
    char words[3][WORDS_SENTENCE_MAX];
    struct settings_option options[4] = {{0, words_deck(DECK_SETTINGS_DATA_FREE)}};
    for (size_t i = 0; i < 3; i++)
        options[i + 1] =
            (struct settings_option){most[i], words_fill(words[i], DECK_SETTINGS_DATA_AN_HOUR,
                                                         &(struct word_facts){.count = most[i]})};
    screen_open_card(tree, "data", DECK_SETTINGS_DATA, screen_fills);
    settings_choose(tree,
                    &(struct settings_choice){
                        .act = SETTINGS_DATA, .options = options, .count = 4, .chosen = chosen});
    tree_close(tree);
}

/* Computers of one's own that are always on. */
static void own_helpers(struct tree *tree, const struct screen_input *in)
{
    char words[WORDS_SENTENCE_MAX];
    const struct home_settings *kept = &in->home->settings;
    screen_open_card(tree, "own-helpers", DECK_SETTINGS_HELPERS_OWN, screen_fills);
    screen_hint(tree, words_deck(DECK_SETTINGS_HELPERS_OWN_HINT));
    for (size_t i = 0; i < kept->helper_count; i++) {
        const struct home_helper *helper = &kept->helpers[i];
        tree_open_row(tree, &(struct box){.key = "helper",
                                          .number = helper->id,
                                          .gap = 12,
                                          .cross = ALIGN_CENTRE,
                                          .role = ACCESS_LIST_ITEM,
                                          .name = helper->address,
                                          .fit = screen_fills});
        tree_label(
            tree, &(struct label){.words = helper->address, .role = TYPE_BODY, .fit = {.grow = 1}});
        tree_press(tree, &(struct press){
                             .tone = BUTTON_PLAIN,
                             .small = true,
                             .icon = ICON_CROSS,
                             .name = words_fill(words, DECK_SETTINGS_HELPER_REMOVE,
                                                &(struct word_facts){.words = helper->address}),
                             .act = {SETTINGS_HELPER_REMOVE, helper->id}});
        tree_close(tree);
    }
    if (settings_fold(tree, in, SETTINGS_FOLD_HELPER, DECK_SETTINGS_HELPER_ADD)) {
        screen_field(tree, in, FIELD_HELPER, DECK_SETTINGS_HELPER_LINK, 0);
        if (in->desk->settings.helper_is_wrong)
            tree_label(tree, &(struct label){.words = words_deck(DECK_SETTINGS_HELPER_NOT_LINK),
                                             .role = TYPE_SMALL,
                                             .tone = TONE_WARN});
        settings_fold_end(tree, in, SETTINGS_HELPER);
    }
    next_start(tree);
    tree_close(tree);
}

void settings_line(struct tree *tree, const struct screen_input *in)
{
    if (in->settings != NULL)
        data(tree, in->settings->data_mb);
    if (in->home == NULL)
        return;
    screen_open_card(tree, "helpers", DECK_SETTINGS_HELPERS, screen_fills);
    screen_hint(tree, words_deck(DECK_SETTINGS_HELPERS_HINT));
    settings_switch(tree, DECK_SETTINGS_CONTACTS_ONLY, SETTINGS_CONTACTS,
                    in->home->settings.contacts_only);
    next_start(tree);
    tree_close(tree);
    own_helpers(tree, in);
}
