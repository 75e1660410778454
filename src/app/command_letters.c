/* `alcove write` and `alcove inbox`: words for somebody who is never there at the same time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "app/acquaintance_text.h"
#include "app/commands.h"
#include "app/front_print.h"
#include "app/ledger.h"
#include "app/letter_round.h"
#include "app/letter_words.h"
#include "app/object_code.h"
#include "app/space_desk.h"
#include "app/word_list.h"
#include "base/assert.h"

#define WRITE_FOR_S 15
#define INBOX_FOR_S 10
#define TIME_BYTES  64

static enum exit_code complain_of_store(const struct store_error *error)
{
    return complain(error->kind == STORE_ERROR_INVALID ? EXIT_USAGE : EXIT_LOCKED, "%s",
                    error->text);
}

/* All words that a command has to do with, and whose they are. */
struct desk {
    struct household *household;
    const struct options *options;
    struct letter_round_member members[PEOPLE_MAX];
    struct ledger_book books[PEOPLE_MAX]; /* one a member; of zeros where it cannot be read */
    size_t count;
    struct object_id written; /* by this command */
};

static bool add_letters(struct desk *desk, const struct person *person, enum exit_code *exit)
{
    struct store_error error;
    struct letters *letters = malloc(sizeof *letters);
    if (letters == NULL) {
        *exit = complain(EXIT_FAILED, "There is not enough memory to start.");
        return false;
    }
    if (!letters_open(letters, &desk->household->profile.folder, person, &error)) {
        *exit = complain_of_store(&error);
        free(letters);
        return false;
    }
    desk->members[desk->count++] = (struct letter_round_member){person, letters};
    return true;
}

/* Of those that came as letters there is something to read even if the space cannot be read. */
static void add_book(struct desk *desk)
{
    struct store_error error;
    struct ledger_book *book = &desk->books[desk->count - 1];
    const struct person *person = desk->members[desk->count - 1].person;
    if (desk->household->vault != NULL &&
        !ledger_open(book, desk->household->vault, desk->household->profile.static_public, person,
                     &error))
        complain(EXIT_LOCKED, "%s", error.text);
}

static bool add_person(struct desk *desk, const struct person *person, enum exit_code *exit)
{
    if (!add_letters(desk, person, exit))
        return false;
    add_book(desk);
    return true;
}

static enum exit_code add_named(struct desk *desk, const char *name)
{
    const struct person *person = household_find(desk->household, name);
    enum exit_code exit = person == NULL ? EXIT_USAGE : complain_of_closed(person);
    if (exit == EXIT_OK)
        (void)add_person(desk, person, &exit);
    return exit;
}

static enum exit_code add_everybody(struct desk *desk)
{
    const struct people *people = &desk->household->people;
    enum exit_code exit = EXIT_OK;
    for (size_t i = 0; i < people->count && exit == EXIT_OK; i++) {
        if (person_is_open(&people->list[i]))
            (void)add_person(desk, &people->list[i], &exit);
    }
    return exit;
}

/* Runs `work` at a desk of its own. */
static enum exit_code with_desk(const struct options *options,
                                enum exit_code (*work)(struct desk *desk))
{
    enum exit_code exit;
    struct desk *desk = calloc(1, sizeof *desk);
    struct household *household = household_open(options, &exit);
    if (desk != NULL && household != NULL) {
        struct store_error error;
        desk->household = household;
        desk->options = options;
        if (!household_open_vault(household, &error))
            complain(EXIT_LOCKED, "%s", error.text);
        exit = work(desk);
    }
    for (size_t i = 0; desk != NULL && i < desk->count; i++) {
        letters_close(desk->members[i].letters);
        free(desk->members[i].letters);
        ledger_close(&desk->books[i]);
    }
    household_close(household);
    free(desk);
    return exit;
}

/* ---- alcove write ---- */

/* The copy that goes by strangers' computers; NULL for words that are too long for that. */
static const struct letter *copy_of(const struct desk *desk)
{
    return letter_list_find_object(&desk->members[0].letters->sent,
                                   letter_words_object(desk->written));
}

static enum letter_state state_of(const struct desk *desk)
{
    return word_list_state(desk->books[0].space, desk->members[0].letters, desk->written);
}

static void print_state(const struct desk *desk)
{
    char code[OBJECT_CODE_BYTES];
    const struct person *person = desk->members[0].person;
    const struct letter *letter = copy_of(desk);
    const char *state = letter_state_text(state_of(desk));
    object_code_text(desk->written, code);
    if (!desk->options->json) {
        printf("words %s to %s: %s\n", code, person->name, state);
    } else {
        printf("{\"event\":\"letter\",\"to\":");
        print_json_string(stdout, person->name);
        printf(",\"id\":%u,\"words\":\"%s\",\"number\":%llu,\"state\":\"%s\"}\n", person->id, code,
               (unsigned long long)(letter != NULL ? letter->counter : 0), state);
    }
    fflush(stdout);
}

