/* `alcove repair`: where vault.db is harmed, a new one with all that can be read takes its place,
 * and the harmed one is kept beside it. What is shared with somebody may be older than what they
 * hold, so it waits for a meeting as after a backup: nothing is written in a wrong order. */
#include <stdio.h>
#include <string.h>

#include "app/calendar.h"
#include "app/commands.h"
#include "app/ledger.h"
#include "base/assert.h"
#include "records/batch.h"

/* What becomes of a space. */
enum fate {
    FATE_KEPT,  /* as it could be read */
    FATE_PART,  /* without what is lost of it */
    FATE_EMPTY, /* it could not, and begins anew */
    FATE_NONE,  /* there never was one */
};

struct repair {
    struct household *household;
    const struct options *options;
    struct vault *fresh;
    size_t lost;    /* things that are known to be */
    bool may_begin; /* the beginning of a space may be among what is lost */
    bool is_needed;
};

/* ---- what there is ---- */

/* False where it cannot be said what is lost: it may come of something else than harm. */
static bool look(struct repair *repair, struct store_error *error)
{
    struct household *household = repair->household;
    if (!household_open_vault(household, error)) {
        repair->is_needed = repair->may_begin = error->kind == STORE_ERROR_DAMAGED;
        return repair->is_needed;
    }
    const struct vault_health *health = vault_health(household->vault);
    repair->is_needed = !vault_is_whole(health);
    repair->lost = health->objects_lost + health->records_lost + health->values_lost;
    repair->may_begin =
        health->objects_lost > 0 || health->mixed || health->head_lost || health->file_harmed;
    return true;
}

static bool has(const struct repair *repair, const struct person *person)
{
    struct space_config config;
    const struct household *household = repair->household;
    const uint8_t *own = household->profile.static_public;
    if (person != NULL)
        ledger_configure(own, person->remote_static, &config);
    else
        ledger_configure_private(own, &config);
    return household->vault != NULL && ledger_has(household->vault, config.id);
}

/* True with an empty book where nothing of it can be read. */
static bool read_book(const struct repair *repair, const struct person *person,
                      struct ledger_book *book, struct store_error *error)
{
    const struct household *household = repair->household;
    *book = (struct ledger_book){0};
    return !has(repair, person) ||
           ledger_open(book, household->vault, household->profile.static_public, person, error) ||
           error->kind == STORE_ERROR_DAMAGED;
}

/* Nobody else has what is lost of one's own: the rest of it is taken without. */
static bool read_rest(const struct repair *repair, struct ledger_book *book,
                      struct store_error *error)
{
    const struct household *household = repair->household;
    return !has(repair, NULL) ||
           ledger_open_harmed(book, household->vault, household->profile.static_public, error) ||
           error->kind == STORE_ERROR_DAMAGED;
}

/* ---- what is made of it ---- */

/* Others may hold more of ours than is here. What was not published never left. */
static void mark(struct space *space)
{
    space_discard(space);
    if (space_config(space)->device_count > 1)
        space_restore(space);
}

/* Batches that not all hold are still in the tail, from the first one where nothing was exchanged
 * yet. Those that depend on what is lost wait, and are not kept. */
static bool apply_tail(const struct repair *repair, struct ledger_book *book)
{
    struct vault *vault = repair->household->vault;
    struct store_error error;
    struct vault_blob blob;
    uint64_t number = 0;
    bool any = false;
    while (vault != NULL &&
           vault_tail_next(vault, space_config(book->space)->id, &number, &blob, &error)) {
        uint8_t device;
        uint32_t sequence;
        if (batch_peek(blob.bytes, blob.size, &device, &sequence) &&
            device < space_config(book->space)->device_count)
            any |= space_apply(book->space, device, blob.bytes, blob.size) == SPACE_APPLIED;
        vault_blob_free(&blob);
    }
    return any;
}

static bool begin_anew(const struct repair *repair, const struct person *person, enum fate *fate,
                       struct store_error *error)
{
    struct ledger_book book;
    const uint8_t *own = repair->household->profile.static_public;
    if (!ledger_open(&book, repair->fresh, own, person, error))
        return false;
    mark(book.space);
    if (apply_tail(repair, &book))
        *fate = FATE_PART;
    book.wants_folding = true;
    bool done =
        ledger_keep(&book, repair->fresh, error) && ledger_fold(&book, repair->fresh, error);
    ledger_close(&book);
    return done;
}

