"""One module per command of the command line; heavy imports (torch, diffusers) stay inside `run`, so that `--help` is fast."""
