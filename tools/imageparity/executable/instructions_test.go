package executable

import (
	"debug/elf"
	"encoding/hex"
	"testing"
)

// decoded is an instruction at address 0x1000, with the instruction before it.
type decoded struct {
	name, code string // In hexadecimal.
	before     instruction
	size       int
	target     uint64 // 0 for none.
	text       string // With "target" as the name of the target.
}

func TestAMD64(t *testing.T) {
	testDecode(t, machines[elf.EM_X86_64], []decoded{
		{name: "call", code: "e810000000", size: 5, target: 0x1015, text: "CALL target(SB)"},
		{name: "jump back", code: "ebfe90", size: 2, target: 0x1000, text: "JMP target(SB)"},
		{name: "conditional jump", code: "0f8600010000", size: 6, target: 0x1106, text: "JBE target(SB)"},
		{name: "address", code: "488d05f9ffffff", size: 7, target: 0x1000, text: "LEAQ target(SB), AX"},
		{name: "memory and constant", code: "833d0001000000", size: 7, target: 0x1107, text: "CMPL target(SB), $0x0"},
		{name: "memory of a register", code: "488b442408", size: 5, text: "MOVQ 0x8(SP), AX"},
		{name: "constant", code: "b878563412", size: 5, text: "MOVL $0x12345678, AX"},
		{name: "VZEROUPPER", code: "c5f877e8", size: 3, text: "? c5f877"},
		{name: "VMOVDQU data(IP), Y0", code: "c5fe6f0500010000", size: 8, target: 0x1108, text: "? c5fe6f0500000000 // target"},
		{name: "VMOVDQU 8(SP), Y0", code: "c5fe6f442408", size: 6, text: "? c5fe6f442408"},
		{name: "VPALIGNR $4, data(IP), X0, X0", code: "c4e3790f050001000004", size: 10, target: 0x110a, text: "? c4e3790f050000000004 // target"},
		{name: "VPADDD data(IP), Z0, Z0", code: "62f17d48fe0500010000", size: 10, target: 0x110a, text: "? 62f17d48fe0500000000 // target"},
		{name: "ADOXQ", code: "f3490f38f6c0", size: 1, text: "? f3"},
		{name: "cut short", code: "e81000", size: 1, text: "? e8"},
		{name: "VEX cut short", code: "c5fe6f0500", size: 1, text: "? c5"},
	})
}

func TestARM64(t *testing.T) {
	page := instruction{encoding: [maxInstruction]byte{27, 0, 0, 0x90}, size: 4, page: 0x8000, hasPage: true} // ADRP to R27
	testDecode(t, machines[elf.EM_AARCH64], []decoded{
		{name: "call", code: "40000094", size: 4, target: 0x1100, text: "CALL target(SB)"},
		{name: "jump back", code: "ffffff17", size: 4, target: 0xffc, text: "JMP target(SB)"},
		{name: "conditional jump", code: "09080054", size: 4, target: 0x1100, text: "BLS target(SB)"},
		{name: "CBZ", code: "000800b4", size: 4, target: 0x1100, text: "CBZ R0, target(SB)"},
		{name: "TBZ", code: "00080036", size: 4, target: 0x1100, text: "TBZ $0, R0, target(SB)"},
		{name: "ADR", code: "00080010", size: 4, target: 0x1100, text: "ADR 0(PC), R0 // target"},
		{name: "ADRP", code: "3b000090", size: 4, text: "ADRP 0(PC), R27"},
		{name: "ADD after ADRP", code: "60430091", before: page, size: 4, target: 0x8010, text: "ADD $0, R27, R0 // target"},
		{name: "load after ADRP", code: "600b40f9", before: page, size: 4, target: 0x8010, text: "MOVD (R27), R0 // target"},
		{name: "load of 16 bytes after ADRP", code: "6007c03d", before: page, size: 4, target: 0x8010, text: "FMOVQ (R27), F0 // target"},
		{name: "ADD of another register after ADRP", code: "40430091", before: page, size: 4, text: "ADD $16, R26, R0"},
		{name: "call after ADRP", code: "60030094", before: page, size: 4, target: 0x1d80, text: "CALL target(SB)"},
		{name: "ADD", code: "60430091", size: 4, text: "ADD $16, R27, R0"},
		{name: "literal", code: "00080058", size: 4, target: 0x1100, text: "MOVD $target(SB), R0"},
		{name: "none", code: "00000000", size: 4, text: "? 00000000"},
		{name: "cut short", code: "4000", size: 2, text: "? 4000"},
	})
}

func testDecode(t *testing.T, m machine, tests []decoded) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			code, err := hex.DecodeString(test.code)
			if err != nil {
				t.Fatal(err)
			}
			i := m.decode(code, 0x1000, test.before)
			if i.size != test.size || i.target != test.target || i.hasTarget != (test.target != 0) {
				t.Errorf("got size %d, target %#x (%t); want %d, %#x", i.size, i.target, i.hasTarget, test.size, test.target)
			}
			if got := m.format(i, 0x1000, "target"); got != test.text {
				t.Errorf("got %q, want %q", got, test.text)
			}
		})
	}
}
