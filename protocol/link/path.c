#include "link/path.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "link/deadline.h"

/* Quick at first, then ever slower: ten challenges span eleven seconds, so that an answer over the
 * slowest satellite still finds its token. */
#define CHALLENGE_REPEAT_US     100000
#define CHALLENGE_REPEAT_MAX_US 1600000
#define CHALLENGE_TIMES_MAX     10
/* The other side's packets come from the address it left for so long: until it has followed. */
#define LEFT_FOR_US 3000000
/* The smallest packet that leaves a link. */
#define PROBE_BYTES_MIN 128

void path_add_candidate(struct path *path, const struct alcove_address *address)
{
    ALCOVE_ASSERT(address->port != 0);
    for (size_t i = 0; i < path_candidates(path); i++) {
        if (alcove_address_equal(&path->candidates[i], address))
            return;
    }
    path->candidates[path->candidate_count++ % ALCOVE_CANDIDATES_MAX] = *address;
}

size_t path_candidates(const struct path *path)
{
    ALCOVE_ASSERT(path != NULL);
    return path->candidate_count < ALCOVE_CANDIDATES_MAX ? path->candidate_count
                                                         : ALCOVE_CANDIDATES_MAX;
}

void path_set(struct path *path, const struct alcove_address *address)
{
    ALCOVE_ASSERT(address->port != 0);
    path->current = *address;
    path->trial = (struct path_trial){0};
}

static void try_address(struct path *path, uint64_t now_us, const struct path_received *received,
                        const struct alcove_random *random)
{
    ALCOVE_ASSERT(received->newest);
    path->trial = (struct path_trial){.address = *received->from, .next_us = now_us};
    random->fill(random->context, path->trial.token, sizeof path->trial.token);
}

void path_wish(struct path *path, uint64_t now_us, const struct alcove_address *address,
               const struct alcove_random *random)
{
    ALCOVE_ASSERT(address->port != 0);
    bool known = alcove_address_equal(address, &path->current) ||
                 (path->trial.wished && alcove_address_equal(address, &path->trial.address));
    if (known)
        return;
    /* Its answer to the check has proved it as a packet would. */
    struct path_received received = {address, true, ALCOVE_DATAGRAM_BYTES_MAX};
    try_address(path, now_us, &received, random);
    path->trial.received_bytes = ALCOVE_DATAGRAM_BYTES_MAX;
    path->trial.wished = true;
}

/* The other side has not followed yet. */
static bool is_left_behind(const struct path *path, uint64_t now_us,
                           const struct alcove_address *from)
{
    ALCOVE_ASSERT(from->port != 0);
    return now_us < path->left_until_us && alcove_address_equal(from, &path->left);
}

void path_on_packet(struct path *path, uint64_t now_us, const struct path_received *received,
                    const struct alcove_random *random)
{
    ALCOVE_ASSERT(received->from->port != 0);
    bool home = alcove_address_equal(received->from, &path->current);
    bool tried = alcove_address_equal(received->from, &path->trial.address);
    if (home) {
        if (received->newest && !path->trial.wished)
            path->trial = (struct path_trial){0};
        return;
    }
    if (is_left_behind(path, now_us, received->from))
        return;
    if (!tried && received->newest && !path->trial.wished)
        try_address(path, now_us, received, random);
    if (alcove_address_equal(received->from, &path->trial.address))
        path->trial.received_bytes += (uint32_t)received->size;
}

void path_on_challenge(struct path *path, const struct alcove_address *from, const uint8_t *token)
{
    ALCOVE_ASSERT(from->port != 0);
    path->answer_due = true;
    path->answer_to = *from;
    memcpy(path->answer_token, token, sizeof path->answer_token);
}

bool path_on_response(struct path *path, uint64_t now_us, const uint8_t *token)
{
    const struct path_trial *trial = &path->trial;
    if (trial->address.port == 0 || trial->times == 0 ||
        sodium_memcmp(token, trial->token, sizeof trial->token) != 0)
        return false;
    path->left = trial->wished ? path->current : (struct alcove_address){0};
    path->left_until_us = now_us + LEFT_FOR_US;
    path->current = trial->address;
    path->changes++;
    path->trial = (struct path_trial){0};
    ALCOVE_ASSERT(path->current.port != 0);
    return true;
}

enum path_probe path_poll(struct path *path, uint64_t now_us, struct alcove_address *to,
                          uint8_t *token, size_t *size_max)
{
    struct path_trial *trial = &path->trial;
    if (path->answer_due) {
        *to = path->answer_to;
        *size_max = PROBE_BYTES_MIN;
        memcpy(token, path->answer_token, sizeof path->answer_token);
        return PATH_PROBE_RESPONSE;
    }
    if (trial->address.port == 0 || now_us < trial->next_us)
        return PATH_PROBE_NONE;
    size_t allowed = ALCOVE_AMPLIFICATION_FACTOR * (size_t)trial->received_bytes;
    ALCOVE_ASSERT(trial->sent_bytes <= allowed);
    allowed -= trial->sent_bytes;
    if (allowed < PROBE_BYTES_MIN) {
        trial->next_us = now_us + CHALLENGE_REPEAT_US;
        return PATH_PROBE_NONE;
    }
    *to = trial->address;
    *size_max = allowed < ALCOVE_DATAGRAM_BYTES_MAX ? PROBE_BYTES_MIN : ALCOVE_DATAGRAM_BYTES_MAX;
    memcpy(token, trial->token, sizeof trial->token);
    return PATH_PROBE_CHALLENGE;
}

void path_on_probe_sent(struct path *path, uint64_t now_us, enum path_probe probe, size_t size)
{
    ALCOVE_ASSERT(probe != PATH_PROBE_NONE);
    if (probe == PATH_PROBE_RESPONSE) {
        path->answer_due = false;
        return;
    }
    struct path_trial *trial = &path->trial;
    uint64_t pause_us = (uint64_t)CHALLENGE_REPEAT_US << trial->times;
    if (pause_us > CHALLENGE_REPEAT_MAX_US)
        pause_us = CHALLENGE_REPEAT_MAX_US;
    trial->sent_bytes += (uint32_t)size;
    trial->next_us = now_us + pause_us;
    if (++trial->times > CHALLENGE_TIMES_MAX)
        *trial = (struct path_trial){0};
}

uint64_t path_next_deadline(const struct path *path)
{
    ALCOVE_ASSERT(path != NULL);
    return path->trial.address.port != 0 ? path->trial.next_us : DEADLINE_NEVER;
}
