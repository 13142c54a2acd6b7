/* SPDX-License-Identifier: MIT
 *
 * The rule base from its files. In: the list of files of each kind (load_files.c). Out: struct
 * rasif_rules, immutable afterwards, all of it in one arena.
 *
 * Rules come first, because standards and profiles name them; then standards and profiles, each
 * after the one that it extends: a chain of `extends` is followed up to one that is built or
 * extends none, and built on the way down. A circle is an error. Last come presets, documents
 * and the checks that need all files. Some hundred files: searches are linear. */
#include "rule/load.h"

#include "base/shared.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- order -------------------------------------------------------------------------------- */

/* Byte order, whatever the locale is. */
static int by_id(const void *left, const void *right)
{
    return strcmp(((const struct file *)left)->id, ((const struct file *)right)->id);
}

/* Built-in profiles come in the order below, others after them by id. */
static size_t profile_rank(const char *id)
{
    static const char *const order[] = {"wheelchair_manual", "wheelchair_powered", "walking_frame",
                                        "older_walker",      "long_cane",          "low_vision",
                                        "scooter",           "crutches",           "cognitive"};
    size_t rank = 0;
    while (rank < sizeof order / sizeof order[0] && strcmp(order[rank], id) != 0)
        rank++;
    return rank;
}

/* Profiles that are not built in have one rank. */
static int by_rank(const void *left, const void *right)
{
    const struct file *a = left, *b = right;
    size_t rank_a = profile_rank(a->id), rank_b = profile_rank(b->id);
    return rank_a != rank_b ? (rank_a < rank_b ? -1 : 1) : strcmp(a->id, b->id);
}

/* ---- building ----------------------------------------------------------------------------- */

struct loading {
    struct rasif_rules *rules;
    struct files rule_files, standard_files, profile_files;
    struct text beside; /* names of rule files beside the folders */
};

/* A former id must not be the name of another rule. */
static rasif_status check_aliases(const struct rasif_rules *rules, const struct files *files,
                                  rasif_error *err)
{
    for (size_t i = 0; i < rules->n_rules; i++)
        for (size_t k = 0; k < rules->rules[i].n_aliases; k++)
            for (size_t other = 0; other < rules->n_rules; other++) {
                const char *alias = rules->rules[i].aliases[k];
                if (strcmp(rules->rules[other].id, alias) == 0 ||
                    (other != i && rule_has_alias(&rules->rules[other], alias)))
                    return yaml_fail(&yaml_get(files->items[i].root, "aliases")->items[k], err,
                                     "the alias '%s' is already a name of '%s'", alias,
                                     rules->rules[other].id);
            }
    return RASIF_OK;
}

/* In the order of ids, by which standards sort their requirements. Names the mistakes of all files. */
static rasif_status build_rules(struct loading *loading, rasif_error *err)
{
    struct rasif_rules *rules = loading->rules;
    struct files *files = &loading->rule_files;
    /* qsort must not be given NULL. */
    array_sort(files->items, files->n, sizeof *files->items, by_id);
    rules->rules = ARENA_ARRAY(&rules->arena, files->n, struct rule);
    if (rules->rules == NULL)
        return fail_memory(err);
    rasif_error all = {0};
    for (size_t i = 0; i < files->n; i++) {
        rasif_error one = {0};
        rules->rules[i].built_in = files->items[i].built_in;
        TRY(fail_later(rule_build(files->items[i].root, &rules->arena, &rules->rules[i], &one), &one,
                       &all, err));
    }
    TRY(fail_all(&all, err)); /* standards would miss the rules */
    rules->n_rules = files->n;
    return check_aliases(rules, files, err);
}

/* Builds files->items[at] on `parent`, an index that is built already, or SIZE_MAX. */
typedef rasif_status build_fn(struct rasif_rules *rules, const struct file *file, size_t at,
                              size_t parent, rasif_error *err);

