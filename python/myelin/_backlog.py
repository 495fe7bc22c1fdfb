"""Metrics that a runner has not heard, since it was away or asked to be asked less often: they go with the next push that it
hears, when the time that it named is over, and at the end of the process."""

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

# After an answer of 429 nothing is sent for as long as it says, and no longer than this.
LONGEST_PAUSE_SECONDS = 30.0
_PAUSE_SECONDS = 1.0

_lock = threading.Lock()
_state = {"url": None, "source": None, "series": {}, "registered": False, "until": 0.0}


def send(url, metrics, source):
    """Push the metrics, with those that were not heard before them. Returns the Answer."""
    pause = _state["until"] - time.monotonic()
    if pause > 0:
        with _lock:
            _keep(url, list(_state["series"].values()) + [dict(one) for one in metrics], source)
        return _http.Answer(429, retry_after=pause)
    with _lock:
        waiting = list(_state["series"].values())
        _state["series"] = {}
    merged = list(_merge({}, waiting + [dict(one) for one in metrics]).values()) if waiting else metrics
    answer = _http.request(url, {"metrics": merged, "source": source})
    if answer.status_code in (0, 429) or answer.status_code >= 500:
        with _lock:
            # What was pushed by another thread meanwhile is the newer.
            _keep(url, [dict(one) for one in merged] + list(_state["series"].values()), source)
    if answer.status_code == 429:
        _pause(answer.retry_after)
    return answer


def flush(seconds=EXIT_SECONDS):
    """Push what was not heard, again and again for so long. Returns whether nothing waits any more."""
    end = time.monotonic() + seconds
    while _state["series"]:
        pause = _state["until"] - time.monotonic()
        if pause <= 0:
            send(_state["url"], [], _state["source"])
            if not _state["series"]:
                break
            pause = _EXIT_PAUSE_SECONDS
        if time.monotonic() + pause >= end:
            return False
        time.sleep(pause)
    return True


def _pause(seconds):
    """Send nothing for so long; then what waits goes without another push."""
    pause = min(LONGEST_PAUSE_SECONDS, _PAUSE_SECONDS if seconds is None else seconds)
    _state["until"] = time.monotonic() + pause
    timer = threading.Timer(pause, lambda: flush(0.0))
    timer.daemon = True
    timer.start()


def _keep(url, metrics, source):
    """Have these wait, oldest first."""
    series = _merge({}, metrics)
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
