#!/usr/bin/env bash
# Installs what a target of the Makefile needs and says so; does nothing when all is there.
#
#   install-development.sh run     the terminal in .venv, for `make demo`
#   install-development.sh check   the same with the development tools, for `make check`
#   install-development.sh test    the same with what the tests need from the system, and the
#                                  terminal over Debian 13's library versions in .venv-debian13
#   install-development.sh system  as for check, with what cuts the power of disks and boots
#                                  whole machines, for `make test-system`
#   install-development.sh arm64   as for check, with what runs programs of a Raspberry Pi, for
#                                  `make test-arm64`
#
# Python packages come from wherever pip is configured to look, system packages through apt.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null # what stands on standard input is meant for the program, not for an installer

readonly constraints=packaging/constraints
readonly wanted_python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "error: $*"
  exit 1
}

# Prints the interpreter itself: what PATH has may be a wrapper that takes its time, or the
# virtual environment that is about to be made anew.
find_python() {
  "$wanted_python" -c '
import sys
sys.version_info >= (3, 11) or sys.exit(1)
print(sys._base_executable)
'
}

# Asks for abilities rather than for packages: a Python built by hand needs no python3-dev.
missing_for_running() {
  "$python" -c 'import ensurepip' 2>/dev/null || echo python3-venv
  "$python" -c 'import os, sysconfig; os.stat(sysconfig.get_path("include") + "/Python.h")' \
    2>/dev/null || echo python3-dev
  command -v gcc >/dev/null || echo gcc
  [[ -e /usr/include/stdio.h ]] || echo libc6-dev
  [[ -e /usr/include/PCSC/winscard.h ]] || echo libpcsclite-dev
  [[ -e /etc/ssl/certs/ca-certificates.crt ]] || echo ca-certificates
  [[ -e /usr/share/zoneinfo/Europe/Brussels ]] || echo tzdata
}

missing_for_tests() {
  [[ -x /usr/sbin/pcscd ]] || echo pcscd
  [[ -e /etc/reader.conf.d/vpcd ]] || echo vsmartcard-vpcd
  command -v strace >/dev/null || echo strace
  command -v openssl >/dev/null || echo openssl
  command -v faketime >/dev/null || echo faketime
  [[ -x /usr/sbin/ip || -x /usr/bin/ip ]] || echo iproute2
  [[ -x /usr/sbin/nft ]] || echo nftables
  [[ -x /usr/sbin/gpsd ]] || echo gpsd
  command -v systemd-analyze >/dev/null || echo systemd
}

