#include "app/studio.h"

#include <stdlib.h>
#include <string.h>

#include "app/parcel.h"
#include "app/studio_room.h"
#include "base/assert.h"
#include "net/clock.h"

/* The camera's, the one on its way through the coder, those waiting to be shown, two on screen. */
#define STUDIO_PICTURES  (PLAYOUT_VIDEO_WAITING_MAX + 10)
#define STUDIO_SECOND_US 1000000

static void close_coders(struct studio_coders *coders)
{
    video_encoder_destroy(coders->video_encoder);
    voice_encoder_destroy(coders->voice_encoder);
    frame_order_destroy(coders->frame_order);
    video_decoder_destroy(coders->video_decoder);
    playout_voice_destroy(coders->playout_voice);
    playout_video_destroy(coders->playout_video);
    memset(coders, 0, sizeof *coders);
}

static bool make_coders(struct studio_coders *coders, const struct voice_setting *voice)
{
    *coders = (struct studio_coders){
        .video_encoder = video_encoder_create(VIDEO_SPEED_DEFAULT),
        .voice_encoder = voice_encoder_create(voice),
        .frame_order = frame_order_create(),
        .video_decoder = video_decoder_create(),
        .playout_voice = playout_voice_create(),
        .playout_video = playout_video_create(),
    };
    if (coders->video_encoder != NULL && coders->voice_encoder != NULL &&
        coders->frame_order != NULL && coders->video_decoder != NULL &&
        coders->playout_voice != NULL && coders->playout_video != NULL)
        return true;
    close_coders(coders);
    return false;
}

static bool no_memory(struct device_error *error)
{
    return device_error_set(error, DEVICE_ERROR_MEMORY,
                            "There is not enough memory for a call; close other programs.");
}

static bool open_coders(struct studio_room *room, struct device_error *error)
{
    quality_init(&room->quality);
    room->setting = quality_choose(&room->quality,
                                   &(struct quality_line){
                                       .bits_per_second = 300000,
                                       .camera_height = room->camera_description.height,
                                   },
                                   0);
    if (make_coders(&room->coders, &room->setting.voice))
        return true;
    return no_memory(error);
}

static void empty_ports(struct studio *studio)
{
    struct parcel *parcel;
    while ((parcel = queue_pop(&studio->to_link)) != NULL)
        parcel_free(parcel);
    while ((parcel = queue_pop(&studio->from_link)) != NULL)
        parcel_free(parcel);
    picture_release(mailbox_take(&studio->remote_picture));
    picture_release(mailbox_take(&studio->self_picture));
    free(mailbox_take(&studio->unhad));
}

bool studio_open(struct studio *studio, const struct studio_options *options,
                 struct device_error *error)
{
    memset(studio, 0, sizeof *studio);
    studio->wake.fd = -1;
    studio->room = calloc(1, sizeof *studio->room);
    studio->pool = picture_pool_create(STUDIO_PICTURES);
    if (studio->room == NULL || studio->pool == NULL || !wake_open(&studio->wake)) {
        no_memory(error);
        studio_close(studio, NULL, NULL);
        return false;
    }
    studio->room->options = *options;
    atomic_store(&studio->switches.rests, options->at_rest);
    atomic_store(&studio->switches.microphone_on, true);
    atomic_store(&studio->switches.camera_on, true);
    studio_forget_sound(studio);
    if (studio_open_devices(studio, error) && open_coders(studio->room, error)) {
        if (studio_open_cleaner(studio))
            return true;
        no_memory(error);
    }
    studio_close(studio, NULL, NULL);
    return false;
}

/* Another link: its frames are counted from the first again, and nothing of whom we saw and heard
 * before belongs to it. */
void studio_begin_anew(struct studio *studio)
{
    struct studio_room *room = studio->room;
    struct studio_coders fresh;
    if (!make_coders(&fresh, &room->setting.voice))
        return;
    close_coders(&room->coders);
    room->coders = fresh;
    picture_release(room->to_code);
    room->to_code = NULL;
    room->repair_due_us = 0;
    room->hold_us = 0;
    memset(&room->theirs, 0, sizeof room->theirs);
    picture_release(mailbox_put(&studio->remote_picture, NULL));
}

static void take_parcels(struct studio *studio, uint64_t now_us)
{
    struct parcel *parcel;
    while ((parcel = queue_pop(&studio->from_link)) != NULL) {
        switch (parcel->kind) {
        case PARCEL_FRAME:
            studio_take_frame(studio, parcel, now_us);
            break;
        case PARCEL_ANEW:
            studio_begin_anew(studio);
            break;
        case PARCEL_REPAIR:
            video_encoder_repair(studio->room->coders.video_encoder, parcel->frame.id);
            break;
        case PARCEL_ARRIVED:
            video_encoder_on_arrived(studio->room->coders.video_encoder, parcel->frame.id);
            break;
        case PARCEL_VOICE: /* goes the other way only */
            break;
        case PARCEL_LOST:
            video_encoder_on_lost(studio->room->coders.video_encoder, parcel->frame.id);
            break;
        }
        parcel_free(parcel);
    }
}

