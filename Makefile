# Everything a person runs. `make demo` and `make test` do all their set-up themselves.
SHELL := /bin/bash
JOBS ?= 2
DEBUG := .build/debug/flipback
RELEASE := .build/release/flipback
PYTEST := .venv/bin/python -m pytest -q -p no:cacheprovider
PREFIX ?= /usr/local
# One set of flags for every debug build, so that check and test share it.
STRICT := -Xswiftc -warnings-as-errors
DEMO ?=
# Schedules of the engine's model test in `make unit`.
SCHEDULES ?= 1000
# Swift's and C++'s libraries are linked in where the machine has them to link, and no library that nothing calls is loaded: without this the
# console starts slower and needs more memory.
# Each function is a section of its own, so that the linker can put those that run side by side (.ci/link-order).
STATIC := -Xlinker --as-needed -Xswiftc -Xfrontend -Xswiftc -function-sections
ifneq ($(wildcard $(dir $(shell readlink -f "$$(command -v swift)"))../lib/swift_static/linux/libswiftCore.a),)
STATIC += --static-swift-stdlib
LIBSTDCXX := $(lastword $(sort $(wildcard /usr/lib/gcc/*/*/libstdc++.a)))
ifneq ($(LIBSTDCXX),)
STATIC += -Xswiftc -L$(CURDIR)/.build/static
endif
endif

.PHONY: build release demo test unit python proof check fmt lint docs bench link-order screenshots install clean

build:
	@.ci/setup build
	@swift build $(STRICT) --product flipback

release:
	@.ci/setup build
	@echo "building flipback (release; the first time takes a few minutes)"
	@mkdir -p .build/static && $(if $(LIBSTDCXX),ln -sf $(LIBSTDCXX) .build/static/libstdc++.a,true)
	@swift build -c release --product flipback $(STATIC)

# The main job: the console on the embedded region. DEMO="--scenario bad-release" passes options on.
demo: release
	@$(RELEASE) demo $(DEMO)

test: unit python proof

# A tenth of the model's schedules: `proof` runs them all.
unit:
	@.ci/setup tests
	FLIPBACK_SCHEDULES=$(SCHEDULES) swift test $(STRICT) --parallel --num-workers $(JOBS) --skip ProofTests

# What takes long and is not needed after each edit: ten thousand schedules, two thousand lost replies, a thousand kills of the outbox, every bit of
# two hundred events. A suite whose name ends in ProofTests is run here and skipped by `unit`.
proof:
	@.ci/setup tests
	swift test $(STRICT) --parallel --num-workers $(JOBS) --filter 'ProofTests|ScheduleModelTests'
	@swift build $(STRICT) --product flipback
	FLIPBACK_KILLS=1000 FLIPBACK_BIN=$(CURDIR)/$(DEBUG) $(PYTEST) Tests/EndToEnd/test_zz_kill_outbox.py

# The real binary against parts we did not write; slow tests last.
python:
	@.ci/setup tests
	@swift build $(STRICT) --product flipback
	FLIPBACK_BIN=$(CURDIR)/$(DEBUG) $(PYTEST) Tests/Conformance
	FLIPBACK_BIN=$(CURDIR)/$(DEBUG) $(PYTEST) Tests/EndToEnd

# Lint, warnings as errors, import rules, generated docs current.
check: lint
	@.ci/setup build
	swift build --build-tests $(STRICT) --explicit-target-dependency-import-check error
	@.ci/docs --check

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

fmt:
	swift format format --in-place --recursive Sources Tests Package.swift

# Rewrites what README derives from the program: the key table.
docs:
	@swift build $(STRICT) --product flipback
	@.ci/docs

# BENCH="--readme" writes the table into README; BENCH="rollback wire" measures only these; BENCH_STEADY=60 shortens the steady state,
# BENCH_FLEET=30 BENCH_SWEEP=60 BENCH_SIZES=10,1000 the fleets.
bench: release
	@.ci/setup tests
	@swift build -c release --product journal-append $(STATIC)
	FLIPBACK_BIN=$(CURDIR)/$(RELEASE) .venv/bin/python Tests/Benchmarks/bench.py $(BENCH)

# The order in which the release's functions are linked; needs valgrind.
link-order: release
	@.ci/setup tests
	.venv/bin/python Tests/Benchmarks/link_order.py .ci/link-order

screenshots: release
	@.ci/setup screenshots
	FLIPBACK_BIN=$(CURDIR)/$(RELEASE) .venv/bin/python Tests/EndToEnd/screenshots.py screenshots

install: release
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/flipback/themes"
	install -m 755 $(RELEASE) "$(DESTDIR)$(PREFIX)/bin/flipback"
	install -m 644 themes/*.yaml "$(DESTDIR)$(PREFIX)/share/flipback/themes/"

clean:
	rm -rf .build
