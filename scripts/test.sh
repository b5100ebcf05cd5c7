#!/usr/bin/env bash
# Everything CI runs: the checks, then every test on SQLite and PostgreSQL, with the Fedify peer and a browser.
set -euo pipefail
cd "$(dirname "$0")/.."

have_browser() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

if ! have_browser; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing chromium for the browser tests ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 || true
  fi
fi
have_browser || printf '\n*** BROWSER TESTS WILL BE SKIPPED: no Chromium. Install it: apt install chromium ***\n\n'

# Workers and the programs that tests start do not each compile everything anew
unset PYTHONDONTWRITEBYTECODE
.venv/bin/python -m compileall -q -j 0 node

make -s format-check lint types contracts
.venv/bin/pytest -q -n "${TEST_WORKERS:-5}" --engine both -m "not soak"
