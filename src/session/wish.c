#include "session/wish.h"

#include <string.h>

#include "session/session_cards.h"
#include "session/session_hour.h"
#include "session/session_presence.h"

static enum wish_outcome outcome_of(bool done)
{
    return done ? WISH_DONE : WISH_REFUSED;
}

static bool check_in(struct session *session, const struct wish *wish, uint64_t now_ms)
{
    const struct session_arrival arrival = {
        .feeling = wish->texts[0] != NULL ? wish->texts[0] : "",
        .distractions = wish->texts[1],
        .stressors = wish->texts[2],
        .rated = wish->numbers[0] <= BODY_RATING_MAX,
        .rating = (uint8_t)wish->numbers[0],
        .now = wish->on,
    };
    return session_check_in(session, &arrival, now_ms);
}

/* Where they see a line being typed, what they saw becomes it. */
static bool say(struct session *session, const char *text, uint64_t now_us, uint64_t now_ms)
{
    if (!session->typing.on)
        return session_say(session, text, now_ms);
    return session_type(session, text, now_us) && session_say_typed(session, now_ms);
}

static enum wish_outcome do_words(struct session *session, const struct wish *wish, uint64_t now_us,
                                  uint64_t now_ms)
{
    switch (wish->kind) {
    case WISH_SAY:
        return outcome_of(say(session, wish->texts[0], now_us, now_ms));
    case WISH_ARRIVE:
        return outcome_of(check_in(session, wish, now_ms));
    case WISH_NOT_ARRIVE:
        session_skip_check_in(session);
        return WISH_DONE;
    case WISH_TYPE:
        return outcome_of(session_type(session, wish->texts[0], now_us));
    default:
        session_set_typing(session, wish->on);
        return WISH_DONE;
    }
}

static bool set_feeling(struct session *session, uint64_t number)
{
    uint8_t feeling = (uint8_t)number;
    return session_set_feeling(session, number == WISH_NOTHING ? NULL : &feeling);
}

static enum wish_outcome do_presence(struct session *session, const struct wish *wish,
                                     uint64_t now_us)
{
    switch (wish->kind) {
    case WISH_NOD:
        return outcome_of(session_nod(session, now_us));
    case WISH_EXPRESS:
        return outcome_of(
            session_express(session, now_us, (enum signal_expression)wish->numbers[0]));
    case WISH_AWAY:
        session_set_away(session, now_us, (enum signal_away)wish->numbers[0]);
        return WISH_DONE;
    case WISH_FEELING:
        return outcome_of(set_feeling(session, wish->numbers[0]));
    case WISH_NUDGE:
        session_set_nudge(session, now_us,
                          wish->numbers[0] == WISH_NOTHING ? 0 : (unsigned)wish->numbers[0]);
        return WISH_DONE;
    case WISH_MICROPHONE:
        session_set_microphone(session, wish->on);
        return WISH_DONE;
    case WISH_CAMERA:
        session_set_camera(session, wish->on);
        return WISH_DONE;
    default:
        session_set_hidden(session, wish->on);
        return WISH_DONE;
    }
}

static enum wish_outcome do_door(struct session *session, const struct wish *wish, uint64_t now_us)
{
    switch (wish->kind) {
    case WISH_OPEN_DOOR:
        return outcome_of(session_open_door(session, now_us));
    case WISH_WAIT:
        return outcome_of(session_ask_wait(session, (unsigned)wish->numbers[0]));
    case WISH_DECLINE:
        return outcome_of(session_decline(session, now_us));
    default:
        session_leave(session, now_us);
        return WISH_DONE;
    }
}

static bool do_hour(struct session *session, const struct wish *wish, uint64_t now_us)
{
    enum session_stage stage = session_stage(session);
    switch (wish->kind) {
    case WISH_GO_ON:
        return stage < STAGE_CLOSED && session_go_to(session, stage + 1);
    case WISH_GO_BACK:
        return stage > STAGE_ARRIVING && session_go_to(session, stage - 1);
    case WISH_SKIP:
        return session_skip_stage(session, stage);
    case WISH_MINUTES:
        return session_set_minutes(session, (unsigned)wish->numbers[0]);
    case WISH_MORE:
        return session_set_more(session, (unsigned)wish->numbers[0]);
    case WISH_GIVE_BACK:
        return session_set_give_back(session, wish->on);
    case WISH_SUM:
        return session_set_sum(session, wish->on);
    case WISH_SETTLE:
        return session_set_settling(session, now_us, wish->on);
    default:
        return session_set_next(session, wish->numbers[0]);
    }
}

static bool answer(struct session *session, const struct wish *wish)
{
    if (!session_answer(session, wish->card, (enum card_answer)wish->numbers[0]))
        return false;
    return wish->texts[0] == NULL || session_reword(session, wish->card, wish->texts[0]);
}

