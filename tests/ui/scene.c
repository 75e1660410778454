#include "scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "harness.h"
#include "session/deck_shipped.h"
#include "session/heap.h"
#include "ui/words.h"

static const struct lane_entry lane[] = {
    {LANE_APP, LANE_NOTE, LANE_ARRIVED, 842, "Ben opened the door", NULL, NULL, false, 0},
    {LANE_ME, LANE_CHECK_IN, LANE_ARRIVED, 842, "A bit tired, glad to be here", "A dog next door",
     NULL, false, 0},
    {LANE_THEM, LANE_CHECK_IN, LANE_ARRIVED, 843, "Calm, and curious about your week", "", NULL,
     false, 0},
    {LANE_THEM, LANE_TEXT, LANE_ARRIVED, 851, "Take your time with that one.", NULL, NULL, false,
     0},
    {LANE_ME, LANE_TEXT, LANE_ARRIVED, 852,
     "It was the walk on Tuesday. I noticed I wasn’t counting the minutes.", NULL, NULL, false, 0},
    {LANE_ME, LANE_TEXT, LANE_LEFT, 853, "That felt new.", NULL, NULL, false, 0},
};

/* BT.601, limited range, of the colours meant below. */
struct shade {
    uint8_t y;
    uint8_t u;
    uint8_t v;
};

static void shade_put(struct picture *p, int x, int y, struct shade s)
{
    p->plane[0][y * p->stride[0] + x] = s.y;
    p->plane[1][y / 2 * p->stride[1] + x / 2] = s.u;
    p->plane[2][y / 2 * p->stride[2] + x / 2] = s.v;
}

static bool in_ellipse(double x, double y, const double e[4])
{
    double dx = (x - e[0]) / e[2];
    double dy = (y - e[1]) / e[3];
    return dx * dx + dy * dy < 1;
}

struct person {
    struct shade wall;
    struct shade window;
    struct shade coat;
    struct shade hair;
};

static const struct shade skin = {158, 110, 150};
static const struct person dim_room = {
    {96, 132, 122}, {120, 130, 124}, {120, 118, 142}, {70, 118, 140}};
static const struct person light_room = {
    {170, 118, 136}, {205, 120, 131}, {82, 140, 118}, {52, 124, 134}};

/* `across` and `down` go from 0 to 1. */
static struct shade person_shade(const struct person *person, double across, double down)
{
    static const double body[4] = {0.5, 1.12, 0.26, 0.42};
    static const double head[4] = {0.5, 0.42, 0.095, 0.2};
    static const double top[4] = {0.5, 0.36, 0.112, 0.2};
    if (in_ellipse(across, down, head))
        return skin;
    if (in_ellipse(across, down, body))
        return person->coat;
    if (in_ellipse(across, down, top))
        return person->hair;
    bool in_window = across > 0.68 && across < 0.9 && down < 0.55 && down > 0.1;
    return in_window ? person->window : person->wall;
}

void picture_paint_person(struct picture *p, int width, int height, bool light)
{
    memset(p, 0, sizeof *p);
    p->width = width;
    p->height = height;
    for (int i = 0; i < 3; i++) {
        p->stride[i] = i == 0 ? width : width / 2;
        p->plane[i] = calloc(1, (size_t)p->stride[i] * (size_t)(i == 0 ? height : height / 2));
        assert_non_null(p->plane[i]);
    }
    for (int i = 0; i < width * height; i++) {
        int x = i % width;
        int y = i / width;
        shade_put(
            p, x, y,
            person_shade(light ? &light_room : &dim_room, (x + 0.5) / width, (y + 0.5) / height));
    }
}

void picture_unpaint(struct picture *p)
{
    for (int i = 0; i < 3; i++)
        free(p->plane[i]);
}

void scene_deck(const char *language, struct deck *out)
{
    size_t i = 0;
    while (strcmp(deck_shipped_language(i), language) != 0)
        i++;
    assert_int_equal(deck_open_shipped(i, &heap_memory, out), DECK_OK);
}

struct scene *scene_create(void)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->text = text_engine_create();
    if (s->text == NULL)
        fail_msg("no fonts: apt-get install fonts-inter fonts-noto-core");
    scene_deck("en", &s->deck);
    words_use(&s->deck);
    picture_paint_person(&s->their_picture, 640, 360, false);
    picture_paint_person(&s->own_picture, 320, 180, true);
    scene_phase(s, CALL_IN_CALL);
    return s;
}

void scene_speak(struct scene *s, const char *language)
{
    deck_close(&s->deck);
    scene_deck(language, &s->deck);
    words_use(&s->deck);
}

void scene_destroy(struct scene *s)
{
    text_engine_destroy(s->text);
    deck_close(&s->deck);
    picture_unpaint(&s->their_picture);
    picture_unpaint(&s->own_picture);
    free(s);
}

