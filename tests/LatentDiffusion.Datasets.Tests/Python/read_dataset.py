"""Reads a data set as trainers do, and prints what it found as JSON: read_dataset.py FOLDER

Shards are read as the package webdataset reads them: its pattern splits names into key and field, and files of one sample are those that
follow one another with one key (webdataset/tariterators.py: base_plus_ext, group_by_keys). Parquet files are read with datasets, or with
pyarrow, where they are installed; "parquet" is null otherwise.
"""

import io
import json
import re
import sys
import tarfile
from pathlib import Path

from PIL import Image


def group_by_keys(shard):
    sample = None
    with tarfile.open(shard, "r|") as stream:
        for entry in stream:
            if not entry.isreg():
                continue
            key, field = re.match(r"^((?:.*/|)[^.]+)[.]([^/]*)$", entry.name).groups()
            if sample is None or sample["__key__"] != key:
                if sample is not None:
                    yield sample
                sample = {"__key__": key}
            assert field not in sample, f"{entry.name} comes twice"
            sample[field] = stream.extractfile(entry).read()
    if sample is not None:
        yield sample


def webdataset(folder):
    samples = []
    for shard in sorted((folder / "shards").glob("*.tar")):
        for sample in group_by_keys(shard):
            record = json.loads(sample["json"])
            image = Image.open(io.BytesIO(sample["png"]))
            image.load()
            assert record["key"] == sample["__key__"] and record["label"] == int(sample["cls"])
            assert record["caption"] == sample["txt"].decode() and image.size == (record["width"], record["height"])
            samples.append([sample["__key__"], int(sample["cls"]), sample["txt"].decode(), list(image.size)])
    return samples


def parquet(folder):
    files = sorted(str(f) for f in (folder / "data").glob("*.parquet"))
    try:
        from datasets import load_dataset
    except ImportError:
        try:
            import pyarrow.parquet as pq
        except ImportError:
            return None
        rows = [row for file in files for row in pq.read_table(file).to_pylist()]
        return [[r["key"], r["label"], r["caption"], list(Image.open(io.BytesIO(r["image"]["bytes"])).size)] for r in rows]
    rows = load_dataset("parquet", data_files=files, split="train")
    return [[r["key"], r["label"], r["caption"], list(r["image"].size)] for r in rows]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    print(json.dumps({"webdataset": webdataset(target), "parquet": parquet(target)}))
