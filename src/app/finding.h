/* The switchboard's finder: which ways it may use, whom it looks for, what it learns. For lobby.c,
 * switchboard.c, pairing.c and conversation.c. */
#ifndef ALCOVE_APP_FINDING_H
#define ALCOVE_APP_FINDING_H

#include "app/switchboard_room.h"
#include "net/finder.h"

/* Opens the finder on the board's pump, with the nodes of the last time. False without memory. */
bool finding_open(struct switchboard *board);
/* Keeps the nodes and closes it. The lobby is empty. */
void finding_close(struct switchboard *board);

/* Every slot has its place there as long as its link. False without room. */
bool finding_add(struct slot *slot);
void finding_remove(struct slot *slot);
/* Looks for them now. False when there is no way to look. */
bool finding_seek(struct slot *slot);
/* Lets itself be found by them. */
void finding_expect(struct slot *slot);
/* The link stands. */
void finding_met(struct slot *slot);

/* What a finder starts from, for the board, scout.c and letter_round.c. All borrowed. */
struct finding_wish {
    uv_loop_t *loop;
    struct net_pump *pump;
    const struct alcove_address *listen;
    const struct options *options;
    const struct profile *profile;
    finder_on_news on_news;
    bool dht_only; /* for one who neither calls nor answers */
};
/* A finder by the ways of the option, the environment or the profile, with the nodes of the last
 * time. NULL without memory. */
struct finder *finding_start(const struct finding_wish *wish);
/* Keeps the nodes for the next time. */
void finding_keep_nodes(struct finder *finder, const struct profile *profile);

/* By which ways; `kept`: those of the profile, as text, "" for none. The options' text was
 * checked at the start. */
struct ways;
void finding_ways(const struct options *options, const char *kept, struct ways *ways);

#endif
