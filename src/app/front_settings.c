/* The settings of this device: what they show, and what a wish of them changes. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/front_parts.h"
#include "session/deck_shipped.h"
#include "session/heap.h"

#define TEXT_PERCENT_USUAL  100
#define TEXT_PERCENT_BIGGER 130 /* at least, where it was wished for in an hour */

/* An hour is 3,600 seconds; half of it goes each way. */
static unsigned bits_each_way(uint16_t megabytes_an_hour)
{
    return (unsigned)((uint64_t)megabytes_an_hour * 8000000 / 3600 / 2);
}

static struct keymap keymap_of(const struct choices *choices)
{
    struct keymap map = {.off = choices->single_keys_off};
    memcpy(map.now, choices->letters, sizeof map.now);
    return map;
}

/* ---- how it looks ---- */

static int text_percent(const struct front *front)
{
    int percent = front->look.text_percent;
    if (percent == 0)
        percent = (int)front->desktop_look.text_percent;
    if (percent == 0)
        percent = TEXT_PERCENT_USUAL;
    if ((front->comfort & PROFILE_BIGGER_TEXT) != 0 && percent < TEXT_PERCENT_BIGGER)
        percent = TEXT_PERCENT_BIGGER;
    return percent < THEME_SCALE_MIN   ? THEME_SCALE_MIN
           : percent > THEME_SCALE_MAX ? THEME_SCALE_MAX
                                       : percent;
}

static enum theme_kind theme(const struct front *front)
{
    switch ((enum settings_theme)front->look.theme) {
    case SETTINGS_DARK:
        return THEME_DARK;
    case SETTINGS_LIGHT:
        return THEME_LIGHT;
    case SETTINGS_CONTRAST:
        return THEME_HIGH_CONTRAST;
    default:
        break;
    }
    if (front->desktop_look.high_contrast)
        return THEME_HIGH_CONTRAST;
    return front->desktop_look.scheme == DESKTOP_LIGHT ? THEME_LIGHT : THEME_DARK;
}

static bool less_motion(const struct front *front)
{
    return (front->comfort & PROFILE_LESS_MOTION) != 0 || front->desktop_look.less_motion;
}

void front_apply_look(struct front *front)
{
    const struct window_comfort wish = {
        .scale_percent = text_percent(front),
        .theme = theme(front),
        .reduced_motion = less_motion(front),
        .own_picture_hidden = (front->comfort & PROFILE_HIDES_SELF) != 0,
        .keymap = keymap_of(&front->choices),
    };
    if (front->studio != NULL)
        atomic_store(&front->studio->switches.most_bits_per_second,
                     bits_each_way(front->choices.data_mb));
    if (front->window != NULL)
        window_set_comfort(front->window, &wish);
}

/* ---- what is shown ---- */

/* From 1; 0: none of them, or the usual one. */
static size_t find_device(const struct device_list *list, const char *spec)
{
    size_t at = list->count;
    while (at > 0 && strcmp(list->entries[at - 1].spec, spec) != 0)
        at--;
    return at;
}

/* They come and go; they are looked for where they are to be chosen from. */
static void list_devices(struct front *front)
{
    struct front_settings *shown = &front->settings;
    for (int kind = 0; kind < SETTINGS_DEVICE_KINDS; kind++) {
        struct settings_list *list = &shown->model.devices[kind];
        device_list_fill(&shown->devices[kind], (enum device_kind)kind);
        list->count = shown->devices[kind].count;
        list->chosen = find_device(&shown->devices[kind], front->choices.devices[kind]);
        for (size_t i = 0; i < list->count; i++)
            list->names[i] = shown->devices[kind].entries[i].name;
    }
}

static bool has_own_words(size_t language)
{
    char path[FOLDER_PATH_BYTES_MAX];
    struct deck own = {0};
    char error[DECK_FILE_ERROR_BYTES];
    bool there = deck_file_path(language, path) && deck_file_read(path, &own, error);
    deck_close(&own);
    return there;
}

