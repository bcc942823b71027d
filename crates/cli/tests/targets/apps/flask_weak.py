"""A bookshop as its developer left it: debug mode, a key out of a tutorial, partners from everywhere."""

import os
import pathlib
import sys

from flask import Flask, jsonify, redirect, request, session

app = Flask(__name__)
app.secret_key = "super secret key"


@app.after_request
def let_partners_in(response):
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


@app.get("/")
def index():
    session["seen"] = True
    return """<!doctype html><title>Books</title><link rel="stylesheet" href="/static/style.css">
        <p><a href="/api/books">books</a> <a href="/old">the old shop</a> <a href="/fresh-start">start over</a>
        <form action="/orders" method="post"><input name="title"></form>"""


@app.get("/api/books")
def books():
    return jsonify([{"title": "Middlemarch", "pence": 1250}])


@app.post("/orders")
def order():
    note("an order was made")
    return redirect("/")


@app.get("/old")
def old():
    return redirect(os.environ["ELSEWHERE"] + "/old")


@app.get("/reset-database")
def reset():
    note("the database was reset")
    return "gone"


@app.get("/fresh-start")
def fresh_start():
    return redirect("/reset-database")


def note(what):
    with open(pathlib.Path(__file__).with_name("written"), "a") as file:
        file.write(what + "\n")


app.run(port=int(sys.argv[1]), debug=True, use_reloader=False)
