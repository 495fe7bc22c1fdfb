"""Trains one member of the ensemble: the kind of model is the argument."""

import os
import pickle
import sys

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from myelin.metric import publish_result

KINDS = {
    "forest": lambda: RandomForestClassifier(n_estimators=100, random_state=1),
    "boosting": lambda: HistGradientBoostingClassifier(max_iter=100, random_state=1),
    "logistic": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
}

kind = sys.argv[1]
train, test = (np.load(os.environ["DATA_PATH"] + name) for name in ("train.npz", "test.npz"))
model = KINDS[kind]().fit(train["x"], train["y"])
with open(os.environ["MODEL_PATH"] + "model.pkl", "wb") as file:
    pickle.dump(model, file)
publish_result(float(model.score(test["x"], test["y"])), f"{kind}_accuracy")
