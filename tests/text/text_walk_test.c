/* Merging in the random: whoever holds the same letters holds the same text, and it is the one that
 * a naive note comes to. */
#include "text/text_walk.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "naive.h"
#include "note.h"
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

/* --- Branches that came in turns: more entries than are put in order together. --- */

#define TURNS   1400
#define OUTSIDE 150

struct turns {
    struct text_batch batches[TURNS + 1];
    uint32_t parents[TURNS + 1][NOTE_AGENTS];
    struct text_run runs[OUTSIDE];
};

/* Agent 0 wrote much, which 1 knows and 2 does not; these two never hear of each other. */
static void take_turns(struct turns *t)
{
    memset(t, 0, sizeof *t);
    for (uint32_t i = 0; i < OUTSIDE; i++)
        t->runs[i] = (struct text_run){TEXT_INSERT, i / 2, 1, (const uint8_t *)"x", 1};
    t->batches[0] = (struct text_batch){0, 0, t->parents[0], t->runs, OUTSIDE};
    for (uint32_t i = 1; i <= TURNS; i++) {
        uint32_t who = 1 + i % 2;
        t->parents[i][0] = who == 1 ? OUTSIDE : 0;
        t->parents[i][who] = (i - 1) / 2;
        t->batches[i] = (struct text_batch){who, (i - 1) / 2, t->parents[i], t->runs, 1};
    }
}

static void test_branches_that_came_in_turns_are_as_in_a_naive_note(void **state)
{
    (void)state;
    static uint8_t expected[TURNS + OUTSIDE], text[TURNS + OUTSIDE];
    static uint32_t authors[TURNS + OUTSIDE];
    static struct text_span spans[TURNS + OUTSIDE];
    struct counted_memory counted;
    struct turns *t = malloc(sizeof *t);
    assert_non_null(t);
    counted_memory_begin(&counted);
    take_turns(t);
    struct naive *naive = naive_open(NOTE_AGENTS);
    for (uint32_t i = 0; i <= TURNS; i++)
        naive_merge(naive, &t->batches[i]);
    assert_int_equal(naive_read(naive, expected, sizeof expected), sizeof expected);
    assert_int_equal(naive_authors(naive, authors, sizeof expected), sizeof expected);
    /* At once; and in three parts, of which the later ones replay what is known. */
    for (uint32_t parts = 1; parts <= 3; parts += 2) {
        uint32_t part = TURNS / parts + 1;
        struct text *note = note_open(&counted);
        for (uint32_t i = 0; i <= TURNS; i += part) {
            uint32_t count = TURNS + 1 - i < part ? TURNS + 1 - i : part;
            assert_int_equal(text_merge(note, &t->batches[i], count), TEXT_APPLIED);
        }
        assert_int_equal(text_size(note, false), sizeof text);
        text_read(note, false, text);
        assert_memory_equal(text, expected, sizeof text);
        size_t count = text_spans(note, false, spans, sizeof text);
        for (size_t i = 0, at = 0; i < count; i++) {
            for (uint32_t k = 0; k < spans[i].count; k++)
                assert_int_equal(authors[at++], spans[i].agent);
        }
        text_close(note);
    }
    naive_close(naive);
    counted_memory_end(&counted);
    free(t);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_two_to_six_people_agree_whatever_came_first),
    cmocka_unit_test(test_they_agree_with_cuts_in_the_middle),
    cmocka_unit_test(test_they_agree_when_they_meet_rarely),
    cmocka_unit_test(test_they_agree_when_they_write_at_once),
    cmocka_unit_test(test_branches_that_came_in_turns_are_as_in_a_naive_note),
};

TEST_GROUP(text_walk, tests)
