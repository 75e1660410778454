/* Batches for tests: one that has something of everything, and what it must be compared by. */
#ifndef ALCOVE_TESTS_BATCH_SAMPLES_H
#define ALCOVE_TESTS_BATCH_SAMPLES_H

#include "records/batch.h"
#include "records/schema.h"

static inline struct operation make(uint32_t counter, uint8_t device, enum object_kind kind)
{
    return (struct operation){
        .kind = OPERATION_MAKE, .made = (uint8_t)kind, .object = {counter, device}};
}

static inline struct operation set(struct object_id object, enum object_kind kind, uint8_t field,
                                   struct value value)
{
    return (struct operation){.kind = OPERATION_SET,
                              .made = (uint8_t)kind,
                              .field = field,
                              .object = object,
                              .value = value};
}

static inline struct operation erase(struct object_id object, enum object_kind kind)
{
    return (struct operation){.kind = OPERATION_ERASE, .made = (uint8_t)kind, .object = object};
}

static inline struct operation note(struct object_id object, enum object_kind kind, uint8_t field,
                                    const struct text_run *runs, size_t run_count)
{
    return (struct operation){.kind = OPERATION_NOTE,
                              .made = (uint8_t)kind,
                              .field = field,
                              .object = object,
                              .runs = runs,
                              .run_count = run_count};
}

static const uint8_t sample_key[] = {0x80, 0x21};

/* In the order in which batches have them: of device 1, that made objects 41 to 43. */
static inline size_t sample_operations(struct operation out[16])
{
    static const uint8_t inserted[] = "\xc3\x9c"
                                      "ber all: walk.\n";
    static const struct text_run runs[] = {
        {.kind = TEXT_DELETE, .at = 3, .count = 5},
        {.kind = TEXT_INSERT, .at = 3, .count = 15, .text = inserted, .size = 16},
        {.kind = TEXT_INSERT, .at = 0, .count = 1, .text = (const uint8_t *)"a", .size = 1},
    };
    const struct object_id goal = {7, 0}, practice = {12, 0}, check_in = {41, 1};
    const struct object_id reflection = {30, 1}, mine = {42, 1}, session = {43, 1};
    const struct operation operations[] = {
        set(OBJECT_SPACE, KIND_SPACE, SPACE_TITLE, value_text("Ours")),
        set(goal, KIND_GOAL, GOAL_TITLE, value_text("Be outside more")),
        set(goal, KIND_GOAL, GOAL_TARGET_DAY, value_none()),
        set(goal, KIND_GOAL, GOAL_STATUS, value_number(GOAL_REACHED)),
        note(goal, KIND_GOAL, GOAL_NOTES, runs, 3),
        set(practice, KIND_PRACTICE, PRACTICE_ORDER, value_bytes(sample_key, sizeof sample_key)),
        erase(reflection, KIND_REFLECTION),
        make(check_in.counter, 1, KIND_CHECK_IN),
        set(check_in, KIND_CHECK_IN, CHECK_IN_PRACTICE, value_object(practice)),
        set(check_in, KIND_CHECK_IN, CHECK_IN_DAY, value_number(20520)),
        make(mine.counter, 1, KIND_COMMENT),
        set(mine, KIND_COMMENT, COMMENT_TARGET, value_object(check_in)),
        make(session.counter, 1, KIND_SESSION),
        set(session, KIND_SESSION, SESSION_BEGAN, value_number(29548800)),
        note(session, KIND_SESSION, SESSION_RECAP, &runs[2], 1),
    };
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
        out[i] = operations[i];
    return sizeof operations / sizeof operations[0];
}

static inline struct batch_head sample_head(void)
{
    return (struct batch_head){
        .device = 1, .sequence = 5, .lamport = 901, .minute = 29549000, .known = {7, 4, 0, 2}};
}

/* What its author knew in the batch before. */
static const uint32_t sample_before[SPACE_DEVICES_MAX] = {6, 3, 0, 1};

static inline bool same_runs(const struct operation *a, const struct operation *b)
{
    for (size_t i = 0; i < a->run_count; i++) {
        const struct text_run *x = &a->runs[i], *y = &b->runs[i];
        if (x->kind != y->kind || x->at != y->at || x->count != y->count || x->size != y->size)
            return false;
        for (size_t n = 0; n < x->size; n++) {
            if (x->text[n] != y->text[n])
                return false;
        }
    }
    return true;
}

static inline bool same_operation(const struct operation *a, const struct operation *b)
{
    return a->kind == b->kind && a->made == b->made && a->field == b->field &&
           object_id_is_equal(a->object, b->object) && value_is_equal(&a->value, &b->value) &&
           a->run_count == b->run_count && same_runs(a, b);
}

static inline bool same_batch(const struct batch *a, const struct batch *b)
{
    bool same = a->head.device == b->head.device && a->head.sequence == b->head.sequence &&
                a->head.lamport == b->head.lamport && a->head.minute == b->head.minute &&
                a->operation_count == b->operation_count;
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++)
        same = same && a->head.known[i] == b->head.known[i];
    for (size_t i = 0; same && i < a->operation_count; i++)
        same = same_operation(&a->operations[i], &b->operations[i]);
    return same;
}

#endif
