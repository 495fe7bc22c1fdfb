import base64
import http.client
import io
import json
import threading
import time
import unittest
from contextlib import redirect_stderr

from myelin import _environment
from myelin.serve.body import read_message
from myelin.serve.data import numpy, pack, unpack
from myelin.serve.errors import BadRequest
from myelin.serve.model import Model, load_class
from myelin.serve.reporter import Reporter
from myelin.serve.server import make_server


class Doubler(object):
    class_names = ["twice"]

    def __init__(self):
        self.seen = []

    def predict(self, X, feature_names):
        self.seen.append((X, feature_names))
        if isinstance(X, dict):
            return {"keys": sorted(X)}
        if isinstance(X, (str, bytes)):
            return X + X
        rows = X.tolist() if hasattr(X, "tolist") else X
        return [[2 * value for value in row] for row in rows]

    def send_feedback(self, features, feature_names, reward, truth):
        self.seen.append((features, feature_names, reward, truth))

    def tags(self):
        return {"calls": len(self.seen)}

    def metrics(self):
        return [{"type": "GAUGE", "key": "accuracy", "value": 0.5}, {"type": "COUNTER", "key": "calls", "value": 1}, {"key": 1}]


def plain(value):
    return value.tolist() if hasattr(value, "tolist") else value


class BodyTest(unittest.TestCase):
    message = '{"data": {"ndarray": [[1, "\\u00e9 &="]]}}'

    def test_json_is_read_whatever_the_content_type(self):
        for content_type in ("application/json", "application/x-www-form-urlencoded", "text/plain", ""):
            found = read_message(content_type, self.message.encode("utf-8"), "")
            self.assertEqual(found["data"]["ndarray"][0][0], 1)

    def test_the_field_json_of_a_form_or_a_query(self):
        boundary = (
            '--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n'
            '--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n%s\r\n--b--\r\n' % '{"a": "\u00e9"}'
        ).encode("utf-8")
        self.assertEqual(read_message("multipart/form-data; boundary=b", boundary, ""), {"a": "\u00e9"})
        self.assertEqual(read_message("application/x-www-form-urlencoded", b"json=%7B%22a%22%3A1%7D&x=2", ""), {"a": 1})
        self.assertEqual(read_message("", b"", "json=%7B%22a%22%3A2%7D"), {"a": 2})

    def test_what_cannot_be_read_says_why(self):
        for content_type, body, said in (
            ("", b"", "the request is empty"),
            ("", b"{", "the request is not JSON"),
            ("", b"[1]", "a request is one JSON object, got list"),
            ("", b"\xff{", "not UTF-8"),
            ("", b"json=1", "a request is one JSON object, got int"),
            ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--', "no field"),
            ("multipart/form-data", b"x", "cannot be read"),
            ("", b"[" * 100000, "the request is not JSON"),
        ):
            with self.assertRaisesRegex(BadRequest, said):
                read_message(content_type, body, "")


class DataTest(unittest.TestCase):
    def test_an_answer_has_the_form_of_its_request(self):
        value, names, form = unpack({"data": {"names": ["a", "b"], "tensor": {"shape": [2, 2], "values": [1, 2, 3, 4]}}})
        self.assertEqual((plain(value), names, form), ([[1, 2], [3, 4]], ["a", "b"], "tensor"))
        self.assertEqual(
            pack(value, ["x", "y"], form), {"data": {"names": ["x", "y"], "tensor": {"shape": [2, 2], "values": [1, 2, 3, 4]}}}
        )
        value, names, form = unpack({"data": {"ndarray": [[1], [2]]}})
        self.assertEqual(pack(value, [], form), {"data": {"ndarray": [[1], [2]]}})
        self.assertEqual(pack(3, [], "ndarray"), {"data": {"ndarray": [3]}})
        self.assertEqual(pack([[[1], [2]]], [], "tensor")["data"]["tensor"], {"shape": [1, 2, 1], "values": [1, 2]})

    def test_ragged_rows_and_words_are_let_through(self):
        for rows in ([[1], [2, 3]], [["a", "b"]], []):
            self.assertEqual(plain(unpack({"data": {"ndarray": rows}})[0]), rows)

    def test_text_json_and_bytes(self):
        self.assertEqual(unpack({"strData": "a"})[0], "a")
        self.assertEqual(unpack({"jsonData": {"a": 1}})[0], {"a": 1})
        self.assertEqual(unpack({"binData": base64.b64encode(b"xy").decode()})[0], b"xy")
        self.assertEqual((pack("a", [], "x"), pack(b"xy", [], "x"), pack({"a": 1}, [], "x")),
                         ({"strData": "a"}, {"binData": "eHk="}, {"jsonData": {"a": 1}}))

    def test_a_message_of_a_graph_node_is_itself(self):
        message = {"A": {"data": {"ndarray": [[1]]}}, "INPUT": {"data": {"ndarray": [[2]]}}}
        self.assertEqual(unpack(message), (message, [], "raw"))

    def test_faults(self):
        for message, said in (
            ({"data": [1]}, "data is an object"),
            ({"data": {}}, "neither ndarray nor tensor"),
            ({"data": {"ndarray": 1}}, "data.ndarray is a list"),
            ({"data": {"names": "a", "ndarray": []}}, "data.names is a list"),
            ({"data": {"tensor": {"shape": [2, 2], "values": [1]}}}, r"shape \[2, 2\] wants 4 values, got 1"),
            ({"data": {"tensor": {"shape": [-1], "values": [1]}}}, "shape is a list of sizes"),
            ({"data": {"tensor": {"shape": [1]}}}, "values is a list"),
            ({"binData": "*"}, "binData is not base64"),
        ):
            with self.assertRaisesRegex(BadRequest, said):
                unpack(message)

    @unittest.skipIf(numpy is None, "numpy is not installed")
    def test_numpy_comes_and_goes(self):
        value = unpack({"data": {"ndarray": [[1.5]]}})[0]
        self.assertIsInstance(value, numpy.ndarray)
        self.assertEqual(pack(numpy.float32(1.5), [], "ndarray"), {"data": {"ndarray": [1.5]}})


