/* `alcove demo`: the main job on one machine. Two people, two processes, own profiles and sockets:
 * an invite, a goal that each edits alone, an hour with picture and voice in which it is merged:
 * check-ins, an agenda, a reflection that is answered, a recap that both agree to, and a farewell.
 * All that it tells was told by the two processes of what they sent and what arrived. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <SDL2/SDL.h>

#include "app/commands.h"
#include "app/demo_account.h"
#include "app/demo_goals.h"
#include "app/demo_hour.h"
#include "app/demo_person.h"
#include "app/interrupt.h"
#include "devices/speech.h"
#include "devices/wav.h"
#include "net/clock.h"

#define DEMO_SECONDS     20
#define DEMO_SECONDS_MIN 5
#define SPEECH_SECONDS   12
/* What the two may take beside the call itself, before the demo gives up. */
#define SPARE_SECONDS 60

struct demo {
    const struct options *options;
    const char *program;
    char out[DEMO_PATH_BYTES];     /* pictures and figures; stays */
    char private[DEMO_PATH_BYTES]; /* profiles; removed at the end */
    char seconds[24];
    struct demo_person therapist, client;
    struct demo_goals goals;
    struct demo_hour hour;
    bool in_hour;
    uint64_t told_second; /* of progress */
};

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

/* A path below a folder; false when it is too long. */
static bool join_path(char out[DEMO_PATH_BYTES], const char *prefix, const char *folder,
                      const char *name)
{
    int size = snprintf(out, DEMO_PATH_BYTES, "%s%s/%s", prefix, folder, name);
    return size > 0 && size < DEMO_PATH_BYTES;
}

static bool make_folders(struct demo *demo)
{
    const char *temporary = getenv("TMPDIR");
    if (temporary == NULL || temporary[0] == '\0')
        temporary = "/tmp";
    snprintf(demo->private, sizeof demo->private, "%.400s/alcove-demo-XXXXXX", temporary);
    if (mkdtemp(demo->private) == NULL) {
        demo->private[0] = '\0';
        complain(EXIT_FAILED, "No folder could be made in %s: %s.", temporary, strerror(errno));
        return false;
    }
    snprintf(demo->out, sizeof demo->out, "%.400s",
             demo->options->out != NULL ? demo->options->out : "alcove-demo");
    if (mkdir(demo->out, 0755) == 0 || errno == EEXIST)
        return true;
    complain(EXIT_FAILED, "%s cannot be made: %s. Choose another folder with --out.", demo->out,
             strerror(errno));
    return false;
}

/* Speech-like sound made here, so that the demo needs no recording. */
static bool make_speech(const char *path, uint32_t seed, struct device_error *error)
{
    int16_t pcm[SPEECH_RATE_HZ / 10];
    struct wav_writer writer;
    struct speech speech;
    if (!wav_writer_open(&writer, path, SPEECH_RATE_HZ, error))
        return false;
    speech_start(&speech, seed);
    bool written = true;
    for (int i = 0; i < SPEECH_SECONDS * 10 && written; i++) {
        speech_fill(&speech, pcm, sizeof pcm / sizeof pcm[0]);
        written = wav_write(&writer, pcm, sizeof pcm / sizeof pcm[0], error);
    }
    struct device_error ignored;
    return wav_writer_close(&writer, written ? error : &ignored) && written;
}

static bool set_up_files(struct demo *demo, struct demo_person *person, uint32_t seed)
{
    char name[64];
    char sound[DEMO_PATH_BYTES];
    struct device_error error;
    bool fits = join_path(person->profile, "", demo->private, person->role);
    snprintf(name, sizeof name, "%s.wav", person->role);
    fits = join_path(sound, "", demo->private, name) && fits;
    snprintf(name, sizeof name, "heard-by-%s.wav", person->role);
    fits = join_path(person->speaker, "wav:", demo->out, name) && fits;
    snprintf(name, sizeof name, "%s.jsonl", person->role);
    fits = join_path(person->stats, "", demo->out, name) && fits;
    snprintf(name, sizeof name, "%s.png", person->role);
    fits = join_path(person->shot, "", demo->out, name) && fits;
    if (!fits) {
        complain(EXIT_FAILED, "The path %s is too long; choose another with --out.", demo->out);
        return false;
    }
    remove(person->shot);
    const char *camera = demo->options->camera;
    if (camera != NULL)
        snprintf(person->camera, sizeof person->camera, "%s", camera);
    else
        snprintf(person->camera, sizeof person->camera, "synthetic:%u", seed);
    if (demo->options->microphone != NULL) {
        snprintf(person->microphone, sizeof person->microphone, "%s", demo->options->microphone);
        return true;
    }
    snprintf(person->microphone, sizeof person->microphone, "wav:%.500s", sound);
    if (make_speech(sound, seed, &error))
        return true;
    complain(EXIT_FAILED, "%s", error.text);
    return false;
}

