/* What the media thread alone touches; shared by studio.c, studio_devices.c, studio_listen.c,
 * studio_send.c, studio_show.c, studio_clean.c and studio_rehearse.c. */
#ifndef ALCOVE_APP_STUDIO_ROOM_H
#define ALCOVE_APP_STUDIO_ROOM_H

#include <pthread.h>

#include "app/parcel.h"
#include "app/studio.h"
#include "devices/camera.h"
#include "devices/microphone.h"
#include "devices/speaker.h"
#include "media/echo.h"
#include "media/frame_order.h"
#include "media/noise.h"
#include "media/quality.h"
#include "media/video_decoder.h"
#include "media/video_encoder.h"
#include "media/voice_activity.h"
#include "media/voice_encoder.h"

/* What remembers the frames of one link: made anew for the next. */
struct studio_coders {
    struct video_encoder *video_encoder;
    struct voice_encoder *voice_encoder;
    struct frame_order *frame_order;
    struct video_decoder *video_decoder;
    struct playout_voice *playout_voice;
    struct playout_video *playout_video;
};

/* Listens whether somebody speaks, and tells the link. */
struct studio_ear {
    struct voice_activity activity;
    int16_t pcm[VOICE_ACTIVITY_FRAME_SAMPLES]; /* of the frame so far */
    size_t samples;
    bool told; /* what was said last */
    uint64_t tell_due_us;
};

/* Takes echo and noise out of the microphone. */
struct studio_cleaner {
    struct echo *echo;
    struct noise *noise;
    enum noise_level level;
    enum headphones answer; /* the person's own, for when the system does not tell */
    bool cancels;           /* echo: sound comes out of a loudspeaker, or may */
    uint64_t look_due_us;   /* when to look again whether it does */
};

#define STUDIO_REHEARSAL_US     1000000
#define STUDIO_REHEARSAL_FRAMES 64 /* a second of them, and some more */

/* Frames of one's own voice on their way back: a ring. */
struct studio_rehearsal {
    struct parcel *waiting[STUDIO_REHEARSAL_FRAMES]; /* owned */
    size_t first, count;
    bool on;
};

struct studio_room {
    pthread_t thread;
    bool thread_runs;
    atomic_bool stop;
    struct studio_options options;

    struct camera *camera;          /* NULL: none is open */
    struct microphone *microphone;  /* likewise */
    struct speaker *speaker;        /* likewise */
    bool camera_tried, sound_tried; /* since they were wanted last */
    struct camera_description camera_description;

    struct picture *to_code; /* waits until the line can take it; NULL: none */
    int crop;                /* what `to_code` was cut to */
    struct studio_coders coders;
    struct quality quality;
    struct quality_setting setting;
    uint64_t setting_due_us; /* when to ask the ladder again */

    struct studio_cleaner cleaner;
    struct studio_rehearsal rehearsal;
    struct studio_ear own, theirs;
    struct sound_meter sound;
    struct light_meter light;
    uint64_t light_due_us; /* when to look at the light again */

    uint64_t repair_due_us; /* when a repair may be asked for again */
    uint32_t hold_us;       /* lip-sync in force */

    uint64_t second_due_us; /* when the next line of figures is written */
    struct studio_totals totals;
};

/* Each step does what is due at `now_us` and returns when it wants to be called next. */
uint64_t studio_send_step(struct studio *studio, uint64_t now_us);
uint64_t studio_show_step(struct studio *studio, uint64_t now_us);

/* Acts on a FRAME from the link thread; the parcel stays the caller's. */
void studio_take_frame(struct studio *studio, const struct parcel *parcel, uint64_t now_us);

/* Coders and playout that remember nothing. */
void studio_begin_anew(struct studio *studio);

/* studio_rehearse.c: alone, with one's own voice. */
bool studio_rehearses(const struct studio *studio);
void studio_rehearse_keep(struct studio *studio, const struct frame *frame, uint64_t now_us);
/* Before the other steps; returns when it wants to be called next. */
uint64_t studio_rehearse_step(struct studio *studio, uint64_t now_us);
void studio_rehearse_end(struct studio *studio);

/* studio_devices.c. At the start: false as studio_open. */
bool studio_open_devices(struct studio *studio, struct device_error *error);
/* After the other steps, so that silence and darkness do not wait for a device: opens what is
 * wanted, closes what is not; returns when it wants the steps to be taken again. */
uint64_t studio_devices_step(struct studio *studio, uint64_t now_us);
/* False when a file could not be finished; `error` may be NULL. */
bool studio_close_devices(struct studio *studio, struct device_error *error);

/* Remembers that a device is gone, and rings the screen the first time. `error` says why it cannot
 * be had; NULL: it was there. */
void studio_lose(struct studio *studio, enum studio_device device,
                 const struct device_error *error);

/* More sound for an ear: of ours as it was captured, or of theirs as it is played; `until_us` is
 * the moment of its last sample. */
void studio_listen(struct studio *studio, struct studio_ear *ear, const int16_t *pcm,
                   size_t samples, uint64_t until_us);

/* False when memory is short. */
bool studio_open_cleaner(struct studio *studio);
/* The sound goes other ways than before; where memory is short it is as it was. */
void studio_clean_anew(struct studio *studio);
void studio_close_cleaner(struct studio_cleaner *cleaner);

/* Whether the loudspeaker is headphones, as the system says: switches echo cancelling, and rings
 * the screen when it became known to be another. */
void studio_take_port(struct studio *studio, enum headphones port);
/* Asks the system for that, now and then. */
void studio_watch_port(struct studio *studio, uint64_t now_us);

/* A block of the microphone, in place; it and its moment are NOISE_DELAY_US late afterwards, where
 * anything is done at all. */
void studio_clean(struct studio_cleaner *cleaner, int16_t *pcm, uint64_t *captured_at_us);

/* More sound of the microphone, for the meters; and none of what there was. */
void studio_measure_sound(struct studio *studio, const int16_t *pcm, size_t samples);
void studio_forget_sound(struct studio *studio);

/* Hands a parcel to the link thread and rings it; frees it when the queue is full. */
void studio_hand_over(struct studio *studio, struct parcel *parcel);

#endif