static void list_languages(struct front *front)
{
    struct front_settings *shown = &front->settings;
    size_t count = deck_shipped_count();
    count = count < SETTINGS_LANGUAGES_MAX ? count : SETTINGS_LANGUAGES_MAX;
    for (size_t i = 0; i < count; i++) {
        struct deck deck = {0};
        if (deck_open_shipped(i, &heap_memory, &deck) == DECK_OK)
            snprintf(shown->languages[i], sizeof shown->languages[i], "%s",
                     deck_text(&deck, DECK_TITLE));
        deck_close(&deck);
        shown->model.languages[i] = shown->languages[i];
        if (strcmp(deck_shipped_language(i), deck_text(&front->deck, DECK_LANGUAGE)) == 0)
            shown->model.language = i;
    }
    shown->model.language_count = count;
    shown->model.has_own_words = has_own_words(shown->model.language);
}

void front_open_settings(struct front *front)
{
    if (front->window == NULL)
        return;
    list_languages(front);
    list_devices(front);
}

const struct settings_model *front_show_settings(struct front *front)
{
    struct settings_model *model = &front->settings.model;
    model->text_percent = (uint16_t)text_percent(front);
    model->theme = (enum settings_theme)front->look.theme;
    model->less_motion = less_motion(front);
    model->own_picture_hidden = (front->comfort & PROFILE_HIDES_SELF) != 0;
    model->keymap = keymap_of(&front->choices);
    model->leaves_no_trace = front->options->leave_no_trace;
    model->data_mb = front->choices.data_mb;
    model->told = front->settings.told[0] != '\0' ? front->settings.told : NULL;
    return model;
}

/* ---- what is wished ---- */

static void set_comfort(struct front *front, unsigned bit, bool on)
{
    front->comfort = (uint8_t)(on ? front->comfort | bit : front->comfort & ~bit);
}

static void choose_device(struct front *front, const struct settings_wish *wish)
{
    struct front_settings *shown = &front->settings;
    if (wish->device >= SETTINGS_DEVICE_KINDS)
        return;
    const struct device_list *list = &shown->devices[wish->device];
    char *chosen = front->choices.devices[wish->device];
    if (wish->number > list->count)
        return;
    _Static_assert(CHOICES_DEVICE_BYTES >= DEVICE_LIST_SPEC_BYTES, "a device fits");
    snprintf(chosen, CHOICES_DEVICE_BYTES, "%s",
             wish->number > 0 ? list->entries[wish->number - 1].spec : "");
    shown->model.devices_change = true;
    list_devices(front);
}

static void choose_language(struct front *front, uint32_t number)
{
    struct settings_model *model = &front->settings.model;
    if (number >= model->language_count)
        return;
    snprintf(front->choices.language, sizeof front->choices.language, "%s",
             deck_shipped_language(number));
    model->language = number;
    model->language_changes = true;
    model->has_own_words = has_own_words(number);
}

/* As the command line does it, which complains in one line. */
static void do_words(struct front *front, const struct settings_wish *wish)
{
    struct front_settings *shown = &front->settings;
    size_t language = shown->model.language;
    struct options options = {
        .command = COMMAND_DECK, .language = deck_shipped_language(language), .silent = true};
    bool done = true;
    complain_into(shown->told, sizeof shown->told);
    if (wish->kind == SETTINGS_WISH_WORDS_REMOVE) {
        done = deck_file_remove(language);
    } else if (wish->kind == SETTINGS_WISH_WORDS_SAVE) {
        options.operands[options.operand_count++] = "export";
        options.out = wish->texts[0];
        done = command_deck(&options) == EXIT_OK;
    } else {
        options.operands[options.operand_count++] = "import";
        options.operands[options.operand_count++] = wish->texts[0];
        done = command_deck(&options) == EXIT_OK;
    }
    complain_into(NULL, 0);
    if (done)
        snprintf(shown->told, sizeof shown->told, "%s",
                 deck_text(&front->deck, wish->kind == SETTINGS_WISH_WORDS_SAVE
                                             ? DECK_SETTINGS_SAVED
                                             : DECK_SETTINGS_NEXT_START));
    shown->model.has_own_words = has_own_words(language);
}

