#include "agent_wires.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

#define BEGIN_US 1000000
#define BEGIN_S  1800000000

static void fill(void *context, uint8_t *out, size_t size)
{
    uint64_t *seed = context;
    for (size_t i = 0; i < size; i++) {
        *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        out[i] = (uint8_t)(*seed >> 56);
    }
}

struct alcove_address wire_address(const char *text)
{
    struct alcove_address address;
    assert_true(address_text_parse(text, &address));
    return address;
}

static void set_time(struct wires *wires)
{
    for (int i = 0; i < 2; i++)
        agent_set_time(&wires->sides[i].agent, wires->now_us, BEGIN_S + wires->now_us / 1000000);
}

struct wires *wires_open(uint64_t seed)
{
    struct wires *wires = calloc(1, sizeof *wires);
    assert_non_null(wires);
    wires->seed = seed;
    wires->now_us = BEGIN_US;
    for (int i = 0; i < 2; i++) {
        struct agent_config config = {.random = {fill, &wires->seed}};
        memset(config.key_send, 1 + i, sizeof config.key_send);
        memset(config.key_receive, 2 - i, sizeof config.key_receive);
        agent_init(&wires->sides[i].agent, &config);
    }
    set_time(wires);
    return wires;
}

struct wire *wires_add(struct wires *wires, struct alcove_address at_0, struct alcove_address at_1,
                       uint64_t delay_us)
{
    assert_in_range(wires->count, 0, WIRES_MAX - 1);
    struct wire *wire = &wires->list[wires->count++];
    *wire = (struct wire){.at = {at_0, at_1}, .delay_us = delay_us};
    agent_add_address(&wires->sides[0].agent, &at_1);
    return wire;
}

static void carry(struct wires *wires, int side, const struct agent_transmit *transmit)
{
    for (size_t i = 0; i < wires->count; i++) {
        const struct wire *wire = &wires->list[i];
        if (!alcove_address_equal(&wire->at[1 - side], &transmit->to))
            continue;
        if (wire->cut)
            return;
        assert_in_range(wires->mail_count, 0, WIRE_MAIL_MAX - 1);
        struct wire_letter *letter = &wires->mail[wires->mail_count++];
        *letter = (struct wire_letter){.due_us = wires->now_us + wire->delay_us,
                                       .to = 1 - side,
                                       .from = wire->at[side],
                                       .size = transmit->size};
        memcpy(letter->bytes, transmit->bytes, transmit->size);
        return;
    }
    wires->sides[side].sent_nowhere++;
}

static void note(struct wire_side *side, const struct agent_event *event)
{
    side->counts[event->kind]++;
    if (event->kind == AGENT_EVENT_SEEN)
        side->seen = *event;
    if (event->kind != AGENT_EVENT_PATH)
        return;
    assert_in_range(side->path_count, 0, WIRE_PATHS_MAX - 1);
    side->paths[side->path_count++] = *event;
}

void wires_drain(struct wires *wires, int which)
{
    struct wire_side *side = &wires->sides[which];
    struct agent_transmit transmit;
    struct agent_event event;
    while (agent_poll_transmit(&side->agent, &transmit)) {
        side->sent++;
        side->last = transmit;
        if (side->first_check.size == 0) {
            side->first_check = transmit;
            memcpy(side->first_bytes, transmit.bytes, transmit.size);
        }
        carry(wires, which, &transmit);
    }
    while (agent_poll_event(&side->agent, &event))
        note(side, &event);
}

void wires_begin(struct wires *wires, int side)
{
    wires->sides[side].first_check.size = 0;
    agent_begin(&wires->sides[side].agent);
    wires_drain(wires, side);
}

/* In the order of arrival. */
static bool deliver(struct wires *wires)
{
    size_t next = 0;
    if (wires->mail_count == 0)
        return false;
    for (size_t i = 1; i < wires->mail_count; i++) {
        if (wires->mail[i].due_us < wires->mail[next].due_us)
            next = i;
    }
    if (wires->mail[next].due_us > wires->now_us)
        return false;
    struct wire_letter letter = wires->mail[next];
    wires->mail[next] = wires->mail[--wires->mail_count];
    assert_true(
        agent_receive(&wires->sides[letter.to].agent, &letter.from, 0, letter.bytes, letter.size));
    wires_drain(wires, letter.to);
    return true;
}

static uint64_t next_time(const struct wires *wires, uint64_t end_us)
{
    uint64_t next_us = end_us;
    for (size_t i = 0; i < wires->mail_count; i++) {
        if (wires->mail[i].due_us < next_us)
            next_us = wires->mail[i].due_us;
    }
    for (int i = 0; i < 2; i++) {
        uint64_t due_us = agent_next_timeout(&wires->sides[i].agent);
        if (due_us < next_us)
            next_us = due_us;
    }
    return next_us > wires->now_us ? next_us : wires->now_us;
}

void wires_run(struct wires *wires, uint64_t duration_us)
{
    uint64_t end_us = wires->now_us + duration_us;
    while (wires->now_us < end_us) {
        wires->now_us = next_time(wires, end_us);
        set_time(wires);
        while (deliver(wires))
            continue;
        wires_drain(wires, 0);
        wires_drain(wires, 1);
    }
}

enum agent_path wires_path(const struct wires *wires, int side)
{
    const struct wire_side *told = &wires->sides[side];
    assert_true(told->path_count > 0);
    return told->paths[told->path_count - 1].path;
}