static bool carry(const struct repair *repair, const struct person *person, enum fate *fate,
                  struct store_error *error)
{
    struct ledger_book book;
    if (!read_book(repair, person, &book, error))
        return false;
    *fate = book.space != NULL ? FATE_KEPT : FATE_PART;
    if (book.space == NULL && person == NULL && !read_rest(repair, &book, error))
        return false;
    if (book.space == NULL) {
        *fate = has(repair, person) || repair->may_begin ? FATE_EMPTY : FATE_NONE;
        return *fate == FATE_NONE || begin_anew(repair, person, fate, error);
    }
    mark(book.space);
    bool done = ledger_replace(&book, repair->fresh, error);
    ledger_close(&book);
    return done;
}

/* Whether every space can be read, of a vault of which every row can. */
static bool are_spaces_whole(const struct repair *repair, bool *whole, struct store_error *error)
{
    const struct people *people = &repair->household->people;
    *whole = true;
    for (size_t i = 0; i <= people->count; i++) {
        const struct person *person = i < people->count ? &people->list[i] : NULL;
        struct ledger_book book;
        if (!read_book(repair, person, &book, error))
            return false;
        *whole = *whole && (book.space != NULL || !has(repair, person));
        ledger_close(&book);
    }
    return true;
}

/* ---- what is said ---- */

static void tell(const struct repair *repair, const struct person *person, enum fate fate)
{
    static const char *const words[] = {"kept", "part", "empty"};
    static const char *const sentences[] = {"saved.", "a part of it cannot be read.",
                                            "it cannot be read."};
    const char *name = person == NULL            ? ""
                       : person->name[0] != '\0' ? person->name
                                                 : PERSON_NAMELESS;
    if (fate == FATE_NONE)
        return;
    ALCOVE_ASSERT(fate < FATE_NONE);
    if (repair->options->json)
        printf("{\"event\":\"space\",\"person\":%u,\"state\":\"%s\"}\n",
               person != NULL ? (unsigned)person->id : 0, words[fate]);
    else if (person == NULL)
        printf("What you wrote for yourself alone: %s\n", sentences[fate]);
    else
        printf("What you share with %s: %s\n", name, sentences[fate]);
}

static void tell_end(const struct repair *repair, const char *aside)
{
    if (repair->options->json) {
        printf("{\"event\":\"repaired\",\"lost\":%zu,\"aside\":\"%s\"}\n", repair->lost, aside);
        return;
    }
    if (repair->lost > 0)
        printf("Things that cannot be read: %zu.\n", repair->lost);
    if (aside[0] != '\0')
        printf("The damaged file is kept as %s.\n", aside);
    if (repair->household->people.count > 0)
        puts("Now meet each of them once (alcove sync PERSON), before you write: what\n"
             "they have comes back then.");
}

/* ---- all of it ---- */

static bool carry_all(const struct repair *repair, struct store_error *error)
{
    const struct people *people = &repair->household->people;
    for (size_t i = 0; i <= people->count; i++) {
        const struct person *person = i < people->count ? &people->list[i] : NULL;
        enum fate fate;
        if (!carry(repair, person, &fate, error))
            return false;
        tell(repair, person, fate);
    }
    return true;
}

static enum exit_code replace(struct repair *repair)
{
    struct store_error error;
    char aside[VAULT_REPAIR_NAME_BYTES];
    char day[CALENDAR_MINUTE_BYTES];
    struct household *household = repair->household;
    repair->fresh = profile_begin_repair(&household->profile, &error);
    if (repair->fresh == NULL)
        return complain(EXIT_LOCKED, "%s", error.text);
    if (!carry_all(repair, &error)) {
        vault_close(repair->fresh);
        return complain(EXIT_LOCKED, "Nothing was changed: %s", error.text);
    }
    vault_close(household->vault);
    household->vault = NULL;
    calendar_minute_text(calendar_minute_now(), day);
    day[strlen("2027-05-01")] = '\0';
    if (!vault_repair_end(&household->profile.folder, repair->fresh, day, aside, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    tell_end(repair, aside);
    return EXIT_OK;
}

static enum exit_code run(struct repair *repair)
{
    struct store_error error;
    bool whole = true;
    bool looked = look(repair, &error);
    if (looked && !repair->is_needed)
        looked = are_spaces_whole(repair, &whole, &error);
    if (!looked)
        return complain(EXIT_LOCKED, "%s", error.text);
    if (repair->is_needed || !whole)
        return replace(repair);
    puts(repair->options->json ? "{\"event\":\"whole\"}"
                               : "Nothing is damaged; nothing was changed.");
    return EXIT_OK;
}

enum exit_code command_repair(const struct options *options)
{
    enum exit_code exit;
    struct repair repair = {.options = options};
    repair.household = household_open(options, &exit);
    if (repair.household == NULL)
        return exit;
    exit = run(&repair);
    household_close(repair.household);
    return exit;
}
