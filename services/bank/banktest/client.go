package banktest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/services/bank/banktest/contract"
)

// Password is the password of the users that [Server.NewUser] makes.
const Password = "correct horse"

// Client sends requests to a server. A request that gets no answer ends the
// test.
type Client struct {
	server *Server
	// Token is the access token to show; none if empty.
	Token string
	// Header is sent beside what a request needs.
	Header http.Header
	// Undocumented says that requests have, on purpose, what the OpenAPI
	// document does not.
	Undocumented bool
}

// Answer is what a server answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Client returns a client that is not logged in.
func (s *Server) Client() Client { return Client{server: s} }

// Get gets the path, which may have a query.
func (c Client) Get(t testing.TB, path string) Answer {
	t.Helper()
	return c.Do(t, http.MethodGet, path, nil)
}

// Post posts the body to the path: a string as it is, anything else as JSON.
func (c Client) Post(t testing.TB, path string, body any) Answer {
	t.Helper()
	if text, ok := body.(string); ok {
		return c.Do(t, http.MethodPost, path, strings.NewReader(text))
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return c.Do(t, http.MethodPost, path, bytes.NewReader(encoded))
}

// Do sends a request with any method; a body is said to be JSON unless the
// client's Header says otherwise. What is not as the OpenAPI document says fails
// the test.
func (c Client) Do(t testing.TB, method, path string, body io.Reader) Answer {
	t.Helper()
	var sent []byte
	if body != nil {
		var err error
		if sent, err = io.ReadAll(body); err != nil {
			t.Fatal(err)
		}
		body = bytes.NewReader(sent)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+c.server.Address+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		request.Header.Set("Authorization", "Bearer "+c.Token)
	}
	for name, values := range c.Header {
		request.Header[name] = values
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer := Answer{Status: response.StatusCode, Header: response.Header, Body: content}
	err = contract.Check(contract.Exchange{
		Request: request, Sent: sent, Undocumented: c.Undocumented,
		Status: answer.Status, Header: answer.Header, Body: answer.Body,
	})
	if err != nil {
		t.Error(err)
	}
	return answer
}

// Decode decodes the body of an answer with status 200, whose fields must be
// those of T.
func Decode[T any](t testing.TB, a Answer) T {
	t.Helper()
	var v T
	if a.Status != http.StatusOK {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	decoder := json.NewDecoder(bytes.NewReader(a.Body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
	return v
}

// NewUser makes a user of that name, logs in, and returns a client with the
// access token.
func (s *Server) NewUser(t testing.TB, name string) Client {
	t.Helper()
	c := s.Client()
	a := c.Post(t, "/users", map[string]string{
		"username": name, "password": Password, "full_name": "Full Name", "email": name + "@example.com",
	})
	if a.Status != http.StatusOK {
		t.Fatalf("create user: %d %s", a.Status, a.Body)
	}
	a = c.Post(t, "/users/login", map[string]string{"username": name, "password": Password})
	var login struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(a.Body, &login); err != nil || a.Status != http.StatusOK {
		t.Fatalf("log in: %d %s", a.Status, a.Body)
	}
	c.Token = login.AccessToken
	return c
}

// SetRole gives a user a role.
func (s *Server) SetRole(t testing.TB, name string, role identity.Role) {
	t.Helper()
	store, err := postgres.Open(s.Source, timeout)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.SetRole(t.Context(), name, role); err != nil {
		t.Fatal(err)
	}
}
