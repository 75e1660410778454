/* Folders for what a test or a bench writes; without cmocka. What goes wrong ends the program. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

/* Makes an empty folder in $TMPDIR (or /tmp), for whose path the caller calls remove_folder. */
char *fresh_folder(void);
/* Removes the folder with all in it, and frees the path. */
void remove_folder(char *path);

#endif
