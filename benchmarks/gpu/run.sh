#!/usr/bin/env bash
# Checks and measures LatentDiffusion on a device, part by part: run.sh [--provider cuda] [--app DIR] [--out DIR] ...; see --help.
exec "${PYTHON:-python3}" "$(dirname "${BASH_SOURCE[0]}")/kit.py" "$@"
