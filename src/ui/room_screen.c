#include "ui/room_screen.h"

#define CARD_WIDTH     380
#define PICTURE_HEIGHT 214 /* of 380, as pictures are */
#define ANSWERS_US     900000
#define NODS_US        4000000
#define LEVEL_US       100000 /* from one look at the meter to the next */

static const struct fit card = {.width = CARD_WIDTH};

static void see(struct tree *tree, const struct screen_input *in)
{
    const struct picture *own = in->room != NULL ? in->room->own_picture : NULL;
    screen_open_card(tree, "see", DECK_PRACTICE_ROOM_SEE, card);
    if (own == NULL) {
        screen_body(tree, words_deck(DECK_PRACTICE_ROOM_NO_CAMERA));
    } else {
        tree_image(tree,
                   &(struct image){
                       .key = "own",
                       .name = words_deck(DECK_PRACTICE_ROOM_SEE),
                       .picture = own,
                       .slot = 1,
                       .crop = true,
                       .mirrored = true,
                       .radius = 12,
                       .fit = {.height = PICTURE_HEIGHT, .own_align = true, .align = ALIGN_FILL}});
        screen_hint(tree, words_deck(DECK_PRACTICE_ROOM_SEE_HINT));
    }
    tree_close(tree);
}

static void hear(struct tree *tree, const struct screen_input *in)
{
    const struct room_model *room = in->room;
    if (room == NULL || !room->has_microphone)
        return;
    screen_open_card(tree, "hear", DECK_PRACTICE_ROOM_HEAR, card);
    screen_hint(tree, words_deck(DECK_PRACTICE_ROOM_HEADPHONES));
    tree_press(tree, &(struct press){.kind = BUTTON_SWITCH,
                                     .words = words_deck(DECK_PRACTICE_ROOM_HEAR),
                                     .on = room->hears,
                                     .act = {ROOM_HEAR, 0},
                                     .fit = screen_fills});
    if (room->hears) {
        tree_change_at(tree, in->now_us + LEVEL_US);
        screen_body(tree, words_deck(DECK_PRACTICE_ROOM_HEAR_HINT));
        tree_meter(tree, &(struct meter){.key = "level",
                                         .name = words_deck(DECK_SETTINGS_MICROPHONE),
                                         .value = room->level,
                                         .tone = TONE_ACCENT,
                                         .fit = screen_fills});
    }
    tree_close(tree);
}

/* What the echo does comes a moment later, as it would from somebody. */
static void nod(struct tree *tree, const struct screen_input *in)
{
    uint64_t since_us = in->desk->room.nodded_at_us;
    screen_open_card(tree, "nod", DECK_PRACTICE_ROOM_NOD, card);
    tree_press(tree, &(struct press){.icon = ICON_NOD,
                                     .words = words_deck(DECK_KEYS_NOD),
                                     .act = {ROOM_NOD, 0}});
    uint64_t answers_us = since_us + ANSWERS_US;
    if (since_us != 0 && in->now_us < answers_us)
        tree_change_at(tree, answers_us);
    else if (since_us != 0 && in->now_us < since_us + NODS_US) {
        tree_change_at(tree, since_us + NODS_US);
        tree_open_row(tree, &(struct box){.key = "back",
                                          .gap = 8,
                                          .cross = ALIGN_CENTRE,
                                          .role = ACCESS_ALERT,
                                          .name = words_deck(DECK_PRACTICE_ROOM_NODS_BACK)});
        tree_icon(tree, ICON_NOD, TONE_ACCENT, 24);
        screen_body(tree, words_deck(DECK_PRACTICE_ROOM_NODS_BACK));
        tree_close(tree);
    }
    tree_close(tree);
}

