package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"
)

// File is read from the working directory if it is there, for development. The
// real environment wins over it.
const File = "app.env"

const (
	fileSuffix = "_FILE"
	// maxFile is the largest file that a value is read from, in bytes.
	maxFile = 1 << 20
)

// value is what a variable is set to.
type value struct {
	text   string
	origin string // as people are told
	file   bool   // from a file of its own
}

// ofFile says which file a value is from, if it is from one.
func (v value) ofFile() string {
	if !v.file {
		return ""
	}
	return " of " + v.origin
}

// readEnvironment returns the variables that are set, by name.
func readEnvironment() (map[string]value, error) {
	inFile, err := godotenv.Read(File)
	var unreadable *fs.PathError
	if errors.As(err, &unreadable) && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s cannot be read: %w", File, unreadable.Err)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		// The parser's error quotes the file, secrets and all.
		return nil, fmt.Errorf("read %s: it must have lines of the form NAME=value", File)
	}
	values := map[string]value{}
	set := func(variables map[string]string, origin string) {
		for name, text := range variables {
			if text != "" {
				values[name] = value{text: text, origin: origin}
			}
		}
	}
	set(inFile, File)
	set(env.ToMap(os.Environ()), "environment")
	return values, nil
}

// readFiles sets each variable whose file is named in NAME_FILE, and returns
// what was wrong, by variable. The errors never have a value in them.
func readFiles(values map[string]value, fields []field) map[string]error {
	problems := map[string]error{}
	for _, f := range fields {
		path := values[f.variable+fileSuffix].text
		if !f.file || path == "" {
			continue
		}
		if _, set := values[f.variable]; set {
			problems[f.variable] = fmt.Errorf("%s and %s%s are both set: set one of them", f.variable, f.variable, fileSuffix)
			continue
		}
		text, err := readFile(path)
		if err != nil {
			problems[f.variable] = fmt.Errorf("%s%s: %w", f.variable, fileSuffix, err)
			continue
		}
		values[f.variable] = value{text: text, origin: "file " + path, file: true}
	}
	return problems
}

// readFile returns what the file holds, without one newline at its end. The
// error has the path in it.
func readFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err // "open PATH: what is wrong"
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return "", err // "read PATH: what is wrong"
	}
	if len(content) > maxFile {
		return "", fmt.Errorf("read %s: it has more than %d bytes", path, maxFile)
	}
	text := strings.TrimSuffix(string(content), "\n")
	if text == "" {
		return "", fmt.Errorf("read %s: it is empty", path)
	}
	return text, nil
}
