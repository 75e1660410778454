/* What the link thread alone touches; shared by switchboard.c, lobby.c, pairing.c and
 * conversation.c. */
#ifndef ALCOVE_APP_SWITCHBOARD_ROOM_H
#define ALCOVE_APP_SWITCHBOARD_ROOM_H

#include <pthread.h>
#include <stdatomic.h>

#include <uv.h>

#include "app/milestones.h"
#include "app/script.h"
#include "app/store_thread.h"
#include "app/switchboard.h"
#include "app/told.h"
#include "reach/reply.h"
#include "reach/words.h"
#include "records/sync.h"
#include "session/pacing.h"

/* Without an answer for so long a call is given up; the person may try again. */
#define BOARD_CONNECT_FOR_US       30000000
#define BOARD_CONNECT_WORDS_FOR_US 60000000 /* with words alone: the line may be thin */
/* As long as a handshake is repeated. */
#define BOARD_JOIN_FOR_US 90000000
/* An introduction, a commitment and a number are all that a pairing sends. */
#define PAIRING_RECORDS 3

/* Whoever tries for the same words on two lines gets so many tries of 2^32 from an invite. */
#define PAIRING_TRIES_MAX 8

enum slot_kind {
    SLOT_PERSON, /* a contact link to `person` */
    SLOT_INVITE, /* a pairing link that waits for whoever holds the invite */
    SLOT_JOIN,   /* a pairing link that uses an invite */
};

/* How far a pairing has come; each side sends an introduction and stores the other's. Between them
 * the numbers are exchanged from which the words come (reach/words.h). */
struct pairing {
    unsigned mine_sent, mine_arrived;     /* records */
    bool introduced, committed, counted;  /* what of theirs has come */
    uint64_t theirs_ids[PAIRING_RECORDS]; /* acknowledged once the person is on the disk */
    unsigned theirs_count;
    uint8_t commitment[WORDS_NUMBER_BYTES];
    struct words_pairing words;
    bool theirs_kept;
    bool question; /* they came in the name of somebody who is known by another key */
    bool finished;
    uint64_t leave_at_us; /* whatever has come by then; 0: not yet established */
};

/* WAIT: what the person does from home. */
struct calling {
    uint32_t person_id;               /* at whom we knock, or will; 0: nobody */
    bool is_due;                      /* it begins with the next step */
    char reply[REPLY_TEXT_BYTES_MAX]; /* to send back to whose invite is used; empty: none */
};

/* The invites of this board: their links say where we are, once that is known. */
struct inviting {
    uint64_t ready_at_us; /* then at the latest; UINT64_MAX: there is nothing to wait for */
};

/* WAIT: what the screens between sessions show, and what was asked for there. */
struct home {
    bool changed;          /* the newest snapshot no longer shows what is */
    uint64_t again_at_us;  /* the next one is not made before */
    uint32_t stale_minute; /* by then it is old, whatever happens; since 1970 */
    struct person *people; /* owned, as the store has them; the link thread's own copy */
    size_t person_count;
    struct order *held, **held_end; /* until the book they are about is here */
    struct mailbox face;            /* struct home_face */
};

/* What the window asks the person about somebody; link thread's own. */
struct asking {
    enum call_question question;
    uint32_t person_id; /* 0: nobody */
    char name[PERSON_NAME_BYTES_MAX];
    uint8_t words[WORDS_COUNT];
    uint64_t key_since_s;
};

/* The letters of one person, as long as the board lives. */
struct correspondence {
    struct letters letters;
    bool changed;              /* since it was last handed to the store */
    bool writing;              /* a letter is on its way to the disk; until then nothing else is */
    uint64_t keep_again_at_us; /* the disk refused them; 0: it did not */
    uint64_t taking;           /* the counter of what came and is not yet in the store; 0: none */
    uint64_t told;             /* the person was told of those up to this counter */
};

#define TOLD_AGAIN_BYTES 201 /* with a NUL, cut at a letter */

