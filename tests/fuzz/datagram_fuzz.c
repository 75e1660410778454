/* rooms: base link */
/* A whole link under datagrams of the input's making. The first byte chooses the story and whether
 * its handshake is thin, then each step is four bytes (what, how long after, from where, how many
 * bytes follow) and those bytes.
 *
 *   idle         strangers, and those who spoil the first datagrams of a contact: no answer, no
 *                event; the contact gets through afterwards
 *   established  between genuine traffic come foreign, spoilt and repeated datagrams: only the
 *                genuine ones change anything; words get through afterwards
 *   hostile      the contact's own keys seal what the input wrote: nothing may crash */
#include <string.h>

#include <sodium.h>

#include "fuzz/drawn.h"
#include "fuzz/fuzz.h"
#include "link/link.h"
#include "link/link_parts.h"

enum { THERAPIST, CLIENT };

#define KEPT_MAX   8
#define FLYING_MAX 128
#define STEPS_MAX  48
#define DELAY_US   20000
/* The contact's retries come 16 s apart at most. */
#define PATIENCE_US 90000000

enum story {
    STORY_IDLE,
    STORY_ESTABLISHED,
    STORY_HOSTILE,
    STORIES,
};

enum deed {
    DEED_FOREIGN, /* the bytes are the datagram */
    DEED_SPOIL,   /* a genuine datagram, cut or changed by the bytes */
    DEED_COPY,    /* a genuine datagram as it was */
    DEED_PASS,    /* much time */
    DEED_LOSE,    /* the next genuine ones do not arrive */
    DEED_RECORD,
    DEED_SIGNAL,
    DEED_FRAME,
    DEED_SEAL, /* the bytes, sealed with the client's keys; HOSTILE only */
    DEEDS,
};

struct step {
    enum deed deed;
    uint8_t wait;
    uint8_t source;
    const uint8_t *bytes;
    size_t size;
};

struct flying {
    uint64_t due_us;
    struct alcove_address to;
    size_t size;
    uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX];
};

struct world {
    struct alcove_link *links[2];
    struct alcove_link_config configs[2];
    struct alcove_address addresses[4]; /* the two, and two strangers' */
    uint64_t draws[2];
    uint64_t now_us;
    enum story story;
    uint32_t round_trip_us; /* of a check before the call; a long one makes the handshake thin */
    size_t to_lose;
    struct flying flying[FLYING_MAX];
    size_t flying_first, flying_count;
    struct flying kept[KEPT_MAX];
    size_t kept_count;
    bool established[2];
    uint64_t sent[2], arrived[2], events;
    uint32_t frames[2][2];
};

static struct world world;
static struct alcove_link storage[2];

static void start_link(int end)
{
    memset(&storage[end], 0, sizeof storage[end]);
    world.links[end] =
        alcove_link_init(&storage[end], sizeof storage[end], &world.configs[end], world.now_us);
}

static void world_init(enum story story)
{
    memset(&world, 0, sizeof world);
    world.story = story;
    world.now_us = 1000000;
    for (size_t i = 0; i < 4; i++) {
        world.addresses[i].ip[15] = (uint8_t)(1 + i);
        world.addresses[i].port = (uint16_t)(40000 + i);
    }
    for (size_t i = 0; i < 2; i++) {
        struct alcove_link_config *config = &world.configs[i];
        world.draws[i] = (i + 1) << 32;
        config->purpose = ALCOVE_LINK_CONTACT;
        config->random = (struct alcove_random){.fill = drawn_fill, .context = &world.draws[i]};
        config->psk.present = true;
        config->psk.kem = true;
        memset(config->static_secret, (int)i + 1, 32);
        crypto_scalarmult_base(config->static_public, config->static_secret);
    }
    for (size_t i = 0; i < 2; i++)
        memcpy(world.configs[i].remote_static, world.configs[1 - i].static_public, 32);
    start_link(THERAPIST);
    start_link(CLIENT);
}

