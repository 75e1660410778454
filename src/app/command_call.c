/* `alcove call`, `alcove answer`, and `alcove` with its window: one session. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "app/acquaintance_text.h"
#include "app/commands.h"
#include "app/front.h"
#include "app/interrupt.h"
#include "app/pairing_link.h"
#include "devices/camera.h"
#include "reach/address_text.h"
#include "store/choices.h"
#include "store/profile_erase.h"

#define ERROR_BYTES 256

/* All that a session needs, opened in this order and closed in the other. */
struct call {
    const struct options *options;
    struct household *household;
    struct invite invite; /* that was given to the window */
    struct switchboard_options board_options;
    struct switchboard_report report;
    struct stats *stats;
    struct front *front;
    struct control *control;
    char kept_link[CONTROL_LINK_BYTES_MAX]; /* handed over, and not yet looked at */
    struct choices choices;                 /* of devices, for the studio */
    struct studio studio;
    bool studio_open;
    struct studio_totals totals;
    double pictures_per_second, psnr_db, psnr_db_min;
    uint32_t delay_p50_us, delay_p95_us;
    uint64_t pictures_shown, first_picture_us;
};

static bool has_window(const struct options *options)
{
    return options->screen == NULL ? options->command == COMMAND_WINDOW
                                   : strcmp(options->screen, "window") == 0;
}

static enum exit_code find_person(struct call *call, const char *name)
{
    const struct person *person = household_find(call->household, name);
    if (person == NULL)
        return EXIT_USAGE;
    call->board_options.person_id = person->id;
    return complain_of_closed(person);
}

static enum exit_code choose_task(struct call *call)
{
    const struct options *options = call->options;
    bool holds = options->command == COMMAND_HOLD;
    if (options->command == COMMAND_CALL || (holds && options->operand_count > 0)) {
        call->board_options.task = TASK_CALL;
        if (!at_address(options, &call->board_options.at))
            return EXIT_USAGE;
        return find_person(call, options->operands[0]);
    }
    if (options->command == COMMAND_WINDOW && options->operand_count == 1) {
        bool stays = has_window(options) && options->seconds == 0;
        call->board_options.task = stays ? TASK_WAIT : TASK_JOIN_AND_CALL;
        call->board_options.invite = &call->invite;
        return pairing_link_read(&call->invite, options->operands[0]);
    }
    if (options->command == COMMAND_WINDOW) {
        call->board_options.task = TASK_WAIT;
        return EXIT_OK;
    }
    call->board_options.task = TASK_ANSWER;
    call->board_options.asks_at_door = holds;
    if (options->from != NULL)
        return find_person(call, options->from);
    if (call->household->people.count == 0)
        return complain(EXIT_LOCKED, "Nobody can call yet: pair with someone first, by `alcove "
                                     "invite` or `alcove join`.");
    return EXIT_OK;
}

static enum exit_code open_stats(struct call *call)
{
    int number;
    if (call->options->stats == NULL)
        return EXIT_OK;
    call->stats = stats_open(call->options->stats, &number);
    if (call->stats != NULL)
        return EXIT_OK;
    return complain(EXIT_FAILED, "The figures cannot be written to %s: %s.", call->options->stats,
                    strerror(number));
}

/* The device that was asked for, or the chosen or usual one of a window, or none. */
struct device_wish {
    const char *asked, *chosen, *usual, *none;
};

static const char *device(const struct device_wish *wish, bool wanted)
{
    if (wish->asked != NULL)
        return wish->asked;
    if (!wanted)
        return wish->none;
    return wish->chosen[0] != '\0' ? wish->chosen : wish->usual;
}

/* Which of the words it is; -1 for none. */
static int word_number(const char *word, const char *const *words, int count)
{
    int at = count - 1;
    while (at >= 0 && strcmp(words[at], word) != 0)
        at--;
    return at;
}

