// Package quietlog keeps other packages from writing to the standard log while they are initialized.
//
// github.com/VictoriaMetrics/metrics reports there what it finds of the machine's cgroups, in whatever
// command the program was called for. Go initializes packages in the order of their import paths, as
// far as dependencies allow (https://go.dev/ref/spec#Package_initialization): this one comes before all
// that are not of the standard library or example.com.
package quietlog

import (
	"io"
	"log"
	"os"
)

func init() { log.SetOutput(io.Discard) }

// End has the log be written again, to standard error. A main function calls it first.
func End() { log.SetOutput(os.Stderr) }
