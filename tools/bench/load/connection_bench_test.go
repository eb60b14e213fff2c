package load

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"example.com/simplebank/tools/bench/workload"
)

// BenchmarkConnection compares the processor time of a request over a connection of ours
// with that of one by an http.Client. The server is another process, which is left out.
func BenchmarkConnection(b *testing.B) {
	address := serveElsewhere(b)
	request := workload.Request{
		Method: http.MethodPost, Path: "/transfers", Token: strings.Repeat("t", 300),
		Body: []byte(`{"from_account_id":1156,"to_account_id":1157,"amount":100,"currency":"USD"}`),
	}
	b.Run("ours", func(b *testing.B) {
		c, err := dial(b.Context(), address)
		if err != nil {
			b.Fatal(err)
		}
		defer c.close()
		measure(b, func() error {
			_, err := c.do(request)
			return err
		})
	})
	b.Run("http.Client", func(b *testing.B) {
		measure(b, func() error {
			r, err := http.NewRequest(request.Method, "http://"+address+request.Path, bytes.NewReader(request.Body))
			if err != nil {
				return err
			}
			r.Header.Set("Authorization", "Bearer "+request.Token)
			r.Header.Set("Content-Type", "application/json")
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				return err
			}
			defer response.Body.Close()
			_, err = io.Copy(io.Discard, response.Body)
			return err
		})
	})
}

// measure reports the processor time of what is done.
func measure(b *testing.B, do func() error) {
	before, err := processorTime()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := do(); err != nil {
			b.Fatal(err)
		}
	}
	after, err := processorTime()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(after-before)/float64(b.N), "cpu-ns/op")
}

// asServer makes the test binary serve answers as long as those of the bank.
const asServer = "LOAD_TEST_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		serveStandardInput()
		return
	}
	os.Exit(m.Run())
}

// serveElsewhere starts another process that answers.
func serveElsewhere(b *testing.B) (address string) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asServer+"=1")
	stdin, err := cmd.StdinPipe() // that is closed with us
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		stdin.Close()
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	})
	line := make([]byte, 100)
	n, err := stdout.Read(line)
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(string(line[:n]))
}
