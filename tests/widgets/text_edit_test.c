#include "widgets/text_edit.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "widgets/grapheme.h"
#include "widgets/utf8.h"

static struct text_edit edit;

static void begin(size_t bytes_max, bool area, bool secret)
{
    text_edit_begin(&edit, &test_memory.memory, (struct text_edit_kind){bytes_max, area, secret});
}

static enum text_edit_result type(const char *words, int64_t now_us)
{
    return text_edit_type(&edit, words, strlen(words), now_us);
}

static enum text_edit_result paste(const char *words)
{
    return text_edit_paste(&edit, words, strlen(words));
}

/* `words` with | where the caret stands, and [ where the selection's other end is. */
static void assert_edit(const char *words)
{
    char is[256];
    size_t size = 0;
    for (size_t at = 0; at <= edit.size; at++) {
        if (at == edit.anchor && edit.anchor != edit.caret)
            is[size++] = '[';
        if (at == edit.caret)
            is[size++] = '|';
        is[size++] = text_edit_bytes(&edit)[at];
    }
    assert_string_equal(is, words);
}

static void an_empty_edit_has_no_memory_and_can_do_nothing(void **state)
{
    (void)state;
    begin(100, true, false);
    assert_string_equal(text_edit_bytes(&edit), "");
    assert_int_equal(text_edit_delete(&edit, TEXT_EDIT_BACK, 0), TEXT_EDIT_NOTHING);
    assert_int_equal(text_edit_delete(&edit, TEXT_EDIT_ON, 0), TEXT_EDIT_NOTHING);
    assert_false(text_edit_undo(&edit));
    assert_null(text_edit_cut(&edit));
    text_edit_press(&edit, 3, 2, false);
    text_edit_drag(&edit, 3);
    text_edit_move(&edit, TEXT_EDIT_LINE_END, true);
    assert_int_equal(text_edit_shown(&edit).size, 0);
    assert_int_equal(test_memory.requests, 0);
    text_edit_end(&edit);
}

static void words_go_in_at_the_caret_and_in_place_of_the_selection(void **state)
{
    (void)state;
    begin(100, false, false);
    type("ac", 0);
    text_edit_move(&edit, TEXT_EDIT_BACK, false);
    type("b", 0);
    assert_edit("ab|c");
    text_edit_move(&edit, TEXT_EDIT_START, true);
    assert_edit("|ab[c");
    type("xyz", 0);
    assert_edit("xyz|c");
    text_edit_end(&edit);
}

static void what_goes_in_is_made_safe(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        const char *line;
        const char *area;
    } rows[] = {
        {"a\r\nb\rc\nd", "a b c d", "a\nb\nc\nd"},
        {"a\u2028b\u2029c\xc2\x85"
         "d\v",
         "a b c d ", "a\nb\nc\nd\n"},
        {"a\tb", "a b", "a b"},
        {"a\x01\x7f\x1b"
         "b",
         "ab", "ab"},
        {"a\u202eb\u2066c\u2069\u200f\ufeff", "abc", "abc"},
        {"a\xff\xc3"
         "b\xed\xa0\x80",
         "a\ufffd\ufffd"
         "b\ufffd\ufffd\ufffd",
         "a\ufffd\ufffd"
         "b\ufffd\ufffd\ufffd"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int area = 0; area < 2; area++) {
            begin(100, area != 0, false);
            assert_int_equal(paste(rows[i].bytes), TEXT_EDIT_DONE);
            assert_string_equal(text_edit_bytes(&edit), area ? rows[i].area : rows[i].line);
            text_edit_end(&edit);
        }
    }
    begin(100, false, false);
    assert_int_equal(paste("\x01\u202e"), TEXT_EDIT_NOTHING);
    text_edit_end(&edit);
}

