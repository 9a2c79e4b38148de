"""A run goes on with the configuration that it began with."""

import tomllib

from ...errors import ExportError
from ..configuration import to_toml

# What changes the weights by rounding at most, and so may change between.
_FREE = {"run.device", "run.threads", "run.compile", "run.checkpoint_every", "run.keep_checkpoints", "run.sample_every", "run.log_every",
         "data.memory"}
_FREE_SECTIONS = {"output", "samples", "diversity"}


def check_same_configuration(saved: str, settings) -> None:
    before, now = _flat(tomllib.loads(saved)), _flat(tomllib.loads(to_toml(settings, comments=False)))
    changed = [key for key in sorted(before.keys() | now.keys()) if before.get(key) != now.get(key) and key not in _FREE
               and key.split(".")[0] not in _FREE_SECTIONS]
    if changed:
        listed = ", ".join(f"{key} (was {before.get(key)!r}, is {now.get(key)!r})" for key in changed)
        raise ExportError(f"{settings.run.folder} holds checkpoints of another configuration: {listed}. Give another run.folder, or remove "
                          "that one")


def _flat(table: dict) -> dict:
    return {f"{section}.{key}": value for section, keys in table.items() for key, value in keys.items()}