/* So many parts of what is shared are under way at once: other records wait behind them. */
#define SHARING_PARTS_MAX 16
#define SHARING_EARLY_MAX 65536 /* bytes of parts that came before it could begin */

/* What an hour's last step was taken of. */
struct keeper_look {
    uint32_t stamp;   /* of the board */
    uint64_t batches; /* in the space */
    bool over, leaves;
};

/* What keeps of the hour what it leaves; begun anew with each. */
struct keeper {
    struct keeper_look look;
    bool whole;              /* nothing of it is missing in the space */
    bool told;               /* that it is not kept */
    bool keeps_lines;        /* what both wrote, too */
    bool agenda_begun;       /* with what is due, or it was begun before this app ended */
    uint64_t agenda_from_us; /* from when on it waits for nothing; 0: nobody is there yet */
    uint32_t hour;           /* the how manieth of the two, from 1; 0: nothing is shared yet */
    uint64_t even_since_us;
    uint64_t hold_until_us; /* the farewell waits until then; 0: it does not */
};

/* An hour as it was kept last: it goes on with the next call of these two. */
struct kept_hour {
    uint8_t remote_static[32];
    uint8_t *bytes; /* owned */
    size_t size;
    uint64_t unix_ms;
    struct kept_hour *next;
};

/* A record that came, and is acknowledged once the hour is kept with it. */
struct waiting_record {
    uint64_t id, version;
};

#define RESUMING_RECORDS_MAX 64

/* The hour as the store has it. */
struct resuming {
    struct kept_hour *hours;   /* owned */
    uint8_t remote_static[32]; /* with whom the session is, or was */
    bool told;                 /* that it goes on when they call again */
    bool under_way;            /* to the store */
    bool fails;                /* the disk refused it: nothing waits for that */
    uint64_t came;             /* cards of theirs */
    uint64_t kept_version, under_way_version;
    uint32_t kept_stamp, under_way_stamp;
    uint64_t keep_again_at_us;
    struct waiting_record records[RESUMING_RECORDS_MAX];
    size_t count;
};

/* One that has not arrived yet. */
struct sharing_part {
    uint64_t id;
    size_t size;
};

/* What is shared with one person, as long as the board lives. */
struct sharing {
    struct switchboard *board;
    uint32_t person_id;
    uint8_t remote_static[32];
    bool open;    /* the book is here, and not with the store; else nothing of it is used */
    bool refused; /* it cannot be read, or what came cannot be right */
    struct ledger_book book;
    struct space_listener listener;
    unsigned keeping;             /* jobs with its batches that are not on the disk */
    struct ledger_batches unkept; /* that the disk refused */
    uint64_t keep_again_at_us;
    bool whole_is_due; /* the space was replaced by theirs, and is not kept so yet */
    struct slot *met;  /* over whose link the two exchange; NULL: over none */
    struct sync *sync; /* NULL: not begun, or documents wait on their side */
    uint8_t *early;    /* parts that came before, each behind its size in two bytes */
    size_t early_size;
    uint8_t held[BODY_BYTES_MAX]; /* the record that the link had no room for */
    size_t held_size;
    struct sharing_part parts[SHARING_PARTS_MAX]; /* on their way */
    size_t part_count;
    struct sharing_account account;
    uint64_t met_at_us;
    unsigned news, new_words; /* that came and that the person was not told of */
};

struct slot {
    struct switchboard *board;
    enum slot_kind kind;
    struct alcove_link *link;
    void *storage;
    bool answers;                 /* its link is in the pump; a doctor's is not */
    uint64_t serial;              /* of all slots ever: how a job of the store finds back */
    struct person person;         /* PERSON; pairing: being filled */
    struct pending_invite invite; /* INVITE */
    struct pairing pairing;
    struct finder_person *found;           /* its place in the finder; NULL once removed */
    enum agent_path path;                  /* where they answered last */
    struct correspondence *correspondence; /* PERSON; NULL: contacts only, or not readable */
    struct sharing *sharing;               /* PERSON; NULL: not confirmed, or no vault */
    uint64_t keep_again_at_us;             /* the disk refused the newest keys; 0: it did not */
    bool stands;                           /* its link is established */
    bool told_to_wait;                     /* they know that documents wait here */
    bool over; /* its link is closed; to be freed outside of callbacks */
};

