"""What a new database starts with."""

from werkzeug.security import generate_password_hash

from .models import Book, User, db

BOOKS = [
    ("Middlemarch", "George Eliot", 1250),
    ("Bleak House", "Charles Dickens", 1100),
    ("North and South", "Elizabeth Gaskell", 950),
]


def seed():
    if Book.query.first():
        return
    db.session.add(User(name="admin", password=generate_password_hash("admin"), is_admin=True))
    db.session.add_all(Book(title=title, author=author, pence=pence) for title, author, pence in BOOKS)
    db.session.commit()
