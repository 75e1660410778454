#include "net/routes.h"

#include <string.h>

#include "base/assert.h"

void routes_set(struct routes *routes, const struct alcove_address *to, uint16_t socket)
{
    ALCOVE_ASSERT(to->port != 0 && routes->count <= ROUTES_MAX);
    for (size_t i = 0; i < routes->count; i++) {
        if (!alcove_address_equal(&routes->list[i].to, to))
            continue;
        routes->count--;
        memmove(&routes->list[i], &routes->list[i + 1],
                (routes->count - i) * sizeof routes->list[0]);
        break;
    }
    if (socket == 0)
        return;
    if (routes->count == ROUTES_MAX)
        memmove(&routes->list[0], &routes->list[1], --routes->count * sizeof routes->list[0]);
    routes->list[routes->count++] = (struct route){*to, socket};
}

uint16_t routes_find(const struct routes *routes, const struct alcove_address *to)
{
    for (size_t i = 0; i < routes->count; i++) {
        if (alcove_address_equal(&routes->list[i].to, to))
            return routes->list[i].socket;
    }
    return 0;
}

bool routes_use(const struct routes *routes, uint16_t socket)
{
    for (size_t i = 0; i < routes->count; i++) {
        if (routes->list[i].socket == socket)
            return true;
    }
    return false;
}
