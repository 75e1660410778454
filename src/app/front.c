#include "app/front_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/acquaintance_text.h"
#include "app/calendar.h"
#include "app/commands.h"
#include "app/doctor.h"
#include "app/interrupt.h"
#include "app/pairing_link.h"
#include "app/reference.h"
#include "net/clock.h"
#include "reach/words.h"

#define ERROR_BYTES 256
/* After so long without a new picture the one on screen is marked as old. */
#define PICTURE_OLD_US 2000000
/* One picture in so many is compared with the reference: it costs as much as coding one. */
#define COMPARE_EVERY 10
/* Beside a window the lines of a script are looked for so often. */
#define LINES_EVERY_MS 50

/* What is said to the person, in their language. */
static bool open_deck(struct front *front, const char *asked, char *error)
{
    char own_error[DECK_FILE_ERROR_BYTES];
    size_t language;
    if (!deck_file_language(asked, &language)) {
        snprintf(error, ERROR_BYTES, "Alcove has no deck in \"%.20s\"; see alcove --help.", asked);
        return false;
    }
    if (!deck_file_open(language, &front->deck, own_error))
        return false;
    if (own_error[0] != '\0')
        complain(EXIT_OK, "%s The shipped words are used.", own_error);
    return true;
}

static bool open_window(struct front *front, char *error)
{
    const struct options *options = front->options;
    struct window_options wish = {
        .deck = &front->deck,
        .width = (int)options->width,
        .height = (int)options->height,
        .x = options->window_right && options->width > 0 ? (int)options->width : WINDOW_ANYWHERE,
        .y = WINDOW_ANYWHERE,
        .right_to_left = strcmp(deck_text(&front->deck, DECK_LANGUAGE), "ar") == 0,
    };
    if (options->window_left)
        wish.x = 0;
    if (options->window_left || options->window_right)
        wish.y = 0;
    return window_open(&front->window, &wish, error);
}

static bool is_file(const char *device, const char *kind)
{
    return device != NULL && strncmp(device, kind, strlen(kind)) == 0;
}

static bool open_screen(struct front *front, const char *language, char *error)
{
    const char *screen = front->options->screen;
    bool by_itself = front->options->command == COMMAND_WINDOW;
    if (screen == NULL)
        screen = by_itself ? "window" : "none";
    bool window = strcmp(screen, "window") == 0;
    if ((window || front->options->command == COMMAND_HOLD) && !open_deck(front, language, error))
        return false;
    if (window && !open_window(front, error))
        return false;
    if (window)
        front_open_desktop(front);
    front->clip_wanted = is_file(screen, "y4m:");
    return true;
}

static bool open_reference(struct front *front, char *error)
{
    struct device_error why;
    if (front->options->reference == NULL)
        return true;
    front->reference = reference_open(front->options->reference, &why);
    if (front->reference == NULL)
        snprintf(error, ERROR_BYTES, "%s", why.text);
    return front->reference != NULL;
}

const struct deck *front_deck(const struct front *front)
{
    return front->deck.bytes != NULL ? &front->deck : NULL;
}

struct front *front_open(const struct front_options *options, char *error)
{
    struct front *front = calloc(1, sizeof *front);
    snprintf(error, ERROR_BYTES, "There is not enough memory to start.");
    if (front == NULL)
        return NULL;
    front->options = options->options;
    front->stats = options->stats;
    front->microphone_on = front_has_voice(front);
    front->camera_on = front_has_picture(front);
    front->printer.json = options->options->json;
    front->printer.writes_media =
        is_file(front->options->screen, "y4m:") || is_file(front->options->speaker, "wav:");
    front->wake.fd = -1;
    front->terminal.fd = -1;
    if (wake_open(&front->wake) && open_reference(front, error) &&
        open_screen(front, options->language, error))
        return front;
    front_close(front, NULL);
    return NULL;
}

void front_ring(void *front)
{
    struct front *self = front;
    if (self->window != NULL)
        window_wake(self->window);
    else
        wake_ring(&self->wake);
}