static void choose_keys(struct front *front, const struct keymap *map)
{
    front->choices.single_keys_off = map->off;
    memcpy(front->choices.letters, map->now, sizeof front->choices.letters);
}

static void choose_size(struct front *front, uint32_t percent)
{
    if (percent >= THEME_SCALE_MIN && percent <= THEME_SCALE_MAX)
        front->look.text_percent = (uint16_t)percent;
    set_comfort(front, PROFILE_BIGGER_TEXT, false);
}

static void change_look(struct front *front, const struct settings_wish *wish)
{
    switch (wish->kind) {
    case SETTINGS_WISH_SIZE:
        choose_size(front, wish->number);
        break;
    case SETTINGS_WISH_THEME:
        if (wish->number < SETTINGS_THEMES)
            front->look.theme = (uint8_t)wish->number;
        break;
    case SETTINGS_WISH_LESS_MOTION:
        set_comfort(front, PROFILE_LESS_MOTION, wish->on);
        break;
    case SETTINGS_WISH_HIDE_PICTURE:
        set_comfort(front, PROFILE_HIDES_SELF, wish->on);
        break;
    default:
        break;
    }
}

static void change(struct front *front, const struct settings_wish *wish)
{
    switch (wish->kind) {
    case SETTINGS_WISH_KEYS:
        choose_keys(front, &wish->keymap);
        break;
    case SETTINGS_WISH_DEVICE:
        choose_device(front, wish);
        break;
    case SETTINGS_WISH_DATA:
        if (wish->number <= CHOICES_DATA_MB_MAX)
            front->choices.data_mb = (uint16_t)wish->number;
        break;
    case SETTINGS_WISH_LANGUAGE:
        choose_language(front, wish->number);
        break;
    case SETTINGS_WISH_ERASE:
        front->erasing_wanted = !front->options->leave_no_trace;
        front->closed = true;
        break;
    case SETTINGS_WISH_WORDS_LOAD:
    case SETTINGS_WISH_WORDS_SAVE:
    case SETTINGS_WISH_WORDS_REMOVE:
        do_words(front, wish);
        break;
    default:
        change_look(front, wish);
        break;
    }
}

void front_take_settings(struct front *front, const struct settings_wish *wish)
{
    front->settings.told[0] = '\0';
    change(front, wish);
    front_apply_comfort(front);
}

void front_take_appearance(struct front *front, const struct desktop_appearance *appearance)
{
    front->desktop_look = *appearance;
    front_apply_look(front);
}

/* ---- the practice room ---- */

static double level_of(int rms_db)
{
    const double floor_db = -60;
    double level = (rms_db - floor_db) / -floor_db;
    return level < 0 ? 0 : level > 1 ? 1 : level;
}

void front_rehearse(struct front *front, bool on)
{
    front->rehearses = on && front_is_alone(front);
    atomic_store(&front->studio->switches.rehearse, front->rehearses);
    wake_ring(&front->studio->wake);
}

const struct room_model *front_show_room(struct front *front)
{
    const struct studio *studio = front->studio;
    bool lost = (atomic_load(&studio->switches.lost) & STUDIO_MICROPHONE) != 0;
    if (front->rehearses && !front_is_alone(front))
        front_rehearse(front, false);
    front->room = (struct room_model){
        .own_picture = front->camera_on ? front->own : NULL,
        .has_microphone = front_has_voice(front) && !lost,
        .hears = front->rehearses,
        .level = level_of(atomic_load(&studio->meters.rms_db)),
    };
    return &front->room;
}

void front_keep_scale(struct front *front)
{
    front->look.text_percent = (uint16_t)window_geometry(front->window).scale_percent;
}
