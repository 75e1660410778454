/* Two devices at which much is written and taken back again, before it is published: none of it is
 * in anything that they tell each other. Every message is joined from its parts, and every batch
 * and whole copy in it inflated, before it is searched. */
#include "records/sync.h"

#include <string.h>

#include "harness.h"
#include "records/kept_parts.h"
#include "records/sync_world.h"

#define SENTENCE "All that was said here was said in a calm voice, and none of it was hurried. "

static struct {
    const char *text;
    bool is_said; /* published, so that the ears are known to work */
    bool is_heard;
} words[] = {
    {"unspeakable", false, false},    {"regrettable", false, false},
    {"halfhearted", false, false},    {"embarrassing", false, false},
    {"overbearing", false, false},    {"unfinished", false, false},
    {"Be outside more", true, false}, {"because of the sea", true, false},
    {"calm voice", true, false},
};
#define WORDS (sizeof words / sizeof words[0])

struct ear {
    struct counted_memory memory;
    struct sync_incoming incoming;
    struct sync_shape shape;
    bool is_signed;
    size_t batches, wholes;
};

static struct ear ears[2]; /* of what comes from each */

static void begin_ears(bool is_signed)
{
    for (size_t i = 0; i < WORDS; i++)
        words[i].is_heard = false;
    for (size_t i = 0; i < 2; i++) {
        ears[i] = (struct ear){.shape = {2, 3}, .is_signed = is_signed};
        ears[i].incoming.takes_whole = true;
        counted_memory_begin(&ears[i].memory);
    }
}

/* Nothing is heard that was not said. */
static void end_ears(void)
{
    for (size_t i = 0; i < 2; i++)
        counted_memory_end(&ears[i].memory);
    for (size_t i = 0; i < WORDS; i++) {
        if (words[i].is_heard != words[i].is_said)
            fail_msg("%s: %s", words[i].is_heard ? "heard" : "not heard", words[i].text);
    }
}

static void search(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < WORDS && size > 0; i++) {
        if (memmem(bytes, size, words[i].text, strlen(words[i].text)) != NULL)
            words[i].is_heard = true;
    }
}

static void hear_batch(struct ear *ear, const uint8_t *bytes, size_t size)
{
    static const uint32_t nothing[SPACE_DEVICES_MAX];
    const struct batch_source source = {bytes, size, ear->is_signed};
    struct batch_read read;
    assert_int_equal(batch_decode(&source, nothing, &ear->memory.memory, &read), BATCH_OK);
    search(read.room, read.room_size);
    batch_free(&read, &ear->memory.memory);
    ear->batches++;
}

static void hear_whole(struct ear *ear, const uint8_t *bytes, size_t size)
{
    struct kept_block raw;
    const struct alcove_memory *memory = &ear->memory.memory;
    assert_int_equal(kept_box_open(memory, bytes, size, SPACE_WHOLE_BYTES_MAX, &raw), SPACE_LOADED);
    search(raw.bytes, raw.size);
    kept_block_free(memory, &raw);
    ear->wholes++;
}

static void hear(struct ear *ear, const uint8_t *part, size_t size)
{
    struct sync_span span;
    struct sync_message message;
    size_t at = 0;
    enum sync_joined joined =
        sync_part_join(&ear->incoming, &ear->memory.memory, (struct sync_span){part, size}, &span);
    search(part, size);
    if (joined == SYNC_JOINED_PART)
        return;
    assert_int_equal(joined, SYNC_JOINED_WHOLE);
    search(span.bytes, span.size);
    assert_true(sync_message_read(span.bytes, span.size, ear->shape, &message));
    if ((message.sections & SYNC_BATCHES) != 0) {
        const uint8_t *batch;
        while ((batch = sync_message_batch(&message, &at, &size)) != NULL)
            hear_batch(ear, batch, size);
    }
    if (message.whole_kind == SYNC_WHOLE_HERE)
        hear_whole(ear, message.whole, message.whole_size);
    if (span.bytes != part)
        sync_incoming_drop(&ear->incoming, &ear->memory.memory);
}

/* Delivers all that one has for the other; false if that is nothing. */
static bool carry(struct world *world, size_t from)
{
    uint8_t part[WORLD_PART_BYTES];
    size_t to = 1 - from;
    size_t size;
    bool any = false;
    while ((size = sync_next(world->ends[from][to], world->now_us, part)) != 0) {
        hear(&ears[from], part, size);
        assert_true(sync_take(world->ends[to][from], world->now_us, part, size));
        world_store(world, to);
        any = true;
    }
    return any;
}

static void talk(struct world *world)
{
    bool any;
    if (!world_is_connected(world, 0, 1))
        world_connect(world, 0, 1);
    do {
        any = carry(world, 0);
        any = carry(world, 1) || any;
    } while (any);
}