struct switchboard {
    struct switchboard_options options;
    struct switchboard_report report;
    pthread_t thread;
    atomic_bool stop;
    struct queue orders;
    struct order *late,
        **late_end; /* the main thread's own: those that the queue has no room for */
    struct mailbox face;

    uv_loop_t loop;
    bool looped; /* the loop is open */
    uv_async_t bell;
    uv_timer_t timer;
    uv_prepare_t prepare;
    struct net_pump *pump; /* NULL once it has ended */
    struct finder *finder; /* as long as the pump */
    uint16_t port;
    struct store_thread store;

    struct slot *slots[NET_LINKS_MAX];
    size_t slot_count;
    uint64_t serials;

    struct order *held, **held_end; /* words that the session has no room for yet, in their order */

    struct session session;
    struct script script;
    struct slot *talking;  /* whose link the session uses; NULL for none */
    unsigned conversation; /* counts the sessions of a window that waits */
    char their_name[BODY_NAME_BYTES_MAX + 1];
    struct face_note said[FACE_NOTES]; /* to the person, beside the session: as of app/face.h */
    unsigned notes;
    struct correspondence *correspondences[NET_LINKS_MAX]; /* owned */
    size_t correspondence_count;
    struct sharing *sharings[NET_LINKS_MAX]; /* owned */
    size_t sharing_count;
    struct asking asking;
    struct calling calling;
    struct inviting inviting;
    struct home home;
    struct setting_values settings; /* as they hold; the profile is the store thread's */
    bool waits_if_unanswered; /* CALL: after a pairing the other may not be back at the door yet */
    bool changed;             /* the face no longer shows what is */
    enum presence presence;   /* that the face shows */
    struct milestones told;   /* of measure mode */
    enum call_status status;
    enum call_hindrance hindrance;
    uint64_t doctor_due_us;   /* when the facts are looked at again; UINT64_MAX: nobody is sought */
    uint64_t doctor_since_us; /* since when the diagnosis is what it is; 0: there is none */
    struct pacing pacing;     /* of the session */
    struct keeper keeper;     /* likewise */
    struct resuming resuming;
    uint32_t delay_ms;      /* told in words; 0: it is not */
    uint64_t give_up_at_us; /* connecting */
    uint64_t leave_by_us;   /* after a stop was asked for */
    uint64_t second_due_us;
    bool ended; /* the loop is being closed */
};

/* switchboard.c */
/* Ends the loop with this exit code and line for the person; NULL: none. */
void board_end(struct switchboard *board, enum exit_code exit, const struct told *told);
/* WAIT: forgets the session that is over; whoever knocks next begins another, or, with `calls`, we
 * do. */
void board_renew(struct switchboard *board, bool calls);
/* How the session that is over ended: an exit code, and what the person is told, which is nothing
 * where all is well. */
enum exit_code board_conclude(struct switchboard *board, struct told *told);

/* orders.c */
/* The main thread's: hands on what had to wait, as far as there is room. */
void orders_push_late(struct switchboard *board);
/* The link thread's: all that are in the queue. */
void orders_take(struct switchboard *board);
/* Once that thread has ended: those of home that it did not take, which need no link; the others
 * are of a session that is over. */
void orders_take_last(struct switchboard *board);

/* telling.c */
/* One line for the person, who goes on with what they do. */
/* What was told last is for the window alone. */
void board_keep_private(struct switchboard *board);
void board_tell(struct switchboard *board, const struct told *told);
/* The same, of an error: told_store. */
void board_tell_store(struct switchboard *board, enum deck_key what,
                      const struct store_error *error);
/* What the disk did not take, for the report: in English, as commands speak. */
void board_note_unkept(struct switchboard *board, enum deck_key what,
                       const struct store_error *error);
/* The beginning of words that came to nothing, to be told back. They may have been pasted: false,
 * and nothing, where a terminal would obey them. The caller wipes it. */
