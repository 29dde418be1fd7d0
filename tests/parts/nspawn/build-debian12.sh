#!/usr/bin/env bash
# Makes a Debian 12 for systemd-nspawn: build-debian12.sh FOLDER puts it into FOLDER/root. It needs
# root, mmdebstrap, pip and a minute.
#
# It holds what docs/pip.md has people install with apt, and what it has them install with pip as
# files, so that both can be done without a network; nothing of the terminal itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
pins=$PWD/packaging/constraints/newest.txt
cd "$1"

readonly packages=(
  systemd-sysv dbus udev kmod procps sudo vsmartcard-vpcd
  ca-certificates tzdata pcscd libccid python3-venv python3-dev gcc libc6-dev libpcsclite-dev
)

mmdebstrap --quiet --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" \
  --aptopt='Acquire::Languages "none"' \
  --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  bookworm root
rm -rf root/var/lib/apt/lists/*
mkdir -p root/var/log/journal
rm -f root/etc/resolv.conf root/etc/machine-id
touch root/etc/machine-id
for unit in systemd-networkd-wait-online.service apt-daily.timer apt-daily-upgrade.timer \
  console-getty.service systemd-resolved.service; do
  ln -sf /dev/null "root/etc/systemd/system/$unit"
done

# Where pip gets them from is the matter of the machine that makes this.
"$PYTHON" -m pip download --quiet --dest root/var/cache/pip --no-deps --python-version 3.11 \
  --requirement "$pins"
printf '[global]\nno-index = true\nfind-links = /var/cache/pip\n' >root/etc/pip.conf
