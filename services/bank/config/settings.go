package config

import (
	"fmt"
	"reflect"
)

// Setting is one variable of a configuration as it is in effect.
type Setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`  // never a secret
	Origin string `json:"origin"` // "default", "environment", "app.env" or "file PATH"
}

// Settings returns the variables of a kind of configuration, in order. The
// errors are those of [Load].
func Settings[T any]() ([]Setting, error) {
	var config T
	values, err := load(&config)
	if err != nil {
		return nil, err
	}
	var settings []Setting
	for _, f := range fields(reflect.TypeFor[T]()) {
		origin := "default"
		if v, set := values[f.variable]; set {
			origin = v.origin
		}
		value := reflect.ValueOf(config).FieldByIndex(f.index).Interface()
		settings = append(settings, Setting{Name: f.variable, Value: show(value), Origin: origin})
	}
	return settings, nil
}

// show returns what may be seen of a value. Secrets hide themselves: in String,
// or else they have a summary.
func show(value any) string {
	if s, ok := value.(interface{ Summary() string }); ok {
		return s.Summary()
	}
	return fmt.Sprint(value)
}
