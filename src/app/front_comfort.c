/* What should be easier: told to the other, and where Alcove can change it, changed at once. */
#include <stdio.h>
#include <string.h>

#include "app/front_parts.h"

#define NAMES_BYTES 512

/* What Alcove changes, in the order of the bits of enum profile_comfort; the other wishes are for
 * the other person. */
static const char changes[] =
    "bigger-text hide-my-picture less-delay-talk no-clock less-motion more-data-care";

/* The bit of a wish; 0 where there is none. */
static unsigned comfort_of(const char *name)
{
    size_t size = strlen(name);
    unsigned bit = 1;
    for (const char *at = changes; *at != '\0'; bit <<= 1) {
        size_t length = strcspn(at, " ");
        if (length == size && memcmp(at, name, size) == 0)
            return bit;
        at += length + strspn(at + length, " ");
    }
    return 0;
}

void front_apply_comfort(struct front *front)
{
    unsigned comfort = front->comfort;
    front->printer.without_delay = (comfort & PROFILE_NO_DELAY) != 0;
    front->printer.without_clock = (comfort & PROFILE_NO_CLOCK) != 0;
    atomic_store(&front->studio->switches.thrifty, (comfort & PROFILE_LESS_DATA) != 0);
    front_apply_look(front);
}

/* True when there is such a change. */
static bool change(struct front *front, const char *name, bool on)
{
    if (strcmp(name, "camera-off") == 0) {
        front_set_camera(front, !on);
        return true;
    }
    unsigned bit = comfort_of(name);
    if (bit == 0)
        return false;
    front->comfort = (uint8_t)(on ? front->comfort | bit : front->comfort & ~bit);
    front_apply_comfort(front);
    return true;
}

/* The card holds all wishes of this hour, by their names. */
static void tell_wishes(struct front *front)
{
    char names[NAMES_BYTES] = "";
    size_t count;
    size_t size = 0;
    const struct deck_item *items = deck_list(&front->deck, DECK_LIST_WISHES, &count);
    for (size_t i = 0; i < count; i++) {
        size_t needs = strlen(items[i].name) + 2;
        if (i >= FRONT_WISHES_MAX || (front->wished >> i & 1) == 0 || size + needs > sizeof names)
            continue;
        size += (size_t)snprintf(names + size, sizeof names - size, "%s%s", size > 0 ? "," : "",
                                 items[i].name);
    }
    front_wish(front, &(struct wish){.kind = WISH_FORMAT, .on = true, .texts = {NULL, names}});
}

static void say_outcome(struct front *front, const struct wish *wish, bool changed)
{
    char said[DECK_SAID_BYTES];
    const char *name = front->face != NULL ? front->face->their_name : "";
    const char *answer = changed ? deck_text(&front->deck, DECK_FORMAT_DONE)
                                 : deck_fill(&front->deck, DECK_FORMAT_TOLD,
                                             &(struct deck_fact){"name", name}, 1, said);
    if (front->window != NULL)
        front_tell(front, answer);
    else if (front->options->json)
        printf("{\"event\":\"wish\",\"wish\":\"%s\",\"on\":%s,\"changed\":%s}\n", wish->texts[0],
               wish->on ? "true" : "false", changed ? "true" : "false");
    else
        puts(answer);
    fflush(stdout);
}

void front_take_easier(struct front *front, const struct wish *wish)
{
    size_t count;
    size_t at = 0;
    const struct deck_item *items = deck_list(&front->deck, DECK_LIST_WISHES, &count);
    while (at < count && strcmp(items[at].name, wish->texts[0]) != 0)
        at++;
    if (at == count || at >= FRONT_WISHES_MAX) {
        front_say(front,
                  &(struct told){.what = DECK_NOTES_NO_WISH, .by_hand = DECK_NOTES_NO_WISH_DO});
        return;
    }
    uint64_t bit = UINT64_C(1) << at;
    front->wished = wish->on ? front->wished | bit : front->wished & ~bit;
    tell_wishes(front);
    say_outcome(front, wish, change(front, items[at].name, wish->on));
}

uint64_t front_wishes(const struct front *front)
{
    size_t count;
    uint64_t wishes = front->wished;
    const struct deck_item *items = deck_list(&front->deck, DECK_LIST_WISHES, &count);
    for (size_t i = 0; i < count && i < FRONT_WISHES_MAX; i++) {
        if ((comfort_of(items[i].name) & front->comfort) != 0)
            wishes |= UINT64_C(1) << i;
    }
    return wishes;
}

void front_take_profile(struct front *front, const struct profile *profile)
{
    memcpy(front->own_name, profile->name, sizeof front->own_name);
    front->comfort = profile->comfort;
    front->choices = choices_load(&profile->folder);
    front->look = window_state_load(&profile->folder);
    front_place_window(front);
}

bool front_keep_profile(const struct front *front, struct profile *profile,
                        struct store_error *error)
{
    const struct choices kept = choices_load(&profile->folder);
    const struct window_state look = window_state_load(&profile->folder);
    if (front->comfort != profile->comfort && !profile_set_comfort(profile, front->comfort, error))
        return false;
    if (memcmp(&kept, &front->choices, sizeof kept) != 0 &&
        !choices_save(&profile->folder, &front->choices, error))
        return false;
    return memcmp(&look, &front->look, sizeof look) == 0 ||
           window_state_save(&profile->folder, &front->look, error);
}
