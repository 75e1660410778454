#include "person.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define NUMBER_BYTES      4u
#define PICTURE_BYTES_MAX 16384u

/* Byte n is n, modulo a prime beside 256; a frame's bytes start at the low byte of its id. */
static uint8_t frame_pattern[256 + PICTURE_BYTES_MAX];

static const char *const names[WORLD_NODES] = {"therapist", "client"};

static void fill_random(void *context, uint8_t *out, size_t size)
{
    dice_fill(context, out, size);
}

uint64_t person_clock_us(const struct person *person)
{
    return world_clock_us(person->world, person->index);
}

static void fail(struct person *person, const char *what)
{
    world_fail(person->world, person->index, what);
}

static void note(struct person *person, const char *what, uint64_t number)
{
    world_log(person->world, person->index, what, number);
}

/* ---- what came ---- */

static void hear_record(struct person *person, const struct alcove_event *event)
{
    if (person->record_known && event->id != person->record_next_id)
        fail(person, "got a record out of order, or twice");
    person->record_known = true;
    person->record_next_id = event->id + 1;

    struct line line = {.at_us = person->world->now_us};
    uint32_t number = 0;
    if (event->size <= NUMBER_BYTES || event->size > NUMBER_BYTES + LINE_BYTES_MAX) {
        fail(person, "got a record nobody wrote");
        return;
    }
    memcpy(&number, event->bytes, NUMBER_BYTES);
    line.size = (uint32_t)(event->size - NUMBER_BYTES);
    memcpy(line.words, event->bytes + NUMBER_BYTES, line.size);
    uint64_t id = event->id;
    if (number < person->heard_count && person->links_established > 1) {
        person->heard_again++;
    } else if (number == person->heard_count && number < LINES_MAX) {
        person->heard[person->heard_count++] = line;
        note(person, "heard line", number);
    } else {
        fail(person, "heard lines out of order, or one twice");
    }
    alcove_link_acknowledge_record(person->link, person_clock_us(person), id);
}

static void see_frame(struct person *person, const struct alcove_frame *frame)
{
    bool voice = frame->kind == ALCOVE_FRAME_VOICE;
    struct seen_frames *seen = voice ? &person->voice_seen : &person->video_seen;
    if (frame->size > PICTURE_BYTES_MAX ||
        memcmp(frame->bytes, frame_pattern + (frame->id & 0xff), frame->size) != 0) {
        fail(person, "got a frame nobody sent");
        return;
    }
    /* Both ends of the delay on the sender's clock; only the low 32 bits travelled. */
    uint64_t sender_us = world_clock_us(person->world, 1 - person->index);
    uint32_t delay_us = (uint32_t)sender_us - (uint32_t)frame->captured_at_us;
    seen->count++;
    seen->bytes += frame->size;
    seen->delay_sum_us += delay_us;
    if (delay_us > seen->delay_max_us)
        seen->delay_max_us = delay_us;
    if (frame->id > seen->newest_id)
        seen->newest_id = frame->id;
}

static void become_linked(struct person *person, const struct alcove_event *event)
{
    if (person->linked)
        fail(person, "was linked twice by one link");
    person->linked = true;
    person->linked_at_us = person->world->now_us;
    person->links_established++;
    person->was_initiator = event->initiator;
    person->exports = event->exports;
    memcpy(person->remote_static, event->remote_static, sizeof person->remote_static);
    note(person, "is linked, initiator", event->initiator ? 1 : 0);
}

static void become_closed(struct person *person, const struct alcove_event *event)
{
    person->linked = false;
    person->links_closed++;
    person->close_reason = event->reason;
    note(person, "is no longer linked, reason", (uint64_t)event->reason);
}

static void line_arrived(struct person *person, uint64_t id)
{
    person->arrived_count++;
    if (person->arrived_count > person->given_count)
        fail(person, "was told of the arrival of a line not sent");
    note(person, "knows of the arrival of record", id);
}

/* The rendezvous of both is no part of this world; it is asked when the line is dead, and knows. */
void person_ask_around(struct person *person)
{
    struct alcove_address there = world_address(person->world, 1 - person->index);
    alcove_link_add_candidate(person->link, &there);
}

