"""Splits the digits that ship with scikit-learn, and adds what was collected from traffic since."""

import glob
import os

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

data_path = os.environ["DATA_PATH"]
store = os.environ.get("MYELIN_STORE", data_path)

digits = load_digits()
known, stream_images, known_labels, stream_labels = train_test_split(
    digits.data, digits.target, test_size=600, random_state=7, stratify=digits.target
)
np.savez(data_path + "stream.npz", images=stream_images, labels=stream_labels)

collected = sorted(glob.glob(store + "collected-*.npz"))
images = [known] + [np.load(name)["images"] for name in collected]
labels = [known_labels] + [np.load(name)["labels"] for name in collected]
images, labels = np.concatenate(images), np.concatenate(labels)

train_images, test_images, train_labels, test_labels = train_test_split(
    images, labels, test_size=0.25, random_state=7, stratify=labels
)
np.savez(data_path + "train.npz", images=train_images, labels=train_labels)
np.savez(data_path + "test.npz", images=test_images, labels=test_labels)
print(f"{len(train_images)} images to train on, {len(test_images)} to test, {len(collected)} collections of traffic")
