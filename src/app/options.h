/* The command line: which command, with which options. Parsing only; nothing is opened or done.
 * Everything here borrows argv. */
#ifndef ALCOVE_APP_OPTIONS_H
#define ALCOVE_APP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What a command ends with, for scripts. */
enum exit_code {
    EXIT_OK = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_LOCKED = 3,      /* the profile cannot be used: passphrase, damage, or in use */
    EXIT_UNREACHABLE = 4, /* the other side could not be reached */
    EXIT_WRONG_KEY = 5,
    EXIT_DECLINED = 6,
    EXIT_NO_DEVICE = 7, /* no camera, microphone, speaker or display */
    EXIT_INVITE = 8,    /* the invite is expired, used, mistyped or not one */
    EXIT_INTERRUPTED = 130,
};

#define OPTIONS_SAY_MAX     32
#define OPTIONS_FEW_MAX     4
#define OPTIONS_OPERAND_MAX 5
#define OPTIONS_SETS_MAX    32

enum command {
    COMMAND_WINDOW, /* no command: open the window, with an invite or without */
    COMMAND_DEMO,
    COMMAND_INVITE,
    COMMAND_JOIN,
    COMMAND_PEOPLE,
    COMMAND_CALL,
    COMMAND_ANSWER,
    COMMAND_DOCTOR,
    COMMAND_HELPER,
    COMMAND_HELPERS,
    COMMAND_WRITE,
    COMMAND_INBOX,
    COMMAND_PASSPHRASE,
    COMMAND_LOCK,
    COMMAND_GOALS,
    COMMAND_PRACTICE,
    COMMAND_CHECK_IN,
    COMMAND_SESSION,
    COMMAND_HOLD, /* "session hold": a session at this terminal */
    COMMAND_SAFETY,
    COMMAND_CONSENT,
    COMMAND_REFLECT,
    COMMAND_COMMENT,
    COMMAND_MEASURE,
    COMMAND_CHANGES,
    COMMAND_UNDO,
    COMMAND_SYNC,
    COMMAND_EXPORT,
    COMMAND_IMPORT,
    COMMAND_ERASE,
    COMMAND_DECK,
    COMMAND_REPAIR,
    COMMAND_PRACTICE_ROOM,
    COMMAND_HELP,
    COMMAND_VERSION,
};

/* An option that may be given a few times. */
struct option_few {
    const char *values[OPTIONS_FEW_MAX];
    int count;
};

/* What one option says a field of a goal, a practice, a check-in or a session shall hold. */
struct option_set {
    const char *option; /* its name: "--title" */
    const char *number; /* of --level: which of the five; else NULL */
    const char *value;
};

struct options {
    enum command command;
    const char *operands[OPTIONS_OPERAND_MAX];
    int operand_count;

    const char *profile;
    const char *listen;
    const char *camera;
    const char *microphone;
    const char *speaker;
    const char *noise;      /* off, gentle or strong; NULL: as remembered, as is the next */
    const char *headphones; /* yes, no or ask */
    const char *screen;
    const char *stats;
    const char *reference;
    const char *shot;
    const char *says[OPTIONS_SAY_MAX];
    int say_count;
    const char *check_in;
    const char *distractions;
    const char *from;
    const char *at; /* where to call, instead of where they were last */
    const char *name;
    const char *for_name;
    const char *out;
    const char *language; /* of the deck; NULL: that of the system */
    const char *log_level;
    const char *helpers;
    uint64_t opening_hops;       /* how far first packets go that only open the way; 0: not given */
    struct option_few tcp_ports; /* of a helper */
    struct option_few public_addresses; /* where others reach a helper */
    uint64_t expires_s;                 /* of an invite */
    uint64_t seconds;                   /* 0: not given */
    uint64_t say_every_s;               /* from one line to the next; 0: not given */
    uint64_t max_rate_kbit;
    uint64_t width, height;
    bool window_left, window_right; /* half of the screen */
    bool stamp;
    bool nod;
    bool text, voice, video; /* what a session carries; none given: all */
    bool json;
    bool silent; /* not an option: the window asks, and tells itself */
    bool no_window;
    bool no_wait;
    bool qr;                         /* print the invite as a QR code too */
    bool seen;                       /* of changes: from now on they are known */
    bool allow;                      /* of sync: take in more today than two people write */
    bool restored;                   /* of sync: this profile is an older copy that was put back */
    bool all;                        /* of erase: the whole space */
    bool everything;                 /* of erase: the whole profile */
    bool last;                       /* of move: behind all others */
    const char *before;              /* of move */
    const char *answers;             /* of measure: to each item, with commas between them */
    const char *rhythm;              /* of session next: week, two-weeks or none */
    const char *call_me, *call_them; /* of session look: chosen names */
    bool theirs;                     /* of safety: the other one's card */
    const char *with;                /* of reflect: whom it is shared with; NULL: nobody */
    bool backup;                     /* of export: the whole profile */
    bool markdown, pdf, csv, ics;    /* of export, beside json */
    bool mine, no_comments;
    struct option_set sets[OPTIONS_SETS_MAX]; /* in the order in which they were given */
    int set_count;
    bool list; /* of invites, instead of a new one; of letters, also those that were read */
    bool sent; /* the letters written here, not those that came */
    const char *cancel;
    const char *invite;            /* that the doctor looks into */
    const char *reply;             /* a reply link to take in */
    bool want_reply;               /* the invite asks for a reply link */
    bool yes, no;                  /* the answer to whether the words are the same */
    const char *passphrase_fd;     /* descriptor that the passphrase is read from */
    const char *new_passphrase_fd; /* and the one that is to be */
    bool set, change, remove;      /* of the passphrase */
    const char *auto_lock;         /* minutes */
    bool leave_no_trace;
};

/* False on a mistake: `error` (at least 200 bytes) says which and what to do. */
bool options_parse(struct options *options, int argc, char **argv, char *error);

void options_help(FILE *file);

#endif
