"""The warehouse's stock list, for the office only: bound to loopback, behind the office's own proxy."""

import os

from flask import Flask, flash, render_template_string
from flask_talisman import Talisman

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ["SECRET_KEY"],
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_SAMESITE="Lax",
    TRUSTED_HOSTS=["reports.bookshop.example"],
    MAX_CONTENT_LENGTH=64 * 1024,
)
Talisman(app)


@app.get("/stock")
def stock():
    flash("Counted last night")
    return render_template_string("{% for line in get_flashed_messages() %}<p>{{ line }}</p>{% endfor %}")


@app.errorhandler(500)
def broken(error):
    return "Sorry, something went wrong.", 500