static void take_event(struct person *person, const struct alcove_event *event)
{
    switch (event->kind) {
    case ALCOVE_EVENT_ESTABLISHED:
        become_linked(person, event);
        break;
    case ALCOVE_EVENT_REKEYED:
        person->rekeys++;
        person->exports = event->exports;
        note(person, "has new keys", person->rekeys);
        break;
    case ALCOVE_EVENT_FRAME:
        see_frame(person, &event->frame);
        break;
    case ALCOVE_EVENT_RECORD:
        hear_record(person, event);
        break;
    case ALCOVE_EVENT_RECORD_ARRIVED:
        line_arrived(person, event->id);
        break;
    case ALCOVE_EVENT_SIGNAL:
        person->signs_seen++;
        person->last_sign = event->size == 1 ? event->bytes[0] : 0;
        note(person, "saw a sign", person->last_sign);
        break;
    case ALCOVE_EVENT_RESTING:
        person->rests++;
        note(person, "rests", person->rests);
        person_ask_around(person);
        break;
    case ALCOVE_EVENT_RESUMED:
        person->resumes++;
        note(person, "resumes", person->resumes);
        break;
    case ALCOVE_EVENT_PATH:
        note(person, "reaches the other at port", event->address.port);
        break;
    case ALCOVE_EVENT_CLOSED:
        become_closed(person, event);
        break;
    case ALCOVE_EVENT_FRAME_ARRIVED:
    case ALCOVE_EVENT_FRAME_LOST:
    case ALCOVE_EVENT_REPAIR_WANTED:
        break;
    }
}

/* ---- the pump ---- */

/* Gives the next written line to the link, if there is one and the link takes it. */
static bool give_line(struct person *person)
{
    if (!person->linked || person->given_count == person->written_count)
        return false;
    const struct line *line = &person->written[person->given_count];
    uint8_t bytes[NUMBER_BYTES + LINE_BYTES_MAX];
    uint64_t id = 0;
    memcpy(bytes, &person->given_count, NUMBER_BYTES);
    memcpy(bytes + NUMBER_BYTES, line->words, line->size);
    enum alcove_link_status status = alcove_link_send_record(person->link, person_clock_us(person),
                                                             bytes, NUMBER_BYTES + line->size, &id);
    if (status == ALCOVE_TOO_LARGE)
        fail(person, "may not send a line that is small enough");
    if (status != ALCOVE_OK)
        return false;
    person->given_count++;
    return true;
}

static void drain(struct person *person)
{
    struct alcove_transmit transmit;
    struct alcove_event event;
    while (alcove_link_poll_transmit(person->link, person_clock_us(person), &transmit)) {
        if (transmit.size < 1 || transmit.size > ALCOVE_DATAGRAM_BYTES_MAX)
            fail(person, "sends a datagram of an impossible size");
        struct network_datagram datagram = {0, transmit.size, transmit.bytes};
        world_send(person->world, person->index, &transmit.to, &datagram);
    }
    while (alcove_link_poll_event(person->link, &event))
        take_event(person, &event);
}

/* Rule 1 of link.h: one mutation, then drain both until they are empty. An acknowledgement inside
 * is a mutation too, hence the second drain. */
static void pump(struct person *person)
{
    do {
        drain(person);
        drain(person);
    } while (give_line(person));
    person->link_next_us = alcove_link_next_timeout(person->link);
}

static void act(struct person *person)
{
    if (person->script != NULL && !person->done)
        person->script(person);
}

static void person_receive(void *context, uint64_t now_us, const struct alcove_address *from,
                           const struct network_datagram *datagram)
{
    struct person *person = context;
    (void)alcove_link_receive(person->link, now_us, from, datagram->bytes, datagram->size);
    pump(person);
    act(person);
}

static void send_frame(struct person *person, struct alcove_frame *frame)
{
    ALCOVE_ASSERT(frame->size <= PICTURE_BYTES_MAX);
    frame->bytes = frame_pattern + (frame->id & 0xff);
    (void)alcove_link_send_frame(person->link, person_clock_us(person), frame);
    pump(person);
}

