"""What anybody can look at."""

import os

import requests
from flask import Blueprint, current_app, render_template, request, send_file, session

from .models import Book, db

blueprint = Blueprint("catalogue", __name__)


@blueprint.route("/", methods=["GET", "POST", "PUT", "DELETE", "TRACE"])
def index():
    words = request.args.get("q", "")
    books = Book.query.filter(Book.title.contains(words)).all()
    return render_template("index.html", books=books, words=words)


@blueprint.route("/books/<int:id>")
def book(id):
    session["last_seen"] = id
    return render_template("book.html", book=db.get_or_404(Book, id))


@blueprint.route("/chapter")
def chapter():
    folder = os.path.join(current_app.root_path, "..", "chapters")
    return send_file(os.path.join(folder, request.args["file"]))


@blueprint.route("/books/<int:id>/delivery")
def delivery(id):
    quote = requests.get(f"https://parcels.example/quote/{id}", verify=False, timeout=5)
    return quote.json()