/* What is said this time holds for the next ones. */
static enum exit_code remember_sound(struct call *call)
{
    static const char *const levels[] = {"off", "gentle", "strong"}; /* enum noise_level */
    static const char *const answers[] = {"ask", "yes", "no"};       /* enum headphones */
    const struct options *options = call->options;
    struct profile *profile = &call->household->profile;
    struct profile_sound sound = profile->sound;
    struct store_error error;
    int noise = options->noise == NULL ? sound.noise : word_number(options->noise, levels, 3);
    int headphones = options->headphones == NULL ? sound.headphones
                                                 : word_number(options->headphones, answers, 3);
    if (noise < 0)
        return complain(EXIT_USAGE, "--noise wants off, gentle or strong, not \"%.40s\".",
                        options->noise);
    if (headphones < 0)
        return complain(EXIT_USAGE, "--headphones wants yes, no or ask, not \"%.40s\".",
                        options->headphones);
    sound = (struct profile_sound){(uint8_t)noise, (uint8_t)headphones};
    if (memcmp(&sound, &profile->sound, sizeof sound) == 0 ||
        profile_set_sound(profile, sound, &error))
        return EXIT_OK;
    return complain(EXIT_LOCKED, "%s", error.text);
}

static void tell(const struct call *call, struct told told)
{
    front_say(call->front, &told);
}

static enum exit_code open_studio(struct call *call)
{
    const struct options *options = call->options;
    bool window = front_has_window(call->front);
    struct device_error error = {0};
    call->choices = choices_load(&call->household->profile.folder);
    const char(*chosen)[CHOICES_DEVICE_BYTES] = call->choices.devices;
    const struct device_wish camera = {options->camera, chosen[0], "v4l2", "none"};
    const struct device_wish microphone = {options->microphone, chosen[1], "sdl", "silence"};
    const struct device_wish speaker = {options->speaker, chosen[2], "sdl", "none"};
    const struct studio_options wish = {
        .camera = device(&camera, window && !options->text && !options->voice),
        .microphone = device(&microphone, window && !options->text),
        .speaker = device(&speaker, window && !options->text),
        .noise = call->household->profile.sound.noise,
        .headphones = call->household->profile.sound.headphones,
        .at_rest = window && call->board_options.task == TASK_WAIT,
        .lenient = window && options->camera == NULL && options->microphone == NULL &&
                   options->speaker == NULL,
        .stamp = options->stamp,
        .stats = call->stats,
    };
    /* Said now, not at the first session. */
    if (wish.at_rest && options->camera != NULL && !camera_find(options->camera, &error))
        return complain(EXIT_NO_DEVICE, "%s", error.text);
    call->studio_open = studio_open(&call->studio, &wish, &error);
    return call->studio_open ? EXIT_OK : complain(EXIT_NO_DEVICE, "%s", error.text);
}

static bool is_screen(const char *screen)
{
    return screen == NULL || strcmp(screen, "window") == 0 || strcmp(screen, "none") == 0 ||
           (strncmp(screen, "y4m:", 4) == 0 && screen[4] != '\0');
}

static enum exit_code open_front(struct call *call)
{
    char error[ERROR_BYTES];
    if (!is_screen(call->options->screen))
        return complain(EXIT_USAGE, "--screen wants window, y4m:FILE or none, not \"%.40s\".",
                        call->options->screen);
    /* While it is locked nothing of it is known. */
    const struct profile *profile = &call->household->profile;
    const struct choices choices =
        profile_is_locked(profile) ? (struct choices){0} : choices_load(&profile->folder);
    const char *language = call->options->language;
    if (language == NULL && choices.language[0] != '\0')
        language = choices.language;
    const struct front_options wish = {
        .options = call->options,
        .stats = call->stats,
        .language = language,
    };
    call->front = front_open(&wish, error);
    if (call->front != NULL)
        return EXIT_OK;
    return complain(EXIT_NO_DEVICE, "%s", error);
}

/* The invite that was given to the window may say that there is no way in without a reply. */
static enum exit_code offer_reply(struct call *call)
{
    char reply[REPLY_TEXT_BYTES_MAX];
    char said[TOLD_BYTES];
    char line[REPLY_TEXT_BYTES_MAX + TOLD_BYTES];
    if (call->board_options.invite == NULL || !call->invite.reply_wanted)
        return EXIT_OK;
    const struct pairing_link_wish wish = {.options = call->options};
    enum exit_code exit = pairing_link_create_reply(
        reply, call->household, &call->board_options.listen, &wish, &call->invite);
    if (exit != EXIT_OK)
        return exit;
    const struct told told = {.what = DECK_NOTES_SEND_BACK};
    const struct told_to person = {front_deck(call->front), front_has_window(call->front)};
    snprintf(line, sizeof line, "%s %s", told_say(person, &told, said), reply);
    front_tell(call->front, line);
    return EXIT_OK;
}

