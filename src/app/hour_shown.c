#include "app/hour_shown.h"

#include <string.h>

#include "app/calendar.h"
#include "records/schema.h"
#include "session/recap.h"

/* Between these a voice is, in dB of full scale: see media/sound_meter.h. */
#define LEVEL_LEAST_DB (-60)
#define LEVEL_MOST_DB  (-12)

static bool is_gone(const struct board_card *card, unsigned field)
{
    return card->values[field][0].number != 0;
}

static void fill_points(struct hour_shown *shown, const struct board *board,
                        struct hour_model *model)
{
    const struct board_card *card = NULL;
    while ((card = board_next(board, CARD_AGENDA, card)) != NULL) {
        const struct board_value *text = &card->values[AGENDA_CARD_TEXT][0];
        if (!text->is_set || is_gone(card, AGENDA_CARD_GONE) ||
            model->point_count >= HOUR_SHOWN_MAX)
            continue;
        shown->points[model->point_count++] = (struct hour_point){
            .card = card->id,
            .text = text->text,
            .done = card->values[AGENDA_CARD_DONE][0].number != 0,
        };
    }
    model->points = shown->points;
}

static void fill_reflections(struct hour_shown *shown, const struct board *board,
                             struct hour_model *model)
{
    const struct board_card *card = NULL;
    while ((card = board_next(board, CARD_REFLECTION, card)) != NULL) {
        const struct board_value *text = &card->values[REFLECTION_CARD_TEXT][0];
        const struct board_value *edited = &card->values[REFLECTION_CARD_EDITED][0];
        if (!text->is_set || is_gone(card, REFLECTION_CARD_GONE) ||
            model->reflection_count >= HOUR_SHOWN_MAX)
            continue;
        shown->reflections[model->reflection_count++] = (struct hour_reflection){
            .card = card->id,
            .mine = card_maker(card->id) == board->side,
            .text = text->text,
            .answer = (enum card_answer)card->values[REFLECTION_CARD_ANSWER][0].number,
            .edited = edited->is_set ? edited->text : NULL,
        };
    }
    model->reflections = shown->reflections;
}

/* The newest of each that was not read. */
static void fill_phrases(const struct board *board, struct hour_model *model)
{
    const struct board_card *card = NULL;
    while ((card = board_next(board, CARD_PHRASE, card)) != NULL) {
        bool is_mine = card_maker(card->id) == board->side;
        const char *text = card->values[PHRASE_CARD_TEXT][0].text;
        if (text == NULL || text[0] == '\0' || is_gone(card, PHRASE_CARD_DISMISSED))
            continue;
        *(is_mine ? &model->my_phrase_card : &model->phrase_card) = card->id;
        *(is_mine ? &model->my_phrase : &model->phrase) = text;
    }
}

/* A line of one's own, or NULL. */
static const char *place_of(const struct board *board, unsigned field, unsigned side)
{
    const struct board_value *value = board_value(board, CARD_PLACE, 0, field, side);
    return value->is_set ? value->text : NULL;
}

static void fill_sides(const struct board *board, struct hour_model *model)
{
    for (unsigned i = 0; i < RECAP_LINES; i++) {
        const struct board_value *line = board_value(board, CARD_RECAP, 0, i, 0);
        model->recap[i] = line->is_set && line->text != NULL ? line->text : "";
    }
    for (unsigned i = 0; i < HOUR_SIDES; i++) {
        unsigned side = board->side ^ i;
        model->agreed[i] = recap_is_agreed(board, side);
        model->place[i] = place_of(board, PLACE_CARD_TODAY, side);
        model->phone[i] = place_of(board, PLACE_CARD_PHONE, side);
        model->more[i] = (unsigned)board_value(board, CARD_HOUR, 0, HOUR_CARD_MORE, side)->number;
    }
}

/* What this side told of how the hour was. */
static void fill_felt(const struct board *board, struct hour_model *model)
{
    for (unsigned i = 0; i < HOUR_FELT; i++) {
        const struct board_value *felt =
            board_value(board, CARD_FEEL, 0, FEEL_CARD_HEARD + i, board->side);
        model->felt[i] = (uint8_t)felt->number;
        model->felt_told |= (uint8_t)((felt->is_set ? 1u : 0u) << i);
    }
    for (unsigned i = 0; i < HOUR_SIDES; i++)
        model->wants_sum[i] =
            board_value(board, CARD_HOUR, 0, HOUR_CARD_SUM, board->side ^ i)->number != 0;
}

/* When the two meet next, by the clock here. */
static void fill_next(uint64_t minute, struct hour_model *model)
{
    char text[CALENDAR_MINUTE_BYTES];
    model->today = calendar_today();
    if (minute == 0 || minute > UINT32_MAX)
        return;
    (void)calendar_minute_text((uint32_t)minute, text);
    text[strcspn(text, " ")] = '\0';
    model->next_known = calendar_day_parse(text, &model->next_day);
    model->next_min = calendar_minute_of_day(minute * 60000);
}

