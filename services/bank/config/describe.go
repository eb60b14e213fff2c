package config

import (
	"cmp"
	"fmt"
	"strings"
)

// Describe returns a text on every variable of a kind of configuration: its
// meaning, what it accepts and its default.
func Describe[T any]() string {
	var text strings.Builder
	for _, f := range fields[T]() {
		name, required := variable(f)
		byDefault := "default " + cmp.Or(f.Tag.Get("envDefault"), "none")
		if required {
			byDefault = "required"
		}
		fmt.Fprintf(&text, "  %s (%s)\n      %s\n      accepts %s\n", name, byDefault, f.Tag.Get("help"), f.Tag.Get("accepts"))
	}
	return text.String()
}
