package deposit

import "errors"

// invalid stands for what other systems say; folders are not synced here.
var invalid = errors.ErrUnsupported
