package messaging

import (
	"strings"
	"testing"
	"time"
)

func TestLanguageOfWhatRecordsSay(t *testing.T) {
	for words, want := range map[string]string{
		"English": "en", "english": "en", "Main spoken language English": "en", "Welsh": "cy", "Cymraeg": "cy", "cy": "cy", " Polish ": "pl", "Polish language": "pl",
		"Main spoken language Polish": "pl", "Language: Urdu": "ur", "Punjabi": "pa", "Panjabi": "pa", "Bengali": "bn", "Gujarati": "gu", "Romanian": "ro", "Somali": "so",
		"Tigrinya": "ti", "Cantonese": "zh", "Mandarin": "zh", "Portuguese": "pt", "Portuguese (Brazil)": "pt", "Ukrainian": "uk", "Arabic": "ar", "Spanish": "es",
		"": "", "British Sign Language": "", "Sylheti": "", "Unknown": "", "not recorded": "", "Makaton": "",
	} {
		if got := LanguageOf(words); got != want {
			t.Errorf("%q is %q, want %q", words, got, want)
		}
	}
	for _, tag := range LanguageTags() {
		if LanguageOf(LanguageName(tag)) != tag {
			t.Errorf("%s does not read back from its name", tag)
		}
	}
	if len(LanguageTags()) < 40 || LanguageTags()[0] != English || LanguageName("xx") != "xx" {
		t.Errorf("%v", LanguageTags())
	}
}

// Dates stand in words in the languages whose names of days are known, and in
// digits in any other.
func TestTranslationSaysDatesInItsWordsOrInDigits(t *testing.T) {
	text := FollowUpText{Practice: "Frome", Spoke: "2026-10-20"}
	polish := Wording{Kind: FollowUp, Form: Discreet, Language: "pl", Body: "{practice}: {day}"}
	for want, w := range map[string]Wording{
		"Frome: We spoke on Tuesday 20 October.":             Shipped(FollowUp, Discreet, "en"),
		"Frome: Yn dilyn ein sgwrs (dydd Mawrth 20 Hydref),": Shipped(FollowUp, Discreet, "cy"),
		"Frome: 20/10/2026":                                  polish,
	} {
		if body, err := w.Fill(text); err != nil || !strings.HasPrefix(body, want) {
			t.Errorf("%q, want %q (%v)", body, want, err)
		}
	}
	if got := SayWhen("pl", time.Date(2026, 6, 2, 8, 30, 0, 0, time.UTC)); got != "02/06/2026 09:30" {
		t.Error(got)
	}
	for want, at := range map[string]time.Time{
		"dydd Mawrth 2 Mehefin 2026, 9.30 y bore":       time.Date(2026, 6, 2, 8, 30, 0, 0, time.UTC),
		"dydd Mercher 3 Mehefin 2026, hanner dydd":      time.Date(2026, 6, 3, 11, 0, 0, 0, time.UTC),
		"dydd Iau 31 Rhagfyr 2026, 12.10 y prynhawn":    time.Date(2026, 12, 31, 12, 10, 0, 0, time.UTC),
		"dydd Llun 2 Mawrth 2026, 6.00 yr hwyr":         time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC),
		"dydd Gwener 12 Chwefror 2027, 5.45 y prynhawn": time.Date(2027, 2, 12, 17, 45, 0, 0, time.UTC),
		"dydd Mercher 1 Gorffennaf 2026, 12.05 y bore":  time.Date(2026, 6, 30, 23, 5, 0, 0, time.UTC), // the day in London
	} {
		if got := SayWhen(Welsh, at); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if english := whenIn("Tuesday", time.Time{}); english(Welsh) != "Tuesday" || SayDay(Welsh, "") != "" {
		t.Error("a date that is not known is made up")
	}
}

// What fields usually hold has its words in Welsh, and what nobody foresaw stays
// as it was typed, every figure of it.
func TestPhraseIsTranslatedWholeOrNotAtAll(t *testing.T) {
	for _, c := range []struct{ field, typed, want string }{ // an empty want is what was typed
		{"book", "ring 01632 960 123", "ffoniwch 01632 960 123"}, {"change", "Ring 01632960123", "ffoniwch 01632960123"}, {"where", "Room 3", "Ystafell 3"}, {"where", "room 3b.", "Ystafell 3b."},
		{"clinician", "our team", "ein staff"}, {"book", "To say that you come, ring 01632 960 123", "I ddweud eich bod yn dod, ffoniwch 01632 960 123"},
		{"clinician", "Priya Shah (pharmacist)", "Priya Shah (fferyllydd)"}, {"clinician", "Dr Anna Patel (GP)", "Dr Anna Patel (meddyg teulu)"}, {"clinician", "Sam Jones, practice nurse", "Sam Jones, nyrs y practis"},
		{"medicine", "a medicine for pain", "meddyginiaeth at boen"}, {"discussed", "a medicine for pain", "meddyginiaeth at boen"},
		{"book", "ring 01632 960 123 or 01632 960 124", ""}, {"book", "ring us on 01632 960 123, mornings", ""}, {"where", "Wellbrook Library", ""}, {"clinician", "Sam Jones (star)", ""}, {"medicine", "tramadol", ""},
		{"where", "the library, nurse", ""}, {"book", "pharmacist", ""}, {"where", "", ""}, {"where", "https://frome.example.nhs.uk/room/3", ""},
	} {
		want := c.want
		if want == "" {
			want = c.typed
		}
		if got := PhraseIn(Welsh, c.field, c.typed); got != want {
			t.Errorf("%q is %q, want %q", c.typed, got, want)
		}
		if got := PhraseIn("pl", c.field, c.typed); got != c.typed {
			t.Errorf("%q in Polish is %q", c.typed, got)
		}
	}
	for _, p := range Phrases(Welsh) {
		if strings.Count(p.English, "#") != strings.Count(p.Words, "#") || p.English != strings.ToLower(p.English) || Count(p.Words).Encoding != GSM7 {
			t.Errorf("%q: %q", p.English, p.Words)
		}
	}
}

func TestWhatIsTypedIntoADiscreetTextNamesNoMedicine(t *testing.T) {
	w := Shipped(AppointmentConfirmed, Discreet, "en")
	text := AppointmentText{Practice: "Frome", Clinician: "Dr P", When: "Tuesday", Where: "Opioid clinic", Change: "ring"}
	if body, err := w.Fill(text); err == nil {
		t.Errorf("it went: %q", body)
	}
	text.Where = "Room 3"
	if _, err := w.Fill(text); err != nil {
		t.Error(err)
	}
}