/* Half of the desktop each; off-screen when there is none. */
static void choose_windows(struct demo *demo)
{
    SDL_Rect desktop = {.w = 1920, .h = 760};
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    bool wanted = !demo->options->no_window &&
                  (getenv("DISPLAY") != NULL || getenv("WAYLAND_DISPLAY") != NULL);
    if (wanted && SDL_Init(SDL_INIT_VIDEO) == 0) {
        SDL_GetDisplayUsableBounds(0, &desktop);
        SDL_Quit();
    } else {
        setenv("SDL_VIDEODRIVER", "offscreen", 1);
    }
    int width = desktop.w / 2 < 960 ? desktop.w / 2 : 960;
    int height = desktop.h < 720 ? desktop.h : 720;
    struct demo_person *people[] = {&demo->therapist, &demo->client};
    for (size_t i = 0; i < 2; i++) {
        snprintf(people[i]->width, sizeof people[i]->width, "%d", width);
        snprintf(people[i]->height, sizeof people[i]->height, "%d", height);
    }
}

static bool set_up(struct demo *demo)
{
    uint64_t seconds = demo->options->seconds != 0 ? demo->options->seconds : DEMO_SECONDS;
    if (seconds < DEMO_SECONDS_MIN || seconds > 3600) {
        complain(EXIT_USAGE, "--seconds wants %d to 3600.", DEMO_SECONDS_MIN);
        return false;
    }
    snprintf(demo->seconds, sizeof demo->seconds, "%llu", (unsigned long long)seconds);
    demo->therapist.name = "Anna";
    demo->therapist.role = "therapist";
    demo->therapist.check_in = "Glad to see you; rested";
    demo->therapist.around = "none";
    demo->therapist.line = "I hear that the week asked a lot of you.";
    demo->client.name = "Ben";
    demo->client.role = "client";
    demo->client.check_in = "A bit tense, 6 of 10";
    demo->client.around = "a phone, the neighbours";
    demo->client.line = "Yes. Saying it slowly helps.";
    if (!make_folders(demo) || !set_up_files(demo, &demo->therapist, 1) ||
        !set_up_files(demo, &demo->client, 2))
        return false;
    /* What each sees is compared with what the other's camera gave. */
    memcpy(demo->therapist.reference, demo->client.camera, DEMO_PATH_BYTES);
    memcpy(demo->client.reference, demo->therapist.camera, DEMO_PATH_BYTES);
    demo->goals.program = demo->program;
    demo->goals.folder = demo->private;
    demo->goals.people[0] = &demo->therapist;
    demo->goals.people[1] = &demo->client;
    choose_windows(demo);
    return true;
}

static void hear(struct demo *demo)
{
    char line[CHILD_LINE_BYTES];
    struct demo_person *people[] = {&demo->therapist, &demo->client};
    for (int i = 0; i < 2; i++) {
        while (child_take_line(&people[i]->child, line)) {
            demo_person_hear(people[i], people[1 - i], line);
            if (demo->in_hour)
                demo_hour_hear(&demo->hour, people[i], i == 1, line);
        }
    }
}

static void show_progress(struct demo *demo, uint64_t started_us)
{
    uint64_t second = (net_now_us() - started_us) / 1000000;
    if (second == demo->told_second)
        return;
    demo->told_second = second;
    if (isatty(STDOUT_FILENO))
        printf("\r  %llu of %s seconds ", (unsigned long long)second, demo->seconds);
    else if (second % 5 == 0)
        printf("  %llu of %s seconds\n", (unsigned long long)second, demo->seconds);
    fflush(stdout);
}

/* Until both processes ended; false when one had to be stopped. */
static bool wait_for_both(struct demo *demo, bool progress)
{
    uint64_t started_us = net_now_us();
    uint64_t seconds = strtoull(demo->seconds, NULL, 10) + SPARE_SECONDS;
    bool ended_a = false;
    bool ended_b = false;
    while (!ended_a || !ended_b) {
        child_wait_output(&demo->therapist.child, &demo->client.child, 200);
        hear(demo);
        if (progress)
            show_progress(demo, started_us);
        ended_a = child_has_ended(&demo->therapist.child);
        ended_b = child_has_ended(&demo->client.child);
        bool one_failed = (ended_a && demo->therapist.child.exit != 0) ||
                          (ended_b && demo->client.child.exit != 0);
        if (!interrupt_happened() && !one_failed && net_now_us() - started_us < seconds * 1000000)
            continue;
        child_stop(&demo->therapist.child);
        child_stop(&demo->client.child);
        hear(demo);
        return false;
    }
    if (progress && isatty(STDOUT_FILENO))
        printf("\r                         \r");
    return demo->therapist.child.exit == 0 && demo->client.child.exit == 0;
}

