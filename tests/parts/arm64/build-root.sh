#!/usr/bin/env bash
# Makes a Debian 13 for arm64: build-root.sh FOLDER puts it into FOLDER/root. It needs root,
# mmdebstrap, a kernel that runs programs for arm64, and some minutes where they are emulated.
#
# It holds what the package of the terminal depends on, so that apt installs it without a network,
# and a virtual reader; nothing of the terminal itself.
set -euo pipefail
depends=$(tr '\n' ',' <"$(dirname "${BASH_SOURCE[0]}")/../nspawn/depends.txt")
cd "$1"

# Whether such programs run here, mmdebstrap would ask a program that need not be installed.
mmdebstrap --quiet --skip=check/qemu --architectures=arm64 --variant=minbase \
  --include="${depends}vsmartcard-vpcd" \
  --aptopt='Acquire::Languages "none"' \
  --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  trixie root
rm -rf root/var/lib/apt/lists/*
rm -f root/etc/resolv.conf
