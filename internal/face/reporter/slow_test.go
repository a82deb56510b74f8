package reporter_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/amparo-project/amparo/internal/app/apptest"
	"github.com/amparo-project/amparo/internal/care/reporting"
	"github.com/amparo-project/amparo/internal/platform/store/storetest"
	"github.com/amparo-project/amparo/internal/platform/webkit"
)

// TestSlowBodiesHoldNobodyUp: two hundred senders stop in the middle of a drop and of a form. Meanwhile a whole drop is
// answered, and a page; those who stopped are told so when their time is over, and nothing of theirs is kept.
func TestSlowBodiesHoldNobodyUp(t *testing.T) {
	db, clk := storetest.SQLite(t)
	s := newSite(t, apptest.New(t, db, clk), "https://weather.example/")
	server := webkit.Server("", s)
	if server.ReadTimeout == 0 || server.ReadTimeout > 2*time.Minute || server.WriteTimeout == 0 {
		t.Fatalf("a body may take %v, an answer %v", server.ReadTimeout, server.WriteTimeout)
	}
	server.ReadTimeout = 6 * time.Second
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })

	slow := make([]net.Conn, 200)
	for i := range slow {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		path, kind := "/ask/drop", "application/octet-stream"
		if i%2 == 1 {
			path, kind = "/ask/en", "multipart/form-data; boundary=x"
		}
		if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\nContent-Length: 30000\r\n\r\n--x\r\n", path, kind); err != nil {
			t.Fatal(err)
		}
		slow[i] = conn
	}
	client := &http.Client{Timeout: 5 * time.Second} // before the slow ones are told
	resp, err := client.Post("http://"+l.Addr().String()+"/ask/drop", "application/octet-stream", bytes.NewReader(make([]byte, reporting.MetaSize+1)))
	if err != nil {
		t.Fatalf("while others are slow: %v", err)
	}
	if text, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusBadRequest || !bytes.Contains(text, []byte("malformed")) {
		t.Errorf("while others are slow: %d %s", resp.StatusCode, text)
	}
	resp.Body.Close()
	for i, conn := range slow {
		_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("sender %d is told nothing: %v", i, err)
		}
		if want := []int{http.StatusRequestTimeout, http.StatusUnprocessableEntity}[i%2]; resp.StatusCode != want {
			t.Errorf("sender %d is answered %d, want %d", i, resp.StatusCode, want)
		}
		resp.Body.Close()
	}
	if n := len(s.inbox(s.desks[0])); n != 0 {
		t.Errorf("%d drops are kept", n)
	}
}