/* A moment of the shared clock on one's own, in microseconds. */
static uint64_t own_moment_us(const struct hour_face *hour, uint64_t shared_ms, uint64_t now_us)
{
    int64_t ahead_ms = (int64_t)shared_ms - (int64_t)shared_clock_now(&hour->clock, now_us);
    return (uint64_t)((int64_t)now_us + ahead_ms * 1000);
}

static uint16_t minute_here(const struct hour_face *hour, uint64_t shared_ms, uint64_t now_us)
{
    int64_t ahead_us = (int64_t)(own_moment_us(hour, shared_ms, now_us) - now_us);
    return calendar_minute_of_day((uint64_t)((int64_t)calendar_unix_ms() + ahead_us / 1000));
}

static void fill_clock(const struct hour_face *hour, uint64_t now_us, struct hour_model *model)
{
    uint64_t settling_ms = board_value(&hour->board, CARD_HOUR, 0, HOUR_CARD_SETTLE, 0)->number;
    model->cue = hour->cue;
    if (!hour->clock_known)
        return;
    if (settling_ms != 0)
        model->settling_since_us = own_moment_us(hour, settling_ms, now_us);
    model->began = hour->times.began;
    if (!model->began)
        return;
    model->begins_min = minute_here(hour, hour->times.began_ms, now_us);
    model->ends_min = minute_here(hour, hour->times.ends_ms, now_us);
}

void hour_shown_fill(struct hour_shown *shown, const struct face *face, uint64_t now_us,
                     struct hour_model *model)
{
    const struct hour_face *hour = &face->hour;
    *model = (struct hour_model){
        .shown = true,
        .seated = hour->seated,
        .opener = hour->opener,
        .stage = hour->stage,
        .presence = hour->presence,
        .away = hour->away,
        .expression = hour->their_expression,
        .my_expression = hour->my_expression,
        .expressed_at_us = hour->they_expressed_at_us,
        .i_expressed_at_us = hour->i_expressed_at_us,
        .feeling_on = hour->feeling_on,
        .feeling = hour->feeling,
        .wait_minutes = hour->wait_minutes,
        .live = hour->live,
        .their_typing = hour->their_typing,
        .minutes = (uint16_t)hour->times.minutes,
        .gives_back = hour->times.gives_back,
        .asks_format = hour->asks_format,
        .summed = hour->summed,
        .sum = hour->sum,
        .nudges = hour->nudges,
        .nudge_minutes = hour->nudge_minutes,
        .nudge_after = hour->nudge_after,
        .beat = face->beat,
        .both_started_until_us = face->both_started_until_us,
    };
    fill_points(shown, &hour->board, model);
    fill_reflections(shown, &hour->board, model);
    fill_phrases(&hour->board, model);
    fill_sides(&hour->board, model);
    fill_felt(&hour->board, model);
    fill_next(hour->times.next_minute, model);
    fill_clock(hour, now_us, model);
}

static const char *place_in(const struct home_thing *card)
{
    if (card == NULL || card->field_count <= SAFETY_PLACE)
        return NULL;
    const char *place = card->fields[SAFETY_PLACE].text;
    return place[0] != '\0' ? place : NULL;
}

const char *hour_shown_place(const struct home_model *home, const char *their_name)
{
    const struct home_person *found = NULL;
    for (size_t i = 0; i < home->person_count; i++) {
        const struct home_person *person = &home->people[i];
        if (strcmp(person->name, their_name) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = person;
    }
    return found != NULL && found->is_open ? place_in(found->safety[HOME_ME]) : NULL;
}

static double level_of(int rms_db)
{
    double level = (double)(rms_db - LEVEL_LEAST_DB) / (LEVEL_MOST_DB - LEVEL_LEAST_DB);
    return level < 0 ? 0 : level > 1 ? 1 : level;
}

void hour_shown_measure(struct hour_shown *shown, const struct studio_meters *meters,
                        struct hour_ready *ready)
{
    enum headphones headphones = (enum headphones)atomic_load(&meters->headphones);
    shown->heard = shown->heard || atomic_load(&meters->hears_you);
    *ready = (struct hour_ready){
        .light_known = atomic_load(&meters->light_known),
        .light = (enum light_verdict)atomic_load(&meters->light),
        .noise_known = atomic_load(&meters->noise_known),
        .noise = (enum room_noise)atomic_load(&meters->noise),
        .heard = shown->heard,
        .headphones_known = headphones != HEADPHONES_ASK,
        .headphones = headphones == HEADPHONES_YES,
        .level = level_of(atomic_load(&meters->rms_db)),
    };
}
