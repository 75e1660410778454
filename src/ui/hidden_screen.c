#include "ui/hidden_screen.h"

#include "ui/page_parts.h"

/* Lines as one jots them down: nothing that looks like a cover. */
static void notes(struct tree *tree)
{
    size_t count;
    const struct deck_item *items = words_list(DECK_LIST_HIDE_NOTES, &count);
    tree_open_column(tree, &(struct box){.key = "notes",
                                         .gap = 12,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_LIST,
                                         .name = words_deck(DECK_HIDE_TITLE)});
    for (size_t i = 0; i < count; i++) {
        screen_body(tree, items[i].text);
        tree_rule(tree);
    }
    tree_close(tree);
}

void hidden_screen(struct tree *tree, const struct screen_input *in)
{
    (void)in;
    tree_open_scroll(tree, &(struct box){.key = "hidden",
                                         .pad = 24,
                                         .gap = 24,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_PANEL,
                                         .name = words_deck(DECK_HIDE_TITLE),
                                         .pane = true,
                                         .fit = page_fills});
    tree_open_row(
        tree,
        &(struct box){.key = "head", .gap = 12, .main = ALIGN_BETWEEN, .cross = ALIGN_CENTRE});
    screen_heading(tree, words_deck(DECK_HIDE_TITLE));
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .words = words_deck(DECK_HIDE_BACK),
                                     .shortcut = "F9",
                                     .wants_focus = true,
                                     .act = {PAGES_REVEAL, 0}});
    tree_close(tree);
    notes(tree);
    tree_close(tree);
}
