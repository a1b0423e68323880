package nhs

import "time"

// WelshMonths and WelshDays are the names of months (January is 1) and of
// weekdays (Sunday is 0) as they stand within a sentence.
var (
	WelshMonths = [13]string{1: "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"}
	WelshDays   = [7]string{"dydd Sul", "dydd Llun", "dydd Mawrth", "dydd Mercher", "dydd Iau", "dydd Gwener", "dydd Sadwrn"}
)

// WelshClock writes an instant as "9.30 y bore" in London: morning until noon,
// afternoon until six, evening after that.
func WelshClock(t time.Time) string {
	t = t.In(London)
	switch h := t.Hour(); {
	case h == 12 && t.Minute() == 0:
		return "hanner dydd"
	case h < 12:
		return t.Format("3.04") + " y bore"
	case h < 18:
		return t.Format("3.04") + " y prynhawn"
	}
	return t.Format("3.04") + " yr hwyr"
}
