/* The same batches in any causal order are the same state on every device: with batches lost, late,
 * out of order and twice, and while some devices settle and others never do. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

#define STEPS 220

static struct circle circle;

/* One batch that a device lacks, out of all that were ever published: mostly the next one. */
static void deliver_any(uint8_t to)
{
    uint8_t of = (uint8_t)circle_draw(&circle, (uint32_t)circle.count);
    uint32_t held[SPACE_DEVICES_MAX];
    if (of == to || circle.published_count[of] == 0)
        return;
    space_vector(circle.spaces[to], held);
    uint32_t sequence = held[of] + 1;
    if (circle_draw(&circle, 3) == 0 || sequence > circle.published_count[of])
        sequence = 1 + circle_draw(&circle, circle.published_count[of]);
    enum space_taken taken = circle_offer(&circle, to, of, sequence);
    assert_true(taken == SPACE_APPLIED || taken == SPACE_DUPLICATE || taken == SPACE_WAITING ||
                taken == SPACE_TOO_MUCH);
}

static void hear_and_settle(uint8_t device)
{
    uint8_t from = (uint8_t)circle_draw(&circle, (uint32_t)circle.count);
    uint32_t held[SPACE_DEVICES_MAX];
    space_vector(circle.spaces[from], held);
    space_hear(circle.spaces[device], from, held);
    /* The even ones settle, the odd ones keep all. */
    if (device % 2 == 0)
        space_settle(circle.spaces[device]);
}

/* A batch that lies, of a device that is no more honest for a moment: refused, and forgotten. */
static void attack(uint8_t to)
{
    uint8_t of = (uint8_t)circle_draw(&circle, (uint32_t)circle.count);
    const struct text_run run = {.kind = TEXT_DELETE, .at = 1000000, .count = 1};
    struct operation operation = {.kind = OPERATION_NOTE,
                                  .made = KIND_GOAL,
                                  .object = {1, 0},
                                  .field = GOAL_NOTES,
                                  .runs = &run,
                                  .run_count = 1};
    struct batch batch = {.operations = &operation, .operation_count = 1};
    const struct space_object *goal = space_object_at(circle.spaces[to], operation.object);
    if (of == to)
        return;
    batch.head = circle_head(&circle, to, of);
    bool is_judged = goal != NULL && goal->kind == KIND_GOAL && goal->slots != NULL;
    if (!is_judged || circle_draw(&circle, 2) == 0)
        batch.head.lamport += 1 + circle_draw(&circle, 1000);
    char *before = circle_dump(circle.spaces[to]);
    assert_int_equal(circle_send(&circle, to, of, &batch), SPACE_MALFORMED);
    assert_int_equal(space_doubt(circle.spaces[to], of), SPACE_SENT_MALFORMED);
    space_trust_again(circle.spaces[to], of);
    char *after = circle_dump(circle.spaces[to]);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

static void step(void)
{
    uint8_t device = (uint8_t)circle_draw(&circle, (uint32_t)circle.count);
    if (circle_draw(&circle, 20) == 0)
        attack(device);
    switch (circle_draw(&circle, 5)) {
    case 0:
        deliver_any(device);
        deliver_any(device);
        break;
    case 1:
        hear_and_settle(device);
        break;
    case 2:
        if (space_has_draft(circle.spaces[device]) &&
            circle.published_count[device] < CIRCLE_BATCHES_MAX)
            circle_publish(&circle, device);
        break;
    default:
        circle_edit(&circle, device);
    }
}

static void run(size_t devices, uint64_t seed)
{
    circle_begin(&circle, devices, seed);
    for (size_t i = 0; i < STEPS; i++)
        step();
    for (uint8_t i = 0; i < devices; i++)
        circle_publish_all(&circle, i);
    circle_meet(&circle);
    circle_hear(&circle);
    for (uint8_t i = 1; i < devices; i++)
        circle_assert_same(circle.spaces[0], circle.spaces[i]);
    assert_true(space_settle(circle.spaces[1]));
    for (uint8_t i = 0; i < devices; i++)
        assert_int_equal(circle.spaces[1]->devices[i].settled, circle.published_count[i]);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_end(&circle);
}

static void test_two_devices_come_to_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++)
        run(2, seed);
}

static void test_three_to_six_devices_come_to_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++)
        run(3 + seed % 4, seed);
}

/* ---- Want of memory ---- */

/* What device 0 does in a scripted history; the others have all they need. True: it lacked memory.
 * Each step can be done again then. */
struct script {
    struct object_id goal, practice, session;
    const uint8_t *bytes;
    size_t size;
};

static bool lacks(enum space_write written)
{
    assert_true(written == SPACE_WRITTEN || written == SPACE_NO_MEMORY);
    return written == SPACE_NO_MEMORY;
}

static bool takes(uint8_t of, uint32_t sequence)
{
    enum space_taken taken = circle_offer(&circle, 0, of, sequence);
    assert_true(taken == SPACE_APPLIED || taken == SPACE_WAITING || taken == SPACE_DUPLICATE ||
                taken == SPACE_OUT_OF_MEMORY);
    return taken == SPACE_OUT_OF_MEMORY;
}

