#include "reach/relay_client.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/virtual_address.h"

/* A cookie is good for some minutes: more of them in one asking are a helper gone mad. */
#define COOKIES_AT_ONCE_MAX 3

static const struct alcove_random *random_of(const struct relay_client *client)
{
    ALCOVE_ASSERT(client->options.random.fill != NULL);
    return &client->options.random;
}

static void draw_transaction(struct relay_client *client)
{
    const struct alcove_random *random = random_of(client);
    ALCOVE_ASSERT(client->asking);
    random->fill(random->context, client->transaction, sizeof client->transaction);
}

/* An asking under way is hastened, and its patience cut. */
static void ask(struct relay_client *client, uint64_t now_us, uint64_t patience_us)
{
    bool was_asking = client->asking;
    ALCOVE_ASSERT(patience_us > 0);
    if (!was_asking || client->told || client->tell_us > now_us + patience_us)
        client->tell_us = now_us + patience_us;
    client->asking = true;
    client->told = false;
    client->waits = false;
    client->asked = 0;
    client->cookies = 0;
    client->next_ask_us = now_us;
    if (!was_asking)
        draw_transaction(client);
}

void relay_client_init(struct relay_client *client, uint64_t now_us,
                       const struct relay_client_options *options)
{
    ALCOVE_ASSERT(options->side <= 1 && options->helper.port != 0);
    memset(client, 0, sizeof *client);
    client->options = *options;
    ask(client, now_us, RELAY_PROBE_PATIENCE_US);
}

void relay_client_finish(struct relay_client *client)
{
    ALCOVE_ASSERT(client != NULL);
    sodium_memzero(client, sizeof *client);
}

void relay_client_probe(struct relay_client *client, uint64_t now_us)
{
    ALCOVE_ASSERT(client->options.helper.port != 0);
    /* One probe a patience is enough: who calls this at every silent tick must not flood. */
    if (client->asking && !client->waits && client->asked < RELAY_ASKS_QUICK) {
        if (!client->told && client->tell_us > now_us + RELAY_PROBE_PATIENCE_US)
            client->tell_us = now_us + RELAY_PROBE_PATIENCE_US;
        return;
    }
    ask(client, now_us, RELAY_PROBE_PATIENCE_US);
}

void relay_client_move(struct relay_client *client, uint64_t now_us,
                       const struct alcove_address *helper)
{
    ALCOVE_ASSERT(helper->port != 0);
    client->options.helper = *helper;
    client->bound = false;
    client->asking = false;
    client->channel = 0;
    client->channel_before = 0;
    sodium_memzero(client->cookie, sizeof client->cookie);
    ask(client, now_us,
        address_is_virtual(helper) ? RELAY_STREAM_PATIENCE_US : RELAY_PROBE_PATIENCE_US);
}

/* ---- time ---- */

static void tell(struct relay_client *client, enum relay_event_kind kind)
{
    ALCOVE_ASSERT(kind <= RELAY_EVENT_FULL);
    client->events |= 1u << kind;
}

uint64_t relay_client_next_timeout(const struct relay_client *client)
{
    ALCOVE_ASSERT(client->options.helper.port != 0);
    bool will_tell = client->asking && !client->told && client->tell_us < client->next_ask_us;
    return will_tell ? client->tell_us : client->next_ask_us;
}

void relay_client_handle_timeout(struct relay_client *client, uint64_t now_us)
{
    ALCOVE_ASSERT(client->options.helper.port != 0);
    if (client->asking && !client->told && now_us >= client->tell_us) {
        tell(client, client->bound ? RELAY_EVENT_LOST : RELAY_EVENT_SILENT);
        client->bound = false;
        client->told = true;
    }
    if (!client->asking && now_us >= client->next_ask_us)
        ask(client, now_us, RELAY_KEEPALIVE_PATIENCE_US);
}

static uint64_t pause_after(uint32_t asked)
{
    uint64_t pause_us = RELAY_ASK_PAUSE_US;
    ALCOVE_ASSERT(asked > 0);
    for (uint32_t i = RELAY_ASKS_QUICK; i < asked && pause_us < RELAY_ASK_PAUSE_MAX_US; i++)
        pause_us *= 2;
    return pause_us;
}

bool relay_client_poll_transmit(struct relay_client *client, uint64_t now_us,
                                struct relay_request_out *out)
{
    ALCOVE_ASSERT(out != NULL);
    if (!client->asking || now_us < client->next_ask_us)
        return false;
    struct relay_request request = {
        .kind = client->options.reflect_only ? RELAY_REFLECT : RELAY_BIND,
        .side = client->options.side,
    };
    memcpy(request.transaction, client->transaction, sizeof request.transaction);
    memcpy(request.cookie, client->cookie, sizeof request.cookie);
    out->to = client->options.helper;
    out->size = relay_request_seal(&client->options.pass, &request, random_of(client), out->bytes);
    client->waits = false;
    client->asked++;
    client->last_ask_us = now_us;
    client->next_ask_us = now_us + pause_after(client->asked);
    return true;
}

/* ---- answers ---- */

static void end_asking(struct relay_client *client, uint64_t now_us,
                       const struct relay_answer *answer)
{
    const struct alcove_random *random = random_of(client);
    uint8_t drawn;
    ALCOVE_ASSERT(client->asking);
    random->fill(random->context, &drawn, sizeof drawn);
    uint64_t pause_us = RELAY_KEEPALIVE_US - (uint64_t)drawn * (RELAY_KEEPALIVE_US / 10) / 255;
    uint64_t third_us = (uint64_t)answer->lifetime_s * 1000000 / 3;
    if (answer->kind == RELAY_BOUND && third_us > 0 && third_us < pause_us)
        pause_us = third_us;
    if (client->asked == 1)
        client->round_trip_us = (uint32_t)(now_us - client->last_ask_us);
    client->asking = false;
    client->ticket_left_s = answer->ticket_left_s;
    client->next_ask_us = now_us + pause_us;
}

