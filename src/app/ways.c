#include "app/ways.h"

#include <stdio.h>
#include <string.h>

#include "reach/address_scope.h"
#include "reach/address_text.h"

#define ERROR_BYTES 200
#define ITEM_BYTES  64

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
    } else if (strncmp(item, node, sizeof node - 1) == 0) {
        ways->dht = true;
        return add_address(ways->nodes, &ways->node_count, WAYS_NODES_MAX, item + sizeof node - 1);
    } else {
        return add_address(ways->stun, &ways->stun_count, WAYS_STUN_MAX, item);
    }
    return true;
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
                     "--helpers wants none, or a list of lan, router, dht, dht=ADDRESS:PORT and "
                     "ADDRESS:PORT (a STUN server), not \"%.40s\".",
                     item);
            return false;
        }
        at += length;
        if (*at == '\0')
            return true;
    }
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
