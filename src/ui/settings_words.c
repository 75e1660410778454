/* Words: the language, and a deck of one's own. */
#include "ui/settings_parts.h"

static void language(struct tree *tree, const struct settings_model *model)
{
    struct settings_option options[SETTINGS_LANGUAGES_MAX];
    for (size_t i = 0; i < model->language_count; i++)
        options[i] = (struct settings_option){(uint32_t)i, model->languages[i]};
    settings_open_card(tree, "language", words_deck(DECK_SETTINGS_LANGUAGE));
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
    settings_open_card(tree, "own", words_deck(DECK_SETTINGS_OWN_DECK));
    file(tree, in, SETTINGS_FOLD_LOAD, DECK_SETTINGS_OWN_DECK_LOAD);
    file(tree, in, SETTINGS_FOLD_SAVE, DECK_SETTINGS_OWN_DECK_SAVE);
    if (in->settings->has_own_words)
        screen_button(tree, DECK_SETTINGS_OWN_DECK_REMOVE, (struct act){SETTINGS_WORDS_OWN, 0},
                      NULL);
    tree_close(tree);
}
