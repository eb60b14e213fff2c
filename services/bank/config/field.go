package config

import (
	"reflect"
	"strings"
)

// field is one variable, as the tags of a struct tell it.
type field struct {
	index     []int // in the struct, for reflect
	name      string
	variable  string
	required  bool
	byDefault string
	file      bool
	help      string
	accepts   string
}

// fields returns the struct's fields that are variables, in order, those of
// embedded structs among them.
func fields(of reflect.Type) []field {
	var all []field
	for _, f := range reflect.VisibleFields(of) {
		variable, option, _ := strings.Cut(f.Tag.Get("env"), ",")
		if variable == "" {
			continue
		}
		all = append(all, field{
			index:     f.Index,
			name:      f.Name,
			variable:  variable,
			required:  option == "required",
			byDefault: f.Tag.Get("envDefault"),
			file:      f.Tag.Get("file") == "true",
			help:      f.Tag.Get("help"),
			accepts:   f.Tag.Get("accepts"),
		})
	}
	return all
}
