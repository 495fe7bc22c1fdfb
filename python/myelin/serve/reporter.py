"""Pushes a serving class's metrics from a thread of its own, so that a slow runner never delays an answer.

- Between two pushes the newest value of a gauge wins, and the increments of a counter add up.
- What is pending when the server stops is pushed before it ends.
"""

import json
import math
import threading

from myelin import metric as _metric


class Reporter(object):
    """:param push: what sends a list of metrics; the runner's address by default"""

    def __init__(self, push=_metric.push):
        self._push = push
        self._pending = {}
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="myelin-metrics", daemon=True)
        self._thread.start()

    def report(self, metrics):
        with self._changed:
            for one in metrics:
                if not math.isfinite(one["value"]):
                    continue
                key = (one["name"], one.get("type"), json.dumps(one.get("labels"), sort_keys=True))
                before = self._pending.get(key)
                if before is not None and one.get("type") == "counter":
                    one = dict(one, value=one["value"] + before["value"])
                self._pending[key] = one
            self._changed.notify()

    def close(self, timeout=3.0):
        """Push what is pending and end; `timeout` in seconds."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(timeout)

    def _run(self):
        while True:
            with self._changed:
                while not self._pending and not self._closed:
                    self._changed.wait()
                if not self._pending:
                    return
                metrics = list(self._pending.values())
                self._pending = {}
            self._push(metrics)
