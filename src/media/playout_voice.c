#include "media/playout_voice.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "media/arrival_window.h"
#include "media/lip_sync.h"
#include "media/time_stretch.h"
#include "media/voice_decoder.h"

#define PERCENTILE 97
/* Frames kept by id; 64 of 20 ms are more than three times the ceiling. */
#define SLOTS 64

/* Beyond the percentile: the clocks that push and pull are not exact. */
#define MARGIN_US 5000
/* Until the first arrivals say better. */
#define TARGET_FIRST_US 30000
#define TARGET_MAX_US   300000
#define ARRIVALS_ENOUGH 25
/* The percentile leaves 3 % to come too late; each time it happens the aim moves a little, and
 * slowly comes back (by 1 ms a second). */
#define SURPRISE_US     10000
#define SURPRISE_MAX_US 60000
#define SURPRISE_DECAY  1000 /* samples' time that pays back one thousandth of itself */

/* How far from the aim before anything is done. */
#define SLACK_US 8000
/* So far from the aim that a badly matching period is left out as well. */
#define FAR_US 100000
/* The level is the lowest delay seen within two of these: late pulls only look like delay. */
#define LEVEL_SPAN_US 250000

#define CONCEAL_SAMPLES (10 * VOICE_SAMPLES_PER_MS)
#define QUEUE_MAX                                                                                  \
    (VOICE_FRAME_SAMPLES_MAX * 2 + PLAYOUT_VOICE_PULL_SAMPLES_MAX + TIME_STRETCH_PERIOD_MAX * 4)

struct voice_slot {
    bool present;
    bool repaired;
    uint32_t id;
    uint64_t captured_at_us;
    size_t size;
    uint8_t bytes[VOICE_OPUS_BYTES_MAX];
};

/* The lowest delay of this span and of the one before. */
struct level {
    uint64_t span_ends_us;
    int64_t now_us;
    int64_t before_us;
};

struct playout_voice {
    struct voice_decoder *decoder;
    struct arrival_window arrivals;
    struct voice_slot slots[SLOTS]; /* at id modulo SLOTS */
    bool any;                       /* something was inserted: the ids below mean something */
    bool started;
    uint32_t next_id;   /* to be decoded */
    uint32_t newest_id; /* inserted */
    uint64_t newest_captured_us;

    int16_t queue[QUEUE_MAX]; /* decoded, not yet pulled */
    size_t queued;
    uint64_t tail_captured_us; /* capture time of what would follow the queue */
    size_t frame_samples;      /* of the last decoded frame */
    size_t ahead_samples;      /* concealed with nothing here: ids found lost are paid with them */

    struct level level;
    size_t until_stretch; /* samples to be pulled before the next stretch */
    uint32_t block_us;    /* of the last pull */
    uint32_t hold_us;
    uint32_t surprise_us;
    struct playout_voice_counts counts;
};

static uint64_t samples_us(size_t samples)
{
    return (uint64_t)samples * 1000 / VOICE_SAMPLES_PER_MS;
}

struct playout_voice *playout_voice_create(void)
{
    struct playout_voice *playout = calloc(1, sizeof *playout);
    if (playout == NULL)
        return NULL;
    playout->decoder = voice_decoder_create();
    if (playout->decoder == NULL) {
        free(playout);
        return NULL;
    }
    arrival_window_init(&playout->arrivals, PERCENTILE);
    playout->frame_samples = 20 * VOICE_SAMPLES_PER_MS;
    return playout;
}

void playout_voice_destroy(struct playout_voice *playout)
{
    if (playout == NULL)
        return;
    voice_decoder_destroy(playout->decoder);
    free(playout);
}

/* ---- what came ---- */

static struct voice_slot *slot_of(struct playout_voice *playout, uint32_t id)
{
    struct voice_slot *slot = &playout->slots[id % SLOTS];
    return slot->present && slot->id == id ? slot : NULL;
}

