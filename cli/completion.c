/* SPDX-License-Identifier: MIT
 *
 * Completion for bash, printed from the option tables: names of commands and options, the words
 * that an option takes, ids that `rasif rules list` prints. Where nothing is listed bash completes
 * names of files. Needs no bash-completion package.
 *
 * The script has a fixed frame (script_head, script_middle, script_end) and two lists between: per
 * command its options, per command and option the words of its value.
 *
 *     audit) options='--help -h --streets --sidewalks …' ;;
 *     audit:--columns)
 *         words='slim full' ;;
 *     audit:--profile)
 *         words=$(_rasif_ids Profiles) ;; */
#include "options.h"

#include <string.h>

/* Options whose words are not spelt out in their help; NULL = of every command that is not named
 * here. */
static const struct {
    const char *command, *option;
    const char *const *words;
} listed[] = {{"diff", "format", diff_format_words},
              {"diff", "fail-on", diff_gate_words},
              {"survey", "format", survey_format_words},
              {NULL, "format", format_words},
              {NULL, "fail-on", level_words},
              {NULL, "progress", progress_words}};

/* Options whose words only the rule base knows: a heading of 'rasif rules list'. */
static const struct {
    const char *option, *heading;
} asked[] = {{"profile", "Profiles"}, {"standard", "Standards"}, {"preset", "Presets"}};

/* For each_option: prints " --format -f"; keys of options without a letter are above 0xff. */
static void put_names(const struct argp_option *option, const char *group, void *user)
{
    (void)group;
    (void)user;
    if (!option->name || (option->flags & OPTION_HIDDEN))
        return;
    printf(" --%s", option->name);
    if (option->key > ' ' && option->key < 127)
        printf(" -%c", option->key);
}

/* Does the help of a value list its words, as "slim|full" does? */
static bool is_list(const char *argument)
{
    return strchr(argument, '|') &&
           strspn(argument, "abcdefghijklmnopqrstuvwxyz|_-") == strlen(argument);
}

/* The words of an option in the tables above; NULL: it is in none. */
static const char *const *find_words(const char *command, const char *option)
{
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        if (strcmp(listed[i].option, option) == 0 &&
            (!listed[i].command || strcmp(listed[i].command, command) == 0))
            return listed[i].words;
    return NULL;
}

/* Prints the body of a case: words of the help, words of a table above, ids of the rule base, or
 * "return", by which bash completes names of files. */
static void put_words(const char *command, const struct argp_option *option)
{
    bool in_help = is_list(option->arg);
    const char *const *words = in_help ? NULL : find_words(command, option->name);
    if (words) {
        fputs("        words='", stdout);
        for (const char *const *word = words; *word; word++)
            printf("%s%s", word == words ? "" : " ", *word);
        fputs("' ;;\n", stdout);
        return;
    }
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        if (strcmp(asked[i].option, option->name) == 0) {
            printf("        words=$(_rasif_ids %s) ;;\n", asked[i].heading);
            return;
        }
    if (!in_help) {
        fputs("        return ;;\n", stdout);
        return;
    }
    fputs("        words='", stdout);
    for (const char *at = option->arg; *at; at++)
        putchar(*at == '|' ? ' ' : *at);
    fputs("' ;;\n", stdout);
}

/* For each_option, with the command as `user`: prints one case, "audit:--format | audit:-f)". */
static void put_values(const struct argp_option *option, const char *group, void *user)
{
    const struct command *command = user;
    (void)group;
    if (!option->name || !option->arg)
        return;
    printf("    %s:--%s", command->name, option->name);
    if (option->key > ' ' && option->key < 127)
        printf(" | %s:-%c", command->name, option->key);
    fputs(")\n", stdout);
    put_words(command->name, option);
}

/* Prints the case that sets $options by the command. */
static void put_options(const struct command *commands, size_t n)
{
    fputs("    case $command in\n", stdout);
    for (size_t i = 0; i < n; i++) {
        if (!commands[i].argp)
            continue;
        printf("    %s) options='--help -h", commands[i].name);
        each_option(commands[i].argp, NULL, put_names, NULL);
        fputs("' ;;\n", stdout);
    }
    fputs("    esac\n", stdout);
}

/* _rasif_ids prints the ids below a heading of "rasif rules list", all without a heading. */
static const char script_head[] =
    "# bash completion for rasif, printed by 'rasif help --completion' from its option tables.\n"
    "\n_rasif_ids()\n{\n"
    "    \"${COMP_WORDS[0]}\" rules list 2>/dev/null |\n"
    "        awk -v heading=\"$1\" '/^[A-Z]/ { on = heading == \"\" || $0 == heading; next }\n"
    "            on && NF { print $1 }'\n}\n"
    "\n_rasif()\n{\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local command=${COMP_WORDS[1]} words='' options=''\n"
    "    COMPREPLY=()\n"
    "    # bash cuts words at '=' and ':'.\n"
    "    if [ \"$before\" = : ] || [ \"$current\" = : ]; then\n"
    "        return\n"
    "    elif [ \"$current\" = = ]; then\n"
    "        current=''\n"
    "    elif [ \"$before\" = = ]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    if [ \"$COMP_CWORD\" -eq 1 ] || [ \"$command\" = help ]; then\n"
    "        words='";

static const char script_middle[] =
    "'\n        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
    "        return\n    fi\n";

static const char script_end[] =
    "    esac\n"
    "    [ -z \"$words\" ] || mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
    "}\n\ncomplete -o default -F _rasif rasif\n";

void print_completion(const struct command *commands, size_t n)
{
    fputs(script_head, stdout);
    for (size_t i = 0; i < n; i++)
        printf("%s%s", i > 0 ? " " : "", commands[i].name);
    fputs(script_middle, stdout);
    put_options(commands, n);
    fputs("    case $current in -*) before='' words=$options ;; esac\n"
          "    case $command:$before in\n"
          "    rules:rules)\n        words='list show check' ;;\n"
          "    rules:show)\n        words=$(_rasif_ids '') ;;\n",
          stdout);
    for (size_t i = 0; i < n; i++)
        if (commands[i].argp)
            each_option(commands[i].argp, NULL, put_values, (void *)(uintptr_t)&commands[i]);
    fputs(script_end, stdout);
}
