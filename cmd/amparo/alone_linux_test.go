package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/amparo-project/amparo/internal/app"
	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/platform/clock"
)

// alone is set where this program runs the test in a network in which there is nobody else.
const alone = "AMPARO_TEST_ALONE"

const noNetwork = "this machine lets nobody have a network of their own"

// TestNothingIsCalledByItself runs the house in a network of its own in which nothing can be reached but itself: pages, a report,
// and every job that time starts. The kernel counts whatever sets out for somewhere else; nothing may (no update, no list, no
// service of a vendor, not even a question for an address).
func TestNothingIsCalledByItself(t *testing.T) {
	if os.Getenv(alone) == "" {
		inEmptyNetwork(t)
		return
	}
	if _, err := net.Dial("tcp", "127.0.0.1:9"); !errors.Is(err, syscall.ENETUNREACH) || strays(t) != 1 {
		t.Fatalf("the network is not empty, or the kernel does not count: %v, %d", err, strays(t))
	}
	openLoopback(t)
	cfg := app.Config{Folder: t.TempDir(), Params: apptest.Cheap, DeskWork: 4}
	reporters, _ := preparedReporters(t, cfg)
	address, stop := served(t, cfg)
	for _, path := range []string{"/", "/ask/en", "/ask/am", "/ask/channels", "/ask/words/english", "/api/services", "/sign-in", "/no-such-page"} {
		resp, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	if reporters[0].send(t.Context(), address); reporters[0].note == nil {
		t.Error("a report was not taken")
	}
	stop()
	everyJob(t, cfg)
	if n := strays(t); n != 1 {
		t.Errorf("%d attempts to reach a place outside", n-1)
	}
}

// inEmptyNetwork runs the test that calls it once more, in a network namespace of its own. Some containers, and some systems
// for whoever is not their administrator, let nobody make one: there it cannot be tried, and the test says so.
func inEmptyNetwork(t *testing.T) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), alone+"=yes")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, os.ErrPermission) || bytes.Contains(out, []byte("--- SKIP: "+t.Name())) {
		t.Skip(noNetwork)
	}
	if err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name())) {
		t.Errorf("%v\n%s", err, out)
	}
}

func openLoopback(t *testing.T) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close(fd) }()
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo); errors.Is(err, os.ErrPermission) {
		t.Skip(noNetwork)
	} else if err != nil {
		t.Fatal(err)
	}
}

// strays is how often something in this network set out for a place to which no way leads.
func strays(t *testing.T) (n int) {
	t.Helper()
	var names []string
	text, err := os.ReadFile("/proc/self/net/snmp")
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if fields[0] != "Ip:" {
			continue
		}
		if names == nil {
			names = fields
			continue
		}
		n += fieldOf(t, names, fields, "OutNoRoutes")
	}
	text, err = os.ReadFile("/proc/self/net/snmp6")
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); fields[0] == "Ip6OutNoRoutes" {
			n += fieldOf(t, []string{"", fields[0]}, fields, fields[0])
		}
	}
	return n
}

func fieldOf(t *testing.T, names, fields []string, name string) int {
	t.Helper()
	for i, one := range names {
		if one != name {
			continue
		}
		n, err := strconv.Atoi(fields[i])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	t.Fatalf("the kernel does not count %s", name)
	return 0
}

// served starts the house as the command does.
func served(t *testing.T, cfg app.Config) (address string, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := l.Addr().String()
	l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- execute(ctx, []string{"--data", cfg.Folder, "serve", "--listen", listen}, io.Discard)
	}()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		conn, err := net.Dial("tcp", listen)
		if err != nil {
			continue
		}
		conn.Close()
		return "http://" + listen, func() {
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	}
	cancel()
	t.Fatal(fmt.Errorf("the server does not start: %w", <-ended))
	return "", nil
}

// everyJob runs what time starts, once for each agency.
func everyJob(t *testing.T, cfg app.Config) {
	t.Helper()
	a, err := app.Open(t.Context(), cfg, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	agencies, err := a.Accounts.Agencies(t.Context())
	if err != nil || len(agencies) == 0 {
		t.Fatalf("%d agencies, %v", len(agencies), err)
	}
	for _, j := range a.Jobs() {
		for _, one := range agencies {
			if err := j.Run(t.Context(), one.ID); err != nil {
				t.Errorf("%s: %v", j.Name, err)
			}
		}
	}
}
