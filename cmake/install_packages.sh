#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Installs those packages of debian_packages.txt (or of another list) that are missing. Quiet when there is nothing to
# do.
#   install_packages.sh [LIST]
set -eu
list="${1:-$(dirname "$0")/debian_packages.txt}"
wanted=$(sed 's/#.*//' "$list")

if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "lauelith: this is not Debian; install what $list names, then try again" >&2
  echo "          (LAUELITH_SKIP_DEPS=1 skips this step)" >&2
  [ -n "${LAUELITH_SKIP_DEPS:-}" ] || exit 1
  exit 0
fi
missing=""
for package in $wanted; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ -n "${LAUELITH_SKIP_DEPS:-}" ]; then
  echo "lauelith: missing packages, not installed because LAUELITH_SKIP_DEPS is set:$missing" >&2
  exit 0
fi

as_root=""
if [ "$(id -u)" != 0 ]; then
  as_root="sudo"
  if ! command -v sudo >/dev/null 2>&1; then
    echo "lauelith: these packages are missing and only root can install them:" >&2
    echo "  apt-get install --no-install-recommends$missing" >&2
    exit 1
  fi
fi
echo "Installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get"
install="$apt install -y -q --no-install-recommends$missing"
# The package lists may be absent or old: refresh them only if the first attempt fails.
if ! $install >"$log" 2>&1; then
  $apt update -q >"$log" 2>&1 || true
  if ! $install >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "lauelith: the packages could not be installed (no network? not Debian 12?); the command was" >&2
    echo "  $install" >&2
    exit 1
  fi
fi
