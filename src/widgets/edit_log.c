#include "widgets/edit_log.h"

#include <string.h>

#include "base/assert.h"

void edit_log_begin(struct edit_log *log, size_t bytes_max)
{
    *log = (struct edit_log){.bytes_max = bytes_max};
}

void edit_log_clear(struct edit_log *log, const struct alcove_memory *memory)
{
    if (log->bytes != NULL) {
        explicit_bzero(log->bytes, log->room);
        memory->resize(memory->context, log->bytes, log->room, 0);
    }
    if (log->steps != NULL)
        memory->resize(memory->context, log->steps, log->steps_room * sizeof *log->steps, 0);
    edit_log_begin(log, log->bytes_max);
}

static size_t step_size(const struct edit_step *step)
{
    return step->removed + step->inserted;
}

/* Forgets the steps from `from` on. */
static void forget_later(struct edit_log *log, size_t from)
{
    size_t size = log->size;
    for (size_t i = from; i < log->step_count; i++)
        size -= step_size(&log->steps[i]);
    if (log->size > size)
        explicit_bzero(log->bytes + size, log->size - size);
    log->size = size;
    log->step_count = from;
}

static void forget_oldest(struct edit_log *log)
{
    ALCOVE_ASSERT(log->step_count > 0);
    size_t size = step_size(&log->steps[0]);
    if (size > 0) {
        memmove(log->bytes, log->bytes + size, log->size - size);
        log->size -= size;
        explicit_bzero(log->bytes + log->size, size);
    }
    log->step_count--;
    memmove(log->steps, log->steps + 1, log->step_count * sizeof *log->steps);
}

static bool steps_reserve(struct edit_log *log, const struct alcove_memory *memory)
{
    if (log->step_count < log->steps_room)
        return true;
    size_t room = log->steps_room == 0 ? 8 : 2 * log->steps_room;
    struct edit_step *steps = memory->resize(memory->context, log->steps,
                                             log->steps_room * sizeof *steps, room * sizeof *steps);
    if (steps == NULL)
        return false;
    log->steps = steps;
    log->steps_room = room;
    return true;
}

/* Moved by hand, so that what is left behind can be wiped. */
static bool bytes_reserve(struct edit_log *log, const struct alcove_memory *memory, size_t more)
{
    if (log->room - log->size >= more)
        return true;
    size_t room = 2 * (log->size + more);
    if (room < 64)
        room = 64;
    char *bytes = memory->resize(memory->context, NULL, 0, room);
    if (bytes == NULL)
        return false;
    if (log->bytes != NULL) {
        memcpy(bytes, log->bytes, log->size);
        explicit_bzero(log->bytes, log->room);
        memory->resize(memory->context, log->bytes, log->room, 0);
    }
    log->bytes = bytes;
    log->room = room;
    return true;
}

/* True when the change goes on where the last step ended. */
static bool joins(const struct edit_log *log, const struct edit_change *change)
{
    if (!log->open || log->step_count == 0 || change->now_us - log->last_us > EDIT_LOG_PAUSE_US)
        return false;
    const struct edit_step *last = &log->steps[log->step_count - 1];
    if (last->kind != change->kind || change->kind == EDIT_WHOLE)
        return false;
    if (change->kind == EDIT_TYPED)
        return !change->new_word && change->removed_size == 0 &&
               change->at == last->at + last->inserted;
    if (change->kind == EDIT_DELETED_ON)
        return change->at == last->at;
    return change->at + change->removed_size == last->at;
}

/* Into the bytes of the last step, which are the last there are. */
static void put(struct edit_log *log, size_t back, const char *bytes, size_t size)
{
    if (size == 0)
        return;
    char *to = log->bytes + log->size - back;
    memmove(to + size, to, back);
    memcpy(to, bytes, size);
    log->size += size;
}

static void join(struct edit_log *log, const struct edit_change *change)
{
    struct edit_step *last = &log->steps[log->step_count - 1];
    size_t back = last->inserted;
    if (change->kind == EDIT_DELETED_BACK) {
        back += last->removed;
        last->at = change->at;
    }
    put(log, back, change->removed, change->removed_size);
    put(log, 0, change->inserted, change->inserted_size);
    last->removed += change->removed_size;
    last->inserted += change->inserted_size;
}

void edit_log_add(struct edit_log *log, const struct alcove_memory *memory,
                  const struct edit_change *change)
{
    size_t size = change->removed_size + change->inserted_size;
    forget_later(log, log->done);
    bool new_step = !joins(log, change);
    while (log->step_count > 0 &&
           (log->size + size > log->bytes_max || log->step_count + new_step > EDIT_LOG_STEPS_MAX)) {
        forget_oldest(log);
        new_step = new_step || log->step_count == 0;
    }
    if (size > log->bytes_max || !steps_reserve(log, memory) || !bytes_reserve(log, memory, size)) {
        edit_log_clear(log, memory);
        return;
    }
    if (new_step)
        log->steps[log->step_count++] = (struct edit_step){.kind = change->kind, .at = change->at};
    join(log, change);
    log->done = log->step_count;
    log->open = true;
    log->last_us = change->now_us;
}

void edit_log_close(struct edit_log *log)
{
    log->open = false;
}

static const char *step_bytes(const struct edit_log *log, size_t step)
{
    const char *at = log->bytes;
    for (size_t i = 0; i < step; i++)
        at += step_size(&log->steps[i]);
    return at;
}

bool edit_log_undo(struct edit_log *log, struct edit_change *out)
{
    log->open = false;
    if (log->done == 0)
        return false;
    log->done--;
    const struct edit_step *step = &log->steps[log->done];
    const char *bytes = step_bytes(log, log->done);
    *out = (struct edit_change){
        .at = step->at,
        .removed_size = step->inserted,
        .inserted = bytes,
        .inserted_size = step->removed,
    };
    return true;
}

bool edit_log_redo(struct edit_log *log, struct edit_change *out)
{
    log->open = false;
    if (log->done == log->step_count)
        return false;
    const struct edit_step *step = &log->steps[log->done];
    const char *bytes = step_bytes(log, log->done);
    *out = (struct edit_change){
        .at = step->at,
        .removed_size = step->removed,
        .inserted = bytes + step->removed,
        .inserted_size = step->inserted,
    };
    log->done++;
    return true;
}
