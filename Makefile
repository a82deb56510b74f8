# make demo    builds everything and runs Amparo with a made-up coalition
# make test    installs what the tests need and runs every test
.DEFAULT_GOAL := build
.PHONY: demo build assets tools test check race fuzz-long torture bench bench-all lint clean

npm := cd web && npm
beside_postgres := go run ./internal/platform/store/storetest/withpostgres

demo: build
	./bin/amparo demo --services ../shared/data/hsds-ilao

build: assets
	go build -trimpath -o bin/amparo ./cmd/amparo

# Styles, script and fonts. Built again when a source or the lock file is newer.
built := internal/platform/webkit/assets/dist/app.css
installed := web/node_modules/.package-lock.json
assets: $(built)
$(built): $(installed) web/build.mjs $(shell find web/src -type f)
	$(npm) run build
	@touch $@
$(installed): web/package.json web/package-lock.json
	$(npm) ci --ignore-scripts --no-audit --no-fund
	@touch $@

tools:
	./scripts/install-test-tools

# Two packages at a time: most of them start databases or browsers. PostgreSQL is started once for all. What draws at random
# draws a fifth of what make torture does.
test: tools check
	$(beside_postgres) go test -short -p 2 -timeout 40m ./...

check: assets
	@unformatted="$$(gofmt -l cmd internal)"; if [ -n "$$unformatted" ]; then echo "gofmt is needed for:" $$unformatted; exit 1; fi
	go vet ./...

race: tools assets
	$(beside_postgres) go test -race -p 1 -timeout 60m ./...

# Each fuzz target for FUZZTIME, one after the other.
FUZZTIME ?= 5m
fuzz-long: assets
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done; \
	done

# The tests that kill, cancel, race and draw at random, again and again.
ROUNDS ?= 50
torture: tools assets
	$(beside_postgres) go test -p 1 -count $(ROUNDS) -timeout 12h -run 'Crash|Kill|Cancel|Random|Property|Together|Torture|INV' ./...

# The table: each act beside the bare cost that it cannot go below. bench-all runs every package's own benchmarks too.
bench: build
	go run ./internal/benchtest
	go test -run '^$$' -bench '^BenchmarkSealing$$' -benchtime 1x ./internal/face/reporter

bench-all: bench tools
	$(beside_postgres) go test -p 1 -timeout 60m -run '^$$' -bench . -benchmem ./...

golangci := bin/golangci-lint
lint: assets $(golangci)
	$(golangci) run
$(golangci):
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

clean:
	rm -rf bin web/node_modules internal/platform/webkit/assets/dist
