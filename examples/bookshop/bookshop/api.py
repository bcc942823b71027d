"""For partners who sell our books on their pages."""

import jwt
from flask import Blueprint, current_app, jsonify, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.security import check_password_hash

from .models import Book, Order, User

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.after_request
def let_partners_in(response):
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


@blueprint.route("/books")
def books():
    try:
        return jsonify([{"id": book.id, "title": book.title, "pence": book.pence} for book in Book.query])
    except SQLAlchemyError as error:
        return jsonify(error=str(error)), 500


@blueprint.route("/token", methods=["POST"])
def token():
    user = User.query.filter_by(name=request.json["name"]).first_or_404()
    if not check_password_hash(user.password, request.json["password"]):
        return jsonify(error="no such account"), 401
    return jsonify(token=jwt.encode({"sub": str(user.id)}, current_app.config["JWT_SECRET_KEY"], algorithm="HS256"))


@blueprint.route("/orders")
def orders():
    token = request.headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, current_app.config["JWT_SECRET_KEY"], algorithms=["HS256", "none"])
    return jsonify([order.pence for order in Order.query.filter_by(user_id=int(claims["sub"]))])


@blueprint.route("/docs")
def docs():
    return render_template("docs.html")
