#include "app/pairing_link.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "net/interfaces.h"
#include "net/pump.h"

static void ignore_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    (void)owner;
    (void)link;
    (void)event;
}

/* Opens a socket for a moment, to learn which port it gets and whether there is IPv6. */
static bool probe_socket(struct alcove_address *listen, bool *ipv4_only, struct net_error *error)
{
    uv_loop_t loop;
    if (uv_loop_init(&loop) != 0)
        return false;
    struct net_pump *pump = net_pump_open(&loop, listen, ignore_event, error);
    if (pump != NULL) {
        listen->port = net_pump_local_port(pump);
        *ipv4_only = net_pump_is_ipv4_only(pump);
        net_pump_close(pump, NULL, NULL);
        uv_run(&loop, UV_RUN_DEFAULT);
    }
    uv_loop_close(&loop);
    return pump != NULL;
}

static bool is_anywhere(const struct alcove_address *listen)
{
    static const uint8_t ipv6[16] = {0};
    static const uint8_t ipv4[16] = {[10] = 0xff, [11] = 0xff};
    return memcmp(listen->ip, ipv6, 16) == 0 || memcmp(listen->ip, ipv4, 16) == 0;
}

static size_t list_candidates(struct alcove_address *out, size_t max,
                              const struct alcove_address *listen, bool ipv4_only)
{
    if (!is_anywhere(listen)) {
        out[0] = *listen;
        return 1;
    }
    struct interfaces_wish wish = {.port = listen->port, .ipv4_only = ipv4_only};
    size_t count = interfaces_list(&wish, out, max);
    wish.with_loopback = true;
    return count > 0 ? count : interfaces_list(&wish, out, max);
}

enum exit_code pairing_link_create(struct pairing_link *link, struct household *household,
                                   struct alcove_address *listen,
                                   const struct pairing_link_wish *wish)
{
    struct net_error net_error = {.text = "The network could not be opened."};
    struct store_error error;
    struct invite invite = {0};
    bool ipv4_only;
    const struct pending_invite *pending;
    const struct invite_wish invite_wish = {
        .for_name = wish->for_name,
        .now_s = (uint64_t)time(NULL),
        .lifetime_s = wish->lifetime_s > UINT32_MAX ? UINT32_MAX : (uint32_t)wish->lifetime_s,
    };
    if (!probe_socket(listen, &ipv4_only, &net_error))
        return complain(EXIT_FAILED, "%s", net_error.text);
    if (!profile_set_listen_port(&household->profile, listen->port, &error) ||
        !invites_create(&household->invites, &invite_wish, &pending, &error))
        return complain(error.kind == STORE_ERROR_INVALID ? EXIT_USAGE : EXIT_LOCKED, "%s",
                        error.text);
    memcpy(invite.secret, pending->secret, sizeof invite.secret);
    invite.expires_at_s = pending->expires_at_s;
    invite.reply_wanted = wish->reply_wanted;
    invite.candidate_count =
        list_candidates(invite.candidates, INVITE_CANDIDATES_MAX, listen, ipv4_only);
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

enum exit_code pairing_link_read(struct invite *invite, const char *text)
{
    static const char *const complaints[] = {
        [INVITE_OK] = "",
        [INVITE_NOT_AN_INVITE] =
            "This is not an invite: those begin with \"alcove:\". Copy the whole link.",
        [INVITE_TRUNCATED] = "The end of this invite is missing. Copy the whole link.",
        [INVITE_MISTYPED] = "A character of this invite is wrong. Copy the link again.",
        [INVITE_NEWER_VERSION] = "This invite was made by a newer Alcove. Update yours.",
        [INVITE_IS_REPLY] =
            "This is a reply link: it goes to who made the invite, for `alcove invite --reply -`.",

        [INVITE_EXPIRED] = "This invite has expired. Ask for a new one.",
    };
    char typed[INVITE_INPUT_BYTES_MAX];
    size_t size = read_typed(typed, text);
    enum invite_outcome outcome = invite_decode(typed, size, (uint64_t)time(NULL), invite);
    sodium_memzero(typed, sizeof typed);
    if (outcome == INVITE_OK)
        return EXIT_OK;
    sodium_memzero(invite, sizeof *invite);
    return complain(EXIT_INVITE, "%s", complaints[outcome]);
}

enum exit_code pairing_link_read_reply(struct reply_sealed *reply, const char *text)
{
    static const char *const complaints[] = {
        [REPLY_OK] = "",
        [REPLY_NOT_A_REPLY] =
            "This is not a reply link: those begin with \"alcove:\". Copy the whole link.",
        [REPLY_TRUNCATED] = "The end of this reply link is missing. Copy the whole link.",
        [REPLY_MISTYPED] = "A character of this reply link is wrong. Copy the link again.",
        [REPLY_NEWER_VERSION] = "This reply link was made by a newer Alcove. Update yours.",
        [REPLY_IS_INVITE] = "This is an invite, not a reply to one. Use it with `alcove join`.",
    };
    char typed[INVITE_INPUT_BYTES_MAX];
    size_t size = read_typed(typed, text);
    enum reply_outcome outcome = reply_decode(typed, size, reply);
    sodium_memzero(typed, sizeof typed);
    return outcome == REPLY_OK ? EXIT_OK : complain(EXIT_INVITE, "%s", complaints[outcome]);
}

static void fill_random(void *context, uint8_t *out, size_t size)
{
    (void)context;
    randombytes_buf(out, size);
}

enum exit_code pairing_link_create_reply(char text[REPLY_TEXT_BYTES_MAX],
                                         struct household *household, struct alcove_address *listen,
                                         const struct invite *invite)
{
    const struct alcove_random random = {.fill = fill_random};
    struct net_error net_error = {.text = "The network could not be opened."};
    struct store_error error;
    struct reply reply = {0};
    bool ipv4_only;
    if (!probe_socket(listen, &ipv4_only, &net_error))
        return complain(EXIT_FAILED, "%s", net_error.text);
    if (!profile_set_listen_port(&household->profile, listen->port, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    reply.candidate_count =
        list_candidates(reply.candidates, REPLY_CANDIDATES_MAX, listen, ipv4_only);
    if (reply.candidate_count == 0)
        return complain(EXIT_UNREACHABLE, "This computer has no network; connect it first.");
    reply_encode(&reply, invite->secret, &random, text);
    return EXIT_OK;
}
