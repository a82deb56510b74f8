package main

import (
	"fmt"
	"io"

	"github.com/amparo-project/amparo/internal/app"
)

// printCoalition prints how to sign in as each role. It is the only place where a passphrase is ever written, and only of
// a demo.
func printCoalition(out io.Writer, address string, c app.Coalition, people []app.DemoPerson, desks []app.Manned) {
	fmt.Fprintf(out, "\nStart page:  %s/\nAsk:         %s/ask\nOwn space:   %s/sign-in\nDesks:       %s/desk/sign-in\n", address, address, address, address)
	for _, h := range c.Houses() {
		fmt.Fprintf(out, "\n%s\n", h.Agency.Name)
		for _, m := range h.Members {
			fmt.Fprintf(out, "  %-16s %-14s name %-24s passphrase %-26s second factor %s\n", m.Role, m.Name, m.SignInName, m.Passphrase, m.Second.Secret)
		}
		for i, s := range h.Shares {
			fmt.Fprintf(out, "  recovery share %d of 3 (any two): %s\n", i+1, s)
		}
	}
	fmt.Fprint(out, "\nIntake desks, and the words that open them in the browser\n")
	for _, d := range desks {
		fmt.Fprintf(out, "  %-20s %-8s %-14s words %q\n", d.House.Agency.Name, d.Channel, d.Member.Name, d.Words)
	}
	for _, p := range people {
		fmt.Fprintf(out, "\nA person with their own space: card %s, words %q\n", p.Card, p.Passphrase)
	}
	fmt.Fprint(out, "\nThe six digits of a second factor come from an authenticator app, or from:\n  amparo agency code SECRET\n\nStop with Ctrl-C.\n")
}
