/* What port_mapping.c and the three methods know of each other. A part is one method asking one
 * router; when the router changes, the part is closed and a new one opened.
 *
 * The life of a part: open, refresh (any number of times), release (once: delete the mappings, then
 * call mapping_part_released), close (at any time: stop at once, then mapping_part_closed, in which
 * the part is freed). A part tells news with mapping_part_changed, as the last thing it does. */
#ifndef ALCOVE_NET_PORT_MAPPING_PARTS_H
#define ALCOVE_NET_PORT_MAPPING_PARTS_H

#include "net/gateway.h"
#include "net/port_mapping.h"

/* UDP, and TCP if wished. */
#define MAPPING_PORTS_MAX 2

struct mapping_part;

struct mapping_method {
    enum port_mapping_method method;
    /* NULL if there is no memory or no socket. */
    struct mapping_part *(*open)(struct port_mapping *owner);
    void (*refresh)(struct mapping_part *part);
    void (*release)(struct mapping_part *part);
    void (*close)(struct mapping_part *part);
};

extern const struct mapping_method mapping_pcp;
extern const struct mapping_method mapping_natpmp;
extern const struct mapping_method mapping_upnp;

/* The first member of every part. */
struct mapping_part {
    const struct mapping_method *method;
    struct port_mapping *owner;
    enum port_mapping_outcome outcome;
    struct port_mapping_made made[MAPPING_PORTS_MAX]; /* by mapping_port_is_tcp; port 0: not made */
    bool is_released;
};

struct port_mapping {
    uv_loop_t *loop;
    struct port_mapping_wish wish;
    struct gateway gateway;
    struct mapping_part *parts[PORT_MAPPING_METHODS];
    size_t closing; /* parts and the timer that still have handles in the loop */
    uv_timer_t timer;
    struct port_mapping_report last;
    bool has_reported;
    bool is_releasing, is_closed;
    uint64_t renewals;
    void (*on_closed)(void *context);
    void *closed_context;
};

/* For the parts. */
void mapping_part_changed(struct mapping_part *part);
void mapping_part_released(struct mapping_part *part);
/* Frees the part. */
void mapping_part_closed(struct mapping_part *part);

/* How many ports are to be mapped; the first is UDP. */
size_t mapping_ports(const struct port_mapping *owner);
/* Some method has what is wanted. */
bool mapping_is_made(const struct port_mapping *owner);
/* What an outer address that a router claims makes of the outcome. */
enum port_mapping_outcome mapping_outcome_of(const struct alcove_address *external);
/* The same with its port; notes it in made[tcp], or clears that. */
enum port_mapping_outcome mapping_judge(struct mapping_part *part, bool tcp,
                                        const struct alcove_address *external, uint32_t lifetime_s);
/* Milliseconds from now on for a renewal: half of the lifetime, at least one second. */
uint64_t mapping_renew_after_ms(uint32_t lifetime_s);

#endif
