#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What was built is hardened: its ELF files are read, byte by byte.

    check_hardening.py layout FILE...     nothing writable is executable, no stack either; what the
                                          dynamic linker fills in is filled in at the start and read-only
                                          from then on; programs lie anywhere; stacks are guarded
    check_hardening.py fortify on FILE... calls of the C library that know the size of their target are
                                          those that check it
    check_hardening.py fortify off        skipped: without optimisation, and under a sanitizer, there
                                          are none
"""
import pathlib
import struct
import sys

PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_GNU_STACK, PT_GNU_RELRO = 1, 2, 3, 0x6474e551, 0x6474e552
PF_X, PF_W = 1, 2
ET_DYN, SHT_DYNSYM = 3, 11
DT_TEXTREL, DT_BIND_NOW, DT_FLAGS, DT_FLAGS_1 = 22, 24, 30, 0x6ffffffb
DF_TEXTREL, DF_BIND_NOW, DF_1_NOW = 4, 8, 1


class Elf:
    """Headers of an ELF file of either width and either order of bytes."""

    def __init__(self, path):
        self.bytes = pathlib.Path(path).read_bytes()
        if self.bytes[:4] != b'\x7fELF':
            raise ValueError(f'{path} is no ELF file')
        self.wide = self.bytes[4] == 2
        self.order = '<' if self.bytes[5] == 1 else '>'
        self.type = self.unpack('H', 16)[0]
        table = self.unpack('QQ' if self.wide else 'II', 32 if self.wide else 28)
        sizes = self.unpack('HHHH', 54 if self.wide else 42)
        self.segments = [self.segment(table[0] + i * sizes[0]) for i in range(sizes[1])]
        self.sections = [self.section(table[1] + i * sizes[2]) for i in range(sizes[3])]

    def unpack(self, form, at):
        return struct.unpack_from(self.order + form, self.bytes, at)

    def segment(self, at):
        """(type, flags, offset, size in the file)"""
        if self.wide:
            kind, flags, offset, _, _, size = self.unpack('IIQQQQ', at)
        else:
            kind, offset, _, _, size, _, flags = self.unpack('IIIIIII', at)
        return kind, flags, offset, size

    def section(self, at):
        """(type, offset, size, link)"""
        _, kind, _, _, offset, size, link = self.unpack('IIQQQQI' if self.wide else 'IIIIIII', at)
        return kind, offset, size, link

    def of(self, kind):
        return [segment for segment in self.segments if segment[0] == kind]

    def dynamic(self):
        """The dynamic section, tag to value."""
        step = 16 if self.wide else 8
        return {tag: value for _, _, offset, size in self.of(PT_DYNAMIC) for at in range(offset, offset + size, step)
                for tag, value in [self.unpack('QQ' if self.wide else 'II', at)]}

    def wanted_symbols(self):
        """Names of functions that other libraries are to give."""
        names = set()
        for kind, offset, size, link in self.sections:
            if kind != SHT_DYNSYM:
                continue
            for at in range(offset, offset + size, 24 if self.wide else 16):
                name = self.unpack('I', at)[0]
                where = self.unpack('H', at + (6 if self.wide else 14))[0]
                start = self.sections[link][1] + name
                if where == 0 and name != 0:
                    names.add(self.bytes[start:self.bytes.index(b'\0', start)].decode())
        return names


def layout(elf):
    """What is wrong, in words."""
    dynamic = elf.dynamic()
    flags, flags_1 = dynamic.get(DT_FLAGS, 0), dynamic.get(DT_FLAGS_1, 0)
    checks = {
        'is no shared object and no program that may lie anywhere (PIE)': elf.type == ET_DYN,
        'has pages that are both writable and executable':
            elf.of(PT_LOAD) and not any(s[1] & PF_W and s[1] & PF_X for s in elf.of(PT_LOAD)),
        'asks for an executable stack': elf.of(PT_GNU_STACK) and not any(s[1] & PF_X for s in elf.of(PT_GNU_STACK)),
        'has no part that is read-only after linking (RELRO)': elf.of(PT_GNU_RELRO),
        'is linked lazily (no BIND_NOW)':
            DT_BIND_NOW in dynamic or flags & DF_BIND_NOW or flags_1 & DF_1_NOW,
        'has code that the dynamic linker writes to (TEXTREL)':
            DT_TEXTREL not in dynamic and not flags & DF_TEXTREL,
        'has no guarded stacks (__stack_chk_fail)':
            any(name.startswith('__stack_chk_fail') for name in elf.wanted_symbols()),
    }
    return [what for what, good in checks.items() if not good]


def fortify(elf):
    checked = [name for name in elf.wanted_symbols() if name.startswith('__') and name.endswith('_chk')]
    print('  checked calls:', ' '.join(sorted(checked)) or 'none')
    return [] if checked else ['has no checked call of the C library (_FORTIFY_SOURCE)']


def main():
    what, files = sys.argv[1], sys.argv[2:]
    if what == 'fortify' and files.pop(0) == 'off':
        print('skipped: built without optimisation, with a sanitizer, or with its own _FORTIFY_SOURCE')
        sys.exit(77)
    programs = wrong = 0
    for path in files:
        elf = Elf(path)
        programs += bool(elf.of(PT_INTERP))
        found = layout(elf) if what == 'layout' else fortify(elf)
        wrong += len(found)
        print(path, *found or ['as it should be'], sep='\n  ')
    if programs == 0 or programs == len(files):
        print('a library and a program are expected')
        sys.exit(1)
    sys.exit(1 if wrong else 0)


if __name__ == '__main__':
    main()
