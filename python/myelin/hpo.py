"""Hyperparameters of a trial."""

import json
import re
import sys

from myelin import _environment

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
_WORDS = {"true": True, "True": True, "false": False, "False": False}
_RESERVED = ("config_id", "budget")


class HpoParams(dict):
    """The hyperparameters by name, as published code reads them (`params['C']`, `Model(**params)`).

    `config_id` ('0_0_1', or None), `budget` (a float, or None) and `params` (a plain dict of the same) are attributes and not
    items. Empty outside a trial.
    """

    def __init__(self, params, config_id=None, budget=None):
        super().__init__(params)
        self.config_id = config_id
        self.budget = budget

    @property
    def params(self):
        return dict(self)


def get_hpo_params(argv=None):
    """The hyperparameters of this trial.

    They come from `--config_id=0_0_1 --NAME=VALUE ... --budget=B` among the arguments, typed as MYELIN_PARAMS (the same as one
    flat JSON object) types them where it is set, and otherwise as they look. Without such arguments MYELIN_PARAMS is taken
    alone, and without either the result is empty.

    :param argv: arguments without the program's name; those of this process by default
    """
    given = _arguments(sys.argv[1:] if argv is None else argv)
    known = _known()
    if not any(name in given for name in _RESERVED):
        values = dict(known)
    else:
        values = {}
        for name, text in given.items():
            if name in _RESERVED or not known or name in known:
                values[name] = _typed(text, known.get(name))
        for name, value in known.items():
            values.setdefault(name, value)
        values["config_id"] = given.get("config_id", known.get("config_id"))
    config_id = values.pop("config_id", None)
    budget = values.pop("budget", None)
    return HpoParams(
        values,
        config_id=None if config_id is None else str(config_id),
        budget=None if budget is None else float(budget),
    )


def hpo_enabled():
    """Whether this process is a trial of a study."""
    return get_hpo_params().config_id is not None


def _arguments(words):
    found = {}
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        if not word.startswith("--") or word == "--":
            continue
        name, equals, value = word[2:].partition("=")
        if not equals:
            if index >= len(words) or words[index].startswith("--"):
                continue
            value = words[index]
            index += 1
        found[name] = value
    return found


def _known():
    text = _environment.get("MYELIN_PARAMS")
    if text is None:
        return {}
    try:
        known = json.loads(text)
    except ValueError as error:
        _environment.warn("MYELIN_PARAMS is not JSON: %s" % error)
        return {}
    return known if isinstance(known, dict) else {}


def _typed(text, known):
    if isinstance(known, str):
        return text
    if isinstance(known, float) and _NUMBER.match(text):
        return float(text)
    return _literal(text)


def _literal(text):
    if text in _WORDS:
        return _WORDS[text]
    if not _NUMBER.match(text):
        return text
    try:
        return int(text)
    except ValueError:
        return float(text)
