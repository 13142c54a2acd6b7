#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The messages in other languages (libaudit/data/messages): no key that the program does not write, in every complete
language the same keys, each once, in every text the placeholders of its key, and commands and options untranslated.
French texts of all data have a no-break space before : ; ? ! and inside guillemets.

    check_messages.py ROOT
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'tools'))
from known import yamls
from known.languages import listed
from known.vocabulary import Bad
from running import Complaints

PLACEHOLDER = re.compile(r'\{(\d)[#!]?\}')
SENTENCE = re.compile(r'\{(\d)!\}')  # is translated, too: only where the other language says so as well
# What a message holds as it is: options, commands in quotes, names of files and columns, numbers with a unit.
LITERAL = re.compile(r"--[a-z][a-z-]+|'rasif[^']*'|`rasif[^`]*`|\.ya?ml|[a-z]+_[a-z_]+|\b[A-Z]{3,}[A-Z:=N]*\b|\bEPSG:N\b|\d\d+M?\b|\d\.\d")
WINDOW = 2  # words in a row that the program writes: formats are put together of pieces
# Words of the C library.
SYSTEM = {'No such file or directory', 'Permission denied', 'Is a directory', 'Not a directory',
          'No space left on device', 'Read-only file system', 'File too large'}
COMPOSED = {"unknown measure '{1}'", "unknown value of {1} '{2}'"}  # of "unknown %s '%s'"


def literals(root):
    """All string literals of the sources, neighbours joined, in one text."""
    text = []
    files = sorted([*root.glob('cli/*.[ch]'), *root.glob('libaudit/**/*.[ch]'), *root.glob('libaudit/**/*.def')])
    for file in files:
        source = re.sub(r'/\*.*?\*/', ' ', file.read_text(encoding='utf-8'), flags=re.S).replace('\\\n', ' ')
        for found in re.finditer(r'(?:"(?:[^"\\\n]|\\.)*"\s*)+', source):
            joined = ''.join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', found[0]))
            text.append(joined.replace('\\"', '"').replace('\\n', '\n').replace('%%', '%'))
    return '\n\0'.join(text)


def is_written(key, source):
    """Some of the sentence, two words in a row or as many as a piece has, is in the sources."""
    pieces = [re.findall(r'[^\s\d]\S*', piece) for piece in re.split(r'\{\d[#!]?\}', key)]
    most = min(WINDOW, max(len(piece) for piece in pieces))
    windows = [' '.join(piece[i:i + most]) for piece in pieces for i in range(len(piece) - most + 1)]
    joined = ' '.join(source.split())
    return any(window.strip("'\"();:,") in joined for window in windows)


# Calls that make the sentence of an error. What only a caller in C meets stays English: mistakes in arguments and in the build.
FAILS = re.compile(r'\bfail(?!_memory)(?:_[a-z]+)?\(([^;]*)\);')
ONE_LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*(?:PRI\w+|[A-Z_]+)?\s*"(?:[^"\\\n]|\\.)*")*')
CALLER = re.compile(r'NULL|embedded|built-in file|in this build|^choice of repairs: |^%s, column %s: a cell|^rasif_|^there is no gate new:'
                    r'|^there is no layer to choose|^data/|^the list of words is missing|^a text field passed|ids do not ascend'
                    r'|there is no input to write|^more than %d declared|as PROJJSON|pages are of another kind|^a preset has more than')
CONVERSION = re.compile(r'%[-0-9.*]*(?:zu|ld|lld|l?u|s|d|g|f|c)')
FEWEST_WORDS = 3  # shorter ones are pieces


def untranslated(root, keys):
    """(file, piece) of every sentence of an error of which a piece between its values is in no key."""
    known = '\n'.join(' '.join(key.split()) for key in keys)
    for file in sorted([*root.glob('cli/*.c'), *root.glob('libaudit/**/*.c')]):
        for call in FAILS.finditer(re.sub(r'/\*.*?\*/', ' ', file.read_text(encoding='utf-8'), flags=re.S)):
            for literal in ONE_LITERAL.finditer(call[1]):
                text = ''.join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', literal[0])).replace('\\"', '"')
                for piece in CONVERSION.split(text if not CALLER.search(text) else ''):
                    piece = ' '.join(piece.replace('%%', '%').split())
                    if len(re.findall(r'[a-z]{2,}', piece)) >= FEWEST_WORDS and piece not in known:
                        yield file.relative_to(root), piece


# A sign that stands apart from its word needs a space that no line breaks at; signs of code ("sql:") touch theirs.
LOOSE = re.compile('(?<! ) (?=[:;?!»](?:[ »).,]|$))|«(?!\u00a0)|(?<!\u00a0)»')


def texts_of(node, french, path=''):
    """(path, text) of every French text: of a whole file, else below keys `fr`."""
    if isinstance(node, str):
        if french:
            yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from texts_of(value, french or key == 'fr', f'{path}.{key}')
    else:
        for value in node:
            yield from texts_of(value, french, path)


def check_french(wrong, data):
    n = 0
    for file in sorted(data.rglob('*.yaml')):
        for path, text in texts_of(read(wrong, file), file.stem == 'fr'):
            n += 1
            wrong.expect(not LOOSE.search(text), f'{file.relative_to(data)}: {path[1:]}: no no-break space in {text!r}')
    wrong.expect(n > 1000, f'{n} French texts')


def read(wrong, file):
    """The messages of a file; a key that is there twice is an error, of which the library would say nothing but this."""
    try:
        return yamls.read(file)
    except Bad as problem:
        wrong.expect(False, f'{file.name}: {problem}')
        return {}


def words_of(text):
    return sorted(LITERAL.findall(PLACEHOLDER.sub(' ', text)))


def main():
    root = pathlib.Path(sys.argv[1])
    wrong = Complaints()
    folder = root / 'libaudit/data/messages'
    there = {file.stem: read(wrong, file) for file in sorted(folder.glob('*.yaml'))}
    states = listed(root)
    complete = [code for code in list(states)[1:] if states[code]]
    for code in complete:
        wrong.expect(code in there, f'no messages in {code}')
    for code in there:
        wrong.expect(code in list(states)[1:], f'messages/{code}.yaml is not of the list of languages')
    keys = set().union(*(set(there[code]) for code in complete if code in there))
    source = literals(root)
    for key in sorted(keys):
        wrong.expect(not re.search(r'%(\.\*)?(s|d|u|zu|lld)\b', key), f'{key!r} has a conversion of printf and fits no sentence: {{0}}')
        wrong.expect(key in SYSTEM | COMPOSED or is_written(key, source), f'no source writes {key!r}')
    for file, sentence in untranslated(root, keys):
        wrong.expect(False, f'{file}: no language has {sentence!r}')
    for code, messages in there.items():
        for key in sorted(keys - set(messages)) if code in complete else ():
            wrong.expect(False, f'messages/{code}.yaml lacks {key!r}')
        for key, text in messages.items():
            wrong.expect(isinstance(text, str) and text, f'{code}: {key!r} has no text')
            asked, given = set(PLACEHOLDER.findall(key)), set(PLACEHOLDER.findall(str(text)))
            wrong.expect(asked == given, f'{code}: {key!r} has {asked}, its text {given}')
            wrong.expect(set(SENTENCE.findall(key)) == set(SENTENCE.findall(str(text))), f'{code}: {key!r}: marks of sentences differ')
            wrong.expect(words_of(key) == words_of(str(text)), f'{code}: {key!r}: {words_of(key)} became {words_of(str(text))}')
    check_french(wrong, root / 'libaudit/data')
    wrong.finish()


if __name__ == '__main__':
    main()
