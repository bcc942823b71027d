"""For partners who sell our books on their pages. Cross-origin access: see PARTNERS in config.py."""

from datetime import UTC, datetime, timedelta

import jwt
from flask import Blueprint, abort, current_app, jsonify, render_template, request
from flask_login import login_required
from werkzeug.security import check_password_hash

from .models import Book, Order, User

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/books")
def books():
    return jsonify([{"id": book.id, "title": book.title, "pence": book.pence} for book in Book.query])


@blueprint.post("/token")
def token():
    user = User.query.filter_by(name=request.json["name"]).first()
    if user is None or not check_password_hash(user.password, request.json["password"]):
        return jsonify(error="no such account"), 401
    claims = {"sub": str(user.id), "exp": datetime.now(UTC) + timedelta(minutes=15)}
    return jsonify(token=jwt.encode(claims, current_app.config["JWT_SECRET_KEY"], algorithm="HS256"))


@blueprint.get("/orders")
def orders():
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        claims = jwt.decode(token, current_app.config["JWT_SECRET_KEY"], algorithms=["HS256"])
    except jwt.InvalidTokenError:
        abort(401)
    return jsonify([order.pence for order in Order.query.filter_by(user_id=int(claims["sub"]))])


@blueprint.get("/docs")
@login_required
def docs():
    return render_template("docs.html")
