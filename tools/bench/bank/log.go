package bank

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// readAddress returns where a server listens by its log, which says so with the message;
// empty if that is not there yet.
func readAddress(name, message string) (address string, err error) {
	err = eachLine(name, func(line []byte) bool {
		var entry struct {
			Message string `json:"msg"`
			Address string `json:"address"`
		}
		// The last line may not be whole yet.
		if err := json.Unmarshal(line, &entry); err == nil && entry.Message == message {
			address = entry.Address
		}
		return address == ""
	})
	return address, err
}

// readFailures returns the first lines that tell of errors, at most so many.
func readFailures(name string, most int) (failures []string, err error) {
	err = eachLine(name, func(line []byte) bool {
		if bytes.Contains(line, []byte(`"level":"ERROR"`)) {
			failures = append(failures, string(line))
		}
		return len(failures) < most
	})
	return failures, err
}

// eachLine calls do with the lines of the file until it returns false.
func eachLine(name string, do func(line []byte) bool) error {
	log, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read the log of the bank: %w", err)
	}
	defer log.Close()
	lines := bufio.NewScanner(log)
	for lines.Scan() && do(lines.Bytes()) {
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the log of the bank: %w", err)
	}
	return nil
}
