# SPDX-License-Identifier: MIT
"""Flights of steps that are well known."""


def case_escalators_are_steps(cases):
    audited = cases.audit('c01_ramp_kinds.gpkg')
    for fid in (12, 13):
        audited.expect('lines', fid, 'an escalator is no way for a wheelchair',
                       role='steps', wcm_passable='no')
