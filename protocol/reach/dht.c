#include "reach/dht.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"

#define NEVER_US UINT64_MAX
/* Who does not answer is only held to blame while others do: else it is our own line. */
#define BLAME_US      UINT64_C(2000000)
#define START_NODES   16
#define SIXTEENTHS    16u
#define DEPTH_STEP    16u /* one bit: no single lookup moves the estimate further */
#define HANDLE_IS_NEW UINT32_C(1)

void dht_init(struct dht *dht, const struct dht_config *config)
{
    ALCOVE_ASSERT(config->random.fill != NULL);
    *dht = (struct dht){.config = *config};
    dht->own_id = dht_id_random(&dht->config.random);
}

/* ---- nodes ---- */

bool dht_add_node(struct dht *dht, const struct alcove_address *address, const struct dht_id *id)
{
    ALCOVE_ASSERT(address != NULL);
    if (!dht_host_usable(&dht->config.scope, address))
        return false;
    if (id != NULL) {
        struct krpc_node node = {*id, *address};
        dht_table_heard(&dht->table, &node);
        return true;
    }
    size_t kept = dht->contact_count < DHT_CONTACTS_MAX ? dht->contact_count : DHT_CONTACTS_MAX;
    for (size_t i = 0; i < kept; i++) {
        if (alcove_address_equal(&dht->contacts[i], address))
            return true;
    }
    dht->contacts[dht->contact_count++ % DHT_CONTACTS_MAX] = *address;
    return true;
}

static unsigned depth_bits(const struct dht *dht)
{
    unsigned bits = dht->depth_sixteen / SIXTEENTHS;
    ALCOVE_ASSERT(bits <= DHT_ID_BITS + 1);
    return dht->depth_sixteen == 0 ? DHT_LOOKUP_DEPTH_UNKNOWN : bits;
}

size_t dht_export_nodes(const struct dht *dht, uint8_t *out, size_t capacity)
{
    struct byte_writer w = byte_writer_over(out, capacity);
    ALCOVE_ASSERT(capacity >= DHT_TABLE_EXPORT_BYTES_MAX);
    dht_table_export(&dht->table, dht->config.scope.family, (uint8_t)depth_bits(dht), &w);
    return w.size;
}

bool dht_import_nodes(struct dht *dht, const uint8_t *bytes, size_t size)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    uint8_t depth = DHT_LOOKUP_DEPTH_UNKNOWN;
    bool whole = dht_table_import(&dht->table, &dht->config.scope, &r, &depth);
    ALCOVE_ASSERT(dht_table_count(&dht->table) <= DHT_TABLE_NODES_MAX);
    if (depth > 0 && depth <= DHT_ID_BITS && dht->depth_sixteen == 0)
        dht->depth_sixteen = depth * SIXTEENTHS;
    return whole;
}

size_t dht_pick_nodes(const struct dht *dht, struct alcove_address *out, size_t max)
{
    struct krpc_node nodes[DHT_CONTACTS_MAX];
    size_t wanted = max < DHT_CONTACTS_MAX ? max : DHT_CONTACTS_MAX;
    size_t count = dht_table_pick(&dht->table, &dht->config.random, nodes, wanted);
    ALCOVE_ASSERT(count <= wanted);
    for (size_t i = 0; i < count; i++)
        out[i] = nodes[i].address;
    return count;
}

/* ---- lookups begin ---- */

static struct dht_running *free_place(struct dht *dht)
{
    ALCOVE_ASSERT(dht->waiting_count <= DHT_WAITING_MAX);
    for (size_t i = 0; i < DHT_LOOKUPS_MAX; i++) {
        if (dht->running[i].handle == 0)
            return &dht->running[i];
    }
    return NULL;
}

struct first_nodes {
    struct dht_lookup *lookup;
    const struct dht_remembered *remembered; /* or NULL */
    uint64_t now_us;
    bool silent; /* also those who kept silent lately */
};

