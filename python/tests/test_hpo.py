import json
import unittest
from unittest import mock

from myelin import hpo
from tests.runner import environment


class HpoTest(unittest.TestCase):
    def test_outside_a_trial_there_are_none(self):
        with environment():
            params = hpo.get_hpo_params(["--data=/x", "verbose"])
            self.assertFalse(hpo.hpo_enabled())
        self.assertEqual((params, params.config_id, params.budget), ({}, None, None))

    def test_arguments_are_typed_as_they_look(self):
        words = ["--config_id=0_0_1", "--C=1.5", "--n=10", "--kernel", "rbf", "--warm=true", "--rate=1e-3", "--budget=3.33"]
        with environment():
            params = hpo.get_hpo_params(words)
        self.assertEqual(params, {"C": 1.5, "n": 10, "kernel": "rbf", "warm": True, "rate": 0.001})
        self.assertEqual((params.config_id, params.budget), ("0_0_1", 3.33))
        self.assertIsInstance(params["n"], int)

    def test_words_that_only_look_like_numbers_to_float_stay_words(self):
        with environment():
            params = hpo.get_hpo_params(["--config_id=0_0_0", "--a=nan", "--b=inf", "--c=1_0", "--d=", "--budget=1"])
        self.assertEqual(params, {"a": "nan", "b": "inf", "c": "1_0", "d": ""})

    def test_the_runners_json_says_the_types(self):
        known = {"config_id": "0_0_1", "depth": 3, "rate": 1.0, "size": "10", "budget": 9}
        with environment(MYELIN_PARAMS=json.dumps(known)):
            words = ["--config_id=0_0_1", "--depth=3", "--rate=1", "--size=10", "--data=/x", "--budget=9"]
            params = hpo.get_hpo_params(words)
        self.assertEqual(params, {"depth": 3, "rate": 1.0, "size": "10"})
        self.assertIsInstance(params["rate"], float)
        self.assertEqual(params.budget, 9.0)

    def test_without_arguments_the_json_is_enough(self):
        with environment(MYELIN_PARAMS='{"config_id": "1_0_2", "rate": 0.5, "budget": 27}'), mock.patch("sys.argv", ["train.py"]):
            params = hpo.get_hpo_params()
            self.assertTrue(hpo.hpo_enabled())
        self.assertEqual((params, params.config_id, params.budget), ({"rate": 0.5}, "1_0_2", 27.0))
        self.assertEqual({**params.params, "x": 1}, {"rate": 0.5, "x": 1})

    def test_json_that_is_none_is_a_warning(self):
        with environment(MYELIN_PARAMS="{"), mock.patch("sys.stderr") as errors:
            self.assertEqual(hpo.get_hpo_params([]), {})
        self.assertIn("MYELIN_PARAMS is not JSON", str(errors.write.call_args_list))


if __name__ == "__main__":
    unittest.main()
