/* The names of bootstrap nodes, `host:port`, made into addresses. The system's resolver may hold
 * its caller up for half a minute where there is no network, and libuv would wait for it at the end
 * of the loop: so each name has a thread of its own, which nobody waits for, and what it finds too
 * late is dropped. Called by whoever opens a finder with a DHT; the names asked for are visible to
 * the network's DNS, as names always are.
 *
 * The rules:
 *  1. The functions are called from the loop's thread alone, and on_address comes from the loop.
 *  2. dht_names_close returns at once, whatever the resolver does. on_address never comes after it,
 *     and may call it. */
#ifndef ALCOVE_NET_DHT_NAMES_H
#define ALCOVE_NET_DHT_NAMES_H

#include <stddef.h>

#include <uv.h>

#include "base/address.h"

#define DHT_NAMES_MAX 8
/* Of one name; more are not looked at. */
#define DHT_NAME_ADDRESSES_MAX 8
/* RFC 1035 section 2.3.4, a colon and a port, with the NUL. */
#define DHT_NAME_BYTES_MAX 262

struct dht_names;

typedef void (*dht_names_on_address)(void *context, const struct alcove_address *address);

/* Begins to look up at most DHT_NAMES_MAX names, which are copied; those without a host and a port
 * above 0 are passed over, and so is what does not resolve. NULL without memory. The loop is
 * borrowed, and runs on until dht_names_close. */
struct dht_names *dht_names_open(uv_loop_t *loop, const char *const *names, size_t count,
                                 dht_names_on_address on_address, void *context);
/* The memory is freed, and `on_closed` (may be NULL) called, when the loop has closed the handle:
 * run it once more. */
void dht_names_close(struct dht_names *names, void (*on_closed)(void *context), void *context);

#endif
