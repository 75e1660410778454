#include "link/consent.h"

#include "base/assert.h"
#include "link/deadline.h"
#include "link/limits.h"

/* The responder speaks up itself only when the initiator's keep-alive did not come. */
#define RESPONDER_LATER_US 3000000

void consent_begin(struct consent *consent, uint64_t now_us, bool initiator)
{
    ALCOVE_ASSERT(consent->state == CONSENT_NONE);
    *consent = (struct consent){
        .state = CONSENT_GIVEN,
        .heard_us = now_us,
        .sent_us = now_us,
        .keepalive_us = ALCOVE_KEEPALIVE_US + (initiator ? 0 : RESPONDER_LATER_US),
    };
}

bool consent_on_heard(struct consent *consent, uint64_t now_us, uint64_t *silence_us)
{
    ALCOVE_ASSERT(now_us >= consent->heard_us);
    *silence_us = now_us - consent->heard_us;
    consent->heard_us = now_us;
    consent->asked_us = 0;
    if (consent->state != CONSENT_EXPIRED)
        return false;
    consent->state = CONSENT_GIVEN;
    return true;
}

void consent_on_sent(struct consent *consent, uint64_t now_us, bool asks)
{
    ALCOVE_ASSERT(now_us >= consent->sent_us);
    consent->sent_us = now_us;
    if (asks && consent->asked_us == 0)
        consent->asked_us = now_us;
}

uint64_t consent_silence(const struct consent *consent, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us >= consent->asked_us);
    return consent->asked_us == 0 ? 0 : now_us - consent->asked_us;
}

bool consent_on_timeout(struct consent *consent, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us >= consent->heard_us);
    uint64_t silence_us = now_us - consent->heard_us;
    if (consent->state == CONSENT_GIVEN && silence_us >= ALCOVE_CONSENT_US) {
        consent->state = CONSENT_EXPIRED;
        return true;
    }
    if (consent->state == CONSENT_EXPIRED &&
        silence_us >= ALCOVE_CONSENT_US + (uint64_t)ALCOVE_REST_CLOSE_US) {
        consent->state = CONSENT_OVER;
        return true;
    }
    return false;
}

bool consent_wants_keepalive(const struct consent *consent, uint64_t now_us)
{
    ALCOVE_ASSERT(consent->state <= CONSENT_OVER);
    return consent->state == CONSENT_GIVEN && now_us >= consent->sent_us + consent->keepalive_us;
}

uint64_t consent_next_deadline(const struct consent *consent)
{
    ALCOVE_ASSERT(consent->state <= CONSENT_OVER);
    if (consent->state == CONSENT_GIVEN)
        return deadline_earlier(consent->heard_us + ALCOVE_CONSENT_US,
                                consent->sent_us + consent->keepalive_us);
    if (consent->state == CONSENT_EXPIRED)
        return consent->heard_us + ALCOVE_CONSENT_US + ALCOVE_REST_CLOSE_US;
    return DEADLINE_NEVER;
}
