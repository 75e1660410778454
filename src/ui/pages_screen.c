#include "ui/pages_screen.h"

#include "base/assert.h"
#include "ui/doctor_screen.h"
#include "ui/door_screen.h"
#include "ui/hidden_screen.h"
#include "ui/invite_card.h"
#include "ui/locked_screen.h"
#include "ui/page_parts.h"
#include "ui/ready_screen.h"
#include "ui/words_screen.h"

bool pages_are_due(const struct screen_input *in)
{
    return in->desk->hidden || !call_is_together(in->model->phase) || words_are_due(in);
}

static bool is_hindered(const struct screen_input *in)
{
    enum call_phase phase = in->model->phase;
    bool seeks = phase == CALL_WAITING || phase == CALL_CONNECTING || phase == CALL_FAILED;
    return seeks && in->model->hindrance != CALL_HINDRANCE_NONE;
}

static void waiting(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    bool invites = in->model->invite != NULL;
    const struct page page = {.key = invites ? "invite" : "waiting",
                              .name = words_deck(invites ? DECK_INVITE_TITLE : DECK_STAGES_DOOR)};
    page_open(tree, &page);
    page_icon(tree, invites ? ICON_LINK : ICON_CLOCK);
    if (invites) {
        page_title(tree, words_deck(DECK_INVITE_TITLE));
        page_hint(tree, words_deck(DECK_INVITE_HINT));
        invite_card(tree, in);
        page_hint(tree, words_deck(DECK_INVITE_WAITING));
    } else {
        page_title(tree, screen_say(sentence, in, DECK_WINDOW_WAITING));
        page_hint(tree, screen_say(sentence, in, DECK_WINDOW_WAITING_HINT));
    }
    door_meanwhile(tree, in);
    page_close(tree, in, &page);
}

static void connecting(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct page page = {.key = "connecting", .name = words_deck(DECK_STAGES_DOOR)};
    page_open(tree, &page);
    page_icon(tree, ICON_DOOR);
    page_title(tree, words_deck(DECK_WINDOW_CONNECTING));
    page_hint(tree, screen_say(sentence, in, DECK_WINDOW_CONNECTING_HINT));
    door_meanwhile(tree, in);
    page_close(tree, in, &page);
}

/* What of the hour stays, and when they meet again. */
static void kept(struct tree *tree, const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    char sentence[WORDS_SENTENCE_MAX];
    char day[WORDS_DAY_BYTES];
    bool agreed = hour->agreed[0] && hour->agreed[1];
    bool strangers = in->model->question == CALL_ASKS_WORDS;
    enum deck_key what = strangers ? DECK_NOTES_NOT_KEPT_WORDS
                         : agreed  ? DECK_RECAP_KEPT
                                   : DECK_RECAP_LET_GO;
    tree_open_column(
        tree,
        &(struct box){.key = "kept", .gap = 8, .pad = 20, .ground = GROUND_CARD, .radius = 16});
    screen_heading(tree, words_deck(DECK_WINDOW_ENDED_KEPT));
    screen_body(tree, words_deck(what));
    screen_hint(tree, words_deck(DECK_PRIVACY_GONE));
    if (hour->next_known)
        screen_body(tree, words_fill(sentence, DECK_RECAP_NEXT_IS,
                                     &(struct word_facts){.day = words_day(day, hour->next_day),
                                                          .minute_of_day = hour->next_min}));
    tree_close(tree);
}

static void ended(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct page page = {.key = "ended", .name = words_deck(DECK_WINDOW_ENDED), .bare = true};
    page_open(tree, &page);
    page_icon(tree, ICON_LEAF);
    page_title(tree, words_deck(DECK_WINDOW_ENDED));
    if (in->model->together_for_min > 0)
        page_words(tree, screen_say(sentence, in, DECK_WINDOW_ENDED_MINUTES));
    page_hint(tree, words_deck(in->desk->panel.blocked ? DECK_BLOCK_DONE : DECK_CLOSING_BYE));
    if (in->model->hour.seated)
        kept(tree, in);
    page_open_buttons(tree, "what");
    tree_press(tree, &(struct press){.tone = BUTTON_PRIMARY,
                                     .words = words_deck(DECK_WINDOW_CLOSE),
                                     .shortcut = "Ctrl+Q",
                                     .wants_focus = !page_is_low(tree),
                                     .act = {PAGES_LEAVE, 0}});
    tree_close(tree);
    page_close(tree, in, &page);
}

static void failed(struct tree *tree, const struct screen_input *in)
{
    const char *error = in->model->error;
    const struct page page = {
        .key = "failed", .name = words_deck(DECK_HINDRANCE_NOT_YET), .bare = true};
    page_open(tree, &page);
    page_icon(tree, ICON_INFO);
    page_title(tree, words_deck(DECK_HINDRANCE_NOT_YET));
    page_words(tree, error != NULL ? error : words_deck(DECK_HINDRANCE_NOT_YET_DO));
    page_hint(tree, words_deck(DECK_DOCTOR_KEPT));
    page_open_buttons(tree, "what");
    page_first(tree, DECK_DOCTOR_AGAIN, (struct act){PAGES_AGAIN, 0}, ICON_REPEAT);
    page_plain(tree, DECK_WINDOW_CLOSE, (struct act){PAGES_LEAVE, 0}, "Ctrl+Q");
    tree_close(tree);
    page_close(tree, in, &page);
}

static void page_of_phase(struct tree *tree, const struct screen_input *in)
{
    switch (in->model->phase) {
    case CALL_WAITING:
        waiting(tree, in);
        return;
    case CALL_KNOCKING:
        threshold_screen(tree, in);
        return;
    case CALL_AT_DOOR:
        door_screen(tree, in);
        return;
    case CALL_CONNECTING:
        connecting(tree, in);
        return;
    case CALL_ENDED:
        ended(tree, in);
        return;
    case CALL_FAILED:
        failed(tree, in);
        return;
    case CALL_LOCKED:
        locked_screen(tree, in);
        return;
    case CALL_IN_CALL:
    case CALL_RECONNECTING:
        break;
    }
    ALCOVE_ASSERT(false);
}

void pages_screen(struct tree *tree, const struct screen_input *in)
{
    ALCOVE_ASSERT(pages_are_due(in));
    if (in->desk->hidden)
        hidden_screen(tree, in);
    else if (key_is_due(in))
        key_screen(tree, in);
    else if (words_are_due(in))
        words_screen(tree, in);
    else if (ready_check_is_due(in))
        ready_screen(tree, in);
    else if (is_hindered(in))
        doctor_screen(tree, in);
    else
        page_of_phase(tree, in);
}
