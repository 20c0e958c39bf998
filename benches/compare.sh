#!/usr/bin/env bash
# `crosscheck classify` on many lines, beside ripgrep with the same wordings as fixed strings and Python with them as one
# regular expression. The others find the exact letters of the longest fixed part of each wording and no more; ours reads
# JSON, finds typing errors, says how sure it is and captures values.
#
#   cargo build --release --no-default-features
#   benches/compare.sh [LINES] [ROUNDS]        1,000,000 lines and 3 rounds unless said otherwise
#   GIB=1 benches/compare.sh [LINES]           and peak memory on an input of so many GiB
#
# CROSSCHECK names another binary. The lines are made up here, the same ones every time: chat in the words of the trade, an
# error in every hundredth. The programs take turns, and the shortest of the rounds counts. Python 3, ripgrep and GNU time
# are used when they are there; without GNU time there is no peak memory.
set -euo pipefail
cd "$(dirname "$0")/.."

lines=${1:-1000000}
rounds=${2:-3}
crosscheck=${CROSSCHECK:-target/release/crosscheck}
[ -x "$crosscheck" ] || { echo "there is no $crosscheck: cargo build --release --no-default-features" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Every wording of the shipped rules, one a line.
awk '
  /^phrases = \[/ { inside = 1; next }
  /^\]/ { inside = 0 }
  inside && match($0, /".*"/) { print substr($0, RSTART + 1, RLENGTH - 2) }
' rules/*/*.toml > "$folder/wordings"

# The longest part of each that is always the same. What is shorter than two words would be found in any chat.
awk '
  {
    gsub(/\\"/, "\""); gsub(/\[[^]]*\]|\([^)]*\)|\{[^}]*\}/, "\n")
    count = split($0, parts, "\n"); best = ""
    for (i = 1; i <= count; i++) if (length(parts[i]) > length(best)) best = parts[i]
    gsub(/^ +| +$/, "", best)
    if (best ~ / / && length(best) >= 8) print best
  }
' "$folder/wordings" | sort -u > "$folder/phrases"

# The lines, as JSON and as they are. Random numbers of our own (Park and Miller), the same with every awk.
awk -v lines="$lines" -v json="$folder/lines.jsonl" -v plain="$folder/lines.txt" '
  function dice(n) { seed = (seed * 16807) % 2147483647; return int(seed / 2147483647 * n) }
  function pick(list,   parts, count) { count = split(list, parts, "|"); return parts[dice(count) + 1] }
  # A wording with its slots filled, one of each choice taken, and what may be missing there or not.
  function written(text,   part) {
    while (match(text, /\{[^}]*\}/))
      text = substr(text, 1, RSTART - 1) pick("INV-0" dice(9999) "|Smith and Sons|" dice(900) + 100) substr(text, RSTART + RLENGTH)
    while (match(text, /\([^()]*\)/)) {
      part = pick(substr(text, RSTART + 1, RLENGTH - 2))
      text = substr(text, 1, RSTART - 1) part substr(text, RSTART + RLENGTH)
    }
    while (match(text, /\[[^][]*\]/)) {
      part = dice(2) ? substr(text, RSTART + 1, RLENGTH - 2) : ""
      text = substr(text, 1, RSTART - 1) part substr(text, RSTART + RLENGTH)
    }
    gsub(/  +/, " ", text); gsub(/^ | $/, "", text)
    return text
  }
  # Words in angle brackets are drawn from the lists.
  function chat(   text, name) {
    text = template[dice(templates)]
    while (match(text, /<[a-z]+>/)) {
      name = substr(text, RSTART + 1, RLENGTH - 2)
      text = substr(text, 1, RSTART - 1) (name == "n" ? dice(9000) + 10 : pick(words[name])) substr(text, RSTART + RLENGTH)
    }
    return text
  }
  function say(text) { template[templates++] = text }
  BEGIN {
    seed = 20240607
    words["who"] = "Ana|Ben|Farah|Greta|Jo|Kofi|Lena|Milo|Nadia|Oscar|Petra|Wei"
    words["app"] = "Xero|Dext|Lentune|the bank feed|Xero|Dext"
    words["thing"] = "invoice|bill|receipt|credit note|statement|purchase order|expense claim|account code|tax rate|contact"
    words["firm"] = "Harbour Cafe|Oak and Elm|Northside Dental|Blue Van Hire|Corner Books|Hill Farm|Penrose Ltd"
    words["when"] = "this morning|yesterday|on Friday|last week|before lunch|at month end|in March"
    words["end"] = "|!|?| :)| ...| thanks| no rush| 🙏|, any idea?"
    say("morning all<end>"); say("thanks <who>, that did it<end>"); say("ok, will look at it after the call<end>")
    say("can somebody check the <thing> for <firm><end>"); say("<who> is off today, <who> has the keys<end>")
    say("I posted the <thing> to <n> <when>, please leave it"); say("is <app> slow for you too<end>")
    say("the <thing> from <firm> has no VAT number on it, I asked them for another one")
    say("we paid <firm> <n> pounds <when> and it is reconciled<end>")
    say("which <thing> do you use for parking<end>"); say("the lock date moves on Monday, get your drafts in <when>")
    say("<firm> want their accounts by the 20th, who has capacity<end>")
    say("I archived the old contact and merged the rest <when><end>")
    say("how do I connect <app> to a new bank account<end>"); say("the new bank account works now<end>")
    say("has anyone told <who> that the <thing> was approved twice<end>")
    say("approved it, you can publish from <app> now<end>"); say("invoice number <n> is the one with the discount<end>")
    say("my screen froze in <app> so I did the <thing> again, one of them must be deleted later")
    say("tax on the <thing> is 20 % and the line amount is <n>, that looks right to me<end>")
    say("<firm> changed their name, I updated the <thing> in <app> and wrote to <who> about the direct debit which still goes out under the old one until the bank has confirmed it")
    say("lunch<end>"); say("see ticket <n><end>"); say("it is account <n> for fuel and <n> for repairs, <who> made a list <when>")
  }
  { wording[wordings++] = $0 }
  END {
    for (i = 0; i < lines; i++) {
      text = i % 100 == 57 ? pick("it says: |help |<n> ") written(wording[dice(wordings)]) : chat()
      gsub(/\\"/, "\"", text); print text > plain
      gsub(/"/, "\\\"", text); print "{\"text\":\"" text "\"}" > json
    }
  }
