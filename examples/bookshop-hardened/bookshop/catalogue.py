"""What anybody can look at."""

from pathlib import Path

import requests
from flask import Blueprint, current_app, render_template, request, send_from_directory, session

from .models import Book, db

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/")
def index():
    words = request.args.get("q", "")
    books = Book.query.filter(Book.title.contains(words)).all()
    return render_template("index.html", books=books, words=words)


@blueprint.get("/books/<int:id>")
def book(id):
    session["last_seen"] = id
    return render_template("book.html", book=db.get_or_404(Book, id))


@blueprint.get("/chapter")
def chapter():
    folder = Path(current_app.root_path).parent / "chapters"
    return send_from_directory(folder, request.args["file"])


@blueprint.get("/books/<int:id>/delivery")
def delivery(id):
    quote = requests.get(f"https://parcels.example/quote/{id}", timeout=5)
    return quote.json()
