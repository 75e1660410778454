/* Finds people: brings the agents of reach together with the sockets, the DHT, the router's port
 * mapping, the local network, helpers and TCP, and tells each link where its other side answers.
 * It decides nothing about whom one talks with: whoever adds a person has decided that. Called by
 * the app's link thread alone, on the pump's loop.
 *
 * The rules:
 *  1. The pump and the links outlive what is added for them; finder_remove comes before a link is
 *     freed, finder_close before the pump is closed.
 *  2. Nobody but the people added hears from us, and nothing is sent to a person who is only
 *     expected until an authenticated datagram or record of theirs has come.
 *  3. Without `dht` not one DHT packet leaves ("contacts only"). Without it, `mapping`,
 *     `lan` and STUN servers, nothing leaves but what goes to the people and their helpers.
 *  4. Callbacks may call anything here but finder_close. */
#ifndef ALCOVE_NET_FINDER_H
#define ALCOVE_NET_FINDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "base/address.h"
#include "base/random.h"
#include "link/link.h"
#include "net/pump.h"
#include "reach/agent.h"
#include "reach/dht_both.h"
#include "reach/diagnosis.h"
#include "reach/endpoint_record.h"
#include "reach/mailbox.h"
#include "reach/reflexive.h"
#include "reach/rendezvous.h"

#define FINDER_PEOPLE_MAX NET_LINKS_MAX
#define FINDER_KNOWN_MAX  8
/* What finder_export_nodes writes at most. */
#define FINDER_NODES_BYTES_MAX DHT_BOTH_EXPORT_BYTES_MAX
/* Beyond one's own router and the carrier's, seldom as far as the other side's. */
#define FINDER_OPENING_TTL 4

struct finder;
struct finder_person;

enum finder_news_kind {
    FINDER_NEWS_PATH,      /* a way was found; `path` */
    FINDER_NEWS_RECORD,    /* the other said something new of itself: finder_record */
    FINDER_NEWS_PUBLISHED, /* what we say of ourselves lies in the DHT */
    FINDER_NEWS_OUTBOX,    /* of the mailbox: something was put, or read by them; store it */
    FINDER_NEWS_WORDS,     /* the mailbox has these: store them, then finder_keep_words */
};

struct finder_news {
    enum finder_news_kind kind;
    enum agent_path path;
    size_t copies;                     /* OUTBOX: so many nodes took words now */
    const struct mailbox_words *words; /* WORDS: until the callback returns */
    uint64_t counter;                  /* WORDS */
};

typedef void (*finder_on_news)(void *owner, const struct finder_news *news);

struct finder_options {
    struct net_pump *pump;
    struct alcove_address listen; /* as the pump was opened */
    struct alcove_random random;
    finder_on_news on_news;
    bool dht;       /* else contacts only */
    bool mapping;   /* ask the router for a port */
    bool lan;       /* beacons */
    bool tcp;       /* listen there too, and use it where nothing else answers */
    bool dht_local; /* the DHT's nodes are on this machine or network */
    uint8_t opening_ttl;
    struct alcove_address stun[REFLEXIVE_SERVERS_MAX]; /* the user's own list */
    size_t stun_count;
    const uint8_t *nodes; /* of finder_export_nodes; read during finder_open */
    size_t nodes_size;
    const char *const *names; /* `host:port` of nodes, asked only if given */
    size_t name_count;
};

/* NULL without memory or sockets. The loop is borrowed. */
struct finder *finder_open(uv_loop_t *loop, const struct finder_options *options);
/* Takes its port mappings back, then frees all and calls `on_closed` (may be NULL) from the loop:
 * within about two seconds. Nobody may be in it any more. */
void finder_close(struct finder *finder, void (*on_closed)(void *context), void *context);

