#!/usr/bin/env bash
# Tries backup and restore, as docs/deploying.md describes them, on private databases that it makes and removes again.
#
#   deploy/try-restore.sh target/release/comptoir
#
# SQLite: a copy is made beside a hub that is taking orders; it is put back, and holds what was acknowledged before it.
# PostgreSQL: a base backup and archived WAL bring a hub back to a chosen moment; the order before it is there, the one after is not.
#
# Wants sqlite3, PostgreSQL's server and client programs, curl, jq and python3. Listens on free loopback ports alone, touches no server that is
# already there, and exits with 0 only if everything came out as it should.
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: $0 PATH-OF-COMPTOIR" >&2; exit 2; }
comptoir=$(realpath "$1")
[ -x "$comptoir" ] || { echo "$comptoir is not a program" >&2; exit 2; }
for program in sqlite3 psql curl jq python3; do
    command -v "$program" >/dev/null || { echo "$program is missing" >&2; exit 2; }
done

. "$(dirname "$0")/../tests/services.sh"
postgres=$(postgres_programs) || { echo "PostgreSQL's server programs are missing" >&2; exit 2; }

place=$(mktemp -d /tmp/comptoir-restore.XXXXXX)
# PostgreSQL does not run as root: its folder belongs to whom it runs as.
server=$(_unprivileged mktemp -d /tmp/comptoir-restore-postgres.XXXXXX)
hub=""
clusters=()

clean_up() {
    [ -z "$hub" ] || kill -9 "$hub" 2>/dev/null || true
    for data in "${clusters[@]}"; do
        _unprivileged "$postgres/pg_ctl" --pgdata="$data" --mode=immediate --wait stop >/dev/null 2>&1 || true
    done
    rm -rf "$place" "$server"
}
trap clean_up EXIT
cd "$place"

say() { printf '\n== %s\n' "$*"; }
# Shows a command, and runs it.
run() {
    local shown="$*"
    printf '   $ %s\n' "${shown#in_server }"
    "$@"
}
fail() { echo "FAILED: $*" >&2; [ ! -f hub.log ] || tail -n 20 hub.log >&2; exit 1; }

cat >nodes.csv <<'END'
code,name,kind,street,postcode,city,country,latitude,longitude
LYO1,Lyon Bellecour,store,14 rue Emile-Zola,69002,Lyon,FR,45.7594,4.8331
END
cat >products.csv <<'END'
Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Price,Variant Barcode
pull,Pull,<p>Un pull</p>,Vera,Pulls,,Taille,M,PULL-M,400,89.00,
END
cat >stock.csv <<'END'
node,sku,on_hand,safety_stock
LYO1,PULL-M,100000,0
END

# Fills a new database, and draws a key to it.
fill() {
    "$comptoir" import nodes nodes.csv --database "$1" >/dev/null 2>hub.log || fail "nodes are not imported"
    "$comptoir" import products products.csv --database "$1" >/dev/null 2>hub.log || fail "products are not imported"
    "$comptoir" import stock stock.csv --database "$1" >/dev/null 2>hub.log || fail "stock is not imported"
    key=$("$comptoir" key add --name Trial --role admin --database "$1" 2>hub.log) || fail "no key"
}

start_hub() {
    : >hub.out
    "$comptoir" serve --listen 127.0.0.1:0 --database "$1" >hub.out 2>hub.log &
    hub=$!
    for _ in $(seq 300); do
        url=$(sed -n 's/^listening on //p' hub.out)
        [ -z "$url" ] || return 0
        kill -0 "$hub" 2>/dev/null || fail "the hub ended at its start"
        sleep 0.1
    done
    fail "the hub does not start"
}

stop_hub() {
    kill -TERM "$hub"
    wait "$hub" || fail "the hub did not end with 0"
    hub=""
}

get() { curl --silent --show-error --max-time 10 --header "Authorization: Bearer $key" "$url/api/v1$1"; }
status_of() { curl --silent --output /dev/null --max-time 10 --write-out '%{http_code}' --header "Authorization: Bearer $key" "$url/api/v1$1"; }

# Places an order under an idempotency key, and prints its number once it is acknowledged.
order() {
    curl --silent --show-error --fail --max-time 10 "$url/api/v1/orders" --header "Authorization: Bearer $key" \
        --header 'Content-Type: application/json' --header "Idempotency-Key: $1" \
        --data "{\"channel\": \"web\", \"customer\": {\"name\": \"Ada\", \"email\": \"$1@example.com\"},
                 \"lines\": [{\"sku\": \"PULL-M\", \"quantity\": 1}], \"delivery\": {\"method\": \"pickup\", \"node\": \"LYO1\"}}" | jq -r .number
}

is_there() { [ "$(status_of "/orders/$1")" = 200 ] || fail "order $1 ($2) is not there"; echo "   order $1 ($2): there"; }
is_gone() { [ "$(status_of "/orders/$1")" = 404 ] || fail "order $1 ($2) is there"; echo "   order $1 ($2): not there"; }

