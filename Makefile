PORT ?= 8501
PYTHON ?= python3
BIN := .venv/bin
NODE = $(shell command -v node || ls .venv/lib/python*/site-packages/playwright/driver/node)

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/'

run: .venv/run ## serve the app on http://localhost:8501 (PORT= changes it)
	@PORT=$(PORT) exec $(BIN)/python -m deploy.serve

test: lint .venv/browser ## all tests, with all their set-up
	$(BIN)/python -m pytest -n 2
	$(NODE) --test live/test/*.test.js

lint: .venv/dev ## style and common errors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@for module in live/*.js live/views/*.js; do $(NODE) --check $$module || exit 1; done

bench: .venv/bench .venv/browser ## the measured figures
	$(BIN)/python -m benchmarks

load: .venv/dev .venv/balancer ## a full class, overload, faults and attacks, on loopback; PARTS= names some
	$(BIN)/python -m load $(PARTS)

docker: ## build the image: docker run -p 8501:8501 descent-lab
	docker build -t descent-lab .

image: ## build and try the image with an engine of its own (Debian, as root)
	deploy/try_image.sh

lock: .venv/tools ## write requirements*.txt, with hashes, from requirements*.in
	@for name in requirements requirements-dev requirements-bench requirements-tools; do \
	  $(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-annotate \
	    --custom-compile-command "make lock" $$name.in -o $$name.txt || exit 1; done

audit: .venv/tools ## known vulnerabilities in what is installed, where the data can be had
	$(BIN)/python -m deploy.audit

clean: ## remove what make made
	rm -rf .venv

.venv/run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; PYTHON= names one")'
	@$(PYTHON) -m venv .venv || { \
	  rm -rf .venv; \
	  command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
	  && apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; } \
	  || { echo "Python's venv module is missing: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv/bench: .venv/dev requirements-bench.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

.venv/tools: .venv/dev requirements-tools.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@touch $@

# Without it, that part of `make load` says so.
.venv/balancer:
	@command -v haproxy >/dev/null || { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends haproxy >/dev/null; } \
	  || echo "HAProxy is missing and cannot be installed here: apt install haproxy"
	@touch $@

.venv/browser: .venv/dev
	$(BIN)/python -m tests.install_browser
	@touch $@

.PHONY: help run test lint bench load docker image lock audit clean
