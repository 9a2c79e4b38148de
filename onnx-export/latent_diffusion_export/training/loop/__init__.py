"""The steps of a run: optimizer, moving average, guard, checkpoints, several processes, reports."""
