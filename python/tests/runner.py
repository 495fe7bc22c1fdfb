"""A stand-in for the runner: takes metrics, tells paths, and remembers what it was asked."""

import contextlib
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest import mock


class FakeRunner(object):
    def __init__(self, statuses=()):
        runner = self
        self.requests = []
        self.statuses = list(statuses)
        self.get_statuses = []
        self.retry_after = "1"
        # Whether an answer to a push breaks off in the middle of its body.
        self.breaks_off = False
        # Before each answer to a push, in seconds.
        self.delay = 0.0

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8"))
                runner.requests.append((self.path, self.headers.get("Authorization"), body))
                time.sleep(runner.delay)
                status = runner.statuses.pop(0) if runner.statuses else 204
                self.send_response(status)
                if status == 429:
                    self.send_header("Retry-After", runner.retry_after)
                if runner.breaks_off:
                    self.send_header("Content-Length", "100")
                self.end_headers()
                if runner.breaks_off:
                    self.wfile.write(b'{"error": "the l')

            def do_GET(self):
                runner.requests.append((self.path, self.headers.get("Authorization"), None))
                if runner.get_statuses:
                    self.send_response(runner.get_statuses.pop(0))
                    self.end_headers()
                    return
                known = self.path.endswith("/tasks/Prepare%20it")
                answer = {"task": "Prepare it", "data_path": "/d", "model_path": "/m/"} if known else {"error": "unknown"}
                self.send_response(200 if known else 404)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode("utf-8"))

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/axons/digits/" % self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@contextlib.contextmanager
def environment(**variables):
    """Exactly these MYELIN_*, DATA_PATH* and MODEL_PATH* variables, whatever the tests are run in."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MYELIN_", "DATA_PATH", "MODEL_PATH"))
    }
    kept.update(variables)
    with mock.patch.dict(os.environ, kept, clear=True):
        yield
