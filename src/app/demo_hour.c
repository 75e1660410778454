#include "app/demo_hour.h"

#include <stdio.h>
#include <string.h>

#include "app/json_line.h"
#include "base/assert.h"

#define WEEK_MINUTES 10080

#define HERS    "The nights"
#define HIS     "My sister"
#define HEARD   "The nights are long, and nobody knows."
#define EDITED  "The nights are long, and I tell nobody."
#define DID     "We spoke of the nights."
#define MATTERS "That I am not alone with it."
#define NEXT    "Tea at ten, lights out at eleven."

/* Of a card, from the other. */
#define BY_THEM               "\",\"by\":\"them\""
#define CARD(card, field)     "\"card\":\"" card "\",\"id\":0,\"field\":\"" field BY_THEM
#define WRITTEN(field, value) "\"field\":\"" field BY_THEM ",\"value\":\"" value "\""

struct step {
    const char *waits; /* for a line with this in it; NULL: for nothing */
    const char *says;  /* a number that it names stands for %u, the meeting for %s; NULL: nothing */
};

static const struct step therapist_steps[] = {
    {"\"phase\":\"at the door\"", "/open"},
    {"\"author\":\"them\",\"kind\":\"check-in\"", "/next"},
    {NULL, "/add " HERS},
    {WRITTEN("text", HIS), "/next"},
    {NULL, "/hear " HEARD},
    {WRITTEN("edited", EDITED), "/next"},
    {"\"stage\":\"closing\"", "/next"},
    {"\"stage\":\"recap\"", "/did " DID},
    {WRITTEN("mattered", MATTERS), "/then " NEXT},
    {NULL, "/meet %s"},
    {CARD("recap", "agreed"), "/agree"},
};

static const struct step client_steps[] = {
    {"\"stage\":\"agenda\"", "/add " HIS},
    {WRITTEN("text", HEARD), "/not-quite %u " EDITED},
    {WRITTEN("did", DID), "/mattered " MATTERS},
    {WRITTEN("next", NEXT), "/agree"},
    {CARD("hour", "next"), NULL},
    {CARD("recap", "agreed"), NULL},
};

#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

_Static_assert(COUNT_OF(therapist_steps) <= DEMO_HOUR_STEPS_MAX &&
                   COUNT_OF(client_steps) <= DEMO_HOUR_STEPS_MAX,
               "room for every step");

static const struct step *steps_of(bool is_client, size_t *count)
{
    *count = is_client ? COUNT_OF(client_steps) : COUNT_OF(therapist_steps);
    return is_client ? client_steps : therapist_steps;
}

void demo_hour_begin(struct demo_hour *hour)
{
    *hour = (struct demo_hour){.therapist = {.step = 0}};
    calendar_minute_text((uint32_t)calendar_minute_now() + WEEK_MINUTES, hour->meeting);
}

static void say(const struct demo_hour *hour, struct demo_person *person, const char *says,
                const char *line)
{
    char text[256];
    double number = 0;
    const char *hole = strchr(says, '%');
    if (hole == NULL) {
        snprintf(text, sizeof text, "%s", says);
    } else if (hole[1] == 'u') {
        (void)json_line_number(line, "id", &number);
        snprintf(text, sizeof text, "%.*s%u%s", (int)(hole - says), says, (unsigned)number,
                 hole + 2);
    } else {
        snprintf(text, sizeof text, "%.*s%s%s", (int)(hole - says), says, hour->meeting, hole + 2);
    }
    child_say(&person->child, text);
}

void demo_hour_hear(struct demo_hour *hour, struct demo_person *person, bool is_client,
                    const char *line)
{
    struct demo_hour_side *side = is_client ? &hour->client : &hour->therapist;
    size_t count;
    const struct step *steps = steps_of(is_client, &count);
    for (size_t i = side->step; i < count; i++)
        side->heard[i] =
            side->heard[i] || steps[i].waits == NULL || strstr(line, steps[i].waits) != NULL;
    while (side->step < count && side->heard[side->step]) {
        if (steps[side->step].says != NULL)
            say(hour, person, steps[side->step].says, line);
        side->step++;
    }
}

void demo_hour_print(const struct demo_hour *hour, const char *therapist, const char *client)
{
    printf("\nThe hour\n"
           "  %s knocked, and %s opened the door.\n"
           "  What matters today: \"%s\" (%s), \"%s\" (%s).\n"
           "  %s said what she heard: \"%s\"\n"
           "  Not quite, said %s: \"%s\" Both versions stay.\n"
           "  Looking back they wrote: \"%s\"\n"
           "      \"%s\" \"%s\"\n"
           "  Both agreed to the same three lines, and meet again on %s.\n",
           client, therapist, HERS, therapist, HIS, client, therapist, HEARD, client, EDITED, DID,
           MATTERS, NEXT, hour->meeting);
}

bool demo_hour_check(const struct demo_hour *hour)
{
    bool whole = true;
    for (int i = 0; i < 2; i++) {
        size_t count;
        const struct step *steps = steps_of(i == 1, &count);
        size_t came = i == 1 ? hour->client.step : hour->therapist.step;
        ALCOVE_ASSERT(came <= count);
        if (came == count)
            continue;
        fprintf(stderr, "alcove: the hour stopped where the %s waited for %s.\n",
                i == 1 ? "client" : "therapist", steps[came].waits);
        whole = false;
    }
    return whole;
}
