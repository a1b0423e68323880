package store

import (
	"errors"

	"gorm.io/gorm"

	"stepdown/internal/problem"
)

// told turns the database's errors into problems. what names the thing.
func told(err error, what string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gorm.ErrRecordNotFound):
		return problem.Missing("The " + what)
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return problem.Conflictf("This %s is there already.", what)
	case errors.Is(err, gorm.ErrForeignKeyViolated):
		return problem.Missing("What this " + what + " belongs to")
	}
	return err
}

// one gives the row a query names, or "not found".
func one[T any](q *gorm.DB, what string) (T, error) {
	var v T
	err := q.Take(&v).Error
	return v, told(err, what)
}

// many gives the rows of a query; none is not an error.
func many[T any](q *gorm.DB) ([]T, error) {
	var vs []T
	return vs, q.Find(&vs).Error
}

// changed says "not found" when an update met no row of this practice.
func changed(r *gorm.DB, what string) error {
	if r.Error != nil {
		return told(r.Error, what)
	}
	if r.RowsAffected == 0 {
		return problem.Missing("The " + what)
	}
	return nil
}

// unchangedSince is changed for rows that two people may edit: no row means
// that somebody else saved first.
func unchangedSince(r *gorm.DB, what string) error {
	if r.Error != nil {
		return told(r.Error, what)
	}
	if r.RowsAffected == 0 {
		return problem.Conflictf("Somebody else changed this %s while you had it open. Look at it again before you save.", what)
	}
	return nil
}
