#include "net/upnp_job.h"

#include <miniupnpc/miniupnpc.h>
#include <miniupnpc/upnpcommands.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "reach/address_text.h"
#include "reach/ssdp.h"

#define EXTERNAL_TRIES 3
/* UPnP-IGD: the port is taken; only mappings without an end are known. */
#define ERROR_CONFLICT  718
#define ERROR_PERMANENT 725
#define STACK_BYTES     524288

struct upnp_job {
    enum upnp_errand errand;
    struct upnp_state state; /* the thread's until it is done */
    atomic_bool is_hurried;
    pthread_mutex_t lock;
    uv_async_t *wake; /* NULL: abandoned */
    bool is_done;
};

static const char *protocol_name(const struct upnp_port *port)
{
    return port->is_tcp ? "TCP" : "UDP";
}

/* The library reads what a router may have sent, of any length, into buffers of its own. */
static bool text_copy(char *out, size_t capacity, const char *text)
{
    size_t size = text == NULL ? capacity : strlen(text);
    if (size >= capacity)
        return false;
    memcpy(out, text, size + 1);
    return true;
}

static bool router_describe(struct upnp_state *s)
{
    struct UPNPUrls urls = {0};
    struct IGDdatas data = {0};
    char client[UPNP_NAME_BYTES_MAX] = "";
    if (!ssdp_url_is_at(s->description_url, &s->router) ||
        UPNP_GetIGDFromUrl(s->description_url, &urls, &data, client, sizeof client) != 1)
        return false;
    bool is_good = urls.controlURL != NULL && ssdp_url_is_at(urls.controlURL, &s->router) &&
                   text_copy(s->control_url, sizeof s->control_url, urls.controlURL) &&
                   text_copy(s->service, sizeof s->service, data.first.servicetype) &&
                   text_copy(s->client, sizeof s->client, client);
    FreeUPNPUrls(&urls);
    if (!is_good)
        s->control_url[0] = '\0';
    return is_good;
}

static bool outer_ask(struct upnp_state *s)
{
    char ip[64] = ""; /* the library promises 16 */
    char text[80];
    s->outer = (struct alcove_address){0};
    if (UPNP_GetExternalIPAddress(s->control_url, s->service, ip) != UPNPCOMMAND_SUCCESS)
        return false;
    ip[sizeof ip - 1] = '\0';
    (void)snprintf(text, sizeof text, "%s:0", ip);
    return address_text_parse(text, &s->outer) && address_is_ipv4(&s->outer) &&
           s->outer.ip[12] != 0;
}

static bool is_connected(const struct upnp_state *s)
{
    char status[64] = ""; /* likewise */
    char error[128] = "";
    unsigned uptime_s = 0;
    if (UPNP_GetStatusInfo(s->control_url, s->service, status, &uptime_s, error) !=
        UPNPCOMMAND_SUCCESS)
        return false;
    status[sizeof status - 1] = '\0';
    return strcmp(status, "Connected") == 0;
}

static int port_map_once(const struct upnp_state *s, const struct upnp_port *port, uint32_t lease_s)
{
    char external[8];
    char internal[8];
    char lease[16];
    char description[16];
    (void)snprintf(external, sizeof external, "%u", (unsigned)port->external);
    (void)snprintf(internal, sizeof internal, "%u", (unsigned)s->internal_port);
    (void)snprintf(lease, sizeof lease, "%u", (unsigned)lease_s);
    (void)snprintf(description, sizeof description, "%s %u", port->is_tcp ? "tcp" : "udp",
                   (unsigned)s->internal_port);
    return UPNP_AddPortMapping(s->control_url, s->service, external, internal, s->client,
                               description, protocol_name(port), NULL, lease);
}

