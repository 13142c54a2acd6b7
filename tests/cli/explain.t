# Why an element got its score. Figures are those of fixtures/corner/README.md.
$ rasif audit corner.gpkg -q -o out.gpkg >/dev/null; rasif explain out.gpkg sidewalks:2
Sidewalk 2, Jaffa Street, left side, 50 m
...
sidewalk, layer sidewalks, FID 2, rasif_id w...
...
...wcm ...49.9 ...0.0 ...58.0 ...67 %  unknown ...D
...wcp ...56.6 ...0.0 ...58.0 ...67 %  unknown ...D
...frm ...50.0 ...0.0 ...58.0 ...6... %  unknown ...D
...old ...54.9 ...0.0 ...64.9 ...58 %  unknown ...D
...can ...43.0 ...31.3 ...53.8 ...73 %  yes ...D
...low ...41.1 ...24.0 ...64.9 ...58 %  yes ...D
...
...clear width 1.06 m is below 1.22 m [sidewalk-clear-width]
...
# Need by need: u and weights of fixtures/corner/README.md, worked out by hand there. What is not
# known is a question mark; the least blocking need caps the score at 40 + 60 × 0.3 = 58.
$ rasif explain out.gpkg sidewalks:2 --profile wcm | sed -n '/^How/,/^  certain/p'
How the scores came about: how well each need is met (0 to 1) × its weight
...
  Clear width of the walking surface  1.06 m     0.3×3
  Cross slope of the sidewalk         2.5 %     0.56×3
  Lighting along the path             ?          ?×0.5
  Running slope of the sidewalk       ?            ?×3
  Evenness of the surface             ?            ?×2
  Firm walking surface                asphalt      1×2
  Raised edges in the surface         18.2 mm    0.3×3
  together                                      5.4916
  weight known                                      11
  at most                                           58
  certain, of all weight                       11/16.5

# The time of a signal against the way: 7 s and 5 s for 12 m, 0.9 of what 0.9 m/s asks for.
$ rasif explain out.gpkg crossings:2 --profile wcm | sed -n '/^How/,/^  certain/p'
How the scores came about: how well each need is met (0 to 1) × its weight
...
  Enough green time at one's own speed  12 s / 12 m  0×2
  together                                             0
  weight known                                         2
  at most                                            100
  certain, of all weight                             2/2

# A street: with what belongs to it, and where on its sides what is.
$ rasif explain out.gpkg streets:1 --profile wcp
Jaffa Street
...
street, layer streets, FID 1, rasif_id s...
...
...wcp ...41.4 ...24.3 ...41.7 ...92 %  yes ...D
...
...there is no kerb ramp at the northern end of the crossing (the kerb mapped there is
...raised, so it is not a ramp) [crossing-ramp-missing] at crossings:1
...
# The same element by its rasif_id.
$ id=$(rasif explain out.gpkg crossings:2 | sed -n 's/.*rasif_id \([a-z0-9]*\).*/\1/p'); rasif explain out.gpkg crossings:2 >a; rasif explain out.gpkg "$id" >b; test -s a && cmp a b && echo "${#id} characters"
17 characters

$ rasif explain out.gpkg ramps:2 --lang ar | grep -c "^منحدر رصيف، الطبقة ramps"
1

# Exit 2: there is no such thing in the file. Exit 3: the file is no output of an audit.
$ rasif explain out.gpkg sidewalks:9
! rasif: layer sidewalks of out.gpkg has no feature with FID 9
[exit 2]

$ rasif explain out.gpkg nolayer:1
! rasif: out.gpkg has no judged layer 'nolayer'; its judged layers are: streets, sidewalks, crossings, ramps, audit_segments
[exit 2]

$ rasif explain out.gpkg w0000000000000000
! rasif: out.gpkg has no feature 'w0000000000000000'; ...
[exit 2]

$ rasif explain out.gpkg sidewalks:1 --profile nobody
! rasif: out.gpkg was not audited for profile 'nobody'; ...
[exit 2]

$ rasif explain corner.gpkg sidewalks:1
! rasif: corner.gpkg is not annotated: ...
[exit 3]

$ rasif explain out.gpkg
! rasif: explain needs an annotated GeoPackage and an element; see 'rasif help explain'
[exit 2]

# What comes first: the verdict, for whom, because of which part. A crossing is blocked by a kerb ramp of it,
# a street by what lies on both of its sides.
$ rasif audit model-neighbourhood.gpkg -q -o model.gpkg >/dev/null; rasif explain model.gpkg crossings:43 | sed -n '/^$/q;p'
Crossing 43, Beersheba Street, 13 m
Blocked for a manual wheelchair user and a person with a walking frame, because of the kerb ramp at
the southern end (ramps:82): the ramp rises 14 %, steeper than 8.33 %; their limit is 12 %.
Poor for a powered wheelchair user, mainly because of the kerb ramp at the southern end (ramps:82):
Width of the kerb ramp: 0.9 m.
Poor for an older person on foot, mainly because of the kerb ramp at the southern end (ramps:82):
Running slope of the kerb ramp: 14 %.
Fair for a person with low vision, mainly because of the kerb ramp at the southern end (ramps:82):
How the sidewalk meets the road: rolled.
Good for a blind person with a long cane.

$ rasif explain model.gpkg streets:46 | sed -n '/^$/q;p'
Hebron Street
Blocked for a manual wheelchair user, because no side of it can be used from end to end: left side
(west): sidewalks:87 (12 to 57 m): running slope 8.6 % is steeper than 8.33 %; right side (east): no
sidewalk from 12 to 58 m.
Poor for a powered wheelchair user, a person with a walking frame, an older person on foot, a blind
person with a long cane and a person with low vision; the main reason: right side (east): no
sidewalk from 12 to 58 m.

$ rasif explain model.gpkg crossings:43 --profile wcm --lang ar | sed -n '/^$/q;p'
ممر مشاة 43، شارع بئر السبع، 13 م
...غير سالك بالنسبة إلى مستخدم كرسي متحرك يدوي، والسبب منحدر الرصيف عند الطرف الجنوبي (ramps:82): ميل
...المنحدر 14 %، وهو أشد من 8.33 %؛ والحد لهذه الفئة 12 %.

# A crossing part by part: every figure of it is the least of its column.
$ rasif explain model.gpkg crossings:43 | sed -n '/part by part/,/the crossing  /p'
The crossing part by part: the weakest part decides
                                                 wcm   wcp   frm   old   can    low
  its own surface                               94.0  94.0  94.7  94.0  92.0   94.7
  the kerb ramp at the northern end (ramps:81)  85.6  85.6  85.6  94.7  93.3  100.0
  the kerb ramp at the southern end (ramps:82)   0.0  40.0   0.0  55.0  90.0   60.0
  the crossing                                   0.0  40.0   0.0  55.0  90.0   60.0

# In the walking network: what its repair joins, to whom it gives a way. tests/neighbourhood/check_network.py
# finds the same figures by flooding.
$ rasif explain model.gpkg sidewalks:80 --profile wcm | sed -n '/^In the walking/,/^    to dest/p'
In the walking network, and to a destination of every kind within 400 m
  - wcm: repairing it alone would reconnect 141 m of what is known; streets it would newly connect
    to destinations: 11; destinations: no way (even if everything unknown is passable)