struct tally *front_tally(struct front *front)
{
    return &front->tally;
}

static void write_clip(struct front *front, const struct picture *picture)
{
    const struct y4m_format format = {picture->width, picture->height, 30, 1};
    if (!front->clip_wanted || front->clip_error.kind != DEVICE_ERROR_NONE)
        return;
    if (!front->clip_open)
        front->clip_open =
            y4m_writer_open(&front->clip, front->options->screen + 4, &format, &front->clip_error);
    if (front->clip_open)
        y4m_write(&front->clip, picture, &front->clip_error);
}

/* The picture on screen now: into the tally and, in measure mode, the file. The capture time's low
 * 32 bits travel, so the delay is whole modulo 71 minutes. */
static void count_picture(struct front *front, const struct picture *picture)
{
    uint64_t now_us = net_now_us();
    struct stats_picture row = {
        .number = picture->number,
        .captured_us = picture->captured_at_us,
        .presented_us = now_us,
        .delay_us = (uint32_t)now_us - (uint32_t)picture->captured_at_us,
    };
    if (front->reference != NULL && front->tally.count % COMPARE_EVERY == 0) {
        row.compared = reference_compare(front->reference, picture, &row.psnr_db, &row.number);
        if (row.compared)
            tally_psnr(&front->tally, row.psnr_db);
    }
    tally_picture(&front->tally, now_us, row.delay_us);
    stats_picture(front->stats, &row);
}

/* True when there is a new picture of theirs to show. */
static bool take_pictures(struct front *front)
{
    struct picture *own = mailbox_take(&front->studio->self_picture);
    struct picture *theirs = mailbox_take(&front->studio->remote_picture);
    if (own != NULL) {
        picture_release(front->own);
        front->own = own;
    }
    /* What was seen before the camera was switched off is not oneself any more. */
    if (!front->camera_on || front_rests(front)) {
        picture_release(front->own);
        front->own = NULL;
    }
    if (theirs == NULL)
        return false;
    picture_release(front->theirs);
    front->theirs = theirs;
    front->last_picture_us = net_now_us();
    return true;
}

/* The window as it is now; asked for once, while the two are still together. */
static void take_shot(struct front *front)
{
    if (front->options->shot == NULL || front->window == NULL || front->shot_taken)
        return;
    front->shot_taken = true;
    if (!window_screenshot(front->window, front->options->shot))
        fprintf(stderr,
                "alcove: %s could not be written; is the folder there, and the disk not full?\n",
                front->options->shot);
}

static void show_note(struct front *front, const char *text)
{
    notes_add(&front->notes, front->lane_count, text);
    if (front->face != NULL)
        face_add_note(front->face, SIZE_MAX,
                      front->notes.list[front->notes.count - 1].minute_of_day, text);
}

/* On the terminal, and in the lane of a window. */
void front_tell(struct front *front, const char *text)
{
    terminal_hide(&front->terminal);
    fprintf(stderr, "alcove: %s\n", text);
    show_note(front, text);
}

void front_say(struct front *front, const struct told *told)
{
    char text[TOLD_BYTES];
    const struct told_to person = {front_deck(front), front->window != NULL};
    front_tell(front, told_say(person, told, text));
}

/* Somebody else may come now: what was seen and said with the last one is not theirs. */
static void begin_anew(struct front *front)
{
    notes_begin_anew(&front->notes);
    front->wished = 0;
    picture_release(front->theirs);
    front->theirs = NULL;
}

static void take_notes(struct front *front, const struct face *face)
{
    if (face->notes - front->notes_taken > FACE_NOTES)
        front->notes_taken = face->notes - FACE_NOTES;
    for (; front->notes_taken != face->notes; front->notes_taken++) {
        const struct face_note *note = &face->said[front->notes_taken % FACE_NOTES];
        if (note->is_private)
            show_note(front, note->text);
        else
            front_tell(front, note->text);
    }
}

