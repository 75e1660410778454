#include "reach/address_votes.h"

#include <string.h>

#include "base/assert.h"
#include "reach/dht_host.h"

/* Where this voter's vote goes: over an earlier one of its network, behind the last, or over the
 * oldest. */
static struct address_vote *place_for(struct address_votes *votes,
                                      const struct alcove_address *voter)
{
    struct address_vote *oldest = &votes->list[0];
    ALCOVE_ASSERT(votes->count <= ADDRESS_VOTES_MAX);
    for (size_t i = 0; i < votes->count; i++) {
        struct address_vote *vote = &votes->list[i];
        if (dht_host_same_network(&vote->voter, voter))
            return vote;
        if (vote->number < oldest->number)
            oldest = vote;
    }
    return votes->count < ADDRESS_VOTES_MAX ? &votes->list[votes->count++] : oldest;
}

bool address_votes_add(struct address_votes *votes, const struct alcove_address *voter,
                       const struct alcove_address *seen)
{
    if (voter->port == 0 || seen->port == 0)
        return false;
    struct address_vote *place = place_for(votes, voter);
    *place = (struct address_vote){*voter, *seen, ++votes->added};
    ALCOVE_ASSERT(votes->count > 0);
    return true;
}

static bool same_ip(const struct alcove_address *a, const struct alcove_address *b)
{
    return memcmp(a->ip, b->ip, sizeof a->ip) == 0;
}

/* Votes for the ip of vote `index`, or for its ip and port. */
static size_t votes_like(const struct address_votes *votes, size_t index, bool with_port)
{
    const struct alcove_address *seen = &votes->list[index].seen;
    size_t count = 0;
    ALCOVE_ASSERT(index < votes->count);
    for (size_t i = 0; i < votes->count; i++) {
        const struct alcove_address *other = &votes->list[i].seen;
        count += with_port ? alcove_address_equal(seen, other) : same_ip(seen, other);
    }
    return count;
}

static bool is_first_of_its_address(const struct address_votes *votes, size_t index)
{
    ALCOVE_ASSERT(index < votes->count);
    for (size_t i = 0; i < index; i++) {
        if (alcove_address_equal(&votes->list[i].seen, &votes->list[index].seen))
            return false;
    }
    return true;
}

struct address_tally address_votes_tally(const struct address_votes *votes)
{
    struct address_tally tally = {.votes = votes->count};
    for (size_t i = 0; i < votes->count; i++) {
        size_t ip = votes_like(votes, i, false);
        size_t address = votes_like(votes, i, true);
        if (ip < tally.same_ip || (ip == tally.same_ip && address <= tally.same_address))
            continue;
        tally.address = votes->list[i].seen;
        tally.same_ip = ip;
        tally.same_address = address;
    }
    for (size_t i = 0; i < votes->count; i++)
        tally.ports +=
            same_ip(&votes->list[i].seen, &tally.address) && is_first_of_its_address(votes, i);
    tally.believed = tally.votes >= ADDRESS_VOTES_MIN && tally.same_ip * 2 > tally.votes;
    ALCOVE_ASSERT(tally.same_address <= tally.same_ip && tally.same_ip <= tally.votes);
    return tally;
}

void address_votes_clear(struct address_votes *votes)
{
    ALCOVE_ASSERT(votes != NULL);
    *votes = (struct address_votes){0};
}
