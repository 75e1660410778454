#include "net/interfaces.h"

#include <string.h>

#include <uv.h>

#include "base/assert.h"
#include "net/socket_address.h"
#include "reach/address_scope.h"
#include "reach/address_text.h"

#define OFFERS_MAX 64 /* addresses looked at; more than machines have */

/* Sorts in the order in which they take turns. */
enum sort {
    SORT_IPV4,
    SORT_IPV6_GLOBAL,
    SORT_IPV6_LOCAL, /* RFC 4193 */
    SORT_BRIDGE,     /* virtual networks inside this machine: seldom of use to another one */
    SORT_LOOPBACK,
    SORT_NONE, /* never listed */
};

/* Names that Linux programs give to bridges, container and virtual machine networks. */
static bool name_is_bridge(const char *name)
{
    static const char *const starts[] = {"docker", "br-", "virbr", "veth", "lxc", "vmnet", "vbox"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (strncmp(name, starts[i], strlen(starts[i])) == 0)
            return true;
    }
    return false;
}

static enum sort sort_of(const uv_interface_address_t *interface,
                         const struct alcove_address *address, const struct interfaces_wish *wish)
{
    bool ipv4 = address_is_ipv4(address);
    enum address_scope scope = address_scope(address);
    if (scope == ADDRESS_SCOPE_LINK_LOCAL || (wish->ipv4_only && !ipv4))
        return SORT_NONE;
    if (interface->is_internal)
        return wish->with_loopback ? SORT_LOOPBACK : SORT_NONE;
    if (name_is_bridge(interface->name))
        return SORT_BRIDGE;
    if (ipv4)
        return SORT_IPV4;
    return scope == ADDRESS_SCOPE_PRIVATE ? SORT_IPV6_LOCAL : SORT_IPV6_GLOBAL;
}

static bool is_listed(const struct alcove_address *address, const struct alcove_address *list,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (alcove_address_equal(address, &list[i]))
            return true;
    }
    return false;
}

/* What the interfaces offer, each with its sort. */
struct offer {
    struct alcove_address address;
    enum sort sort;
};

static size_t offers_collect(const struct interfaces_wish *wish, struct offer *out, size_t max)
{
    uv_interface_address_t *all = NULL;
    int total = 0;
    size_t count = 0;
    if (uv_interface_addresses(&all, &total) != 0)
        return 0;
    for (int i = 0; i < total && count < max; i++) {
        struct sockaddr_storage from = {0};
        struct offer *offer = &out[count];
        memcpy(&from, &all[i].address, sizeof all[i].address);
        if (!socket_address_to((const struct sockaddr *)&from, &offer->address))
            continue;
        offer->address.port = wish->port;
        offer->sort = sort_of(&all[i], &offer->address, wish);
        count += offer->sort != SORT_NONE;
    }
    uv_free_interface_addresses(all, total);
    return count;
}

/* Loopback waits until everything else is listed; before that, each sort takes its turn. */
size_t interfaces_list(const struct interfaces_wish *wish, struct alcove_address *out, size_t max)
{
    struct offer offers[OFFERS_MAX];
    size_t offered = offers_collect(wish, offers, OFFERS_MAX);
    size_t count = 0;
    size_t before;
    do {
        before = count;
        for (enum sort sort = SORT_IPV4; sort < SORT_LOOPBACK && count < max; sort++) {
            size_t i = 0;
            while (i < offered &&
                   (offers[i].sort != sort || is_listed(&offers[i].address, out, count)))
                i++;
            if (i < offered)
                out[count++] = offers[i].address;
        }
    } while (count > before && count < max);
    for (size_t i = 0; i < offered && count < max; i++) {
        if (offers[i].sort == SORT_LOOPBACK && !is_listed(&offers[i].address, out, count))
            out[count++] = offers[i].address;
    }
    ALCOVE_ASSERT(count <= max);
    return count;
}