static void take_face(struct front *front)
{
    struct face *face = switchboard_take_face(front->board);
    if (face == NULL)
        return;
    if (front->face != NULL && front->face->conversation != face->conversation)
        begin_anew(front);
    front->lane_count = face->model.lane_count;
    bool parting = front->face != NULL && front->face->phase == SESSION_TOGETHER &&
                   face->phase != SESSION_TOGETHER;
    if (parting)
        take_shot(front);
    front_print_face(&front->printer, front->face, face);
    notes_show(&front->notes, face);
    face_free(front->face);
    front->face = face;
    take_notes(front, face);
    if (front->goes_home && face->phase == SESSION_CLOSED) {
        front->goes_home = false;
        front_leave(front);
    }
}

/* What is asked about somebody, and what is in the way to them. */
static void fill_question(const struct front *front, struct call_model *model)
{
    const struct face *face = front->face;
    model->asked_name = face->asked_name;
    for (unsigned i = 0; i < CALL_WORDS; i++)
        model->check_words[i] = words_word(i, face->check_words[i]);
    if (face->key_since_s != 0)
        model->key_since_day = calendar_day_of(face->key_since_s * 1000);
    if (model->hindrance != CALL_HINDRANCE_NONE)
        model->finding = doctor_name(face->diagnosis);
}

static void fill_model(struct front *front, struct call_model *model, uint64_t now_us)
{
    const struct face *face = front->face;
    *model = face->model;
    model->own_name = front->own_name;
    model->their_name = face->their_name;
    model->note = notes_newest(&front->notes);
    model->notes = front->notes.total;
    model->error = face->error[0] != '\0' ? face->error : NULL;
    front_fill_invite(front, model);
    fill_question(front, model);
    model->microphone_on = front->microphone_on;
    model->camera_on = front->camera_on;
    model->own_picture = front->camera_on ? front->own : NULL;
    model->their_picture = front->theirs;
    if (face->together_at_us != 0)
        model->together_since_min =
            calendar_minute_of_day(calendar_unix_ms() - (now_us - face->together_at_us) / 1000);
    hour_shown_fill(&front->shown, face, now_us, &model->hour);
    model->hour.wished = front_wishes(front);
    if (front->home != NULL)
        model->hour.place_before = hour_shown_place(&front->home->model, face->their_name);
    model->hour.crop = (enum picture_crop)atomic_load(&front->studio->switches.crop);
    model->hour.noise = (enum noise_level)atomic_load(&front->studio->switches.noise);
    hour_shown_measure(&front->shown, &front->studio->meters, &model->hour.ready);
    bool old = front->theirs != NULL && now_us - front->last_picture_us > PICTURE_OLD_US;
    model->their_picture_is_old = old || model->phase == CALL_RECONNECTING;
    if (old && model->phase == CALL_IN_CALL && model->their_camera_on)
        model->status = CALL_STATUS_PICTURE_PAUSED;
    if (model->status == CALL_STATUS_DELAY && (front->comfort & PROFILE_NO_DELAY) != 0)
        model->status = CALL_STATUS_TOGETHER;
    if ((front->comfort & PROFILE_NO_CLOCK) != 0)
        model->hour.cue = CUE_NONE;
}

static void refresh(struct front *front)
{
    bool fresh = take_pictures(front);
    terminal_hide(&front->terminal);
    take_face(front);
    front_take_home(front);
    front_follow_devices(front);
    terminal_show(&front->terminal);
    if (front->window != NULL && front->face != NULL) {
        uint64_t now_us = net_now_us();
        fill_model(front, &front->model, now_us);
        const struct window_shown shown = {
            .model = &front->model,
            .home = front->home != NULL ? &front->home->model : NULL,
            .settings = front_show_settings(front),
            .room = front_show_room(front),
        };
        window_refresh(front->window, &shown, now_us);
        front_tell_desktop(front);
    }
    if (!fresh)
        return;
    write_clip(front, front->theirs);
    count_picture(front, front->theirs);
}

