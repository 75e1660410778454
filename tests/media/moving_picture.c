#include "moving_picture.h"

#include "harness.h"

#define FIRST_CAPTURED_US 1000000

/* A smooth hash of a cell, so that the texture has detail but is no noise. */
static int texture_at(int x, int y)
{
    uint32_t cell = (uint32_t)(x >> 3) * 2654435761u ^ (uint32_t)(y >> 3) * 2246822519u;
    cell ^= cell >> 15;
    return (int)(cell % 32);
}

static uint8_t luma_at(int x, int y, int number, const struct picture *picture)
{
    int pan = x + number;
    int value = 48 + 120 * y / picture->height + texture_at(pan, y) + ((pan >> 4) & 7);
    int centre_x = picture->width / 2 + (number * 5 % 60) - 30;
    int centre_y = picture->height / 2 + (number * 3 % 40) - 20;
    int radius = picture->height / 5;
    int dx = x - centre_x;
    int dy = y - centre_y;
    if (dx * dx + dy * dy < radius * radius)
        value = 200 - 40 * (dx + radius) / (2 * radius + 1);
    return (uint8_t)value;
}

void moving_picture_draw(struct picture *picture, uint32_t number)
{
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++)
            picture->plane[0][y * picture->stride[0] + x] = luma_at(x, y, (int)number, picture);
    for (int y = 0; y < picture->height / 2; y++) {
        for (int x = 0; x < picture->width / 2; x++) {
            picture->plane[1][y * picture->stride[1] + x] = (uint8_t)(96 + (x + (int)number) % 64);
            picture->plane[2][y * picture->stride[2] + x] = (uint8_t)(96 + y % 64);
        }
    }
    picture->number = number;
    picture->captured_at_us = FIRST_CAPTURED_US + (uint64_t)number * 1000000 / 30;
}

struct picture *moving_picture_take(struct picture_pool *pool, int width, int height,
                                    uint32_t number)
{
    struct picture *picture = picture_take(pool, width, height);
    assert_non_null(picture);
    moving_picture_draw(picture, number);
    return picture;
}