/* Once the profile is held; while it is locked too, for links that are kept until it is not. */
static void open_control(struct call *call, const char *link)
{
    const struct profile *profile = &call->household->profile;
    const struct control_options options = {
        .can_lock = profile->keyring.has_passphrase,
        .is_locked = profile_is_locked(profile),
        .has_window = front_has_window(call->front),
        .link = link,
        .ring = front_ring,
        .context = call->front,
    };
    call->control = control_open(&profile->folder, &options);
}

static void set_lock(struct call *call)
{
    const struct profile *profile = &call->household->profile;
    const struct front_lock lock = {
        .control = call->control,
        .can_lock = profile->keyring.has_passphrase,
        .after_min = profile->auto_lock_min,
    };
    front_set_lock(call->front, &lock);
}

/* A call works without what is shared; that it cannot be read is said. */
static void open_vault(struct call *call)
{
    struct store_error error;
    if (!household_open_vault(call->household, &error))
        tell(call, told_store(0, &error));
    call->board_options.vault = call->household->vault;
}

static enum exit_code open_call(struct call *call)
{
    enum exit_code exit = household_set_name(call->household, call->options);
    if (exit == EXIT_OK)
        exit = remember_sound(call);
    if (exit == EXIT_OK)
        exit = choose_task(call);
    if (exit == EXIT_OK &&
        !listen_address(call->options, call->household, &call->board_options.listen))
        exit = EXIT_USAGE;
    if (exit == EXIT_OK)
        exit = open_stats(call);
    if (exit == EXIT_OK && call->front == NULL)
        exit = open_front(call);
    if (exit == EXIT_OK && call->control == NULL)
        open_control(call, call->kept_link);
    if (exit == EXIT_OK)
        set_lock(call);
    if (exit == EXIT_OK)
        front_take_profile(call->front, &call->household->profile);
    if (exit == EXIT_OK)
        exit = open_studio(call);
    if (exit == EXIT_OK)
        open_vault(call);
    if (exit == EXIT_OK)
        exit = offer_reply(call);
    return exit;
}

static void take_tally(struct call *call)
{
    struct tally *tally = front_tally(call->front);
    call->pictures_shown = tally->count;
    call->pictures_per_second = tally_pictures_per_second(tally);
    call->delay_p50_us = tally_delay_us(tally, 0.5);
    call->delay_p95_us = tally_delay_us(tally, 0.95);
    call->psnr_db = tally_psnr_db(tally);
    call->psnr_db_min = tally->psnr_db_min;
    if (tally->first_at_us > call->report.together_at_us)
        call->first_picture_us = tally->first_at_us - call->report.together_at_us;
}

static struct switchboard *start_switchboard(struct call *call)
{
    call->board_options.options = call->options;
    call->board_options.profile = &call->household->profile;
    call->board_options.people = &call->household->people;
    call->board_options.invites = &call->household->invites;
    call->board_options.helpers = &call->household->helpers;
    call->board_options.studio = call->options->text ? NULL : &call->studio;
    call->board_options.stats = call->stats;
    call->board_options.deck = front_deck(call->front);
    call->board_options.has_window = front_has_window(call->front);
    call->board_options.ring_main = front_ring;
    call->board_options.main_context = call->front;
    return switchboard_start(&call->board_options, &call->report);
}

/* Once nobody else is at the profile. */
static void remember(const struct call *call)
{
    struct store_error error;
    if (!front_keep_profile(call->front, &call->household->profile, &error))
        complain(EXIT_LOCKED, "%s", error.text);
}

