package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// program measures the built program as a machine sees it: its size, its start, its memory when idle, and its pages.
func program(ctx context.Context, t *table, binary string) error {
	info, err := os.Stat(binary)
	if err != nil {
		return fmt.Errorf("build the program first: %w", err)
	}
	t.row("size of the program", fmt.Sprintf("%.1f MB", float64(info.Size())/1e6), "", "", "")
	folder, err := os.MkdirTemp("", "amparo-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	address, err := freeAddress()
	if err != nil {
		return err
	}
	for _, when := range []string{"first start, tables made", "start"} {
		cmd := exec.CommandContext(ctx, binary, "--data", folder, "serve", "--listen", address)
		begin := time.Now()
		if err := cmd.Start(); err != nil {
			return err
		}
		if err := answers("http://" + address + "/"); err != nil {
			return err
		}
		t.row(when, fmt.Sprintf("%.2f s", time.Since(begin).Seconds()), "", "", "< 1 s")
		if when == "start" {
			rss, err := resident(cmd.Process.Pid)
			if err != nil {
				return err
			}
			t.row("memory when idle", fmt.Sprintf("%.0f MB", rss), "", "", "< 80 MB")
			if err := pages(t, "http://"+address); err != nil {
				return err
			}
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			return err
		}
		if err := cmd.Wait(); err != nil {
			return err
		}
	}
	return nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func answers(url string) error {
	var last error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		resp, err := http.Get(url)
		if err == nil {
			resp.Body.Close()
			return nil
		}
		last = err
	}
	return last
}

// resident is the memory of a process in megabytes, as the kernel counts it.
func resident(pid int) (float64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kb float64
		if n, _ := fmt.Sscanf(lines.Text(), "VmRSS: %f kB", &kb); n == 1 {
			return kb / 1000, nil
		}
	}
	return 0, fmt.Errorf("the kernel gives no resident size")
}

var linked = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

// pages weighs pages as transferred, with everything that they load.
func pages(t *table, base string) error {
	for _, p := range []struct{ path, goal string }{{"/", "≤ 40 kB"}, {"/find", "≤ 100 kB"}, {"/sign-in", "≤ 100 kB"}, {"/about", "≤ 100 kB"}} {
		body, sent, err := fetch(base + p.path)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, m := range linked.FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				continue
			}
			seen[m[1]] = true
			_, n, err := fetch(base + m[1])
			if err != nil {
				return err
			}
			sent += n
		}
		t.row("page "+p.path+" with everything", fmt.Sprintf("%.1f kB", float64(sent)/1000), "", "", p.goal)
	}
	return nil
}

// fetch returns a page and the bytes of it that crossed the line.
func fetch(url string) (body string, sent int, err error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return "", 0, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return "", 0, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return "", 0, fmt.Errorf("fetching a page: status %d, %w", resp.StatusCode, err)
	}
	if resp.Header.Get("Content-Encoding") != "gzip" {
		return string(raw), len(raw), nil
	}
	z, err := gzip.NewReader(strings.NewReader(string(raw)))
	if err != nil {
		return "", 0, err
	}
	plain, err := io.ReadAll(z)
	return string(plain), len(raw), err
}
