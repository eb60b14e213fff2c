package imageconfig

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// object says which members of a JSON object matter, by their exact names.
type object struct {
	path     string
	known    []string
	children map[string]object
	// closed is whether others are refused: nobody could tell what they mean to a runtime.
	closed bool
}

var configObject = object{
	known: []string{"architecture", "config", "os", "os.features", "os.version", "rootfs", "variant"},
	children: map[string]object{
		"rootfs": {path: "rootfs.", known: []string{"type", "diff_ids"}},
		"config": {
			path:  "config.",
			known: namesOf(Config{}),
			children: map[string]object{
				"Healthcheck": {path: "config.Healthcheck.", known: namesOf(Healthcheck{}), closed: true},
			},
		},
	},
}

// namesOf returns the names of a struct's fields in JSON.
func namesOf(s any) []string {
	var names []string
	for t, i := reflect.TypeOf(s), 0; i < t.NumField(); i++ {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// checkMembers refuses members that are there twice, or whose name differs from a known one in case
// only.
func checkMembers(raw []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if err := configObject.check(decoder); err != nil {
		return err
	}
	if decoder.More() {
		return fmt.Errorf("parsing: there is more after the JSON object")
	}
	return nil
}

// check reads one value. Only objects have something to be checked.
func (o object) check(decoder *json.Decoder) error {
	token, err := decoder.Token()
	if err != nil {
		return fmt.Errorf("parsing: %w", err)
	}
	switch token {
	case json.Delim('{'):
		return o.checkObject(decoder)
	case json.Delim('['):
		for decoder.More() {
			if err := (object{path: o.path}).check(decoder); err != nil {
				return err
			}
		}
		_, err := decoder.Token()
		return wrapParsing(err)
	}
	return nil
}

func (o object) checkObject(decoder *json.Decoder) error {
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return fmt.Errorf("parsing: %w", err)
		}
		name := token.(string) // The decoder accepts nothing else here.
		if seen[name] {
			return fmt.Errorf("%s%s is there twice; accepted is once", o.path, name)
		}
		seen[name] = true
		if err := o.checkName(name); err != nil {
			return err
		}
		child, ok := o.children[name]
		if !ok {
			child = object{path: o.path + name + "."}
		}
		if err := child.check(decoder); err != nil {
			return err
		}
	}
	_, err := decoder.Token()
	return wrapParsing(err)
}

func (o object) checkName(name string) error {
	for _, known := range o.known {
		if name == known {
			return nil
		}
		if strings.EqualFold(name, known) {
			return fmt.Errorf("%s%s: accepted is %s", o.path, name, known)
		}
	}
	if o.closed {
		return fmt.Errorf("%s%s is not known; accepted are %s", o.path, name, strings.Join(o.known, ", "))
	}
	return nil
}

func wrapParsing(err error) error {
	if err != nil {
		return fmt.Errorf("parsing: %w", err)
	}
	return nil
}
