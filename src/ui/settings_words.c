/* Words: the language, and a deck of one's own. */
#include "ui/settings_parts.h"

static void language(struct tree *tree, const struct settings_model *model)
{
    struct settings_option options[SETTINGS_LANGUAGES_MAX];
    for (size_t i = 0; i < model->language_count; i++)
        options[i] = (struct settings_option){(uint32_t)i, model->languages[i]};
    screen_open_card(tree, "language", DECK_SETTINGS_LANGUAGE, screen_fills);
    settings_choose(tree, &(struct settings_choice){.act = SETTINGS_LANGUAGE,
                                                    .options = options,
                                                    .count = model->language_count,
                                                    .chosen = (uint32_t)model->language});
    if (model->language_changes)
        screen_hint(tree, words_deck(DECK_SETTINGS_NEXT_START));
    tree_close(tree);
}

static void file(struct tree *tree, const struct screen_input *in, enum settings_fold fold,
                 enum deck_key words)
{
    if (!settings_fold(tree, in, fold, words))
        return;
    screen_field(tree, in, FIELD_FILE, DECK_SETTINGS_FILE, 0);
    settings_fold_end(tree, in, SETTINGS_WORDS);
}

void settings_words(struct tree *tree, const struct screen_input *in)
{
    if (in->settings == NULL)
        return;
    if (in->settings->language_count > 0)
        language(tree, in->settings);
    screen_open_card(tree, "own", DECK_SETTINGS_OWN_DECK, screen_fills);
    file(tree, in, SETTINGS_FOLD_LOAD, DECK_SETTINGS_OWN_DECK_LOAD);
    file(tree, in, SETTINGS_FOLD_SAVE, DECK_SETTINGS_OWN_DECK_SAVE);
    if (in->settings->has_own_words)
        screen_button(tree, DECK_SETTINGS_OWN_DECK_REMOVE, (struct act){SETTINGS_WORDS_OWN, 0},
                      NULL);
    tree_close(tree);
}
