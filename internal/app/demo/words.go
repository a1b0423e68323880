package demo

import "stepdown/internal/review"

// story is what a person tells at the review, and how it was explained. All of
// it is invented.
type story struct {
	story, matters, doAgain          string
	guide                            string
	explains                         []string
	other, misunderstood, understood string
	support                          []string
	goals, driving                   string
}

// safetyNet is the advice that goes with every reduction.
const safetyNet = "Not to stop all at once. If pain or sleep gets much worse, or there is sweating, shaking or low mood: stay on the dose and ring the surgery; 111 when we are closed. " +
	"Tolerance falls: going back to an old dose can be dangerous. Thoughts of ending life: 999, 111 option 2, or Samaritans 116 123."

const driving = "It is against the law to drive when medicines make you drowsy or slow; doses that change count, too. Not to drive for some days after a step if sleepy."

// review puts the story on the form.
func (s story) review() review.Review {
	return review.Review{Story: s.story, Matters: s.matters, DoAgain: s.doAgain, GuideRead: s.guide, Explanations: s.explains, OtherWords: s.other,
		Misunderstood: s.misunderstood, Understood: s.understood, SuicideAsked: review.SuicideNone, Support: s.support, Driving: driving}
}

var told = []story{
	{"“My back went eleven years ago, lifting crates at the market. I was given tramadol in hospital and nobody ever asked about it again.”", "Being there for the grandchildren without dozing off.", "Take the youngest swimming on Saturdays.",
		"read", []string{"alarm", "medicines"}, "", "Thought that the scan showed a disc that could slip any moment.", "“So the alarm is stuck on, but the house is not burning.”", []string{"ten-footsteps", "pain-cafe"}, "Swimming by the spring, one length at first.", driving},
	{"“Both knees. I stopped going to choir because the stairs frightened me. I take the capsules so as not to be caught out.”", "Singing, and not being a burden to the family.", "Choir on Thursday evenings.",
		"together", []string{"hurt-harm", "volume"}, "A radio turned up too loud: the song is the same.", "Believed that every twinge wears the joint out.", "Said it back in own words: sore is not the same as damaged.", []string{"physiotherapy", "pain-cafe"}, "Up the stairs of the church hall by Advent.", driving},
	{"“Ever since the crash my neck and my head hurt. I was a driver, now I count buses from the window.”", "Work of some kind. Being useful.", "Mend bicycles for the neighbours' children.",
		"read", []string{"brain", "medicines"}, "", "", "Asked good questions about why the dose had crept up.", []string{"social-prescriber", "ten-footsteps"}, "An afternoon a week at the repair café.", driving},
	{"“It is everywhere, some days the duvet hurts. People say I look well.”", "Being believed. Having energy left in the evening.", "Read to my daughter at bedtime.",
		"not yet", []string{"volume", "hurt-harm", "brain"}, "", "Had been told elsewhere that nothing is wrong.", "Was relieved that pain without damage is real pain.", []string{"ten-footsteps", "mental-health"}, "One story each evening, sitting up.", driving},
	{"“After the shingles my side never settled. I sleep in the chair.”", "Sleep, and the allotment.", "Dig a bed of leeks.",
		"together", []string{"alarm", "medicines"}, "", "", "Nodded at the alarm, and told a story of the neighbour's car.", []string{"pain-cafe"}, "Half an hour at the allotment, with a kneeler.", driving},
	{"“I had the hip done and they said the pain would go. It did not, it moved.”", "Getting about without asking for lifts.", "Walk to the market and back.",
		"read", []string{"hurt-harm"}, "Pacing: stop before the pain says stop.", "Feared that the new hip is loose.", "Will try the market in two halves, with the bench between.", []string{"physiotherapy", "ten-footsteps"}, "To the bench in a fortnight, to the market in two months.", driving},
	{"“The tablets take the edge off, but I feel as if I live behind glass.”", "Laughing with friends again.", "Host Sunday lunch.",
		"read", []string{"medicines", "volume"}, "", "", "Had noticed that a missed capsule made no difference to the pain.", []string{"social-prescriber"}, "Lunch for four by the end of summer.", driving},
	{"“I nursed my other half to the end. My shoulders were never looked at, I just took more.”", "Company. A reason to get up.", "Play the piano.",
		"together", []string{"brain", "alarm"}, "", "Thought that needing less would mean it had never been real.", "Understood that grief turns the volume up, too.", []string{"pain-cafe", "mental-health"}, "Ten minutes of piano a day.", driving},
	{"“Warehouse work, twelve years. I take two before the shift and two after.”", "Keeping the job.", "Five-a-side with the lads.",
		"no", []string{"hurt-harm", "medicines"}, "", "Thought that resting is the only thing that heals.", "Wants to tell the foreman about breaks.", []string{"physiotherapy"}, "A warm-up before each shift; football as goalkeeper at first.", driving},
	{"“My hands. I dropped the kettle, and that was that for cooking.”", "Cooking for the family.", "Make dumplings with my granddaughter.",
		"read", []string{"volume"}, "Explained with the help of an interpreter, and with drawings.", "", "Drew the alarm on the pad.", []string{"ten-footsteps", "social-prescriber"}, "Dumplings for the new year.", driving},
}

