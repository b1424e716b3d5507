#!/usr/bin/env bash
# What perf-runtime adds to a build: crates, and CPU seconds of a cold one in the dev profile. A table in Markdown.
#
# `bash perf-runtime/benches/weight.sh`, or with the feature sets to look at: `.. weight.sh sqlite "sqlite report"`. Some minutes each.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# project NAME DEPENDENCIES: a package of its own, with the versions of this workspace.
project() {
    mkdir -p "$folder/$1/src"
    touch "$folder/$1/src/lib.rs"
    cp "$root/Cargo.lock" "$folder/$1"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n%s\n' "$1" "$2" >"$folder/$1/Cargo.toml"
}

# crates PROJECT
crates() {
    (cd "$folder/$1" && cargo tree -q -e normal,build --prefix none --no-dedupe | sed 's/ (.*//' | sort -u | tail -n +2 | wc -l)
}

# seconds PROJECT: of all processors together.
seconds() {
    cd "$folder/$1"
    cargo fetch -q
    local TIMEFORMAT='%U %S'
    { time cargo build -q >&2; } 2>&1 | awk '{ print int($1 + $2 + 0.5) }'
    rm -rf target
}

list() {
    local words=()
    for word in $1; do words+=("\"$word\""); done
    (IFS=,; echo "${words[*]:-}")
}

printf '| features | sqlx alone | with perf-runtime | ratio |\n|---|---|---|---|\n'
[[ $# -gt 0 ]] || set -- sqlite 'sqlite postgres mysql'
for features in "$@"; do
    drivers=$(tr ' ' '\n' <<<"$features" | grep -xE 'sqlite|postgres|mysql' | tr '\n' ' ' || true)
    sqlx="sqlx = { version = \"0.9\", default-features = false, features = [$(list "runtime-tokio macros migrate $drivers")] }"
    project alone "$sqlx"
    project with "$sqlx
perf-runtime = { path = \"$root/perf-runtime\", default-features = false, features = [$(list "alloc $features")] }"
    alone=$(seconds alone) with=$(seconds with)
    printf '| `%s` | %s crates, %s s | %s crates, %s s | %s |\n' "$features" "$(crates alone)" "$alone" "$(crates with)" "$with" \
        "$(awk -v a="$with" -v b="$alone" 'BEGIN { printf "%.1f", a / b }')"
done