class ModelTest(unittest.TestCase):
    def test_one_two_and_three_parameters(self):
        class One(object):
            def predict(self, X):
                return [X["a"]]

        class Three(object):
            def predict(self, X, names, meta):
                return [meta["puid"]]

        self.assertEqual(Model(One()).predict({"a": 1})["data"], {"ndarray": [1]})
        self.assertEqual(Model(Three()).predict({"meta": {"puid": "p"}, "strData": "x"})["data"], {"ndarray": ["p"]})

    def test_load_is_called_and_predict_is_required(self):
        class Loads(object):
            loaded = False

            def load(self):
                self.loaded = True

            def predict(self, X, names):
                return [self.loaded]

        self.assertEqual(Model(Loads()).predict({"strData": ""})["data"], {"ndarray": [True]})
        with self.assertRaisesRegex(TypeError, r"object has no method predict"):
            Model(object())

    def test_calls_are_made_one_at_a_time(self):
        class Counts(object):
            inside = most = 0

            def predict(self, X, names):
                self.inside += 1
                self.most = max(self.most, self.inside)
                time.sleep(0.005)
                self.inside -= 1
                return X

        user = Counts()
        model = Model(user)
        threads = [threading.Thread(target=model.predict, args=({"strData": "a"},)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(user.most, 1)

    def test_a_reference_to_a_class(self):
        self.assertIs(load_class("tests.test_serve:Doubler"), Doubler)
        with self.assertRaisesRegex(ImportError, "module tests.test_serve has no class Nobody"):
            load_class("tests.test_serve:Nobody")


class ReporterTest(unittest.TestCase):
    def test_gauges_keep_the_newest_counters_add_up_and_the_end_pushes_what_is_left(self):
        pushed, go = [], threading.Event()

        def push(metrics):
            go.wait(5)
            pushed.append(metrics)

        reporter = Reporter(push)
        reporter.report([{"name": "first", "value": 1.0}])
        while reporter._pending:
            time.sleep(0.001)
        for value in (0.1, 0.2, float("nan")):
            reporter.report([{"name": "g", "value": value}, {"name": "c", "value": 1.0, "type": "counter"}])
        go.set()
        reporter.close()
        self.assertEqual(pushed[1], [{"name": "g", "value": 0.2}, {"name": "c", "value": 3.0, "type": "counter"}])


class ServerTest(unittest.TestCase):
    def setUp(self):
        _environment._warned.clear()
        self.user, self.reported, self.errors = Doubler(), [], io.StringIO()
        redirect = redirect_stderr(self.errors)
        redirect.__enter__()
        self.addCleanup(redirect.__exit__, None, None, None)
        self.server = make_server("127.0.0.1", 0)
        self.server.open(Model(self.user, self.reported.extend))
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.server_address[1], timeout=10)
        self.addCleanup(self.connection.close)

    def ask(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body if body is None or isinstance(body, (str, bytes)) else json.dumps(body), headers or {})
        response = self.connection.getresponse()
        return response.status, json.loads(response.read())

    def test_a_prediction_with_tags_and_metrics(self):
        status, answer = self.ask("POST", "/predict", {"meta": {"puid": "p1", "tags": {"a": 1}}, "data": {"ndarray": [[1, 2]], "names": ["x", "y"]}})
        self.assertEqual(status, 200)
        self.assertEqual(answer["data"], {"names": ["twice"], "ndarray": [[2, 4]]})
        self.assertEqual((answer["meta"]["puid"], answer["meta"]["tags"]), ("p1", {"a": 1, "calls": 1}))
        self.assertEqual(self.user.seen[0][1], ["x", "y"])
        self.assertEqual(
            self.reported,
            [{"name": "accuracy", "value": 0.5, "type": "gauge"}, {"name": "calls", "value": 1.0, "type": "counter"}],
        )
        self.assertIn("metrics() returned {'key': 1}", self.errors.getvalue())

    def test_feedback(self):
        feedback = {"request": {"data": {"ndarray": [[1]]}}, "response": {}, "reward": 1, "truth": {"data": {"ndarray": [[3]]}}}
        status, answer = self.ask("POST", "/send-feedback", feedback)
        self.assertEqual((status, answer["meta"]["tags"]), (200, {"calls": 1}))
        features, names, reward, truth = self.user.seen[0]
        self.assertEqual((plain(features), names, reward, plain(truth)), ([[1]], [], 1, [[3]]))
        self.ask("POST", "/send-feedback", {"request": {"data": {"ndarray": [[1]]}}})
        self.assertEqual(self.user.seen[1][2:], (0.0, None))

    def test_a_graph_node_is_given_the_object(self):
        self.assertEqual(self.ask("POST", "/predict", {"B": {}, "A": {}})[1]["jsonData"], {"keys": ["A", "B"]})

    def test_many_requests_on_one_connection_and_a_query(self):
        for _ in range(3):
            self.assertEqual(self.ask("GET", "/health"), (200, {"status": "ok"}))
        self.assertEqual(self.ask("GET", "/predict?json=%7B%22strData%22%3A%22a%22%7D")[1]["strData"], "aa")

    def test_chunks(self):
        body = iter([b'{"data": {"nda', b'rray": [[4]]}}'])
        self.connection.request("POST", "/predict", body, {"Transfer-Encoding": "chunked"}, encode_chunked=True)
        self.assertEqual(json.loads(self.connection.getresponse().read())["data"]["ndarray"], [[8]])
        self.assertEqual(self.ask("GET", "/health")[0], 200)

    def test_bad_requests_are_400_and_the_connection_lives_on(self):
        for path, body, status in (
            ("/predict", "{", 400),
            ("/predict", "", 400),
            ("/predict", {"data": {}}, 400),
            ("/send-feedback", {"reward": "much"}, 400),
            ("/nowhere", {}, 404),
        ):
            found, answer = self.ask("POST", path, body)
            self.assertEqual((found, answer["status"]["code"]), (status, status))
            self.assertTrue(answer["status"]["reason"] and answer["status"]["info"])
        self.assertEqual(self.ask("GET", "/send-feedback")[0], 405)
        self.assertEqual(self.ask("POST", "/predict", {"data": {"ndarray": [[1]]}})[0], 200)

    def test_an_exception_of_the_class_is_500_with_the_traceback_in_the_log(self):
        status, answer = self.ask("POST", "/predict", {"data": {"ndarray": [1]}})
        self.assertEqual((status, answer["status"]["reason"]), (500, "MODEL_ERROR"))
        self.assertIn("TypeError", answer["status"]["info"])
        self.assertIn("Traceback", self.errors.getvalue())

    def test_an_error_of_the_system_in_the_class_is_answered_on_a_connection_that_closes(self):
        def predict(X, names):
            raise FileNotFoundError("model.pkl")

        self.user.predict = predict
        status, answer = self.ask("POST", "/predict", {"data": {"ndarray": [[1]]}}, {"Connection": "close"})
        self.assertEqual((status, answer["status"]["info"]), (500, "FileNotFoundError: model.pkl"))

    def test_nan_is_not_json(self):
        self.user.predict = lambda X, names: [float("nan")]
        status, answer = self.ask("POST", "/predict", {"data": {"ndarray": [[1]]}})
        self.assertEqual(status, 500)
        self.assertIn("not JSON", answer["status"]["info"])

    def test_a_class_that_says_it_is_ill(self):
        def ill():
            raise RuntimeError("no model")

        self.user.health_status = ill
        self.assertEqual(self.ask("GET", "/health")[0], 500)
        self.user.health_status = lambda: {"rows": 3}
        self.assertEqual(self.ask("GET", "/health"), (200, {"status": "ok", "health": {"rows": 3}}))

    def test_many_at_once(self):
        answers = []

        def ask(number):
            connection = http.client.HTTPConnection("127.0.0.1", self.server.server_address[1], timeout=20)
            connection.request("POST", "/predict", json.dumps({"data": {"ndarray": [[number]]}}))
            answers.append((number, json.loads(connection.getresponse().read())["data"]["ndarray"]))
            connection.close()

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(answers), [(number, [[2 * number]]) for number in range(40)])


if __name__ == "__main__":
    unittest.main()
