# Budgets, years and prices that can't be meant.
$ rasif plan corner.gpkg --budget 100,x
! rasif: budget needs amounts of money above 0, separated by commas, not 'x'
[exit 2]

$ rasif plan corner.gpkg --budget 0 --lang fr
! rasif: budget demande des montants supérieurs à 0, séparés par des virgules, et non '0'
[exit 2]

$ rasif plan corner.gpkg --years 3
! rasif: years needs one budget, the amount for each year
[exit 2]

$ rasif plan corner.gpkg --budget 5,6 --years 3
! rasif: years needs one budget, the amount for each year
[exit 2]

$ rasif plan corner.gpkg --budget 5 --years 2.5
! rasif: years needs a whole number
[exit 2]

# Weights that can't be meant.
$ rasif plan corner.gpkg --weights long_cane=0
! rasif: weights need a profile and a whole number from 1 to 1000, as in wheelchair_manual=3, not 'long_cane=0'
[exit 2]

$ rasif plan corner.gpkg --weights long_cane=2,long_can=3
! rasif: weights name profile 'long_can', which does not exist; did you mean 'long_cane'?
[exit 2]

$ rasif plan corner.gpkg --weights long_cane=2,scooter=3
! rasif: weights name profile scooter, which is not audited; leave its weight out, or name it among the profiles
[exit 2]

$ rasif plan corner.gpkg --weights long_cane=2,can=3 --lang fr
! rasif: weights nomme deux fois le profil long_cane
[exit 2]

# Compliance counts no users.
$ rasif plan corner.gpkg --weights long_cane=2 --objective compliance
! rasif: weights say nothing about objective compliance, which counts no users; leave them out
[exit 2]

$ rasif plan corner.gpkg --objective metres
! rasif: --objective can't be 'metres'; it is one of: reach, score, compliance
[exit 2]

$ rasif plan corner.gpkg --costs missing.yaml
! rasif: missing.yaml: can't be read: No such file or directory
[exit 3]

# Every mistake of a file of prices at once.
$ printf 'currency: JOD\ncosts: {kerb-ramp: {low: 5, high: 4}, kerb-rmp: {low: 1, high: 2}}\n' >prices.yaml; rasif plan corner.gpkg --costs prices.yaml
! rasif: prices.yaml:2:26: 'low' is above 'high'
! rasif: prices.yaml:2:39: unknown kind of work 'kerb-rmp'; did you mean 'kerb-ramp'?
[exit 3]

$ printf 'currency: JOD\ncosts: {sidewalk-surface: {low: 1, high: 1e12}}\n' >dear.yaml; rasif plan model-neighbourhood.gpkg --costs dear.yaml
! rasif: all works together cost more than can be counted; check the prices
[exit 3]

# Prices are read, so nothing is written over them.
$ printf 'currency: JOD\ncosts: {kerb-ramp: {low: 5, high: 6}}\n' >good.yaml; rasif plan corner.gpkg --costs good.yaml -f csv-works:good.yaml; cat good.yaml
currency: JOD
costs: {kerb-ramp: {low: 5, high: 6}}
! rasif: good.yaml...
[exit 0]

# Reports of a plan need one.
$ rasif audit corner.gpkg -f csv-works
! rasif: the report csv-works needs a plan: run `rasif plan`, or add --plan
[exit 2]

$ rasif audit corner.gpkg -q --plan -f csv-works | head -1 | cut -d, -f1-4
rank,work_id,kind,makes
