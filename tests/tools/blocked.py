# SPDX-License-Identifier: MIT
"""What blocks a user is a finding: a property of every output, checked in its tables alone.

`unexplained(db)` names every element and street that is blocked for a profile without a finding, on it
or on the part that decides, that names the profile; and every gap that a finding should speak of and
none does. `unsaid(texts)` reads explanations of blocked features and names those whose
words name nothing."""
import math
import re
import struct
import subprocess

from running import columns, has_table, judged_tables, key_of, quote, run

BARRIER_M = 5.0  # docs/scoring.md: an absent stretch up to this stops nobody


COUNTS = ('covered', 'absent', 'unknown')


def profiles_of(db):
    """Codes of the profiles of an output."""
    return sorted({name[6:9] for table in judged_tables(db) for name in columns(db, table)
                   if re.fullmatch(r'rasif_[a-z]{3}_passable', name)})


class Outcome:
    def __init__(self, db):
        self.db = db
        self.blocks, self.rows, self.ramps, self.sides = {}, {}, {}, {}
        self.at_places, self.ends, self.segments, self.pieces, self.missing = {}, {}, {}, {}, {}
        for f in db.execute('SELECT * FROM audit_findings') if has_table(db, 'audit_findings') else []:
            codes = set((f['blocks'] or '').split(','))
            self.blocks.setdefault((f['table_name'], f['source_fid']), set()).update(codes)
            self.at_places.setdefault((f['table_name'], f['source_fid'], f['place']), set()).update(codes)
            if f['side']:
                self.missing.setdefault((f['table_name'], f['source_fid']), []).append(f)
        for table in judged_tables(db):
            key = key_of(db, table)
            for row in db.execute(f'SELECT * FROM {quote(table)}'):
                self.rows[table, row[key]] = row
        if has_table(db, 'audit_links'):
            for link in db.execute("SELECT * FROM audit_links WHERE kind = 'crossing-ramp'"):
                self.ramps.setdefault((link['from_table'], link['from_fid']), []).append(
                    (link['to_table'], link['to_fid']))
                self.ends.setdefault((link['to_table'], link['to_fid']), []).append(
                    (link['from_table'], link['from_fid'], link['place']))
        if has_table(db, 'audit_sides'):
            for side in db.execute('SELECT * FROM audit_sides ORDER BY street_table, street_fid, side, from_m'):
                key = side['street_table'], side['street_fid']
                self.sides.setdefault(key, {}).setdefault(side['side'], []).append(side)
        if has_table(db, 'audit_segments'):
            self.segments = {row['fid']: row for row in db.execute('SELECT * FROM audit_segments')}
            for side in db.execute('SELECT * FROM audit_sides ORDER BY segment_fid, street_table, street_fid, from_m'):
                self.pieces.setdefault(side['segment_fid'], []).append(side)
        self.profiles = [code for code in profiles_of(db)]
        self.first = {row['rasif_id']: key for key, row in self.rows.items()}

    def passable(self, key, profile):
        row = self.rows.get(key)
        name = f'rasif_{profile}_passable'
        return row[name] if row is not None and name in row.keys() else None

    def judged(self, key):
        """The first of several features on the same line, or of the parts of a crossing: it has the links
        and findings."""
        row = self.rows[key]
        base = row['rasif_part_of'] if 'rasif_part_of' in row.keys() else None
        base = base or re.sub(r'-\d+$', '', row['rasif_id'])
        return self.first.get(base, key)

    def names(self, key, profile):
        """Does a finding on it, or on the part that decides, name the profile?"""
        if profile in self.blocks.get(key, ()):
            return True
        if any(self.passable(ramp, profile) == 'no' and profile in self.blocks.get(ramp, ())
               for ramp in self.ramps.get(key, ())):
            return True
        # a raised kerb stands where a ramp is missing: told once, of the crossing's end
        if any(profile in self.at_places.get(end, ()) for end in self.ends.get(key, ())):
            return True
        first = self.judged(key)
        return (first != key and self.names(first, profile)) or self.sides_name(key, profile)

    def sides_name(self, key, profile):
        """Of streets: some segment of theirs is blocked; `unexplained` asks each of these itself."""
        segments = {piece['segment_fid'] for pieces in self.sides.get(key, {}).values() for piece in pieces}
        return any(self.segments[s][f'rasif_{profile}_passable'] == 'no' for s in segments if s in self.segments)

    def missing_names(self, segment, piece, profile):
        """A finding of what is missing there, of this segment."""
        return any(f['segment_id'] == self.segments[segment]['rasif_id'] and f['side'] == piece['side'] and
                   f['from_m'] < piece['to_m'] and f['to_m'] > piece['from_m'] and
                   profile in (f['blocks'] or '').split(',')
                   for f in self.missing.get((piece['street_table'], piece['street_fid']), ()))

    def side_names(self, segment, pieces, profile):
        """Of one side of a segment, from its one end to the other: None = nothing stops the profile
        there; else whether whatever does is named. Slivers of a run over a joint are not told, so one
        finding along a run does."""
        stops, run, metres = [], [], 0.0
        for piece in [*pieces, None]:
            if piece is not None and piece['state'] == 'absent':
                run.append(piece)
                metres += piece['to_m'] - piece['from_m']
                continue
            if metres > BARRIER_M:
                stops.append(any(self.missing_names(segment, part, profile) for part in run))
            run, metres = [], 0.0
            if piece is not None and piece['state'] == 'covered' and piece[f'rasif_{profile}_passable'] == 'no':
                stops.append(self.names((piece['by_table'], piece['by_fid']), profile))
        return all(stops) if stops else None

    def walks(self, segment):
        """Both sides of a segment, piece after piece. Features of it follow each other by their ends."""
        stretches = []
        for piece in self.pieces.get(segment, ()):
            last = stretches[-1] if stretches else None
            if last and all(last[0][c] == piece[c] for c in ('street_table', 'street_fid')):
                side = [p for p in last if p['side'] == piece['side']]
                if not side or side[-1]['to_m'] == piece['from_m']:
                    last.append(piece)
                    continue
            stretches.append([piece])
        return walk_of(stretches)