static void put_in_flight(const struct alcove_transmit *transmit)
{
    require(transmit->size > 0 && transmit->size <= ALCOVE_DATAGRAM_BYTES_MAX);
    require(transmit->to.port != 0);
    struct flying flying = {.due_us = world.now_us + DELAY_US, .to = transmit->to};
    flying.size = transmit->size;
    memcpy(flying.bytes, transmit->bytes, transmit->size);
    world.kept[world.kept_count++ % KEPT_MAX] = flying;
    if (world.to_lose > 0) {
        world.to_lose--;
        return;
    }
    if (world.flying_count < FLYING_MAX)
        world.flying[(world.flying_first + world.flying_count++) % FLYING_MAX] = flying;
}

/* Every byte of an event is there to be read. */
static void look_at(const uint8_t *bytes, size_t size)
{
    static volatile uint8_t sum;
    require(bytes != NULL || size == 0);
    for (size_t i = 0; i < size; i++)
        sum = (uint8_t)(sum ^ bytes[i]);
}

static void take_event(int end, const struct alcove_event *event)
{
    world.events++;
    if (event->kind == ALCOVE_EVENT_ESTABLISHED)
        world.established[end] = true;
    if (event->kind == ALCOVE_EVENT_RECORD_ARRIVED)
        world.arrived[end]++;
    if (event->kind == ALCOVE_EVENT_RECORD || event->kind == ALCOVE_EVENT_SIGNAL)
        look_at(event->bytes, event->size);
    if (event->kind == ALCOVE_EVENT_FRAME)
        look_at(event->frame.bytes, event->frame.size);
    if (event->kind == ALCOVE_EVENT_RECORD)
        alcove_link_acknowledge_record(world.links[end], world.now_us, event->id);
}

static void drain(int end)
{
    bool busy = true;
    for (int round = 0; busy; round++) {
        struct alcove_transmit transmit;
        struct alcove_event event;
        require(round < 10000);
        busy = false;
        while (alcove_link_poll_transmit(world.links[end], world.now_us, &transmit)) {
            busy = true;
            put_in_flight(&transmit);
        }
        while (alcove_link_poll_event(world.links[end], &event)) {
            busy = true;
            take_event(end, &event);
        }
    }
}

static bool end_runs(int end)
{
    return end == THERAPIST || world.story != STORY_HOSTILE || !world.established[THERAPIST];
}

static bool deliver_next(void)
{
    if (world.flying_count == 0 || world.flying[world.flying_first].due_us > world.now_us)
        return false;
    const struct flying *flying = &world.flying[world.flying_first];
    world.flying_first = (world.flying_first + 1) % FLYING_MAX;
    world.flying_count--;
    for (int end = 0; end < 2; end++) {
        if (!end_runs(end) || !alcove_address_equal(&flying->to, &world.addresses[end]))
            continue;
        alcove_link_receive(world.links[end], world.now_us, &world.addresses[1 - end],
                            flying->bytes, flying->size);
        drain(end);
    }
    return true;
}

static uint64_t next_time(uint64_t end_us)
{
    uint64_t next_us = end_us;
    if (world.flying_count > 0 && world.flying[world.flying_first].due_us < next_us)
        next_us = world.flying[world.flying_first].due_us;
    for (int end = 0; end < 2; end++) {
        uint64_t timeout_us = alcove_link_next_timeout(world.links[end]);
        if (end_runs(end) && timeout_us < next_us)
            next_us = timeout_us;
    }
    return next_us > world.now_us ? next_us : world.now_us;
}

static void pass(uint64_t duration_us)
{
    uint64_t end_us = world.now_us + duration_us;
    int still = 0;
    do {
        uint64_t next_us = next_time(end_us);
        still = next_us == world.now_us ? still + 1 : 0;
        require(still < 10000);
        world.now_us = next_us;
        while (deliver_next())
            ;
        for (int end = 0; end < 2; end++) {
            if (!end_runs(end) || alcove_link_next_timeout(world.links[end]) > world.now_us)
                continue;
            alcove_link_handle_timeout(world.links[end], world.now_us);
            drain(end);
        }
    } while (world.now_us < end_us);
}

