#!/usr/bin/env bash
# Two servers behind HAProxy, on PostgreSQL with a synchronous standby that Patroni runs: on one machine, on loopback.
#
#   cluster.sh up DIR BINARY                  starts everything, with its files in DIR; prints the address
#   cluster.sh down                           stops everything; `up` with the same DIR goes on where it was
#   cluster.sh restart-rolling [NEW_BINARY]   one server at a time, without losing a request
#   cluster.sh kill-primary | kill-standby    kill -9 of PostgreSQL and its Patroni
#   cluster.sh restore                        starts what was killed; returns when the standby is synchronous
#   cluster.sh status
#   cluster.sh run COMMAND …                  `lagesbild COMMAND …` with the servers' settings
#
# Needs, on Debian 12: haproxy patroni etcd-server python3-etcd postgresql-15 curl jq socat
set -euo pipefail
shopt -s inherit_errexit

here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
# Where the cluster of this machine is: its ports are fixed, so there is one.
current=${TMPDIR:-/tmp}/lagesbild-cluster
port() { case $1 in
    web) echo 25000 ;; s1) echo 25001 ;; s2) echo 25002 ;; database) echo 25003 ;;
    etcd) echo 25010 ;; etcd-peer) echo 25011 ;;
    pg1) echo 25021 ;; pg2) echo 25022 ;; rest1) echo 25031 ;; rest2) echo 25032 ;;
esac; }

# PostgreSQL refuses to run as root, and the rest has no need to.
as_owner=()
if [[ $EUID == 0 ]]; then as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups --); fi

fail() { echo "cluster: $*" >&2; exit 1; }

# wait_for SECONDS WHAT COMMAND …
wait_for() {
    local until=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        if ((SECONDS >= until)); then fail "waited too long for $what; see the logs in $dir"; fi
        sleep 0.2
    done
}

# start NAME COMMAND …: in the background, with its log and its process id in DIR.
start() {
    local name=$1
    if runs "$name"; then return; fi
    shift
    setsid "$@" >>"$dir/$name.log" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
}

runs() { [[ -s $dir/$1.pid ]] && kill -0 "$(<"$dir/$1.pid")" 2>/dev/null; }
gone() { ! runs "$1"; }

# stop NAME: asks, and waits. A server may be in the middle of a letter, for two minutes at most.
stop() {
    if runs "$1"; then
        kill "$(<"$dir/$1.pid")"
        wait_for 150 "the end of $1" gone "$1"
    fi
    rm -f "$dir/$1.pid"
}

fill() { # fill TEMPLATE [N]
    local n=${2-}
    sed -e "s|@DIR@|$dir|g; s|@N@|$n|g; s|@PASSWORD@|$(<"$dir/password")|g; s|@ETCD@|$(port etcd)|g" \
        -e "s|@PG@|$(port "pg$n")|g; s|@REST@|$(port "rest$n")|g; s|@WEB@|$(port web)|g; s|@DATABASE@|$(port database)|g" \
        -e "s|@SERVER1@|$(port s1)|g; s|@SERVER2@|$(port s2)|g; s|@PG1@|$(port pg1)|g; s|@PG2@|$(port pg2)|g" \
        -e "s|@REST1@|$(port rest1)|g; s|@REST2@|$(port rest2)|g" "$here/$1"
}

answers() { curl -fs -o /dev/null --max-time 3 "$@"; }

# member ROLE: `pg1` or `pg2`, if one has that role (`leader`, `sync_standby`) and runs.
member() {
    local n
    for n in 1 2; do
        curl -s --max-time 3 "http://127.0.0.1:$(port "rest$n")/cluster" || continue
        break
    done | jq -r --arg role "$1" '.members[] | select(.role == $role and (.state | IN("running", "streaming"))) | .name'
}
has() { [[ -n $(member "$1") ]]; }

start_patroni() { start "patroni$1" "${as_owner[@]}" env HOME="$dir/pg$1" /usr/bin/patroni "$dir/pg$1/patroni.yml"; }

settings() {
    DATABASE_URL="postgres://postgres:$(<"$dir/password")@127.0.0.1:$(port database)/lagesbild"
    LAGESBILD_KEY_DIR=$dir/keys LAGESBILD_BASE_URL="http://127.0.0.1:$(port web)" LAGESBILD_TRUST_PROXY=127.0.0.1
    export DATABASE_URL LAGESBILD_KEY_DIR LAGESBILD_BASE_URL LAGESBILD_TRUST_PROXY
}

ready() { runs "s$1" || fail "server $1 did not start: $(tail -1 "$dir/s$1.log")"; answers "http://127.0.0.1:$(port "s$1")/readyz"; }

# start_server N BINARY: returns when it is ready.
start_server() {
    settings
    LAGESBILD_ADDR=127.0.0.1:$(port "s$1") start "s$1" "$2" serve
    wait_for 60 "server $1" ready "$1"
}

