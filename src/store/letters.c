#include "store/letters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "records/utf8.h"

#define NAME_BYTES_MAX 24

/* counter 8, object 8, written 8, flags 1, size 2 */
#define LETTER_BYTES_MAX (8 + 8 + 8 + 1 + 2 + MAILBOX_WORDS_BYTES_MAX)
/* counter 8, since 8, next 8, failed 4, flags 1 */
#define WAITING_BYTES (8 + 8 + 8 + 4 + 1)
#define HEAD_BYTES    (LETTERS_ROOT_TAG_BYTES + 8 + 8 + 1 + 2 + 4 + 1 + 4 * LETTERS_AHEAD_MAX)
#define FILE_BYTES_MAX                                                                             \
    (HEAD_BYTES + MAILBOX_WAITING_MAX * WAITING_BYTES + 2 * LETTERS_KEPT_MAX * LETTER_BYTES_MAX)

enum {
    FLAG_DONE = 1,
    FLAG_STORED = 1,
    FLAG_GIVEN_UP = 2,
};

/* `name` outlives the file. */
static struct folder_file file_of(uint32_t person_id, char name[NAME_BYTES_MAX])
{
    snprintf(name, NAME_BYTES_MAX, "letters-%u", (unsigned)person_id);
    return (struct folder_file){name, {'L', 'E', 'T', 'T'}, 2};
}

static void tag_root(const struct person *person, uint8_t out[LETTERS_ROOT_TAG_BYTES])
{
    static const uint8_t purpose[] = "letters";
    int failed = crypto_generichash(out, LETTERS_ROOT_TAG_BYTES, purpose, sizeof purpose,
                                    person->envelope_root, sizeof person->envelope_root);
    ALCOVE_ASSERT(failed == 0);
}

/* ---- the file ---- */

static void list_write(struct byte_writer *w, const struct letter_list *list)
{
    byte_write_u8(w, (uint8_t)list->count);
    for (size_t i = 0; i < list->count; i++) {
        const struct letter *letter = &list->list[i];
        byte_write_u64(w, letter->counter);
        byte_write_u64(w, letter->object);
        byte_write_u64(w, letter->written_at_s);
        byte_write_u8(w, letter->done ? FLAG_DONE : 0);
        byte_write_u16(w, (uint16_t)letter->size);
        byte_write_bytes(w, (const uint8_t *)letter->text, letter->size);
    }
}

static void outbox_write(struct byte_writer *w, const struct mailbox_outbox *outbox)
{
    byte_write_u64(w, outbox->last);
    byte_write_u8(w, (uint8_t)outbox->count);
    for (size_t i = 0; i < outbox->count; i++) {
        const struct mailbox_sent *sent = &outbox->sent[i];
        byte_write_u64(w, sent->counter);
        byte_write_u64(w, sent->since_s);
        byte_write_u64(w, sent->next_s);
        byte_write_u32(w, sent->failed);
        byte_write_u8(
            w, (uint8_t)((sent->stored ? FLAG_STORED : 0) | (sent->given_up ? FLAG_GIVEN_UP : 0)));
    }
}

static void read_marks_write(struct byte_writer *w, const struct letters_read *read)
{
    byte_write_u32(w, read->up_to);
    byte_write_u8(w, (uint8_t)read->ahead_count);
    for (size_t i = 0; i < read->ahead_count; i++)
        byte_write_u32(w, read->ahead[i]);
}

/* What lies beside it in the same file counts as read from the mailbox. */
static uint64_t read_up_to(const struct letters *letters)
{
    uint64_t counter = letters->inbox.words_read;
    for (size_t i = 0; i < letters->received.count; i++) {
        if (letters->received.list[i].counter > counter)
            counter = letters->received.list[i].counter;
    }
    return counter;
}

bool letters_save(const struct letters *letters, struct store_error *error)
{
    char name[NAME_BYTES_MAX];
    const struct folder_file file = file_of(letters->person_id, name);
    ALCOVE_ASSERT(letters->folder != NULL);
    uint8_t *bytes = malloc(FILE_BYTES_MAX);
    if (bytes == NULL)
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
    struct byte_writer w = byte_writer_over(bytes, FILE_BYTES_MAX);
    byte_write_bytes(&w, letters->root_tag, sizeof letters->root_tag);
    outbox_write(&w, &letters->outbox);
    byte_write_u64(&w, read_up_to(letters));
    list_write(&w, &letters->sent);
    list_write(&w, &letters->received);
    read_marks_write(&w, &letters->read);
    ALCOVE_ASSERT(!w.failed);
    bool saved = folder_write(letters->folder, &file, bytes, w.size, error);
    folder_free(bytes, FILE_BYTES_MAX);
    return saved;
}

