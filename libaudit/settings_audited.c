/* SPDX-License-Identifier: MIT
 *
 * The settings of an audit from the manifest that it wrote (report/table/tables_manifest.c): options by
 * their names on the command line. Files that the manifest holds as texts (mapping, prices, standard,
 * rules) are written to a private folder, because options name files; it goes with the settings. The
 * elevation model is too large for that: it is looked for by its name and known by its hash. The boundary
 * is left out, for it decides no work. */
#include "settings_parts.h"

#include "base/text.h"
#include "mapping/mapping.h"
#include "option_list.h"
#include "source/copy.h"
#include "source/hash.h"
#include "write/result.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- parts -------------------------------------------------------------------------------- */

struct audited {
    struct rasif_settings *settings;
    struct result_rows rows; /* key, value */
};

/* NULL: there is no such key, or it has no value. */
static const char *find(const struct audited *a, const char *key)
{
    for (size_t i = 0; i < a->rows.n_rows; i++) {
        const char *found = result_text(&a->rows, i, "key");
        if (found != NULL && strcmp(found, key) == 0)
            return result_text(&a->rows, i, "value");
    }
    return NULL;
}

/* KEY.NUMBER and `more`, from 1. */
static const char *find_indexed(const struct audited *a, const char *key, size_t number, const char *more)
{
    char name[64];
    snprintf(name, sizeof name, "%s.%zu%s", key, number, more);
    return find(a, name);
}

static void add(struct audited *a, const char *name, const char *value, const char *problem)
{
    struct rasif_settings *s = a->settings;
    rasif_setting setting = {.name = name, .value = value, .place = s->path, .problem = problem};
    if (value == NULL || !PUSH(s->settings, s->n, s->capacity, setting))
        s->failed = true;
}

/* Joins texts in the arena; NULL = no memory. */
static const char *join(struct audited *a, const char *first, const char *second, const char *third)
{
    struct text text = {0};
    text_addf(&text, "%s%s%s", first, second, third);
    const char *copy = text.failed ? NULL : arena_strdup(&a->settings->arena, text.data);
    text_free(&text);
    return copy;
}

/* Writes a text to the file `name` of the private folder, which is made when it is needed. */
static rasif_status write_text(struct audited *a, const char *name, const char *text, const char **out,
                               rasif_error *err)
{
    return private_file(&a->settings->texts, name, text, &a->settings->arena, out, err);
}

/* ---- how the file is read ----------------------------------------------------------------- */

static rasif_status take_mapping(struct audited *a, rasif_error *err)
{
    const char *text, *path;
    TRY(mapping_of_manifest(find(a, "mapping"), find(a, "mapping.own_file"), &a->settings->arena, &text, err));
    if (text == NULL)
        return RASIF_OK;
    TRY(write_text(a, "mapping.yaml", text, &path, err));
    add(a, "mapping", path, NULL);
    return RASIF_OK;
}

/* The preset is the one that was recognised, if none was stated; a mapping file that says what it stands
 * on wins over it, as it did. */
static rasif_status take_schema(struct audited *a, rasif_error *err)
{
    const char *preset = find(a, "preset"), *value;
    TRY(take_mapping(a, err));
    if (mapping_is_preset(preset))
        add(a, "preset", preset, NULL);
    for (size_t i = 1; (value = find_indexed(a, "options.role", i, "")) != NULL; i++) {
        const char *equals = strchr(value, '=');
        size_t length = equals != NULL ? (size_t)(equals - value) : 0;
        for (int r = 0; r < ROLE_COUNT; r++)
            if (length > 0 && strlen(roles[r].plural) == length && strncmp(roles[r].plural, value, length) == 0)
                add(a, roles[r].plural, equals + 1, NULL);
    }
    for (size_t i = 1; (value = find_indexed(a, "options.crs", i, "")) != NULL; i++)
        add(a, "crs", value, NULL);
    const char *merged = find(a, "merged");
    if (merged != NULL && strcmp(merged, "yes") == 0)
        add(a, "mapping", "",
            "it was made of several inputs, and read alone it could mean something else; plan from "
            "the inputs, or say with --mapping FILE or --preset NAME how its tables are read");
    return RASIF_OK;
}

/* ---- how it is judged --------------------------------------------------------------------- */

/* "standards/town.yaml" lies in one of the three folders. */
static bool is_rule_file(const char *file)
{
    const char *slash = strchr(file, '/');
    size_t n = slash != NULL ? (size_t)(slash - file) : 0;
    bool folder = (n == 5 && strncmp(file, "rules", n) == 0) || (n == 8 && strncmp(file, "profiles", n) == 0) ||
                  (n == 9 && strncmp(file, "standards", n) == 0);
    return folder && strchr(slash + 1, '/') == NULL && slash[1] != '.' && yaml_is_file_name(slash + 1);
}

