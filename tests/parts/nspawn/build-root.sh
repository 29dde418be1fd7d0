#!/usr/bin/env bash
# Makes a Debian 13 for systemd-nspawn: build-root.sh FOLDER puts it into FOLDER/root. It needs
# root, mmdebstrap and half a minute.
#
# It holds what the package of the terminal depends on, so that apt installs it without a network,
# and a virtual reader; nothing of the terminal itself.
set -euo pipefail
depends=$(tr '\n' ',' <"$(dirname "${BASH_SOURCE[0]}")/depends.txt")
cd "$1"

mmdebstrap --quiet --variant=minbase \
  --include="${depends}systemd-sysv,dbus,udev,kmod,procps,vsmartcard-vpcd" \
  --aptopt='Acquire::Languages "none"' \
  --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  trixie root
rm -rf root/var/lib/apt/lists/*
mkdir -p root/var/log/journal
# Nothing here may reach out, and nothing is waited for that a terminal does not need.
rm -f root/etc/resolv.conf root/etc/machine-id
touch root/etc/machine-id
for unit in systemd-networkd-wait-online.service apt-daily.timer apt-daily-upgrade.timer \
  console-getty.service systemd-resolved.service; do
  ln -sf /dev/null "root/etc/systemd/system/$unit"
done
