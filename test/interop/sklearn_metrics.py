"""scikit-learn's metrics of the columns in a JSON file, printed as JSON under our names."""

import json
import sys

import numpy
from sklearn import metrics

with open(sys.argv[1]) as file:
    columns = json.load(file)
labels = numpy.array(columns["labels"])
predictions = numpy.array(columns["predictions"])
if columns["problem"] == "binary":
    called = predictions >= columns["threshold"]
    answer = {
        "auc": metrics.roc_auc_score(labels, predictions),
        "logloss": metrics.log_loss(labels, predictions),
        "accuracy": metrics.accuracy_score(labels, called),
        "f1": metrics.f1_score(labels, called),
        "precision": metrics.precision_score(labels, called),
        "recall": metrics.recall_score(labels, called),
    }
elif columns["problem"] == "multiclass":
    predictions = predictions.reshape(len(labels), columns["classes"])
    called = predictions.argmax(axis=1)
    answer = {
        "accuracy": metrics.accuracy_score(labels, called),
        "f1": metrics.f1_score(labels, called, average="macro"),
        "logloss": metrics.log_loss(labels, predictions, labels=list(range(columns["classes"]))),
    }
else:
    answer = {
        "rmse": metrics.root_mean_squared_error(labels, predictions),
        "mae": metrics.mean_absolute_error(labels, predictions),
    }
print(json.dumps(answer))
