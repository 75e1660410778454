/* `alcove changes`: what the other changed since one looked last, in sentences. */
#include <sodium.h>
#include <stdlib.h>

#include "app/commands.h"
#include "app/front_print.h"
#include "app/object_code.h"
#include "app/space_desk.h"
#include "papers/sentence.h"

static const char *name_of(uint8_t what)
{
    static const char *const names[] = {
        [CHANGE_MADE] = "made",
        [CHANGE_SET] = "set",
        [CHANGE_NOTE] = "note",
        [CHANGE_ERASED] = "erased",
    };
    return names[what];
}

static void print_item(const struct space_desk *desk, const struct changes_item *item,
                       const struct paper_words *words)
{
    char code[OBJECT_CODE_BYTES];
    bool has_field = item->what == CHANGE_SET || item->what == CHANGE_NOTE;
    const struct schema_field *field = schema_field(item->kind, item->field);
    object_code_text(item->object, code);
    if (!desk->view.json) {
        printf("%5s  %s\n", code, words->bytes);
        return;
    }
    printf("{\"event\":\"change\",\"id\":\"%s\",\"kind\":\"%s\",\"what\":\"%s\",\"field\":", code,
           schema_kind(item->kind)->name, name_of(item->what));
    if (has_field && field != NULL)
        print_json_string(stdout, field->name);
    else
        printf("null");
    printf(",\"at_s\":%llu,\"seen\":%s,\"sentence\":", (unsigned long long)item->minute * 60,
           item->is_seen ? "true" : "false");
    print_json_string(stdout, words->bytes);
    printf("}\n");
}

static enum exit_code list(struct space_desk *desk)
{
    struct changes_item item;
    struct paper_words *words = malloc(sizeof *words);
    const struct paper paper = space_desk_paper(desk);
    size_t cursor = 0;
    bool any = false;
    if (words == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    while (changes_next(desk->book->changes, NULL, &cursor, &item)) {
        if (item.is_seen || !sentence_change(&paper, &item, true, words))
            continue;
        print_item(desk, &item, words);
        any = true;
    }
    sodium_memzero(words, sizeof *words);
    free(words);
    if (!desk->view.json && changes_are_lost(desk->book->changes))
        fprintf(stderr, "There was more than could be kept; `alcove goals` shows what is now.\n");
    if (!any && !desk->view.json)
        fprintf(stderr, "%s changed nothing since you last looked.\n", desk->person->name);
    if (desk->options->seen)
        ledger_look(desk->book);
    return EXIT_OK;
}

enum exit_code command_changes(const struct options *options)
{
    return space_desk_run(options, options->operands[0], list);
}
