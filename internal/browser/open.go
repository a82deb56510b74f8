package browser

import (
	"context"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Patience is how long a step waits for what it needs before it fails the test. It is long because test machines are
// small and shared; a passing test never waits for it.
const Patience = 20 * time.Second

// Options say what kind of device and reader the tab belongs to.
type Options struct {
	Width, Height int    // CSS pixels; 0 means 1280 by 900
	Script        bool   // whether the page's own JavaScript runs
	Language      string // BCP 47, sent as Accept-Language; empty means "en"
	Dark          bool   // prefers-color-scheme: dark
	Paper         bool   // pages look as they would be printed
	Before        string // JavaScript that every document runs first, to spoil what the browser brings
}

// A Tab is one browser tab with a profile of its own. Its methods are steps: each fails the test when it cannot be done.
// It is used from the test's own goroutine.
type Tab struct {
	t        testing.TB
	ctx      context.Context
	script   bool
	patience time.Duration

	mu       sync.Mutex
	main     cdp.FrameID
	loading  bool
	loads    int // documents that the main frame has shown
	requests []string
	bytes    int64
	problems []string
}

// Open starts Chromium with an empty profile and returns its only tab. The browser ends with the test.
func Open(t testing.TB, o Options) *Tab {
	t.Helper()
	program, err := find("chromium", "chromium-browser", "google-chrome")
	if err != nil {
		t.Fatalf("no Chromium found: install the package chromium: %v", err)
	}
	o = o.withDefaults()
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.NoSandbox, // Chromium refuses to run as root with its sandbox, and containers run tests as root
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", o.Language),
		chromedp.WindowSize(o.Width, o.Height),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		stop()
		stopAllocator()
	})
	tab := &Tab{t: t, ctx: ctx, script: o.Script, patience: Patience}
	if err := tab.start(o); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	return tab
}

// Wait sets how long each following step waits, where Patience is too much or too little.
func (tab *Tab) Wait(patience time.Duration) {
	tab.patience = patience
}

func (o Options) withDefaults() Options {
	if o.Width == 0 {
		o.Width = 1280
	}
	if o.Height == 0 {
		o.Height = 900
	}
	if o.Language == "" {
		o.Language = "en"
	}
	return o
}

func find(names ...string) (path string, err error) {
	for _, name := range names {
		if path, err = exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", err
}

func (tab *Tab) start(o Options) error {
	ctx := tab.ctx // the first use starts the browser, which lives as long as this context
	if err := chromedp.Listen(ctx, tab.hear); err != nil {
		return err
	}
	scheme := "light"
	if o.Dark {
		scheme = "dark"
	}
	media := "screen"
	if o.Paper {
		media = "print"
	}
	agent, err := chromedp.Run(ctx, chromedp.Evaluate[string](`navigator.userAgent`))
	if err != nil {
		return err
	}
	if o.Before != "" {
		spoil := chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: o.Before})
			return err
		})
		if err := chromedp.Do(ctx, spoil); err != nil {
			return err
		}
	}
	return chromedp.Do(ctx,
		chromedp.EmulateViewport(int64(o.Width), int64(o.Height)),
		do(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media,
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}),
		do(emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: o.Language}),
		do(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !o.Script}),
	)
}

// do turns a protocol command without an answer into a step.
func do[P any](command cdp.Command[P, cdp.Empty], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}
