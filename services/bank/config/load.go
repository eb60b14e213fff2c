package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/caarlos0/env/v11"
)

// Load returns the configuration of the kind asked for, one of this package's
// structs. An empty variable counts as not set. The error names every variable
// that is missing or malformed with what it accepts, but no value, as it may be
// a secret.
func Load[T any]() (config T, err error) {
	if _, err := load(&config); err != nil {
		return *new(T), err
	}
	return config, nil
}

// load reads the configuration into a pointer to it, and returns the values that it was
// made of. Not generic, as of what is there is a copy in the binary for each type.
func load(config any) (values map[string]value, err error) {
	values, err = readEnvironment()
	if err != nil {
		return nil, err
	}
	fields := fields(reflect.TypeOf(config).Elem())
	unread := readFiles(values, fields)

	environment := map[string]string{}
	for name, v := range values {
		environment[name] = v.text
	}
	if err := env.ParseWithOptions(config, env.Options{Environment: environment}); err != nil {
		return nil, explain(err, fields, values, unread)
	}
	if len(unread) > 0 {
		return nil, joinInOrder(unread, fields)
	}
	if c, ok := config.(interface{ check() error }); ok {
		if err := c.check(); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// explain turns the parser's errors, which tell Go names and values, into one
// line a variable. Those of variables whose files were not read are taken over.
func explain(err error, fields []field, values map[string]value, unread map[string]error) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return err
	}
	problems := map[string]error{}
	for _, err := range all.Errors {
		var missing env.VarIsNotSetError
		var malformed env.ParseError
		isMissing, isMalformed := errors.As(err, &missing), errors.As(err, &malformed)
		i := slices.IndexFunc(fields, func(f field) bool {
			return isMissing && f.variable == missing.Key || isMalformed && f.name == malformed.Name
		})
		if i < 0 {
			return err
		}
		name := fields[i].variable
		var driver driverVariableError
		if isMalformed && errors.As(malformed.Err, &driver) {
			problems[name] = driver
			continue
		}
		verb := "is malformed"
		if isMissing {
			verb = "is not set"
		}
		problems[name] = fmt.Errorf("%s%s %s: it must be %s", name, values[name].ofFile(), verb, fields[i].accepts)
	}
	for name, err := range unread {
		problems[name] = err
	}
	return joinInOrder(problems, fields)
}

// joinInOrder joins the problems, by variable, in the order of the fields.
func joinInOrder(problems map[string]error, fields []field) error {
	var ordered []error
	for _, f := range fields {
		ordered = append(ordered, problems[f.variable])
	}
	return errors.Join(ordered...)
}
