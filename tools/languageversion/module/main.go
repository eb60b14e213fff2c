// Command captures prints what a loop's closures see of its variable when the loop is done: 3 3 3 in
// the language of Go 1.20, where the loop has one variable, and 0 1 2 from 1.22 on, where each
// iteration has its own.
package main

import "fmt"

func main() {
	var closures []func() int
	for i := 0; i < 3; i++ {
		closures = append(closures, func() int { return i })
	}
	for _, closure := range closures {
		fmt.Println(closure())
	}
}
