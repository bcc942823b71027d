"""What users see when something breaks; the detail goes to the log, where Flask has put it already."""

from flask import render_template


def register(app):
    @app.errorhandler(500)
    def broken(error):
        return render_template("broken.html"), 500
