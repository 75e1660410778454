#include "lit_scene.h"

#include <math.h>

/* A camera aims at this mean of the coded picture, 0 to 1. */
#define AIM 0.46

struct place {
    double x, y; /* in heights of the picture, from its middle */
};

static uint32_t dice_at(uint32_t seed, int x, int y)
{
    uint32_t hash = seed * 2654435761u + (uint32_t)x * 374761393u + (uint32_t)y * 668265263u;
    hash = (hash ^ (hash >> 13)) * 1274126177u;
    return hash ^ (hash >> 16);
}

/* Nearly normal, of standard deviation 1. */
static double grain_at(uint32_t seed, int x, int y)
{
    uint32_t dice = dice_at(seed, x, y);
    int sum =
        (int)(dice & 255) + (int)(dice >> 8 & 255) + (int)(dice >> 16 & 255) + (int)(dice >> 24);
    return (sum - 510) / 147.8;
}

static double ellipse(struct place at, double x, double y, double wide, double high)
{
    double dx = (at.x - x) / wide;
    double dy = (at.y - y) / high;
    return sqrt(dx * dx + dy * dy);
}

static double wall_light(const struct lit_scene *scene, struct place at, double aspect)
{
    double x = at.x / aspect; /* -0.5 to 0.5 */
    double texture = 1 + 0.08 * sin(at.x * 31) * sin(at.y * 23) + 0.12 * sin(at.x * 5 + 1);
    double light = scene->wall * scene->room * texture * (1 - 0.25 * at.y);
    if (scene->lamp > 0) {
        double far = ellipse(at, scene->lamp_x * aspect, -0.22, 0.13, 0.16);
        light += far < 1 ? scene->lamp : 0.25 * scene->wall * scene->lamp / (1 + far * far);
    }
    bool in_window = fabs(x - scene->window_x) < scene->window_wide / 2 && at.y < 0.2;
    bool bar = fabs(fabs(x - scene->window_x) - scene->window_wide / 4) < 0.006;
    if (scene->window > 0 && in_window && !bar)
        return scene->window * (1 - 0.3 * (at.y + 0.5));
    return light;
}

/* Skin shines: on the forehead, the nose and the cheeks some of the light comes back white. */
static double face_light(const struct lit_scene *scene, struct place at)
{
    double lit = 1.1 - 0.9 * (at.x + 0.05) * (at.x + 0.05) * 9 - 0.3 * at.y;
    double shine = 0.05 * exp(-30 * pow(ellipse(at, -0.03, -0.17, 0.6, 0.5), 2)) +
                   0.05 * exp(-900 * (pow(fabs(at.x) - 0.08, 2) + pow(at.y + 0.02, 2)));
    double light = scene->skin * (lit > 0.35 ? lit : 0.35) + shine;
    if (fabs(at.y + 0.06) < 0.013 && fabs(fabs(at.x) - 0.065) < 0.026)
        light = fabs(fabs(at.x) - 0.065) < 0.01 ? 0.01 : 0.55; /* the eyes */
    return light * scene->front;
}

static double light_at(const struct lit_scene *scene, struct place seen, double aspect)
{
    double size = scene->size > 0 ? scene->size : 1;
    struct place at = {(seen.x - scene->aside) / size, (seen.y - scene->lower) / size};
    if (ellipse(at, 0, -0.03, 0.16, 0.21) < 1)
        return face_light(scene, at);
    if (ellipse(at, 0, -0.10, 0.19, 0.22) < 1)
        return scene->hair * scene->front * (1 + 0.3 * sin(at.x * 90));
    if (fabs(at.x) < 0.08 && at.y > 0 && at.y < 0.30)
        return scene->skin * scene->front * 0.7;
    if (ellipse(at, 0, 0.62, 0.48, 0.42) < 1)
        return scene->cloth * scene->front * (1 - 0.5 * fabs(at.x) + 0.1 * sin(at.x * 40));
    return wall_light(scene, seen, aspect);
}

/* As sRGB is coded; 0 to 1. */
static double coded(double light)
{
    if (light >= 1)
        return 1;
    return light < 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

static struct place place_at(const struct picture *picture, int x, int y)
{
    return (struct place){((double)x + 0.5 - picture->width * 0.5) / picture->height,
                          ((double)y + 0.5) / picture->height - 0.5};
}

static double mean_coded(const struct lit_scene *scene, const struct picture *picture, double gain)
{
    double aspect = (double)picture->width / picture->height;
    double sum = 0;
    for (int y = 0; y < 18; y++)
        for (int x = 0; x < 32; x++) {
            struct place at = {((x + 0.5) / 32 - 0.5) * aspect, (y + 0.5) / 18 - 0.5};
            sum += coded(gain * light_at(scene, at, aspect));
        }
    return sum / (18 * 32);
}

/* The lift at which the camera reaches its aim, or its limit. */
static double expose(const struct lit_scene *scene, const struct picture *picture)
{
    double low = 0.02;
    double high = scene->gain_max > 0 ? scene->gain_max : 4;
    if (mean_coded(scene, picture, high) < AIM)
        return high;
    for (int i = 0; i < 14; i++) {
        double middle = sqrt(low * high);
        if (mean_coded(scene, picture, middle) < AIM)
            low = middle;
        else
            high = middle;
    }
    return high;
}

void lit_scene_draw(const struct lit_scene *scene, struct picture *picture)
{
    double aspect = (double)picture->width / picture->height;
    double gain = expose(scene, picture) * (scene->exposure > 0 ? scene->exposure : 1);
    double grain = (scene->grain > 0 ? scene->grain : 0.7) * sqrt(gain > 1 ? gain : 1);
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
            int px = scene->blocks ? x / 8 * 8 + 3 : x;
            int py = scene->blocks ? y / 8 * 8 + 3 : y;
            double light = coded(gain * light_at(scene, place_at(picture, px, py), aspect));
            double luma = 16 + 219 * light + grain * grain_at(scene->seed, px, py);
            picture->plane[0][y * picture->stride[0] + x] = (uint8_t)(luma < 16    ? 16
                                                                      : luma > 235 ? 235
                                                                                   : luma + 0.5);
        }
}
