package extract

import "errors"

func (x *export) readTables() error { return errors.New("not yet") }
