# Stops the server in a folder: at once, or when a process has ended, and then removes the folder.
# stop $2: the file with the server's process. $3: the signal that stops it. $4: the folder.
# keep $2 $3: as above. $4: the process. $5: when it was started, in clock ticks. $6: the folder.

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

# The number in the file may be another process's by now.
is_server() {
    if [ -e /proc/self/cwd ]; then
        [ "/proc/$1/cwd" -ef "$2/data" ]
    else
        ps -o args= -p "$1" | grep -qF -- "$2/data"
    fi
}

stop() {
    read -r server <"$3/data/$1" && is_server "$server" "$3" && kill "-$2" "$server"
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        is_server "$server" "$3" || break
        sleep 1
    done
}

keep() {
    trap '' HUP INT
    until is_over "$3" "$4"; do sleep 1; done
    stop "$1" "$2" "$5"
    rm -rf -- "$5"
}

case $1 in
    stop) shift && stop "$@" ;;
    keep) shift && keep "$@" & ;;
esac
