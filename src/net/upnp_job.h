/* One errand to a UPnP router, run in a thread of its own: its library (miniupnpc) blocks for as
 * long as the router lets it. The loop never waits for a job: it is told when one is done, or
 * abandons it, and then the thread undoes what it made and frees the job itself. Called by
 * port_mapping_upnp.c only.
 *
 * It speaks to nobody but the address of the router: its description and its control URL must be
 * there. */
#ifndef ALCOVE_NET_UPNP_JOB_H
#define ALCOVE_NET_UPNP_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "base/address.h"

#define UPNP_URL_BYTES_MAX  256
#define UPNP_NAME_BYTES_MAX 128
#define UPNP_PORTS_MAX      2

enum upnp_errand {
    UPNP_MAP,   /* first, and again before the end */
    UPNP_UNMAP, /* all that is mapped */
};

struct upnp_port {
    bool is_tcp;
    bool is_mapped;
    uint16_t external;
};

/* Where the router is spoken to, and what it does for us: carried from one job to the next. */
struct upnp_state {
    struct alcove_address router;
    char description_url[UPNP_URL_BYTES_MAX];
    char control_url[UPNP_URL_BYTES_MAX]; /* empty: not known yet */
    char service[UPNP_NAME_BYTES_MAX];
    char client[UPNP_NAME_BYTES_MAX]; /* our address, in digits */
    uint16_t internal_port;
    uint32_t lifetime_s;
    struct upnp_port ports[UPNP_PORTS_MAX];
    size_t port_count;
    bool has_answered;           /* the rest is set */
    struct alcove_address outer; /* port 0 */
    /* It is connected, and names no outer address: so do routers behind a carrier's NAT that know
     * that no port of theirs would be reached. */
    bool hides_outer;
};

struct upnp_job;

/* Starts a thread on a copy of `state`; `wake` (borrowed) is sent when it is done. NULL if there is
 * no memory or no thread. */
struct upnp_job *upnp_job_begin(enum upnp_errand errand, const struct upnp_state *state,
                                uv_async_t *wake);
/* True when it is done: `state` is filled, and the job freed. */
bool upnp_job_take(struct upnp_job *job, struct upnp_state *state);
/* Nobody wants it any more: it makes nothing more, and undoes what it made. Frees it, now or when
 * the thread is done. */
void upnp_job_abandon(struct upnp_job *job);
/* It shall make nothing more, and be done soon. */
void upnp_job_hurry(struct upnp_job *job);

#endif
