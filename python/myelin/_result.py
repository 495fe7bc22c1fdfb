"""The result file: one JSON object of final metrics, at MYELIN_RESULT."""

import json
import os
import threading

from myelin import _environment

# In a pod the file is the termination message, of which Kubernetes keeps no more.
LIMIT_BYTES = 4096
POINTER = "myelin_result_file"

_lock = threading.Lock()


def merge(name, value):
    """Set one metric in the result file, keeping the others; None withdraws it. Returns False where there is no file."""
    path = _environment.get("MYELIN_RESULT")
    if path is None:
        return False
    with _lock:
        try:
            metrics = read(path)
            if value is None:
                metrics.pop(name, None)
            else:
                metrics[name] = value
            text = json.dumps(metrics)
            if len(text.encode("utf-8")) > LIMIT_BYTES:
                text = json.dumps({POINTER: _write_large(text, path)})
            _replace(path, text)
        except OSError as error:
            _environment.warn("the result file %s cannot be written: %s" % (path, error), once=("result", path))
    return True


def read(path):
    """The metrics written so far; an absent, empty or damaged file counts as none."""
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
        if isinstance(found, dict) and POINTER in found:
            with open(found[POINTER], encoding="utf-8") as file:
                found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_large(text, path):
    folder = _environment.get("MODEL_PATH") or os.path.dirname(os.path.abspath(path))
    large = os.path.join(folder, "result.json")
    _replace(large, text)
    return large


def _replace(path, text):
    """Write whole or not at all, except where the file is itself a mount (a pod's termination message) and must stay."""
    temporary = "%s.%d.tmp" % (path, os.getpid())
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
