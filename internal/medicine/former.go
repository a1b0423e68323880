package medicine

import "sync"

// dmdNames holds the product name for each dm+d identifier we know.
var dmdNames = sync.OnceValue(func() map[string]string {
	names := make(map[string]string, 3000)
	readTable("dmd.csv", func(get func(string) string) { names[get("dmd_id")] = get("name") })
	return names
})

// formerName reads dm+d's "VMP previous to 42129511000001104": the name of a
// product that got a new identifier says nothing but the identifier.
func formerName(p *Product, r *reading) bool {
	if len(r.words) < 4 || !r.is(0, "vmp") || !r.is(1, "previous") || !r.is(2, "to") {
		return false
	}
	now, ok := dmdNames()[string(r.text(3))]
	if !ok {
		return false
	}
	name, class := p.Name, parse(now)
	*p = *class
	p.Name = name
	p.note("now " + now)
	return true
}
