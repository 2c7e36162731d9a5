#!/bin/sh
# enter.sh <memory limit in KiB> <mount table> <root> <network> <command...>
# The first process of a container's own namespaces: lays out what the container sees, and runs it there without any
# privilege. <network> is `shared`, `none`, or `none` with a relay: `none:<node>:<relay.mjs>:<socket in /tmp>`. When this process ends,
# the kernel ends everything that the container has started.
memory=$1 table=$2 root=$3 network=$4
shift 4
set -e
mount --all --fstab "$table" >&2
# Where this is forbidden the container sees the machine's processes, but can neither signal nor look into them.
mount -t proc -o ro,nosuid,nodev,noexec proc "$root/proc" 2>/dev/null || :
ulimit -c 0
ulimit -d "$memory"
unprivileged='--bounding-set=-all --inh-caps=-all --ambient-caps=-all --no-new-privs'
case $network in
  none) ip link set lo up 2>/dev/null || : ;;
  none:*)
    ip link set lo up >&2 || {
      echo 'A model in network isolation is reached by way of the loopback interface: that needs the program ip.' >&2
      exit 1
    }
    IFS=: read -r _ node relay socket <<EOT
$network
EOT
    # shellcheck disable=SC2086
    chroot "$root" setpriv $unprivileged -- "$node" "$relay" "/tmp/$socket" 8080 &
    ;;
esac
# A signal is for the container, which gets it too; this process must outlive it to tell how it ended.
trap : TERM INT
set +e
exec 3>&2 2>/dev/null
# shellcheck disable=SC2086
(exec chroot "$root" setpriv $unprivileged -- /bin/sh -c 'cd /opt/ml && exec "$@"' sh "$@" 2>&3 3>&-)
code=$?
exit $code