static bool is_finished(const struct front *front)
{
    return front->face != NULL && front->face->finished;
}

void front_set_lock(struct front *front, const struct front_lock *lock)
{
    front->lock = *lock;
}

bool front_wants_lock(const struct front *front)
{
    return front->lock_wanted;
}

bool front_wants_erasing(const struct front *front)
{
    return front->erasing_wanted;
}

bool front_is_alone(const struct front *front)
{
    enum call_phase phase = front->face == NULL ? CALL_WAITING : front->face->model.phase;
    return phase == CALL_WAITING || phase == CALL_ENDED || phase == CALL_FAILED;
}

/* How long the window may still lie without a hand on it; UINT64_MAX: for ever. */
static uint64_t idle_left_ms(const struct front *front)
{
    if (front->window == NULL || !front->lock.can_lock || front->lock.after_min == 0 ||
        !front_is_alone(front))
        return UINT64_MAX;
    uint64_t most_ms = front->lock.after_min * UINT64_C(60000);
    uint64_t idle_ms = window_idle_ms(front->window);
    return idle_ms < most_ms ? most_ms - idle_ms : 0;
}

const char *front_link(const struct front *front)
{
    return front->link[0] != '\0' ? front->link : NULL;
}

/* While two are together the link waits: it is for afterwards. */
static void take_link(struct front *front)
{
    struct invite invite;
    if (!front_is_alone(front) || front->link[0] != '\0' ||
        !control_take(front->lock.control, front->link))
        return;
    if (pairing_link_read(&invite, front->link) != EXIT_OK) {
        sodium_memzero(front->link, sizeof front->link);
        front_say(front, &(struct told){.what = DECK_NOTES_LINK_NOTHING,
                                        .to_do = DECK_NOTES_INVITE_CLOSED_DO});
    }
    sodium_memzero(&invite, sizeof invite);
}

static void check_lock(struct front *front)
{
    if (control_asks(front->lock.control) || idle_left_ms(front) == 0)
        front->lock_wanted = true;
}

/* A slip of the finger beside F9 shall not end a session. */
static void lock_by_hand(struct front *front)
{
    if (front->lock.can_lock && front_is_alone(front))
        front->lock_wanted = true;
    else if (front->lock.can_lock)
        front_say(front, &(struct told){.what = DECK_NOTES_LEAVE_FIRST});
    else
        front_say(front, &(struct told){.what = DECK_NOTES_NO_PASSPHRASE,
                                        .to_do = DECK_NOTES_NO_PASSPHRASE_DO});
}

enum front_unlocked front_unlock(struct front *front,
                                 enum front_unlocked (*unlock)(void *context,
                                                               struct keyring_passphrase typed),
                                 void *context)
{
    struct call_model model = {.phase = CALL_LOCKED};
    enum front_unlocked outcome = FRONT_WRONG;
    struct window_action *action = calloc(1, sizeof *action);
    while (action != NULL && outcome == FRONT_WRONG && !front->closed && !interrupt_happened()) {
        window_refresh(front->window, &(struct window_shown){.model = &model}, net_now_us());
        front_tell_desktop(front);
        window_wait(front->window, 60000, action);
        front_follow_desktop_locked(front);
        if (action->kind == WINDOW_CLOSED || action->kind == WINDOW_LEAVE)
            front->closed = true;
        if (action->kind != WINDOW_UNLOCK)
            continue;
        model.unlocking = CALL_UNLOCK_TRYING;
        window_refresh(front->window, &(struct window_shown){.model = &model}, net_now_us());
        const struct keyring_passphrase typed = {(const uint8_t *)action->texts[0],
                                                 strlen(action->texts[0])};
        outcome = unlock(context, typed);
        sodium_memzero(action->texts[0], sizeof action->texts[0]);
        model.unlocking = CALL_UNLOCK_WRONG;
    }
    free(action);
    return outcome;
}

