#include "reach/dht_lookup.h"

#include <string.h>

#include "base/assert.h"

#define NEVER_US UINT64_MAX

static struct dht_candidate *at_order(struct dht_lookup *lookup, size_t i)
{
    ALCOVE_ASSERT(i < lookup->candidates.count);
    return &lookup->candidates.list[lookup->candidates.order[i]];
}

static uint64_t wait_us(uint32_t rtt_us)
{
    uint64_t wait = (uint64_t)rtt_us * 5 / 2;
    _Static_assert(DHT_LOOKUP_WAIT_MIN_US < DHT_LOOKUP_WAIT_MAX_US, "a floor and a cap");
    if (rtt_us == 0)
        return DHT_LOOKUP_WAIT_US;
    if (wait < DHT_LOOKUP_WAIT_MIN_US)
        return DHT_LOOKUP_WAIT_MIN_US;
    return wait < DHT_LOOKUP_WAIT_MAX_US ? wait : DHT_LOOKUP_WAIT_MAX_US;
}

void dht_lookup_begin(struct dht_lookup *lookup, uint64_t now_us, unsigned depth_bits)
{
    ALCOVE_ASSERT(lookup->candidates.count == 0 && lookup->copies <= DHT_LOOKUP_COPIES_MAX);
    ALCOVE_ASSERT(lookup->kind != DHT_LOOKUP_PUT || lookup->copies > 0);
    lookup->begun_us = now_us;
    lookup->near_bits = depth_bits;
    if (depth_bits <= DHT_ID_BITS)
        lookup->near_bits =
            depth_bits > DHT_LOOKUP_NEAR_BITS ? depth_bits - DHT_LOOKUP_NEAR_BITS : 0;
    if (lookup->kind == DHT_LOOKUP_PUT || lookup->only_newer)
        lookup->newest_seq = lookup->item.seq;
}

void dht_lookup_add(struct dht_lookup *lookup, const struct dht_candidate_news *news,
                    uint32_t rtt_us)
{
    size_t place = dht_candidates_add(&lookup->candidates, news);
    ALCOVE_ASSERT(place <= DHT_CANDIDATES_NOBODY);
    if (place != DHT_CANDIDATES_NOBODY)
        lookup->candidates.list[place].rtt_us = rtt_us;
}

/* ---- whom to ask ---- */

/* So many of the nearest have to be asked. */
static size_t width(const struct dht_lookup *lookup)
{
    ALCOVE_ASSERT(lookup->copies <= DHT_LOOKUP_COPIES_MAX);
    return lookup->copies > DHT_LOOKUP_WIDTH ? lookup->copies : DHT_LOOKUP_WIDTH;
}

static bool is_near(const struct dht_lookup *lookup, const struct dht_candidate *candidate)
{
    ALCOVE_ASSERT(candidate != NULL);
    return lookup->kind == DHT_LOOKUP_FIND ||
           (candidate->named &&
            dht_id_shared_bits(&candidate->id, &lookup->candidates.target) >= lookup->near_bits);
}

/* Counts among the nearest: neither silent nor a liar's invention. */
static bool is_alive(const struct dht_lookup *lookup, size_t place)
{
    const struct dht_candidate *candidate = &lookup->candidates.list[place];
    ALCOVE_ASSERT(place < lookup->candidates.count);
    if (candidate->state == DHT_CANDIDATE_SLOW || candidate->state == DHT_CANDIDATE_BAD)
        return false;
    return candidate->state == DHT_CANDIDATE_ANSWERED ||
           !dht_candidates_is_distrusted(&lookup->candidates, place);
}

static size_t under_way(const struct dht_lookup *lookup)
{
    size_t count = 0;
    ALCOVE_ASSERT(lookup->candidates.count <= DHT_CANDIDATES_MAX);
    for (size_t i = 0; i < lookup->candidates.count; i++)
        count += lookup->candidates.list[i].state == DHT_CANDIDATE_ASKED;
    return count;
}

static bool wants_question(const struct dht_lookup *lookup, size_t place)
{
    const struct dht_candidate *candidate = &lookup->candidates.list[place];
    ALCOVE_ASSERT(place < lookup->candidates.count);
    if (candidate->state == DHT_CANDIDATE_ANSWERED && candidate->asked_whole)
        return lookup->beside && !candidate->asked_beside && candidate->put != DHT_PUT_SENT;
    if (candidate->state == DHT_CANDIDATE_ANSWERED)
        return is_near(lookup, candidate);
    /* Two at a time on the word of one who has not shown yet that it knows living nodes. */
    return candidate->state == DHT_CANDIDATE_NEW &&
           dht_candidates_asked_of_source(&lookup->candidates, place) < 2;
}

