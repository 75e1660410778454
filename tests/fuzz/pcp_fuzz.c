/* rooms: reach */
/* Answers of routers to a PCP request: bytes as they are, and the same with the request's own
 * header, nonce and ports, which are what a hostile router can repeat. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "reach/pcp.h"

static const struct pcp_map asked = {
    .nonce = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
    .protocol = PCP_UDP,
    .internal_port = 41000,
    .lifetime_s = 7200,
};

static void hear(const uint8_t *bytes, size_t size)
{
    const struct pcp_answer zero = {0};
    struct pcp_answer answer;
    enum pcp_outcome outcome = pcp_decode_map(bytes, size, &asked, &answer);
    if (outcome != PCP_ANSWER) {
        require(memcmp(&answer, &zero, sizeof zero) == 0);
        return;
    }
    require(size >= PCP_MAP_BYTES && size <= PCP_DATAGRAM_BYTES_MAX);
    require(answer.result == PCP_SUCCESS || answer.external.port == 0);
}

/* A router's clock may say anything at any time. */
static void run_epochs(const uint8_t *bytes, size_t size)
{
    struct pcp_epoch epoch = {0};
    uint64_t now_s = 0;
    for (size_t i = 0; i + 8 <= size; i += 8) {
        uint32_t step = 0;
        uint32_t theirs = 0;
        memcpy(&step, bytes + i, sizeof step);
        memcpy(&theirs, bytes + i + 4, sizeof theirs);
        now_s += step;
        (void)pcp_epoch_check(&epoch, now_s, theirs);
        require(pcp_epoch_check(&epoch, now_s, theirs));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    require(bytes != NULL);
    memcpy(bytes, data, size);
    hear(bytes, size);
    if (size >= PCP_MAP_BYTES) {
        const struct alcove_address client = {.port = 0};
        uint8_t request[PCP_MAP_BYTES];
        pcp_encode_map(&asked, &client, request);
        memcpy(bytes, request, 2);
        bytes[1] |= 0x80;
        memcpy(bytes + 24, request + 24, 18);
        hear(bytes, size);
    }
    run_epochs(bytes, size);
    free(bytes);
    return 0;
}
