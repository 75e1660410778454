#include "reach/punch.h"

#include "base/assert.h"

#define PORT_LOWEST  1024
#define PORT_HIGHEST 65535
#define NEVER        UINT64_MAX

/* A router whose ports one cannot know beforehand. */
static bool is_hard(const struct endpoint_record *record)
{
    ALCOVE_ASSERT(record != NULL);
    return record->mapping == NAT_DEPENDENT;
}

static bool has_ipv4(const struct endpoint_record *record)
{
    ALCOVE_ASSERT(record->candidate_count <= ENDPOINT_CANDIDATES_MAX);
    return record->ports_ip4 != 0;
}

enum punch_part punch_part_of(const struct endpoint_record *own,
                              const struct endpoint_record *other)
{
    ALCOVE_ASSERT(own != NULL && other != NULL);
    if (is_hard(own) == is_hard(other))
        return PUNCH_NONE;
    if (is_hard(own))
        return PUNCH_OPEN;
    return has_ipv4(other) ? PUNCH_SEARCH : PUNCH_NONE;
}

uint16_t punch_sockets_for(const struct endpoint_record *own)
{
    ALCOVE_ASSERT(own->ports.low <= own->ports.high);
    bool narrow = own->ports.low != 0;
    return own->behind_carrier || narrow ? PUNCH_SOCKETS_CARRIER : PUNCH_SOCKETS_MAX;
}

static uint32_t range_size(const struct punch *punch)
{
    ALCOVE_ASSERT(punch->range.low <= punch->range.high);
    return (uint32_t)punch->range.high - punch->range.low + 1;
}

static uint32_t greatest_common_divisor(uint32_t a, uint32_t b)
{
    ALCOVE_ASSERT(a > 0);
    while (b != 0) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Ports of a counting router are tried in their order, all others in a walk by chance. */
static void begin_search(struct punch *punch, const struct port_range *range,
                         const struct alcove_random *random)
{
    uint32_t drawn[2];
    ALCOVE_ASSERT(punch->part == PUNCH_SEARCH);
    punch->range = *range;
    if (punch->range.low == 0)
        punch->range = (struct port_range){PORT_LOWEST, PORT_HIGHEST, 0};
    random->fill(random->context, (uint8_t *)drawn, sizeof drawn);
    uint32_t size = range_size(punch);
    if (range->step != 0) {
        punch->stride = range->step;
        return;
    }
    punch->start = drawn[0] % size;
    punch->stride = drawn[1] % size + 1;
    while (greatest_common_divisor(size, punch->stride) != 1)
        punch->stride++;
}

void punch_begin(struct punch *punch, uint64_t now_us, const struct endpoint_record *own,
                 const struct endpoint_record *other, const struct alcove_random *random)
{
    *punch = (struct punch){.part = punch_part_of(own, other),
                            .begun_us = now_us,
                            .next_us = now_us,
                            .turn_us = now_us};
    if (punch->part == PUNCH_SEARCH)
        begin_search(punch, &other->ports, random);
    if (punch->part == PUNCH_OPEN)
        punch->sockets = punch_sockets_for(own);
    ALCOVE_ASSERT(punch->sockets <= PUNCH_SOCKETS_MAX);
}

void punch_end(struct punch *punch)
{
    ALCOVE_ASSERT(punch != NULL);
    *punch = (struct punch){0};
}

static uint16_t next_port(struct punch *punch)
{
    uint32_t size = range_size(punch);
    uint64_t at = punch->start + (uint64_t)punch->visited % size * punch->stride;
    ALCOVE_ASSERT(size > 0);
    punch->visited++;
    return (uint16_t)(punch->range.low + at % size);
}

static bool poll_search(struct punch *punch, uint64_t now_us, uint16_t *port)
{
    ALCOVE_ASSERT(punch->part == PUNCH_SEARCH);
    bool fast = now_us - punch->begun_us < PUNCH_FAST_FOR_US;
    uint64_t interval_us = fast ? PUNCH_FAST_INTERVAL_US : PUNCH_SLOW_INTERVAL_US;
    /* Whoever was held up does not make up for it in one burst. */
    if (now_us > punch->next_us + 4 * interval_us)
        punch->next_us = now_us;
    punch->next_us += interval_us;
    *port = next_port(punch);
    return true;
}

static bool poll_open(struct punch *punch, uint64_t now_us, uint16_t *socket)
{
    ALCOVE_ASSERT(punch->part == PUNCH_OPEN);
    if (punch->opened == punch->sockets) {
        punch->opened = 0;
        punch->turn_us = now_us;
    }
    *socket = ++punch->opened;
    punch->next_us += PUNCH_OPEN_INTERVAL_US;
    if (punch->opened == punch->sockets)
        punch->next_us = punch->turn_us + PUNCH_OPEN_AGAIN_US;
    return true;
}

bool punch_poll(struct punch *punch, uint64_t now_us, uint16_t *port, uint16_t *socket)
{
    ALCOVE_ASSERT(now_us >= punch->begun_us);
    if (punch->part == PUNCH_NONE || now_us < punch->next_us)
        return false;
    if (now_us - punch->begun_us >= PUNCH_GIVE_UP_US) {
        punch_end(punch);
        return false;
    }
    return punch->part == PUNCH_SEARCH ? poll_search(punch, now_us, port)
                                       : poll_open(punch, now_us, socket);
}

uint64_t punch_next_timeout(const struct punch *punch)
{
    ALCOVE_ASSERT(punch->part <= PUNCH_OPEN);
    return punch->part == PUNCH_NONE ? NEVER : punch->next_us;
}
