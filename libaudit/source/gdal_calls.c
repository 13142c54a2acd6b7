/* SPDX-License-Identifier: MIT
 *
 * What all uses of GDAL share: see gdal_calls.h. */
#include "source/gdal_calls.h"

#include <pthread.h>
#include <stdio.h>

/* GDAL's own headers have enumerators beyond int. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "cpl_conv.h"
#include "cpl_error.h"
#include "cpl_string.h"
#include "gdal.h"
#pragma GCC diagnostic pop

/* Later errors are consequences of the first. */
static void CPL_STDCALL remember_first_error(CPLErr level, CPLErrorNum number, const char *text)
{
    struct complaint *complaint = CPLGetErrorHandlerUserData();
    (void)number;
    if (level >= CE_Failure && complaint->text[0] == '\0')
        snprintf(complaint->text, sizeof complaint->text, "%s", text);
}

/* For pthread_once. */
static void register_all_drivers(void)
{
    GDALAllRegister();
}

/* Drivers are registered once per process; error handlers and settings belong to the thread. Calls
 * may be nested: handlers are a stack. */
void gdal_begin(struct complaint *complaint, const char *const (*settings)[2])
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_all_drivers);
    complaint->text[0] = '\0';
    CPLPushErrorHandlerEx(remember_first_error, complaint);
    for (size_t i = 0; settings != NULL && settings[i][0] != NULL; i++)
        CPLSetThreadLocalConfigOption(settings[i][0], settings[i][1]);
}

void gdal_end(const char *const (*settings)[2])
{
    for (size_t i = 0; settings != NULL && settings[i][0] != NULL; i++)
        CPLSetThreadLocalConfigOption(settings[i][0], NULL);
    CPLPopErrorHandler();
}

/* GDAL knows the side files of each format; none of them may be an output. */
void gdal_list_files(void *dataset, struct read_files *reads, enum read_as as)
{
    char **list = dataset != NULL ? GDALGetFileList(dataset) : NULL;
    for (char **path = list; path != NULL && *path != NULL; path++)
        read_files_add(reads, *path, as);
    CSLDestroy(list);
}
