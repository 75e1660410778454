#include "media/video_encoder.h"

#include <stdlib.h>
#include <string.h>

#include <vpx/vp8cx.h>
#include <vpx/vpx_encoder.h>

#include "base/assert.h"

#define MICROSECONDS_A_SECOND 1000000

/* A lost frame is repaired from a golden one; at half a second's age the repair is 1.7 ordinary
 * frames, measured on a talking head. */
#define GOLDEN_EVERY_US 500000
/* A golden frame not heard of for so long is taken for lost, whatever the round trip. */
#define GOLDEN_UNHEARD_US 2000000
/* The distance of a repair has 16 bits, which is over half an hour at 30 pictures a second. */
#define DISTANCE_MAX UINT16_MAX

#define QUANTIZER_MIN 2
#define QUANTIZER_MAX 58
/* A key frame takes at most three ordinary frames' bits, or it would fill a slow line's queue. */
#define KEY_FRAME_PERCENT_MAX 300
#define BITRATE_KBIT_MIN      5

enum golden_state {
    GOLDEN_EMPTY,   /* holds nothing that the other side may have */
    GOLDEN_SENT,    /* on its way */
    GOLDEN_ARRIVED, /* the other side has it */
};

/* One of VP8's two long-lived references. */
struct golden_slot {
    enum golden_state state;
    uint32_t id;
    uint64_t kept_at_us;
};

/* What is decided about a frame before libvpx sees the picture. */
struct frame_plan {
    struct video_frame_header header;
    vpx_enc_frame_flags_t flags;
    int slot; /* refreshed, and for a key both; -1 if none */
};

struct video_encoder {
    int speed;
    struct picture_pool *pool; /* of one: the shrunk picture */

    bool open; /* `codec` is initialised for `config` */
    vpx_codec_ctx_t codec;
    vpx_codec_enc_cfg_t config;
    struct picture_size size;

    uint32_t next_id;
    bool key_wanted;
    uint64_t last_captured_us;
    int64_t last_pts;

    struct golden_slot golden[2]; /* VP8's golden, VP8's alternate reference */
    bool repair_wanted;
    bool repair_under_way;
    bool repair_arrived;
    uint32_t repair_id;
    uint64_t repair_at_us;

    uint8_t *bytes;
    size_t capacity;
};

/* Ids wrap; `a` is newer than `b` when it is less than half a turn ahead. */
static bool id_newer(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) > 0;
}

struct video_encoder *video_encoder_create(int speed)
{
    ALCOVE_ASSERT(speed >= 0 && speed <= 16);
    struct video_encoder *encoder = calloc(1, sizeof *encoder);
    if (encoder == NULL)
        return NULL;
    encoder->speed = speed;
    encoder->key_wanted = true;
    encoder->pool = picture_pool_create(1);
    if (encoder->pool == NULL) {
        free(encoder);
        return NULL;
    }
    return encoder;
}

static void codec_close(struct video_encoder *encoder)
{
    if (encoder->open)
        vpx_codec_destroy(&encoder->codec);
    encoder->open = false;
    encoder->key_wanted = true;
}

void video_encoder_destroy(struct video_encoder *encoder)
{
    if (encoder == NULL)
        return;
    codec_close(encoder);
    picture_pool_destroy(encoder->pool);
    free(encoder->bytes);
    free(encoder);
}

static unsigned target_kbit(const struct video_target *target)
{
    uint32_t kbit = target->bits_per_second / 1000;
    return kbit < BITRATE_KBIT_MIN ? BITRATE_KBIT_MIN : kbit;
}

static bool config_fill(struct video_encoder *encoder, const struct video_target *target)
{
    vpx_codec_enc_cfg_t *config = &encoder->config;
    if (vpx_codec_enc_config_default(vpx_codec_vp8_cx(), config, 0) != VPX_CODEC_OK)
        return false;
    config->g_w = (unsigned)encoder->size.width;
    config->g_h = (unsigned)encoder->size.height;
    config->g_threads = 1;
    config->g_timebase.num = 1;
    config->g_timebase.den = MICROSECONDS_A_SECOND;
    config->g_lag_in_frames = 0;
    config->g_pass = VPX_RC_ONE_PASS;
    /* Entropy contexts must not run through frames that may be lost: without this a repair
     * gives 17 dB and no decode error. */
    config->g_error_resilient = VPX_ERROR_RESILIENT_DEFAULT;
    config->kf_mode = VPX_KF_DISABLED;
    config->rc_end_usage = VPX_CBR;
    config->rc_target_bitrate = target_kbit(target);
    config->rc_min_quantizer = QUANTIZER_MIN;
    config->rc_max_quantizer = QUANTIZER_MAX;
    config->rc_undershoot_pct = 95;
    config->rc_overshoot_pct = 15;
    config->rc_buf_sz = 1000;
    config->rc_buf_initial_sz = 500;
    config->rc_buf_optimal_sz = 600;
    config->rc_dropframe_thresh = 0;
    return true;
}

