"""Puts the results of all parts together: OUT/results.json and OUT/results.md."""

import json
from pathlib import Path

HOW = (("ours", "ours"), ("eager", "diffusers"), ("compile", "torch.compile"))


def write(out: Path) -> str:
    """Writes both files, and returns the Markdown."""
    parts = sorted((json.loads(file.read_text()) for file in out.glob("*.part.json")), key=lambda part: part["name"])
    results = {part["name"]: part | {"result": result_of(out, part)} for part in parts}
    text = "\n\n".join(filter(None, [
        "# Results of the kit", parity(results), pictures(results), speed(results), unfinished(results)])) + "\n"
    for name, content in (("results.json", json.dumps(results, indent=1)), ("results.md", text)):
        (out / (name + ".new")).write_text(content)
        (out / (name + ".new")).replace(out / name)
    return text


def exit_code(out: Path, parts: list) -> int:
    """1 unless every case of parity of the parts passed, and every part was done."""
    results = json.loads((out / "results.json").read_text())
    for part in parts:
        result = results.get(part.name)
        if result is None or result["state"] != "done" or result["kind"] == "parity" and result["exit_code"] != 0:
            return 1
    return 0


def result_of(out: Path, part: dict):
    if part["kind"] == "parity":
        file = out / f"{part['name']}.jsonl"
        lines = file.read_text().splitlines() if file.is_file() else []
        results = [json.loads(line) for line in lines if line.endswith("}")]
        return list({(r["model"], r["case"]): r for r in results if r["passed"] is not None}.values())
    file = out / f"{part['name']}.json"
    return json.loads(file.read_text()) if part["state"] == "done" and file.is_file() else None


def table(head: list[str], rows: list[list]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def parity(results: dict) -> str:
    rows, failures = [], []
    for name, part in of_kind(results, "parity"):
        cases = part["result"]
        passed = [case for case in cases if case["passed"]]
        nearest = max(cases, key=share, default=None)
        worst = "-" if nearest is None or nearest["value"] is None else (
            f"{nearest['measure']} {nearest['value']:.3g} of {nearest['bound']:.3g} ({nearest['model']}, {nearest['case']})")
        verdict = "pass" if part["state"] == "done" and part["exit_code"] == 0 else "FAIL" if part["state"] == "done" else part["state"]
        rows.append([part["models"], part["precision"], f"{len(passed)} of {len(cases)}", worst, verdict])
        failures += [
            [case["model"], case["case"], part["precision"], number(case["value"], 5), number(case["bound"], 5), cell(case["error"] or "")]
            for case in cases if not case["passed"]
        ]
    text = "## Parity with diffusers in float32\n\n" + table(["models", "precision", "passed", "nearest to its bound", ""], rows)
    if failures:
        text += "\n\n### Failed\n\n" + table(["model", "case", "precision", "value", "bound", "error"], failures)
    return text if rows else ""


def share(case: dict) -> float:
    """How near to its bound, from 0 to 1 and above."""
    if case["value"] is None:
        return -1
    return case["bound"] / max(case["value"], 1e-9) if case["measure"] == "psnr" else case["value"] / case["bound"]


def pictures(results: dict) -> str:
    rows = [
        [r["provider"], r["precision"], r["count"], r["steps"], f"{r['seconds_per_picture'] * 1000:.1f}", f"{r['first_seconds']:.2f}",
         f"{r['load_seconds']:.2f}", gigabytes(part)]
        for _, part in of_kind(results, "pictures") if (r := part["result"])
    ]
    head = ["provider", "precision", "at a time", "steps", "ms a picture", "first, s", "load, s", "peak, GB"]
    return "## The default model\n\n" + table(head, rows) if rows else ""


def speed(results: dict) -> str:
    found = {(p["model"], p["size"], p["count"], p["who"]): p for _, p in of_kind(results, "speed") if p["result"]}
    texts = []
    for title, key in (("A step, ms", "step_seconds"), ("A whole generation, s", "generation_seconds")):
        scale, rows = (1000 if key == "step_seconds" else 1), []
        for shape in sorted({key[:3] for key in found}):
            values = {who: found[*shape, who]["result"][key] for who, _ in HOW if (*shape, who) in found}
            bare = found[*shape, "ours"]["result"] if "ours" in values else None
            row = [shape[0], f"{shape[1]}x{shape[1]}", shape[2], *(number(values.get(who), 4, scale) for who, _ in HOW)]
            if key == "step_seconds":
                row += [number(bare and bare["bare_seconds"], 4, scale), number(bare and bare["step_to_bare"], 4)]
            row += [ratio(values, "eager"), ratio(values, "compile")]
            rows.append(row)
        head = ["model", "size", "at a time", *(name for _, name in HOW)]
        head += ["bare", "ours / bare"] if key == "step_seconds" else []
        texts.append(f"### {title}\n\n" + table([*head, "ours / diffusers", "ours / torch.compile"], rows))
    rows = [
        [*shape, *(gigabytes(found[*shape, who]) if (*shape, who) in found else "-" for who, _ in HOW),
         *(number(found[*shape, who]["result"]["first_seconds"], 3) if (*shape, who) in found else "-" for who, _ in HOW)]
        for shape in sorted({key[:3] for key in found})
    ]
    head = ["model", "size", "at a time", *(f"{name}, GB" for _, name in HOW), *(f"{name}, first, s" for _, name in HOW)]
    texts.append("### Peak memory of the process, and its first generation\n\n" + table(head, rows))
    warned = sorted({w for p in found.values() for w in p["result"].get("warnings", [])})
    notes = "".join(f"\n\nWarned: {cell(w)}" for w in warned)
    return "## Models of real size, random weights\n\n" + "\n\n".join(texts) + notes if found else ""


def unfinished(results: dict) -> str:
    rows = [[name, part["state"], cell(part.get("why") or "")] for name, part in results.items() if part["state"] != "done"]
    return "## Not done\n\n" + table(["part", "state", "why"], rows) if rows else ""


def of_kind(results: dict, kind: str) -> list:
    return [(name, part) for name, part in results.items() if part["kind"] == kind]


def ratio(values: dict, other: str) -> str:
    return f"{values['ours'] / values[other]:.3f}" if "ours" in values and other in values else "-"


def gigabytes(part: dict) -> str:
    """Of the device, or where it has no memory of its own, of the machine."""
    device = part.get("peak_device_bytes")
    return f"{device / 1e9:.2f}" if device else f"{part['peak_resident_bytes'] / 1e9:.2f} (machine)"


def number(value, digits: int, scale: float = 1) -> str:
    return "-" if value is None else f"{value * scale:.{digits}g}"


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")[:300]
