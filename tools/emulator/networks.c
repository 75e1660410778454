#include "emulator/networks.h"

#include <string.h>

#include "base/assert.h"

static const struct named_network networks[] = {
    {
        .name = "perfect",
        .meaning = "No limit, no delay, no fault: what remains is ours.",
        .there = "",
    },
    {
        .name = "home_wifi",
        .meaning =
            "A good room: 20 Mbit/s up, 50 down, 12 ms each way, the odd late or lost frame.",
        .there = "rate=20M,queue=100,delay=12,jitter=2,shape=pareto,loss=0.05",
        .back = "rate=50M,queue=100,delay=12,jitter=2,shape=pareto,loss=0.05",
    },
    {
        .name = "weak_wifi",
        .meaning = "Two walls away: 3 Mbit/s, radio retries as jitter, a burst of 5 lost in 500.",
        .there = "rate=3M,queue=300,delay=15,jitter=12,shape=pareto,burst=0.2/20",
    },
    {
        .name = "busy_household",
        .meaning = "Others stream: 800 kbit/s left upstream behind a bloated queue of a second.",
        .there = "rate=800k,queue=1000,delay=20,jitter=15,shape=pareto,loss=0.3",
        .back = "rate=4M,queue=400,delay=20,jitter=10,shape=pareto,loss=0.3",
    },
    {
        .name = "mobile",
        .meaning = "In a parked car: 2 Mbit/s up, 45 ms, wide jitter, a handover of 2 s at 60 s.",
        .there = "rate=2M,queue=500,delay=45,jitter=15,shape=pareto,burst=0.1/10",
        .back = "rate=8M,queue=500,delay=45,jitter=15,shape=pareto,burst=0.1/10",
        .changes = {{60, "down=1"}, {62, "down=0"}},
    },
    {
        .name = "satellite",
        .meaning = "Geostationary: 300 ms each way whatever one does, 3 Mbit/s up, rain in bursts.",
        .there = "rate=3M,queue=400,delay=300,jitter=8,shape=normal,burst=0.05/10",
        .back = "rate=20M,queue=400,delay=300,jitter=8,shape=normal,burst=0.05/10",
    },
    {
        .name = "text_only",
        .meaning = "The end of the valley: 4 kbit/s, 400 ms, 30 % loss. Words must still arrive.",
        .there = "rate=4k,delay=400,loss=30",
    },
    {
        .name = "a_unconstrained",
        .meaning = "Link a: no limit, 5 ms each way.",
        .there = "delay=5",
    },
    {
        .name = "b_1mbit_1pct",
        .meaning = "Link b: 1 Mbit/s, 50 ms, 1 % loss: an ordinary line on an ordinary evening.",
        .there = "rate=1M,delay=50,loss=1",
    },
    {
        .name = "c_300kbit_3pct",
        .meaning = "Link c: 300 kbit/s, 100 ms, 3 % loss.",
        .there = "rate=300k,delay=100,loss=3",
    },
    {
        .name = "d_100kbit",
        .meaning = "Link d: 100 kbit/s, 100 ms, no loss but one's own.",
        .there = "rate=100k,delay=100",
    },
    {
        .name = "e_40kbit_5pct",
        .meaning = "Link e: 40 kbit/s, 200 ms, 5 % loss; 3,000 bytes of queue are 600 ms.",
        .there = "rate=40k,delay=200,loss=5",
    },
    {
        .name = "f_16kbit",
        .meaning = "Link f: 16 kbit/s, 50 ms; 3,000 bytes of queue are 1.5 s.",
        .there = "rate=16k,delay=50",
    },
    {
        .name = "g_drop_and_return",
        .meaning = "Link g: 2 Mbit/s, 50 ms; falls to 150 kbit/s at 20 s, returns at 45 s.",
        .there = "rate=2M,delay=50",
        .changes = {{20, "rate=150k"}, {45, "rate=2M"}},
    },
    {
        .name = "h_500kbit_20pct",
        .meaning = "Link h: 500 kbit/s, 50 ms, 20 % loss.",
        .there = "rate=500k,delay=50,loss=20",
    },
    {
        .name = "i_1mbit_bursts",
        .meaning = "Link i: 1 Mbit/s, 50 ms, bursts of 5 on average, 4.8 % lost.",
        .there = "rate=1M,delay=50,burst=1/20",
    },
    {
        .name = "j_1mbit_jitter",
        .meaning = "Link j: 1 Mbit/s, 50 ms, jitter of 30 ms that reorders.",
        .there = "rate=1M,delay=50,jitter=30,shape=normal,order=0",
    },
    {
        .name = "k_two_outages",
        .meaning = "Link k: 1 Mbit/s, 50 ms; nothing for 5 s at 20 s, and for 1 s at 40 s.",
        .there = "rate=1M,delay=50",
        .changes = {{20, "down=1"}, {25, "down=0"}, {40, "down=1"}, {41, "down=0"}},
    },
};

const struct named_network *named_networks(size_t *count)
{
    *count = sizeof networks / sizeof networks[0];
    return networks;
}

const struct named_network *named_network_find(const char *name)
{
    for (size_t i = 0; i < sizeof networks / sizeof networks[0]; i++) {
        if (strcmp(networks[i].name, name) == 0)
            return &networks[i];
    }
    return NULL;
}

static void plan_direction(const struct named_network *network, const char *terms,
                           struct network_plan *plan)
{
    *plan = network_plan_perfect();
    bool understood = network_terms_set(&plan->terms, terms);
    ALCOVE_ASSERT(understood);
    for (size_t i = 0; i < NAMED_NETWORK_CHANGES_MAX; i++) {
        if (network->changes[i].terms == NULL)
            break;
        uint64_t at_us = (uint64_t)network->changes[i].at_s * 1000000;
        understood = network_plan_change(plan, at_us, network->changes[i].terms);
        ALCOVE_ASSERT(understood);
    }
}

void named_network_plan(const struct named_network *network, struct network_plan *there,
                        struct network_plan *back)
{
    plan_direction(network, network->there, there);
    plan_direction(network, network->back == NULL ? network->there : network->back, back);
}
