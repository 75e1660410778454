/* What a finder is made of. For finder.c and the finder_….c beside it alone. */
#ifndef ALCOVE_NET_FINDER_PARTS_H
#define ALCOVE_NET_FINDER_PARTS_H

#include "net/alarm.h"
#include "net/dht_names.h"
#include "net/finder.h"
#include "net/gateway.h"
#include "net/lan.h"
#include "net/network_watch.h"
#include "net/port_mapping.h"
#include "net/tcp_streams.h"
#include "reach/dht_both.h"
#include "reach/nat_class.h"
#include "reach/reflexive.h"
#include "reach/relay_client.h"
#include "reach/seeking.h"

#define FINDER_RELAYS     3 /* on our helper, on theirs, and on ours by the older ticket */
#define FINDER_HOSTS_MAX  8
#define FINDER_MAPPED_MAX 4
#define FINDER_NEVER      UINT64_MAX

/* A place on a helper. */
struct finder_relay {
    bool used;
    struct relay_ticket ticket;
    struct relay_client client;
    struct alcove_address here;   /* virtual: how agent and link call the other side through it */
    struct alcove_address stream; /* virtual: TCP to the helper; port 0: UDP */
    uint64_t stream_us;           /* when it was last opened; 0: never */
};

/* The person's mailbox; served: finder_serve_mail was called. */
struct finder_letters {
    bool served;
    struct finder_mail mail;
    dht_handle put, get;        /* 0: none */
    uint64_t put_seq, seq_seen; /* BEP 44 */
    uint64_t get_us;            /* when the lookup began */
    struct mailbox_place place; /* looked at */
    unsigned alone;             /* lookups in a row that nobody answered */
    bool handed;                /* what was there is being stored */
    uint64_t words_read;        /* theirs, as last taken in */
    uint64_t record_seen_s;     /* of the record for which hope was last taken */
};

struct finder_person {
    struct finder *finder;
    struct finder_person_options options;
    struct agent agent;
    struct seeking seeking;
    bool wanted;         /* finder_seek */
    bool waits_to_put;   /* until our own addresses are known */
    uint64_t publish_us; /* from when on the newest put counts as published; 0: it does */
    dht_handle put;
    dht_handle gets_running[RENDEZVOUS_EPOCHS_MAX];
    uint64_t get_epochs[RENDEZVOUS_EPOCHS_MAX];
    size_t gets;
    uint64_t own_seq, other_seq;  /* BEP 44, newest used and seen */
    uint64_t answered_nonce;      /* the attempt of theirs for which we last began */
    uint64_t tcp_nonce;           /* of whose candidates tcp_next counts */
    size_t tcp_next;              /* the first candidate whose TCP listener was not tried yet */
    struct alcove_address stream; /* virtual: TCP to them; port 0: none */
    struct finder_relay relays[FINDER_RELAYS];
    bool found;
    enum agent_path path;
    uint64_t sought_us;   /* since when this search runs; 0: none */
    uint64_t begin_at_us; /* until then the handshake alone asks; 0: the agent has begun */
    uint64_t silence_begun_us;
    bool record_seen;
    uint64_t record_seen_s; /* when it was made, by its seq */
    bool looked;            /* a search of the DHT for their record has ended */
    struct finder_letters letters;
    uint64_t clock_id;                     /* as whom clock_doubt knows it */
    uint32_t sent_before, received_before; /* of the finder's counts, when this search began */
    struct finder_person *next_leaver;
};

struct finder {
    struct finder_options options;
    uv_loop_t *loop;
    struct alarm_clock alarm;
    bool draining;
    bool again; /* something changed while draining */
    bool closed;
    unsigned handles;
    void (*on_closed)(void *context);
    void *closed_context;

    struct finder_person *people[FINDER_PEOPLE_MAX]; /* owned */
    size_t people_count;
    bool people_changed;           /* the beacons name others */
    struct finder_person *leavers; /* owned; removed, and freed when no step can be of theirs */
    uint64_t relay_ids;

    /* ---- here: what is known of ourselves ---- */
    struct alcove_address hosts[FINDER_HOSTS_MAX];
    size_t host_count;
    struct gateway gateway; /* the router before them */
    uint64_t here_since_us; /* when they were last read anew, and what others saw was void */
    struct nat_samples samples;
    struct nat_class class;
    struct alcove_address mapped[FINDER_MAPPED_MAX];
    bool mapped_tcp[FINDER_MAPPED_MAX];
    size_t mapped_count;
    bool carrier_told;            /* the router said that it stands behind another */
    bool mapping_asked;           /* and has answered, or is silent for good */
    struct port_mapping *mapping; /* each NULL when it is not used */
    struct lan *lan;
    struct network_watch *watch;
    struct dht_names *names;
    uint16_t tcp_port; /* 0: not listening */
    struct reflexive reflexive;
    bool here_changed;

