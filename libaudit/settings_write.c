/* SPDX-License-Identifier: MIT
 *
 * A project file for the inputs and options of an audit, to be edited: the report "project".
 *
 * options.def gives every option with its sentence: as it was set, else as a comment with its
 * default. The file loads as it is, and gives the same audit (docs/decisions/0410). */
#include "settings_write.h"

#include "option_list.h"

#include "languages.h"

#include <string.h>

#define WIDTH 100 /* of a comment */

/* A row of options.def. */
struct line {
    const char *group, *name;
    const char *fallback; /* the default, or what the help writes for a value */
    const char *sentence;
};

static const struct line lines[] = {
#define ROLE(role, sentence) {"INPUT", #role, "LAYER", sentence},
#define LIST(field, command, group, argument, sentence) {#group, command, argument, sentence},
#define TEXT(field, command, group, argument, start, sentence)                                     \
    {#group, command, (start) != NULL ? (start) : argument, sentence},
#define FLAG(field, command, group, sentence) {#group, command, "no", sentence},
#define CHOICE(field, command, group, first, words, sentence) {#group, command, words, sentence},
#define NUMBER(field, command, group, argument, start, bound, low, high, sentence)                 \
    {#group, command, #start, sentence},
#define NUMBER_OR_NONE(field, command, group, argument, start, bound, low, high, sentence)         \
    {#group, command, argument, sentence},
#define OWN(field, command, group, argument, start, reader, sentence)                              \
    {#group, command, argument, sentence},
#define COMMAND(name, command, group, argument, sentence)                                          \
    {#group, command, (argument) != NULL ? (argument) : "no", sentence},
#define LETTER COMMAND
#define COMMANDS COMMAND
#define LETTERS COMMAND
#include "options.def"
};

/* Headings of the groups, in their order. */
static const struct {
    const char *group, *heading;
} groups[] = {{"INPUT", "The input"}, {"JUDGING", "Judging"}, {"NETWORK", "The network"},
              {"PLAN", "Works"}, {"OUTPUT", "Results"},  {"GATES", "Gates"},     {"RUNNING", "Running"},
              {"TALKING", "Messages"}};

/* ---- text --------------------------------------------------------------------------------- */

/* The sentence as comment lines, broken at blanks. */
static void add_comment(struct text *out, const char *sentence)
{
    size_t column = 0;
    while (*sentence != '\0') {
        size_t length = strcspn(sentence, " ");
        if (column > 0 && column + 1 + length > WIDTH) {
            text_add(out, "\n");
            column = 0;
        }
        text_add(out, column > 0 ? " " : "# ");
        text_addn(out, sentence, length);
        column += length + (column > 0 ? 1 : 2);
        sentence += length + (sentence[length] == ' ');
    }
    text_add(out, "\n");
}

/* Plain where YAML reads the same text back, else in quotes. */
static void add_value(struct text *out, const char *value)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_./+-,";
    bool simple =
        value[0] != '\0' && value[strspn(value, plain)] == '\0' && strchr("-,.+", value[0]) == NULL;
    if (simple || strncmp(value, "./", 2) == 0 || strncmp(value, "../", 3) == 0)
        text_add(out, value);
    else
        text_json(out, value);
}

static void add_item(struct text *out, const char *value)
{
    text_add(out, "  - ");
    add_value(out, value);
    text_add(out, "\n");
}

/* ---- options that are set ----------------------------------------------------------------- */

/* The row of the option that has one value; NULL: a list, or an option of the command alone. */
static const struct option *find_option(const char *command)
{
    for (const struct option *o = option_list; o->name != NULL; o++)
        if (o->command != NULL && strcmp(o->command, command) == 0 && o->kind != OPTION_LIST)
            return o;
    return NULL;
}

/* The word of number `place` of "slim|full". */
static void add_word(struct text *out, const char *words, int place)
{
    for (; place > 0 && *words != '\0'; words++)
        place -= *words == '|';
    text_addn(out, words, strcspn(words, "|"));
}

/* The value of an option that differs from its default, into `out`; false: it does not. The number
 * of threads is left out: an audit has replaced its default by the processors of this machine. */
static bool add_set_value(const struct option *option, const rasif_options *o, struct text *out)
{
    rasif_options usual;
    rasif_options_init(&usual);
    const void *field = (const char *)o + option->offset, *start = option_field(option, &usual);
    size_t from = out->length;
    if (option->kind == OPTION_TEXT || strcmp(option->name, "language") == 0) {
        const char *text = *(const char *const *)field, *before = *(const char *const *)start;
        if (text == NULL || (before != NULL && strcmp(text, before) == 0) ||
            (option->kind == OPTION_OWN && strcmp(text, rasif_language(0, NULL)) == 0))
            return false;
        add_value(out, text);
    } else if (memcmp(field, start, option->size) == 0) {
        return false;
    } else if (option->kind == OPTION_FLAG) {
        text_add(out, "yes");
    } else if (option->kind == OPTION_CHOICE) {
        add_word(out, option->words, *(const int *)field - option->first);
    } else if (option->kind == OPTION_NUMBER) {
        text_number(out, *(const double *)field);
    } else if (strcmp(option->name, "sheets") == 0) {
        if (o->sheets == RASIF_SHEETS_ALL)
            text_add(out, "all");
        else
            text_addf(out, "%d", o->sheets == RASIF_SHEETS_NONE ? 0 : o->sheets);
    }
    return out->length > from;
}

/* The items of a list that the caller filled, one line each; false: there is none. */
static bool add_set_list(const char *name, const rasif_options *o, struct text *out)
{
    size_t from = out->length;
    for (size_t i = 0; i < o->n_roles; i++)
        if (strcmp(o->roles[i].role, name) == 0)
            add_item(out, o->roles[i].layer);
    for (size_t i = 0; i < o->n_crs && strcmp(name, "crs") == 0; i++)
        add_item(out, o->crs[i]);
    for (size_t i = 0; i < o->n_profiles && strcmp(name, "profile") == 0; i++)
        add_item(out, o->profiles[i]);
    return out->length > from;
}

/* ---- the file ----------------------------------------------------------------------------- */

/* A name for the output: without one an audit writes none. */
static void add_output(const char *path, struct text *out)
{
    text_add(out, "output: ");
    add_value(out, path != NULL ? path : "audited.gpkg");
    text_add(out, "\n");
}

/* What an option is set to: by the caller, or by the project itself. */
static void add_setting(const struct rasif_audit *audit, const struct line *line, struct text *out)
{
    const struct option *option = find_option(line->name);
    const char *preset = inputs_common_preset(audit->inputs);
    struct text value = {0};
    if (option != NULL && add_set_value(option, &audit->options, &value))
        text_addf(out, "%s: %s\n", line->name, value.failed ? "" : value.data);
    else if (option == NULL && add_set_list(line->name, &audit->options, &value))
        text_addf(out, "%s:\n%s", line->name, value.failed ? "" : value.data);
    else if (strcmp(line->name, "preset") == 0 && preset != NULL && audit->options.mapping == NULL)
        text_addf(out, "preset: %s\n", preset);
    else if (strcmp(line->name, "output") == 0)
        add_output(audit->options.output, out);
    else if (option != NULL && option->kind == OPTION_CHOICE && option->first == 0)
        text_addf(out, "#%s: %.*s  # one of %s\n", line->name, (int)strcspn(line->fallback, "|"),
                  line->fallback, line->fallback);
    else
        text_addf(out, "#%s: %s\n", line->name, line->fallback);
    out->failed = out->failed || value.failed;
    text_free(&value);
}

/* All options of a group. */
static void add_group(const struct rasif_audit *audit, size_t group, struct text *out)
{
    text_addf(out, "\n# ---- %s ----\n", groups[group].heading);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (lines[i].name == NULL || strcmp(lines[i].group, groups[group].group) != 0)
            continue;
        text_add(out, "\n");
        add_comment(out, lines[i].sentence);
        add_setting(audit, &lines[i], out);
    }
}

rasif_status settings_write(const struct rasif_audit *audit, struct text *out, rasif_error *err)
{
    const rasif_options *o = &audit->options;
    text_add(
        out,
        "# Options of 'rasif audit' for this folder: it runs with them when it is started here.\n"
        "# Names are those of the command line, which wins over this file; paths begin at the\n"
        "# folder of this file. Lines that begin with # are off: they show a default, or what an\n"
        "# option takes.\n"
        "#\n"
        "# Recognised when 'rasif init' wrote this:\n");
    TRY(inputs_recognised(audit->inputs, &audit->store, out, err));
    text_add(out, "\ninputs:\n");
    for (size_t i = 0; i < o->n_inputs; i++)
        add_item(out, o->inputs[i]);
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
        add_group(audit, g, out);
    return out->failed ? fail_memory(err) : RASIF_OK;
}
