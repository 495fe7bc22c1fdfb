"""Splits the cells of breast tissue that ship with scikit-learn into a part to train on and a part to test."""

import os

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

cells = load_breast_cancer()
train_x, test_x, train_y, test_y = train_test_split(
    cells.data, cells.target, test_size=0.3, random_state=3, stratify=cells.target
)
np.savez(os.environ["DATA_PATH"] + "train.npz", x=train_x, y=train_y)
np.savez(os.environ["DATA_PATH"] + "test.npz", x=test_x, y=test_y)
print(f"{len(train_x)} cells to train on, {len(test_x)} to test")
