#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the software bill of materials of the library and the command as SPDX 2.3 (JSON).

    make_sbom.py OUTPUT VERSION LICENSE PKG_CONFIG_NAME=VERSION...

Versions are those that the library is compiled against; meson knows them. The date is SOURCE_DATE_EPOCH, else that of
the licence file, and nothing else depends on time, place or user: the same build gives the same bytes. On Debian
each library also names the package that it came from. A library that LIBRARIES lacks is an error, so that a new
dependency is described here before it can be linked.
"""
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import uuid

# By the name in pkg-config: name, licence (SPDX expression, as the authors declare it), home, development file.
LIBRARIES = {
    'gdal': ('GDAL', 'MIT', 'https://gdal.org/', 'libgdal.so'),
    'geos': ('GEOS', 'LGPL-2.1-or-later', 'https://libgeos.org/', 'libgeos_c.so'),
    'proj': ('PROJ', 'MIT', 'https://proj.org/', 'libproj.so'),
    'sqlite3': ('SQLite', 'blessing', 'https://sqlite.org/', 'libsqlite3.so'),
    'yaml-0.1': ('libyaml', 'MIT', 'https://pyyaml.org/wiki/LibYAML', 'libyaml.so'),
    'libxxhash': ('xxHash', 'BSD-2-Clause', 'https://xxhash.com/', 'libxxhash.so'),
}


def debian_package(file):
    """Name, version and architecture of the Debian package that holds the library behind a development file, or None."""
    if not shutil.which('dpkg-query'):
        return None
    found = subprocess.run([*os.environ.get('CC', 'cc').split(), f'-print-file-name={file}'], capture_output=True, text=True,
                           check=False).stdout.strip()
    if not os.path.isabs(found):
        return None
    owner = subprocess.run(['dpkg-query', '-S', os.path.realpath(found)], capture_output=True, text=True, check=False,
                           env=dict(os.environ, LC_ALL='C')).stdout
    if not owner:
        return None
    shown = subprocess.run(['dpkg-query', '-W', '-f', '${Package}\t${Version}\t${Architecture}', owner.split(': ')[0]],
                           capture_output=True, text=True, check=False).stdout
    return shown.split('\t') if shown.count('\t') == 2 else None


def library(name, version):
    title, licence, home, file = LIBRARIES[name]
    entry = {
        'SPDXID': f'SPDXRef-{re.sub("[^a-zA-Z0-9.-]", "-", name)}',
        'name': title,
        'versionInfo': version,
        'downloadLocation': 'NOASSERTION',
        'homepage': home,
        'filesAnalyzed': False,
        'licenseConcluded': licence,
        'licenseDeclared': licence,
        'copyrightText': 'NOASSERTION',
        'primaryPackagePurpose': 'LIBRARY',
    }
    package = debian_package(file)
    if package:
        entry['sourceInfo'] = f'built against Debian package {package[0]} {package[1]}'
        entry['externalRefs'] = [{
            'referenceCategory': 'PACKAGE-MANAGER',
            'referenceType': 'purl',
            'referenceLocator': f'pkg:deb/debian/{package[0]}@{package[1].replace("+", "%2B").replace(":", "%3A")}?arch={package[2]}',
        }]
    return entry


def main(output, version, licence, *libraries):
    names = dict(pair.split('=', 1) for pair in libraries)
    unknown = sorted(set(names) - set(LIBRARIES))
    if unknown:
        sys.exit(f'make_sbom.py: describe {", ".join(unknown)} in LIBRARIES')
    with open(licence, encoding='utf-8') as stream:
        holder = next(line.strip() for line in stream if line.startswith('Copyright'))
    seconds = int(os.environ.get('SOURCE_DATE_EPOCH') or os.stat(licence).st_mtime)
    own = {
        'SPDXID': 'SPDXRef-rasif',
        'name': 'rasif',
        'versionInfo': version,
        'downloadLocation': 'NOASSERTION',
        'filesAnalyzed': False,
        'licenseConcluded': 'MIT',
        'licenseDeclared': 'MIT',
        'copyrightText': holder,
        'primaryPackagePurpose': 'APPLICATION',
    }
    packages = [own] + [library(name, names[name]) for name in sorted(names)]
    relations = [('SPDXRef-DOCUMENT', 'DESCRIBES', own['SPDXID'])]
    relations += [(own['SPDXID'], 'DYNAMIC_LINK', package['SPDXID']) for package in packages[1:]]
    document = {
        'spdxVersion': 'SPDX-2.3',
        'dataLicense': 'CC0-1.0',
        'SPDXID': 'SPDXRef-DOCUMENT',
        'name': f'rasif-{version}',
        # An address that stands for exactly this list.
        'documentNamespace': uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([packages, seconds], sort_keys=True)).urn,
        'creationInfo': {
            'created': datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ'),
            'creators': [f'Tool: make_sbom.py-{version}'],
        },
        'packages': packages,
        'relationships': [{'spdxElementId': a, 'relationshipType': kind, 'relatedSpdxElement': b} for a, kind, b in relations],
    }
    with open(output, 'w', encoding='utf-8') as stream:
        json.dump(document, stream, indent=2, ensure_ascii=False)
        stream.write('\n')


if __name__ == '__main__':
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
