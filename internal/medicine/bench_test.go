package medicine

import (
	"fmt"
	"testing"
)

// benchNames is a mix as in an export: one in twelve is a target.
func benchNames(n int) []string {
	base := []string{"Amlodipine 5mg tablets", "Omeprazole 20mg gastro-resistant capsules", "Salbutamol 100micrograms/dose inhaler CFC free",
		"Atorvastatin 40mg tablets", "Metformin 500mg modified-release tablets", "Fortisip Bottle (Flavour Not Specified) (Nutricia Ltd)",
		"Lantus 100units/ml solution for injection 3ml pre-filled SoloStar pens (Sanofi)", "Paracetamol 500mg tablets", "Ramipril 10mg capsules",
		"Hydrocortisone 1% cream", "Adcal-D3 1500mg/400unit chewable tablets (Kyowa Kirin Ltd)", "Zydol XL 150mg tablets (Grunenthal Ltd)"}
	out := make([]string, n)
	for i := range out {
		out[i] = base[i%len(base)]
		if n > len(base) {
			out[i] += fmt.Sprint(" ", i)
		}
	}
	return out
}

// BenchmarkReadMet is a name met before, the common case.
func BenchmarkReadMet(b *testing.B) {
	names := benchNames(12)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		Read(names[i%len(names)])
	}
}

// BenchmarkReadNew never meets a name twice while it is still in the cache.
func BenchmarkReadNew(b *testing.B) {
	names := benchNames(400000)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		Read(names[i%len(names)])
	}
}

func BenchmarkReadNewTarget(b *testing.B) {
	names := make([]string, 200000)
	for i := range names {
		names[i] = fmt.Sprintf("Co-codamol 30mg/500mg effervescent tablets sugar free (Supplier %d Ltd)", i)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		Read(names[i%len(names)])
	}
}

func BenchmarkReadDose(b *testing.B) {
	p := Read("Tramadol 50mg capsules")
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		ReadDose("One Or Two To Be Taken Up To Four Times A Day When Required, max 8 in 24 hours", p)
	}
}

func BenchmarkLineOME(b *testing.B) {
	p := Read("Tramadol 50mg capsules")
	d := ReadDose("1-2 QDS PRN", p)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		LineOME(p, d)
	}
}
