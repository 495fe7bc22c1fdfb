"""Metrics that a runner which was away has not heard: they go with the next push, and at the end of the process."""

import atexit
import json
import threading
import time

from myelin import _http

# Series kept: beyond these the oldest are forgotten.
MOST = 1000

# How long the end of a process is held up for what was not heard; a runtime that restarts is back by then.
EXIT_SECONDS = 5.0
_EXIT_PAUSE_SECONDS = 0.5

_lock = threading.Lock()
_state = {"url": None, "source": None, "series": {}, "registered": False}


def send(url, metrics, source):
    """Push the metrics, with those that were not heard before them. Returns the Answer."""
    with _lock:
        waiting = list(_state["series"].values())
        _state["series"] = {}
    merged = list(_merge({}, waiting + [dict(one) for one in metrics]).values()) if waiting else metrics
    answer = _http.request(url, {"metrics": merged, "source": source})
    if answer.status_code == 0 or answer.status_code >= 500:
        _keep(url, merged, source)
    return answer


def flush(seconds=EXIT_SECONDS):
    """Push what was not heard, again and again for so long. Returns whether nothing waits any more."""
    end = time.monotonic() + seconds
    while _state["series"]:
        send(_state["url"], [], _state["source"])
        if _state["series"]:
            if time.monotonic() + _EXIT_PAUSE_SECONDS >= end:
                return False
            time.sleep(_EXIT_PAUSE_SECONDS)
    return True


def _keep(url, metrics, source):
    with _lock:
        # What was pushed by another thread meanwhile is the newer.
        newer = list(_state["series"].values())
        series = _merge({}, [dict(one) for one in metrics] + newer)
        for key in list(series)[: max(0, len(series) - MOST)]:
            del series[key]
        _state.update(url=url, source=source, series=series)
        if not _state["registered"]:
            _state["registered"] = True
            atexit.register(flush)


def _merge(series, metrics):
    """The last value of a gauge, and the sum of a counter's increments, by name and labels."""
    for one in metrics:
        key = json.dumps([one["name"], one.get("type"), one.get("labels")], sort_keys=True)
        before = series.pop(key, None)
        if before is not None and one.get("type") == "counter":
            one["value"] += before["value"]
        series[key] = one
    return series
