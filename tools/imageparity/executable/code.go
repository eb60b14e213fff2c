package executable

import (
	"fmt"
	"path"
	"strings"
)

// code walks through the instructions of a function.
type code struct {
	program  *goProgram
	function function
	bytes    []byte // Without padding.
	offset   int    // Of the next instruction.
	last     instruction
}

// rewind goes back to the first instruction.
func (c *code) rewind() { c.offset, c.last = 0, instruction{} }

// next returns the next instruction and its offset in the function.
func (c *code) next() (i instruction, offset int, ok bool) {
	if c.offset >= len(c.bytes) {
		return instruction{}, 0, false
	}
	offset = c.offset
	c.last = c.program.machine.decode(c.bytes[offset:], c.function.start+uint64(offset), c.last)
	c.offset += c.last.size
	return c.last, offset, true
}

// reference is what an instruction refers to, in terms that do not depend on where that is.
type reference struct {
	kind     referenceKind
	function string // For inside and another.
	offset   uint64 // In the function.
}

type referenceKind int

const (
	none    referenceKind = iota
	inside                // In the same function.
	another               // Another function.
	outside               // Data, or code that is not Go's.
)

func (c *code) reference(i instruction) reference {
	if !i.hasTarget {
		return reference{}
	}
	if f := c.function; f.start <= i.target && i.target < f.end {
		return reference{inside, f.name, i.target - f.start}
	}
	if f, ok := c.program.table.find(i.target); ok {
		return reference{another, f.name, i.target - f.start}
	}
	return reference{kind: outside}
}

func (r reference) String() string {
	switch {
	case r.kind == outside:
		return "data"
	case r.offset == 0:
		return r.function
	default:
		return fmt.Sprintf("%s+%#x", r.function, r.offset)
	}
}

// firstDifference rewinds, and returns the index of the first instruction that differs, -1 if none does.
// Jumps inside of the function differ wherever they cross a difference, so they count only if nothing else
// differs.
func firstDifference(a, b *code) int {
	a.rewind()
	b.rewind()
	jump := -1
	for index := 0; ; index++ {
		x, _, okA := a.next()
		y, _, okB := b.next()
		switch {
		case !okA && !okB:
			return jump
		case okA != okB, x.size != y.size, x.encoding != y.encoding:
			return index
		}
		switch referenceA, referenceB := a.reference(x), b.reference(y); {
		case referenceA == referenceB:
		case referenceA.kind != inside || referenceB.kind != inside:
			return index
		case jump < 0:
			jump = index
		}
	}
}

// list rewinds, and returns the instructions around one, which is marked.
func (c *code) list(index int) []string {
	const before, after = 5, 5
	lines := []string{}
	c.rewind()
	for i := 0; i <= index+after; i++ {
		instruction, offset, ok := c.next()
		if !ok {
			break
		}
		if i < index-before {
			continue
		}
		mark := " "
		if i == index {
			mark = ">"
		}
		address := c.function.start + uint64(offset)
		file, line := c.program.table.position(c.function, address)
		text := c.program.machine.format(instruction, address, c.reference(instruction).String())
		lines = append(lines, fmt.Sprintf("%s %s:%d +%#x %s", mark, path.Base(file), line, offset, text))
	}
	return lines
}

// allocations counts the calls that allocate a variable, and those of them that are in a loop.
type allocations struct{ calls, inLoops int }

// allocations rewinds first.
func (c *code) allocations() allocations {
	var loops [][2]int // The offsets of starts and ends.
	var offsets []int
	c.rewind()
	for {
		i, offset, ok := c.next()
		if !ok {
			break
		}
		switch r := c.reference(i); {
		case r.kind == another && r.offset == 0 && isAllocation(r.function):
			offsets = append(offsets, offset)
		case r.kind == inside && r.offset > 0 && int(r.offset) < offset: // What grew the stack jumps to 0.
			loops = append(loops, [2]int{int(r.offset), offset})
		}
	}
	result := allocations{calls: len(offsets)}
	for _, offset := range offsets {
		for _, loop := range loops {
			if loop[0] <= offset && offset < loop[1] {
				result.inLoops++
				break
			}
		}
	}
	return result
}

// isAllocation tells whether the compiler uses the function to allocate a variable. As of Go 1.26 there
// are some for special sizes.
func isAllocation(function string) bool {
	return function == "runtime.newobject" || strings.HasPrefix(function, "runtime.mallocgcSmall") ||
		strings.HasPrefix(function, "runtime.mallocgcTiny")
}