static void start_over_at(struct playout_voice *playout, uint32_t id)
{
    for (size_t i = 0; i < SLOTS; i++)
        playout->slots[i].present = false;
    playout->next_id = playout->newest_id = id;
    playout->ahead_samples = 0;
}

/* Whether this id still has a turn; moves the window of ids along. */
static bool id_has_turn(struct playout_voice *playout, uint32_t id)
{
    if (!playout->any) {
        start_over_at(playout, id);
        playout->any = true;
    }
    int32_t ahead = (int32_t)(id - playout->next_id);
    if (ahead >= SLOTS)
        start_over_at(playout, id);
    if (ahead < 0 && !playout->started && (int32_t)(playout->newest_id - id) < SLOTS) {
        playout->next_id = id;
        return true;
    }
    return ahead >= 0;
}

static void slot_fill(struct playout_voice *playout, uint32_t id, const struct voice_part *part,
                      uint64_t captured_at_us)
{
    struct voice_slot *slot = &playout->slots[id % SLOTS];
    slot->present = true;
    slot->repaired = part->distance > 0;
    slot->id = id;
    slot->captured_at_us = captured_at_us;
    slot->size = part->size;
    memcpy(slot->bytes, part->bytes, part->size);
}

static void insert_copies(struct playout_voice *playout, const struct frame *frame,
                          const struct voice_packet *packet, uint64_t frame_us)
{
    for (size_t i = 0; i < packet->copy_count; i++) {
        const struct voice_part *copy = &packet->copies[i];
        uint32_t id = frame->id - copy->distance;
        bool in_time = (int32_t)(id - playout->next_id) >= 0;
        if (!in_time || slot_of(playout, id) != NULL ||
            voice_packet_samples(copy->bytes, copy->size) == 0)
            continue;
        slot_fill(playout, id, copy, frame->captured_at_us - copy->distance * frame_us);
    }
}

void playout_voice_insert(struct playout_voice *playout, const struct frame *frame,
                          uint64_t received_at_us)
{
    struct voice_packet packet;
    if (!voice_packet_read(frame->bytes, frame->size, &packet) ||
        voice_packet_samples(packet.own.bytes, packet.own.size) == 0) {
        playout->counts.malformed_packets++;
        return;
    }
    arrival_window_add(&playout->arrivals, frame->captured_at_us, received_at_us);
    if (!id_has_turn(playout, frame->id)) {
        playout->counts.late_packets++;
        return;
    }
    slot_fill(playout, frame->id, &packet.own, frame->captured_at_us);
    insert_copies(playout, frame, &packet,
                  samples_us(voice_packet_samples(packet.own.bytes, packet.own.size)));
    if ((int32_t)(frame->id - playout->newest_id) >= 0) {
        playout->newest_id = frame->id;
        playout->newest_captured_us = frame->captured_at_us;
    }
}

/* ---- how long to wait ---- */

uint32_t playout_voice_target_us(const struct playout_voice *playout)
{
    uint32_t jitter_us = playout->arrivals.late_us;
    if (playout->arrivals.count < ARRIVALS_ENOUGH && jitter_us < TARGET_FIRST_US)
        jitter_us = TARGET_FIRST_US;
    uint32_t target_us = jitter_us + playout->block_us + MARGIN_US + playout->surprise_us;
    if (target_us > TARGET_MAX_US)
        target_us = TARGET_MAX_US;
    return target_us + playout->hold_us;
}

void playout_voice_hold(struct playout_voice *playout, uint32_t hold_us)
{
    ALCOVE_ASSERT(hold_us <= LIP_SYNC_HOLD_MAX_US);
    playout->hold_us = hold_us;
}

static uint64_t head_captured_us(const struct playout_voice *playout)
{
    return playout->tail_captured_us - samples_us(playout->queued);
}

int64_t playout_voice_delay_us(const struct playout_voice *playout, uint64_t now_us)
{
    return playout->started ? (int64_t)(now_us - head_captured_us(playout)) : 0;
}

