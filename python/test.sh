#!/usr/bin/env bash
# Installs the Python package into environments of its own under build/python and runs its tests: with the newest NumPy
# that python/requirements.txt names, then as a wheel in a second environment, with NumPy 1.26.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=build/python/venv
oldest=build/python/venv-numpy1.26

if ! cmp -s python/requirements.txt "$venv/requirements.txt"; then
  echo "installing into $venv: $(grep -v '^#' python/requirements.txt | paste -sd' ')"
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check -r python/requirements.txt
  cp python/requirements.txt "$venv"
fi
echo "building the wheel"
rm -f build/python/wheel/*.whl
"$venv/bin/pip" wheel -q --disable-pip-version-check --no-build-isolation --no-deps -w build/python/wheel .
"$venv/bin/pip" install -q --disable-pip-version-check --force-reinstall --no-deps build/python/wheel/*.whl
"$venv/bin/python" -m pytest -q python/tests "$@"

"$venv/bin/python" -c 'import sys; sys.exit(sys.version_info >= (3, 13))' || { echo "no NumPy 1.26 for this Python"; exit 0; }
# Brian 2 is here since 2.9 takes no NumPy from 2.4 on.
packages="numpy==1.26.4 pytest==9.2.0 brian2==2.9.0"
if [ "$(cat "$oldest/packages.txt" 2>/dev/null)" != "$packages" ]; then
  echo "installing into $oldest: $packages"
  python3 -m venv "$oldest"
  # shellcheck disable=SC2086
  "$oldest/bin/pip" install -q --disable-pip-version-check $packages
  echo "$packages" >"$oldest/packages.txt"
fi
"$oldest/bin/pip" install -q --disable-pip-version-check --force-reinstall --no-deps build/python/wheel/*.whl
"$oldest/bin/python" -m pytest -q python/tests "$@"
