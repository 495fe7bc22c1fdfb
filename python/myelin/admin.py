"""Where the tasks of this axon keep their data and models."""

import json
import re
import urllib.parse

from myelin import _environment, _http


class Task(object):
    """A task's paths, as attributes and as items: `t.data_path`, `t['model_path']`. Both end in '/'."""

    def __init__(self, name, data_path, model_path):
        self.task = name
        self.data_path = _environment.with_slash(data_path)
        self.model_path = _environment.with_slash(model_path)

    def __getitem__(self, key):
        if key not in self.keys():
            raise KeyError(key)
        return getattr(self, key)

    def get(self, key, default=None):
        return self[key] if key in self.keys() else default

    def keys(self):
        return ("task", "data_path", "model_path")

    def __repr__(self):
        return "Task(%r, data_path=%r, model_path=%r)" % (self.task, self.data_path, self.model_path)


def task(task_name=None, axon=None, namespace=None):
    """The paths of a task's last successful run: from this process's environment, else from the runner.

    None, with a warning, where neither knows it, as when a script is run by hand.

    :param task_name: the task's name in the axon
    :param axon: accepted for published code; another axon's tasks are not visible, so only this axon's name works
    :param namespace: accepted for published code, and ignored
    """
    name = task_name or _environment.get("MYELIN_TASK") or ""
    here = _environment.get("MYELIN_AXON")
    if axon is not None and here is not None and axon != here:
        _environment.warn("admin.task: %s is a task of axon %s, and this is %s" % (name, axon, here))
        return None
    suffix = re.sub(r"[^A-Za-z0-9_]", "_", name)
    data = _environment.get("DATA_PATH_" + suffix)
    model = _environment.get("MODEL_PATH_" + suffix)
    if data is not None and model is not None:
        return Task(name, data, model)
    return _ask(name)


def data_path(default_value="/tmp/data/"):
    """DATA_PATH, or the default where there is none."""
    return _environment.with_slash(_environment.get("DATA_PATH") or default_value)


def model_path(default_value="/tmp/model/"):
    """MODEL_PATH, or the default where there is none."""
    return _environment.with_slash(_environment.get("MODEL_PATH") or default_value)


def _ask(name):
    url = _environment.url("tasks/" + urllib.parse.quote(name, safe=""))
    if url is None:
        _environment.warn("admin.task: the paths of %s are not known (no MYELIN_URL)" % (name or "no task"))
        return None
    # A runner on one machine does not come back by itself; a runtime in a cluster does.
    answer = _http.request(url, patient=_environment.get("MYELIN_TOKEN_FILE") is not None)
    if answer.ok:
        try:
            found = json.loads(answer.body)
            return Task(name, found["data_path"], found["model_path"])
        except (ValueError, KeyError, TypeError):
            _environment.warn("admin.task: %s answered %r" % (url, answer.body[:200]))
    return None
