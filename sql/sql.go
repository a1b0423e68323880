// Package sql holds the migrations of both databases: numbered, forward only,
// never changed once released.
package sql

import "embed"

// Migrations has a folder for each dialect: migrations/sqlite and
// migrations/postgres.
//
//go:embed migrations
var Migrations embed.FS
