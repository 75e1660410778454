/* A plain socket on loopback, as a stranger has one: for tests of what the pump sends and takes. */
#ifndef TESTS_NET_STRANGER_H
#define TESTS_NET_STRANGER_H

#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "base/address.h"

#define STRANGER_BYTES_MAX 1500

struct stranger {
    int fd;
    struct alcove_address address;
};

/* What came to it. */
struct stranger_letter {
    struct alcove_address from;
    int ttl;
    size_t size;
    uint8_t bytes[STRANGER_BYTES_MAX];
};

struct stranger stranger_open(void);
void stranger_close(struct stranger *stranger);
void stranger_send(const struct stranger *stranger, uint16_t port, const void *bytes, size_t size);
/* Fails the test if nothing has come within five seconds. */
struct stranger_letter stranger_read(const struct stranger *stranger);
/* Whether something waits to be read. */
bool stranger_has_mail(const struct stranger *stranger);

/* 127.0.0.1 */
struct alcove_address loopback(uint16_t port);

#endif