static void connect(void)
{
    alcove_link_move(world.links[CLIENT], world.now_us, &world.addresses[THERAPIST],
                     world.round_trip_us);
    require(alcove_link_connect(world.links[CLIENT], world.now_us) == ALCOVE_OK);
    drain(CLIENT);
}

static void require_established(void)
{
    uint64_t until_us = world.now_us + PATIENCE_US;
    while (!world.established[THERAPIST] || !world.established[CLIENT]) {
        require(world.now_us < until_us);
        pass(100000);
    }
}

static void send_record(int end)
{
    uint64_t id;
    const uint8_t words[5] = "hello";
    enum alcove_link_status status =
        alcove_link_send_record(world.links[end], world.now_us, words, sizeof words, &id);
    require(status == ALCOVE_OK || world.story != STORY_ESTABLISHED);
    if (status == ALCOVE_OK)
        world.sent[end]++;
    drain(end);
}

static void require_words_to_arrive(void)
{
    uint64_t until_us = world.now_us + PATIENCE_US;
    send_record(THERAPIST);
    send_record(CLIENT);
    while (world.arrived[THERAPIST] < world.sent[THERAPIST] ||
           world.arrived[CLIENT] < world.sent[CLIENT]) {
        require(world.now_us < until_us);
        pass(100000);
    }
}

static void send_frame(int end, const struct step *step)
{
    static const uint8_t picture[256 * 400];
    bool voice = (step->source & 4) != 0;
    struct alcove_frame frame = {.kind = voice ? ALCOVE_FRAME_VOICE : ALCOVE_FRAME_VIDEO};
    frame.id = world.frames[end][voice]++;
    frame.captured_at_us = world.now_us;
    frame.key = (step->source & 8) != 0;
    frame.golden = (step->source & 16) != 0;
    frame.bytes = picture;
    frame.size = voice ? 1 + (size_t)step->wait * 4 : 1 + (size_t)step->wait * 400;
    frame.lifetime_us = (uint32_t)(step->source >> 5) * 100000;
    alcove_link_send_frame(world.links[end], world.now_us, &frame);
    drain(end);
}

/* Offers what is not genuine: nothing changes and nobody answers. Only a counter that was seen
 * before is ours unread. */
static void offer_foreign(int end, const struct step *step, const uint8_t *bytes, size_t size)
{
    struct alcove_link *link = world.links[end];
    struct alcove_transmit transmit;
    struct alcove_event event;
    enum alcove_link_state state = alcove_link_get_state(link);
    struct alcove_address path = alcove_link_path(link);
    uint64_t replayed = alcove_link_get_statistics(link).refused_replayed;
    enum alcove_receive_result result =
        alcove_link_receive(link, world.now_us, &world.addresses[step->source % 4], bytes, size);
    bool seen = alcove_link_get_statistics(link).refused_replayed == replayed + 1;
    require(result == (seen ? ALCOVE_RECEIVE_TAKEN : ALCOVE_RECEIVE_NOT_MINE));
    require(!seen || world.story != STORY_IDLE);
    require(!alcove_link_poll_transmit(link, world.now_us, &transmit));
    require(!alcove_link_poll_event(link, &event));
    struct alcove_address path_after = alcove_link_path(link);
    require(alcove_link_get_state(link) == state && alcove_address_equal(&path, &path_after));
}

/* The last genuine datagram or one of those before, at its size. */
static const struct flying *kept_by(const struct step *step)
{
    size_t back = 1 + step->source / 8 % KEPT_MAX;
    return back <= world.kept_count ? &world.kept[(world.kept_count - back) % KEPT_MAX] : NULL;
}

/* The first byte says where, the second how much is cut off, the others change. */
static void spoil(int end, const struct step *step)
{
    const struct flying *kept = kept_by(step);
    if (kept == NULL || step->size < 2)
        return;
    uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX];
    size_t size = kept->size - step->bytes[1] % kept->size;
    memcpy(bytes, kept->bytes, kept->size);
    for (size_t i = 2; i < step->size; i++)
        bytes[((size_t)step->bytes[0] * 5 + i - 2) % size] ^= step->bytes[i];
    if (size == kept->size && memcmp(bytes, kept->bytes, size) == 0)
        bytes[(size_t)step->bytes[0] * 5 % size] ^= 1;
    offer_foreign(end, step, bytes, size);
}

