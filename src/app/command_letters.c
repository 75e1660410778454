/* `alcove write` and `alcove inbox`: words for somebody who is never there at the same time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "app/acquaintance_text.h"
#include "app/commands.h"
#include "app/front_print.h"
#include "app/letter_round.h"

#define WRITE_FOR_S 15
#define INBOX_FOR_S 10
#define TIME_BYTES  64

static enum exit_code complain_of_store(const struct store_error *error)
{
    return complain(error->kind == STORE_ERROR_INVALID ? EXIT_USAGE : EXIT_LOCKED, "%s",
                    error->text);
}

/* All letters that a command has to do with, and whose they are. */
struct desk {
    struct household *household;
    const struct options *options;
    struct letter_round_member members[PEOPLE_MAX];
    size_t count;
    uint64_t written; /* by this command: the counter */
};

static bool add_person(struct desk *desk, const struct person *person, enum exit_code *exit)
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
        desk->household = household;
        desk->options = options;
        exit = work(desk);
    }
    for (size_t i = 0; desk != NULL && i < desk->count; i++) {
        letters_close(desk->members[i].letters);
        free(desk->members[i].letters);
    }
    household_close(household);
    free(desk);
    return exit;
}

/* ---- alcove write ---- */

static void print_state(const struct desk *desk, const struct letter_round_member *member,
                        const struct letter *letter)
{
    const char *state = letter_state_text(letters_state(member->letters, letter));
    if (!desk->options->json) {
        printf("letter %llu to %s: %s\n", (unsigned long long)letter->counter, member->person->name,
               state);
    } else {
        printf("{\"event\":\"letter\",\"to\":");
        print_json_string(stdout, member->person->name);
        printf(",\"id\":%u,\"number\":%llu,\"state\":\"%s\"}\n", member->person->id,
               (unsigned long long)letter->counter, state);
    }
    fflush(stdout);
}

static void print_copies(const struct desk *desk, size_t copies)
{
    if (desk->options->json && copies > 0)
        printf("{\"event\":\"put\",\"copies\":%zu}\n", copies);
    fflush(stdout);
}

static enum letter_state state_of(const struct desk *desk, uint64_t counter)
{
    const struct letters *letters = desk->members[0].letters;
    const struct letter *letter = letters_find_sent(letters, counter);
    return letter != NULL ? letters_state(letters, letter) : LETTER_ARRIVED;
}

static void on_writers_change(void *context, const struct letter_round_member *member,
                              size_t copies)
{
    struct desk *desk = context;
    const struct letter *letter = letters_find_sent(member->letters, desk->written);
    print_copies(desk, copies);
    if (letter != NULL && letters_state(member->letters, letter) != LETTER_WRITTEN)
        print_state(desk, member, letter);
}

/* Up to one byte more than may be; the caller wipes it. */
static size_t read_text(const struct options *options, char text[LETTERS_TEXT_BYTES_MAX + 3])
{
    const char *given = options->operand_count > 1 ? options->operands[1] : "-";
    size_t size;
    if (strcmp(given, "-") == 0) {
        size = fread(text, 1, LETTERS_TEXT_BYTES_MAX + 2, stdin);
    } else {
        size = strnlen(given, LETTERS_TEXT_BYTES_MAX + 2);
        memcpy(text, given, size);
    }
    if (size > 0 && text[size - 1] == '\n')
        size--;
    if (size > 0 && text[size - 1] == '\r')
        size--;
    return size;
}

