/* `alcove practice-room`: an echo of oneself at the terminal. Voice comes back a second later, and
 * each line that is typed at once; nothing leaves this computer, and no profile is opened. The
 * window has a room of its own (ui/room_screen.h). */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/deck_file.h"
#include "app/front_print.h"
#include "app/interrupt.h"
#include "app/studio.h"
#include "app/terminal.h"
#include "media/voice_packet.h"
#include "net/clock.h"

struct practice_room {
    const struct options *options;
    struct deck deck;
    struct wake wake;
    struct terminal terminal;
    struct studio studio;
    uint64_t lines;
    bool left;
};

static void ring(void *context)
{
    wake_ring(context);
}

static bool open_deck(struct practice_room *room)
{
    char error[DECK_FILE_ERROR_BYTES];
    size_t language;
    if (!deck_file_language(room->options->language, &language)) {
        complain(EXIT_USAGE, "Alcove has no deck in \"%.20s\"; see `alcove --help`.",
                 room->options->language);
        return false;
    }
    if (deck_file_open(language, &room->deck, error))
        return true;
    complain(EXIT_FAILED, "There is not enough memory for this.");
    return false;
}

static enum exit_code open_studio(struct practice_room *room)
{
    const struct options *options = room->options;
    struct device_error error = {0};
    const struct studio_options wish = {
        .camera = options->camera != NULL ? options->camera : "none",
        .microphone = options->microphone != NULL ? options->microphone : "sdl",
        .speaker = options->speaker != NULL ? options->speaker : "sdl",
        .noise = NOISE_GENTLE,
    };
    if (!studio_open(&room->studio, &wish, &error))
        return complain(EXIT_NO_DEVICE, "%s", error.text);
    room->studio.ring_link = room->studio.ring_screen = ring;
    room->studio.link_context = room->studio.screen_context = &room->wake;
    atomic_store(&room->studio.switches.rehearse, true);
    if (studio_start(&room->studio))
        return EXIT_OK;
    studio_close(&room->studio, NULL, NULL);
    return complain(EXIT_FAILED, "The system has no thread left; close other programs.");
}

/* ---- the echo ---- */

static void say_back(struct practice_room *room)
{
    const char *line = room->terminal.line;
    room->lines++;
    terminal_hide(&room->terminal);
    if (room->options->json) {
        printf("{\"event\":\"echo\",\"text\":");
        print_json_string(stdout, line);
        puts("}");
    } else {
        printf("%s: %s\n", deck_text(&room->deck, DECK_PRACTICE_ROOM_ECHO_NAME), line);
    }
    fflush(stdout);
    terminal_show(&room->terminal);
}

static void take_lines(struct practice_room *room)
{
    enum terminal_news news;
    while ((news = terminal_next(&room->terminal)) != TERMINAL_NOTHING) {
        if (news == TERMINAL_END)
            room->left = true;
        else if (news == TERMINAL_LINE || news == TERMINAL_CUT_LINE)
            say_back(room);
    }
    /* The end of a script; without one it is told how long to stay. */
    if (room->terminal.fd < 0 && room->options->seconds == 0)
        room->left = true;
}

static void stay(struct practice_room *room)
{
    uint64_t seconds = room->options->seconds;
    uint64_t until_us = seconds > 0 ? net_now_us() + seconds * 1000000 : UINT64_MAX;
    interrupt_listen(ring, &room->wake);
    terminal_open(&room->terminal, STDIN_FILENO, stdout, !room->options->json);
    while (!room->left && !interrupt_happened() && net_now_us() < until_us) {
        wake_wait_or_read(&room->wake, until_us, room->terminal.fd);
        picture_release(mailbox_take(&room->studio.self_picture));
        take_lines(room);
    }
    terminal_close(&room->terminal);
    interrupt_forget();
}

static void report(const struct practice_room *room, const struct studio_totals *totals)
{
    if (!room->options->json)
        return;
    printf("{\"event\":\"practice-room\",\"lines\":%llu,\"heard_ms\":%llu,\"pictures\":%llu}\n",
           (unsigned long long)room->lines,
           (unsigned long long)(totals->voice.played_samples / VOICE_SAMPLES_PER_MS),
           (unsigned long long)totals->pictures_captured);
}

static enum exit_code rehearse(struct practice_room *room)
{
    struct studio_totals totals = {0};
    struct device_error error = {0};
    enum exit_code exit = open_studio(room);
    if (exit != EXIT_OK)
        return exit;
    if (!room->options->json)
        printf("%s\n%s\n", deck_text(&room->deck, DECK_PRACTICE_ROOM_ECHO_SAYS),
               deck_text(&room->deck, DECK_PRACTICE_ROOM_HEADPHONES));
    fflush(stdout);
    stay(room);
    if (!studio_close(&room->studio, &totals, &error))
        exit = complain(EXIT_FAILED, "%s", error.text);
    report(room, &totals);
    return exit == EXIT_OK && interrupt_happened() ? EXIT_INTERRUPTED : exit;
}

enum exit_code command_practice_room(const struct options *options)
{
    struct practice_room room = {.options = options, .terminal = {.fd = -1}};
    if (!open_deck(&room))
        return EXIT_USAGE;
    if (!wake_open(&room.wake)) {
        deck_close(&room.deck);
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    }
    enum exit_code exit = rehearse(&room);
    wake_close(&room.wake);
    deck_close(&room.deck);
    return exit;
}
