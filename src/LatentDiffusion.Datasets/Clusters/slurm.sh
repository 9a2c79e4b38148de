#!/bin/bash
# sbatch --array=0-7 slurm.sh plan.toml /shared/out
# Task i of the array draws every eighth shard from the i-th on. A task that was ended goes on when it is sent again: with --requeue by
# itself, or by hand with the same array. To send one task of eight again: WORKERS=8 sbatch --array=3 slurm.sh plan.toml /shared/out
#SBATCH --job-name=dataset
#SBATCH --requeue
#SBATCH --open-mode=append
exec ${LATENTDIFFUSION:-latentdiffusion} dataset "$1" "$2" ${WORKERS:+--workers "$WORKERS"} "${@:3}"
