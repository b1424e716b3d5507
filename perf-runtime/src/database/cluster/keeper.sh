# Waits for the end of a process, then stops the Postgres server in a folder and removes the folder.
# $1: the process. $2: when it was started, in clock ticks. $3: the folder.

is_over() {
    if [ -r /proc/self/stat ]; then
        read -r stat <"/proc/$1/stat" || return 0
        # Behind the name: the state, and nineteen fields further the start.
        set -- "$2" ${stat##*) }
        [ "$2" = Z ] || [ "${21}" != "$1" ]
    else
        ! kill -0 "$1"
    fi
}

# The number in postmaster.pid may be another process's by now.
is_server() {
    if [ -e /proc/self/cwd ]; then
        [ "/proc/$1/cwd" -ef "$2/data" ]
    else
        ps -o args= -p "$1" | grep -qF -- "$2/data"
    fi
}

keep() {
    trap '' HUP INT
    until is_over "$1" "$2"; do sleep 1; done
    read -r server <"$3/data/postmaster.pid" && is_server "$server" "$3" && kill -QUIT "$server"
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        is_server "$server" "$3" || break
        sleep 1
    done
    rm -rf -- "$3"
}

keep "$@" &
