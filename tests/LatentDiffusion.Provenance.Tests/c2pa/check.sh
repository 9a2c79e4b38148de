#!/usr/bin/env bash
# Signs files of every kind with this library, and asks c2pa-rs (WebAssembly under Node 20 or later) what it says of them, and of 300 that
# were tampered with. Needs the .NET SDK, npm and its registry; leaves nothing behind. The last line is "N passed, N failed".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/files"
cp "$here"/package.json "$here"/*.mjs "$work/"
(cd "$work" && npm install --no-audit --no-fund --no-package-lock --silent)
LATENTDIFFUSION_C2PA_FILES="$work/files" dotnet test "$here/.." --filter FullyQualifiedName~FilesForOthers
(cd "$work" && node check.mjs files)
