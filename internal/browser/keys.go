package browser

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Escape": kb.Escape, "Space": " ", "Delete": kb.Delete, "Backspace": kb.Backspace,
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
	"Home": kb.Home, "End": kb.End, "Shift": kb.Shift,
}

var modifiers = map[string]chromedp.Modifier{
	"Shift": chromedp.ModifierShift, "Control": chromedp.ModifierCtrl, "Alt": chromedp.ModifierAlt,
}

// Keys presses keys one after the other: "Tab", "Enter", "Escape", "Space", arrows, "Shift", a character, or one of them
// with a modifier, such as "Shift+Tab". A navigation that a key starts is waited for.
func (tab *Tab) Keys(names ...string) {
	tab.t.Helper()
	for _, name := range names {
		key, options := name, []chromedp.KeyOption(nil)
		if held, rest, ok := strings.Cut(name, "+"); ok && modifiers[held] != 0 {
			key, options = rest, []chromedp.KeyOption{chromedp.KeyModifiers(modifiers[held])}
		}
		if named, ok := keys[key]; ok {
			key = named
		} else if len([]rune(key)) != 1 {
			tab.t.Fatalf("there is no key %q", name)
		}
		if err := chromedp.Do(tab.ctx, chromedp.KeyEvent(key, options...)); err != nil {
			tab.t.Fatalf("pressing %s: %v", name, err)
		}
	}
	tab.settle(fmt.Sprintf("pressing %s", strings.Join(names, ", ")))
}

// Focused is what the thing with the keyboard's focus says: its words, or its label.
func (tab *Tab) Focused() string {
	tab.t.Helper()
	return Eval[string](tab, `(() => { const el = document.activeElement;
		const words = el === document.body ? "" : el.labels?.[0]?.innerText || el.getAttribute("aria-label") || el.innerText || el.value || "";
		return words.replace(/\s+/g, " ").trim() })()`)
}
