#include "keeping_scene.h"

#include <stdlib.h>
#include <string.h>

#include "app/keeping.h"
#include "harness.h"
#include "memory.h"
#include "session/recap.h"

#define PASSES 4 /* until nothing more is to be said */

struct scene_person scene_people[2];
static struct scene_person *const anna = &scene_people[0], *const ben = &scene_people[1];
static char *published; /* all batches, as one text for looking */
static size_t published_size;

static void lay(struct scene_person *from, struct card_edit edit)
{
    assert_true(board_set(&from->board, &edit));
    assert_int_equal(board_take(&scene_people[1 - from->board.side].board, &edit), BOARD_TAKEN);
}

void scene_say(struct scene_person *from, enum card_kind kind, uint32_t id, unsigned field,
               const char *text)
{
    lay(from,
        (struct card_edit){
            .kind = kind, .id = id, .field = (uint8_t)field, .text = text, .size = strlen(text)});
}

void scene_count(struct scene_person *from, enum card_kind kind, uint32_t id, unsigned field,
                 uint64_t number)
{
    lay(from,
        (struct card_edit){.kind = kind, .id = id, .field = (uint8_t)field, .number = number});
}

uint32_t scene_add(struct scene_person *from, enum card_kind kind, const char *text)
{
    uint32_t id = board_new_id(&from->board);
    scene_say(from, kind, id, 0, text);
    return id;
}

void scene_begin(void)
{
    struct space_config config = {
        .id = {8}, .member_count = 2, .device_count = 2, .member_of = {0, 1}};
    for (uint8_t i = 0; i < 2; i++) {
        const uint8_t static_secret[32] = {i, 3};
        config.own_device = i;
        scene_people[i] = (struct scene_person){.minute = SCENE_BEGAN + 1};
        board_init(&scene_people[i].board, i);
        scene_people[i].space = space_create(&config, &test_memory.memory);
        assert_non_null(scene_people[i].space);
        signature_keys(static_secret, scene_people[i].public, scene_people[i].secret);
    }
    published_size = 0;
    scene_count(anna, CARD_HOUR, 0, HOUR_CARD_MINUTE, SCENE_BEGAN);
}

void scene_end(void)
{
    for (size_t i = 0; i < 2; i++) {
        board_clear(&scene_people[i].board);
        space_free(scene_people[i].space);
    }
    free(published);
    published = NULL;
}

enum space_write scene_step(struct scene_person *person)
{
    const struct signature_pen pen = {person->secret, person->public, person->minute,
                                      &test_memory.memory};
    const struct keeping keeping = {
        .board = &person->board,
        .space = person->space,
        .pen = &pen,
        .day = SCENE_DAY,
        .mode = SESSION_TEXT,
        .is_over = person->is_over,
        .lines = person->lines,
    };
    return keeping_step(&keeping, &person->whole);
}

static void remember(const uint8_t *bytes, size_t size)
{
    published = realloc(published, published_size + size);
    assert_non_null(published);
    memcpy(published + published_size, bytes, size);
    published_size += size;
}

/* Publishes what is drafted, and brings it to the other. */
void scene_bring(struct scene_person *from, struct scene_person *to)
{
    const struct space_publication publication = {.minute = from->minute};
    const uint8_t *bytes;
    size_t size;
    while (space_has_draft(from->space)) {
        assert_int_equal(space_publish(from->space, &publication, &bytes, &size), SPACE_WRITTEN);
        if (bytes == NULL)
            continue;
        from->batches++;
        remember(bytes, size);
        assert_int_equal(space_apply(to->space, (uint8_t)from->board.side, bytes, size),
                         SPACE_APPLIED);
    }
}

void scene_keep(void)
{
    for (int i = 0; i < PASSES; i++) {
        assert_int_equal(scene_step(anna), SPACE_WRITTEN);
        scene_bring(anna, ben);
        assert_int_equal(scene_step(ben), SPACE_WRITTEN);
        scene_bring(ben, anna);
    }
}

void scene_end_hour(void)
{
    anna->is_over = ben->is_over = true;
    scene_keep();
}

struct object_id scene_only(const struct scene_person *person, enum object_kind kind)
{
    struct object_id object = OBJECT_SPACE;
    assert_int_equal(space_count(person->space, kind), 1);
    assert_true(space_next(person->space, kind, &object));
    return object;
}

void scene_assert_text(const struct scene_person *person, struct object_id object, unsigned field,
                       const char *text)
{
    struct value value = space_value(person->space, object, (uint8_t)field);
    assert_int_equal(value.type, VALUE_STRING);
    assert_int_equal(value.size, strlen(text));
    assert_memory_equal(value.bytes, text, value.size);
}

uint64_t scene_number(const struct scene_person *person, struct object_id object, unsigned field)
{
    struct value value = space_value(person->space, object, (uint8_t)field);
    assert_int_equal(value.type, VALUE_NUMBER);
    return value.number;
}

struct object_id scene_reflection(const struct scene_person *person, const char *text)
{
    const struct value wanted = value_text(text);
    struct object_id object = OBJECT_SPACE;
    while (space_next(person->space, KIND_REFLECTION, &object)) {
        struct value said = space_value(person->space, object, REFLECTION_TEXT);
        if (value_is_equal(&said, &wanted))
            return object;
    }
    fail();
    return object;
}

void scene_assert_recap(const struct scene_person *person, const char *text)
{
    uint8_t bytes[4096];
    const struct text *note =
        space_note(person->space, scene_only(person, KIND_SESSION), SESSION_RECAP);
    assert_non_null(note);
    assert_int_equal(text_size(note, true), strlen(text));
    text_read(note, true, bytes);
    assert_memory_equal(bytes, text, strlen(text));
}

void scene_write_recap(void)
{
    scene_say(ben, CARD_RECAP, 0, RECAP_CARD_DID, "We looked at the week.");
    scene_say(anna, CARD_RECAP, 0, RECAP_CARD_NEXT, "Walks,\non two mornings.");
}

void scene_agree(struct scene_person *person)
{
    scene_count(person, CARD_RECAP, 0, RECAP_CARD_AGREED, recap_sum(&person->board));
}

enum signature_state scene_signature_of(const struct scene_person *at,
                                        const struct scene_person *by)
{
    struct signature_found found;
    const struct signature_place place = {scene_only(at, KIND_SESSION), (uint8_t)by->board.side};
    assert_true(signature_find(at->space, &place, &test_memory.memory, &found));
    return found.state;
}

bool scene_was_published(const char *text)
{
    return memmem(published, published_size, text, strlen(text)) != NULL;
}