static bool letter_read(struct byte_reader *r, uint8_t version, struct letter *out)
{
    out->counter = byte_read_u64(r);
    out->object = version >= 2 ? byte_read_u64(r) : 0;
    out->written_at_s = byte_read_u64(r);
    uint8_t flags = byte_read_u8(r);
    out->done = flags == FLAG_DONE;
    out->size = byte_read_u16(r);
    if (r->failed || flags > FLAG_DONE || out->counter > MAILBOX_COUNTER_MAX ||
        out->size > sizeof out->text)
        return false;
    byte_read_copy(r, (uint8_t *)out->text, out->size);
    return !r->failed && utf8_is_text(out->text, out->size);
}

/* In the order of their counters, those of keys that are no more first. */
static bool list_read(struct byte_reader *r, uint8_t version, struct letter_list *list)
{
    size_t count = byte_read_u8(r);
    uint64_t last = 0;
    if (r->failed || count > LETTERS_KEPT_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct letter *letter = &list->list[i];
        if (!letter_read(r, version, letter) || letter->counter < last ||
            (letter->counter == last && last != 0))
            return false;
        last = letter->counter;
        list->count++;
    }
    return true;
}

static bool outbox_read(struct byte_reader *r, struct mailbox_outbox *outbox)
{
    outbox->last = byte_read_u64(r);
    size_t count = byte_read_u8(r);
    uint64_t last = 0;
    if (r->failed || count > MAILBOX_WAITING_MAX || outbox->last > MAILBOX_COUNTER_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct mailbox_sent *sent = &outbox->sent[i];
        sent->counter = byte_read_u64(r);
        sent->since_s = byte_read_u64(r);
        sent->next_s = byte_read_u64(r);
        sent->failed = byte_read_u32(r);
        uint8_t flags = byte_read_u8(r);
        sent->stored = (flags & FLAG_STORED) != 0;
        sent->given_up = (flags & FLAG_GIVEN_UP) != 0;
        if (r->failed || sent->counter <= last || sent->counter > outbox->last)
            return false;
        last = sent->counter;
        outbox->count++;
    }
    return true;
}

static bool read_marks_read(struct byte_reader *r, struct letters_read *read)
{
    read->up_to = byte_read_u32(r);
    size_t count = byte_read_u8(r);
    uint32_t last = read->up_to;
    if (r->failed || count > LETTERS_AHEAD_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        read->ahead[i] = byte_read_u32(r);
        if (r->failed || read->ahead[i] <= last)
            return false;
        last = read->ahead[i];
        read->ahead_count++;
    }
    return true;
}

static bool letters_read(struct letters *letters, struct byte_reader *r, uint8_t version)
{
    byte_read_copy(r, letters->root_tag, sizeof letters->root_tag);
    if (!outbox_read(r, &letters->outbox))
        return false;
    letters->inbox.words_read = byte_read_u64(r);
    if (!list_read(r, version, &letters->sent) || !list_read(r, version, &letters->received))
        return false;
    if (version >= 2 && !read_marks_read(r, &letters->read))
        return false;
    for (size_t i = 0; i < letters->outbox.count; i++) {
        if (letters_find_sent(letters, letters->outbox.sent[i].counter) == NULL)
            return false; /* words that wait must be there to be sent */
    }
    return byte_reader_left(r) == 0 && letters->inbox.words_read <= MAILBOX_COUNTER_MAX &&
           read_up_to(letters) == letters->inbox.words_read;
}

static bool open_file(struct letters *letters, const struct folder *folder,
                      struct store_error *error)
{
    struct folder_contents contents;
    char name[NAME_BYTES_MAX];
    const struct folder_file file = file_of(letters->person_id, name);
    if (!folder_read_any(folder, &file, &contents, error)) {
        if (error->kind != STORE_ERROR_MISSING)
            return false;
        store_error_clear(error);
        return true;
    }
    struct byte_reader r = byte_reader_over(contents.bytes, contents.size);
    bool good = letters_read(letters, &r, contents.version);
    folder_free(contents.bytes, contents.size);
    return good || store_error_set(error, STORE_ERROR_DAMAGED,
                                   "the file %s in %.70s is damaged; move it away, and the "
                                   "letters in it are lost",
                                   name, folder->path);
}