/* A build_fn. */
static rasif_status build_standard(struct rasif_rules *rules, const struct file *file, size_t at,
                                   size_t parent, rasif_error *err)
{
    struct standard *out = &rules->standards[at];
    out->built_in = file->built_in;
    out->yaml = file->yaml;
    return standard_build(rules, file->root, parent != SIZE_MAX ? &rules->standards[parent] : NULL,
                          &rules->arena, out, err);
}

/* A build_fn. */
static rasif_status build_profile(struct rasif_rules *rules, const struct file *file, size_t at,
                                  size_t parent, rasif_error *err)
{
    struct profile *out = &rules->profiles[at];
    out->built_in = file->built_in;
    out->yaml = file->yaml;
    return profile_build(rules, file->root, parent != SIZE_MAX ? &rules->profiles[parent] : NULL,
                         &rules->arena, out, err);
}

/* `near`: the nearest id, or NULL. */
static rasif_status fail_extends(const struct yaml_node *at, const char *near, rasif_error *err)
{
    return yaml_fail(at, err, "'extends' names '%.*s', which is unknown%s%s%s", SHOWN(at->text),
                     near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                     near != NULL ? "'?" : "");
}

/* The file that `at` extends; SIZE_MAX when it extends none. */
static rasif_status find_parent(const struct files *files, size_t at, size_t *out, rasif_error *err)
{
    const struct yaml_node *extends = yaml_get(files->items[at].root, "extends");
    *out = SIZE_MAX;
    if (extends == NULL)
        return RASIF_OK;
    TRY(yaml_expect(extends, YAML_SCALAR, "extends", err));
    /* For the suggestion only: more are not compared. */
    const char *ids[256];
    size_t n = 0;
    for (size_t i = 0; i < files->n; i++) {
        if (n < sizeof ids / sizeof ids[0])
            ids[n++] = files->items[i].id;
        if (strcmp(files->items[i].id, extends->text) == 0)
            *out = i;
    }
    return *out != SIZE_MAX ? RASIF_OK
                            : fail_extends(extends, nearest_word(extends->text, ids, n), err);
}

/* What became of a file. One with a mistake, and what extends it, is FAULTY. */
enum { NOT_YET, BUILT, FAULTY };

/* The files from `at` up to one that is not NOT_YET (*top), or that extends none (*top = SIZE_MAX). */
static rasif_status climb(const struct files *files, const uint8_t *state, size_t at, size_t *chain,
                          size_t *n, size_t *top, rasif_error *err)
{
    for (*n = 0; at != SIZE_MAX && state[at] == NOT_YET;) {
        for (size_t k = 0; k < *n; k++)
            if (chain[k] == at)
                return yaml_fail(yaml_get(files->items[at].root, "extends"), err,
                                 "'%s' extends itself, by way of '%s'", files->items[at].id,
                                 files->items[chain[*n - 1]].id);
        chain[(*n)++] = at;
        TRY(find_parent(files, at, &at, err));
    }
    *top = at;
    return RASIF_OK;
}

/* Builds a file with all that it extends. `chain` has room for all files. */
static rasif_status build_one(struct rasif_rules *rules, const struct files *files, build_fn *build,
                              size_t at, size_t *chain, uint8_t *state, rasif_error *err)
{
    size_t n = 0, parent = SIZE_MAX;
    rasif_status status = climb(files, state, at, chain, &n, &parent, err);
    bool good = status == RASIF_OK && (parent == SIZE_MAX || state[parent] == BUILT);
    for (; n > 0; n--) {
        size_t child = chain[n - 1];
        if (good)
            status = build(rules, &files->items[child], child, parent, err);
        good = good && status == RASIF_OK;
        state[child] = good ? BUILT : FAULTY;
        parent = child;
    }
    return status;
}

/* Every file after the one it extends. Names the mistakes of all files. The two arrays are scratch;
 * they stay in the arena, a few hundred bytes. */
static rasif_status build_all(struct rasif_rules *rules, const struct files *files, build_fn *build,
                              rasif_error *err)
{
    size_t *chain = ARENA_ARRAY(&rules->arena, files->n, size_t);
    uint8_t *state = ARENA_ARRAY(&rules->arena, files->n, uint8_t);
    rasif_error all = {0};
    if (chain == NULL || state == NULL)
        return fail_memory(err);
    for (size_t i = 0; i < files->n; i++) {
        rasif_error one = {0};
        if (state[i] == NOT_YET)
            TRY(fail_later(build_one(rules, files, build, i, chain, state, &one), &one, &all, err));
    }
    return fail_all(&all, err);
}

