$ rasif version
rasif 0.1.0

$ rasif --version
rasif 0.1.0

$ rasif version 2
! rasif: version takes no arguments
[exit 2]
