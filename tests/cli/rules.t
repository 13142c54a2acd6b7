$ rasif rules list
Profiles
...
  wheelchair_manual...wcm  Manual wheelchair user without a helper
...
Standards
...
  model-neighbourhood...provisional  ...
...
Rules
...
  sidewalk-clear-width...sidewalk...serious...Clear width of the walking surface
...

$ rasif rules list --lang ar | grep -c 'العرض الصافي لسطح المشي'
1

$ rasif rules list --format json | python3 -c "import json, sys; print([i for i in json.load(sys.stdin) if i['id'] in ('wheelchair_manual', 'prowag-2023')][0]['code'])"
wcm

$ rasif rules list -f json | python3 -c "import collections, json, sys; print(sorted(collections.Counter(i['kind'] for i in json.load(sys.stdin))))"
['preset', 'profile', 'rule', 'standard']

$ rasif rules show prowag-2023 --format json
! rasif: --format belongs to rules list; rules show writes text
[exit 2]

$ rasif rules show sidewalk-clear-width | grep -o -m 1 R302.2
R302.2

$ rasif rules show sidewalk-clear-with
! rasif: ...sidewalk-clear-with...
[exit 2]

$ rasif rules check
ok: ... examples

$ mkdir none; rasif rules check none
! rasif: none: ...
[exit 3]

$ mkdir -p own/rules; printf 'id: x\nnonsense: 1\n' >own/rules/x.yaml; rasif rules check own
! rasif: ...x.yaml:...
[exit 3]
