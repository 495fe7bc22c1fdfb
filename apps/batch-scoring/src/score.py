"""Scores every file of the inbox by the best model there is, and writes the answers beside a note of who made them."""

import glob
import json
import os
import pickle

import numpy as np

from myelin.metric import publish_result

store, trained = os.environ["MYELIN_STORE"], os.environ["MODEL_PATH_Train"]
with open(trained + "model.pkl", "rb") as file:
    model = pickle.load(file)

os.makedirs(store + "outbox", exist_ok=True)
scored = 0
for name in sorted(glob.glob(store + "inbox/*.csv")):
    answers = model.predict(np.loadtxt(name, delimiter=",", ndmin=2))
    out = store + "outbox/" + os.path.basename(name)
    np.savetxt(out + ".part", answers, fmt="%.3f")
    os.replace(out + ".part", out)
    with open(out + ".json", "w") as note:
        json.dump({"run": os.environ["MYELIN_RUN"], "model": trained, "rows": len(answers)}, note)
    scored += len(answers)
print(f"{scored} patients scored")
publish_result(scored, "scored")
