#include "app/demo_account.h"

#include <stdio.h>
#include <sys/stat.h>

#include "media/voice_packet.h"

static double voice_share(double part, const struct demo_person *person)
{
    double whole = person->voice_played + person->voice_concealed;
    return whole > 0 ? 100.0 * part / whole : 0;
}

static double cpu_seconds(const struct demo_person *person)
{
    const struct rusage *usage = &person->child.usage;
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

static void print_words(const struct demo_person *from, const struct demo_person *to)
{
    printf("  %s arrived: \"%s\", around them: %s%s\n", from->name, from->check_in, from->around,
           to->check_in_arrived ? "" : "  (did not arrive)");
    printf("  %s wrote:   \"%s\"%s\n", from->name, from->line,
           to->line_arrived ? "" : "  (did not arrive)");
    printf("  %s nodded%s\n", from->name, to->nodded_at ? "." : "  (was not seen).");
}

static void print_row(const char *what, const char *unit, double therapist, double client)
{
    printf("  %-34s %10.1f %10.1f  %s\n", what, therapist, client, unit);
}

void demo_account_print_words(const struct demo_account *account)
{
    printf("They were together for %.1f seconds.\n\nIn words\n",
           account->therapist->together_us / 1e6);
    print_words(account->therapist, account->client);
    print_words(account->client, account->therapist);
}

void demo_account_print_figures(const struct demo_account *account)
{
    const struct demo_person *t = account->therapist;
    const struct demo_person *c = account->client;
    double seconds_t = t->together_us / 1e6;
    double seconds_c = c->together_us / 1e6;
    printf("\n  %-34s %10s %10s\n", "As seen by", t->name, c->name);
    print_row("pairing handshake took", "ms", t->pairing_handshake_us / 1e3,
              c->pairing_handshake_us / 1e3);
    print_row("link handshake took", "ms", t->handshake_us / 1e3, c->handshake_us / 1e3);
    print_row("first picture after the door", "ms", t->first_picture_us / 1e3,
              c->first_picture_us / 1e3);
    print_row("pictures shown", "a second", t->pictures_per_second, c->pictures_per_second);
    print_row("picture delay, median", "ms", t->delay_p50_us / 1e3, c->delay_p50_us / 1e3);
    print_row("picture delay, 95 of 100 within", "ms", t->delay_p95_us / 1e3,
              c->delay_p95_us / 1e3);
    print_row("likeness to what was sent (PSNR)", "dB", t->psnr_db, c->psnr_db);
    print_row("voice played", "s", t->voice_played / VOICE_RATE_HZ,
              c->voice_played / VOICE_RATE_HZ);
    print_row("voice made up for what was lost", "%", voice_share(t->voice_concealed, t),
              voice_share(c->voice_concealed, c));
    print_row("sent", "kB", t->bytes_sent / 1e3, c->bytes_sent / 1e3);
    print_row("received", "kB", t->bytes_received / 1e3, c->bytes_received / 1e3);
    print_row("processor, of one core", "%", seconds_t > 0 ? 100 * cpu_seconds(t) / seconds_t : 0,
              seconds_c > 0 ? 100 * cpu_seconds(c) / seconds_c : 0);
    print_row("memory at most", "MB", (double)t->child.usage.ru_maxrss / 1024,
              (double)c->child.usage.ru_maxrss / 1024);
    printf("\nTheir windows: %s and %s\n", t->shot, c->shot);
}

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && status.st_size > 0;
}

static bool check_person(const struct demo_person *person, const struct demo_person *other)
{
    const struct {
        bool so;
        const char *what;
    } rows[] = {
        {person->paired, "is paired"},
        {person->together, "came together with the other"},
        {person->reported, "reported how it went"},
        {person->pictures_shown > 0, "saw a picture"},
        {person->psnr_db > 0, "saw the pictures that were sent"},
        {person->voice_played > 0, "heard a voice"},
        {person->check_in_arrived, "got the check-in"},
        {person->line_arrived, "got the line"},
        {person->nodded_at, "saw the nod"},
        {person->child.exit == 0, "left in peace"},
        {is_file(person->shot), "has a picture of the window"},
    };
    bool all = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].so)
            continue;
        fprintf(stderr, "alcove: it did not happen that %s, with %s, %s.\n", person->name,
                other->name, rows[i].what);
        all = false;
    }
    return all;
}

bool demo_account_check(const struct demo_account *account)
{
    bool therapist = check_person(account->therapist, account->client);
    bool client = check_person(account->client, account->therapist);
    return therapist && client;
}
