#include "app/signing.h"

#include <sodium.h>

#include "app/calendar.h"
#include "app/object_code.h"
#include "papers/wording.h"
#include "records/signature.h"
#include "session/heap.h"

static uint8_t own_member(const struct space *space)
{
    const struct space_config *config = space_config(space);
    return config->member_of[config->own_device];
}

static enum exit_code find(const struct space_desk *desk, struct object_id target, uint8_t member,
                           struct signature_found *out)
{
    const struct signature_place place = {target, member};
    if (signature_find(desk->space, &place, &heap_memory, out))
        return EXIT_OK;
    return complain(EXIT_FAILED, "There is not enough memory for this.");
}

static void print(const struct space_desk *desk, struct object_id target, uint8_t member,
                  enum signature_state state)
{
    static const char *const codes[] = {
        [SIGNATURE_NONE] = "none",       [SIGNATURE_FALSE] = "false",
        [SIGNATURE_KEYLESS] = "keyless", [SIGNATURE_TAKEN_BACK] = "taken_back",
        [SIGNATURE_EARLIER] = "earlier", [SIGNATURE_HOLDS] = "holds",
    };
    char code[OBJECT_CODE_BYTES];
    bool own = member == own_member(desk->space);
    if (desk->view.silent)
        return;
    if (desk->view.json)
        printf("{\"event\":\"signature\",\"of\":\"%s\",\"by\":\"%s\",\"state\":\"%s\"}\n",
               object_code_text(target, code), own ? "me" : "them", codes[state]);
    else if (own && state == SIGNATURE_NONE)
        printf("  You have not signed this.\n");
    else
        printf("  %s %s.\n", own ? "You" : desk->view.their_name, wording_signature(state));
}

enum exit_code signing_show(struct space_desk *desk, struct object_id target)
{
    enum exit_code exit = EXIT_OK;
    for (uint8_t i = 0; i < space_config(desk->space)->member_count && exit == EXIT_OK; i++) {
        struct signature_found found;
        exit = find(desk, target, i, &found);
        if (exit == EXIT_OK)
            print(desk, target, i, found.state);
    }
    return exit;
}

static enum exit_code write(struct space_desk *desk, struct object_id target)
{
    uint8_t secret[SPACE_SIGN_SECRET_BYTES];
    uint8_t public[SPACE_SIGN_KEY_BYTES];
    struct object_id signature;
    signature_keys(desk->own_secret, public, secret);
    const struct signature_pen pen = {secret, public, calendar_minute_now(), &heap_memory};
    enum space_write written = signature_make(desk->space, target, &pen, &signature);
    sodium_memzero(secret, sizeof secret);
    enum exit_code exit = space_desk_judge(written);
    return exit == EXIT_OK ? space_desk_keep(desk) : exit;
}

enum exit_code signing_sign(struct space_desk *desk, struct object_id target)
{
    struct signature_found found;
    enum exit_code exit = find(desk, target, own_member(desk->space), &found);
    if (exit == EXIT_OK && found.state != SIGNATURE_HOLDS)
        exit = write(desk, target);
    return exit == EXIT_OK ? signing_show(desk, target) : exit;
}

enum exit_code signing_revoke(struct space_desk *desk, struct object_id target)
{
    struct signature_found found;
    const struct value now = value_number(calendar_minute_now());
    enum exit_code exit = find(desk, target, own_member(desk->space), &found);
    if (exit == EXIT_OK && found.state != SIGNATURE_HOLDS && found.state != SIGNATURE_EARLIER)
        return complain(EXIT_USAGE, "You have not signed this.");
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, found.object, SIGNATURE_REVOKED, &now);
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    return exit == EXIT_OK ? signing_show(desk, target) : exit;
}
