# One command each; `make` alone says which.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --disable-pip-version-check --progress-bar off

.PHONY: help demo test postgres coverage mutate simulate bench planted kill format lock pages timetable retention routes texts lengths screenshot clean

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "make %-12s %s\n", $$1, $$2 }'

.venv: requirements-dev.txt pyproject.toml
	@echo "Making .venv with the bot's libraries and the tools of its tests: some minutes, 500 MB, once."
	$(PYTHON) -m venv .venv
	@# A half-made environment must not look finished to the next make.
	$(PIP) --require-hashes -r requirements-dev.txt || (rm -rf .venv; exit 1)
	$(PIP) --no-deps --no-build-isolation --editable . || (rm -rf .venv; exit 1)
	touch .venv
	@echo ".venv is made."

demo: .venv ## the bot in a browser, beside a simulated Telegram (PORT=9000 for another port)
	$(BIN)/python -m bot demo $(if $(PORT),--port $(PORT))

# Bots of other libraries play with the simulator; those of JavaScript need npm, and are left out without it.
FOREIGN := tests/simulator/foreign
FOREIGN_LIBRARIES := $(if $(shell command -v npm),$(FOREIGN)/node_modules/.package-lock.json)
$(FOREIGN)/node_modules/.package-lock.json: $(FOREIGN)/package.json $(FOREIGN)/package-lock.json
	cd $(FOREIGN) && npm ci --silent --no-audit --no-fund --omit=dev --ignore-scripts
	touch $@

RUN := $(BIN)/python -m
test: .venv $(FOREIGN_LIBRARIES) ## format, lint, types and all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@# Types are checked while the tests run. Five workers keep two cores busy, as some wait for processes and a browser.
	@# tests/work_units.py says which tests go to which of them.
	$(BIN)/mypy & types=$$!; \
	PYTHONDONTWRITEBYTECODE= $(RUN) pytest --workers 5; tests=$$?; \
	wait $$types && exit $$tests

# POSTGRES_URL is the server; without it one is started from a package and thrown away.
# All that stores something. The other rooms decide, say or draw without a database, and lives have one of their own.
ON_POSTGRES := tests/storage tests/intake tests/outbox tests/jobs tests/operator tests/handlers tests/scenarios
postgres: .venv ## on PostgreSQL all tests of what is stored, decided and played (TESTS='tests/handlers': these)
	@# Three workers keep two cores busy, as each waits for the server, or for a process, now and then.
	PYTHONDONTWRITEBYTECODE= MOMU_TEST_ENGINE=postgresql $(RUN) pytest --workers 3 -rs $(or $(TESTS),$(ON_POSTGRES))

coverage: .venv ## the same, and which lines and branches of the bot no test reaches (at least 95 of 100 are)
	$(BIN)/coverage erase
	$(MAKE) test RUN="$(BIN)/coverage run -m"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# CI: all examples, and the same for each mutant.
mutate: .venv ## which small mistakes in what decides and what remembers no test notices (JOBS=4, ONLY='storage.vault.*')
	rm -rf mutants
	CI=1 $(BIN)/mutmut run --max-children $(or $(JOBS),2) $(ONLY)
	$(BIN)/mutmut results | sed '/not checked/d'
	$(if $(ONLY),,$(BIN)/mutmut export-cicd-stats && $(BIN)/python -m scripts.count_mutants)

# Lives of an installation, each with its own troubles and deaths; whatever goes wrong in a seed goes wrong again in it.
simulate: .venv ## a thousand lives full of trouble, each drawn from a seed (SEEDS=20, FIRST=4000)
	$(BIN)/python -m tests.lives.simulate --seeds $(or $(SEEDS),1000) --first $(or $(FIRST),1)

bench: .venv ## our bot beside bots of other libraries: how fast, at what cost (ROUNDS=5, PEOPLE=1, ONLY=ours,aiogram)
	$(BIN)/python -m benchmarks.dialogues --rounds $(or $(ROUNDS),5) --people $(or $(PEOPLE),50) \
		--dialogues $(or $(DIALOGUES),1000) $(if $(ONLY),--only $(ONLY)) $(if $(JSON),--json $(JSON))

# The mistakes stand in tests/lives/mistakes.
planted: .venv ## which seed finds each of the mistakes that are planted on purpose (SEEDS=100)
	$(BIN)/python -m tests.lives.find_planted --seeds $(or $(SEEDS),1000)

# SEED is the same plan, and not the same run.
kill: .venv ## the real bot killed again and again while people apply (KILLS=100, APPLICATIONS=2000, SEED=1)
	$(BIN)/python -m tests.real.kill --kills $(or $(KILLS),100) --applications $(or $(APPLICATIONS),2000) --seed $(or $(SEED),1)

format: .venv ## format the code, and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Needs uv and npm; the files name no index host on purpose.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml
lock: ## the requirement files; needs uv and npm
	$(LOCK) --extra postgres --output-file requirements.txt
	$(LOCK) --constraint requirements.txt --extra postgres --extra dev --output-file requirements-dev.txt
	cd $(FOREIGN) && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

pages: timetable retention routes lengths texts ## the five below: all that is made of docs/ from the code and from runs of the bot

timetable: .venv ## docs/timetable.md, from the jobs
	$(BIN)/python -m scripts.write_timetable

retention: .venv ## the settings of retention in docs/settings.md and .env.example, from the rules
	$(BIN)/python -m scripts.write_retention

routes: .venv ## docs/routes.md, from the tables of the handlers
	$(BIN)/python -m scripts.write_routes

lengths: .venv ## docs/lengths.md, how much there is to read on the way to an application
	$(BIN)/python -m scripts.write_lengths

texts: .venv ## docs/texts.md, all texts in all languages, from a run of the bot
	$(BIN)/python -m scripts.write_texts

screenshot: .venv ## docs/demo.png, the picture in the README
	$(BIN)/python scripts/screenshot.py

clean: ## drop the environment and all caches
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .coverage* mutants $(FOREIGN)/node_modules
