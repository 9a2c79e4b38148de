"""Writes hub_cache.json: what huggingface_hub leaves in its cache for a small repository, with and without symbolic links.

A server of a few lines plays the hub. Run it by hand, with huggingface_hub installed, when its cache changes:

    python write_hub_cache.py > hub_cache.json
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REPOSITORY = "org/model"
LARGE_FROM = 1000
FILES = {
    "model_index.json": json.dumps({
        "_class_name": "StableDiffusionPipeline", "scheduler": ["diffusers", "DDIMScheduler"],
        "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"]}),
    "scheduler/scheduler_config.json": "{}",
    "tokenizer/vocab.json": "{}",
    "tokenizer/merges.txt": "#version: 0.2\n",
    "unet/config.json": '{"sample_size": 64}',
    "unet/diffusion_pytorch_model.safetensors": "weights " * 400,
}


def blob_id(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def pointer(content: bytes) -> bytes:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256(content)}\nsize {len(content)}\n".encode()


CONTENTS = {path: text.encode() for path, text in FILES.items()}
COMMIT = hashlib.sha1("\n".join(f"{p} {blob_id(c)}" for p, c in sorted(CONTENTS.items())).encode()).hexdigest()


def entry(path: str) -> dict:
    content = CONTENTS[path]
    if len(content) < LARGE_FROM:
        return {"type": "file", "oid": blob_id(content), "size": len(content), "path": path}
    lfs = {"oid": sha256(content), "size": len(content), "pointerSize": len(pointer(content))}
    return {"type": "file", "oid": blob_id(pointer(content)), "size": len(content), "lfs": lfs, "path": path}


class Hub(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        path = self.path.split("?")[0].strip("/")
        if path.startswith(f"api/models/{REPOSITORY}/revision/"):
            siblings = [{"rfilename": p} for p in sorted(CONTENTS)]
            body = {"id": REPOSITORY, "sha": COMMIT, "private": False, "downloads": 0, "likes": 0, "tags": [], "siblings": siblings}
            self.send(200, json.dumps(body).encode())
        elif path.startswith(f"api/models/{REPOSITORY}/tree/"):
            self.send(200, json.dumps([entry(p) for p in sorted(CONTENTS)]).encode())
        elif path.startswith(f"{REPOSITORY}/resolve/"):
            content = CONTENTS.get(path.split("/", 4)[4])
            if content is None:
                self.send(404, b"", {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
                return
            large = len(content) >= LARGE_FROM
            headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{blob_id(content)}"'}
            if large:
                headers |= {"X-Linked-Etag": f'"{sha256(content)}"', "X-Linked-Size": str(len(content))}
            self.send(200, content, headers)
        else:
            self.send(404, b"")

    def send(self, status: int, body: bytes, headers: dict | None = None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


FETCH = f"""
from huggingface_hub import hf_hub_download, snapshot_download
from huggingface_hub.errors import EntryNotFoundError
snapshot_download({REPOSITORY!r})
try:
    hf_hub_download({REPOSITORY!r}, "absent.json")
except EntryNotFoundError:
    pass
"""


def describe(root: Path) -> dict:
    tree = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            tree[name] = {"link": os.readlink(path)}
        elif path.is_file():
            tree[name] = {"text": path.read_text()}
    return tree


def fetch(endpoint: str, without_links: bool) -> dict:
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "PATH": os.environ["PATH"], "HOME": home, "HF_HOME": home, "HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_SYMLINKS": "1" if without_links else "0"}
        subprocess.run([sys.executable, "-c", FETCH], env=environment, check=True, stderr=subprocess.DEVNULL)
        return describe(Path(home) / "hub")


def main():
    import huggingface_hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    reference = {
        "huggingface_hub": huggingface_hub.__version__, "commit": COMMIT, "files": FILES,
        "links": fetch(endpoint, without_links=False), "copies": fetch(endpoint, without_links=True)}
    json.dump(reference, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
