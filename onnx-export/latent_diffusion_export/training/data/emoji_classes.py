"""`train data emoji-classes`: emoji in styles that the default model has not seen, by class, half of them held out: what the study of
whether its pictures help is made on."""

import random
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from ...errors import ExportError
from ...progress import console
from .emoji import Art, render, vectors
from .emoji_names import normal
from .emoji_packages import EMOJIBASE, OPENMOJI, TWEMOJI, Archive
from .files import new_folder, write_captions

STYLES = {"twemoji": TWEMOJI, "openmoji": OPENMOJI}
PACKAGES = (EMOJIBASE, *STYLES.values())
# Names of subgroups, in meta/groups.json of emojibase-data, which are those of Unicode's emoji-test.txt.
CLASSES = {
    "animal": ("animal-mammal", "animal-bird", "animal-amphibian", "animal-reptile", "animal-marine", "animal-bug"),
    "building": ("place-building", "place-religious"),
    "clothing": ("clothing",),
    "food": ("food-fruit", "food-vegetable", "food-prepared", "food-asian", "food-sweet"),
    "vehicle": ("transport-ground", "transport-water", "transport-air"),
}


def write(folder: Path, archives: Path, size: int, few: dict[str, int], seed: int = 0) -> None:
    """`real/CLASS/*.png` and `held-out/CLASS/*.png`: half of the emoji of each class each, in every style that has them. `few`: the most
    real pictures of a class."""
    for name, limit in few.items():
        if name not in CLASSES or limit < 1:
            raise ExportError(f"{limit} pictures of {name}: the classes are {', '.join(CLASSES)}, each of which needs one or more")
    class_of, labels = _emoji(Archive(archives, EMOJIBASE))
    art = [item for style, package in STYLES.items() for item in vectors(style, Archive(archives, package), size) if item.code in class_of]
    split = _split(class_of, seed)
    chosen = _chosen(art, class_of, split, few, seed)
    new_folder(folder)
    entries = []
    with ProcessPoolExecutor() as workers:
        for item, png in zip(chosen, workers.map(render, chosen, [size] * len(chosen), chunksize=32)):
            if png is None:
                continue
            name = f"{split[item.code]}/{class_of[item.code]}/{item.style}-{item.code}.png"
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(png)
            entries.append({"file": name, "captions": [labels[item.code]], "licence": item.package.licence,
                            "source": f"{item.package.name} {item.package.version}"})
    write_captions(folder, entries)
    for part in ("real", "held-out"):
        counts = {name: len(list((folder / part / name).glob("*.png"))) for name in CLASSES}
        console.print(f"{folder / part}: " + ", ".join(f"{count} {name}" for name, count in counts.items()), highlight=False,
                      soft_wrap=True)


def _emoji(archive: Archive) -> tuple[dict[str, str], dict[str, str]]:
    """The class and the name of each emoji, by its code."""
    names = archive.json("meta/groups.json")["subgroups"]
    by_subgroup = {subgroup: name for name, subgroups in CLASSES.items() for subgroup in subgroups}
    found = [(normal(entry["hexcode"]), by_subgroup[name], entry["label"]) for entry in archive.json("en/data.json")
             if (name := names.get(str(entry.get("subgroup")))) in by_subgroup]
    return {code: name for code, name, _ in found}, {code: label for code, _, label in found}


def _split(class_of: dict[str, str], seed: int) -> dict[str, str]:
    """The part of each emoji, in all styles: one that is trained on in one style is not measured on in another."""
    split = {}
    for name in CLASSES:
        codes = sorted(code for code, other in class_of.items() if other == name)
        random.Random(f"{seed} {name}").shuffle(codes)
        split |= {code: "held-out" if i < len(codes) // 2 else "real" for i, code in enumerate(codes)}
    return split


def _chosen(art: list[Art], class_of: dict[str, str], split: dict[str, str], few: dict[str, int], seed: int) -> list[Art]:
    by_place = defaultdict(list)
    for item in {(item.style, item.code): item for item in art}.values():  # some are there with and without a variation selector
        by_place[split[item.code], class_of[item.code]].append(item)
    for (part, name), items in by_place.items():
        if part == "real" and name in few:
            random.Random(f"{seed} {name}").shuffle(items)
            del items[few[name]:]
    return [item for place in sorted(by_place) for item in by_place[place]]
