#!/usr/bin/env bash
# Audits once for code scanning and once for the log of the step, whose exit code it takes.
# Given by action.yml: AUDIT_PATH, FAIL_ON, BASELINE, ARGUMENTS; by the runner: RUNNER_TEMP, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY.
set -euo pipefail

arguments=("$AUDIT_PATH")
[ -z "$FAIL_ON" ] || arguments+=(--fail-on "$FAIL_ON")
[ -z "$BASELINE" ] || arguments+=(--baseline "$BASELINE")
read -r -a more <<<"$ARGUMENTS"
# The bash of macOS takes an empty list for an unset one.
arguments+=(${more[@]+"${more[@]}"})

sarif="$RUNNER_TEMP/sneck.sarif"
# A finding is no reason to stop here: 2 and 3 are.
code=0
sneck check "${arguments[@]}" --format sarif --hide-accepted --output "$sarif" || code=$?
[ "$code" -le 1 ] || exit "$code"
echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
sneck check "${arguments[@]}" --format markdown >>"$GITHUB_STEP_SUMMARY" || true
sneck check "${arguments[@]}" --format github