/* Codes are prefixes of output columns, so two profiles can't share one. */
static rasif_status check_codes(const struct rasif_rules *rules, const struct files *files,
                                rasif_error *err)
{
    for (size_t i = 0; i < rules->n_profiles; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(rules->profiles[i].code, rules->profiles[k].code) == 0)
                return yaml_fail(yaml_get(files->items[i].root, "code"), err,
                                 "the code '%s' is already that of '%s'", rules->profiles[i].code,
                                 rules->profiles[k].id);
    return RASIF_OK;
}

/* The standards and profiles that examples name must exist. */
static rasif_status check_examples(const struct rasif_rules *rules, const struct files *files,
                                   rasif_error *err)
{
    for (size_t i = 0; i < rules->n_rules; i++)
        for (size_t k = 0; k < rules->rules[i].n_examples; k++) {
            const struct example *example = &rules->rules[i].examples[k];
            bool standard = example->standard != NULL;
            const char *id = standard ? example->standard : example->profile;
            size_t found =
                standard ? rules_find_standard(rules, id) : rules_find_profile(rules, id);
            if (found != SIZE_MAX)
                continue;
            const char *near = rules_suggest(rules, standard ? 's' : 'p', id);
            const struct yaml_node *at = &yaml_get(files->items[i].root, "examples")->items[k];
            return yaml_fail(yaml_get(at, standard ? "standard" : "profile"), err,
                             "unknown %s '%.*s'%s%s%s", standard ? "standard" : "profile",
                             SHOWN(id), near != NULL ? "; did you mean '" : "",
                             near != NULL ? near : "", near != NULL ? "'?" : "");
        }
    return RASIF_OK;
}

/* Mapping files are only listed here; mapping/mapping.h reads them where they are used. */
static rasif_status build_presets(struct rasif_rules *rules, rasif_error *err)
{
    /* Users have mapping files of their own, but no folder of presets. */
    struct files files = {0};
    rasif_status status = files_add_built_in(&files, "presets/", &rules->arena, err);
    rules->presets = ARENA_ARRAY(&rules->arena, files.n, struct preset);
    if (status == RASIF_OK && rules->presets == NULL)
        status = fail_memory(err);
    for (size_t i = 0; i < files.n && status == RASIF_OK; i++) {
        struct preset *preset = &rules->presets[rules->n_presets++];
        *preset = (struct preset){.id = files.items[i].id, .yaml = files.items[i].yaml};
        status = phrase_read(files.items[i].root, "title", true, &preset->title, err);
    }
    free(files.items);
    return status;
}

/* In the order of what names what. */
static rasif_status build(struct loading *loading, rasif_error *err)
{
    struct rasif_rules *rules = loading->rules;
    struct files *standards = &loading->standard_files, *profiles = &loading->profile_files;
    TRY(build_rules(loading, err));
    array_sort(standards->items, standards->n, sizeof *standards->items, by_id);
    array_sort(profiles->items, profiles->n, sizeof *profiles->items, by_rank);
    rules->standards = ARENA_ARRAY(&rules->arena, standards->n, struct standard);
    rules->profiles = ARENA_ARRAY(&rules->arena, profiles->n, struct profile);
    if (rules->standards == NULL || rules->profiles == NULL)
        return fail_memory(err);
    TRY(build_all(rules, standards, build_standard, err));
    /* From here on rules_find_standard finds them. */
    rules->n_standards = standards->n;
    TRY(build_all(rules, profiles, build_profile, err));
    rules->n_profiles = profiles->n;
    TRY(check_codes(rules, profiles, err));
    TRY(build_presets(rules, err));
    TRY(documents_build(rules, err));
    TRY(rules_check_limits(rules, err));
    return check_examples(rules, &loading->rule_files, err);
}

