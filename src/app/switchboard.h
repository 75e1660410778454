/* The link thread: the libuv loop that owns the links and the session.
 *
 * Depending on its task it calls one person, answers whoever knocks, or pairs through an invite.
 * It talks to the main thread through a queue of orders and a mailbox of faces, to the media thread
 * through the studio's queues, and to the store thread through jobs; nothing else is shared. */
#ifndef ALCOVE_APP_SWITCHBOARD_H
#define ALCOVE_APP_SWITCHBOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "app/doctor.h"
#include "app/face.h"
#include "app/home_face.h"
#include "app/mailbox.h"
#include "app/options.h"
#include "app/order.h"
#include "app/queue.h"
#include "app/stats.h"
#include "app/studio.h"
#include "net/pump.h"
#include "reach/invite.h"
#include "session/deck.h"
#include "store/helpers.h"
#include "store/invites.h"
#include "store/people.h"
#include "store/profile.h"

enum switchboard_task {
    TASK_CALL,   /* knock at `person_id`, end with the session */
    TASK_ANSWER, /* open to `person_id` (0: anyone we know), end with the session */
    /* As ANSWER, but ask before opening; pending invites are served as well, and orders of home
     * carried out: what a window is from its start to its end. */
    TASK_WAIT,
    TASK_INVITE, /* serve `invite_id` until it is used */
    TASK_JOIN,   /* use `invite` */
    TASK_DOCTOR, /* look for `person_id`, or who sent `invite`, and say why they are not there */
    TASK_SYNC,   /* exchange what is owed with `person_id` (0: everybody), and leave */
    TASK_JOIN_AND_CALL, /* use `invite`, then CALL who sent it; then WAIT if they do not answer */
};

/* What went over one link of what two people share. */
struct sharing_account {
    uint32_t person_id;
    bool met;              /* a link stood */
    bool waits_there;      /* documents wait on their side: not confirmed, or not to be read */
    bool even;             /* both hold everything */
    const char *hindrance; /* why it will not be, in a sentence; NULL: nothing. Static */
    uint64_t even_us;      /* that long after they met */
    uint64_t changes_sent, changes_received; /* batches */
    uint64_t bytes_sent, bytes_received;
};

struct switchboard_options {
    enum switchboard_task task;
    bool asks_at_door; /* ANSWER: whoever knocks waits until the person opens */
    uint32_t person_id;
    uint32_t invite_id;
    /* JOIN, DOCTOR, WAIT: borrowed; DOCTOR: NULL with `person_id`; WAIT: NULL, or it is used, and
     * who made it called. */
    const struct invite *invite;
    struct alcove_address listen;  /* port 0: any */
    struct alcove_address at;      /* CALL: there, not where they were last; port 0: not given */
    const struct options *options; /* borrowed: what to say, how long, how fast */
    struct profile *profile;       /* borrowed, as are the next seven; NULL where noted */
    struct people *people;
    struct invites *invites;
    const struct helpers *helpers; /* NULL: none */
    struct studio *studio;         /* NULL: INVITE, JOIN, DOCTOR, and words alone */
    struct stats *stats;           /* NULL: none */
    struct vault *vault;           /* NULL: nothing is shared */
    const struct deck *deck;       /* NULL: no agenda begins by itself */
    bool has_window;               /* with a deck: its person is told of no commands */
    /* SYNC: called on the link thread for each person who was met, or given up; NULL otherwise. */
    void (*on_shared)(void *context, const struct sharing_account *account);
    void *shared_context;
    void (*ring_main)(void *);
    void *main_context;
};

/* How it ended; whole after switchboard_stop. */
struct switchboard_report {
    enum exit_code exit;
    char error[TOLD_BYTES]; /* one line for the person; empty on success */
    char unkept
        [TOLD_BYTES]; /* one line: what the disk did not take to the end; empty when all is kept */
    uint32_t paired_id;
    enum session_end end;
    bool linked;
    struct alcove_link_statistics link;
    struct doctor_report doctor;   /* of the newest search */
    struct sharing_account shared; /* of the link that was closed last */
    uint64_t linked_at_us, together_at_us, ended_at_us;
};

struct switchboard;

/* Opens the socket and starts the thread. NULL on failure, with `report` filled. */
struct switchboard *switchboard_start(const struct switchboard_options *options,
                                      struct switchboard_report *report);
uint16_t switchboard_port(const struct switchboard *board);
/* Hands an order over; it is freed there. Where too many wait, it waits here, goes with the next
 * order or face, or is carried out at the end. False: there is none, since memory was short. */
bool switchboard_order(struct switchboard *board, struct order *order);
/* The newest face, now the caller's; NULL when nothing changed. */
struct face *switchboard_take_face(struct switchboard *board);
/* The same of all that is shown outside of a session; WAIT only. */
struct home_face *switchboard_take_home(struct switchboard *board);
/* The studio's bell: call after pushing a parcel. `board` is a struct switchboard. */
void switchboard_ring(void *board);
/* Ends the thread, politely when a session is open (at most the farewell's time), and frees all.
 * Stop the studio first: it rings this bell; close it after: parcels are handed to it. */
void switchboard_stop(struct switchboard *board, struct switchboard_report *report);

#endif
