PORT ?= 8501
PYTHON ?= python3
BIN := .venv/bin
NODE = $(shell command -v node || ls .venv/lib/python*/site-packages/playwright/driver/node)

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/'

run: .venv/run ## serve the app on http://localhost:8501 (PORT= changes it)
	@echo "Descent Lab: http://localhost:$(PORT)"
	@exec $(BIN)/streamlit run app.py --server.port $(PORT)

test: lint .venv/browser ## all tests, with all their set-up
	$(BIN)/python -m pytest -n 2
	$(NODE) --test live/test/*.test.js

lint: .venv/dev ## style and common errors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@for module in live/*.js live/views/*.js; do $(NODE) --check $$module || exit 1; done

bench: .venv/bench .venv/browser ## the measured figures
	$(BIN)/python -m benchmarks

docker: ## build the image: docker run -p 8501:8501 descent-lab
	docker build -t descent-lab .

image: ## build and try the image with an engine of its own (Debian, as root)
	deploy/try_image.sh

clean: ## remove what make made
	rm -rf .venv

.venv/run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; PYTHON= names one")'
	@$(PYTHON) -m venv .venv || { \
	  rm -rf .venv; \
	  command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
	  && apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; } \
	  || { echo "Python's venv module is missing: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/bench: .venv/dev requirements-bench.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-bench.txt
	@touch $@

.venv/browser: .venv/dev
	$(BIN)/python -m tests.install_browser
	@touch $@

.PHONY: help run test lint bench docker image clean
