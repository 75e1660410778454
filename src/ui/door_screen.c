#include "ui/door_screen.h"

#include "session/hour.h"
#include "ui/check_in_screen.h"
#include "ui/home_parts.h"
#include "ui/page_parts.h"
#include "ui/panel_screen.h"

#define BREATH_SIDE      148     /* units */
#define BREATH_STEP_US   66000   /* each is a picture of the circle */
#define EARLY_MOST       60      /* minutes before it, when a knock is for the hour that comes */
#define LATE_LEAST       3       /* minutes into it, from which nobody came yet */
#define BREATH_SECOND_US 1000000 /* without motion the words alone change */

static struct breath breath_of(const struct pages_desk *desk, uint64_t now_us)
{
    return breath_at(desk->settling_since_us / 1000, now_us / 1000);
}

/* A circle that grows and sinks, and around it a ring for the minute. */
static void draw_breath(void *context, struct draw_list *list, struct rectangle at,
                        const struct tree_frame *frame)
{
    const struct pages_desk *desk = context;
    const struct theme *theme = theme_of(frame->theme);
    struct breath breath = breath_of(desk, frame->now_us);
    int ring = theme_pixels(3, frame->scale_percent);
    int most = at.width - 8 * ring;
    int side = most * (int)(45 + 55 * breath.fullness) / 100 / 2 * 2;
    int passed = (int)((frame->now_us - desk->settling_since_us) / 1000 * 3600 / HOUR_SETTLE_MS);
    draw_rectangle(
        list,
        (struct rectangle){at.x + (at.width - side) / 2, at.y + (at.height - side) / 2, side, side},
        (struct draw_rectangle){.fill = theme->own_words, .radius = side / 2});
    draw_arc(list, at,
             (struct draw_arc){.colour = theme->raised, .width = ring, .from = 0, .to = 3600});
    draw_arc(list, at,
             (struct draw_arc){
                 .colour = theme->accent, .width = ring, .to = passed > 3600 ? 3600 : passed});
}

static void breathe(struct tree *tree, const struct screen_input *in, struct breath breath)
{
    bool moves = !tree_frame_of(tree)->reduced_motion;
    if (moves)
        tree_canvas(tree, &(struct canvas){.key = "breath",
                                           .name = "",
                                           .draw = draw_breath,
                                           .context = screen_lent(&in->desk->pages),
                                           .fit = {.width = BREATH_SIDE, .height = BREATH_SIDE}});
    tree_label(
        tree, &(struct label){.words = words_deck(breath.in ? DECK_SETTLING_IN : DECK_SETTLING_OUT),
                              .role = TYPE_TITLE,
                              .align = TEXT_CENTRE});
    page_hint(tree, words_deck(DECK_SETTLING_START));
    page_plain(tree, DECK_SETTLING_SKIP, (struct act){PAGES_SETTLE_END, 0}, NULL);
    tree_change_at(tree, in->now_us + (moves ? BREATH_STEP_US : BREATH_SECOND_US));
}

static void offers(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    page_open_buttons(tree, "offers");
    if (in->model->hour.shown) {
        tree_press(tree, &(struct press){.icon = ICON_BREATH,
                                         .words = words_deck(DECK_SETTLING_OFFER),
                                         .act = {PAGES_SETTLE, 0}});
        page_plain(tree, DECK_STAGES_READY, (struct act){PAGES_READY, 0}, screen_key(in, 'r'));
    }
    if (in->model->question == CALL_ASKS_WORDS)
        tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                         .words = words_fill(
                                             sentence, DECK_FOUR_WORDS_OPEN,
                                             &(struct word_facts){.name = in->model->asked_name}),
                                         .shortcut = screen_key(in, 'w'),
                                         .act = {PAGES_WORDS, 0}});
    tree_close(tree);
}

void door_meanwhile(struct tree *tree, const struct screen_input *in)
{
    const struct pages_desk *desk = &in->desk->pages;
    struct breath breath = breath_of(desk, in->now_us);
    if (!in->model->hour.shown && in->model->question != CALL_ASKS_WORDS)
        return;
    tree_open_column(
        tree,
        &(struct box){
            .key = "meanwhile", .gap = 12, .pad_y = 8, .cross = ALIGN_CENTRE, .fit = page_fills});
    if (breath.on) {
        breathe(tree, in, breath);
        tree_close(tree);
        return;
    }
    if (desk->settling_since_us != 0)
        page_hint(tree, words_deck(DECK_SETTLING_END));
    offers(tree, in);
    tree_close(tree);
}