static bool codec_open(struct video_encoder *encoder, const struct video_target *target)
{
    codec_close(encoder);
    if (!config_fill(encoder, target))
        return false;
    vpx_codec_ctx_t *codec = &encoder->codec;
    if (vpx_codec_enc_init(codec, vpx_codec_vp8_cx(), &encoder->config, 0) != VPX_CODEC_OK)
        return false;
    encoder->open = true;
    bool set = vpx_codec_control(codec, VP8E_SET_CPUUSED, -encoder->speed) == VPX_CODEC_OK &&
               vpx_codec_control(codec, VP8E_SET_STATIC_THRESHOLD, 1) == VPX_CODEC_OK &&
               vpx_codec_control(codec, VP8E_SET_NOISE_SENSITIVITY, 0) == VPX_CODEC_OK &&
               vpx_codec_control(codec, VP8E_SET_TOKEN_PARTITIONS, VP8_ONE_TOKENPARTITION) ==
                   VPX_CODEC_OK &&
               vpx_codec_control(codec, VP8E_SET_MAX_INTRA_BITRATE_PCT, KEY_FRAME_PERCENT_MAX) ==
                   VPX_CODEC_OK;
    if (!set)
        codec_close(encoder);
    return set;
}

static bool codec_follow(struct video_encoder *encoder, const struct video_target *target,
                         struct picture_size size)
{
    bool same_size = size.width == encoder->size.width && size.height == encoder->size.height;
    encoder->size = size;
    if (!encoder->open || !same_size)
        return codec_open(encoder, target);
    if (encoder->config.rc_target_bitrate == target_kbit(target))
        return true;
    encoder->config.rc_target_bitrate = target_kbit(target);
    return vpx_codec_enc_config_set(&encoder->codec, &encoder->config) == VPX_CODEC_OK;
}

/* The newest golden frame that the other side has, -1 if none can be referred to. */
static int golden_arrived(const struct video_encoder *encoder)
{
    int best = -1;
    for (int i = 0; i < 2; i++) {
        const struct golden_slot *slot = &encoder->golden[i];
        if (slot->state != GOLDEN_ARRIVED || encoder->next_id - slot->id > DISTANCE_MAX)
            continue;
        if (best < 0 || id_newer(slot->id, encoder->golden[best].id))
            best = i;
    }
    return best;
}

/* The slot to refresh now, -1 if it is too soon or would lose what may still be needed. */
static int golden_due(const struct video_encoder *encoder, uint64_t now_us)
{
    int arrived = golden_arrived(encoder);
    const struct golden_slot *a = &encoder->golden[0];
    const struct golden_slot *b = &encoder->golden[1];
    int newest = id_newer(b->id, a->id) ? 1 : 0;
    if (now_us < encoder->golden[newest].kept_at_us + GOLDEN_EVERY_US)
        return -1;
    int slot = arrived >= 0 ? 1 - arrived : 1 - newest;
    bool on_its_way = encoder->golden[slot].state == GOLDEN_SENT &&
                      now_us < encoder->golden[slot].kept_at_us + GOLDEN_UNHEARD_US;
    return on_its_way ? -1 : slot;
}

static vpx_enc_frame_flags_t update_flags(int slot)
{
    if (slot == 0)
        return VP8_EFLAG_FORCE_GF | VP8_EFLAG_NO_UPD_ARF;
    if (slot == 1)
        return VP8_EFLAG_FORCE_ARF | VP8_EFLAG_NO_UPD_GF;
    return VP8_EFLAG_NO_UPD_GF | VP8_EFLAG_NO_UPD_ARF;
}

static struct frame_plan plan_repair(const struct video_encoder *encoder, int from)
{
    vpx_enc_frame_flags_t other = from == 0 ? VP8_EFLAG_NO_REF_ARF : VP8_EFLAG_NO_REF_GF;
    return (struct frame_plan){
        .header = {.repair = true,
                   .distance = (uint16_t)(encoder->next_id - encoder->golden[from].id)},
        .flags = VP8_EFLAG_NO_REF_LAST | other | update_flags(-1),
        .slot = -1,
    };
}