static enum exit_code run_call(struct call *call)
{
    struct switchboard *board = start_switchboard(call);
    if (board == NULL)
        return complain(call->report.exit, "%s", call->report.error);
    call->studio.ring_link = switchboard_ring;
    call->studio.link_context = board;
    call->studio.ring_screen = front_ring;
    call->studio.screen_context = call->front;
    bool runs = studio_start(&call->studio);
    if (runs) {
        interrupt_listen(front_ring, call->front);
        front_run(call->front, board, &call->studio);
        interrupt_forget();
    }
    struct device_error error = {0};
    /* It rings the switchboard, which hands parcels over until its own end. */
    studio_stop(&call->studio);
    switchboard_stop(board, &call->report);
    remember(call);
    bool finished = studio_close(&call->studio, &call->totals, &error);
    call->studio_open = false;
    take_tally(call);
    if (!runs)
        return complain(EXIT_FAILED, "The system has no thread left; close other programs.");
    if (!finished)
        return complain(EXIT_FAILED, "%s", error.text);
    if (call->report.unkept[0] != '\0')
        return complain(EXIT_LOCKED, "%s", call->report.unkept);
    if (interrupt_happened())
        return EXIT_INTERRUPTED;
    if (front_wants_lock(call->front))
        return front_has_window(call->front) ? EXIT_LOCKED
                                             : complain(EXIT_LOCKED, "Locked, as was asked.");
    if (call->report.exit != EXIT_OK)
        return complain(call->report.exit, "%s", call->report.error);
    return EXIT_OK;
}

static void print_report(const struct call *call)
{
    const struct switchboard_report *report = &call->report;
    const struct playout_voice_counts *voice = &call->totals.voice;
    const struct stats_field fields[] = {
        {"handshake_us", (double)report->link.handshake_us},
        {"together_us", (double)(report->ended_at_us - report->together_at_us)},
        {"first_picture_us", (double)call->first_picture_us},
        {"pictures_captured", (double)call->totals.pictures_captured},
        {"pictures_encoded", (double)call->totals.pictures_encoded},
        {"pictures_shown", (double)call->pictures_shown},
        {"pictures_per_second", call->pictures_per_second},
        {"delay_p50_us", call->delay_p50_us},
        {"delay_p95_us", call->delay_p95_us},
        {"psnr_db", call->psnr_db},
        {"psnr_db_min", call->psnr_db_min},
        {"repairs_asked", (double)call->totals.repairs_asked},
        {"voice_played", (double)voice->played_samples},
        {"voice_repaired", (double)voice->repaired_samples},
        {"voice_concealed", (double)voice->concealed_samples},
        {"bytes_sent", (double)report->link.bytes_sent},
        {"bytes_received", (double)report->link.bytes_received},
        {"packets_lost", (double)report->link.packets_lost},
        {"rtt_us", report->link.rtt_us},
        {"rekeys", (double)report->link.rekeys},
        {"shared_even", report->shared.even},
        {"shared_even_us", (double)report->shared.even_us},
        {"shared_changes_sent", (double)report->shared.changes_sent},
        {"shared_changes_received", (double)report->shared.changes_received},
        {"shared_bytes_sent", (double)report->shared.bytes_sent},
        {"shared_bytes_received", (double)report->shared.bytes_received},
    };
    printf("{\"event\":\"report\"");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        printf(",\"%s\":%.10g", fields[i].name, fields[i].value);
    printf("}\n");
}

static enum exit_code close_call(struct call *call, enum exit_code exit)
{
    char error[ERROR_BYTES];
    control_stop(call->control);
    sodium_memzero(&call->invite, sizeof call->invite);
    sodium_memzero(call->kept_link, sizeof call->kept_link);
    if (call->studio_open)
        studio_close(&call->studio, NULL, NULL);
    if (call->front != NULL && !front_close(call->front, error) && exit == EXIT_OK)
        exit = complain(EXIT_FAILED, "%s", error);
    if (!stats_close(call->stats) && exit == EXIT_OK)
        exit = complain(EXIT_FAILED, "Not all figures could be written to %s; is the disk full?",
                        call->options->stats);
    if (call->options->json && call->report.together_at_us != 0)
        print_report(call);
    return exit;
}

static enum front_unlocked unlock(void *context, struct keyring_passphrase typed)
{
    struct call *call = context;
    struct store_error error;
    if (household_unlock(call->household, typed, &error))
        return FRONT_UNLOCKED;
    if (error.kind == STORE_ERROR_LOCKED)
        return FRONT_WRONG;
    complain(EXIT_LOCKED, "%s", error.text);
    return FRONT_BROKEN;
}

/* What goes on from one round to the next. */
struct round {
    struct control *asked;       /* of the last one: who asked it to lock waits for an answer */
    struct household *household; /* still open; NULL: it was closed */
    char link[CONTROL_LINK_BYTES_MAX];
};

