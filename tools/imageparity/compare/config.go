package compare

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.com/simplebank/tools/imageparity/imageconfig"
)

func compareConfig(a, b imageconfig.Config) fields {
	found := fields{subject: Config}
	compareEnv(&found, a.Env, b.Env)
	found.compare("entrypoint", list(a.Entrypoint), list(b.Entrypoint))
	found.compare("cmd", list(a.Cmd), list(b.Cmd))
	found.compare("user", a.User, b.User)
	found.compare("working dir", a.WorkingDir, b.WorkingDir)
	found.compare("exposed ports", set(a.ExposedPorts), set(b.ExposedPorts))
	found.compare("volumes", set(a.Volumes), set(b.Volumes))
	found.compareKeys("label ", a.Labels, b.Labels)
	found.compare("stop signal", a.StopSignal, b.StopSignal)
	found.compare("stop timeout", seconds(a.StopTimeout), seconds(b.StopTimeout))
	found.compare("healthcheck", healthcheck(a.Healthcheck), healthcheck(b.Healthcheck))
	found.compare("args escaped", flag(a.ArgsEscaped), flag(b.ArgsEscaped))
	return found
}

// compareEnv compares each variable by its name, and then the order of those in both images.
func compareEnv(found *fields, a, b []string) {
	variablesA, namesA := variables(a)
	variablesB, namesB := variables(b)
	found.compareKeys("env ", variablesA, variablesB)
	if len(found.differences) == 0 && !slices.Equal(a, b) {
		// The values too: of duplicates, which one counts is up to the program that looks.
		found.compare("env order", list(a), list(b))
		return
	}
	onlyOne := func(name string) bool {
		_, inA := variablesA[name]
		_, inB := variablesB[name]
		return !inA || !inB
	}
	found.compare("env order", list(slices.DeleteFunc(namesA, onlyOne)), list(slices.DeleteFunc(namesB, onlyOne)))
}

func variables(env []string) (values map[string]string, names []string) {
	values = map[string]string{}
	for _, variable := range env {
		name, value, _ := strings.Cut(variable, "=")
		values[name] = value
		names = append(names, name)
	}
	return values, names
}

func set(s map[string]struct{}) string { return list(slices.Sorted(maps.Keys(s))) }

func seconds(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10) + " s"
}

func flag(set bool) string {
	if !set {
		return ""
	}
	return "true"
}

func list(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return encode(values)
}

func healthcheck(check *imageconfig.Healthcheck) string {
	if check == nil {
		return ""
	}
	return encode(check)
}

// encode does not escape <, > and & as json.Marshal does, since people read it.
func encode(value any) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // Strings, and what was decoded from JSON, can be encoded.
	}
	return strings.TrimSuffix(buffer.String(), "\n")
}
