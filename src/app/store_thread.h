/* The store thread: writes and syncs to the disk, so that a slow disk never delays a packet.
 *
 * While it runs, it alone changes `people`, `invites` and `profile`, and uses the vault. The link
 * thread hands it jobs and takes them back when they are on the disk, or could not be put there. */
#ifndef ALCOVE_APP_STORE_THREAD_H
#define ALCOVE_APP_STORE_THREAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "app/ledger.h"
#include "app/order.h"
#include "app/queue.h"
#include "app/setting.h"
#include "app/wake.h"
#include "store/invites.h"
#include "store/letters.h"
#include "store/people.h"
#include "store/profile.h"

enum store_job_kind {
    STORE_ADD_PERSON,     /* person, who was just paired; becomes what is kept, and question */
    STORE_UPDATE_PERSON,  /* person, by its id: the newest psks and endpoints; all else stays */
    STORE_JUDGE_PERSON,   /* person.id, judgement; person becomes what is kept */
    STORE_NAME_PERSON,    /* person.id and name; person becomes what is kept */
    STORE_FORGET_PERSON,  /* person: they go, with letters and what is shared */
    STORE_MAKE_INVITE,    /* person.name, how the invited is called, and port; becomes invite */
    STORE_TAKE_REPLY,     /* reply; becomes invite */
    STORE_CONSUME_INVITE, /* invite_id; invite: the submitter's own */
    STORE_SETTING,        /* setting, or a HOME_BACKUP; values become what holds */
    STORE_LETTERS,        /* letters, as they are now */
    STORE_OPEN_BOOK,      /* person, by their keys; book becomes what is shared with them */
    STORE_BATCHES,        /* batches, for the tail of their space */
    STORE_HOUR,           /* hour, with person, by their keys; of size 0: it goes */
    STORE_WHOLE,          /* book, whose space was replaced: the submitter gets it back */
    STORE_COPY,           /* person, by their keys, and order, a HOME_EXPORT: as it is kept */
};

struct store_job {
    enum store_job_kind kind;
    struct person person; /* holds keys: store_job_free wipes it */
    uint32_t invite_id;
    struct pending_invite invite; /* wiped with the job */
    struct reply_sealed reply;
    uint16_t port; /* that the link names: it stays */
    enum people_judgement judgement;
    bool question;           /* as people_meet */
    struct setting *setting; /* owned, and wiped with the job */
    struct setting_values values;
    struct order *order;           /* owned, and wiped with the job */
    struct letters *letters;       /* owned, and wiped with the job */
    struct ledger_book book;       /* owned, until the submitter takes it */
    struct ledger_batches batches; /* owned, and wiped with the job */
    uint8_t *hour;                 /* owned, and wiped with the job */
    size_t hour_size;
    uint64_t unix_ms; /* when it was so */
    uint64_t counter; /* the submitter's: of the letter for whose sake they are stored */
    uint64_t written; /* likewise: of the one that was written now; 0: none */
    uint64_t tag;     /* the submitter's own */
    bool kept;        /* it is on the disk */
    struct store_error error;
};

/* All borrowed until store_thread_stop. */
struct store_thread_options {
    struct people *people;
    struct invites *invites;
    struct profile *profile;
    struct vault *vault; /* NULL: nothing that is shared can be opened */
    const uint8_t *own_public;
    void (*ring)(void *); /* called after a job was put into `done` */
    void *context;
};

struct store_thread {
    struct store_thread_options options;
    struct queue todo, done;
    size_t submitted; /* and not taken back yet: no more than `done` has room for */
    struct wake wake;
    pthread_t thread;
    atomic_bool stop;
    bool runs;
};

bool store_thread_start(struct store_thread *store, const struct store_thread_options *options);
/* Finishes every job that was submitted, then ends; what became of them is still to be taken. What
 * is submitted afterwards is done at once, by who submits it. Safe if it never started. */
void store_thread_stop(struct store_thread *store);

struct store_job *store_job_create(enum store_job_kind kind); /* NULL when memory is short */
void store_job_free(struct store_job *job);
/* Takes the job over; false when too many wait, and the job stays the caller's. */
bool store_thread_submit(struct store_thread *store, struct store_job *job);
/* A finished job, now the caller's; NULL when there is none. */
struct store_job *store_thread_take(struct store_thread *store);

#endif
