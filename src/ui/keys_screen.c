#include "ui/keys_screen.h"

#define KEY_WIDTH    96
#define ALONE_WIDTH  48
#define COLUMN_WIDTH 330

static const struct key_row hour[] = {
    {DECK_KEYS_MICROPHONE, '\0', "Ctrl+D"}, {DECK_KEYS_CAMERA, '\0', "Ctrl+E"},
    {DECK_KEYS_TALK, '\0', "Space"},        {DECK_KEYS_SEND, '\0', "Ctrl+Enter"},
    {DECK_KEYS_REFLECT, '\0', "Ctrl+R"},    {DECK_KEYS_SAFETY, '\0', "F8"},
    {DECK_KEYS_LEAVE, '\0', "Ctrl+Q"},
};

const struct key_row keys_alone[KEYS_ALONE] = {
    {DECK_KEYS_MICROPHONE, 'm', NULL},
    {DECK_KEYS_CAMERA, 'v', NULL},
    {DECK_KEYS_NOD, 'n', NULL},
    {DECK_KEYS_PAUSE, 'h', NULL},
    {DECK_WINDOW_MORE, 'x', NULL},
    {DECK_SIGNALS_SOMEONE_CAME_IN, 'a', NULL},
    {DECK_WINDOW_WRITE, 't', NULL},
    {DECK_REFLECTION_YES, 'y', NULL},
    {DECK_REFLECTION_NOT_QUITE, 'q', NULL},
    {DECK_REFLECTION_EDIT, 'e', NULL},
    {DECK_REFLECTION_READ, 'p', NULL},
    {DECK_STAGES_GO_ON, 'c', NULL},
    {DECK_STAGES_SKIP, 'k', NULL},
    {DECK_WINDOW_PICTURE_SHOW, 's', NULL},
    {DECK_READY_GUIDE, 'g', NULL},
    {DECK_STAGES_READY, 'r', NULL},
    {DECK_WINDOW_WORDS_OPEN, 'w', NULL},
};

static const struct key_row window[] = {
    {DECK_KEYS_HIDE, '\0', "F9"},           {DECK_KEYS_LOCK, '\0', "F10"},
    {DECK_KEYS_NEXT_PANE, '\0', "F6"},      {DECK_KEYS_FULL_SCREEN, '\0', "F11"},
    {DECK_KEYS_BIGGER, '\0', "Ctrl +"},     {DECK_KEYS_SMALLER, '\0', "Ctrl −"},
    {DECK_KEYS_USUAL_SIZE, '\0', "Ctrl+0"}, {DECK_KEYS_THIS_PAGE, '\0', "F1"},
};

/* Its letter, if it acts alone, as it is now. */
static void say(struct tree *tree, const struct screen_input *in, const struct key_row *row)
{
    bool alone = row->key == NULL;
    const char *key = alone ? screen_key(in, row->usual) : row->key;
    if (key == NULL)
        return;
    tree_open_row(tree, &(struct box){.key = "row",
                                      .number = row->what,
                                      .gap = 12,
                                      .role = ACCESS_LIST_ITEM,
                                      .name = words_deck(row->what),
                                      .fit = {.own_align = true, .align = ALIGN_FILL}});
    tree_label(tree, &(struct label){.words = key,
                                     .role = TYPE_STRONG,
                                     .fit = {.width = alone ? ALONE_WIDTH : KEY_WIDTH}});
    tree_label(tree, &(struct label){
                         .words = words_deck(row->what), .role = TYPE_BODY, .fit = {.grow = 1}});
    tree_close(tree);
}

static void column(struct tree *tree, const struct screen_input *in, const struct key_row *rows,
                   size_t count)
{
    tree_open_column(tree, &(struct box){.key = "keys",
                                         .number = (uint32_t)count,
                                         .gap = 8,
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
                                         .cross = ALIGN_CENTRE,
                                         .role = ACCESS_PANEL,
                                         .name = words_deck(DECK_KEYS_TITLE),
                                         .pane = true,
                                         .fit = {.own_align = true, .align = ALIGN_FILL}});
    tree_open_row(tree, &(struct box){.key = "top",
                                      .gap = 12,
                                      .cross = ALIGN_CENTRE,
                                      .fit = {.own_align = true, .align = ALIGN_FILL}});
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .icon = ICON_ARROW_LEFT,
                                     .words = words_deck(DECK_KEYS_BACK),
                                     .shortcut = "F1",
                                     .wants_focus = true,
                                     .act = {ACT_GO, PAGE_HOME}});
    screen_heading(tree, words_deck(DECK_KEYS_TITLE));
    tree_close(tree);
    screen_hint(tree, words_deck(DECK_KEYS_HINT));
    tree_open_flow(tree, &(struct box){.key = "columns", .gap = 16, .main = ALIGN_CENTRE});
    column(tree, in, hour, sizeof hour / sizeof hour[0]);
    if (screen_key(in, 'm') != NULL)
        column(tree, in, keys_alone, KEYS_ALONE);
    column(tree, in, window, sizeof window / sizeof window[0]);
    tree_close(tree);
    tree_close(tree);
}
