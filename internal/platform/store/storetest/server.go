package storetest

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// ServerEnv names the environment variable with the address of a running PostgreSQL whose role may create databases.
const ServerEnv = "AMPARO_TEST_POSTGRES"

func server() (string, error) {
	if u := os.Getenv(ServerEnv); u != "" {
		return u, nil
	}
	s, err := StartServer()
	if err != nil {
		return "", err
	}
	return s.URL, nil
}

// A Server is a PostgreSQL for tests. It keeps nothing safe: no write waits for the disk.
type Server struct {
	URL     string // of its superuser
	dir     string
	process *os.Process
	ended   chan struct{}
}

// StartServer starts PostgreSQL on a free loopback port, in a folder of its own. It ends with this process at the latest.
func StartServer() (*Server, error) {
	dir, err := os.MkdirTemp("", "amparo-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, ended: make(chan struct{})}
	if err := s.start(); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() error {
	if s.process != nil {
		if err := s.process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		<-s.ended
	}
	return os.RemoveAll(s.dir)
}

func (s *Server) start() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	dir := s.dir
	cred, err := credential(dir)
	if err != nil {
		return err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
		"--locale=C", "--no-sync")
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: cred}
	initdb.Dir = dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	if err := s.run(filepath.Join(bin, "postgres"), cred, "-D", data, "-p", strconv.Itoa(port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+dir,
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=400"); err != nil {
		return err
	}
	s.URL = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
	return waitFor(s.URL)
}

// guard runs the server until it is told to end, and then removes the folder. The kernel tells it when this process ends,
// however it ends, so nothing is left behind by a test that is killed either.
const guard = `dir=$1; shift
"$@" &
server=$!
trap 'kill -QUIT "$server"; wait "$server"; rm -rf "$dir"' TERM INT QUIT
wait "$server"`

// run starts the server from a thread that is never given back, since the kernel looks at the parent's thread.
func (s *Server) run(program string, cred *syscall.Credential, args ...string) error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		cmd := exec.Command("/bin/sh", append([]string{"-c", guard, "guard", s.dir, program}, args...)...)
		cmd.Dir = s.dir
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: cred, Pdeathsig: syscall.SIGTERM}
		err := cmd.Start()
		s.process = cmd.Process
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended says nothing: it is always told to
			close(s.ended)
		}
	}()
	return <-started
}

func waitFor(address string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	deadline := time.Now().Add(30 * time.Second)
	for time.Now().Before(deadline) {
		if err = db.Ping(); err == nil {
			return nil
		}
		runtime.Gosched()
	}
	return fmt.Errorf("no answer within 30 seconds: %w", err)
}

func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if p, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", errors.New("no PostgreSQL found: install the package postgresql-15")
}

// credential gives the folder to the user "postgres" when run by root, whom PostgreSQL refuses to serve.
func credential(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
