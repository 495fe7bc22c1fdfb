"""Metrics that a runner has not heard, since it was away or asked to be asked less often: they go with the next push that it
hears, when the time that it named is over, and at the end of the process."""

import atexit
import json
import threading
import time

from myelin import _http

# Series kept: beyond these the oldest are forgotten.
MOST = 1000

# How long the end of a process is held up for what was not heard; a runtime that restarts is back by then. A pause that the
# runner named is waited out beside it.
EXIT_SECONDS = 5.0
_EXIT_PAUSE_SECONDS = 0.5

# After an answer of 429 nothing is sent for as long as it says, and no longer than this.
LONGEST_PAUSE_SECONDS = 30.0
_PAUSE_SECONDS = 1.0

# Notified when a push was answered.
_lock = threading.Condition()

# "sending" counts pushes that are under way: what they hold waits again if it is not heard.
_state = {"url": None, "source": None, "series": {}, "sending": 0, "registered": False, "until": 0.0}


def send(url, metrics, source):
    """Push the metrics, with those that were not heard before them. Returns the Answer."""
    with _lock:
        pause = _state["until"] - time.monotonic()
        if pause > 0:
            _keep(url, list(_state["series"].values()) + [dict(one) for one in metrics], source)
            return _http.Answer(429, retry_after=pause)
        waiting = list(_state["series"].values())
        _state["series"] = {}
        _state["sending"] += 1
        _flush_at_exit()
    unheard = list(_merge({}, waiting + [dict(one) for one in metrics]).values()) if waiting else metrics
    answer = _http.Answer(0)
    try:
        answer = _http.request(url, {"metrics": unheard, "source": source})
        if answer.status_code == 400 and waiting and len(unheard) > 1:
            # A push is refused whole: one metric that is wrong must not take with it those that merely waited.
            answers = []
            while unheard and not _is_unheard(answer):
                answer = _http.request(url, {"metrics": unheard[:1], "source": source})
                answers.append(answer)
                if not _is_unheard(answer):
                    unheard = unheard[1:]
            # What was pushed now comes last; its answer is what its code is told.
            if not unheard:
                answer = next((one for one in answers[-len(metrics) :] if not one.ok), answer)
    finally:
        with _lock:
            _state["sending"] -= 1
            if _is_unheard(answer):
                # What was pushed by another thread meanwhile is the newer.
                _keep(url, [dict(one) for one in unheard] + list(_state["series"].values()), source)
            if answer.status_code == 429:
                _pause(answer.retry_after)
            _lock.notify_all()
    return answer


def _is_unheard(answer):
    """Whether what was sent may still be heard when it is sent again."""
    return answer.status_code in (0, 429) or answer.status_code >= 500


def flush(seconds=EXIT_SECONDS):
    """Push what was not heard, again and again for so long, and wait for pushes that are under way.

    Pauses that the runner named do not count, as far as they are no longer than the longest. Returns whether nothing waits any
    more.
    """
    end = time.monotonic() + seconds
    pauses = LONGEST_PAUSE_SECONDS
    while True:
        with _lock:
            now = time.monotonic()
            pause = _state["until"] - now
            if not _state["series"] and not _state["sending"]:
                return True
            if now >= end or (pause > 0 and pauses <= 0):
                return False
            # What is under way is older, and may have to wait again.
            if _state["sending"]:
                _lock.wait(end - now)
                continue
            if pause > 0:
                _lock.wait(min(pause, pauses))
                waited = time.monotonic() - now
                pauses -= waited
                end += waited
                continue
        _send_waiting()
        with _lock:
            if _state["series"] and _state["until"] <= time.monotonic():
                if time.monotonic() + _EXIT_PAUSE_SECONDS >= end:
                    return False
                _lock.wait(_EXIT_PAUSE_SECONDS)


def _send_waiting():
    if _state["series"]:
        send(_state["url"], [], _state["source"])


def _pause(seconds):
    """Send nothing for so long; then what waits goes without another push."""
    pause = min(LONGEST_PAUSE_SECONDS, _PAUSE_SECONDS if seconds is None else seconds)
    _state["until"] = time.monotonic() + pause
    timer = threading.Timer(pause, _send_waiting)
    timer.daemon = True
    timer.start()


def _keep(url, metrics, source):
    """Have these wait, oldest first."""
    series = _merge({}, metrics)
    for key in list(series)[: max(0, len(series) - MOST)]:
        del series[key]
    _state.update(url=url, source=source, series=series)
    _flush_at_exit()


def _flush_at_exit():
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
