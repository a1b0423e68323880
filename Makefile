# Stepdown. `make help` lists what can be asked for.
.DEFAULT_GOAL := build
.PHONY: help demo demo-reset build assets test test-short check bench fuzz-short clean

GO       ?= go
FUZZTIME ?= 10s
# A first compile of the database, web and Twilio packages can take minutes; a test that hangs should not take more.
TIMEOUT  ?= 15m

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

test: assets ## every test: units, both databases, pages, browser
	@$(call absent,Chromium: the browser tests will skip,$${CHROMIUM:-$$(command -v chromium || command -v chromium-browser || command -v google-chrome)})
	@$(call absent,TEST_POSTGRES_URL: the PostgreSQL tests will skip,$$TEST_POSTGRES_URL)
	$(GO) test -timeout $(TIMEOUT) ./...

test-short: ## quick tests: no browser, no npm
	$(GO) test -short -timeout $(TIMEOUT) ./...

check: ## formatting, vet, staticcheck and the rules of the house
	@unformatted=$$(gofmt -l $(wildcard cmd internal sql static templates)); \
	  if [ -n "$$unformatted" ]; then echo "not formatted (run gofmt -w):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test ./internal/house

bench: ## measure the slow parts
	$(GO) test -run '^$$' -bench . -benchmem ./...

fuzz-short: ## every fuzz target for FUZZTIME (10s)
	@for file in $$(grep -rl --include='*_test.go' '^func Fuzz' cmd internal static 2>/dev/null); do \
	  for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' $$file); do \
	    echo "fuzz $$target in $$(dirname $$file)"; \
	    $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) ./$$(dirname $$file) || exit 1; \
	  done; \
	done

clean: ## remove what was built (data/ stays)
	rm -rf bin node_modules
	find static/dist -type f ! -name .gitkeep -delete

# absent prints its first word list when the second argument is empty.
define absent
if [ -z "$(2)" ]; then echo "make: no $(1)"; fi
endef
