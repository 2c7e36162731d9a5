#!/bin/sh
# follow.sh <command...>
# Runs the command, and ends it with its process group when standard input ends: the runtime holds that open.
command -v "$1" >/dev/null || {
  echo "cannot start $1: there is no such program" >&2
  exit 127
}
exec 3<&0 </dev/null
(
  cat <&3
  kill -KILL 0
) >/dev/null 2>&1 &
trap : TERM INT
("$@" 3<&-)
code=$?
exit $code
