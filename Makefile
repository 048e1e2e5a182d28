# Two commands are all the set-up there is, on a machine with Go, Node and git:
#   make paper   builds the tool, verifies the committed evidence, renders the paper
#   make test    runs the tests
# The rest is in `make help`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

VERSION := 0.1.0
COMMIT = $(shell git rev-parse --short=12 HEAD 2>/dev/null || true)
FLAGS = -trimpath -buildvcs=false -ldflags '-s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)'
SCRIPTS := internal/script
SOURCES := $(shell find cmd internal -type f -not -path '*/node_modules/*' -not -path '*/testdata/*' -not -name '*_test.go') go.mod go.sum
BUNDLES := $(SCRIPTS)/dist/licences.txt
AXE := internal/render/html/testdata/axe/node_modules/.package-lock.json

.PHONY: help paper test build scripts experiments check bench dist clean
help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

paper: bin/report ## verify the committed evidence and render Markdown, HTML and PDF
	@bin/report verify
	@bin/report render

test: $(BUNDLES) $(AXE) ## run the tests; what needs a tool that is not here is skipped and says so
	go test -timeout 40m ./...

build: bin/report ## build bin/report
bin/report: $(BUNDLES) $(SOURCES)
	@mkdir -p bin
	CGO_ENABLED=0 go build $(FLAGS) -o $@ ./cmd/report

scripts: $(BUNDLES) ## bundle the chart and formula scripts that the binary embeds
$(BUNDLES): $(SCRIPTS)/package-lock.json $(SCRIPTS)/build.mjs $(SCRIPTS)/charts.entry.js $(SCRIPTS)/formulas.entry.js cmd/bytecode/main.go $(SCRIPTS)/bytecode.go go.sum
	@command -v npm >/dev/null || { echo 'make: npm is missing; Node 20 brings it (Debian: apt-get install nodejs npm)' >&2; exit 1; }
	cd $(SCRIPTS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@mkdir -p bin
	go build -o bin/esbuild github.com/evanw/esbuild/cmd/esbuild
	node $(SCRIPTS)/build.mjs "$$PWD/bin/esbuild"
	go run -trimpath ./cmd/bytecode $(SCRIPTS)/dist

# judges pages in tests, which are skipped where it cannot be fetched
$(AXE): internal/render/html/testdata/axe/package-lock.json
	-cd internal/render/html/testdata/axe && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json

experiments: bin/report ## run the real tools again where their evidence is missing or stale
	bin/report doctor
	bin/report run --jobs 5

# The script engine is C, translated: watched for races, it would take twenty times as long.
check: $(BUNDLES) $(AXE) ## format, vet, lint, doc comments, import order, race, builds for three systems
	@test -z "$$(gofmt -l cmd internal)" || { gofmt -l cmd internal; echo 'make: gofmt -w these' >&2; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go test ./internal
	go test -race -gcflags='modernc.org/...=-race=false' -timeout 40m ./...
	@for os in linux darwin windows; do echo "build for $$os"; GOOS=$$os CGO_ENABLED=0 go build -o /dev/null ./cmd/report; done

PEERS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/report/bench-peers
bench: bin/report $(PEERS)/lock ## measure the figures that the project promises, each beside its peer
	REPORT_BENCH_PEERS=$(PEERS)/bin go run ./cmd/bench
$(PEERS)/lock: cmd/bench/peers.lock
	@command -v python3 >/dev/null || { echo 'make: python3 is missing; the peers that bench compares with need it (Debian: apt-get install python3 python3-venv)' >&2; exit 1; }
	@rm -rf $(PEERS) && python3 -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@cp $< $@

dist: $(BUNDLES) ## static binaries for Linux, macOS and Windows, with SHA256SUMS
	@rm -rf dist && mkdir -p dist
	@for target in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64; do \
	  os=$${target%/*}; arch=$${target#*/}; name=report-$(VERSION)-$$os-$$arch; \
	  [ $$os = windows ] && name=$$name.exe; \
	  echo "dist/$$name"; GOOS=$$os GOARCH=$$arch CGO_ENABLED=0 go build $(FLAGS) -o dist/$$name ./cmd/report; done
	@cd dist && sha256sum report-* > SHA256SUMS
	@echo 'On macOS and Windows the runner has no namespaces and no cgroups: a step shares the'
	@echo 'network and the process table, peak memory is that of one process, and a program that'
	@echo 'leaves its process group may outlive its step. Evidence from there says so.'

clean: ## remove what was built
	rm -rf bin dist $(SCRIPTS)/node_modules $(dir $(AXE)) $(SCRIPTS)/dist/*.js $(SCRIPTS)/dist/*.bytecode $(SCRIPTS)/dist/*.txt
