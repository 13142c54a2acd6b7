/* SPDX-License-Identifier: MIT
 *
 * The layers and tables of an annotated GeoPackage as files, one each. */
#ifndef RASIF_WRITE_LAYERS_H
#define RASIF_WRITE_LAYERS_H

#include "source/layer_file.h"

struct layers_job {
    const char *geopackage; /* as 'rasif audit' wrote it      */
    const char *folder;     /* is there, and empty            */
    const char *shown;      /* how messages name the output   */
    const struct layer_format *format;
    bool allow_ballpark;
    bool (*cancelled)(void *user, double done); /* true ends the run with RASIF_E_CANCELLED */
    void *user;
};

/* Writes FOLDER/NAME.ENDING for every registered table but layer_styles, and FOLDER/NAME.csv for
 * the rows that the format does not take because they have no geometry. Characters that no file
 * name may hold become "_"; a name that is taken gets a number. Adds what the format can't hold to
 * *losses. RASIF_E_OUTPUT: a file can't be written; RASIF_E_CRS: a layer can't be brought into its
 * system. */
rasif_status layers_write(const struct layers_job *job, struct layer_losses *losses,
                          rasif_error *err);

#endif
