/* A network of the test's own: a network namespace for its thread, without anything but a loopback
 * that is down. What happens in it disturbs no other program of this machine. */
#ifndef TESTS_NET_OWN_NETWORK_H
#define TESTS_NET_OWN_NETWORK_H

#include <stdbool.h>

/* What leads back; skips the test where this is not allowed. */
int own_network_enter(void);
void own_network_leave(int back);
void own_network_loopback(bool up);

#endif
