"""A server around a model class: `python -m myelin.serve CLASS --port 5000`."""

from myelin.serve.model import Model
from myelin.serve.server import make_server

__all__ = ["Model", "make_server"]
