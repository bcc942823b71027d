//! The stack that answers, as far as its answers tell, and the line that adds a header there.

use sneck_model::Exchange;

/// What can be told to send a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stack {
    /// Flask
    Flask,
    /// Django
    Django,
    /// FastAPI, and Starlette below it
    Fastapi,
    /// nginx
    Nginx,
    /// Apache httpd
    Apache,
    /// Express
    Express,
}

/// Every stack, with its name on the command line and its own spelling.
pub const STACKS: &[(Stack, &str, &str)] = &[
    (Stack::Flask, "flask", "Flask"),
    (Stack::Django, "django", "Django"),
    (Stack::Fastapi, "fastapi", "FastAPI"),
    (Stack::Nginx, "nginx", "nginx"),
    (Stack::Apache, "apache", "Apache"),
    (Stack::Express, "express", "Express"),
];

/// Headers in which programs name themselves, what they say there, and what that stands for.
const SIGNS: &[(&str, &str, Stack)] = &[
    ("x-powered-by", "express", Stack::Express),
    ("server", "werkzeug/", Stack::Flask),
    ("server", "wsgiserver/", Stack::Django),
    ("server", "uvicorn", Stack::Fastapi),
    ("server", "hypercorn", Stack::Fastapi),
];

/// Cookies that a framework names so by itself.
const COOKIES: &[(&str, Stack)] =
    &[("csrftoken", Stack::Django), ("sessionid", Stack::Django), ("connect.sid", Stack::Express)];

/// Servers that stand in front of something, for when nothing tells what that is.
const FRONTS: &[(&str, Stack)] = &[("nginx", Stack::Nginx), ("openresty", Stack::Nginx), ("apache", Stack::Apache)];

impl Stack {
    /// By its name on the command line.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        STACKS.iter().find(|(_, known, _)| *known == name).map(|(stack, ..)| *stack)
    }

    /// As its makers spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        STACKS.iter().find(|(stack, ..)| *stack == self).map_or("", |(.., name)| name)
    }

    /// What answers tell. The app goes before the server in front of it, which may not be ours to change.
    #[must_use]
    pub fn of<'e>(answers: impl IntoIterator<Item = &'e Exchange>) -> Option<Self> {
        let answers: Vec<&Exchange> = answers.into_iter().collect();
        let cookie = |(name, stack): &(&str, Self)| {
            let is_set = answers.iter().flat_map(|answer| &answer.cookies).any(|cookie| cookie.name == *name);
            is_set.then_some(*stack)
        };
        let sign = |(header, start, stack): &(&str, &str, Self)| says(&answers, header, start).then_some(*stack);
        let front = |(start, stack): &(&str, Self)| says(&answers, "server", start).then_some(*stack);
        let app = COOKIES.iter().find_map(cookie).or_else(|| SIGNS.iter().find_map(sign));
        let app = app.or_else(|| answers.iter().any(|answer| has_flask_session(answer)).then_some(Self::Flask));
        app.or_else(|| FRONTS.iter().find_map(front))
    }

    /// Where the lines go.
    #[must_use]
    pub fn place(self) -> &'static str {
        match self {
            Self::Flask => "behind `app = Flask(…)`",
            Self::Django => "in settings.py; `response[…]` in a middleware of your own",
            Self::Fastapi => {
                "in `@app.middleware(\"http\") async def protect(request, call_next)`, between \
                 `response = await call_next(request)` and `return response`"
            }
            Self::Nginx => "in the `server` block; a `location` with an `add_header` of its own needs all of them",
            Self::Apache => "in the virtual host, with mod_headers on (`a2enmod headers`)",
            Self::Express => "in front of the routes, behind `const app = express()`",
        }
    }

    /// The line that adds a header.
    #[must_use]
    pub fn line(self, header: &str, value: &str) -> String {
        match self {
            Self::Flask => {
                format!("app.after_request(lambda r: r.headers.setdefault(\"{header}\", \"{value}\") and r)")
            }
            Self::Django => django(header, value),
            Self::Fastapi => format!("response.headers[\"{header}\"] = \"{value}\""),
            Self::Nginx => format!("add_header {header} \"{value}\" always;"),
            Self::Apache => format!("Header always set {header} \"{value}\""),
            Self::Express => {
                format!("app.use((req, res, next) => {{ res.set(\"{header}\", \"{value}\"); next(); }});")
            }
        }
    }
}

fn says(answers: &[&Exchange], header: &str, start: &str) -> bool {
    let mut values = answers.iter().flat_map(|answer| answer.header(header));
    values.any(|value| value.trim().to_ascii_lowercase().starts_with(start))
}

/// A cookie named as Flask names it, of three parts as itsdangerous signs it.
fn has_flask_session(answer: &Exchange) -> bool {
    let is_signed = |bytes: &[u8]| {
        let signs = bytes.strip_prefix(b".").unwrap_or(bytes);
        let parts: Vec<usize> = signs.split(|b| *b == b'.').map(<[u8]>::len).collect();
        // A time of four bytes, a signature of twenty, in base64.
        matches!(parts.as_slice(), [_, 6, 27])
    };
    answer.cookies.iter().any(|cookie| cookie.name == "session" && cookie.value.attempt(is_signed))
}

/// Settings of Django's own, where it has one for the header.
fn django(header: &str, value: &str) -> String {
    match header {
        "X-Frame-Options" => format!("X_FRAME_OPTIONS = \"{value}\""),
        "X-Content-Type-Options" => "SECURE_CONTENT_TYPE_NOSNIFF = True".to_owned(),
        "Strict-Transport-Security" => {
            "SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = 31536000, True".to_owned()
        }
        "Referrer-Policy" => format!("SECURE_REFERRER_POLICY = \"{value}\""),
        "Cross-Origin-Opener-Policy" => format!("SECURE_CROSS_ORIGIN_OPENER_POLICY = \"{value}\""),
        _ => format!("response[\"{header}\"] = \"{value}\""),
    }
}
