#include "app/scout.h"

#include <stdio.h>

#include <uv.h>

#include "app/finding.h"
#include "app/ways.h"

#define LOOK_MS 50

struct looking {
    uv_loop_t loop;
    uv_timer_t timer;
    struct net_pump *pump;
    struct finder *finder;
    struct scout *scout;
    const struct profile *profile;
    unsigned left_ms;
};

static void ignore_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    (void)owner;
    (void)link;
    (void)event;
}

static void ignore_news(void *owner, const struct finder_news *news)
{
    (void)owner;
    (void)news;
}

static void on_finder_closed(void *context)
{
    struct looking *looking = context;
    net_pump_close(looking->pump, NULL, NULL);
}

static void finish(struct looking *looking)
{
    struct scout *scout = looking->scout;
    scout->candidate_count =
        finder_candidates(looking->finder, scout->candidates, INVITE_CANDIDATES_MAX);
    scout->node_count = finder_pick_nodes(looking->finder, scout->nodes, INVITE_NODES_MAX);
    scout->can_be_found = finder_can_be_found(looking->finder);
    finding_keep_nodes(looking->finder, looking->profile);
    uv_close((uv_handle_t *)&looking->timer, NULL);
    finder_close(looking->finder, on_finder_closed, looking);
}

static void on_timer(uv_timer_t *timer)
{
    struct looking *looking = timer->data;
    looking->left_ms -= looking->left_ms < LOOK_MS ? looking->left_ms : LOOK_MS;
    if (looking->left_ms == 0 || finder_is_settled(looking->finder))
        finish(looking);
}

/* Whether there is anybody to ask. */
static bool asks_others(const struct options *options, const struct profile *profile)
{
    struct ways ways;
    finding_ways(options, profile->ways, &ways);
    return ways.dht || ways.router || ways.stun_count > 0;
}

bool scout_look(struct scout *scout, const struct options *options, const struct profile *profile,
                struct alcove_address *listen, struct net_error *error)
{
    struct looking looking = {.scout = scout, .profile = profile};
    *scout = (struct scout){0};
    *error = (struct net_error){NET_ERROR_SYSTEM, "The network could not be opened."};
    if (uv_loop_init(&looking.loop) != 0)
        return false;
    looking.pump = net_pump_open(&looking.loop, listen, ignore_event, error);
    if (looking.pump != NULL) {
        listen->port = net_pump_local_port(looking.pump);
        const struct finding_wish wish = {
            .loop = &looking.loop,
            .pump = looking.pump,
            .listen = listen,
            .options = options,
            .profile = profile,
            .on_news = ignore_news,
        };
        looking.finder = finding_start(&wish);
        if (looking.finder == NULL)
            net_pump_close(looking.pump, NULL, NULL);
    }
    if (looking.finder != NULL) {
        looking.left_ms = asks_others(options, profile) ? SCOUT_FOR_MS : 1;
        looking.timer.data = &looking;
        uv_timer_init(&looking.loop, &looking.timer);
        uv_timer_start(&looking.timer, on_timer, 0, LOOK_MS);
        finder_gather(looking.finder);
    }
    uv_run(&looking.loop, UV_RUN_DEFAULT);
    uv_loop_close(&looking.loop);
    return looking.finder != NULL;
}
