#include "app/space_desk.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"
#include "app/field_form.h"
#include "app/object_code.h"
#include "session/heap.h"

/* ---- begin and end ---- */

enum exit_code space_desk_keep(struct space_desk *desk)
{
    struct store_error error;
    bool saves = space_has_draft(desk->space);
    enum exit_code exit = space_desk_judge(ledger_publish(desk->book));
    if (desk->household == NULL)
        return exit;
    if (exit == EXIT_OK && !ledger_keep(desk->book, desk->household->vault, &error))
        exit = complain(EXIT_LOCKED, "%s", error.text);
    if (exit == EXIT_OK && saves && !desk->options->json)
        household_offer_passphrase(desk->household);
    return exit;
}

enum exit_code space_desk_end(struct space_desk *desk, enum exit_code exit, enum object_kind kind,
                              struct object_id object)
{
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    if (exit == EXIT_OK)
        object_view_line(&desk->view, kind, object);
    return exit;
}

static enum exit_code open_desk(struct space_desk *desk, space_work work)
{
    struct store_error error;
    struct ledger_book book;
    if (!household_open_vault(desk->household, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    struct vault *vault = desk->household->vault;
    desk->own_name = desk->household->profile.name;
    desk->own_secret = desk->household->profile.static_secret;
    if (!ledger_open(&book, vault, desk->household->profile.static_public, desk->person, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    desk->book = &book;
    desk->space = book.space;
    desk->view = (struct object_view){.space = book.space,
                                      .their_name = desk->person != NULL ? desk->person->name
                                                                         : PERSON_NAMELESS,
                                      .json = desk->options->json};
    enum exit_code exit = work(desk);
    fflush(stdout);
    space_discard(desk->space); /* of a work that failed */
    /* What is kept is kept: folding only makes it smaller. */
    (void)ledger_fold(&book, vault, &error);
    ledger_close(&book);
    return exit;
}

enum exit_code space_desk_run_live(struct space_desk *desk, space_work work)
{
    desk->space = desk->book->space;
    desk->view = (struct object_view){
        .space = desk->space, .their_name = desk->person->name, .silent = true};
    enum exit_code exit = work(desk);
    desk->book->is_undoing = false;
    space_discard(desk->space); /* of a work that failed */
    return exit;
}

static enum exit_code run(struct space_desk *desk, const char *name, space_work work)
{
    enum exit_code exit;
    desk->household = household_open(desk->options, &exit);
    if (desk->household == NULL)
        return exit;
    desk->person =
        name != NULL ? household_find(desk->household, name) : household_find_only(desk->household);
    exit = desk->person != NULL ? open_desk(desk, work) : EXIT_USAGE;
    household_close(desk->household);
    return exit;
}

enum exit_code space_desk_run(const struct options *options, const char *name, space_work work)
{
    struct space_desk desk = {.options = options};
    return run(&desk, name, work);
}

enum exit_code space_desk_run_private(const struct options *options, space_work work)
{
    enum exit_code exit;
    struct space_desk desk = {.options = options};
    desk.household = household_open(options, &exit);
    if (desk.household == NULL)
        return exit;
    exit = open_desk(&desk, work);
    household_close(desk.household);
    return exit;
}

space_work space_verb_find(const struct space_verbs *verbs, const char *name)
{
    for (size_t i = 0; i < verbs->count; i++) {
        if (strcmp(verbs->list[i].name, name) == 0)
            return verbs->list[i].work;
    }
    return NULL;
}

enum exit_code space_desk_run_verb(const struct options *options, const struct space_verbs *verbs)
{
    struct space_desk desk = {.options = options, .kind = verbs->kind};
    int count = options->operand_count;
    for (size_t i = 0; i < verbs->count; i++) {
        const struct space_verb *verb = &verbs->list[i];
        if (strcmp(verb->name, options->operands[0]) != 0)
            continue;
        if (count < verb->operands_min || count > verb->operands_max)
            return complain(EXIT_USAGE, "%s", verbs->usage);
        return run(&desk, options->operands[1], verb->work);
    }
    if (count != 1)
        return complain(EXIT_USAGE, "%s", verbs->usage);
    return run(&desk, options->operands[0], verbs->list[0].work);
}

enum exit_code space_desk_judge(enum space_write written)
{
    switch (written) {
    case SPACE_WRITTEN:
        return EXIT_OK;
    case SPACE_NOT_THERE:
        return complain(EXIT_USAGE, "There is no such thing, or it was erased.");
    case SPACE_NOT_YOURS:
        return complain(EXIT_USAGE, "Only who made it may change that.");
    case SPACE_NOT_SO:
        return complain(EXIT_USAGE, "That cannot stand there: it is too long, or no plain text.");
    case SPACE_FULL:
        return complain(EXIT_FAILED, "There is no room for more; erase something first.");
    case SPACE_RESTORED:
        return complain(EXIT_FAILED, "This came from a backup. Meet them once before you write "
                                     "(alcove sync): what you wrote since comes back then.");
    case SPACE_NO_MEMORY:
        break;
    }
    return complain(EXIT_FAILED, "There is not enough memory for this.");
}

/* ---- what commands do to objects ---- */

enum exit_code space_desk_read_id(const char *text, struct object_id *out)
{
    if (object_code_parse(text, out))
        return EXIT_OK;
    return complain(EXIT_USAGE,
                    "\"%.40s\" is no ID: `list` shows a number and a letter for each, like 3a.",
                    text);
}

enum exit_code space_desk_find(const struct space_desk *desk, const char *text,
                               enum object_kind kind, struct object_id *out)
{
    enum object_kind found;
    enum exit_code exit = space_desk_read_id(text, out);
    if (exit != EXIT_OK)
        return exit;
    if (space_find(desk->space, *out, &found) && found == kind)
        return EXIT_OK;
    return complain(EXIT_USAGE,
                    space_is_erased(desk->space, *out) ? "%s was erased."
                                                       : "There is no %s here; see `list`.",
                    text);
}

enum exit_code space_desk_list(struct space_desk *desk, enum object_kind kind, const char *how)
{
    struct object_id object = OBJECT_SPACE;
    bool any = false;
    while (space_next(desk->space, kind, &object)) {
        object_view_line(&desk->view, kind, object);
        any = true;
    }
    if (!any && !desk->view.json)
        fprintf(stderr, "None yet. `alcove %s` makes one.\n", how);
    return EXIT_OK;
}

static enum exit_code set_one(struct space_desk *desk, enum object_kind kind,
                              struct object_id object, const struct option_set *set)
{
    char error[FIELD_FORM_ERROR_BYTES];
    struct value value;
    uint8_t field;
    if (kind == KIND_GOAL && strcmp(set->option, "--note") == 0)
        return space_desk_note(desk, object, GOAL_NOTES, set->value);
    const struct field_form *form = field_form_by_option(kind, set, &field, error);
    if (form == NULL || !field_form_read(form, field, set->value, &value, error))
        return complain(EXIT_USAGE, "%s", error);
    return space_desk_set_field(desk, object, field, &value);
}

enum exit_code space_desk_set_field(struct space_desk *desk, struct object_id object, uint8_t field,
                                    const struct value *value)
{
    return space_desk_judge(space_set(desk->space, object, field, value));
}

enum exit_code space_desk_set(struct space_desk *desk, enum object_kind kind,
                              struct object_id object)
{
    enum exit_code exit = EXIT_OK;
    for (int i = 0; i < desk->options->set_count && exit == EXIT_OK; i++)
        exit = set_one(desk, kind, object, &desk->options->sets[i]);
    return exit;
}

struct paper space_desk_paper(const struct space_desk *desk)
{
    const struct space_config *config = space_config(desk->space);
    const char *own = desk->own_name;
    struct paper paper = {
        .space = desk->space,
        .now = calendar_minute_now(),
        .zone = calendar_zone(),
        .only_mine = desk->options->mine,
        .without_comments = desk->options->no_comments,
        .memory = &heap_memory,
    };
    for (uint8_t device = 0; device < config->device_count; device++)
        paper.names[config->member_of[device]] = desk->view.their_name;
    paper.names[config->member_of[config->own_device]] = own[0] != '\0' ? own : NULL;
    return paper;
}

static char *take_text(const char *given, size_t max, bool from_input)
{
    char *text = calloc(1, max + 3);
    if (text == NULL) {
        complain(EXIT_FAILED, "There is not enough memory for this.");
        return NULL;
    }
    size_t size = from_input ? fread(text, 1, max + 2, stdin) : strnlen(given, max + 2);
    if (!from_input)
        memcpy(text, given, size);
    if (size > 0 && text[size - 1] == '\n')
        text[--size] = '\0';
    if (size > 0 && text[size - 1] == '\r')
        text[--size] = '\0';
    if (size <= max && strlen(text) == size)
        return text;
    complain(EXIT_USAGE,
             "That is too long, or no text; at most %zu bytes of UTF-8 may stand "
             "there.",
             max);
    sodium_memzero(text, max + 3);
    free(text);
    return NULL;
}

char *space_desk_text(const char *given, size_t max)
{
    return take_text(given, max, strcmp(given, "-") == 0);
}

enum exit_code space_desk_note(struct space_desk *desk, struct object_id object, uint8_t field,
                               const char *given)
{
    size_t max = SCHEMA_NOTE_BYTES_MAX;
    const struct text *note = space_note(desk->space, object, field);
    /* What two wrote at a time may be longer: then it may at least not grow. */
    if (note != NULL && text_size(note, true) > max)
        max = text_size(note, true);
    char *text = take_text(given, max, desk->household != NULL && strcmp(given, "-") == 0);
    if (text == NULL)
        return EXIT_USAGE;
    enum exit_code exit =
        space_desk_judge(space_note_replace(desk->space, object, field, value_text(text)));
    sodium_memzero(text, strlen(text));
    free(text);
    return exit;
}

enum exit_code space_desk_put_words(struct ledger_book *book, const char *text,
                                    struct object_id *out)
{
    const struct value value = value_text(text);
    if (value.size == 0 || !schema_accepts(schema_field(KIND_WORDS, WORDS_TEXT), &value))
        return complain(EXIT_USAGE, "Words are text in UTF-8, of 1 to %d bytes.",
                        SCHEMA_STRING_BYTES_MAX);
    enum exit_code exit = space_desk_judge(space_make(book->space, KIND_WORDS, out));
    if (exit == EXIT_OK)
        exit = space_desk_judge(space_set(book->space, *out, WORDS_TEXT, &value));
    if (exit == EXIT_OK)
        exit = space_desk_judge(ledger_publish(book));
    space_discard(book->space); /* where it failed */
    return exit;
}
