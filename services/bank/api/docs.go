package api

import (
	"github.com/gin-gonic/gin"

	"example.com/simplebank/services/bank/api/docs"
)

// serveDocs serves the OpenAPI document, and the page that shows it.
func serveDocs(r *gin.Engine) {
	files, err := docs.Files()
	if err != nil {
		panic(err) // the program was built of files that no test has seen
	}
	for path, name := range map[string]string{
		"/openapi.json":        docs.Document,
		"/docs":                docs.Page,
		"/docs/" + docs.Style:  docs.Style,
		"/docs/" + docs.Script: docs.Script,
	} {
		r.Match(readMethods, path, func(c *gin.Context) { files.Serve(c.Writer, c.Request, name) })
	}
}
