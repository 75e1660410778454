/* What a hand on the settings means. */
#include <stdio.h>
#include <string.h>

#include "ui/hands.h"
#include "ui/settings_screen.h"

#define HELPER_START "alcove-helper:"

static bool wish(const struct screen_hand *hand, enum settings_wish_kind kind, uint32_t number)
{
    hand->out->settings.kind = kind;
    hand->out->settings.number = number;
    return hand_acts(hand, WINDOW_SETTINGS);
}

static bool wish_switch(const struct screen_hand *hand, enum settings_wish_kind kind, bool on)
{
    hand->out->settings.on = on;
    return wish(hand, kind, 0);
}

static bool wish_keys(const struct screen_hand *hand, const struct keymap *map)
{
    hand->out->settings.keymap = *map;
    return wish(hand, SETTINGS_WISH_KEYS, 0);
}

static bool wish_home(const struct screen_hand *hand, enum home_wish_kind kind, uint64_t number)
{
    hand->out->home.kind = kind;
    hand->out->home.number = number;
    return hand_acts(hand, WINDOW_HOME);
}

/* Nothing that was typed stays, whoever looks next. */
static bool fold(const struct screen_hand *hand, enum settings_fold open)
{
    struct settings_desk *desk = &hand->desk->settings;
    static const enum desk_field fields[] = {FIELD_SECRET_OLD, FIELD_SECRET_NEW, FIELD_SECRET_AGAIN,
                                             FIELD_FILE,       FIELD_HELPER,     FIELD_KEY};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        desk_clear(hand->desk, fields[i]);
    desk->open = desk->open == open ? SETTINGS_FOLD_NONE : open;
    desk->secrets_differ = false;
    desk->letter = '\0';
    desk->letter_taken = false;
    desk->erase_asked = 0;
    desk->helper_is_wrong = false;
    return true;
}

/* The field shows what is kept as soon as that is another, unless somebody writes in it. */
static void follow_name(const struct screen_hand *hand)
{
    struct settings_desk *desk = &hand->desk->settings;
    const char *kept = hand->home != NULL ? hand->home->settings.name : desk->name;
    if (strcmp(desk->name, kept) == 0 || hand->desk->edited[FIELD_OWN_NAME])
        return;
    (void)snprintf(desk->name, sizeof desk->name, "%s", kept);
    desk_write(hand->desk, FIELD_OWN_NAME, desk->name);
}

void settings_follow(const struct screen_hand *hand)
{
    const struct settings_desk *desk = &hand->desk->settings;
    bool typed = desk->open != SETTINGS_FOLD_NONE || desk->letter != '\0';
    if (hand->desk->page != PAGE_SETTINGS && typed)
        (void)fold(hand, SETTINGS_FOLD_NONE);
    follow_name(hand);
}

/* ---- comfort ---- */

/* Nobody is without a name who had one. */
static bool take_name(const struct screen_hand *hand, const struct tree_event *event)
{
    struct desk *desk = hand->desk;
    if (event->kind == TREE_EDITED)
        desk->edited[FIELD_OWN_NAME] = true;
    if (event->kind == TREE_EDITED || !desk->edited[FIELD_OWN_NAME])
        return true;
    desk->edited[FIELD_OWN_NAME] = false;
    if (desk_is_blank(desk, FIELD_OWN_NAME)) {
        desk_write(desk, FIELD_OWN_NAME, desk->settings.name);
        return true;
    }
    (void)hand_text(hand, text_edit_bytes(&desk->fields[FIELD_OWN_NAME]));
    return wish_home(hand, HOME_NAME, 0);
}

static bool take_letter(const struct screen_hand *hand)
{
    struct settings_desk *desk = &hand->desk->settings;
    const char *typed = text_edit_bytes(&hand->desk->fields[FIELD_KEY]);
    char pressed = typed[0] != '\0' ? typed[strlen(typed) - 1] : '\0';
    if (pressed == '\0' || desk->letter == '\0' || hand->settings == NULL)
        return true;
    if (pressed >= 'A' && pressed <= 'Z')
        pressed = (char)(pressed - 'A' + 'a');
    struct keymap map = hand->settings->keymap;
    desk_clear(hand->desk, FIELD_KEY);
    desk->letter_taken = !keymap_set(&map, desk->letter, pressed);
    if (desk->letter_taken)
        return true;
    desk->letter = '\0';
    return wish_keys(hand, &map);
}

static bool await_letter(const struct screen_hand *hand, char usual)
{
    struct settings_desk *desk = &hand->desk->settings;
    bool again = desk->letter == usual;
    (void)fold(hand, SETTINGS_FOLD_NONE);
    desk->letter = again ? '\0' : usual;
    return true;
}