struct choice {
    size_t place;      /* or NOBODY */
    uint64_t ready_us; /* when it may be sent to; NEVER_US without one */
};

/* Takes the place if it may be sent to earlier than the one chosen so far. */
static void consider(struct choice *choice, size_t place, uint64_t ready_us)
{
    ALCOVE_ASSERT(place < DHT_CANDIDATES_MAX);
    if (choice->place == DHT_CANDIDATES_NOBODY || ready_us < choice->ready_us)
        *choice = (struct choice){place, ready_us};
}

static struct choice choose_question(const struct dht_lookup *lookup, uint64_t now_us,
                                     const struct dht_pace *pace)
{
    struct choice choice = {DHT_CANDIDATES_NOBODY, NEVER_US};
    const struct dht_candidates *set = &lookup->candidates;
    size_t alive = 0;
    ALCOVE_ASSERT(pace != NULL);
    for (size_t i = 0; i < set->count && alive < width(lookup); i++) {
        size_t place = set->order[i];
        if (!is_alive(lookup, place))
            continue;
        alive++;
        if (!wants_question(lookup, place))
            continue;
        uint64_t ready_us = dht_pace_host_us(pace, now_us, &set->list[place].address);
        consider(&choice, place, ready_us);
        if (ready_us <= now_us)
            break;
    }
    return choice;
}

static bool has_question(const struct dht_lookup *lookup)
{
    const struct dht_candidates *set = &lookup->candidates;
    size_t alive = 0;
    ALCOVE_ASSERT(set->count <= DHT_CANDIDATES_MAX);
    for (size_t i = 0; i < set->count && alive < width(lookup); i++) {
        if (!is_alive(lookup, set->order[i]))
            continue;
        alive++;
        if (wants_question(lookup, set->order[i]))
            return true;
    }
    return false;
}

/* Everybody who is to be asked has been, and has answered or been given up. */
static bool is_idle(const struct dht_lookup *lookup)
{
    return under_way(lookup) == 0 && !has_question(lookup);
}

static bool has_parallel_room(const struct dht_lookup *lookup, size_t place)
{
    bool near = is_near(lookup, &lookup->candidates.list[place]);
    ALCOVE_ASSERT(place < lookup->candidates.count);
    return under_way(lookup) < (near && lookup->kind != DHT_LOOKUP_FIND ? DHT_LOOKUP_PARALLEL_NEAR
                                                                        : DHT_LOOKUP_PARALLEL);
}

/* ---- where to put ---- */

static size_t count_puts(const struct dht_lookup *lookup, enum dht_put_state state)
{
    size_t count = 0;
    ALCOVE_ASSERT(state != DHT_PUT_NONE);
    for (size_t i = 0; i < lookup->candidates.count; i++)
        count += lookup->candidates.list[i].put == state;
    return count;
}

size_t dht_lookup_stored(const struct dht_lookup *lookup)
{
    return count_puts(lookup, DHT_PUT_STORED);
}

static bool is_ready_for_put(const struct dht_candidate *candidate)
{
    ALCOVE_ASSERT(candidate != NULL);
    return candidate->state == DHT_CANDIDATE_ANSWERED && candidate->asked_whole &&
           candidate->token_size > 0 && candidate->put == DHT_PUT_NONE;
}

/* Early to those who are among the nearest so far; in the end to any until there are enough. */
static struct choice choose_put(const struct dht_lookup *lookup, uint64_t now_us,
                                const struct dht_pace *pace)
{
    struct choice choice = {DHT_CANDIDATES_NOBODY, NEVER_US};
    const struct dht_candidates *set = &lookup->candidates;
    bool idle = is_idle(lookup);
    size_t puts = count_puts(lookup, DHT_PUT_SENT) + count_puts(lookup, DHT_PUT_STORED);
    size_t alive = 0;
    ALCOVE_ASSERT(pace != NULL);
    if (lookup->kind != DHT_LOOKUP_PUT || (!idle && now_us < lookup->begun_us + DHT_LOOKUP_PUT_US))
        return choice;
    for (size_t i = 0; i < set->count; i++) {
        size_t place = set->order[i];
        const struct dht_candidate *candidate = &set->list[place];
        if (!is_alive(lookup, place))
            continue;
        alive++;
        if (is_ready_for_put(candidate) &&
            (alive <= lookup->copies || (idle && puts < lookup->copies)))
            consider(&choice, place, dht_pace_host_us(pace, now_us, &candidate->address));
    }
    return choice;
}

