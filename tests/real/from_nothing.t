# From street lines alone to verdicts, on the main streets of Amman as OpenStreetMap has them (docs/draft.md). What
# surveyors do in QGIS or QField two statements do here.
$ rasif audit dev_amman_main_streets.gpkg -q -o streets.gpkg >/dev/null; rasif survey streets.gpkg | grep .
  Nothing is drawn of which a visit could measure anything. 'rasif draft' proposes sidewalks and
  crossings along the streets, so that a survey has something to begin with.

$ rasif draft dev_amman_main_streets.gpkg -o draft.gpkg | grep .
Proposed      16.3 km of sidewalks (81 lines), 5 crossings, 8 kerb ramps
Sides without 7.6 km: medians, and the inside of rings
  All of it is proposed and none of it is judged. An audit of this file and 'rasif survey' make
  walks of it, on which surveyors say what is there.
! rasif: wrote draft.gpkg

# An audit of the draft finds what an audit of the streets finds, and says what it left out.
$ rasif audit draft.gpkg -o audited.gpkg | grep -e 'a sidewalk at all' -e 'Not judged'
  Whether there is a sidewalk at all is unknown along 31.7 km of street sides.
Not judged    94 proposals of rasif draft that nobody answered (R410)
! rasif: wrote audited.gpkg

# One day on the street.
$ rasif survey audited.gpkg --hours 8 -o form.gpkg
Known now     0 of 2097 verdicts, 0 % (outcomes of rules, and whether each user can pass an
              element).
  94 proposals of rasif draft are visited as if they were there; nothing of them counts as known.
...
Walks, those first that settle most per kilometre
  walk    km  hours  visits  values  settles  known then  starts at
     1  0.84   2:58      21     331      287      13.7 %  شارع القاهرة
     2  3.31   2:40      13     221      208      23.6 %  شارع زهران
  All 2 walks together: 4.1 km, about 6 hours; then 23.6 % of the verdicts are known.
...
! rasif: wrote form.gpkg

$ rasif project form.gpkg --lang ar
! rasif: كُتب form.qgs

# A third of the lines is not there; along the others everything is measured.
$ ogrinfo -q form.gpkg -sql "UPDATE survey_sidewalks SET surveyed_on = '2026-11-20', surveyor = 'Rania', state = 'done', status = CASE WHEN source_fid % 3 = 0 THEN 'absent' ELSE 'in_use' END WHERE walk IS NOT NULL"

$ ogrinfo -q form.gpkg -sql "UPDATE survey_sidewalks SET clear_width_m = 1.2, surface = 'paving_stones', smoothness = 'good', running_slope_pct = 3, street_grade_pct = 3, cross_slope_pct = 2, vertical_edge_mm = 20, gap_mm = 0, headroom_m = 2.4, protrusion_mm = 0, obstacles = 'none', kerb_height_mm = 120, tactile_guidance = 'no', shade = 'no', handrail = 'none', passing_interval_m = 20 WHERE status = 'in_use'"

$ rasif merge audited.gpkg --survey form.gpkg -o city.gpkg
! rasif: wrote city.gpkg: values of surveys: 277; used: 277, of these other than the city's: 0; older: 0; conflicts: 0; without a feature: 0; kept, not judged by: 0; proposals: 0
! rasif: scores and findings in city.gpkg are those of before: audit it anew

# What is there is judged, what is not there is known to be missing, all else is unknown as before.
$ rasif audit city.gpkg -o after.gpkg | grep -e 'Certain even so' -e 'a sidewalk at all' -e 'Not judged' -e 'Manual wheelchair.*wcm  '
  Certain even so: places where something is missing, as stated in the data: 7.
  Whether there is a sidewalk at all is unknown along 29.5 km of street sides.
  Manual wheelchair user…         wcm       0.4      0.0     15.6  15.9      —   2.3 / 97.2    5 %
Not judged    5 sidewalks: not in use now (for instance under construction) 5; 73 proposals of rasif
! rasif: wrote after.gpkg

# The next day: what was answered is asked no more.
$ rasif survey after.gpkg
Known now     305 of 1939 verdicts, 15.7 % (outcomes of rules, and whether each user can pass an
              element).
  73 proposals of rasif draft are visited as if they were there; nothing of them counts as known.
...
