package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// ShotsEnv names the environment variable with the folder for screenshots. Without it they go with the test.
const ShotsEnv = "AMPARO_SHOTS"

// See waits until text is seen on the page. Blanks and invisible direction marks make no difference.
func (tab *Tab) See(text string) {
	tab.t.Helper()
	tab.until(fmt.Sprintf("seeing %q", text), func(ctx context.Context) (string, error) {
		ok, err := ask[bool](ctx, "sees", text)
		if !ok {
			return "it is not on the page", err
		}
		return "", err
	})
}

// DontSee fails when text is seen on the page as it stands. It does not wait, so it belongs after a step that does.
func (tab *Tab) DontSee(text string) {
	tab.t.Helper()
	seen, err := ask[bool](tab.ctx, "sees", text)
	if err != nil {
		tab.t.Fatalf("looking for %q: %v", text, err)
	}
	if seen {
		tab.t.Fatalf("%q is on the page\n%s", text, tab.describe())
	}
}

// Text is everything that is seen on the page, in one line.
func (tab *Tab) Text() string { tab.t.Helper(); return want(tab, "reading the page", textOfPage) }

// Title is the title of the page, as a tab strip and a history list show it.
func (tab *Tab) Title() string {
	tab.t.Helper()
	return want(tab, "reading the title", chromedp.Title())
}

// Address is where the tab is.
func (tab *Tab) Address() string {
	tab.t.Helper()
	return want(tab, "reading the address", chromedp.Location())
}

// HTML is the document as it stands now.
func (tab *Tab) HTML() string {
	tab.t.Helper()
	return want(tab, "reading the document", chromedp.Evaluate[string](`document.documentElement.outerHTML`))
}

// Eval runs an expression in the page, for what no other step can tell, such as a computed style. T is its JSON value.
func Eval[T any](tab *Tab, expression string) T {
	tab.t.Helper()
	return want(tab, "evaluating", chromedp.Evaluate[T](expression))
}

// Until waits until an expression is true in the page, for what cannot be seen.
func (tab *Tab) Until(expression string) {
	tab.t.Helper()
	tab.until(fmt.Sprintf("waiting for %s", expression), func(ctx context.Context) (string, error) {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if !ok {
			return "it is not so", err
		}
		return "", err
	})
}

// A Cookie is what the browser keeps for the site.
type Cookie struct {
	Name, Value, Path, SameSite string
	HTTPOnly, Secure, Session   bool
}

// Cookies are those that the browser would send to the page's address.
func (tab *Tab) Cookies() []Cookie {
	tab.t.Helper()
	result, err := chromedp.Call(tab.ctx, network.GetCookies, network.GetCookiesParams{})
	if err != nil {
		tab.t.Fatalf("reading cookies: %v", err)
	}
	cookies := make([]Cookie, len(result.Cookies))
	for i, c := range result.Cookies {
		cookies[i] = Cookie{c.Name, c.Value, c.Path, string(c.SameSite), c.HTTPOnly, c.Secure, c.Session}
	}
	return cookies
}

// Screenshot writes the whole page to name.png and returns the path of the file.
func (tab *Tab) Screenshot(name string) string {
	tab.t.Helper()
	dir := os.Getenv(ShotsEnv)
	if dir == "" {
		dir = tab.t.TempDir()
	}
	const lossless = 100
	png := want(tab, "taking a picture", chromedp.FullScreenshot(lossless))
	path := filepath.Join(dir, name+".png")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		tab.t.Fatal(err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		tab.t.Fatal(err)
	}
	return path
}

func textOfPage(ctx context.Context, _ *chromedp.Target) (string, error) {
	return ask[string](ctx, "seen")
}

// want runs one action within Patience.
func want[T any](tab *Tab, step string, action chromedp.Action[T]) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, tab.patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		tab.t.Fatalf("%s: %v", step, err)
	}
	return value
}
