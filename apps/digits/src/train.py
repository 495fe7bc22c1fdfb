"""Trains a small network for as many epochs as the budget says, from the checkpoint of the budget before, if any."""

import os
import pickle

import numpy as np
from sklearn.neural_network import MLPClassifier

from myelin.hpo import get_hpo_params
from myelin.metric import publish_result

hpo = get_hpo_params()
params = {"learning_rate": 0.003, "hidden": 64, "alpha": 0.0001, **hpo.params}
epochs = int(hpo.budget or 27)

data_path, model_path = os.environ["DATA_PATH"], os.environ["MODEL_PATH"]
checkpoint = os.path.join(os.environ.get("CHECKPOINT_PATH", model_path), "checkpoint.pkl")
train, test = np.load(data_path + "train.npz"), np.load(data_path + "test.npz")

if os.path.exists(checkpoint):
    with open(checkpoint, "rb") as file:
        done, model = pickle.load(file)
else:
    done = 0
    model = MLPClassifier(
        hidden_layer_sizes=(int(params["hidden"]),),
        learning_rate_init=float(params["learning_rate"]),
        alpha=float(params["alpha"]),
        random_state=1,
    )

random = np.random.default_rng(epochs)
for epoch in range(done, epochs):
    order = random.permutation(len(train["labels"]))
    for batch in np.array_split(order, len(order) // 32):
        model.partial_fit(train["images"][batch] / 16.0, train["labels"][batch], classes=np.arange(10))

with open(checkpoint, "wb") as file:
    pickle.dump((epochs, model), file)
with open(model_path + "model.pkl", "wb") as file:
    pickle.dump(model, file)

accuracy = float(np.mean(model.predict(test["images"] / 16.0) == test["labels"]))
publish_result(accuracy, "accuracy")