missing_for_system_tests() {
  [[ -x /usr/bin/systemd-nspawn ]] || echo systemd-container
  [[ -x /usr/bin/nbdkit ]] || echo nbdkit
  [[ -x /usr/bin/nbdfuse ]] || echo libnbd-bin
  command -v fusermount3 >/dev/null || echo fuse3
  [[ -x /usr/sbin/mkfs.ext4 ]] || echo e2fsprogs
  command -v qemu-system-x86_64 >/dev/null || echo qemu-system-x86
  command -v mmdebstrap >/dev/null || echo mmdebstrap
  [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || echo debian-archive-keyring
}

missing_for_arm64() {
  [[ -x /usr/bin/systemd-nspawn ]] || echo systemd-container
  command -v mmdebstrap >/dev/null || echo mmdebstrap
  [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || echo debian-archive-keyring
  [[ $(uname -m) == aarch64 ]] || command -v qemu-aarch64-static >/dev/null || echo qemu-user-static
}

# Only the program: the package, installed, would start a Prometheus on this machine.
unpack_promtool() {
  local target=build/promtool folder
  ! command -v promtool >/dev/null && [[ ! -x $target/promtool ]] || return 0
  folder=$(mktemp -d)
  (cd "$folder" && { apt-get -q download prometheus || { apt_get update && apt-get -q download prometheus; }; }) \
    >"$folder/log" 2>&1 && dpkg-deb -x "$folder"/prometheus_*.deb "$folder/unpacked" ||
    fail "promtool is missing, and the package prometheus could not be fetched: $(tail -n 3 "$folder/log")"
  mkdir -p "$target"
  cp "$folder/unpacked/usr/bin/promtool" "$target/"
  rm -r "$folder"
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# apt-get and dpkg have much to say; it is of interest only when they fail.
apt_get() {
  local log
  log=$(mktemp)
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 && rm "$log" && return
  tail -n 20 "$log" >&2
  rm "$log"
  return 1
}

apt_knows() {
  local package
  for package; do
    apt-cache show "$package" >/dev/null 2>&1 || return 1
  done
}

apt_install() {
  apt_get install --no-install-recommends -y "$@"
}

install_system_packages() {
  (($#)) || return 0
  command -v apt-get >/dev/null ||
    fail "not found on this system, and there is no apt-get to install it with: what Debian calls $*"
  ((EUID == 0)) || command -v sudo >/dev/null ||
    fail "these Debian packages are missing, and only root may install them: as root, run: apt-get install $*"
  say "Installing the Debian packages that are missing$( ((EUID == 0)) || echo ', through sudo'): $*"
  apt_fetch "$@" ||
    fail "apt-get could not do it; its last words stand above. What is needed, as root: apt-get install $*"
}

apt_fetch() {
  apt_knows "$@" || apt_get update || return
  # A package list that is out of date names files that are gone: fetch it again, try once more.
  apt_install "$@" || { apt_get update && apt_install "$@"; }
}

# The tool tables that end pyproject.toml change nothing that is installed.
fingerprint() {
  {
    "$python" -c 'import sys; print(sys.version, sys.base_prefix)'
    pwd
    sed '/^\[tool\./,$d' pyproject.toml
    cat "$1" packaging/install-development.sh
  } | sha256sum
}

# The constraints hold for what builds a package, too: pyscard 2.2.2 does not build with a swig
# newer than its time. Older pips read the first variable for that, newer ones the second.
pip_install() {
  local venv=$1 pins=$2
  shift 2
  PIP_CONSTRAINT=$pins PIP_BUILD_CONSTRAINT=$pins "$venv/bin/python" -m pip install \
    -qq --no-input --disable-pip-version-check "$@" >&2
}

require_all_pinned() {
  local unpinned
  unpinned=$("$1/bin/python" -m pip freeze --exclude-editable | grep -vixFf "$2") || return 0
  fail "installed, but not pinned in $2: ${unpinned//$'\n'/ }"
}

# install_environment VENV PURPOSE PINS REQUIREMENT...: PURPOSE `development` includes `run`.
install_environment() {
  local venv=$1 purpose=$2 pins=$constraints/$3 wanted
  shift 3
  wanted=$(fingerprint "$pins")
  [[ $(cat "$venv/.installed-$purpose" 2>/dev/null) != "$wanted" ]] || return 0
  say "Installing the terminal and its Python packages into $venv (under a minute)"
  "$python" -m venv --clear "$venv"
  pip_install "$venv" "$pins" "$@"
  require_all_pinned "$venv" "$pins"
  [[ $purpose == run ]] || echo "$wanted" >"$venv/.installed-run"
  echo "$wanted" >"$venv/.installed-$purpose"
}

python=$(find_python) ||
  fail "$wanted_python is missing or too old: Python 3.11 or newer is needed. Install one, or name it: make PYTHON=python3.13 ..."
readonly python

case ${1:-} in
  run)
    mapfile -t missing < <(missing_for_running)
    install_system_packages "${missing[@]}"
    install_environment .venv run newest.txt --editable .
    ;;
  check)
    mapfile -t missing < <(missing_for_running)
    install_system_packages "${missing[@]}"
    install_environment .venv development newest.txt --editable '.[dev]'
    ;;
  test)
    mapfile -t missing < <(missing_for_running; missing_for_tests)
    install_system_packages "${missing[@]}"
    unpack_promtool
    install_environment .venv development newest.txt --editable '.[dev]'
    # gpiozero 1.6.2 imports setuptools' pkg_resources without declaring it.
    install_environment .venv-debian13 development debian13.txt --editable '.[test]' setuptools
    ;;
  system)
    mapfile -t missing < <(missing_for_running; missing_for_system_tests)
    install_system_packages "${missing[@]}"
    install_environment .venv development newest.txt --editable '.[dev]'
    ;;
  arm64)
    mapfile -t missing < <(missing_for_running; missing_for_arm64)
    install_system_packages "${missing[@]}"
    install_environment .venv development newest.txt --editable '.[dev]'
    ;;
  *) fail "say what to install for: $0 run|check|test|system|arm64" ;;
esac
