/* SPDX-License-Identifier: MIT
 *
 * The inside of rasif_settings, for the files that read settings: api_settings.c from a project file,
 * settings_audited.c from the manifest of an audited one. */
#ifndef RASIF_SETTINGS_PARTS_H
#define RASIF_SETTINGS_PARTS_H

#include "base/arena.h"
#include "base/status.h"
#include "base/temp_folder.h"

struct rasif_settings {
    struct arena arena;
    const char *path;
    size_t folder; /* bytes of the path up to its last '/', this included; 0 = the working folder */
    bool audited;  /* the path is a GeoPackage that an audit wrote */
    struct temp_folder texts; /* files that its manifest holds as texts */
    rasif_setting *settings; /* heap */
    size_t n, capacity;
    bool failed; /* out of memory */
    /* Lists, as rasif_options holds them; counted and filled when everything is read. */
    const char **inputs, **profiles, **crs;
    rasif_role_option *roles;
    size_t n_inputs, n_profiles, n_crs, n_roles;
};

/* Appends the settings of the audit that wrote the GeoPackage settings->path; `failed` says whether memory
 * was short. A file that the audit read and that is not found is a setting with a problem. RASIF_E_DATA: no
 * audit wrote it. RASIF_E_RULE: its manifest holds what no audit writes. RASIF_E_IO, RASIF_E_MEMORY. */
rasif_status settings_read_audited(struct rasif_settings *settings, rasif_error *err);

#endif
