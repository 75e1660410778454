/* `alcove consent`: a text that both sign before they begin, in versions; who signed can take it
 * back. Nobody changes a text that is there: a new version is another one. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/paper_file.h"
#include "app/signing.h"
#include "app/space_desk.h"
#include "app/verb_lists.h"

static enum exit_code list(struct space_desk *desk)
{
    struct object_id object = OBJECT_SPACE;
    enum exit_code exit = EXIT_OK;
    if (space_count(desk->space, KIND_CONSENT) == 0)
        return space_desk_list(desk, KIND_CONSENT, "consent add PERSON --text FILE");
    while (exit == EXIT_OK && space_next(desk->space, KIND_CONSENT, &object)) {
        object_view_line(&desk->view, KIND_CONSENT, object);
        exit = signing_show(desk, object);
    }
    return exit;
}

/* What is in the file, or on standard input; NULL after complaining. */
static char *read_text(const char *path)
{
    size_t size;
    if (strcmp(path, "-") == 0)
        return space_desk_text("-", SCHEMA_TEXT_BYTES_MAX);
    uint8_t *bytes = paper_file_read(path, SCHEMA_TEXT_BYTES_MAX + 2, &size);
    if (bytes == NULL)
        return NULL;
    bytes[size] = '\0';
    while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r'))
        bytes[--size] = '\0';
    if (strlen((char *)bytes) == size)
        return (char *)bytes;
    complain(EXIT_USAGE, "%s is no plain text.", path);
    free(bytes);
    return NULL;
}

static uint64_t next_version(const struct space *space)
{
    struct object_id object = OBJECT_SPACE;
    uint64_t last = 0;
    while (space_next(space, KIND_CONSENT, &object)) {
        uint64_t version = space_value(space, object, CONSENT_VERSION).number;
        last = version > last ? version : last;
    }
    return last + 1;
}

static enum exit_code add_text(struct space_desk *desk, const char *text)
{
    struct object_id object;
    const struct value words = value_text(text);
    const struct value version = value_number(next_version(desk->space));
    enum exit_code exit = space_desk_judge(space_make(desk->space, KIND_CONSENT, &object));
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, CONSENT_TEXT, &words);
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, CONSENT_VERSION, &version);
    if (exit == EXIT_OK)
        exit = space_desk_set(desk, KIND_CONSENT, object);
    return space_desk_end(desk, exit, KIND_CONSENT, object);
}

static enum exit_code add(struct space_desk *desk)
{
    if (desk->options->from == NULL)
        return complain(EXIT_USAGE, "Say which text: --text and the name of a file, or -.");
    char *text = read_text(desk->options->from);
    if (text == NULL)
        return EXIT_USAGE;
    enum exit_code exit =
        text[0] != '\0' ? add_text(desk, text) : complain(EXIT_USAGE, "A consent has words.");
    sodium_memzero(text, strlen(text));
    free(text);
    return exit;
}

static enum exit_code find(const struct space_desk *desk, struct object_id *out)
{
    return space_desk_find(desk, desk->options->operands[2], KIND_CONSENT, out);
}

static enum exit_code show(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit = find(desk, &object);
    if (exit != EXIT_OK)
        return exit;
    object_view_whole(&desk->view, KIND_CONSENT, object);
    return signing_show(desk, object);
}

static enum exit_code sign(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit = find(desk, &object);
    return exit == EXIT_OK ? signing_sign(desk, object) : exit;
}

static enum exit_code revoke(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit = find(desk, &object);
    return exit == EXIT_OK ? signing_revoke(desk, object) : exit;
}

static const struct space_verb verb_list[] = {
    {"list", list, 2, 2}, {"add", add, 2, 2},       {"show", show, 3, 3},
    {"sign", sign, 3, 3}, {"revoke", revoke, 3, 3},
};
const struct space_verbs consent_verbs = {
    KIND_CONSENT, verb_list, sizeof verb_list / sizeof verb_list[0],
    "consent: want PERSON, `add PERSON --text FILE` or `show|sign|revoke PERSON ID`."};

enum exit_code command_consent(const struct options *options)
{
    return space_desk_run_verb(options, &consent_verbs);
}
