#!/bin/sh
# parallel.sh plan.toml out 4 [host,host]: so many workers by GNU parallel, here or on hosts that share the folder.
set -eu
plan=$1 out=$2 workers=$3 hosts=${4:-:}
seq 0 $((workers - 1)) | parallel --jobs "$workers" --sshlogin "$hosts" --workdir . --retries 3 \
  "${LATENTDIFFUSION:-latentdiffusion} dataset $plan $out --shard {}/$workers"
