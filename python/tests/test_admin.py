import contextlib
import io
import unittest
from unittest import mock

from myelin import _environment, _http, admin
from tests.runner import FakeRunner, environment


class AdminTest(unittest.TestCase):
    def setUp(self):
        _environment._warned.clear()
        _http._state["away"] = False
        self.errors = io.StringIO()

    def test_paths_come_from_the_environment_and_end_in_a_slash(self):
        with environment(DATA_PATH_Prepare_it="/data/1", MODEL_PATH_Prepare_it="/model/1/"):
            task = admin.task(task_name="Prepare-it")
        self.assertEqual((task.data_path, task["model_path"]), ("/data/1/", "/model/1/"))
        self.assertEqual(dict(task), {"task": "Prepare-it", "data_path": "/data/1/", "model_path": "/model/1/"})
        self.assertEqual(task.get("other", 1), 1)
        with self.assertRaises(KeyError):
            task["other"]

    def test_else_the_runner_is_asked(self):
        runner = FakeRunner()
        self.addCleanup(runner.close)
        with environment(MYELIN_URL=runner.url, MYELIN_TOKEN="t"), contextlib.redirect_stderr(self.errors):
            self.assertEqual(admin.task(task_name="Prepare it").data_path, "/d/")
            self.assertIsNone(admin.task(task_name="Nobody"))
        self.assertEqual(runner.requests[0][:2], ("/axons/digits/tasks/Prepare%20it", "Bearer t"))
        self.assertIn("answered 404", self.errors.getvalue())

    def test_a_runtime_that_restarts_is_waited_for(self):
        runner = FakeRunner()
        self.addCleanup(runner.close)
        runner.get_statuses = [503, 503, 503]
        with environment(MYELIN_URL=runner.url, MYELIN_TOKEN_FILE="/nowhere"), contextlib.redirect_stderr(self.errors):
            with mock.patch.object(_http, "_PATIENT_DELAYS_SECONDS", (0.01, 0.01, 0.01)):
                self.assertEqual(admin.task(task_name="Prepare it").data_path, "/d/")
        self.assertEqual(len(runner.requests), 4)

    def test_by_hand_there_is_none_and_it_says_so(self):
        with environment(), contextlib.redirect_stderr(self.errors):
            self.assertIsNone(admin.task(task_name="Prepare"))
        self.assertIn("the paths of Prepare are not known (no MYELIN_URL)", self.errors.getvalue())

    def test_another_axons_task_is_not_seen(self):
        with environment(MYELIN_AXON="here", DATA_PATH_A="/a", MODEL_PATH_A="/b"), contextlib.redirect_stderr(self.errors):
            self.assertIsNone(admin.task(axon="there", task_name="A", namespace="n"))
            self.assertEqual(admin.task(axon="here", task_name="A", namespace="n").data_path, "/a/")

    def test_own_paths_have_defaults(self):
        with environment(DATA_PATH="/d"):
            self.assertEqual((admin.data_path(), admin.model_path("/tmp/x")), ("/d/", "/tmp/x/"))


if __name__ == "__main__":
    unittest.main()