static void add_known(struct dht *dht, const struct first_nodes *first,
                      const struct krpc_node *node, uint32_t rtt_us)
{
    const struct dht_candidate_news news = {node, true, DHT_CANDIDATES_NOBODY};
    ALCOVE_ASSERT(node->address.port != 0);
    if (first->silent || !dht_silence_holds(&dht->silence, first->now_us, &node->address))
        dht_lookup_add(first->lookup, &news, rtt_us);
}

static void add_first_nodes(struct dht *dht, const struct first_nodes *first)
{
    const struct dht_node *nodes[START_NODES];
    const struct dht_remembered *remembered = first->remembered;
    const struct dht_candidates *set = &first->lookup->candidates;
    size_t count = dht_table_closest(&dht->table, &set->target, nodes, START_NODES);
    ALCOVE_ASSERT(set->count == 0);
    for (size_t i = 0; remembered != NULL && i < remembered->count; i++)
        add_known(dht, first, &remembered->nodes[i], remembered->rtt_us[i]);
    for (size_t i = 0; i < count; i++) {
        struct krpc_node node = {nodes[i]->id, nodes[i]->address};
        add_known(dht, first, &node, nodes[i]->rtt_us);
    }
    for (size_t i = 0; i < dht->contact_count && i < DHT_CONTACTS_MAX; i++) {
        struct krpc_node node = {.address = dht->contacts[i]};
        const struct dht_candidate_news news = {&node, false, DHT_CANDIDATES_NOBODY};
        if (set->count < DHT_LOOKUP_WIDTH)
            dht_lookup_add(first->lookup, &news, 0);
    }
}

static void start(struct dht *dht, uint64_t now_us, struct dht_running *place,
                  const struct dht_request *request)
{
    struct dht_lookup *lookup = &place->lookup;
    const struct dht_remembered *remembered =
        dht_memory_find(&dht->memory, now_us, &request->target);
    unsigned depth = depth_bits(dht);
    ALCOVE_ASSERT(place->handle == 0 && request->handle != 0);
    *place = (struct dht_running){.handle = request->handle};
    lookup->kind = request->kind;
    lookup->candidates.target = request->target;
    lookup->item = request->item;
    lookup->copies = request->copies;
    lookup->only_newer = request->only_newer;
    if (remembered != NULL)
        depth = remembered->near_bits + DHT_LOOKUP_NEAR_BITS;
    dht_lookup_begin(lookup, now_us, depth);
    struct first_nodes first = {lookup, remembered, now_us, false};
    add_first_nodes(dht, &first);
    first.silent = true;
    if (lookup->candidates.count == 0)
        add_first_nodes(dht, &first);
    dht->statistics.lookups++;
}

static bool enqueue(struct dht *dht, struct dht_request *request)
{
    ALCOVE_ASSERT(request->handle == 0);
    if (dht->waiting_count == DHT_WAITING_MAX)
        return false;
    dht->last_handle += HANDLE_IS_NEW;
    if (dht->last_handle == 0)
        dht->last_handle = HANDLE_IS_NEW;
    request->handle = dht->last_handle;
    dht->waiting[dht->waiting_count++] = *request;
    return true;
}

static void drop_waiting(struct dht *dht, size_t index)
{
    ALCOVE_ASSERT(index < dht->waiting_count);
    dht->waiting_count--;
    memmove(&dht->waiting[index], &dht->waiting[index + 1],
            (dht->waiting_count - index) * sizeof dht->waiting[0]);
}

static void enqueue_refresh(struct dht *dht)
{
    bool first = dht->refreshes_left == DHT_REFRESH_LOOKUPS;
    struct dht_request request = {.kind = DHT_LOOKUP_FIND};
    ALCOVE_ASSERT(dht->refresh == 0 && dht->refreshes_left > 0);
    request.target = first ? dht->own_id : dht_table_thinnest(&dht->table, &dht->config.random);
    if (!enqueue(dht, &request))
        return;
    dht->refreshes_left--;
    dht->refresh = request.handle;
}

static void settle(struct dht *dht, uint64_t now_us);

