#!/bin/sh
# Starts Outlive with the Node beside it, from wherever the archive was unpacked. Needs nothing on the PATH.
self=$0
while [ -h "$self" ]; do
  for readlink in /usr/bin/readlink /bin/readlink; do [ -x "$readlink" ] && break; done
  link=$("$readlink" -- "$self")
  case $link in
    /*) self=$link ;;
    *) self=${self%/*}/$link ;;
  esac
done
case $self in
  */*) here=${self%/*} ;;
  *) here=. ;;
esac
here=$(CDPATH='' cd -- "$here/.." && pwd -P) || exit 1
case ${1-serve} in
  serve | new | new-session | doctor)
    if ! "$here/node/bin/node" -e '' 2>/dev/null; then
      echo "outlive: $here/node/bin/node does not run here. It needs Linux with glibc 2.28 or later, and a folder that is not mounted noexec." >&2
      exit 1
    fi
    ;;
esac
exec "$here/node/bin/node" "$here/lib/dist/server/cli/main.js" "$@"
