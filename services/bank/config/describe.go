package config

import (
	"fmt"
	"reflect"
	"strings"
)

// Describe returns a text on every variable of a kind of configuration: its
// meaning, what it accepts and its default.
func Describe[T any]() string { return describe(fields(reflect.TypeFor[T]())) }

func describe(fields []field) string {
	var text strings.Builder
	for _, f := range fields {
		byDefault := "default " + f.byDefault
		switch {
		case f.required:
			byDefault = "required"
		case f.byDefault == "":
			byDefault = "optional"
		}
		fmt.Fprintf(&text, "  %s (%s)\n      %s\n      accepts %s\n", f.variable, byDefault, f.help, f.accepts)
		if f.file {
			fmt.Fprintf(&text, "      or %s%s, the path of a file that holds it; one newline at its end does not count\n",
				f.variable, fileSuffix)
		}
	}
	return text.String()
}
