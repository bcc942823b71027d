"""The warehouse's stock list, for the office only."""

from flask import Flask, flash, render_template_string

app = Flask(__name__)
app.secret_key = "8f42a73054b1749f8f58848be5e6502c"


@app.route("/stock")
def stock():
    flash("Counted last night")
    return render_template_string("{% for line in get_flashed_messages() %}<p>{{ line }}</p>{% endfor %}")


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5001, debug=True)
