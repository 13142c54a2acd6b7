# SPDX-License-Identifier: MIT
"""The second reading of the scoring definition, by subject. See ../oracle.py."""
