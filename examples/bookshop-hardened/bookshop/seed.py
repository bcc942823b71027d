"""What a new database starts with: books, and no account that anybody could guess."""

import click
from werkzeug.security import generate_password_hash

from .models import Book, User, db

BOOKS = [
    ("Middlemarch", "George Eliot", 1250),
    ("Bleak House", "Charles Dickens", 1100),
    ("North and South", "Elizabeth Gaskell", 950),
]


def books():
    if Book.query.first():
        return
    db.session.add_all(Book(title=title, author=author, pence=pence) for title, author, pence in BOOKS)
    db.session.commit()


def register(app):
    @app.cli.command()
    @click.option("--name", prompt=True)
    @click.password_option()
    def create_admin(name, password):
        """Create an account for the back office."""
        db.session.add(User(name=name, password=generate_password_hash(password), is_admin=True))
        db.session.commit()
