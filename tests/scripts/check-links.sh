#!/usr/bin/env bash
# Every relative link in a Markdown document leads to a file of the project.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

status=0
while IFS= read -r document; do
    while IFS= read -r target; do
        case $target in
            *://* | mailto:* | '#'* | '') continue ;;
        esac
        if [ ! -e "$(dirname "$document")/${target%%#*}" ]; then
            echo "$document: dead link $target" >&2
            status=1
        fi
    done < <(grep -oE '\]\([^) ]+' "$document" | sed 's/^](//')
done < <(git ls-files --cached --others --exclude-standard -- '*.md')
exit $status
