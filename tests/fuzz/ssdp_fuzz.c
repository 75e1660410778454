/* rooms: reach */
/* Answers to the search for a router, from anybody in the network. A URL that is taken is on the
 * router's own address. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "reach/address_text.h"
#include "reach/ssdp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t ip[4] = {192, 168, 1, 1};
    const struct alcove_address router = address_from_ipv4(ip, 0);
    char url[SSDP_URL_BYTES_MAX];
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    if (bytes == NULL)
        return 0;
    memcpy(bytes, data, size);
    bool is_taken = ssdp_decode_answer(bytes, size, &router, url);
    free(bytes);
    if (memchr(url, '\0', sizeof url) == NULL || (is_taken && !ssdp_url_is_at(url, &router)) ||
        (!is_taken && url[0] != '\0'))
        abort();
    if (is_taken && strncmp(url + 7, "192.168.1.1", 11) != 0)
        abort();
    return 0;
}
