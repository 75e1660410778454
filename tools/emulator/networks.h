/* Networks with names: where two people sit when they talk, and the links on which calls are
 * measured. Each is text in the form of emulator/terms.h, with a sentence that explains it. */
#ifndef EMULATOR_NETWORKS_H
#define EMULATOR_NETWORKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emulator/terms.h"

#define NAMED_NETWORK_CHANGES_MAX 4u

struct named_network {
    const char *name;
    const char *meaning; /* a sentence */
    const char *there;   /* terms from the client to the therapist: a home's upstream */
    const char *back;    /* NULL: the same as `there` */
    struct {
        uint32_t at_s;
        const char *terms; /* in both directions; NULL ends the list */
    } changes[NAMED_NETWORK_CHANGES_MAX];
};

/* All of them; static, never freed. */
const struct named_network *named_networks(size_t *count);

/* The network with this name, or NULL. */
const struct named_network *named_network_find(const char *name);

/* The plans of its two directions. Asserts that the text of the table is well formed. */
void named_network_plan(const struct named_network *network, struct network_plan *there,
                        struct network_plan *back);

#endif