static void start_waiting(struct dht *dht, uint64_t now_us)
{
    struct dht_running *place;
    ALCOVE_ASSERT(now_us > 0);
    while (dht->waiting_count > 0 && (place = free_place(dht)) != NULL) {
        start(dht, now_us, place, &dht->waiting[0]);
        drop_waiting(dht, 0);
        settle(dht, now_us);
    }
}

static bool begin_get(struct dht *dht, uint64_t now_us, const uint8_t *public_key,
                      struct dht_request *request)
{
    ALCOVE_ASSERT(public_key != NULL);
    request->kind = DHT_LOOKUP_GET;
    request->target = dht_item_target(public_key);
    memcpy(request->item.public_key, public_key, sizeof request->item.public_key);
    bool queued = enqueue(dht, request);
    start_waiting(dht, now_us);
    return queued;
}

bool dht_get(struct dht *dht, uint64_t now_us, const uint8_t *public_key, dht_handle *handle)
{
    struct dht_request request = {.copies = 0};
    bool queued = begin_get(dht, now_us, public_key, &request);
    ALCOVE_ASSERT(handle != NULL);
    *handle = request.handle;
    return queued;
}

bool dht_get_newer(struct dht *dht, uint64_t now_us, const uint8_t *public_key, uint64_t than_seq,
                   dht_handle *handle)
{
    struct dht_request request = {.only_newer = true, .item = {.seq = than_seq}};
    ALCOVE_ASSERT(handle != NULL && than_seq <= DHT_ITEM_SEQ_MAX);
    bool queued = begin_get(dht, now_us, public_key, &request);
    *handle = request.handle;
    return queued;
}

bool dht_put(struct dht *dht, uint64_t now_us, const struct dht_put *put, dht_handle *handle)
{
    struct dht_request request = {.kind = DHT_LOOKUP_PUT, .copies = put->copies};
    ALCOVE_ASSERT(put->size <= DHT_ITEM_PUT_BYTES_MAX && put->seq <= DHT_ITEM_SEQ_MAX);
    ALCOVE_ASSERT(put->copies > 0 && put->copies <= DHT_LOOKUP_COPIES_MAX);
    request.item.seq = put->seq;
    request.item.value_size = put->size;
    if (put->size > 0)
        memcpy(request.item.value, put->value, put->size);
    dht_item_sign(&request.item, put->seed);
    request.target = dht_item_target(request.item.public_key);
    bool queued = enqueue(dht, &request);
    *handle = request.handle;
    start_waiting(dht, now_us);
    return queued;
}

void dht_cancel(struct dht *dht, dht_handle handle)
{
    ALCOVE_ASSERT(dht != NULL);
    for (size_t i = dht->waiting_count; handle != 0 && i > 0; i--) {
        if (dht->waiting[i - 1].handle == handle)
            drop_waiting(dht, i - 1);
    }
    for (size_t i = 0; handle != 0 && i < DHT_LOOKUPS_MAX; i++) {
        if (dht->running[i].handle == handle)
            dht->running[i].handle = 0;
    }
}

void dht_refresh(struct dht *dht, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us > 0);
    if (dht_is_refreshing(dht))
        return;
    dht->refreshes_left = DHT_REFRESH_LOOKUPS;
    enqueue_refresh(dht);
    start_waiting(dht, now_us);
}

bool dht_is_refreshing(const struct dht *dht)
{
    return dht->refresh != 0;
}

void dht_on_network_change(struct dht *dht)
{
    ALCOVE_ASSERT(dht != NULL);
    address_votes_clear(&dht->votes);
    dht->has_external_id = false;
    /* Another id too: the old one would tie the new address to the old. */
    dht->own_id = dht_id_random(&dht->config.random);
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX; i++)
        dht->table.nodes[i].rtt_us = 0;
    dht_memory_forget_times(&dht->memory);
    dht->silence = (struct dht_silence){0};
}

/* ---- lookups end ---- */

static void note_time(struct dht_times *times, uint64_t us)
{
    ALCOVE_ASSERT(us <= UINT32_MAX);
    times->us[times->count++ % DHT_TIMES_MAX] = (uint32_t)us;
}

