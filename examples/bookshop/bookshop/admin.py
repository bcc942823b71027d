"""The back office."""

import csv

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from .models import Book, Order, User, db

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.route("/")
def index():
    return render_template("admin.html", orders=Order.query.all(), users=User.query.all())


@blueprint.route("/books", methods=["POST"])
def import_books():
    lines = request.files["books"].read().decode().splitlines()
    for title, author, pence in csv.reader(lines):
        db.session.add(Book(title=title, author=author, pence=int(pence)))
    db.session.commit()
    return redirect(url_for("admin.index"))


@blueprint.route("/debug/config")
def show_config():
    return {name: str(value) for name, value in current_app.config.items()}