static void copy(int end, const struct step *step)
{
    const struct flying *kept = kept_by(step);
    if (kept == NULL || world.story == STORY_IDLE)
        return;
    alcove_link_receive(world.links[end], world.now_us, &world.addresses[step->source % 4],
                        kept->bytes, kept->size);
    drain(end);
}

static void seal_by_client(const struct step *step)
{
    uint8_t datagram[ALCOVE_DATAGRAM_BYTES_MAX] = {0};
    size_t size = step->size;
    if (world.story != STORY_HOSTILE)
        return;
    if (size < ALCOVE_PLAINTEXT_BYTES_MIN)
        size = ALCOVE_PLAINTEXT_BYTES_MIN;
    if (step->size > 0)
        memcpy(datagram + ALCOVE_PACKET_HEADER_BYTES, step->bytes, step->size);
    struct generation *generation = traffic_generation(&world.links[CLIENT]->traffic);
    struct seal_sealed sealed =
        seal_protect(&generation->seal, (step->source & 8) != 0 ? SEAL_BULK : SEAL_RT, world.now_us,
                     datagram, size);
    alcove_link_receive(world.links[THERAPIST], world.now_us, &world.addresses[step->source % 4],
                        datagram, sealed.size);
    drain(THERAPIST);
}

static void send_signal(int end, const struct step *step)
{
    if (step->size > 0 && step->size <= ALCOVE_SIGNAL_BYTES_MAX)
        alcove_link_send_signal(world.links[end], world.now_us, step->bytes, step->size);
    drain(end);
}

static void run_step(const struct step *step)
{
    int end = world.story == STORY_ESTABLISHED && (step->source & 4) != 0 ? CLIENT : THERAPIST;
    pass((uint64_t)step->wait * step->wait * (step->deed == DEED_PASS ? 1000 : 10));
    switch (step->deed) {
    case DEED_FOREIGN:
        offer_foreign(end, step, step->bytes, step->size);
        return;
    case DEED_SPOIL:
        spoil(end, step);
        return;
    case DEED_COPY:
        copy(end, step);
        return;
    case DEED_LOSE:
        world.to_lose = step->source % 4;
        return;
    case DEED_RECORD:
        send_record(end);
        return;
    case DEED_SIGNAL:
        send_signal(end, step);
        return;
    case DEED_FRAME:
        send_frame(end, step);
        return;
    case DEED_SEAL:
        seal_by_client(step);
        return;
    case DEED_PASS:
    case DEEDS:
        return;
    }
}

static void run_steps(const uint8_t *data, size_t size)
{
    size_t at = 0;
    for (int i = 0; i < STEPS_MAX && size - at >= 4; i++) {
        struct step step = {.deed = (enum deed)(data[at] % DEEDS)};
        step.wait = data[at + 1];
        step.source = data[at + 2];
        step.size = data[at + 3];
        at += 4;
        if (step.size > size - at)
            step.size = size - at;
        step.bytes = data + at;
        at += step.size;
        run_step(&step);
    }
}

/* The client's first datagrams exist, but the therapist never sees one as it was. */
static void tell_idle(const uint8_t *data, size_t size)
{
    world.to_lose = SIZE_MAX;
    connect();
    world.events = 0;
    start_link(CLIENT);
    run_steps(data, size);
    require(world.events == 0 && alcove_link_get_state(world.links[THERAPIST]) == ALCOVE_LINK_IDLE);
    world.to_lose = 0;
    start_link(CLIENT);
    connect();
    require_established();
    require_words_to_arrive();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || sodium_init() < 0)
        return 0;
    world_init((enum story)(data[0] % STORIES));
    world.round_trip_us = data[0] / STORIES % 2 == 0 ? 40000 : 3000000;
    if (world.story == STORY_IDLE) {
        tell_idle(data + 1, size - 1);
        return 0;
    }
    connect();
    require_established();
    run_steps(data + 1, size - 1);
    if (world.story == STORY_ESTABLISHED)
        require_words_to_arrive();
    return 0;
}
