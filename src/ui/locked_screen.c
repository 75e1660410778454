#include "ui/locked_screen.h"

#include "ui/page_parts.h"

static void hint(struct tree *tree, enum call_unlock unlocking)
{
    static const enum deck_key hints[] = {
        [CALL_UNLOCK_ASKED] = DECK_LOCKED_HINT,
        [CALL_UNLOCK_TRYING] = DECK_LOCKED_TRYING,
        [CALL_UNLOCK_WRONG] = DECK_LOCKED_WRONG,
    };
    tree_label(tree,
               &(struct label){.words = words_deck(hints[unlocking]),
                               .role = TYPE_BODY,
                               .tone = unlocking == CALL_UNLOCK_WRONG ? TONE_WARN : TONE_MUTED,
                               .align = TEXT_CENTRE});
}

void locked_screen(struct tree *tree, const struct screen_input *in)
{
    enum call_unlock unlocking = in->model->unlocking;
    const struct page page = {
        .key = "locked", .name = words_deck(DECK_LOCKED_TITLE), .width = 400, .bare = true};
    page_open(tree, &page);
    page_icon(tree, ICON_LOCK);
    page_title(tree, words_deck(DECK_LOCKED_TITLE));
    hint(tree, unlocking);
    screen_entry(tree, in, FIELD_PASSPHRASE,
                 &(struct entry){.name = words_deck(DECK_LOCKED_FIELD),
                                 .hint = words_deck(DECK_LOCKED_FIELD),
                                 .password = true,
                                 .wants_focus = true,
                                 .fit = page_fills});
    tree_press(tree, &(struct press){.tone = BUTTON_PRIMARY,
                                     .icon = ICON_UNLOCK,
                                     .words = words_deck(DECK_LOCKED_OPEN),
                                     .shortcut = "Enter",
                                     .disabled = unlocking == CALL_UNLOCK_TRYING,
                                     .act = {PAGES_UNLOCK, 0},
                                     .fit = page_fills});
    page_close(tree, in, &page);
}
