/* SPDX-License-Identifier: MIT
 *
 * The compiled part of the Python package: a PyCapsule that owns an ArrowArrayStream, as the Arrow
 * PyCapsule interface demands (arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html).
 * Its destructor has to be C: it may run while an exception is on its way. It needs nothing of librasif;
 * the rest of the package is Python. Stable ABI of Python 3.9. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdlib.h>

/* The struct of the specification, so that neither librasif nor its header is needed here. */
struct ArrowSchema;
struct ArrowArray;
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#define STREAM_NAME "arrow_array_stream"

/* PyErr_Fetch: its successor came with Python 3.12. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/* A consumer that took the stream has set its `release` to NULL. Releasing may wait for a thread that
 * reads the same audit, and that one for Python. */
static void destroy(PyObject *capsule)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, STREAM_NAME);
    if (stream != NULL && stream->release != NULL) {
        Py_BEGIN_ALLOW_THREADS
        stream->release(stream);
        Py_END_ALLOW_THREADS
    }
    free(stream);
    PyErr_Restore(type, value, traceback);
}

/* A capsule without a stream yet: `release` is NULL, as after a consumer took it. */
static PyObject *new_capsule(PyObject *self, PyObject *nothing)
{
    (void)self;
    (void)nothing;
    struct ArrowArrayStream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        return PyErr_NoMemory();
    PyObject *capsule = PyCapsule_New(stream, STREAM_NAME, destroy);
    if (capsule == NULL)
        free(stream);
    return capsule;
}

/* Where the capsule's stream is, for rasif_table_arrow to fill in. */
static PyObject *address(PyObject *self, PyObject *capsule)
{
    (void)self;
    void *stream = PyCapsule_GetPointer(capsule, STREAM_NAME);
    return stream != NULL ? PyLong_FromVoidPtr(stream) : NULL;
}

static PyMethodDef methods[] = {
    {"new_capsule", new_capsule, METH_NOARGS, "A capsule that owns an ArrowArrayStream, which is empty."},
    {"address", address, METH_O, "The address of the ArrowArrayStream in the capsule."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_stream", "Capsules for Arrow streams.", 0, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__stream(void);
PyMODINIT_FUNC PyInit__stream(void)
{
    return PyModuleDef_Init(&module);
}
