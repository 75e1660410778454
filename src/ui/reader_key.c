#include "ui/reader_key.h"

#include <stddef.h>

#include "widgets/utf8.h"

#define X_CODES      8          /* keycodes of X begin so far above those of Linux */
#define X_UNICODE    0x01000000 /* keysyms of letters beyond Latin-1 */
#define LETTERS_FROM 0xa0

/* Keycodes of Linux by usage of the USB HID keyboard page, as SDL numbers scancodes: from A on, and
 * of those that are held beside others. */
static const uint8_t linux_codes[] = {
    30, 48, 46, 32, 18, 33, 34, 35, 23,  36,  37,  38,  50,  49,  24,  25,  16,  19,  31,  20,
    22, 47, 17, 45, 21, 44, 2,  3,  4,   5,   6,   7,   8,   9,   10,  11,  28,  1,   14,  15,
    57, 12, 13, 26, 27, 43, 43, 39, 40,  41,  51,  52,  53,  58,  59,  60,  61,  62,  63,  64,
    65, 66, 67, 68, 87, 88, 99, 70, 119, 110, 102, 104, 111, 107, 109, 106, 105, 108, 103, 69,
    98, 55, 74, 78, 96, 79, 80, 81, 75,  76,  77,  71,  72,  73,  82,  83,  86,  127};
static const uint8_t linux_held[] = {29, 42, 56, 125, 97, 54, 100, 126};

static const struct {
    SDL_Keycode key;
    uint32_t symbol;
} symbols[] = {
    {SDLK_RETURN, 0xff0d},       {SDLK_ESCAPE, 0xff1b},      {SDLK_BACKSPACE, 0xff08},
    {SDLK_TAB, 0xff09},          {SDLK_CAPSLOCK, 0xffe5},    {SDLK_F1, 0xffbe},
    {SDLK_F2, 0xffbf},           {SDLK_F3, 0xffc0},          {SDLK_F4, 0xffc1},
    {SDLK_F5, 0xffc2},           {SDLK_F6, 0xffc3},          {SDLK_F7, 0xffc4},
    {SDLK_F8, 0xffc5},           {SDLK_F9, 0xffc6},          {SDLK_F10, 0xffc7},
    {SDLK_F11, 0xffc8},          {SDLK_F12, 0xffc9},         {SDLK_PRINTSCREEN, 0xff61},
    {SDLK_SCROLLLOCK, 0xff14},   {SDLK_PAUSE, 0xff13},       {SDLK_INSERT, 0xff63},
    {SDLK_HOME, 0xff50},         {SDLK_PAGEUP, 0xff55},      {SDLK_DELETE, 0xffff},
    {SDLK_END, 0xff57},          {SDLK_PAGEDOWN, 0xff56},    {SDLK_RIGHT, 0xff53},
    {SDLK_LEFT, 0xff51},         {SDLK_DOWN, 0xff54},        {SDLK_UP, 0xff52},
    {SDLK_NUMLOCKCLEAR, 0xff7f}, {SDLK_APPLICATION, 0xff67}, {SDLK_LCTRL, 0xffe3},
    {SDLK_LSHIFT, 0xffe1},       {SDLK_LALT, 0xffe9},        {SDLK_LGUI, 0xffeb},
    {SDLK_RCTRL, 0xffe4},        {SDLK_RSHIFT, 0xffe2},      {SDLK_RALT, 0xffea},
    {SDLK_RGUI, 0xffec},         {SDLK_KP_DIVIDE, 0xffaf},   {SDLK_KP_MULTIPLY, 0xffaa},
    {SDLK_KP_MINUS, 0xffad},     {SDLK_KP_PLUS, 0xffab},     {SDLK_KP_ENTER, 0xff8d},
};

/* With Num Lock, and without: what else the key does. */
static const struct {
    SDL_Keycode key;
    uint32_t number, other;
} pad[] = {
    {SDLK_KP_0, 0xffb0, 0xff9e}, {SDLK_KP_1, 0xffb1, 0xff9c},      {SDLK_KP_2, 0xffb2, 0xff99},
    {SDLK_KP_3, 0xffb3, 0xff9b}, {SDLK_KP_4, 0xffb4, 0xff96},      {SDLK_KP_5, 0xffb5, 0xff9d},
    {SDLK_KP_6, 0xffb6, 0xff98}, {SDLK_KP_7, 0xffb7, 0xff95},      {SDLK_KP_8, 0xffb8, 0xff97},
    {SDLK_KP_9, 0xffb9, 0xff9a}, {SDLK_KP_PERIOD, 0xffae, 0xff9f},
};

static uint16_t code_of(SDL_Scancode scancode)
{
    unsigned place = (unsigned)scancode - SDL_SCANCODE_A; /* far beyond the end for those before */
    unsigned held = (unsigned)scancode - SDL_SCANCODE_LCTRL;
    if (place < sizeof linux_codes)
        return (uint16_t)(linux_codes[place] + X_CODES);
    return held < sizeof linux_held ? (uint16_t)(linux_held[held] + X_CODES) : 0;
}

static uint32_t modifiers_of(uint16_t mod)
{
    return ((mod & KMOD_SHIFT) != 0 ? 1U : 0) | ((mod & KMOD_CAPS) != 0 ? 2U : 0) |
           ((mod & KMOD_CTRL) != 0 ? 4U : 0) | ((mod & KMOD_ALT) != 0 ? 8U : 0) |
           ((mod & KMOD_NUM) != 0 ? 16U : 0) | ((mod & KMOD_GUI) != 0 ? 64U : 0);
}

/* 0: the key writes a letter. */
static uint32_t named_symbol(SDL_Keycode key, bool numbers)
{
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        if (symbols[i].key == key)
            return symbols[i].symbol;
    }
    for (size_t i = 0; i < sizeof pad / sizeof pad[0]; i++) {
        if (pad[i].key == key)
            return numbers ? pad[i].number : pad[i].other;
    }
    return 0;
}

/* As far as it is known before it is written: letters alone have a large form. */
static uint32_t letter_of(SDL_Keycode key, uint32_t modifiers)
{
    bool large = ((modifiers & 1) != 0) != ((modifiers & 2) != 0);
    if (large && key >= 'a' && key <= 'z')
        return (uint32_t)(key - 'a' + 'A');
    return (key & SDLK_SCANCODE_MASK) != 0 ? 0 : (uint32_t)key;
}

struct access_key reader_key_of(const SDL_KeyboardEvent *event)
{
    struct access_key key = {
        .pressed = event->type == SDL_KEYDOWN,
        .at_ms = event->timestamp + 1,
        .code = code_of(event->keysym.scancode),
        .modifiers = modifiers_of(event->keysym.mod),
    };
    key.symbol = named_symbol(event->keysym.sym, (key.modifiers & 16) != 0);
    uint32_t letter = key.symbol == 0 ? letter_of(event->keysym.sym, key.modifiers) : 0;
    if (letter < ' ' || letter > 0xffff)
        return key;
    key.symbol =
        letter < 0x80 || (letter >= LETTERS_FROM && letter < 0x100) ? letter : X_UNICODE | letter;
    key.writes = (key.modifiers & (4 | 8 | 64)) == 0;
    (void)utf8_put(letter, key.letter);
    return key;
}
