"""Prints cookies and tokens that the real libraries made, one JSON object a line: format, name, value, key.

Keys come as they are written in an app: text, or bytes as latin-1 with `bytes` set.
"""

import json
import sys

FLASK_DOCS = b'_5#y2L"F4Q8z\n\xec]/'
SUPERSET = "\x02\x01thisismyscretkey\x01\x02\\e\\y\\y\\h"
LONG = "a key that is longer than one block of the hash function, which is sixty-four bytes for SHA-1 and SHA-256"
UMLAUT = "schlüssel"


def say(format, value, key, name=None, signature=None):
    if isinstance(value, bytes):
        value = value.decode()
    is_bytes = isinstance(key, bytes)
    row = {"format": format, "name": name, "value": value, "signature": signature}
    row.update(key=key.decode("latin-1") if is_bytes else key, bytes=is_bytes)
    print(json.dumps(row))


def flask():
    import flask

    for key in [FLASK_DOCS, SUPERSET, "temporary_key", LONG, UMLAUT, "dev"]:
        for content in [{"user": 7}, {"user": 7, "text": "x" * 400}]:
            app = flask.Flask("app")
            app.secret_key = key
            serializer = app.session_interface.get_signing_serializer(app)
            say("Flask session", serializer.dumps(content), key, "session")
    # A whole answer, and a key that was taken out of use but still opens sessions.
    app = flask.Flask("app")
    app.secret_key = "fallen back"

    @app.get("/")
    def index():
        flask.session["seen"] = True
        return ""

    cookie = app.test_client().get("/").headers["Set-Cookie"].split(";")[0].partition("=")[2]
    say("Flask session", cookie, "fallen back", "session")


def legacy():
    """itsdangerous before 1.1 counted seconds from 2011."""
    import itsdangerous

    class Old(itsdangerous.TimestampSigner):
        def get_timestamp(self):
            return super().get_timestamp() - 1293840000

    old = itsdangerous.URLSafeTimedSerializer(
        "dev", salt="cookie-session", signer=Old, signer_kwargs={"key_derivation": "hmac"}
    )
    say("Flask session", old.dumps({"user": 7}), "dev", "session")


def flask_extensions():
    import flask
    import flask_login
    import flask_session.base
    import flask_wtf.csrf

    app = flask.Flask("app")
    app.secret_key = "super-secret"
    with app.test_request_context():
        say("Flask-Login's remember cookie", flask_login.encode_cookie("7"), "super-secret", "remember_token")
        say("itsdangerous token", flask_wtf.csrf.generate_csrf(), "super-secret")
    signer = flask_session.base.ServerSideSessionInterface._get_signer(None, app)
    say("Flask-Session's signed session id", signer.sign(b"abcdefghijklmnop"), "super-secret", "session")


def itsdangerous_():
    import hashlib
    import itsdangerous

    for key in ["secret", LONG, FLASK_DOCS, UMLAUT]:
        say("itsdangerous token", itsdangerous.URLSafeTimedSerializer(key).dumps({"reset": "a@b.test"}), key)
        say("itsdangerous token", itsdangerous.URLSafeSerializer(key).dumps({"reset": "x" * 300}), key)
        say("itsdangerous token", itsdangerous.TimestampSigner(key).sign("a.b@c.test"), key)
        say("itsdangerous token", itsdangerous.Signer(key).sign("plain"), key)
    salted = itsdangerous.URLSafeTimedSerializer("secret", salt="email-confirm-salt")
    say("itsdangerous token", salted.dumps("a@b.test"), "secret")
    for digest in [hashlib.sha256, hashlib.sha512]:
        wide = itsdangerous.URLSafeTimedSerializer("secret", signer_kwargs={"digest_method": digest})
        say("itsdangerous token", wide.dumps([1]), "secret")


