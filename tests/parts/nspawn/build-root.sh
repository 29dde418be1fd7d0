#!/usr/bin/env bash
# Makes a Debian 13 for systemd-nspawn: build-root.sh FOLDER puts it into FOLDER/root. It needs
# root, mmdebstrap and half a minute.
#
# It holds what the package of the terminal depends on, so that apt installs it without a network,
# and a virtual reader; nothing of the terminal itself.
set -euo pipefail
cd "$1"

readonly packages=(
  systemd-sysv dbus udev kmod procps init-system-helpers
  ca-certificates tzdata pcscd libccid polkitd vsmartcard-vpcd
  python3 python3-click python3-gpiozero python3-httpcore python3-httpx python3-msgspec
  python3-prometheus-client python3-pyscard sqlite-utils
)

mmdebstrap --quiet --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" \
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
