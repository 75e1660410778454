/* The sending half of the media thread: camera and microphone to frames. */
#include <string.h>

#include "app/studio_room.h"

#define LADDER_EVERY_US 100000
#define LIGHT_EVERY_US  500000
/* Until the link has measured the line. */
#define RATE_UNKNOWN_BITS_PER_SECOND 300000
/* Where less data is wanted; about 110 megabytes an hour each way. */
#define RATE_THRIFTY_BITS_PER_SECOND 250000

static void ask_ladder(struct studio *studio, uint64_t now_us)
{
    struct studio_room *room = studio->room;
    if (now_us < room->setting_due_us)
        return;
    room->setting_due_us = now_us + LADDER_EVERY_US;
    unsigned rate = atomic_load(&studio->switches.rate_bits_per_second);
    if (rate == 0)
        rate = RATE_UNKNOWN_BITS_PER_SECOND;
    if (atomic_load(&studio->switches.thrifty) && rate > RATE_THRIFTY_BITS_PER_SECOND)
        rate = RATE_THRIFTY_BITS_PER_SECOND;
    unsigned most = atomic_load(&studio->switches.most_bits_per_second);
    if (most > 0 && rate > most)
        rate = most;
    const struct quality_line line = {
        .bits_per_second = rate,
        .loss_per_thousand = atomic_load(&studio->switches.loss_per_mille),
        .camera_height = room->camera_description.height,
    };
    room->setting = quality_choose(&room->quality, &line, now_us);
    voice_encoder_set(room->coders.voice_encoder, &room->setting.voice);
}

/* Encode late: a picture is coded when the line can take it. Until then it waits here, and the
 * next one from the camera takes its place: what was not coded costs nothing. */
static void keep_for_coding(struct studio *studio, struct picture *picture)
{
    struct studio_room *room = studio->room;
    if (room->setting.picture == QUALITY_NONE ||
        !quality_wants_picture(&room->quality, &room->setting, picture->captured_at_us))
        return;
    if (room->to_code != NULL)
        room->totals.pictures_skipped++;
    picture_release(room->to_code);
    room->to_code = picture_hold(picture);
}

static void drop_waiting(struct studio_room *room)
{
    picture_release(room->to_code);
    room->to_code = NULL;
}

static void code_picture(struct studio *studio, bool live)
{
    struct studio_room *room = studio->room;
    struct frame frame;
    if (room->to_code == NULL)
        return;
    /* While it waited the door was closed, the camera switched off, or the line became too thin. */
    bool wanted =
        live && atomic_load(&studio->switches.camera_on) && room->setting.picture != QUALITY_NONE;
    if (wanted && !atomic_load(&studio->switches.may_send_video))
        return;
    if (wanted && video_encoder_encode(room->coders.video_encoder, room->to_code,
                                       &room->setting.video, &frame)) {
        room->totals.pictures_encoded++;
        /* First, so that a permission that follows on this very frame is not wiped out. */
        atomic_store(&studio->switches.may_send_video, false);
        studio_hand_over(studio, parcel_create_frame(&frame));
    }
    drop_waiting(room);
}

/* Cut before anybody sees or codes it. Where there is no memory to cut it there is no picture. */
static struct picture *cut(struct studio *studio, struct picture *whole)
{
    const struct picture_size size = picture_crop_size(
        (struct picture_size){whole->width, whole->height}, (enum picture_crop)studio->room->crop);
    if (size.width == whole->width && size.height == whole->height)
        return whole;
    struct picture *middle = picture_take(studio->pool, size.width, size.height);
    if (middle != NULL)
        picture_crop(whole, middle);
    picture_release(whole);
    return middle;
}

/* A picture that waits was cut as it was wanted before. */
static void look_at_crop(struct studio *studio)
{
    struct studio_room *room = studio->room;
    int crop = atomic_load(&studio->switches.crop);
    if (crop != room->crop)
        drop_waiting(room);
    room->crop = crop;
}

static void show_self(struct studio *studio, struct picture *picture)
{
    picture_release(mailbox_put(&studio->self_picture, picture));
    studio->ring_screen(studio->screen_context);
}