bool board_say_again(const char *words, char out[TOLD_AGAIN_BYTES]);
/* Why something came to nothing, and what was written (NULL: nothing was): its field is empty by
 * then. `name` as in a struct told. */
void board_tell_unwritten(struct switchboard *board, enum deck_key why, const char *name,
                          const char *written);
struct told_to board_listener(const struct switchboard *board);

/* lobby.c: the links. NULL when memory is short or too many are there. */
struct slot *lobby_add_person(struct switchboard *board, const struct person *person);
/* Somebody who was just paired: from now on they are answered. NULL as above. */
struct slot *lobby_welcome(struct switchboard *board, const struct person *person);
/* Starts the handshake; false when nobody knows where they are. */
bool lobby_connect(struct slot *slot);
/* Fills the lobby for the task. False on failure, with the report filled. */
bool lobby_open(struct switchboard *board);
void lobby_sweep(struct switchboard *board); /* frees slots that are over */
/* Takes back the invites whose time is over; looked at once a second. */
void lobby_expire(struct switchboard *board);
void lobby_close(struct switchboard *board);
/* The slot of that person; NULL: they are not answered. */
struct slot *lobby_find(struct switchboard *board, uint32_t person_id);
/* As this thread knows them: the store thread changes the list of people. */
const char *lobby_name_of(struct switchboard *board, uint32_t person_id);
/* WAIT: an invite that was made, and one that is used. As lobby_add_person. */
struct slot *lobby_add_invite(struct switchboard *board, const struct pending_invite *invite);
struct slot *lobby_add_join(struct switchboard *board, const struct invite *invite);
/* Shuts the door to a person, unless they are the one we talk to. */
void lobby_shut(struct switchboard *board, const struct person *person);
/* Where this device may be found: at most `max` candidates. */
size_t lobby_endpoints(struct switchboard *board, struct alcove_address *out, size_t max);

/* pairing.c */
/* Calls who sent the invite that was used: they wait at their window, most likely. */
void pairing_knock_next(struct switchboard *board, const struct person *person);
void pairing_on_event(struct slot *slot, const struct alcove_event *event);
void pairing_on_kept(struct slot *slot, const struct store_job *job);
/* Leaves a pairing that has had its time; true when there was one. */
void pairing_watch(struct slot *slot, uint64_t now_us);

/* calling.c: WAIT, from home: to somebody's door, and back. */
/* True when the order was of that; it stays the caller's. */
bool calling_take_order(struct switchboard *board, const struct order *order);
/* Uses an invite, then knocks at whoever made it. */
void calling_join(struct switchboard *board, const struct invite *invite);
/* Knocks at somebody who was just paired. */
void calling_knock_next(struct switchboard *board, uint32_t person_id);
/* Begins what is due; outside of callbacks, before the lobby is swept. */
void calling_step(struct switchboard *board);
/* Whether somebody is sought now, and whether it is whoever is behind this slot. */
bool calling_seeks(const struct switchboard *board);
bool calling_seeks_slot(const struct slot *slot);
/* Nobody answered in time. */
void calling_give_up(struct switchboard *board);
/* The session that we called for is over and the two were never together. */
void calling_failed(struct switchboard *board);

/* home.c: WAIT, what the screens between sessions show and change. */
/* Before the threads start; false without memory. */
bool home_open(struct switchboard *board);
void home_close(struct switchboard *board);
/* Takes the order over. */
void home_take_order(struct switchboard *board, struct order *order);
/* Does what was held back, as far as that can be; true: some of it. */
bool home_do_held(struct switchboard *board);
/* Somebody is kept as this from now on. */
void home_on_person(struct switchboard *board, const struct person *person);
/* How many are kept, as this thread knows them. */
size_t home_person_count(const struct switchboard *board);
/* Somebody is gone, or not all of them. */
void home_on_forgotten(struct switchboard *board, const struct store_job *job);
/* A copy of what is shared is written, or could not be. */
void home_on_copied(struct switchboard *board, const struct store_job *job);
/* A setting is kept, or could not be. */
void home_on_set(struct switchboard *board, const struct store_job *job);
/* Does what was held back, and makes a snapshot where something changed; before sharing_step. */
void home_step(struct switchboard *board);
uint64_t home_next_us(const struct switchboard *board);

