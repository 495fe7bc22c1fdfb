"""Trains a model of how a disease goes on in the year to come, on the patients that ship with scikit-learn."""

import os
import pickle

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import train_test_split

from myelin.hpo import get_hpo_params
from myelin.metric import publish_result

hpo = get_hpo_params()
params = {"learning_rate": 0.05, "max_depth": 3, **hpo.params}
patients = load_diabetes()
known_x, new_x, known_y, _ = train_test_split(patients.data, patients.target, test_size=100, random_state=5)
train_x, test_x, train_y, test_y = train_test_split(known_x, known_y, test_size=0.25, random_state=5)

model = GradientBoostingRegressor(
    n_estimators=int(hpo.budget or 90),
    learning_rate=float(params["learning_rate"]),
    max_depth=int(params["max_depth"]),
    random_state=1,
).fit(train_x, train_y)
with open(os.environ["MODEL_PATH"] + "model.pkl", "wb") as file:
    pickle.dump(model, file)

# What a hospital would put there: the patients of whom nobody knows yet. Trials run beside each other, so each writes where only it does.
inbox, own = os.environ["MYELIN_STORE"] + "inbox/", os.environ["MODEL_PATH"] + "patients.csv"
os.makedirs(inbox, exist_ok=True)
np.savetxt(own, new_x, delimiter=",")
os.replace(own, inbox + "patients.csv")

error = model.predict(test_x) - test_y
publish_result(float(np.sqrt(np.mean(error**2))), "rmse")
