/* One round to the DHT for the letters of a few people: puts what waits, fetches what is there,
 * says what was read, and goes home. For the commands that do no more than that: nobody is called,
 * answered or told where we are for longer. It runs on the calling thread and stores directly. */
#ifndef ALCOVE_APP_LETTER_ROUND_H
#define ALCOVE_APP_LETTER_ROUND_H

#include "app/commands.h"
#include "store/letters.h"

/* One person and the letters of theirs, both borrowed. */
struct letter_round_member {
    const struct person *person;
    struct letters *letters;
};

struct letter_round_wish {
    struct household *household;
    const struct options *options;
    const struct letter_round_member *members;
    size_t count;
    uint64_t for_s; /* at most; it ends as soon as all is done */
    /* The letters of this one have changed, and are stored; `copies` nodes took one now. */
    void (*on_change)(void *context, const struct letter_round_member *member, size_t copies);
    void *context;
};

enum letter_round_end {
    LETTER_ROUND_DONE,
    LETTER_ROUND_CONTACTS_ONLY, /* no round: the DHT may not be used */
    LETTER_ROUND_NOBODY,        /* no node of the DHT answered */
    LETTER_ROUND_INTERRUPTED,
    LETTER_ROUND_FAILED, /* it has complained */
};

enum letter_round_end letter_round(const struct letter_round_wish *wish);

#endif
