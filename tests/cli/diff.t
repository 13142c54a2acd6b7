# Two audits of the model neighbourhood: before and after its redesign.
$ rasif audit -q -f json:x model-neighbourhood.gpkg -o before.gpkg && rasif audit -q -f json:x redesign.gpkg -o after.gpkg

$ rasif diff before.gpkg after.gpkg
What changed from before.gpkg to after.gpkg  (rasif ...)

  6 streets got better (504 m), 3 of them for everybody. 2 got worse: Lydda Street for everybody
  (clear width 1 m is below 1.22 m); Khalid Ibn al-Walid Street for everybody (vehicles are parked
  on the sidewalk).
...
Who gains, and who still does not
...
Streets that changed, and why
  ▼ 1   Lydda Street, from Hebron Street to Jamil al-Tutunji Street: worse for everybody. Sidewalk
        44, right side: worse: clear width 1 m is below 1.22 m; before 2.2 m. Score 87.7 → 74.5
        (Powered wheelchair user without a helper).
...
Walking network: largest connected part (%), before → after
...
What is missing on the ground, before → after
...
Findings
    9  fixed
    2  new on features that were there before
  146  unchanged
    1  became unknown; neither better nor worse
    1  became known; neither better nor worse
    1  gone with features that are not there or not judged any more
    0  come with features that were not there or not judged before
...

# Exchanged: what was fixed is new.
$ rasif diff after.gpkg before.gpkg --profile wcm
...
    2  fixed
    9  new on features that were there before
...

$ rasif diff before.gpkg after.gpkg -f markdown | head -n 4
## What changed from before.gpkg to after.gpkg  (rasif ...


6 streets got better (504 m), 3 of them for everybody...

$ rasif diff before.gpkg after.gpkg --lang ar
ما تغيّر بين before.gpkg وafter.gpkg...
...

# Gates; everything is written all the same.
$ rasif diff before.gpkg after.gpkg --fail-on new -f json:changes.json && false || tail -n 1 changes.json
}
! rasif: wrote changes.json
! rasif: 6 streets got better ..., 3 of them for everybody. 2 got worse: ...
! rasif: new findings: 2

$ rasif diff before.gpkg after.gpkg --fail-on worse -f html:changes.html -o changes.gpkg
! rasif: wrote changes.gpkg
! rasif: wrote changes.html
! rasif: 6 streets got better ...
! rasif: elements that are worse for some user: ...
[exit 1]

$ rasif diff before.gpkg before.gpkg --fail-on worse -f json:same.json

$ rasif diff before.gpkg before.gpkg | sed -n 3p
  Nothing changed that can be compared.

# Wrong usage, before anything is read; not annotated.
$ rasif diff before.gpkg
! rasif: diff needs two annotated GeoPackages; see 'rasif help diff'
[exit 2]

$ rasif diff before.gpkg after.gpkg -o changes.gpkg
! rasif: changes.gpkg exists; choose another name or add --force to replace it
[exit 2]

$ rasif diff before.gpkg after.gpkg -o after.gpkg --force
! rasif: after.gpkg is an input; inputs are never written
[exit 2]

$ rasif diff before.gpkg after.gpkg --fail-on critical
! rasif: --fail-on...
[exit 2]

$ rasif diff before.gpkg redesign.gpkg
! rasif: redesign.gpkg is not annotated: it has no table audit_rules; make an annotated copy with 'rasif audit redesign.gpkg -o OUT.gpkg' and give that
[exit 3]