static void speak_due(struct person *person, uint64_t now_us)
{
    while (person->voice_every_us != 0 && person->voice_next_us <= now_us) {
        person->voice_next_us += person->voice_every_us;
        if (!person->linked)
            continue;
        struct alcove_frame frame = {.kind = ALCOVE_FRAME_VOICE,
                                     .id = person->voice_id++,
                                     .captured_at_us = now_us,
                                     .size = person->voice_bytes};
        send_frame(person, &frame);
    }
}

/* As a coder does: what the budget leaves after voice, for one frame. */
static uint32_t picture_bytes(const struct person *person, uint64_t now_us)
{
    struct alcove_link_budget budget = alcove_link_get_budget(person->link, now_us);
    uint64_t wanted =
        (uint64_t)budget.rate_bits_per_second * person->video_every_us / 1000000 / 8 * 6 / 10;
    uint64_t least = 100;
    wanted = wanted < least ? least : wanted;
    return (uint32_t)(wanted < person->video_bytes_max ? wanted : person->video_bytes_max);
}

static void show_due(struct person *person, uint64_t now_us)
{
    while (person->video_every_us != 0 && person->video_next_us <= now_us) {
        person->video_next_us += person->video_every_us;
        if (!person->linked)
            continue;
        if (!alcove_link_get_budget(person->link, now_us).may_send_video) {
            person->pictures_skipped++;
            continue;
        }
        struct alcove_frame frame = {.kind = ALCOVE_FRAME_VIDEO,
                                     .id = person->video_id++,
                                     .captured_at_us = now_us,
                                     .key = person->video_id == 1,
                                     .size = picture_bytes(person, now_us),
                                     .lifetime_us = 200000};
        send_frame(person, &frame);
    }
}

static void person_timeout(void *context, uint64_t now_us)
{
    struct person *person = context;
    if (person->link_next_us <= now_us) {
        alcove_link_handle_timeout(person->link, now_us);
        pump(person);
    }
    speak_due(person, now_us);
    show_due(person, now_us);
    if (person->wake_us <= now_us)
        person->wake_us = WORLD_NEVER;
    act(person);
}

static uint64_t person_next_us(void *context)
{
    const struct person *person = context;
    uint64_t next_us = person->link_next_us;
    if (person->wake_us < next_us)
        next_us = person->wake_us;
    if (person->voice_every_us != 0 && person->voice_next_us < next_us)
        next_us = person->voice_next_us;
    if (person->video_every_us != 0 && person->video_next_us < next_us)
        next_us = person->video_next_us;
    return next_us;
}

/* ---- what they do ---- */

static void fresh_link(struct person *person)
{
    size_t bytes = alcove_link_storage_bytes();
    if (person->link != NULL)
        alcove_link_wipe(person->link);
    free(person->storage);
    person->storage = calloc(1, bytes);
    ALCOVE_ASSERT(person->storage != NULL);
    person->link =
        alcove_link_init(person->storage, bytes, &person->config, person_clock_us(person));
    person->link_next_us = alcove_link_next_timeout(person->link);
    person->linked = false;
    person->record_known = false;
    person->given_count = person->arrived_count;
}

void person_wait_again(struct person *person)
{
    if (person->links_established > 0 && person->config.purpose == ALCOVE_LINK_CONTACT) {
        person->config.psk_older = person->exports.psk;
        person->config.psk = person->exports.psk_next;
    }
    fresh_link(person);
    note(person, "waits", 0);
}

void person_call_again(struct person *person)
{
    person_wait_again(person);
    person_call(person);
}

void person_call(struct person *person)
{
    struct alcove_address there = world_address(person->world, 1 - person->index);
    note(person, "calls", 0);
    alcove_link_add_candidate(person->link, &there);
    if (alcove_link_connect(person->link, person_clock_us(person)) != ALCOVE_OK)
        fail(person, "may not call");
    pump(person);
}

void person_call_after_check(struct person *person, uint32_t round_trip_us)
{
    struct alcove_address there = world_address(person->world, 1 - person->index);
    alcove_link_move(person->link, person_clock_us(person), &there, round_trip_us);
    person_call(person);
}

