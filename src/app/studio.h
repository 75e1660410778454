/* The media thread: camera and microphone become frames, frames become pictures and sound.
 *
 * It owns the devices, the coders and the playout; nobody else touches them after studio_start. A
 * device is open only while somebody needs it: none at rest, no camera that is switched off. It
 * talks to the link thread through two queues of parcels, to the main thread through two mailboxes
 * of pictures, and is steered by the atomic switches below. It knows no network and no window. */
#ifndef ALCOVE_APP_STUDIO_H
#define ALCOVE_APP_STUDIO_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "app/mailbox.h"
#include "app/queue.h"
#include "app/stats.h"
#include "app/wake.h"
#include "devices/device_error.h"
#include "devices/headphones.h"
#include "media/light_meter.h"
#include "media/noise.h"
#include "media/picture.h"
#include "media/picture_scale.h"
#include "media/playout_video.h"
#include "media/playout_voice.h"
#include "media/sound_meter.h"

/* The three devices are borrowed until studio_close. */
struct studio_options {
    const char *camera;     /* devices/camera.h */
    const char *microphone; /* devices/microphone.h */
    const char *speaker;    /* devices/speaker.h */
    enum noise_level noise;
    enum headphones headphones; /* what the person says, for when the system does not tell */
    bool at_rest;               /* open no device before `rests` is cleared */
    bool lenient;               /* without a device go on with none: it is as one that was lost */
    bool stamp;                 /* number each picture visibly, for measurements */
    struct stats *stats;        /* borrowed; NULL for none */
};

enum studio_device {
    STUDIO_CAMERA = 1,
    STUDIO_MICROPHONE = 2,
    STUDIO_SPEAKER = 4,
};

/* What other threads set and read. */
struct studio_switches {
    atomic_bool rests;         /* nobody is met: no device is open, and the thread sleeps */
    atomic_bool live;          /* the door is open: send and play */
    atomic_bool microphone_on; /* off sends encoded silence of the same size */
    atomic_bool camera_on;
    atomic_bool thrifty; /* pictures that take little of the line, however much it can take */
    atomic_uint most_bits_per_second; /* that the person wants to send; 0: as the line can take */
    atomic_int crop; /* enum picture_crop: what is cut off of one's own picture, seen nowhere */
    atomic_bool rehearse; /* while not live: one's own voice comes back, a second later */
    atomic_bool quiet;    /* on plays silence: nobody near shall hear the call */
    atomic_int noise;     /* enum noise_level; it holds within half a second */
    atomic_bool unwanted; /* the other side wants neither voice nor picture: send none */
    atomic_uint rate_bits_per_second; /* from the link's budget, as are the next three */
    atomic_uint loss_per_mille;
    atomic_uint rtt_us;
    atomic_bool may_send_video; /* the link sets it and rings; the studio clears it */
    /* Bits of studio_device, set by the studio: it was unplugged, or could not be had. It is tried
     * again, and its bit cleared, after a rest, and the camera once it was switched off. */
    atomic_uint lost;
};

/* What the media thread measures of one's own side, for one's own screen alone: nothing of it is
 * sent. Any thread may read at any time. */
struct studio_meters {
    atomic_bool light_known; /* the camera has shown a picture since it is on */
    atomic_int light;        /* enum light_verdict */
    /* Of the microphone, switched off or not; anew each 50 ms (media/sound_meter.h). */
    atomic_int peak_db, rms_db; /* of full scale, rounded, LOUDNESS_SILENCE_DB to 0 */
    atomic_bool noise_known;    /* three seconds of the room were heard */
    atomic_int noise_db;
    atomic_int noise; /* enum room_noise */
    atomic_bool hears_you;
    atomic_bool clipping;
    /* enum headphones, of the loudspeaker as it is now: as the system says, else the person. Anew
     * each half second. With headphones no echo is cancelled. */
    atomic_int headphones;
    atomic_bool sounds; /* there is a loudspeaker to say it of: not at rest */
};

/* Totals of a call so far; written by the media thread, given out by studio_close. */
struct studio_totals {
    uint64_t pictures_captured, pictures_encoded, pictures_skipped;
    uint64_t pictures_decoded, pictures_hidden, repairs_asked;
    struct playout_voice_counts voice;
    struct playout_video_counts video;
};

struct studio {
    struct studio_switches switches;
    struct studio_meters meters;
    struct queue to_link;          /* parcels; the studio produces */
    struct queue from_link;        /* parcels; the link thread produces */
    struct mailbox remote_picture; /* struct picture; the studio puts, the screen takes */
    struct mailbox self_picture;
    struct wake wake;            /* rung by the link thread after pushing */
    void (*ring_link)(void *);   /* called after pushing to to_link */
    void (*ring_screen)(void *); /* called after putting a picture */
    void *link_context;
    void *screen_context;
    struct picture_pool *pool;
    struct mailbox unhad;     /* struct device_error, malloc: of what cannot be had; as above */
    struct studio_room *room; /* the thread's own */
};

/* Opens the devices, unless it begins at rest, and the coders, but starts no thread yet. False when
 * a device cannot be had: `error` says which and what to do, and nothing stays open. */
bool studio_open(struct studio *studio, const struct studio_options *options,
                 struct device_error *error);
/* Starts the thread; the four ring_* fields are set. False when there is no thread to be had. */
bool studio_start(struct studio *studio);
/* Ends the thread: from here on it rings nobody. The link thread may go on handing parcels over. */
void studio_stop(struct studio *studio);
/* After the link thread has ended, or before it began: closes devices, releases what waits in
 * queues and mailboxes; stops first. `totals` may be NULL; `error` is filled when a file of the
 * speaker could not be finished (result false). */
bool studio_close(struct studio *studio, struct studio_totals *totals, struct device_error *error);

#endif
