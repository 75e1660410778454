/* What is told to whoever does not look at the window, and how often. */
#include "app/news.h"

#include "harness.h"

static struct home_person people[2];
static struct home_model home;
static struct news news;

static int begin(void **state)
{
    (void)state;
    people[0] = people[1] = (struct home_person){0};
    home = (struct home_model){.people = people, .person_count = 2, .now = 1000};
    news = (struct news){0};
    return 0;
}

static void an_hour_that_nears_is_told_once(void **state)
{
    (void)state;
    people[1].next = (struct home_next){.is_known = true, .minute = 1000 + NEWS_SOON_MIN + 1};
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_NONE);
    home.now++;
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_SOON);
    home.now++;
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_NONE);
    home.now += NEWS_SOON_MIN;
    people[1].next.minute += 10080;
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_NONE);
    home.now += 10080 - NEWS_SOON_MIN;
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_SOON);
}

static void what_came_to_be_read_is_told_and_what_was_read_is_not(void **state)
{
    (void)state;
    people[0].new_words = 1;
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_WORDS);
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_NONE);
    people[1].new_words = 2;
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_WORDS);
    people[1].new_words = 0;
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_NONE);
    people[0].new_words = 2;
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_WORDS);
}

static void an_hour_of_which_nothing_is_known_is_not_near(void **state)
{
    (void)state;
    people[0].next.minute = 1001;
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_NONE);
    people[0].next.is_known = true;
    home.now = 0;
    assert_int_equal(news_of(&news, &home), DESKTOP_NOTICE_NONE);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(an_hour_that_nears_is_told_once, begin),
    cmocka_unit_test_setup(what_came_to_be_read_is_told_and_what_was_read_is_not, begin),
    cmocka_unit_test_setup(an_hour_of_which_nothing_is_known_is_not_near, begin),
};

TEST_GROUP(news, tests)