static bool comfort(const struct screen_hand *hand, struct act act)
{
    const struct settings_model *model = hand->settings;
    if (model == NULL)
        return true;
    struct keymap map = model->keymap;
    map.off = !map.off;
    switch (act.kind) {
    case SETTINGS_THEME:
        return wish(hand, SETTINGS_WISH_THEME, act.about);
    case SETTINGS_MOTION:
        return wish_switch(hand, SETTINGS_WISH_LESS_MOTION, !model->less_motion);
    case SETTINGS_PICTURE:
        return wish_switch(hand, SETTINGS_WISH_HIDE_PICTURE, !model->own_picture_hidden);
    case SETTINGS_SINGLE_KEYS:
        return wish_keys(hand, &map);
    default:
        return await_letter(hand, (char)act.about);
    }
}

/* ---- privacy ---- */

/* Whether the same was typed twice, and anything; the screen says where it differs. */
static bool is_typed_twice(const struct screen_hand *hand)
{
    const struct text_edit *fields = hand->desk->fields;
    const char *typed = text_edit_bytes(&fields[FIELD_SECRET_NEW]);
    bool same = strcmp(typed, text_edit_bytes(&fields[FIELD_SECRET_AGAIN])) == 0;
    hand->desk->settings.secrets_differ = !same;
    if (!same)
        desk_clear(hand->desk, FIELD_SECRET_AGAIN);
    return same && typed[0] != '\0';
}

static bool set_secret(const struct screen_hand *hand)
{
    const struct text_edit *fields = hand->desk->fields;
    bool removes = hand->desk->settings.open == SETTINGS_FOLD_REMOVE;
    if (!removes && !is_typed_twice(hand))
        return true;
    (void)hand_text(hand, removes ? "" : text_edit_bytes(&fields[FIELD_SECRET_NEW]));
    (void)hand_text(hand, text_edit_bytes(&fields[FIELD_SECRET_OLD]));
    (void)fold(hand, SETTINGS_FOLD_NONE);
    return wish_home(hand, HOME_PASSPHRASE, 0);
}

static bool back_up(const struct screen_hand *hand)
{
    if (!is_typed_twice(hand) || desk_is_blank(hand->desk, FIELD_FILE))
        return true;
    (void)hand_take_field(hand, FIELD_FILE);
    (void)hand_take_field(hand, FIELD_SECRET_NEW);
    (void)fold(hand, SETTINGS_FOLD_NONE);
    return wish_home(hand, HOME_BACKUP, 0);
}

static bool has_person(const struct screen_hand *hand)
{
    uint32_t person = hand->desk->settings.person;
    for (size_t i = 0; hand->home != NULL && i < hand->home->person_count; i++) {
        if (hand->home->people[i].id == person)
            return true;
    }
    return false;
}

static bool export_copy(const struct screen_hand *hand)
{
    if (!has_person(hand) || desk_is_blank(hand->desk, FIELD_FILE))
        return true;
    hand->out->home.person = hand->desk->settings.person;
    (void)hand_take_field(hand, FIELD_FILE);
    (void)fold(hand, SETTINGS_FOLD_NONE);
    return wish_home(hand, HOME_EXPORT, hand->desk->settings.form);
}

/* Asked twice; then for good. */
static bool erase(const struct screen_hand *hand)
{
    struct settings_desk *desk = &hand->desk->settings;
    bool all = desk->open == SETTINGS_FOLD_ERASE_ALL;
    if (!all && !has_person(hand))
        return true;
    if (desk->erase_asked < 2) {
        desk->erase_asked++;
        return true;
    }
    (void)fold(hand, SETTINGS_FOLD_NONE);
    if (all)
        return wish(hand, SETTINGS_WISH_ERASE, 0);
    hand->out->home.person = desk->person;
    desk->person = 0;
    return wish_home(hand, HOME_FORGET, 0);
}

static bool privacy(const struct screen_hand *hand, struct act act)
{
    struct settings_desk *desk = &hand->desk->settings;
    switch (act.kind) {
    case SETTINGS_SECRET:
        return set_secret(hand);
    case SETTINGS_LOCK:
        return wish_home(hand, HOME_AUTO_LOCK, act.about);
    case SETTINGS_PERSON:
        desk->person = act.about;
        return true;
    case SETTINGS_FORM:
        desk->form = (uint8_t)act.about;
        return true;
    case SETTINGS_EXPORT:
        return export_copy(hand);
    case SETTINGS_BACKUP:
        return back_up(hand);
    case SETTINGS_KEEP:
        desk->erase_asked = 0;
        return true;
    default:
        return erase(hand);
    }
}

