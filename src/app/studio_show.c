/* The receiving half of the media thread: frames to pictures and sound. */
#include <string.h>

#include "app/studio_room.h"
#include "media/lip_sync.h"

#define PULL_SAMPLES 480 /* 10 ms */
#define PULL_US      10000
/* What waits in the loudspeaker: two pulls, so that a late wake-up is not heard. */
#define SPEAKER_WAITING_US 25000
/* A repair is asked for again after a round trip, but no faster than this. */
#define REPAIR_AGAIN_MIN_US 50000
/* How long a missing frame is waited for; see order_wait_us. */
#define ORDER_WAIT_MIN_US  50000
#define ORDER_WAIT_MAX_US  250000
#define ORDER_WAIT_MORE_US 20000

static void ask_repair(struct studio *studio, uint64_t now_us)
{
    struct studio_room *room = studio->room;
    uint32_t last_whole_id;
    if (!video_decoder_needs_repair(room->coders.video_decoder, &last_whole_id) ||
        now_us < room->repair_due_us)
        return;
    uint64_t rtt_us = atomic_load(&studio->switches.rtt_us);
    room->repair_due_us = now_us + (rtt_us > REPAIR_AGAIN_MIN_US ? rtt_us : REPAIR_AGAIN_MIN_US);
    room->totals.repairs_asked++;
    studio_hand_over(studio, parcel_create(PARCEL_REPAIR, last_whole_id));
}

/* A missing frame is waited for as long as its repetition takes: a round trip and the time to
 * notice. */
static uint32_t order_wait_us(struct studio *studio)
{
    uint32_t rtt_us = atomic_load(&studio->switches.rtt_us);
    uint32_t wait_us = rtt_us + rtt_us / 4 + ORDER_WAIT_MORE_US;
    if (wait_us < ORDER_WAIT_MIN_US)
        return ORDER_WAIT_MIN_US;
    return wait_us < ORDER_WAIT_MAX_US ? wait_us : ORDER_WAIT_MAX_US;
}

static void decode(struct studio *studio, const struct frame *frame, uint64_t received_at_us)
{
    struct studio_room *room = studio->room;
    struct picture *picture = NULL;
    switch (video_decoder_decode(room->coders.video_decoder, frame, studio->pool, &picture)) {
    case VIDEO_DECODED:
        room->totals.pictures_decoded++;
        playout_video_insert(room->coders.playout_video, picture, received_at_us);
        break;
    case VIDEO_HIDDEN:
        room->totals.pictures_hidden++;
        break;
    case VIDEO_DECODER_FAILED: {
        struct video_decoder *fresh = video_decoder_create();
        if (fresh != NULL) {
            video_decoder_destroy(room->coders.video_decoder);
            room->coders.video_decoder = fresh;
        }
        break;
    }
    case VIDEO_STALE:
    case VIDEO_MALFORMED:
    case VIDEO_NO_PICTURE:
        break;
    }
}

static void decode_what_is_in_order(struct studio *studio, uint64_t now_us)
{
    struct frame frame;
    uint64_t received_at_us;
    uint32_t wait_us = order_wait_us(studio);
    while (frame_order_take(studio->room->coders.frame_order, now_us, wait_us, &frame,
                            &received_at_us))
        decode(studio, &frame, received_at_us);
    ask_repair(studio, now_us);
}

void studio_take_frame(struct studio *studio, const struct parcel *parcel, uint64_t now_us)
{
    switch (parcel->frame.kind) {
    case FRAME_VOICE:
        playout_voice_insert(studio->room->coders.playout_voice, &parcel->frame,
                             parcel->received_at_us);
        break;
    case FRAME_VIDEO:
        frame_order_insert(studio->room->coders.frame_order, &parcel->frame,
                           parcel->received_at_us);
        decode_what_is_in_order(studio, now_us);
        break;
    }
}

static uint64_t speaker_step(struct studio *studio, uint64_t now_us)
{
    struct studio_room *room = studio->room;
    if (room->speaker == NULL)
        return UINT64_MAX;
    int16_t pcm[PULL_SAMPLES];
    studio_watch_port(studio, now_us);
    uint64_t queued_us = speaker_queued_us(room->speaker, now_us);
    while (queued_us < SPEAKER_WAITING_US) {
        playout_voice_pull(room->coders.playout_voice, now_us, pcm, PULL_SAMPLES);
        if (!studio_rehearses(studio))
            studio_listen(studio, &room->theirs, pcm, PULL_SAMPLES, now_us + queued_us + PULL_US);
        if (atomic_load(&studio->switches.quiet))
            memset(pcm, 0, sizeof pcm);
        echo_play(room->cleaner.echo, pcm, PULL_SAMPLES, speaker_place(room->speaker, now_us),
                  now_us + queued_us);
        if (!speaker_write(room->speaker, now_us, pcm, PULL_SAMPLES)) {
            studio_lose(studio, STUDIO_SPEAKER, NULL);
            return UINT64_MAX;
        }
        uint64_t after_us = speaker_queued_us(room->speaker, now_us);
        if (after_us <= queued_us)
            break;
        queued_us = after_us;
    }
    uint64_t spare_us = queued_us > SPEAKER_WAITING_US ? queued_us - SPEAKER_WAITING_US : 0;
    return now_us + (spare_us > 1000 ? spare_us : 1000);
}

static void keep_lips_in_step(struct studio_room *room, uint64_t now_us)
{
    int64_t voice_us = playout_voice_delay_us(room->coders.playout_voice, now_us);
    int64_t video_us = playout_video_delay_us(room->coders.playout_video);
    if (voice_us == 0 || video_us == 0)
        return;
    room->hold_us = lip_sync_hold_us(voice_us - (int64_t)room->hold_us, video_us);
    playout_voice_hold(room->coders.playout_voice, room->hold_us);
}

uint64_t studio_show_step(struct studio *studio, uint64_t now_us)
{
    struct studio_room *room = studio->room;
    struct picture *picture = playout_video_take(room->coders.playout_video, now_us);
    if (picture != NULL) {
        picture_release(mailbox_put(&studio->remote_picture, picture));
        studio->ring_screen(studio->screen_context);
        keep_lips_in_step(room, now_us);
    }
    if (!atomic_load(&studio->switches.live) && !studio_rehearses(studio))
        return UINT64_MAX;
    decode_what_is_in_order(studio, now_us);
    uint64_t video_due_us = playout_video_next_us(room->coders.playout_video);
    uint64_t speaker_due_us = speaker_step(studio, now_us);
    return video_due_us < speaker_due_us ? video_due_us : speaker_due_us;
}
