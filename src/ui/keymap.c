#include "ui/keymap.h"

#include "base/assert.h"

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

char keymap_pressed(const struct keymap *map, char usual)
{
    ALCOVE_ASSERT(is_letter(usual));
    char now = map->now[usual - 'a'];
    return now != '\0' ? now : usual;
}

char keymap_usual(const struct keymap *map, char pressed)
{
    if (map->off)
        return '\0';
    if (!is_letter(pressed))
        return pressed;
    for (char usual = 'a'; usual <= 'z'; usual++) {
        if (keymap_pressed(map, usual) == pressed)
            return usual;
    }
    return '\0';
}

bool keymap_set(struct keymap *map, char usual, char pressed)
{
    ALCOVE_ASSERT(is_letter(usual));
    if (!is_letter(pressed))
        return false;
    char held = keymap_pressed(map, usual);
    for (char other = 'a'; other <= 'z'; other++) {
        if (other == usual || keymap_pressed(map, other) != pressed)
            continue;
        if (pressed != usual && map->now[other - 'a'] != '\0') /* chosen by hand */
            return false;
        map->now[other - 'a'] = held == other ? '\0' : held; /* they change places */
    }
    map->now[usual - 'a'] = pressed == usual ? '\0' : pressed;
    return true;
}
