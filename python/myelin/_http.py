"""HTTP to the runner: short timeouts, short retries, and never an exception."""

import json
import time
import urllib.error
import urllib.request

from myelin import _environment

_TIMEOUT_SECONDS = 2.0
_RETRY_DELAYS_SECONDS = (0.1, 0.3)

# For an answer without which the code cannot go on: a runtime of a cluster that restarts is back by then.
_PATIENT_DELAYS_SECONDS = (0.1, 0.3, 1.0, 2.0, 4.0, 4.0, 4.0)

# The runner is on this machine or in this cluster: a proxy meant for the internet must not be asked.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

_state = {"away": False}


class Answer(object):
    """What became of a request.

    `status_code` is the HTTP status, or 0 where no answer came; `body` is the text of the answer; `retry_after` is when to
    ask again, in seconds, where the answer says so.
    """

    def __init__(self, status_code, body="", retry_after=None):
        self.status_code = status_code
        self.body = body
        self.retry_after = retry_after

    @property
    def ok(self):
        return 200 <= self.status_code < 300

    def __repr__(self):
        return "Answer(status_code=%d)" % self.status_code


def request(url, body=None, patient=False):
    """GET, or POST of `body` as JSON. A runner found away is tried once per call until it answers, without retries.

    :param patient: wait some seconds for a runner that restarts
    """
    data = None if body is None else json.dumps(body).encode("utf-8")
    reason = ""
    delays = _PATIENT_DELAYS_SECONDS if patient else () if _state["away"] else _RETRY_DELAYS_SECONDS
    for delay in delays + (None,):
        answer, reason = _once(url, data)
        if answer.status_code != 0 and answer.status_code < 500:
            _state["away"] = False
            if not answer.ok:
                later = "; it is asked again later" if answer.status_code == 429 else ""
                _environment.warn("%s answered %s%s" % (url, reason, later), once=(url, answer.status_code))
            return answer
        if delay is not None:
            time.sleep(delay)
    _state["away"] = True
    _environment.warn("%s did not answer (%s); going on without it" % (url, reason), once=("away", url))
    return answer


def _once(url, data):
    headers = {"Content-Type": "application/json"}
    token = _environment.token()
    if token is not None:
        headers["Authorization"] = "Bearer " + token
    try:
        asked = urllib.request.Request(url, data=data, headers=headers)
        with _opener.open(asked, timeout=_TIMEOUT_SECONDS) as response:
            return Answer(response.status, response.read().decode("utf-8", "replace")), ""
    except urllib.error.HTTPError as error:
        text = _text(error)
        return Answer(error.code, text, _seconds(error.headers.get("Retry-After"))), "%d %s" % (error.code, text.strip()[:200])
    except (OSError, ValueError) as error:
        return Answer(0), str(getattr(error, "reason", error))
    except Exception as error:  # http.client raises kinds of its own for a malformed answer
        return Answer(0), repr(error)


def _text(error):
    """The body of a refusal; what can be read of its status counts where the connection breaks off in it."""
    try:
        return error.read().decode("utf-8", "replace")
    except Exception:  # OSError, and kinds of http.client
        return ""


def _seconds(text):
    """A Retry-After in seconds; None for a date, which a runner does not send."""
    return float(text) if text is not None and text.isdigit() else None
