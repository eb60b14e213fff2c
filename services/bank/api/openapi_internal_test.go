package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/services/bank/api/docs"
	"example.com/simplebank/services/bank/console"
)

// types are the Go types that the schemas of the document are of.
var types = map[string]any{
	"CreateUserRequest":     createUserRequest{},
	"LoginRequest":          loginRequest{},
	"RenewAccessRequest":    renewAccessRequest{},
	"ChangePasswordRequest": changePasswordRequest{},
	"CreateAccountRequest":  createAccountRequest{},
	"CashRequest":           cashRequest{},
	"TransferRequest":       transferRequest{},
	"NoteRequest":           noteRequest{},

	"User":         userResponse{},
	"Tokens":       tokensResponse{},
	"Login":        loginResponse{},
	"Session":      sessionResponse{},
	"Ended":        endedResponse{},
	"Account":      accountResponse{},
	"Transfer":     transferResponse{},
	"Entry":        entryResponse{},
	"Posting":      postingResponse{},
	"Status":       statusResponse{},
	"BatchRequest": batchRequest{},
	"LegRequest":   legRequest{},
	"PostRequest":  postRequest{},
	"Hold":         holdResponse{},
	"Batch":        batchResponse{},
	"BalanceAt":    balanceResponse{},
	"AccountEntry": lineResponse{},
	"EntryPage":    entriesResponse{},
	"TransferPage": transfersResponse{},
	"Act":          actResponse{},
	"ActPage":      actsResponse{},
	"LegError":     legErrorResponse{},
	"Error":        errorResponse{},
}

// others are schemas of what is not written with the types of this package. That
// each answer is as they say is checked all the same, by package contract.
var others = []string{"Receipt", "ReceiptLeaf"}

type schema struct {
	Ref          string `json:"$ref"`
	Type         any    // a name, or a list of them
	Format       string
	Required     []string
	Properties   map[string]schema
	Enum         []string
	Descriptions map[string]string `json:"x-enum-descriptions"`
}

type apiResponse struct {
	Ref     string `json:"$ref"`
	Content map[string]struct{ Schema schema }
}

type openAPI struct {
	Paths      map[string]map[string]json.RawMessage // by method; and "parameters"
	Components struct {
		Schemas   map[string]schema
		Responses map[string]apiResponse
	}
}

