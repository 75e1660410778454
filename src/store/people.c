#include "store/people.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/virtual_address.h"
#include "records/utf8.h"

static const struct folder_file people_file = {"people", {'P', 'E', 'O', 'P'}, 2};

#define PSK_BYTES       41
#define ENDPOINTS_BYTES (1 + PERSON_ENDPOINTS_MAX * 18)
/* keys 32 + 32, psk, words 4, whether there are words 1, endpoints, time 8 */
#define NEWCOMER_BYTES (64 + PSK_BYTES + 4 + 1 + ENDPOINTS_BYTES + 8)
/* id 4, name 1 + 64, keys 32 + 32, two psks, verified 1, endpoints, time 8; since version 2: time
 * 8, flags 1, words 4, the newcomer if there is one, and what they said of themselves 2 + 400 */
#define PERSON_BYTES_MAX                                                                           \
    (4 + 65 + 64 + 2 * PSK_BYTES + 1 + ENDPOINTS_BYTES + 8 + 8 + 1 + 4 + NEWCOMER_BYTES + 2 +      \
     ENDPOINT_RECORD_BYTES_MAX)

enum {
    FLAG_WORDS = 1,
    FLAG_BLOCKED = 2,
    FLAG_REFUTED = 4,
    FLAG_QUESTION = 8,
};
#define HEAD_BYTES 6 /* next id 4, count 2 */

static bool person_is_good(const struct person *person)
{
    const char *end = memchr(person->name, '\0', sizeof person->name);
    if (end == NULL || end == person->name)
        return false;
    return utf8_is_line(person->name, (size_t)(end - person->name)) &&
           person->endpoint_count <= PERSON_ENDPOINTS_MAX &&
           person->newcomer.endpoint_count <= PERSON_ENDPOINTS_MAX &&
           person->record_size <= sizeof person->record;
}

/* ---- the file ---- */

static void psk_write(struct byte_writer *w, const struct alcove_psk *psk)
{
    ALCOVE_ASSERT(psk->kem == psk->present);
    byte_write_u8(w, psk->present ? 1 : 0);
    byte_write_u64(w, psk->index);
    byte_write_bytes(w, psk->key, sizeof psk->key);
}

static void endpoints_write(struct byte_writer *w, const struct alcove_address *list, size_t count)
{
    byte_write_u8(w, (uint8_t)count);
    for (size_t i = 0; i < count; i++) {
        byte_write_bytes(w, list[i].ip, sizeof list[i].ip);
        byte_write_u16(w, list[i].port);
    }
}

static void newcomer_write(struct byte_writer *w, const struct person_newcomer *newcomer)
{
    byte_write_bytes(w, newcomer->remote_static, sizeof newcomer->remote_static);
    byte_write_bytes(w, newcomer->envelope_root, sizeof newcomer->envelope_root);
    psk_write(w, &newcomer->psk);
    byte_write_u8(w, newcomer->words_present ? 1 : 0);
    byte_write_bytes(w, newcomer->check_words, sizeof newcomer->check_words);
    endpoints_write(w, newcomer->endpoints, newcomer->endpoint_count);
    byte_write_u64(w, newcomer->paired_at_s);
}

static uint8_t flags_of(const struct person *person)
{
    return (uint8_t)((person->words_present ? FLAG_WORDS : 0) |
                     (person->blocked ? FLAG_BLOCKED : 0) | (person->refuted ? FLAG_REFUTED : 0) |
                     (person->key_question ? FLAG_QUESTION : 0));
}

static void person_write(struct byte_writer *w, const struct person *person)
{
    ALCOVE_ASSERT(person_is_good(person));
    size_t length = strlen(person->name);
    byte_write_u32(w, person->id);
    byte_write_u8(w, (uint8_t)length);
    byte_write_bytes(w, (const uint8_t *)person->name, length);
    byte_write_bytes(w, person->remote_static, sizeof person->remote_static);
    byte_write_bytes(w, person->envelope_root, sizeof person->envelope_root);
    psk_write(w, &person->psk);
    psk_write(w, &person->psk_older);
    byte_write_u8(w, person->verified ? 1 : 0);
    endpoints_write(w, person->endpoints, person->endpoint_count);
    byte_write_u64(w, person->added_at_s);
    byte_write_u64(w, person->key_since_s);
    byte_write_u8(w, flags_of(person));
    byte_write_bytes(w, person->check_words, sizeof person->check_words);
    if (person->key_question)
        newcomer_write(w, &person->newcomer);
    byte_write_u16(w, (uint16_t)person->record_size);
    byte_write_bytes(w, person->record, person->record_size);
}