' "$folder/wordings"
jsonl=$folder/lines.jsonl
text=$folder/lines.txt

cat > "$folder/search.py" <<'PYTHON'
import re, sys
with open(sys.argv[1], encoding="utf-8") as phrases:
    wanted = re.compile("|".join(re.escape(phrase.rstrip("\n")) for phrase in phrases), re.IGNORECASE)
with open(sys.argv[2], encoding="utf-8") as lines:
    for number, line in enumerate(lines, 1):
        if wanted.search(line):
            sys.stdout.write(f"{number}:{line}")
PYTHON

names=() commands=()
add() { names+=("$1"); commands+=("$2"); }
add "classify --threads 1" "'$crosscheck' classify --threads 1 '$jsonl'"
add "classify --threads 2" "'$crosscheck' classify --threads 2 '$jsonl'"
if command -v rg > /dev/null; then
  add "rg -F -f" "rg --no-config -n -F -f '$folder/phrases' '$text'"
  add "rg -i -F -f" "rg --no-config -n -i -F -f '$folder/phrases' '$text'"
else
  echo "ripgrep (rg) is not installed: left out" >&2
fi
if command -v python3 > /dev/null; then
  add "Python re, one pattern" "python3 '$folder/search.py' '$folder/phrases' '$text'"
else
  echo "python3 is not installed: left out" >&2
fi

# Runs a command; prints seconds, processor seconds and peak KiB. To find nothing is no failure.
measured() {
  if /usr/bin/time -f "" true 2> /dev/null; then
    /usr/bin/time -q -o "$folder/time" -f "%e %U %S %M" sh -c "exec $1" > "$folder/out" || [ $? -eq 1 ]
    awk '{ print $1, $2 + $3, $4 }' "$folder/time"
  else
    TIMEFORMAT="%R %U %S"
    { time sh -c "exec $1" > "$folder/out" 2> "$folder/errors" || true; } 2> "$folder/time"
    awk '{ print $1, $2 + $3, 0 }' "$folder/time"
  fi
}

for round in $(seq "$rounds"); do
  for at in "${!commands[@]}"; do
    echo "$at $(measured "${commands[$at]}") $(wc -l < "$folder/out")" >> "$folder/figures"
  done
done

echo "$(date -u +%Y-%m-%d), $(getconf _NPROCESSORS_ONLN) cores, $lines lines, $(wc -c < "$text") bytes as text," \
  "$(wc -l < "$folder/phrases") phrases, shortest of $rounds rounds"
printf '%s\n' "${names[@]}" | awk -v lines="$lines" '
  NR == FNR { name[NR - 1] = $0; next }
  !($1 in time) || $2 < time[$1] { time[$1] = $2 }
  !($1 in processor) || $3 < processor[$1] { processor[$1] = $3 }
  $4 > peak[$1] { peak[$1] = $4 }
  { out[$1] = $5 }
  END {
    printf "%-24s %9s %12s %10s %8s %10s %10s\n", "", "seconds", "lines/s", "processor", "ratio", "peak MiB", "lines out"
    for (at = 0; at in name; at++)
      printf "%-24s %9.2f %12.0f %10.2f %8.2f %10.1f %10d\n", name[at], time[at], lines / (time[at] ? time[at] : 0.01),
        processor[at], time[at] / (time[0] ? time[0] : 0.01), peak[at] / 1024, out[at]
  }
' - "$folder/figures"

if [ -n "${GIB:-}" ]; then
  size=$(wc -c < "$jsonl")
  copies=$(awk -v gib="$GIB" -v size="$size" 'BEGIN { print int(gib * 1073741824 / size) + 1 }')
  for _ in $(seq "$copies"); do cat "$jsonl"; done > "$folder/long.jsonl"
  read -r seconds _ peak <<< "$(measured "'$crosscheck' classify '$folder/long.jsonl'")"
  awk -v size="$(wc -c < "$folder/long.jsonl")" -v lines="$(wc -l < "$folder/out")" -v s="$seconds" -v peak="$peak" \
    'BEGIN { printf "%.2f GiB, %d lines on all cores: %.1f s, %.0f lines/s, peak %.1f MiB\n", size / 1073741824, lines, s, lines / s, peak / 1024 }'
fi