const char *door_say_wait(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    const struct home_person *person = panel_person(in->home, in->model->their_name);
    if (in->model->hour.wait_minutes > 0)
        return screen_say(out, in, DECK_DOOR_MORE_TIME);
    if (person == NULL || !person->next.is_known || in->home->now == 0)
        return screen_say(out, in, DECK_WINDOW_KNOCKING_HINT);
    uint32_t now = in->home->now;
    uint32_t begins = person->next.minute;
    bool early = now < begins && begins - now <= EARLY_MOST;
    bool late = now >= begins + LATE_LEAST && home_is_now(in->home, person);
    const struct word_facts facts = {.name = in->model->their_name,
                                     .minute_of_day = person->next.minute_of_day};
    return words_fill(out,
                      early  ? DECK_DOOR_EARLY
                      : late ? DECK_DOOR_LATE
                             : DECK_WINDOW_KNOCKING_HINT,
                      &facts);
}

void threshold_screen(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct page page = {
        .key = "threshold", .name = words_deck(DECK_WINDOW_KNOCKING), .gap = 16};
    page_open(tree, &page);
    page_icon(tree, ICON_DOOR);
    page_title(tree, words_deck(DECK_WINDOW_KNOCKING));
    page_hint(tree, door_say_wait(sentence, in));
    door_meanwhile(tree, in);
    if (in->model->check_in_open) {
        tree_open_column(tree, &(struct box){.key = "asked",
                                             .gap = 16,
                                             .pad = 20,
                                             .cross = ALIGN_FILL,
                                             .ground = GROUND_PANEL,
                                             .radius = 16});
        screen_hint(tree, words_deck(DECK_DOOR_MEANWHILE));
        check_in_say(tree, in);
        tree_close(tree);
    }
    page_close(tree, in, &page);
}

/* ---- the other side ---- */

static void fact(struct tree *tree, const char *key, enum icon icon, const char *words)
{
    tree_open_row(tree, &(struct box){.key = key, .gap = 12, .cross = ALIGN_CENTRE});
    tree_icon(tree, icon, TONE_ACCENT, 20);
    tree_label(tree, &(struct label){.words = words, .role = TYPE_BODY, .fit = {.grow = 1}});
    tree_close(tree);
}

/* Who it is, as far as is known: whether the two once compared words, and where they are today. */
static void visitor(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const char *place = in->model->hour.place[1];
    bool confirmed = in->model->question != CALL_ASKS_WORDS;
    bool told = place != NULL && place[0] != '\0';
    tree_open_column(tree, &(struct box){.key = "visitor",
                                         .gap = 8,
                                         .pad = 20,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_CARD,
                                         .radius = 16});
    fact(tree, "who", confirmed ? ICON_SHIELD : ICON_QUESTION,
         words_deck(confirmed ? DECK_PEOPLE_CONFIRMED : DECK_PEOPLE_NOT_CONFIRMED));
    if (told)
        words_fill(
            sentence, DECK_SAYS,
            &(struct word_facts){.name = words_deck(DECK_SAFETY_PLACE_THEIRS), .words = place});
    fact(tree, "where", ICON_HOME, told ? sentence : words_deck(DECK_DOOR_PLACE_UNTOLD));
    tree_close(tree);
}

void door_screen(struct tree *tree, const struct screen_input *in)
{
    char title[WORDS_SENTENCE_MAX];
    const struct page page = {
        .key = "door", .name = screen_say(title, in, DECK_DOOR_AT_DOOR), .gap = 20};
    page_open(tree, &page);
    page_icon(tree, ICON_DOOR);
    page_title(tree, title);
    visitor(tree, in);
    page_hint(tree, words_deck(DECK_WINDOW_DOOR_HINT));
    page_open_buttons(tree, "answers");
    page_first(tree, DECK_DOOR_OPEN, (struct act){PAGES_DOOR_OPEN, 0}, ICON_DOOR);
    tree_press(tree, &(struct press){.kind = BUTTON_TOGGLE,
                                     .words = words_deck(DECK_DOOR_WAIT),
                                     .on = in->model->hour.wait_minutes > 0,
                                     .act = {PAGES_DOOR_WAIT, 0}});
    page_plain(tree, DECK_WINDOW_DOOR_LATER, (struct act){PAGES_DOOR_LATER, 0}, NULL);
    tree_close(tree);
    page_close(tree, in, &page);
}