struct finder_person_options {
    void *owner; /* for on_news */
    struct alcove_link *link;
    struct rendezvous_root root; /* copied; the caller wipes its own */
    uint8_t secret[32];          /* of checks and beacons: the envelope root, the invite's secret */
    bool invite;                 /* an invite, of either side */
    bool calls;                  /* we begin the link's handshake */
    bool spare;                  /* the line may be slow: checks wait for their answers */
    struct alcove_address known[FINDER_KNOWN_MAX];
    size_t known_count;
    bool only_known;               /* go to these, and to nowhere else */
    struct endpoint_record record; /* what they said last; zeroed: nothing */
    /* On our own helper, minted for them, now and the month before; port 0: none. */
    struct relay_ticket own_relay, own_relay_older;
};

/* NULL when FINDER_PEOPLE_MAX are in. */
struct finder_person *finder_add(struct finder *finder,
                                 const struct finder_person_options *options);
void finder_remove(struct finder_person *person);

/* Look for them now, until they are found. */
void finder_seek(struct finder_person *person);
/* They may come: be found, and look from time to time; `soon`: often, as before an appointment. */
void finder_expect(struct finder_person *person, bool soon);
/* Whether there is any way to look: an address, the DHT, the local network or a helper. */
bool finder_may_find(const struct finder_person *person);
/* The link was established: looks no longer, but watches whether it falls silent. */
void finder_met(struct finder_person *person);
/* Where they may be too: from a reply link or the command line. */
void finder_try(struct finder_person *person, const struct alcove_address *address);

/* A person's mailbox. All is borrowed until finder_remove, and changed here. */
struct finder_mail {
    struct mailbox_outbox *outbox;
    struct mailbox_inbox *inbox;
    /* The words of this counter, which the finder wipes after use; false if they are gone. */
    bool (*find_words)(void *owner, uint64_t counter, struct mailbox_words *out);
};
/* Puts the words of the outbox into the DHT when they are due, looks for theirs, and tells them up
 * to where theirs were read. Without the DHT it only learns from their record what they have read.
 * The boxes are those of the person's `secret`. */
void finder_serve_mail(struct finder_person *person, const struct finder_mail *mail);
/* The answer to FINDER_NEWS_WORDS, at once or later: they are stored, and count as read; or they
 * could not be, and are looked for again later. */
void finder_keep_words(struct finder_person *person, bool kept);
/* The outbox was added to, or the person wants to know now whether there is something. */
void finder_look_for_words(struct finder_person *person);
/* Nothing of the mailbox is under way or due: theirs was looked at, ours is put and told. */
bool finder_mail_is_done(const struct finder_person *person);

/* What they said of themselves last. Borrowed until the next call. */
const struct endpoint_record *finder_record(const struct finder_person *person);
/* What is known of the search: all but `invite`, `wrong_key`, `blocked`. A search begins with
 * finder_seek. */
void finder_facts(struct finder_person *person, struct diagnosis_facts *facts);
/* It is at least so late, in Unix seconds: our clock is measured by it (reach/clock_doubt.h). */
void finder_passed(struct finder *finder, uint64_t passed_s);

/* Our own candidates, best first; those of the invite and the introduction. */
size_t finder_candidates(struct finder *finder, struct alcove_address *out, size_t max);
/* Whether a stranger's first datagram reaches us, or the DHT carries word of it: without either
 * somebody who joins must send a reply link. Sure only a second after opening. */
bool finder_can_be_found(struct finder *finder);
/* All ways have said what they have to say of us: what an invite shows is what it will be. */
bool finder_is_settled(const struct finder *finder);
/* Looks for nodes of the DHT without looking for anybody: for an invite. */
void finder_gather(struct finder *finder);
/* Good DHT nodes, for an invite. */
size_t finder_pick_nodes(struct finder *finder, struct alcove_address *out, size_t max);
/* A node from an invite. */
void finder_add_node(struct finder *finder, const struct alcove_address *node);
/* For the disk; returns the size, at most `capacity`. */
size_t finder_export_nodes(struct finder *finder, uint8_t *out, size_t capacity);

struct finder_statistics {
    uint64_t dht_packets_out, dht_bytes_out;
    uint64_t dht_packets_in, dht_bytes_in;
    uint64_t checks_out, checks_in;
    size_t dht_nodes;
    enum nat_mapping mapping;
    bool behind_carrier;
    bool mapped; /* the router gave a port */
};
struct finder_statistics finder_get_statistics(struct finder *finder);

#endif
