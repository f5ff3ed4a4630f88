# Roomkey. A fresh machine needs Go, gcc, Node with npm, and make; every target does its own set-up.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

# Not "npm ci": it wants the lock file to name the optional packages of every other platform too.
NPM_INSTALL := npm install --no-save --no-audit --no-fund
QUICKJS := plugins/guest/quickjs
APP_SOURCES := $(shell find web/app web/client -type f -not -path '*/node_modules/*' 2>/dev/null)

# Every folder with a plugin.json is a bundled plugin.
BUNDLED := $(patsubst plugins/bundled/%/plugin.json,plugins/dist/%.zip,$(wildcard plugins/bundled/*/plugin.json))
# The packages that bundled plugins in Go import.
SHARED := $(wildcard crm/*.go crm/search/*.go plugins/bundled/identity/*.json \
  $(addprefix plugins/bundled/,homes/*.go identity/*.go merge/*.go tables/*.go words/*.go))
BUILDER := $(wildcard plugins/sdk/*/*.*) $(addprefix plugins/author/,build.go language.go member.go clang.mjs)

# What has to be fetched and built for the tests is, at the same time where it can be.
MAKEFLAGS += -j$(shell getconf _NPROCESSORS_ONLN)

# Prints the path of Chromium if there is one. CHROMIUM may name another browser.
BROWSER := command -v "$${CHROMIUM:-chromium}" || command -v chromium || command -v chromium-browser || \
  command -v google-chrome

.PHONY: run build bundled image release test test-app test-beside test-plain test-volumes soak check alerts bench \
  bench-full eval clean chromium tools

# The demo has a folder of its own, apart from ./data, where serve keeps real work.
run: build
	ROOMKEY_DATA="$${ROOMKEY_DATA:-data-demo}" bin/roomkey serve --demo

# Whatever is built without the race detector is built with -trimpath, here and in tests: go compiles a package again
# for a build without it, and all packages take two minutes of a processor.
build: web/dist/index.html $(QUICKJS)/dist/quickjs.wasm bundled | tools
	go build -trimpath -o bin/roomkey ./cmd/roomkey

bundled: $(BUNDLED)

# A program without shared libraries, and without symbols and debug information, which are a fifth of it; stacks keep
# their names. The C library's own look-ups of names need shared libraries, and so Go's are used.
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
STATIC := -trimpath -tags netgo,osusergo \
  -ldflags '-s -w -linkmode external -extldflags -static -X roomkey/internal/command.released=$(VERSION)'

# The root file system of a container: the program, certificates, and nothing else.
CERTIFICATES := /etc/ssl/certs/ca-certificates.crt
image: web/dist/index.html $(QUICKJS)/dist/quickjs.wasm bundled | tools
	@test -s $(CERTIFICATES) || { echo "install ca-certificates: there is no $(CERTIFICATES)" >&2; exit 1; }
	rm -rf bin/image && mkdir -p bin/image/data bin/image/tmp bin/image/etc/ssl/certs && chmod 1777 bin/image/tmp
	go build $(STATIC) -o bin/image/roomkey ./cmd/roomkey
	cp $(CERTIFICATES) bin/image/etc/ssl/certs/
	printf 'roomkey:x:65532:65532::/data:/roomkey\n' > bin/image/etc/passwd
	printf 'roomkey:x:65532:\n' > bin/image/etc/group

# Archives for those kinds of machines that a C compiler is there for, checksums, and lists of what is in the program
# and in the app.
RELEASED := README.md CHANGELOG.md docs/operations.md docs/plugins.md docs/plugins-calls.md docs/plugins-tasks.md docs/protocol.md
release: web/dist/index.html $(QUICKJS)/dist/quickjs.wasm bundled | tools
	rm -rf bin/release && mkdir -p bin/release
	@for target in amd64:x86_64-linux-gnu-gcc arm64:aarch64-linux-gnu-gcc; do \
	  arch=$${target%%:*}; cc=$${target#*:}; [ $$arch != "$$(go env GOARCH)" ] || cc=gcc; \
	  command -v $$cc >/dev/null || { echo "linux/$$arch is left out: $$cc is not installed"; continue; }; \
	  name=roomkey-$(VERSION)-linux-$$arch; echo "building $$name"; \
	  mkdir -p bin/release/$$name && cp --parents $(RELEASED) bin/release/$$name && \
	  GOOS=linux GOARCH=$$arch CGO_ENABLED=1 CC=$$cc go build $(STATIC) -o bin/release/$$name/roomkey ./cmd/roomkey && \
	  go run ./internal/sbom bin/release/$$name/roomkey > bin/release/$$name.cdx.json && \
	  tar -C bin/release --sort=name --owner=0 --group=0 --numeric-owner -czf bin/release/$$name.tar.gz $$name && \
	  rm -r bin/release/$$name || exit 1; done
	cd web && npm sbom --sbom-format cyclonedx | node app/build/sbom.mjs > ../bin/release/roomkey-$(VERSION)-app.cdx.json
	cd bin/release && sha256sum *.tar.gz *.json > SHA256SUMS

# Tests that count by volume (internal/volume) run at a tenth of their size under the race detector, and once more
# without it: most at full size, those that make rounds of random input with a quarter of them.
VOLUME_TESTS := \
  TestOpSet_EqualsStockAutomerge \
  TestPeer_ConvergesWithStockAutomerge \
  TestParseChange_SurvivesMutations \
  TestStock_AgreesAboutRandomHistories \
  TestRepair_HistoriesConvergeAndStayValid \
  TestRepair_StockClientsShowTheDocument \
  TestRepair_ServersThatHearInAnotherOrderPutRightTheSame \
  TestDocument_AnyHistoryLeavesItValid \
  TestSimulation_DevicesConverge \
  TestRenew_RacesWithEdits \
  TestNotes_ThousandsInOneRecord \
  TestCrash_FiftyKillsOfTheServerLoseNothingAcknowledged \
  TestCrash_FiftyKillsOfEngineChildrenDropNobody \
  TestHostile_MutatedChangesLeaveTheServerUpAndHonestClientsServed \
  TestHostile_OneUsersAttacksCostNobodyElseAnEdit \
  TestHostileGuests_AThousandRunsLeaveNothingBehind \
  TestOffline_AStockClientComesBackWithNineThousandChanges \
  TestOffline_AStockClientComesBackWithSixtyThousandKeystrokes \
  TestImport_TenThousandRowsAreAcceptedAndUndoneWhole \
  TestSignIns_AreRenewedWhileARegionIsCutOff \
  TestSignIns_AreEqualInTheEnd
VOLUME_PATTERN := ^($(subst $(EMPTY) $(EMPTY),|,$(strip $(VOLUME_TESTS))))$$
# Their packages besides those of PLAIN and PURE, the ones that take longest first.
VOLUME_PACKAGES := ./e2e/stock ./crdt/engine ./e2e/hostile ./e2e/crash ./sync ./sync/cluster/signin

# SQLite is C that was translated to Go, and compress/flate unpacks plugins of five megabytes. Under the race detector
# they take ten times as long, and all that they can race on is memory of their own; what stands in front of them, and
# reads and writes ours, stays under the detector. internal/roomkeytest builds its servers so too.
RACE := -race '-gcflags=modernc.org/...lib...=-race=false' '-gcflags=compress/flate=-race=false'

# The packages whose tests take longest, which go test begins in this order.
LONGEST := ./e2e/hostile ./web ./sync ./e2e/stock ./e2e/crash ./crdt/engine ./e2e/regions
# Packages that the race detector has nothing to find in: the sources, plugins, which are processes of their own, and
# the benchmarks, whose load internal/load is raced by e2e/hostile.
BESIDE := ./bench ./internal/layers ./plugins/bundled/...
# Packages whose own code starts no goroutine and holds nothing unsafe, so that it has nothing to find in their tests
# either. It watches them in the packages and servers that use them, and in soak here as well. A test of
# internal/volume holds them to it.
PURE := ./crdt ./plugins/author ./crm/search
# What runs guests for minutes, and what asks one thing after the other, is tested against the program as users run it.
# The race detector watches the same code in the packages that it is made of, and in soak here as well.
PLAIN := ./e2e/tasks ./e2e/plugins ./e2e/access

# One package more at once than there are processors: tests wait for processes, sockets and clocks now and then.
PROCESSORS := $(shell getconf _NPROCESSORS_ONLN)
AT_ONCE := -p $(shell echo $$(( $(PROCESSORS) + 1 )))

test-app: build chromium
	cd web/client && npm test
	cd web/app && CHROMIUM="$$($(BROWSER))" npm test

# Goes on beside the browser tests, which wait now and then, and gives way to them: the build that end-to-end tests ask
# for (at that moment go test would be compiling the same packages beside it), and tests that take three times as long
# under the race detector and gain nothing by it. None of them fails for taking long.
test-beside: build bench/peers/node_modules/.package-lock.json
	nice -n 19 go build $(RACE) -buildvcs=false -o bin/test/program-race ./internal/roomkeytest/program
	nice -n 19 go test -trimpath -p $(PROCESSORS) -timeout 30m $(PURE) $(BESIDE)

# Tests keep the counts in this folder, because go test shows no log of a test that passes.
test: export TEST_VOLUMES := $(CURDIR)/bin/test/volumes
# A raced process, and so every server that a test stops, would wait a second at its end for last reports.
test: export GORACE := atexit_sleep_ms=20
test: test-app test-beside bench/peers/node_modules/.package-lock.json
	go test $(RACE) $(AT_ONCE) -timeout 30m $(LONGEST) \
	  $$(go list ./... | grep -vxF "$$(go list $(BESIDE) $(PURE) $(PLAIN))")
	$(MAKE) --no-print-directory test-plain test-volumes
	@echo "Rounds of the tests that count by volume:"; cat bin/test/volumes/*

# Both run at the same time: guests have a low priority, and one volume leaves a processor to another.
test-plain:
	go test -trimpath -p $(PROCESSORS) -timeout 30m $(PLAIN)

test-volumes:
	go test -trimpath -vet=off -p $(PROCESSORS) -timeout 30m -run '$(VOLUME_PATTERN)' $(VOLUME_PACKAGES)

# Everything at full size, without the race detector and with it: hours. Times and memory are judged without it alone,
# and so what judges them runs both ways.
soak: build chromium image release alerts bench/peers/node_modules/.package-lock.json
	e2e/image.sh
	e2e/recipes.sh
	e2e/litestream.sh
	e2e/procedures.sh
	e2e/release.sh
	TEST_SOAK=1 go test -trimpath -vet=off -count 1 -timeout 6h -run '$(VOLUME_PATTERN)' \
	  $(VOLUME_PACKAGES) $(PURE) $(PLAIN)
	TEST_SOAK=1 go test -trimpath -vet=off -count 1 -timeout 6h -p 1 ./e2e/endurance ./e2e/regions
	TEST_SOAK=1 go test -race -count 1 -timeout 6h ./...
	cd web/app && TEST_SOAK=1 CHROMIUM="$$($(BROWSER))" npx vitest run --project e2e e2e/text.test.ts \
	  e2e/accessible.test.ts e2e/scenarios.test.ts

# Prometheus's own promtool says whether the alert rules are right, and fire when they should. If it is missing, this
# takes it from Debian's package where that is possible, and installs nothing. Prometheus comes along: a test of soak has
# it watch regions in faults.
alerts:
	@{ command -v promtool && command -v prometheus || test -x bin/promtool -a -x bin/prometheus; } >/dev/null || \
	  { mkdir -p bin && rm -f bin/prometheus_*.deb && (cd bin && apt-get download -qq prometheus) && \
	    dpkg --fsys-tarfile bin/prometheus_*.deb | tar -xC bin --strip-components 3 ./usr/bin/promtool ./usr/bin/prometheus; } || \
	  { echo "The rules are tested by promtool, and it can't be fetched from here. Install Prometheus." >&2; exit 1; }
	@tool=$$(command -v promtool || echo $(CURDIR)/bin/promtool); \
	cd $(CURDIR)/docs/monitoring && $$tool check rules alerts.yml && $$tool test rules alerts.test.yml

check: web/node_modules/.package-lock.json
	test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go tool staticcheck ./...
	GOOS=wasip1 GOARCH=wasm go vet ./plugins/sdk/...
	cd web/client && npm run check
	cd web/app && npm run check

# The main figures in about ten minutes, and all of them in about an hour. Each puts what it measured into
# bench/RESULTS.md.
bench: build bench/peers/node_modules/.package-lock.json
	go run ./bench

bench-full: build bench/peers/node_modules/.package-lock.json
	go run ./bench -full

# How well the bundled plugins estimate prices, score leads and find words: a table, and an error where a bound breaks.
eval: $(QUICKJS)/dist/quickjs.wasm plugins/node_modules/.package-lock.json | tools
	@echo "| plugin       | what                                                           | value     | bound                    |"
	@echo "| ------------ | -------------------------------------------------------------- | --------- | ------------------------ |"
	@EVAL_TABLE=1 go test -trimpath -count 1 -timeout 30m -v -run '^TestEval_' ./plugins/bundled | grep -v '^=== \|^PASS'

# Browser tests drive the system's Chromium. If it is missing, this installs it where that is allowed.
chromium:
	@{ $(BROWSER); } >/dev/null || { echo "installing chromium for the browser tests"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || \
	  { echo "The browser tests need Chromium, and it can't be installed from here." \
	         "Install it (as root: apt-get install chromium), or set CHROMIUM to its path." >&2; exit 1; }

# Without a C compiler, Go leaves cgo out and fails with a message that does not say so.
tools:
	@for tool in go gcc node npm; do \
	  command -v $$tool >/dev/null || { echo "$$tool is not installed, or not on the PATH." >&2; exit 1; }; done

web/node_modules/.package-lock.json: web/package-lock.json | tools
	cd web && $(NPM_INSTALL)
	touch $@

bench/peers/node_modules/.package-lock.json: bench/peers/package-lock.json | tools
	cd bench/peers && $(NPM_INSTALL)
	touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(APP_SOURCES)
	cd web/app && npm run build
	touch $@

# The engine of plugins in JavaScript, which the binary embeds with its licence.
$(QUICKJS)/dist/quickjs.wasm: $(QUICKJS)/package-lock.json
	cd $(QUICKJS) && $(NPM_INSTALL)
	cp $(QUICKJS)/node_modules/quickjs-wasi/{LICENSE,quickjs.wasm} $(QUICKJS)/dist/
	touch $@

plugins/node_modules/.package-lock.json: plugins/package-lock.json
	cd plugins && $(NPM_INSTALL)
	touch $@

.SECONDEXPANSION:
plugins/dist/%.zip: $$(shell find -L plugins/bundled/$$*/ -type f -not -path '*/testdata/*') \
  $$(if $$(wildcard plugins/bundled/$$*/main.go),$(SHARED)) $(BUILDER) plugins/node_modules/.package-lock.json \
  | $(QUICKJS)/dist/quickjs.wasm
	go run -trimpath ./plugins/bundled/build plugins/bundled/$* $@

clean:
	rm -rf bin web/node_modules bench/peers/node_modules $(QUICKJS)/node_modules plugins/node_modules
	rm -f plugins/dist/*.zip
	find web/dist $(QUICKJS)/dist -mindepth 1 -not -name .keep -delete