/* ---- questions ---- */

/* Of a stranger nothing is known but what the line is like: those who answered here tell it. */
static uint64_t patience_us(const struct dht_lookup *lookup, const struct dht_candidate *candidate)
{
    size_t answered = 0;
    uint32_t slowest_us = 0;
    ALCOVE_ASSERT(lookup->candidates.count <= DHT_CANDIDATES_MAX);
    for (size_t i = 0; i < lookup->candidates.count; i++) {
        const struct dht_candidate *other = &lookup->candidates.list[i];
        if (other->state != DHT_CANDIDATE_ANSWERED)
            continue;
        answered++;
        slowest_us = other->rtt_us > slowest_us ? other->rtt_us : slowest_us;
    }
    if (candidate->rtt_us != 0 || answered < DHT_LOOKUP_FEW)
        return wait_us(candidate->rtt_us);
    uint64_t wait = wait_us(slowest_us);
    return wait < DHT_LOOKUP_WAIT_US ? wait : DHT_LOOKUP_WAIT_US;
}

static void mark_sent(const struct dht_lookup *lookup, struct dht_candidate *candidate,
                      uint64_t now_us, const struct alcove_random *random)
{
    ALCOVE_ASSERT(random->fill != NULL);
    random->fill(random->context, candidate->transaction, sizeof candidate->transaction);
    candidate->sent_us = now_us;
    candidate->deadline_us = now_us + patience_us(lookup, candidate);
}

static void ask(struct dht_lookup *lookup, size_t place, const struct alcove_random *random,
                struct dht_lookup_question *out)
{
    struct dht_candidate *candidate = &lookup->candidates.list[place];
    const struct dht_id *target = &lookup->candidates.target;
    bool whole = is_near(lookup, candidate);
    bool beside = candidate->state == DHT_CANDIDATE_ANSWERED && candidate->asked_whole;
    ALCOVE_ASSERT(place < lookup->candidates.count);
    candidate->state = DHT_CANDIDATE_ASKED;
    candidate->awaits = DHT_AWAITS_ANSWER;
    out->method = KRPC_FIND_NODE;
    if (beside) {
        candidate->asked_beside = true;
        out->target = dht_id_blur(target, lookup->near_bits, random);
        return;
    }
    if (whole != candidate->asked_whole)
        candidate->times = 0;
    candidate->asked_whole = whole;
    candidate->times++;
    if (whole && lookup->kind != DHT_LOOKUP_FIND)
        out->method = KRPC_GET;
    out->target = *target;
    if (whole)
        return;
    unsigned shared = candidate->named ? dht_id_shared_bits(&candidate->id, target) : 0;
    unsigned kept = shared + DHT_LOOKUP_STEP_BITS;
    out->target = dht_id_blur(target, kept < DHT_ID_BITS ? kept : DHT_ID_BITS, random);
}

bool dht_lookup_next(struct dht_lookup *lookup, uint64_t now_us, const struct dht_pace *pace,
                     const struct alcove_random *random, struct dht_lookup_question *out)
{
    ALCOVE_ASSERT(out != NULL);
    if (lookup->finished)
        return false;
    struct choice put = choose_put(lookup, now_us, pace);
    struct choice question = choose_question(lookup, now_us, pace);
    *out = (struct dht_lookup_question){.place = put.place, .method = KRPC_PUT};
    if (put.place != DHT_CANDIDATES_NOBODY && put.ready_us <= now_us) {
        lookup->candidates.list[put.place].put = DHT_PUT_SENT;
        lookup->candidates.list[put.place].awaits = DHT_AWAITS_STORED;
    } else if (question.place != DHT_CANDIDATES_NOBODY && question.ready_us <= now_us &&
               has_parallel_room(lookup, question.place)) {
        out->place = question.place;
        ask(lookup, question.place, random, out);
    } else {
        return false;
    }
    struct dht_candidate *candidate = &lookup->candidates.list[out->place];
    mark_sent(lookup, candidate, now_us, random);
    out->to = candidate->address;
    return true;
}

/* ---- time ---- */

