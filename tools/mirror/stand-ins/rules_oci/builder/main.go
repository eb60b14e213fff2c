// Command builder does for the stand-in of rules_oci what the real rules do with jq, regctl,
// crane, coreutils and bsdtar. See MODULE.bazel.
package main

import (
	"fmt"
	"os"
)

func main() {
	commands := map[string]func(args []string) error{
		"image": image,
		"index": index,
		"load":  load,
		"push":  push,
	}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: builder image|index|load|push ...")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}