def starlette():
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.sessions import SessionMiddleware
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    async def index(request):
        request.session["user"] = "ada ÿÿÿ???>>>"
        return PlainTextResponse("")

    import asyncio

    def cookie(key):
        app = Starlette(routes=[Route("/", index)], middleware=[Middleware(SessionMiddleware, secret_key=key)])
        sent = []

        async def send(message):
            sent.append(message)

        async def receive():
            return {"type": "http.request"}

        scope = {"type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": []}
        asyncio.run(app(scope | {"root_path": "", "http_version": "1.1"}, receive, send))
        headers = dict(sent[0]["headers"])
        return headers[b"set-cookie"].decode().split(";")[0].partition("=")[2]

    for key in ["secret", LONG, UMLAUT]:
        say("Starlette session", cookie(key), key, "session")


def django():
    from django.conf import settings

    settings.configure(SECRET_KEY="to be replaced", SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.contrib.messages.storage.base import Message
    from django.contrib.sessions.backends.signed_cookies import SessionStore
    from django.core import signing
    from django.http import HttpRequest, HttpResponse

    for key in ["django-insecure-x", LONG, UMLAUT, "k" * 50]:
        settings.SECRET_KEY = key
        for content in ["7", "x" * 500]:
            session = SessionStore()
            session["_auth_user_id"] = content
            say("Django session in a cookie", session._get_session_key(), key, "sessionid")
            say("Django's signing.dumps", signing.dumps({"user": content}), key)
        say("Django's TimestampSigner", signing.TimestampSigner().sign("a:b"), key)
        say("Django's Signer", signing.Signer().sign("a@b.test"), key)
        response = HttpResponse()
        response.set_signed_cookie("cart", "17")
        say("Django's signed cookie", response.cookies["cart"].value, key, "cart")
        # Before the salt had a length in it.
        say("Django's signed cookie", signing.get_cookie_signer(salt="cart").sign("17"), key, "cart")
        response, request = HttpResponse(), HttpRequest()
        CookieStorage(request)._store([Message(20, "saved")], response)
        say("Django's messages cookie", response.cookies["messages"].value, key, "messages")
        # Before Django 3.1.
        old = signing.TimestampSigner(algorithm="sha1", salt="django.contrib.sessions.backends.signed_cookies")
        say("Django session in a cookie", old.sign_object({"user": 7}), key, "sessionid")


def jwt():
    import jwt
    import warnings

    warnings.simplefilter("ignore")
    for key in ["your-256-bit-secret", LONG * 2, b"\x00\xff\xfe", UMLAUT]:
        for algorithm in ["HS256", "HS384", "HS512"]:
            for claims in [{"sub": "1", "iat": 1700000000}, {"sub": "x" * 400}]:
                token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "a"})
                say(f"JSON web token ({algorithm})", token, key)


def tornado():
    from tornado.web import create_signed_value

    for key in ["__TODO:_GENERATE_YOUR_OWN_RANDOM_VALUE_HERE__", LONG, UMLAUT]:
        for version in [1, 2]:
            value = create_signed_value(key, "user", '"ada | eve"', version=version)
            say("Tornado's secure cookie", value, key, "user")


def bottle():
    import bottle

    for key in ["secret", LONG, UMLAUT]:
        response = bottle.LocalResponse()
        response.set_cookie("account", "ada", secret=key)
        cookie = dict(response.headerlist)["Set-Cookie"].split(";")[0].partition("=")[2]
        say("Bottle's signed cookie", cookie, key, "account")
        response = bottle.LocalResponse()
        response.set_cookie("account", "ada", secret=key, digestmod="md5")
        cookie = dict(response.headerlist)["Set-Cookie"].split(";")[0].partition("=")[2]
        say("Bottle's signed cookie", cookie, key, "account")


def beaker():
    from beaker.session import SessionObject

    for key in ["somesecret", LONG]:
        session = SessionObject({}, key="beaker.session.id", secret=key, type="memory")
        session["user"] = 7
        session.save()
        cookie = session.request["cookie_out"].strip().split(";")[0].partition("=")[2]
        say("Beaker session", cookie, key, "beaker.session.id")


for one in [flask, legacy, flask_extensions, itsdangerous_, starlette, django, jwt, tornado, bottle, beaker]:
    try:
        one()
    except Exception as error:
        sys.exit(f"{one.__name__}: {type(error).__name__}: {error}")