/* How much later the voice is than the picture it belongs to; 0 where one of them is missing. */
static int64_t skew_us(const struct studio_room *room, uint64_t now_us)
{
    int64_t voice_us = playout_voice_delay_us(room->coders.playout_voice, now_us);
    int64_t video_us = playout_video_delay_us(room->coders.playout_video);
    return voice_us == 0 || video_us == 0 ? 0 : voice_us - video_us;
}

static void write_second(struct studio *studio, uint64_t now_us)
{
    struct studio_room *room = studio->room;
    struct stats *stats = room->options.stats;
    bool rests = atomic_load(&studio->switches.rests);
    if (stats == NULL || rests || now_us < room->second_due_us)
        return;
    room->second_due_us = now_us + STUDIO_SECOND_US;
    struct playout_voice_counts voice = playout_voice_count(room->coders.playout_voice);
    const struct stats_field fields[] = {
        {"captured", (double)room->totals.pictures_captured},
        {"encoded", (double)room->totals.pictures_encoded},
        {"decoded", (double)room->totals.pictures_decoded},
        {"hidden", (double)room->totals.pictures_hidden},
        {"voice_played", (double)voice.played_samples},
        {"voice_repaired", (double)voice.repaired_samples},
        {"voice_concealed", (double)voice.concealed_samples},
        {"voice_buffer_us", (double)playout_voice_buffer_us(room->coders.playout_voice, now_us)},
        {"video_bits_per_second", (double)room->setting.video.bits_per_second},
        {"video_height", (double)room->setting.video.box.height},
        {"skew_us", (double)skew_us(room, now_us)},
        {"light",
         atomic_load(&studio->meters.light_known) ? atomic_load(&studio->meters.light) : -1},
        {"noise",
         atomic_load(&studio->meters.noise_known) ? atomic_load(&studio->meters.noise) : -1},
        {"headphones", atomic_load(&studio->meters.headphones)},
    };
    stats_fields(stats, "media", now_us, fields, sizeof fields / sizeof fields[0]);
}

static uint64_t sooner(uint64_t a_us, uint64_t b_us)
{
    return a_us < b_us ? a_us : b_us;
}

static void *studio_thread(void *argument)
{
    struct studio *studio = argument;
    while (!atomic_load(&studio->room->stop)) {
        uint64_t now_us = net_now_us();
        take_parcels(studio, now_us);
        uint64_t due_us = studio_rehearse_step(studio, now_us);
        due_us = sooner(due_us, studio_send_step(studio, now_us));
        due_us = sooner(due_us, studio_show_step(studio, now_us));
        due_us = sooner(due_us, studio_devices_step(studio, now_us));
        write_second(studio, now_us);
        wake_wait(&studio->wake, due_us);
    }
    return NULL;
}

bool studio_start(struct studio *studio)
{
    ALCOVE_ASSERT(studio->ring_link != NULL && studio->ring_screen != NULL);
    int failed = pthread_create(&studio->room->thread, NULL, studio_thread, studio);
    studio->room->thread_runs = failed == 0;
    return failed == 0;
}

void studio_hand_over(struct studio *studio, struct parcel *parcel)
{
    if (parcel == NULL)
        return;
    if (!queue_push(&studio->to_link, parcel))
        parcel_free(parcel);
    studio->ring_link(studio->link_context);
}

void studio_stop(struct studio *studio)
{
    struct studio_room *room = studio->room;
    if (!room->thread_runs)
        return;
    atomic_store(&room->stop, true);
    wake_ring(&studio->wake);
    pthread_join(room->thread, NULL);
    room->thread_runs = false;
}

bool studio_close(struct studio *studio, struct studio_totals *totals, struct device_error *error)
{
    struct studio_room *room = studio->room;
    bool finished = true;
    if (room != NULL) {
        studio_stop(studio);
        if (room->coders.playout_voice != NULL)
            room->totals.voice = playout_voice_count(room->coders.playout_voice);
        if (room->coders.playout_video != NULL)
            room->totals.video = playout_video_count(room->coders.playout_video);
        if (totals != NULL)
            *totals = room->totals;
        finished = studio_close_devices(studio, error);
        picture_release(room->to_code);
        studio_rehearse_end(studio);
        close_coders(&room->coders);
        studio_close_cleaner(&room->cleaner);
    }
    empty_ports(studio);
    if (studio->pool != NULL)
        picture_pool_destroy(studio->pool);
    wake_close(&studio->wake);
    free(room);
    studio->room = NULL;
    studio->pool = NULL;
    return finished;
}
