#include <string.h>

#include "base/assert.h"
#include "ui/window_state.h"

#define SCROLL_STEP 48 /* pixels a turn of the wheel */

static bool act(struct window_action *out, enum window_action_kind kind)
{
    out->kind = kind;
    return true;
}

struct text_field *window_field_of(struct window *window, enum node_id id)
{
    static const struct {
        enum node_id id;
        enum desk_field field;
    } rows[] = {
        {NODE_LANE_FIELD, FIELD_LANE},           {NODE_CHECK_IN_FEELING, FIELD_FEELING},
        {NODE_CHECK_IN_AROUND, FIELD_AROUND},    {NODE_WEIGHT, FIELD_WEIGHT},
        {NODE_POINT_FIELD, FIELD_POINT},         {NODE_HEAR_FIELD, FIELD_HEAR},
        {NODE_ANSWER_FIELD, FIELD_ANSWER},       {NODE_RECAP_FIELDS, FIELD_DID},
        {NODE_RECAP_FIELDS + 1, FIELD_MATTERED}, {NODE_RECAP_FIELDS + 2, FIELD_THEN},
        {NODE_PLACE_FIELD, FIELD_PLACE},         {NODE_PHONE_FIELD, FIELD_PHONE},
    };
    if (id == NODE_PASSPHRASE)
        return &window->passphrase;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].id == id)
            return &window->fields[rows[i].field];
    }
    return NULL;
}

void window_focus(struct window *window, enum node_id id, bool shown)
{
    window->focus = id;
    window->focus_shown = shown;
    window->refresh_due = true;
}

void window_focus_check(struct window *window)
{
    if (window->focus != NODE_NONE && view_node_of(&window->view, window->focus) == NULL)
        window->focus = NODE_NONE;
    bool writes = window_field_of(window, window->focus) != NULL;
    if (writes && !SDL_IsTextInputActive())
        SDL_StartTextInput();
    if (!writes && SDL_IsTextInputActive())
        SDL_StopTextInput();
    if (writes) {
        struct rectangle caret = window->view.caret;
        SDL_Rect at = {caret.x, caret.y, caret.width, caret.height};
        SDL_SetTextInputRect(&at);
    }
}

bool window_is_blank(const struct text_field *field)
{
    return strspn(field->bytes, " ") == field->size;
}

void window_hand_over(struct text_field *field, struct window_action *out)
{
    memcpy(out->texts[out->text_count++], field->bytes, field->size + 1);
    text_field_clear(field);
}

bool window_wish(struct window_action *out, enum wish_kind kind)
{
    out->wish.kind = kind;
    out->wish.numbers[0] = WISH_NOTHING;
    return act(out, WINDOW_WISH);
}

static bool text_send(struct window *window, struct window_action *out)
{
    if (window_is_blank(&window->fields[FIELD_LANE]))
        return false;
    window_hand_over(&window->fields[FIELD_LANE], out);
    window->edited[FIELD_LANE] = true;
    window->lane_scroll = 0;
    window_focus(window, NODE_LANE_FIELD, window->focus_shown);
    return window_wish(out, WISH_SAY);
}

/* Spaces count: they may be what it is. */
static bool unlock(struct window *window, struct window_action *out)
{
    if (window->passphrase.size == 0)
        return false;
    window_hand_over(&window->passphrase, out);
    window_focus(window, NODE_PASSPHRASE, window->focus_shown);
    return act(out, WINDOW_UNLOCK);
}

static bool hide(struct window *window, struct window_action *out)
{
    window->hidden = true;
    window->hover = NODE_NONE;
    window_focus(window, NODE_NONE, false);
    window_blank(window);
    return act(out, WINDOW_HIDE);
}

static bool reveal(struct window *window, struct window_action *out)
{
    window->hidden = false;
    window_focus(window, NODE_NONE, false);
    return act(out, WINDOW_SHOW);
}

static bool invite_copy(struct window *window, struct window_action *out)
{
    if (window->invite[0] == '\0' || SDL_SetClipboardText(window->invite) != 0)
        return false;
    window->invite_copied = true;
    window->refresh_due = true;
    return act(out, WINDOW_COPY_INVITE);
}

/* Nodes whose touch only has to be told; WINDOW_NOTHING for those that do something here first. */
static const enum window_action_kind plain_actions[NODE_COUNT] = {
    [NODE_MICROPHONE] = WINDOW_TOGGLE_MICROPHONE,
    [NODE_CAMERA] = WINDOW_TOGGLE_CAMERA,
    [NODE_WORDS_SAME] = WINDOW_WORDS_SAME,
    [NODE_WORDS_DIFFER] = WINDOW_WORDS_DIFFER,
    [NODE_KEY_ACCEPT] = WINDOW_KEY_ACCEPT,
    [NODE_KEY_REFUSE] = WINDOW_KEY_REFUSE,
    [NODE_LEAVE] = WINDOW_LEAVE,
    [NODE_CLOSE_GENTLY] = WINDOW_LEAVE,
    [NODE_STILL_HERE] = WINDOW_TOGGLE_CAMERA,
};

