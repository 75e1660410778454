/* The manners of the desktop: how it wants things to look, short notices, sleep and lock, and a
 * screen that stays on. All over D-Bus, in a thread of its own; the main thread opens it, asks and
 * takes events, and none of these calls waits for anybody.
 *
 * Without a bus, or without the service behind a part, nothing comes of that part and all else
 * works; a service that comes (again) later is used from then on. Every function but
 * desktop_open takes NULL as a desktop that is not there.
 *
 * Where the screen is kept on: Inhibit(who, why) and UnInhibit(cookie) are asked of each of
 * org.freedesktop.ScreenSaver (GNOME 43, KDE), org.xfce.ScreenSaver and
 * org.freedesktop.PowerManagement.Inhibit (Xfce) that is there. The Inhibit portal would be one
 * call, but its GTK backend, which Xfce has, passes it to GNOME's session manager alone. */
#ifndef ALCOVE_DESKTOP_DESKTOP_H
#define ALCOVE_DESKTOP_DESKTOP_H

#include <stdbool.h>

struct desktop;

/* What a notice says, and all that it can say: there is no room for a name or for words. */
enum desktop_notice {
    DESKTOP_NOTICE_NONE,
    DESKTOP_NOTICE_DOOR,  /* someone is at the door */
    DESKTOP_NOTICE_SOON,  /* a session is near */
    DESKTOP_NOTICE_WORDS, /* something came to be read */
    DESKTOP_NOTICES
};

struct desktop_options {
    void (*ring)(void *context); /* in another thread, when there is an event to take */
    void *context;
    /* Borrowed until desktop_close, in UTF-8, without a name of anybody. */
    const char *notices[DESKTOP_NOTICES]; /* by kind; NULL: of none like it */
    const char *open_word;                /* on the button that brings the window forward */
    const char *busy_word;                /* why the machine waits; others of it can read this */
};

enum desktop_scheme { DESKTOP_NO_SCHEME, DESKTOP_DARK, DESKTOP_LIGHT };

struct desktop_appearance {
    enum desktop_scheme scheme;
    bool high_contrast, less_motion;
    unsigned text_percent; /* 50 to 300; 100 is usual */
};

enum desktop_event_kind {
    DESKTOP_NOTHING,
    DESKTOP_APPEARANCE, /* other than it was; before the first, none is wished for */
    DESKTOP_RAISE,      /* a notice was opened */
    DESKTOP_SLEEPS,     /* microphone and camera stop now, then desktop_ready_to_sleep */
    DESKTOP_LOCKED,     /* the screen of this person's session was locked */
};

struct desktop_event {
    enum desktop_event_kind kind;
    struct desktop_appearance appearance; /* of APPEARANCE */
};

/* NULL without memory or a thread left: the app works without. */
struct desktop *desktop_open(const struct desktop_options *options);
/* False when there is none (any more). */
bool desktop_take(struct desktop *desktop, struct desktop_event *event);
/* Shows this notice in place of the former one; NONE closes it (the window was looked at). Nothing
 * is shown while two are together. */
void desktop_notify(struct desktop *desktop, enum desktop_notice notice);
/* Two are together: the screen stays on, a notice is closed and none is shown. */
void desktop_set_together(struct desktop *desktop, bool together);
/* After DESKTOP_SLEEPS: nothing listens or looks any more. Sleep waits for it a few seconds. */
void desktop_ready_to_sleep(struct desktop *desktop);
/* No ring comes afterwards. */
void desktop_close(struct desktop *desktop);

#endif