static bool people_save(const struct people *people, struct store_error *error)
{
    ALCOVE_ASSERT(people->folder != NULL && people->count <= PEOPLE_MAX);
    size_t capacity = HEAD_BYTES + people->count * PERSON_BYTES_MAX;
    uint8_t *bytes = malloc(capacity);
    if (bytes == NULL)
        return store_error_set(error, STORE_ERROR_DISK,
                               "no memory is left; close other programs and try again");
    struct byte_writer w = byte_writer_over(bytes, capacity);
    byte_write_u32(&w, people->next_id);
    byte_write_u16(&w, (uint16_t)people->count);
    for (size_t i = 0; i < people->count; i++)
        person_write(&w, &people->list[i]);
    ALCOVE_ASSERT(!w.failed);
    bool saved = folder_write(people->folder, &people_file, bytes, w.size, error);
    folder_free(bytes, capacity);
    return saved;
}

static bool read_flag(struct byte_reader *r)
{
    uint8_t flag = byte_read_u8(r);
    if (flag > 1)
        r->failed = true;
    return flag == 1;
}

static void psk_read(struct byte_reader *r, struct alcove_psk *out)
{
    out->present = out->kem = read_flag(r); /* no other is ever kept */
    out->index = byte_read_u64(r);
    byte_read_copy(r, out->key, sizeof out->key);
}

static size_t endpoints_read(struct byte_reader *r, struct alcove_address *list)
{
    size_t count = byte_read_u8(r);
    if (count > PERSON_ENDPOINTS_MAX)
        r->failed = true;
    for (size_t i = 0; i < count && !r->failed; i++) {
        byte_read_copy(r, list[i].ip, sizeof list[i].ip);
        list[i].port = byte_read_u16(r);
    }
    return r->failed ? 0 : count;
}

static void newcomer_read(struct byte_reader *r, struct person_newcomer *out)
{
    byte_read_copy(r, out->remote_static, sizeof out->remote_static);
    byte_read_copy(r, out->envelope_root, sizeof out->envelope_root);
    psk_read(r, &out->psk);
    out->words_present = read_flag(r);
    byte_read_copy(r, out->check_words, sizeof out->check_words);
    out->endpoint_count = endpoints_read(r, out->endpoints);
    out->paired_at_s = byte_read_u64(r);
    if (!out->psk.present)
        r->failed = true;
}

static void decisions_read(struct byte_reader *r, struct person *out)
{
    out->key_since_s = byte_read_u64(r);
    uint8_t flags = byte_read_u8(r);
    out->words_present = (flags & FLAG_WORDS) != 0;
    out->blocked = (flags & FLAG_BLOCKED) != 0;
    out->refuted = (flags & FLAG_REFUTED) != 0;
    out->key_question = (flags & FLAG_QUESTION) != 0;
    byte_read_copy(r, out->check_words, sizeof out->check_words);
    if (flags > (FLAG_WORDS | FLAG_BLOCKED | FLAG_REFUTED | FLAG_QUESTION))
        r->failed = true;
    if (out->key_question)
        newcomer_read(r, &out->newcomer);
}

static void record_read(struct byte_reader *r, struct person *out)
{
    out->record_size = byte_read_u16(r);
    if (out->record_size > sizeof out->record)
        r->failed = true;
    else
        byte_read_copy(r, out->record, out->record_size);
}

