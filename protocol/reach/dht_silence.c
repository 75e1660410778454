#include "reach/dht_silence.h"

#include "base/assert.h"

static size_t place_of(const struct dht_silence *silence, const struct alcove_address *address)
{
    size_t place = 0;
    ALCOVE_ASSERT(address->port != 0);
    while (place < DHT_SILENCE_HOSTS &&
           !alcove_address_equal(&silence->hosts[place].address, address))
        place++;
    return place;
}

void dht_silence_note(struct dht_silence *silence, uint64_t now_us,
                      const struct alcove_address *address)
{
    size_t place = place_of(silence, address);
    ALCOVE_ASSERT(silence->next < DHT_SILENCE_HOSTS);
    if (place == DHT_SILENCE_HOSTS) {
        place = silence->next;
        silence->next = (silence->next + 1) % DHT_SILENCE_HOSTS;
    }
    silence->hosts[place].address = *address;
    silence->hosts[place].until_us = now_us + DHT_SILENCE_US;
}

void dht_silence_break(struct dht_silence *silence, const struct alcove_address *address)
{
    size_t place = place_of(silence, address);
    ALCOVE_ASSERT(place <= DHT_SILENCE_HOSTS);
    if (place < DHT_SILENCE_HOSTS)
        silence->hosts[place].address.port = 0;
}

bool dht_silence_holds(const struct dht_silence *silence, uint64_t now_us,
                       const struct alcove_address *address)
{
    size_t place = place_of(silence, address);
    ALCOVE_ASSERT(place <= DHT_SILENCE_HOSTS);
    return place < DHT_SILENCE_HOSTS && now_us < silence->hosts[place].until_us;
}
