/* The insides of the main thread's front, shared by front.c, and the front_*.c beside it. */
#ifndef ALCOVE_APP_FRONT_PARTS_H
#define ALCOVE_APP_FRONT_PARTS_H

#include "app/acquaintance_text.h"
#include "app/deck_file.h"
#include "app/front.h"
#include "app/front_print.h"
#include "app/hour_shown.h"
#include "app/news.h"
#include "app/notes.h"
#include "app/terminal.h"
#include "app/wake.h"
#include "desktop/accessible.h"
#include "desktop/desktop.h"
#include "devices/device_list.h"
#include "devices/y4m.h"
#include "store/choices.h"
#include "store/profile.h"
#include "store/window_state.h"
#include "ui/room_model.h"
#include "ui/settings_model.h"
#include "ui/window.h"

#define FRONT_WISHES_MAX     64
#define FRONT_LANGUAGE_BYTES 64 /* of what a language calls itself */

#define FRONT_HEADPHONES_UNKNOWN (-1)

/* What the settings show, and what that borrows. */
struct front_settings {
    struct settings_model model;
    struct device_list devices[SETTINGS_DEVICE_KINDS];
    char languages[SETTINGS_LANGUAGES_MAX][FRONT_LANGUAGE_BYTES];
    char told[TOLD_BYTES]; /* what came of the last wish; empty: nothing to tell */
};

struct front {
    const struct options *options;
    char own_name[PROFILE_NAME_BYTES_MAX]; /* a copy: the store thread changes the profile */
    struct stats *stats;
    struct wake wake;        /* without a window */
    struct window *window;   /* NULL: none */
    struct desktop *desktop; /* around the window; NULL: none */
    struct accessible *accessible;
    struct call_model model; /* what is shown of a session, until the next refresh */
    bool goes_home;          /* as soon as the session is over */
    uint32_t called;         /* last, from home: a home_person.id; 0: nobody */
    struct news news;        /* of home, as it was told */
    bool knocked;            /* somebody was at the door when it was looked at last */
    bool together;           /* as it was told */
    struct deck deck;        /* of the window, and of lines; else there is none */
    struct y4m_writer clip;
    bool clip_wanted, clip_open;
    struct device_error clip_error;
    struct reference *reference;
    struct tally tally;
    struct front_printer printer;
    struct terminal terminal; /* of a session that is held in lines */

    struct switchboard *board;
    struct studio *studio;
    struct face *face;
    struct home_face *home; /* NULL: not known yet, or not a window that waits */
    struct picture *theirs, *own;
    uint64_t last_picture_us;
    struct notes notes;
    unsigned notes_taken; /* of the link thread's */
    bool waits;           /* for whoever comes: at home it needs no devices */
    unsigned lost_told;   /* bits of studio_device */
    bool camera_lost;     /* it was on until then */
    int headphones_told;  /* enum headphones, or FRONT_HEADPHONES_UNKNOWN */
    size_t lane_count;    /* without notes */
    bool microphone_on, camera_on;
    bool away;                             /* somebody came in here, or there is a break */
    bool microphone_was_on, camera_was_on; /* before that */
    struct hour_shown shown;
    uint8_t comfort; /* bits of enum profile_comfort */
    struct choices choices;
    struct window_state look; /* text and theme; 0: as the desktop wishes */
    struct desktop_appearance desktop_look;
    struct front_settings settings;
    struct room_model room;
    bool rehearses;
    uint64_t wished; /* this time: bits by place in the deck's list */
    bool closed;     /* the window was */
    struct front_lock lock;
    bool lock_wanted;
    bool erasing_wanted;
    char link[CONTROL_LINK_BYTES_MAX]; /* that was handed over; empty: none */
    bool shot_taken;
};

/* front_wishes.c */
bool front_has_voice(const struct front *front);   /* else a session of words alone */
bool front_has_picture(const struct front *front); /* else no camera was wanted */
/* Takes the order over; NULL, for want of memory, is told. */
void front_hand_over(struct front *front, struct order *order);
void front_order(struct front *front, enum order_kind kind, const struct wish *wish);
void front_wish(struct front *front, const struct wish *wish);
void front_leave(struct front *front);
void front_set_microphone(struct front *front, bool on);
void front_set_camera(struct front *front, bool on);
void front_set_hidden(struct front *front, bool hidden);
void front_set_crop(struct front *front, enum picture_crop crop);
/* Microphone, camera and cover are of this side's devices first. */
void front_take_wish(struct front *front, const struct wish *wish);
/* What a window wants of the hour; false: it is none of these. */
bool front_act_in_hour(struct front *front, const struct window_action *action);

/* front_home.c */
void front_wish_home(struct front *front, const struct home_wish *wish);
/* Whoever was called last, from home. */
void front_call_again(struct front *front);
/* True: there is a home to go back to, and one does. */
bool front_go_home(struct front *front);
/* What is of the window itself; true when it was one of these. */
bool front_act_on_window(struct front *front, const struct window_action *action);

/* front.c: nobody is there, nor about to be. */
bool front_is_alone(const struct front *front);

/* front_devices.c: they rest while nobody is met; tells what was lost, and where sound goes. */
bool front_rests(const struct front *front);
void front_follow_devices(struct front *front);

/* front_desktop.c */
void front_open_desktop(struct front *front);
void front_close_desktop(struct front *front);
/* What a screen reader is to know, after each refresh. */
void front_tell_desktop(struct front *front);
/* Takes what it says, and tells it whether two are together. */
void front_follow_desktop(struct front *front);
/* The same while it is locked, when nothing listens or looks anyway. */
void front_follow_desktop_locked(struct front *front);

/* front_home.c */
void front_take_home(struct front *front); /* when a new one came */
/* The invite that is open, if there is one: its link, its end, and its code. */
void front_fill_invite(struct front *front, struct call_model *model);

/* front_comfort.c */
void front_apply_comfort(struct front *front);
/* What was wished this time or is in force from before: bits by place in the deck's list. */
uint64_t front_wishes(const struct front *front);
/* Text 0 names a wish of the deck; on, or taken back. */
void front_take_easier(struct front *front, const struct wish *wish);

/* front_settings.c: the settings and the practice room */
void front_apply_look(struct front *front);
void front_open_settings(struct front *front); /* looks for devices and languages */
void front_take_settings(struct front *front, const struct settings_wish *wish);
/* The text was made larger or smaller by its keys. */
void front_keep_scale(struct front *front);
/* The window goes to where it was, as far as there is a display; and where it is now is kept. */
void front_place_window(struct front *front);
void front_keep_place(struct front *front);
void front_take_appearance(struct front *front, const struct desktop_appearance *appearance);
/* While one is alone; nothing leaves this computer. */
void front_rehearse(struct front *front, bool on);
/* As it is now; borrowed until the next call. */
const struct settings_model *front_show_settings(struct front *front);
const struct room_model *front_show_room(struct front *front);

/* front_lines.c: a session that is held in lines; nothing where it is not. */
void front_open_lines(struct front *front);
void front_read_lines(struct front *front);

#endif
