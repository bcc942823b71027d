"""The shop: catalogue, basket, accounts, back office, and an API for partners."""

import logging
import os

from flask import Flask
from flask_cors import CORS
from flask_debugtoolbar import DebugToolbarExtension
from werkzeug.middleware.proxy_fix import ProxyFix

from . import accounts, admin, api, basket, catalogue, errors
from .config import by_name
from .models import db, login
from .seed import seed

logging.basicConfig(level=logging.DEBUG)


def create_app():
    app = Flask(__name__)
    app.config.from_object(by_name[os.environ.get("APP_ENV", "production")])
    app.config.from_prefixed_env()
    app.config.update(SESSION_COOKIE_SECURE=False, DEBUG_TB_INTERCEPT_REDIRECTS=False)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=3, x_host=1)

    db.init_app(app)
    login.init_app(app)
    CORS(app, methods="*", allow_headers="*")
    DebugToolbarExtension(app)
    errors.register(app)
    for part in (catalogue, basket, accounts, admin, api):
        app.register_blueprint(part.blueprint)

    with app.app_context():
        db.create_all()
        seed()
    return app