    struct dht_both *dht; /* owned; NULL: contacts only */
    size_t mail_flying;   /* puts and lookups of the mailbox */
    uint64_t votes_taken; /* the number of the newest */
    struct tcp_streams *streams;
    uint32_t outside_sent, outside_received; /* to and from DHT nodes, helpers and STUN servers */
    uint64_t checks_out, checks_in;
    uint64_t silence_due_us;
    struct clock_doubt clock;
};

/* finder.c: everything that is due, until nothing is. */
void finder_drain(struct finder *finder);
/* The agent of this person is told what time it is. */
void finder_set_time(struct finder_person *person);

/* finder_datagrams.c */
void finder_send(struct finder *finder, const struct alcove_address *to, const uint8_t *bytes,
                 size_t size);
/* A datagram of this person by a way of ours: to the links, else to their agent. True if taken. */
bool finder_hand_in(struct finder_person *person, const struct alcove_address *from,
                    const uint8_t *bytes, size_t size);
/* Sends over whatever the virtual address stands for. */
void finder_send_virtual(struct finder *finder, const struct alcove_address *to,
                         const uint8_t *bytes, size_t size);
/* What a guest of the pump is asked; `context` is the finder. */
bool finder_on_datagram(void *context, const struct net_datagram *datagram);
void finder_on_virtual(void *context, const struct alcove_address *to, const uint8_t *bytes,
                       size_t size);

/* finder.c */
/* Begins an attempt, by every way there is. */
void finder_begin(struct finder_person *person);

/* finder_here.c: our own addresses. */
void finder_here_open(struct finder *finder);
/* Reads them anew: interfaces, samples, mappings. */
void finder_here_refresh(struct finder *finder);
void finder_here_sample(struct finder *finder, const struct alcove_address *voter,
                        const struct alcove_address *seen);
/* Gives every agent the record as it is now, if it changed. */
void finder_here_share(struct finder *finder);
bool finder_here_is_known(const struct finder *finder);
struct endpoint_record finder_here_record(const struct finder *finder);

/* finder_facts.c: why somebody is not found. A search begins: counts are from here on. */
void finder_facts_begin(struct finder_person *person);

/* Only the interfaces. */
void finder_here_read_hosts(struct finder *finder);

/* finder_near.c: the router, the local network, and changes. */
#define FINDER_SETTLED_NODES 8
void finder_near_open(struct finder *finder);
/* Counts a handle for each that is open; `on_closed` takes the finder. */
void finder_near_close(struct finder *finder, void (*on_closed)(void *context));
/* The people are others now. */
void finder_near_people(struct finder *finder);

/* finder_dht.c: records in the DHT. */
bool finder_dht_open(struct finder *finder);
/* The interfaces were read anew. */
void finder_dht_on_hosts(struct finder *finder);
bool finder_dht_receive(struct finder *finder, const struct net_datagram *datagram);
/* Transmits and events; true if there were any. */
bool finder_dht_drain(struct finder *finder);
bool finder_dht_step(struct finder_person *person);
void finder_dht_forget(struct finder_person *person);
/* We are elsewhere: what is under way for them asked from where nobody hears the answers. */
void finder_dht_move(struct finder_person *person);

/* finder_mail.c: words in the DHT, for who is never there at the same time. At most so many puts
 * and lookups of all people at once: those for records come first. */
#define FINDER_MAIL_MAX 2
void finder_mail_on_event(struct finder_person *person, const struct dht_event *event);
bool finder_mail_step(struct finder_person *person);
void finder_mail_forget(struct finder_person *person);
/* What to tell them of theirs. */
uint64_t finder_mail_read(const struct finder_person *person);
uint64_t finder_mail_next(const struct finder_person *person, uint64_t now_us);

/* finder_relay.c: helpers, and TCP. */
void finder_relay_use(struct finder_person *person, size_t which,
                      const struct relay_ticket *ticket);
void finder_relay_drop(struct finder_person *person, size_t which);
bool finder_relay_receive(struct finder *finder, const struct alcove_address *from,
                          const uint8_t *bytes, size_t size);
bool finder_relay_step(struct finder_person *person);
uint64_t finder_relay_next(const struct finder_person *person);
void finder_relay_probe(struct finder_person *person);
bool finder_relay_send(struct finder *finder, const struct alcove_address *to, const uint8_t *bytes,
                       size_t size);
void finder_tcp_open(struct finder *finder);
/* Their TCP listeners, where nothing else has answered. */
void finder_tcp_step(struct finder_person *person);

#endif
