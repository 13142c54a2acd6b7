# SPDX-License-Identifier: MIT
"""What the audit knows (libaudit/data), checked by subject. See ../check_data.py."""
