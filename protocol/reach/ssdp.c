#include "reach/ssdp.h"

#include <string.h>

#include "base/assert.h"
#include "reach/address_text.h"

const uint8_t ssdp_group[4] = {239, 255, 255, 250};

/* Its version 2 is searched by the name of version 1 too: devices answer for what they extend. */
static const char search[] = "M-SEARCH * HTTP/1.1\r\n"
                             "HOST: 239.255.255.250:1900\r\n"
                             "MAN: \"ssdp:discover\"\r\n"
                             "MX: 1\r\n"
                             "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n"
                             "\r\n";
_Static_assert(sizeof search <= SSDP_SEARCH_BYTES_MAX, "the search fits");

size_t ssdp_encode_search(char out[SSDP_SEARCH_BYTES_MAX])
{
    ALCOVE_ASSERT(out != NULL);
    memcpy(out, search, sizeof search - 1);
    return sizeof search - 1;
}

static char lower(char c)
{
    ALCOVE_ASSERT('a' - 'A' == 32);
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* The `size` characters begin with `word` (in lower case), in any case. */
static bool begins_with(const char *text, size_t size, const char *word)
{
    ALCOVE_ASSERT(text != NULL);
    size_t length = strlen(word);
    if (size < length)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (lower(text[i]) != word[i])
            return false;
    }
    return true;
}

bool ssdp_url_is_at(const char *url, const struct alcove_address *router)
{
    ALCOVE_ASSERT(url != NULL && address_is_ipv4(router));
    static const char scheme[] = "http://";
    char host[ADDRESS_TEXT_BYTES_MAX];
    struct alcove_address at = *router;
    at.port = 1;
    size_t length = address_text_print(&at, host) - 2; /* without `:1` */
    if (!begins_with(url, strlen(url), scheme))
        return false;
    url += sizeof scheme - 1;
    return strlen(url) > length && memcmp(url, host, length) == 0 &&
           (url[length] == ':' || url[length] == '/');
}

/* The value of a LOCATION line; false if it is none, or no URL that could be. */
static bool location_read(const char *line, size_t size, char url[SSDP_URL_BYTES_MAX])
{
    ALCOVE_ASSERT(url != NULL);
    static const char name[] = "location:";
    if (!begins_with(line, size, name))
        return false;
    line += sizeof name - 1;
    size -= sizeof name - 1;
    while (size > 0 && (*line == ' ' || *line == '\t')) {
        line++;
        size--;
    }
    while (size > 0 && (line[size - 1] == '\r' || line[size - 1] == ' '))
        size--;
    if (size == 0 || size >= SSDP_URL_BYTES_MAX)
        return false;
    for (size_t i = 0; i < size; i++) {
        /* `@` would make a user of what looks like the host. */
        if (line[i] <= ' ' || line[i] > '~' || line[i] == '@')
            return false;
    }
    memcpy(url, line, size);
    url[size] = '\0';
    return true;
}

bool ssdp_decode_answer(const uint8_t *bytes, size_t size, const struct alcove_address *router,
                        char url[SSDP_URL_BYTES_MAX])
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    char text[SSDP_ANSWER_BYTES_MAX];
    size_t from = 0;
    memset(url, 0, SSDP_URL_BYTES_MAX);
    if (size == 0 || size > sizeof text)
        return false;
    memcpy(text, bytes, size);
    if (!begins_with(text, size, "http/1.1 200") && !begins_with(text, size, "http/1.0 200"))
        return false;
    while (from < size) {
        const char *end = memchr(text + from, '\n', size - from);
        size_t length = end == NULL ? size - from : (size_t)(end - (text + from));
        if (location_read(text + from, length, url)) {
            if (ssdp_url_is_at(url, router))
                return true;
            memset(url, 0, SSDP_URL_BYTES_MAX);
            return false;
        }
        from += length + 1;
    }
    return false;
}