static void print_copies(const struct desk *desk, size_t copies)
{
    if (desk->options->json && copies > 0)
        printf("{\"event\":\"put\",\"copies\":%zu}\n", copies);
    fflush(stdout);
}

static void on_writers_change(void *context, const struct letter_round_member *member,
                              size_t copies)
{
    struct desk *desk = context;
    (void)member;
    print_copies(desk, copies);
    if (state_of(desk) != LETTER_WRITTEN)
        print_state(desk);
}

static enum exit_code put_words(struct desk *desk, const char *text)
{
    struct store_error error;
    struct ledger_book *book = &desk->books[0];
    enum exit_code exit = space_desk_put_words(book, text, &desk->written);
    if (exit == EXIT_OK && !ledger_keep(book, desk->household->vault, &error))
        exit = complain_of_store(&error);
    if (exit == EXIT_OK && !desk->options->json)
        household_offer_passphrase(desk->household);
    return exit;
}

/* In the space first. A copy of what is short goes as a letter, too, unless too many wait already:
 * the space brings it all the same. */
static enum exit_code store_words(struct desk *desk)
{
    struct store_error error = {0};
    uint64_t counter;
    const struct options *options = desk->options;
    if (desk->books[0].space == NULL)
        return EXIT_LOCKED; /* it has been said why */
    char *text = space_desk_text(options->operand_count > 1 ? options->operands[1] : "-",
                                 SCHEMA_STRING_BYTES_MAX);
    if (text == NULL)
        return EXIT_USAGE;
    enum exit_code exit = put_words(desk, text);
    const struct letter_text copy = {text, strlen(text), letter_words_object(desk->written)};
    if (exit == EXIT_OK && copy.size <= LETTERS_TEXT_BYTES_MAX &&
        !letters_write(desk->members[0].letters, copy, (uint64_t)time(NULL), &counter, &error) &&
        error.kind != STORE_ERROR_FULL)
        exit = complain_of_store(&error);
    sodium_memzero(text, strlen(text));
    free(text);
    if (exit == EXIT_OK)
        print_state(desk);
    return exit;
}

static enum letter_round_end go(struct desk *desk, uint64_t for_s,
                                void (*on_change)(void *, const struct letter_round_member *,
                                                  size_t))
{
    const struct letter_round_wish wish = {
        .household = desk->household,
        .options = desk->options,
        .members = desk->members,
        .count = desk->count,
        .for_s = desk->options->seconds != 0 ? desk->options->seconds : for_s,
        .on_change = on_change,
        .context = desk,
    };
    return letter_round(&wish);
}

/* What is kept arrives when they meet: nothing failed, unless somebody wanted to wait for it. */
static enum exit_code kept_here(const struct desk *desk)
{
    return desk->options->seconds != 0 ? EXIT_UNREACHABLE : EXIT_OK;
}

static enum exit_code tell_written(const struct desk *desk, enum letter_round_end end)
{
    const char *name = desk->members[0].person->name;
    switch (end) {
    case LETTER_ROUND_FAILED:
        return EXIT_FAILED;
    case LETTER_ROUND_INTERRUPTED:
        return EXIT_INTERRUPTED;
    case LETTER_ROUND_CONTACTS_ONLY:
        return complain(kept_here(desk),
                        "Kept, but it stays on this device until you next meet (alcove sync): you "
                        "ask contacts only. To let strangers' computers keep it, sealed, for %s: "
                        "alcove helpers ways default",
                        name);
    case LETTER_ROUND_DONE:
    case LETTER_ROUND_NOBODY:
        break;
    }
    if (state_of(desk) != LETTER_WRITTEN)
        return EXIT_OK;
    return complain(kept_here(desk),
                    "Kept, but nobody has taken it yet. It leaves when Alcove is open and has a "
                    "network, or when you next meet (alcove sync); or try now: alcove inbox "
                    "--sent");
}

static enum exit_code write_words(struct desk *desk)
{
    enum exit_code exit = add_named(desk, desk->options->operands[0]);
    if (exit == EXIT_OK)
        exit = store_words(desk);
    if (exit != EXIT_OK || desk->options->no_wait)
        return exit;
    if (copy_of(desk) == NULL)
        return complain(kept_here(desk),
                        "Kept. It is too long for a letter (%d bytes), or too many wait: it goes "
                        "when you next meet (alcove sync, or a call).",
                        LETTERS_TEXT_BYTES_MAX);
    return tell_written(desk, go(desk, WRITE_FOR_S, on_writers_change));
}

