package postgres

import (
	"errors"
	"net/url"
	"strings"
)

// WithParameter returns the source, a URL or key=value list, with another value of a
// parameter: of the driver, as sslmode, or of the session, as search_path. The value
// must be one that a key=value list needs no quotes for. The error shows nothing of
// the source.
func WithParameter(source, name, value string) (string, error) {
	if !strings.HasPrefix(source, "postgres://") && !strings.HasPrefix(source, "postgresql://") {
		return source + " " + name + "=" + value, nil // the last one counts
	}
	u, err := url.Parse(source)
	if err != nil {
		return "", errors.New("the source is malformed")
	}
	query := u.Query()
	query.Set(name, value)
	u.RawQuery = query.Encode()
	return u.String(), nil
}
