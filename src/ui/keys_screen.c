#include "ui/keys_screen.h"

#include <stdio.h>

#define KEY_BYTES    24
#define KEY_WIDTH    132
#define COLUMN_WIDTH 380

struct row {
    enum deck_key what;
    char usual;      /* the single key that does it, too; '\0': none */
    const char *key; /* NULL: none besides */
};

static const struct row hour[] = {
    {DECK_KEYS_MICROPHONE, 'm', "Ctrl+D"}, {DECK_KEYS_CAMERA, 'v', "Ctrl+E"},
    {DECK_KEYS_TALK, '\0', "Space"},       {DECK_KEYS_NOD, 'n', NULL},
    {DECK_KEYS_PAUSE, 'h', NULL},          {DECK_KEYS_SEND, '\0', "Ctrl+Enter"},
    {DECK_KEYS_REFLECT, '\0', "Ctrl+R"},   {DECK_KEYS_SAFETY, '\0', "F8"},
    {DECK_KEYS_LEAVE, '\0', "Ctrl+Q"},
};

static const struct row window[] = {
    {DECK_KEYS_HIDE, '\0', "F9"},           {DECK_KEYS_LOCK, '\0', "F10"},
    {DECK_KEYS_NEXT_PANE, '\0', "F6"},      {DECK_KEYS_FULL_SCREEN, '\0', "F11"},
    {DECK_KEYS_BIGGER, '\0', "Ctrl +"},     {DECK_KEYS_SMALLER, '\0', "Ctrl −"},
    {DECK_KEYS_USUAL_SIZE, '\0', "Ctrl+0"}, {DECK_KEYS_THIS_PAGE, '\0', "F1"},
};

/* "M · Ctrl+D", with the letter that stands for it now. */
static void key_of(char out[KEY_BYTES], const struct screen_input *in, const struct row *row)
{
    const struct keymap usual = {.off = false};
    const struct keymap *map = in->settings != NULL ? &in->settings->keymap : &usual;
    bool single = row->usual != '\0' && !map->off;
    char letter = single ? (char)(keymap_pressed(map, row->usual) - 'a' + 'A') : '\0';
    const char *other = row->key != NULL ? row->key : "";
    if (single && row->key != NULL)
        snprintf(out, KEY_BYTES, "%c · %s", letter, other);
    else if (single)
        snprintf(out, KEY_BYTES, "%c", letter);
    else
        snprintf(out, KEY_BYTES, "%s", other);
}

static void say(struct tree *tree, const struct screen_input *in, const struct row *row)
{
    char key[KEY_BYTES];
    key_of(key, in, row);
    if (key[0] == '\0')
        return;
    tree_open_row(tree, &(struct box){.key = "row",
                                      .number = row->what,
                                      .gap = 16,
                                      .role = ACCESS_LIST_ITEM,
                                      .name = words_deck(row->what),
                                      .fit = {.own_align = true, .align = ALIGN_FILL}});
    tree_label(tree,
               &(struct label){.words = key, .role = TYPE_STRONG, .fit = {.width = KEY_WIDTH}});
    tree_label(tree, &(struct label){
                         .words = words_deck(row->what), .role = TYPE_BODY, .fit = {.grow = 1}});
    tree_close(tree);
}

static void column(struct tree *tree, const struct screen_input *in, const struct row *rows,
                   size_t count)
{
    tree_open_column(tree, &(struct box){.key = "keys",
                                         .number = rows[0].what,
                                         .gap = 12,
                                         .pad = 20,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_CARD,
                                         .radius = 16,
                                         .role = ACCESS_LIST,
                                         .name = words_deck(DECK_KEYS_TITLE),
                                         .fit = {.width = COLUMN_WIDTH}});
    for (size_t i = 0; i < count; i++)
        say(tree, in, &rows[i]);
    tree_close(tree);
}

void keys_screen(struct tree *tree, const struct screen_input *in)
{
    tree_open_scroll(tree, &(struct box){.key = "keys",
                                         .gap = 16,
                                         .pad_x = 24,
                                         .pad_y = 24,
                                         .main = ALIGN_CENTRE,
                                         .cross = ALIGN_CENTRE,
                                         .role = ACCESS_PANEL,
                                         .name = words_deck(DECK_KEYS_TITLE),
                                         .pane = true,
                                         .fit = {.own_align = true, .align = ALIGN_FILL}});
    screen_title(tree, words_deck(DECK_KEYS_TITLE));
    tree_label(tree, &(struct label){.words = words_deck(DECK_KEYS_HINT),
                                     .role = TYPE_BODY,
                                     .tone = TONE_MUTED,
                                     .align = TEXT_CENTRE});
    tree_open_flow(tree, &(struct box){.key = "columns", .gap = 16, .main = ALIGN_CENTRE});
    column(tree, in, hour, sizeof hour / sizeof hour[0]);
    column(tree, in, window, sizeof window / sizeof window[0]);
    tree_close(tree);
    tree_press(tree, &(struct press){.tone = BUTTON_PRIMARY,
                                     .words = words_deck(DECK_KEYS_BACK),
                                     .shortcut = "F1",
                                     .wants_focus = true,
                                     .act = {ACT_GO, PAGE_HOME}});
    tree_close(tree);
}