/* Every node of the words' page closes it. What is under the keyboard when it opens decides
 * nothing. */
static void words_page(struct window *window, enum node_id id)
{
    bool open = id == NODE_WORDS;
    if (!open && id != NODE_WORDS_SAME && id != NODE_WORDS_DIFFER && id != NODE_WORDS_LATER)
        return;
    window->words_open = open;
    window_focus(window, open ? NODE_WORDS_LATER : NODE_NONE, window->focus_shown);
}

static bool activate(struct window *window, enum node_id id, struct window_action *out)
{
    switch (id) {
    case NODE_COPY_INVITE:
        return invite_copy(window, out);
    case NODE_UNLOCK:
        return unlock(window, out);
    case NODE_CHECK_IN_SKIP:
        return window_check_in(window, out, false);
    case NODE_CHECK_IN_SEND:
        return window_check_in(window, out, true);
    case NODE_LANE_SEND:
        return text_send(window, out);
    case NODE_BACK:
        return reveal(window, out);
    case NODE_OWN_PICTURE:
        window->own_picture_hidden = !window->own_picture_hidden;
        window->refresh_due = true;
        return false;
    default:
        break;
    }
    if (window_field_of(window, id) != NULL) {
        window_focus(window, id, true);
        return false;
    }
    words_page(window, id);
    if (plain_actions[id] != WINDOW_NOTHING)
        return act(out, plain_actions[id]);
    return window_hour_activate(window, id, out);
}

/* A key acts only on what is on the page: there is no nod before the door is open. */
static bool activate_if_there(struct window *window, enum node_id id, struct window_action *out)
{
    return view_node_of(&window->view, id) != NULL && activate(window, id, out);
}

/* The next node that is there, in the order of enum node_id, around the end. */
static void focus_move(struct window *window, int step)
{
    int id = (int)window->focus;
    for (int tries = 0; tries < NODE_COUNT; tries++) {
        id = (id + step + NODE_COUNT) % NODE_COUNT;
        if (id != NODE_NONE && view_node_of(&window->view, (enum node_id)id) != NULL) {
            window_focus(window, (enum node_id)id, true);
            return;
        }
    }
}

static void paste(struct window *window, struct text_field *field)
{
    char *words = SDL_GetClipboardText();
    if (words != NULL)
        text_field_insert(field, words, strlen(words));
    SDL_free(words);
    window_was_edited(window);
}

static bool enter_in_field(struct window *window, bool control, struct window_action *out)
{
    if (window->focus == NODE_LANE_FIELD)
        return text_send(window, out);
    if (window->focus == NODE_PASSPHRASE)
        return unlock(window, out);
    return window_hour_enter(window, control, out);
}

static void edit(struct text_field *field, SDL_Keycode key, bool control)
{
    switch (key) {
    case SDLK_BACKSPACE:
        text_field_delete_before(field);
        return;
    case SDLK_DELETE:
        text_field_delete_after(field);
        return;
    case SDLK_LEFT:
        control ? text_field_word_left(field) : text_field_left(field);
        return;
    case SDLK_RIGHT:
        control ? text_field_word_right(field) : text_field_right(field);
        return;
    case SDLK_HOME:
        text_field_home(field);
        return;
    case SDLK_END:
        text_field_end(field);
        return;
    default:
        return;
    }
}

/* The wheel and the paging keys turn whatever list is open. */
static void scroll_by(struct window *window, int pixels)
{
    if (window_scroll_panel(window, pixels))
        return;
    int scroll = window->lane_scroll + pixels;
    int most = window->view.lane_scroll_max;
    scroll = scroll > most ? most : scroll < 0 ? 0 : scroll;
    if (scroll != window->lane_scroll)
        window->refresh_due = true;
    window->lane_scroll = scroll;
}

static bool key_with_control(struct window *window, SDL_Keycode key, bool *taken,
                             struct window_action *out)
{
    if (key == SDLK_q)
        return act(out, WINDOW_LEAVE);
    if (key == SDLK_d)
        return activate_if_there(window, NODE_MICROPHONE, out);
    if (key == SDLK_e)
        return activate_if_there(window, NODE_CAMERA, out);
    *taken = key == SDLK_r;
    if (*taken)
        window_begin_reflection(window);
    return false;
}

