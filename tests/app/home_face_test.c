/* What the screens between sessions show, of what was wished there and of what came. */
#include "app/home_face.h"

#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "app/calendar.h"
#include "app/home_verbs.h"
#include "folder.h"
#include "harness.h"
#include "session/heap.h"

/* Two people, each with a vault in memory. */
struct side {
    uint8_t public[32], secret[32];
    struct vault *vault;
    struct person other;
    struct ledger_book book;
};
static struct side anna, ben;
static struct home_face *face;

static void open_side(struct side *side, uint8_t own, uint8_t other, const char *name)
{
    static const uint8_t vault_key[VAULT_KEY_BYTES] = {1};
    const struct vault_place place = {.key = vault_key};
    struct store_error error;
    memset(side, 0, sizeof *side);
    memset(side->public, own, sizeof side->public);
    memset(side->secret, own, sizeof side->secret);
    memset(side->other.remote_static, other, sizeof side->other.remote_static);
    side->other.id = 1;
    snprintf(side->other.name, sizeof side->other.name, "%s", name);
    assert_true(vault_open(&side->vault, &place, &error));
    assert_true(ledger_open(&side->book, side->vault, side->public, &side->other, &error));
}

static int set_up(void **state)
{
    (void)state;
    if (sodium_init() < 0)
        return -1;
    open_side(&anna, 1, 2, "Ben");
    open_side(&ben, 2, 1, "Anna");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    home_face_free(face);
    face = NULL;
    ledger_close(&anna.book);
    ledger_close(&ben.book);
    vault_close(anna.vault);
    vault_close(ben.vault);
    return 0;
}

static void wish(struct side *side, const struct home_wish *wanted)
{
    char complaint[HOME_COMPLAINT_BYTES];
    const struct home_desk desk = {"", side->secret, &side->other, &side->book};
    assert_true(home_verb_takes(wanted->kind));
    if (home_verb_do(&desk, wanted, complaint) != EXIT_OK)
        fail_msg("%s", complaint);
}

static void assert_refused(struct side *side, const struct home_wish *wanted, const char *why)
{
    char complaint[HOME_COMPLAINT_BYTES];
    const struct home_desk desk = {"", side->secret, &side->other, &side->book};
    assert_int_not_equal(home_verb_do(&desk, wanted, complaint), EXIT_OK);
    assert_non_null(strstr(complaint, why));
    assert_false(space_has_draft(side->book.space));
}

/* All that one published and the other lacks. */
static void carry(struct side *from, struct side *to)
{
    uint32_t vector[SPACE_DEVICES_MAX];
    uint8_t device = space_config(from->book.space)->own_device;
    size_t size;
    const uint8_t *bytes;
    space_vector(to->book.space, vector);
    while ((bytes = space_batch(from->book.space, device, ++vector[device], &size)) != NULL)
        assert_int_equal(space_apply(to->book.space, device, bytes, size), SPACE_APPLIED);
}

static const struct home_person *look(const struct side *side)
{
    const struct home_source_person person = {
        .person = &side->other, .space = side->book.space, .changes = side->book.changes};
    const struct home_source source = {.own_name = "", .people = &person, .person_count = 1};
    home_face_free(face);
    face = home_face_create(&source);
    assert_non_null(face);
    assert_int_equal(face->model.person_count, 1);
    return &face->model.people[0];
}

static struct object_id add_goal(struct side *side, const char *title)
{
    wish(side, &(struct home_wish){.kind = HOME_GOAL_ADD, .texts = {title}});
    const struct home_person *person = look(side);
    return person->goals[person->goal_count - 1].thing.id;
}

static void nobody_is_there_and_nothing_is_shown(void **state)
{
    (void)state;
    const struct home_source source = {.own_name = ""};
    face = home_face_create(&source);
    assert_non_null(face);
    assert_int_equal(face->model.person_count, 0);
    assert_int_equal(face->model.invite_count, 0);
}

static void who_cannot_be_read_is_shown_by_name(void **state)
{
    (void)state;
    const struct home_source_person person = {.person = &anna.other};
    const struct home_invite invite = {.id = 3, .for_name = "Carl", .ends_at_s = 9};
    const struct home_source source = {.own_name = "",
                                       .people = &person,
                                       .person_count = 1,
                                       .invites = &invite,
                                       .invite_count = 1};
    face = home_face_create(&source);
    assert_string_equal(face->model.people[0].name, "Ben");
    assert_false(face->model.people[0].is_open);
    assert_string_equal(face->model.invites[0].for_name, "Carl");
    assert_null(face->model.invites[0].link);
}