static void look_at_light(struct studio *studio, const struct picture *picture, uint64_t now_us)
{
    struct studio_room *room = studio->room;
    struct studio_meters *meters = &studio->meters;
    if (now_us < room->light_due_us)
        return;
    room->light_due_us = now_us + LIGHT_EVERY_US;
    struct light_reading reading = light_read(picture);
    atomic_store(&meters->light, (int)light_meter_add(&room->light, &reading));
    atomic_store(&meters->light_known, true);
}

/* What the light was when the camera was last on says nothing of the light there is. */
static void forget_light(struct studio *studio)
{
    studio->room->light = (struct light_meter){.agreed = 0};
    studio->room->light_due_us = 0;
    atomic_store(&studio->meters.light_known, false);
}

static void take_picture(struct studio *studio, struct picture *whole, uint64_t now_us, bool live)
{
    studio->room->totals.pictures_captured++;
    struct picture *picture = cut(studio, whole);
    if (picture == NULL)
        return;
    if (live)
        keep_for_coding(studio, picture);
    look_at_light(studio, picture, now_us);
    show_self(studio, picture);
}

static uint64_t camera_step(struct studio *studio, uint64_t now_us, bool live)
{
    struct studio_room *room = studio->room;
    if (room->camera == NULL || !atomic_load(&studio->switches.camera_on)) {
        forget_light(studio);
        return UINT64_MAX;
    }
    struct picture *picture;
    switch (camera_read(room->camera, now_us, &picture)) {
    case CAMERA_PICTURE:
        take_picture(studio, picture, now_us, live);
        break;
    case CAMERA_GONE:
        camera_close(room->camera);
        room->camera = NULL;
        studio_lose(studio, STUDIO_CAMERA, NULL);
        return UINT64_MAX;
    case CAMERA_NOTHING:
        break;
    }
    return camera_next_due_us(room->camera);
}

/* To the other side, or, alone, back to oneself. */
static void code_voice(struct studio *studio, const int16_t *pcm, uint64_t captured_at_us,
                       uint64_t now_us)
{
    struct frame frame;
    if (voice_encoder_add(studio->room->coders.voice_encoder, pcm, MICROPHONE_BLOCK_SAMPLES,
                          captured_at_us, &frame) != VOICE_ENCODED)
        return;
    if (studio_rehearses(studio))
        studio_rehearse_keep(studio, &frame, now_us);
    else
        studio_hand_over(studio, parcel_create_frame(&frame));
}

/* A muted microphone sends the same stream of encoded silence: nobody outside sees the muting. */
static uint64_t microphone_step(struct studio *studio, uint64_t now_us, bool live)
{
    struct studio_room *room = studio->room;
    int16_t pcm[MICROPHONE_BLOCK_SAMPLES];
    uint64_t captured_at_us;
    if (room->microphone == NULL)
        return UINT64_MAX;
    while (microphone_read(room->microphone, now_us, pcm, &captured_at_us)) {
        studio_measure_sound(studio, pcm, MICROPHONE_BLOCK_SAMPLES);
        if (!live && !studio_rehearses(studio))
            continue;
        studio_clean(&room->cleaner, pcm, &captured_at_us);
        if (!atomic_load(&studio->switches.microphone_on))
            memset(pcm, 0, sizeof pcm);
        if (live)
            studio_listen(studio, &room->own, pcm, MICROPHONE_BLOCK_SAMPLES,
                          captured_at_us + MICROPHONE_BLOCK_US);
        code_voice(studio, pcm, captured_at_us, now_us);
    }
    if (microphone_is_gone(room->microphone)) {
        studio_lose(studio, STUDIO_MICROPHONE, NULL);
        return now_us + MICROPHONE_BLOCK_US;
    }
    return microphone_next_due_us(room->microphone);
}

uint64_t studio_send_step(struct studio *studio, uint64_t now_us)
{
    bool live = atomic_load(&studio->switches.live) && !atomic_load(&studio->switches.unwanted);
    if (live)
        ask_ladder(studio, now_us);
    look_at_crop(studio);
    uint64_t camera_due_us = camera_step(studio, now_us, live);
    uint64_t microphone_due_us = microphone_step(studio, now_us, live);
    code_picture(studio, live);
    return camera_due_us < microphone_due_us ? camera_due_us : microphone_due_us;
}
