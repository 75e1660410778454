#include "reach/invite.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/address_text.h"
#include "reach/link_text.h"

#define FLAG_REPLY_WANTED 1u
#define FIXED_BYTES       (5 + INVITE_SECRET_BYTES + 1 + 1 + 2)
/* Left for addresses. */
#define ROOM_BYTES (LINK_TEXT_PACKED_MAX - LINK_TEXT_AROUND_BYTES - 1 - FIXED_BYTES)
/* Of the candidates in one's own network so many come before the nodes. */
#define NEAR_FIRST 2

_Static_assert(INVITE_TEXT_BYTES_MAX == LINK_TEXT_BYTES_MAX, "an invite is a link");
_Static_assert(INVITE_INPUT_BYTES_MAX == LINK_TEXT_INPUT_BYTES_MAX, "an invite is a link");
_Static_assert(INVITE_CANDIDATES_MAX + INVITE_NODES_MAX <= LINK_TEXT_ADDRESSES_MAX,
               "a bit for the family of each address");
_Static_assert(ROOM_BYTES >= 4 * 18 + 2 * 6, "as the header promises");

/* Whether an address means the same everywhere: not one of a private network (RFC 1918, RFC 6598,
 * RFC 4193), of the link or of the machine itself. */
static bool is_public(const struct alcove_address *address)
{
    static const struct {
        uint8_t mask[2], value[2];
    } near[] = {
        {{255, 0}, {0, 0}},       {{255, 0}, {10, 0}},      {{255, 0}, {127, 0}},
        {{255, 192}, {100, 64}},  {{255, 255}, {169, 254}}, {{255, 240}, {172, 16}},
        {{255, 255}, {192, 168}}, {{224, 0}, {224, 0}},
    };
    ALCOVE_ASSERT(address->port != 0);
    if (!address_is_ipv4(address))
        return (address->ip[0] & 0xe0) == 0x20; /* 2000::/3, RFC 4291 section 2.4 */
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) {
        if ((address->ip[12] & near[i].mask[0]) == near[i].value[0] &&
            (address->ip[13] & near[i].mask[1]) == near[i].value[1])
            return false;
    }
    return true;
}

/* What of an invite fits, decided in the order of its worth. */
struct selection {
    bool candidate[INVITE_CANDIDATES_MAX];
    bool node[INVITE_NODES_MAX];
    size_t room;
};

static bool selection_take(struct selection *s, const struct alcove_address *address)
{
    size_t bytes = link_text_address_bytes(address);
    ALCOVE_ASSERT(s->room <= ROOM_BYTES);
    if (bytes > s->room)
        return false;
    s->room -= bytes;
    return true;
}

static struct selection selection_make(const struct invite *invite)
{
    struct selection s = {.room = ROOM_BYTES};
    ALCOVE_ASSERT(invite->candidate_count <= INVITE_CANDIDATES_MAX);
    ALCOVE_ASSERT(invite->node_count <= INVITE_NODES_MAX);
    for (size_t i = 0; i < invite->candidate_count; i++)
        s.candidate[i] =
            is_public(&invite->candidates[i]) && selection_take(&s, &invite->candidates[i]);
    size_t near = 0;
    for (size_t i = 0; i < invite->candidate_count && near < NEAR_FIRST; i++) {
        if (is_public(&invite->candidates[i]))
            continue;
        s.candidate[i] = selection_take(&s, &invite->candidates[i]);
        near++;
    }
    for (size_t i = 0; i < invite->node_count; i++)
        s.node[i] = selection_take(&s, &invite->nodes[i]);
    for (size_t i = 0; i < invite->candidate_count; i++) {
        if (!s.candidate[i])
            s.candidate[i] = selection_take(&s, &invite->candidates[i]);
    }
    return s;
}

