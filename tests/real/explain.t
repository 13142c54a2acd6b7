# What is said first of a crossing without kerb ramps, and of streets that were hardly surveyed.
$ rasif audit dev_curitiba_agua_verde.gpkg -q -o out.gpkg >/dev/null; rasif explain out.gpkg crossings:562 | sed -n '/^$/q;p'
Crossing 562, Rua Saint Hilaire, 14 m
Blocked for a manual wheelchair user, a powered wheelchair user and a person with a walking frame,
because there is no kerb ramp at the south-western end of the crossing (the kerb mapped there is
raised, so it is not a ramp) (and 1 more, below).
Unknown for an older person on foot, a blind person with a long cane and a person with low vision:
the deciding values were never surveyed: number of lanes.

$ rasif explain out.gpkg crossings:562 --lang ar | sed -n '/^$/q;p'
ممر مشاة 562، Rua Saint Hilaire، 14 م
...غير سالك بالنسبة إلى مستخدم كرسي متحرك يدوي، مستخدم كرسي متحرك كهربائي ومستخدم مشّاية، والسبب: لا
...يوجد منحدر رصيف عند الطرف الجنوبي الغربي من ممر المشاة (رُسمت هناك حافة رصيف مرتفعة، وليست منحدرًا)
...(وأسباب أخرى أدناه، عددها 1).
...غير معروف بالنسبة إلى كبير سن يسير مشيًا، شخص كفيف يستخدم العصا البيضاء وشخص ضعيف البصر: لم يُمسح
...ميدانيًا ما يحسم الأمر: عدد المسارب.

$ rasif explain out.gpkg streets:140 | sed -n '/^$/q;p'
Avenida Presidente Kennedy
Unknown for every user of this audit: left side (south-east): no sidewalk from 0 to 56 m; right side
(north-west): 26 pieces drawn that were not surveyed enough (584.8 m) (and 5 more, below).

$ rasif explain out.gpkg sidewalks:1 | sed -n '/^$/q;p'
Sidewalk 1, 15 m
Unknown for every user of this audit: the deciding values were never surveyed (not the same ones for
every user): clear width, running slope, smoothness, cross slope and more.

$ rasif explain out.gpkg crossings:562 | sed -n '/part by part/,/Each figure of/p'
The crossing part by part: the weakest part decides
                                           wcm    wcp    frm    old    can    low
  its own surface                        100.0  100.0  100.0  100.0      —      —
    low                                    0.0    0.0    0.0    0.0    0.0    0.0
    high                                 100.0  100.0  100.0  100.0  100.0  100.0
  no kerb ramp at the south-western end    0.0    0.0    0.0   30.0  100.0   40.0
  no kerb ramp at the north-eastern end    0.0    0.0    0.0   30.0  100.0   40.0
  the crossing                             0.0    0.0    0.0   30.0  100.0   40.0
    low                                    0.0    0.0    0.0    0.0    0.0    0.0
    high                                   0.0    0.0    0.0   30.0  100.0   40.0
  Each figure of the crossing is the least of its parts. The best of several kerb ramps at one end
