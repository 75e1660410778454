#include "reach/agent.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "reach/address_scope.h"
#include "reach/address_text.h"
#include "reach/agent_parts.h"
#include "reach/virtual_address.h"

/* When something was found, better ones may still answer for so long. */
#define SETTLE_US 5000000
/* A search costs hundreds of datagrams: not while a plain check may still be on its way. */
#define PUNCH_AFTER_US 40000
#define SECOND_US      1000000
#define NEVER          UINT64_MAX

/* ---- life ---- */

void agent_init(struct agent *agent, const struct agent_config *config)
{
    ALCOVE_ASSERT(agent->pair_count == 0 && !agent->begun);
    agent->config = *config;
}

void agent_set_time(struct agent *agent, uint64_t now_us, uint64_t now_s)
{
    ALCOVE_ASSERT(now_us >= agent->now_us);
    agent->now_us = now_us;
    agent->now_s = now_s;
}

static void tell(struct agent *agent, const struct agent_event *event)
{
    ALCOVE_ASSERT(agent->event_count <= AGENT_EVENTS_MAX);
    /* Whoever does not look loses the oldest: the newest is what is true. */
    if (agent->event_count == AGENT_EVENTS_MAX)
        memmove(&agent->events[0], &agent->events[1],
                --agent->event_count * sizeof agent->events[0]);
    agent->events[agent->event_count++] = *event;
}

bool agent_poll_event(struct agent *agent, struct agent_event *out)
{
    ALCOVE_ASSERT(out != NULL);
    if (agent->event_count == 0)
        return false;
    *out = agent->events[0];
    memmove(&agent->events[0], &agent->events[1], --agent->event_count * sizeof agent->events[0]);
    return true;
}

/* ---- records ---- */

static void draw_nonce(struct agent *agent)
{
    const struct alcove_random *random = &agent->config.random;
    random->fill(random->context, (uint8_t *)&agent->own.punch_nonce,
                 sizeof agent->own.punch_nonce);
    agent->own.punch_nonce |= 1; /* never 0, which means none */
    ALCOVE_ASSERT(agent->own.punch_nonce != 0);
}

static void encode_own(struct agent *agent)
{
    agent->own.heard_nonce = agent->other_nonce;
    agent->own_size = endpoint_record_encode(&agent->own, agent->own_bytes);
    ALCOVE_ASSERT(agent->own_size > 0);
}

/* The search, if one can help, is begun with what is known now. */
static void reconsider_punch(struct agent *agent)
{
    bool direct = agent->found && agent->best.path <= AGENT_PATH_DIRECT;
    enum punch_part part = punch_part_of(&agent->own, &agent->other);
    ALCOVE_ASSERT(part <= PUNCH_OPEN);
    if (!agent->begun || direct || agent_is_slow(agent) || part == agent->punch.part ||
        agent->config.only_added)
        return;
    punch_begin(&agent->punch, agent->now_us, &agent->own, &agent->other, &agent->config.random);
    agent->config.random.fill(agent->config.random.context, agent->punch_transaction,
                              sizeof agent->punch_transaction);
    agent->punch.next_us = agent->now_us + PUNCH_AFTER_US;
}

bool agent_set_own(struct agent *agent, const struct endpoint_record *record)
{
    struct endpoint_record own = *record;
    own.seeking_since_s = agent->own.seeking_since_s;
    own.punch_nonce = agent->own.punch_nonce;
    own.heard_nonce = agent->own.heard_nonce;
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    size_t size = endpoint_record_encode(&own, bytes);
    ALCOVE_ASSERT(size <= sizeof agent->own_bytes);
    if (size == agent->own_size && memcmp(bytes, agent->own_bytes, size) == 0)
        return false;
    agent->own = own;
    agent->published_us = 0;
    if (agent->begun)
        draw_nonce(agent);
    encode_own(agent);
    reconsider_punch(agent);
    return true;
}

