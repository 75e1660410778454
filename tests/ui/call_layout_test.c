/* Where the other's picture stands, in rooms of any size. */
#include "ui/call_layout.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness.h"

static const int sizes[][2] = {{480, 360},  {480, 800},   {640, 480},   {720, 720},  {800, 600},
                               {960, 600},  {1024, 768},  {1120, 720},  {1280, 720}, {1366, 768},
                               {1600, 900}, {1920, 1080}, {2560, 1440}, {600, 1200}};

static struct rectangle place_in(const int size[2], bool calm)
{
    return call_picture_place(&(struct call_stage){.room = {10, 20, size[0], size[1]},
                                                   .picture_width = 1280,
                                                   .picture_height = 720,
                                                   .calm = calm});
}

static void the_other_stays_at_the_top_in_the_middle(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct rectangle at = place_in(sizes[i], i % 2 == 1);
        int off = abs(2 * (at.x - 10) + at.width - sizes[i][0]);
        assert_int_equal(at.y, 20);
        assert_in_range(off, 0, 1);
        assert_in_range(at.width, 1, sizes[i][0]);
        assert_in_range(at.height, 1, sizes[i][1]);
    }
}

static void a_face_is_cropped_at_the_sides_but_never_beyond_6_to_5(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct rectangle at = place_in(sizes[i], false);
        int ratio_pc = at.width * 100 / at.height;
        assert_in_range(ratio_pc, 119, 178);
    }
}

static void in_the_calm_it_is_wider_where_there_is_room(void **state)
{
    (void)state;
    static const int wide[2] = {1280, 600};
    static const int narrow[2] = {720, 720};
    assert_int_equal(place_in(wide, true).width, place_in(wide, false).width * 117 / 100);
    assert_int_equal(place_in(narrow, true).width, 720);
}

static void without_a_room_there_is_no_picture(void **state)
{
    (void)state;
    static const int none[][2] = {{0, 100}, {100, 0}, {-5, -5}};
    for (size_t i = 0; i < 3; i++)
        assert_true(rectangle_is_empty(place_in(none[i], false)));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_other_stays_at_the_top_in_the_middle),
    cmocka_unit_test(a_face_is_cropped_at_the_sides_but_never_beyond_6_to_5),
    cmocka_unit_test(in_the_calm_it_is_wider_where_there_is_room),
    cmocka_unit_test(without_a_room_there_is_no_picture),
};
TEST_GROUP(call_layout, tests)
