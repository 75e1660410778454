#include "ui/screens.h"

#include <string.h>

#include "ui/goals_screen.h"
#include "ui/hands.h"
#include "ui/home_screen.h"
#include "ui/keys_screen.h"
#include "ui/pages_screen.h"
#include "ui/panel_screen.h"
#include "ui/room_screen.h"
#include "ui/session_screen.h"
#include "ui/settings_screen.h"

/* Home is where nothing of a session is: its pages say the rest. */
static bool is_home(const struct screen_input *in)
{
    return in->home != NULL && in->model->phase == CALL_WAITING &&
           in->model->question != CALL_ASKS_KEY;
}

static void home_page(struct tree *tree, const struct screen_input *in)
{
    switch (in->desk->page) {
    case PAGE_GOALS:
        goals_screen(tree, in);
        break;
    case PAGE_SETTINGS:
        settings_screen(tree, in);
        break;
    case PAGE_PRACTICE_ROOM:
        room_screen(tree, in);
        break;
    case PAGE_HOME:
    case PAGE_INVITE:
    case PAGE_LINK:
    case PAGE_PERSON:
    case PAGE_LETTERS:
    case PAGE_KEYS:
        home_screen(tree, in);
        break;
    }
}

/* Where the other is, when the line dropped: it is read without a session beside it. */
static void panel_alone(struct tree *tree, const struct screen_input *in)
{
    tree_open_column(
        tree, &(struct box){.key = "alone", .pad = 24, .cross = ALIGN_CENTRE, .fit = {.grow = 1}});
    tree_open_column(tree, &(struct box){.key = "panel",
                                         .pad = 16,
                                         .ground = GROUND_PANEL,
                                         .radius = 16,
                                         .cross = ALIGN_FILL,
                                         .fit = {.width = 560, .grow = 1}});
    panel_screen(tree, in);
    tree_close(tree);
    tree_close(tree);
}

static void leave_dialog(struct tree *tree, const struct screen_input *in)
{
    char hint[WORDS_SENTENCE_MAX];
    screen_question(tree, &(struct question){.key = "leave",
                                             .ask = words_deck(DECK_DIALOGS_LEAVE_ASK),
                                             .means = screen_say(hint, in, DECK_DIALOGS_LEAVE_HINT),
                                             .yes = DECK_DIALOGS_LEAVE,
                                             .no = DECK_DIALOGS_STAY,
                                             .does = {ACT_LEAVE_SURELY, 0},
                                             .keeps = {ACT_STAY, 0}});
}

/* What shows the lane shows it there. */
static bool shows_lane(const struct screen_input *in)
{
    return in->desk->page != PAGE_KEYS && !is_home(in) && !pages_are_due(in) &&
           !panel_is_shown(in) && !in->model->check_in_open;
}

/* It stays until it was seen: whoever is away for a minute misses nothing. */
static void note_toast(struct tree *tree, const struct screen_input *in)
{
    if (in->desk->hidden || in->model->phase == CALL_LOCKED || shows_lane(in) ||
        in->model->note == NULL || in->model->notes == in->desk->notes_seen)
        return;
    tree_open_toast(tree, &(struct box){.key = "note",
                                        .number = in->model->notes,
                                        .gap = 12,
                                        .pad_x = 20,
                                        .pad_y = 8,
                                        .ground = GROUND_WINDOW,
                                        .radius = 16,
                                        .name = in->model->note,
                                        .pane = true});
    tree_open_row(tree, &(struct box){.key = "line", .gap = 12, .cross = ALIGN_CENTRE});
    tree_label(tree,
               &(struct label){.words = in->model->note, .role = TYPE_BODY, .fit = {.grow = 1}});
    tree_press(tree, &(struct press){.icon = ICON_CHECK,
                                     .tone = BUTTON_PLAIN,
                                     .name = words_deck(DECK_HOME_SEEN),
                                     .act = {ACT_NOTE_SEEN, 0}});
    tree_close(tree);
    tree_close(tree);
}

void screens_show(struct tree *tree, const struct screen_input *in)
{
    if (in->desk->hidden)
        pages_screen(tree, in);
    else if (in->desk->page == PAGE_KEYS)
        keys_screen(tree, in);
    else if (is_home(in))
        home_page(tree, in);
    else if (pages_are_due(in) && panel_is_shown(in))
        panel_alone(tree, in);
    else if (pages_are_due(in))
        pages_screen(tree, in);
    else
        session_screen(tree, in);
    note_toast(tree, in);
    if (in->desk->leaving)
        leave_dialog(tree, in);
}

bool screens_rest(const struct screen_input *in)
{
    return !in->desk->hidden && !is_home(in) && !pages_are_due(in) && !in->desk->leaving &&
           session_rests(in);
}

/* ---- hands ---- */

static bool window_act(const struct screen_hand *hand, const struct tree_event *event)
{
    struct desk *desk = hand->desk;
    switch (event->act.kind) {
    case ACT_GO:
        desk->page = (enum desk_page)event->act.about;
        return true;
    case ACT_LEAVE:
        desk->leaving = call_is_together(hand->model->phase);
        return desk->leaving || hand_acts(hand, WINDOW_LEAVE);
    case ACT_LEAVE_SURELY:
        desk->leaving = false;
        return hand_acts(hand, WINDOW_LEAVE);
    case ACT_STAY:
        desk->leaving = false;
        return true;
    case ACT_NOTE_SEEN:
        desk->notes_seen = hand->model->notes;
        return true;
    case ACT_HIDE:
        return hand_acts(hand, WINDOW_HIDE);
    default:
        return false;
    }
}

bool screens_take(const struct screen_hand *hand, const struct tree_event *event)
{
    (void)(window_act(hand, event) || session_take(hand, event) || pages_take(hand, event) ||
           panel_take(hand, event) || home_take(hand, event) || goals_take(hand, event) ||
           settings_take(hand, event) || room_take(hand, event));
    return hand->out->kind != WINDOW_NOTHING;
}

void screens_follow(const struct screen_hand *hand)
{
    if (!call_is_together(hand->model->phase))
        hand->desk->leaving = false;
    const struct screen_input in = {.model = hand->model, .home = hand->home, .desk = hand->desk};
    if (shows_lane(&in))
        hand->desk->notes_seen = hand->model->notes;
    panel_follow(hand);
    goals_follow(hand);
    settings_follow(hand);
}

bool screens_due(const struct screen_hand *hand)
{
    return panel_due(hand) || pages_due(hand) || home_due(hand) || session_due(hand) ||
           room_due(hand);
}
