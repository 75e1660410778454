/* rooms: reach */
/* Beacons of anybody in the same network. The first byte puts a genuine token at some slots, as
 * one who heard it may repeat it. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "reach/lan_token.h"

#define PEOPLE 9

/* Of nine people; computed once. */
static const struct lan_tokens *listener(void)
{
    static struct lan_tokens tokens;
    struct lan_person people[PEOPLE] = {0};
    if (tokens.count > 0)
        return &tokens;
    for (size_t i = 0; i < PEOPLE; i++)
        people[i].key[0] = (uint8_t)i;
    lan_tokens_set_people(&tokens, people, PEOPLE);
    lan_tokens_advance(&tokens, 1800000000);
    return &tokens;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct lan_tokens *tokens = listener();
    struct lan_sighting found[LAN_SLOTS];
    if (size == 0)
        return 0;
    uint8_t *bytes = malloc(size);
    require(bytes != NULL);
    memcpy(bytes, data + 1, size - 1);
    for (size_t i = 0; i < LAN_SLOTS && (i + 1) * LAN_SLOT_BYTES < size; i++) {
        uint8_t which = bytes[i * LAN_SLOT_BYTES];
        if ((data[0] >> i & 1) != 0)
            memcpy(bytes + i * LAN_SLOT_BYTES,
                   tokens->expected[which % (PEOPLE * LAN_MINUTES)].token, LAN_TOKEN_BYTES);
    }
    size_t count = lan_tokens_recognise(tokens, bytes, size - 1, found);
    require(count <= LAN_SLOTS && (count == 0 || size - 1 == LAN_BEACON_BYTES));
    for (size_t i = 0; i < count; i++)
        require(found[i].person < PEOPLE && found[i].port != 0);
    free(bytes);
    return 0;
}
