#!/bin/sh
# enter.sh <memory limit in KiB> <folder that becomes /opt/ml, or -> <command...>
# Runs inside a mount namespace of its own when there is a folder to mount.
memory=$1 folder=$2
shift 2
set -e
if [ "$folder" != - ]; then
  if [ ! -d /opt/ml ]; then
    # /opt may not be written to: a copy of it in memory, that holds what it holds, gets the folder.
    copy=$(dirname "$folder")/opt
    mkdir -p "$copy"
    mount -t tmpfs tmpfs "$copy"
    for entry in /opt/* /opt/.[!.]*; do
      name=$copy/${entry##*/}
      if [ -L "$entry" ]; then cp -P "$entry" "$name"
      elif [ -d "$entry" ]; then mkdir "$name" && mount --rbind "$entry" "$name"
      elif [ -e "$entry" ]; then : >"$name" && mount --bind "$entry" "$name"
      fi
    done
    mkdir "$copy/ml"
    mount --rbind "$copy" /opt
  fi
  mount --bind "$folder" /opt/ml
  cd /opt/ml
fi
ulimit -d "$memory"
# The container ends with the runtime, however that ends.
exec setpriv --pdeathsig KILL -- "$@"