/* Built-in files, and over them those of `directory`, which must hold at least one of the three
 * folders. */
static rasif_status collect(struct loading *loading, const char *directory, rasif_error *err)
{
    struct arena *arena = &loading->rules->arena;
    struct files *lists[] = {&loading->rule_files, &loading->standard_files,
                             &loading->profile_files};
    static const char *const names[] = {"rules", "standards", "profiles"};
    bool any = false;
    for (size_t i = 0; i < 3; i++) {
        struct text path = {0};
        text_addf(&path, "%s/", names[i]);
        rasif_status status =
            path.failed ? fail_memory(err) : files_add_built_in(lists[i], path.data, arena, err);
        text_free(&path);
        TRY(status);
        if (directory == NULL)
            continue;
        bool found = false;
        text_addf(&path, "%s/%s", directory, names[i]);
        status = path.failed ? fail_memory(err)
                             : files_add_folder(lists[i], path.data, arena, &loading->rules->reads,
                                                &found, err);
        text_free(&path);
        TRY(status);
        any = any || found;
    }
    if (directory != NULL)
        TRY(files_check_beside(directory, names, 3, &loading->beside, err));
    /* A wrong path would silently mean the built-in rules. */
    if (directory != NULL && !any)
        return fail(err, RASIF_E_RULE,
                    "%s: no such folder, or it holds none of the folders rules, "
                    "standards, profiles",
                    directory);
    return RASIF_OK;
}

/* How many files of the list are the user's. */
static size_t count_own(const struct files *files)
{
    size_t n = 0;
    for (size_t i = 0; i < files->n; i++)
        n += !files->items[i].built_in;
    return n;
}

/* rules->loaded, "1 standard, 2 profiles". Empty folders are an error: they would silently mean the
 * built-in rules. */
static rasif_status name_loaded(const struct loading *loading, const char *directory,
                                rasif_error *err)
{
    const struct {
        const char *one, *several;
        size_t n;
    } kinds[] = {{"rule", "rules", count_own(&loading->rule_files)},
                 {"standard", "standards", count_own(&loading->standard_files)},
                 {"profile", "profiles", count_own(&loading->profile_files)}};
    struct text loaded = {0};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].n > 0)
            text_addf(&loaded, "%s%zu %s", loaded.length > 0 ? ", " : "", kinds[i].n,
                      kinds[i].n == 1 ? kinds[i].one : kinds[i].several);
    rasif_status status = loaded.failed ? fail_memory(err)
                          : loaded.length > 0
                              ? RASIF_OK
                              : fail(err, RASIF_E_RULE,
                                     "%s: its folders rules, standards and profiles hold no files",
                                     directory);
    struct rasif_rules *rules = loading->rules;
    bool beside = loading->beside.length > 0;
    if (status == RASIF_OK)
        rules->loaded = arena_strdup(&rules->arena, loaded.data);
    if (status == RASIF_OK && beside)
        rules->beside = arena_strdup(&rules->arena, loading->beside.data);
    if (status == RASIF_OK && (loading->beside.failed || rules->loaded == NULL ||
                               (beside && rules->beside == NULL)))
        status = fail_memory(err);
    text_free(&loaded);
    return status;
}

/* rules->own of one kind: room for all files is there. */
static rasif_status keep_own(struct rasif_rules *rules, const char *folder, const struct files *files,
                             rasif_error *err)
{
    for (size_t i = 0; i < files->n; i++) {
        const struct file *file = &files->items[i];
        if (file->built_in)
            continue;
        const char *slash = strrchr(file->root->file, '/');
        struct text name = {0};
        text_addf(&name, "%s/%s", folder, slash != NULL ? slash + 1 : file->root->file);
        const char *copy = name.failed ? NULL : arena_strdup(&rules->arena, name.data);
        text_free(&name);
        if (copy == NULL)
            return fail_memory(err);
        rules->own[rules->n_own++] = (struct rule_file){copy, file->yaml};
    }
    return RASIF_OK;
}

