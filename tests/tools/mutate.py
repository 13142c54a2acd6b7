#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Do the unit tests notice a wrong line? Changes one line at a time and runs the unit programs until one fails.

    mutate.py BUILD                     the mutations of tests/tools/mutations.txt
    mutate.py BUILD --distances         every documented distance, a hundredth smaller and larger
    mutate.py BUILD --only cover kerbs  those whose file or name holds one of the words
    mutate.py BUILD --first 20 60       number 20 to 60 of the list

BUILD is a compiled build folder of this source tree; nothing in it or in the sources is changed. A mutation costs one
object, then per unit program one link and one run. The mutated object comes before librasif-core.a on the command line of
the linker, which then never opens the member it stands for. Programs that do not contain that member are left out, and
those whose name is like that of the mutated file run first. A constant of a header is changed in a copy of the header in a
folder that the compiler looks into first, and the files that name the constant are compiled.

A header's constant that inline functions use is compiled into the files that include them, not into the tests.

Prints one line per mutation: `caught by PROGRAM`, `survived`, or `stale` where the text is not in the file once (the source
was changed: correct the list). Exit code 1 when one that the list does not mark as equivalent survived, or is stale.
Equivalent mutants, which no test can notice, say so in the list (`equal:`) and are not run."""
import argparse
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'check'))
import check_distances  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = ROOT / 'tests/tools/mutations.txt'
# Unit programs that test a file of another name, most likely first.
LIKELY = {
    'link': 'limits_link link_cover link_crossings link_streets along graph way link_property',
    'network': 'limits_network gaps islands reach way',
    'rule': 'need_sums judge slice sums score score_chain rules_base rules_load condition',
    'measure': 'limits_measure measure slopes centre',
    'geo': 'limits_geo geo_line geo_grid geo_area geo_wkb geo_crs geo_crs_guess centre centre_tips',
    'write': 'output output_file output_fill form',
    'sqlitefile': 'btree rtree plain output_fill',
    'mapping': 'mapping inputs read',
    'read': 'read inputs mapping read_threads',
}


class Mutation:
    def __init__(self, kind, path, old, new, equal=''):
        self.kind, self.path, self.old, self.new, self.equal = kind, path, old, new, equal

    def __str__(self):
        return ' '.join(f'{self.path}: {self.kind}: {self.old} -> {self.new}'.split())


def read_list():
    """Blocks of lines `kind path`, `- old line`, `+ new line`, and `equal: why` where no test can tell them apart."""
    out = []
    for block in re.split(r'\n\s*\n', LIST.read_text(encoding='utf-8')):
        lines = [line for line in block.splitlines() if line and not line.startswith('#')]
        if not lines:
            continue
        kind, path = lines[0].rsplit(' ', 1)
        old = ''.join(line[2:] for line in lines if line.startswith('- '))
        new = ''.join(line[2:] for line in lines if line.startswith('+ '))
        equal = ' '.join(line[7:] for line in lines if line.startswith('equal: '))
        out.append(Mutation(kind, path, old, new, equal))
    return out


def distances():
    """Every distance that a test must name, a hundredth smaller and larger."""
    for limit in check_distances.limits(ROOT):
        for word, factor in (('smaller', '0.99'), ('larger', '1.01')):
            yield Mutation(word, limit.path, limit.line, check_distances.scaled(limit, factor))


class Build:
    """Commands of a build folder, and where mutated objects go."""

    def __init__(self, folder, scratch):
        self.folder, self.scratch = folder.resolve(), pathlib.Path(scratch)
        self.compile, self.links, self.members = {}, {}, {}
        listing = self.ninja('-t', 'targets', 'all')
        self.programs = sorted(set(re.findall(r'^tests/test-(\w+): ', listing, re.M)))
        self.programs = [p for p in self.programs if not p.endswith('_real')]

    def ninja(self, *args):
        return subprocess.run(['ninja', '-C', self.folder, *args], check=True, text=True, capture_output=True).stdout

    def object_of(self, path):
        return 'libaudit/librasif-core.a.p/' + path.removeprefix('libaudit/').replace('/', '_') + '.o'

    def compile_to(self, path, source, include):
        """Compiles `source` as the file `path` of the tree would be. The object, or None."""
        name = self.object_of(path)
        if path not in self.compile:
            self.compile[path] = shlex.split(self.ninja('-t', 'commands', '-s', name).splitlines()[-1])
        command = [word for word in self.compile[path] if word not in ('-Werror', 'ccache')]
        out = self.scratch / pathlib.Path(name).name
        command[command.index('-o') + 1] = str(out)
        command[-1] = str(source)
        command = [command[0], *(f'-I{i}' for i in include), f'-I{ROOT / "libaudit"}', '-w', *command[1:]]
        for flag in ('-MF', '-MQ'):
            at = command.index(flag)
            del command[at:at + 2]
        command.remove('-MD')
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stderr)
        return out if done.returncode == 0 else None

    def link(self, program, objects, trace=False):
        """The program with these objects before the library; what the linker printed."""
        if program not in self.links:
            self.links[program] = shlex.split(self.ninja('-t', 'commands', '-s', f'tests/test-{program}').splitlines()[-1])
        command = list(self.links[program])
        out = self.scratch / f'test-{program}'
        at = command.index('-o')
        command[at + 1] = str(out)
        command[at + 2:at + 2] = [str(o) for o in objects] + (['-Wl,-t'] if trace else [])
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        return out, done.stdout + done.stderr, done.returncode

    def contains(self, program, path):
        """Is the object of that file a part of the program?"""
        if program not in self.members:
            self.members[program] = set(re.findall(r'librasif-core\.a(?:\.p/|[)(]+)([\w.+-]+\.o)', self.link(program, [], True)[1]))
        return pathlib.Path(self.object_of(path)).name in self.members[program]

    def fails(self, program, objects):
        """Links and runs one unit program; does it fail?"""
        out, said, code = self.link(program, objects)
        if code != 0:
            raise SystemExit(f'{program} does not link:\n{said[:2000]}')
        try:
            done = subprocess.run([out], cwd=ROOT, capture_output=True, timeout=300,
                                  env={**os.environ, 'CMOCKA_MESSAGE_OUTPUT': 'STDOUT'})
            return done.returncode not in (0, 77)
        except subprocess.TimeoutExpired:
            return True # an endless loop is noticed, too
        finally:
            out.unlink(missing_ok=True)


def order(build, paths):
    """Unit programs that contain one of the files, likely ones first."""
    stems = {pathlib.Path(p).stem for p in paths}
    folders = [p.split('/')[1] for p in paths]
    likely = ' '.join(LIKELY.get(folder, '') for folder in dict.fromkeys(folders)).split()

    def rank(program):
        words = set(program.split('_'))
        near = max(len(words & set(stem.split('_'))) for stem in stems)
        return (-near, likely.index(program) if program in likely else 99, program)
    return [p for p in sorted(build.programs, key=rank) if any(build.contains(p, path) for path in paths)]


def mutated(build, mutation):
    """Objects of the mutation and the files they stand for; None = stale."""
    text = (ROOT / mutation.path).read_text(encoding='utf-8')
    if text.count(mutation.old) != 1 or mutation.old == mutation.new:
        return None, []
    text = text.replace(mutation.old, mutation.new)
    if mutation.path.endswith('.c'):
        source = build.scratch / pathlib.Path(mutation.path).name
        source.write_text(text, encoding='utf-8')
        here = (ROOT / mutation.path).parent
        return [build.compile_to(mutation.path, source, [here])], [mutation.path]
    folder = build.scratch / 'include'
    header = folder / mutation.path.removeprefix('libaudit/')
    header.parent.mkdir(parents=True, exist_ok=True)
    header.write_text(text, encoding='utf-8')
    name = re.search(r'#define (\w+)', mutation.old).group(1)
    # Files that name it, or include a header whose inline functions do.
    headers = [str(p.relative_to(ROOT / 'libaudit')) for p in (ROOT / 'libaudit').rglob('*.h')
               if re.search(rf'^[^#/ ].*\b{name}\b|^ +.*\b{name}\b.*;', p.read_text(encoding='utf-8'), re.M)]
    wanted = '|'.join([rf'\b{name}\b', *(rf'#include "{re.escape(h)}"' for h in headers)])
    users = [str(p.relative_to(ROOT)) for p in sorted((ROOT / 'libaudit').rglob('*.c'))
             if re.search(wanted, p.read_text(encoding='utf-8'))]
    objects = [build.compile_to(path, ROOT / path, [folder]) for path in users]
    header.unlink()
    return objects, users


def try_out(build, mutation):
    """What is printed about one mutation."""
    objects, paths = mutated(build, mutation)
    if objects is None:
        return 'stale'
    if None in objects:
        return 'does not compile'
    for program in order(build, paths):
        if build.fails(program, objects):
            return f'caught by {program}'
    return 'survived'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build', type=pathlib.Path)
    parser.add_argument('--distances', action='store_true')
    parser.add_argument('--only', nargs='*', default=[''])
    parser.add_argument('--programs', nargs='*', help='only these unit programs')
    parser.add_argument('--first', nargs=2, type=int, default=(1, 10 ** 6))
    args = parser.parse_args()
    chosen = list(distances()) if args.distances else read_list()
    counts = {'caught': 0, 'equal': 0}
    with tempfile.TemporaryDirectory(prefix='mutate-') as scratch:
        build = Build(args.build, scratch)
        build.programs = [p for p in build.programs if not args.programs or p in args.programs]
        for number, mutation in enumerate(chosen, 1):
            if not args.first[0] <= number <= args.first[1] or not any(w in str(mutation) for w in args.only):
                continue
            said = f'equal: {mutation.equal}' if mutation.equal else try_out(build, mutation)
            print(f'{number:3d} {said:28s} {mutation}', flush=True)
            word = re.match(r'\w+', said).group()
            counts[word] = counts.get(word, 0) + 1
    print(', '.join(f'{n} {word}' for word, n in counts.items()))
    return 0 if set(counts) == {'caught', 'equal'} else 1


if __name__ == '__main__':
    sys.exit(main())
