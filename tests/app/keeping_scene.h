/* Two people with a board and a space each, which are brought together in memory: each edit of a
 * board is told at once, each draft of a space is published and brought to the other. */
#ifndef ALCOVE_TESTS_KEEPING_SCENE_H
#define ALCOVE_TESTS_KEEPING_SCENE_H

#include "records/signature.h"
#include "records/space.h"
#include "session/board.h"

#define SCENE_BEGAN 29629000u
#define SCENE_DAY   20575u

struct scene_person {
    struct board board;
    struct space *space;
    uint8_t secret[SPACE_SIGN_SECRET_BYTES], public[SPACE_SIGN_KEY_BYTES];
    bool is_over, whole;
    uint32_t minute;
    const char *lines;
    size_t batches; /* published */
};
/* The first opens the door. */
extern struct scene_person scene_people[2];

void scene_say(struct scene_person *from, enum card_kind kind, uint32_t id, unsigned field,
               const char *text);
void scene_count(struct scene_person *from, enum card_kind kind, uint32_t id, unsigned field,
                 uint64_t number);
uint32_t scene_add(struct scene_person *from, enum card_kind kind, const char *text);
void scene_begin(void);
void scene_end(void);
enum space_write scene_step(struct scene_person *person);
void scene_bring(struct scene_person *from, struct scene_person *to);
void scene_keep(void);
void scene_end_hour(void);
struct object_id scene_only(const struct scene_person *person, enum object_kind kind);
void scene_assert_text(const struct scene_person *person, struct object_id object, unsigned field,
                       const char *text);
uint64_t scene_number(const struct scene_person *person, struct object_id object, unsigned field);
struct object_id scene_reflection(const struct scene_person *person, const char *text);
void scene_assert_recap(const struct scene_person *person, const char *text);
void scene_write_recap(void);
void scene_agree(struct scene_person *person);
enum signature_state scene_signature_of(const struct scene_person *at,
                                        const struct scene_person *by);
bool scene_was_published(const char *text);

#endif
