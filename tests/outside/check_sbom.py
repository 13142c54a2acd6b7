#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The software bill of materials is SPDX 2.3, lists what the library is linked with, and comes out the same anywhere.

    check_sbom.py RASIF.spdx.json LIBRARY MAKE_SBOM.py

The rules are those of the JSON schema of SPDX 2.3 for the members that are used: no other member, none that is required
missing, ids and dates of the right form, and every relationship between elements that are there. Libraries are
compared with what readelf finds in LIBRARY, licences with the words of the SPDX licence list that occur here."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from running import Complaints

ROOT = {'spdxVersion', 'dataLicense', 'SPDXID', 'name', 'documentNamespace', 'creationInfo', 'packages', 'relationships'}
REQUIRED = {'SPDXID', 'name', 'downloadLocation'}
PACKAGE = REQUIRED | {'versionInfo', 'homepage', 'filesAnalyzed', 'licenseConcluded', 'licenseDeclared', 'copyrightText',
                      'primaryPackagePurpose', 'sourceInfo', 'externalRefs'}
REFERENCE = {'referenceCategory', 'referenceType', 'referenceLocator'}
RELATION = {'spdxElementId', 'relationshipType', 'relatedSpdxElement'}
DATE = re.compile(r'[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z')
LICENCES = {'MIT', 'LGPL-2.1-or-later', 'blessing', 'BSD-2-Clause'}
# Of the C library and the compiler: not listed, for every program has them.
SYSTEM = re.compile(r'lib(c|m|pthread|gcc_s|asan|ubsan)\.so|libclang_rt|ld-linux')


def check_package(wrong, package):
    name = package.get('name')
    wrong.expect(REQUIRED <= set(package) <= PACKAGE, f'{name}: members {sorted(package)}')
    wrong.expect(re.fullmatch(r'SPDXRef-[a-zA-Z0-9.-]+', package['SPDXID']), f'{name}: id {package["SPDXID"]}')
    wrong.expect(package['licenseDeclared'] in LICENCES, f'{name}: licence {package["licenseDeclared"]}')
    wrong.expect(package['primaryPackagePurpose'] in {'APPLICATION', 'LIBRARY'}, f'{name}: purpose')
    wrong.expect(package['filesAnalyzed'] is False, f'{name}: no files are listed')
    wrong.expect(re.match(r'\d+\.\d+', package['versionInfo']), f'{name}: version {package["versionInfo"]}')
    for reference in package.get('externalRefs', []):
        wrong.expect(set(reference) == REFERENCE and reference['referenceCategory'] == 'PACKAGE-MANAGER' and
                     re.fullmatch(r'pkg:deb/debian/[a-z0-9.+-]+@[\w.%~-]+\?arch=\w+', reference['referenceLocator']),
                     f'{name}: reference {reference}')


def check_document(wrong, document):
    wrong.expect(set(document) == ROOT, f'members {sorted(document)}')
    wrong.expect((document['spdxVersion'], document['dataLicense'], document['SPDXID']) ==
                 ('SPDX-2.3', 'CC0-1.0', 'SPDXRef-DOCUMENT'), 'the heading is not that of SPDX 2.3')
    info = document['creationInfo']
    wrong.expect(set(info) == {'created', 'creators'} and DATE.fullmatch(info['created']) and info['creators'], f'{info}')
    wrong.expect(re.fullmatch(r'urn:uuid:[0-9a-f-]{36}', document['documentNamespace']), 'the namespace is no URI')
    for package in document['packages']:
        check_package(wrong, package)
    ids = [document['SPDXID']] + [package['SPDXID'] for package in document['packages']]
    wrong.expect(len(set(ids)) == len(ids), 'an id occurs twice')
    for relation in document['relationships']:
        ends = {relation['spdxElementId'], relation['relatedSpdxElement']}
        wrong.expect(set(relation) == RELATION and ends <= set(ids), f'relationship {relation}')
        wrong.expect(relation['relationshipType'] in {'DESCRIBES', 'DYNAMIC_LINK'}, f'relationship {relation}')


def check_linked(wrong, document, library):
    """By the first letters behind "lib", in lower case: libgeos_c.so.1 is GEOS, libsqlite3.so.0 SQLite."""
    printed = subprocess.run(['readelf', '-d', library], capture_output=True, text=True, check=True,
                             env=dict(os.environ, LC_ALL='C')).stdout
    needed = {name for name in re.findall(r'\(NEEDED\).*\[(.*)\]', printed) if not SYSTEM.match(name)}
    linked = {re.match(r'lib([a-z]+)', name)[1] for name in needed}
    names = {package['name'].lower().removeprefix('lib') for package in document['packages']
             if package['primaryPackagePurpose'] == 'LIBRARY'}
    wrong.expect(linked == names, f'linked: {sorted(linked)}, listed: {sorted(names)}')


def check_same(wrong, document, make):
    """Made anew elsewhere, in another zone, language and order: the same bytes."""
    pairs = [f'{key}={package["versionInfo"]}' for key, package in
             ((package['SPDXID'].removeprefix('SPDXRef-'), package) for package in document['packages'][1:])]
    licence = str(make.parents[1] / 'LICENSE')
    made = []
    for zone, order in (('UTC', 1), ('Asia/Amman', -1)):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, make, f'{folder}/x.json', document['packages'][0]['versionInfo'], licence,
                            *pairs[::order]], check=True, cwd=folder,
                           env=dict(os.environ, TZ=zone, LC_ALL='C', SOURCE_DATE_EPOCH='1790000000'))
            made.append((pathlib.Path(folder) / 'x.json').read_bytes())
    wrong.expect(made[0] == made[1], 'the list depends on where it is made')
    again = json.loads(made[0])
    wrong.expect(again['packages'] == document['packages'], 'the list made anew differs')
    refused = subprocess.run([sys.executable, make, os.devnull, '1.0', licence, 'libnew=1'], capture_output=True, text=True,
                             check=False)
    wrong.expect(refused.returncode == 1 and 'describe libnew' in refused.stderr, 'an unknown library was accepted')


def main():
    path, library, make = (pathlib.Path(name).resolve() for name in sys.argv[1:4])
    document = json.loads(path.read_text(encoding='utf-8'))
    wrong = Complaints()
    check_document(wrong, document)
    check_linked(wrong, document, library)
    check_same(wrong, document, make)
    print(f'{len(document["packages"])} packages')
    wrong.finish()


if __name__ == '__main__':
    main()
