package messaging

import "testing"

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

// A person's language decides which of two approved wordings goes, and dates
// stand in digits in any but English.
func TestTranslationSaysDatesInDigits(t *testing.T) {
	text := FollowUpText{Practice: "Frome", Spoke: "2026-10-20"}
	english, err := Shipped(FollowUp, Discreet, "en").Fill(text)
	welsh, err2 := Shipped(FollowUp, Discreet, "cy").Fill(text)
	if err != nil || err2 != nil || english[:32] != "Frome: We spoke on Tuesday 20 Oc" || welsh[:35] != "Frome: Buom yn siarad ar 20/10/2026" {
		t.Errorf("%q %q (%v, %v)", english, welsh, err, err2)
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
