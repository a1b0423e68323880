package medicine

import (
	"hash/maphash"
	"strings"
	"sync"
	"sync/atomic"
)

// Read says what product a name stands for, in any of the styles of the
// clinical systems. It never fails: what is not known is Other. Products are
// kept in a bounded cache shared by all callers, so a name that was met lately
// costs one look and no memory.
func Read(name string) *Product {
	b, tag := products.bucket(maphash.String(cacheSeed, name))
	for i := range b.tags {
		if b.tags[i].Load() == tag {
			if p := b.kept[i].Load(); p != nil && p.Name == name {
				return p
			}
		}
	}
	return b.keep(tag, parse(strings.Clone(name)))
}

// ReadBytes is Read for a name that still stands in a reader's buffer.
func ReadBytes(name []byte) *Product {
	b, tag := products.bucket(maphash.Bytes(cacheSeed, name))
	for i := range b.tags {
		if b.tags[i].Load() == tag {
			if p := b.kept[i].Load(); p != nil && p.Name == string(name) {
				return p
			}
		}
	}
	return b.keep(tag, parse(string(name)))
}

// A practice's export holds some thousand distinct names, an integrated care
// board's some tens of thousands. Names longer than cachedName are free text,
// not worth keeping. At most 32768 products of about 0.4 KiB are held.
const (
	cacheBuckets = 1 << 13
	cacheWays    = 4
	cachedName   = 160
)

var (
	cacheSeed = maphash.MakeSeed()
	products  cache
)

type cache [cacheBuckets]bucket

// bucket holds products whose names share a hash. The tags, further bits of
// the hash, spare a look at products that cannot be the one; a tag and a
// product may for a moment not belong together, so the name decides.
type bucket struct {
	tags [cacheWays]atomic.Uint32
	next atomic.Uint32
	kept [cacheWays]atomic.Pointer[Product]
}

func (c *cache) bucket(hash uint64) (*bucket, uint32) {
	return &c[hash%cacheBuckets], uint32(hash>>32) | 1 // 0 is an empty place
}

func (b *bucket) keep(tag uint32, p *Product) *Product {
	if len(p.Name) <= cachedName {
		i := (b.next.Add(1) - 1) % cacheWays
		b.kept[i].Store(p)
		b.tags[i].Store(tag)
	}
	return p
}

var scratch = sync.Pool{New: func() any { return &reading{} }}

// reading is the working memory of one parse.
type reading struct {
	plain
	hits    []hit
	amounts []amount
}

type hit struct {
	entry *entry
	at    int // its first word
	end   int // after its last word
}

// parse reads a name from the beginning; Read keeps its results.
func parse(name string) *Product {
	r := scratch.Get().(*reading)
	defer scratch.Put(r)
	body, manufacturer := splitManufacturer(strings.TrimSpace(name))
	r.scan(body)
	taken := r.names()
	if len(r.hits) == 0 && r.scanParted(body) {
		taken = r.names()
	}
	if len(r.hits) == 0 {
		p := &Product{Name: name, Class: Other, Manufacturer: manufacturer}
		if !formerName(p, r) {
			r.describe(p, taken)
		}
		return p
	}
	// One piece of memory for the product and its amounts: most names are read
	// once an import, and memory is most of what that costs.
	kept := &struct {
		Product
		room [2]amount
	}{Product: Product{Name: name, Class: Other, Manufacturer: manufacturer}}
	kept.amounts = kept.room[:0]
	r.describe(&kept.Product, taken)
	return &kept.Product
}

// names finds the entries in the words; the bits of the answer are the words
// that they took.
func (r *reading) names() (taken uint64) {
	v := theVocabulary()
	r.hits = r.hits[:0]
	for i := 0; i < len(r.words); {
		if r.words[i].number || !v.lexiconStart.has(r.words[i].start) {
			i++
			continue
		}
		e, n := r.find(v, i)
		if e == nil {
			i++
			continue
		}
		r.hits = append(r.hits, hit{e, i, i + n})
		for k := 0; k < n; k++ {
			taken |= 1 << min(i+k, 62)
		}
		i += n
	}
	return taken
}

