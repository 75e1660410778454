#include "app/word_list.h"

#include <stdlib.h>
#include <string.h>

#include "app/letter_words.h"
#include "base/assert.h"

static uint8_t other_device(const struct space *space)
{
    return space_config(space)->own_device == 0 ? 1 : 0;
}

enum letter_state word_list_state(const struct space *space, const struct letters *letters,
                                  struct object_id object)
{
    struct space_value value;
    uint8_t own = space_config(space)->own_device;
    const struct letter *letter =
        letter_list_find_object(&letters->sent, letter_words_object(object));
    if (space_values(space, object, WORDS_TEXT, &value, 1) > 0 && value.sequence > 0 &&
        space_held_by(space, other_device(space), own) >= value.sequence)
        return LETTER_ARRIVED;
    enum letter_state state = letter != NULL ? letters_state(letters, letter) : LETTER_WRITTEN;
    /* A letter may be given up: the words go with the space all the same. */
    return state == LETTER_GIVEN_UP ? LETTER_WRITTEN : state;
}

/* ---- the two sources ---- */

static void add_words(const struct space *space, const struct letters *letters,
                      struct object_id object, bool sent, struct word_list *out)
{
    const struct letter_list *list = sent ? &letters->sent : &letters->received;
    const struct value text = space_value(space, object, WORDS_TEXT);
    const struct letter *letter = letter_list_find_object(list, letter_words_object(object));
    out->entries[out->count++] = (struct word_entry){
        .object = object,
        .letter = letter,
        .written_at_s =
            letter != NULL ? letter->written_at_s : (uint64_t)space_made_at(space, object) * 60,
        .text = (const char *)text.bytes,
        .size = text.size,
        .read = letters_has_read(letters, object.counter),
        .state = sent ? word_list_state(space, letters, object) : LETTER_ARRIVED,
    };
}

static bool is_in_space(const struct space *space, const struct letter *letter)
{
    const struct object_id object = letter_words_name(letter->object);
    enum object_kind kind;
    return space != NULL && letter->object != 0 &&
           (space_is_erased(space, object) ||
            (space_find(space, object, &kind) && kind == KIND_WORDS));
}

static void add_letter(const struct letters *letters, const struct letter *letter, bool sent,
                       struct word_list *out)
{
    out->entries[out->count++] = (struct word_entry){
        .object = letter_words_name(letter->object),
        .letter = letter,
        .written_at_s = letter->written_at_s,
        .text = letter->text,
        .size = letter->size,
        .read = letter->done,
        .state = sent ? letters_state(letters, letter) : LETTER_ARRIVED,
    };
}

/* Letters that are copies of nothing are of former times. */
static int compare_entries(const void *left, const void *right)
{
    const struct word_entry *a = left;
    const struct word_entry *b = right;
    if (a->object.counter != b->object.counter)
        return a->object.counter < b->object.counter ? -1 : 1;
    if (a->letter == NULL || b->letter == NULL || a->letter->counter == b->letter->counter)
        return 0;
    return a->letter->counter < b->letter->counter ? -1 : 1;
}

bool word_list_make(const struct space *space, const struct letters *letters, bool sent,
                    struct word_list *out)
{
    const struct letter_list *list = sent ? &letters->sent : &letters->received;
    struct object_id object = OBJECT_SPACE;
    size_t room = list->count + (space != NULL ? space_count(space, KIND_WORDS) : 0);
    *out = (struct word_list){.entries = calloc(room + 1, sizeof *out->entries)};
    if (out->entries == NULL)
        return false;
    while (space != NULL && space_next(space, KIND_WORDS, &object)) {
        bool ours = object.device == space_config(space)->own_device;
        if (ours == sent)
            add_words(space, letters, object, sent, out);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (!is_in_space(space, &list->list[i]))
            add_letter(letters, &list->list[i], sent, out);
    }
    ALCOVE_ASSERT(out->count <= room);
    qsort(out->entries, out->count, sizeof *out->entries, compare_entries);
    return true;
}

void word_list_free(struct word_list *list)
{
    free(list->entries);
    *list = (struct word_list){0};
}

bool word_list_mark_read(const struct space *space, struct letters *letters)
{
    struct object_id object = OBJECT_SPACE;
    uint32_t newest = 0;
    bool any = false;
    while (space != NULL && space_next(space, KIND_WORDS, &object)) {
        if (object.device == space_config(space)->own_device)
            continue;
        any = any || !letters_has_read(letters, object.counter);
        newest = object.counter;
    }
    for (size_t i = 0; i < letters->received.count; i++) {
        struct letter *letter = &letters->received.list[i];
        any = any || !letter->done;
        letter->done = true;
        if (letter->object != 0)
            letters_mark_read(letters, letter_words_name(letter->object).counter);
    }
    letters_mark_read_up_to(letters, newest);
    return any;
}
