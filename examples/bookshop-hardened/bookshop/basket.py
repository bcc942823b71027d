"""The basket lives in a cookie until it becomes an order."""

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from jinja2 import Environment, PackageLoader

from .models import Book, Order, db

blueprint = Blueprint("basket", __name__)
receipts = Environment(loader=PackageLoader("bookshop"), autoescape=True)


def books_in_basket():
    ids = [int(id) for id in request.cookies.get("basket", "").split("-") if id.isdigit()]
    return Book.query.filter(Book.id.in_(ids)).all()


@blueprint.get("/basket")
def show():
    books = books_in_basket()
    return render_template("basket.html", books=books, pence=sum(book.pence for book in books))


@blueprint.post("/basket/add/<int:id>")
def add(id):
    response = make_response(redirect(url_for("basket.show")))
    response.set_cookie(
        "basket",
        f"{request.cookies.get('basket', '')}-{id}",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


@blueprint.post("/orders")
@login_required
def order():
    pence = sum(book.pence for book in books_in_basket())
    order = Order(user_id=current_user.id, dedication=request.form.get("dedication", ""), pence=pence)
    db.session.add(order)
    db.session.commit()
    return redirect(url_for("basket.receipt", id=order.id))


@blueprint.get("/orders/<int:id>")
@login_required
def receipt(id):
    order = Order.query.filter_by(id=id, user_id=current_user.id).first_or_404()
    link = url_for("basket.receipt", id=id, _external=True)
    return receipts.get_template("receipt.html").render(order=order, link=link)