void scene_phase(struct scene *s, enum call_phase phase)
{
    bool together = phase == CALL_IN_CALL || phase == CALL_RECONNECTING;
    bool seen = phase != CALL_ENDED && phase != CALL_FAILED && phase != CALL_LOCKED;
    s->model = (struct call_model){
        .phase = phase,
        .status = CALL_STATUS_TOGETHER,
        .own_name = "Maya",
        .their_name = "Ben",
        .together_since_min = 842,
        .together_for_min = 50,
        .delay_ms = 420,
        .microphone_on = true,
        .camera_on = true,
        .their_microphone_on = true,
        .their_camera_on = true,
        .their_picture = together ? &s->their_picture : NULL,
        .own_picture = seen ? &s->own_picture : NULL,
        .lane = lane,
        .lane_count = together ? sizeof lane / sizeof lane[0] : 0,
    };
}

void scene_ask_words(struct scene *s)
{
    static const char *const words[CALL_WORDS] = {"harbor", "calendar", "ocean", "wombat"};
    s->model.question = CALL_ASKS_WORDS;
    s->model.asked_name = "Ben";
    for (int i = 0; i < CALL_WORDS; i++)
        s->model.check_words[i] = words[i];
}

void scene_ask_key(struct scene *s)
{
    s->model.question = CALL_ASKS_KEY;
    s->model.asked_name = "Ben";
    s->model.key_since_day = 20576; /* 3 May 2026 */
}

void scene_hour(struct scene *s)
{
    static const struct hour_point points[] = {
        {3, "The week, and how I slept", true},
        {5, "My sister’s call on Sunday, which I keep putting off", false},
        {6, "What helps before bed", false},
    };
    static const struct hour_reflection reflections[] = {
        {8, true, "It was the walk that helped, not the tea.", CARD_ANSWER_YES, NULL},
        {9, false, "What I’m hearing is that work felt heavy this week.", CARD_ANSWER_OPEN, NULL},
    };
    s->model.hour = (struct hour_model){
        .shown = true,
        .seated = true,
        .stage = STAGE_WORK,
        .points = points,
        .point_count = 3,
        .reflections = reflections,
        .reflection_count = 2,
        .recap = {"We talked about sleep.", "The walk on Tuesday.", ""},
        .place = {"At home", "At the practice"},
        .phone = {NULL, "030 1234567"},
        .presence = PRESENCE_LISTENING,
    };
}

static uint32_t u32_at(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Undoes filter 2 of one row; the row above is finished. */
static void row_read(const uint8_t *row, uint32_t *out, const uint32_t *above, int width)
{
    for (int x = 0; x < width; x++) {
        uint32_t before = above == NULL ? 0 : above[x];
        uint32_t red = (row[3 * x] + (before >> 16)) & 0xff;
        uint32_t green = (row[3 * x + 1] + (before >> 8)) & 0xff;
        uint32_t blue = (row[3 * x + 2] + before) & 0xff;
        out[x] = 0xff000000u | red << 16 | green << 8 | blue;
    }
}

static uint32_t *rows_read(const uint8_t *packed, size_t size, int width, int height)
{
    size_t row_bytes = 1 + 3 * (size_t)width;
    uLongf raw_size = (uLongf)(row_bytes * (size_t)height);
    uint8_t *raw = malloc(raw_size);
    uint32_t *pixels = malloc((size_t)width * (size_t)height * 4);
    assert_non_null(raw);
    assert_non_null(pixels);
    assert_int_equal(uncompress(raw, &raw_size, packed, (uLong)size), Z_OK);
    assert_int_equal(raw_size, row_bytes * (size_t)height);
    for (int y = 0; y < height; y++) {
        const uint8_t *row = raw + (size_t)y * row_bytes;
        uint32_t *out = pixels + (size_t)y * (size_t)width;
        assert_int_equal(row[0], 2);
        row_read(row + 1, out, y > 0 ? out - width : NULL, width);
    }
    free(raw);
    return pixels;
}

uint32_t *png_read(const char *path, int *width, int *height)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    fclose(file);
    size_t size;
    uint8_t *bytes = (uint8_t *)read_test_file(path, &size);
    assert_true(size > 57);
    assert_memory_equal(bytes, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    *width = (int)u32_at(bytes + 16);
    *height = (int)u32_at(bytes + 20);
    for (size_t at = 8; at + 12 <= size;) {
        uint32_t length = u32_at(bytes + at);
        assert_true(length <= size - at - 12);
        uLong crc = crc32(crc32(0, NULL, 0), bytes + at + 4, length + 4);
        assert_true(u32_at(bytes + at + 8 + length) == crc);
        at += 12 + length;
    }
    assert_memory_equal(bytes + 37, "IDAT", 4);
    uint32_t *pixels = rows_read(bytes + 41, u32_at(bytes + 33), *width, *height);
    free(bytes);
    return pixels;
}