void agent_set_other(struct agent *agent, const struct endpoint_record *record, uint64_t made_at_s)
{
    ALCOVE_ASSERT(record->candidate_count <= ENDPOINT_CANDIDATES_MAX);
    if (made_at_s < agent->other_made_s)
        return;
    agent->other_made_s = made_at_s;
    bool known = record->punch_nonce == agent->other_nonce &&
                 record->candidate_count == agent->other.candidate_count &&
                 record->heard_nonce == agent->other.heard_nonce;
    if (known && record->punch_nonce != 0)
        return;
    bool new_attempt =
        record->seeking_since_s != 0 && record->seeking_since_s != agent->other.seeking_since_s;
    agent->other = *record;
    agent->other_nonce = record->punch_nonce;
    if (new_attempt) {
        agent->other_opened = false;
        agent->opening_us = agent->now_us;
    }
    if (record->heard_nonce != 0 && record->heard_nonce == agent->own.punch_nonce) {
        agent->told_nonce = record->heard_nonce;
        agent->other_opened = true;
    }
    if (!agent->config.only_added)
        agent_pairs_add(agent, record);
    if (new_attempt && agent->begun && !agent->found)
        agent_pairs_restart(agent, false);
    encode_own(agent);
    agent->punch.part = PUNCH_NONE; /* their ports may be others now */
    reconsider_punch(agent);
    tell(agent, &(struct agent_event){.kind = AGENT_EVENT_OTHER});
}

void agent_on_published(struct agent *agent)
{
    ALCOVE_ASSERT(agent->own_size > 0);
    if (agent->published_us == 0)
        agent->published_us = agent->now_us;
}

void agent_add_address(struct agent *agent, const struct alcove_address *address)
{
    ALCOVE_ASSERT(address->port != 0);
    struct agent_pair *pair = agent_pair_for(agent, address, 0);
    if (pair->state == AGENT_PAIR_WAITING && agent->begun) {
        pair->tries = 0;
        pair->next_us = agent->now_us;
    }
}

struct endpoint_record agent_own(const struct agent *agent)
{
    ALCOVE_ASSERT(agent->own.candidate_count <= ENDPOINT_CANDIDATES_MAX);
    return agent->own;
}

const struct endpoint_record *agent_other(const struct agent *agent)
{
    ALCOVE_ASSERT(agent != NULL);
    return &agent->other;
}

bool agent_is_begun(const struct agent *agent)
{
    ALCOVE_ASSERT(agent != NULL);
    return agent->begun;
}

uint64_t agent_tries_since(const struct agent *agent)
{
    ALCOVE_ASSERT(agent->begun_us <= agent->now_us);
    return agent->begun && !agent->found ? agent->begun_us : NEVER;
}

struct agent_time agent_other_time(const struct agent *agent)
{
    ALCOVE_ASSERT(agent->other_time.heard_us <= agent->now_us);
    return agent->other_time;
}

void agent_begin(struct agent *agent)
{
    ALCOVE_ASSERT(agent->event_count <= AGENT_EVENTS_MAX);
    uint64_t since_s = agent->own.seeking_since_s;
    agent->own.seeking_since_s = agent->now_s > since_s ? agent->now_s : since_s + 1;
    draw_nonce(agent);
    agent->begun = true;
    agent->begun_us = agent->now_us;
    agent->opening_us = agent->now_us;
    agent->found = false;
    agent->rtt_us = 0;
    agent->told_nonce = 0;
    agent_pairs_restart(agent, true);
    punch_end(&agent->punch);
    encode_own(agent);
    reconsider_punch(agent);
}

void agent_expect(struct agent *agent, uint32_t rtt_us)
{
    ALCOVE_ASSERT(agent != NULL);
    if (!agent->found)
        agent->rtt_us = rtt_us;
}

void agent_rest(struct agent *agent)
{
    ALCOVE_ASSERT(agent != NULL);
    if (!agent->begun)
        return;
    agent->begun = false;
    punch_end(&agent->punch);
    tell(agent, &(struct agent_event){.kind = AGENT_EVENT_SOCKETS, .sockets = 0});
}

/* ---- receiving ---- */

/* A request may be a replay, which must not bring old addresses back; an answer to a question that
 * was just asked is none. */
static void take_news(struct agent *agent, const struct check *check)
{
    struct endpoint_record record;
    ALCOVE_ASSERT(check->record_size <= sizeof check->record);
    if (check->heard_nonce != 0 && check->heard_nonce == agent->own.punch_nonce)
        agent->told_nonce = check->heard_nonce;
    if (check->record_size == 0 ||
        !endpoint_record_decode(check->record, check->record_size, &record))
        return;
    agent_set_other(agent, &record, check->sent_at_s);
}

/* What an answer says is known to be of now: no request takes its place. */
static void take_time(struct agent *agent, const struct check *check)
{
    struct agent_time *time = &agent->other_time;
    bool answer = check->kind == CHECK_RESPONSE;
    ALCOVE_ASSERT(answer || check->kind == CHECK_REQUEST);
    if (answer || (!time->answer && check->sent_at_s > time->their_s))
        *time = (struct agent_time){check->sent_at_s, agent->now_us, answer};
}

