/* rooms: reach */
/* Answers of STUN servers: bytes as they are, and the same under the right header, since nobody
 * guesses a transaction. What is accepted is an address that can be sent to. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "reach/address_scope.h"
#include "reach/reflexive.h"

static void fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    memset(out, 0x5a, size);
}

static void hear(uint8_t *bytes, size_t size, bool with_header)
{
    const struct alcove_random random = {fill, NULL};
    const struct alcove_address server = {.ip = {0x20, 1}, .port = 3478};
    struct reflexive r = {0};
    struct alcove_address to;
    struct reflexive_sample sample;
    uint8_t request[STUN_REQUEST_BYTES];
    reflexive_set_servers(&r, &server, 1, 0);
    reflexive_want(&r, true, 0);
    require(reflexive_poll_transmit(&r, 0, &random, &to, request));
    if (with_header && size >= sizeof request) {
        memcpy(bytes + 4, request + 4, sizeof request - 4);
        bytes[0] = 1;
        bytes[1] = bytes[1] % 2 == 0 ? 0x01 : 0x11;
        bytes[2] = (uint8_t)((size - sizeof request) >> 8);
        bytes[3] = (uint8_t)(size - sizeof request);
    }
    bool taken = reflexive_receive(&r, 1, &server, bytes, size);
    if (!reflexive_poll_sample(&r, &sample)) {
        require(reflexive_next_timeout(&r) == (taken ? 1 + REFLEXIVE_REST_US : REFLEXIVE_RTO_US));
        return;
    }
    require(taken && address_is_usable(&sample.seen));
    require(!reflexive_receive(&r, 2, &server, bytes, size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    require(bytes != NULL);
    memcpy(bytes, data, size);
    hear(bytes, size, false);
    hear(bytes, size, true);
    free(bytes);
    return 0;
}
