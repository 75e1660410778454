#include "app/demo_person.h"

#include <stddef.h>
#include <string.h>

#include "app/json_line.h"

static void hear_line(struct demo_person *person, const struct demo_person *other, const char *line)
{
    if (!json_line_is(line, "author", "them"))
        return;
    if (json_line_is(line, "kind", "check-in"))
        person->check_in_arrived = json_line_is(line, "text", other->check_in) &&
                                   json_line_is(line, "distractions", other->around);
    else if (json_line_is(line, "text", other->line))
        person->line_arrived = true;
}

static void hear_report(struct demo_person *person, const char *line)
{
    const struct {
        const char *key;
        double *value;
    } rows[] = {
        {"handshake_us", &person->handshake_us},
        {"together_us", &person->together_us},
        {"first_picture_us", &person->first_picture_us},
        {"pictures_captured", &person->pictures_captured},
        {"pictures_encoded", &person->pictures_encoded},
        {"pictures_shown", &person->pictures_shown},
        {"pictures_per_second", &person->pictures_per_second},
        {"delay_p50_us", &person->delay_p50_us},
        {"delay_p95_us", &person->delay_p95_us},
        {"psnr_db", &person->psnr_db},
        {"psnr_db_min", &person->psnr_db_min},
        {"voice_played", &person->voice_played},
        {"voice_repaired", &person->voice_repaired},
        {"voice_concealed", &person->voice_concealed},
        {"bytes_sent", &person->bytes_sent},
        {"bytes_received", &person->bytes_received},
        {"packets_lost", &person->packets_lost},
        {"shared_even", &person->shared_even},
        {"shared_even_us", &person->shared_even_us},
        {"shared_bytes_sent", &person->shared_bytes_sent},
    };
    person->reported = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!json_line_number(line, rows[i].key, rows[i].value))
            person->reported = false;
    }
}

void demo_person_hear(struct demo_person *person, const struct demo_person *other, const char *line)
{
    if (json_line_is(line, "event", "invite")) {
        json_line_string(line, "link", person->invite, sizeof person->invite);
    } else if (json_line_is(line, "event", "paired")) {
        person->paired = json_line_is(line, "name", other->name);
        json_line_number(line, "handshake_us", &person->pairing_handshake_us);
    } else if (json_line_is(line, "event", "phase")) {
        person->present = true;
        if (json_line_is(line, "phase", "together"))
            person->together = true;
    } else if (json_line_is(line, "event", "nod")) {
        person->nodded_at = true;
    } else if (json_line_is(line, "event", "line")) {
        hear_line(person, other, line);
    } else if (json_line_is(line, "event", "report")) {
        hear_report(person, line);
    }
}
