#include "app/finding.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/log.h"
#include "app/ways.h"
#include "base/assert.h"
#include "net/clock.h"
#include "net/finder.h"
#include "net/random.h"
#include "reach/helper_link.h"
#include "store/helpers.h"
#include "store/nodes.h"

/* A ticket for a helper is of one of these, and the one before still holds. */
#define TICKET_S 2592000
/* With so few people, each is looked for as if they were expected any moment. */
#define EXPECTED_SOON_MAX 4

void finding_ways(const struct options *options, const char *kept, struct ways *ways)
{
    char error[200];
    const char *text = options->helpers;
    if (text == NULL)
        text = getenv("ALCOVE_HELPERS");
    if (text == NULL && kept[0] != '\0')
        text = kept;
    if (text == NULL || !ways_parse(ways, text, error))
        (void)ways_parse(ways, WAYS_DEFAULT, error);
}

/* What they say of themselves is kept, attempts left out, for a time when nobody can tell: the
 * place on their helper above all. */
static void keep_record(struct slot *slot)
{
    struct endpoint_record record = *finder_record(slot->found);
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    record.seeking_since_s = record.punch_nonce = record.heard_nonce = 0;
    size_t size = endpoint_record_encode(&record, bytes);
    struct person *person = &slot->person;
    bool same = size == person->record_size && memcmp(bytes, person->record, size) == 0;
    if (slot->kind != SLOT_PERSON || same)
        return;
    memcpy(person->record, bytes, size);
    person->record_size = size;
    conversation_keep(slot);
}

static void on_news(void *owner, const struct finder_news *news)
{
    struct slot *slot = owner;
    struct switchboard *board = slot->board;
    if (news->kind == FINDER_NEWS_OUTBOX || news->kind == FINDER_NEWS_WORDS) {
        correspondence_on_news(slot, news);
    } else if (news->kind == FINDER_NEWS_PATH) {
        slot->path = news->path;
        stats_event(board->options.stats, net_now_us(), "path", (uint64_t)news->path);
        log_event(LOG_DEBUG, "a way was found; its kind", (uint64_t)news->path);
    } else if (news->kind == FINDER_NEWS_PUBLISHED) {
        stats_event(board->options.stats, net_now_us(), "published", 0);
    } else {
        stats_event(board->options.stats, net_now_us(), "record",
                    (uint64_t)finder_record(slot->found)->mapping);
        keep_record(slot);
    }
    uv_async_send(&board->bell);
}

/* Whom a device asks that knows no node yet: well-known ones, by names, since addresses change. */
static const char *const first_nodes[] = {
    "dht.libtorrent.org:25401",
    "router.bittorrent.com:6881",
    "dht.transmissionbt.com:6881",
    "router.utorrent.com:6881",
};

struct finder *finding_start(const struct finding_wish *wish)
{
    struct ways ways;
    uint8_t *nodes = NULL;
    size_t size = 0;
    finding_ways(wish->options, wish->profile->ways, &ways);
    if (wish->dht_only) {
        ways.router = ways.lan = false;
        ways.stun_count = 0;
    }
    if (ways.dht)
        nodes_load(&wish->profile->folder, &nodes, &size);
    struct finder_options options = {
        .pump = wish->pump,
        .listen = *wish->listen,
        .random = net_random,
        .on_news = wish->on_news,
        .dht = ways.dht,
        .dht_local = ways_are_local(&ways),
        .mapping = ways.router,
        .lan = ways.lan,
        .tcp = !wish->dht_only && (ways.dht || ways.router || ways.stun_count > 0),
        .opening_ttl = FINDER_OPENING_TTL,
        .stun_count = ways.stun_count,
        .nodes = nodes,
        .nodes_size = size,
        .names = first_nodes,
    };
    if (size == 0 && ways.node_count == 0)
        options.name_count = sizeof first_nodes / sizeof first_nodes[0];
    uint64_t hops = wish->options->opening_hops;
    if (hops > 0)
        options.opening_ttl = hops < UINT8_MAX ? (uint8_t)hops : UINT8_MAX;
    memcpy(options.stun, ways.stun, sizeof options.stun);
    struct finder *finder = finder_open(wish->loop, &options);
    folder_free(nodes, size);
    for (size_t i = 0; i < ways.node_count && finder != NULL; i++)
        finder_add_node(finder, &ways.nodes[i]);
    return finder;
}

bool finding_open(struct switchboard *board)
{
    const struct finding_wish wish = {
        .loop = &board->loop,
        .pump = board->pump,
        .listen = &board->options.listen,
        .options = board->options.options,
        .profile = board->options.profile,
        .on_news = on_news,
    };
    board->finder = finding_start(&wish);
    if (board->finder != NULL)
        finder_passed(board->finder, folder_written_s(&board->options.profile->folder));
    return board->finder != NULL;
}