size_t invite_encode(const struct invite *invite, char out[INVITE_TEXT_BYTES_MAX])
{
    ALCOVE_ASSERT(invite->expires_at_s >> 40 == 0);
    struct selection selection = selection_make(invite);
    struct alcove_address list[LINK_TEXT_ADDRESSES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < invite->candidate_count; i++) {
        if (selection.candidate[i])
            list[count++] = invite->candidates[i];
    }
    size_t candidates = count;
    for (size_t i = 0; i < invite->node_count; i++) {
        if (selection.node[i])
            list[count++] = invite->nodes[i];
    }
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_writer w = link_text_begin(packed, LINK_TEXT_INVITE);
    byte_write_u8(&w, (uint8_t)(invite->expires_at_s >> 32));
    byte_write_u32(&w, (uint32_t)(invite->expires_at_s & UINT32_MAX));
    byte_write_bytes(&w, invite->secret, sizeof invite->secret);
    byte_write_u8(&w, invite->reply_wanted ? FLAG_REPLY_WANTED : 0);
    byte_write_u8(&w, (uint8_t)(candidates << 4 | (count - candidates)));
    link_text_write_addresses(&w, list, count);
    return link_text_finish(&w, out);
}

static bool invite_unpack(struct byte_reader *r, struct invite *out)
{
    ALCOVE_ASSERT(r != NULL && out != NULL);
    uint64_t high = byte_read_u8(r);
    out->expires_at_s = high << 32 | byte_read_u32(r);
    byte_read_copy(r, out->secret, sizeof out->secret);
    uint8_t flags = byte_read_u8(r);
    uint8_t counts = byte_read_u8(r);
    size_t candidates = counts >> 4;
    size_t nodes = counts & 15;
    if (r->failed || (flags & ~FLAG_REPLY_WANTED) != 0 || candidates > INVITE_CANDIDATES_MAX ||
        nodes > INVITE_NODES_MAX)
        return false;
    struct alcove_address list[LINK_TEXT_ADDRESSES_MAX] = {0};
    link_text_read_addresses(r, list, candidates + nodes);
    if (r->failed || byte_reader_left(r) != 0)
        return false;
    out->reply_wanted = flags == FLAG_REPLY_WANTED;
    out->candidate_count = candidates;
    out->node_count = nodes;
    memcpy(out->candidates, list, candidates * sizeof list[0]);
    memcpy(out->nodes, list + candidates, nodes * sizeof list[0]);
    return true;
}

static enum invite_outcome outcome_of(enum packed_outcome outcome)
{
    static const enum invite_outcome outcomes[] = {
        [PACKED_OK] = INVITE_OK,
        [PACKED_NOT_ONE] = INVITE_NOT_AN_INVITE,
        [PACKED_TRUNCATED] = INVITE_TRUNCATED,
        [PACKED_MISTYPED] = INVITE_MISTYPED,
        [PACKED_NEWER_VERSION] = INVITE_NEWER_VERSION,
    };
    ALCOVE_ASSERT((size_t)outcome < sizeof outcomes / sizeof outcomes[0]);
    return outcomes[outcome];
}

enum invite_outcome invite_decode(const char *text, size_t size, uint64_t now_s, struct invite *out)
{
    ALCOVE_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_reader body;
    uint8_t kind = 0;
    struct invite found = {0};
    enum invite_outcome outcome = outcome_of(link_text_read(text, size, packed, &kind, &body));
    if (outcome == INVITE_OK && kind == LINK_TEXT_REPLY)
        outcome = INVITE_IS_REPLY;
    else if (outcome == INVITE_OK && (kind != LINK_TEXT_INVITE || !invite_unpack(&body, &found)))
        outcome = INVITE_MISTYPED;
    if (outcome == INVITE_OK) {
        *out = found;
        if (now_s >= found.expires_at_s)
            outcome = INVITE_EXPIRED;
    }
    sodium_memzero(&found, sizeof found);
    sodium_memzero(packed, sizeof packed);
    return outcome;
}
