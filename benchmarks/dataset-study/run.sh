#!/usr/bin/env bash
# Whether the default model's pictures help a classifier where a class is scarce: makes the data, draws, trains, measures. What is done stays
# done when it is called again. Needs the .NET SDK, npm (for emoji), and a Python with onnx-export and its extra "train".
#   benchmarks/dataset-study/run.sh OUT [PYTHON]     -> OUT/study/study.md
set -euo pipefail
repository=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:?give a folder} python=${2:-python3}
case $python in */*) python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python") ;; esac
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
mkdir -p "$out" && cd "$out"
dotnet build -c Release "$repository/src/LatentDiffusion.Cli" -o cli -v quiet
cli=(dotnet cli/LatentDiffusion.Cli.dll) plan=$repository/benchmarks/dataset-study/plan.toml
[ -d data ] || "$python" -m latent_diffusion_export train data emoji-classes data --few vehicle=6
"${cli[@]}" dataset "$plan" drawn --threads 1
"${cli[@]}" dataset study "$plan" drawn study --real data/real --held-out data/held-out --threads 1 --python "$python"
