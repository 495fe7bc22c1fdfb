"""The forms in which data travels: `ndarray`, `tensor`, `strData`, `jsonData`, `binData`, and an object with none of them."""

import base64
import binascii

from myelin.serve.errors import BadRequest

try:
    import numpy
except ImportError:
    numpy = None

FORMS = ("data", "strData", "jsonData", "binData")


def unpack(message):
    """What a message holds, as `(value, names, form)`; the value is an array where numpy is installed, else nested lists.

    A message without any of the forms is a request to a node of an inference graph: the value is the message itself.
    """
    if not isinstance(message, dict):
        raise BadRequest("a message is a JSON object, got %s" % type(message).__name__)
    if "data" in message:
        return _unpack_data(message["data"])
    if "strData" in message:
        return message["strData"], [], "strData"
    if "jsonData" in message:
        return message["jsonData"], [], "jsonData"
    if "binData" in message:
        try:
            return base64.b64decode(message["binData"], validate=True), [], "binData"
        except (TypeError, ValueError, binascii.Error) as error:
            raise BadRequest("binData is not base64: %s" % error)
    return message, [], "raw"


def pack(result, names, form):
    """The result of `predict` as a message's fields, an array in the form in which the request's came."""
    if isinstance(result, str):
        return {"strData": result}
    if isinstance(result, (bytes, bytearray)):
        return {"binData": base64.b64encode(bytes(result)).decode("ascii")}
    if isinstance(result, dict):
        return {"jsonData": result}
    values = to_list(result)
    data = {"names": list(names)} if names else {}
    if form == "tensor":
        shape = _shape(values)
        data["tensor"] = {"shape": shape, "values": _flat(values, len(shape))}
    else:
        data["ndarray"] = values if isinstance(values, list) else [values]
    return {"data": data}


def to_list(value):
    """Arrays, series, frames and tensors as nested lists; scalars of numpy as Python's."""
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [to_list(item) for item in value]
    return value


def _unpack_data(data):
    if not isinstance(data, dict):
        raise BadRequest("data is an object with ndarray or tensor, got %s" % type(data).__name__)
    names = data.get("names") or []
    if not isinstance(names, list):
        raise BadRequest("data.names is a list, got %r" % (names,))
    if "ndarray" in data:
        if not isinstance(data["ndarray"], list):
            raise BadRequest("data.ndarray is a list, got %s" % type(data["ndarray"]).__name__)
        return _array(data["ndarray"]), names, "ndarray"
    if "tensor" in data:
        return _unpack_tensor(data["tensor"]), names, "tensor"
    raise BadRequest("data has neither ndarray nor tensor, got %s" % sorted(data))


def _unpack_tensor(tensor):
    if not isinstance(tensor, dict):
        raise BadRequest("data.tensor is an object with shape and values, got %s" % type(tensor).__name__)
    values, shape = tensor.get("values"), tensor.get("shape")
    if not isinstance(values, list):
        raise BadRequest("data.tensor.values is a list, got %r" % (values,))
    if not isinstance(shape, list) or not all(type(size) is int and size >= 0 for size in shape):
        raise BadRequest("data.tensor.shape is a list of sizes, got %r" % (shape,))
    count = 1
    for size in shape:
        count *= size
    if count != len(values):
        raise BadRequest("data.tensor.shape %s wants %d values, got %d" % (shape, count, len(values)))
    if numpy is not None:
        return numpy.array(values).reshape(shape)
    for size in reversed(shape[1:]):
        values = [values[i : i + size] for i in range(0, len(values), size)] if size else []
    return values


def _array(values):
    if numpy is None:
        return values
    try:
        return numpy.array(values)
    except ValueError:
        # Rows of unequal length are not a matrix; the class gets an array of lists.
        array = numpy.empty(len(values), dtype=object)
        array[:] = values
        return array


def _shape(values):
    shape = []
    while isinstance(values, list):
        shape.append(len(values))
        if not values:
            break
        values = values[0]
    return shape


def _flat(values, depth):
    for _ in range(depth - 1):
        values = [item for row in values for item in row]
    return values if isinstance(values, list) else [values]
