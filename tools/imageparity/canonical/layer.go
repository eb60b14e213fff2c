package canonical

import (
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/gzip"
)

// level gives the smallest, in some seconds for the 11 MB of the bank.
const level = 9

// compress writes a layer as the form has it: gzip (RFC 1952) without a name and a time, deflated by
// this one library. go.mod pins its version, and a test the bytes that it writes: another version
// that writes other ones makes another form.
func compress(w io.Writer, layer io.Reader) error {
	compressor, err := gzip.NewWriterLevel(w, level)
	if err != nil {
		return err
	}
	compressor.ModTime = time.Unix(0, 0) // No time. The zero value would be written as some other one.
	if _, err := io.Copy(compressor, layer); err != nil {
		return err
	}
	if err := compressor.Close(); err != nil {
		return fmt.Errorf("compressing: %w", err)
	}
	return nil
}