static void queue_answer(struct agent *agent, const struct agent_answer *answer)
{
    ALCOVE_ASSERT(answer->size_max >= CHECK_BYTES_MIN);
    if (agent->now_us >= agent->answers_since_us + SECOND_US) {
        agent->answers_since_us = agent->now_us;
        agent->answers = 0;
    }
    if (agent->answers >= AGENT_ANSWERS_PER_SECOND || agent->answering_count == AGENT_ANSWERS_MAX)
        return;
    agent->answers++;
    agent->answering[agent->answering_count++] = *answer;
}

/* They are there and can reach us: ask back at once. */
static void ask_back(struct agent *agent, const struct alcove_address *from, uint16_t socket)
{
    struct agent_pair *pair = agent_pair_for(agent, from, socket);
    ALCOVE_ASSERT(agent->begun);
    if (pair->state != AGENT_PAIR_WAITING || pair->heard)
        return;
    bool again = pair->asks_back;
    pair->asks_back = true;
    bool quiet = agent_pair_is_quiet(agent, pair);
    if (again && quiet)
        return; /* it was asked back, and is asked again in its time */
    if (!again)
        pair->tries = 0;
    uint64_t apart_us = again ? AGENT_RETRY_MAX_US : AGENT_RETRY_FIRST_US;
    if (agent->config.spare || agent_is_slow(agent))
        apart_us = AGENT_QUIET_FIRST_US;
    bool just_asked = pair->number > 0 && agent->now_us < pair->sent_us + apart_us;
    uint64_t due_us = just_asked ? pair->sent_us + apart_us : agent->now_us;
    /* Their check is answered, and the line may have no room for more until the two are linked. */
    if (agent->config.follows && agent->config.spare)
        due_us = agent->now_us + 2 * AGENT_QUIET_MAX_US;
    pair->heard = true;
    pair->next_us = again && pair->next_us < due_us ? pair->next_us : due_us;
}

static void on_request(struct agent *agent, const struct agent_answer *answer,
                       const struct check *check)
{
    /* From before what we know: a replay, which begins nothing. */
    bool stale = check->sent_at_s < agent->other_made_s;
    bool seeks_anew = check->seeking && !stale && check->punch_nonce != agent->other_nonce;
    take_time(agent, check);
    take_news(agent, check);
    if (check->punch_nonce != 0 && check->punch_nonce == agent->other_nonce && check->seeking)
        agent->other_opened = true;
    if (!agent->begun && (seeks_anew || (check->seeking && !stale && !agent->found))) {
        agent_begin(agent);
        tell(agent, &(struct agent_event){.kind = AGENT_EVENT_CALLED});
    }
    if (agent->begun)
        ask_back(agent, &answer->to, answer->socket);
    queue_answer(agent, answer);
    ALCOVE_ASSERT(agent->answering_count <= AGENT_ANSWERS_MAX);
}

static void on_valid(struct agent *agent, struct agent_pair *pair)
{
    struct agent_event event = {
        .kind = AGENT_EVENT_PATH,
        .address = pair->address,
        .socket = pair->socket,
        .path = pair->path,
        .rtt_us = pair->rtt_us,
    };
    pair->state = AGENT_PAIR_VALID;
    if (agent->found && !agent_pair_is_better(pair, &agent->best))
        return;
    agent->found = true;
    agent->best = *pair;
    tell(agent, &event);
    bool enough = pair->path <= AGENT_PATH_DIRECT || agent_is_slow(agent);
    if (enough && agent->punch.part != PUNCH_NONE) {
        punch_end(&agent->punch);
        tell(agent, &(struct agent_event){.kind = AGENT_EVENT_SOCKETS, .sockets = 0});
    }
    ALCOVE_ASSERT(agent->best.state == AGENT_PAIR_VALID);
}

/* Where the other's searching socket is seen: of all it names, what others saw of it. */
static const struct alcove_address *searcher_of(const struct agent *agent)
{
    const struct alcove_address *best = NULL;
    ALCOVE_ASSERT(agent->punch.part == PUNCH_OPEN);
    for (size_t i = 0; i < agent->other.candidate_count; i++) {
        const struct candidate *candidate = &agent->other.candidates[i];
        if (agent_path_of(&candidate->address) != AGENT_PATH_DIRECT ||
            candidate->kind == CANDIDATE_TCP)
            continue;
        if (best == NULL || candidate->kind == CANDIDATE_REFLEXIVE)
            best = &candidate->address;
    }
    return best;
}

