package main

import (
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
)

const (
	image = "//services/bank:image"
	unit  = "//libs/money:money_test"
)

var columns = [2]string{"bazel build " + image, "docker build ."}

// step is one thing that is measured, with a command for each column; none where there is nothing like it.
type step struct {
	name     string
	change   bool // of a line, before
	commands [2][]string
}

// row is what was measured of a step. 0 is of what was not.
type row struct {
	Name    string     `json:"name"`
	Seconds [2]float64 `json:"seconds"`
}

// The output bases, each as of a machine of its own.
const (
	first  = "first-machine"
	second = "second-machine"
)

var bases = []string{first, second}

func steps(w *workplace, cache string) []step {
	write := []string{"--config=remote-cache-write", "--remote_cache=" + cache}
	read := []string{"--config=remote-cache", "--remote_cache=" + cache}
	build := func(base string, options []string) []string { return w.bazel(base, "build", append(options, image)...) }
	test := func(base string, options []string) []string { return w.bazel(base, "test", append(options, unit)...) }
	return []step{
		{"cold: nothing is built (Bazel fills the shared cache)", false, [2][]string{build(first, write), w.docker("--no-cache")}},
		{"warm: nothing has changed", false, [2][]string{build(first, write), w.docker()}},
		{"one line in libs/money", true, [2][]string{build(first, write), w.docker()}},
		{"test of libs/money alone, cold for tests", false, [2][]string{test(first, nil), nil}},
		{"one line in libs/money, and its test", true, [2][]string{test(first, nil), nil}},
		{"another machine, with the shared cache", false, [2][]string{build(second, read), nil}},
		{"another machine, cold for tests, with the shared cache", false, [2][]string{test(second, read), nil}},
	}
}

// bazel returns a command of Bazel's on a machine that has nothing of other checkouts.
func (w *workplace) bazel(base, command string, args ...string) []string {
	return append([]string{"tools/bazel", "--output_base=" + filepath.Join(w.folder, base), command, "--disk_cache="}, args...)
}

func (w *workplace) docker(options ...string) []string {
	return append([]string{"tools/docker/build", "-t", "simplebank/bank:buildtimes"}, options...)
}

// print prints the table.
func print(revision string, rows []row) {
	fmt.Printf("revision %s; seconds\n\n", revision)
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "\t%s\t%s\t\n", columns[0], columns[1])
	for _, r := range rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t\n", r.Name, seconds(r.Seconds[0]), seconds(r.Seconds[1]))
	}
	_ = table.Flush() // what cannot be printed there is of no use elsewhere
}

func seconds(s float64) string {
	if s == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", s)
}