/* The files of --rules, in their three folders. */
static rasif_status take_rules(struct audited *a, rasif_error *err)
{
    static const char *const folders[] = {"rules", "standards", "profiles"};
    const char *file, *path;
    for (size_t i = 1; (file = find_indexed(a, "rules", i, ".file")) != NULL; i++) {
        const char *text = find_indexed(a, "rules", i, ".text");
        if (text == NULL || !is_rule_file(file))
            return fail(err, RASIF_E_RULE, "%s: audit_manifest has no text of rules under '%s'", a->settings->path, file);
        if (i == 1) {
            TRY(private_folder(&a->settings->texts, err));
            for (size_t k = 0; k < 3; k++) {
                path = join(a, a->settings->texts.path, "/", folders[k]);
                if (path == NULL)
                    return fail_memory(err);
                if (mkdir(path, 0700) != 0)
                    return fail(err, RASIF_E_IO, "%s: can't be made: %s", path, strerror(errno));
            }
            add(a, "rules", a->settings->texts.path, NULL);
        }
        TRY(write_text(a, file, text, &path, err));
    }
    return RASIF_OK;
}

static rasif_status take_standard(struct audited *a, rasif_error *err)
{
    const char *own = find(a, "standard.own_file"), *text = find(a, "standard.text");
    const char *path = find(a, "standard");
    if (own != NULL && strcmp(own, "yes") == 0 && text != NULL)
        TRY(write_text(a, "standard.yaml", text, &path, err));
    if (path != NULL)
        add(a, "standard", path, NULL);
    return RASIF_OK;
}

/* The model lies beside the file, or in the working folder, and is the same one still. */
static void take_heights(struct audited *a)
{
    struct rasif_settings *s = a->settings;
    const char *name = find(a, "dem.name"), *hash = find(a, "dem.hash");
    const char *slash = strrchr(s->path, '/');
    const char *folder = arena_strndup(&s->arena, s->path, slash != NULL ? (size_t)(slash + 1 - s->path) : 0);
    char found[33];
    uint64_t size;
    if (name == NULL || folder == NULL || strchr(name, '/') != NULL) {
        s->failed = s->failed || folder == NULL;
        return;
    }
    for (int beside = 1; beside >= 0; beside--) {
        const char *path = join(a, beside ? folder : "", name, "");
        if (path == NULL || access(path, R_OK) != 0 || hash_input(path, found, &size, NULL) != RASIF_OK ||
            hash == NULL || strcmp(found, hash) != 0)
            continue;
        add(a, "dem", path, NULL);
        return;
    }
    add(a, "dem", "",
        join(a, "its audit had the elevation model ", name,
             ", which is not beside it, nor in the working folder; name it with --dem FILE"));
}

/* ---- plain values ------------------------------------------------------------------------- */

/* Is it what the option is without being stated? */
static bool is_default(const char *command, const char *value)
{
    for (const struct option *o = option_list; o->name != NULL; o++) {
        double number = 0;
        size_t used = 0;
        if (o->command == NULL || strcmp(o->command, command) != 0)
            continue;
        if (o->kind == OPTION_CHOICE) /* of one that has a default among its words it is the first */
            return o->first == 0 && strncmp(o->words, value, strlen(value)) == 0 && o->words[strlen(value)] == '|';
        if (o->kind == OPTION_NUMBER)
            return number_parse(value, strlen(value), &number, &used) && number == o->number;
        return o->kind == OPTION_FLAG && strcmp(value, "no") == 0;
    }
    return false;
}

static void take_values(struct audited *a)
{
    static const struct {
        const char *key, *command;
    } values[] = {
        {"options.core", "core"},
        {"options.unmapped_sidewalk", "unmapped-sidewalk"},
        {"options.unmapped_ramp", "unmapped-ramp"},
        {"options.unmapped_crossing", "unmapped-crossing"},
        {"options.junction_m", "junction"},
        {"options.match_distance_m", "match-distance"},
        {"options.match_angle_deg", "match-angle"},
        {"options.snap_m", "snap"},
        {"options.reach_m", "reach"},
        {"options.as_of", "as-of"},
        {"options.allow_ballpark", "allow-ballpark"},
        {"options.allow_damaged", "allow-damaged"},
        {"options.budget", "budget"},
        {"options.years", "years"},
        {"options.weights", "weights"},
        {"options.objective", "objective"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const char *value = find(a, values[i].key);
        if (value != NULL && !is_default(values[i].command, value))
            add(a, values[i].command, value, NULL);
    }
    const char *profile;
    for (size_t i = 1; (profile = find_indexed(a, "profile", i, "")) != NULL; i++)
        add(a, "profile", profile, NULL);
}

/* ---- the file ----------------------------------------------------------------------------- */

/* Rules first: they make the private folder with its three folders. */
static rasif_status take_all(struct audited *a, rasif_error *err)
{
    const char *costs = find(a, "costs.text"), *path;
    TRY(take_rules(a, err));
    TRY(take_schema(a, err));
    TRY(take_standard(a, err));
    take_values(a);
    take_heights(a);
    if (costs == NULL)
        return RASIF_OK;
    TRY(write_text(a, "costs.yaml", costs, &path, err));
    add(a, "costs", path, NULL);
    return RASIF_OK;
}

rasif_status settings_read_audited(struct rasif_settings *settings, rasif_error *err)
{
    struct result_file *file = NULL;
    struct audited a = {.settings = settings};
    settings->audited = true;
    TRY(result_open(settings->path, &file, err));
    rasif_status status = result_query(file, "SELECT key, value FROM audit_manifest", NULL, 0,
                                       &settings->arena, &a.rows, err);
    if (status == RASIF_OK)
        status = take_all(&a, err);
    result_close(file);
    return status;
}
