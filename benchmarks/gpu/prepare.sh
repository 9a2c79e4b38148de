#!/usr/bin/env bash
# Gathers all that the kit needs on a Linux machine without .NET and without a network: benchmarks/gpu/prepare.sh DIR [gpu|cpu]
# Writes DIR/app (the program, the .NET runtime, the default model, the references), DIR/native (ONNX Runtime's libraries, the largest part,
# which seldom change), and the scripts. There: DIR/benchmarks/gpu/run.sh --app DIR/app. Needs the .NET SDK here, and the same kind of
# processor there.
set -euo pipefail
dir=${1:?"the folder to write"} native=${2:-gpu}
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ -e "$dir" ] && { echo "$dir is there already." >&2; exit 1; }
mkdir -p "$dir" && dir=$(cd "$dir" && pwd)

dotnet publish "$repository/benchmarks/LatentDiffusion.Gpu" -c Release -p:OnnxRuntime="$native" -o "$dir/app"
case $(uname -m) in aarch64) machine=linux-arm64 ;; *) machine=linux-x64 ;; esac
find "$dir/app/runtimes" -mindepth 1 -maxdepth 1 ! -name "$machine" -exec rm -rf {} +
mkdir "$dir/native" && mv "$dir/app/runtimes/$machine/native"/libonnxruntime*.so "$dir/native/"
rm -f "$dir/native"/*_tensorrt.so # TensorRT itself is not carried

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
mkdir -p "$dir/app/dotnet/shared"
cp -r "$dotnet/dotnet" "$dotnet/host" "$dir/app/dotnet/"
cp -r "$dotnet/shared/Microsoft.NETCore.App" "$dir/app/dotnet/shared/"

types=src/LatentDiffusion/Checkpoints/ModelTypes
mkdir -p "$dir/benchmarks" "$dir/$types"
cp -r "$repository/benchmarks/gpu" "$repository/benchmarks/random_checkpoint.py" "$dir/benchmarks/"
for type in clip stable-diffusion-v1 stable-diffusion-xl-base; do cp -r "$repository/$types/$type" "$dir/$types/"; done
find "$dir" -name __pycache__ -prune -exec rm -rf {} +

echo "Sizes in MB:"
du -sm "$dir"
for part in app app/dotnet app/models app/References native benchmarks src; do du -sm "$dir/$part"; done