static bool is_waited_for(const struct dht_candidate *candidate)
{
    ALCOVE_ASSERT(candidate != NULL);
    return candidate->state == DHT_CANDIDATE_ASKED || candidate->put == DHT_PUT_SENT;
}

uint64_t dht_lookup_next_us(const struct dht_lookup *lookup, uint64_t now_us,
                            const struct dht_pace *pace)
{
    uint64_t next_us = lookup->begun_us + DHT_LOOKUP_END_US;
    ALCOVE_ASSERT(pace != NULL);
    if (lookup->finished)
        return NEVER_US;
    for (size_t i = 0; i < lookup->candidates.count; i++) {
        const struct dht_candidate *candidate = &lookup->candidates.list[i];
        if (is_waited_for(candidate) && candidate->deadline_us < next_us)
            next_us = candidate->deadline_us;
    }
    struct choice put = choose_put(lookup, now_us, pace);
    struct choice question = choose_question(lookup, now_us, pace);
    if (put.ready_us < next_us)
        next_us = put.ready_us;
    if (question.ready_us < next_us && has_parallel_room(lookup, question.place))
        next_us = question.ready_us;
    uint64_t put_us = lookup->begun_us + DHT_LOOKUP_PUT_US;
    if (lookup->kind == DHT_LOOKUP_PUT && now_us < put_us && put_us < next_us)
        next_us = put_us;
    return next_us;
}

bool dht_lookup_give_up_on(struct dht_lookup *lookup, uint64_t now_us, struct alcove_address *who)
{
    ALCOVE_ASSERT(who != NULL);
    for (size_t i = 0; i < lookup->candidates.count; i++) {
        struct dht_candidate *candidate = &lookup->candidates.list[i];
        if (!is_waited_for(candidate) || candidate->deadline_us > now_us)
            continue;
        if (candidate->state == DHT_CANDIDATE_ASKED) {
            candidate->state = DHT_CANDIDATE_SLOW;
            dht_candidates_judge(&lookup->candidates, i, false);
        } else {
            candidate->put = DHT_PUT_REFUSED;
        }
        *who = candidate->address;
        return true;
    }
    return false;
}

size_t dht_lookup_nearest(const struct dht_lookup *lookup, size_t places[DHT_LOOKUP_WIDTH])
{
    size_t count = 0;
    ALCOVE_ASSERT(places != NULL);
    for (size_t i = 0; i < lookup->candidates.count && count < DHT_LOOKUP_WIDTH; i++) {
        size_t place = lookup->candidates.order[i];
        if (lookup->candidates.list[place].state == DHT_CANDIDATE_ANSWERED)
            places[count++] = place;
    }
    return count;
}

/* Nobody is nearer than those who answered: they are the last region, however few bits they share
 * with the target. True if there are new questions by it. */
static bool widen(struct dht_lookup *lookup)
{
    size_t count = 0;
    unsigned bits = DHT_ID_BITS;
    for (size_t i = 0; i < lookup->candidates.count && count < width(lookup); i++) {
        const struct dht_candidate *candidate = at_order(lookup, i);
        if (candidate->state != DHT_CANDIDATE_ANSWERED)
            continue;
        bits = dht_id_shared_bits(&candidate->id, &lookup->candidates.target);
        count++;
    }
    ALCOVE_ASSERT(bits <= DHT_ID_BITS);
    if (lookup->kind == DHT_LOOKUP_FIND || count == 0 || bits >= lookup->near_bits)
        return false;
    lookup->near_bits = bits;
    return has_question(lookup);
}

/* Where the depth is unknown: the four nearest have been asked, and two of them have answered and
 * named nobody nearer. Then these are the last region for now, and nobody waits for the silent. */
static void guess_depth(struct dht_lookup *lookup)
{
    size_t nearest = 0;
    size_t answered = 0;
    unsigned bits = 0;
    ALCOVE_ASSERT(lookup->candidates.count <= DHT_CANDIDATES_MAX);
    if (lookup->kind == DHT_LOOKUP_FIND || lookup->near_bits <= DHT_ID_BITS)
        return;
    for (size_t i = 0; i < lookup->candidates.count && nearest < 4; i++) {
        const struct dht_candidate *candidate = at_order(lookup, i);
        if (!is_alive(lookup, lookup->candidates.order[i]))
            continue;
        if (candidate->state == DHT_CANDIDATE_NEW || !candidate->named)
            return;
        nearest++;
        answered += candidate->state == DHT_CANDIDATE_ANSWERED;
        bits = dht_id_shared_bits(&candidate->id, &lookup->candidates.target);
    }
    if (nearest == 4 && answered >= 2)
        lookup->near_bits = bits;
}

