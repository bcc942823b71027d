from werkzeug.debug import DebuggedApplication

from bookshop import create_app

app = create_app()
if app.debug:
    app.wsgi_app = DebuggedApplication(app.wsgi_app, evalex=True)