def ends_of(stretch):
    """Both ends of what one feature has of a segment, in its drawing direction."""
    left = [p for p in stretch if p['side'] == 'left']
    return line_of(left[0]['geom'])[0], line_of(left[-1]['geom'])[-1]


def line_of(blob):
    start = 8 + (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    n = struct.unpack_from('<I', blob, start + 5)[0]
    return [struct.unpack_from('<dd', blob, start + 9 + 16 * k) for k in range(n)]


def away(a, b):
    return math.hypot(a[0] - b[0], a[1] - b[1])


def walk_of(stretches):
    """Stretches put in a row by the ends that lie nearest; (left, right) in the direction of the first."""
    left = list(stretches)
    row = [(left.pop(0), False)] if left else []
    while left:
        head, tail = ends_of(row[0][0])[row[0][1]], ends_of(row[-1][0])[not row[-1][1]]
        joins = [(away(place, end), k, at_tail, (k_end == 1) == at_tail)
                 for k, stretch in enumerate(left) for k_end, end in enumerate(ends_of(stretch))
                 for at_tail, place in ((True, tail), (False, head))]
        _, k, at_tail, turned = min(joins)
        item = left.pop(k), turned
        row = row + [item] if at_tail else [item] + row
    sides = {'left': [], 'right': []}
    for stretch, turned in row:
        for side, other in (('left', 'right'), ('right', 'left')):
            pieces = [p for p in stretch if p['side'] == (other if turned else side)]
            sides[side] += reversed(pieces) if turned else pieces
    return sides


def unexplained(db):
    out, bad = Outcome(db), []
    for key in out.rows:
        for profile in out.profiles:
            if out.passable(key, profile) == 'no' and not out.names(key, profile):
                bad.append(f'{key[0]}:{key[1]} is blocked for {profile} and no finding says why')
    for fid, row in out.segments.items():
        for side, pieces in out.walks(fid).items():
            bad += [f'segment {fid} ({row["street_table"]}:{row["street_fid"]}) {side}: something stops {profile}'
                    ' and no finding says what' for profile in out.profiles
                    if out.side_names(fid, pieces, profile) is False]
        bad += [f'segment {fid} ({row["street_table"]}:{row["street_fid"]}) is blocked for {profile} and nothing is'
                ' on one of its sides' for profile in out.profiles if out.pieces.get(fid) and
                row[f'rasif_{profile}_passable'] == 'no' and
                any(out.side_names(fid, pieces, profile) is None and any(p['state'] in COUNTS for p in pieces)
                    for pieces in out.walks(fid).values())]
    if has_table(db, 'audit_gaps') and 'finding_id' in columns(db, 'audit_gaps'):
        bad += [f'gap {row["kind"]} ({row["evidence"]}) of {row["street_table"]}:{row["street_fid"]} has no finding'
                for row in db.execute(
                    "SELECT * FROM audit_gaps WHERE evidence <> 'unknown' AND (finding_id IS NULL"
                    ' OR finding_id NOT IN (SELECT finding_id FROM audit_findings))')]
        twice = db.execute('SELECT count(*) - count(DISTINCT finding_id) FROM audit_findings').fetchone()[0]
        bad += [f'{twice} findings share an id'] if twice else []
    return bad


def blocked(db):
    """Features that are blocked for somebody."""
    out = Outcome(db)
    return [key for key in out.rows
            if any(out.passable(key, profile) == 'no' for profile in out.profiles)]


def blocked_pairs(db):
    """(table, fid, profile) of everything that is blocked: features and segments."""
    out = Outcome(db)
    pairs = [(*key, profile) for key in out.rows for profile in out.profiles
             if out.passable(key, profile) == 'no']
    return out, pairs + [('audit_segments', fid, profile) for fid, row in out.segments.items()
                         for profile in out.profiles if row[f'rasif_{profile}_passable'] == 'no']


def said_of(program, path, keys, language='en'):
    """{(table, fid): its explanation}, all by one process (tests/tools/explain_many.c)."""
    names = [f'{table}:{fid}' for table, fid in keys]
    done = subprocess.run([str(program), str(path), language], input=''.join(f'{name}\n' for name in names),
                          capture_output=True, text=True, check=True, timeout=1800)
    texts = done.stdout.split('\f')[:-1]
    assert len(texts) == len(names), f'{path}: {len(texts)} explanations of {len(names)}'
    return dict(zip(keys, texts))


def explained(rasif, path, keys):
    """The same, each by the command."""
    return {key: run(rasif, 'explain', path, '%s:%s' % key).stdout for key in keys}


NOTHING = ('nothing blocks', 'No finding', 'one of its blocking needs', 'ولا شيء يمنع المرور', 'لا مخالفات:',
           'أحد الشروط المانعة')
VERDICT = r'(?:Blocked|Unknown|Poor|Fair|Good|Nothing that matters) (?:for|to) '


def verdicts(text):
    """The sentences above the line that says which feature it is, below a title of at most one line."""
    lines = text.split('\n')
    end = next(i for i, line in enumerate(lines) if re.search(r', layer .*, FID \d+, rasif_id ', line))
    start = 0 if re.match(VERDICT, lines[0]) else 1
    whole = ' '.join(' '.join(lines[start:end]).split())
    return [said.strip() for said in re.split(rf'(?:^|(?<=\. ))(?={VERDICT})', whole) if said.strip()]


class Proofs:
    """Is what an explanation names as the cause really one? From the tables of the output alone."""

    def __init__(self, out, db, users):
        self.out, self.users = out, users
        self.messages, self.absent = {}, {}
        for f in db.execute('SELECT * FROM audit_findings') if has_table(db, 'audit_findings') else []:
            for code in (f['blocks'] or '').split(','):
                self.messages.setdefault((f['table_name'], f['source_fid'], code), []).append(f['message_en'])
        self.barriers = {((link['from_table'], link['from_fid']), (link['to_table'], link['to_fid']))
                         for link in db.execute("SELECT * FROM audit_links WHERE kind = 'barrier-path'")}
        for pieces in out.pieces.values():
            for p in pieces:
                if p['state'] == 'absent':
                    self.absent.setdefault((p['street_table'], p['street_fid']), []).append((p['from_m'], p['to_m']))

    def codes(self, sentence):
        """Profiles of "Blocked for a, b and c, because ..."."""
        match = re.match(r'Blocked for (.*?), because ', sentence)
        return {code for code, words in self.users.items() if match and
                (words in match[1] or match[1] == 'every user of this audit')}

    def stops(self, key, code):
        """Does this feature stop the profile: by its own verdict, or by a finding that names it?"""
        segment = self.out.segments.get(key[1]) if key[0] == 'audit_segments' else None
        passable = segment[f'rasif_{code}_passable'] if segment else self.out.passable(key, code)
        return passable == 'no' or (*key, code) in self.messages

    def wrong(self, key, code, why):
        """What is wrong with the cause that is named; None = it is one."""
        named = [(t, int(f)) for t, f in re.findall(r'([\w.-]+):(\d+)', why)
                 if (t, int(f)) in self.out.rows or t == 'audit_segments']
        false = [f'{t}:{f}' for t, f in named if not self.stops((t, f), code) and not self.is_head(why, t, f)
                 and not any(thing == (t, f) and self.stops(path, code) for thing, path in self.barriers)]
        if false:
            return f'names {", ".join(false)}, which do not stop {code}'
        proven = any((t, f) != key for t, f in named if self.stops((t, f), code))
        first = self.out.judged(key) if key in self.out.rows else key
        proven |= any(m in why for at in (key, first) for m in self.messages.get((*at, code), ()))
        for a, b in re.findall(r'no sidewalk from (\d+) to (\d+) m', why):
            runs = [run for runs in self.absent.values() for run in runs]
            if not any(abs(start - float(a)) <= 1 for start, _ in runs) or \
                    not any(abs(end - float(b)) <= 1 for _, end in runs):
                return f'no side lacks a sidewalk from {a} to {b} m'
            proven = True
        return None if proven else 'names no cause'

    @staticmethod
    def is_head(why, table, fid):
        """"streets:35, left side: ": of which street a side is, no cause."""
        return re.search(rf'{re.escape(table)}:{fid}, (?:left|right) side', why) is not None


def unproven(texts, db, out, pairs, users):
    """Of all that is blocked: whose explanation reassures, names no cause in its first sentences or below, or
    one that is none."""
    proofs, bad = Proofs(out, db, users), []
    for table, fid, code in pairs:
        text, what = texts[table, fid], f'{table}:{fid} {code}'
        key = out.judged((table, fid)) if (table, fid) in out.rows else (table, fid)
        bad += [f'{what}: says "{word}"' for word in NOTHING if word in ' '.join(text.split())]
        said = [s for s in verdicts(text) if code in proofs.codes(s)]
        if len(said) != 1 or not verdicts(text)[0].startswith('Blocked for '):
            bad.append(f'{what}: {len(said)} sentences say that it is blocked, the first is {verdicts(text)[:1]}')
            continue
        wrong = proofs.wrong(key, code, said[0].split(', because ', 1)[1])
        bad += [f'{what}: {wrong}: {said[0]}'] if wrong else []
        line = re.search(rf'^  - (?:\w+, )*{code}(?:, \w+)*: blocked(.*?)(?=^  - |^$)', text, re.M | re.S)
        wrong = proofs.wrong(key, code, ' '.join(line[1].split())) if line else 'no line says what stops it'
        # titles of rules stand there in place of messages
        if wrong and not (wrong == 'names no cause' and (*key, code) in proofs.messages):
            bad.append(f'{what}: below: {wrong}')
    return bad


def unsaid(texts):
    """Of these explanations, by key: those that say that nothing blocks, or do not name what."""
    bad = []
    for (table, fid), text in texts.items():
        words = ' '.join(text.split())
        stopped = re.findall(r'blocked[.:] (?:What stops this user: (.*?)\. Score|no side of it can be used from '
                             r'end to end by this user\. (.*?)\. A street)', words)
        if 'nothing blocks' in words or 'one of its blocking needs' in words:
            bad.append(f'{table}:{fid}: explain does not say what blocks')
        elif not stopped or not all(any(parts) for parts in stopped):
            bad.append(f'{table}:{fid}: explain names nothing that blocks: {stopped}')
    return bad