func (r *reading) describe(p *Product, taken uint64) {
	p.settle(r.shape(taken))
	var brand *entry
	if len(r.hits) == 1 { // shared with the table; add would copy it
		p.Ingredients = r.hits[0].entry.ingredients
	}
	for i := range r.hits {
		e := r.hits[i].entry
		if e.class != Other && e.brand && brand == nil {
			brand = e
		}
		if len(r.hits) > 1 {
			for _, in := range e.ingredients {
				p.add(in, e.class)
			}
		}
		if e.guess {
			p.note("spelling read as " + e.name)
		}
		if e.note != "" {
			p.note(e.note)
		}
	}
	if brand != nil {
		p.Brand = brand.name
		p.fromBrand(brand)
	}
	r.amounts = r.strengths(taken, r.amounts[:0])
	r.assign(p, brand, taken)
	if len(r.hits) > 0 {
		r.classify(p)
	}
	if p.Class == Other {
		p.Companion = r.companion()
	}
}

func (p *Product) note(s string) {
	switch {
	case p.Note == "":
		p.Note = s
	case !strings.Contains(p.Note, s):
		p.Note += "; " + s
	}
}

// add puts an ingredient in, targets before the rest.
func (p *Product) add(name string, class Class) {
	for _, in := range p.Ingredients {
		if in == name {
			return
		}
	}
	if p.Ingredients == nil {
		p.Ingredients = make([]string, 0, 2)
	}
	p.Ingredients = append(p.Ingredients, name)
	if n := len(p.Ingredients); class != Other && n > 1 && isTarget(name) && !isTarget(p.Ingredients[0]) {
		copy(p.Ingredients[1:], p.Ingredients[:n-1])
		p.Ingredients[0] = name
	}
}

func isTarget(ingredient string) bool {
	t := theVocabulary().lexicon[ingredient]
	return t != nil && t.alone != nil && t.alone.class != Other
}

func (p *Product) fromBrand(e *entry) {
	if e.form != "" && (p.Form == "" || p.Form == "oral drops" && e.form == "patch" || e.form == "device") {
		p.Form = e.form
		if r := routeByForm[e.form]; r != "" {
			p.Route = r
		} else if p.Route == "" {
			p.Route = "oral"
		}
	}
	if p.Release == "" && e.release == "modified" && p.Route != "parenteral" {
		p.Release = "modified"
	}
	p.WearHours = e.wearHours
}

// splitManufacturer parts "Zydol XL 150mg tablets (Grunenthal Ltd)". A bracket
// that says something of the product itself stays in the name.
func splitManufacturer(s string) (body, manufacturer string) {
	if s == "" || s[len(s)-1] != ')' {
		return s, ""
	}
	depth, open := 0, -1
	for i := len(s) - 1; i >= 0 && open < 0; i-- {
		switch s[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				open = i
			}
		}
	}
	if open <= 0 {
		return s, ""
	}
	inner := strings.TrimSpace(s[open+1 : len(s)-1])
	if inner == "" || !strings.HasSuffix(inner, " Ltd") && !supplier(inner) {
		return s, ""
	}
	return strings.TrimSpace(s[:open]), inner
}

func supplier(s string) bool {
	r := scratch.Get().(*reading)
	defer scratch.Put(r)
	r.scan(s)
	if len(r.words) == 0 {
		return false
	}
	told := false
	for i := range r.words {
		switch string(r.text(i)) {
		case "ltd", "limited", "plc", "gmbh", "pharma", "pharmaceuticals", "pharmaceutical", "laboratories", "healthcare", "inc", "uk", "co", "company", "group":
			return true
		case "hour", "hours", "hr", "hrs", "day", "days", "ml", "mg", "sugar", "free", "micrograms", "mcg", "pain", "dependence", "analgesic", "patch", "patches":
			told = true
		}
	}
	return !told && r.names() == 0 && !r.words[0].number
}