// Pieces of shorter stories.
var (
	beginnings = []string{"“It began with a fall on the ice.”", "“Nobody knows what started it.”", "“It came after the baby and stayed.”", "“Too many years of laying floors.”", "“Since the operation.”", "“It crept up on me.”", "“I woke up one day and could not stand straight.”"}
	middles    = []string{"Tramadol helped in the first year, less since.", "Takes it by the clock, out of habit.", "Feels sleepy until midday.", "Has tried to leave it out, and slept badly.", "Is worried about what the neighbours' boy says of such tablets."}
	wishes     = []string{"Being steady on the feet.", "A clear head.", "The dog.", "Seeing the family more often.", "Not having to plan the day round tablets.", "Sleep.", "Being outdoors."}
	agains     = []string{"Walk the dog round the reservoir.", "Go fishing.", "Dance at the wedding in June.", "Ride the bus into town alone.", "Knit for the new baby.", "Stand at the stove for a whole meal.", "Go back to the Tuesday lunch club.", "Sit through a film.", "Paint the fence."}
)

// storyOf tells the ith person's story: the long ones first.
func storyOf(i int) story {
	if i%3 == 0 && i/3 < len(told) {
		return told[i/3]
	}
	s := told[i%len(told)]
	again := agains[i%len(agains)]
	return story{story: beginnings[i%len(beginnings)] + " " + middles[i%len(middles)], matters: wishes[(i/2)%len(wishes)], doAgain: again, guide: s.guide, explains: s.explains,
		understood: "Said it back in own words.", support: s.support, goals: again + " A little more every fortnight.", driving: driving}
}

// note is what is said at a follow-up.
type note struct{ going, withdrawal, mood string }

var notes = []note{
	{"“Better than I feared.” Sleeps a little less, walks a little more.", "Runny nose and restless legs for three days after the step, then gone.", "Good on most days."},
	{"“Some bad days, but they were there before.” Keeps to the plan.", "None noticed.", "Even."},
	{"Was at the Pain Café and liked it. Pain about the same on less.", "Sweating at night for a week.", "Brighter, says the daughter."},
	{"“The last step was harder.” Talked about pacing; wants to go on.", "Poor sleep for five nights.", "Low for a few days, has picked up. Knows whom to ring."},
	{"Back on the bus into town. Forgot a dose and did not miss it.", "None.", "Cheerful."},
	{"“My head is clearer in the mornings.” Pain up and down with the weather.", "Yawning and gooseflesh, mild.", "Good."},
}

// doingWell are answers to the text that asks how things are.
var doingWell = []string{"Doing ok thanks, on the lower dose since Monday", "Going well thank you, sleeping better", "Not too bad thanks", "All good, went swimming on Saturday",
	"Bit achy in the mornings but going well", "Very well thank you, the walking group is lovely", "Ok thanks, same as last time", "Good thanks. Back at choir!"}