/* ---- devices, the line, words ---- */

static bool words(const struct screen_hand *hand)
{
    bool saves = hand->desk->settings.open == SETTINGS_FOLD_SAVE;
    if (desk_is_blank(hand->desk, FIELD_FILE))
        return true;
    (void)hand_take_field(hand, FIELD_FILE);
    (void)fold(hand, SETTINGS_FOLD_NONE);
    return wish(hand, saves ? SETTINGS_WISH_WORDS_SAVE : SETTINGS_WISH_WORDS_LOAD, 0);
}

static bool add_helper(const struct screen_hand *hand)
{
    const char *link = strcasestr(text_edit_bytes(&hand->desk->fields[FIELD_HELPER]), HELPER_START);
    hand->desk->settings.helper_is_wrong = link == NULL;
    if (link == NULL)
        return true;
    (void)hand_text(hand, link);
    (void)fold(hand, SETTINGS_FOLD_NONE);
    return wish_home(hand, HOME_HELPER_ADD, 0);
}

static bool others(const struct screen_hand *hand, struct act act)
{
    const uint32_t row = SETTINGS_DEVICES_MAX + 1;
    switch (act.kind) {
    case SETTINGS_DEVICE:
        hand->out->settings.device = (uint8_t)(act.about / row);
        return wish(hand, SETTINGS_WISH_DEVICE, act.about % row);
    case SETTINGS_NOISE:
        return wish_home(hand, HOME_NOISE, act.about);
    case SETTINGS_HEADPHONES:
        return wish_home(hand, HOME_HEADPHONES, act.about);
    case SETTINGS_DATA:
        return wish(hand, SETTINGS_WISH_DATA, act.about);
    case SETTINGS_CONTACTS:
        hand->out->home.on = hand->home != NULL && !hand->home->settings.contacts_only;
        return wish_home(hand, HOME_CONTACTS_ONLY, 0);
    case SETTINGS_HELPER:
        return add_helper(hand);
    case SETTINGS_HELPER_REMOVE:
        return wish_home(hand, HOME_HELPER_REMOVE, act.about);
    case SETTINGS_LANGUAGE:
        return wish(hand, SETTINGS_WISH_LANGUAGE, act.about);
    case SETTINGS_WORDS:
        return words(hand);
    default:
        return wish(hand, SETTINGS_WISH_WORDS_REMOVE, 0);
    }
}

/* ---- which of them ---- */

/* Enter in a field does what is unfolded around it. */
static bool take_field(const struct screen_hand *hand, const struct tree_event *event)
{
    enum desk_field field = hand_field_of(event);
    enum settings_fold open = hand->desk->settings.open;
    if (field == FIELD_OWN_NAME)
        return take_name(hand, event);
    if (field == FIELD_KEY)
        return event->kind != TREE_EDITED || take_letter(hand);
    bool secret =
        field == FIELD_SECRET_OLD || field == FIELD_SECRET_NEW || field == FIELD_SECRET_AGAIN;
    if (!secret && field != FIELD_FILE && field != FIELD_HELPER)
        return false;
    if (event->kind != TREE_ENTER)
        return true;
    if (field == FIELD_HELPER)
        return add_helper(hand);
    if (open == SETTINGS_FOLD_BACKUP)
        return back_up(hand);
    if (secret)
        return set_secret(hand);
    return open == SETTINGS_FOLD_EXPORT ? export_copy(hand) : words(hand);
}

bool settings_take(const struct screen_hand *hand, const struct tree_event *event)
{
    uint16_t kind = event->act.kind;
    if (hand_field_of(event) != DESK_FIELDS)
        return take_field(hand, event);
    if (kind < SETTINGS_TAB || kind > SETTINGS_WORDS_OWN)
        return false;
    if (kind == SETTINGS_TAB) {
        hand->desk->settings.tab = (enum settings_tab)event->act.about;
        return fold(hand, SETTINGS_FOLD_NONE);
    }
    if (kind == SETTINGS_FOLD)
        return fold(hand, (enum settings_fold)event->act.about);
    if (kind == SETTINGS_SIZE)
        return event->kind != TREE_VALUE || wish(hand, SETTINGS_WISH_SIZE, (uint32_t)event->value);
    if (kind <= SETTINGS_LETTER)
        return comfort(hand, event->act);
    return kind <= SETTINGS_KEEP ? privacy(hand, event->act) : others(hand, event->act);
}
