#include "link/reassembly.h"

#include <string.h>

#include "base/assert.h"
#include "link/deadline.h"

/* How far frame `id` is behind the newest; negative when it is newer. */
static int32_t behind(const struct reassembly *reassembly, uint32_t id)
{
    return (int32_t)(reassembly->newest_video - id);
}

static bool is_settled(const struct reassembly *reassembly, uint32_t id)
{
    if (!reassembly->any_video || behind(reassembly, id) < 0)
        return false;
    int32_t distance = behind(reassembly, id);
    ALCOVE_ASSERT(distance >= 0);
    return distance >= REASSEMBLY_MEMORY || (reassembly->settled >> distance & 1) != 0;
}

static void note_newest(struct reassembly *reassembly, uint32_t id)
{
    if (!reassembly->any_video) {
        reassembly->any_video = true;
        reassembly->newest_video = id;
        reassembly->settled = 0;
        reassembly->complete = 0;
        return;
    }
    int32_t ahead = -behind(reassembly, id);
    if (ahead <= 0)
        return;
    ALCOVE_ASSERT(ahead > 0);
    bool near = ahead < REASSEMBLY_MEMORY;
    reassembly->settled = near ? reassembly->settled << ahead : 0;
    reassembly->complete = near ? reassembly->complete << ahead : 0;
    reassembly->newest_video = id;
}

static void note_settled(struct reassembly *reassembly, uint32_t id, bool whole)
{
    int32_t distance = behind(reassembly, id);
    ALCOVE_ASSERT(distance >= 0);
    if (distance >= REASSEMBLY_MEMORY)
        return;
    reassembly->settled |= UINT64_C(1) << distance;
    if (whole)
        reassembly->complete |= UINT64_C(1) << distance;
}

static bool was_whole(const struct reassembly *reassembly, uint32_t id)
{
    int32_t distance = behind(reassembly, id);
    ALCOVE_ASSERT(distance >= 0);
    return distance < REASSEMBLY_MEMORY && (reassembly->complete >> distance & 1) != 0;
}

static void give_up(struct reassembly *reassembly, struct reassembly_slot *slot)
{
    ALCOVE_ASSERT(slot->state == REASSEMBLY_PARTLY);
    note_settled(reassembly, slot->id, false);
    slot->state = REASSEMBLY_FREE;
    reassembly->incomplete++;
}

/* The slot frame `id` has, or a free one, or that of the oldest unfinished frame before it. */
static struct reassembly_slot *slot_for(struct reassembly *reassembly, uint32_t id)
{
    struct reassembly_slot *free_slot = NULL;
    struct reassembly_slot *oldest = NULL;
    for (size_t i = 0; i < REASSEMBLY_VIDEO_MAX; i++) {
        struct reassembly_slot *slot = &reassembly->video[i];
        if (slot->state == REASSEMBLY_FREE) {
            free_slot = slot;
        } else if (slot->state == REASSEMBLY_PARTLY) {
            if (slot->id == id)
                return slot;
            if ((int32_t)(id - slot->id) > 0 &&
                (oldest == NULL || (int32_t)(oldest->id - slot->id) > 0))
                oldest = slot;
        }
    }
    if (free_slot != NULL || oldest == NULL)
        return free_slot;
    give_up(reassembly, oldest);
    ALCOVE_ASSERT(oldest->state == REASSEMBLY_FREE);
    return oldest;
}

static bool agrees(const struct reassembly_slot *slot, const struct chunk_part *part)
{
    ALCOVE_ASSERT(slot->id == part->id);
    return slot->total == part->total && slot->captured_us == part->captured_us &&
           slot->key == part->key && slot->golden == part->golden;
}

static void begin(struct reassembly_slot *slot, uint64_t now_us, const struct chunk_part *part)
{
    ALCOVE_ASSERT(slot->state == REASSEMBLY_FREE);
    *slot = (struct reassembly_slot){
        .state = REASSEMBLY_PARTLY,
        .id = part->id,
        .total = part->total,
        .captured_us = part->captured_us,
        .key = part->key,
        .golden = part->golden,
        .since_us = now_us,
    };
}

bool reassembly_on_video(struct reassembly *reassembly, uint64_t now_us,
                         const struct chunk_part *part)
{
    ALCOVE_ASSERT(part->total <= ALCOVE_FRAME_BYTES_MAX && part->size > 0);
    ALCOVE_ASSERT(part->offset <= part->total - part->size);
    if (is_settled(reassembly, part->id))
        return was_whole(reassembly, part->id);
    struct reassembly_slot *slot = slot_for(reassembly, part->id);
    if (slot == NULL || (slot->state == REASSEMBLY_PARTLY && !agrees(slot, part)))
        return false;
    if (slot->state == REASSEMBLY_FREE)
        begin(slot, now_us, part);
    note_newest(reassembly, part->id);
    uint32_t end = part->offset + part->size;
    if (!ranges_add(&slot->arrived, part->offset, end))
        return false;
    memcpy(reassembly->video_bytes[slot - reassembly->video] + part->offset, part->bytes,
           part->size);
    if (ranges_contain(&slot->arrived, 0, slot->total)) {
        slot->state = REASSEMBLY_WHOLE;
        slot->whole_us = now_us;
        slot->order = reassembly->orders++;
        note_settled(reassembly, slot->id, true);
    }
    return true;
}

