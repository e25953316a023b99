#!/bin/sh
# A real server, asked as its clients ask it: tests/server/live.py tells what.
#   tests/server.sh PROGRAM [TEST...]     MALMOI_ROUNDS=100 for the long runs
malmoi=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
[ -x "$(dirname "$malmoi")/malmoi-serve" ] || {
    echo "SKIP: no malmoi-serve: libmicrohttpd-dev and libsodium-dev are not installed"
    exit 77
}
export LC_ALL=C.UTF-8 LANGUAGE=en NO_COLOR=1 PYTHONDONTWRITEBYTECODE=1
unset MALMOI_DB
exec python3 "$(dirname "$0")/server/live.py" "$malmoi" "$@"
