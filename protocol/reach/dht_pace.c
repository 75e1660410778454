#include "reach/dht_pace.h"

#include <stdbool.h>
#include <string.h>

#include "base/assert.h"
#include "reach/address_text.h"

#define SECOND_US   UINT64_C(1000000)
#define INTERVAL_US (SECOND_US / DHT_PACE_ALL_PER_S)

/* A machine: an IPv4 address whole, of IPv6 the /64. */
static void host_key(const struct alcove_address *address, uint8_t key[16])
{
    ALCOVE_ASSERT(address->port != 0);
    memcpy(key, address->ip, 16);
    if (!address_is_ipv4(address))
        memset(key + 8, 0, 8);
}

static size_t place_of(const uint8_t key[16])
{
    uint32_t hash = UINT32_C(2166136261); /* FNV-1a; who provokes a collision waits for it */
    ALCOVE_ASSERT(key != NULL);
    for (size_t i = 0; i < 16; i++)
        hash = (hash ^ key[i]) * UINT32_C(16777619);
    return (hash ^ hash >> 16) % DHT_PACE_HOSTS;
}

uint64_t dht_pace_host_us(const struct dht_pace *pace, uint64_t now_us,
                          const struct alcove_address *to)
{
    uint8_t key[16];
    host_key(to, key);
    const struct dht_pace_host *host = &pace->hosts[place_of(key)];
    uint64_t oldest = host->sent_us[host->next];
    ALCOVE_ASSERT(host->next < DHT_PACE_HOST_PER_S && now_us > 0);
    return oldest == 0 ? now_us : oldest + SECOND_US;
}

uint64_t dht_pace_all_us(const struct dht_pace *pace, uint64_t now_us)
{
    uint64_t ahead = DHT_PACE_ALL_BURST * INTERVAL_US;
    ALCOVE_ASSERT(pace->all_us < UINT64_MAX - ahead);
    return pace->all_us < now_us + ahead ? now_us : pace->all_us - ahead + 1;
}

void dht_pace_sent(struct dht_pace *pace, uint64_t now_us, const struct alcove_address *to)
{
    uint8_t key[16];
    host_key(to, key);
    struct dht_pace_host *host = &pace->hosts[place_of(key)];
    ALCOVE_ASSERT(now_us > 0);
    host->sent_us[host->next] = now_us;
    host->next = (host->next + 1) % DHT_PACE_HOST_PER_S;
    pace->all_us = (pace->all_us > now_us ? pace->all_us : now_us) + INTERVAL_US;
}