void finding_keep_nodes(struct finder *finder, const struct profile *profile)
{
    struct store_error error;
    uint8_t bytes[FINDER_NODES_BYTES_MAX];
    size_t size = finder_export_nodes(finder, bytes, sizeof bytes);
    if (size > 0)
        (void)nodes_save(&profile->folder, bytes, size, &error);
}

void finding_close(struct switchboard *board)
{
    if (board->finder == NULL)
        return;
    finding_keep_nodes(board->finder, board->options.profile);
    finder_close(board->finder, NULL, NULL);
    board->finder = NULL;
}

/* ---- one person ---- */

static void know(struct finder_person_options *options, const struct alcove_address *list,
                 size_t count)
{
    for (size_t i = 0; i < count && options->known_count < FINDER_KNOWN_MAX; i++)
        options->known[options->known_count++] = list[i];
}

/* Where --at says and nowhere else; without it at those. */
static void know_at(const struct switchboard *board, struct finder_person_options *options,
                    const struct alcove_address *list, size_t count)
{
    options->only_known = board->options.at.port != 0;
    if (options->only_known)
        know(options, &board->options.at, 1);
    else
        know(options, list, count);
}

static void mint(struct slot *slot, struct finder_person_options *options)
{
    const struct helpers *helpers = slot->board->options.helpers;
    uint64_t turn = (uint64_t)time(NULL) / TICKET_S;
    if (helpers == NULL || helpers->count == 0)
        return;
    const struct helper_link *link = &helpers->list[0].link;
    helper_link_ticket(link, slot->person.remote_static, (turn + 2) * TICKET_S,
                       &options->own_relay);
    helper_link_ticket(link, slot->person.remote_static, (turn + 1) * TICKET_S,
                       &options->own_relay_older);
}

static bool fill_person(struct slot *slot, struct finder_person_options *options)
{
    struct switchboard *board = slot->board;
    const struct person *person = &slot->person;
    const struct rendezvous_statics statics = {
        .own_secret = board->options.profile->static_secret,
        .own_public = board->options.profile->static_public,
        .other_public = person->remote_static,
    };
    if (!rendezvous_root_of_people(&statics, &options->root))
        return false;
    memcpy(options->secret, person->envelope_root, sizeof options->secret);
    enum switchboard_task task = board->options.task;
    options->calls = task == TASK_CALL || task == TASK_JOIN_AND_CALL || task == TASK_SYNC ||
                     calling_seeks_slot(slot);
    options->spare = board->options.options->text;
    know_at(board, options, person->endpoints, person->endpoint_count);
    if (!endpoint_record_decode(person->record, person->record_size, &options->record))
        options->record = (struct endpoint_record){0};
    /* What they had read is kept with the letters, which know of which mailbox it was. */
    options->record.words_read = 0;
    mint(slot, options);
    return true;
}

static void fill_pairing(struct slot *slot, struct finder_person_options *options)
{
    options->invite = true;
    options->calls = slot->kind == SLOT_JOIN && slot->answers;
    rendezvous_root_of_invite(slot->invite.secret, slot->kind == SLOT_INVITE, &options->root);
    memcpy(options->secret, slot->invite.secret, sizeof options->secret);
    know_at(slot->board, options, slot->invite.reply.candidates,
            slot->invite.reply.candidate_count);
}

bool finding_add(struct slot *slot)
{
    struct switchboard *board = slot->board;
    struct finder_person_options options = {.owner = slot, .link = slot->link};
    bool filled = true;
    if (slot->kind == SLOT_PERSON)
        filled = fill_person(slot, &options);
    else
        fill_pairing(slot, &options);
    slot->found = filled ? finder_add(board->finder, &options) : NULL;
    sodium_memzero(&options, sizeof options);
    if (slot->found != NULL && slot->kind == SLOT_PERSON)
        correspondence_serve(slot);
    return slot->found != NULL;
}

void finding_remove(struct slot *slot)
{
    if (slot->found != NULL)
        finder_remove(slot->found);
    slot->found = NULL;
}

bool finding_seek(struct slot *slot)
{
    if (slot->found == NULL || !finder_may_find(slot->found))
        return false;
    stats_event(slot->board->options.stats, net_now_us(), "sought", 0);
    finder_seek(slot->found);
    return true;
}

void finding_expect(struct slot *slot)
{
    struct switchboard *board = slot->board;
    if (slot->found == NULL)
        return;
    if (slot->kind == SLOT_INVITE && slot->invite.reply.candidate_count > 0)
        finder_seek(slot->found); /* their addresses came by hand: open the way to them */
    else
        finder_expect(slot->found,
                      slot->kind != SLOT_PERSON || home_person_count(board) <= EXPECTED_SOON_MAX);
}

void finding_met(struct slot *slot)
{
    if (slot->found != NULL)
        finder_met(slot->found);
}
