#!/usr/bin/env bash
# Fetches a release of sneck, compares it with its published sum, and puts it on the path of later steps.
# Given by action.yml: REPOSITORY, VERSION (may be empty), ACTION, GH_TOKEN, RUNNER_TEMP, GITHUB_PATH.
set -euo pipefail

if command -v sneck >/dev/null && [ -z "$VERSION" ]; then
    exit 0
fi
if [ -z "$VERSION" ]; then
    VERSION=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$ACTION/Cargo.toml" | head -n 1)
fi
case "$VERSION" in
*[!0-9a-zA-Z.-]* | "") echo "sneck: '$VERSION' is no version" >&2 && exit 2 ;;
esac
case "$(uname -s)-$(uname -m)" in
Linux-x86_64) target=x86_64-unknown-linux-musl ;;
Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
Darwin-x86_64) target=x86_64-apple-darwin ;;
Darwin-arm64) target=aarch64-apple-darwin ;;
*) echo "sneck: there is no release for $(uname -s) on $(uname -m)" >&2 && exit 2 ;;
esac

archive="sneck-$VERSION-$target.tar.gz"
folder="$RUNNER_TEMP/sneck-$VERSION"
mkdir -p "$folder"
cd "$folder"
gh release download "v$VERSION" --repo "$REPOSITORY" --pattern "$archive" --pattern SHA256SUMS --clobber
grep -F "  $archive" SHA256SUMS | sha256sum --check --strict -
tar --extract --gzip --file "$archive"
echo "$folder" >>"$GITHUB_PATH"
