/* What the link thread alone touches; shared by switchboard.c, lobby.c, pairing.c and
 * conversation.c. */
#ifndef ALCOVE_APP_SWITCHBOARD_ROOM_H
#define ALCOVE_APP_SWITCHBOARD_ROOM_H

#include <pthread.h>
#include <stdatomic.h>

#include <uv.h>

#include "app/script.h"
#include "app/store_thread.h"
#include "app/switchboard.h"

enum slot_kind {
    SLOT_PERSON, /* a contact link to `person` */
    SLOT_INVITE, /* a pairing link that waits for whoever holds the invite */
    SLOT_JOIN,   /* a pairing link that uses an invite */
};

/* How far a pairing has come; each side sends an introduction and stores the other's. */
struct pairing {
    bool established;
    bool mine_sent;
    uint64_t mine_id;
    bool mine_arrived;
    bool theirs_seen;
    uint64_t theirs_id; /* acknowledged once the person is on the disk */
    bool theirs_kept;
};

struct slot {
    struct switchboard *board;
    enum slot_kind kind;
    struct alcove_link *link;
    void *storage;
    struct person person; /* PERSON; pairing: being filled */
    uint32_t invite_id;   /* INVITE */
    struct pairing pairing;
    bool over; /* its link is closed; to be freed outside of callbacks */
};

struct switchboard {
    struct switchboard_options options;
    struct switchboard_report report;
    pthread_t thread;
    atomic_bool stop;
    struct queue orders;
    struct mailbox face;

    uv_loop_t loop;
    uv_async_t bell;
    uv_timer_t timer;
    uv_prepare_t prepare;
    struct net_pump *pump; /* NULL once it has ended */
    uint16_t port;
    struct store_thread store;

    struct slot *slots[NET_LINKS_MAX];
    size_t slot_count;

    struct session session;
    struct script script;
    struct slot *talking; /* whose link the session uses; NULL for none */
    char their_name[BODY_NAME_BYTES_MAX + 1];
    bool changed; /* the face no longer shows what is */
    enum call_status status;
    uint32_t delay_ms;
    uint64_t delay_since_us; /* the delay was over its threshold from then on; 0: it is not */
    uint64_t give_up_at_us;  /* connecting */
    uint64_t leave_by_us;    /* after a stop was asked for */
    uint64_t second_due_us;
    bool ended; /* the loop is being closed */
};

/* switchboard.c */
void board_settle(struct switchboard *board);
/* Ends the loop with this exit code and line for the person. */
void board_end(struct switchboard *board, enum exit_code exit, const char *error);

/* lobby.c: the links. NULL when memory is short or too many are there. */
struct slot *lobby_add_person(struct switchboard *board, const struct person *person);
struct slot *lobby_add_invite(struct switchboard *board, const struct pending_invite *invite);
struct slot *lobby_add_join(struct switchboard *board, const struct invite *invite);
/* Fills the lobby for the task. False on failure, with the report filled. */
bool lobby_open(struct switchboard *board);
void lobby_sweep(struct switchboard *board); /* frees slots that are over */
void lobby_close(struct switchboard *board);
/* Where this device may be found: at most `max` candidates. */
size_t lobby_endpoints(struct switchboard *board, struct alcove_address *out, size_t max);

/* pairing.c */
void pairing_on_event(struct slot *slot, const struct alcove_event *event);
void pairing_on_kept(struct slot *slot, const struct store_job *job);

/* conversation.c: a session over a person's link. */
void conversation_on_event(struct slot *slot, const struct alcove_event *event);
void conversation_take_order(struct switchboard *board, const struct order *order);
void conversation_take_parcels(struct switchboard *board);
/* Does what the session wants done, as far as the link takes it. */
void conversation_perform(struct switchboard *board);
/* Puts the link's budget where the media thread reads it. */
void conversation_share_budget(struct switchboard *board);
void conversation_second(struct switchboard *board, uint64_t now_us);

#endif