static void what_does_not_fit_is_left_out_from_a_character_on(void **state)
{
    (void)state;
    begin(8, false, false);
    assert_int_equal(paste("abcde\u0301\u0301f"), TEXT_EDIT_CUT_SHORT);
    assert_edit("abcd|");
    assert_int_equal(paste("👍🏽"), TEXT_EDIT_CUT_SHORT);
    assert_edit("abcd|");
    assert_int_equal(paste("👍"), TEXT_EDIT_DONE);
    assert_int_equal(type("x", 0), TEXT_EDIT_CUT_SHORT);
    assert_int_equal(edit.size, 8);
    text_edit_select(&edit, 4, 8);
    assert_int_equal(type("wxyz", 0), TEXT_EDIT_DONE);
    assert_edit("abcdwxyz|");
    text_edit_end(&edit);
}

static void deleting_takes_characters_words_and_lines_whole(void **state)
{
    (void)state;
    begin(200, true, false);
    paste("one two\nthree 👩\u200d👧\u200d👦e\u0301");
    text_edit_delete(&edit, TEXT_EDIT_BACK, 0);
    text_edit_delete(&edit, TEXT_EDIT_BACK, 0);
    assert_edit("one two\nthree |");
    text_edit_delete(&edit, TEXT_EDIT_WORD_BACK, 0);
    assert_edit("one two\n|");
    text_edit_move(&edit, TEXT_EDIT_START, false);
    text_edit_delete(&edit, TEXT_EDIT_WORD_ON, 0);
    assert_edit("| two\n");
    text_edit_delete(&edit, TEXT_EDIT_LINE_END, 0);
    assert_edit("|\n");
    text_edit_delete(&edit, TEXT_EDIT_ON, 0);
    assert_edit("|");
    text_edit_end(&edit);
}

static void moves_step_by_characters_words_and_lines(void **state)
{
    (void)state;
    begin(200, true, false);
    paste("one né two\nlast");
    text_edit_move(&edit, TEXT_EDIT_LINE_START, false);
    assert_edit("one né two\n|last");
    text_edit_move(&edit, TEXT_EDIT_BACK, false);
    text_edit_move(&edit, TEXT_EDIT_WORD_BACK, true);
    assert_edit("one né |two[\nlast");
    text_edit_move(&edit, TEXT_EDIT_BACK, false);
    assert_edit("one né |two\nlast");
    text_edit_move(&edit, TEXT_EDIT_WORD_ON, true);
    text_edit_move(&edit, TEXT_EDIT_ON, false);
    assert_edit("one né two|\nlast");
    text_edit_move(&edit, TEXT_EDIT_START, false);
    text_edit_move(&edit, TEXT_EDIT_LINE_END, true);
    assert_edit("[one né two|\nlast");
    text_edit_place(&edit, 6, false); /* in the middle of é */
    assert_edit("one n|é two\nlast");
    text_edit_place(&edit, 999, true);
    assert_edit("one n[é two\nlast|");
    text_edit_select_all(&edit);
    assert_edit("[one né two\nlast|");
    text_edit_end(&edit);
}

static void clicks_select_words_and_lines_and_drags_go_on_by_them(void **state)
{
    (void)state;
    begin(200, true, false);
    paste("one two three\nfour");
    text_edit_press(&edit, 5, 1, false);
    assert_edit("one t|wo three\nfour");
    text_edit_drag(&edit, 2);
    assert_edit("on|e t[wo three\nfour");
    text_edit_press(&edit, 5, 2, false);
    assert_edit("one [two| three\nfour");
    text_edit_drag(&edit, 9);
    assert_edit("one [two three|\nfour");
    text_edit_drag(&edit, 1);
    assert_edit("|one two[ three\nfour");
    text_edit_press(&edit, 5, 3, false);
    assert_edit("[one two three|\nfour");
    text_edit_press(&edit, 16, 1, true);
    assert_edit("[one two three\nfo|ur");
    text_edit_end(&edit);
}