/* inviting.c: WAIT, from home: invites that are made and taken back while the app runs. */
/* True when the order was of that; it stays the caller's. */
bool inviting_take_order(struct switchboard *board, const struct order *order);
void inviting_on_made(struct switchboard *board, const struct store_job *job);
/* One that was used or taken back is out of the profile, or still in it. */
void inviting_on_consumed(struct switchboard *board, const struct store_job *job);
/* Waits until it is known where we are. */
void inviting_begin(struct switchboard *board, uint64_t now_us);
/* Once a second. */
void inviting_second(struct switchboard *board, uint64_t now_us);
void inviting_on_reply(struct switchboard *board, const struct store_job *job);
/* As the screens show it; borrows the slot, and `link`, where that is known already. */
struct home_invite inviting_show(const struct slot *slot, char link[INVITE_TEXT_BYTES_MAX]);

/* acquaintance.c: who somebody is, asked of the person and decided by them. */
/* Asks what there is to ask about this person: other keys in their name, or the words; nothing when
 * all is well. Person NULL: nobody is there to ask about. */
void acquaintance_ask(struct switchboard *board, const struct person *person);
/* Other keys came in the name of this person: nobody of that name is answered until it is decided.
 * A session that goes on, goes on. */
void acquaintance_question(struct switchboard *board, const struct person *person);
/* True when the order was such a decision; it stays the caller's. */
bool acquaintance_take_order(struct switchboard *board, const struct order *order);
void acquaintance_on_judged(struct switchboard *board, const struct store_job *job);

/* correspondence.c: letters, while the app runs. */
struct finder_news;
/* The slot was added to the finder: its mailbox is served, unless only contacts may be asked. */
void correspondence_serve(struct slot *slot);
void correspondence_on_news(struct slot *slot, const struct finder_news *news);
/* Hands what has changed to the store. */
void correspondence_keep(struct switchboard *board);
void correspondence_on_kept(struct switchboard *board, const struct store_job *job);
/* Once a second: tells the person of one letter that came, unless they are in a session, and
 * offers what the disk refused once more. */
void correspondence_second(struct switchboard *board, uint64_t now_us);
/* NULL: nothing was written to or by them that is known here. */
struct correspondence *correspondence_find(struct switchboard *board, uint32_t person_id);
/* Words of ours, as a letter too: first to the disk. */
void correspondence_write(struct switchboard *board, uint32_t person_id, struct letter_text text);
/* The person has seen all that came; `space` may be NULL. */
void correspondence_read(struct switchboard *board, uint32_t person_id, const struct space *space);
/* Whether these words came as a letter already. */
bool correspondence_knows(struct switchboard *board, uint32_t person_id, struct object_id words);
/* Lets the letters of one person go; no slot is theirs any more. */
void correspondence_drop(struct switchboard *board, struct correspondence *correspondence);
void correspondence_forget(struct switchboard *board);

