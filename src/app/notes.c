#include "app/notes.h"

#include <stdio.h>
#include <string.h>

#include "app/calendar.h"

void notes_add(struct notes *notes, size_t before, const char *text)
{
    if (notes->count == NOTES_MAX)
        memmove(&notes->list[0], &notes->list[1], --notes->count * sizeof notes->list[0]);
    struct note *note = &notes->list[notes->count++];
    note->before = before;
    note->minute_of_day = calendar_minute_of_day(calendar_unix_ms());
    snprintf(note->text, sizeof note->text, "%s", text);
    notes->total++;
}

const char *notes_newest(const struct notes *notes)
{
    return notes->count > 0 ? notes->list[notes->count - 1].text : NULL;
}

void notes_begin_anew(struct notes *notes)
{
    notes->count = 0;
}

void notes_show(const struct notes *notes, struct face *face)
{
    for (size_t i = 0; i < notes->count; i++)
        face_add_note(face, notes->list[i].before + i, notes->list[i].minute_of_day,
                      notes->list[i].text);
}