say "SQLite: a copy beside a hub that is taking orders"
mkdir live backup
fill sqlite:live/comptoir.db
start_hub sqlite:live/comptoir.db
before=$(order before)
: >numbers
(n=0; while [ ! -f enough ]; do n=$((n + 1)); order "busy-$n" >>numbers || exit 1; done) &
busy=$!
sleep 1
acknowledged=$(wc -l <numbers)
run sqlite3 live/comptoir.db "VACUUM INTO 'backup/comptoir.db'"
run sqlite3 live/comptoir.db ".timeout 5000" ".backup backup/second.db"
after_copy=$(wc -l <numbers)
touch enough
wait "$busy" || fail "an order was refused while the copy was made"
after=$(order after)
run "$comptoir" check --database sqlite:backup/comptoir.db || fail "the copy is not sound"
run "$comptoir" check --database sqlite:backup/second.db || fail "the second copy is not sound"
echo "   $acknowledged orders before the copies, $((after_copy - acknowledged)) while they were made"

say "SQLite: back to the copy"
stop_hub
run cp backup/comptoir.db live/comptoir.db
run rm -f live/comptoir.db-wal live/comptoir.db-shm
run "$comptoir" check --database sqlite:live/comptoir.db || fail "what was restored is not sound"
start_hub sqlite:live/comptoir.db
is_there "$before" "acknowledged before the copy"
is_there "$(sed -n "${acknowledged}p" numbers)" "the last one acknowledged before it"
is_gone "$after" "acknowledged after it"
order next >/dev/null || fail "the restored hub takes no orders"
stop_hub
run "$comptoir" check --database sqlite:live/comptoir.db || fail "it is not sound after the first order"

say "PostgreSQL: base backup, then an archive of its WAL"
port=$(free_port)
_unprivileged mkdir "$server/archive"
quietly() { "$@" >>"$place/postgres.log" 2>&1 || { tail -n 20 "$place/postgres.log" >&2; fail "$1"; }; }
in_server() { (cd "$server" && _unprivileged "$@"); }
quietly in_server "$postgres/initdb" --pgdata="$server/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8
in_server tee -a "$server/data/postgresql.conf" >/dev/null <<END
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
wal_level = replica
archive_mode = on
archive_command = 'test ! -f $server/archive/%f && cp %p $server/archive/%f'
archive_timeout = 60
END
quietly in_server "$postgres/pg_ctl" --pgdata="$server/data" --log="$server/log" --wait start
clusters+=("$server/data")
database="postgres://postgres@127.0.0.1:$port/postgres"
sql() { psql --quiet --no-psqlrc --tuples-only --no-align --dbname="$1" --command="$2"; }

fill "$database"
start_hub "$database"
first=$(order first)
run in_server "$postgres/pg_basebackup" --dbname="$database" --pgdata="$server/base" --checkpoint=fast --wal-method=stream
run in_server "$postgres/pg_verifybackup" --quiet "$server/base"
second=$(order second)
sleep 1
moment=$(sql "$database" "SELECT clock_timestamp()")
echo "   the moment: $moment"
sleep 1
third=$(order third)
head_before=$(sql "$database" "SELECT max(seq) FROM events")
segment=$(sql "$database" "SELECT pg_walfile_name(pg_current_wal_lsn())")
sql "$database" "SELECT pg_switch_wal()" >/dev/null
for _ in $(seq 100); do [ ! -f "$server/archive/$segment" ] || break; sleep 0.1; done
[ -f "$server/archive/$segment" ] || fail "the WAL is not archived"
stop_hub
run in_server "$postgres/pg_ctl" --pgdata="$server/data" --mode=immediate --wait --silent stop

say "PostgreSQL: back to the moment"
port=$(free_port)
restored="postgres://postgres@127.0.0.1:$port/postgres"
run in_server cp -a "$server/base" "$server/restored"
in_server tee -a "$server/restored/postgresql.conf" <<END | sed 's/^/   /'
port = $port
archive_mode = off
restore_command = 'cp $server/archive/%f %p'
recovery_target_time = '$moment'
recovery_target_action = 'promote'
END
run in_server touch "$server/restored/recovery.signal"
quietly in_server "$postgres/pg_ctl" --pgdata="$server/restored" --log="$server/log" --wait start
clusters+=("$server/restored")
for _ in $(seq 300); do [ "$(sql "$restored" "SELECT pg_is_in_recovery()")" = t ] || break; sleep 0.1; done
run "$comptoir" check --database "$restored" || fail "what was restored is not sound"
head_after=$(sql "$restored" "SELECT max(seq) FROM events")
echo "   head of the journal: $head_before before, $head_after now"
[ "$head_after" -lt "$head_before" ] || fail "nothing was taken back"

start_hub "$restored"
is_there "$first" "in the base backup"
is_there "$second" "only in the WAL, before the moment"
is_gone "$third" "after the moment"
left=$(get "/events?since=$head_before&limit=10" | jq '.events | length')
[ "$left" = 0 ] || fail "the feed has events behind a cursor beyond its end"
echo "   the feed behind the cursor $head_before: empty"
again=$(order third)
[ "$again" = "$third" ] || fail "the same key has given another number: $again in place of $third"
is_there "$again" "the third, placed again under its key, with its old number"
reused=$(sql "$restored" "SELECT min(seq) FROM events WHERE seq > $head_after")
echo "   its first event has seq $reused, which another event had before"
stop_hub
run "$comptoir" check --database "$restored" || fail "it is not sound after the first order"

say "Everything came out as it should"
