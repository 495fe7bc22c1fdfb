"""The HTTP side: POST /predict, POST /send-feedback, GET /health."""

import json
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from myelin import _environment
from myelin.serve.body import read_message
from myelin.serve.errors import BadRequest

LIMIT_BYTES = 256 * 1024 * 1024


def make_server(host, port):
    """A server bound to its port (so that a port in use is known at once) that answers nothing until `open(model)`."""
    return ModelServer((host, port))


class ModelServer(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    # The default of 5 drops connections when a gateway opens many at once.
    request_queue_size = 128

    def __init__(self, address):
        super().__init__(address, Handler, bind_and_activate=False)
        self.model = None
        self._busy = 0
        self._idle = threading.Condition()
        try:
            self.server_bind()
        except BaseException:
            self.server_close()
            raise

    def open(self, model):
        """Begin to take connections for this model."""
        self.model = model
        self.server_activate()

    def enter(self):
        with self._idle:
            self._busy += 1

    def leave(self):
        with self._idle:
            self._busy -= 1
            self._idle.notify_all()

    def wait_idle(self, seconds):
        """Wait until no request is being answered; False if some still are after that many seconds."""
        with self._idle:
            return self._idle.wait_for(lambda: self._busy == 0, seconds)

    def handle_error(self, request, client_address):
        """A client that went away is no fault of the server; anything else is printed as usual."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "myelin"
    sys_version = ""
    # Headers and body leave as one packet; with Nagle's algorithm the second of two would wait 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True
    # A connection that says nothing for this many seconds is closed.
    timeout = 120

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/health":
            self._answer(self._health)
        elif path == "/predict":
            self._answer(lambda: self.server.model.predict(self._message()))
        elif path in ("/", "/send-feedback"):
            self._answer(_raise(405, "METHOD_NOT_ALLOWED", "use POST /predict or POST /send-feedback"))
        else:
            self._answer(_raise(404, "NOT_FOUND", "no such path: %s" % path))

    def do_POST(self):
        path = self.path.partition("?")[0]
        if path == "/predict":
            self._answer(lambda: self.server.model.predict(self._message()))
        elif path == "/send-feedback":
            self._answer(lambda: self.server.model.send_feedback(self._message()))
        else:
            self._answer(_raise(404, "NOT_FOUND", "no such path: %s" % path))

    def log_message(self, format, *args):
        """Requests are counted at the gateway; a line for each would bury what the class prints."""

    def _health(self):
        status = self.server.model.health()
        return {"status": "ok"} if status is None else {"status": "ok", "health": status}

    def _message(self):
        query = self.path.partition("?")[2]
        return read_message(self.headers.get("Content-Type", ""), self._body, query)

    def _answer(self, make):
        self.server.enter()
        try:
            status, answer = self._made(make)
            try:
                text = json.dumps(answer, allow_nan=False, default=_plain)
            except (TypeError, ValueError) as error:
                info = "the answer is not JSON (%s)" % error
                status, text = 500, json.dumps(_failure(500, "MODEL_ERROR", info))
                _environment.warn(info)
            body = text.encode("utf-8")
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
        finally:
            self.server.leave()

    def _made(self, make):
        try:
            # A connection that breaks here has nobody left to answer: the error goes up to the server.
            self._body = self._read_body()
        except BadRequest as error:
            return error.status, _failure(error.status, error.reason, str(error))
        try:
            return 200, make()
        except BadRequest as error:
            return error.status, _failure(error.status, error.reason, str(error))
        except Exception as error:
            return self._failed(error)

    def _failed(self, error):
        traceback.print_exc()
        return 500, _failure(500, "MODEL_ERROR", "%s: %s" % (type(error).__name__, error))

    def _read_body(self):
        """The whole body is read before anything is answered, so that the connection can be used again."""
        keep_open, self.close_connection = self.close_connection, True
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            body = self._read_chunks()
        else:
            try:
                length = int(self.headers.get("Content-Length") or 0)
            except ValueError:
                raise BadRequest("Content-Length is not a number")
            if length > LIMIT_BYTES or length < 0:
                raise BadRequest("a body has at most %d bytes, got %d" % (LIMIT_BYTES, length), 413, "TOO_LARGE")
            body = self.rfile.read(length)
            if len(body) < length:
                raise BadRequest("the body ended after %d of %d bytes" % (len(body), length))
        self.close_connection = keep_open
        return body

    def _read_chunks(self):
        parts, total = [], 0
        while True:
            try:
                size = int(self.rfile.readline(100).partition(b";")[0], 16)
            except ValueError:
                raise BadRequest("a chunk's size is not a number")
            total += size
            if total > LIMIT_BYTES or size < 0:
                raise BadRequest("a body has at most %d bytes" % LIMIT_BYTES, 413, "TOO_LARGE")
            if size == 0:
                while self.rfile.readline(1000).strip():
                    pass
                return b"".join(parts)
            parts.append(self.rfile.read(size))
            self.rfile.readline(3)


def _raise(status, reason, info):
    def fail():
        raise BadRequest(info, status, reason)

    return fail


def _failure(code, reason, info):
    return {"status": {"code": code, "reason": reason, "info": info}}


def _plain(value):
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError("%s has no JSON form" % type(value).__name__)