/* How many bits the furthest of the nearest shares with the target, smoothed. */
static void learn_depth(struct dht *dht, const struct dht_lookup *lookup)
{
    size_t places[DHT_LOOKUP_WIDTH];
    size_t count = dht_lookup_nearest(lookup, places);
    if (count < DHT_LOOKUP_WIDTH)
        return;
    const struct dht_id *last = &lookup->candidates.list[places[count - 1]].id;
    unsigned seen = dht_id_shared_bits(last, &lookup->candidates.target) * SIXTEENTHS;
    unsigned known = dht->depth_sixteen;
    ALCOVE_ASSERT(seen <= DHT_ID_BITS * SIXTEENTHS);
    if (known == 0)
        dht->depth_sixteen = seen + 1;
    else if (seen > known)
        dht->depth_sixteen += (seen - known) / 4 < DEPTH_STEP ? (seen - known) / 4 : DEPTH_STEP;
    else
        dht->depth_sixteen -= (known - seen) / 4 < DEPTH_STEP ? (known - seen) / 4 : DEPTH_STEP;
}

static void count_finished(struct dht *dht, uint64_t now_us, struct dht_running *place)
{
    const struct dht_lookup *lookup = &place->lookup;
    ALCOVE_ASSERT(lookup->finished && !place->over);
    place->over = true;
    dht->statistics.finished++;
    dht->statistics.found += lookup->found;
    dht->statistics.stored += dht_lookup_stored(lookup);
    if (lookup->first_value_us > 0)
        note_time(&dht->value_times, lookup->first_value_us - lookup->begun_us);
    if (lookup->kind != DHT_LOOKUP_FIND)
        note_time(&dht->done_times, now_us - lookup->begun_us);
    learn_depth(dht, lookup);
    dht_memory_keep(&dht->memory, now_us, lookup);
    if (place->handle != dht->refresh)
        return;
    place->handle = 0;
    dht->refresh = 0;
    if (dht->refreshes_left > 0 && dht_table_good_count(&dht->table) < DHT_REFRESH_GOOD &&
        dht_table_count(&dht->table) > 0)
        enqueue_refresh(dht);
}

static void settle(struct dht *dht, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us > 0);
    for (size_t i = 0; i < DHT_LOOKUPS_MAX; i++) {
        struct dht_running *place = &dht->running[i];
        if (place->handle == 0 || place->over)
            continue;
        dht_lookup_settle(&place->lookup, now_us);
        if (place->lookup.finished)
            count_finished(dht, now_us, place);
    }
}

/* ---- in ---- */

static void take_vote(struct dht *dht, const struct alcove_address *from,
                      const struct krpc_message *message)
{
    ALCOVE_ASSERT(from->port != 0);
    if (!address_votes_add(&dht->votes, from, &message->seen_us_at))
        return;
    struct address_tally tally = address_votes_tally(&dht->votes);
    if (!tally.believed || dht->has_external_id)
        return;
    dht->has_external_id = true;
    if (!dht_host_is_private(&tally.address))
        dht->own_id = dht_id_for_address(&tally.address, &dht->config.random);
}

static void take_response(struct dht *dht, uint64_t now_us, const struct krpc_node *from,
                          const struct krpc_message *message)
{
    const struct dht_scope *scope = &dht->config.scope;
    ALCOVE_ASSERT(message->kind == KRPC_RESPONSE);
    dht->heard_us = now_us;
    dht_silence_break(&dht->silence, &from->address);
    take_vote(dht, &from->address, message);
    for (size_t i = 0; i < krpc_node_count(message, scope->family); i++) {
        struct krpc_node node = krpc_node_at(message, scope->family, i);
        if (dht_host_usable(scope, &node.address) &&
            !dht_silence_holds(&dht->silence, now_us, &node.address))
            dht_table_heard(&dht->table, &node);
    }
}

