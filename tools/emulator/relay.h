/* A UDP relay over the emulated networks, without privilege: what comes to the listening port goes
 * to one destination, and the answers go back. Each source address has an upstream socket of its
 * own, so the destination sees as many sources as there are, and can tell them apart. */
#ifndef EMULATOR_RELAY_H
#define EMULATOR_RELAY_H

#include <stdbool.h>
#include <sys/socket.h>

#include "emulator/engine.h"

/* Sources beyond these are ignored until the relay starts anew. */
#define RELAY_CLIENTS_MAX 256u

struct relay_client {
    struct sockaddr_storage address;
    socklen_t address_size;
    int upstream;
};

struct relay {
    struct engine engine;
    int listening;
    struct sockaddr_storage destination;
    socklen_t destination_size;
    uint32_t client_count;
    struct relay_client clients[RELAY_CLIENTS_MAX];
};

/* `listen` and `destination` are ADDR:PORT or [ADDR]:PORT, numeric; listening on port 0 takes any.
 * On failure returns false, `*reason` says why (static text) and nothing is open. */
bool relay_open(struct relay *relay, const struct engine_setup *setup, const char *listen,
                const char *destination, const char **reason);
/* Where the relay listens, as ADDR:PORT. */
bool relay_address(const struct relay *relay, char *out, size_t size);
bool relay_run(struct relay *relay);
void relay_close(struct relay *relay);

#endif
