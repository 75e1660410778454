#include "reader/verbs.h"

int main(int argc, char **argv)
{
    return reader_run(argc, (const char *const *)argv);
}
