import traceback

from werkzeug.exceptions import HTTPException


def register(app):
    @app.errorhandler(Exception)
    def broken(error):
        if isinstance(error, HTTPException):
            return error
        return f"<h1>Sorry!</h1><pre>{traceback.format_exc()}</pre>", 500
