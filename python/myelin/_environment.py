"""The environment that a runner gives to a task's process, read at the time of asking."""

import os
import sys

_SOURCE_NAMES = ("TASK", "RUN", "ATTEMPT", "TRIAL", "DEPLOYER", "VERSION", "MODEL", "BACKEND")
_warned = set()


def get(name):
    """The variable's value, or None where it is unset or empty."""
    return os.environ.get(name) or None


def url(path):
    """The address of `path` under MYELIN_URL, or None outside a runner."""
    base = get("MYELIN_URL")
    return None if base is None else base.rstrip("/") + "/" + path


def token():
    """What tells the runner who asks: the content of MYELIN_TOKEN_FILE, which is renewed, else MYELIN_TOKEN, or None."""
    path = get("MYELIN_TOKEN_FILE")
    if path is None:
        return get("MYELIN_TOKEN")
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip() or None
    except (OSError, UnicodeDecodeError) as error:
        warn("the token cannot be read: %s" % error, once=("token", path))
        return None


def source():
    """Who reports: the labels by which the runner tells a task's metrics from a served model's."""
    labels = {name.lower(): get("MYELIN_" + name) for name in _SOURCE_NAMES}
    return {name: value for name, value in labels.items() if value is not None}


def with_slash(path):
    """Paths end in '/', since published code writes data_path + 'x.pkl'."""
    return path if path.endswith("/") else path + "/"


def warn(text, once=None):
    """Write a warning on stderr; with `once`, only the first time for that key in this process."""
    if once is not None:
        if once in _warned:
            return
        _warned.add(once)
    print("myelin: " + text, file=sys.stderr, flush=True)
