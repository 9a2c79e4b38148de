"""Writes tiny graphs with the interface of TrustMark's ONNX files, and what PyTorch, Pillow and ONNX Runtime make of pictures with them.

Needs numpy, torch, onnx, onnxruntime, Pillow: python write_trustmark_references.py FOLDER
The encoder adds a checkerboard of each bit's sign to one of 256 cells, the decoder correlates with it. The BCH code is written here a second
time, by long division independent of the library's.
"""
import json, random, sys
import numpy as np, onnx, onnxruntime as ort, torch
from onnx import TensorProto as T, helper as h, numpy_helper as nh
from PIL import Image

folder = sys.argv[1]
SCHEMAS = {"BchSuper": (8, 40, 0), "Bch5": (5, 61, 1), "Bch4": (4, 68, 2), "Bch3": (3, 75, 3)}


def generator(t):
    """Least common multiple of the minimal polynomials of a, a^3, ..., as integers of bits, found by trying polynomials of degree 7."""
    def power(e):
        x = 1
        for _ in range(e % 127):
            x <<= 1
            x ^= 137 if x & 128 else 0
        return x
    def multiply(a, b):
        r = 0
        while b:
            r ^= a if b & 1 else 0
            b >>= 1
            a = (a << 1) ^ (137 if a & 64 else 0)
        return r
    def product(a, b):
        r = 0
        for i in range(b.bit_length()):
            r ^= (a << i) if b >> i & 1 else 0
        return r
    g, seen = 1, set()
    for i in range(1, 2 * t, 2):
        for candidate in range(128, 256):
            value, x = 0, 1
            for j in range(8):
                value ^= x if candidate >> j & 1 else 0
                x = multiply(x, power(i))
            if value == 0:
                if candidate not in seen:
                    g = product(g, candidate)
                    seen.add(candidate)
                break
    return g


def checks(bits, t):
    g = generator(t)
    r = int(bits + "0" * (-len(bits) % 8), 2) << 7 * t
    while r.bit_length() >= g.bit_length():
        r ^= g << (r.bit_length() - g.bit_length())
    return format(r, f"0{7 * t}b")


def checkerboard(n):
    return np.fromfunction(lambda y, x: (y // (n // 2) + x // (n // 2)) % 2 * 2 - 1, (n, n)).astype(np.float32)


def save(nodes, inputs, outputs, weights, name):
    graph = h.make_graph(nodes, name, inputs, outputs, [nh.from_array(v, k) for k, v in weights.items()])
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, f"{folder}/trustmark_{name}.onnx")


rng = np.random.default_rng(7)
kernel = 0.06 * checkerboard(16)[None, None] * np.array([0.6, 1.0, 0.8], np.float32)[None, :, None, None]
save([h.make_node("Mul", ["onnx::Gemm_1", "two"], ["a"]), h.make_node("Sub", ["a", "one"], ["b"]),
      h.make_node("Pad", ["b", "pads"], ["c"]), h.make_node("Reshape", ["c", "grid"], ["d"]),
      h.make_node("ConvTranspose", ["d", "kernel"], ["e"], strides=[16, 16]),
      h.make_node("Conv", ["onnx::Concat_0", "mix"], ["f"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
      h.make_node("Add", ["e", "f"], ["image"])],
     [h.make_tensor_value_info("onnx::Concat_0", T.FLOAT, [1, 3, 256, 256]), h.make_tensor_value_info("onnx::Gemm_1", T.FLOAT, [1, 100])],
     [h.make_tensor_value_info("image", T.FLOAT, [1, 3, 256, 256])],
     {"two": np.float32([2]), "one": np.float32([1]), "pads": np.int64([0, 0, 0, 156]), "grid": np.int64([1, 1, 16, 16]), "kernel": kernel,
      "mix": (np.eye(3)[:, :, None, None] * (np.arange(9) == 4).reshape(3, 3) + 0.002 * rng.normal(size=(3, 3, 3, 3))).astype(np.float32)}, "encoder")
for name, n, size in (("decoder", 16, [256, 256]), ("decoder_p", 14, ["height", "width"])):
    weight = checkerboard(n)[None, None] * np.float32([0.3, 0.5, 0.4])[None, :, None, None]
    save([h.make_node("Conv", ["image", "kernel"], ["a"], strides=[n, n]), h.make_node("Flatten", ["a"], ["b"]),
          h.make_node("Slice", ["b", "from", "to", "axis"], ["output"])],
         [h.make_tensor_value_info("image", T.FLOAT, [1, 3, *size])], [h.make_tensor_value_info("output", T.FLOAT, [1, 100])],
         {"kernel": weight, "from": np.int64([0]), "to": np.int64([100]), "axis": np.int64([1])}, name)


def draw(width, height):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return (40 + (x * (c + 1) * 2 + y * (3 - c) * 3) // 5 % 170).astype(np.uint8)


def mark(image, secret, strength, centre):
    height, width = image.shape[:2]
    side, square = min(width, height), centre or width > 2 * height or height > 2 * width
    left, top, w, hh = ((width - side) // 2, (height - side) // 2, side, side) if square else (0, 0, width, height)
    part = Image.fromarray(image[top:top + hh, left:left + w]).resize((256, 256), Image.BILINEAR)
    cover = np.asarray(part, np.float32).transpose(2, 0, 1)[None] / 127.5 - 1
    session = ort.InferenceSession(f"{folder}/trustmark_encoder.onnx", providers=["CPUExecutionProvider"])
    out = session.run(None, {"onnx::Concat_0": cover, "onnx::Gemm_1": np.float32([[int(b) for b in secret]])})[0]
    residual = torch.from_numpy(np.clip(strength * (np.clip(out, -1, 1) - cover), -0.2, 0.2))
    mean = residual.mean((2, 3), keepdim=True)
    if square:
        inner = residual[:, :, 2:-2, 2:-2].clone()
        residual = mean.expand(1, 3, 256, 256).clone()
        residual[:, :, 2:-2, 2:-2] = inner
    full = mean.expand(1, 3, height, width).clone()
    full[:, :, top:top + hh, left:left + w] = torch.nn.functional.interpolate(residual, (hh, w), mode="bilinear")
    return np.clip(np.rint(image + 127.5 * full[0].numpy().transpose(1, 2, 0)), 0, 255).astype(np.uint8)


random.seed(3)
out = {"codes": [], "marks": []}
for name, (t, capacity, number) in SCHEMAS.items():
    for _ in range(12):
        data = "".join(random.choice("01") for _ in range(capacity))
        out["codes"].append({"schema": name, "data": data, "bits": data + checks(data, t) + format(number, "04b")})
# A mark of Adobe's own library, from the tests of its Rust version (rust/src/bits.rs).
adobe = "1011011110011000111111000000011111011111011100000110110110111000110010101101111010011011000010000001"
assert adobe[:61] + checks(adobe[:61], 5) + "0001" == adobe
out["codes"].append({"schema": "Bch5", "data": adobe[:61], "bits": adobe})
for width, height, strength, centre in ((256, 256, 1, False), (400, 300, 1, False), (700, 200, 1, False), (330, 470, 1.25, True)):
    secret = next(c["bits"] for c in out["codes"] if c["schema"] == "BchSuper")
    marked = mark(draw(width, height), secret, strength, centre)
    Image.fromarray(marked).save(f"{folder}/trustmark_{width}x{height}.png", optimize=True)
    out["marks"].append({"width": width, "height": height, "strength": strength, "centre": centre, "bits": secret})
json.dump(out, open(f"{folder}/trustmark.json", "w"), indent=1)
