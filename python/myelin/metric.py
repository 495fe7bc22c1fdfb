"""Reporting metrics: `publish_result` for what a task ends with, `MetricClient` for what it sees on the way."""

import math

from myelin import _backlog, _environment, _http, _result


def publish_result(value, name):
    """Report a final metric of this task.

    The value goes into the result file (where the runner reads it even if it was away) and is pushed, so that it is seen
    at once. NaN and infinity are not reported, and withdraw what was published under the name before.

    :param value: a number, or a numpy or tensor scalar
    :param name: the metric's name, as the axon's `metrics` and `lossMetric` say it
    """
    number = _number(name, value)
    if number is None:
        _result.merge(name, None)
        return
    written = _result.merge(name, number)
    if _environment.get("MYELIN_URL") is None:
        if not written:
            _not_reported(name, number)
        return
    _push(name, number)


class MetricClient(object):
    """Pushes metrics while a task runs or a model serves. Takes and ignores arguments, as older code passes some."""

    def __init__(self, *_args, **_kwargs):
        pass

    def post_update(self, name, value):
        """Push the metric's value of now. Never raises; the answer's `status_code` is 0 where it was not delivered."""
        number = _number(name, value)
        if number is None:
            return _http.Answer(0)
        if _environment.get("MYELIN_URL") is None:
            _not_reported(name, number)
            return _http.Answer(0)
        return _push(name, number)


def push(metrics):
    """Push a list of `{"name", "value", "type"?: "gauge" | "counter", "labels"?}`; a counter's value is an increment.

    What a runner that is away, or asks to be told less often, does not hear goes with a later push, and once more at the end of
    the process.
    """
    url = _environment.url("metrics")
    if url is None:
        return _http.Answer(0)
    return _backlog.send(url, metrics, _environment.source())


def _push(name, number):
    return push([{"name": name, "value": number}])


def _number(name, value):
    """The value as a finite float, or None after a warning."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        _environment.warn("%s is not a number: %r; not reported" % (name, value))
        return None
    if not math.isfinite(number):
        _environment.warn("%s is %s; not reported, since no comparison with it would hold" % (name, number))
        return None
    return number


def _not_reported(name, number):
    print("myelin: %s = %s (not reported: no MYELIN_URL)" % (name, repr(number)), flush=True)
