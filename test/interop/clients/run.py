"""Runs every function of the named modules, in their order, and prints {module: {function: null or what went wrong}}."""

import importlib
import inspect
import json
import sys
import traceback

from aws import Aws

aws = Aws()
found = {}
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    found[name] = {}
    for title, function in vars(module).copy().items():
        if not inspect.isfunction(function) or function.__module__ != name or title.startswith("_"):
            continue
        try:
            function(aws)
            found[name][title] = None
        except Exception:
            found[name][title] = traceback.format_exc(limit=-3)
print(json.dumps(found))