static void copying_and_cutting_give_the_selection(void **state)
{
    (void)state;
    begin(200, true, false);
    paste("one two");
    assert_null(text_edit_copy(&edit));
    text_edit_select(&edit, 3, 7);
    assert_string_equal(text_edit_copy(&edit), " two");
    assert_string_equal(text_edit_cut(&edit), " two");
    assert_edit("one|");
    text_edit_undo(&edit);
    assert_edit("one two|");
    text_edit_end(&edit);
}

static void typing_is_taken_back_word_by_word(void **state)
{
    (void)state;
    begin(200, true, false);
    for (const char *key = "so it is"; *key != '\0'; key++)
        text_edit_type(&edit, key, 1, 0);
    text_edit_undo(&edit);
    assert_edit("so it |");
    text_edit_undo(&edit);
    assert_edit("so |");
    text_edit_redo(&edit);
    assert_edit("so it |");
    type("was", 0);
    assert_false(text_edit_redo(&edit));
    assert_edit("so it was|");
    text_edit_end(&edit);
}

static void a_pause_or_a_move_begins_a_new_step(void **state)
{
    (void)state;
    begin(200, true, false);
    type("a", 0);
    type("b", EDIT_LOG_PAUSE_US);
    type("c", 2 * EDIT_LOG_PAUSE_US + 1);
    text_edit_move(&edit, TEXT_EDIT_BACK, false);
    text_edit_move(&edit, TEXT_EDIT_ON, false);
    type("d", 2 * EDIT_LOG_PAUSE_US + 1);
    text_edit_undo(&edit);
    assert_edit("abc|");
    text_edit_undo(&edit);
    assert_edit("ab|");
    text_edit_undo(&edit);
    assert_edit("|");
    assert_false(text_edit_undo(&edit));
    text_edit_end(&edit);
}

static void deletes_join_and_a_paste_stands_alone(void **state)
{
    (void)state;
    begin(200, true, false);
    paste("one ");
    paste("two");
    text_edit_delete(&edit, TEXT_EDIT_BACK, 0);
    text_edit_delete(&edit, TEXT_EDIT_BACK, 0);
    assert_edit("one t|");
    text_edit_move(&edit, TEXT_EDIT_START, false);
    text_edit_delete(&edit, TEXT_EDIT_ON, 0);
    text_edit_delete(&edit, TEXT_EDIT_ON, 0);
    assert_edit("|e t");
    text_edit_undo(&edit);
    assert_edit("on|e t");
    text_edit_undo(&edit);
    assert_edit("one two|");
    text_edit_undo(&edit);
    assert_edit("one |");
    text_edit_redo(&edit);
    text_edit_redo(&edit);
    text_edit_redo(&edit);
    assert_edit("|e t");
    text_edit_end(&edit);
}

static void replacing_all_is_one_step_and_setting_is_none(void **state)
{
    (void)state;
    begin(200, true, false);
    text_edit_set(&edit, "given", 5);
    assert_false(text_edit_undo(&edit));
    text_edit_select_all(&edit);
    type("m", 0);
    type("ine", 0);
    text_edit_undo(&edit);
    assert_edit("given|");
    text_edit_set(&edit, "", 0);
    assert_edit("|");
    assert_false(text_edit_redo(&edit));
    text_edit_end(&edit);
}

static void undo_keeps_within_its_room_and_forgets_the_oldest(void **state)
{
    (void)state;
    begin(4000, true, false);
    char page[3000];
    memset(page, 'p', sizeof page);
    for (int i = 0; i < 9; i++) {
        text_edit_select_all(&edit);
        page[0] = (char)('0' + i);
        assert_int_equal(text_edit_paste(&edit, page, sizeof page), TEXT_EDIT_DONE);
        assert_true(edit.log.size <= edit.log.bytes_max);
    }
    assert_true(text_edit_undo(&edit));
    assert_int_equal(edit.bytes[0], '7');
    assert_false(text_edit_undo(&edit));
    for (int i = 0; i < 2 * EDIT_LOG_STEPS_MAX; i++) {
        text_edit_move(&edit, TEXT_EDIT_END, false);
        type("x", 0);
    }
    assert_true(edit.log.step_count <= EDIT_LOG_STEPS_MAX);
    text_edit_end(&edit);
}

