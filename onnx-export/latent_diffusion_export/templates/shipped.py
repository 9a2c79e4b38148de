"""The templates that the runtime ships with: the architectures of published models, typed from their `config.json` files.

`architectures/*.json` are lists. An entry has `name`, `pipeline` (a pipeline class of its family), `also` (pipeline classes of other
families with the same graph), `component`, `class` (library and name), `config`, `beside` (configurations of other components that the
graph depends on), `source` (where `config` was published), `residuals` (false: a U-Net that nobody uses beside ControlNets), `variants`
(name -> what differs, with its own `source`) and `channels` (name -> the `in_channels` of a U-Net that differs in nothing else, and its
`source`)."""

import gc
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..families import find
from ..progress import console
from . import build, template
from .source import Component, ConfigSource

_ARCHITECTURES = Path(__file__).parent / "architectures"


def write(out: Path, only: str = "") -> None:
    """Writes those whose name begins with `only`. One at a time, because the graphs of the large ones take gigabytes."""
    for entry in entries():
        if entry["name"].startswith(only):
            started = time.monotonic()
            for suffix, content in _archives(entry):
                build.write(out, entry["name"] + suffix, content)
                for name, channels in entry.get("channels", {}).items():
                    build.write(out, f"{entry['name']}-{name}{suffix}", template.with_input_channels(content, channels["in_channels"]))
            console.print(f"{entry['name']}: {time.monotonic() - started:.0f} s", highlight=False)
            gc.collect()


def entries() -> Iterator[dict[str, Any]]:
    """All architectures, variants as entries of their own."""
    for file in sorted(_ARCHITECTURES.glob("*.json")):
        for entry in json.loads(file.read_text(encoding="utf-8")):
            variants = entry.pop("variants", {})
            yield entry
            for name, differing in variants.items():
                yield {key: value for key, value in entry.items() if key != "channels"} | differing | {
                    "name": f"{entry['name']}-{name}", "config": entry["config"] | differing["config"]}


def _archives(entry: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The templates of one entry, with what each adds to its name."""
    component = entry["component"]
    source = ConfigSource({component: Component(*entry["class"], entry["config"])} | {
        name: Component("", "", config) for name, config in entry.get("beside", {}).items()})
    served = tuple(find(pipeline) for pipeline in entry.get("also", ()))
    residuals = (False, True) if entry.get("residuals", True) else (False,)
    for folder, content in build.archives(find(entry["pipeline"]), component, source, served, residuals):
        yield folder.removeprefix(component).replace("_", "-"), content