static enum exit_code store_letter(struct desk *desk)
{
    char text[LETTERS_TEXT_BYTES_MAX + 3];
    struct store_error error;
    struct letters *letters = desk->members[0].letters;
    size_t size = read_text(desk->options, text);
    bool written = letters_write(letters, (struct letter_text){text, size, 0}, (uint64_t)time(NULL),
                                 &desk->written, &error);
    sodium_memzero(text, sizeof text);
    if (!written && error.kind == STORE_ERROR_INVALID)
        return complain(EXIT_USAGE, "A letter is text in UTF-8, of 1 to %d bytes.",
                        LETTERS_TEXT_BYTES_MAX);
    if (!written)
        return complain_of_store(&error);
    print_state(desk, &desk->members[0], letters_find_sent(letters, desk->written));
    return EXIT_OK;
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

static enum exit_code tell_written(const struct desk *desk, enum letter_round_end end)
{
    const char *name = desk->members[0].person->name;
    switch (end) {
    case LETTER_ROUND_FAILED:
        return EXIT_FAILED;
    case LETTER_ROUND_INTERRUPTED:
        return EXIT_INTERRUPTED;
    case LETTER_ROUND_CONTACTS_ONLY:
        return complain(EXIT_UNREACHABLE,
                        "Kept, but it stays on this device: you ask contacts only. To let "
                        "strangers' computers keep it, sealed, for %s: alcove helpers ways "
                        "default",
                        name);
    case LETTER_ROUND_DONE:
    case LETTER_ROUND_NOBODY:
        break;
    }
    if (state_of(desk, desk->written) != LETTER_WRITTEN)
        return EXIT_OK;
    return complain(EXIT_UNREACHABLE,
                    "Kept, but nobody has taken it yet. It leaves when Alcove is open and has a "
                    "network; or try now: alcove inbox --sent");
}

static enum exit_code write_letter(struct desk *desk)
{
    enum exit_code exit = add_named(desk, desk->options->operands[0]);
    if (exit == EXIT_OK)
        exit = store_letter(desk);
    if (exit != EXIT_OK || desk->options->no_wait)
        return exit;
    return tell_written(desk, go(desk, WRITE_FOR_S, on_writers_change));
}

enum exit_code command_write(const struct options *options)
{
    return with_desk(options, write_letter);
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

static void print_letter(const struct desk *desk, const struct letter_round_member *member,
                         const struct letter *letter)
{
    char text[MAILBOX_WORDS_BYTES_MAX + 1];
    char when[TIME_BYTES];
    bool sent = desk->options->sent;
    const char *state = sent ? letter_state_text(letters_state(member->letters, letter)) : "";
    memcpy(text, letter->text, letter->size);
    text[letter->size] = '\0';
    if (desk->options->json) {
        printf("{\"event\":\"%s\",\"%s\":", sent ? "sent" : "received", sent ? "to" : "from");
        print_json_string(stdout, member->person->name);
        printf(",\"id\":%u,\"number\":%llu,\"written_at_s\":%llu,", member->person->id,
               (unsigned long long)letter->counter, (unsigned long long)letter->written_at_s);
        if (sent)
            printf("\"state\":\"%s\",\"text\":", state);
        else
            printf("\"read\":%s,\"text\":", letter->done ? "true" : "false");
        print_json_string(stdout, text);
        printf("}\n");
    } else {
        printf("%s%s, %s%s%s\n", sent ? "to " : "", member->person->name,
               time_text(letter->written_at_s, when), sent ? ": " : "", state);
        printf("    ");
        for (const char *at = text; *at != '\0'; at++)
            fputs(*at == '\n' ? "\n    " : (char[]){*at, '\0'}, stdout);
        puts(letter->size > 0 ? "\n" : "(This Alcove cannot show it. Update yours.)\n");
    }
    sodium_memzero(text, sizeof text);
}

/* Prints what is to be seen of one person; those that came are read by it. */
static size_t print_member(struct desk *desk, const struct letter_round_member *member)
{
    struct letter_list *list =
        desk->options->sent ? &member->letters->sent : &member->letters->received;
    size_t printed = 0;
    size_t newly_read = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct letter *letter = &list->list[i];
        if (!desk->options->sent && !desk->options->list && letter->done)
            continue;
        print_letter(desk, member, letter);
        printed++;
        newly_read += !desk->options->sent && !letter->done;
        if (!desk->options->sent)
            letter->done = true;
    }
    struct store_error error;
    fflush(stdout);
    if (newly_read > 0 && !letters_save(member->letters, &error))
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
        printed += print_member(desk, &desk->members[i]);
    if (printed == 0 && !options->json)
        fprintf(stderr, options->sent ? "You have written none.\n" : "No new letters.\n");
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
