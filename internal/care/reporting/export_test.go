package reporting

import "github.com/amparo-project/amparo/internal/platform/id"

// machineSubject is any report.
var machineSubject = id.Random()
