#include "app/reference.h"

#include <stdlib.h>
#include <string.h>

#include "devices/picture_counter.h"
#include "devices/synthetic.h"
#include "devices/y4m.h"
#include "media/picture_scale.h"
#include "media/psnr.h"

/* What a synthetic camera gives when nothing else is asked for. */
#define SYNTHETIC_WIDTH  640
#define SYNTHETIC_HEIGHT 360
#define SYNTHETIC_FPS    30

struct reference {
    struct synthetic *synthetic; /* NULL: a clip */
    struct y4m_reader clip;
    bool clip_open;
    uint32_t clip_next; /* the picture that the next read gives */
    struct picture_pool *pool;
    struct picture *picture; /* as sent */
    struct picture *scaled;  /* at the size that arrived; NULL until needed */
};

static bool open_clip(struct reference *reference, const char *spec, struct device_error *error)
{
    if (strncmp(spec, "y4m:", 4) == 0) {
        reference->clip_open = y4m_reader_open(&reference->clip, spec + 4, error);
        return reference->clip_open;
    }
    if (strncmp(spec, "synthetic", 9) != 0)
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "--reference wants synthetic:SEED or y4m:FILE, not \"%.40s\".",
                                spec);
    uint32_t seed = spec[9] == ':' ? (uint32_t)strtoul(spec + 10, NULL, 10) : 1;
    reference->synthetic = synthetic_create(seed, SYNTHETIC_WIDTH, SYNTHETIC_HEIGHT, SYNTHETIC_FPS);
    if (reference->synthetic == NULL)
        return device_error_set(error, DEVICE_ERROR_MEMORY, "There is not enough memory.");
    return true;
}

struct reference *reference_open(const char *spec, struct device_error *error)
{
    struct reference *reference = calloc(1, sizeof *reference);
    if (reference == NULL || (reference->pool = picture_pool_create(2)) == NULL) {
        device_error_set(error, DEVICE_ERROR_MEMORY, "There is not enough memory.");
        free(reference);
        return NULL;
    }
    if (open_clip(reference, spec, error)) {
        bool clip = reference->clip_open;
        reference->picture =
            picture_take(reference->pool, clip ? reference->clip.format.width : SYNTHETIC_WIDTH,
                         clip ? reference->clip.format.height : SYNTHETIC_HEIGHT);
    }
    if (reference->picture != NULL)
        return reference;
    reference_close(reference);
    return NULL;
}

void reference_close(struct reference *reference)
{
    if (reference == NULL)
        return;
    picture_release(reference->picture);
    picture_release(reference->scaled);
    synthetic_destroy(reference->synthetic);
    if (reference->clip_open)
        y4m_reader_close(&reference->clip);
    picture_pool_destroy(reference->pool);
    free(reference);
}

/* Pictures are asked for in rising order: the clip is read on, around its end if need be. */
static bool read_clip(struct reference *reference, uint32_t number)
{
    struct device_error error;
    if (number < reference->clip_next)
        return false;
    while (reference->clip_next <= number) {
        enum y4m_outcome outcome = y4m_read(&reference->clip, reference->picture, &error);
        if (outcome == Y4M_END && y4m_rewind(&reference->clip))
            continue;
        if (outcome != Y4M_PICTURE)
            return false;
        reference->clip_next++;
    }
    return true;
}

static const struct picture *at_size_of(struct reference *reference, const struct picture *arrived)
{
    const struct picture *sent = reference->picture;
    if (sent->width == arrived->width && sent->height == arrived->height)
        return sent;
    struct picture *scaled = reference->scaled;
    if (scaled != NULL && (scaled->width != arrived->width || scaled->height != arrived->height)) {
        picture_release(scaled);
        scaled = NULL;
    }
    if (scaled == NULL)
        scaled = picture_take(reference->pool, arrived->width, arrived->height);
    reference->scaled = scaled;
    if (scaled != NULL)
        picture_scale(sent, scaled);
    return scaled;
}

bool reference_compare(struct reference *reference, const struct picture *picture, double *psnr_db,
                       uint32_t *number)
{
    uint32_t wanted = picture->number;
    bool stamped = picture_counter_read(picture, &wanted);
    if (reference->synthetic != NULL)
        synthetic_draw(reference->synthetic, wanted, reference->picture);
    else if (!read_clip(reference, wanted))
        return false;
    if (stamped)
        picture_counter_draw(reference->picture, wanted);
    const struct picture *sent = at_size_of(reference, picture);
    if (sent == NULL)
        return false;
    *psnr_db = picture_psnr_luma(sent, picture);
    *number = wanted;
    return true;
}