static void take_answer(struct dht *dht, uint64_t now_us, struct dht_lookup *lookup,
                        const struct dht_lookup_answer *answer)
{
    const struct dht_candidate *candidate = &lookup->candidates.list[answer->place];
    struct krpc_node from = {answer->message->id, candidate->address};
    bool was_put = candidate->awaits == DHT_AWAITS_STORED;
    ALCOVE_ASSERT(!lookup->finished);
    if (dht_lookup_receive(lookup, now_us, answer) == DHT_LOOKUP_LIAR) {
        dht->statistics.liars++;
        dht_table_forget(&dht->table, &from.address);
        return;
    }
    if (answer->message->kind != KRPC_RESPONSE)
        return;
    take_response(dht, now_us, &from, answer->message);
    if (!was_put)
        dht_table_answered(&dht->table, now_us, &from, candidate->rtt_us);
}

enum dht_receipt dht_receive(struct dht *dht, uint64_t now_us, const struct alcove_address *from,
                             const uint8_t *bytes, size_t size)
{
    struct krpc_message message;
    ALCOVE_ASSERT(now_us > 0);
    if (!krpc_decode(bytes, size, &message))
        return DHT_NOT_MINE;
    dht->statistics.packets_in++;
    dht->statistics.bytes_in += size;
    for (size_t i = 0; i < DHT_LOOKUPS_MAX && message.kind != KRPC_QUERY; i++) {
        struct dht_running *running = &dht->running[i];
        if (running->handle == 0 || running->over)
            continue;
        size_t place = dht_lookup_place_of(&running->lookup, from, message.transaction);
        if (place == DHT_CANDIDATES_NOBODY)
            continue;
        struct dht_lookup_answer answer = {&dht->config.scope, &dht->silence, &message, place};
        take_answer(dht, now_us, &running->lookup, &answer);
        settle(dht, now_us);
        return DHT_TAKEN;
    }
    dht->statistics.dropped++;
    return DHT_TAKEN;
}

/* ---- out ---- */

/* libtorrent takes whoever puts into its table, `ro` or not, and names it to others as a node. No
 * node takes its own id in: a put names that of whom it goes to (SPEC 9.5). */
static size_t write_question(struct dht *dht, const struct dht_lookup *lookup,
                             const struct dht_lookup_question *question, uint8_t *out)
{
    const struct dht_candidate *candidate = &lookup->candidates.list[question->place];
    struct krpc_query query = {
        .method = question->method,
        .own_id = question->method == KRPC_PUT ? candidate->id : dht->own_id,
        .target = question->target,
        .has_seq = lookup->only_newer && question->method == KRPC_GET,
        .seq = lookup->newest_seq,
        .item = &lookup->item,
        .token = {candidate->token, candidate->token_size},
    };
    memcpy(query.transaction, candidate->transaction, sizeof query.transaction);
    size_t size = krpc_encode(&query, out);
    ALCOVE_ASSERT(size > 0 && size <= DHT_DATAGRAM_BYTES_MAX);
    dht->statistics.packets_out++;
    dht->statistics.bytes_out += size;
    return size;
}

size_t dht_poll_transmit(struct dht *dht, uint64_t now_us, struct alcove_address *to, uint8_t *out)
{
    ALCOVE_ASSERT(now_us > 0);
    start_waiting(dht, now_us);
    if (dht_pace_all_us(&dht->pace, now_us) > now_us)
        return 0;
    for (size_t i = 0; i < DHT_LOOKUPS_MAX; i++) {
        struct dht_running *running = &dht->running[dht->turn++ % DHT_LOOKUPS_MAX];
        struct dht_lookup_question question;
        if (running->handle == 0 || running->over ||
            !dht_lookup_next(&running->lookup, now_us, &dht->pace, &dht->config.random, &question))
            continue;
        dht_pace_sent(&dht->pace, now_us, &question.to);
        *to = question.to;
        return write_question(dht, &running->lookup, &question, out);
    }
    return 0;
}

/* ---- time ---- */

