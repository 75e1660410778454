/* A screen reader for scripts: what tests/reader can be told to do. */
#ifndef TESTS_READER_VERBS_H
#define TESTS_READER_VERBS_H

/* `argv` as of the program. Returns its exit code: 0 done, 1 it is not so, 2 not understood. */
int reader_run(int argc, const char *const *argv);

#endif
