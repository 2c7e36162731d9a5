"""FastAPI in front of XGBoost's own predictions: POST /invocations takes CSV rows, one answer line each.

serve_xgboost.py MODEL   prints its URL when it listens
"""

import socket
import sys

import numpy
import uvicorn
import xgboost
from fastapi import FastAPI, Request, Response

model = xgboost.Booster({"nthread": 1}, model_file=sys.argv[1])
app = FastAPI()


@app.get("/ping")
async def ping():
    return Response()


@app.post("/invocations")
async def invocations(request: Request):
    lines = (await request.body()).decode().split("\n")
    rows = numpy.array([line.split(",") for line in lines if line], dtype=numpy.float32)
    scores = model.inplace_predict(rows)
    return Response("".join(f"{score}\n" for score in scores), media_type="text/csv")


listening = socket.create_server(("127.0.0.1", 0))
print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
config = uvicorn.Config(app, loop="uvloop", http="httptools", log_level="warning", access_log=False)
uvicorn.Server(config).run(sockets=[listening])
