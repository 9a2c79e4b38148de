#!/usr/bin/env bash
# Draws the pictures of the README and of the default model's card anew; what each shows stands beside it there. Needs the .NET SDK.
#   benchmarks/default-model/pictures.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -c Release src/LatentDiffusion.Cli -o "$work/cli" -v quiet
cli=(dotnet "$work/cli/LatentDiffusion.Cli.dll") here=benchmarks/default-model out=src/LatentDiffusion.Models.Emoji/pictures
mkdir -p "$out"

# One picture of all prompts of a file, side by side.
grid() {
  "${cli[@]}" --from "$1" "${@:3}" --seed 1 --grid --output "$work/$2/"
  mv "$work/$2"/*-grid.png "$out/$2.png"
}

grid "$here/first.txt" first
grid "$here/first.txt" fast --fast
grid "$here/prompts.txt" prompts
grid "$here/prompts.txt" fast-prompts --fast

# The examples of the README, in its order.
draw() { "${cli[@]}" "${@:2}" --seed 42 --output "$out/$1.png"; }
draw apple "a red apple"
draw green "a green apple" --init "$out/apple.png" --strength 0.6 --steps 20
draw face "a happy face" --init "$out/apple.png" --mask "$here/mask.png"
draw large "a red apple" --hires 2 --hires-upscaling Lanczos --hires-strength 0.2
draw wide "a hamburger" --init "$out/apple.png" --outpaint 0,0,256,0
draw smile "a [red|green] (apple:1.3) on a [white:blue background:0.4] AND a (smiling:1.2) face :0.5" --negative "(dark:1.2)" \
  --prompt-syntax weighted

"${cli[@]}" evaluate schedulers --plot src/LatentDiffusion.Evaluation/schedulers.png
