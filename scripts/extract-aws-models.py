#!/usr/bin/env python3
"""Extracts the API models that the local runtime serves, as data, from botocore (Apache-2.0).

    python3 -m venv .venv && .venv/bin/pip install botocore && .venv/bin/python scripts/extract-aws-models.py

Reads local/wire/models/operations.json (service -> operations) and writes one
local/wire/models/<service>.json each: the operations listed there, every shape that
they reach, no prose. `known` keeps the names of all other operations, so that the
runtime can refuse them by name.
"""

import json
import pathlib

import botocore
import botocore.loaders

MODELS = pathlib.Path(__file__).parent.parent / "local" / "wire" / "models"
PROSE = {"documentation", "documentationUrl", "examples", "deprecatedMessage", "deprecatedSince"}


def without_prose(node):
    if isinstance(node, dict):
        return {key: without_prose(value) for key, value in node.items() if not (key in PROSE and isinstance(value, str))}
    return [without_prose(value) for value in node] if isinstance(node, list) else node


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def reached(shapes, roots):
    seen, todo = set(), list(roots)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(references(shapes[name]))
    return {name: shapes[name] for name in sorted(seen)}


loader = botocore.loaders.Loader()
for service, wanted in json.loads((MODELS / "operations.json").read_text()).items():
    model = without_prose(loader.load_service_model(service, "service-2"))
    operations = {name: model["operations"][name] for name in sorted(wanted)}
    out = {
        "source": f"botocore {botocore.__version__}",
        "metadata": model["metadata"],
        "operations": operations,
        "known": sorted(set(model["operations"]) - set(wanted)),
        "shapes": reached(model["shapes"], references(list(operations.values()))),
    }
    path = MODELS / f"{service}.json"
    path.write_text(json.dumps(out, separators=(",", ":"), ensure_ascii=False) + "\n")
    print(f"{service}: {len(operations)} operations, {len(out['shapes'])} shapes, {path.stat().st_size // 1024} KiB")
