package bank

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
)

// PeakMemory returns the most memory that the program has had so far, in bytes: the high
// water mark of its resident set, as Linux has it in /proc.
func (s *Server) PeakMemory() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read the memory of the bank: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(status))
	for lines.Scan() {
		var kB int64
		if _, err := fmt.Sscanf(lines.Text(), "VmHWM: %d kB", &kB); err == nil {
			return kB * 1024, nil
		}
	}
	return 0, errors.New("read the memory of the bank: /proc does not tell it")
}
