/* Finished pictures of the window, compared pixel by pixel with those in tests/golden. When the
 * face is changed on purpose: ALCOVE_GOLDEN=write zig build test-ui -- golden, look at every
 * picture, and commit them with the change. Fonts: fonts-inter, fonts-noto-core of Debian 12. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "scene.h"
#include "widgets/png.h"

struct golden {
    const char *name;
    void (*prepare)(struct scene *scene);
    int width;
    int height;
    int scale_percent;
};

static void waiting(struct scene *s)
{
    scene_phase(s, CALL_WAITING);
}

static void invite(struct scene *s)
{
    scene_phase(s, CALL_WAITING);
    s->model.their_name = NULL;
    s->model.invite = "alcove:AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYUCULBOGAZDINRYHI6D4QCCIRDEQSSMJZI"
                      "FEVCWLBNFYXTAMJSGM2DKNRXHA4TUOZ4";
    s->model.invite_ends = "Sat 15:00";
}

static void four_words(struct scene *s)
{
    scene_phase(s, CALL_WAITING);
    scene_ask_words(s);
    s->in.words_open = true;
    s->in.focus = NODE_WORDS_LATER;
    s->in.focus_shown = true;
}

static void four_words_in_call(struct scene *s)
{
    four_words(s);
    s->model.phase = CALL_IN_CALL;
}

static void unconfirmed(struct scene *s)
{
    scene_phase(s, CALL_IN_CALL);
    scene_ask_words(s);
}

static void who_is_it(struct scene *s)
{
    scene_phase(s, CALL_WAITING);
    scene_ask_key(s);
}

static void at_door(struct scene *s)
{
    scene_phase(s, CALL_AT_DOOR);
}

static void in_call(struct scene *s)
{
    scene_phase(s, CALL_IN_CALL);
    text_field_insert(&s->fields[FIELD_LANE], "I could try it again on", 23);
    s->in.focus = NODE_LANE_FIELD;
}

static void check_in(struct scene *s)
{
    scene_phase(s, CALL_IN_CALL);
    s->model.check_in_open = true;
    s->model.lane_count = 1;
    s->in.focus = NODE_CHECK_IN_FEELING;
}

static void weak_line(struct scene *s)
{
    scene_phase(s, CALL_IN_CALL);
    s->model.status = CALL_STATUS_LINE_WEAK;
    s->model.their_picture_is_old = true;
    s->model.their_microphone_on = false;
    s->model.microphone_on = false;
    s->model.nod_received_at_us = SCENE_NOW_US - 1000;
}

static void looking(struct scene *s)
{
    scene_phase(s, CALL_CONNECTING);
    s->model.hindrance = CALL_HINDRANCE_RESTRICTED;
}

static void ended(struct scene *s)
{
    scene_phase(s, CALL_ENDED);
}

static void right_to_left(struct scene *s)
{
    static const struct lane_entry words[] = {
        {LANE_THEM, LANE_TEXT, LANE_ARRIVED, 851, "خذ وقتك، نلتقي الساعة 12:30", NULL, NULL, false,
         0},
        {LANE_ME, LANE_TEXT, LANE_ARRIVED, 852, "שלום Ben, אני כאן", NULL, NULL, false, 0},
    };
    scene_phase(s, CALL_IN_CALL);
    s->model.their_name = "ليلى";
    s->model.lane = words;
    s->model.lane_count = 2;
    s->in.right_to_left = true;
}

static void panel(struct scene *s, enum panel_tab tab)
{
    scene_phase(s, CALL_IN_CALL);
    scene_hour(s);
    s->in.hand.panel = tab;
}

static void hour(struct scene *s)
{
    panel(s, PANEL_CLOSED);
    s->model.hour.phrase = "A little slower, please";
    s->model.hour.phrase_card = 11;
    s->model.hour.their_typing = "I did not sleep so w";
    s->in.hand.expressions_open = true;
}

static void arriving(struct scene *s)
{
    check_in(s);
    scene_hour(s);
    s->model.hour.stage = STAGE_WARM_UP;
    s->in.hand.rating = 6;
    s->in.hand.show_now = true;
    text_field_insert(&s->fields[FIELD_FEELING], "calm, hopeful", 13);
}

static void at_door_asked(struct scene *s)
{
    scene_phase(s, CALL_KNOCKING);
    s->model.check_in_open = true;
}

static void calm(struct scene *s)
{
    panel(s, PANEL_CLOSED);
    s->model.hour.reflection_count = 0;
    s->model.hour.began = true;
    s->model.hour.begins_min = 840;
    s->model.hour.ends_min = 890;
    s->model.hour.presence = PRESENCE_BACK_SOON;
    s->in.hand.clock_shown = true;
    s->in.untouched_us = CALL_CALM_US + CALL_FADE_US;
}

static void fading(struct scene *s)
{
    calm(s);
    s->in.untouched_us = CALL_CALM_US + CALL_FADE_US / 2;
}

static void beat(struct scene *s)
{
    panel(s, PANEL_CLOSED);
    s->model.hour.reflection_count = 0;
    s->model.hour.beat = (struct pacing_beat){SCENE_NOW_US - 200000, SCENE_NOW_US + 400000};
}

static void calm_in_arabic(struct scene *s)
{
    calm(s);
    scene_speak(s, "ar");
    s->model.their_name = "ليلى";
}

static void hour_end(struct scene *s)
{
    panel(s, PANEL_CLOSED);
    s->model.hour.stage = STAGE_CLOSING;
    s->model.hour.reflection_count = 1;
    s->model.hour.cue = CUE_FIVE;
    s->model.hour.more[1] = 10;
    s->model.hour.both_started_until_us = SCENE_NOW_US + 1;
    s->model.hour.settling_since_us = SCENE_NOW_US - 3000000;
}

static void agenda(struct scene *s)
{
    panel(s, PANEL_AGENDA);
    s->in.focus = NODE_POINT_FIELD;
}

static void reflections(struct scene *s)
{
    panel(s, PANEL_REFLECTIONS);
}

static void recap(struct scene *s)
{
    panel(s, PANEL_RECAP);
    s->model.hour.stage = STAGE_RECAP;
    s->model.hour.agreed[1] = true;
    text_field_insert(&s->fields[FIELD_DID], "We talked about sleep.", 22);
}

static void safety(struct scene *s)
{
    panel(s, PANEL_SAFETY);
    s->model.phase = CALL_RECONNECTING;
    text_field_insert(&s->fields[FIELD_PLACE], "At home", 7);
}

static void comfort(struct scene *s)
{
    panel(s, PANEL_COMFORT);
    s->model.hour.away = SIGNAL_BACK_SOON;
    s->in.hand.picture_covered = true;
}

static void ready(struct scene *s)
{
    scene_phase(s, CALL_KNOCKING);
    scene_hour(s);
    s->model.hour.stage = STAGE_READY;
    s->model.hour.ready = (struct hour_ready){.light_known = true,
                                              .light = LIGHT_BEHIND,
                                              .heard = true,
                                              .headphones_known = true,
                                              .headphones = true};
    s->in.hand.privacy = PRIVACY_SOMEONE_NEAR;
}

static void threshold(struct scene *s)
{
    scene_phase(s, CALL_KNOCKING);
    scene_hour(s);
    s->model.hour.stage = STAGE_ARRIVING;
    s->model.hour.wait_minutes = 5;
}

static void door_with_place(struct scene *s)
{
    scene_phase(s, CALL_AT_DOOR);
    scene_hour(s);
    s->model.hour.wait_minutes = 5;
}

static void hour_in_arabic(struct scene *s)
{
    hour(s);
    scene_speak(s, "ar");
    s->model.their_name = "ليلى";
}

static void recap_in_arabic(struct scene *s)
{
    recap(s);
    scene_speak(s, "ar");
    s->model.their_name = "ليلى";
}

static void agenda_in_spanish(struct scene *s)
{
    agenda(s);
    scene_speak(s, "es");
}

static void ready_in_spanish(struct scene *s)
{
    ready(s);
    scene_speak(s, "es");
}

static const struct golden goldens[] = {
    {"waiting", waiting, 960, 600, 100},
    {"invite", invite, 960, 600, 100},
    {"four_words", four_words, 960, 600, 100},
    {"four_words_small", four_words_in_call, 480, 360, 100},
    {"unconfirmed", unconfirmed, 1120, 700, 100},
    {"who_is_it", who_is_it, 960, 600, 100},
    {"who_is_it_small", who_is_it, 480, 360, 100},
    {"at_door", at_door, 960, 600, 100},
    {"in_call", in_call, 1120, 700, 100},
    {"check_in", check_in, 960, 600, 100},
    {"weak_line", weak_line, 720, 720, 100},
    {"looking", looking, 960, 600, 100},
    {"looking_small", looking, 480, 360, 100},
    {"ended", ended, 960, 600, 100},
    {"right_to_left", right_to_left, 960, 600, 100},
    {"check_in_small", check_in, 480, 360, 100},
    {"in_call_small", in_call, 480, 360, 100},
    {"in_call_200", in_call, 1280, 800, 200},
    {"hour", hour, 1120, 720, 100},
    {"hour_narrow", hour, 640, 720, 100},
    {"hour_small", hour, 480, 360, 100},
    {"calm", calm, 1280, 800, 100},
    {"calm_narrow", calm, 640, 720, 100},
    {"calm_small", calm, 480, 360, 100},
    {"calm_ar", calm_in_arabic, 960, 600, 100},
    {"beat", beat, 1120, 720, 100},
    {"fading", fading, 1280, 800, 100},
    {"hour_end", hour_end, 1120, 720, 100},
    {"arriving", arriving, 1280, 960, 100},
    {"arriving_at_door", at_door_asked, 960, 600, 100},
    {"ready", ready, 960, 600, 100},
    {"ready_small", ready, 480, 360, 100},
    {"threshold", threshold, 960, 600, 100},
    {"at_door_place", door_with_place, 960, 600, 100},
    {"panel_agenda", agenda, 960, 600, 100},
    {"panel_agenda_small", agenda, 480, 360, 100},
    {"panel_reflections", reflections, 960, 600, 100},
    {"panel_recap", recap, 960, 600, 100},
    {"panel_safety", safety, 960, 600, 100},
    {"panel_comfort", comfort, 960, 600, 100},
    {"hour_ar", hour_in_arabic, 1120, 720, 100},
    {"panel_recap_ar", recap_in_arabic, 960, 600, 100},
    {"panel_agenda_es", agenda_in_spanish, 960, 600, 100},
    {"ready_es", ready_in_spanish, 960, 600, 100},
};

static bool writing(void)
{
    const char *wish = getenv("ALCOVE_GOLDEN");
    return wish != NULL && strcmp(wish, "write") == 0;
}

static int pixels_that_differ(const uint32_t *a, const uint32_t *b, int count)
{
    int differ = 0;
    for (int i = 0; i < count; i++)
        differ += a[i] != b[i];
    return differ;
}

static void explain(const char *name, const char *why, const uint32_t *pixels, const int sides[2])
{
    const char *folder = getenv("TMPDIR");
    char actual[512];
    snprintf(actual, sizeof actual, "%s/alcove-golden-%s.png", folder == NULL ? "/tmp" : folder,
             name);
    png_write(actual, pixels, sides[0], sides[1]);
    fail_msg("%s: %s. What is drawn now: %s. If it is meant: ALCOVE_GOLDEN=write zig build "
             "test-ui -- golden, look at it, commit it. Fonts are those of Debian 12's "
             "fonts-inter and fonts-noto-core.",
             name, why, actual);
}

static void compare(struct scene *scene, const char *name)
{
    char path[256];
    char why[96];
    snprintf(path, sizeof path, "tests/golden/%s.png", name);
    scene_view(scene);
    scene_refresh(scene);
    int sides[2];
    uint32_t *pixels = renderer_pixels(scene->renderer, &sides[0], &sides[1]);
    assert_non_null(pixels);
    if (writing()) {
        assert_true(png_write(path, pixels, sides[0], sides[1]));
        free(pixels);
        return;
    }
    int width = 0;
    int height = 0;
    uint32_t *golden = png_read(path, &width, &height);
    if (golden == NULL)
        explain(name, "there is no golden picture", pixels, sides);
    if (width != sides[0] || height != sides[1])
        explain(name, "another size", pixels, sides);
    int differ = pixels_that_differ(golden, pixels, width * height);
    snprintf(why, sizeof why, "%d pixels differ", differ);
    if (differ > 0)
        explain(name, why, pixels, sides);
    free(golden);
    free(pixels);
}

static void every_window_looks_as_it_was_agreed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goldens / sizeof goldens[0]; i++) {
        const struct golden *g = &goldens[i];
        for (int theme = THEME_DARK; theme <= THEME_LIGHT; theme++) {
            struct scene *scene = scene_create();
            char name[64];
            scene_size(scene, g->width, g->height);
            scene->in.scale_percent = g->scale_percent;
            scene->in.theme = (enum theme_kind)theme;
            g->prepare(scene);
            snprintf(name, sizeof name, "%s_%s", g->name, theme == THEME_DARK ? "dark" : "light");
            compare(scene, name);
            scene_destroy(scene);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_window_looks_as_it_was_agreed),
};
TEST_GROUP(golden, tests)
