/* Keys as assistive technology knows them, whatever the window lies on. */
#include "ui/reader_key.h"

#include "harness.h"

static struct access_key key_of(SDL_Scancode scancode, SDL_Keycode sym, uint16_t mod)
{
    SDL_KeyboardEvent event = {.type = SDL_KEYDOWN, .timestamp = 41};
    event.keysym.scancode = scancode;
    event.keysym.sym = sym;
    event.keysym.mod = mod;
    return reader_key_of(&event);
}

/* Each as X tells it of a keyboard of a hundred and five keys. */
static void each_key_has_its_code_and_its_symbol(void **state)
{
    (void)state;
    static const struct {
        SDL_Scancode scancode;
        SDL_Keycode sym;
        uint16_t mod;
        uint16_t code;
        uint32_t symbol;
        const char *letter;
    } rows[] = {
        {SDL_SCANCODE_A, SDLK_a, 0, 38, 'a', "a"},
        {SDL_SCANCODE_A, SDLK_a, KMOD_LSHIFT, 38, 'A', "A"},
        {SDL_SCANCODE_A, SDLK_a, KMOD_LSHIFT | KMOD_CAPS, 38, 'a', "a"},
        {SDL_SCANCODE_Z, SDLK_z, 0, 52, 'z', "z"},
        {SDL_SCANCODE_1, SDLK_1, 0, 10, '1', "1"},
        {SDL_SCANCODE_0, SDLK_0, 0, 19, '0', "0"},
        {SDL_SCANCODE_SPACE, SDLK_SPACE, 0, 65, ' ', " "},
        {SDL_SCANCODE_LEFTBRACKET, 0xfc, 0, 34, 0xfc, "\xc3\xbc"},
        {SDL_SCANCODE_GRAVE, 0x451, 0, 49, 0x1000451, "\xd1\x91"},
        {SDL_SCANCODE_RETURN, SDLK_RETURN, 0, 36, 0xff0d, ""},
        {SDL_SCANCODE_ESCAPE, SDLK_ESCAPE, 0, 9, 0xff1b, ""},
        {SDL_SCANCODE_TAB, SDLK_TAB, KMOD_LSHIFT, 23, 0xff09, ""},
        {SDL_SCANCODE_F1, SDLK_F1, 0, 67, 0xffbe, ""},
        {SDL_SCANCODE_F12, SDLK_F12, 0, 96, 0xffc9, ""},
        {SDL_SCANCODE_INSERT, SDLK_INSERT, 0, 118, 0xff63, ""},
        {SDL_SCANCODE_DELETE, SDLK_DELETE, 0, 119, 0xffff, ""},
        {SDL_SCANCODE_LEFT, SDLK_LEFT, 0, 113, 0xff51, ""},
        {SDL_SCANCODE_UP, SDLK_UP, 0, 111, 0xff52, ""},
        {SDL_SCANCODE_CAPSLOCK, SDLK_CAPSLOCK, 0, 66, 0xffe5, ""},
        {SDL_SCANCODE_LCTRL, SDLK_LCTRL, 0, 37, 0xffe3, ""},
        {SDL_SCANCODE_RCTRL, SDLK_RCTRL, 0, 105, 0xffe4, ""},
        {SDL_SCANCODE_RALT, SDLK_RALT, 0, 108, 0xffea, ""},
        {SDL_SCANCODE_LGUI, SDLK_LGUI, 0, 133, 0xffeb, ""},
        {SDL_SCANCODE_KP_0, SDLK_KP_0, 0, 90, 0xff9e, ""},
        {SDL_SCANCODE_KP_0, SDLK_KP_0, KMOD_NUM, 90, 0xffb0, ""},
        {SDL_SCANCODE_KP_PERIOD, SDLK_KP_PERIOD, 0, 91, 0xff9f, ""},
        {SDL_SCANCODE_KP_ENTER, SDLK_KP_ENTER, 0, 104, 0xff8d, ""},
        {SDL_SCANCODE_AUDIONEXT, SDLK_AUDIONEXT, 0, 0, 0, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct access_key key = key_of(rows[i].scancode, rows[i].sym, rows[i].mod);
        assert_true(key.pressed && key.at_ms != 0);
        assert_int_equal(key.code, rows[i].code);
        assert_int_equal(key.symbol, rows[i].symbol);
        assert_string_equal(key.letter, rows[i].letter);
        assert_int_equal(key.writes, rows[i].letter[0] != '\0');
    }
}

static void what_is_held_beside_it_is_told(void **state)
{
    (void)state;
    const struct access_key all =
        key_of(SDL_SCANCODE_T, SDLK_t,
               KMOD_LSHIFT | KMOD_CAPS | KMOD_RCTRL | KMOD_LALT | KMOD_NUM | KMOD_LGUI);
    assert_int_equal(all.modifiers, 1 | 2 | 4 | 8 | 16 | 64);
    assert_false(all.writes);
    assert_true(key_of(SDL_SCANCODE_T, SDLK_t, KMOD_NUM).writes);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_key_has_its_code_and_its_symbol),
    cmocka_unit_test(what_is_held_beside_it_is_told),
};
TEST_GROUP(reader_key, tests)