static rasif_status keep_all_own(const struct loading *loading, rasif_error *err)
{
    struct rasif_rules *rules = loading->rules;
    rules->own = ARENA_ARRAY(&rules->arena, count_own(&loading->rule_files) + count_own(&loading->standard_files) +
                                                count_own(&loading->profile_files), struct rule_file);
    if (rules->own == NULL)
        return fail_memory(err);
    TRY(keep_own(rules, "rules", &loading->rule_files, err));
    TRY(keep_own(rules, "standards", &loading->standard_files, err));
    return keep_own(rules, "profiles", &loading->profile_files, err);
}

rasif_status rules_load(const char *directory, rasif_rules **out, rasif_error *err)
{
    struct loading loading = {.rules = calloc(1, sizeof *loading.rules)};
    if (loading.rules == NULL)
        return fail_memory(err);
    loading.rules->n_holders = 1;
    /* The lists of files are heap; what is built from them lives in the arena. */
    rasif_status status = collect(&loading, directory, err);
    if (status == RASIF_OK)
        status = build(&loading, err);
    if (status == RASIF_OK && directory != NULL)
        status = name_loaded(&loading, directory, err);
    if (status == RASIF_OK && directory != NULL)
        status = keep_all_own(&loading, err);
    free(loading.rule_files.items);
    free(loading.standard_files.items);
    free(loading.profile_files.items);
    text_free(&loading.beside);
    if (status == RASIF_OK)
        *out = loading.rules;
    else
        rasif_rules_free(loading.rules);
    return status;
}

/* The number of holders is the one thing of a loaded rule base that changes. */
void rules_hold(const struct rasif_rules *rules)
{
    holders_add((uint32_t *)&rules->n_holders);
}

void rasif_rules_free(rasif_rules *rules)
{
    if (rules == NULL || !holders_drop(&rules->n_holders))
        return;
    read_files_free(&rules->reads);
    arena_free(&rules->arena);
    free(rules);
}

/* Of --standard FILE: it may extend a standard of the rule base, and is not added to it. */
rasif_status rules_load_standard(const struct rasif_rules *rules, const char *path,
                                 struct arena *arena, const struct standard **out, rasif_error *err)
{
    struct file file;
    TRY(file_read(path, arena, &file, err));
    struct standard *standard = ARENA_NEW(arena, struct standard);
    if (standard == NULL)
        return fail_memory(err);
    const struct standard *parent = NULL;
    const struct yaml_node *extends = yaml_get(file.root, "extends");
    if (extends != NULL) {
        TRY(yaml_expect(extends, YAML_SCALAR, "extends", err));
        size_t found = rules_find_standard(rules, extends->text);
        if (found == SIZE_MAX)
            return fail_extends(extends, rules_suggest(rules, 's', extends->text), err);
        parent = &rules->standards[found];
    }
    standard->yaml = file.yaml;
    TRY(standard_build(rules, file.root, parent, arena, standard, err));
    TRY(standard_check_limits(rules, standard, err));
    *out = standard;
    return RASIF_OK;
}

/* Of a manifest: an annotated file is explained by the profile that judged it, not by the
 * built-in one. */
rasif_status rules_load_profile(const struct rasif_rules *rules, const char *name, const char *yaml,
                                struct arena *arena, const struct profile **out, rasif_error *err)
{
    const struct yaml_node *root = NULL;
    struct profile *profile = ARENA_NEW(arena, struct profile);
    if (profile == NULL)
        return fail_memory(err);
    TRY(yaml_parse(name, yaml, strlen(yaml), arena, &root, err));
    /* A manifest keeps the text of the child alone: its parent is one of the rule base. */
    const char *extends = yaml_text(root, "extends");
    size_t parent = extends != NULL ? rules_find_profile(rules, extends) : SIZE_MAX;
    if (extends != NULL && parent == SIZE_MAX)
        return fail_extends(yaml_get(root, "extends"), rules_suggest(rules, 'p', extends), err);
    TRY(profile_build(rules, root, parent != SIZE_MAX ? &rules->profiles[parent] : NULL, arena,
                      profile, err));
    *out = profile;
    return RASIF_OK;
}