static bool pair_them(struct demo *demo)
{
    const char *const invite[] = {"invite",    "--json",
                                  "--profile", demo->therapist.profile,
                                  "--name",    demo->therapist.name,
                                  "--listen",  "127.0.0.1:0",
                                  "--helpers", "none",
                                  NULL};
    const char *const join[] = {"join",
                                "-",
                                "--json",
                                "--profile",
                                demo->client.profile,
                                "--name",
                                demo->client.name,
                                "--listen",
                                "127.0.0.1:0",
                                "--helpers",
                                "none",
                                NULL};
    char link[INVITE_TEXT_BYTES_MAX + 2];
    if (!child_start(&demo->therapist.child, demo->program, invite, NULL))
        return false;
    while (demo->therapist.invite[0] == '\0' && !demo->therapist.child.closed &&
           !interrupt_happened()) {
        child_wait_output(&demo->therapist.child, NULL, 1000);
        hear(demo);
    }
    snprintf(link, sizeof link, "%s\n", demo->therapist.invite);
    bool started = demo->therapist.invite[0] != '\0' &&
                   child_start(&demo->client.child, demo->program, join, link);
    bool ended = wait_for_both(demo, false);
    return started && ended && demo->therapist.paired && demo->client.paired;
}

static size_t append(const char **arguments, size_t count, const char *const *more)
{
    for (; *more != NULL; more++)
        arguments[count++] = *more;
    arguments[count] = NULL;
    return count;
}

/* `how` is the command with its own options. */
static bool start_call(struct demo *demo, struct demo_person *person, const char *const *how)
{
    const char *arguments[CHILD_ARGUMENTS_MAX];
    const char *const common[] = {
        "--json",         "--nod",           "--profile",  person->profile,
        "--camera",       person->camera,    "--mic",      person->microphone,
        "--speaker",      person->speaker,   "--screen",   "window",
        "--shot",         person->shot,      "--stats",    person->stats,
        "--reference",    person->reference, "--check-in", person->check_in,
        "--distractions", person->around,    "--say",      person->line,
        "--for",          demo->seconds,     "--width",    person->width,
        "--height",       person->height,    NULL,
    };
    append(arguments, append(arguments, 0, how), common);
    return child_start_to_talk(&person->child, demo->program, arguments);
}

/* The therapist answers at the port that her invite named. */
static bool run_call(struct demo *demo)
{
    /* Both are on this machine: nobody outside is asked. */
    const char *const answer[] = {"session", "hold",      "--from", demo->client.name,
                                  "--left",  "--helpers", "none",   NULL};
    const char *const call[] = {"session",   "hold",        demo->therapist.name,
                                "--listen",  "127.0.0.1:0", "--right",
                                "--helpers", "none",        NULL};
    demo_hour_begin(&demo->hour);
    demo->in_hour = true;
    bool started = start_call(demo, &demo->therapist, answer);
    while (started && !demo->therapist.present && !demo->therapist.child.closed &&
           !interrupt_happened()) {
        child_wait_output(&demo->therapist.child, NULL, 1000);
        hear(demo);
    }
    started = started && start_call(demo, &demo->client, call);
    return wait_for_both(demo, true) && started;
}

static enum exit_code meet(struct demo *demo)
{
    bool called = run_call(demo);
    if (interrupt_happened())
        return EXIT_INTERRUPTED;
    if (!called && !demo->therapist.reported && !demo->client.reported)
        return complain(EXIT_FAILED, "The call did not come to be.");
    const struct demo_account account = {
        .therapist = &demo->therapist, .client = &demo->client, .out = demo->out};
    bool looked = demo_goals_look(&demo->goals);
    demo_account_print_words(&account);
    demo_hour_print(&demo->hour, demo->therapist.name, demo->client.name);
    demo_goals_print(&demo->goals);
    demo_account_print_figures(&account);
    bool whole = demo_account_check(&account);
    bool shared = demo_goals_check(&demo->goals);
    bool held = demo_hour_check(&demo->hour);
    return whole && held && shared && looked && called ? EXIT_OK : EXIT_FAILED;
}

static enum exit_code run(struct demo *demo)
{
    printf("Two people on this machine, each with a profile and a socket of their own:\n"
           "%s, a therapist, and %s, a client.\n",
           demo->therapist.name, demo->client.name);
    if (!pair_them(demo))
        return interrupt_happened()
                   ? EXIT_INTERRUPTED
                   : complain(EXIT_FAILED, "The two could not be paired through the invite.");
    printf("%s sent an invite, %s opened it, and they are in each other's list.\n",
           demo->therapist.name, demo->client.name);
    fflush(stdout);
    if (!demo_goals_prepare(&demo->goals))
        return interrupt_happened() ? EXIT_INTERRUPTED
                                    : complain(EXIT_FAILED, "Their goal could not be prepared.");
    printf("They read the four words to each other, the same on both sides: %s.\n"
           "They have a goal and a practice; then each changed the goal alone.\n",
           demo->goals.words[0]);
    fflush(stdout);
    return meet(demo);
}

static void ring_nobody(void *context)
{
    (void)context; /* the demo looks up five times a second anyway */
}

enum exit_code command_demo(const struct options *options, const char *program)
{
    struct demo *demo = calloc(1, sizeof *demo);
    enum exit_code exit = EXIT_FAILED;
    if (demo == NULL)
        return complain(EXIT_FAILED, "There is not enough memory to start.");
    demo->options = options;
    demo->program = program;
    interrupt_listen(ring_nobody, NULL);
    if (set_up(demo))
        exit = run(demo);
    interrupt_forget();
    if (demo->private[0] != '\0')
        nftw(demo->private, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(demo);
    return exit;
}