bool reassembly_on_voice(struct reassembly *reassembly, uint64_t now_us,
                         const struct chunk_part *part)
{
    ALCOVE_ASSERT(part->size == part->total);
    if (part->size > sizeof reassembly->voice_bytes[0])
        return false;
    for (size_t i = 0; i < REASSEMBLY_VOICE_MAX; i++) {
        struct reassembly_slot *slot = &reassembly->voice[i];
        if (slot->state != REASSEMBLY_FREE)
            continue;
        begin(slot, now_us, part);
        memcpy(reassembly->voice_bytes[i], part->bytes, part->size);
        slot->state = REASSEMBLY_WHOLE;
        slot->whole_us = now_us;
        slot->order = reassembly->orders++;
        return true;
    }
    return false;
}

static void find_first(struct reassembly_slot *slots, size_t count, struct reassembly_slot **first)
{
    ALCOVE_ASSERT(slots != NULL);
    for (size_t i = 0; i < count; i++) {
        if (slots[i].state == REASSEMBLY_WHOLE &&
            (*first == NULL || slots[i].order < (*first)->order))
            *first = &slots[i];
    }
}

static uint64_t continue_clock(struct reassembly *reassembly, uint32_t low)
{
    if (!reassembly->any_captured) {
        /* One turn above zero, so that an older frame that comes later is not before time. */
        reassembly->captured_us = (UINT64_C(1) << 32) + low;
        reassembly->any_captured = true;
    }
    int32_t step = (int32_t)(low - (uint32_t)reassembly->captured_us);
    uint64_t captured_us = step < 0 ? reassembly->captured_us - (uint64_t)(-(int64_t)step)
                                    : reassembly->captured_us + (uint64_t)step;
    if (captured_us > reassembly->captured_us)
        reassembly->captured_us = captured_us;
    ALCOVE_ASSERT((uint32_t)captured_us == low);
    return captured_us;
}

bool reassembly_poll(struct reassembly *reassembly, struct alcove_frame *out)
{
    struct reassembly_slot *video = NULL;
    struct reassembly_slot *voice = NULL;
    find_first(reassembly->video, REASSEMBLY_VIDEO_MAX, &video);
    find_first(reassembly->voice, REASSEMBLY_VOICE_MAX, &voice);
    if (video == NULL && voice == NULL)
        return false;
    bool is_video = voice == NULL || (video != NULL && video->order < voice->order);
    struct reassembly_slot *slot = is_video ? video : voice;
    ALCOVE_ASSERT(slot->state == REASSEMBLY_WHOLE);
    slot->state = REASSEMBLY_TAKEN;
    *out = (struct alcove_frame){
        .kind = is_video ? ALCOVE_FRAME_VIDEO : ALCOVE_FRAME_VOICE,
        .id = slot->id,
        .captured_at_us = continue_clock(reassembly, slot->captured_us),
        .key = slot->key,
        .golden = slot->golden,
        .bytes = is_video ? reassembly->video_bytes[slot - reassembly->video]
                          : reassembly->voice_bytes[slot - reassembly->voice],
        .size = slot->total,
        .received_at_us = slot->whole_us,
    };
    return true;
}

void reassembly_reclaim(struct reassembly *reassembly)
{
    ALCOVE_ASSERT(reassembly != NULL);
    for (size_t i = 0; i < REASSEMBLY_VIDEO_MAX; i++) {
        if (reassembly->video[i].state == REASSEMBLY_TAKEN)
            reassembly->video[i].state = REASSEMBLY_FREE;
    }
    for (size_t i = 0; i < REASSEMBLY_VOICE_MAX; i++) {
        if (reassembly->voice[i].state == REASSEMBLY_TAKEN)
            reassembly->voice[i].state = REASSEMBLY_FREE;
    }
}

void reassembly_on_timeout(struct reassembly *reassembly, uint64_t now_us)
{
    for (size_t i = 0; i < REASSEMBLY_VIDEO_MAX; i++) {
        struct reassembly_slot *slot = &reassembly->video[i];
        ALCOVE_ASSERT(slot->state == REASSEMBLY_FREE || now_us >= slot->since_us);
        if (slot->state == REASSEMBLY_PARTLY && now_us >= slot->since_us + REASSEMBLY_WAIT_US)
            give_up(reassembly, slot);
    }
}

uint64_t reassembly_next_deadline(const struct reassembly *reassembly)
{
    uint64_t earliest_us = DEADLINE_NEVER;
    ALCOVE_ASSERT(reassembly != NULL);
    for (size_t i = 0; i < REASSEMBLY_VIDEO_MAX; i++) {
        if (reassembly->video[i].state == REASSEMBLY_PARTLY)
            earliest_us =
                deadline_earlier(earliest_us, reassembly->video[i].since_us + REASSEMBLY_WAIT_US);
    }
    return earliest_us;
}