bool letters_open(struct letters *letters, const struct folder *folder, const struct person *person,
                  struct store_error *error)
{
    memset(letters, 0, sizeof *letters);
    letters->person_id = person->id;
    tag_root(person, letters->root_tag);
    if (!open_file(letters, folder, error)) {
        letters_close(letters);
        return false;
    }
    letters->folder = folder;
    letters_rekey(letters, person);
    return true;
}

void letters_close(struct letters *letters)
{
    sodium_memzero(letters, sizeof *letters);
}

bool letters_forget(const struct folder *folder, uint32_t person_id, struct store_error *error)
{
    char name[NAME_BYTES_MAX];
    const struct folder_file file = file_of(person_id, name);
    return folder_remove(folder, &file, error);
}

/* What was written for other keys is not for whoever has the new ones. */
static void orphan(struct letter_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        list->list[i].counter = 0;
}

void letters_rekey(struct letters *letters, const struct person *person)
{
    uint8_t tag[LETTERS_ROOT_TAG_BYTES];
    ALCOVE_ASSERT(letters->person_id == person->id);
    tag_root(person, tag);
    if (memcmp(tag, letters->root_tag, sizeof tag) == 0)
        return;
    memcpy(letters->root_tag, tag, sizeof tag);
    letters->outbox = (struct mailbox_outbox){0};
    letters->inbox = (struct mailbox_inbox){0};
    letters->read = (struct letters_read){0}; /* perhaps another space too: better shown twice */
    orphan(&letters->sent);
    orphan(&letters->received);
}

/* ---- writing and taking ---- */

static void list_remove(struct letter_list *list, size_t at)
{
    ALCOVE_ASSERT(at < list->count);
    list->count--;
    memmove(&list->list[at], &list->list[at + 1], (list->count - at) * sizeof list->list[0]);
    sodium_memzero(&list->list[list->count], sizeof list->list[0]);
}

/* Room for one more, at the cost of the oldest that nothing is to be done about any more. */
static bool list_make_room(struct letter_list *list, bool ours)
{
    if (list->count < LETTERS_KEPT_MAX)
        return true;
    for (size_t i = 0; i < list->count; i++) {
        const struct letter *letter = &list->list[i];
        if (letter->done || (ours && letter->counter == 0)) {
            list_remove(list, i);
            return true;
        }
    }
    return false;
}

static void list_append(struct letter_list *list, uint64_t counter, uint64_t written_at_s,
                        struct letter_text text)
{
    struct letter *letter = &list->list[list->count++];
    ALCOVE_ASSERT(list->count <= LETTERS_KEPT_MAX && text.size <= sizeof letter->text);
    *letter = (struct letter){
        .counter = counter, .object = text.object, .written_at_s = written_at_s, .size = text.size};
    if (text.size > 0)
        memcpy(letter->text, text.bytes, text.size);
}

static bool write_into(struct letters *next, struct letter_text text, uint64_t now_s,
                       uint64_t *counter)
{
    letters_settle(next);
    *counter = mailbox_outbox_add(&next->outbox, now_s);
    if (*counter == 0 || !list_make_room(&next->sent, true))
        return false;
    /* There is hope again: they may look now. */
    mailbox_outbox_revive(&next->outbox, now_s);
    list_append(&next->sent, *counter, now_s, text);
    return true;
}

bool letters_put(struct letters *letters, struct letter_text text, uint64_t now_s,
                 uint64_t *counter, struct store_error *error)
{
    *counter = 0;
    if (text.size == 0 || text.size > LETTERS_TEXT_BYTES_MAX ||
        !utf8_is_text(text.bytes, text.size))
        return store_error_set(error, STORE_ERROR_INVALID,
                               "a letter is text of 1 to %d bytes; this one has %zu",
                               LETTERS_TEXT_BYTES_MAX, text.size);
    struct letters *next = malloc(sizeof *next);
    if (next == NULL)
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
    *next = *letters;
    bool written = write_into(next, text, now_s, counter);
    if (written)
        *letters = *next;
    else
        store_error_set(error, STORE_ERROR_FULL,
                        "%d letters wait for them already; wait until they have fetched some",
                        MAILBOX_WAITING_MAX);
    letters_close(next);
    free(next);
    return written;
}

bool letters_write(struct letters *letters, struct letter_text text, uint64_t now_s,
                   uint64_t *counter, struct store_error *error)
{
    ALCOVE_ASSERT(letters->folder != NULL);
    struct letters *next = malloc(sizeof *next);
    *counter = 0;
    if (next == NULL)
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
    *next = *letters;
    bool written = letters_put(next, text, now_s, counter, error) && letters_save(next, error);
    if (written)
        *letters = *next;
    else
        *counter = 0;
    letters_close(next);
    free(next);
    return written;
}