static void a_goal_is_shown_with_what_was_set_in_it(void **state)
{
    (void)state;
    struct object_id goal = add_goal(&anna, "Walk");
    const struct home_wish wishes[] = {
        {.kind = HOME_SET, .object = goal, .field = GOAL_CONFIDENCE, .texts = {"7"}},
        {.kind = HOME_SET, .object = goal, .field = GOAL_REVIEW_DAY, .texts = {"2020-01-01"}},
        {.kind = HOME_SET, .object = goal, .field = GOAL_LEVEL_FIRST + 2, .texts = {"Daily"}},
        {.kind = HOME_NOTE, .object = goal, .texts = {"-"}},
    };
    for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
        wish(&anna, &wishes[i]);
    const struct home_goal *shown = &look(&anna)->goals[0];
    assert_string_equal(shown->thing.fields[GOAL_TITLE].text, "Walk");
    assert_string_equal(shown->thing.fields[GOAL_LEVEL_FIRST + 2].text, "Daily");
    assert_string_equal(shown->thing.fields[GOAL_WHY].text, "");
    assert_int_equal(shown->thing.changed_by, HOME_ME);
    assert_int_equal(shown->confidence, 7);
    assert_int_equal(shown->importance, HOME_NO_NUMBER);
    assert_true(shown->review_is_due);
    assert_string_equal(shown->notes, "-"); /* no word for standard input here */
    wish(&anna, &(struct home_wish){.kind = HOME_FINISH, .object = goal});
    assert_int_equal(look(&anna)->goals[0].status, GOAL_REACHED);
    assert_false(look(&anna)->goals[0].review_is_due);
}

static void what_both_set_at_a_time_stands_beside_and_is_chosen(void **state)
{
    (void)state;
    struct object_id goal = add_goal(&anna, "Walk");
    carry(&anna, &ben);
    struct home_wish set = {
        .kind = HOME_SET, .object = goal, .field = GOAL_TITLE, .texts = {"Walk far"}};
    wish(&anna, &set);
    set.texts[0] = "Walk slowly";
    wish(&ben, &set);
    carry(&ben, &anna);
    const struct home_field *title = &look(&anna)->goals[0].thing.fields[GOAL_TITLE];
    assert_int_equal(title->also_count, 1);
    assert_true(title->also[0].by != title->by);
    const char *wanted = title->also[0].by == HOME_THEM ? "Walk slowly" : "Walk far";
    assert_string_equal(title->also[0].text, wanted);
    wish(&anna, &(struct home_wish){
                    .kind = HOME_CHOOSE, .object = goal, .field = GOAL_TITLE, .number = 2});
    title = &look(&anna)->goals[0].thing.fields[GOAL_TITLE];
    assert_int_equal(title->also_count, 0);
    assert_string_equal(title->text, wanted);
}

static void a_tick_is_shown_on_its_day_and_taken_back(void **state)
{
    (void)state;
    wish(&ben, &(struct home_wish){.kind = HOME_PRACTICE_ADD, .texts = {"Breathe"}});
    struct object_id practice = look(&ben)->practices[0].thing.id;
    wish(&ben, &(struct home_wish){.kind = HOME_SET,
                                   .object = practice,
                                   .field = PRACTICE_CADENCE,
                                   .texts = {"Mon, Thu"}});
    struct home_wish tick = {.kind = HOME_TICK, .object = practice, .on = true};
    wish(&ben, &tick);
    tick.day = calendar_today() - 41;
    wish(&ben, &tick);
    carry(&ben, &anna);
    const struct home_practice *theirs = &look(&anna)->practices[0];
    assert_int_equal(theirs->ticks[HOME_THEM][HOME_TICK_DAYS - 1], HOME_TICK_DONE);
    assert_int_equal(theirs->ticks[HOME_THEM][0], HOME_TICK_DONE);
    assert_int_equal(theirs->ticks[HOME_THEM][1], HOME_TICK_NONE);
    assert_int_equal(theirs->ticks[HOME_ME][HOME_TICK_DAYS - 1], HOME_TICK_NONE);
    assert_int_equal(theirs->done[HOME_THEM], 1);
    assert_int_equal(theirs->wanted, 2);
    assert_true(theirs->is_active);
    tick = (struct home_wish){.kind = HOME_TICK, .object = practice};
    wish(&ben, &tick);
    const struct home_practice *mine = &look(&ben)->practices[0];
    assert_int_equal(mine->ticks[HOME_ME][HOME_TICK_DAYS - 1], HOME_TICK_NOT_DONE);
    assert_int_equal(mine->done[HOME_ME], 0);
    assert_int_equal(look(&ben)->check_in_count, 2); /* one a day, which was changed */
}

