package apptest

import (
	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/platform/id"
	"github.com/amparo-project/amparo/internal/trust/account"
)

// A Newcomer is somebody who was invited, has used their code and waits.
type Newcomer struct {
	app.Member
	Token string // what their browser keeps
}

// Invites has an administrator invite somebody, who chooses how to sign in.
func (w *World) Invites(admin account.Actor, role account.Role, name string) Newcomer {
	w.t.Helper()
	ctx := w.t.Context()
	made, err := w.Accounts.Invite(ctx, admin, role, name, id.Reference())
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := app.Joins(ctx, w.Accounts, made.Code)
	if err != nil {
		w.t.Fatal(err)
	}
	return Newcomer{Token: c.Token, Member: app.Member{Role: role, Name: name, Credentials: c}}
}

// Calls has a colleague begin to let a newcomer in, and both load their pages: each sees a code and four to choose from.
func (w *World) Calls(colleague account.Actor, n Newcomer) (account.LettingIn, account.WaitState) {
	w.t.Helper()
	ctx := w.t.Context()
	if _, err := w.Accounts.Wait(ctx, n.Token); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Accounts.BeginLettingIn(ctx, colleague, n.Account); err != nil {
		w.t.Fatal(err)
	}
	theirs, err := w.Accounts.Wait(ctx, n.Token)
	if err != nil {
		w.t.Fatal(err)
	}
	ours, err := w.Accounts.LettingIn(ctx, colleague, n.Account)
	if err != nil {
		w.t.Fatal(err)
	}
	return ours, theirs
}

// LetsIn has a colleague let a newcomer in: each picks the code that the other reads out.
func (w *World) LetsIn(colleague account.Actor, n Newcomer) {
	w.t.Helper()
	ctx := w.t.Context()
	ours, theirs := w.Calls(colleague, n)
	if _, err := w.Accounts.PickByColleague(ctx, colleague, n.Account, theirs.Code); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Accounts.PickByNewcomer(ctx, n.Token, ours.Code); err != nil {
		w.t.Fatal(err)
	}
	if in, err := w.Accounts.LetIn(ctx, colleague, n.Account); err != nil || !in.In {
		w.t.Fatalf("let in: %v, %v", in.In, err)
	}
}