uint64_t dht_next_timeout(const struct dht *dht, uint64_t now_us)
{
    uint64_t next_us = NEVER_US;
    uint64_t all_us = dht_pace_all_us(&dht->pace, now_us);
    bool has_room = false;
    for (size_t i = 0; i < DHT_LOOKUPS_MAX; i++) {
        const struct dht_running *running = &dht->running[i];
        has_room = has_room || running->handle == 0;
        if (running->handle == 0 || running->over)
            continue;
        uint64_t lookup_us = dht_lookup_next_us(&running->lookup, now_us, &dht->pace);
        next_us = lookup_us < next_us ? lookup_us : next_us;
    }
    ALCOVE_ASSERT(dht->waiting_count <= DHT_WAITING_MAX);
    if (dht->waiting_count > 0 && has_room)
        return now_us;
    /* What is due may be a question, which has to wait for the pace of all; a time that runs out
     * meanwhile is noticed a hundredth of a second late. */
    return next_us < all_us ? all_us : next_us;
}

void dht_handle_timeout(struct dht *dht, uint64_t now_us)
{
    struct alcove_address who;
    bool hears = dht->heard_us > 0 && now_us - dht->heard_us < BLAME_US;
    ALCOVE_ASSERT(now_us > 0);
    for (size_t i = 0; i < DHT_LOOKUPS_MAX; i++) {
        struct dht_running *running = &dht->running[i];
        while (running->handle != 0 && !running->over &&
               dht_lookup_give_up_on(&running->lookup, now_us, &who)) {
            if (!hears)
                continue;
            dht_table_failed(&dht->table, &who);
            /* One that answered before may have lost a packet. */
            if (dht_table_rtt_us(&dht->table, &who) == 0)
                dht_silence_note(&dht->silence, now_us, &who);
        }
    }
    settle(dht, now_us);
    start_waiting(dht, now_us);
}

/* ---- events ---- */

static bool poll_running(struct dht_running *running, struct dht_event *event)
{
    struct dht_lookup *lookup = &running->lookup;
    ALCOVE_ASSERT(running->handle != 0);
    *event = (struct dht_event){.handle = running->handle, .seq = lookup->newest_seq};
    event->found = lookup->found;
    if (lookup->news) {
        lookup->news = false;
        event->kind = DHT_EVENT_VALUE;
        event->value = lookup->item.value;
        event->size = lookup->item.value_size;
        return true;
    }
    if (!running->over)
        return false;
    event->kind = DHT_EVENT_DONE;
    event->stored = dht_lookup_stored(lookup);
    running->handle = 0;
    return true;
}

bool dht_poll_event(struct dht *dht, struct dht_event *event)
{
    ALCOVE_ASSERT(event != NULL);
    for (size_t i = 0; i < DHT_LOOKUPS_MAX; i++) {
        struct dht_running *running = &dht->running[i];
        if (running->handle != 0 && poll_running(running, event))
            return true;
    }
    return false;
}

const struct address_votes *dht_address_votes(const struct dht *dht)
{
    return &dht->votes;
}

/* ---- figures ---- */

static uint64_t percentile(const struct dht_times *times, size_t percent)
{
    uint32_t sorted[DHT_TIMES_MAX];
    size_t count = times->count < DHT_TIMES_MAX ? times->count : DHT_TIMES_MAX;
    ALCOVE_ASSERT(percent < 100);
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at > 0 && sorted[at - 1] > times->us[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = times->us[i];
    }
    return count == 0 ? 0 : sorted[count * percent / 100];
}

struct dht_statistics dht_statistics(const struct dht *dht)
{
    struct dht_statistics statistics = dht->statistics;
    ALCOVE_ASSERT(statistics.finished <= statistics.lookups);
    statistics.value_p50_us = percentile(&dht->value_times, 50);
    statistics.value_p95_us = percentile(&dht->value_times, 95);
    statistics.done_p50_us = percentile(&dht->done_times, 50);
    statistics.done_p95_us = percentile(&dht->done_times, 95);
    statistics.nodes = dht_table_count(&dht->table);
    statistics.good_nodes = dht_table_good_count(&dht->table);
    statistics.depth_bits = depth_bits(dht);
    return statistics;
}
