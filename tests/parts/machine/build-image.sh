#!/usr/bin/env bash
# Makes a Debian 13 that boots in an emulator: build-image.sh FOLDER puts kernel, initrd and
# root.ext4 there. It needs root, mmdebstrap and about a minute.
#
# What a test brings along comes on a disk of its own (/dev/vdb): whatever differs between tests is
# not in here. Python packages are Debian's own, the oldest that the terminal supports.
set -euo pipefail
cd "$1"

readonly packages=(
  linux-image-cloud-amd64 initramfs-tools busybox-static systemd-sysv systemd-timesyncd udev kmod iproute2
  python3-click python3-gpiozero python3-httpx python3-msgspec sqlite-utils tzdata
)

# No terminal needs these, and an emulator runs everything twenty times slower.
readonly unneeded=(
  modprobe@configfs.service modprobe@drm.service modprobe@efi_pstore.service modprobe@fuse.service
  systemd-binfmt.service systemd-journal-catalog-update.service
  systemd-udev-load-credentials.service systemd-hibernate-clear.service dev-mqueue.mount
  dev-hugepages.mount sys-kernel-debug.mount sys-kernel-tracing.mount
  sys-fs-fuse-connections.mount sys-kernel-config.mount proc-sys-fs-binfmt_misc.automount
)

install_debian() {
  mmdebstrap --quiet --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" \
    --aptopt='Acquire::Languages "none"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"' \
    --essential-hook='echo MODULES=list >"$1/etc/initramfs-tools/conf.d/small"' \
    trixie root
}

# A terminal is a user of its own; time comes from the machine around the emulator, when asked.
prepare() {
  chroot root useradd --system --user-group --no-create-home badge-terminal
  mkdir root/stage root/etc/systemd/timesyncd.conf.d
  printf '[Time]\nNTP=10.0.2.2\nFallbackNTP=\n' >root/etc/systemd/timesyncd.conf.d/stage.conf
  rm -f root/etc/systemd/system/sysinit.target.wants/systemd-timesyncd.service
  rm -f root/usr/lib/systemd/system-generators/*
  local unit
  for unit in "${unneeded[@]}"; do ln -sf /dev/null "root/etc/systemd/system/$unit"; done
  cat >root/etc/systemd/system/stage.service <<'UNIT'
[Unit]
Description=What a test brought along

[Service]
ExecStart=/bin/sh -c 'mount -o ro /dev/vdb /stage && exec python3 /stage/agent.py'
UNIT
  cat >root/etc/systemd/system/stage.target <<'UNIT'
[Unit]
Description=All that a test needs
Requires=basic.target
After=basic.target
Wants=stage.service
UNIT
  touch root/etc/.updated root/var/.updated # nothing was updated: no caches are made at a boot
}

# All the kernel lacks to find its root is one module; Debian's own initrd takes 8 s longer.
make_initrd() {
  mkdir -p root/initrd/{bin,dev,proc,sys,root}
  cp root/bin/busybox root/initrd/bin/
  xzcat root/usr/lib/modules/*/kernel/drivers/block/virtio_blk.ko.xz >root/initrd/virtio_blk.ko
  cat >root/initrd/init <<'INIT'
#!/bin/busybox sh
set -e
busybox mount -t devtmpfs dev /dev
busybox insmod /virtio_blk.ko
busybox mount -t ext4 /dev/vda /root
busybox mount --move /dev /root/dev
exec busybox switch_root /root /sbin/init
INIT
  chmod +x root/initrd/init
  chroot root busybox sh -c 'cd /initrd && find . | cpio -o -H newc' >initrd 2>/dev/null
  rm -r root/initrd
}

install_debian
prepare
make_initrd
cp root/boot/vmlinuz-* kernel
rm -r root/boot/*
mkfs.ext4 -q -F -d root root.ext4 1G
rm -r root