/* What another device does to all that is there. */
static void others_write(uint8_t device, const struct script *script)
{
    struct space *space = circle.spaces[device];
    struct object_id made;
    struct value title = value_text("Walk to the lake");
    circle_exchange(&circle, 1, 2);
    assert_int_equal(space_make(space, KIND_GOAL, &made), SPACE_WRITTEN);
    assert_int_equal(space_set(space, made, GOAL_TITLE, &title), SPACE_WRITTEN);
    assert_int_equal(space_note_replace(space, made, GOAL_NOTES, value_text("New.")),
                     SPACE_WRITTEN);
    for (uint32_t n = 1; n <= circle.published_count[0]; n++)
        circle_offer(&circle, device, 0, n);
    if (space_find(space, script->goal, NULL)) {
        space_set(space, script->goal, GOAL_TITLE, &title);
        space_note_insert(space, script->goal, GOAL_NOTES, 0, value_text("From another. "));
        space_note_insert(space, script->session, SESSION_RECAP, 0, value_text("Also here. "));
    }
    circle_publish_all(&circle, device);
}

static bool script_drafts(struct script *script, size_t step)
{
    struct space *space = circle.spaces[0];
    struct value line = value_text("Ten minutes are enough");
    struct value goal = value_object(script->goal);
    switch (step) {
    case 0:
        return lacks(space_make(space, KIND_GOAL, &script->goal));
    case 1:
        return lacks(space_make(space, KIND_PRACTICE, &script->practice));
    case 2:
        return lacks(space_make(space, KIND_SESSION, &script->session));
    case 3:
        return lacks(space_set(space, script->goal, GOAL_WHY, &line));
    case 4:
        return lacks(space_set(space, script->practice, PRACTICE_GOAL, &goal));
    case 5:
        return lacks(
            space_note_insert(space, script->goal, GOAL_NOTES, 0, value_text("First words.")));
    case 6:
        return lacks(
            space_note_replace(space, script->session, SESSION_RECAP, value_text("We met.")));
    default:
        return lacks(space_note_delete(space, script->goal, GOAL_NOTES, 0, 6));
    }
}

static bool script_goes_on(struct script *script, size_t step)
{
    struct space *space = circle.spaces[0];
    struct value line = value_text("Fifteen minutes are enough");
    switch (step) {
    case 8:
    case 14:
        return lacks(circle_publish(&circle, 0));
    case 9:
        return takes(1, 2);
    case 10:
        return takes(1, 1);
    case 11:
        return takes(2, 1);
    case 12:
        return lacks(space_set(space, script->goal, GOAL_WHY, &line));
    case 13:
        return lacks(space_erase(space, script->practice));
    default:
        return takes(2, 2);
    }
}

static bool script_step(struct script *script, size_t step)
{
    return step < 8 ? script_drafts(script, step) : script_goes_on(script, step);
}

/* Without memory to deflate in, a batch has other bytes and means the same. */
static void forget_chains(char *text)
{
    for (char *at = strstr(text, "chain "); at != NULL; at = strstr(at + 1, "chain "))
        memset(at + strlen("chain "), '.', 8);
}

/* Does the script while the n-th request for memory fails; returns the state, and in *requests how
 * many there were. */
static char *run_script(size_t fail_at, size_t *requests)
{
    struct script script = {.goal = OBJECT_SPACE};
    circle_begin(&circle, 3, 9);
    circle.memory[0].requests = 0;
    circle.memory[0].fail_at = fail_at;
    for (size_t step = 0; step < 16; step++) {
        if (step == 8 || step == 14)
            others_write(1, &script);
        if (step == 9 || step == 15)
            others_write(step == 9 ? 1 : 2, &script);
        if (step == 11)
            others_write(2, &script);
        char *before = circle_dump(circle.spaces[0]);
        if (script_step(&script, step)) {
            char *after = circle_dump(circle.spaces[0]);
            assert_string_equal(before, after);
            free(after);
            assert_false(script_step(&script, step));
        }
        free(before);
    }
    *requests = circle.memory[0].requests;
    circle.memory[0].fail_at = 0;
    circle_meet(&circle);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    char *text = circle_dump(circle.spaces[0]);
    forget_chains(text);
    circle_end(&circle);
    return text;
}

static void test_want_of_memory_leaves_a_space_as_it_was(void **state)
{
    (void)state;
    size_t requests = 0;
    char *expected = run_script(0, &requests);
    size_t total = requests;
    assert_in_range(total, 60, 2000);
    for (size_t n = 1; n <= total; n++) {
        char *text = run_script(n, &requests);
        assert_string_equal(text, expected);
        free(text);
    }
    free(expected);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_want_of_memory_leaves_a_space_as_it_was),
    cmocka_unit_test(test_two_devices_come_to_the_same),
    cmocka_unit_test(test_three_to_six_devices_come_to_the_same),
};
TEST_GROUP(space_apply, tests)
