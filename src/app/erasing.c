#include "app/erasing.h"

#include <stdio.h>

#include "app/object_code.h"
#include "papers/sentence.h"
#include "store/profile_erase.h"

static bool is_erased_there(const struct space_desk *desk, struct object_id object)
{
    const struct space_config *config = space_config(desk->space);
    for (uint8_t device = 0; device < config->device_count; device++) {
        if (device != config->own_device && !space_has_erased(desk->space, object, device))
            return false;
    }
    return true;
}

static void print_receipt(const struct space_desk *desk, struct object_id object)
{
    char code[OBJECT_CODE_BYTES];
    struct paper_words words;
    const struct paper paper = space_desk_paper(desk);
    bool there = is_erased_there(desk, object);
    object_code_text(object, code);
    if (desk->view.silent)
        return;
    if (desk->view.json) {
        printf("{\"event\":\"erased\",\"id\":\"%s\",\"here\":true,\"there\":%s}\n", code,
               there ? "true" : "false");
        return;
    }
    sentence_erased(&paper, object, &words);
    printf("%5s  %s%s\n", code, words.bytes,
           there ? "" : " The other follows when you next meet (alcove sync).");
}

static enum exit_code want_yes(const struct space_desk *desk)
{
    if (desk->options->yes)
        return EXIT_OK;
    if (desk->person == NULL)
        return complain(EXIT_USAGE, "Nothing is erased yet. It cannot be taken back; if you want "
                                    "that, add --yes.");
    return complain(EXIT_USAGE,
                    "Nothing is erased yet. It cannot be taken back, and goes for %s too, as far "
                    "as their program is as it should be; pictures of a screen and copies in "
                    "their own files stay. If you want that, add --yes.",
                    desk->person->name);
}

enum exit_code erasing_object(struct space_desk *desk, struct object_id object)
{
    enum exit_code exit = want_yes(desk);
    if (exit == EXIT_OK)
        exit = space_desk_judge(space_erase(desk->space, object));
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    if (exit == EXIT_OK)
        print_receipt(desk, object);
    return exit;
}

/* The counters of a device leave no gap. */
static bool is_made(const struct space *space, struct object_id object)
{
    enum object_kind kind;
    return space_find(space, object, &kind) || space_is_erased(space, object);
}

static enum exit_code print_receipts(struct space_desk *desk)
{
    const struct space_config *config = space_config(desk->space);
    bool any = false;
    for (uint8_t device = 0; device < config->device_count; device++) {
        for (struct object_id object = {1, device}; is_made(desk->space, object);
             object.counter++) {
            if (!space_is_erased(desk->space, object))
                continue;
            print_receipt(desk, object);
            any = true;
        }
    }
    if (!any && !desk->view.json)
        fprintf(stderr, "Nothing was erased with %s so far.\n", desk->person->name);
    return EXIT_OK;
}

/* What only the other may erase stays: their own check-ins, words, answers. */
enum exit_code erasing_all(struct space_desk *desk)
{
    size_t erased = 0;
    size_t theirs = 0;
    enum exit_code exit = want_yes(desk);
    for (unsigned kind = KIND_GOAL; kind < KIND_COUNT && exit == EXIT_OK; kind++) {
        struct object_id object = OBJECT_SPACE;
        while (exit == EXIT_OK && space_next(desk->space, (enum object_kind)kind, &object)) {
            enum space_write written = space_erase(desk->space, object);
            erased += written == SPACE_WRITTEN;
            theirs += written == SPACE_NOT_YOURS;
            if (written != SPACE_NOT_YOURS)
                exit = space_desk_judge(written);
        }
    }
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    if (exit != EXIT_OK || desk->view.silent)
        return exit;
    if (desk->view.json)
        printf("{\"event\":\"erased_all\",\"erased\":%zu,\"theirs\":%zu}\n", erased, theirs);
    else
        printf("%zu erased here; on %s's device when you next meet (alcove sync). %zu are theirs "
               "to erase.\n",
               erased, desk->person->name, theirs);
    return EXIT_OK;
}

enum exit_code erasing_named(struct space_desk *desk)
{
    struct object_id object;
    enum object_kind kind;
    const char *name = desk->options->operands[1];
    if (!object_code_parse(name, &object) || !space_find(desk->space, object, &kind))
        return complain(EXIT_USAGE, "There is no \"%.40s\" here; `list` shows what there is.",
                        name);
    return erasing_object(desk, object);
}

/* Needs no passphrase: who has none any more begins anew by it. */
static enum exit_code erase_everything(const struct options *options)
{
    char directory[FOLDER_PATH_BYTES_MAX];
    struct store_error error;
    if (options->operand_count > 0 || options->all)
        return complain(EXIT_USAGE, "--everything stands alone: it means all people at once.");
    if (!household_directory(options, directory, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    if (!options->yes)
        return complain(EXIT_USAGE,
                        "Nothing is erased yet. Who you are, your people, words and goals would "
                        "go from %s for good; a backup (alcove export --backup) brings them back. "
                        "If you want that, add --yes.",
                        directory);
    if (!profile_erase(directory, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    if (!options->json)
        printf("All that Alcove kept here is erased. What others keep stays with them.\n");
    else
        printf("{\"event\":\"erased_everything\"}\n");
    return EXIT_OK;
}

enum exit_code command_erase(const struct options *options)
{
    if (options->everything)
        return erase_everything(options);
    if (options->operand_count == 0)
        return complain(EXIT_USAGE, "Say whose, or --everything.");
    if (options->all && options->operand_count > 1)
        return complain(EXIT_USAGE, "Either an ID or --all, not both.");
    space_work work = options->all                 ? erasing_all
                      : options->operand_count > 1 ? erasing_named
                                                   : print_receipts;
    return space_desk_run(options, options->operands[0], work);
}
