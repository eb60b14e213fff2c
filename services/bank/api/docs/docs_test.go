package docs_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi/datamodel"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"example.com/simplebank/services/bank/api/docs"
)

// TestDocumentIsOpenAPI holds the document against the schema of OpenAPI 3.1.
// What it says is held against the server by the tests of package api.
func TestDocumentIsOpenAPI(t *testing.T) {
	files, err := docs.Files()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(files.Content(docs.Document)))
	if err != nil {
		t.Fatal(err)
	}
	definition, err := jsonschema.UnmarshalJSON(strings.NewReader(datamodel.OpenAPI31SchemaData))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi:3.1", definition); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("openapi:3.1")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(document); err != nil {
		t.Errorf("%#v", err)
	}
	delete(document.(map[string]any)["info"].(map[string]any), "title")
	if schema.Validate(document) == nil {
		t.Error("a document without a title is good")
	}
}
