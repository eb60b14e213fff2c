package executable

import "debug/elf"

// machine knows the instructions of one kind of processor.
type machine struct {
	// decode decodes the first instruction of code that is not empty. It takes the instruction before,
	// and leaves an operand that it cannot read as part of the encoding.
	decode func(code []byte, address uint64, before instruction) instruction
	// format returns an instruction in Go assembler syntax, with the name in place of the target.
	format func(i instruction, address uint64, target string) string
	// padding is what the linker puts between functions.
	padding byte
}

var machines = map[elf.Machine]machine{
	elf.EM_X86_64:  {decodeAMD64, formatAMD64, 0xcc},
	elf.EM_AARCH64: {decodeARM64, formatARM64, 0},
}

// instruction is an instruction apart from the address that it refers to.
type instruction struct {
	// encoding has 0 for the operand that is relative to the instruction.
	encoding [maxInstruction]byte
	size     int // In bytes.
	// target is the address that the instruction refers to, if hasTarget.
	target    uint64
	hasTarget bool
	// page is the address of the page that an ADRP of arm64 loads into a register, if hasPage.
	page    uint64
	hasPage bool
}

// maxInstruction is the size of the longest instruction of amd64 in bytes.
const maxInstruction = 15
