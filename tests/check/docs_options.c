/* SPDX-License-Identifier: MIT
 *
 * The table of docs/cli.md, <!-- options --> up to <!-- end -->: every option of an audit, printed from
 * libaudit/options.def. */
#include "docs.h"

#include "rasif.h"

#include <string.h>

#define NO_LIMIT NULL

/* A row: how the command calls it, the field of rasif_options, what it may be. */
struct described {
    const char *group, *letter, *command, *field, *argument, *range, *sentence;
};

#define RANGE_FROM(low, high) #low " to " #high
#define RANGE_ABOVE(low, high) "above " #low ", up to " #high

static const struct described options[] = {
#define ROLE(role, sentence) {"INPUT", NULL, #role, "roles", "LAYER", NO_LIMIT, sentence},
#define TEXT(field, command, group, argument, fallback, sentence)                                  \
    {#group, NULL, command, #field, argument, NO_LIMIT, sentence},
#define LIST(field, command, group, argument, sentence)                                            \
    {#group, NULL, command, #field, argument, NO_LIMIT, sentence},
#define FLAG(field, command, group, sentence)                                                      \
    {#group, NULL, command, #field, NULL, NO_LIMIT, sentence},
#define CHOICE(field, command, group, first, words, sentence)                                      \
    {#group, NULL, command, #field, words, NO_LIMIT, sentence},
#define NUMBER(field, command, group, argument, fallback, bound, low, high, sentence)              \
    {#group, NULL, command, #field, argument, RANGE_##bound(low, high),                            \
     sentence " (default: " #fallback ")"},
#define NUMBER_OR_NONE(field, command, group, argument, fallback, bound, low, high, sentence)      \
    {#group, NULL, command, #field, argument, RANGE_##bound(low, high), sentence},
#define OWN(field, command, group, argument, fallback, reader, sentence)                           \
    {#group, NULL, command, #field, argument, NO_LIMIT, sentence},
#define COMMAND(name, command, group, argument, sentence)                                          \
    {#group, NULL, command, NULL, argument, NO_LIMIT, sentence},
#define LETTER(letter, command, group, argument, sentence)                                         \
    {#group, #letter, command, NULL, argument, NO_LIMIT, sentence},
#define COMMANDS COMMAND
#define LETTERS LETTER
#include "options.def"
};

static const struct {
    const char *group, *heading;
} groups[] = {{"PROJECT", "Project file"}, {"INPUT", "Input"},     {"JUDGING", "Judging"}, {"NETWORK", "Network"}, {"PLAN", "Works"}, {"OUTPUT", "Results"},
              {"GATES", "Gates"},     {"RUNNING", "Running"}, {"TALKING", "Talking"},
              {"NOWHERE", "In `rasif_options` only"}};

/* '|' would end a cell. */
static void add_escaped(struct text *out, const char *text)
{
    for (; *text != '\0'; text++)
        text_addf(out, *text == '|' ? "\\|" : "%c", *text);
}

static void add_option(struct text *out, const struct described *option)
{
    text_add(out, "| ");
    if (option->letter != NULL)
        text_addf(out, "`-%c`, ", option->letter[1]); /* of "'o'" */
    if (option->command != NULL) {
        text_addf(out, "`--%s", option->command);
        text_add(out, option->argument != NULL ? " " : "");
        add_escaped(out, option->argument != NULL ? option->argument : "");
        text_add(out, "`");
    }
    text_add(out, " | ");
    if (option->field != NULL)
        text_addf(out, "`%s`", option->field);
    text_addf(out, " | %s | ", option->range != NULL ? option->range : "");
    add_escaped(out, option->sentence);
    text_add(out, " |\n");
}

void options_page(struct text *out)
{
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        text_addf(out, "%s**%s**\n\n| option | field | range | says |\n|---|---|---|---|\n", g > 0 ? "\n" : "",
                  groups[g].heading);
        for (size_t i = 0; i < sizeof options / sizeof *options; i++)
            if (strcmp(options[i].group, groups[g].group) == 0)
                add_option(out, &options[i]);
    }
}
