import contextlib
import io
import json
import os
import tempfile
import threading
import time
import unittest

from myelin import _backlog, _environment, _http, metric
from tests.runner import FakeRunner, environment


class MetricTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.result = os.path.join(folder.name, "result")
        self.runner = FakeRunner()
        self.addCleanup(self.runner.close)
        _environment._warned.clear()
        _http._state["away"] = False
        _backlog._state["series"] = {}
        _backlog._state["until"] = 0.0
        self.addCleanup(_backlog._state.update, series={}, until=0.0)
        self.errors = io.StringIO()
        redirect = contextlib.redirect_stderr(self.errors)
        redirect.__enter__()
        self.addCleanup(redirect.__exit__, None, None, None)

    def read(self):
        with open(self.result) as file:
            return json.load(file)

    def test_a_result_is_merged_into_the_file_and_pushed_with_its_source(self):
        with environment(
            MYELIN_URL=self.runner.url, MYELIN_RESULT=self.result, MYELIN_TOKEN="t", MYELIN_TASK="Train", MYELIN_RUN="r1"
        ):
            metric.publish_result(0.5, "loss")
            metric.publish_result(0.97, "accuracy")
            metric.publish_result(0.4, "loss")
        self.assertEqual(self.read(), {"loss": 0.4, "accuracy": 0.97})
        self.assertEqual(
            self.runner.requests[0],
            (
                "/axons/digits/metrics",
                "Bearer t",
                {"metrics": [{"name": "loss", "value": 0.5}], "source": {"task": "Train", "run": "r1"}},
            ),
        )
        self.assertEqual(len(self.runner.requests), 3)
        self.assertEqual(os.listdir(self.folder), ["result"])

    def test_an_update_is_pushed_only_and_its_answer_has_a_status_code(self):
        with environment(MYELIN_URL=self.runner.url, MYELIN_RESULT=self.result, MYELIN_DEPLOYER="d", MYELIN_VERSION="d-1"):
            answer = metric.MetricClient().post_update("accuracy", 1)
        self.assertEqual(answer.status_code, 204)
        self.assertFalse(os.path.exists(self.result))
        self.assertEqual(self.runner.requests[0][2]["source"], {"deployer": "d", "version": "d-1"})

    def test_by_hand_it_says_what_it_would_have_reported(self):
        printed = io.StringIO()
        with environment(), contextlib.redirect_stdout(printed):
            metric.publish_result(0.97, "accuracy")
            metric.MetricClient("ignored", url="ignored").post_update("epoch", 3)
        self.assertEqual(
            printed.getvalue(),
            "myelin: accuracy = 0.97 (not reported: no MYELIN_URL)\nmyelin: epoch = 3.0 (not reported: no MYELIN_URL)\n",
        )

    def test_a_token_in_a_file_is_read_each_time_since_it_is_renewed(self):
        path = os.path.join(self.folder, "token")
        with environment(MYELIN_URL=self.runner.url, MYELIN_TOKEN_FILE=path, MYELIN_TOKEN="older"):
            for token in ("one\n", "two\n"):
                with open(path, "w") as file:
                    file.write(token)
                metric.MetricClient().post_update("epoch", 1)
            os.remove(path)
            metric.MetricClient().post_update("epoch", 1)
        self.assertEqual([request[1] for request in self.runner.requests], ["Bearer one", "Bearer two", None])
        self.assertIn("the token cannot be read: ", self.errors.getvalue())

    def test_scalars_of_libraries_are_numbers(self):
        class Scalar(object):
            def __float__(self):
                return 0.25

        with environment(MYELIN_RESULT=self.result):
            metric.publish_result(Scalar(), "loss")
            metric.publish_result("0.5", "text")
        self.assertEqual(self.read(), {"loss": 0.25, "text": 0.5})

    def test_nan_is_not_reported_and_withdraws_what_was_published(self):
        with environment(MYELIN_URL=self.runner.url, MYELIN_RESULT=self.result):
            metric.publish_result(0.5, "loss")
            metric.publish_result(float("nan"), "loss")
            metric.MetricClient().post_update("loss", float("inf"))
            metric.publish_result("abc", "other")
        self.assertEqual(self.read(), {})
        self.assertEqual(len(self.runner.requests), 1)
        self.assertIn("loss is nan; not reported", self.errors.getvalue())
        self.assertIn("loss is inf; not reported", self.errors.getvalue())
        self.assertIn("other is not a number: 'abc'", self.errors.getvalue())

    def test_a_large_result_is_a_file_beside_the_model_with_a_pointer(self):
        with environment(MYELIN_RESULT=self.result, MODEL_PATH=self.folder + "/"):
            for index in range(300):
                metric.publish_result(index, "metric_number_%d" % index)
        self.assertEqual(self.read(), {"myelin_result_file": self.folder + "/result.json"})
        with open(self.folder + "/result.json") as file:
            self.assertEqual(len(json.load(file)), 300)
        self.assertLess(os.path.getsize(self.result), 4097)

    def test_a_result_file_that_cannot_be_replaced_is_written_in_place(self):
        with open(self.result, "w") as file:
            file.write("")
        os.mkdir("%s.%d.tmp" % (self.result, os.getpid()))
        with environment(MYELIN_RESULT=self.result):
            metric.publish_result(1, "x")
        self.assertEqual(self.read(), {"x": 1.0})

    def test_a_runner_that_is_away_costs_one_warning_and_no_failure(self):
        self.runner.close()
        with environment(MYELIN_URL=self.runner.url, MYELIN_RESULT=self.result):
            first = metric.MetricClient().post_update("a", 1)
            metric.publish_result(2, "b")
        self.assertEqual(first.status_code, 0)
        self.assertEqual(self.read(), {"b": 2.0})
        self.assertEqual(self.errors.getvalue().count("did not answer"), 1)

    def test_a_runner_that_stumbles_is_asked_again_and_one_that_refuses_is_not(self):
        self.runner.statuses = [503, 204, 400]
        with environment(MYELIN_URL=self.runner.url):
            self.assertEqual(metric.MetricClient().post_update("a", 1).status_code, 204)
            self.assertEqual(metric.MetricClient().post_update("a", 2).status_code, 400)
        self.assertEqual([request[2]["metrics"][0]["value"] for request in self.runner.requests], [1.0, 1.0, 2.0])
        self.assertIn("answered 400", self.errors.getvalue())

    def values(self, index):
        return [(one["name"], one["value"]) for one in self.runner.requests[index][2]["metrics"]]

    def test_an_answer_that_breaks_off_is_no_failure_of_the_code(self):
        self.runner.breaks_off = True
        self.runner.statuses = [503, 503, 503, 400]
        client = metric.MetricClient()
        with environment(MYELIN_URL=self.runner.url):
            self.assertEqual(client.post_update("loss", 1).status_code, 503)
            self.assertEqual(client.post_update("loss", 2).status_code, 400)
        self.assertEqual(len(self.runner.requests), 4)

    def test_what_a_runner_that_restarts_did_not_hear_goes_with_the_next_push(self):
        self.runner.statuses = [503, 503, 503, 503]
        client = metric.MetricClient()
        with environment(MYELIN_URL=self.runner.url):
            self.assertEqual(client.post_update("loss", 1).status_code, 503)
            self.assertEqual(metric.push([{"name": "n", "value": 2, "type": "counter"}]).status_code, 503)
            self.assertEqual(client.post_update("loss", 0.5).status_code, 204)
            self.assertEqual(metric.push([{"name": "n", "value": 3, "type": "counter"}]).status_code, 204)
        self.assertEqual(self.values(-2), [("n", 2), ("loss", 0.5)])
        self.assertEqual(self.values(-1), [("n", 3)])

    def test_increments_of_a_counter_that_were_not_heard_add_up(self):
        self.runner.statuses = [503, 503, 503, 503]
        with environment(MYELIN_URL=self.runner.url):
            for _ in range(3):
                metric.push([{"name": "n", "value": 2, "type": "counter", "labels": {"a": "1"}}])
        self.assertEqual(self.values(-1), [("n", 6)])

    def test_what_was_not_heard_is_pushed_at_the_end_and_holds_it_up_for_a_while_only(self):
        self.runner.statuses = [503] * 4
        with environment(MYELIN_URL=self.runner.url):
            metric.MetricClient().post_update("loss", 1)
            self.assertTrue(_backlog.flush(2.0))
            self.assertEqual(self.values(-1), [("loss", 1.0)])
            self.runner.close()
            metric.MetricClient().post_update("loss", 2)
            self.assertFalse(_backlog.flush(0.1))

    def test_only_so_much_waits(self):
        self.runner.statuses = [503] * 5
        with environment(MYELIN_URL=self.runner.url):
            metric.push([{"name": "m%d" % index, "value": 1} for index in range(_backlog.MOST + 10)])
        self.assertEqual(len(_backlog._state["series"]), _backlog.MOST)
        self.assertNotIn("m9", [one["name"] for one in _backlog._state["series"].values()])

    def test_a_runner_that_is_told_too_often_is_told_when_it_says_so_and_nothing_is_lost(self):
        self.runner.statuses = [429]
        client = metric.MetricClient()
        with environment(MYELIN_URL=self.runner.url):
            self.assertEqual(metric.push([{"name": "n", "value": 2, "type": "counter"}]).status_code, 429)
            self.assertEqual(metric.push([{"name": "n", "value": 3, "type": "counter"}]).status_code, 429)
            self.assertEqual(client.post_update("loss", 0.5).status_code, 429)
            self.assertEqual(client.post_update("loss", 0.25).status_code, 429)
            self.assertEqual(len(self.runner.requests), 1)
            # Without another push, once the second that the answer named is over.
            end = time.monotonic() + 10
            while len(self.runner.requests) < 2 and time.monotonic() < end:
                time.sleep(0.02)
        self.assertEqual(self.values(-1), [("n", 5), ("loss", 0.25)])
        self.assertIn("answered 429", self.errors.getvalue())
        self.assertNotIn("going on without it", self.errors.getvalue())

    def test_the_end_of_a_process_waits_for_a_runner_that_asked_to_be_told_later(self):
        self.runner.statuses = [429]
        with environment(MYELIN_URL=self.runner.url):
            metric.MetricClient().post_update("loss", 1)
            self.assertTrue(_backlog.flush(10.0))
        self.assertEqual(self.values(-1), [("loss", 1.0)])

    def test_the_end_of_a_process_waits_out_a_pause_that_is_longer_than_it_waits_itself(self):
        self.runner.statuses = [429]
        with environment(MYELIN_URL=self.runner.url):
            metric.MetricClient().post_update("loss", 1)
            self.assertTrue(_backlog.flush(0.2))
        self.assertEqual(self.values(-1), [("loss", 1.0)])

    def test_the_end_of_a_process_waits_for_what_another_thread_pushes_and_pushes_what_that_did_not_bring(self):
        self.runner.statuses = [503] * 3
        self.runner.delay = 0.2
        with environment(MYELIN_URL=self.runner.url):
            other = threading.Thread(target=metric.MetricClient().post_update, args=("loss", 1))
            other.start()
            while not self.runner.requests:
                time.sleep(0.01)
            self.assertTrue(_backlog.flush(10.0))
            self.assertEqual([self.values(index) for index in range(len(self.runner.requests))], [[("loss", 1.0)]] * 4)
            other.join()

    def test_a_runner_cannot_silence_code_for_long(self):
        self.runner.statuses = [429]
        self.runner.retry_after = "86400"
        with environment(MYELIN_URL=self.runner.url):
            metric.MetricClient().post_update("loss", 1)
        self.assertLess(_backlog._state["until"], time.monotonic() + _backlog.LONGEST_PAUSE_SECONDS + 1)

    def test_what_a_runner_refuses_does_not_wait(self):
        self.runner.statuses = [401]
        with environment(MYELIN_URL=self.runner.url):
            metric.MetricClient().post_update("loss", 1)
        self.assertEqual(_backlog._state["series"], {})

    def test_a_metric_that_is_refused_takes_none_with_it_that_waited(self):
        self.runner.statuses = [503] * 4 + [400, 204, 400, 204]
        with environment(MYELIN_URL=self.runner.url):
            metric.push([{"name": "n", "value": 2, "type": "counter"}])
            self.assertEqual(metric.push([{"name": "bad name", "value": 1}]).status_code, 503)
            self.assertEqual(metric.push([{"name": "loss", "value": 1}]).status_code, 204)
        self.assertEqual([self.values(at) for at in (-3, -2, -1)], [[("n", 2)], [("bad name", 1)], [("loss", 1)]])
        self.assertEqual(_backlog._state["series"], {})

    def test_what_a_runner_does_not_hear_after_a_refusal_waits_and_nothing_else(self):
        self.runner.statuses = [503] * 4 + [400, 204, 429]
        with environment(MYELIN_URL=self.runner.url):
            metric.push([{"name": "n", "value": 2, "type": "counter"}])
            metric.push([{"name": "bad name", "value": 1}])
            self.assertEqual(metric.push([{"name": "loss", "value": 1}]).status_code, 429)
            self.assertEqual([one["name"] for one in _backlog._state["series"].values()], ["bad name", "loss"])

    def test_a_token_that_was_renewed_is_read_again(self):
        path = os.path.join(self.folder, "token")
        with environment(MYELIN_URL=self.runner.url, MYELIN_TOKEN_FILE=path):
            for token in ("one", "two"):
                with open(path, "w") as file:
                    file.write(token + "\n")
                metric.MetricClient().post_update("loss", 1)
        self.assertEqual([request[1] for request in self.runner.requests], ["Bearer one", "Bearer two"])


if __name__ == "__main__":
    unittest.main()