static void port_map(struct upnp_job *job, struct upnp_port *port)
{
    struct upnp_state *s = &job->state;
    for (int i = 0; i < EXTERNAL_TRIES && !atomic_load(&job->is_hurried); i++) {
        int error = port_map_once(s, port, s->lifetime_s);
        if (error == ERROR_PERMANENT)
            error = port_map_once(s, port, 0);
        port->is_mapped = error == UPNPCOMMAND_SUCCESS;
        if (error != ERROR_CONFLICT)
            return;
        uint16_t other = 0;
        (void)uv_random(NULL, NULL, &other, sizeof other, 0, NULL);
        port->external = (uint16_t)(other % 32768 + 32768);
    }
}

static void ports_unmap(struct upnp_state *s)
{
    for (size_t i = 0; i < s->port_count; i++) {
        struct upnp_port *port = &s->ports[i];
        char external[8];
        if (!port->is_mapped)
            continue;
        (void)snprintf(external, sizeof external, "%u", (unsigned)port->external);
        (void)UPNP_DeletePortMapping(s->control_url, s->service, external, protocol_name(port),
                                     NULL);
        port->is_mapped = false;
    }
}

/* Behind a carrier's NAT no port is asked for; who sees the outer address knows why. */
static bool outer_is_worth_it(const struct upnp_state *s)
{
    const uint8_t *ip = s->outer.ip + 12;
    return ip[0] != 0 && !(ip[0] == 100 && (ip[1] & 0xc0) == 64);
}

static void job_do(struct upnp_job *job)
{
    struct upnp_state *s = &job->state;
    if (job->errand == UPNP_UNMAP) {
        ports_unmap(s);
        return;
    }
    bool is_described = s->control_url[0] != '\0' || router_describe(s);
    s->has_answered = is_described && outer_ask(s);
    s->hides_outer = is_described && !s->has_answered && is_connected(s);
    if (!s->has_answered) {
        s->control_url[0] = '\0';
        return;
    }
    for (size_t i = 0; i < s->port_count && outer_is_worth_it(s); i++)
        port_map(job, &s->ports[i]);
}

static void job_free(struct upnp_job *job)
{
    (void)pthread_mutex_destroy(&job->lock);
    free(job);
}

static void *job_run(void *context)
{
    struct upnp_job *job = context;
    job_do(job);
    (void)pthread_mutex_lock(&job->lock);
    job->is_done = true;
    bool is_abandoned = job->wake == NULL;
    if (!is_abandoned)
        (void)uv_async_send(job->wake);
    (void)pthread_mutex_unlock(&job->lock);
    if (is_abandoned) {
        ports_unmap(&job->state);
        job_free(job);
    }
    return NULL;
}

struct upnp_job *upnp_job_begin(enum upnp_errand errand, const struct upnp_state *state,
                                uv_async_t *wake)
{
    ALCOVE_ASSERT(state->port_count <= UPNP_PORTS_MAX && wake != NULL);
    struct upnp_job *job = calloc(1, sizeof *job);
    pthread_attr_t attributes;
    pthread_t thread;
    if (job == NULL)
        return NULL;
    job->errand = errand;
    job->state = *state;
    job->wake = wake;
    (void)pthread_mutex_init(&job->lock, NULL);
    (void)pthread_attr_init(&attributes);
    (void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
    (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int failed = pthread_create(&thread, &attributes, job_run, job);
    (void)pthread_attr_destroy(&attributes);
    if (failed == 0)
        return job;
    job_free(job);
    return NULL;
}

bool upnp_job_take(struct upnp_job *job, struct upnp_state *state)
{
    (void)pthread_mutex_lock(&job->lock);
    bool is_done = job->is_done;
    (void)pthread_mutex_unlock(&job->lock);
    if (!is_done)
        return false;
    *state = job->state;
    job_free(job);
    return true;
}

void upnp_job_hurry(struct upnp_job *job)
{
    atomic_store(&job->is_hurried, true);
}

void upnp_job_abandon(struct upnp_job *job)
{
    upnp_job_hurry(job);
    (void)pthread_mutex_lock(&job->lock);
    job->wake = NULL;
    bool is_done = job->is_done;
    (void)pthread_mutex_unlock(&job->lock);
    if (is_done)
        job_free(job);
}
