"""Real XGBoost beside ours. Reads a CSV with the label first, prints one JSON object.

xgboost_peer.py predict MODEL CSV            -> {"predictions": [...]}
xgboost_peer.py train MODEL CSV PARAMETERS   -> {"predictions": [...], "seconds": ...}; writes MODEL
xgboost_peer.py                              reads such arguments from its input, one JSON array a line
"""

import json
import sys
import time

import pandas
import xgboost


def answer(command, model_path, csv_path, parameters="{}"):
    rows = pandas.read_csv(csv_path, header=None).to_numpy("float32")
    data = xgboost.DMatrix(rows[:, 1:], rows[:, 0])
    if command == "predict":
        model = xgboost.Booster(model_file=model_path)
        return {"predictions": model.predict(data).reshape(-1).tolist()}
    settings = json.loads(parameters)
    rounds = int(settings.pop("num_round"))
    started = time.perf_counter()
    training = xgboost.DMatrix(rows[:, 1:], rows[:, 0])
    model = xgboost.train({"tree_method": "hist", **settings}, training, rounds)
    seconds = time.perf_counter() - started
    model.save_model(model_path)
    return {"predictions": model.predict(data).reshape(-1).tolist(), "seconds": seconds}


if sys.argv[1:]:
    print(json.dumps(answer(*sys.argv[1:])))
else:
    for line in sys.stdin:
        print(json.dumps(answer(*json.loads(line))), flush=True)