static void write(struct tree *tree, const struct screen_input *in)
{
    screen_open_card(tree, "write", DECK_PRACTICE_ROOM_WRITE, card);
    screen_field(tree, in, FIELD_REHEARSE, DECK_PRACTICE_ROOM_WRITE, 0);
    tree_press(tree, &(struct press){.icon = ICON_SEND,
                                     .words = words_deck(DECK_LETTERS_SEND),
                                     .act = {ROOM_SEND, 0}});
    if (in->desk->room.said[0] != '\0') {
        tree_open_column(tree, &(struct box){.key = "said",
                                             .gap = 4,
                                             .pad = 12,
                                             .ground = GROUND_PANEL,
                                             .radius = 12,
                                             .fit = screen_fills});
        screen_hint(tree, words_deck(DECK_PRACTICE_ROOM_ECHO_NAME));
        tree_label(
            tree, &(struct label){.words = in->desk->room.said, .role = TYPE_BODY, .lines_max = 6});
        tree_close(tree);
    }
    tree_close(tree);
}

static void reflect(struct tree *tree, const struct screen_input *in)
{
    uint8_t answer = in->desk->room.answer;
    screen_open_card(tree, "reflect", DECK_PRACTICE_ROOM_REFLECT, card);
    screen_hint(tree, words_deck(DECK_PRACTICE_ROOM_ECHO_NAME));
    tree_label(
        tree, &(struct label){.words = words_deck(DECK_PRACTICE_ROOM_SAMPLE), .role = TYPE_STRONG});
    tree_open_flow(tree, &(struct box){.key = "answer", .gap = 8});
    tree_press(tree, &(struct press){.kind = BUTTON_CHIP,
                                     .words = words_deck(DECK_REFLECTION_YES),
                                     .on = answer == 1,
                                     .act = {ROOM_YES, 0}});
    tree_press(tree, &(struct press){.kind = BUTTON_CHIP,
                                     .words = words_deck(DECK_REFLECTION_NOT_QUITE),
                                     .on = answer == 2,
                                     .act = {ROOM_NOT_QUITE, 0}});
    tree_close(tree);
    if (answer != 0)
        screen_body(tree, words_deck(answer == 1 ? DECK_PRACTICE_ROOM_UNDERSTOOD
                                                 : DECK_PRACTICE_ROOM_AGAIN));
    tree_close(tree);
}

static void top(struct tree *tree)
{
    tree_label(tree, &(struct label){.words = words_deck(DECK_PRACTICE_ROOM_TITLE),
                                     .role = TYPE_HERO,
                                     .align = TEXT_CENTRE,
                                     .heading = true});
    tree_label(tree, &(struct label){.words = words_deck(DECK_PRACTICE_ROOM_WHAT),
                                     .role = TYPE_BODY,
                                     .align = TEXT_CENTRE});
    tree_open_row(tree, &(struct box){.key = "private", .gap = 8, .cross = ALIGN_CENTRE});
    tree_icon(tree, ICON_SHIELD, TONE_ACCENT, 20);
    screen_hint(tree, words_deck(DECK_PRACTICE_ROOM_PRIVATE));
    tree_close(tree);
}

void room_screen(struct tree *tree, const struct screen_input *in)
{
    tree_open_scroll(tree,
                     &(struct box){.key = "room",
                                   .gap = 16,
                                   .pad = 24,
                                   .main = ALIGN_CENTRE,
                                   .cross = ALIGN_CENTRE,
                                   .role = ACCESS_PANEL,
                                   .name = words_deck(DECK_PRACTICE_ROOM_TITLE),
                                   .pane = true,
                                   .fit = {.grow = 1, .own_align = true, .align = ALIGN_FILL}});
    top(tree);
    tree_open_flow(tree, &(struct box){.key = "cards", .gap = 16, .main = ALIGN_CENTRE});
    see(tree, in);
    tree_open_column(tree, &(struct box){.key = "more", .gap = 16});
    hear(tree, in);
    nod(tree, in);
    tree_close(tree);
    write(tree, in);
    reflect(tree, in);
    tree_close(tree);
    screen_primary(tree, DECK_PRACTICE_ROOM_DONE, (struct act){ROOM_DONE, 0}, NULL);
    tree_close(tree);
}