static struct frame_plan plan_frame(const struct video_encoder *encoder, uint64_t now_us)
{
    int from = golden_arrived(encoder);
    if (encoder->key_wanted || (encoder->repair_wanted && from < 0))
        return (struct frame_plan){
            .header = {.key = true}, .flags = VPX_EFLAG_FORCE_KF, .slot = -1};
    if (encoder->repair_wanted)
        return plan_repair(encoder, from);
    int slot = golden_due(encoder, now_us);
    /* Predicted from the frame before alone, so that each frame has exactly one dependency. */
    return (struct frame_plan){
        .header = {.distance = 1, .keep = (enum video_keep)(slot + 1)},
        .flags = VP8_EFLAG_NO_REF_GF | VP8_EFLAG_NO_REF_ARF | update_flags(slot),
        .slot = slot,
    };
}

static bool bytes_reserve(struct video_encoder *encoder, size_t size)
{
    if (size <= encoder->capacity)
        return true;
    uint8_t *grown = realloc(encoder->bytes, size);
    if (grown == NULL)
        return false;
    encoder->bytes = grown;
    encoder->capacity = size;
    return true;
}

/* The one packet of the frame just coded, or NULL. */
static const vpx_codec_cx_pkt_t *coded_packet(struct video_encoder *encoder)
{
    vpx_codec_iter_t iterator = NULL;
    const vpx_codec_cx_pkt_t *packet;
    while ((packet = vpx_codec_get_cx_data(&encoder->codec, &iterator)) != NULL)
        if (packet->kind == VPX_CODEC_CX_FRAME_PKT)
            return packet;
    return NULL;
}

static vpx_image_t image_over(const struct picture *picture)
{
    vpx_image_t image;
    vpx_img_wrap(&image, VPX_IMG_FMT_I420, (unsigned)picture->width, (unsigned)picture->height, 1,
                 picture->plane[0]);
    for (int i = 0; i < 3; i++) {
        image.planes[i] = picture->plane[i];
        image.stride[i] = picture->stride[i];
    }
    return image;
}

/* The codec's own time: it strictly rises, whatever the camera says, and by at most one picture of
 * the target at a step. libvpx gives a frame the bits of the time it covers; without this bound a
 * picture after a pause would be as large as the pause was long, and cause the next one. */
static int64_t next_pts(const struct video_encoder *encoder, uint64_t captured_at_us,
                        int64_t duration)
{
    if (encoder->next_id == 0)
        return 0;
    int64_t elapsed = (int64_t)(captured_at_us - encoder->last_captured_us);
    if (elapsed > duration)
        elapsed = duration;
    return encoder->last_pts + (elapsed > 0 ? elapsed : 1);
}

/* Codes `picture`, of the codec's size, as planned. NULL when libvpx failed. */
static const vpx_codec_cx_pkt_t *codec_run(struct video_encoder *encoder,
                                           const struct picture *picture,
                                           const struct frame_plan *plan,
                                           const struct video_target *target)
{
    vpx_image_t image = image_over(picture);
    long duration = MICROSECONDS_A_SECOND / target->pictures_per_second;
    int64_t pts = next_pts(encoder, picture->captured_at_us, duration);
    if (vpx_codec_encode(&encoder->codec, &image, pts, (unsigned long)duration, plan->flags,
                         VPX_DL_REALTIME) != VPX_CODEC_OK)
        return NULL;
    encoder->last_pts = pts;
    encoder->last_captured_us = picture->captured_at_us;
    const vpx_codec_cx_pkt_t *packet = coded_packet(encoder);
    if (packet == NULL)
        return NULL;
    bool key = (packet->data.frame.flags & VPX_FRAME_IS_KEY) != 0;
    return key == plan->header.key ? packet : NULL;
}

static void remember(struct video_encoder *encoder, const struct frame_plan *plan, uint64_t now_us)
{
    uint32_t id = encoder->next_id++;
    for (int i = 0; i < 2; i++)
        if (plan->header.key || plan->slot == i)
            encoder->golden[i] = (struct golden_slot){GOLDEN_SENT, id, now_us};
    encoder->key_wanted = false;
    if (!encoder->repair_wanted && !plan->header.key)
        return;
    encoder->repair_wanted = false;
    encoder->repair_under_way = true;
    encoder->repair_arrived = false;
    encoder->repair_id = id;
    encoder->repair_at_us = now_us;
}

