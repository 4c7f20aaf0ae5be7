# The services that tests want beside SQLite: private ones, in a directory of their own, on free ports.
#
#   . tests/services.sh
#   eval "$(start_postgres)"      # sets COMPTOIR_TEST_POSTGRES
#   eval "$(start_redis)"         # sets COMPTOIR_TEST_REDIS
#   eval "$(start_smtp)"          # sets COMPTOIR_TEST_SMTP and COMPTOIR_TEST_MAILDIR
#   trap stop_services EXIT
#
# Nothing here touches a server that is already there.

# A port that nobody listens on.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# The directory with PostgreSQL's programs; the newest version, where there are several.
postgres_programs() {
    local initdb
    initdb=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
    [ -n "$initdb" ] || initdb=$(command -v initdb) || return 1
    dirname "$initdb"
}

# Runs a command as somebody who may run PostgreSQL: not as root.
_unprivileged() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# Starts PostgreSQL, with syncs on: durability is part of what is tested; and sorting as French does, so that a query which relies on
# the database's own order shows. Prints `export COMPTOIR_TEST_POSTGRES=…` for the caller to
# eval; prints nothing, and fails, where PostgreSQL is not installed or does not start.
start_postgres() {
    local programs directory port
    programs=$(postgres_programs) || { echo "PostgreSQL is not installed: its half of the tests is left out" >&2; return 1; }
    directory=$(_unprivileged mktemp -d /tmp/comptoir-postgres.XXXXXX) || return 1
    port=$(free_port) || return 1
    if ! (cd "$directory" && _unprivileged "$programs/initdb" --pgdata="$directory/data" --username=postgres --auth=trust \
            --encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=fr-FR </dev/null 2>&1 | _unprivileged tee "$directory/log" >/dev/null &&
        _unprivileged "$programs/pg_ctl" --pgdata="$directory/data" --log="$directory/log" --wait --timeout=60 \
            --options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c max_connections=400 -c fsync=on -c synchronous_commit=on" \
            start </dev/null >/dev/null 2>&1); then
        echo "PostgreSQL does not start:" >&2
        cat "$directory/log" >&2
        _unprivileged rm -rf "$directory"
        return 1
    fi
    echo "export COMPTOIR_TEST_SERVICES='${COMPTOIR_TEST_SERVICES:-} $directory'"
    echo "export COMPTOIR_TEST_POSTGRES=postgres://postgres@127.0.0.1:$port/postgres"
}

# Starts Redis, which keeps nothing on disk. Prints `export COMPTOIR_TEST_REDIS=…` for the caller to eval; prints nothing, and fails, where
# it is not installed or does not start.
start_redis() {
    local directory port
    command -v redis-server >/dev/null || { echo "Redis is not installed: the tests of several hubs are left out" >&2; return 1; }
    directory=$(mktemp -d /tmp/comptoir-redis.XXXXXX) || return 1
    port=$(free_port) || return 1
    redis-server --bind 127.0.0.1 --port "$port" --dir "$directory" --save "" --appendonly no >"$directory/log" 2>&1 </dev/null &
    echo $! >"$directory/pid"
    if _listens "$port"; then
        echo "export COMPTOIR_TEST_SERVICES='${COMPTOIR_TEST_SERVICES:-} $directory'"
        echo "export COMPTOIR_TEST_REDIS=redis://127.0.0.1:$port"
        return 0
    fi
    echo "Redis does not start:" >&2
    cat "$directory/log" >&2
    _stop_process "$directory"
    return 1
}

# Waits until somebody listens on a port, for five seconds.
_listens() {
    local tries
    for tries in $(seq 50); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return 0; fi
        sleep 0.1
    done
    return 1
}

# Starts OpenSMTPD, which takes mail for everybody and puts it into one maildir. Its spool and its control socket have fixed places, so
# it gets a view of the file system of its own, in which they are in its directory. Prints `export COMPTOIR_TEST_SMTP=…` and
# `export COMPTOIR_TEST_MAILDIR=…` for the caller to eval; prints nothing, and fails, where it is not installed or may not be started.
start_smtp() {
    local directory port
    command -v smtpd >/dev/null || { echo "OpenSMTPD is not installed: the test of sending email is left out" >&2; return 1; }
    [ "$(id -u)" -eq 0 ] && unshare --mount true 2>/dev/null ||
        { echo "OpenSMTPD needs root and a mount namespace: the test of sending email is left out" >&2; return 1; }
    directory=$(mktemp -d /tmp/comptoir-smtp.XXXXXX) || return 1
    port=$(free_port) || return 1
    mkdir "$directory/spool" "$directory/run" "$directory/mail"
    chmod 711 "$directory"
    chown nobody "$directory/mail"
    cat >"$directory/smtpd.conf" <<END
table everybody { "@" = "nobody" }
listen on 127.0.0.1 port $port
action "keep" maildir "$directory/mail" virtual <everybody>
match from any for any action "keep"
END
    unshare --mount bash -c 'mount --bind "$0/spool" /var/spool && mount --bind "$0/run" /run && exec smtpd -d -f "$0/smtpd.conf"' \
        "$directory" >"$directory/log" 2>&1 </dev/null &
    echo $! >"$directory/pid"
    if _listens "$port"; then
        echo "export COMPTOIR_TEST_SERVICES='${COMPTOIR_TEST_SERVICES:-} $directory'"
        echo "export COMPTOIR_TEST_SMTP=smtp://127.0.0.1:$port"
        echo "export COMPTOIR_TEST_MAILDIR=$directory/mail"
        return 0
    fi
    echo "OpenSMTPD does not start:" >&2
    cat "$directory/log" >&2
    _stop_process "$directory"
    return 1
}

# Ends the process that a directory names, and removes the directory.
_stop_process() {
    local pid tries
    pid=$(cat "$1/pid")
    kill "$pid" 2>/dev/null
    for tries in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    rm -rf "$1"
}

# Stops what was started here, and removes it.
stop_services() {
    local directory programs
    for directory in ${COMPTOIR_TEST_SERVICES:-}; do
        if [ -f "$directory/pid" ]; then
            _stop_process "$directory"
            continue
        fi
        if [ -d "$directory/data" ] && programs=$(postgres_programs); then
            (cd "$directory" && _unprivileged "$programs/pg_ctl" --pgdata="$directory/data" --mode=immediate --wait stop >/dev/null 2>&1)
        fi
        _unprivileged rm -rf "$directory"
    done
    unset COMPTOIR_TEST_SERVICES COMPTOIR_TEST_POSTGRES COMPTOIR_TEST_REDIS COMPTOIR_TEST_SMTP COMPTOIR_TEST_MAILDIR
}
