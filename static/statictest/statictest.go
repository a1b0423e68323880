// Package statictest gives page tests a front end to link to, built or not.
package statictest

import (
	"testing/fstest"

	"stepdown/static"
)

// StandIn returns empty files under fixed names, so that tests of pages pass on a bare clone
// and their expected HTML does not change with a style sheet. Browser tests want the real ones:
// static.Load(static.Built()).
func StandIn() *static.Assets {
	assets, err := static.Load(fstest.MapFS{
		"manifest.json": {Data: []byte(`{
			"app.css": "app-STANDIN2.css",
			"app.js": "app-STANDIN2.js",
			"charts.js": "charts-STANDIN2.js",
			"favicon.svg": "favicon-STANDIN2.svg",
			"licences.txt": "licences.txt"
		}`)},
		"app-STANDIN2.css":     {Data: []byte("/* stand-in */")},
		"app-STANDIN2.js":      {Data: []byte("// stand-in")},
		"charts-STANDIN2.js":   {Data: []byte("// stand-in")},
		"favicon-STANDIN2.svg": {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
		"licences.txt":         {Data: []byte("stand-in")},
	})
	if err != nil {
		panic(err) // the files above are complete
	}
	return assets
}
