/* An invite made into a link, and a link made into an invite again, for the commands and the
 * window. Complains on stderr when it cannot. */
#ifndef ALCOVE_APP_PAIRING_LINK_H
#define ALCOVE_APP_PAIRING_LINK_H

#include "app/commands.h"
#include "app/told.h"
#include "reach/invite.h"
#include "reach/reply.h"

struct pairing_link_wish {
    const struct options *options; /* by which ways one may be found */
    const char *for_name;          /* NULL: nobody named */
    uint64_t lifetime_s;
    bool reply_wanted; /* the link asks for a reply even if there is a way in without */
};

struct pairing_link {
    uint32_t invite_id;
    uint64_t expires_at_s;
    bool reply_wanted; /* whoever joins will hand back a reply link */
    char text[INVITE_TEXT_BYTES_MAX];
};

/* Makes an invite that is kept in the profile, and its link. `*listen` gets a port that is free
 * when it had none, and the profile remembers it, since the link names it. */
enum exit_code pairing_link_create(struct pairing_link *link, struct household *household,
                                   struct alcove_address *listen,
                                   const struct pairing_link_wish *wish);

/* What a link says, for one who has it in memory: no words when it can be used now, else why not.
 * Static. The caller wipes `*invite`. */
struct told pairing_link_decode(struct invite *invite, const char *text, size_t size);

/* `text` is a link, or `-`: then it is read from standard input, where no list of processes shows
 * it. EXIT_INVITE when it is not a link that can be used now. The caller wipes `*invite`. */
enum exit_code pairing_link_read(struct invite *invite, const char *text);

/* The same two for a reply link. */
struct told pairing_link_decode_reply(struct reply_sealed *reply, const char *text, size_t size);
enum exit_code pairing_link_read_reply(struct reply_sealed *reply, const char *text);
/* The reply to an invite: where we may be reached. `*listen` gets a port as above. */
enum exit_code pairing_link_create_reply(char text[REPLY_TEXT_BYTES_MAX],
                                         struct household *household, struct alcove_address *listen,
                                         const struct pairing_link_wish *wish,
                                         const struct invite *invite);

#endif
