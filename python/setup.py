# SPDX-License-Identifier: MIT
"""The compiled module, for the stable ABI: one wheel serves every Python from 3.9 on."""
from setuptools import Extension, setup

setup(
    ext_modules=[Extension('rasif._stream', ['rasif/_stream.c'], py_limited_api=True,
                           define_macros=[('Py_LIMITED_API', '0x03090000')])],
    options={'bdist_wheel': {'py_limited_api': 'cp39'}},
)
