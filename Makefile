# Every target prepares .venv by itself, from requirements.lock, the first time and whenever the lock changes.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/.installed
ARGS ?=

# A half-written target would look finished to the next run.
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := help

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: install
install: $(STAMP) ## only what the others need first: .venv, with everything in it

.PHONY: demo
demo: $(STAMP) ## the bot in a simulated Discord, in the browser; no token, no account
	$(RUN) -m bot demo $(ARGS)

.PHONY: test
test: $(STAMP) ## the tests, on all cores; ARGS goes to pytest: make test ARGS='-k digest'
	$(RUN) -m pytest --numprocesses auto --dist loadfile $(ARGS)

.PHONY: check
check: $(STAMP) ## style, types and the direction of imports
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

.PHONY: format
format: $(STAMP) ## rewrite the code the way `make check` wants it
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

# Babel fills a header with dates, versions and placeholders for names: a diff on every run that says nothing.
# `t` is what a function calls `localizer.gettext` when it needs it often.
MESSAGES := $(VENV)/messages.pot
HEADERS := Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By
.PHONY: messages
messages: $(STAMP) ## collect new strings into the catalogs, for translation
	@$(VENV)/bin/pybabel --quiet extract --keywords 'N_ locale_str t' --no-location --sort-output \
		--output-file $(MESSAGES) bot
	@$(VENV)/bin/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
		-D depeche -d bot/presentation/locales -i $(MESSAGES)
	@for catalog in bot/presentation/locales/*/LC_MESSAGES/depeche.po; do \
		sed -E '/^"($(HEADERS)):/d' "$$catalog" > $(MESSAGES) && cat $(MESSAGES) > "$$catalog" || exit 1; \
	done
	@rm $(MESSAGES)

.PHONY: crash
crash: $(STAMP) ## kill the bot three hundred times over a day of digests, without and with faults
	$(RUN) -m tests.wire.campaign $(ARGS)
	$(RUN) -m tests.wire.campaign --faults $(ARGS)

.PHONY: bench
bench: $(STAMP) ## how fast the bot is, measured on this machine
	$(RUN) -m tests.bench $(ARGS)

.PHONY: screenshots
screenshots: $(STAMP) ## take the pictures of docs/ anew, in Chromium
	$(RUN) -m tests.world.screenshots $(ARGS)

# uv keeps the versions already in the lock unless pyproject.toml or ARGS asks for others. The two lines at
# the top are ours: uv's own header would repeat a command line with the paths of whoever ran it.
.PHONY: lock
lock: $(STAMP) ## write requirements.lock anew from pyproject.toml: make lock ARGS=--upgrade
	$(RUN) -m uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
		--all-extras --no-header --no-annotate --system-certs $(ARGS) --output-file requirements.lock pyproject.toml
	@{ printf '%s\n' \
		'# Everything that development and running need, for every platform, with the hash of each file.' \
		'# `make lock` writes this from pyproject.toml; the Makefile and the Dockerfile install from it.'; \
		cat requirements.lock; } > requirements.lock.new
	@mv requirements.lock.new requirements.lock

.PHONY: clean
clean: ## remove .venv and every cache; data/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find bot tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A .venv whose Python was removed or upgraded away keeps its stamp, and would look installed.
ifneq ($(shell test -x $(RUN) && echo yes),yes)
.PHONY: $(STAMP)
endif

# With hashes: what is installed is what was locked, wherever it is downloaded from. Without build
# isolation: the build backend comes from the lock too, instead of being whatever is newest today. Uncompiled:
# Python compiles what is imported on the way, and compiling the rest takes a quarter of the time.
$(STAMP): requirements.lock pyproject.toml
	@test -x $(RUN) || { $(require-python); }
	@test -x $(RUN) || $(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }
	@echo 'Installing what requirements.lock names into $(VENV) (about half a minute, once).'
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

define require-python
command -v '$(PYTHON)' > /dev/null || { \
	echo 'Dépêche needs Python 3.11 or newer, and there is no "$(PYTHON)" here. Name yours: make PYTHON=/path/to/python3' >&2; \
	exit 1; }; \
'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "Dépêche needs Python 3.11 or newer, and $(PYTHON) is $$('$(PYTHON)' --version 2>&1). Name a newer one: make PYTHON=python3.12" >&2; \
	exit 1; }; \
'$(PYTHON)' -c 'import ensurepip, venv' 2> /dev/null || { \
	echo '$(PYTHON) cannot create virtual environments: its venv module is missing. On Debian and Ubuntu: apt install python3-venv' >&2; \
	exit 1; }
endef