admin() { socat - "UNIX-CONNECT:$dir/haproxy/admin.sock" <<<"$1"; }
# stat FIELD SERVER: what HAProxy says of one of the web servers.
stat() { admin "show stat" | awk -F, -v s="$2" -v f="$1" 'NR == 1 { sub("# ", ""); for (i = 1; i <= NF; i++) at[$i] = i }
    $1 == "web" && $2 == s { print $at[f] }'; }
idle() { [[ $(stat scur "$1") == 0 ]]; }
# HAProxy takes every server for one that is up until it has asked.
one_primary() { [[ $(admin "show stat" 2>/dev/null | awk -F, '$1 == "database" && $2 ~ /^pg/ { print $18 }' | sort | xargs) == "DOWN UP" ]]; }
in_use() { [[ $(stat status "$1") == UP ]]; }

up() {
    [[ $# == 2 && -x $2 ]] || fail "up DIR BINARY"
    mkdir -p "$1"
    dir=$(cd "$1" && pwd)
    [[ ! -L $current || $(readlink "$current") == "$dir" ]] || fail "one is up in $(readlink "$current")"
    ln -sfn "$dir" "$current"
    realpath "$2" >"$dir/binary"
    mkdir -p "$dir"/{etcd,haproxy,pg1,pg2,keys}
    chmod 700 "$dir"/{etcd,haproxy,pg1,pg2,keys}
    [[ -s $dir/password ]] || (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$dir/password")
    (umask 077 && fill haproxy.cfg >"$dir/haproxy/haproxy.cfg" && for n in 1 2; do fill patroni.yml $n >"$dir/pg$n/patroni.yml"; done)
    if [[ $EUID == 0 ]]; then chown -R postgres: "$dir"/{etcd,haproxy,pg1,pg2}; fi

    start etcd "${as_owner[@]}" etcd --enable-v2 --data-dir "$dir/etcd" --listen-client-urls "http://127.0.0.1:$(port etcd)" \
        --advertise-client-urls "http://127.0.0.1:$(port etcd)" --listen-peer-urls "http://127.0.0.1:$(port etcd-peer)"
    wait_for 30 etcd answers "http://127.0.0.1:$(port etcd)/health"
    start_patroni 1
    start_patroni 2
    wait_for 120 "a primary" has leader
    wait_for 120 "a synchronous standby" has sync_standby
    start haproxy "${as_owner[@]}" haproxy -db -f "$dir/haproxy/haproxy.cfg"
    settings
    local url=${DATABASE_URL%/*}/postgres
    wait_for 30 "HAProxy's check of the primary" one_primary
    [[ -n $(psql -qtA "$url" -c "SELECT 1 FROM pg_database WHERE datname = 'lagesbild'") ]] ||
        psql -q "$url" -c "CREATE DATABASE lagesbild"
    start_server 1 "$(<"$dir/binary")"
    start_server 2 "$(<"$dir/binary")"
    wait_for 30 "HAProxy's check of s1" in_use s1
    wait_for 30 "HAProxy's check of s2" in_use s2
    echo "$LAGESBILD_BASE_URL"
}

down() {
    for name in s1 s2 haproxy patroni1 patroni2 etcd; do stop $name; done
    rm -f "$current"
}

restart_rolling() {
    local binary
    binary=$(realpath "${1:-$(<"$dir/binary")}")
    for n in 1 2; do
        # HAProxy sends it nothing more; it answers what it has, and is only then told to stop.
        admin "set server web/s$n state drain" >/dev/null
        wait_for 60 "the last answers of server $n" idle s$n
        stop s$n
        # One that does not start ends it here: the other serves on, and `restart-rolling` without a binary goes back.
        start_server $n "$binary"
        admin "set server web/s$n state ready" >/dev/null
        wait_for 30 "HAProxy's check of s$n" in_use s$n
    done
    echo "$binary" >"$dir/binary"
}

# kill_member ROLE: Patroni, PostgreSQL and all its processes at once, as when a machine loses its power.
kill_member() {
    local name postmaster
    name=$(member "$1")
    [[ -n $name ]] || fail "no $1"
    postmaster=$(head -1 "$dir/$name/data/postmaster.pid")
    mapfile -t children < <(pgrep -P "$postmaster")
    kill -9 "$(<"$dir/patroni${name#pg}.pid")" "$postmaster" "${children[@]}"
    echo "killed $name at $(date +%s.%N)"
}

restore() {
    for n in 1 2; do runs patroni$n || start_patroni $n; done
    wait_for 120 "a synchronous standby" has sync_standby
}

status() {
    for name in etcd patroni1 patroni2 haproxy s1 s2; do printf '%-9s %s\n' $name "$(runs $name && echo runs || echo -)"; done
    for n in 1 2; do curl -s --max-time 3 "http://127.0.0.1:$(port rest$n)/cluster" && break; done | jq -r '.members[] | "\(.name)       \(.role) \(.state) lag \(.lag // 0)"'
    for s in s1 s2; do echo "$s        HAProxy: $(stat status $s), $(stat stot $s) requests"; done
}

command=${1-}
if [[ $command != up ]]; then dir=$(readlink "$current") || fail "none is up; see the beginning of $0"; fi
shift || true
case $command in
    up | down | restore | status) $command "$@" ;;
    restart-rolling) restart_rolling "$@" ;;
    kill-primary) kill_member leader ;;
    kill-standby) kill_member sync_standby ;;
    run) settings; exec "$(<"$dir/binary")" "$@" ;;
    *) fail "see the beginning of $0" ;;
esac