static uint32_t ip4_of(const struct alcove_address *address)
{
    const uint8_t *ip = address->ip + 12;
    ALCOVE_ASSERT(address_is_ipv4(address));
    return (uint32_t)ip[0] << 24 | (uint32_t)ip[1] << 16 | (uint32_t)ip[2] << 8 | ip[3];
}

/* All datagrams of a search carry one transaction: whoever has seen one answer could send it again
 * from elsewhere, so that only those count that come from where we search. */
static bool is_searched(const struct agent *agent, const struct alcove_address *from,
                        const struct check *check)
{
    ALCOVE_ASSERT(check->kind == CHECK_RESPONSE);
    if (!agent->begun || agent->punch.part == PUNCH_NONE ||
        sodium_memcmp(agent->punch_transaction, check->transaction, sizeof check->transaction) != 0)
        return false;
    if (agent->punch.part == PUNCH_SEARCH)
        return address_is_ipv4(from) && ip4_of(from) == agent->other.ports_ip4;
    const struct alcove_address *searcher = searcher_of(agent);
    return searcher != NULL && alcove_address_equal(searcher, from);
}

static void on_response(struct agent *agent, const struct alcove_address *from, uint16_t socket,
                        const struct check *check)
{
    struct agent_pair *pair = agent_pair_by_transaction(agent, check->transaction);
    if (pair == NULL && !is_searched(agent, from, check))
        return;
    if (pair == NULL)
        pair = agent_pair_for(agent, from, socket);
    /* RFC 8445 section 7.2.5.2.1: an answer from elsewhere proves nothing. */
    if (pair->socket != socket || !alcove_address_equal(&pair->address, from))
        return;
    pair->rtt_us = agent_pair_rtt(agent, pair, check->transaction);
    if (!agent->found || pair->rtt_us < agent->rtt_us)
        agent->rtt_us = pair->rtt_us;
    take_time(agent, check);
    /* An answer to a question of just now is no replay: theirs is the time from here on. */
    if (agent->other_made_s > check->sent_at_s)
        agent->other_made_s = check->sent_at_s;
    take_news(agent, check); /* may ask every pair anew */
    agent->other_opened = true;
    if (!address_is_virtual(from) && socket == 0 && address_is_usable(&check->seen))
        tell(agent, &(struct agent_event){
                        .kind = AGENT_EVENT_SEEN, .address = check->seen, .from = *from});
    if (pair->state == AGENT_PAIR_WAITING)
        on_valid(agent, pair);
    ALCOVE_ASSERT(agent->found);
}

static bool is_added(const struct agent *agent, const struct alcove_address *from)
{
    ALCOVE_ASSERT(agent->pair_count <= AGENT_PAIRS_MAX);
    for (size_t i = 0; i < agent->pair_count; i++) {
        if (alcove_address_equal(&agent->pairs[i].address, from))
            return true;
    }
    return false;
}

bool agent_receive(struct agent *agent, const struct alcove_address *from, uint16_t socket,
                   const uint8_t *bytes, size_t size)
{
    struct check check;
    ALCOVE_ASSERT(from->port != 0);
    if (agent->config.only_added && !is_added(agent, from))
        return false;
    if (!check_open(agent->config.key_receive, bytes, size, &check))
        return false;
    if (check.kind == CHECK_RESPONSE) {
        on_response(agent, from, socket, &check);
        return true;
    }
    struct agent_answer answer = {.to = *from, .socket = socket, .size_max = size};
    memcpy(answer.transaction, check.transaction, sizeof answer.transaction);
    on_request(agent, &answer, &check);
    return true;
}

/* ---- sending ---- */

static void fill_check(const struct agent *agent, struct check *check, bool with_record)
{
    *check = (struct check){
        .kind = CHECK_REQUEST,
        .seeking = agent->begun,
        .sent_at_s = agent->now_s,
        .punch_nonce = agent->own.punch_nonce,
        .heard_nonce = agent->other_nonce,
    };
    ALCOVE_ASSERT(agent->own_size <= sizeof check->record);
    if (!with_record || agent->told_nonce == agent->own.punch_nonce)
        return;
    check->record_size = agent->own_size;
    memcpy(check->record, agent->own_bytes, agent->own_size);
}

