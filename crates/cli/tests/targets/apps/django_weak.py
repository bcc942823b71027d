"""A Django project in one file, as `startproject` leaves it and a developer runs it."""

import sys

import django
from django.conf import settings
from django.core.management import execute_from_command_line

settings.configure(
    DEBUG=True,
    SECRET_KEY="secret",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.staticfiles", "debug_toolbar"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "debug_toolbar.middleware.DebugToolbarMiddleware",
        "django.middleware.common.CommonMiddleware",
    ],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    STATIC_URL="static/",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    INTERNAL_IPS=["127.0.0.1"],
)
django.setup()

from debug_toolbar.toolbar import debug_toolbar_urls
from django.http import HttpResponse, JsonResponse
from django.urls import path


def index(request):
    request.session["seen"] = True
    return HttpResponse('<!doctype html><html><body><p><a href="/books/1">Middlemarch</a></p></body></html>')


def book(request, id):
    return JsonResponse({"title": "Middlemarch", "pence": 1250})


urlpatterns = [path("", index), path("books/<int:id>", book), *debug_toolbar_urls()]

if __name__ == "__main__":
    execute_from_command_line([sys.argv[0], "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{sys.argv[1]}"])