static void what_is_composed_is_shown_and_never_part_of_the_text(void **state)
{
    (void)state;
    begin(200, false, false);
    paste("one two three");
    text_edit_select(&edit, 4, 7);
    text_edit_compose(&edit, "にほん", 9, 1, 2);
    assert_string_equal(text_edit_bytes(&edit), "one two three");
    struct text_shown shown = text_edit_shown(&edit);
    assert_string_equal(shown.bytes, "one にほん three");
    assert_int_equal(shown.underlined_from, 4);
    assert_int_equal(shown.underlined_to, 13);
    assert_int_equal(shown.caret, 7);
    assert_int_equal(shown.selected_to, 13);
    assert_int_equal(text_edit_to_shown(&edit, 8), 14);
    assert_int_equal(text_edit_from_shown(&edit, 14), 8);
    assert_int_equal(text_edit_from_shown(&edit, 7), 4);
    type("日本", 0);
    assert_string_equal(text_edit_shown(&edit).bytes, "one 日本 three");
    text_edit_undo(&edit);
    assert_string_equal(text_edit_bytes(&edit), "one two three");
    text_edit_end(&edit);
}

static void composing_ends_with_nothing_or_with_a_move(void **state)
{
    (void)state;
    begin(200, false, false);
    paste("ab");
    text_edit_compose(&edit, "x\n\u202ey", 6, 99, 99);
    assert_string_equal(text_edit_shown(&edit).bytes, "abx y");
    text_edit_compose(&edit, "", 0, 0, 0);
    assert_string_equal(text_edit_shown(&edit).bytes, "ab");
    text_edit_compose(&edit, "z", 1, 1, 0);
    text_edit_move(&edit, TEXT_EDIT_START, false);
    assert_string_equal(text_edit_shown(&edit).bytes, "ab");
    /* That nothing is composed is said after every key, and does not part what is typed. */
    type("c", 0);
    text_edit_compose(&edit, "", 0, 0, 0);
    type("d", 0);
    text_edit_undo(&edit);
    assert_string_equal(text_edit_bytes(&edit), "ab");
    char much[3 * TEXT_EDIT_PREEDIT_MAX];
    for (size_t i = 0; i < sizeof much; i += 3)
        memcpy(much + i, "に", 3);
    text_edit_compose(&edit, much, sizeof much, 1, 0);
    assert_int_equal(text_edit_shown(&edit).size, 2 + TEXT_EDIT_PREEDIT_MAX / 3 * 3);
    text_edit_end(&edit);
}

static void a_secret_is_dots_and_leaves_by_no_door(void **state)
{
    (void)state;
    begin(200, false, true);
    paste("my e\u0301🙂");
    struct text_shown shown = text_edit_shown(&edit);
    assert_string_equal(shown.bytes, "•••••");
    assert_int_equal(shown.caret, 15);
    assert_int_equal(text_edit_to_shown(&edit, 6), 12);
    assert_int_equal(text_edit_from_shown(&edit, 12), 6);
    assert_int_equal(text_edit_from_shown(&edit, 99), edit.size);
    text_edit_select_all(&edit);
    assert_null(text_edit_copy(&edit));
    assert_null(text_edit_cut(&edit));
    text_edit_move(&edit, TEXT_EDIT_WORD_BACK, false);
    assert_int_equal(edit.caret, 0);
    text_edit_press(&edit, 3, 2, false);
    assert_int_equal(edit.caret - edit.anchor, edit.size);
    text_edit_move(&edit, TEXT_EDIT_END, false);
    text_edit_compose(&edit, "né", 3, 2, 0);
    assert_string_equal(text_edit_shown(&edit).bytes, "•••••••");
    text_edit_end(&edit);
}