static void a_mood_and_its_note_are_shown(void **state)
{
    (void)state;
    wish(&ben, &(struct home_wish){.kind = HOME_CHECK_IN, .number = 4, .texts = {"Tired"}});
    wish(&ben,
         &(struct home_wish){.kind = HOME_CHECK_IN, .number = HOME_NOTHING, .texts = {"Later"}});
    const struct home_person *person = look(&ben);
    assert_int_equal(person->check_in_count, 2);
    assert_string_equal(person->check_ins[0].note, "Later"); /* the newest first */
    assert_int_equal(person->check_ins[0].mood, HOME_NO_NUMBER);
    assert_int_equal(person->check_ins[1].mood, 4);
    assert_int_equal(person->check_ins[1].day, calendar_today());
}

/* Six weeks of moods are a line, however much was said on other days. */
static void the_first_of_many_moods_is_still_there(void **state)
{
    (void)state;
    struct home_wish mood = {.kind = HOME_CHECK_IN, .number = 2, .day = calendar_today() - 41};
    wish(&ben, &mood);
    mood.number = 8;
    for (uint32_t i = 0; i < 300; i++) {
        mood.day = calendar_today() - i % 41;
        wish(&ben, &mood);
    }
    const struct home_person *person = look(&ben);
    assert_int_equal(person->check_in_count, 301);
    assert_int_equal(person->check_ins[300].mood, 2);
    assert_int_equal(person->check_ins[300].day, calendar_today() - 41);
}

static void what_the_other_changed_is_a_sentence_until_it_was_seen(void **state)
{
    (void)state;
    (void)add_goal(&ben, "Sleep");
    carry(&ben, &anna);
    const struct home_person *person = look(&anna);
    assert_true(person->change_count > 0);
    assert_non_null(strstr(person->changes[person->change_count - 1].sentence, "Ben"));
    wish(&anna, &(struct home_wish){.kind = HOME_LOOKED});
    assert_int_equal(look(&anna)->change_count, 0);
}

static void the_last_is_taken_back_and_then_the_one_before(void **state)
{
    (void)state;
    struct object_id goal = add_goal(&anna, "Walk");
    wish(&anna, &(struct home_wish){
                    .kind = HOME_SET, .object = goal, .field = GOAL_WHY, .texts = {"Air"}});
    wish(&anna, &(struct home_wish){.kind = HOME_UNDO});
    assert_string_equal(look(&anna)->goals[0].thing.fields[GOAL_WHY].text, "");
    wish(&anna, &(struct home_wish){.kind = HOME_UNDO});
    assert_int_equal(look(&anna)->goal_count, 0);
    (void)add_goal(&anna, "Run"); /* which can be taken back, too */
    wish(&anna, &(struct home_wish){.kind = HOME_UNDO});
    assert_int_equal(look(&anna)->goal_count, 0);
}

static void the_next_hour_has_a_weekday_and_a_time(void **state)
{
    (void)state;
    assert_false(look(&anna)->next.is_known);
    wish(&anna, &(struct home_wish){.kind = HOME_NEXT, .number = 1, .texts = {"Thu 15:00"}});
    const struct home_next *next = &look(&anna)->next;
    assert_true(next->is_known);
    assert_int_equal(next->weekday, 3);
    assert_int_equal(next->minute_of_day, 15 * 60);
    assert_int_equal(next->every_weeks, 1);
    assert_false(next->is_once);
}

static void goals_are_moved_and_erased(void **state)
{
    (void)state;
    struct object_id first = add_goal(&anna, "First");
    struct object_id second = add_goal(&anna, "Second");
    wish(&anna, &(struct home_wish){.kind = HOME_MOVE, .object = second, .other = first});
    assert_string_equal(look(&anna)->goals[0].thing.fields[GOAL_TITLE].text, "Second");
    wish(&anna, &(struct home_wish){.kind = HOME_MOVE, .object = second});
    assert_string_equal(look(&anna)->goals[0].thing.fields[GOAL_TITLE].text, "First");
    wish(&anna, &(struct home_wish){.kind = HOME_ERASE, .object = first});
    assert_int_equal(look(&anna)->goal_count, 1);
}

static void all_is_written_to_a_file(void **state)
{
    (void)state;
    char path[512];
    char *folder = fresh_folder();
    struct stat written;
    (void)add_goal(&anna, "Walk");
    snprintf(path, sizeof path, "%s/us.json", folder);
    struct home_wish export = {.kind = HOME_EXPORT, .number = HOME_FORM_JSON, .texts = {path}};
    wish(&anna, &export);
    assert_int_equal(stat(path, &written), 0);
    assert_true(written.st_size > 0);
    export.number = HOME_FORM_ICS + 1;
    assert_refused(&anna, &export, "in which form");
    remove_folder(folder);
}

