/* SPDX-License-Identifier: MIT
 *
 * Project files: options of an audit in YAML (docs/decisions/0410); those of an audited file are read by
 * settings_audited.c.
 *
 * options.def is included once more, as the list of names that a project file may have, so that a
 * new option can be set there without a line here. Every entry becomes one setting, every item of a
 * list another: a name and a value as on the command line. A wrong entry keeps its sentence in the
 * setting, and the next one is read: a user sees all mistakes at once. Values of the library's
 * options are tried by rasif_options_set; those of the command alone are left to the command. */
#include "settings_parts.h"

#include "base/text.h"
#include "base/yaml.h"
#include "option_list.h"
#include "source/gpkg.h"

#include "languages.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A name that a project file may have. */
struct project_name {
    const char *group, *name;
    const char *field;    /* of rasif_options; NULL: of the command alone  */
    const char *argument; /* as in the help; NULL = yes or no              */
    bool is_list;
};

static const struct project_name project_names[] = {
    {"INPUT", "inputs", "inputs", "INPUT", true}, /* words of the command line: no option there */
#define ROLE(role, sentence) {"INPUT", #role, "roles", "LAYER", true},
#define LIST(field, command, group, argument, sentence) {#group, command, #field, argument, true},
#define TEXT(field, command, group, argument, ...) {#group, command, #field, argument, false},
#define FLAG(field, command, group, sentence) {#group, command, #field, NULL, false},
#define CHOICE(field, command, group, first, words, sentence)                                      \
    {#group, command, #field, words, false},
#define NUMBER TEXT
#define NUMBER_OR_NONE TEXT
#define OWN TEXT
#define COMMAND(name, command, group, argument, sentence) {#group, command, NULL, argument, false},
#define COMMANDS(name, command, group, argument, sentence) {#group, command, NULL, argument, true},
#define LETTER COMMAND
#define LETTERS COMMANDS
#include "options.def"
};

#define N_NAMES (sizeof project_names / sizeof *project_names)

/* ---- names -------------------------------------------------------------------------------- */

/* The group NOWHERE has no option of the command; a project file names no project file. */
static bool is_usable(const struct project_name *name)
{
    return name->name != NULL && strcmp(name->group, "PROJECT") != 0;
}

/* NULL: there is no such option. */
static const struct project_name *find_name(const char *text)
{
    for (size_t i = 0; i < N_NAMES; i++)
        if (is_usable(&project_names[i]) && strcmp(project_names[i].name, text) == 0)
            return &project_names[i];
    return NULL;
}

/* Field names, such as match_distance_m, are known from the header: their option is suggested. Else
 * the nearest name; NULL = none. */
static const char *suggest_name(const char *text)
{
    const char *names[N_NAMES];
    size_t n = 0;
    for (size_t i = 0; i < N_NAMES; i++) {
        const struct project_name *name = &project_names[i];
        if (!is_usable(name))
            continue;
        if (name->field != NULL && strcmp(name->field, text) == 0)
            return name->name;
        names[n++] = name->name;
    }
    return nearest_word(text, names, n);
}

/* ---- paths -------------------------------------------------------------------------------- */

/* The path as it leads from the working folder; absolute ones and those of a project file in the
 * working folder stay as they are. NULL = no memory. */
static const char *from_folder(struct rasif_settings *project, const char *path)
{
    if (project->folder == 0 || path[0] == '/')
        return path;
    size_t size = project->folder + strlen(path) + 1;
    char *joined = arena_alloc(&project->arena, size, 1);
    if (joined != NULL)
        snprintf(joined, size, "%.*s%s", (int)project->folder, project->path, path);
    return joined;
}

/* Does "FILE:LAYER", or only its file, exist? */
static bool file_exists(struct rasif_settings *project, const char *text)
{
    const char *path = from_folder(project, text);
    const char *colon = path != NULL ? strrchr(path, ':') : NULL;
    bool found = path != NULL && access(path, F_OK) == 0;
    char *file = !found && colon != NULL
                     ? arena_strndup(&project->arena, path, (size_t)(colon - path))
                     : NULL;
    return found || (file != NULL && access(file, F_OK) == 0);
}

/* Does an ID|FILE name a file? Ids have neither a slash nor an ending. */
static bool looks_like_path(const char *text)
{
    return strchr(text, '/') != NULL || yaml_is_file_name(text);
}

/* "NAME:FILE" with the file as it leads from the working folder; "-" is standard output. */
static const char *resolve_behind_colon(struct rasif_settings *project, const char *value)
{
    const char *colon = strchr(value, ':');
    if (colon == NULL || colon[1] == '\0' || strcmp(colon + 1, "-") == 0)
        return value;
    const char *path = from_folder(project, colon + 1);
    size_t head = (size_t)(colon + 1 - value), size = path != NULL ? head + strlen(path) + 1 : 0;
    char *joined = path != NULL ? arena_alloc(&project->arena, size, 1) : NULL;
    if (joined != NULL)
        snprintf(joined, size, "%.*s%s", (int)head, value, path);
    return joined;
}

/* The argument of the help decides whether a value is a path. A LAYER may be a table; so may the
 * FILE:LAYER of --basemap, where no such file exists and nothing looks like one. NULL = no memory.
 */
static const char *resolve(struct rasif_settings *project, const char *argument, const char *value)
{
    bool names_file = strstr(argument, "FILE") != NULL || strcmp(argument, "DIR") == 0 ||
                      strcmp(argument, "INPUT") == 0;
    bool is_layer = strcmp(argument, "LAYER") == 0;
    if (project->folder == 0 || !(names_file || is_layer))
        return value;
    if (strncmp(argument, "NAME[:", strlen("NAME[:")) == 0)
        return resolve_behind_colon(project, value);
    if (strncmp(argument, "ID|", strlen("ID|")) == 0)
        return looks_like_path(value) ? from_folder(project, value) : value;
    bool optional = is_layer || strstr(argument, ":LAYER") != NULL;
    bool plain = strpbrk(value, "./") == NULL;
    if (optional && (is_layer || plain) && !file_exists(project, value))
        return value;
    return from_folder(project, value);
}

/* ---- settings ----------------------------------------------------------------------------- */

/* Appends a setting at this line and column. What memory lacks shows in project->failed. */
static void add_setting(struct rasif_settings *project, int line, int column, const char *name,
                        const char *value, const char *problem)
{
    size_t size = strlen(project->path) + 24;
    char *place = arena_alloc(&project->arena, size, 1);
    if (place != NULL)
        snprintf(place, size, "%s:%d:%d", project->path, line, column);
    rasif_setting setting = {.name = name, .value = value, .place = place, .problem = problem};
    if (place == NULL || value == NULL ||
        !PUSH(project->settings, project->n, project->capacity, setting))
        project->failed = true;
}

/* The same with a sentence about what is wrong, at the value, or at the key of the entry. */
__attribute__((format(printf, 5, 6))) static void add_problem(struct rasif_settings *project,
                                                              const struct yaml_node *node,
                                                              bool at_key, const char *name,
                                                              const char *format, ...)
{
    struct text text = {0};
    char sentence[sizeof((rasif_error *)0)->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    text_addn(&text, sentence, utf8_cut(sentence, strlen(sentence)));
    text_plain(&text, 0, false);
    const char *problem = text.failed ? NULL : arena_strdup(&project->arena, text.data);
    text_free(&text);
    if (problem == NULL)
        project->failed = true;
    else
        add_setting(project, at_key ? node->key_line : node->line,
                    at_key ? node->key_column : node->column, name, "", problem);
}

/* "true" and "false" are what other YAML files have for yes and no. */
static const char *yes_or_no(const char *text)
{
    return strcmp(text, "true") == 0 ? "yes" : strcmp(text, "false") == 0 ? "no" : text;
}

/* Tries a value as rasif_options_set reads it, in options that are thrown away. Lists are not read
 * there. A sentence in `err`, or RASIF_OK. */
static rasif_status try_value(const struct project_name *name, const char *value, rasif_error *err)
{
    rasif_options scratch;
    rasif_options_init(&scratch);
    if (name->argument == NULL && strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
        return fail(err, RASIF_E_ARGUMENT, "%s can't be '%s'; it is yes or no", name->name, value);
    if (name->field == NULL || name->is_list)
        return RASIF_OK;
    return rasif_options_set(&scratch, name->name, value, err);
}

/* One value. "a,b" of an option that takes "ID[,ID...]" is two settings. */
static void read_value(struct rasif_settings *project, const struct project_name *name,
                       const struct yaml_node *node)
{
    bool commas = name->is_list && name->argument != NULL && strstr(name->argument, "[,") != NULL;
    rasif_error err = {0};
    if (node->kind != YAML_SCALAR) {
        add_problem(project, node, false, name->name, "%s takes %s, not a %s", name->name,
                    name->is_list ? "texts" : "one value", node->kind == YAML_MAP ? "map" : "list");
        return;
    }
    for (const char *at = node->text; at != NULL;) {
        size_t length = commas ? strcspn(at, ",") : strlen(at);
        const char *text = arena_strndup(&project->arena, at, length);
        at = at[length] == ',' ? at + length + 1 : NULL;
        const char *value = text != NULL && name->argument == NULL ? yes_or_no(text) : text;
        if (value == NULL)
            project->failed = true;
        else if (value[0] == '\0')
            add_problem(project, node, false, name->name,
                        "%s has no value; write one, or begin the line with #", name->name);
        else if (try_value(name, value, &err) != RASIF_OK)
            add_problem(project, node, false, name->name, "%s", err.message);
        else
            add_setting(project, node->line, node->column, name->name,
                        name->argument != NULL ? resolve(project, name->argument, value) : value,
                        NULL);
    }
}

/* One entry of the file: a value, or a list of them. */
static void read_entry(struct rasif_settings *project, const struct yaml_node *entry)
{
    const struct project_name *name = find_name(entry->key);
    if (name == NULL) {
        const char *near = suggest_name(entry->key);
        add_problem(project, entry, true, entry->key, "there is no option '%s'%s%s%s", entry->key,
                    near != NULL ? "; did you mean '" : "; 'rasif help audit' lists all",
                    near != NULL ? near : "", near != NULL ? "'?" : "");
        return;
    }
    if (entry->kind != YAML_LIST || !name->is_list) {
        read_value(project, name, entry);
        return;
    }
    if (entry->n == 0)
        add_problem(project, entry, false, name->name,
                    "the list %s is empty; write a value, or begin the line with #", name->name);
    for (size_t i = 0; i < entry->n; i++)
        read_value(project, name, &entry->items[i]);
}

/* ---- lists -------------------------------------------------------------------------------- */

/* Puts a setting into the list of its field; settings of other fields are left out. */
static void take_item(struct rasif_settings *project, const rasif_setting *setting)
{
    const struct project_name *name = find_name(setting->name);
    const char *field =
        name != NULL && name->is_list && setting->problem == NULL ? name->field : NULL;
    if (field == NULL)
        return;
    if (strcmp(field, "inputs") == 0)
        project->inputs[project->n_inputs++] = setting->value;
    else if (strcmp(field, "profiles") == 0)
        project->profiles[project->n_profiles++] = setting->value;
    else if (strcmp(field, "crs") == 0)
        project->crs[project->n_crs++] = setting->value;
    else if (strcmp(field, "roles") == 0)
        project->roles[project->n_roles++] = (rasif_role_option){setting->name, setting->value};
}

/* Every list has room for all settings. */
static MUST bool fill_lists(struct rasif_settings *project)
{
    project->inputs = ARENA_ARRAY(&project->arena, project->n, const char *);
    project->profiles = ARENA_ARRAY(&project->arena, project->n, const char *);
    project->crs = ARENA_ARRAY(&project->arena, project->n, const char *);
    project->roles = ARENA_ARRAY(&project->arena, project->n, rasif_role_option);
    if (project->inputs == NULL || project->profiles == NULL || project->crs == NULL ||
        project->roles == NULL)
        return false;
    for (size_t i = 0; i < project->n; i++)
        take_item(project, &project->settings[i]);
    return true;
}

/* ---- public ------------------------------------------------------------------------------- */

/* Reads all entries of a YAML file. */
static rasif_status read_yaml(struct rasif_settings *project, rasif_error *err)
{
    const struct yaml_node *root;
    const char *slash = strrchr(project->path, '/');
    project->folder = slash != NULL ? (size_t)(slash + 1 - project->path) : 0;
    TRY(yaml_read(project->path, &project->arena, &root, err));
    TRY(yaml_expect(root, YAML_MAP, "a project file", err));
    for (size_t i = 0; i < root->n; i++)
        read_entry(project, &root->items[i]);
    return RASIF_OK;
}

/* Into settings whose arena and path are there. */
static rasif_status read_file(struct rasif_settings *project, rasif_error *err)
{
    bool truncated;
    TRY(gpkg_is_sqlite(project->path, &truncated) ? settings_read_audited(project, err)
                                                  : read_yaml(project, err));
    return !project->failed && fill_lists(project) ? RASIF_OK : fail_memory(err);
}

rasif_status rasif_settings_read(const char *path, rasif_settings **out, rasif_error *err)
{
    REFUSE_NULL(path, err);
    REFUSE_NULL(out, err);
    struct rasif_settings *project = calloc(1, sizeof *project);
    if (project == NULL)
        return fail_memory(err);
    project->path = arena_strdup(&project->arena, path);
    rasif_status status = project->path != NULL ? read_file(project, err) : fail_memory(err);
    if (status == RASIF_OK)
        *out = project;
    else
        rasif_settings_free(project);
    return status;
}

void rasif_settings_free(rasif_settings *project)
{
    if (project == NULL)
        return;
    temp_folder_remove(&project->texts);
    free(project->settings);
    arena_free(&project->arena);
    free(project);
}

size_t rasif_settings_count(const rasif_settings *project)
{
    return project != NULL ? project->n : 0;
}

rasif_status rasif_settings_get(const rasif_settings *project, size_t index, rasif_setting *out)
{
    if (project == NULL || out == NULL || index >= project->n)
        return RASIF_E_ARGUMENT;
    *out = project->settings[index];
    return RASIF_OK;
}

/* "rasif.yaml:3:10: sentence", a line for each problem as long as they fit, then how many more
 * there are. */
static rasif_status check_problems(const rasif_settings *project, rasif_error *err)
{
    rasif_error all = {0};
    for (size_t i = 0; i < project->n; i++)
        if (project->settings[i].problem != NULL) {
            rasif_error one = {0};
            fail(&one, RASIF_E_RULE, "%s: %s", project->settings[i].place,
                 project->settings[i].problem);
            fail_more(&all, &one);
        }
    return fail_all(&all, err);
}

/* Lists lie in the project; a field that the caller's header lacks is left out. */
static void apply_lists(const rasif_settings *project, rasif_options *o)
{
    if (project->n_inputs > 0) {
        o->inputs = project->inputs;
        o->n_inputs = project->n_inputs;
    }
    if (project->n_profiles > 0) {
        o->profiles = project->profiles;
        o->n_profiles = project->n_profiles;
    }
    if (project->n_crs > 0) {
        o->crs = project->crs;
        o->n_crs = project->n_crs;
    }
    if (project->n_roles > 0) {
        o->roles = project->roles;
        o->n_roles = project->n_roles;
    }
    if (!project->audited && offsetof(rasif_options, project) + sizeof o->project <= o->size)
        o->project = project->path;
}

/* Works on a copy as large as the library's header, of which the caller gets back the bytes that it
 * has: a value that is refused leaves the caller's options as they were. */
rasif_status rasif_settings_apply(const rasif_settings *project, rasif_options *options,
                                 rasif_error *err)
{
    REFUSE_NULL(project, err);
    REFUSE_NULL(options, err);
    TRY(check_problems(project, err));
    rasif_options all;
    size_t known = options->size < sizeof all ? options->size : sizeof all;
    rasif_options_init(&all);
    memcpy(&all, options, known);
    for (size_t i = 0; i < project->n; i++) {
        const rasif_setting *setting = &project->settings[i];
        const struct project_name *name = find_name(setting->name);
        if (name->field != NULL && !name->is_list)
            TRY(rasif_options_set(&all, setting->name, setting->value, err));
    }
    apply_lists(project, &all);
    memcpy(options, &all, known);
    return RASIF_OK;
}
