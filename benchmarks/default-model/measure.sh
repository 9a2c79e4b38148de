#!/usr/bin/env bash
# Whether default models draw what they are asked for: makes prompts that can be checked, draws them with each model, counts, and compares
# with real pictures. What is done stays done when it is called again. Needs the .NET SDK, npm (for emoji), and a Python with onnx-export
# and its extra "train".
#   benchmarks/default-model/measure.sh OUT [PYTHON] [NAME=MODEL ...]     -> OUT/prompts-1000/: attributes.md, seeds.md, NAME.json
# Without models, the one that ships is measured as it draws when nothing else is said. In place of a model, options of the command line:
# fast=--fast is the one that ships in few steps, other="--model /DIR --steps 25 --guidance 4" is another as that one draws. PROMPTS=300
# draws 300 prompts in place of 1,000, into OUT/prompts-300. What is drawn is not drawn anew where the library or a model has changed since:
# give another OUT then, or another NAME.
set -euo pipefail
repository=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:?give a folder} python=${2:-python3}
models=("${@:3}")
[ ${#models[@]} -gt 0 ] || models=("default=")
case $python in */*) python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python") ;; esac
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
for i in "${!models[@]}"; do # their folders are named from where this was called
  name=${models[i]%%=*} path=${models[i]#*=}
  if [ -d "$path" ]; then models[i]=$name=$(cd "$path" && pwd); fi
done
count=${PROMPTS:-1000}
mkdir -p "$out" && cd "$out"
dotnet build -c Release "$repository/src/LatentDiffusion.Cli" -o cli -v quiet
cli=(dotnet ../cli/LatentDiffusion.Cli.dll) train=("$python" -m latent_diffusion_export train)
[ -d data ] || "${train[@]}" data emoji data --size 256
mkdir -p "prompts-$count" && cd "prompts-$count" # other prompts have pictures and counts of their own
[ -d prompts ] || "${train[@]}" data prompts ../data prompts --count "$count" --size 256

draw() { # FOLDER MODEL PROMPTS SEEDS: each prompt into a file of its number
  [ -e "$1.drawn" ] && return
  awk -v folder="$1" '{ printf "%s --output %s/%04d.png\n", $0, folder, NR - 1 }' "$3" >"$1.txt"
  local model=()
  case $2 in
    "") ;;
    --*) read -ra model <<<"$2" ;;
    *) model=(--model "$2") ;;
  esac
  "${cli[@]}" --from "$1.txt" "${model[@]}" --seed 1 --count "$4"
  touch "$1.drawn"
}

head -n 50 prompts/prompts.txt >first.txt # single things
names=("${models[@]%%=*}")
for model in "${models[@]}"; do
  name=${model%%=*} path=${model#*=}
  draw "$name" "$path" prompts/prompts.txt 1
  draw "$name-seeds" "$path" first.txt 4
  [ -e "$name.json" ] ||
    "${cli[@]}" evaluate images "$name" prompts/pictures --metric fid --metric kid --metric precision-recall --json "$name.json"
done
"${train[@]}" attributes prompts ../data ../cli/networks/resnet18 "${names[@]}" | tee attributes.md
"${train[@]}" attributes prompts ../data ../cli/networks/resnet18 "${names[@]/%/-seeds}" --seeds 4 | tail -n 1 | tee seeds.md
