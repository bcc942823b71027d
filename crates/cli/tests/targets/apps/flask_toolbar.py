"""A bookshop whose toolbar for developers was left on, under a server made for production."""

from flask import Flask
from flask_debugtoolbar import DebugToolbarExtension

app = Flask(__name__)
app.config.update(SECRET_KEY="5a2c0bd1e7f94f63a8f0c1d2b3e4f5a69788", DEBUG_TB_ENABLED=True)
DebugToolbarExtension(app)


@app.get("/")
def index():
    return "<!doctype html><html><head><title>Books</title></head><body><p>Middlemarch</p></body></html>"