/* ---- Writing ---- */

static void set_text(struct space *space, struct object_id object, uint8_t field, const char *text)
{
    struct value value = value_text(text);
    assert_int_equal(space_set(space, object, field, &value), SPACE_WRITTEN);
}

static void write_note(struct space *space, struct object_id goal, const char *text)
{
    assert_int_equal(space_note_replace(space, goal, GOAL_NOTES, value_text(text)), SPACE_WRITTEN);
}

static struct object_id make_goal(struct world *world, size_t of)
{
    struct space *space = world->replicas[of].space;
    struct object_id goal;
    assert_int_equal(space_make(space, KIND_GOAL, &goal), SPACE_WRITTEN);
    set_text(space, goal, GOAL_TITLE, "Be outside more");
    /* So much that it is deflated. */
    write_note(space, goal, SENTENCE "One. " SENTENCE "Two. " SENTENCE "Three. " SENTENCE "Four.");
    world_publish(world, of);
    return goal;
}

/* Fields set and set back, words typed and deleted, an object made and erased. The other side hears
 * what there is to hear in between. */
static void write_and_take_back(struct world *world, size_t of, struct object_id goal)
{
    struct space *space = world->replicas[of].space;
    struct object_id comment;
    set_text(space, goal, GOAL_TITLE, "An unspeakable aim");
    set_text(space, goal, GOAL_WHY, "an overbearing reason");
    assert_int_equal(
        space_note_insert(space, goal, GOAL_NOTES, 4, value_text("the regrettable things ")),
        SPACE_WRITTEN);
    assert_int_equal(space_make(space, KIND_COMMENT, &comment), SPACE_WRITTEN);
    set_text(space, comment, COMMENT_TEXT, "A halfhearted answer");
    talk(world);
    world_say(world, 1 - of, 20);
    talk(world);
    set_text(space, goal, GOAL_TITLE, "Be outside more");
    set_text(space, goal, GOAL_WHY, of == 0 ? "because of the sea" : "also because of the sea");
    assert_int_equal(space_note_delete(space, goal, GOAL_NOTES, 4, 23), SPACE_WRITTEN);
    assert_int_equal(space_erase(space, comment), SPACE_WRITTEN);
    world_publish(world, of);
    talk(world);
}

/* All of it is thrown away. */
static void write_and_discard(struct world *world, size_t of, struct object_id goal)
{
    struct space *space = world->replicas[of].space;
    set_text(space, goal, GOAL_MEASURE, "something unfinished");
    write_note(space, goal, "It was embarrassing.");
    talk(world);
    space_discard(space);
    world_publish(world, of);
    talk(world);
}

static void play(bool is_signed)
{
    struct world *world = world_begin(2, is_signed, 77);
    struct object_id goals[2];
    begin_ears(is_signed);
    for (size_t i = 0; i < 2; i++)
        goals[i] = make_goal(world, i);
    talk(world);
    for (size_t of = 0; of < 2; of++) {
        for (size_t i = 0; i < 2; i++) {
            write_and_take_back(world, of, goals[i]);
            write_and_discard(world, of, goals[i]);
            world_cut(world, 0, 1);
        }
    }
    talk(world);
    assert_true(world_is_same(world));
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(ears[i].batches, 5); /* a goal, two that were changed, words twice */
    end_ears();
    world_end(world);
}

static void test_what_was_taken_back_is_in_no_message(void **state)
{
    (void)state;
    play(false);
    play(true);
}

/* One that comes from a backup gets a whole copy, while the other side is writing. */
static void test_what_is_not_published_is_in_no_whole(void **state)
{
    (void)state;
    struct world *world = world_begin(2, false, 78);
    begin_ears(false);
    struct object_id goal = make_goal(world, 0);
    write_and_take_back(world, 0, goal);
    talk(world);
    world_cut(world, 0, 1);
    assert_true(space_settle(world->replicas[0].space));
    world_restore(world, 1, 0);
    space_restore(world->replicas[1].space);
    set_text(world->replicas[0].space, goal, GOAL_MEASURE, "something unfinished");
    write_note(world->replicas[0].space, goal, "It was embarrassing.");
    talk(world);
    assert_int_equal(ears[0].wholes, 1);
    const struct space *restored = world->replicas[1].space;
    assert_false(space_is_restored(restored));
    assert_int_equal(space_value(restored, goal, GOAL_WHY).size, strlen("because of the sea"));
    assert_int_equal(space_value(restored, goal, GOAL_MEASURE).type, VALUE_NONE);
    end_ears();
    world_end(world);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_was_taken_back_is_in_no_message),
    cmocka_unit_test(test_what_is_not_published_is_in_no_whole),
};

TEST_GROUP(sync_draft, tests)