func readOpenAPI(t *testing.T) openAPI {
	t.Helper()
	files, err := docs.Files()
	if err != nil {
		t.Fatal(err)
	}
	var document openAPI
	if err := json.Unmarshal(files.Content(docs.Document), &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// operations returns the methods and paths of the document, with their answers
// by status.
func (d openAPI) operations(t *testing.T) map[string]map[string]apiResponse {
	t.Helper()
	all := map[string]map[string]apiResponse{}
	for path, item := range d.Paths {
		for method, raw := range item {
			if method == "parameters" {
				continue
			}
			var operation struct{ Responses map[string]apiResponse }
			if err := json.Unmarshal(raw, &operation); err != nil {
				t.Fatal(err)
			}
			all[strings.ToUpper(method)+" "+path] = operation.Responses
		}
	}
	return all
}

// TestDocumentHasEveryRoute compares both ways. The console and parts of pages are
// not of the API, and HEAD is where GET is.
func TestDocumentHasEveryRoute(t *testing.T) {
	pages, err := console.New()
	if err != nil {
		t.Fatal(err)
	}
	var routes []string
	for _, route := range New(Options{Console: pages}).handler.(*gin.Engine).Routes() {
		if slices.Contains(pages.Paths(), route.Path) || strings.HasPrefix(route.Path, "/docs/") || route.Method == http.MethodHead {
			continue
		}
		segments := strings.Split(route.Path, "/")
		for i, s := range segments {
			if name, ok := strings.CutPrefix(s, ":"); ok {
				segments[i] = "{" + name + "}"
			}
		}
		routes = append(routes, route.Method+" "+strings.Join(segments, "/"))
	}
	slices.Sort(routes)
	documented := slices.Sorted(maps.Keys(readOpenAPI(t).operations(t)))
	if diff := cmp.Diff(routes, documented); diff != "" {
		t.Errorf("routes (-server +document):\n%s", diff)
	}
}

// field is what a Go type and a schema both tell of a field.
type field struct{ Type, Format string }

func TestSchemasAreTheTypes(t *testing.T) {
	document := readOpenAPI(t)
	for name, s := range document.Components.Schemas {
		if s.Properties != nil && types[name] == nil && !slices.Contains(others, name) {
			t.Errorf("schema %s is of no type", name)
		}
	}
	for name, value := range types {
		t.Run(name, func(t *testing.T) {
			s, ok := document.Components.Schemas[name]
			if !ok {
				t.Fatal("there is no such schema")
			}
			want, always := goFields(reflect.TypeOf(value))
			got := map[string]field{}
			for name, property := range s.Properties {
				got[name] = document.field(property)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("fields (-type +schema):\n%s", diff)
			}
			// Which fields of a request are needed the types do not tell.
			if strings.HasSuffix(name, "Request") {
				return
			}
			slices.Sort(s.Required)
			if diff := cmp.Diff(always, s.Required); diff != "" {
				t.Errorf("fields that are always there (-type +schema):\n%s", diff)
			}
		})
	}
}

// goFields returns the JSON fields of a struct, and which are always there.
func goFields(of reflect.Type) (fields map[string]field, always []string) {
	fields = map[string]field{}
	for _, f := range reflect.VisibleFields(of) {
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" {
			continue
		}
		fields[name] = goField(f.Type)
		if option == "" {
			always = append(always, name)
		}
	}
	slices.Sort(always)
	return fields, always
}

func goField(of reflect.Type) field {
	switch of {
	case reflect.TypeFor[time.Time]():
		return field{"string", "date-time"}
	case reflect.TypeFor[uuid.UUID]():
		return field{"string", "uuid"}
	case reflect.TypeFor[json.RawMessage]():
		return field{"object", ""}
	}
	switch of.Kind() {
	case reflect.Pointer:
		return goField(of.Elem())
	case reflect.Int64:
		return field{"integer", "int64"}
	case reflect.Int:
		return field{"integer", ""}
	case reflect.String:
		return field{"string", ""}
	case reflect.Bool:
		return field{"boolean", ""}
	case reflect.Slice:
		return field{"array", ""}
	case reflect.Struct:
		for name, value := range types {
			if reflect.TypeOf(value) == of {
				return field{name, ""}
			}
		}
	}
	return field{"unknown", of.String()}
}

// field returns what a schema tells, or the name of the one of a struct that it
// refers to. Formats that no Go type has are left out.
func (d openAPI) field(s schema) field {
	if name := path.Base(s.Ref); s.Ref != "" {
		if types[name] != nil {
			return field{name, ""}
		}
		return d.field(d.Components.Schemas[name])
	}
	if s.Format == "email" || s.Format == "password" {
		s.Format = ""
	}
	if several, ok := s.Type.([]any); ok { // and null
		s.Type = several[0]
	}
	name, _ := s.Type.(string)
	return field{name, s.Format}
}

func TestDocumentHasEveryCode(t *testing.T) {
	document := readOpenAPI(t)
	codes := document.Components.Schemas["ErrorCode"]
	var want []string
	for code := range statuses {
		want = append(want, string(code))
	}
	for name, got := range map[string][]string{"codes": codes.Enum, "descriptions": slices.Collect(maps.Keys(codes.Descriptions))} {
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-server +document):\n%s", name, diff)
		}
	}
}

// TestCodesOfAnswers checks that codes stand at their status, and that each that
// is not of paths without operations stands at some.
func TestCodesOfAnswers(t *testing.T) {
	document := readOpenAPI(t)
	used := map[fault.Code]bool{codeRouteNotFound: true, codeMethodNotAllowed: true}
	for operation, responses := range document.operations(t) {
		for status, response := range responses {
			if response.Ref != "" {
				response = document.Components.Responses[path.Base(response.Ref)]
			}
			for _, code := range response.Content["application/json"].Schema.Properties["code"].Enum {
				used[fault.Code(code)] = true
				if want := strconv.Itoa(statuses[fault.Code(code)]); status != want {
					t.Errorf("%s: code %s at status %s, want %s", operation, code, status, want)
				}
			}
		}
	}
	for code := range statuses {
		if !used[code] {
			t.Errorf("no operation answers with %s", code)
		}
	}
}
