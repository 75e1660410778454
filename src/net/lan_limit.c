#include "net/lan_limit.h"

#include "base/assert.h"

static size_t place_of(const struct lan_limit *limit, const struct alcove_address *from)
{
    /* FNV-1a. Without the seed nobody knows who shares a place. */
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ limit->seed;
    for (size_t i = 0; i < sizeof from->ip; i++)
        hash = (hash ^ from->ip[i]) * UINT64_C(0x100000001b3);
    /* The last bytes have moved the low bits only. */
    hash ^= hash >> 29;
    hash *= UINT64_C(0xff51afd7ed558ccd);
    return (size_t)(hash >> 40) % LAN_SOURCES;
}

enum lan_verdict lan_limit_take(struct lan_limit *limit, uint64_t now_us,
                                const struct alcove_address *from)
{
    uint64_t second = now_us / 1000000;
    if (second != limit->second) {
        limit->second = second;
        limit->all = 0;
        memset(limit->by_source, 0, sizeof limit->by_source);
    }
    uint32_t *source = &limit->by_source[place_of(limit, from)];
    if (++limit->all > LAN_BEACONS_PER_SECOND)
        return LAN_TOO_MUCH;
    return ++*source > LAN_BEACONS_PER_SOURCE_SECOND ? LAN_DROP : LAN_LOOK;
}

bool lan_limit_tell(struct lan_limit *limit, uint64_t now_us, size_t person,
                    const struct alcove_address *address)
{
    ALCOVE_ASSERT(person < LAN_PEOPLE_MAX && address->port != 0);
    struct lan_told *free_place = NULL;
    for (size_t i = 0; i < LAN_TOLD_MAX; i++) {
        struct lan_told *told = &limit->told[person][i];
        bool is_over = told->address.port == 0 || now_us >= told->at_us + LAN_TOLD_AGAIN_US;
        if (is_over)
            free_place = told;
        else if (alcove_address_equal(&told->address, address))
            return false;
    }
    if (free_place == NULL)
        return false;
    *free_place = (struct lan_told){*address, now_us};
    return true;
}

bool lan_limit_is_new(struct lan_limit *limit, uint64_t now_us, const struct alcove_address *from)
{
    struct lan_heard *heard = &limit->heard[place_of(limit, from)];
    bool known = heard->at_us != 0 && now_us < heard->at_us + LAN_NEW_AFTER_US &&
                 memcmp(heard->address.ip, from->ip, sizeof from->ip) == 0;
    ALCOVE_ASSERT(now_us != 0);
    *heard = (struct lan_heard){*from, now_us};
    return !known;
}

void lan_limit_sent(struct lan_limit *limit, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us >= limit->sent_us);
    limit->sent_us = now_us;
}

uint64_t lan_limit_answer_us(const struct lan_limit *limit, uint64_t now_us)
{
    uint64_t due_us = limit->sent_us == 0 ? now_us : limit->sent_us + LAN_ANSWER_AFTER_US;
    ALCOVE_ASSERT(now_us >= limit->sent_us);
    return due_us > now_us ? due_us - now_us : 0;
}

void lan_limit_forget(struct lan_limit *limit)
{
    memset(limit->told, 0, sizeof limit->told);
}

void lan_limit_forget_heard(struct lan_limit *limit)
{
    memset(limit->heard, 0, sizeof limit->heard);
}
