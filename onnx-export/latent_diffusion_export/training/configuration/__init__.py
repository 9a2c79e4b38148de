"""The configuration of a run: one TOML file, a section of it a dataclass, a key of it a field."""

from .reading import build, read
from .runs import AutoencoderRun, DenoiserRun, DistillationRun, FinetuneRun, PreviewRun
from .writing import to_toml

__all__ = ["AutoencoderRun", "DenoiserRun", "DistillationRun", "FinetuneRun", "PreviewRun", "build", "read", "to_toml"]