static bool send_answer(struct agent *agent, struct agent_transmit *out)
{
    struct check check;
    if (agent->answering_count == 0)
        return false;
    const struct agent_answer answer = agent->answering[0];
    memmove(&agent->answering[0], &agent->answering[1],
            --agent->answering_count * sizeof agent->answering[0]);
    fill_check(agent, &check, true);
    check.kind = CHECK_RESPONSE;
    check.seen = answer.to;
    memcpy(check.transaction, answer.transaction, sizeof check.transaction);
    size_t size = check_seal(agent->config.key_send, &check, &agent->config.random, answer.size_max,
                             agent->out);
    ALCOVE_ASSERT(size <= answer.size_max);
    *out = (struct agent_transmit){answer.to, answer.socket, 0, agent->out, size};
    return true;
}

static void send_request(struct agent *agent, const uint8_t *transaction, bool with_record,
                         struct agent_transmit *out)
{
    struct check check;
    ALCOVE_ASSERT(out->to.port != 0);
    fill_check(agent, &check, with_record);
    memcpy(check.transaction, transaction, sizeof check.transaction);
    out->size = check_seal(agent->config.key_send, &check, &agent->config.random, CHECK_BYTES_MAX,
                           agent->out);
    out->bytes = agent->out;
}

static bool send_pair(struct agent *agent, struct agent_transmit *out)
{
    if (agent->now_us < agent->paced_us)
        return false;
    struct agent_pair *pair = agent_pairs_next(agent);
    if (pair == NULL)
        return false;
    *out = (struct agent_transmit){.to = pair->address, .socket = pair->socket};
    out->ttl = agent_pair_is_opening(agent, pair) ? agent->config.opening_ttl : 0;
    agent_pair_on_sent(agent, pair);
    send_request(agent, pair->transaction, true, out);
    agent->paced_us = agent->now_us + AGENT_PACE_US;
    ALCOVE_ASSERT(out->size > 0);
    return true;
}

static bool send_punch(struct agent *agent, struct agent_transmit *out)
{
    uint16_t port = 0;
    uint16_t socket = 0;
    if (!punch_poll(&agent->punch, agent->now_us, &port, &socket))
        return false;
    *out = (struct agent_transmit){.socket = socket};
    if (agent->punch.part == PUNCH_SEARCH) {
        uint32_t ip4 = agent->other.ports_ip4;
        const uint8_t ip[4] = {(uint8_t)(ip4 >> 24), (uint8_t)(ip4 >> 16), (uint8_t)(ip4 >> 8),
                               (uint8_t)ip4};
        out->to = address_from_ipv4(ip, port);
    } else {
        const struct alcove_address *to = searcher_of(agent);
        if (to == NULL) {
            punch_end(&agent->punch);
            return false;
        }
        out->to = *to;
        bool first_turn = agent->now_us < agent->begun_us + AGENT_OPENING_US;
        out->ttl = first_turn ? agent->config.opening_ttl : 0;
        if (socket == 1)
            tell(agent, &(struct agent_event){.kind = AGENT_EVENT_SOCKETS,
                                              .sockets = agent->punch.sockets});
    }
    ALCOVE_ASSERT(out->to.port != 0);
    send_request(agent, agent->punch_transaction, false, out);
    return true;
}

static void watch_time(struct agent *agent)
{
    uint64_t past_us = agent->now_us - agent->begun_us;
    ALCOVE_ASSERT(agent->begun);
    bool settled = agent->found && agent->best.path <= AGENT_PATH_DIRECT && past_us >= SETTLE_US;
    if (!settled && past_us < AGENT_GIVE_UP_US)
        return;
    bool found = agent->found;
    agent_rest(agent);
    if (!found)
        tell(agent, &(struct agent_event){.kind = AGENT_EVENT_GAVE_UP});
}

bool agent_poll_transmit(struct agent *agent, struct agent_transmit *out)
{
    ALCOVE_ASSERT(out != NULL);
    if (send_answer(agent, out))
        return true;
    if (agent->begun)
        watch_time(agent);
    if (!agent->begun)
        return false;
    return send_pair(agent, out) || send_punch(agent, out);
}

uint64_t agent_next_timeout(const struct agent *agent)
{
    if (agent->answering_count > 0)
        return agent->now_us;
    if (!agent->begun)
        return NEVER;
    uint64_t over_us = agent->begun_us + AGENT_GIVE_UP_US;
    if (agent->found && agent->best.path <= AGENT_PATH_DIRECT)
        over_us = agent->begun_us + SETTLE_US;
    uint64_t due_us = agent_pairs_deadline(agent);
    uint64_t punch_us = punch_next_timeout(&agent->punch);
    due_us = punch_us < due_us ? punch_us : due_us;
    ALCOVE_ASSERT(over_us > 0);
    return over_us < due_us ? over_us : due_us;
}