bool letters_take(struct letters *letters, uint64_t counter, uint64_t written_at_s,
                  struct letter_text text)
{
    struct letter_list *list = &letters->received;
    ALCOVE_ASSERT(counter > 0 && counter <= MAILBOX_COUNTER_MAX);
    if (counter <= read_up_to(letters))
        return true;
    if (!list_make_room(list, false))
        return false;
    if (text.size > MAILBOX_WORDS_BYTES_MAX || !utf8_is_text(text.bytes, text.size))
        text = (struct letter_text){0};
    list_append(list, counter, written_at_s, text);
    return true;
}

void letters_drop(struct letters *letters, uint64_t counter)
{
    struct letter_list *list = &letters->received;
    for (size_t i = list->count; i > 0; i--) {
        if (list->list[i - 1].counter == counter)
            list_remove(list, i - 1);
    }
}

size_t letters_settle(struct letters *letters)
{
    size_t arrived = 0;
    for (size_t i = 0; i < letters->sent.count; i++) {
        struct letter *letter = &letters->sent.list[i];
        if (letter->done || letter->counter == 0 ||
            mailbox_outbox_state(&letters->outbox, letter->counter) != MAILBOX_UNKNOWN)
            continue;
        letter->done = true;
        arrived++;
    }
    return arrived;
}

/* ---- reading ---- */

enum letter_state letters_state(const struct letters *letters, const struct letter *sent)
{
    if (sent->done)
        return LETTER_ARRIVED;
    if (sent->counter == 0)
        return LETTER_GIVEN_UP;
    switch (mailbox_outbox_state(&letters->outbox, sent->counter)) {
    case MAILBOX_SENDING:
        return LETTER_WRITTEN;
    case MAILBOX_STORED:
        return LETTER_LEFT;
    case MAILBOX_GIVEN_UP:
        return LETTER_GIVEN_UP;
    case MAILBOX_UNKNOWN:
        break;
    }
    return LETTER_ARRIVED;
}

const char *letter_state_text(enum letter_state state)
{
    static const char *const texts[] = {
        [LETTER_WRITTEN] = "written",
        [LETTER_LEFT] = "left this device",
        [LETTER_ARRIVED] = "arrived",
        [LETTER_GIVEN_UP] = "not fetched",
    };
    return texts[state];
}

const struct letter *letters_find_sent(const struct letters *letters, uint64_t counter)
{
    for (size_t i = 0; i < letters->sent.count && counter != 0; i++) {
        if (letters->sent.list[i].counter == counter)
            return &letters->sent.list[i];
    }
    return NULL;
}

const struct letter *letter_list_find_object(const struct letter_list *list, uint64_t object)
{
    for (size_t i = 0; i < list->count && object != 0; i++) {
        if (list->list[i].object == object)
            return &list->list[i];
    }
    return NULL;
}

/* ---- what was read ---- */

bool letters_has_read(const struct letters *letters, uint32_t counter)
{
    const struct letters_read *read = &letters->read;
    for (size_t i = 0; i < read->ahead_count; i++) {
        if (read->ahead[i] == counter)
            return true;
    }
    return counter <= read->up_to;
}

/* Of too many the oldest is forgotten: it would be shown once more. */
void letters_mark_read(struct letters *letters, uint32_t counter)
{
    struct letters_read *read = &letters->read;
    if (letters_has_read(letters, counter))
        return;
    if (read->ahead_count == LETTERS_AHEAD_MAX) {
        read->ahead_count--;
        memmove(read->ahead, read->ahead + 1, read->ahead_count * sizeof read->ahead[0]);
    }
    size_t at = read->ahead_count;
    while (at > 0 && read->ahead[at - 1] > counter)
        at--;
    memmove(&read->ahead[at + 1], &read->ahead[at],
            (read->ahead_count - at) * sizeof read->ahead[0]);
    read->ahead[at] = counter;
    read->ahead_count++;
}

void letters_mark_read_up_to(struct letters *letters, uint32_t counter)
{
    struct letters_read *read = &letters->read;
    size_t gone = 0;
    if (counter <= read->up_to)
        return;
    read->up_to = counter;
    while (gone < read->ahead_count && read->ahead[gone] <= counter)
        gone++;
    read->ahead_count -= gone;
    memmove(read->ahead, read->ahead + gone, read->ahead_count * sizeof read->ahead[0]);
}
