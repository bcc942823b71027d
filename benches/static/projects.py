"""Small projects that are made up, to see what a run costs at the least and what environments add."""

VIEW = """@blueprint.route("/{module}/{number}")
def view{number}():
    query = request.args.get("q")
    if not query:
        return "nothing asked", 404
    return render_template("view.html", query=query)


"""
MODULE = """from flask import Blueprint, render_template, request

blueprint = Blueprint("{module}", __name__)


"""
FACTORY = """import os

from flask import Flask


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
{register}    return app
"""
SERVICE = """  web{number}:
    build: .
    command: gunicorn wsgi:app
    environment:
      SECRET_KEY: ${{SECRET_KEY}}
      NUMBER: "{number}"
"""
MODULES = 68
VIEWS = 12


def files(services):
    """A Flask project of seventy Python files; with a compose file of so many services."""
    modules = [f"part{number}" for number in range(MODULES)]
    views = lambda module: "".join(VIEW.format(module=module, number=number) for number in range(VIEWS))
    register = "".join(
        f"    from .{module} import blueprint as {module}\n    app.register_blueprint({module})\n" for module in modules
    )
    made = {f"shop/{module}.py": MODULE.format(module=module) + views(module) for module in modules}
    made["shop/__init__.py"] = FACTORY.format(register=register)
    made["wsgi.py"] = "from shop import create_app\n\napp = create_app()\n"
    made["requirements.txt"] = "flask==3.1.2\ngunicorn==23.0.0\n"
    if services:
        made["compose.yaml"] = "services:\n" + "".join(SERVICE.format(number=number) for number in range(services))
    return made


def write(folder):
    """Writes them; where each of them lies."""
    kinds = {"70 files": 0, "70 files, 1 environment": 1, "70 files, 40 environments": 40}
    folders = {what: folder / str(services) for what, services in kinds.items()}
    for what, services in kinds.items():
        for path, text in files(services).items():
            target = folders[what] / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    return folders
