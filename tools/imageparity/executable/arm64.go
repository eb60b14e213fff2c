package executable

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/arch/arm64/arm64asm"
)

// relativeARM64 is an encoding of an operand that is relative to the instruction.
type relativeARM64 struct {
	mask, value uint32 // What tells the instruction.
	shift, bits int    // Where the operand is; in units of 4 bytes.
}

var relativesARM64 = []relativeARM64{
	{0x7c000000, 0x14000000, 0, 26}, // B, BL
	{0xff000000, 0x54000000, 5, 19}, // B.cond
	{0x7e000000, 0x34000000, 5, 19}, // CBZ, CBNZ
	{0x3b000000, 0x18000000, 5, 19}, // LDR of a literal
	{0x7e000000, 0x36000000, 5, 14}, // TBZ, TBNZ
}

func decodeARM64(code []byte, address uint64, before instruction) instruction {
	if len(code) < 4 {
		result := instruction{size: len(code)}
		copy(result.encoding[:], code)
		return result
	}
	word := binary.LittleEndian.Uint32(code)
	result := instruction{size: 4}
	var operand uint32 // Its bits.
	kind := word & 0x9f000000
	if scale, ok := offsetScaleARM64(word); ok && before.hasPage && registerARM64(before) == word>>5&31 {
		operand = 0xfff << 10
		result.target, result.hasTarget = before.page+uint64(word>>10&0xfff)<<scale, true
	} else if kind == 0x10000000 || kind == 0x90000000 { // ADR, ADRP
		operand = 0x60ffffe0
		distance := signExtend(word>>3&^3|word>>29&3, 21)
		if kind == 0x10000000 {
			result.target, result.hasTarget = address+distance, true
		} else {
			result.page, result.hasPage = address&^0xfff+distance<<12, true
		}
	}
	for _, r := range relativesARM64 {
		if word&r.mask == r.value {
			operand = (1<<r.bits - 1) << r.shift
			result.target, result.hasTarget = address+signExtend(word>>r.shift, r.bits)*4, true
		}
	}
	binary.LittleEndian.PutUint32(result.encoding[:], word&^operand)
	return result
}

// registerARM64 returns the number of the register that an ADRP loads.
func registerARM64(adrp instruction) uint32 {
	return binary.LittleEndian.Uint32(adrp.encoding[:]) & 31
}

// offsetScaleARM64 returns the shift of the 12-bit offset of an ADD, load or store.
func offsetScaleARM64(word uint32) (shift int, ok bool) {
	switch {
	case word&0xffc00000 == 0x91000000: // ADD
		return 0, true
	case word&0x3b000000 == 0x39000000: // Loads and stores
		shift = int(word >> 30)
		if word&0x04800000 == 0x04800000 { // Of a 128-bit register
			shift = 4
		}
		return shift, true
	}
	return 0, false
}

// signExtend takes the lowest bits.
func signExtend(value uint32, bits int) uint64 {
	return uint64(int64(int32(value<<(32-bits)) >> (32 - bits)))
}

func formatARM64(i instruction, address uint64, target string) (text string) {
	// GoSyntax takes operands to be of the types that it expects.
	defer func() {
		if recover() != nil {
			text = fmt.Sprintf("? %x", i.encoding[:i.size])
		}
	}()
	decoded, err := arm64asm.Decode(i.encoding[:i.size])
	if err != nil {
		return fmt.Sprintf("? %x", i.encoding[:i.size])
	}
	// The operand is 0 in the encoding, so it refers to the instruction itself.
	text = arm64asm.GoSyntax(decoded, address, func(uint64) (string, uint64) { return target, address }, nil)
	if i.hasTarget && !strings.Contains(text, target) {
		text += " // " + target
	}
	return text
}
