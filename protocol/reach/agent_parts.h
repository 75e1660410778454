/* The pairs of an agent: where the other side may be, in which order and how often each is asked.
 * For agent.c alone. */
#ifndef ALCOVE_REACH_AGENT_PARTS_H
#define ALCOVE_REACH_AGENT_PARTS_H

#include "reach/agent.h"

/* Finds or makes the pair; when all places are taken one that never answered goes. */
struct agent_pair *agent_pair_for(struct agent *agent, const struct alcove_address *address,
                                  uint16_t socket);
/* Those of the record, made or known. */
void agent_pairs_add(struct agent *agent, const struct endpoint_record *record);
/* Every pair is asked again, from the first retry on. Unless it is another attempt, `anew`, what
 * was asked and not yet answered may still be. */
void agent_pairs_restart(struct agent *agent, bool anew);
/* The next to be asked, or NULL; `agent->now_us` decides. */
struct agent_pair *agent_pairs_next(struct agent *agent);
/* Answers have taken long enough to say that the line is slow. */
bool agent_is_slow(const struct agent *agent);
/* Whether checks of it are repeated slowly from the first: the line may be slow, or nothing hangs
 * on the answer. */
bool agent_pair_is_quiet(const struct agent *agent, const struct agent_pair *pair);
/* A check of it leaves: its transaction names it. */
void agent_pair_on_sent(struct agent *agent, struct agent_pair *pair);
struct agent_pair *agent_pair_by_transaction(struct agent *agent, const uint8_t *transaction);
/* How long the answer took. A check that is repeated before its answer can come is common, and the
 * answer names the one it is to; 0 when it was sent by a search. */
uint32_t agent_pair_rtt(const struct agent *agent, const struct agent_pair *pair,
                        const uint8_t *transaction);
/* When the next is due; UINT64_MAX for never. */
uint64_t agent_pairs_deadline(const struct agent *agent);
/* Better than the other: nearer, or as near and at least a quarter faster. */
bool agent_pair_is_better(const struct agent_pair *pair, const struct agent_pair *than);
/* Whether a packet to it must not reach the router of the other side yet. */
bool agent_pair_is_opening(const struct agent *agent, const struct agent_pair *pair);

#endif
