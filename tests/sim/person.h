/* A person in the simulated world: an alcove_link, what they write, hear, say and show, and the
 * script they follow. The person keeps the link's promises under watch and breaks the world when
 * one is broken: lines arrive once and in order, frames are the ones that were sent.
 *
 * A person writes lines; each travels as one record that carries its number. Written means stored:
 * when a link closes, lines not known to have arrived go again over the next one, and the reader
 * drops the repeated ones by their number. */
#ifndef SIM_PERSON_H
#define SIM_PERSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/link.h"
#include "world.h"

#define THERAPIST 0u
#define CLIENT    1u

#define LINES_MAX 4096u
/* A whole check-in fits. */
#define LINE_BYTES_MAX 640u

struct line {
    uint64_t at_us; /* of the world: written, or heard */
    uint32_t size;
    char words[LINE_BYTES_MAX];
};

struct person;
/* Called after everything that happens to the person; see script.h. */
typedef void person_script(struct person *person);

/* Frames of one kind that arrived. */
struct seen_frames {
    uint64_t count;
    uint64_t bytes;
    uint32_t newest_id;
    uint64_t delay_sum_us;
    uint64_t delay_max_us;
};

struct person {
    struct world *world;
    unsigned index; /* THERAPIST or CLIENT */
    struct dice dice;
    struct alcove_link_config config;
    void *storage; /* owned; of the link */
    struct alcove_link *link;
    uint64_t link_next_us;

    person_script *script;
    unsigned step;
    uint64_t wake_us; /* of the script, on the person's clock */
    bool done;

    struct line *written; /* owned */
    uint32_t written_count;
    uint32_t given_count; /* taken by the present link */
    uint32_t arrived_count;
    struct line *heard; /* owned */
    uint32_t heard_count;
    uint32_t heard_again; /* repeated by a later link, and dropped */
    uint64_t record_next_id;
    bool record_known;
    uint32_t signs_seen;
    uint8_t last_sign;

    uint32_t voice_every_us; /* 0: silent */
    uint32_t voice_bytes;
    uint64_t voice_next_us;
    uint32_t voice_id;
    uint32_t video_every_us; /* 0: no picture */
    uint64_t video_next_us;
    uint32_t video_id;
    uint32_t video_bytes_max;
    uint64_t pictures_skipped; /* the budget said no */
    struct seen_frames voice_seen;
    struct seen_frames video_seen;

    uint32_t links_established;
    uint32_t links_closed;
    uint32_t rekeys;
    uint32_t rests;
    uint32_t resumes;
    uint64_t linked_at_us; /* of the world, the last time */
    bool linked;           /* ESTABLISHED was seen, CLOSED not yet */
    bool was_initiator;
    enum alcove_close_reason close_reason;
    uint8_t remote_static[32];
    struct alcove_exports exports; /* the newest */
};

/* How the two know each other. */
enum acquaintance {
    ACQUAINTANCE_CONTACT, /* paired long ago: static keys, envelope root and psk are common */
    ACQUAINTANCE_INVITE,  /* an invite's secret is all they share */
};

/* Two people in `world`, each idle. Both are drawn from the world's dice. */
void people_init(struct person people[WORLD_NODES], struct world *world, enum acquaintance how);
void people_free(struct person people[WORLD_NODES]);

/* Learns where the other is, and calls. */
void person_call(struct person *person);
/* The same, after a check of the way there came back so late. */
void person_call_after_check(struct person *person, uint32_t round_trip_us);
/* Starts over with a fresh link, from the same keys and the newest psk, and calls. */
void person_call_again(struct person *person);
/* A fresh link as above, which waits to be called. */
void person_wait_again(struct person *person);
/* Learns where the other is now, as a person whose link rests does by itself. */
void person_ask_around(struct person *person);
void person_leave(struct person *person);

/* A line: at most LINE_BYTES_MAX - 4 bytes with its end. */
void person_write(struct person *person, const char *words);
void person_sign(struct person *person, uint8_t sign);
void person_speak(struct person *person, uint32_t every_us, uint32_t bytes);
void person_show(struct person *person, uint32_t every_us, uint32_t bytes_max);
void person_fall_silent(struct person *person);

uint64_t person_clock_us(const struct person *person);
/* Line `number` (from 0) as heard, or "" if it has not come. */
const char *person_heard(const struct person *person, uint32_t number);
bool person_all_arrived(const struct person *person);

#endif
