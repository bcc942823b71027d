from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask_login import login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

from .forms import AccountForm
from .models import User, db

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/register", methods=["GET", "POST"])
def register():
    form = AccountForm()
    if form.validate_on_submit():
        db.session.add(User(name=form.name.data, password=generate_password_hash(form.password.data)))
        db.session.commit()
        return redirect(url_for("accounts.sign_in"))
    return render_template("form.html", title="Register", form=form)


@blueprint.route("/login", methods=["GET", "POST"])
def sign_in():
    form = AccountForm()
    if form.validate_on_submit():
        user = User.query.filter_by(name=form.name.data).first()
        if user and check_password_hash(user.password, form.password.data):
            login_user(user, remember=True)
            session.permanent = True
            return redirect(url_for("catalogue.index"))
        current_app.logger.warning("failed sign-in of %r", form.name.data)
        flash("That is not right")
    return render_template("form.html", title="Sign in", form=form)


@blueprint.post("/logout")
def sign_out():
    logout_user()
    return redirect(url_for("catalogue.index"))
