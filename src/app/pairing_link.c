#include "app/pairing_link.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/scout.h"
#include "net/random.h"
#include "reach/address_scope.h"

/* Neither a public address nor a port of the router, and nobody who carries word of us: whoever
 * joins cannot knock, and so has to tell where they are. */
static bool reply_is_needed(const struct scout *scout, const struct alcove_address *listen)
{
    return !scout->can_be_found && address_scope(listen) != ADDRESS_SCOPE_LOOPBACK;
}

enum exit_code pairing_link_create(struct pairing_link *link, struct household *household,
                                   struct alcove_address *listen,
                                   const struct pairing_link_wish *wish)
{
    struct net_error net_error;
    struct store_error error;
    struct invite invite = {0};
    struct scout scout;
    const struct pending_invite *pending;
    const struct invite_wish invite_wish = {
        .for_name = wish->for_name,
        .now_s = (uint64_t)time(NULL),
        .lifetime_s = wish->lifetime_s > UINT32_MAX ? UINT32_MAX : (uint32_t)wish->lifetime_s,
    };
    if (!scout_look(&scout, wish->options, &household->profile, listen, &net_error))
        return complain(EXIT_FAILED, "%s", net_error.text);
    if (!profile_set_listen_port(&household->profile, listen->port, &error) ||
        !invites_create(&household->invites, &invite_wish, &pending, &error))
        return complain(error.kind == STORE_ERROR_INVALID ? EXIT_USAGE : EXIT_LOCKED, "%s",
                        error.text);
    memcpy(invite.secret, pending->secret, sizeof invite.secret);
    invite.expires_at_s = pending->expires_at_s;
    invite.reply_wanted = wish->reply_wanted || reply_is_needed(&scout, listen);
    invite.candidate_count = scout.candidate_count;
    memcpy(invite.candidates, scout.candidates, sizeof invite.candidates);
    invite.node_count = scout.node_count;
    memcpy(invite.nodes, scout.nodes, sizeof invite.nodes);
    link->reply_wanted = invite.reply_wanted;
    link->invite_id = pending->id;
    link->expires_at_s = pending->expires_at_s;
    invite_encode(&invite, link->text);
    sodium_memzero(&invite, sizeof invite);
    return EXIT_OK;
}

/* What was typed, or given on standard input; wiped by the caller. */
static size_t read_typed(char typed[INVITE_INPUT_BYTES_MAX], const char *text)
{
    if (strcmp(text, "-") == 0)
        return fread(typed, 1, INVITE_INPUT_BYTES_MAX - 1, stdin);
    size_t size = strnlen(text, INVITE_INPUT_BYTES_MAX);
    memcpy(typed, text, size);
    return size;
}

struct told pairing_link_decode(struct invite *invite, const char *text, size_t size)
{
    static const struct told complaints[] = {
        [INVITE_OK] = {0},
        [INVITE_NOT_AN_INVITE] =
            {.words = "This is not an invite: those begin with \"alcove:\". Copy the whole link.",
             .plain = DECK_NOTES_LINK_NO_INVITE},
        [INVITE_TRUNCATED] = {.words = "The end of this invite is missing. Copy the whole link.",
                              .plain = DECK_NOTES_LINK_CUT},
        [INVITE_MISTYPED] = {.words = "A character of this invite is wrong. Copy the link again.",
                             .plain = DECK_NOTES_LINK_MISTYPED},
        [INVITE_NEWER_VERSION] = {.words = "This invite was made by a newer Alcove. Update yours.",
                                  .plain = DECK_NOTES_LINK_NEWER},
        [INVITE_IS_REPLY] =
            {.words = "This is a reply link: it goes to who made the invite, for `alcove invite "
                      "--reply -`.",
             .plain = DECK_NOTES_LINK_IS_ANSWER},
        [INVITE_EXPIRED] = {.words = "This invite has expired. Ask for a new one.",
                            .plain = DECK_NOTES_LINK_OVER},
    };
    enum invite_outcome outcome = invite_decode(text, size, (uint64_t)time(NULL), invite);
    if (outcome != INVITE_OK)
        sodium_memzero(invite, sizeof *invite);
    return complaints[outcome];
}

enum exit_code pairing_link_read(struct invite *invite, const char *text)
{
    char typed[INVITE_INPUT_BYTES_MAX];
    size_t size = read_typed(typed, text);
    const char *why = pairing_link_decode(invite, typed, size).words;
    sodium_memzero(typed, sizeof typed);
    return why == NULL ? EXIT_OK : complain(EXIT_INVITE, "%s", why);
}

struct told pairing_link_decode_reply(struct reply_sealed *reply, const char *text, size_t size)
{
    static const struct told complaints[] = {
        [REPLY_OK] = {0},
        [REPLY_NOT_A_REPLY] =
            {.words =
                 "This is not a reply link: those begin with \"alcove:\". Copy the whole link.",
             .plain = DECK_NOTES_LINK_NO_ANSWER},
        [REPLY_TRUNCATED] = {.words = "The end of this reply link is missing. Copy the whole link.",
                             .plain = DECK_NOTES_LINK_CUT},
        [REPLY_MISTYPED] = {.words =
                                "A character of this reply link is wrong. Copy the link again.",
                            .plain = DECK_NOTES_LINK_MISTYPED},
        [REPLY_NEWER_VERSION] = {.words =
                                     "This reply link was made by a newer Alcove. Update yours.",
                                 .plain = DECK_NOTES_LINK_NEWER},
        [REPLY_IS_INVITE] =
            {.words = "This is an invite, not a reply to one. Use it with `alcove join`.",
             .plain = DECK_NOTES_LINK_IS_INVITE},
    };
    return complaints[reply_decode(text, size, reply)];
}

enum exit_code pairing_link_read_reply(struct reply_sealed *reply, const char *text)
{
    char typed[INVITE_INPUT_BYTES_MAX];
    size_t size = read_typed(typed, text);
    const char *why = pairing_link_decode_reply(reply, typed, size).words;
    sodium_memzero(typed, sizeof typed);
    return why == NULL ? EXIT_OK : complain(EXIT_INVITE, "%s", why);
}

enum exit_code pairing_link_create_reply(char text[REPLY_TEXT_BYTES_MAX],
                                         struct household *household, struct alcove_address *listen,
                                         const struct pairing_link_wish *wish,
                                         const struct invite *invite)
{
    struct net_error net_error;
    struct store_error error;
    struct reply reply = {0};
    struct scout scout;
    if (!scout_look(&scout, wish->options, &household->profile, listen, &net_error))
        return complain(EXIT_FAILED, "%s", net_error.text);
    if (!profile_set_listen_port(&household->profile, listen->port, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    reply.candidate_count = scout.candidate_count;
    memcpy(reply.candidates, scout.candidates, sizeof reply.candidates);
    if (reply.candidate_count == 0)
        return complain(EXIT_UNREACHABLE, "This computer has no network; connect it first.");
    reply_encode(&reply, invite->secret, &net_random, text);
    return EXIT_OK;
}
