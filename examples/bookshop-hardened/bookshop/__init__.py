"""The shop: catalogue, basket, accounts, back office, and an API for partners."""

import logging
import os

from flask import Flask
from flask_cors import CORS
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from . import accounts, admin, api, basket, catalogue, errors, seed
from .config import by_name
from .models import db, login

logging.basicConfig(level=logging.INFO)
csrf = CSRFProtect()


def create_app():
    app = Flask(__name__)
    app.config.from_object(by_name[os.environ.get("APP_ENV", "production")])
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)

    db.init_app(app)
    login.init_app(app)
    csrf.init_app(app)
    csrf.exempt(api.blueprint)  # partners send a token in a header, never a cookie
    CORS(app, resources={"/api/*": {"origins": app.config["PARTNERS"], "methods": ["GET", "POST"]}})
    Talisman(
        app,
        force_https=app.config["SESSION_COOKIE_SECURE"],
        session_cookie_secure=app.config["SESSION_COOKIE_SECURE"],
        content_security_policy={"default-src": "'self'", "frame-ancestors": "'none'", "object-src": "'none'"},
    )
    errors.register(app)
    seed.register(app)
    for part in (catalogue, basket, accounts, admin, api):
        app.register_blueprint(part.blueprint)

    with app.app_context():
        db.create_all()
        seed.books()
    return app
