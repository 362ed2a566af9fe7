# Two commands matter: `make demo` shows what assay does, `make test` sets up the tests and runs them.
# Another Python: make demo PYTHON=python3.13

PYTHON ?= python3
SUITE ?= speed
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: demo test lint docs bench measured clean

demo: $(VENV)/demo-is-ready
	@$(BIN)/assay demo

# One thread for each of pytest's processes: more of them only wait for each other. Neighbours stay
# in one process, which makes what they share once; who is done takes over from who is not.
test: lint
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest --numprocesses auto --dist worksteal

lint: $(VENV)/test-is-ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: $(VENV)/test-is-ready
	$(BIN)/sphinx-build --fail-on-warning --quiet docs docs/_build/html
	@echo docs/_build/html/index.html

bench: $(VENV)/test-is-ready
	$(BIN)/assay bench $(SUITE)

# Records what a suite prints, for the documentation; what was measured already is not measured again.
measured: $(VENV)/test-is-ready
	$(BIN)/assay bench $(SUITE) --out build/bench --quiet || true
	cp build/bench/$(SUITE).json docs/measured/
	$(BIN)/python docs/generate.py

clean:
	rm -rf $(VENV) build dist docs/_build assay-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "assay needs Python 3.11 or newer; name one: make demo PYTHON=python3.13"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo-is-ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing assay into $(VENV)"
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/test-is-ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing assay and what its tests want into $(VENV)"
	@$(INSTALL) --editable '.[test]'
	@touch $@ $(VENV)/demo-is-ready
