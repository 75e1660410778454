#include "widgets/yuv_row.h"

#include "base/assert.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* In 1/64. */
#define LUMA        75
#define RED_OF_V    102
#define GREEN_OF_U  -25
#define GREEN_OF_V  -52
#define BLUE_OF_U   129
#define LUMA_LOWEST 16
#define CHROMA_GREY 128

static uint32_t channel(int in_64)
{
    int value = in_64 >> 6;
    return (uint32_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static uint32_t pixel_of(int y, int u, int v)
{
    int light = (y - LUMA_LOWEST) * LUMA;
    int red = light + (v - CHROMA_GREY) * RED_OF_V;
    int green = light + (u - CHROMA_GREY) * GREEN_OF_U + (v - CHROMA_GREY) * GREEN_OF_V;
    int blue = light + (u - CHROMA_GREY) * BLUE_OF_U;
    return 0xff000000u | channel(red) << 16 | channel(green) << 8 | channel(blue);
}

#ifdef __SSE2__

#define PIXELS_AT_ONCE 16

/* Sums beyond 16 bits stand still at their end, which is beyond 255 too. */
static __m128i channel_of(__m128i low_light, __m128i high_light, __m128i tint)
{
    __m128i low = _mm_adds_epi16(low_light, _mm_unpacklo_epi16(tint, tint));
    __m128i high = _mm_adds_epi16(high_light, _mm_unpackhi_epi16(tint, tint));
    return _mm_packus_epi16(_mm_srai_epi16(low, 6), _mm_srai_epi16(high, 6));
}

static __m128i light_of(__m128i luma)
{
    return _mm_mullo_epi16(_mm_sub_epi16(luma, _mm_set1_epi16(LUMA_LOWEST)), _mm_set1_epi16(LUMA));
}

static __m128i chroma_from(const uint8_t *samples)
{
    __m128i bytes = _mm_loadl_epi64((const void *)samples);
    return _mm_sub_epi16(_mm_unpacklo_epi8(bytes, _mm_setzero_si128()),
                         _mm_set1_epi16(CHROMA_GREY));
}

static __m128i times(__m128i values, int factor)
{
    return _mm_mullo_epi16(values, _mm_set1_epi16((int16_t)factor));
}

static void pixels_of(const uint8_t *y, const uint8_t *u, const uint8_t *v, uint32_t *out)
{
    __m128i luma = _mm_loadu_si128((const void *)y);
    __m128i low = light_of(_mm_unpacklo_epi8(luma, _mm_setzero_si128()));
    __m128i high = light_of(_mm_unpackhi_epi8(luma, _mm_setzero_si128()));
    __m128i us = chroma_from(u);
    __m128i vs = chroma_from(v);
    __m128i red = channel_of(low, high, times(vs, RED_OF_V));
    __m128i green =
        channel_of(low, high, _mm_add_epi16(times(us, GREEN_OF_U), times(vs, GREEN_OF_V)));
    __m128i blue = channel_of(low, high, times(us, BLUE_OF_U));
    __m128i full = _mm_set1_epi8(-1);
    __m128i blue_green = _mm_unpacklo_epi8(blue, green);
    __m128i red_full = _mm_unpacklo_epi8(red, full);
    _mm_storeu_si128((void *)out, _mm_unpacklo_epi16(blue_green, red_full));
    _mm_storeu_si128((void *)(out + 4), _mm_unpackhi_epi16(blue_green, red_full));
    blue_green = _mm_unpackhi_epi8(blue, green);
    red_full = _mm_unpackhi_epi8(red, full);
    _mm_storeu_si128((void *)(out + 8), _mm_unpacklo_epi16(blue_green, red_full));
    _mm_storeu_si128((void *)(out + 12), _mm_unpackhi_epi16(blue_green, red_full));
}

#else

#define PIXELS_AT_ONCE 2

static void pixels_of(const uint8_t *y, const uint8_t *u, const uint8_t *v, uint32_t *out)
{
    out[0] = pixel_of(y[0], u[0], v[0]);
    out[1] = pixel_of(y[1], u[0], v[0]);
}

#endif

void yuv_row(const uint8_t *y, const uint8_t *u, const uint8_t *v, int count, uint32_t *out)
{
    ALCOVE_ASSERT(count >= 0);
    int x = 0;
    for (; x + PIXELS_AT_ONCE <= count; x += PIXELS_AT_ONCE)
        pixels_of(y + x, u + x / 2, v + x / 2, out + x);
    for (; x < count; x++)
        out[x] = pixel_of(y[x], u[x / 2], v[x / 2]);
}
