/* Through which socket an address is reached, where that is not the pump's own: a search of ports
 * found it through one of many (reach/punch.h). Called by net/pump.c. */
#ifndef ALCOVE_NET_ROUTES_H
#define ALCOVE_NET_ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define ROUTES_MAX 64 /* one person has one or two; the oldest goes */

struct route {
    struct alcove_address to;
    uint16_t socket; /* not 0 */
};

/* Zeroed memory is empty: everything goes through socket 0. */
struct routes {
    struct route list[ROUTES_MAX]; /* oldest first */
    size_t count;
};

/* From now on `to` is reached through `socket`; 0 forgets it. */
void routes_set(struct routes *routes, const struct alcove_address *to, uint16_t socket);
uint16_t routes_find(const struct routes *routes, const struct alcove_address *to);
/* Whether any address is reached through it. */
bool routes_use(const struct routes *routes, uint16_t socket);

#endif