/* sharing.c: what two people share, while the app runs. */
/* What is shared with who has this key; NULL: nothing. */
struct sharing *sharing_find(const struct switchboard *board, const uint8_t remote_static[32]);
/* Somebody is in the lobby: their space is opened, once they are confirmed. */
void sharing_serve(struct slot *slot);
void sharing_on_opened(struct switchboard *board, struct store_job *job);
void sharing_on_kept(struct switchboard *board, struct store_job *job);
/* Nothing of it is with the store. */
bool sharing_is_quiet(const struct sharing *sharing);
/* Whether all that it holds is on the disk; what is not goes there now. */
bool sharing_is_kept(struct switchboard *board, struct sharing *sharing);
/* The disk refused some of it a moment ago. */
bool sharing_waits_for_disk(const struct sharing *sharing);
/* Lets what is shared go, without keeping it; nobody's slot is theirs any more. */
void sharing_drop(struct switchboard *board, struct sharing *sharing);
/* A book comes back that was kept as a whole. */
void sharing_on_whole(struct switchboard *board, struct store_job *job);
/* Their link stands, or is gone. */
void sharing_on_met(struct slot *slot);
void sharing_on_parted(struct slot *slot);
/* True when the event is of the exchange, and was dealt with. */
bool sharing_takes(struct slot *slot, const struct alcove_event *event);
/* Keeps what is new, and sends what is kept, as far as disk and link take it. */
void sharing_step(struct switchboard *board);
/* Whether these words are in what is shared with that person already. */
bool sharing_knows(const struct switchboard *board, uint32_t person_id, struct object_id words);
/* When it wants to be called though nothing happens. */
uint64_t sharing_next_us(const struct switchboard *board);
/* SYNC: time is over. */
void sharing_give_up(struct switchboard *board);
/* The threads have ended: folds and frees. */
void sharing_close(struct switchboard *board);

/* sharing_words.c: what is said of it. */
/* What will not be better while the link stands; NULL for all else. Static. */
const struct told *sharing_hindrance(const struct sync_event *event, uint8_t own_device);
/* Once a second: tells the person of what came, unless they are in a session. */
void sharing_second(struct switchboard *board);

/* keeper.c: what an hour leaves, into what is shared. */
/* Takes a step where board or space changed; before conversation_perform. */
void keeper_step(struct switchboard *board);
/* Whether this action is a farewell that waits for what is kept to go before it. */
bool keeper_holds(struct switchboard *board, const struct session_action *action);
/* When it waits no longer. */
uint64_t keeper_next_us(const struct switchboard *board);
/* True when the order was to keep the lines, or not; it stays the caller's. */
bool keeper_take_order(struct switchboard *board, const struct order *order);

/* resuming.c: the same hour after a crash or a lost line. */
/* Before the threads start: hours that were held when the app ended. */
void resuming_open(struct switchboard *board);
void resuming_close(struct switchboard *board);
/* Before a session is linked with this person: it is the hour of before, or a new one. */
void resuming_begin(struct slot *slot);
/* Whether somebody whose line was lost waits here for the same hour. */
bool resuming_waits(struct switchboard *board);
/* Hands what changed to the store; before conversation_perform. */
void resuming_step(struct switchboard *board);
void resuming_on_kept(struct switchboard *board, const struct store_job *job);
/* Whether this record waits until the hour is kept with it. */
bool resuming_holds(const struct switchboard *board, const struct session_action *action);
/* The session took this record: it is acknowledged now, or once the hour is kept. */
void resuming_took(struct slot *slot, const struct alcove_event *event);

/* conversation.c: a session over a person's link. */
/* It is held over this link, which stands. False where somebody else is talking, or nobody is to be
 * talked with: then the link is closed. */
bool conversation_begin(struct slot *slot);
void conversation_on_event(struct slot *slot, const struct alcove_event *event);
/* Tells the studio that what follows is of another link. */
void conversation_begin_anew(struct switchboard *board);
/* `slot` is NULL when its link is gone. */
void conversation_on_kept(struct switchboard *board, struct slot *slot,
                          const struct store_job *job);
/* Hands the person, their newest keys and all, to the store. */
void conversation_keep(struct slot *slot);
/* Does so once more where the disk refused. */
void conversation_keep_again(struct slot *slot, uint64_t now_us);
/* Takes the order over. */
void conversation_take_order(struct switchboard *board, struct order *order);
/* Says what was held back, as far as there is room. */
void conversation_say_held(struct switchboard *board);
void conversation_drop_held(struct switchboard *board);
void conversation_take_parcels(struct switchboard *board);
/* Does what the session wants done, as far as the link takes it. */
void conversation_perform(struct switchboard *board);
/* Puts the link's budget where the media thread reads it. */
void conversation_share_budget(struct switchboard *board);
void conversation_second(struct switchboard *board, uint64_t now_us);
/* Looks for cues, and how the other is here. */
void conversation_watch(struct switchboard *board, uint64_t now_us);

#endif
