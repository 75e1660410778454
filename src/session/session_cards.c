#include "session/session_cards.h"

#include <string.h>

#include "base/assert.h"
#include "session/session_actions.h"

static bool write(struct session *session, enum card_kind kind, uint32_t id, unsigned field,
                  const char *text)
{
    return session_lay(
        session,
        (struct card_edit){
            .kind = kind, .id = id, .field = (uint8_t)field, .text = text, .size = strlen(text)});
}

static bool set(struct session *session, enum card_kind kind, uint32_t id, unsigned field,
                uint64_t number)
{
    return session_lay(
        session,
        (struct card_edit){.kind = kind, .id = id, .field = (uint8_t)field, .number = number});
}

/* A new card of ours with a text that is not empty; its text is the first field of each kind. */
static bool add(struct session *session, enum card_kind kind, const char *text, uint32_t *id)
{
    uint32_t made = session->board.made;
    uint32_t fresh = board_new_id(&session->board);
    if (text[0] == '\0' || !write(session, kind, fresh, 0, text)) {
        session->board.made = made;
        return false;
    }
    if (id != NULL)
        *id = fresh;
    return true;
}

/* Whether such a card lies there, and is not gone. */
static bool lies(const struct session *session, enum card_kind kind, uint32_t id, unsigned gone)
{
    return board_find(&session->board, kind, id) != NULL &&
           board_value(&session->board, kind, id, gone, 0)->number == 0;
}

/* ---- points ---- */

bool session_add_point(struct session *session, const char *text, uint32_t *id)
{
    return add(session, CARD_AGENDA, text, id);
}

bool session_set_point_done(struct session *session, uint32_t id, bool done)
{
    return lies(session, CARD_AGENDA, id, AGENDA_CARD_GONE) &&
           set(session, CARD_AGENDA, id, AGENDA_CARD_DONE, done);
}

bool session_remove_point(struct session *session, uint32_t id)
{
    return lies(session, CARD_AGENDA, id, AGENDA_CARD_GONE) &&
           set(session, CARD_AGENDA, id, AGENDA_CARD_GONE, 1);
}

/* ---- what one hears ---- */

bool session_reflect(struct session *session, uint64_t now_us, const char *text, uint32_t *id)
{
    if (!add(session, CARD_REFLECTION, text, id))
        return false;
    nudge_restart(&session->nudge, now_us);
    return true;
}

bool session_answer(struct session *session, uint32_t id, enum card_answer answer)
{
    return lies(session, CARD_REFLECTION, id, REFLECTION_CARD_GONE) &&
           set(session, CARD_REFLECTION, id, REFLECTION_CARD_ANSWER, answer);
}

bool session_reword(struct session *session, uint32_t id, const char *text)
{
    return lies(session, CARD_REFLECTION, id, REFLECTION_CARD_GONE) &&
           write(session, CARD_REFLECTION, id, REFLECTION_CARD_EDITED, text);
}

bool session_take_back(struct session *session, uint32_t id)
{
    return lies(session, CARD_REFLECTION, id, REFLECTION_CARD_GONE) &&
           set(session, CARD_REFLECTION, id, REFLECTION_CARD_GONE, 1);
}

/* ---- phrases ---- */

bool session_offer_phrase(struct session *session, const char *text, uint32_t *id)
{
    return add(session, CARD_PHRASE, text, id);
}

bool session_take_back_phrase(struct session *session, uint32_t id)
{
    const struct board_card *card = board_find(&session->board, CARD_PHRASE, id);
    const char *text = card != NULL ? card->values[PHRASE_CARD_TEXT][0].text : NULL;
    return text != NULL && text[0] != '\0' && write(session, CARD_PHRASE, id, PHRASE_CARD_TEXT, "");
}

bool session_dismiss_phrase(struct session *session, uint32_t id)
{
    return lies(session, CARD_PHRASE, id, PHRASE_CARD_DISMISSED) &&
           set(session, CARD_PHRASE, id, PHRASE_CARD_DISMISSED, 1);
}

/* ---- the recap, and how it was ---- */

bool session_write_recap(struct session *session, enum card_recap_field line, const char *text)
{
    ALCOVE_ASSERT(line <= RECAP_CARD_NEXT);
    return write(session, CARD_RECAP, 0, line, text);
}

bool session_agree_recap(struct session *session, bool agrees)
{
    uint64_t sum = recap_sum(&session->board);
    return sum != 0 && set(session, CARD_RECAP, 0, RECAP_CARD_AGREED, agrees ? sum : 0);
}

bool session_rate(struct session *session, enum card_feel_field field, unsigned number)
{
    ALCOVE_ASSERT(field <= FEEL_CARD_OVERALL);
    return set(session, CARD_FEEL, 0, field, number);
}

bool session_write_own(struct session *session, enum card_kind kind, unsigned field,
                       const char *text)
{
    bool is_own = kind == CARD_FEEL || kind == CARD_FORMAT || kind == CARD_PLACE;
    return is_own && card_field_of(kind, field).type == CARD_LINE &&
           write(session, kind, 0, field, text);
}
