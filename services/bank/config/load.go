package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"
)

// File is read from the working directory if it is there, for development. The
// real environment wins over it.
const File = "app.env"

// Load returns the configuration of the kind asked for, one of this package's
// structs. An empty variable counts as not set. The error names every variable
// that is missing or malformed with what it accepts, but no value, as it may be
// a secret.
func Load[T any]() (T, error) {
	var none T
	variables, err := environment()
	if err != nil {
		return none, err
	}
	config, err := env.ParseAsWithOptions[T](env.Options{Environment: variables})
	if err != nil {
		return none, explain(err, fields[T]())
	}
	return config, nil
}

func environment() (map[string]string, error) {
	variables, err := godotenv.Read(File)
	var unreadable *fs.PathError
	if errors.Is(err, fs.ErrNotExist) {
		variables = map[string]string{}
	} else if errors.As(err, &unreadable) {
		return nil, fmt.Errorf("%s cannot be read: %w", File, unreadable.Err)
	} else if err != nil {
		// The parser's error quotes the file, secrets and all.
		return nil, fmt.Errorf("read %s: it must have lines of the form NAME=value", File)
	}
	for name, value := range env.ToMap(os.Environ()) {
		if value != "" {
			variables[name] = value
		}
	}
	maps.DeleteFunc(variables, func(_, value string) bool { return value == "" })
	return variables, nil
}

// fields returns the struct's fields that are variables, in order, those of
// embedded structs among them.
func fields[T any]() []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(reflect.TypeFor[T]()), func(f reflect.StructField) bool {
		return f.Tag.Get("env") == ""
	})
}

// variable returns the field's variable and whether it must be set.
func variable(f reflect.StructField) (name string, required bool) {
	name, option, _ := strings.Cut(f.Tag.Get("env"), ",")
	return name, option == "required"
}

// explain turns the parser's errors, which tell Go names and values, into one
// line a variable.
func explain(err error, fields []reflect.StructField) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return err
	}
	var problems []error
	for _, err := range all.Errors {
		var missing env.VarIsNotSetError
		var malformed env.ParseError
		isMissing, isMalformed := errors.As(err, &missing), errors.As(err, &malformed)
		i := slices.IndexFunc(fields, func(f reflect.StructField) bool {
			name, _ := variable(f)
			return isMissing && name == missing.Key || isMalformed && f.Name == malformed.Name
		})
		if i < 0 {
			return err
		}
		var driver driverVariableError
		if isMalformed && errors.As(malformed.Err, &driver) {
			problems = append(problems, driver)
			continue
		}
		name, _ := variable(fields[i])
		verb := "is malformed"
		if isMissing {
			verb = "is not set"
		}
		problems = append(problems, fmt.Errorf("%s %s: it must be %s", name, verb, fields[i].Tag.Get("accepts")))
	}
	return errors.Join(problems...)
}
