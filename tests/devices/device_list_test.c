#include "devices/device_list.h"

#include <SDL2/SDL.h>
#include <stdlib.h>
#include <string.h>

#include "devices/microphone.h"
#include "devices/speaker.h"
#include "harness.h"

/* SDL's own driver without sound has one device of each kind. */
static int begin(void **state)
{
    (void)state;
    return setenv("SDL_AUDIODRIVER", "dummy", 1);
}

static void what_is_listed_can_be_opened(void **state)
{
    (void)state;
    struct device_list list;
    struct device_error error;
    struct microphone *microphone;
    struct speaker *speaker;
    device_list_fill(&list, DEVICE_MICROPHONES);
    assert_true(list.count > 0);
    for (size_t i = 0; i < list.count; i++) {
        assert_true(microphone_open(&microphone, list.entries[i].spec, &error));
        microphone_close(microphone);
    }
    device_list_fill(&list, DEVICE_LOUDSPEAKERS);
    assert_true(list.count > 0);
    for (size_t i = 0; i < list.count; i++) {
        assert_true(speaker_open(&speaker, list.entries[i].spec, &error));
        assert_true(speaker_close(speaker, &error));
    }
}

static void every_one_has_a_name(void **state)
{
    (void)state;
    struct device_list list;
    for (int kind = DEVICE_CAMERAS; kind <= DEVICE_LOUDSPEAKERS; kind++) {
        device_list_fill(&list, (enum device_kind)kind);
        assert_true(list.count <= DEVICE_LIST_MAX);
        for (size_t i = 0; i < list.count; i++) {
            assert_true(list.entries[i].name[0] != '\0');
            assert_true(strchr(list.entries[i].spec, ':') != NULL);
        }
    }
}

static void without_sound_there_is_none(void **state)
{
    (void)state;
    struct device_list list;
    assert_int_equal(0, setenv("SDL_AUDIODRIVER", "no-such-driver", 1));
    device_list_fill(&list, DEVICE_LOUDSPEAKERS);
    assert_int_equal(0, list.count);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(what_is_listed_can_be_opened, begin),
    cmocka_unit_test_setup(every_one_has_a_name, begin),
    cmocka_unit_test_setup(without_sound_there_is_none, begin),
};
TEST_GROUP(device_list, tests)
