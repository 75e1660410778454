#include "media/quality.h"

#include <stddef.h>
#include <string.h>

#include "base/assert.h"

/* IP and UDP 28, our packet 24, its chunk heads about 8. */
#define PACKET_OVERHEAD_BITS (60 * 8)
#define DATAGRAM_BITS        (1200 * 8)
/* Feedback may take 5 % of the rate. */
#define FEEDBACK_PERCENT 5
/* What is left of a line for voice when there is no video: feedback and words ride along. */
#define VOICE_ALONE_PERCENT 92
/* A better rung needs its own threshold and a tenth more, or the ladder would swing. */
#define UP_MARGIN_PERCENT 10
/* A line that drops fewer packets than this needs no copies (STOI .93 without). */
#define COPIES_FROM_LOSS     30
#define TWO_COPIES_FROM_LOSS 150
/* A camera is never exact, and must not lose each other picture for being early. */
#define CAMERA_WOBBLE_US 10000

struct picture_rung {
    uint32_t line_bits_min;
    int camera_height_min;
    enum quality_picture picture;
    struct picture_size box;
    int pictures_per_second;
    uint32_t still_every_us;
    uint32_t video_bits_max; /* more gives no better picture */
};

/* Best first. Nods need rate before sharpness, so size goes before rate. */
static const struct picture_rung picture_rungs[] = {
    {1500000, 720, QUALITY_MOVING, {1280, 720}, 30, 0, 4000000},
    {250000, 0, QUALITY_MOVING, {640, 360}, 30, 0, 2000000},
    {180000, 0, QUALITY_MOVING, {640, 360}, 20, 0, 250000},
    {120000, 0, QUALITY_MOVING, {640, 360}, 15, 0, 180000},
    {80000, 0, QUALITY_MOVING, {320, 180}, 15, 0, 120000},
    {40000, 0, QUALITY_MOVING, {320, 180}, 12, 0, 80000},
    {28000, 0, QUALITY_MOVING, {160, 90}, 5, 0, 40000},
    {20000, 0, QUALITY_STILLS, {320, 180}, 1, 4000000, 28000},
    {0, 0, QUALITY_NONE, {0, 0}, 0, 0, 0},
};
#define PICTURE_RUNGS ((int)(sizeof picture_rungs / sizeof picture_rungs[0]))

/* Best first; the last is the floor and is sent whatever the line. */
static const struct voice_setting voice_rungs[] = {
    {24000, 20, 0}, {16000, 20, 0}, {16000, 40, 0}, {12000, 60, 0},
    {8000, 60, 0},  {8000, 80, 0},  {6000, 120, 0},
};
#define VOICE_RUNGS ((int)(sizeof voice_rungs / sizeof voice_rungs[0]))

void quality_init(struct quality *quality)
{
    memset(quality, 0, sizeof *quality);
    quality->picture.rung = -1;
}

static int picture_rung_for(uint32_t bits, int camera_height)
{
    for (int i = 0; i < PICTURE_RUNGS - 1; i++)
        if (bits >= picture_rungs[i].line_bits_min &&
            camera_height >= picture_rungs[i].camera_height_min && camera_height > 0)
            return i;
    return PICTURE_RUNGS - 1;
}

static uint32_t voice_line_bits(const struct voice_setting *voice, int copies)
{
    uint32_t overhead = PACKET_OVERHEAD_BITS * 1000 / (uint32_t)voice->frame_ms;
    return voice->bits_per_second * (uint32_t)(1 + copies) + overhead;
}

/* What voice may take of a line that carries video as well; in between, in proportion. */
static const struct {
    uint32_t line_bits;
    uint32_t voice_bits;
} voice_shares[] = {
    {16000, 14700}, {20000, 15000},  {28000, 17000},  {40000, 21000},
    {80000, 30000}, {120000, 43000}, {180000, 50000},
};
#define VOICE_SHARES ((int)(sizeof voice_shares / sizeof voice_shares[0]))

static uint64_t voice_share(uint64_t line_bits)
{
    if (line_bits < voice_shares[0].line_bits)
        return line_bits * VOICE_ALONE_PERCENT / 100;
    for (int i = 1; i < VOICE_SHARES; i++) {
        if (line_bits >= voice_shares[i].line_bits)
            continue;
        uint64_t span = voice_shares[i].line_bits - voice_shares[i - 1].line_bits;
        uint64_t rise = voice_shares[i].voice_bits - voice_shares[i - 1].voice_bits;
        return voice_shares[i - 1].voice_bits +
               (line_bits - voice_shares[i - 1].line_bits) * rise / span;
    }
    return voice_shares[VOICE_SHARES - 1].voice_bits;
}

static int voice_rung_for(uint32_t bits, bool with_video, int copies)
{
    uint64_t most = (uint64_t)bits * VOICE_ALONE_PERCENT / 100;
    uint64_t share = with_video ? voice_share(bits) : most;
    if (copies > 0)
        share += share / 4;
    if (share > most)
        share = most;
    for (int i = 0; i < VOICE_RUNGS - 1; i++)
        if (voice_line_bits(&voice_rungs[i], copies) <= share)
            return i;
    return VOICE_RUNGS - 1;
}

