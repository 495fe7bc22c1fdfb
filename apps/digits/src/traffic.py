"""Plays the users: sends labelled images to the served model, which after a while come from a camera that inverts.

What it sent since then is collected for the next training, as a labelling team would do it.
"""

import json
import os
import time
import urllib.request

import numpy as np

endpoint = os.environ["MYELIN_ENDPOINT_digits"]
store = os.environ["MYELIN_STORE"]
seconds = float(os.environ.get("SECONDS", "240"))
drift_after = float(os.environ.get("DRIFT_AFTER", "10"))
marker = store + "camera-inverts"

stream = np.load(os.environ["DATA_PATH"] + "stream.npz")
random = np.random.default_rng(time.time_ns() % 2**32)
began = time.time()
images, labels = [], []


def post(path, body):
    request = urllib.request.Request(endpoint + path, json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def collect():
    name = f"{store}collected-{int(began)}.npz"
    np.savez(name + ".part.npz", images=np.array(images), labels=np.array(labels))
    os.replace(name + ".part.npz", name)


while time.time() - began < seconds:
    if not os.path.exists(marker) and time.time() - began > drift_after:
        open(marker, "w").close()
        print("from now on the camera inverts")
    drifted = os.path.exists(marker)
    batch = random.choice(len(stream["labels"]), 10, replace=False)
    seen = np.clip(stream["images"][batch] + random.normal(0, 0.5, (10, 64)), 0, 16)
    if drifted:
        seen = 16 - seen
    truth = stream["labels"][batch]
    try:
        request = {"data": {"ndarray": seen.round(2).tolist()}}
        answer = post("predict", request)
        post(
            "send-feedback",
            {"request": request, "response": answer, "truth": {"data": {"ndarray": truth.tolist()}}},
        )
    except OSError as error:
        print(f"the model did not answer: {error}")
    if drifted and len(images) < 600:
        images.extend(seen)
        labels.extend(truth)
        collect()
    time.sleep(0.1)
