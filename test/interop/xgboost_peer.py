"""Real XGBoost beside ours. Reads a CSV with the label first, prints one JSON object.

xgboost_peer.py predict MODEL CSV            -> {"predictions": [...]}
xgboost_peer.py train MODEL CSV PARAMETERS   -> {"predictions": [...], "seconds": ...}; writes MODEL
"""

import json
import sys
import time

import pandas
import xgboost

command, model_path, csv_path = sys.argv[1:4]
rows = pandas.read_csv(csv_path, header=None).to_numpy("float32")
data = xgboost.DMatrix(rows[:, 1:], rows[:, 0])
answer = {}
if command == "train":
    parameters = json.loads(sys.argv[4])
    rounds = int(parameters.pop("num_round"))
    started = time.perf_counter()
    training = xgboost.DMatrix(rows[:, 1:], rows[:, 0])
    model = xgboost.train({"tree_method": "hist", **parameters}, training, rounds)
    answer["seconds"] = time.perf_counter() - started
    model.save_model(model_path)
else:
    model = xgboost.Booster(model_file=model_path)
answer["predictions"] = model.predict(data).reshape(-1).tolist()
print(json.dumps(answer))
