package app

import (
	"context"
	"time"

	"github.com/amparo-project/amparo/internal/care/plan"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// fillPlan gives a made-up person a plan that shows what a plan can be: what they want in their own words, what somebody
// proposes to them, two ways side by side, what was promised and by whom.
func (a *App) fillPlan(ctx context.Context, worker account.Actor, who id.ID, first DemoPerson) error {
	session, err := a.Accounts.SignInSurvivor(ctx, first.Card, first.Passphrase)
	if err != nil {
		return err
	}
	me, err := a.Accounts.Resume(ctx, session.Token)
	if err != nil {
		return err
	}
	b := &planBook{a: a, ctx: ctx, who: who, today: a.clk().Truncate(24 * time.Hour)}
	b.wishes(me, worker)
	b.ways(worker)
	b.asking(me, worker)
	if b.err != nil {
		return b.err
	}
	return a.Accounts.SignOutEverywhere(ctx, me)
}

// planBook writes one thing after the other, until one cannot be written.
type planBook struct {
	a     *App
	ctx   context.Context
	who   id.ID
	today time.Time
	err   error
}

func (b *planBook) write(by account.Actor, body plan.Body, e plan.Edit) (entry id.ID) {
	if b.err == nil {
		entry, b.err = b.a.Plans.Write(b.ctx, by, b.who, body, e)
	}
	return entry
}

func (b *planBook) in(days int) time.Time { return b.today.AddDate(0, 0, days) }

// wishes are what the person needs and wants, the steps to it, and what their worker proposes.
func (b *planBook) wishes(me, worker account.Actor) {
	b.write(me, &plan.Order{Pillars: []plan.Pillar{plan.Recovery, plan.Safety, plan.Justice}}, plan.Edit{})
	b.write(me, &plan.Strength{Words: "I cook well, and people come to the table."}, plan.Edit{})
	b.write(me, &plan.Assessment{Area: plan.MindAndSleep, Going: plan.GoingHard, Words: "The nights are long."}, plan.Edit{})
	b.write(me, &plan.Assessment{Area: plan.LivingPlace, Going: plan.GoingWell}, plan.Edit{})
	b.write(me, &plan.Assessment{Area: plan.Family, Going: plan.Skipped}, plan.Edit{})
	b.write(worker, &plan.Assessment{Area: plan.Training, Going: plan.GoingMixed, Words: "The course is good; the room is loud."}, plan.Edit{})
	b.write(me, &plan.Need{Domain: plan.Medical, Immediate: true, Words: "To see a doctor this week, in the morning."}, plan.Edit{})
	sleep := b.write(me, &plan.Goal{Pillar: plan.Recovery, Words: "To sleep through the night.", Why: "Then I can learn again in the daytime.", By: b.in(60)}, plan.Edit{})
	b.write(me, &plan.Goal{Pillar: plan.Recovery, Words: "To cook for other people again."}, plan.Edit{})
	b.write(me, &plan.Step{Goal: sleep, Words: "Write down which mornings are good.", Owner: plan.ByPerson, Due: b.in(3)}, plan.Edit{})
	b.write(worker, &plan.Step{Goal: sleep, Words: "Ask the clinic for a first visit.", Owner: plan.ByWorker, Who: worker.Shown, Due: b.in(5)}, plan.Edit{Agreed: b.today})
	b.write(worker, &plan.Goal{Pillar: plan.Safety, Words: "A room with a door that locks."}, plan.Edit{})
	b.write(worker, &plan.Step{Goal: sleep, Words: "Look together at the course with a quiet room.", Owner: plan.ByWorker, Who: worker.Shown, Due: b.in(14)}, plan.Edit{})
}

// ways are two ways that stand open, and something that was decided, with its reason.
func (b *planBook) ways(worker account.Actor) {
	b.write(worker, &plan.Options{About: "Where to live from next month on.", List: []plan.Option{
		{What: "A room of your own in this house", Next: "You can move in on the first of the month.", Risks: "The kitchen is shared with six people.", Helps: "Ruth, and the people who run the house"},
		{What: "A flat that you share with one person", Next: "You look at it together with Ruth.", Risks: "It may take until spring before it is free.", Helps: "The housing office, with Ruth beside you"},
	}}, plan.Edit{})
	b.write(worker, &plan.Decision{What: "The bus to the clinic is paid for you.", Options: []string{"A lift by car"}, Reason: "You said that you like to go on your own.",
		By: "Ruth and you, in conversation", Review: "Tell Ruth or Imani on any day, and it is looked at again."}, plan.Edit{})
}

// asking is a change that the person asked for, with the answer, and one that still waits for its answer.
func (b *planBook) asking(me, worker account.Actor) {
	ask := b.write(me, &plan.Ask{Words: "Please knock and wait before you come in."}, plan.Edit{})
	if b.err == nil {
		b.err = b.a.Plans.Reply(b.ctx, worker, b.who, ask, plan.Reply{Yes: true, Words: "Yes. Everybody who works in the house knows it now."}, "")
	}
	b.write(me, &plan.Ask{Words: "I would like to speak with somebody in Amharic once a week."}, plan.Edit{})
}
