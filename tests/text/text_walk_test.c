/* Merging in the random: whoever holds the same letters holds the same text, and it is the one that
 * a naive note comes to. */
#include "text/text_walk.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "people.h"

/* What happens in a game, in parts of 16. */
struct game {
    uint32_t publish, deliver, cut; /* the rest is scribbled */
};

static void play(uint32_t count, uint64_t seed, uint32_t steps, struct game game)
{
    struct people *p = malloc(sizeof *p);
    assert_non_null(p);
    people_begin(p, count, seed);
    for (uint32_t i = 0; i < steps; i++) {
        uint32_t who = people_draw(p, count);
        uint32_t what = people_draw(p, 16);
        if (what < game.publish)
            people_publish(p, who);
        else if (what < game.publish + game.deliver)
            people_deliver_some(p, who);
        else if (what < game.publish + game.deliver + game.cut)
            people_cut(p, who);
        else
            people_scribble(p, who);
    }
    people_meet(p);
    people_agree(p);
    people_end(p);
    free(p);
}

static void test_two_to_six_people_agree_whatever_came_first(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 120; seed++)
        play(2 + (uint32_t)seed % 5, seed, 150, (struct game){3, 5, 0});
}

static void test_they_agree_with_cuts_in_the_middle(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 120; seed++)
        play(2 + (uint32_t)seed % 3, 1000 + seed, 200, (struct game){3, 6, 2});
}

static void test_they_agree_when_they_meet_rarely(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++)
        play(2 + (uint32_t)seed % 5, 2000 + seed, 250, (struct game){4, 1, 1});
}

static void test_they_agree_when_they_write_at_once(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++)
        play(2, 3000 + seed, 300, (struct game){5, 6, 1});
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_two_to_six_people_agree_whatever_came_first),
    cmocka_unit_test(test_they_agree_with_cuts_in_the_middle),
    cmocka_unit_test(test_they_agree_when_they_meet_rarely),
    cmocka_unit_test(test_they_agree_when_they_write_at_once),
};

TEST_GROUP(text_walk, tests)
