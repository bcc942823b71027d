"""The same bookshop as it should be run."""

import os

from flask import Flask, jsonify, session
from flask_talisman import Talisman

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ["SECRET_KEY"],
    SESSION_COOKIE_NAME="__Host-session",
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_SAMESITE="Lax",
    MAX_CONTENT_LENGTH=1 << 20,
    TRUSTED_HOSTS=["localhost", "127.0.0.1"],
)
Talisman(
    app,
    content_security_policy={
        "default-src": "'none'",
        "style-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    },
    frame_options="DENY",
    referrer_policy="no-referrer",
    permissions_policy={"camera": "()", "microphone": "()", "geolocation": "()"},
    strict_transport_security_max_age=63072000,
)


@app.after_request
def isolate(response):
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@app.get("/")
def index():
    session["seen"] = True
    return '<!doctype html><title>Books</title><link rel="stylesheet" href="/static/style.css"><p><a href="/api/books">books</a>'


@app.get("/api/books")
def books():
    return jsonify([{"title": "Middlemarch", "pence": 1250}])


@app.errorhandler(404)
def missing(_):
    return "<!doctype html><title>Not found</title><p>There is no such page.", 404


@app.errorhandler(Exception)
def broken(error):
    app.logger.exception("a request failed")
    return "<!doctype html><title>Sorry</title><p>That did not work.", getattr(error, "code", 500)