/* Keys that mean the same wherever the focus is. `*taken` tells whether this was one. */
static bool key_anywhere(struct window *window, const SDL_Keysym *key, bool *taken,
                         struct window_action *out)
{
    *taken = true;
    if (key->sym == SDLK_F9)
        return hide(window, out);
    if (key->sym == SDLK_F10)
        return act(out, WINDOW_LOCK);
    if (key->sym == SDLK_TAB) {
        focus_move(window, (key->mod & KMOD_SHIFT) != 0 ? -1 : 1);
        return false;
    }
    if (key->sym == SDLK_F6 || key->sym == SDLK_F8) {
        window_panel_key(window, key->sym == SDLK_F8);
        return false;
    }
    if (key->sym == SDLK_PAGEUP || key->sym == SDLK_PAGEDOWN) {
        scroll_by(window, key->sym == SDLK_PAGEUP ? 4 * SCROLL_STEP : -4 * SCROLL_STEP);
        return false;
    }
    if ((key->mod & KMOD_CTRL) != 0)
        return key_with_control(window, key->sym, taken, out);
    *taken = false;
    return false;
}

static bool key_in_field(struct window *window, const SDL_Keysym *key, struct window_action *out)
{
    struct text_field *field = window_field_of(window, window->focus);
    bool control = (key->mod & KMOD_CTRL) != 0;
    window->refresh_due = true;
    if (key->sym == SDLK_RETURN || key->sym == SDLK_KP_ENTER)
        return enter_in_field(window, control, out);
    if (control && key->sym == SDLK_v) {
        paste(window, field);
        return false;
    }
    size_t size = field->size;
    edit(field, key->sym, control);
    if (field->size != size)
        window_was_edited(window);
    return false;
}

static enum node_id node_of_key(const struct window *window, SDL_Keycode key)
{
    static const struct {
        SDL_Keycode key;
        enum node_id id;
    } rows[] = {
        {SDLK_m, NODE_MICROPHONE},
        {SDLK_v, NODE_CAMERA},
        {SDLK_n, NODE_NOD},
        {SDLK_s, NODE_OWN_PICTURE},
        {SDLK_t, NODE_LANE_FIELD},
        {SDLK_w, NODE_WORDS},
        {SDLK_r, NODE_READY},
        {SDLK_g, NODE_READY_GUIDE},
        {SDLK_x, NODE_EXPRESSIONS},
        {SDLK_p, NODE_PHRASE},
        {SDLK_c, NODE_GO_ON},
        {SDLK_k, NODE_SKIP_STAGE},
        {SDLK_q, NODE_REFLECTION_NOT_QUITE},
        {SDLK_e, NODE_REFLECTION_EDIT},
    };
    if (key == SDLK_a)
        return window->away == SIGNAL_HERE ? NODE_SOMEONE : NODE_I_AM_BACK;
    if (key == SDLK_y)
        return view_node_of(&window->view, NODE_REFLECTION_YES) != NULL ? NODE_REFLECTION_YES
                                                                        : NODE_REFLECTION_READ;
    if (key == SDLK_w && window->words_open)
        return NODE_WORDS_LATER;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].key == key)
            return rows[i].id;
    }
    return NODE_NONE;
}

static bool key_on_stage(struct window *window, const SDL_Keysym *key, struct window_action *out)
{
    if ((key->mod & KMOD_CTRL) != 0 && key->sym == SDLK_c)
        return activate_if_there(window, NODE_COPY_INVITE, out);
    if ((key->mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI)) != 0)
        return false;
    bool enters = key->sym == SDLK_RETURN || key->sym == SDLK_KP_ENTER;
    if (enters && window->focus == NODE_NONE && window->phase == CALL_AT_DOOR)
        return activate_if_there(window, NODE_OPEN_DOOR, out);
    if (enters && window->focus == NODE_NONE)
        return activate_if_there(window, NODE_READY_GO, out);
    if (enters || key->sym == SDLK_SPACE)
        return activate(window, window->focus, out);
    if (key->sym >= SDLK_1 && key->sym < SDLK_1 + NODES_EXPRESS)
        return window_express(window, (unsigned)(key->sym - SDLK_1) + 1, out);
    return activate_if_there(window, node_of_key(window, key->sym), out);
}

static bool escape(struct window *window, struct window_action *out)
{
    uint64_t now_ms = SDL_GetTicks64() + 1;
    bool again = window->escape_at_ms != 0 && now_ms - window->escape_at_ms < WINDOW_ESCAPES_MS;
    window->escape_at_ms = again ? 0 : now_ms;
    if (again)
        return hide(window, out);
    window_close_panel(window);
    window_focus(window, NODE_NONE, false);
    return false;
}

