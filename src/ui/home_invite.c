/* The links that were made, and one that came. */
#include "ui/home_parts.h"
#include "ui/home_screen.h"
#include "ui/invite_card.h"

static void code(struct tree *tree, const struct screen_input *in, const struct home_invite *invite,
                 uint32_t place)
{
    bool shown = in->desk->home.code_shown == invite->id;
    if (shown)
        invite_code_say(tree, &invite->code);
    tree_press(tree, &(struct press){
                         .tone = BUTTON_PLAIN,
                         .small = true,
                         .icon = ICON_QR,
                         .words = words_deck(shown ? DECK_INVITE_CODE_HIDE : DECK_INVITE_CODE_SHOW),
                         .act = {HOME_ACT_CODE, place}});
}

static void copy_button(struct tree *tree, bool copied, bool newest, uint32_t place)
{
    tree_press(tree,
               &(struct press){.tone = newest ? BUTTON_PRIMARY : BUTTON_QUIET,
                               .icon = copied ? ICON_CHECK : ICON_COPY,
                               .words = words_deck(copied ? DECK_INVITE_COPIED : DECK_INVITE_COPY),
                               .name = words_deck(DECK_INVITE_COPY),
                               .shortcut = newest ? "Ctrl+C" : NULL,
                               .wants_focus = newest,
                               .act = {HOME_ACT_COPY, place}});
}

static void link_of(struct tree *tree, const struct screen_input *in,
                    const struct home_invite *invite, uint32_t place)
{
    char sentence[WORDS_SENTENCE_MAX], day[WORDS_SENTENCE_MAX];
    bool newest = place + 1 == in->home->invite_count;
    if (invite->link == NULL) {
        screen_hint(tree, words_deck(DECK_HOME_READING));
        return;
    }
    tree_label(tree,
               &(struct label){
                   .words = invite->link, .role = TYPE_SMALL, .tone = TONE_MUTED, .lines_max = 2});
    copy_button(tree, in->desk->home.copied == invite->id, newest, place);
    home_day(day, invite->ends_day, in->home->today);
    screen_hint(tree, words_fill(sentence, DECK_INVITE_ENDS, &(struct word_facts){.words = day}));
    if (invite->code.side > 0)
        code(tree, in, invite, place);
}

static void card(struct tree *tree, const struct screen_input *in, uint32_t place)
{
    const struct home_invite *invite = &in->home->invites[place];
    bool named = invite->for_name[0] != '\0';
    tree_open_column(
        tree, &(struct box){.key = "invite",
                            .number = invite->id,
                            .gap = 12,
                            .pad = 20,
                            .ground = GROUND_CARD,
                            .radius = 16,
                            .role = ACCESS_LIST_ITEM,
                            .name = named ? invite->for_name : words_deck(DECK_INVITE_TITLE)});
    if (named)
        tree_label(tree, &(struct label){.words = invite->for_name,
                                         .role = TYPE_HEADING,
                                         .heading = true,
                                         .lines_max = 2});
    link_of(tree, in, invite, place);
    if (invite->wants_reply && !invite->has_reply) {
        home_named_field(tree, in, FIELD_LINK, DECK_INVITE_REPLY_PASTE);
        tree_press(tree, &(struct press){.icon = ICON_CHECK,
                                         .words = words_deck(DECK_DIALOGS_DONE),
                                         .act = {HOME_ACT_REPLY, place}});
    }
    home_plain(tree, DECK_INVITE_CANCEL, (struct act){HOME_ACT_CANCEL, place}, ICON_CROSS);
    tree_close(tree);
}

void home_invite_page(struct tree *tree, const struct screen_input *in)
{
    const struct home_page page = {
        .key = "invites", .title = words_deck(DECK_INVITE_TITLE), .back = {ACT_GO, PAGE_HOME}};
    bool asked = in->desk->home.copies_next;
    home_page_open(tree, &page);
    screen_body(tree, words_deck(DECK_INVITE_HINT));
    if (in->home->invite_count == 0)
        screen_hint(tree, words_deck(asked ? DECK_HOME_READING : DECK_INVITE_CANCELLED));
    tree_open_column(tree, &(struct box){.key = "list",
                                         .gap = 16,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_LIST,
                                         .name = words_deck(DECK_INVITE_TITLE)});
    for (size_t i = in->home->invite_count; i > 0; i--)
        card(tree, in, (uint32_t)i - 1);
    tree_close(tree);
    if (in->home->invite_count > 0)
        screen_hint(tree, words_deck(DECK_INVITE_WAITING));
    home_part_open(tree, "name", words_deck(DECK_SETTINGS_NAME));
    screen_hint(tree, words_deck(DECK_SETTINGS_NAME_HINT));
    home_named_field(tree, in, FIELD_OWN_NAME, DECK_SETTINGS_NAME);
    tree_close(tree);
    home_part_open(tree, "another", words_deck(DECK_INVITE_AGAIN));
    home_named_field(tree, in, FIELD_FOR_NAME, DECK_INVITE_FOR_WHOM);
    home_buttons_open(tree, "do");
    tree_press(tree, &(struct press){.key = "again",
                                     .icon = ICON_PLUS,
                                     .small = true,
                                     .words = words_deck(DECK_INVITE_AGAIN),
                                     .act = {HOME_ACT_INVITE, 0}});
    tree_close(tree);
    tree_close(tree);
    home_page_close(tree);
}

void home_link_page(struct tree *tree, const struct screen_input *in)
{
    const struct home_page page = {
        .key = "link", .title = words_deck(DECK_INVITE_PASTE_TITLE), .back = {ACT_GO, PAGE_HOME}};
    home_page_open(tree, &page);
    screen_hint(tree, words_deck(DECK_INVITE_PASTE_HINT));
    screen_entry(tree, in, FIELD_LINK,
                 &(struct entry){.name = words_deck(DECK_INVITE_PASTE),
                                 .hint = words_deck(DECK_INVITE_PASTE),
                                 .shortcut = "Enter",
                                 .wants_focus = true,
                                 .fit = home_fills});
    if (in->desk->home.pasted != HOME_PASTED_LINK) {
        bool own = in->desk->home.pasted == HOME_PASTED_OWN;
        tree_open_row(tree, &(struct box){.key = "wrong", .gap = 8, .cross = ALIGN_CENTRE});
        tree_icon(tree, ICON_WARNING, TONE_WARN, 20);
        tree_label(
            tree, &(struct label){.words = words_deck(own ? DECK_INVITE_OWN : DECK_INVITE_NOT_LINK),
                                  .role = TYPE_BODY,
                                  .tone = TONE_WARN,
                                  .fit = {.grow = 1}});
        tree_close(tree);
        screen_body(tree, words_deck(own ? DECK_INVITE_OWN_DO : DECK_INVITE_NOT_LINK_DO));
    }
    home_buttons_open(tree, "do");
    screen_primary(tree, DECK_INVITE_JOIN, (struct act){HOME_ACT_JOIN, 0}, "Enter");
    tree_close(tree);
    home_page_close(tree);
}