static bool person_read(struct byte_reader *r, uint8_t version, struct person *out)
{
    out->id = byte_read_u32(r);
    size_t length = byte_read_u8(r);
    if (length >= sizeof out->name)
        return false;
    byte_read_copy(r, (uint8_t *)out->name, length);
    byte_read_copy(r, out->remote_static, sizeof out->remote_static);
    byte_read_copy(r, out->envelope_root, sizeof out->envelope_root);
    psk_read(r, &out->psk);
    psk_read(r, &out->psk_older);
    out->verified = read_flag(r);
    out->endpoint_count = endpoints_read(r, out->endpoints);
    out->added_at_s = byte_read_u64(r);
    out->key_since_s = out->added_at_s;
    if (version >= 2) {
        decisions_read(r, out);
        record_read(r, out);
    }
    return !r->failed && out->psk.present && person_is_good(out) && strlen(out->name) == length;
}

/* Everybody in order of their ids, which rules out that one is there twice. */
static bool people_read(struct people *people, struct byte_reader *r, uint8_t version)
{
    people->next_id = byte_read_u32(r);
    size_t count = byte_read_u16(r);
    if (r->failed || count > PEOPLE_MAX || people->next_id == 0)
        return false;
    uint32_t last = 0;
    for (size_t i = 0; i < count; i++) {
        struct person *person = &people->list[i];
        if (!person_read(r, version, person) || person->id <= last || person->id >= people->next_id)
            return false;
        if (people_find_key(people, person->remote_static) != NULL)
            return false;
        last = person->id;
        people->count++;
    }
    return byte_reader_left(r) == 0;
}

bool people_open(struct people *people, const struct folder *folder, struct store_error *error)
{
    struct folder_contents contents;
    memset(people, 0, sizeof *people);
    people->next_id = 1;
    if (!folder_read_any(folder, &people_file, &contents, error)) {
        if (error->kind != STORE_ERROR_MISSING)
            return false;
        store_error_clear(error);
        people->folder = folder;
        return true;
    }
    struct byte_reader r = byte_reader_over(contents.bytes, contents.size);
    bool good = people_read(people, &r, contents.version);
    folder_free(contents.bytes, contents.size);
    if (!good) {
        people_close(people);
        return store_error_set(error, STORE_ERROR_DAMAGED,
                               "the file people in %.70s is damaged; put a copy of it back, or "
                               "choose another folder with --profile",
                               folder->path);
    }
    people->folder = folder;
    return true;
}

void people_close(struct people *people)
{
    sodium_memzero(people, sizeof *people);
}

/* ---- looking ---- */

const struct person *people_find(const struct people *people, uint32_t id)
{
    for (size_t i = 0; i < people->count; i++) {
        if (people->list[i].id == id)
            return &people->list[i];
    }
    return NULL;
}

