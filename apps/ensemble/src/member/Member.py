"""A member of the ensemble behind its own API: the probability that each cell is benign."""

import os
import pickle

import numpy as np


class Member:
    def __init__(self):
        with open(os.environ["MODEL_PATH"] + "model.pkl", "rb") as file:
            self.model = pickle.load(file)

    def predict(self, X, feature_names):
        return self.model.predict_proba(np.asarray(X, dtype=float))[:, 1]