/* Looks at what is given back: nothing may be in it. */
static void *resize_looked_at(void *context, void *old, size_t old_size, size_t size)
{
    (void)context;
    if (size == 0) {
        assert_null(memmem(old, old_size, "letme", 5));
        free(old);
        return NULL;
    }
    assert_true(old == NULL || memmem(old, old_size, "letme", 5) == NULL);
    return realloc(old, size);
}

static void what_was_written_is_wiped_before_its_memory_goes_back(void **state)
{
    (void)state;
    const struct alcove_memory memory = {resize_looked_at, NULL};
    text_edit_begin(&edit, &memory, (struct text_edit_kind){5000, true, false});
    for (int i = 0; i < 200; i++)
        paste("letmein ");
    text_edit_compose(&edit, "letme", 5, 0, 0);
    (void)text_edit_shown(&edit);
    text_edit_select_all(&edit);
    (void)text_edit_cut(&edit);
    assert_null(memmem(edit.bytes, edit.room, "letme", 5));
    text_edit_end(&edit);
    assert_null(memmem(&edit, sizeof edit, "letme", 5));
}

/* The n-th request fails. */
static void edit_short_of_memory(struct counted_memory *counted, size_t n, bool secret)
{
    counted_memory_begin(counted);
    text_edit_begin(&edit, &counted->memory, (struct text_edit_kind){500, true, secret});
    counted->fail_at = n;
    enum text_edit_result result = type("some words", 0);
    assert_string_equal(text_edit_bytes(&edit), result == TEXT_EDIT_DONE ? "some words" : "");
    (void)paste(" and so many more of them that all of it has to move to another place");
    size_t size = edit.size;
    (void)text_edit_shown(&edit);
    text_edit_select(&edit, 0, 2);
    (void)text_edit_copy(&edit);
    text_edit_compose(&edit, "x", 1, 1, 0);
    struct text_shown shown = text_edit_shown(&edit);
    assert_true(shown.caret <= shown.size && shown.underlined_to <= shown.size);
    text_edit_select(&edit, 0, 2);
    if (size > 0)
        assert_int_equal(text_edit_delete(&edit, TEXT_EDIT_BACK, 0), TEXT_EDIT_DONE);
    assert_int_equal(edit.size, size > 0 ? size - 2 : 0);
    while (text_edit_undo(&edit))
        assert_true(edit.size <= size);
    text_edit_end(&edit);
    counted_memory_end(counted);
}

static void without_memory_inserts_change_nothing_and_deletes_are_done(void **state)
{
    (void)state;
    for (int secret = 0; secret < 2; secret++) {
        struct counted_memory counted;
        size_t n = 1;
        do
            edit_short_of_memory(&counted, n++, secret != 0);
        while (counted.requests >= counted.fail_at);
        assert_true(n > 5);
    }
}

static uint32_t random_next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static void assert_sound(void)
{
    const char *bytes = text_edit_bytes(&edit);
    assert_int_equal(strlen(bytes), edit.size);
    for (size_t at = 0; at < edit.size;) {
        size_t start = at;
        char coded[4];
        size_t size = utf8_put(utf8_next(bytes, edit.size, &at), coded);
        assert_int_equal(size, at - start);
        assert_memory_equal(coded, bytes + start, size);
    }
    assert_int_equal(grapheme_start(bytes, edit.size, edit.caret), edit.caret);
    assert_int_equal(grapheme_start(bytes, edit.size, edit.anchor), edit.anchor);
    struct text_shown shown = text_edit_shown(&edit);
    assert_true(shown.caret <= shown.size && shown.selected_to <= shown.size);
}

