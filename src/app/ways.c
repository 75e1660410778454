#include "app/ways.h"

#include <stdio.h>
#include <string.h>

#include "reach/address_scope.h"
#include "reach/address_text.h"

#define ERROR_BYTES 200
#define ITEM_BYTES  64
#define CONTACTS    "contacts"

static bool add_address(struct alcove_address *list, size_t *count, size_t max, const char *text)
{
    struct alcove_address address;
    if (*count == max || !address_text_parse(text, &address) || address.port == 0)
        return false;
    list[(*count)++] = address;
    return true;
}

static bool take_item(struct ways *ways, const char *item)
{
    static const char node[] = "dht=";
    if (strcmp(item, "lan") == 0) {
        ways->lan = true;
    } else if (strcmp(item, "router") == 0) {
        ways->router = true;
    } else if (strcmp(item, "dht") == 0) {
        ways->dht = true;
    } else if (strcmp(item, CONTACTS) == 0) {
        ways->contacts = true;
    } else if (strncmp(item, node, sizeof node - 1) == 0) {
        ways->dht = true;
        return add_address(ways->nodes, &ways->node_count, WAYS_NODES_MAX, item + sizeof node - 1);
    } else {
        return add_address(ways->stun, &ways->stun_count, WAYS_STUN_MAX, item);
    }
    return true;
}

/* Strangers are left out. */
static void keep_to_contacts(struct ways *ways, bool alone)
{
    ways->dht = false;
    ways->node_count = ways->stun_count = 0;
    if (alone)
        ways->lan = ways->router = true;
}

bool ways_parse(struct ways *ways, const char *text, char *error)
{
    *ways = (struct ways){0};
    if (strcmp(text, "none") == 0)
        return true;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        char item[ITEM_BYTES] = "";
        if (length < sizeof item)
            memcpy(item, at, length);
        if (!take_item(ways, item)) {
            snprintf(error, ERROR_BYTES,
                     "--helpers wants none, or a list of lan, router, contacts, dht, "
                     "dht=ADDRESS:PORT and ADDRESS:PORT (a STUN server), not \"%.40s\".",
                     item);
            return false;
        }
        at += length;
        if (*at == '\0')
            break;
    }
    if (ways->contacts)
        keep_to_contacts(ways, strcmp(text, CONTACTS) == 0);
    return true;
}

static bool put(char *out, size_t size, const char *item, size_t length)
{
    size_t used = strlen(out);
    if (used + 1 + length + 1 > size)
        return false;
    if (used > 0)
        out[used++] = ',';
    memcpy(out + used, item, length);
    out[used + length] = '\0';
    return true;
}

bool ways_set_contacts(const char *kept, bool on, char *out, size_t size)
{
    struct ways ways;
    char error[ERROR_BYTES];
    bool fits = true;
    bool none = strcmp(kept, "none") == 0;
    out[0] = '\0';
    for (const char *at = kept; *at != '\0';) {
        size_t length = strcspn(at, ",");
        bool named = length == strlen(CONTACTS) && memcmp(at, CONTACTS, length) == 0;
        if (!named && (on || !none))
            fits = fits && put(out, size, at, length);
        at += length + (at[length] == ',');
    }
    if (on && !none)
        return fits && put(out, size, CONTACTS, strlen(CONTACTS));
    bool asks = out[0] == '\0' ? !none : ways_parse(&ways, out, error) && ways.dht;
    return fits && (on || asks || put(out, size, "dht", 3));
}

bool ways_are_local(const struct ways *ways)
{
    for (size_t i = 0; i < ways->node_count; i++) {
        enum address_scope scope = address_scope(&ways->nodes[i]);
        if (scope != ADDRESS_SCOPE_LOOPBACK && scope != ADDRESS_SCOPE_PRIVATE)
            return false;
    }
    return ways->node_count > 0;
}
