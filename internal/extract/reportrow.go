package extract

import (
	"bytes"
)

// groupOf is a group of columns: a medicine, a problem.
type groupOf struct {
	table   Table
	columns []int
}

func (l *layout) groups() []groupOf {
	var out []groupOf
	at := map[[2]any]int{}
	for i, c := range l.columns {
		t := c.field.table()
		if t != Medications && t != Problems {
			continue
		}
		k := [2]any{t, c.group}
		j, ok := at[k]
		if !ok {
			j = len(out)
			at[k] = j
			out = append(out, groupOf{table: t})
		}
		out[j].columns = append(out[j].columns, i)
	}
	return out
}

// fault says what is wrong with a row as a whole.
func (l *layout) fault(rec record) string {
	if rec.reason != "" {
		return rec.reason
	}
	if len(rec.cells) != len(l.columns) {
		return reasonRagged // even by empty cells: a lost quotation mark shifts all that follow
	}
	return ""
}

// isHeading reports whether the headings come again, as at the top of a page.
func (l *layout) isHeading(rec record) bool {
	for i, h := range l.headings {
		if text(rec.cells[i]) != h {
			return false
		}
	}
	return true
}

// identifies reports whether a row has cells that say who the patient is.
func (l *layout) identifies(row [][]byte) bool {
	for i, c := range l.columns {
		switch c.field {
		case fNHS, fLocalID, fFamily, fFullName, fBirth:
			if i < len(row) && len(bytes.TrimSpace(row[i])) > 0 {
				return true
			}
		}
	}
	return false
}

// identity is the cells that tell patients apart, as written.
type identity struct{ number, local, family, name, born []byte }

func (l *layout) identity(row [][]byte) (id identity) {
	for i, c := range l.columns {
		switch c.field {
		case fNHS:
			id.number = bytes.TrimSpace(row[i])
		case fLocalID:
			id.local = bytes.TrimSpace(row[i])
		case fFamily:
			id.family = bytes.TrimSpace(row[i])
		case fFullName:
			id.name = bytes.TrimSpace(row[i])
		case fBirth:
			id.born = bytes.TrimSpace(row[i])
		}
	}
	return id
}

func (id identity) clone() identity {
	return identity{bytes.Clone(id.number), bytes.Clone(id.local), bytes.Clone(id.family), bytes.Clone(id.name), bytes.Clone(id.born)}
}

// same reports whether the row repeats the current patient's cells, all of
// them or some.
func (p *report) same(l *layout, row [][]byte) bool {
	id, is := l.identity(row), p.identity
	again := func(a, b []byte) bool { return len(a) == 0 || bytes.Equal(a, b) }
	return p.current != nobody && len(id.number)+len(id.local) > 0 && bytes.Equal(id.number, is.number) && bytes.Equal(id.local, is.local) &&
		again(id.family, is.family) && again(id.name, is.name) && again(id.born, is.born)
}