/* The nearest that kept silent are asked once more, since packets get lost: whoever publishes and
 * whoever looks must come to the same nodes. Not when a value was found already, nor where the
 * usual answer is that there is nothing new. */
static bool retry(struct dht_lookup *lookup)
{
    size_t answered = 0;
    size_t again = 0;
    ALCOVE_ASSERT(lookup->candidates.count <= DHT_CANDIDATES_MAX);
    for (size_t i = 0; i < lookup->candidates.count; i++) {
        const struct dht_candidate *candidate = at_order(lookup, i);
        answered += candidate->state == DHT_CANDIDATE_ANSWERED && candidate->asked_whole;
    }
    if (lookup->found || lookup->kind == DHT_LOOKUP_FIND ||
        (lookup->only_newer && answered >= DHT_LOOKUP_FEW))
        return false;
    for (size_t i = 0; i < lookup->candidates.count && i < 2 * width(lookup); i++) {
        struct dht_candidate *candidate = at_order(lookup, i);
        if (candidate->state != DHT_CANDIDATE_SLOW || candidate->times >= DHT_LOOKUP_TIMES_MAX ||
            !is_near(lookup, candidate))
            continue;
        candidate->state = DHT_CANDIDATE_NEW;
        again++;
    }
    return again > 0;
}

/* The nearest all name the same eight others. Where more copies are wanted, they are asked for
 * nodes at random places of the last region. */
static bool look_beside(struct dht_lookup *lookup)
{
    size_t ready = 0;
    ALCOVE_ASSERT(lookup->candidates.count <= DHT_CANDIDATES_MAX);
    if (lookup->kind != DHT_LOOKUP_PUT || lookup->beside)
        return false;
    for (size_t i = 0; i < lookup->candidates.count; i++)
        ready += lookup->candidates.list[i].token_size > 0;
    lookup->beside = ready < lookup->copies;
    return lookup->beside && has_question(lookup);
}

static bool has_puts_left(const struct dht_lookup *lookup)
{
    static const struct dht_pace unhurried;
    ALCOVE_ASSERT(is_idle(lookup));
    return count_puts(lookup, DHT_PUT_SENT) > 0 ||
           choose_put(lookup, 1, &unhurried).place != DHT_CANDIDATES_NOBODY;
}

void dht_lookup_settle(struct dht_lookup *lookup, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us >= lookup->begun_us);
    if (now_us >= lookup->begun_us + DHT_LOOKUP_END_US)
        lookup->finished = true;
    guess_depth(lookup);
    if (lookup->finished || !is_idle(lookup) || widen(lookup) || retry(lookup) ||
        look_beside(lookup))
        return;
    lookup->finished = !has_puts_left(lookup);
}

/* ---- answers ---- */

size_t dht_lookup_place_of(const struct dht_lookup *lookup, const struct alcove_address *from,
                           struct krpc_span transaction)
{
    ALCOVE_ASSERT(transaction.bytes != NULL);
    if (transaction.size != KRPC_TRANSACTION_BYTES || lookup->finished)
        return DHT_CANDIDATES_NOBODY;
    for (size_t i = 0; i < lookup->candidates.count; i++) {
        const struct dht_candidate *candidate = &lookup->candidates.list[i];
        if (candidate->awaits != DHT_AWAITS_NOTHING &&
            alcove_address_equal(&candidate->address, from) &&
            memcmp(candidate->transaction, transaction.bytes, transaction.size) == 0)
            return i;
    }
    return DHT_CANDIDATES_NOBODY;
}

/* Who kept silent towards us lately begins as one that did in this lookup. A get tries it where
 * nothing is found; a put has others. */
static void take_nodes(struct dht_lookup *lookup, uint64_t now_us,
                       const struct dht_lookup_answer *answer)
{
    enum dht_family family = answer->scope->family;
    size_t count = krpc_node_count(answer->message, family);
    ALCOVE_ASSERT(count <= KRPC_NODES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct krpc_node node = krpc_node_at(answer->message, family, i);
        struct dht_candidate_news news = {&node, true, (uint8_t)answer->place};
        if (!dht_host_usable(answer->scope, &node.address))
            continue;
        size_t place = dht_candidates_add(&lookup->candidates, &news);
        if (place == DHT_CANDIDATES_NOBODY ||
            !dht_silence_holds(answer->silence, now_us, &node.address))
            continue;
        lookup->candidates.list[place].state = DHT_CANDIDATE_SLOW;
        lookup->candidates.list[place].times =
            lookup->kind == DHT_LOOKUP_PUT ? DHT_LOOKUP_TIMES_MAX : DHT_LOOKUP_TIMES_MAX - 1;
    }
}

