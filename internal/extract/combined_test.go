package extract

import "testing"

func TestSplitCombined(t *testing.T) {
	for _, c := range []struct{ cell, name, dose, amount string }{
		{"Tramadol 50mg capsules, One Or Two To Be Taken Four Times A Day, 100 capsule", "Tramadol 50mg capsules", "One Or Two To Be Taken Four Times A Day", "100 capsule"},
		{"Tramadol 50mg capsules, 1-2 QDS PRN, max 8 in 24 hours, 100 capsule", "Tramadol 50mg capsules", "1-2 QDS PRN, max 8 in 24 hours", "100 capsule"},
		{"Tramadol 50mg capsules, 1-2 QDS PRN, max 8 in 24 hours", "Tramadol 50mg capsules", "1-2 QDS PRN, max 8 in 24 hours", ""},
		{"Tramadol 50mg capsules, take one, 2 a day", "Tramadol 50mg capsules", "take one, 2 a day", ""},
		{"Tramadol 50mg capsules", "Tramadol 50mg capsules", "", ""},
		{"Tramadol 50mg capsules, 100 capsule", "Tramadol 50mg capsules", "", "100 capsule"},
		{"Influenza vaccine (split virion, inactivated) suspension for injection 0.5ml, as directed, 1 pre-filled disposable injection", "Influenza vaccine (split virion, inactivated) suspension for injection 0.5ml", "as directed", "1 pre-filled disposable injection"},
		{"Codeine phosphate, oral solution 25mg/5ml, 5ml four times a day, 500 ml", "Codeine phosphate, oral solution 25mg/5ml", "5ml four times a day", "500 ml"},
		{"Nystatin 100,000units/ml oral suspension, 1ml four times a day, 30 ml", "Nystatin 100,000units/ml oral suspension", "1ml four times a day", "30 ml"},
		{"Morphine mixture, Take one 5ml spoonful of the solution, 300 ml", "Morphine mixture", "Take one 5ml spoonful of the solution", "300 ml"},
		{"Broken (bracket 50mg tablets, one daily, 28 tablet", "Broken (bracket 50mg tablets", "one daily", "28 tablet"},
		{"", "", "", ""},
	} {
		name, dose, amount := splitCombined([]byte(c.cell))
		if string(name) != c.name || string(dose) != c.dose || string(amount) != c.amount {
			t.Errorf("%q: %q | %q | %q", c.cell, name, dose, amount)
		}
	}
}

func TestAmountOf(t *testing.T) {
	for _, c := range []struct {
		text string
		n    float64
		unit string
	}{{"100 capsule", 100, "capsule"}, {"2 x 28 tablet", 56, "tablet"}, {"1,000 ml", 1000, "ml"}, {"2.5", 2.5, ""}, {"x", 0, "x"}, {"", 0, ""}} {
		if n, unit := amountOf(c.text, ""); n != c.n || unit != c.unit {
			t.Errorf("%q: %g %q", c.text, n, unit)
		}
	}
}

func TestParseDay(t *testing.T) {
	for text, want := range map[string]string{
		"02-Jan-2006": "2006-01-02", "2-Jan-06": "2006-01-02", "29 Sep 2011 14:53:28": "2011-09-29", "29 Sep 2011": "2011-09-29", "31/01/2024": "2024-01-31", "2024-02-29": "2024-02-29",
		"2024-02-29T10:00:00Z": "2024-02-29", "20240229": "2024-02-29", "02-JAN-2006": "2006-01-02", "1/2/99": "1999-02-01", "02-January-2006": "2006-01-02", "": "", "  ": "", "31.01.2024": "2024-01-31",
		"2024-02-29 10:00:00": "2024-02-29",
	} {
		if d, ok := parseDay([]byte(text), 2026); !ok || string(d.date()) != want {
			t.Errorf("%q: %q %v", text, string(d.date()), ok)
		}
	}
	for _, text := range []string{"31/02/2024", "29-Feb-2023", "00-Jan-2020", "32-Jan-2020", "01-Foo-2020", "yesterday", "2024-13-01", "45000", "1/2", "01-Jan-20266", "99999999", "01-Jxn-2020", "1 2 3 4"} {
		if d, ok := parseDay([]byte(text), 2026); ok {
			t.Errorf("%q: %s", text, d.date())
		}
	}
}
