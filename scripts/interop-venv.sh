#!/usr/bin/env bash
# Makes .venv with the pinned clients of the interop tests; does nothing when it is up to date.
# Usage: scripts/interop-venv.sh [python], by default python3.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=test/interop/requirements.txt
installed=.venv/installed-requirements.txt
if cmp -s "$requirements" "$installed"; then
  echo ".venv is up to date"
  exit 0
fi

"${1:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$requirements"
cp "$requirements" "$installed"
echo ".venv holds $(grep -c == "$requirements") pinned packages"
