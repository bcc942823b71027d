"""One class per environment; APP_ENV chooses."""

import os
from datetime import timedelta


class Config:
    DEBUG = True
    SECRET_KEY = os.environ.get("SECRET_KEY", "dev")
    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL", "sqlite:///bookshop.db")
    PERMANENT_SESSION_LIFETIME = timedelta(days=365)
    SESSION_COOKIE_HTTPONLY = False
    WTF_CSRF_ENABLED = False
    DEBUG_TB_ENABLED = True
    JWT_SECRET_KEY = "bookshop-api"
    MAIL_SERVER = "mail.bookshop.example"
    MAIL_USE_TLS = False
    MAIL_PASSWORD = "Pr1nters-1nk!42"


class DevelopmentConfig(Config):
    SQLALCHEMY_ECHO = True


class TestingConfig(Config):
    TESTING = True
    SQLALCHEMY_DATABASE_URI = "sqlite://"


class ProductionConfig(Config):
    SESSION_COOKIE_SAMESITE = "None"


by_name = {
    "development": DevelopmentConfig,
    "testing": TestingConfig,
    "production": ProductionConfig,
}
