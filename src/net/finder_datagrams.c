/* What the finder sends, and to which of its parts a datagram goes that no link took. */
#include "net/clock.h"
#include "net/finder_parts.h"
#include "reach/virtual_address.h"

void finder_send(struct finder *finder, const struct alcove_address *to, const uint8_t *bytes,
                 size_t size)
{
    const struct net_datagram datagram = {.address = *to, .bytes = bytes, .size = size};
    if (address_is_virtual(to))
        finder_send_virtual(finder, to, bytes, size);
    else
        net_pump_send(finder->options.pump, &datagram);
}

void finder_send_virtual(struct finder *finder, const struct alcove_address *to,
                         const uint8_t *bytes, size_t size)
{
    if (finder_relay_send(finder, to, bytes, size) || finder->streams == NULL)
        return;
    (void)tcp_streams_send(finder->streams, to, bytes, size);
}

bool finder_hand_in(struct finder_person *person, const struct alcove_address *from,
                    const uint8_t *bytes, size_t size)
{
    struct finder *finder = person->finder;
    if (net_pump_deliver(finder->options.pump, from, bytes, size))
        return true;
    finder_set_time(person);
    if (!agent_receive(&person->agent, from, 0, bytes, size))
        return false;
    finder->checks_in++;
    return true;
}

/* Whose check it is shows only by trying: a check has a size that nothing else here has. */
static bool offer_to_agents(struct finder *finder, const struct net_datagram *datagram)
{
    if (datagram->size < CHECK_BYTES_MIN || datagram->size > CHECK_BYTES_MAX)
        return false;
    for (size_t i = 0; i < finder->people_count; i++) {
        struct finder_person *person = finder->people[i];
        finder_set_time(person);
        if (!agent_receive(&person->agent, &datagram->address, datagram->socket, datagram->bytes,
                           datagram->size))
            continue;
        finder->checks_in++;
        return true;
    }
    return false;
}

bool finder_on_datagram(void *context, const struct net_datagram *datagram)
{
    struct finder *finder = context;
    bool taken = finder->dht != NULL && finder_dht_receive(finder, datagram);
    if (!taken && reflexive_receive(&finder->reflexive, net_now_us(), &datagram->address,
                                    datagram->bytes, datagram->size)) {
        finder->outside_received++;
        taken = true;
    }
    if (!taken)
        taken = finder_relay_receive(finder, &datagram->address, datagram->bytes, datagram->size);
    if (!taken)
        taken = offer_to_agents(finder, datagram);
    if (taken)
        finder_drain(finder);
    return taken;
}

void finder_on_virtual(void *context, const struct alcove_address *to, const uint8_t *bytes,
                       size_t size)
{
    finder_send_virtual(context, to, bytes, size);
}