int64_t playout_voice_buffer_us(const struct playout_voice *playout, uint64_t now_us)
{
    if (!playout->started)
        return 0;
    return playout_voice_delay_us(playout, now_us) - playout->arrivals.fastest_us;
}

struct playout_voice_counts playout_voice_count(const struct playout_voice *playout)
{
    return playout->counts;
}

static void level_start(struct level *level, int64_t delay_us, uint64_t now_us)
{
    *level = (struct level){now_us + LEVEL_SPAN_US, delay_us, delay_us};
}

static int64_t level_follow(struct level *level, int64_t delay_us, uint64_t now_us)
{
    if (now_us >= level->span_ends_us) {
        level->before_us = level->now_us;
        level->now_us = delay_us;
        level->span_ends_us = now_us + LEVEL_SPAN_US;
    }
    if (delay_us < level->now_us)
        level->now_us = delay_us;
    return level->now_us < level->before_us ? level->now_us : level->before_us;
}

static void level_shift(struct level *level, int64_t by_us)
{
    level->now_us += by_us;
    level->before_us += by_us;
}

/* ---- making samples ---- */

static void decode_slot(struct playout_voice *playout, struct voice_slot *slot)
{
    int16_t *tail = playout->queue + playout->queued;
    size_t samples = voice_decoder_decode(playout->decoder, slot->bytes, slot->size, tail);
    slot->present = false;
    playout->next_id++;
    playout->ahead_samples = 0;
    if (samples == 0) {
        playout->counts.malformed_packets++;
        return;
    }
    playout->queued += samples;
    playout->frame_samples = samples;
    playout->tail_captured_us = slot->captured_at_us + samples_us(samples);
    playout->counts.played_samples += samples;
    if (slot->repaired)
        playout->counts.repaired_samples += samples;
}

static void conceal(struct playout_voice *playout, size_t samples)
{
    voice_decoder_conceal(playout->decoder, samples, playout->queue + playout->queued);
    playout->queued += samples;
    playout->counts.concealed_samples += samples;
}

/* The next id is not here but a later one is: it counts as lost, in the time already concealed if
 * there was any. */
static void pass_over(struct playout_voice *playout)
{
    size_t missing = playout->frame_samples;
    size_t paid = playout->ahead_samples < missing ? playout->ahead_samples : missing;
    playout->ahead_samples -= paid;
    playout->tail_captured_us += samples_us(missing);
    playout->next_id++;
    if (missing > paid)
        conceal(playout, missing - paid);
}

static void surprise(struct playout_voice *playout)
{
    if (playout->ahead_samples == 0 && playout->surprise_us < SURPRISE_MAX_US)
        playout->surprise_us += SURPRISE_US;
}

static void queue_extend(struct playout_voice *playout)
{
    struct voice_slot *slot = slot_of(playout, playout->next_id);
    if (slot != NULL) {
        decode_slot(playout, slot);
    } else if ((int32_t)(playout->newest_id - playout->next_id) > 0) {
        pass_over(playout);
    } else {
        surprise(playout);
        playout->ahead_samples += CONCEAL_SAMPLES;
        conceal(playout, CONCEAL_SAMPLES);
    }
}

/* Whether next_id is to be left out on the way down to keep_us: too old, or not even here. */
static bool next_is_dropped(struct playout_voice *playout, int64_t keep_us)
{
    if ((int32_t)(playout->newest_id - playout->next_id) <= 0)
        return false;
    const struct voice_slot *slot = slot_of(playout, playout->next_id);
    return slot == NULL || (int64_t)(playout->newest_captured_us - slot->captured_at_us) > keep_us;
}

/* Above the ceiling the oldest goes, down to the aim: held sound is dropped, never left to drift
 * further behind. */
