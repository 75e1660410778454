/* The insides of the desktop's thread, shared by desktop.c and its parts.
 *
 * Everything here but `mutex` and what it guards belongs to the thread. Each part has a `begin`,
 * called once with its bus open, and where the main thread can ask it for something an `update`,
 * called whenever a wish or an answer has come. */
#ifndef ALCOVE_DESKTOP_DESKTOP_PARTS_H
#define ALCOVE_DESKTOP_DESKTOP_PARTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-bus.h>

#include "desktop/desktop.h"

#define OWNER_BYTES   64
#define PATH_BYTES    256
#define ID_BYTES      64
#define AWAKE_KEEPERS 3

/* A name on a bus, and who has it now. */
struct service {
    struct desktop *desktop;
    sd_bus *bus;
    const char *name;
    void (*changed)(struct service *service); /* its owner did */
    char owner[OWNER_BYTES];                  /* empty: nobody */
};

/* From the main thread. */
struct wishes {
    enum desktop_notice notice;
    unsigned notices;  /* how many were wished for so far */
    unsigned sessions; /* how often two came together so far */
    bool together, ready_to_sleep, stops;
};

/* What the portal said last, each as a number. */
enum setting {
    SETTING_SCHEME,
    SETTING_CONTRAST,
    SETTING_REDUCED_MOTION,
    SETTING_ANIMATIONS,
    SETTING_TEXT_SCALE,
    SETTING_HIGH_CONTRAST,
    SETTINGS
};

struct appearance_part {
    struct service portal;
    double values[SETTINGS];
};

struct notice_part {
    struct service service;
    bool asked;     /* and not yet answered */
    unsigned shown; /* the wish that was seen to last */
    uint32_t id;    /* 0: nothing is shown */
};

struct keeper {
    struct service service;
    bool asked;
    unsigned refused; /* in this session of the wishes; 0: in none */
    uint32_t cookie;  /* 0: none */
};

struct sleep_part {
    struct service logind;
    char session_id[ID_BYTES]; /* $XDG_SESSION_ID; empty: none */
    char session[PATH_BYTES];  /* its object; empty: not known */
    bool asleep;               /* or about to be */
    int hold_fd;               /* sleep waits while it is open; -1: it does not */
};

struct desktop {
    struct desktop_options options;
    pthread_t thread;
    int wake_fd;
    sd_bus *session_bus, *system_bus; /* NULL: not there */
    struct wishes wishes;             /* as of the last look */
    struct appearance_part appearance;
    struct notice_part notice;
    struct keeper keepers[AWAKE_KEEPERS];
    struct sleep_part sleep;

    pthread_mutex_t mutex;
    struct wishes wished;
    unsigned events; /* bits by enum desktop_event_kind that wait to be taken */
    struct desktop_appearance seen;
};

/* desktop.c: for the main thread to take, in the order of the enum. */
void desktop_tell(struct desktop *desktop, enum desktop_event_kind kind);
void desktop_tell_appearance(struct desktop *desktop, const struct desktop_appearance *seen);

/* service.c: begins to follow who has the name. */
void service_begin(struct service *service);
/* Asks the bus to start it, if it can be started. */
void service_start(struct service *service);
/* Signals of this interface and member go to `hear`, with the service. */
void service_listen(struct service *service, const char *interface, const char *member,
                    sd_bus_message_handler_t hear);
/* Whether a signal is of these types and from the owner: anybody on a bus can send one. */
bool service_said(const struct service *service, sd_bus_message *signal, const char *types);

/* appearance.c */
void appearance_begin(struct desktop *desktop);
/* notice.c */
void notice_begin(struct desktop *desktop);
void notice_update(struct desktop *desktop);
/* awake.c */
void awake_begin(struct desktop *desktop);
void awake_update(struct desktop *desktop);
/* sleep.c */
void sleep_begin(struct desktop *desktop);
void sleep_update(struct desktop *desktop);
void sleep_end(struct desktop *desktop);

#endif
