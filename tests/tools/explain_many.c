/* SPDX-License-Identifier: MIT
 *
 * rasif_explain of many features in one process: a program each would take minutes over a city.
 *
 *     explain-many FILE.gpkg LANGUAGE <LIST
 *
 * LIST: one "LAYER:FID" a line, with a blank and a profile's code behind it where only that user is asked
 * about. Written: every explanation, a form feed behind each. Exit 1 with the message of the first failure. */
#include <rasif.h>

#include <stdio.h>
#include <string.h>

static int print(void *user, const char *text, size_t length)
{
    (void)user;
    return fwrite(text, 1, length, stdout) != length;
}

int main(int argc, char **argv)
{
    char line[600];
    if (argc != 3)
        return 2;
    while (fgets(line, sizeof line, stdin) != NULL) {
        rasif_error error;
        line[strcspn(line, "\n")] = '\0';
        char *blank = strrchr(line, ' ');
        if (blank != NULL)
            *blank = '\0';
        if (rasif_explain(NULL, argv[1], line, blank != NULL ? blank + 1 : NULL, argv[2], print,
                          NULL, &error) != RASIF_OK) {
            fprintf(stderr, "%s: %s\n", line, error.message);
            return 1;
        }
        putchar('\f');
    }
    return 0;
}