enum exit_code command_write(const struct options *options)
{
    return with_desk(options, write_words);
}

/* ---- alcove inbox ---- */

static void on_readers_change(void *context, const struct letter_round_member *member,
                              size_t copies)
{
    (void)member;
    print_copies(context, copies);
}

static const char *time_text(uint64_t unix_s, char out[TIME_BYTES])
{
    char day[DAY_TEXT_BYTES];
    time_t at = (time_t)unix_s;
    struct tm local;
    snprintf(out, TIME_BYTES, "%s", day_text(unix_s, day));
    if (localtime_r(&at, &local) != NULL)
        snprintf(out, TIME_BYTES, "%s, %02d:%02d", day, local.tm_hour, local.tm_min);
    return out;
}

static void print_json(const struct desk *desk, const struct person *person,
                       const struct word_entry *entry, const char *text)
{
    char code[OBJECT_CODE_BYTES] = "";
    bool sent = desk->options->sent;
    if (entry->object.counter > 0)
        object_code_text(entry->object, code);
    printf("{\"event\":\"%s\",\"%s\":", sent ? "sent" : "received", sent ? "to" : "from");
    print_json_string(stdout, person->name);
    printf(",\"id\":%u,\"words\":\"%s\",\"number\":%llu,\"written_at_s\":%llu,", person->id, code,
           (unsigned long long)(entry->letter != NULL ? entry->letter->counter : 0),
           (unsigned long long)entry->written_at_s);
    if (sent)
        printf("\"state\":\"%s\",\"text\":", letter_state_text(entry->state));
    else
        printf("\"read\":%s,\"text\":", entry->read ? "true" : "false");
    print_json_string(stdout, text);
    printf("}\n");
}

static void print_words(const struct desk *desk, const struct person *person,
                        const struct word_entry *entry)
{
    char text[SCHEMA_STRING_BYTES_MAX + 1];
    char when[TIME_BYTES];
    bool sent = desk->options->sent;
    ALCOVE_ASSERT(entry->size < sizeof text);
    if (entry->size > 0)
        memcpy(text, entry->text, entry->size);
    text[entry->size] = '\0';
    if (desk->options->json) {
        print_json(desk, person, entry, text);
    } else {
        printf("%s%s, %s%s%s\n", sent ? "to " : "", person->name,
               time_text(entry->written_at_s, when), sent ? ": " : "",
               sent ? letter_state_text(entry->state) : "");
        printf("    ");
        print_indented(text, "    ");
        puts(entry->size > 0 ? "\n" : "(This Alcove cannot show it. Update yours.)\n");
    }
    sodium_memzero(text, sizeof text);
}

/* Prints what is to be seen of one person; those that came are read by it. */
static size_t print_member(const struct desk *desk, size_t member)
{
    struct store_error error;
    struct word_list list;
    size_t printed = 0;
    bool sent = desk->options->sent;
    const struct space *space = desk->books[member].space;
    struct letters *letters = desk->members[member].letters;
    if (!word_list_make(space, letters, sent, &list)) {
        complain(EXIT_FAILED, "There is not enough memory for this.");
        return 0;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct word_entry *entry = &list.entries[i];
        if (!sent && !desk->options->list && entry->read)
            continue;
        print_words(desk, desk->members[member].person, entry);
        printed++;
    }
    word_list_free(&list);
    fflush(stdout);
    if (!sent && word_list_mark_read(space, letters) && !letters_save(letters, &error))
        complain_of_store(&error); /* it is shown once more then */
    return printed;
}

static enum exit_code show_inbox(struct desk *desk)
{
    const struct options *options = desk->options;
    enum letter_round_end end = LETTER_ROUND_DONE;
    size_t printed = 0;
    enum exit_code exit =
        options->operand_count > 0 ? add_named(desk, options->operands[0]) : add_everybody(desk);
    if (exit != EXIT_OK)
        return exit;
    if (!options->no_wait)
        end = go(desk, INBOX_FOR_S, on_readers_change);
    for (size_t i = 0; i < desk->count; i++)
        printed += print_member(desk, i);
    if (printed == 0 && !options->json)
        fprintf(stderr, options->sent ? "You have written none.\n" : "No new words.\n");
    if (end == LETTER_ROUND_FAILED)
        return EXIT_FAILED;
    if (end == LETTER_ROUND_INTERRUPTED)
        return EXIT_INTERRUPTED;
    if (end == LETTER_ROUND_NOBODY)
        return complain(EXIT_UNREACHABLE, "Nobody could be asked for new ones; is there a "
                                          "network?");
    return EXIT_OK;
}

enum exit_code command_inbox(const struct options *options)
{
    return with_desk(options, show_inbox);
}
