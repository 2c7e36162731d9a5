#!/usr/bin/env bash
# Makes .venv with the pinned clients of the interop tests, and .venv/ministack with the emulator that they deploy to;
# does nothing when both are up to date.
# Usage: scripts/interop-venv.sh [python], by default python3.
set -euo pipefail
cd "$(dirname "$0")/.."

clients=test/interop/requirements.txt
emulator=test/interop/emulator/requirements.txt
installed=.venv/installed-requirements.txt
if cat $clients $emulator | cmp -s - "$installed"; then
  echo ".venv is up to date"
  exit 0
fi

install() {
  "$1" -m venv "$2"
  "$2/bin/python" -m pip install --quiet --disable-pip-version-check -r "$3"
}
install "${1:-python3}" .venv $clients
install "${1:-python3}" .venv/ministack $emulator
cat $clients $emulator >"$installed"
echo ".venv holds $(cat $clients $emulator | grep -c ==) pinned packages"