static int copies_for(uint32_t loss_per_thousand)
{
    if (loss_per_thousand >= TWO_COPIES_FROM_LOSS)
        return 2;
    return loss_per_thousand >= COPIES_FROM_LOSS ? 1 : 0;
}

/* One step of hysteresis, where lower is better: worse at once, better when `proved` (which is no
 * better than `wanted`) has been better for QUALITY_UP_AFTER_US. At the start nothing is known of
 * the line yet, so there every step is free. */
static void settle(const struct quality *quality, struct rung_hold *hold, int wanted, int proved,
                   uint64_t now_us)
{
    bool free_to_move = now_us < quality->started_at_us + QUALITY_UP_AFTER_US;
    if (free_to_move || wanted > hold->rung) {
        *hold = (struct rung_hold){wanted, 0};
        return;
    }
    if (proved >= hold->rung) {
        hold->up_at_us = 0;
        return;
    }
    if (hold->up_at_us == 0)
        hold->up_at_us = now_us + QUALITY_UP_AFTER_US;
    if (now_us >= hold->up_at_us)
        *hold = (struct rung_hold){proved, 0};
}

/* What is left for coded video when voice, feedback and the packets' own heads are paid. */
static uint32_t video_bits(const struct picture_rung *rung, uint32_t line_bits, uint32_t voice_bits)
{
    uint64_t spent = voice_bits + (uint64_t)line_bits * FEEDBACK_PERCENT / 100;
    if (line_bits <= spent)
        return 0;
    uint64_t left = line_bits - spent;
    uint64_t full = left * (DATAGRAM_BITS - PACKET_OVERHEAD_BITS) / DATAGRAM_BITS;
    uint64_t heads = (uint64_t)rung->pictures_per_second * PACKET_OVERHEAD_BITS;
    /* A picture that fills less than a packet still pays for the whole head. */
    uint64_t small = left > heads ? left - heads : 0;
    uint64_t bits = rung->picture == QUALITY_MOVING && small < full ? small : full;
    return bits < rung->video_bits_max ? (uint32_t)bits : rung->video_bits_max;
}

static void choose_rungs(struct quality *quality, const struct quality_line *line, uint64_t now_us)
{
    uint32_t bits = line->bits_per_second;
    uint32_t careful = (uint32_t)((uint64_t)bits * 100 / (100 + UP_MARGIN_PERCENT));
    bool with_video = line->camera_height > 0;
    struct rung_hold *picture = &quality->picture;
    struct rung_hold *copies = &quality->copies;
    struct rung_hold *voice = &quality->voice;
    settle(quality, picture, picture_rung_for(bits, line->camera_height),
           picture_rung_for(careful, line->camera_height), now_us);
    /* A rung here is a number of copies: more at once, fewer after the same proof. */
    int wanted = copies_for(line->loss_per_thousand);
    settle(quality, copies, wanted, wanted, now_us);
    settle(quality, voice, voice_rung_for(bits, with_video, copies->rung),
           voice_rung_for(careful, with_video, copies->rung), now_us);
}

struct quality_setting quality_choose(struct quality *quality, const struct quality_line *line,
                                      uint64_t now_us)
{
    if (quality->picture.rung < 0)
        quality->started_at_us = now_us;
    choose_rungs(quality, line, now_us);
    const struct picture_rung *rung = &picture_rungs[quality->picture.rung];
    int copies = quality->copies.rung;
    struct quality_setting setting = {
        .picture = rung->picture,
        .still_every_us = rung->still_every_us,
        .voice = voice_rungs[quality->voice.rung],
    };
    setting.voice.copies = copies;
    if (rung->picture == QUALITY_NONE)
        return setting;
    setting.video.box = rung->box;
    setting.video.pictures_per_second = rung->pictures_per_second;
    setting.video.bits_per_second =
        video_bits(rung, line->bits_per_second, voice_line_bits(&setting.voice, copies));
    return setting;
}

bool quality_wants_picture(struct quality *quality, const struct quality_setting *setting,
                           uint64_t captured_at_us)
{
    if (setting->picture == QUALITY_NONE)
        return false;
    uint64_t every_us = setting->picture == QUALITY_STILLS
                            ? setting->still_every_us
                            : 1000000 / (uint64_t)setting->video.pictures_per_second;
    uint64_t early_us = every_us / 4 < CAMERA_WOBBLE_US ? every_us / 4 : CAMERA_WOBBLE_US;
    bool too_soon = captured_at_us + early_us < quality->next_picture_us;
    bool on_beat = captured_at_us < quality->next_picture_us + every_us &&
                   quality->next_picture_us <= captured_at_us + every_us + early_us;
    if (too_soon && on_beat)
        return false;
    quality->next_picture_us = (on_beat ? quality->next_picture_us : captured_at_us) + every_us;
    return true;
}