/* What was asked about somebody was answered. */
static void take_answer(struct front *front, enum window_action_kind answer)
{
    bool words = answer == WINDOW_WORDS_SAME || answer == WINDOW_WORDS_DIFFER;
    const struct wish wish = {.on = answer == WINDOW_WORDS_SAME || answer == WINDOW_KEY_ACCEPT};
    front_order(front, words ? ORDER_WORDS : ORDER_KEY, &wish);
}

static void act(struct front *front, const struct window_action *action)
{
    if (front_act_in_hour(front, action) || front_act_on_window(front, action))
        return;
    switch (action->kind) {
    case WINDOW_WORDS_SAME:
    case WINDOW_WORDS_DIFFER:
    case WINDOW_KEY_ACCEPT:
    case WINDOW_KEY_REFUSE:
        take_answer(front, action->kind);
        break;
    case WINDOW_TOGGLE_MICROPHONE:
        front_set_microphone(front, !front->microphone_on);
        break;
    case WINDOW_TOGGLE_CAMERA:
        front_set_camera(front, !front->camera_on);
        break;
    case WINDOW_LEAVE:
        front_leave(front);
        break;
    case WINDOW_HIDE:
    case WINDOW_SHOW:
        front_set_hidden(front, action->kind == WINDOW_HIDE);
        break;
    case WINDOW_LOCK:
        lock_by_hand(front);
        break;
    case WINDOW_CLOSED:
        front->closed = true;
        break;
    default:
        break;
    }
}

/* The window needs a refresh by itself when a picture grows old; otherwise only when woken. */
static int window_timeout_ms(const struct front *front)
{
    uint64_t idle_ms = idle_left_ms(front);
    if (front->terminal.fd >= 0 && !is_finished(front))
        return LINES_EVERY_MS;
    if (idle_ms < 60000)
        return (int)idle_ms;
    return front->theirs != NULL && !is_finished(front) ? PICTURE_OLD_US / 1000 : 60000;
}

static bool is_done(const struct front *front)
{
    /* It says how it ended; a call for so many seconds ends by itself, as its caller wished. */
    bool window_stays = front->window != NULL && front->options->seconds == 0;
    return front->closed || front->lock_wanted || front->link[0] != '\0' || interrupt_happened() ||
           (is_finished(front) && !window_stays);
}

void front_run(struct front *front, struct switchboard *board, struct studio *studio)
{
    struct window_action *action = calloc(1, sizeof *action);
    front->board = board;
    front->studio = studio;
    front->waits = atomic_load(&studio->switches.rests);
    front->headphones_told = FRONT_HEADPHONES_UNKNOWN;
    front_apply_comfort(front);
    front_open_settings(front);
    front_open_lines(front);
    while (action != NULL && !is_done(front)) {
        if (front->window != NULL) {
            window_wait(front->window, window_timeout_ms(front), action);
            act(front, action);
        } else {
            wake_wait_or_read(&front->wake, UINT64_MAX, front->terminal.fd);
        }
        front_read_lines(front);
        refresh(front);
        front_follow_desktop(front);
        take_link(front);
        check_lock(front);
    }
    terminal_close(&front->terminal);
    front_keep_place(front);
    take_shot(front);
    picture_release(front->theirs);
    picture_release(front->own);
    front->theirs = NULL;
    front->own = NULL;
    free(action);
}

bool front_has_window(const struct front *front)
{
    return front->window != NULL;
}

bool front_close(struct front *front, char *error)
{
    bool finished = true;
    if (front->clip_open && !y4m_writer_close(&front->clip, &front->clip_error))
        finished = false;
    if (front->clip_error.kind != DEVICE_ERROR_NONE)
        finished = false;
    if (!finished && error != NULL)
        snprintf(error, ERROR_BYTES, "%s", front->clip_error.text);
    front_close_desktop(front);
    face_free(front->face);
    home_face_free(front->home);
    window_close(front->window);
    deck_close(&front->deck);
    reference_close(front->reference);
    tally_clear(&front->tally);
    wake_close(&front->wake);
    sodium_memzero(front->link, sizeof front->link);
    free(front);
    return finished;
}
