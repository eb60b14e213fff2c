package pack

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/goccy/go-yaml"
)

// toJSON returns a YAML document as JSON, with the fields of objects in the
// order in which they are written. A person writes YAML; programs read JSON.
func toJSON(source []byte) ([]byte, error) {
	var document any
	if err := yaml.UnmarshalWithOptions(source, &document, yaml.UseOrderedMap()); err != nil {
		return nil, err
	}
	var encoded bytes.Buffer
	if err := writeJSON(&encoded, document); err != nil {
		return nil, err
	}
	encoded.WriteByte('\n')
	return encoded.Bytes(), nil
}

func writeJSON(w *bytes.Buffer, value any) error {
	switch value := value.(type) {
	case yaml.MapSlice:
		w.WriteByte('{')
		for i, field := range value {
			if i > 0 {
				w.WriteByte(',')
			}
			// A status code is a number in YAML; JSON's names are strings.
			if err := writeJSON(w, fmt.Sprint(field.Key)); err != nil {
				return err
			}
			w.WriteByte(':')
			if err := writeJSON(w, field.Value); err != nil {
				return err
			}
		}
		w.WriteByte('}')
	case []any:
		w.WriteByte('[')
		for i, element := range value {
			if i > 0 {
				w.WriteByte(',')
			}
			if err := writeJSON(w, element); err != nil {
				return err
			}
		}
		w.WriteByte(']')
	default:
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			return err
		}
		w.Truncate(w.Len() - 1) // the encoder ends a line
	}
	return nil
}