const struct person *people_find_key(const struct people *people, const uint8_t remote_static[32])
{
    for (size_t i = 0; i < people->count; i++) {
        if (memcmp(people->list[i].remote_static, remote_static, 32) == 0)
            return &people->list[i];
    }
    return NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Not strcasecmp, which asks the locale. */
static bool names_match(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

const struct person *people_find_name(const struct people *people, const char *name)
{
    for (size_t i = 0; i < people->count; i++) {
        if (names_match(people->list[i].name, name))
            return &people->list[i];
    }
    return NULL;
}

/* A text of digits alone; 0, which is nobody's, for anything else. */
static uint32_t id_parse(const char *text)
{
    uint64_t id = 0;
    for (; *text >= '0' && *text <= '9' && id <= UINT32_MAX; text++)
        id = id * 10 + (uint64_t)(*text - '0');
    return *text == '\0' && id <= UINT32_MAX ? (uint32_t)id : 0;
}

const struct person *people_find_text(const struct people *people, const char *text,
                                      size_t *matches)
{
    const struct person *found = NULL;
    *matches = 0;
    for (size_t i = 0; i < people->count; i++) {
        if (!names_match(people->list[i].name, text))
            continue;
        found = &people->list[i];
        (*matches)++;
    }
    if (*matches == 0) {
        found = people_find(people, id_parse(text));
        *matches = found != NULL;
    }
    return *matches == 1 ? found : NULL;
}

/* ---- changing: on the disk first; a refused change is taken back ---- */

static bool refuse_person(struct store_error *error, const struct person *person)
{
    if (!person_is_good(person))
        return store_error_set(error, STORE_ERROR_INVALID,
                               "a name is one line of 1 to 64 bytes; give another one");
    return store_error_set(error, STORE_ERROR_INVALID, "there is no such person");
}

static struct person *place_of(struct people *people, const struct person *person)
{
    return &people->list[person - people->list];
}

static bool person_replace(struct people *people, struct person *place, const struct person *with,
                           struct store_error *error)
{
    struct person before = *place;
    *place = *with;
    bool saved = people_save(people, error);
    if (!saved)
        *place = before;
    sodium_memzero(&before, sizeof before);
    return saved;
}

bool people_add(struct people *people, const struct person *person, uint32_t *id,
                struct store_error *error)
{
    ALCOVE_ASSERT(people->folder != NULL);
    if (!person_is_good(person))
        return refuse_person(error, person);
    struct person added = *person;
    const struct person *known = people_find_key(people, person->remote_static);
    bool saved;
    if (known != NULL) {
        added.id = known->id;
        added.added_at_s = known->added_at_s;
        added.key_since_s = known->key_since_s;
        added.verified = known->verified;
        added.blocked = known->blocked && !known->refuted;
        added.key_question = known->key_question;
        added.newcomer = known->newcomer;
        memcpy(added.name, known->name, sizeof added.name);
        saved = person_replace(people, place_of(people, known), &added, error);
    } else {
        if (people->count == PEOPLE_MAX || people->next_id == UINT32_MAX)
            return store_error_set(error, STORE_ERROR_FULL,
                                   "this profile knows %d people, which is all it can; forget one",
                                   PEOPLE_MAX);
        added.id = people->next_id++;
        people->list[people->count++] = added;
        saved = people_save(people, error);
        if (!saved) {
            people->next_id--;
            people->count--;
            sodium_memzero(&people->list[people->count], sizeof added);
        }
    }
    if (saved)
        *id = added.id;
    sodium_memzero(&added, sizeof added);
    return saved;
}

bool people_update(struct people *people, const struct person *person, struct store_error *error)
{
    ALCOVE_ASSERT(people->folder != NULL);
    const struct person *known = people_find(people, person->id);
    if (known == NULL || !person_is_good(person))
        return refuse_person(error, person);
    const struct person *same_key = people_find_key(people, person->remote_static);
    ALCOVE_ASSERT(same_key == NULL || same_key == known);
    return person_replace(people, place_of(people, known), person, error);
}

bool people_remove(struct people *people, uint32_t id, struct store_error *error)
{
    ALCOVE_ASSERT(people->folder != NULL);
    const struct person *known = people_find(people, id);
    if (known == NULL)
        return store_error_set(error, STORE_ERROR_INVALID, "there is no such person");
    struct person *place = place_of(people, known);
    struct person removed = *place;
    size_t behind = (size_t)(people->list + people->count - (place + 1));
    memmove(place, place + 1, behind * sizeof *place);
    people->count--;
    bool saved = people_save(people, error);
    if (saved) {
        sodium_memzero(&people->list[people->count], sizeof removed);
    } else {
        memmove(place + 1, place, behind * sizeof *place);
        *place = removed;
        people->count++;
    }
    sodium_memzero(&removed, sizeof removed);
    return saved;
}

void person_add_endpoint(struct person *person, const struct alcove_address *address)
{
    ALCOVE_ASSERT(person->endpoint_count <= PERSON_ENDPOINTS_MAX);
    if (address_is_virtual(address))
        return;
    size_t at = 0;
    while (at < person->endpoint_count && !alcove_address_equal(&person->endpoints[at], address))
        at++;
    if (at == person->endpoint_count && at < PERSON_ENDPOINTS_MAX)
        person->endpoint_count++;
    if (at == PERSON_ENDPOINTS_MAX)
        at--;
    memmove(person->endpoints + 1, person->endpoints, at * sizeof person->endpoints[0]);
    person->endpoints[0] = *address;
}