/* The window asks for the passphrase, and takes links meanwhile. */
static enum exit_code open_by_window(struct call *call)
{
    enum exit_code exit = open_front(call);
    if (exit != EXIT_OK)
        return exit;
    open_control(call, call->kept_link);
    interrupt_listen(front_ring, call->front);
    bool unlocked = front_unlock(call->front, unlock, call) == FRONT_UNLOCKED;
    interrupt_forget();
    control_unlock(call->control);
    if (unlocked)
        return EXIT_OK;
    return interrupt_happened() ? EXIT_INTERRUPTED : EXIT_LOCKED;
}

/* Opens the profile, by way of the window where it is locked and there is one. Who asked the last
 * round to lock hears of it once the profile is held again, without its keys. */
static enum exit_code open_household(struct call *call, struct round *round)
{
    enum exit_code exit = EXIT_OK;
    call->household = round->household;
    round->household = NULL;
    if (call->household == NULL)
        call->household = has_window(call->options) ? household_open_locked(call->options, &exit)
                                                    : household_open(call->options, &exit);
    (void)control_take(round->asked, call->kept_link);
    control_close(round->asked);
    round->asked = NULL;
    if (call->household == NULL)
        return exit;
    return profile_is_locked(&call->household->profile) ? open_by_window(call) : EXIT_OK;
}

enum next_round { NEXT_NONE, NEXT_LOCKED, NEXT_LINK };

/* Once nothing of it is open. */
static enum exit_code erase_profile(const struct options *options)
{
    char directory[FOLDER_PATH_BYTES_MAX];
    struct store_error error;
    if (household_directory(options, directory, &error) && profile_erase(directory, &error))
        return EXIT_OK;
    return complain(EXIT_LOCKED, "%s", error.text);
}

/* One round, from opening the profile to wiping its keys, or to a link that was handed over: for it
 * they stay. */
static enum next_round run_round(const struct options *options, enum exit_code *exit,
                                 struct round *round)
{
    struct call call = {.options = options};
    enum next_round next = NEXT_NONE;
    *exit = open_household(&call, round);
    if (*exit == EXIT_OK)
        *exit = open_call(&call);
    if (*exit == EXIT_OK)
        *exit = run_call(&call);
    sodium_memzero(round->link, sizeof round->link);
    if (call.front != NULL && front_wants_lock(call.front))
        next = has_window(options) ? NEXT_LOCKED : NEXT_NONE;
    else if (call.front != NULL && front_link(call.front) != NULL && !interrupt_happened())
        next = NEXT_LINK;
    bool erases = call.front != NULL && front_wants_erasing(call.front);
    if (erases)
        next = NEXT_NONE; /* whatever else was asked for */
    if (next == NEXT_LINK)
        (void)snprintf(round->link, sizeof round->link, "%s", front_link(call.front));
    *exit = close_call(&call, *exit);
    if (next == NEXT_LINK)
        round->household = call.household;
    else
        household_close(call.household);
    round->asked = call.control;
    if (!erases)
        return next;
    control_close(round->asked);
    round->asked = NULL;
    *exit = erase_profile(options);
    return NEXT_NONE;
}

/* To a window that has this profile open already. */
static bool hand_over(const struct options *options)
{
    char directory[FOLDER_PATH_BYTES_MAX];
    struct store_error error;
    return options->command == COMMAND_WINDOW && has_window(options) && !options->leave_no_trace &&
           household_directory(options, directory, &error) &&
           control_hand_over(directory, options->operands[0]);
}

enum exit_code command_call(const struct options *options)
{
    enum exit_code exit;
    struct round round = {0};
    if (hand_over(options))
        return EXIT_OK;
    enum next_round next = run_round(options, &exit, &round);
    /* Once locked, it does not call again what it was started to call: it waits. */
    struct options again = *options;
    again.command = COMMAND_WINDOW;
    again.screen = "window";
    again.passphrase_fd = NULL;
    while (next != NEXT_NONE) {
        again.operand_count = next == NEXT_LINK;
        again.operands[0] = next == NEXT_LINK ? round.link : NULL;
        next = run_round(&again, &exit, &round);
    }
    control_close(round.asked);
    return exit;
}
