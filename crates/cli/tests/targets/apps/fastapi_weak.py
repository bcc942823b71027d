"""An API that was opened to everybody, and describes itself to everybody."""

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(debug=True)
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True, allow_methods=["*"], allow_headers=["*"])
app.add_middleware(SessionMiddleware, secret_key="secret")


@app.get("/")
def index(request: Request):
    request.session["seen"] = True
    return {"shop": "books"}


@app.get("/books")
def books():
    return [{"title": "Middlemarch", "pence": 1250}]


@app.get("/broken")
def broken():
    raise RuntimeError("the shelf fell down")
