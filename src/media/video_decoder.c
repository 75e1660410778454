#include "media/video_decoder.h"

#include <stdlib.h>
#include <string.h>

#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>

#include "base/assert.h"

/* RFC 6386 §9.1: bit 0 of the frame tag is 0 for a key frame; its start code and size follow. */
#define VP8_KEY_HEADER_BYTES 10

/* What one of VP8's references holds. */
struct reference {
    bool whole;
    uint32_t id;
};

struct video_decoder {
    vpx_codec_ctx_t codec;
    struct reference last;
    struct reference kept[2]; /* VP8's golden, VP8's alternate reference */
    bool seen_any;
    uint32_t newest_id;
    bool stuck;             /* the newest frame seen was not decoded */
    uint32_t last_whole_id; /* VIDEO_NOTHING_WHOLE if no reference is to be trusted */
};

struct video_decoder *video_decoder_create(void)
{
    struct video_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL)
        return NULL;
    vpx_codec_dec_cfg_t config = {.threads = 1};
    if (vpx_codec_dec_init(&decoder->codec, vpx_codec_vp8_dx(), &config, 0) != VPX_CODEC_OK) {
        free(decoder);
        return NULL;
    }
    decoder->last_whole_id = VIDEO_NOTHING_WHOLE;
    return decoder;
}

void video_decoder_destroy(struct video_decoder *decoder)
{
    if (decoder == NULL)
        return;
    vpx_codec_destroy(&decoder->codec);
    free(decoder);
}

/* Bounds what a key frame may make libvpx allocate; a 16,383 square would be 400 MB. */
static bool size_is_ours(int width, int height)
{
    return width >= 16 && width <= PICTURE_WIDTH_MAX && width % 2 == 0 && height >= 16 &&
           height <= PICTURE_HEIGHT_MAX && height % 2 == 0;
}

/* Whether the VP8 bytes are of the kind the header says, and of a size we take. */
static bool vp8_is_acceptable(const uint8_t *vp8, size_t size, bool key)
{
    if (size < 3 || ((vp8[0] & 1) == 0) != key)
        return false;
    if (!key)
        return true;
    if (size < VP8_KEY_HEADER_BYTES || vp8[3] != 0x9d || vp8[4] != 0x01 || vp8[5] != 0x2a)
        return false;
    /* The two bits above 14 of size ask for upscaling, which no frame of ours does. */
    int width = vp8[6] | vp8[7] << 8;
    int height = vp8[8] | vp8[9] << 8;
    return size_is_ours(width, height);
}

static bool reference_is(const struct reference *reference, uint32_t id)
{
    return reference->whole && reference->id == id;
}

/* Whether all the frame was predicted from is here, unbroken. */
static bool frame_is_decodable(const struct video_decoder *decoder,
                               const struct video_frame_header *header, uint32_t id)
{
    if (header->key)
        return true;
    uint32_t from = id - header->distance;
    if (!header->repair)
        return reference_is(&decoder->last, from);
    return reference_is(&decoder->kept[0], from) || reference_is(&decoder->kept[1], from);
}

static void forget_everything(struct video_decoder *decoder)
{
    decoder->last.whole = false;
    decoder->kept[0].whole = false;
    decoder->kept[1].whole = false;
    decoder->last_whole_id = VIDEO_NOTHING_WHOLE;
    decoder->stuck = true;
}

static void remember(struct video_decoder *decoder, const struct video_frame_header *header,
                     uint32_t id)
{
    struct reference here = {.whole = true, .id = id};
    decoder->last = here;
    if (header->key || header->keep == VIDEO_KEEP_GOLDEN)
        decoder->kept[0] = here;
    if (header->key || header->keep == VIDEO_KEEP_ALTREF)
        decoder->kept[1] = here;
    decoder->last_whole_id = id;
    decoder->stuck = false;
}

/* A kept reference whose refreshing frame was lost still holds the older frame, here and in
 * libvpx alike, and the ids say so: nothing to do for it but to drop `last`. */
static void note_hidden(struct video_decoder *decoder)
{
    decoder->last.whole = false;
    decoder->stuck = true;
}

