/* SPDX-License-Identifier: MIT
 *
 * The copy that is edited, as a file: made in a temporary folder beside the target, renamed when it
 * is complete (output_file.c). Cost: one copy of the file. */
#include "source/copy.h"
#include "write/edit.h"
#include "write/output_job.h"

#include <stdlib.h>
#include <string.h>

struct edit_file {
    struct output_file file;
    struct output_input input;
    struct output_job job;
};

rasif_status edit_file_begin(const char *from, const char *input, const char *path, bool overwrite,
                             struct edit_file **out, const char **copy, rasif_error *err)
{
    struct edit_file *all = calloc(1, sizeof *all);
    if (all == NULL)
        return fail_memory(err);
    all->input = (struct output_input){.path = input, .named = input};
    all->job = (struct output_job){
        .inputs = &all->input, .n_inputs = 1, .path = path, .overwrite = overwrite};
    rasif_status status = output_file_begin(&all->job, &all->file, err);
    if (status == RASIF_OK)
        status = copy_bytes(from, all->file.temp, path, err);
    if (status != RASIF_OK) {
        edit_file_free(all);
        return status;
    }
    *copy = all->file.temp;
    *out = all;
    return RASIF_OK;
}

rasif_status edit_file_finish(struct edit_file *file, rasif_error *err)
{
    return output_file_finish(&file->file, err);
}

void edit_file_free(struct edit_file *file)
{
    if (file == NULL)
        return;
    output_file_end(&file->file);
    free(file);
}
