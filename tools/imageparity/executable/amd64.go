package executable

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/arch/x86/x86asm"
)

func decodeAMD64(code []byte, address uint64, _ instruction) instruction {
	size, operand, operandSize := layoutAMD64(code)
	result := instruction{size: size}
	copy(result.encoding[:], code[:size])
	if operandSize == 0 {
		return result
	}
	field := result.encoding[operand : operand+operandSize]
	var distance int64
	switch operandSize {
	case 1:
		distance = int64(int8(field[0]))
	case 2:
		distance = int64(int16(binary.LittleEndian.Uint16(field)))
	case 4:
		distance = int64(int32(binary.LittleEndian.Uint32(field)))
	}
	clear(field)
	result.target, result.hasTarget = address+uint64(size)+uint64(distance), true
	return result
}

// layoutAMD64 returns the size of an instruction, and where in it and how large the operand is that is
// relative to the next instruction. What is none counts as one byte.
func layoutAMD64(code []byte) (size, operand, operandSize int) {
	if size, operand, ok := layoutVEX(code); ok {
		if operand > 0 {
			return size, operand, 4
		}
		return size, 0, 0
	}
	i, err := x86asm.Decode(code, 64)
	if err != nil || i.Len == 0 || i.Len > maxInstruction {
		return 1, 0, 0
	}
	return i.Len, i.PCRelOff, i.PCRel
}

// layoutVEX does the same for instructions with a VEX or EVEX prefix, most of which x86asm does not know.
// The operand is 0 if there is none. See Intel's manual, volume 2, chapter 2.
func layoutVEX(code []byte) (size, operand int, ok bool) {
	const longest = 4 + 1 + 1 + 1 + 4 + 1 // Prefix, opcode, ModRM, SIB, displacement, immediate.
	var padded [longest]byte
	copy(padded[:], code)
	var opcodes byte // Which table of opcodes.
	switch padded[0] {
	case 0xc5:
		size, opcodes = 2, 1
	case 0xc4:
		size, opcodes = 3, padded[1]&0x1f
	case 0x62:
		size, opcodes = 4, padded[1]&0x7
	default:
		return 0, 0, false
	}
	opcode := padded[size]
	size++
	if opcodes == 1 && opcode == 0x77 { // VZEROUPPER and VZEROALL have no operands.
		return size, 0, size <= len(code)
	}
	mod, rm := padded[size]>>6, padded[size]&7
	size++
	displacement := [4]int{0, 1, 4, 0}[mod]
	if mod != 3 && rm == 4 {
		if mod == 0 && padded[size]&7 == 5 { // A SIB byte without a base register.
			displacement = 4
		}
		size++
	}
	if mod == 0 && rm == 5 {
		operand, displacement = size, 4
	}
	size += displacement
	switch {
	case opcodes == 3,
		opcodes == 1 && (opcode >= 0x70 && opcode <= 0x73 || opcode == 0xc2 || opcode >= 0xc4 && opcode <= 0xc6):
		size++ // An immediate.
	}
	return size, operand, size <= len(code)
}

func formatAMD64(i instruction, address uint64, target string) string {
	encoding := i.encoding[:i.size]
	unknown := fmt.Sprintf("? %x", encoding)
	if _, _, vex := layoutVEX(encoding); vex {
		if i.hasTarget {
			return unknown + " // " + target
		}
		return unknown
	}
	if i.hasTarget { // GoSyntax asks for no name if the operand is 0.
		_, operand, _ := layoutAMD64(encoding)
		encoding[operand] = 1
	}
	decoded, err := x86asm.Decode(encoding, 64)
	if err != nil || decoded.Op == 0 {
		return unknown
	}
	return x86asm.GoSyntax(decoded, address, func(a uint64) (string, uint64) {
		if i.hasTarget && a == address+uint64(i.size)+1 {
			return target, a
		}
		return "", 0
	})
}
