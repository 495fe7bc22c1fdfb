"""Faults of a request, as an answer."""


class BadRequest(Exception):
    """What was sent cannot be read; `status` is the HTTP status of the answer, the message its `info`."""

    def __init__(self, info, status=400, reason="BAD_REQUEST"):
        super().__init__(info)
        self.status = status
        self.reason = reason