static void the_card_and_the_trend_are_as_they_were_wished(void **state)
{
    (void)state;
    assert_null(look(&ben)->safety[HOME_ME]);
    wish(&ben, &(struct home_wish){.kind = HOME_SAFETY, .field = SAFETY_PLACE, .texts = {"Lyon"}});
    wish(&ben, &(struct home_wish){.kind = HOME_TREND});
    carry(&ben, &anna);
    const struct home_person *person = look(&anna);
    assert_string_equal(person->safety[HOME_THEM]->fields[SAFETY_PLACE].text, "Lyon");
    assert_true(person->trend.is_hidden);
    assert_int_equal(person->trend.hidden_by, HOME_THEM);
    wish(&ben, &(struct home_wish){.kind = HOME_TREND, .on = true});
    assert_false(look(&ben)->trend.is_hidden);
}

static void a_recap_is_three_lines_and_who_signed(void **state)
{
    (void)state;
    struct object_id session;
    const struct value began = value_number(calendar_minute_now());
    assert_int_equal(space_make(anna.book.space, KIND_SESSION, &session), SPACE_WRITTEN);
    assert_int_equal(space_set(anna.book.space, session, SESSION_BEGAN, &began), SPACE_WRITTEN);
    assert_int_equal(ledger_publish(&anna.book), SPACE_WRITTEN);
    wish(&anna, &(struct home_wish){.kind = HOME_RECAP, .texts = {"One\n\nTwo\nThree\nFour"}});
    wish(&anna, &(struct home_wish){.kind = HOME_SIGN, .object = session});
    const struct home_person *person = look(&anna);
    assert_int_equal(person->recap.line_count, HOME_RECAP_LINES);
    assert_string_equal(person->recap.lines[1], "Two");
    assert_int_equal(person->recap.signatures.state[HOME_ME], 5); /* it holds */
    assert_int_equal(person->recap.signatures.state[HOME_THEM], 0);
    assert_int_equal(person->last_hour_day, calendar_today());
}

static void what_cannot_be_is_told_and_changes_nothing(void **state)
{
    (void)state;
    struct object_id goal = add_goal(&anna, "Walk");
    struct home_wish set = {
        .kind = HOME_SET, .object = goal, .field = GOAL_CONFIDENCE, .texts = {"11"}};
    assert_refused(&anna, &set, "0 to 10");
    set.field = GOAL_ORDER;
    assert_refused(&anna, &set, "nothing that can be set");
    set.object.counter = 99;
    assert_refused(&anna, &set, "no such thing");
    assert_refused(&anna, &(struct home_wish){.kind = HOME_GOAL_ADD}, "has words");
    assert_refused(&anna, &(struct home_wish){.kind = HOME_TICK, .object = goal, .on = true},
                   "no 1");
    assert_refused(&anna, &(struct home_wish){.kind = HOME_RECAP, .texts = {"So"}}, "no session");
    assert_refused(&anna, &(struct home_wish){.kind = HOME_NEXT, .texts = {"soon"}}, "no time");
    assert_refused(&ben, &(struct home_wish){.kind = HOME_UNDO}, "nothing of the last");
    assert_false(home_verb_takes(HOME_CALL));
    assert_false(home_verb_takes(HOME_WRITE));
}

#define HOME_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    HOME_TEST(nobody_is_there_and_nothing_is_shown),
    HOME_TEST(who_cannot_be_read_is_shown_by_name),
    HOME_TEST(a_goal_is_shown_with_what_was_set_in_it),
    HOME_TEST(what_both_set_at_a_time_stands_beside_and_is_chosen),
    HOME_TEST(a_tick_is_shown_on_its_day_and_taken_back),
    HOME_TEST(a_mood_and_its_note_are_shown),
    HOME_TEST(the_first_of_many_moods_is_still_there),
    HOME_TEST(what_the_other_changed_is_a_sentence_until_it_was_seen),
    HOME_TEST(the_last_is_taken_back_and_then_the_one_before),
    HOME_TEST(the_next_hour_has_a_weekday_and_a_time),
    HOME_TEST(goals_are_moved_and_erased),
    HOME_TEST(all_is_written_to_a_file),
    HOME_TEST(the_card_and_the_trend_are_as_they_were_wished),
    HOME_TEST(a_recap_is_three_lines_and_who_signed),
    HOME_TEST(what_cannot_be_is_told_and_changes_nothing),
};
TEST_GROUP(home_face, tests)
