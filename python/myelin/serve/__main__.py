"""`python -m myelin.serve CLASS`: load, listen, and on SIGTERM finish the requests in flight."""

import argparse
import os
import signal
import sys
import threading

from myelin.serve.model import Model, load_class
from myelin.serve.reporter import Reporter
from myelin.serve.server import make_server

_GRACE_SECONDS = 10.0


def main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m myelin.serve", description="Serve a model class over HTTP.")
    parser.add_argument("model", nargs="?", default=os.environ.get("MODEL_NAME"), help="Class, or module:Class")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 5000))
    parser.add_argument("--host", default=os.environ.get("HOST_ADDRESS") or "127.0.0.1")
    options = parser.parse_args(argv)
    if not options.model:
        parser.error("name the class to serve, or set MODEL_NAME")

    try:
        server = make_server(options.host, options.port)
    except OSError as error:
        print("myelin: cannot listen on %s:%d: %s" % (options.host, options.port, error), file=sys.stderr)
        return 1
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    reporter = Reporter()
    model = Model(load_class(options.model)(), reporter.report)

    def stop(*_):
        # shutdown() waits for the loop below, which this handler has interrupted.
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.open(model)
    print("myelin: serving %s on http://%s:%d" % (options.model, options.host, server.server_address[1]), flush=True)
    server.serve_forever(poll_interval=0.1)
    server.socket.close()
    server.wait_idle(_GRACE_SECONDS)
    reporter.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
