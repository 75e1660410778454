#include "check_fixture.h"

struct rooms three_rooms(void)
{
    struct rooms rooms;
    struct findings out = {0};
    rooms_parse(&rooms,
                "ground protocol/ground iso\n"
                "wall src/wall system ground\n"
                "roof src/roof system wall\n",
                &out);
    findings_free(&out);
    return rooms;
}

int findings_in(void (*rule)(const struct tree *, struct findings *), const char *path,
                const char *text)
{
    struct tree tree = {0};
    struct findings out = {0};
    tree_add(&tree, path, text);
    rule(&tree, &out);
    int count = out.count;
    findings_free(&out);
    tree_free(&tree);
    return count;
}

int findings_against(void (*rule)(const struct rooms *, const struct tree *, struct findings *),
                     struct tree *tree)
{
    struct rooms rooms = three_rooms();
    struct findings out = {0};
    rule(&rooms, tree, &out);
    int count = out.count;
    findings_free(&out);
    tree_free(tree);
    return count;
}
