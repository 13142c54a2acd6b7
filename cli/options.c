/* SPDX-License-Identifier: MIT
 *
 * Options that say what is read and how it is judged. To add an option: one row in a group's table
 * and one case in the parser below it. Within a group argp sorts the help by name. */
#include "options.h"

#include <stdlib.h>
#include <string.h>

enum {
    KEY_ROLE = 0x100, /* KEY_ROLE + index in role_names */
    KEY_PRESET = 0x200,
    KEY_MAPPING,
    KEY_CRS,
    KEY_BALLPARK,
    KEY_DEM,
    KEY_DAMAGED,
    KEY_OUTSIDE,
    KEY_STANDARD,
    KEY_PROFILE,
    KEY_CORE,
    KEY_RULES,
    KEY_BOUNDARY,
    KEY_BOUNDARY_NAME,
    KEY_AS_OF,
    KEY_UNMAPPED_SIDEWALK,
    KEY_UNMAPPED_RAMP,
    KEY_UNMAPPED_CROSSING,
    KEY_JUNCTION,
    KEY_MATCH_DISTANCE,
    KEY_MATCH_ANGLE,
    KEY_STRICT
};

static const char *const role_names[] = {"streets",   "sidewalks", "crossings",
                                         "ramps",     "steps",     "footways",
                                         "obstacles", "seats",     "destinations"};

void options_init(struct options *options)
{
    *options = (struct options){0};
    rasif_options_init(&options->library);
}

void options_free(struct options *options)
{
    for (size_t i = 0; i < options->floors.n; i++)
        free((void *)(uintptr_t)options->floors.items[i]);
    strings_free(&options->floors);
    strings_free(&options->fail_on);
    strings_free(&options->inputs);
    strings_free(&options->profiles);
    strings_free(&options->crs);
    free(options->roles);
    free(options->reports);
}

void options_finish(struct options *options)
{
    rasif_options *library = &options->library;
    library->inputs = options->inputs.items;
    library->n_inputs = options->inputs.n;
    library->roles = options->roles;
    library->n_roles = options->n_roles;
    library->profiles = options->profiles.items;
    library->n_profiles = options->profiles.n;
    library->crs = options->crs.items;
    library->n_crs = options->crs.n;
}

void options_share(struct argp_state *state, size_t n)
{
    for (size_t i = 0; i < n; i++)
        state->child_inputs[i] = state->input;
}

/* ---- input ---- */

static const struct argp_option input_table[] = {
    {"streets", KEY_ROLE + 0, "LAYER", 0,
     "street centre lines; a LAYER is TABLE or FILE:TABLE (repeatable, like the rest)", 0},
    {"sidewalks", KEY_ROLE + 1, "LAYER", 0, "sidewalks along streets", 0},
    {"crossings", KEY_ROLE + 2, "LAYER", 0, "crossings", 0},
    {"ramps", KEY_ROLE + 3, "LAYER", 0, "kerb ramps and kerbs", 0},
    {"steps", KEY_ROLE + 4, "LAYER", 0, "flights of steps", 0},
    {"footways", KEY_ROLE + 5, "LAYER", 0, "paths away from streets", 0},
    {"obstacles", KEY_ROLE + 6, "LAYER", 0, "things in the way", 0},
    {"seats", KEY_ROLE + 7, "LAYER", 0, "benches", 0},
    {"destinations", KEY_ROLE + 8, "LAYER", 0, "where people want to go", 0},
    {"preset", KEY_PRESET, "NAME", 0,
     "schema of the input: auto (default), or one that 'rasif rules list' names", 0},
    {"mapping", KEY_MAPPING, "FILE", 0, "YAML file that says which field means what", 0},
    {"crs", KEY_CRS, "[LAYER=]EPSG:N", 0,
     "the true coordinate system of layers that declare none or a wrong one (repeatable)", 0},
    {"dem", KEY_DEM, "FILE", 0, "elevation model (raster) for the slopes of lines without Z", 0},
    {"allow-outside", KEY_OUTSIDE, NULL, 0,
     "the mapping file may name files outside of the folders the inputs are in", 0},
    {"allow-damaged", KEY_DAMAGED, NULL, 0,
     "go on with what can be read of a file that says it holds more", 0},
    {"allow-ballpark", KEY_BALLPARK, NULL, 0, "accept coordinate operations of unknown accuracy",
     0},
    {0},
};

static void add_role(struct options *options, int role, const char *layer)
{
    options->roles = grow(options->roles, options->n_roles + 1, sizeof *options->roles);
    options->roles[options->n_roles++] = (rasif_role_option){role_names[role], layer};
}

