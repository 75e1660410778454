#include "reach/dht_candidates.h"

#include <string.h>

#include "base/assert.h"

#define WRONG_NAMED_MAX 3

/* Negative if the first is nearer. */
static int compare(const struct dht_candidates *set, const struct dht_candidate *a,
                   const struct dht_candidate *b)
{
    ALCOVE_ASSERT(a != NULL && b != NULL);
    if (a->named != b->named)
        return a->named ? -1 : 1;
    return a->named ? dht_id_compare(&set->target, &a->id, &b->id) : 0;
}

/* Moves the last of the order to where it belongs. */
static void sink(struct dht_candidates *set)
{
    size_t at = set->count - 1;
    uint8_t place = set->order[at];
    ALCOVE_ASSERT(set->count > 0 && place < DHT_CANDIDATES_MAX);
    while (at > 0 && compare(set, &set->list[place], &set->list[set->order[at - 1]]) < 0) {
        set->order[at] = set->order[at - 1];
        at--;
    }
    set->order[at] = place;
}

/* Takes a place out of the order and leaves it at its end. */
static void lift(struct dht_candidates *set, size_t place)
{
    size_t at = 0;
    while (at < set->count && set->order[at] != place)
        at++;
    ALCOVE_ASSERT(at < set->count);
    memmove(set->order + at, set->order + at + 1, set->count - at - 1);
    set->order[set->count - 1] = (uint8_t)place;
}

/* Known already, by its address; or its machine or network has its share. */
static bool has_no_room_for(struct dht_candidates *set, const struct dht_candidate_news *news)
{
    size_t network = 0;
    ALCOVE_ASSERT(set->count <= DHT_CANDIDATES_MAX);
    for (size_t i = 0; i < set->count; i++) {
        struct dht_candidate *known = &set->list[set->order[i]];
        if (alcove_address_equal(&known->address, &news->node->address)) {
            bool another = known->source != news->source || news->source == DHT_CANDIDATES_NOBODY;
            known->mentions = (uint8_t)(known->mentions + (another && known->mentions < 255));
            return true;
        }
        if (dht_host_same(&known->address, &news->node->address))
            return true;
        network += dht_host_same_network(&known->address, &news->node->address);
    }
    return network >= DHT_CANDIDATES_NETWORK_MAX;
}

/* The furthest that nothing was asked of yet, if the newcomer is nearer. */
static size_t give_way(struct dht_candidates *set, const struct dht_candidate *newcomer)
{
    ALCOVE_ASSERT(set->count == DHT_CANDIDATES_MAX);
    for (size_t i = set->count; i > 0; i--) {
        size_t place = set->order[i - 1];
        const struct dht_candidate *known = &set->list[place];
        bool idle = known->state == DHT_CANDIDATE_NEW || known->state == DHT_CANDIDATE_SLOW;
        if (idle && compare(set, newcomer, known) < 0)
            return place;
    }
    return DHT_CANDIDATES_NOBODY;
}

size_t dht_candidates_add(struct dht_candidates *set, const struct dht_candidate_news *news)
{
    struct dht_candidate newcomer = {
        .id = news->node->id,
        .address = news->node->address,
        .named = news->named,
        .source = news->source,
        .mentions = 1,
    };
    size_t place = set->count;
    ALCOVE_ASSERT(news->source <= DHT_CANDIDATES_NOBODY && news->node->address.port != 0);
    if (has_no_room_for(set, news))
        return DHT_CANDIDATES_NOBODY;
    if (set->count == DHT_CANDIDATES_MAX) {
        place = give_way(set, &newcomer);
        if (place == DHT_CANDIDATES_NOBODY)
            return place;
        lift(set, place);
    } else {
        set->order[set->count++] = (uint8_t)place;
    }
    set->list[place] = newcomer;
    sink(set);
    return place;
}

void dht_candidates_rename(struct dht_candidates *set, size_t place, const struct dht_id *id)
{
    ALCOVE_ASSERT(place < set->count);
    lift(set, place);
    set->list[place].id = *id;
    set->list[place].named = true;
    sink(set);
}

void dht_candidates_judge(struct dht_candidates *set, size_t place, bool good)
{
    ALCOVE_ASSERT(place < set->count);
    size_t source = set->list[place].source;
    if (source == DHT_CANDIDATES_NOBODY)
        return;
    uint8_t *count = good ? &set->list[source].good_named : &set->list[source].wrong_named;
    *count = (uint8_t)(*count + (*count < 255));
}

bool dht_candidates_is_distrusted(const struct dht_candidates *set, size_t place)
{
    const struct dht_candidate *candidate = &set->list[place];
    ALCOVE_ASSERT(place < set->count);
    if (candidate->source == DHT_CANDIDATES_NOBODY || candidate->mentions > 1)
        return false;
    const struct dht_candidate *source = &set->list[candidate->source];
    return source->state == DHT_CANDIDATE_BAD ||
           (source->wrong_named >= WRONG_NAMED_MAX && source->good_named == 0);
}

size_t dht_candidates_asked_of_source(const struct dht_candidates *set, size_t place)
{
    const struct dht_candidate *candidate = &set->list[place];
    size_t count = 0;
    ALCOVE_ASSERT(place < set->count);
    if (candidate->source == DHT_CANDIDATES_NOBODY || candidate->mentions > 1 ||
        set->list[candidate->source].good_named > 0)
        return 0;
    for (size_t i = 0; i < set->count; i++)
        count += set->list[i].state == DHT_CANDIDATE_ASKED &&
                 set->list[i].source == candidate->source && set->list[i].mentions == 1;
    return count;
}
