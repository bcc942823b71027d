"""The back office."""

import csv

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from .models import Book, Order, User, db

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.before_request
@login_required
def only_admins():
    if not current_user.is_admin:
        abort(403)


@blueprint.get("/")
def index():
    return render_template("admin.html", orders=Order.query.all(), users=User.query.all())


@blueprint.post("/books")
def import_books():
    lines = request.files["books"].read().decode().splitlines()
    for title, author, pence in csv.reader(lines):
        db.session.add(Book(title=title, author=author, pence=int(pence)))
    db.session.commit()
    return redirect(url_for("admin.index"))
