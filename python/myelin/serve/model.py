"""The wrapped class.

- It is made once, before the first request is read.
- One call into it at a time: what `tags()` and `metrics()` say belongs to the prediction just made, and a class need not be
  safe for threads.
"""

import importlib
import inspect
import threading

from myelin import _environment
from myelin.serve import data
from myelin.serve.errors import BadRequest

_METRIC_TYPES = {"GAUGE": "gauge", "COUNTER": "counter", "TIMER": "gauge"}


def load_class(reference):
    """The class that `module:Class` names; `Foo` alone is class Foo of module Foo, and `a.b.Foo` class Foo of a.b.Foo."""
    module_name, _, class_name = reference.partition(":")
    module = importlib.import_module(module_name)
    class_name = class_name or module_name.rpartition(".")[2]
    try:
        return getattr(module, class_name)
    except AttributeError:
        raise ImportError("module %s has no class %s" % (module_name, class_name))


class Model(object):
    """Answers messages by calling a user's object.

    :param user: an object with `predict`
    :param report: called with a list of metrics to push, after each prediction or feedback that returned some
    """

    def __init__(self, user, report=None):
        if not callable(getattr(user, "predict", None)):
            raise TypeError("%s has no method predict(self, X, feature_names)" % type(user).__name__)
        self._user = user
        self._report = report
        self._lock = threading.Lock()
        if callable(getattr(user, "load", None)):
            user.load()

    def predict(self, message):
        """The answer to a prediction's message."""
        value, names, form = data.unpack(message)
        with self._lock:
            result = _call(self._user.predict, value, names, _meta(message))
            answer = data.pack(result, self._class_names(), form)
            return dict({"meta": self._answer_meta(message)}, **answer)

    def send_feedback(self, message):
        """The answer to `{"request", "response", "reward", "truth"}`; a class that takes no feedback answers all the same."""
        value, names, _ = data.unpack(message.get("request") or {})
        reward = message.get("reward", 0.0)
        if isinstance(reward, bool) or not isinstance(reward, (int, float)):
            raise BadRequest("reward is a number, got %r" % (reward,))
        truth = message.get("truth")
        if truth is not None:
            truth = data.unpack(truth)[0]
        with self._lock:
            if callable(getattr(self._user, "send_feedback", None)):
                self._user.send_feedback(value, names, reward, truth)
            return {"meta": self._answer_meta(message)}

    def health(self):
        """What the class says of its health, or None; an exception of it is the caller's to handle."""
        status = getattr(self._user, "health_status", None)
        if not callable(status):
            return None
        with self._lock:
            return data.to_list(status())

    def _class_names(self):
        names = getattr(self._user, "class_names", None)
        names = names() if callable(names) else names
        return [] if names is None else data.to_list(names)

    def _answer_meta(self, message):
        asked = _meta(message)
        meta = {}
        if "puid" in asked:
            meta["puid"] = asked["puid"]
        tags = dict(asked.get("tags") or {}) if isinstance(asked.get("tags") or {}, dict) else {}
        if callable(getattr(self._user, "tags", None)):
            tags.update(self._user.tags() or {})
        if tags:
            meta["tags"] = tags
        if callable(getattr(self._user, "metrics", None)):
            metrics = list(self._user.metrics() or [])
            if metrics:
                meta["metrics"] = metrics
                self._push(metrics)
        return meta

    def _push(self, metrics):
        wanted = []
        for metric in metrics:
            try:
                pushed = {
                    "name": metric["key"],
                    "value": float(metric["value"]),
                    "type": _METRIC_TYPES[str(metric.get("type", "GAUGE")).upper()],
                }
                if metric.get("tags"):
                    pushed["labels"] = {str(key): str(label) for key, label in metric["tags"].items()}
                wanted.append(pushed)
            except (AttributeError, KeyError, TypeError, ValueError):
                _environment.warn(
                    'metrics() returned %r, not {"type": "GAUGE" | "COUNTER", "key", "value"}; left out' % (metric,),
                    once=("metrics", repr(metric)[:80]),
                )
        if wanted and self._report is not None:
            self._report(wanted)


def _meta(message):
    meta = message.get("meta")
    return meta if isinstance(meta, dict) else {}


def _call(predict, value, names, meta):
    """Call with as many of (X, feature_names, meta) as the method takes: published classes take one, two or three."""
    try:
        inspect.signature(predict).bind(value, names)
    except TypeError:
        try:
            inspect.signature(predict).bind(value)
        except TypeError:
            return predict(value, names, meta)
        return predict(value)
    except ValueError:
        pass
    return predict(value, names)
