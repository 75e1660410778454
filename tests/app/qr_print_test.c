/* A code as it stands on the terminal is looked at as a camera sees it. */
#include "app/qr_print.h"

#include <stdlib.h>
#include <string.h>

#include "devices/qr_reader.h"
#include "harness.h"
#include "reach/invite.h"

#define SQUARE 6 /* pixels */

static char *print(const char *link)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&printed, &size);
    assert_non_null(file);
    assert_true(qr_print(file, link));
    fclose(file);
    return printed;
}

static void fill_square(struct picture *picture, int x, int y, uint8_t luma)
{
    for (int i = 0; i < SQUARE; i++)
        memset(picture->plane[0] + (y * SQUARE + i) * picture->stride[0] + x * SQUARE, luma,
               SQUARE);
}

/* Whether the upper and the lower half of the character at `at` are inked; moves behind it. */
static unsigned take_halves(const char **at)
{
    static const char *const blocks[] = {" ", "▀", "▄", "█"};
    for (unsigned i = 0; i < 4; i++) {
        size_t size = strlen(blocks[i]);
        if (strncmp(*at, blocks[i], size) == 0) {
            *at += size;
            return i;
        }
    }
    fail_msg("a code holds half blocks alone");
    return 0;
}

/* Ink is `ink` on `ground`: what the escapes choose, or what a terminal makes of it. */
static void look(const char *printed, struct picture *picture, uint8_t ink, uint8_t ground)
{
    static const char colours[] = "\033[30;107m";
    static const char reset[] = "\033[0m\n";
    int y = 0;
    memset(picture->plane[0], ground, (size_t)(picture->stride[0] * picture->height));
    while (*printed != '\0') {
        assert_memory_equal(printed, colours, sizeof colours - 1);
        printed += sizeof colours - 1;
        for (int x = 0; strncmp(printed, reset, sizeof reset - 1) != 0; x++) {
            unsigned halves = take_halves(&printed);
            fill_square(picture, x, y, (halves & 1) != 0 ? ink : ground);
            fill_square(picture, x, y + 1, (halves & 2) != 0 ? ink : ground);
        }
        printed += sizeof reset - 1;
        y += 2;
    }
}

static struct invite longest_invite(void)
{
    struct invite invite = {.expires_at_s = 1800000000, .candidate_count = 4, .node_count = 8};
    memset(invite.secret, 0x5a, sizeof invite.secret);
    for (size_t i = 0; i < 4; i++)
        invite.candidates[i] = (struct alcove_address){{0x20, 1, [15] = (uint8_t)i}, 4000};
    for (size_t i = 0; i < 8; i++)
        invite.nodes[i] = (struct alcove_address){
            {[10] = 0xff, [11] = 0xff, [12] = 198, [13] = 51, [15] = (uint8_t)i}, 6881};
    return invite;
}

static void the_longest_invite_is_read_from_the_terminal_by_a_camera(void **state)
{
    (void)state;
    const struct invite invite = longest_invite();
    struct invite again;
    char link[INVITE_TEXT_BYTES_MAX];
    char text[INVITE_INPUT_BYTES_MAX];
    assert_true(invite_encode(&invite, link) > 230);
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 640, 480);
    struct qr_reader *reader = qr_reader_open();
    char *printed = print(link);
    look(printed, picture, 16, 235);
    assert_true(qr_reader_read(reader, picture, "alcove:", text, sizeof text));
    assert_int_equal(invite_decode(text, strlen(text), 0, &again), INVITE_OK);
    assert_memory_equal(again.secret, invite.secret, sizeof invite.secret);
    assert_int_equal(again.candidate_count, 4);
    free(printed);
    qr_reader_close(reader);
    picture_release(picture);
    picture_pool_destroy(pool);
}

static void a_quiet_zone_of_four_squares_is_around_the_code(void **state)
{
    (void)state;
    char *printed = print("alcove:AB");
    const char *line = printed;
    for (int i = 0; i < 2; i++) {
        const char *end = strchr(line, '\n');
        assert_non_null(end);
        /* Colours, 21 squares and 4 on either side, reset. */
        assert_int_equal(end - line, 9 + 29 + 4);
        assert_int_equal(strspn(line + 9, " "), 29);
        line = end + 1;
    }
    assert_int_equal(strspn(line + 9, " "), 4);
    free(printed);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_longest_invite_is_read_from_the_terminal_by_a_camera),
    cmocka_unit_test(a_quiet_zone_of_four_squares_is_around_the_code),
};
TEST_GROUP(qr_print, tests)