static void drop_above_ceiling(struct playout_voice *playout)
{
    int64_t held_us = (int64_t)(playout->newest_captured_us - head_captured_us(playout));
    if (held_us <= PLAYOUT_VOICE_CEILING_US)
        return;
    int64_t keep_us = playout_voice_target_us(playout);
    playout->counts.dropped_samples += playout->queued;
    playout->queued = 0;
    while (next_is_dropped(playout, keep_us)) {
        struct voice_slot *slot = slot_of(playout, playout->next_id);
        if (slot != NULL) {
            slot->present = false;
            playout->counts.dropped_samples += playout->frame_samples;
        }
        playout->next_id++;
    }
    playout->ahead_samples = 0;
    level_start(&playout->level, keep_us, playout->level.span_ends_us);
}

static void shorten(struct playout_voice *playout, size_t count, bool force)
{
    size_t enough = count + 2 * TIME_STRETCH_PERIOD_MAX;
    while (playout->queued < enough && slot_of(playout, playout->next_id) != NULL)
        queue_extend(playout);
    if (playout->queued < enough)
        return;
    size_t removed = time_stretch_shorten(playout->queue, playout->queued, force);
    playout->queued -= removed;
    playout->counts.removed_samples += removed;
    playout->until_stretch = 5 * removed;
    level_shift(&playout->level, -(int64_t)samples_us(removed));
}

static void lengthen(struct playout_voice *playout)
{
    size_t inserted = time_stretch_lengthen(playout->queue, playout->queued, false);
    playout->queued += inserted;
    playout->counts.inserted_samples += inserted;
    playout->until_stretch = 5 * inserted;
    level_shift(&playout->level, (int64_t)samples_us(inserted));
}

/* At most a fifth faster or slower, and only while the delay is really off. */
static void approach_target(struct playout_voice *playout, uint64_t now_us, size_t count)
{
    int64_t delay_us = playout_voice_buffer_us(playout, now_us);
    int64_t off_us =
        level_follow(&playout->level, delay_us, now_us) - (int64_t)playout_voice_target_us(playout);
    if (playout->until_stretch > count) {
        playout->until_stretch -= count;
        return;
    }
    playout->until_stretch = 0;
    if (off_us > SLACK_US)
        shorten(playout, count, off_us > FAR_US);
    else if (off_us < -SLACK_US && playout->ahead_samples == 0)
        lengthen(playout);
}

/* ---- the beat ---- */

/* Whether the first frame's time has come. */
static bool start_is_due(struct playout_voice *playout, uint64_t now_us)
{
    struct voice_slot *first = playout->any ? slot_of(playout, playout->next_id) : NULL;
    if (first == NULL)
        return false;
    int64_t waited_us = (int64_t)(now_us - first->captured_at_us) - playout->arrivals.fastest_us;
    if (waited_us < (int64_t)playout_voice_target_us(playout))
        return false;
    playout->tail_captured_us = first->captured_at_us;
    level_start(&playout->level, waited_us, now_us);
    return true;
}

static void decay_surprise(struct playout_voice *playout)
{
    uint32_t decay_us = playout->block_us / SURPRISE_DECAY;
    playout->surprise_us -= playout->surprise_us < decay_us ? playout->surprise_us : decay_us;
}

void playout_voice_pull(struct playout_voice *playout, uint64_t now_us, int16_t *out, size_t count)
{
    ALCOVE_ASSERT(count > 0 && count <= PLAYOUT_VOICE_PULL_SAMPLES_MAX);
    playout->block_us = (uint32_t)samples_us(count);
    decay_surprise(playout);
    if (!playout->started)
        playout->started = start_is_due(playout, now_us);
    if (!playout->started) {
        memset(out, 0, count * sizeof *out);
        playout->counts.silent_samples += count;
        return;
    }
    drop_above_ceiling(playout);
    while (playout->queued < count)
        queue_extend(playout);
    approach_target(playout, now_us, count);
    ALCOVE_ASSERT(playout->queued >= count);
    memcpy(out, playout->queue, count * sizeof *out);
    playout->queued -= count;
    memmove(playout->queue, playout->queue + count, playout->queued * sizeof *playout->queue);
}
