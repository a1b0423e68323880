package synth

// WriteEMISBulkDelta writes an EMIS bulk extract as it comes month by month:
// the whole of the month before, then what has changed since, with deletions.
// Together they say what WriteEMISBulk of this month says. The whole holds a
// few mistakes that the changes take back: a course and a code of somebody
// else. The numbers of the two sets do not sort as text.
func (x Extract) WriteEMISBulkDelta(dir string) ([]string, error) {
	if x.index == 0 {
		return x.WriteEMISBulk(dir)
	}
	before := x.world.Month(x.index - 1)
	return export(dir, func(f *folder) {
		first := before.newEMISBulk(f, 880, 999)
		first.whole()
		first.mistakes()
		changes := &emisChanges{x.newEMISBulk(f, 1000, 1012), before}
		changes.listed = first.listed
		changes.write()
	})
}

// mistaken tells whose record was mixed up for a while.
func mistaken(p *patient) bool { return p.emis%9 == 4 }

// mistakenPlace is past the place of any true course or entry.
const mistakenPlace = 1_000_000

func (b *emisBulk) mistakes() {
	product, code := theFormulary().named("Oramorph 10mg/5ml oral solution"), theConditions()["palliative"][0]
	for p := range b.people() {
		if mistaken(p) {
			l := prescribe(b.mix(p.emis), product, "repeat", b.on-10)
			b.course(p, mistakenPlace, l)
			b.issues(p, mistakenPlace, l, 0)
			b.entry(p, mistakenPlace, problem{code, b.on - 10})
		}
	}
}

// emisChanges is a set that holds what changed since an earlier extract.
type emisChanges struct {
	*emisBulk
	before Extract
}

func (b *emisChanges) write() {
	for p := range b.inAnyOrder(4) {
		if !b.before.shown(p) {
			b.person(p)
			b.record(p)
			continue
		}
		if b.changed(p) {
			b.person(p)
		}
		b.record(p)
		if mistaken(p) {
			b.take("Prescribing_DrugRecord", "DrugRecordGuid", b.courseGUID(p, mistakenPlace), p)
			b.take("Prescribing_IssueRecord", "IssueRecordGuid", b.guidOf("issue", p, mistakenPlace, 0), p)
			b.take("CareRecord_Observation", "ObservationGuid", b.guidOf("observation", p, mistakenPlace, 0), p)
		}
	}
	for p := range b.before.people() {
		if !b.shown(p) {
			b.put("Admin_Patient", "PatientGuid", b.patientGUID(p), "OrganisationGuid", b.org, "Deleted", "true")
		}
	}
}

// changed reports whether the row of a patient says something new.
func (b *emisChanges) changed(p *patient) bool {
	died, left := b.gone(p)
	wasDead, hadLeft := b.before.gone(p)
	return died != wasDead || left != hadLeft || p.mobile(b.on) != p.mobile(b.before.on)
}

// record writes the courses, issues and entries of a person that are new or
// changed, and takes back those that have dropped out.
func (b *emisChanges) record(p *patient) {
	known := b.before.shown(p)
	for i, l := range p.lines {
		was, is := known && l.shown(b.before.on), l.shown(b.on)
		switch {
		case was && !is:
			b.take("Prescribing_DrugRecord", "DrugRecordGuid", b.courseGUID(p, i), p)
		case is && !was:
			b.course(p, i, l)
			b.issues(p, i, l, 0)
		case is && b.moved(p, l):
			b.course(p, i, l)
			b.issues(p, i, l, b.before.on)
		}
	}
	for i, c := range b.entries(p) {
		if !known || c.on > b.before.on {
			b.entry(p, i, c)
		}
	}
}

// moved reports whether a course was issued or ended since.
func (b *emisChanges) moved(p *patient, l *line) bool {
	n, _ := l.issues(b.on, p.gone())
	m, _ := l.issues(b.before.on, p.gone())
	return n != m || l.active(b.on) != l.active(b.before.on)
}

// take writes that a row is deleted; such a row has its identifiers only.
func (b *emisChanges) take(table, id, guid string, p *patient) {
	b.put(table, id, guid, "PatientGuid", b.patientGUID(p), "OrganisationGuid", b.org, "Deleted", "true")
}
