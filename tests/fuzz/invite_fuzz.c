/* rooms: reach */
/* Links and addresses as pasted by anyone: the first byte chooses the reader. What is accepted is
 * within its bounds, and is written again as a text that means the same. */
#include <stdlib.h>
#include <string.h>

#include "reach/address_text.h"
#include "reach/invite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW_S 1800000000

static void require(bool promise)
{
    if (!promise)
        abort();
}

static void read_invite(const char *text, size_t size)
{
    struct invite invite;
    struct invite again;
    char written[INVITE_TEXT_BYTES_MAX];
    enum invite_outcome outcome = invite_decode(text, size, NOW_S, &invite);
    if (outcome != INVITE_OK && outcome != INVITE_EXPIRED) {
        const struct invite zero = {0};
        require(memcmp(&invite, &zero, sizeof zero) == 0);
        return;
    }
    size_t length = invite_encode(&invite, written);
    require(length == strlen(written) && length < sizeof written);
    require(invite_decode(written, length, NOW_S, &again) == outcome);
    require(memcmp(again.secret, invite.secret, sizeof again.secret) == 0);
    require(again.expires_at_s == invite.expires_at_s);
    require(again.candidate_count == invite.candidate_count);
    for (size_t i = 0; i < again.candidate_count; i++)
        require(alcove_address_equal(&again.candidates[i], &invite.candidates[i]));
}

/* The fuzzer cannot guess a checksum: its bytes become the inside of a whole invite. */
static void make_invite(const uint8_t *bytes, size_t size)
{
    struct invite invite = {.candidate_count = size > 0 ? bytes[0] % 5 : 0};
    char written[INVITE_TEXT_BYTES_MAX];
    for (size_t i = 0; i < size && i < sizeof invite.secret; i++)
        invite.secret[i] = bytes[i];
    for (size_t i = 0; i < invite.candidate_count; i++) {
        for (size_t k = 0; k < 16; k++)
            invite.candidates[i].ip[k] = bytes[(i * 16 + k) % size];
        invite.candidates[i].port = (uint16_t)(size + i + 1);
    }
    invite.expires_at_s = NOW_S + size;
    read_invite(written, invite_encode(&invite, written));
    if (size >= 2)
        written[bytes[0] % strlen(written)] = (char)bytes[1];
    read_invite(written, strlen(written));
}

static void read_address(const char *text)
{
    struct alcove_address address;
    struct alcove_address again;
    char written[ADDRESS_TEXT_BYTES_MAX];
    if (!address_text_parse(text, &address))
        return;
    require(address_text_print(&address, written) == strlen(written));
    require(address_text_parse(written, &again));
    require(alcove_address_equal(&address, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    /* A copy of the exact size, so that a read past its end is seen. */
    char *text = malloc(size);
    require(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    if (data[0] == 'a')
        read_address(text);
    else if (data[0] == 'm')
        make_invite((const uint8_t *)text, size - 1);
    else
        read_invite(text, size - 1);
    free(text);
    return 0;
}
