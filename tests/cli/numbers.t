# Numbers are decimal with '.', whatever the locale, and nothing else.
$ rasif audit corner.gpkg --junction 1,5
! rasif: --junction needs a number, not '1,5'
[exit 2]

$ rasif audit corner.gpkg --junction 0x10
! rasif: --junction needs a number, not '0x10'
[exit 2]

$ rasif audit corner.gpkg --junction nan
! rasif: --junction needs a number, not 'nan'
[exit 2]

$ rasif audit corner.gpkg --junction ''
! rasif: --junction needs a number, not ''
[exit 2]

$ rasif audit corner.gpkg --junction '12 '
! rasif: --junction needs a number, not '12 '
[exit 2]

$ rasif audit corner.gpkg --match-angle 91
! rasif: --match-angle must lie between 0 and 90, not '91'
[exit 2]

$ rasif audit corner.gpkg --junction -3
! rasif: --junction must lie between 0 and 1000, not '-3'
[exit 2]

$ rasif audit corner.gpkg --threads 2.5
! rasif: --threads needs a whole number, not '2.5'
[exit 2]

# A floor that is missed is a number with the digits it has.
$ rasif audit model-neighbourhood.gpkg -q -f csv:x.csv --min-coverage wcm:99
! rasif: coverage of wheelchair_manual is 88.46 %, below the floor of 99 %
[exit 1]