static void on_bound(struct relay_client *client, uint64_t now_us,
                     const struct relay_answer *answer)
{
    bool news = !client->bound || client->channel != answer->channel ||
                !alcove_address_equal(&client->seen, &answer->seen);
    ALCOVE_ASSERT(answer->kind == RELAY_BOUND);
    if (client->channel != answer->channel) {
        client->channel_before = client->channel;
        client->channel = answer->channel;
    }
    client->seen = answer->seen;
    client->bound = true;
    memcpy(client->cookie, answer->cookie, sizeof client->cookie);
    if (answer->other_here && !client->other_here)
        tell(client, RELAY_EVENT_OTHER_HERE);
    client->other_here = answer->other_here;
    end_asking(client, now_us, answer);
    if (news)
        tell(client, RELAY_EVENT_BOUND);
}

static void on_seen(struct relay_client *client, uint64_t now_us, const struct relay_answer *answer)
{
    bool news = !client->bound || !alcove_address_equal(&client->seen, &answer->seen);
    ALCOVE_ASSERT(answer->kind == RELAY_SEEN);
    client->seen = answer->seen;
    client->bound = true;
    end_asking(client, now_us, answer);
    if (news)
        tell(client, RELAY_EVENT_SEEN);
}

static void on_cookie(struct relay_client *client, uint64_t now_us,
                      const struct relay_answer *answer)
{
    ALCOVE_ASSERT(answer->kind == RELAY_COOKIE);
    memcpy(client->cookie, answer->cookie, sizeof client->cookie);
    draw_transaction(client);
    client->cookies++;
    client->asked = 0;
    if (client->cookies > COOKIES_AT_ONCE_MAX)
        return;
    /* Somebody is there: the patience begins anew. */
    client->next_ask_us = now_us;
    if (!client->told)
        client->tell_us = now_us + RELAY_PROBE_PATIENCE_US;
}

static void on_full(struct relay_client *client, uint64_t now_us)
{
    ALCOVE_ASSERT(client->asking);
    client->bound = false;
    client->told = true;
    client->waits = true;
    client->next_ask_us = now_us + RELAY_FULL_PAUSE_US;
    tell(client, RELAY_EVENT_FULL);
}

static bool take_answer(struct relay_client *client, uint64_t now_us,
                        const struct relay_answer *answer)
{
    ALCOVE_ASSERT(answer->kind >= RELAY_COOKIE && answer->kind <= RELAY_NOTICE);
    if (answer->kind == RELAY_NOTICE) {
        if (client->channel == 0 || answer->channel != client->channel)
            return false;
        client->other_here = true;
        tell(client, RELAY_EVENT_OTHER_HERE);
        return true;
    }
    if (!client->asking ||
        memcmp(answer->transaction, client->transaction, sizeof client->transaction) != 0)
        return false;
    bool reflected = answer->kind == RELAY_SEEN;
    if (reflected != client->options.reflect_only)
        return false;
    if (reflected)
        on_seen(client, now_us, answer);
    else if (answer->kind == RELAY_COOKIE)
        on_cookie(client, now_us, answer);
    else if (answer->kind == RELAY_FULL)
        on_full(client, now_us);
    else
        on_bound(client, now_us, answer);
    return true;
}

enum relay_client_result relay_client_receive(struct relay_client *client, uint64_t now_us,
                                              struct relay_client_received *received)
{
    struct relay_answer answer;
    uint64_t channel;
    ALCOVE_ASSERT(received->bytes != NULL && received->from != NULL);
    if (!alcove_address_equal(received->from, &client->options.helper))
        return RELAY_CLIENT_NOT_MINE;
    if (relay_data_channel(received->bytes, received->size, &channel) && channel != 0 &&
        (channel == client->channel || channel == client->channel_before)) {
        received->payload = received->bytes + RELAY_CHANNEL_BYTES;
        received->payload_size = received->size - RELAY_CHANNEL_BYTES;
        return RELAY_CLIENT_DATAGRAM;
    }
    if (!relay_answer_open(&client->options.pass, received->bytes, received->size, &answer))
        return RELAY_CLIENT_NOT_MINE;
    return take_answer(client, now_us, &answer) ? RELAY_CLIENT_TAKEN : RELAY_CLIENT_NOT_MINE;
}

/* ---- for the caller ---- */

bool relay_client_poll_event(struct relay_client *client, struct relay_event *out)
{
    ALCOVE_ASSERT(out != NULL);
    for (unsigned kind = RELAY_EVENT_BOUND; kind <= RELAY_EVENT_FULL; kind++) {
        if ((client->events & 1u << kind) == 0)
            continue;
        client->events &= ~(1u << kind);
        *out = (struct relay_event){
            .kind = (enum relay_event_kind)kind,
            .seen = client->seen,
            .other_here = client->other_here,
            .ticket_left_s = client->ticket_left_s,
            .round_trip_us = client->round_trip_us,
        };
        return true;
    }
    return false;
}

bool relay_client_is_bound(const struct relay_client *client)
{
    ALCOVE_ASSERT(client != NULL);
    return client->bound;
}

size_t relay_client_wrap(const struct relay_client *client, const uint8_t *bytes, size_t size,
                         uint8_t out[RELAY_DATAGRAM_BYTES_MAX])
{
    ALCOVE_ASSERT(size > 0 && size <= RELAY_PAYLOAD_BYTES_MAX);
    return client->channel == 0 ? 0 : relay_data_write(client->channel, bytes, size, out);
}
