/* What two people lay on the table: points, what one hears the other say, quiet phrases, the recap,
 * and how the hour was. What lies there is read from session->board.
 *
 * Every verb says false where it cannot be done now, and then nothing changed: before the first
 * link, once the session is over, while records find no room (session_is_full), where a card is not
 * there or not one's own to change, or a text is over its bound. Texts are UTF-8. */
#ifndef ALCOVE_SESSION_SESSION_CARDS_H
#define ALCOVE_SESSION_SESSION_CARDS_H

#include "session/recap.h"
#include "session/session.h"

/* `id` of the new card, may be NULL. */
bool session_add_point(struct session *session, const char *text, uint32_t *id);
bool session_set_point_done(struct session *session, uint32_t id, bool done);
bool session_remove_point(struct session *session, uint32_t id);

/* "What I'm hearing is …" */
bool session_reflect(struct session *session, uint64_t now_us, const char *text, uint32_t *id);
/* Of the other's: yes, or not quite. */
bool session_answer(struct session *session, uint32_t id, enum card_answer answer);
/* Of the other's, in one's own words; theirs stay beside them. */
bool session_reword(struct session *session, uint32_t id, const char *text);
/* Of one's own. */
bool session_take_back(struct session *session, uint32_t id);

bool session_offer_phrase(struct session *session, const char *text, uint32_t *id);
/* Its text is empty then. */
bool session_take_back_phrase(struct session *session, uint32_t id);
bool session_dismiss_phrase(struct session *session, uint32_t id); /* of the other's */

bool session_write_recap(struct session *session, enum card_recap_field line, const char *text);
/* As it stands now, or no more. */
bool session_agree_recap(struct session *session, bool agrees);

bool session_rate(struct session *session, enum card_feel_field field, unsigned number);
/* FEEL_CARD_LINE, of FORMAT and PLACE any field: a line of one's own; empty takes it back. */
bool session_write_own(struct session *session, enum card_kind kind, unsigned field,
                       const char *text);

#endif