static struct picture *picture_from(struct picture_pool *pool, const vpx_image_t *image)
{
    struct picture *picture = picture_take(pool, (int)image->d_w, (int)image->d_h);
    if (picture == NULL)
        return NULL;
    for (int i = 0; i < 3; i++) {
        size_t width = (size_t)(i == 0 ? picture->width : picture->width / 2);
        int height = i == 0 ? picture->height : picture->height / 2;
        for (int y = 0; y < height; y++)
            memcpy(picture->plane[i] + (ptrdiff_t)y * picture->stride[i],
                   image->planes[i] + (ptrdiff_t)y * image->stride[i], width);
    }
    return picture;
}

/* Runs libvpx over the frame; the image is libvpx' own. NULL when it found rubbish. */
static const vpx_image_t *codec_run(struct video_decoder *decoder, const uint8_t *vp8, size_t size)
{
    int corrupted = 0;
    if (vpx_codec_decode(&decoder->codec, vp8, (unsigned)size, NULL, 0) != VPX_CODEC_OK)
        return NULL;
    if (vpx_codec_control(&decoder->codec, VP8D_GET_FRAME_CORRUPTED, &corrupted) != VPX_CODEC_OK ||
        corrupted != 0)
        return NULL;
    vpx_codec_iter_t iterator = NULL;
    const vpx_image_t *image = vpx_codec_get_frame(&decoder->codec, &iterator);
    if (image == NULL || image->fmt != VPX_IMG_FMT_I420 ||
        !size_is_ours((int)image->d_w, (int)image->d_h))
        return NULL;
    return image;
}

/* After an error libvpx' inner state is whatever it is; a new one costs less than trusting it. */
static enum video_decoded codec_restart(struct video_decoder *decoder)
{
    forget_everything(decoder);
    vpx_codec_destroy(&decoder->codec);
    vpx_codec_dec_cfg_t config = {.threads = 1};
    if (vpx_codec_dec_init(&decoder->codec, vpx_codec_vp8_dx(), &config, 0) != VPX_CODEC_OK)
        return VIDEO_DECODER_FAILED;
    return VIDEO_MALFORMED;
}

static enum video_decoded decode_new(struct video_decoder *decoder, const struct frame *frame,
                                     struct picture_pool *pool, struct picture **out)
{
    struct video_frame_header header;
    if (!video_frame_header_read(frame->bytes, frame->size, &header)) {
        note_hidden(decoder);
        return VIDEO_MALFORMED;
    }
    const uint8_t *vp8 = frame->bytes + VIDEO_FRAME_HEADER_BYTES;
    size_t vp8_size = frame->size - VIDEO_FRAME_HEADER_BYTES;
    if (!vp8_is_acceptable(vp8, vp8_size, header.key)) {
        note_hidden(decoder);
        return VIDEO_MALFORMED;
    }
    if (!frame_is_decodable(decoder, &header, frame->id)) {
        note_hidden(decoder);
        return VIDEO_HIDDEN;
    }
    const vpx_image_t *image = codec_run(decoder, vp8, vp8_size);
    if (image == NULL)
        return codec_restart(decoder);
    remember(decoder, &header, frame->id);
    struct picture *picture = picture_from(pool, image);
    if (picture == NULL)
        return VIDEO_NO_PICTURE;
    picture->captured_at_us = frame->captured_at_us;
    picture->number = header.number;
    *out = picture;
    return VIDEO_DECODED;
}

enum video_decoded video_decoder_decode(struct video_decoder *decoder, const struct frame *frame,
                                        struct picture_pool *pool, struct picture **out)
{
    ALCOVE_ASSERT(frame->bytes != NULL || frame->size == 0);
    *out = NULL;
    if (decoder->seen_any && (int32_t)(frame->id - decoder->newest_id) <= 0)
        return VIDEO_STALE;
    decoder->seen_any = true;
    decoder->newest_id = frame->id;
    return decode_new(decoder, frame, pool, out);
}

bool video_decoder_needs_repair(const struct video_decoder *decoder, uint32_t *last_whole_id)
{
    *last_whole_id = decoder->last_whole_id;
    return decoder->stuck;
}