static void act_at_random(uint32_t *seed)
{
    static const char *const pieces[] = {
        "a", " ",      "\n",   "\u0301", "e\u0301",       "👩",      "\u200d",   "🇩", "🇪",
        "क", "\u094d", "\xff", "שלום",   "word and word", "\u202e", "👍🏽",
    };
    const char *piece = pieces[random_next(seed) % 16];
    enum text_edit_way way = (enum text_edit_way)(random_next(seed) % 8);
    bool select = random_next(seed) % 3 == 0;
    switch (random_next(seed) % 8) {
    case 0:
    case 1:
    case 2:
        (void)type(piece, random_next(seed) % 4000000);
        return;
    case 3:
        (void)paste(piece);
        return;
    case 4:
        (void)text_edit_delete(&edit, way, 0);
        return;
    case 5:
        text_edit_place(&edit, random_next(seed) % 200, select);
        return;
    case 6:
        text_edit_compose(&edit, piece, strlen(piece), 1, 0);
        return;
    default:
        text_edit_move(&edit, way, select);
    }
}

/* The model: all that the text ever was, in order. Undo leads back through it and misses the
 * beginning never. */
struct past {
    char texts[200][1024];
    size_t count;
};

static void remember(struct past *past)
{
    assert_true(edit.size < sizeof past->texts[0] && past->count < 200);
    memcpy(past->texts[past->count++], text_edit_bytes(&edit), edit.size + 1);
}

static void assert_was(const struct past *past, size_t *when, int step)
{
    for (size_t at = *when; step < 0 ? at-- > 0 : ++at < past->count;) {
        if (strcmp(past->texts[at], text_edit_bytes(&edit)) == 0) {
            *when = at;
            return;
        }
    }
    fail_msg("it never was: %s", text_edit_bytes(&edit));
}

static void any_edits_are_taken_back_and_done_again_exactly(void **state)
{
    (void)state;
    static struct past past;
    for (uint32_t round = 1; round <= 100; round++) {
        uint32_t seed = round * 2654435761u;
        past.count = 0;
        begin(round % 4 == 0 ? 60 : 1000, round % 3 != 0, round % 5 == 0);
        remember(&past);
        for (int i = 0; i < 150; i++) {
            act_at_random(&seed);
            assert_sound();
            remember(&past);
        }
        size_t when = past.count - 1;
        while (text_edit_undo(&edit)) {
            assert_sound();
            assert_was(&past, &when, -1);
        }
        assert_int_equal(edit.size, 0);
        when = 0;
        while (text_edit_redo(&edit)) {
            assert_sound();
            assert_was(&past, &when, 1);
        }
        assert_string_equal(text_edit_bytes(&edit), past.texts[past.count - 1]);
        text_edit_end(&edit);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_empty_edit_has_no_memory_and_can_do_nothing),
    cmocka_unit_test(words_go_in_at_the_caret_and_in_place_of_the_selection),
    cmocka_unit_test(what_goes_in_is_made_safe),
    cmocka_unit_test(what_does_not_fit_is_left_out_from_a_character_on),
    cmocka_unit_test(deleting_takes_characters_words_and_lines_whole),
    cmocka_unit_test(moves_step_by_characters_words_and_lines),
    cmocka_unit_test(clicks_select_words_and_lines_and_drags_go_on_by_them),
    cmocka_unit_test(copying_and_cutting_give_the_selection),
    cmocka_unit_test(typing_is_taken_back_word_by_word),
    cmocka_unit_test(a_pause_or_a_move_begins_a_new_step),
    cmocka_unit_test(deletes_join_and_a_paste_stands_alone),
    cmocka_unit_test(replacing_all_is_one_step_and_setting_is_none),
    cmocka_unit_test(undo_keeps_within_its_room_and_forgets_the_oldest),
    cmocka_unit_test(what_is_composed_is_shown_and_never_part_of_the_text),
    cmocka_unit_test(composing_ends_with_nothing_or_with_a_move),
    cmocka_unit_test(a_secret_is_dots_and_leaves_by_no_door),
    cmocka_unit_test(what_was_written_is_wiped_before_its_memory_goes_back),
    cmocka_unit_test(without_memory_inserts_change_nothing_and_deletes_are_done),
    cmocka_unit_test(any_edits_are_taken_back_and_done_again_exactly),
};
int text_edit_test(void);
int text_edit_test(void)
{
    return cmocka_run_group_tests_name("text_edit", tests, test_memory_begin, test_memory_end);
}
