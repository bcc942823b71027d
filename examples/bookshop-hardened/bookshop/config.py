"""One class per environment; APP_ENV chooses, and production is what one gets without choosing."""

import os
from datetime import timedelta


class Config:
    """Production: secrets come from outside, and the shop does not start without them."""

    SECRET_KEY = os.environ["SECRET_KEY"]
    SECRET_KEY_FALLBACKS = os.environ.get("OLD_SECRET_KEYS", "").split()
    JWT_SECRET_KEY = os.environ["JWT_SECRET_KEY"]
    SQLALCHEMY_DATABASE_URI = os.environ["DATABASE_URL"]
    TRUSTED_HOSTS = os.environ["TRUSTED_HOSTS"].split()
    PARTNERS = os.environ.get("PARTNERS", "").split()
    MAX_CONTENT_LENGTH = 1024 * 1024
    PERMANENT_SESSION_LIFETIME = timedelta(hours=12)
    SESSION_COOKIE_NAME = "__Host-session"
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    REMEMBER_COOKIE_DURATION = timedelta(days=14)
    REMEMBER_COOKIE_SECURE = True
    REMEMBER_COOKIE_SAMESITE = "Lax"
    MAIL_SERVER = "mail.bookshop.example"
    MAIL_USE_TLS = True
    MAIL_PASSWORD = os.environ.get("MAIL_PASSWORD")


class DevelopmentConfig(Config):
    """A developer's machine has no HTTPS."""

    SESSION_COOKIE_NAME = "session"
    SESSION_COOKIE_SECURE = False
    REMEMBER_COOKIE_SECURE = False
    SQLALCHEMY_ECHO = True


class TestingConfig(DevelopmentConfig):
    TESTING = True
    SQLALCHEMY_DATABASE_URI = "sqlite://"


by_name = {
    "development": DevelopmentConfig,
    "testing": TestingConfig,
    "production": Config,
}
