#!/usr/bin/env bash
# Instructions a line, which a busy machine cannot change: bash benches/instructions.sh [table] [rules…]
#
# Runs `cargo bench --bench speed -- count` under valgrind twice for each engine and size, with few lines and with many. What
# the two differ by is the lines: start, rules and building are the same in both. The table is chatter, exact, noisy or json.
# Under valgrind making a set of 1,000 rules takes ten seconds, one of 10,000 minutes, so that has to be asked for:
#   bash benches/instructions.sh chatter 30 1000 10000
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v valgrind >/dev/null; then
  echo 'valgrind is not installed, so no instructions can be counted. Install the package "valgrind" and run this again.' >&2
  exit 1
fi

table=chatter
case "${1:-}" in
  chatter | exact | noisy | json) table=$1; shift ;;
esac
sizes=("$@")
if [ ${#sizes[@]} -eq 0 ]; then sizes=(30 shipped 1000); fi
engines=(ours literals)
few=500
many=2500

bench=$(cargo bench --locked --no-default-features --bench speed --no-run 2>&1 | sed -n 's/.*Executable.*(\(.*\))/\1/p')
if [ -z "$bench" ]; then
  echo 'The bench did not build; `cargo bench --no-default-features --bench speed --no-run` says why.' >&2
  exit 1
fi

# Instructions of the whole program, all of it in one process.
counted() {
  local said
  said=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" count "$1" "$2" "$3" "$table" 2>&1 >/dev/null)
  sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' <<<"$said" | grep . || { echo "$said" >&2; return 1; }
}

printf '| instructions a line, %s | %s |\n' "$table" "$(IFS='|'; echo "${sizes[*]}" | sed 's/|/ | /g')"
printf '| --- |%s\n' "$(printf ' ---: |%.0s' "${sizes[@]}")"
for engine in "${engines[@]}"; do
  row="| $engine |"
  for size in "${sizes[@]}"; do
    less=$(counted "$engine" "$size" "$few")
    more=$(counted "$engine" "$size" "$many")
    row+=" $(((more - less) / (many - few))) |"
  done
  echo "$row"
done
