#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every rule that stops somebody, or is serious or critical, is decided for every profile: a need of the
rule that stops, or a reason in docs/decisions/0200-what-stops-whom.md.

    check_stops.py PROJECT-FOLDER
"""
import pathlib
import re
import sys

import yaml

PAGE = 'docs/decisions/0200-what-stops-whom.md'


def load(folder):
    for path in sorted(folder.glob('*.yaml')):
        yield yaml.load(path.read_text(encoding='utf-8'), Loader=yaml.BaseLoader)


def stops(need):
    """Has a blocking need a value that stops? Of a class that is one with u = 0."""
    values = need.get('values')
    return need.get('blocks') == 'true' and (values is None or any(float(u) == 0 for u in values.values()))


def reasons(text, codes):
    """(rule, profile) -> how often it is excused."""
    found = {}
    for rule, who, why in re.findall(r'^\| `([a-z-]+)` \| (.+?) \| (.+?) \|$', text, re.M):
        for code in codes if who == 'all' else re.findall(r'`([a-z]+)`', who):
            found.setdefault((rule, code), []).append(why)
    return found


def main(root):
    data = root / 'libaudit/data'
    rules = {rule['id']: rule for rule in load(data / 'rules')}
    profiles = {profile['code']: profile for profile in load(data / 'profiles')}
    stopped = {name: set() for name in rules}
    for code, profile in profiles.items():
        for need in filter(stops, profile['needs']):
            stopped[need['rule']].add(code)
    excused = reasons((root / PAGE).read_text(encoding='utf-8'), profiles)
    wrong = [f'{PAGE}: {rule} {code}: no such rule or profile' for rule, code in excused
             if rule not in rules or code not in profiles]
    decided = 0
    for name, rule in rules.items():
        if not stopped[name] and rule['severity'] not in ('serious', 'critical'):
            wrong += [f'{PAGE}: {name} {code}: the rule is {rule["severity"]} and stops nobody'
                      for rule_, code in excused if rule_ == name]
            continue
        for code in profiles:
            decided += 1
            why = excused.get((name, code), [])
            if code in stopped[name] and why:
                wrong.append(f'{PAGE}: {name} {code}: a need stops this user by now')
            elif code not in stopped[name] and len(why) != 1:
                wrong.append(f'{name} {code}: {"two reasons" if why else "neither a need that stops nor a reason"}')
    for line in wrong:
        print(line)
    print(f'{decided} cases decided, {len(wrong)} wrong')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
