/* rooms: reach */
/* Invites, replies and addresses as pasted by anyone: the first byte chooses the reader. What is
 * accepted is within its bounds, and is written again as a text that means the same. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "reach/address_text.h"
#include "reach/invite.h"
#include "reach/reply.h"

#define NOW_S 1800000000

static void read_invite(const char *text, size_t size)
{
    struct invite invite;
    struct invite again;
    char written[INVITE_TEXT_BYTES_MAX];
    enum invite_outcome outcome = invite_decode(text, size, NOW_S, &invite);
    if (outcome != INVITE_OK && outcome != INVITE_EXPIRED) {
        const struct invite zero = {0};
        require(memcmp(&invite, &zero, sizeof zero) == 0);
        return;
    }
    size_t length = invite_encode(&invite, written);
    require(length == strlen(written) && length < sizeof written);
    require(invite_decode(written, length, NOW_S, &again) == outcome);
    require(memcmp(again.secret, invite.secret, sizeof again.secret) == 0);
    require(again.expires_at_s == invite.expires_at_s);
    require(again.reply_wanted == invite.reply_wanted);
    require(again.candidate_count == invite.candidate_count);
    require(again.node_count == invite.node_count);
    for (size_t i = 0; i < again.candidate_count; i++)
        require(alcove_address_equal(&again.candidates[i], &invite.candidates[i]));
    for (size_t i = 0; i < again.node_count; i++)
        require(alcove_address_equal(&again.nodes[i], &invite.nodes[i]));
}

static void fill_addresses(struct alcove_address *list, size_t count, const uint8_t *bytes,
                           size_t size)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < 16; k++)
            list[i].ip[k] = bytes[(i * 16 + k) % size];
        if (bytes[i % size] % 2 == 0)
            list[i] = address_from_ipv4(list[i].ip, 1);
        list[i].port = (uint16_t)(size % 60000 + i + 1);
    }
}

/* The fuzzer cannot guess a checksum: its bytes become the inside of a whole invite. */
static void make_invite(const uint8_t *bytes, size_t size)
{
    struct invite invite = {0};
    char written[INVITE_TEXT_BYTES_MAX];
    if (size < 3)
        return;
    invite.candidate_count = bytes[0] % (INVITE_CANDIDATES_MAX + 1);
    invite.node_count = bytes[1] % (INVITE_NODES_MAX + 1);
    invite.reply_wanted = bytes[2] % 2 == 1;
    for (size_t i = 0; i < size && i < sizeof invite.secret; i++)
        invite.secret[i] = bytes[i];
    fill_addresses(invite.candidates, invite.candidate_count, bytes, size);
    fill_addresses(invite.nodes, invite.node_count, bytes + 1, size - 1);
    invite.expires_at_s = NOW_S + size;
    read_invite(written, invite_encode(&invite, written));
    written[bytes[0] % strlen(written)] = (char)bytes[1];
    read_invite(written, strlen(written));
}

static void fill_counted(void *context, uint8_t *out, size_t size)
{
    uint8_t *next = context;
    for (size_t i = 0; i < size; i++)
        out[i] = (*next)++;
}

static const uint8_t secret[INVITE_SECRET_BYTES] = {42};

static void read_reply(const char *text, size_t size)
{
    struct reply_sealed sealed;
    struct reply reply;
    enum reply_outcome outcome = reply_decode(text, size, &sealed);
    if (outcome != REPLY_OK) {
        const struct reply_sealed zero = {0};
        require(memcmp(&sealed, &zero, sizeof zero) == 0);
        return;
    }
    require(sealed.size <= REPLY_SEALED_MAX);
    if (!reply_open(&sealed, secret, &reply))
        return;
    require(reply_belongs(&sealed, secret));
    require(reply.candidate_count >= 1 && reply.candidate_count <= REPLY_CANDIDATES_MAX);
}

static void make_reply(const uint8_t *bytes, size_t size)
{
    struct reply reply = {0};
    char written[REPLY_TEXT_BYTES_MAX];
    if (size < 3)
        return;
    uint8_t next = bytes[2];
    const struct alcove_random random = {fill_counted, &next};
    reply.candidate_count = 1 + bytes[0] % REPLY_CANDIDATES_MAX;
    fill_addresses(reply.candidates, reply.candidate_count, bytes, size);
    read_reply(written, reply_encode(&reply, secret, &random, written));
    written[bytes[0] % strlen(written)] = (char)bytes[1];
    read_reply(written, strlen(written));
}

static void read_address(const char *text)
{
    struct alcove_address address;
    struct alcove_address again;
    char written[ADDRESS_TEXT_BYTES_MAX];
    if (!address_text_parse(text, &address))
        return;
    require(address_text_print(&address, written) == strlen(written));
    require(address_text_parse(written, &again));
    require(alcove_address_equal(&address, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    /* A copy of the exact size, so that a read past its end is seen. */
    char *text = malloc(size);
    require(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    if (data[0] == 'a')
        read_address(text);
    else if (data[0] == 'm')
        make_invite((const uint8_t *)text, size - 1);
    else if (data[0] == 's')
        make_reply((const uint8_t *)text, size - 1);
    else if (data[0] == 'r')
        read_reply(text, size - 1);
    else
        read_invite(text, size - 1);
    free(text);
    return 0;
}