static bool encode_sized(struct video_encoder *encoder, const struct picture *picture,
                         const struct video_target *target, struct frame *out)
{
    struct frame_plan plan = plan_frame(encoder, picture->captured_at_us);
    plan.header.number = picture->number;
    const vpx_codec_cx_pkt_t *packet = codec_run(encoder, picture, &plan, target);
    if (packet == NULL)
        return false;
    size_t size = VIDEO_FRAME_HEADER_BYTES + packet->data.frame.sz;
    if (!bytes_reserve(encoder, size))
        return false;
    video_frame_header_write(&plan.header, encoder->bytes);
    memcpy(encoder->bytes + VIDEO_FRAME_HEADER_BYTES, packet->data.frame.buf,
           packet->data.frame.sz);
    *out = (struct frame){
        .kind = FRAME_VIDEO,
        .id = encoder->next_id,
        .captured_at_us = picture->captured_at_us,
        .key = plan.header.key,
        .golden = plan.header.key || plan.slot >= 0,
        .bytes = encoder->bytes,
        .size = size,
    };
    remember(encoder, &plan, picture->captured_at_us);
    return true;
}

bool video_encoder_encode(struct video_encoder *encoder, const struct picture *picture,
                          const struct video_target *target, struct frame *out)
{
    ALCOVE_ASSERT(target->pictures_per_second >= 1 && target->pictures_per_second <= 60);
    struct picture_size source = {picture->width, picture->height};
    struct picture_size size = picture_size_fit(source, target->box);
    struct picture *shrunk = NULL;
    bool coded = false;
    if (size.width != source.width || size.height != source.height) {
        shrunk = picture_take(encoder->pool, size.width, size.height);
        if (shrunk == NULL)
            return false;
        picture_scale(picture, shrunk);
        picture = shrunk;
    }
    if (codec_follow(encoder, target, size))
        coded = encode_sized(encoder, picture, target, out);
    picture_release(shrunk);
    /* What libvpx refers to is unknown after a failure, so start anew. */
    if (!coded)
        codec_close(encoder);
    return coded;
}

void video_encoder_on_arrived(struct video_encoder *encoder, uint32_t frame_id)
{
    if (encoder->repair_under_way && encoder->repair_id == frame_id)
        encoder->repair_arrived = true;
    for (int i = 0; i < 2; i++) {
        struct golden_slot *slot = &encoder->golden[i];
        if (slot->state == GOLDEN_SENT && slot->id == frame_id)
            slot->state = GOLDEN_ARRIVED;
    }
}

void video_encoder_on_lost(struct video_encoder *encoder, uint32_t frame_id)
{
    if (encoder->repair_under_way && encoder->repair_id == frame_id)
        encoder->repair_under_way = false;
    for (int i = 0; i < 2; i++) {
        struct golden_slot *slot = &encoder->golden[i];
        if (slot->state == GOLDEN_SENT && slot->id == frame_id)
            slot->state = GOLDEN_EMPTY;
    }
}

/* Whether the request is older than the last repair (or key), which may yet arrive or has. One that
 * arrived and still did not help is believed only after a while: a late request is likelier. */
static bool repair_pending(const struct video_encoder *encoder, uint32_t last_whole_id)
{
    if (!encoder->repair_under_way || !id_newer(encoder->repair_id, last_whole_id))
        return false;
    uint64_t patience_us = encoder->repair_arrived ? GOLDEN_UNHEARD_US : VIDEO_REPAIR_REPEAT_US;
    return encoder->last_captured_us < encoder->repair_at_us + patience_us;
}

void video_encoder_repair(struct video_encoder *encoder, uint32_t last_whole_id)
{
    if (encoder->next_id == 0 || repair_pending(encoder, last_whole_id))
        return;
    encoder->repair_wanted = true;
    for (int i = 0; i < 2; i++) {
        struct golden_slot *slot = &encoder->golden[i];
        if (slot->state == GOLDEN_EMPTY)
            continue;
        /* A later golden frame may have arrived, but was not decoded: its reference was lost. An
         * earlier one lies on the unbroken way to the last whole frame. */
        slot->state = id_newer(slot->id, last_whole_id) ? GOLDEN_EMPTY : GOLDEN_ARRIVED;
    }
}
