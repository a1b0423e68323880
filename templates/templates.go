// Package templates holds the pages: a layout, partials, and a folder for each
// area of the site.
package templates

import "embed"

// Files of all templates.
//
//go:embed layout partials */*.html
var Files embed.FS