void person_leave(struct person *person)
{
    note(person, "leaves", 0);
    person_fall_silent(person);
    alcove_link_close(person->link, person_clock_us(person), ALCOVE_CLOSE_LEFT);
    pump(person);
}

void person_write(struct person *person, const char *words)
{
    size_t size = strlen(words) + 1;
    ALCOVE_ASSERT(size <= LINE_BYTES_MAX && person->written_count < LINES_MAX);
    struct line *line = &person->written[person->written_count++];
    line->at_us = person->world->now_us;
    line->size = (uint32_t)size;
    memcpy(line->words, words, size);
    note(person, "wrote line", person->written_count - 1);
    pump(person);
}

void person_sign(struct person *person, uint8_t sign)
{
    note(person, "signs", sign);
    (void)alcove_link_send_signal(person->link, person_clock_us(person), &sign, 1);
    pump(person);
}

void person_speak(struct person *person, uint32_t every_us, uint32_t bytes)
{
    note(person, "speaks", bytes);
    person->voice_every_us = every_us;
    person->voice_bytes = bytes;
    person->voice_next_us = person_clock_us(person);
}

void person_show(struct person *person, uint32_t every_us, uint32_t bytes_max)
{
    note(person, "is seen", bytes_max);
    person->video_every_us = every_us;
    person->video_bytes_max = bytes_max;
    person->video_next_us = person_clock_us(person);
}

void person_fall_silent(struct person *person)
{
    person->voice_every_us = 0;
    person->video_every_us = 0;
}

const char *person_heard(const struct person *person, uint32_t number)
{
    return number < person->heard_count ? person->heard[number].words : "";
}

bool person_all_arrived(const struct person *person)
{
    return person->arrived_count == person->written_count;
}

/* ---- who they are ---- */

static void draw_identity(struct person *person, struct world *world)
{
    person->dice = dice_seeded(dice_roll(&world->dice));
    dice_fill(&person->dice, person->config.static_secret, 32);
    int made = crypto_scalarmult_base(person->config.static_public, person->config.static_secret);
    ALCOVE_ASSERT(made == 0);
    person->config.random = (struct alcove_random){fill_random, &person->dice};
}

static void acquaint(struct person people[WORLD_NODES], struct dice *dice, enum acquaintance how)
{
    struct alcove_link_config shared = {.purpose = ALCOVE_LINK_CONTACT};
    dice_fill(dice, shared.envelope_root, 32);
    dice_fill(dice, shared.psk.key, 32);
    dice_fill(dice, shared.invite_secret, 32);
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        struct alcove_link_config *config = &people[i].config;
        if (how == ACQUAINTANCE_INVITE) {
            config->purpose = ALCOVE_LINK_PAIRING;
            memcpy(config->invite_secret, shared.invite_secret, 32);
            continue;
        }
        config->purpose = ALCOVE_LINK_CONTACT;
        memcpy(config->envelope_root, shared.envelope_root, 32);
        memcpy(config->remote_static, people[1 - i].config.static_public, 32);
        config->psk = shared.psk;
        config->psk.index = 1;
        config->psk.present = true;
        config->psk.kem = true;
    }
}

void people_init(struct person people[WORLD_NODES], struct world *world, enum acquaintance how)
{
    for (size_t i = 0; i < sizeof frame_pattern; i++)
        frame_pattern[i] = (uint8_t)(i % 251);
    int ready = sodium_init();
    ALCOVE_ASSERT(ready >= 0);
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        people[i] = (struct person){.world = world, .index = i, .wake_us = WORLD_NEVER};
        people[i].written = calloc(LINES_MAX, sizeof *people[i].written);
        people[i].heard = calloc(LINES_MAX, sizeof *people[i].heard);
        ALCOVE_ASSERT(people[i].written != NULL && people[i].heard != NULL);
        draw_identity(&people[i], world);
    }
    acquaint(people, &world->dice, how);
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        struct world_node node = {&people[i], names[i], person_receive, person_timeout,
                                  person_next_us};
        world_add_node(world, i, &node);
        fresh_link(&people[i]);
    }
}

void people_free(struct person people[WORLD_NODES])
{
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        alcove_link_wipe(people[i].link);
        free(people[i].storage);
        free(people[i].written);
        free(people[i].heard);
    }
}