static bool key_take(struct window *window, const SDL_Keysym *key, struct window_action *out)
{
    if (window->hidden) {
        bool back = key->sym == SDLK_F9 || key->sym == SDLK_RETURN || key->sym == SDLK_SPACE;
        if ((key->mod & KMOD_CTRL) != 0 && key->sym == SDLK_q)
            return act(out, WINDOW_LEAVE);
        return back && reveal(window, out);
    }
    if (key->sym == SDLK_ESCAPE)
        return escape(window, out);
    window->escape_at_ms = 0;
    bool taken;
    bool acted = key_anywhere(window, key, &taken, out);
    if (taken)
        return acted;
    return window_field_of(window, window->focus) != NULL ? key_in_field(window, key, out)
                                                          : key_on_stage(window, key, out);
}

static void hover_take(struct window *window, int x, int y)
{
    const struct view_node *node = view_node_at(&window->view, x, y);
    enum node_id id = node == NULL ? NODE_NONE : node->id;
    if (id == window->hover)
        return;
    window->hover = id;
    window->hover_since_ms = SDL_GetTicks64();
    window->tip_due = false;
    window->refresh_due = true;
}

static void caret_place(struct window *window, const struct view_node *node, int x, int y)
{
    struct text_field *field = window_field_of(window, node->id);
    if (node->id == NODE_PASSPHRASE) { /* what is shown is not what is in it */
        text_field_end(field);
        return;
    }
    int line = (y - node->text_at.y) / node->text.style.line_pixels;
    text_field_place(field, text_byte_at(window->text, &node->text, x - node->text_at.x, line));
}

static void press(struct window *window, int x, int y)
{
    const struct view_node *node = view_node_at(&window->view, x, y);
    window->pressed = node == NULL ? NODE_NONE : node->id;
    window->tip_due = false;
    if (node != NULL && node->role == ROLE_TEXT_FIELD) {
        caret_place(window, node, x, y);
        window_focus(window, node->id, false);
    } else if (node == NULL || window_keeps(window->focus)) {
        window_focus(window, NODE_NONE, false);
    }
}

static bool release(struct window *window, int x, int y, struct window_action *out)
{
    const struct view_node *node = view_node_at(&window->view, x, y);
    enum node_id pressed = window->pressed;
    window->pressed = NODE_NONE;
    if (node == NULL || node->id != pressed || node->role == ROLE_TEXT_FIELD)
        return false;
    window->focus_shown = false;
    return activate(window, pressed, out);
}

static bool screen_take(struct window *window, const SDL_WindowEvent *event,
                        struct window_action *out)
{
    switch (event->event) {
    case SDL_WINDOWEVENT_CLOSE:
        return act(out, WINDOW_CLOSED);
    case SDL_WINDOWEVENT_EXPOSED:
        renderer_forget(window->renderer);
        window->refresh_due = true;
        return false;
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        window->refresh_due = true;
        return false;
    case SDL_WINDOWEVENT_LEAVE:
        hover_take(window, -1, -1);
        return false;
    default:
        return false;
    }
}

static void words_take(struct window *window, const char *words)
{
    struct text_field *field = window_field_of(window, window->focus);
    if (field == NULL || window->hidden)
        return;
    text_field_insert(field, words, strlen(words));
    window_was_edited(window);
}

static bool is_of_a_hand(uint32_t type)
{
    return type == SDL_KEYDOWN || type == SDL_TEXTINPUT || type == SDL_MOUSEMOTION ||
           type == SDL_MOUSEWHEEL || type == SDL_MOUSEBUTTONDOWN;
}

bool window_take(struct window *window, const SDL_Event *event, struct window_action *out)
{
    if (is_of_a_hand(event->type) && window_only_wakes(window, event))
        return false;
    if (event->type == window->wake_event) {
        atomic_store(&window->wake_pending, false);
        return act(out, WINDOW_WAKE);
    }
    switch (event->type) {
    case SDL_QUIT:
        return act(out, WINDOW_CLOSED);
    case SDL_WINDOWEVENT:
        return screen_take(window, &event->window, out);
    case SDL_KEYDOWN:
        return key_take(window, &event->key.keysym, out);
    case SDL_TEXTINPUT:
        words_take(window, event->text.text);
        return false;
    case SDL_MOUSEMOTION:
        hover_take(window, event->motion.x, event->motion.y);
        return false;
    case SDL_MOUSEWHEEL:
        scroll_by(window, event->wheel.y * SCROLL_STEP);
        return false;
    case SDL_MOUSEBUTTONDOWN:
        if (event->button.button == SDL_BUTTON_LEFT)
            press(window, event->button.x, event->button.y);
        return false;
    case SDL_MOUSEBUTTONUP:
        return event->button.button == SDL_BUTTON_LEFT &&
               release(window, event->button.x, event->button.y, out);
    default:
        return false;
    }
}
