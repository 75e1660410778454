/* rooms: base link */
/* The receiving end of a generation under any datagram: raw, with a connection id that fits, or a
 * genuine one that was cut, spoilt or repeated. Only a genuine one may open, and only once. */
#include <string.h>

#include <sodium.h>

#include "fuzz/fuzz.h"
#include "link/seal.h"

static void seal_ends(struct seal *here, struct seal *there)
{
    struct handshake_result keys = {0};
    memset(keys.key_send, 1, sizeof keys.key_send);
    memset(keys.key_receive, 2, sizeof keys.key_receive);
    seal_init(here, &keys, 0);
    memset(keys.key_send, 2, sizeof keys.key_send);
    memset(keys.key_receive, 1, sizeof keys.key_receive);
    seal_init(there, &keys, 0);
}

/* The input as a datagram that carries the id of an epoch we know. */
static void try_foreign(const struct seal *here, struct seal *there, const uint8_t *data,
                        size_t size)
{
    static struct seal_opened opened;
    uint8_t datagram[ALCOVE_DATAGRAM_BYTES_MAX];
    memcpy(datagram, data, size);
    require(seal_open(there, 1, datagram, size, &opened) != SEAL_OPENED);
    if (size < 4)
        return;
    memcpy(datagram, here->senders[data[0] & 1].keys.id, 4);
    require(seal_open(there, 1, datagram, size, &opened) != SEAL_OPENED);
    memcpy(datagram, there->receivers[data[0] & 1].ids_ahead[data[1] % ALCOVE_EPOCH_SKIP_MAX], 4);
    require(seal_open(there, 1, datagram, size, &opened) != SEAL_OPENED);
}

static void try_genuine(struct seal *here, struct seal *there, const uint8_t *data, size_t size)
{
    static struct seal_opened opened;
    uint8_t datagram[ALCOVE_DATAGRAM_BYTES_MAX] = {0};
    size_t plain = size;
    if (plain < ALCOVE_PLAINTEXT_BYTES_MIN)
        plain = ALCOVE_PLAINTEXT_BYTES_MIN;
    if (plain > ALCOVE_PLAINTEXT_BYTES_MAX)
        plain = ALCOVE_PLAINTEXT_BYTES_MAX;
    memcpy(datagram + ALCOVE_PACKET_HEADER_BYTES, data, size < plain ? size : plain);
    for (int i = 0; i < data[0] % 40; i++)
        seal_advance(here, 1);
    struct seal_sealed sealed = seal_protect(here, SEAL_RT, 1, datagram, plain);
    size_t at = (size_t)data[size - 1] * 5 % sealed.size;
    datagram[at] ^= 1;
    require(seal_open(there, 1, datagram, sealed.size, &opened) != SEAL_OPENED);
    datagram[at] ^= 1;
    enum seal_outcome outcome = seal_open(there, 1, datagram, sealed.size, &opened);
    require((outcome == SEAL_OPENED) == (data[0] % 40 <= ALCOVE_EPOCH_SKIP_MAX));
    require(seal_open(there, 1, datagram, sealed.size, &opened) != SEAL_OPENED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct seal here, there;
    if (size < 1 || size > ALCOVE_DATAGRAM_BYTES_MAX || sodium_init() < 0)
        return 0;
    seal_ends(&here, &there);
    try_foreign(&here, &there, data, size);
    try_genuine(&here, &there, data, size);
    return 0;
}