static bool has_item(const struct krpc_message *message)
{
    return message->public_key.bytes != NULL || message->signature.bytes != NULL ||
           message->value.bytes != NULL;
}

/* A value that cannot be the one of our key makes a liar; an older one is merely of no use. Only a
 * newer one costs the checking of a signature. */
static enum dht_lookup_verdict take_item(struct dht_lookup *lookup,
                                         const struct krpc_message *message)
{
    struct dht_item item = {.seq = message->seq, .value_size = message->value.size};
    ALCOVE_ASSERT(lookup->kind != DHT_LOOKUP_FIND);
    if (message->public_key.bytes == NULL || message->signature.bytes == NULL ||
        message->value.bytes == NULL || !message->has_seq)
        return DHT_LOOKUP_LIAR;
    memcpy(item.public_key, message->public_key.bytes, sizeof item.public_key);
    memcpy(item.signature, message->signature.bytes, sizeof item.signature);
    memcpy(item.value, message->value.bytes, item.value_size);
    if (memcmp(item.public_key, lookup->item.public_key, sizeof item.public_key) != 0)
        return DHT_LOOKUP_LIAR;
    bool first = lookup->kind == DHT_LOOKUP_GET && !lookup->found && !lookup->only_newer;
    if (!first && item.seq <= lookup->newest_seq)
        return DHT_LOOKUP_FINE;
    if (!dht_item_verify(&item))
        return DHT_LOOKUP_LIAR;
    lookup->newest_seq = item.seq;
    if (lookup->kind == DHT_LOOKUP_GET) {
        lookup->item = item;
        lookup->found = true;
        lookup->news = true;
    }
    return DHT_LOOKUP_FINE;
}

static void take_token(struct dht_candidate *candidate, const struct krpc_message *message)
{
    ALCOVE_ASSERT(message->token.size <= sizeof candidate->token);
    if (message->token.bytes == NULL)
        return;
    memcpy(candidate->token, message->token.bytes, message->token.size);
    candidate->token_size = (uint8_t)message->token.size;
}

enum dht_lookup_verdict dht_lookup_receive(struct dht_lookup *lookup, uint64_t now_us,
                                           const struct dht_lookup_answer *answer)
{
    struct dht_candidate *candidate = &lookup->candidates.list[answer->place];
    const struct krpc_message *message = answer->message;
    enum dht_awaited awaited = candidate->awaits;
    ALCOVE_ASSERT(answer->place < lookup->candidates.count && awaited != DHT_AWAITS_NOTHING);
    candidate->awaits = DHT_AWAITS_NOTHING;
    if (awaited == DHT_AWAITS_STORED) {
        candidate->put = message->kind == KRPC_RESPONSE ? DHT_PUT_STORED : DHT_PUT_REFUSED;
        return DHT_LOOKUP_FINE;
    }
    if (message->kind != KRPC_RESPONSE) {
        candidate->state = DHT_CANDIDATE_SLOW;
        candidate->times = DHT_LOOKUP_TIMES_MAX;
        return DHT_LOOKUP_FINE;
    }
    bool as_named = !candidate->named || dht_id_equal(&candidate->id, &message->id);
    candidate->state = DHT_CANDIDATE_ANSWERED;
    candidate->rtt_us = (uint32_t)(now_us - candidate->sent_us + 1); /* 0 would be unknown */
    dht_candidates_judge(&lookup->candidates, answer->place, as_named);
    dht_candidates_rename(&lookup->candidates, answer->place, &message->id);
    if (candidate->asked_whole && lookup->kind != DHT_LOOKUP_FIND) {
        take_token(candidate, message);
        if (has_item(message) && take_item(lookup, message) == DHT_LOOKUP_LIAR) {
            candidate->state = DHT_CANDIDATE_BAD;
            return DHT_LOOKUP_LIAR;
        }
        if (lookup->news && lookup->first_value_us == 0)
            lookup->first_value_us = now_us;
    }
    take_nodes(lookup, now_us, answer);
    return DHT_LOOKUP_FINE;
}
