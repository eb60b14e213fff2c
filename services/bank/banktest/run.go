package banktest

import (
	"bufio"
	"encoding/json"
	"io"
	"runtime"
)

// run starts the program, reads its log to the end and waits for it.
func (s *Server) run(stdout io.Reader, started chan<- error, listening chan<- string) {
	// The program dies with the thread that started it: keep that one.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := s.cmd.Start(); err != nil {
		started <- err
		return
	}
	started <- nil
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		var line map[string]any
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			line = map[string]any{"msg": "not JSON: " + lines.Text()}
		}
		s.mu.Lock()
		s.log = append(s.log, line)
		s.mu.Unlock()
		if address, ok := line["address"].(string); ok && line["msg"] == "listening" {
			listening <- address
		}
	}
	s.err = s.cmd.Wait()
	close(s.exited)
}