static error_t parse_input(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    if (key >= KEY_ROLE && key < KEY_ROLE + (int)(sizeof role_names / sizeof *role_names)) {
        add_role(options, key - KEY_ROLE, argument);
        return 0;
    }
    switch (key) {
    case KEY_PRESET:
        options->library.preset = argument;
        return 0;
    case KEY_MAPPING:
        options->library.mapping = argument;
        return 0;
    case KEY_CRS:
        strings_add(&options->crs, argument);
        return 0;
    case KEY_DEM:
        options->library.dem = argument;
        return 0;
    case KEY_BALLPARK:
        options->library.allow_ballpark = true;
        return 0;
    case KEY_OUTSIDE:
        options->library.allow_outside = true;
        return 0;
    case KEY_DAMAGED:
        options->library.allow_damaged = true;
        return 0;
    case ARGP_KEY_ARG:
        strings_add(&options->inputs, argument);
        return 0;
    case ARGP_KEY_NO_ARGS:
        return usage_error("no input file given; see 'rasif help'");
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp input_group = {input_table, parse_input, NULL, NULL, NULL, NULL, NULL};

/* ---- judging ---- */

static const struct argp_option judging_table[] = {
    {"standard", KEY_STANDARD, "ID|FILE", 0, "what is required (default: model-neighbourhood)", 0},
    {"profile", KEY_PROFILE, "ID[,ID...]", 0, "for whom the network is scored (default: the usual six; all: everybody)", 0},
    {"core", KEY_CORE, NULL, 0, "judge core requirements only", 0},
    {"rules", KEY_RULES, "DIR", 0,
     "rules, standards and profiles that add to or replace the built-in ones", 0},
    {"boundary", KEY_BOUNDARY, "FILE[:LAYER]", 0, "polygons to report on", 0},
    {"as-of", KEY_AS_OF, "DATE", 0,
     "judge what is there on this day, YYYY-MM-DD (default today); only where valid_from or "
     "valid_to is mapped",
     0},
    {"boundary-name", KEY_BOUNDARY_NAME, "FIELD", 0,
     "field with the polygons' names (default: name)", 0},
    {"unmapped-sidewalk", KEY_UNMAPPED_SIDEWALK, "absent|unknown", 0,
     "what it means that no sidewalk is mapped", 0},
    {"unmapped-ramp", KEY_UNMAPPED_RAMP, "absent|unknown", 0, "the same for ramps", 0},
    {"unmapped-crossing", KEY_UNMAPPED_CROSSING, "absent|unknown", 0, "the same for crossings", 0},
    {"junction", KEY_JUNCTION, "M", 0, "radius of a junction zone in metres (default: 12)", 0},
    {"match-distance", KEY_MATCH_DISTANCE, "M", 0,
     "sidewalk to street at most, in metres (default: 18)", 0},
    {"match-angle", KEY_MATCH_ANGLE, "DEG", 0, "and this many degrees off at most (default: 30)",
     0},
    {"strict", KEY_STRICT, NULL, 0, "trouble of level error in the data stops the run", 0},
    {0},
};

/* Cuts "a,b" at its commas, in place. */
static error_t add_profiles(struct options *options, char *list)
{
    for (char *profile; (profile = strsep(&list, ",")) != NULL;) {
        if (*profile == '\0')
            return usage_error("--profile has an empty item");
        strings_add(&options->profiles, profile);
    }
    return 0;
}

static error_t parse_unmapped(const char *option, const char *text, rasif_unmapped *out)
{
    static const char *const words[] = {"absent", "unknown", NULL};
    int choice = 0;
    if (parse_choice(option, text, words, &choice))
        return EINVAL;
    *out = choice == 0 ? RASIF_UNMAPPED_ABSENT : RASIF_UNMAPPED_UNKNOWN;
    return 0;
}

static error_t parse_judging(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    rasif_options *library = &options->library;
    switch (key) {
    case KEY_STANDARD:
        library->standard = argument;
        return 0;
    case KEY_PROFILE:
        return add_profiles(options, argument);
    case KEY_CORE:
        library->core = true;
        return 0;
    case KEY_RULES:
        options->rules = argument;
        return 0;
    case KEY_BOUNDARY:
        library->boundary = argument;
        return 0;
    case KEY_AS_OF:
        library->as_of = argument;
        return 0;
    case KEY_BOUNDARY_NAME:
        library->boundary_name = argument;
        return 0;
    case KEY_UNMAPPED_SIDEWALK:
        return parse_unmapped("--unmapped-sidewalk", argument, &library->unmapped_sidewalk);
    case KEY_UNMAPPED_RAMP:
        return parse_unmapped("--unmapped-ramp", argument, &library->unmapped_ramp);
    case KEY_UNMAPPED_CROSSING:
        return parse_unmapped("--unmapped-crossing", argument, &library->unmapped_crossing);
    case KEY_JUNCTION:
        return parse_number("--junction", argument, 0, 1000, &library->junction_m);
    case KEY_MATCH_DISTANCE:
        return parse_number("--match-distance", argument, 0, 1000, &library->match_distance_m);
    case KEY_MATCH_ANGLE:
        return parse_number("--match-angle", argument, 0, 90, &library->match_angle_deg);
    case KEY_STRICT:
        library->strict = true;
        return 0;
    case ARGP_KEY_END:
        if (library->boundary_name && !library->boundary)
            return usage_error("--boundary-name needs --boundary");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp judging_group = {judging_table, parse_judging, NULL, NULL, NULL, NULL, NULL};