/* Lines that nobody wrote yet. */
static bool fill_recap(struct session *session)
{
    static const enum card_recap_field lines[] = {RECAP_CARD_DID, RECAP_CARD_MATTERED};
    bool filled = false;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[RECAP_BYTES];
        const struct board_value *now = board_value(&session->board, CARD_RECAP, 0, lines[i], 0);
        recap_prefill(&session->board, lines[i], text);
        bool is_free = !now->is_set || now->text == NULL || now->text[0] == '\0';
        if (is_free && text[0] != '\0')
            filled = session_write_recap(session, lines[i], text) || filled;
    }
    return filled;
}

static bool rate(struct session *session, const struct wish *wish)
{
    static const enum card_feel_field fields[WISH_NUMBERS] = {FEEL_CARD_HEARD, FEEL_CARD_PACE,
                                                              FEEL_CARD_TOPICS, FEEL_CARD_OVERALL};
    bool done = true;
    for (size_t i = 0; i < WISH_NUMBERS; i++) {
        if (wish->numbers[i] != WISH_NOTHING)
            done = session_rate(session, fields[i], (unsigned)wish->numbers[i]) && done;
    }
    if (wish->texts[0] != NULL)
        done = session_write_own(session, CARD_FEEL, FEEL_CARD_LINE, wish->texts[0]) && done;
    return done;
}

/* The fields of a card of one's own, from the first on: an empty text leaves one as it is, unless
 * the wish is on. */
static bool write_own(struct session *session, enum card_kind kind, const struct wish *wish,
                      unsigned count)
{
    bool done = true;
    for (unsigned field = 0; field < count; field++) {
        const char *text = wish->texts[field];
        if (text != NULL && (text[0] != '\0' || wish->on))
            done = session_write_own(session, kind, field, text) && done;
    }
    return done;
}

static bool do_cards(struct session *session, const struct wish *wish, uint64_t now_us)
{
    switch (wish->kind) {
    case WISH_AGENDA_ADD:
        return session_add_point(session, wish->texts[0], NULL);
    case WISH_AGENDA_DONE:
        return session_set_point_done(session, wish->card, wish->on);
    case WISH_AGENDA_REMOVE:
        return session_remove_point(session, wish->card);
    case WISH_REFLECT:
        return session_reflect(session, now_us, wish->texts[0], NULL);
    case WISH_ANSWER:
        return answer(session, wish);
    case WISH_REFLECT_REMOVE:
        return session_take_back(session, wish->card) ||
               session_take_back_phrase(session, wish->card);
    case WISH_PHRASE:
        return session_offer_phrase(session, wish->texts[0], NULL);
    default:
        return session_dismiss_phrase(session, wish->card);
    }
}

static bool do_end(struct session *session, const struct wish *wish)
{
    switch (wish->kind) {
    case WISH_RECAP:
        return session_write_recap(session, (enum card_recap_field)wish->numbers[0],
                                   wish->texts[0]);
    case WISH_RECAP_FILL:
        return fill_recap(session);
    case WISH_AGREE:
        return session_agree_recap(session, true);
    case WISH_FELT:
        return rate(session, wish);
    case WISH_FORMAT:
        return write_own(session, CARD_FORMAT, wish, FORMAT_CARD_LINE + 1);
    default:
        return write_own(session, CARD_PLACE, wish, PLACE_CARD_PHONE + 1);
    }
}

/* What leaves as a record finds no room while too much of it waits: more than a wish ever takes. */
static bool has_to_wait(const struct session *session, enum wish_kind kind)
{
    bool over = session->phase == SESSION_LEAVING || session->phase == SESSION_CLOSED;
    return wish_waits_its_turn(kind) && !over && session_is_full(session);
}

bool wish_waits_its_turn(enum wish_kind kind)
{
    return kind <= WISH_ARRIVE || kind >= WISH_GO_ON;
}

enum wish_outcome session_do(struct session *session, const struct wish *wish, uint64_t now_us,
                             uint64_t now_ms)
{
    if (has_to_wait(session, wish->kind))
        return WISH_LATER;
    if (wish->kind < WISH_NOD)
        return do_words(session, wish, now_us, now_ms);
    if (wish->kind < WISH_OPEN_DOOR)
        return do_presence(session, wish, now_us);
    if (wish->kind < WISH_GO_ON)
        return do_door(session, wish, now_us);
    if (wish->kind < WISH_AGENDA_ADD)
        return outcome_of(do_hour(session, wish, now_us));
    if (wish->kind < WISH_RECAP)
        return outcome_of(do_cards(session, wish, now_us));
    return outcome_of(do_end(session, wish));
}
