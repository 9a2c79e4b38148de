"""A model of configurations alone, in place of a `ModelSource` with weights."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transformers import PreTrainedModel

from ..errors import FOREIGN, ExportError, first_line
from ..source import ModelSource, class_of
from . import structure


@dataclass(frozen=True)
class Component:
    """A class, its library, and the configuration to make one of."""

    library: str
    class_: str
    config: dict[str, Any]
    where: str = "a component"
    """Its folder, for messages."""

    def module(self):
        """The module without weights."""
        class_ = class_of(self.library, self.class_, self.where)
        try:
            return structure.build(lambda: self._construct(class_))
        except FOREIGN as error:
            raise ExportError(f"{self.where}: config.json makes no {self.class_}: {first_line(error)}") from error

    def _construct(self, class_):
        if issubclass(class_, PreTrainedModel):  # some pipelines of diffusers bring such classes of their own
            return class_(class_.config_class(**self.config))
        return class_.from_config(self.config)


class ConfigSource:
    """What the builders of graphs ask a source for."""

    def __init__(self, components: dict[str, Component]):
        self.components = components

    @classmethod
    def of_folder(cls, folder: Path, names: list[str]) -> "ConfigSource":
        source = ModelSource(folder)
        return cls({name: Component(*source.components[name], source.config(name), str(source.folder_of(name))) for name in names})

    def config(self, component: str) -> dict[str, Any]:
        return self.components[component].config

    def with_component(self, name: str) -> "ConfigSource":
        """These components and one more, of which only the name counts."""
        return ConfigSource(self.components | {name: Component("", "", {})})
