"""From the bytes of a request to the one JSON object in it.

JSON is read whatever the Content-Type says (published examples use `curl -d`); else the form field `json`, multipart or
urlencoded; else the query field `json`.
"""

import email.parser
import email.policy
import json
import urllib.parse

from myelin.serve.errors import BadRequest


def read_message(content_type, body, query):
    """The JSON object of a request.

    :param content_type: the header's text, or ''
    :param body: bytes
    :param query: the text after '?'
    """
    message = _parse(_json_text(content_type, body, query))
    if not isinstance(message, dict):
        raise BadRequest("a request is one JSON object, got %s" % type(message).__name__)
    return message


def _json_text(content_type, body, query):
    if content_type.lower().startswith("multipart/"):
        field = _multipart_field(content_type, body)
        if field is not None:
            return field
        raise BadRequest("the form has no field named json")
    text = _decode(body).strip()
    if text.startswith(("{", "[")):
        return text
    for fields in (text, query):
        found = urllib.parse.parse_qs(fields).get("json")
        if found:
            return found[0]
    if text == "":
        raise BadRequest("the request is empty: send a JSON object, or a form or query field named json")
    return text


def _multipart_field(content_type, body):
    header = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(header + body)
    if not form.is_multipart():
        raise BadRequest("the multipart form cannot be read")
    for part in form.iter_parts():
        if part.get_param("name", header="content-disposition") == "json":
            return _decode(part.get_payload(decode=True) or b"")
    return None


def _decode(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("the request is not UTF-8: %s" % error)


def _parse(text):
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest("the request is not JSON: %s" % error)
